"""Claims judged with what the identities imply: a figure of the prose may speak of a cell that states no number."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.checking.rules.frame import all_codes, wide_frame
from analysis.checking.rules.implied import solve
from analysis.checking.rules.load import load_rules
from analysis.recognising import Report
from analysis.recognising.claims import verdicts
from analysis.recognising.report import column

_OPEN = "cannot tell"


def settle_claims(reports: Sequence[Report], expectations: Path | None = None) -> None:
    """Judge the open claims of reports again, with implied values beside the stated ones; ``Report.claims`` is replaced.

    Parameters
    ----------
    reports : sequence of Report
    expectations : Path, optional
        Folder of the suites whose identities imply the values.

    Raises
    ------
    InputError
        If a suite is broken.
    """
    waiting = [r for r in reports if _OPEN in column(r, "claims", "verdict")]
    for report, judged in zip(waiting, judged_claims(waiting, expectations), strict=True):
        report.claims = report.claims.assign(verdict=judged["verdict"])


def judged_claims(
    reports: Sequence[Report], expectations: Path | None = None
) -> list[pd.DataFrame]:
    """How the claims of reports stand to their cells.

    Returns
    -------
    list of DataFrame
        One a report, on the index of its claims: ``verdict``; ``figure``, what the cells come to; ``basis``, whether stated
        cells decided, implied ones (``implied``), or blanks read as zero (``blank as zero``).
    """
    if not reports:
        return []
    # By its own cells alone: what a report says is judged alike whichever others are loaded.
    implied = solve(wide_frame(reports).assign(prior=-1), load_rules(expectations))
    codes, by_row = all_codes(), [dict[str, float]() for _ in reports]
    for row, cell, value in zip(
        implied.row.tolist(), implied.cell.tolist(), implied.value.tolist(), strict=True
    ):
        by_row[row][codes[cell]] = value
    return [_judged(report, mine) for report, mine in zip(reports, by_row, strict=True)]


def _judged(report: Report, implied: dict[str, float]) -> pd.DataFrame:
    stated: dict[str, float | None] = {}
    blank = set()
    for cell in report.cells.itertuples(index=False):
        code = f"{cell.table}/{cell.item}/{cell.column}"
        stated[code] = float(cell.value) if cell.status == "stated" else None
        if cell.status == "blank":
            blank.add(code)
    return verdicts(report.claims, stated, implied, blank)
