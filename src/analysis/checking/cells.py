"""Cells in a DataFrame, made into a report that can be checked.

A mistake in them is reported with the cells that have it.
"""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.form import STATUSES, TABLES, Form, get_form
from analysis.recognising import Report
from analysis.recognising.report import CELL_COLUMNS

_NEEDED = ("table", "item", "column", "value")
_SHOWN = 5


def from_cells(cells: pd.DataFrame, fmt: str = "2021") -> Report:
    """Make a report of which only figures are known, of agency ``cells`` and year 0.

    Parameters
    ----------
    cells : DataFrame
        ``table, item, column, value``; ``status``, ``printed`` and ``where`` may be missing.
        Without a status a number is ``stated`` and no number ``blank``; a cell of the form that is
        not listed is ``absent``.
    fmt : {"2021", "2019"}
        Format of the form.

    Raises
    ------
    InputError
        Naming the columns, rows or codes that will not do, and what to do about it.
    """
    form = get_form(fmt)
    if set(_NEEDED) & (set(cells.index.names) - set(cells)):
        cells = cells.reset_index()
    missing = [c for c in _NEEDED if c not in cells]
    if missing:
        raise InputError(
            f"cells: the DataFrame has no column {', '.join(missing)}. "
            f"It needs {', '.join(_NEEDED)}."
        )
    frame = cells.reset_index(drop=True)
    table, item, column = (frame[name].astype(str) for name in _NEEDED[:3])
    code = table.str.cat([item, column], sep="/")
    _refuse(
        code[~code.isin(list(form.by_code))],
        f"not on the form of {form.code} (tables: {', '.join(TABLES)}). "
        "Correct the code, or name the other format.",
    )
    _refuse(code[code.duplicated()], "listed twice. Keep one row for each cell.")
    value, status = _figures(frame, code)
    _check_counts(value, code, form)
    printed = ["" if np.isnan(v) else f"{v:.15g}" for v in value]
    listed = pd.DataFrame(
        {
            "value": value,
            "status": status,
            "printed": frame["printed"].astype(str) if "printed" in frame else printed,
            "where": frame["where"].astype(str) if "where" in frame else "",
        }
    ).set_index(code)
    whole = listed.reindex([c.code for c in form.cells])
    for name, nothing in (("status", "absent"), ("printed", ""), ("where", "")):
        whole[name] = [nothing if pd.isna(v) else v for v in whole[name]]
    for name in ("table", "item", "column"):
        whole[name] = [getattr(c, name) for c in form.cells]
    return Report(
        agency="cells",
        agency_printed="cells",
        year=0,
        format=form.code,
        transcription=True,
        cells=whole.reset_index(drop=True)[CELL_COLUMNS],
    )


def _figures(frame: pd.DataFrame, code: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Values and statuses of the cells listed, of which each has one that fits the other."""
    value = pd.to_numeric(frame["value"], errors="coerce").astype(float)
    texts = frame["value"].astype(str)
    filled = frame["value"].notna() & (texts.str.strip() != "")
    bad = filled & (~np.isfinite(value) | texts.isin(["True", "False"]))
    _refuse(
        code[bad] + " = " + texts[bad],
        "not a number. Give a number, or none with the status unreadable.",
    )
    status = pd.Series(np.where(value.notna(), "stated", "blank"))
    if "status" in frame:
        status = frame["status"].astype(str).where(frame["status"].notna(), status)
    bad = ~status.isin(STATUSES)
    _refuse(code[bad] + " = " + status[bad], f"no status. Use {', '.join(STATUSES)}.")
    _refuse(
        code[(status == "stated") & value.isna()],
        "stated without a value. Give the value, or another status.",
    )
    _refuse(
        code[(status != "stated") & value.notna()],
        "a value, but not the status stated. Give no value, or the status stated.",
    )
    return value, status


def _check_counts(value: pd.Series, code: pd.Series, form: Form) -> None:
    """Refuse counts that are not whole, and figures below zero that are no changes."""
    is_count = code.map({c.code: c.unit == "count" for c in form.cells}).astype(bool)
    _refuse(
        code[is_count & value.notna() & (value % 1 != 0)],
        "a count that is not whole. Correct the value.",
    )
    is_change = code.str.endswith("/items_change")
    _refuse(code[~is_change & (value < 0)], "negative. Only items_change (本年增/减) may be.")


def _refuse(bad: pd.Series, says: str) -> None:
    if len(bad):
        more = f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
        raise InputError(f"cells: {', '.join(bad.head(_SHOWN))}{more}: {says}")
