"""The few reports of a large table that findings need, laid out with cells, prints and places."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.form import STATUSES
from analysis.recognising import Report
from analysis.recognising.report import CELL_COLUMNS, CLAIM_COLUMNS, Section
from analysis.recognising.rows import Rows

from .longform import KEYS, batches, coded, column_names
from .rules.between import membership
from .rules.frame import META, Wide, all_codes, code_positions, positions

_KEYS = [tuple(code.split("/")) for code in all_codes()]  # table, item and column of each
_Print = tuple[str, str]  # what is printed, and where
LINKED = ("territory", "agencies", "complete", "not_understood")  # columns of ``reports``


@dataclass(repr=False)
class _TableReport(Report):
    """A report of a table, which may go by another name than agency and year."""

    named: str = ""

    @property
    def id(self) -> str:
        return self.named


def needed_reports(
    cells: Path,
    frame: pd.DataFrame,
    raw: np.ndarray,
    claims: pd.DataFrame | None,
    some: pd.DataFrame,
) -> list[Report]:
    """Lay out some reports, the year before each, and a territory's agencies.

    Parameters
    ----------
    cells : Path
        Parquet or CSV file of cells.
    frame : DataFrame
        The wide frame of the whole table.
    raw : ndarray of uint8, shape (cells, reports)
        Number of each cell's status in ``STATUSES``.
    claims : DataFrame, optional
        Claims of the prose of all reports.
    some : DataFrame
        A table with ``report``: the outcomes that fail, for findings.
    """
    named = frame["report"].isin(some["report"].unique()).to_numpy()
    wanted, prior = named.copy(), frame["prior"].to_numpy()
    wanted[prior[named & (prior >= 0)]] = True
    whole, member, _ = membership(Wide.of(frame))
    wanted[member[named[whole]]] = True
    rows = np.flatnonzero(wanted)
    prints = _printed(cells, frame["report"].tolist(), wanted)
    no_claims = pd.DataFrame(columns=CLAIM_COLUMNS)
    claims_of = (
        {
            str(k): g.drop(columns="report").reset_index(drop=True)
            for k, g in claims.groupby("report")
        }
        if claims is not None and len(claims)
        else {}
    )
    values = np.array([frame[code].to_numpy()[rows] for code in all_codes()])
    numbers = np.minimum(raw[:, rows], len(STATUSES))
    meta = frame.loc[rows, [*META, *LINKED, "transcription", "file"]].to_dict("records")
    reports: list[Report] = []
    for n, (row, m) in enumerate(zip(rows.tolist(), meta, strict=True)):
        found = _cells(m["format"], values[:, n], numbers[:, n], prints.pop(row, None))
        reports.append(
            _TableReport(
                agency=m["agency"],
                agency_printed=m["agency"],
                year=m["year"],
                format=m["format"],
                published=m["published"],
                source_host=m["source_host"],
                scope=m["scope"],
                sections=tuple(Section(n, "", "") for n in m["sections"].split(";") if n),
                sections_known=m["sections_known"],
                file=m["file"],
                transcription=m["transcription"],
                cells=Rows(CELL_COLUMNS, found, floats=("value",)),
                claims=claims_of.get(m["report"], no_claims),
                named=m["report"],
                **{name: m[name] for name in LINKED},
            )
        )
    return reports


def _cells(
    fmt: str, values: np.ndarray, numbers: np.ndarray, prints: dict[int, _Print] | None
) -> list[tuple[Any, ...]]:
    """The rows of one report; without prints, the number is all that is known of one."""
    statuses = (*STATUSES, "absent")
    rows = []
    for at in positions(fmt).tolist():
        value = None if np.isnan(values[at]) else float(values[at])
        if prints is None:
            printed, where = "" if value is None else f"{value:.15g}", ""
        else:
            printed, where = prints.get(at, ("", ""))
        rows.append((*_KEYS[at], value, statuses[numbers[at]], printed, where))
    return rows


def _printed(cells: Path, ids: list[str], wanted: np.ndarray) -> dict[int, dict[int, _Print]]:
    """What is printed, and where, for some reports: row to position of the cell to both."""
    names = [name for name in ("printed", "where") if name in column_names(cells)]
    if not names:
        return {}
    rows, at = pd.Index(ids), code_positions()
    found: dict[int, dict[int, _Print]] = {}
    for batch in batches(cells, [*KEYS, *names]):
        report, words = coded(batch.column("report"))
        row = rows.get_indexer(pd.Index(words, dtype="object"))[report]
        keep = np.flatnonzero(wanted[row])
        columns = {name: coded(batch.column(name)) for name in [*KEYS[1:], *names]}
        text = {
            name: [w[i] if i >= 0 else "" for i in k[keep].tolist()]
            for name, (k, w) in columns.items()
        }
        blank = [""] * len(keep)
        cell = map("/".join, zip(*(text[name] for name in KEYS[1:]), strict=True))
        lines = zip(
            row[keep].tolist(),
            cell,
            text.get("printed", blank),
            text.get("where", blank),
            strict=True,
        )
        for r, code, printed, where in lines:
            found.setdefault(r, {})[at[code]] = (printed, where)
    return found
