"""A share as pages say it, with the marks that its two counts carry."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.assessing.statistics.intervals import SMALL

if TYPE_CHECKING:
    import pandas as pd

MARKS = ("implied", "ocr", "disputed")  # of a figure, in the order in which they stand
UNREAD = ("unreadable", "absent")  # what we did not read, whether it is printed or not
_SORTS = (*MARKS, "unread")
Marked = Mapping[str, frozenset[str]]  # each of ``MARKS``, and ``unread``, to codes of cells


@dataclass(frozen=True)
class Share:
    """A part of a whole with its interval, as fractions of one.

    Attributes
    ----------
    part : float
        How many cases are counted; ``nan`` where not known.
    whole : float
        Of how many; ``nan`` where not known.
    estimate : float
        Part over whole; ``nan`` where it cannot be computed.
    low : float
        Lower end of the 95 % interval.
    high : float
        Upper end of the 95 % interval.
    basis : str
        ``stated``, ``implied`` or ``none``.
    cells : tuple of str
        Codes of the cells of part and whole.
    unread : bool
        Whether a number is lacking because we did not read it; it may well be printed.
    least, greatest : float
        Of a share that is not known, its ends over all that the cells without a number may hold;
        ``nan`` where there are none.
    part_marks, whole_marks : frozenset of str
        Which of ``MARKS`` the part carries by its own cells, and which the whole.
    """

    part: float
    whole: float
    estimate: float
    low: float
    high: float
    basis: str
    cells: tuple[str, ...] = ()
    unread: bool = False
    least: float = math.nan
    greatest: float = math.nan
    part_marks: frozenset[str] = frozenset()
    whole_marks: frozenset[str] = frozenset()

    @property
    def disputed(self) -> bool:
        return "disputed" in self.part_marks | self.whole_marks

    @property
    def by_ocr(self) -> bool:
        return "ocr" in self.part_marks | self.whole_marks

    @property
    def known(self) -> bool:
        return not math.isnan(self.estimate)

    @property
    def few(self) -> bool:
        """Whether it is of so few cases that its counts alone are shown; nothing compares it."""
        return self.whole < SMALL

    @property
    def lacking(self) -> bool:
        """Whether part or whole is not known; else they cannot be a part and its whole."""
        return math.isnan(self.part) or math.isnan(self.whole)

    @property
    def bounded(self) -> bool:
        """Whether its bounds say more than that it is a share."""
        return self.greatest - self.least < 1


def marked_cells(cells: pd.DataFrame) -> defaultdict[str, Marked]:
    """The cells of each report that carry a mark; a report that is not there has none.

    Parameters
    ----------
    cells : DataFrame
        Rows of ``Dataset.cells``, of any number of reports.
    """
    import numpy as np

    from analysis.assessing.indicators.compute import cell_codes

    value, implied = (cells[name].to_numpy(float) for name in ("value", "implied"))
    status, reports = (cells[name].to_numpy() for name in ("status", "report"))
    lacking, codes = np.isnan(implied), cell_codes(cells)
    found: defaultdict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, mask in {
        "implied": ~lacking & ~((status == "stated") & ~np.isnan(value)),
        "ocr": cells["read_by"].to_numpy() == "ocr",
        "disputed": cells["disputed"].to_numpy(bool),
        "unread": lacking & np.logical_or.reduce([status == unread for unread in UNREAD]),
    }.items():
        for place in np.flatnonzero(mask).tolist():
            found[reports[place]][name].add(codes[place])
    marked = {r: {name: frozenset(own[name]) for name in _SORTS} for r, own in found.items()}
    return defaultdict(lambda: dict.fromkeys(_SORTS, frozenset()), marked)


def share_of(row: Any, marked: Marked) -> Share:
    """Read one row of ``Dataset.indicators`` as a share.

    Parameters
    ----------
    row : named tuple or Series
        The row, with its columns as attributes.
    marked : Marked
        The cells of its report, as of ``marked_cells``.
    """
    above, below = row.numerator_cells, row.denominator_cells
    codes = (*above, *below)
    part, whole = ({m for m in MARKS if not marked[m].isdisjoint(own)} for own in (above, below))
    if row.disputed and "disputed" not in part | whole:  # so the table says, and no cell of it
        whole.add("disputed")
    return Share(
        *(row.numerator, row.denominator, row.estimate, row.low, row.high, row.basis),
        codes,
        not marked["unread"].isdisjoint(codes),
        getattr(row, "least", math.nan),
        getattr(row, "greatest", math.nan),
        *(frozenset(part), frozenset(whole)),
    )


def marks_together(shares: Iterable[Share]) -> dict[str, frozenset[str]]:
    """``part_marks`` and ``whole_marks`` of a share whose counts are those of others added up.

    Parameters
    ----------
    shares : iterable of Share
        The others.
    """
    added = list(shares)
    return {
        "part_marks": frozenset[str]().union(*(s.part_marks for s in added)),
        "whole_marks": frozenset[str]().union(*(s.whole_marks for s in added)),
    }
