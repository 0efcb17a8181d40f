"""Two versions of one report compared: cells, fields, sections and prose."""

from dataclasses import dataclass

import pandas as pd

from analysis.form import FORMATS, get_form
from analysis.recognising import Report

from .print import Print, look_up
from .reuse import reused_prose

CELL_CHANGES = ["cell", "change", "a", "a_where", "a_status", "b", "b_where", "b_status"]
FIELD_CHANGES = ["field", "a", "b"]
_FIELDS = (
    *("agency", "agency_printed", "year", "format", "title", "published", "source_url", "scope"),
    *("transcription", "sha256"),
)


@dataclass(frozen=True)
class VersionDiff:
    """What two versions do not have in common.

    Attributes
    ----------
    a, b : Report
        The two versions.
    cells : DataFrame
        ``CELL_CHANGES``, one row a cell that differs, in the order of the form. ``change`` is
        ``changed`` (another number), ``added`` (only ``b`` states one), ``removed`` (only ``a``
        does) or ``print`` (the same number or none in both, printed differently: ``1,431`` for
        ``1431``, ``-`` for a blank). ``a`` and ``b`` are the prints.
    fields : DataFrame
        ``FIELD_CHANGES``: what the documents say of themselves.
    sections : DataFrame
        ``FIELD_CHANGES``: numbered sections that differ in heading, or are in one version only.
    prose : dict
        ``a`` and ``b``: characters of prose compared; ``only_a`` and ``only_b``: those that do not
        stand in the other, by the measure of ``analysis.checking.findings.reuse``, with sentences
        of any length.
    """

    a: Report
    b: Report
    cells: pd.DataFrame
    fields: pd.DataFrame
    sections: pd.DataFrame
    prose: dict[str, int]

    @property
    def same(self) -> bool:
        """Whether nothing but the file itself differs."""
        own = self.fields[self.fields["field"] != "sha256"]
        return (
            self.cells.empty
            and own.empty
            and self.sections.empty
            and not self.prose["only_a"]
            and not self.prose["only_b"]
        )


def compare_versions(a: Report, b: Report) -> VersionDiff:
    """Compare two versions of a report.

    Parameters
    ----------
    a, b : Report
        Usually the earlier and the later; they may be of different formats or even agencies, which
        the fields then tell.
    """
    mine, other = look_up(a), look_up(b)
    order = [
        code for fmt in FORMATS if fmt in (a.format, b.format) for code in get_form(fmt).by_code
    ]
    rows = []
    for code in dict.fromkeys(order):
        one, two = mine(code), other(code)
        if change := _change(one, two):
            sides = (one.printed, one.where, one.status, two.printed, two.where, two.status)
            rows.append((code, change, *sides))
    fields = [(name, _text(getattr(a, name)), _text(getattr(b, name))) for name in _FIELDS]
    # Between versions even a sentence of one word is the same sentence; between years that would
    # mean nothing.
    forth, back = reused_prose(a, b, shortest=1), reused_prose(b, a, shortest=1)
    return VersionDiff(
        a,
        b,
        pd.DataFrame(rows, columns=CELL_CHANGES),
        pd.DataFrame([f for f in fields if f[1] != f[2]], columns=FIELD_CHANGES),
        pd.DataFrame(_sections(a, b), columns=FIELD_CHANGES),
        {
            "a": forth.total,
            "b": back.total,
            "only_a": forth.total - forth.reused,
            "only_b": back.total - back.reused,
        },
    )


def _change(one: Print, two: Print) -> str:
    if one.value is not None and two.value is not None and one.value != two.value:
        return "changed"
    if (one.value is None) != (two.value is None):
        return "removed" if two.value is None else "added"
    return "print" if (one.status, one.printed) != (two.status, two.printed) else ""


def _sections(a: Report, b: Report) -> list[tuple[str, str, str]]:
    """By number and by how often the number came before: real reports misnumber their sections."""
    if not (a.sections_known and b.sections_known):
        return []
    found: dict[tuple[str, int], list[str]] = {}
    for side, report in enumerate((a, b)):
        count: dict[str, int] = {}
        for section in report.sections:
            nth = count[section.number] = count.get(section.number, 0) + 1
            found.setdefault((section.number, nth), ["", ""])[side] = section.heading
    return [(number, *texts) for (number, _), texts in found.items() if texts[0] != texts[1]]  # type: ignore[misc]


def _text(value: object) -> str:
    return "" if value is None else str(value)
