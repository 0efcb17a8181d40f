"""The frame that the rules are checked on: one row a report, two columns a cell (value and status), and the metadata."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.form import FORMATS, get_form
from analysis.recognising import Report

STATED, BLANK, UNKNOWN, NOT_ON_FORM = 0, 1, 2, 3
_CODES = {"stated": STATED, "blank": BLANK, "mark": BLANK, "absent": UNKNOWN, "unreadable": UNKNOWN}
META = ["report", "agency", "year", "format", "scope", "published", "source_host", "sections", "sections_known"]


def wide_frame(reports: Sequence[Report]) -> pd.DataFrame:
    """One row a report.

    Returns
    -------
    DataFrame
        The columns of ``META``; for each cell code a float column (NaN where none is stated), ``code#`` with a status code;
        and ``prior``, the row number of the same agency's
        report of the year before, or -1.
    """
    codes = list(dict.fromkeys(c.code for f in FORMATS for c in get_form(f).cells))
    position = {code: i for i, code in enumerate(codes)}
    values = np.full((len(reports), len(codes)), np.nan)
    status = np.full((len(reports), len(codes)), NOT_ON_FORM, dtype=np.int8)
    for row, report in enumerate(reports):
        at = [position[c.code] for c in get_form(report.format).cells]
        values[row, at] = report.cells["value"].to_numpy()
        status[row, at] = [_CODES[s] for s in report.cells["status"]]
    meta = pd.DataFrame({
        name: [_meta(report, name) for report in reports] for name in META
    })  # fmt: skip
    at_year = {(r.agency, r.scope, r.year): i for i, r in enumerate(reports)}
    meta["prior"] = [at_year.get((r.agency, r.scope, r.year - 1), -1) for r in reports]
    return pd.concat([meta, pd.DataFrame(values, columns=codes), pd.DataFrame(status, columns=[f"{c}#" for c in codes])], axis=1)


def _meta(report: Report, name: str) -> object:
    if name == "report":
        return report.id
    if name == "sections":
        return ";".join(s.number for s in report.sections)
    return getattr(report, name)
