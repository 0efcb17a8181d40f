"""Rules that bound figures: sums that cannot be negative, and figures that some bodies cannot have.

No rule here says what is usual: a figure fails only where no filling of its blanks could be right.
"""

import re
from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np

from .frame import STATED, Wide, all_codes, is_empty
from .outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, Columns
from .sums import TOLERANCE, Balance


class Summed(Protocol):
    """An equation whose terms were summed, or may be."""

    @property
    def where(self) -> str:
        """Its row or column, such as ``requests/*/total``."""

    @property
    def applies(self) -> np.ndarray:
        """Where the rule applies: one truth value for each report."""


def not_below_zero(kwargs: dict[str, Any], sums: Iterable[tuple[Summed, Balance]]) -> Columns:
    """Whether signed sums of cells are zero or more.

    Parameters
    ----------
    kwargs : dict
        ``only``: the rows or columns that the rule is for; all where it is not given.
    sums : iterable of (Equation, Balance)
        The equations of the rule and their sums.

    Returns
    -------
    dict
        Row or column to outcome codes. With a cell that states no number a sum never passes; it
        fails where it is negative whatever such cells hold.
    """
    columns: Columns = {}
    for equation, total in sums:
        name = equation.where.split("/")[2 if "/*/" in equation.where else 1]
        if name in kwargs.get("only", [name]) and equation.applies.any():
            codes = np.where(total.residual < -TOLERANCE, FAIL, PASS)
            codes[total.empty & (codes == PASS)] = UNDECIDED
            codes[total.may_grow & (codes == FAIL)] = UNDECIDED
            columns[equation.where] = np.where(equation.applies, codes, NOT_APPLICABLE).astype(
                np.int8
            )
    return columns


def zero_for_agencies(kwargs: dict[str, Any], frame: Wide) -> Columns:
    """Whether bodies that cannot have a figure state none but zero.

    Parameters
    ----------
    kwargs : dict
        ``of`` and ``items``: table and rows; ``agencies``: a pattern of the names of bodies that
        the rule is for; ``others``: a pattern of those among them that it is not for.
    frame : Wide
        The reports.

    Returns
    -------
    dict
        Row to outcome codes; no outcome for agencies that the patterns do not name.
    """
    ours, others = re.compile(kwargs["agencies"]), re.compile(kwargs["others"])
    names = map(str, frame["agency"].tolist())
    mine = np.array([bool(ours.search(n)) and not others.search(n) for n in names], dtype=bool)
    columns: Columns = {}
    for item in kwargs["items"] if mine.any() else ():
        codes = np.full(len(frame), PASS, dtype=np.int8)
        for code in (c for c in all_codes() if c.startswith(f"{kwargs['of']}/{item}/")):
            values, status = frame[code], frame[f"{code}#"]
            codes[is_empty(status) & (codes == PASS)] = UNDECIDED
            codes[(status == STATED) & (values > 0)] = FAIL
        columns[f"{kwargs['of']}/{item}/*"] = np.where(mine, codes, NOT_APPLICABLE).astype(np.int8)
    return columns
