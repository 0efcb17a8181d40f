"""Indicators of reports, computed from cells: counts, amounts, shares and rates."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.assessing.statistics.intervals import Interval, garwood, wilson
from analysis.assessing.tabular import plain

from .definitions import PER, Indicator, definitions, fits
from .known import BASES, IMPLIED, NONE, STATED, Known
from .measures import MEASURES, Checked

COLUMNS = [
    *("report", "indicator", "numerator", "denominator", "estimate", "low", "high"),
    *("basis", "read_by", "disputed", "numerator_cells", "denominator_cells"),
]


@dataclass(frozen=True)
class Amount:
    """A sum of cells and what it rests on.

    Attributes
    ----------
    value : float
        ``nan`` where a cell that it needs is neither stated nor implied.
    basis : {"stated", "implied", "none"}
        The weakest among its cells: one implied cell makes the sum implied.
    cells : tuple of str
        Codes of all the cells summed.
    disputed : bool
        Whether any of them is disputed.
    unread : bool
        Whether a number is lacking because we did not read it; it may well be printed.
    by_ocr : bool
        Whether any of them was recognised from a picture.
    """

    value: float
    basis: str
    cells: tuple[str, ...]
    disputed: bool = False
    unread: bool = False
    by_ocr: bool = False


def known_value(value: float, implied: float, status: str) -> tuple[float, str]:
    """What is known of one cell: the stated number, else the implied one, else nothing.

    Parameters
    ----------
    value, implied : float
        The columns of table ``cells``; ``nan`` where there is none.
    status : str
        The column of table ``cells``.

    Returns
    -------
    (value, basis) : tuple of float and str
        ``basis`` is ``stated``, ``implied`` or ``none``.
    """
    if status == "stated" and not math.isnan(value):
        return value, "stated"
    return (implied, "implied") if not math.isnan(implied) else (math.nan, "none")


def matching(codes: Iterable[str], patterns: Iterable[str]) -> tuple[str, ...]:
    """The codes that fit any of the patterns, in their order.

    Parameters
    ----------
    codes : iterable of str
        Cell codes.
    patterns : iterable of str
        Cell patterns, as of ``Indicator.numerator``.
    """
    return _matching(tuple(codes), tuple(patterns))


# A page asks for about sixty sums, and all reports of a form have its codes.
@lru_cache(maxsize=4096)
def _matching(codes: tuple[str, ...], patterns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in codes if any(fits(code, p) for p in patterns))


def cell_codes(cells: pd.DataFrame) -> list[str]:
    """``table/item/column`` of each row of a table of cells.

    Parameters
    ----------
    cells : DataFrame
        With these three columns.
    """
    return list(map("/".join, zip(*plain(cells, "table", "item", "column"), strict=True)))


def compute(
    cells: pd.DataFrame, extra: Iterable[Indicator] = (), checked: Checked | None = None
) -> pd.DataFrame:
    """Every indicator of every report.

    A blank cell is never zero: it counts through ``implied`` alone, and then the basis says so.

    Parameters
    ----------
    cells : DataFrame
        ``report, table, item, column, value, status, implied``, and perhaps ``disputed``
        and ``read_by``; a cell of a report once.
    extra : iterable of Indicator
        What a user adds, as ``load_definitions`` reads it; it follows our own.
    checked : Checked, optional
        The other tables of the same reports. Without them there are no rows of measures, which are
        no sums of cells.

    Returns
    -------
    DataFrame
        ``report, indicator, numerator, denominator, estimate, low, high, basis, read_by,
        disputed, numerator_cells, denominator_cells``, report by report. Shares and their limits
        (Wilson, 95 %) are fractions of one; rates and theirs (Garwood, 95 %) are events per 100. A
        measure has no limits.
        ``estimate`` is empty where a cell is unknown (basis ``none``), where the denominator is
        zero, and where the numbers cannot be a part and its whole, or no counts (basis ``none``,
        the numbers kept).
    """
    wanted = tuple(d for d in (*definitions(), *extra) if checked is not None or not d.measure)
    reports, known = _known_matrix(cells)
    shape = (len(reports), len(wanted))
    top, bottom = np.full(shape, np.nan), np.full(shape, np.nan)
    basis, disputed = np.full(shape, NONE, dtype=np.int8), np.zeros(shape, dtype=bool)
    by_ocr = np.zeros(shape, dtype=bool)
    over, under = (_filled(shape, ()) for _ in range(2))
    for form in known.forms():
        codes = tuple(form.at)
        for n, d in enumerate(wanted):
            if d.measure:
                continue
            fitting = matching(codes, d.numerator)
            top[form.rows, n], weakest = form.sums(fitting)
            over[form.rows, n] = _filled((), fitting)
            every = fitting
            if d.denominator:
                fitting = matching(codes, d.denominator)
                bottom[form.rows, n], also = form.sums(fitting)
                under[form.rows, n] = _filled((), fitting)
                weakest = np.maximum(weakest, also)
                every += fitting
            basis[form.rows, n] = weakest
            disputed[form.rows, n] = form.any_of(known.disputed, every)
            by_ocr[form.rows, n] = form.any_of(known.by_ocr, every)
    if checked is not None:
        at = pd.Index(checked.reports["report"]).get_indexer(reports)
        for n, d in ((n, d) for n, d in enumerate(wanted) if d.measure):
            # -1: not among them.
            part, whole = (
                np.append(counted, np.nan)[at] for counted in MEASURES[d.measure](checked)
            )
            top[:, n] = part
            bottom[:, n] = whole if d.denominator or d.counted.get("denominator") else np.nan
            basis[:, n] = np.where(np.isnan(part), NONE, STATED)
    low, high, estimate = np.full(shape, np.nan), np.full(shape, np.nan), top.copy()
    for n, d in enumerate(wanted):
        if d.kind in ("proportion", "rate"):
            estimate[:, n] = _divided(d, top[:, n], bottom[:, n], basis[:, n])
            known_at = ~np.isnan(estimate[:, n])
            if d.interval and known_at.any():
                limits = wilson if d.interval == "wilson" else _per_hundred
                low[known_at, n], high[known_at, n] = limits(top[known_at, n], bottom[known_at, n])
    bases = np.array(BASES, dtype=object)[basis]
    read_by = np.where(by_ocr, "ocr", "").astype(object)
    columns = (top, bottom, estimate, low, high, bases, read_by, disputed, over, under)
    return pd.DataFrame(
        {
            "report": np.repeat(np.array(reports, dtype=object), len(wanted)),
            "indicator": np.tile(np.array([d.id for d in wanted], dtype=object), len(reports)),
            **{name: column.ravel() for name, column in zip(COLUMNS[2:], columns, strict=True)},
        }
    )


def _filled(shape: tuple[int, ...], codes: tuple[str, ...]) -> np.ndarray:
    """An array of the same codes everywhere, which NumPy would take for an array of its own."""
    out = np.empty(shape, dtype=object)
    out.fill(codes)
    return out


def _per_hundred(events: np.ndarray, whole: np.ndarray) -> Interval:
    return garwood(events, whole / PER)


def _divided(d: Indicator, part: np.ndarray, whole: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Part over whole where they can be divided.

    Where they are no counts, or no part and whole, ``basis`` becomes none.
    """
    known = basis != NONE
    with np.errstate(invalid="ignore"):
        fair = known & (part % 1 == 0) & (whole % 1 == 0) & (part >= 0) & (whole >= 0)
        if d.kind == "proportion":
            fair &= part <= whole
        basis[known & ~fair] = NONE
        over = np.where(fair & (whole > 0), whole, np.nan)
        return part / over * (PER if d.kind == "rate" else 1)


def _known_matrix(cells: pd.DataFrame) -> tuple[list[str], Known]:
    """The reports of a table of cells, in their order, and what is known of each cell."""
    row, reports = pd.factorize(cells["report"])
    parts = [pd.factorize(cells[name]) for name in ("table", "item", "column")]
    place = parts[0][0].astype(np.int64)
    for at, names in parts[1:]:
        place = place * max(len(names), 1) + at
    column, first = np.unique(place, return_index=True)
    order = np.argsort(first)  # as they stand, and not as they are spelt
    codes = tuple("/".join(str(names[at[i]]) for at, names in parts) for i in first[order])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    cell = rank[np.searchsorted(column, place)]
    value, implied = cells["value"].to_numpy(float), cells["implied"].to_numpy(float)
    stated = (cells["status"] == "stated").to_numpy() & ~np.isnan(value)
    shape = (len(codes), len(reports))
    values, basis = np.full(shape, np.nan), np.full(shape, NONE, dtype=np.int8)
    present, disputed, by_ocr = (np.zeros(shape, dtype=bool) for _ in range(3))
    values[cell, row] = np.where(stated, value, implied)
    basis[cell, row] = np.where(stated, STATED, np.where(np.isnan(implied), NONE, IMPLIED))
    present[cell, row] = True
    if "disputed" in cells:
        disputed[cell, row] = cells["disputed"].to_numpy(bool)
    if "read_by" in cells:
        by_ocr[cell, row] = (cells["read_by"] == "ocr").to_numpy(bool)
    return list(reports), Known(codes, values, basis, present, disputed, by_ocr)
