"""Rules between a report and the reports of a territory's agencies, or its own prose."""

import re
from typing import Any

import numpy as np

from .frame import BLANK, NOT_ON_FORM, Wide, all_codes, amount_codes, signed_codes
from .outcomes import FAIL, NAMES, NOT_APPLICABLE, PASS, UNDECIDED, Columns
from .sums import Balance

# Agencies print amounts at two decimals, territories at up to six: so much, in 万元, is rounding.
_ROUNDING = 0.005
_GOVERNMENT = re.compile(r"(?:人民政府)?(?:办公[室厅])?$")


def agencies_sum(kwargs: dict[str, Any], frame: Wide) -> Columns:
    """Whether a territory's report is the sum of its agencies' reports of the same year.

    Who belongs to a territory cannot be told from names: a person says so, in an agency's source
    card (``territory``) or in the territory's (``agencies``, or ``complete`` when the agencies that
    name it are all there are). Where nobody said so the rule does not apply. Unless all agencies
    are known to be loaded, a further figure may be missing from the sum, so that only a sum that
    exceeds the territory's figure is a failure.

    Parameters
    ----------
    kwargs : dict
        ``of``: the tables.
    frame : Wide
        The reports, with ``territory``, ``agencies`` and ``complete``.

    Returns
    -------
    dict
        ``table/*/*`` or, for a figure that fails, its cell to outcome codes.
    """
    whole, member, complete = membership(frame)
    at = np.unique(whole)
    columns: Columns = {}
    if not len(at):
        return columns
    index, n = np.searchsorted(at, whole), len(at)
    for table in kwargs["of"]:
        worst = np.full(n, PASS, dtype=np.int8)
        broken = np.zeros(n, dtype=bool)
        for code in (c for c in all_codes() if c.startswith(f"{table}/")):
            codes = _summed(code, frame, at, index, member, complete[at])
            failed = codes == FAIL
            if failed.any():
                columns[code] = _spread(np.where(failed, FAIL, NOT_APPLICABLE), at, len(frame))
            broken |= failed
            worst = np.where((codes == UNDECIDED), UNDECIDED, worst)
        columns[f"{table}/*/*"] = _spread(np.where(broken, NOT_APPLICABLE, worst), at, len(frame))
    return columns


def _summed(
    code: str,
    frame: Wide,
    at: np.ndarray,
    index: np.ndarray,
    member: np.ndarray,
    complete: np.ndarray,
) -> np.ndarray:
    values, status = frame[code], frame[f"{code}#"]
    total, signed = Balance(len(at)), code in signed_codes()
    total.add(values[at], status[at], 1, signed)
    total.residual -= np.bincount(index, np.nan_to_num(values[member]), len(at))
    if code in amount_codes():
        near = _ROUNDING * (np.bincount(index, minlength=len(at)) + 1)
        total.residual[np.abs(total.residual) < near] = 0
    # Blank, or unknown: each makes the sum one that could be greater.
    for which in range(BLANK, NOT_ON_FORM):
        has = np.bincount(index, status[member] == which, len(at)) > 0
        total.add(np.zeros(len(at)), np.where(has, which, 0), -1, signed)
    # An agency that reports on another form, or is not loaded, may still have had some.
    missing = ~complete | (np.bincount(index, status[member] == NOT_ON_FORM, len(at)) > 0)
    total.leave_open(missing, -1)
    if signed:
        total.leave_open(missing, 1)
    return np.where(status[at] == NOT_ON_FORM, NOT_APPLICABLE, total.codes())


def membership(frame: Wide) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find which reports make up which.

    Parameters
    ----------
    frame : Wide
        The reports.

    Returns
    -------
    whole, member : ndarray of int
        Rows of a territory's report and of a report that is part of it, pair by pair.
    complete : ndarray of bool
        For every row of the frame, whether all that belongs to it is known to be loaded.
    """
    complete = np.zeros(len(frame), dtype=bool)
    wholes: dict[tuple[str, int], int] = {}
    by_name: dict[tuple[str, int], int] = {}
    for row, (agency, year, scope) in enumerate(
        zip(frame["agency"], frame["year"], frame["scope"], strict=True)
    ):
        by_name[(agency, year)] = row
        if scope == "territory":
            wholes[(place_of(agency), year)] = row
    pairs: dict[tuple[int, int], None] = {}
    for row, territory in enumerate(frame["territory"]):
        if territory is None or territory != territory:
            continue
        whole = wholes.get((place_of(str(territory)), frame["year"][row]))
        if whole is not None and whole != row:
            pairs[(whole, row)] = None
    with_members = {whole for whole, _ in pairs}
    for whole in wholes.values():
        named = frame["agencies"][whole]
        found = [by_name.get((str(name), frame["year"][whole])) for name in named]
        for part in found:
            if part is not None and part != whole:
                pairs[(whole, part)] = None
        complete[whole] = (bool(named) and None not in found) or (
            bool(frame["complete"][whole]) and whole in with_members
        )
    ordered = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return ordered[:, 0], ordered[:, 1], complete


def place_of(name: str) -> str:
    """The place in the name of a government: 宿迁市 of 宿迁市人民政府办公室.

    Parameters
    ----------
    name : str
        Name of the government or of an office of it.
    """
    return _GOVERNMENT.sub("", name.strip())


def _spread(codes: np.ndarray, at: np.ndarray, length: int) -> np.ndarray:
    out = np.full(length, NOT_APPLICABLE, dtype=np.int8)
    out[at] = codes
    return out


def claims_agree(kwargs: dict[str, Any], frame: Wide) -> Columns:
    """Whether the figures of the prose agree with the cells that they speak of.

    Parameters
    ----------
    kwargs : dict
        ``verdicts``: what a verdict of reading the prose comes to, ``pass``, ``fail`` or
        ``undecided``; a verdict that is not named (a figure of another scope) is no outcome.
    frame : Wide
        The reports, with ``claims``.

    Returns
    -------
    dict
        Target to outcome codes. Where the prose states one target twice, the worse outcome counts.
    """
    code = {verdict: NAMES.index(outcome) for verdict, outcome in kwargs["verdicts"].items()}
    columns: Columns = {}
    for row, claims in enumerate(frame["claims"]):
        for target, verdict in claims:
            if verdict in code:
                column = columns.setdefault(
                    target, np.full(len(frame), NOT_APPLICABLE, dtype=np.int8)
                )
                column[row] = (
                    code[verdict]
                    if column[row] == NOT_APPLICABLE
                    else max(column[row], code[verdict])
                )
    # In an order that does not hang on which reports are loaded.
    return dict(sorted(columns.items()))
