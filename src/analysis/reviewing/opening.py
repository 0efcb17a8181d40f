"""From a file to a session: as it was read, or an empty form where it cannot be read."""

import math
from pathlib import Path

from analysis.errors import InputError, printable
from analysis.form import FORMATS, get_form
from analysis.reading.card import read_card
from analysis.recognising import CELL_COLUMNS, Report
from analysis.recognising.rows import Rows
from analysis.recognising.source import is_archive, is_member
from analysis.running.corpus import read_report

from .entries import Published
from .session import Session

_YEARS_OF_2019 = (2019, 2020)


def read_original(
    path: Path, agency: str | None = None, year: int | None = None, fmt: str | None = None
) -> Report:
    """Read a report that is to be reviewed; what cannot be read is a form of absent cells.

    Parameters
    ----------
    path : Path
        The original.
    agency : str, optional
        Its agency, where the document does not say it.
    year : int, optional
        The year that it reports on, likewise.
    fmt : {"2019", "2021"}, optional
        Format of the form, for a document that is only a picture; by default that of the year.

    Raises
    ------
    InputError
        If there is no such file, it is an archive, or there is no such format.
    """
    if fmt is not None:
        get_form(fmt)
    if is_archive(path) or is_member(path):
        raise InputError(f"{printable(path)}: unpack the archive to review a report.")
    if not path.is_file():
        raise InputError(f"{printable(path)}: there is no such file. Check the name.")
    try:
        report = read_report(path, agency, year, partial=True)
    except InputError as error:
        card = read_card(path)
        known = year or int(card.get("year") or 0)
        report = _empty(path, str(agency or card.get("agency") or ""), known, fmt)
        report.notes = [str(error).replace(printable(path), path.name)]
    if fmt is not None and report.format != fmt:
        if (report.cells["status"] != "absent").any():
            raise InputError(
                f"{printable(path)}: has the form of {report.format}, not of {fmt}. "
                "Leave --format out."
            )
        report = _empty(path, report.agency, report.year, fmt)
    return report


def begin(report: Report, by: str) -> Session:
    """A session in which nobody did anything yet.

    Parameters
    ----------
    report : Report
        The original as it was read.
    by : str
        Who works.
    """
    published = {
        f"{row.table}/{row.item}/{row.column}": Published(
            row.status,
            row.printed,
            None if row.value is None or math.isnan(row.value) else float(row.value),
            row.where,
        )
        for row in report.cells.itertuples(index=False)
    }
    numbers = "".join(s.number for s in report.sections) if report.sections_known else ""
    fields = {
        "agency": report.agency_printed or report.agency,
        "year": str(report.year or ""),
        "scope": report.scope or "",
        "title": report.title,
        "published": report.published or "",
        "source_url": report.source_url or "",
        "sections": numbers,
    }
    for name, text in fields.items():
        published[name] = Published("stated" if text else "blank", text)
    return Session(report.format, by, published)


def _empty(path: Path, agency: str, year: int, fmt: str | None) -> Report:
    """A report of which nothing was read."""
    fmt = fmt or (FORMATS[0] if year in _YEARS_OF_2019 else FORMATS[-1])
    rows = [(c.table, c.item, c.column, None, "absent", "", "") for c in get_form(fmt).cells]
    return Report(
        agency=agency,
        agency_printed=agency,
        year=year,
        format=fmt,
        file=path.name,
        cells=Rows(CELL_COLUMNS, rows, floats=("value",)),
    )
