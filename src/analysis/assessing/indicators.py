"""Indicators of a report: counts, amounts, shares and rates defined in ``indicators.yml``, computed from cells."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .definitions import PER, Indicator, definitions, fits
from .intervals import Interval, garwood, wilson

COLUMNS = ["report", "indicator", "numerator", "denominator", "estimate", "low", "high", "basis", "numerator_cells",
           "denominator_cells"]  # fmt: skip
_STRENGTH = {"stated": 0, "implied": 1, "none": 2}


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
    """

    value: float
    basis: str
    cells: tuple[str, ...]


def known_value(value: float, implied: float, status: str) -> tuple[float, str]:
    """What is known of one cell: the stated number, else the implied one, else nothing."""
    if status == "stated" and not math.isnan(value):
        return value, "stated"
    return (implied, "implied") if not math.isnan(implied) else (math.nan, "none")


def add_up(known: Mapping[str, tuple[float, str]], patterns: Iterable[str]) -> Amount:
    """Sum of the cells that fit any of the patterns; unknown when one of them is unknown, or none fits.

    Parameters
    ----------
    known : mapping
        Cell code to ``(value, basis)``, for one report.
    patterns : iterable of str
    """
    return _sum(known, matching(known, patterns))


def matching(codes: Iterable[str], patterns: Iterable[str]) -> tuple[str, ...]:
    """The codes that fit any of the patterns, in their order."""
    patterns = tuple(patterns)
    return tuple(code for code in codes if any(fits(code, p) for p in patterns))


def _sum(known: Mapping[str, tuple[float, str]], cells: tuple[str, ...]) -> Amount:
    if not cells:
        return Amount(math.nan, "none", ())
    basis = max((known[c][1] for c in cells), key=_STRENGTH.__getitem__)
    return Amount(math.nan if basis == "none" else sum(known[c][0] for c in cells), basis, cells)


def cell_codes(cells: pd.DataFrame) -> pd.Series:
    """``table/item/column`` of each row of a table of cells."""
    return cells["table"] + "/" + cells["item"] + "/" + cells["column"]


def known_cells(cells: pd.DataFrame) -> dict[str, tuple[float, str]]:
    """``table/item/column`` to ``(value, basis)`` for the cells of one report."""
    triples = zip(cell_codes(cells), cells["value"].astype(float), cells["implied"].astype(float), cells["status"], strict=True)
    return {code: known_value(value, implied, status) for code, value, implied, status in triples}


def compute(cells: pd.DataFrame, extra: Iterable[Indicator] = ()) -> pd.DataFrame:
    """Every indicator of every report.

    A blank cell is never zero: it counts through ``implied`` alone, and then the basis says so.

    Parameters
    ----------
    cells : DataFrame
        ``report, table, item, column, value, status, implied``.
    extra : iterable of Indicator
        What a user adds, as ``load_definitions`` reads it; told after our own.

    Returns
    -------
    DataFrame
        ``report, indicator, numerator, denominator, estimate, low, high, basis, numerator_cells, denominator_cells``.
        Shares and their limits (Wilson, 95 %) are fractions of one; rates and theirs (Garwood, 95 %) are events per 100.
        ``estimate`` is empty where a cell is unknown (basis ``none``), where the denominator is zero, and where the numbers
        cannot be a part and its whole, or no counts (basis ``none``, the numbers kept).
    """
    wanted = (*definitions(), *extra)
    plans: dict[tuple[str, ...], list[tuple]] = {}  # the same for all reports of one format, and matching patterns takes long
    rows = []
    for report, own in cells.groupby("report", sort=False):
        known = known_cells(own)
        codes = tuple(known)
        if codes not in plans:
            plans[codes] = [(d, matching(codes, d.numerator), matching(codes, d.denominator)) for d in wanted]
        rows += [(report, *_one(known, *plan)) for plan in plans[codes]]
    frame = pd.DataFrame(rows, columns=["report", "kind", *COLUMNS[1:]])
    for kind, limits in (("proportion", wilson), ("rate", _per_hundred)):
        mine = (frame["kind"] == kind) & frame["estimate"].notna()
        own = frame[mine]
        low, high = limits(own["numerator"].to_numpy(float), own["denominator"].to_numpy(float))
        frame.loc[mine, "low"], frame.loc[mine, "high"] = low, high
    return frame[COLUMNS]


def _per_hundred(events: np.ndarray, whole: np.ndarray) -> Interval:
    return garwood(events, whole / PER)


def _one(known: Mapping[str, tuple[float, str]], indicator: Indicator, over: tuple[str, ...], under: tuple[str, ...]) -> tuple:
    top = _sum(known, over)
    if indicator.kind in ("count", "amount"):
        return (indicator.kind, indicator.id, top.value, math.nan, top.value, math.nan, math.nan, top.basis, "; ".join(over), "")
    bottom = _sum(known, under)
    basis = max(top.basis, bottom.basis, key=_STRENGTH.__getitem__)
    estimate = math.nan
    if basis != "none":
        fair = _is_part if indicator.kind == "proportion" else _are_counts
        if not fair(top.value, bottom.value):
            basis = "none"
        elif bottom.value > 0:
            estimate = top.value / bottom.value * (PER if indicator.kind == "rate" else 1)
    return (indicator.kind, indicator.id, top.value, bottom.value, estimate, math.nan, math.nan, basis, "; ".join(over),
            "; ".join(under))  # fmt: skip


def _are_counts(events: float, whole: float) -> bool:
    """Whether two numbers are counts; misprints need not be."""
    return float(events).is_integer() and float(whole).is_integer() and events >= 0 and whole >= 0


def _is_part(part: float, whole: float) -> bool:
    """Whether two numbers are counts and the first can be part of the second."""
    return _are_counts(part, whole) and part <= whole
