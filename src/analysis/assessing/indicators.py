"""Indicators of a report: counts and shares defined in ``indicators.yml``, computed from cells."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

import pandas as pd
import yaml

from .intervals import wilson

COLUMNS = ["report", "indicator", "numerator", "denominator", "estimate", "low", "high", "basis", "numerator_cells",
           "denominator_cells"]  # fmt: skip
_STRENGTH = {"stated": 0, "implied": 1, "none": 2}


@dataclass(frozen=True)
class Indicator:
    """Definition of one indicator.

    Attributes
    ----------
    id : str
    kind : {"count", "proportion"}
    label, caveat : dict
        ``zh`` and ``en``; the caveat is what the indicator must not be taken for.
    numerator, denominator : tuple of str
        Cell patterns, ``requests/refused.*/total``; each stands for the sum of the cells it fits.
    """

    id: str
    kind: str
    label: Mapping[str, str]
    caveat: Mapping[str, str]
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()


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


@cache
def definitions() -> tuple[Indicator, ...]:
    """All indicators, in the order in which they are told."""
    raw = yaml.safe_load(files(__package__).joinpath("indicators.yml").read_text(encoding="utf-8"))
    return tuple(
        Indicator(d["id"], d["kind"], d["label"], d["caveat"], tuple(d["numerator"]), tuple(d.get("denominator", ())))
        for d in raw
    )


def fits(code: str, pattern: str) -> bool:
    """Whether a cell code fits a pattern, part by part: ``*`` never reaches over a slash."""
    return all(fnmatchcase(c, p) for c, p in zip(code.split("/"), pattern.split("/"), strict=True))


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
    patterns = tuple(patterns)
    cells = tuple(code for code in known if any(fits(code, p) for p in patterns))
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


def compute(cells: pd.DataFrame) -> pd.DataFrame:
    """Every indicator of every report.

    A blank cell is never zero: it counts through ``implied`` alone, and then the basis says so.

    Parameters
    ----------
    cells : DataFrame
        ``report, table, item, column, value, status, implied``.

    Returns
    -------
    DataFrame
        ``report, indicator, numerator, denominator, estimate, low, high, basis, numerator_cells, denominator_cells``.
        Shares and limits are fractions of one. ``estimate`` is empty where a cell is unknown (basis ``none``), where the
        denominator is zero, and where the numbers cannot be a part and its whole (basis ``none``, the numbers kept).
    """
    rows = []
    for report, own in cells.groupby("report", sort=False):
        known = known_cells(own)
        rows += [(report, *_one(indicator, known)) for indicator in definitions()]
    return pd.DataFrame(rows, columns=COLUMNS)


def _one(indicator: Indicator, known: Mapping[str, tuple[float, str]]) -> tuple:
    top = add_up(known, indicator.numerator)
    if indicator.kind == "count":
        return (indicator.id, top.value, math.nan, top.value, math.nan, math.nan, top.basis, "; ".join(top.cells), "")
    bottom = add_up(known, indicator.denominator)
    basis = max(top.basis, bottom.basis, key=_STRENGTH.__getitem__)
    estimate = low = high = math.nan
    if basis != "none":
        if not _is_part(top.value, bottom.value):
            basis = "none"
        elif bottom.value > 0:
            estimate = top.value / bottom.value
            low, high = wilson(int(top.value), int(bottom.value))
    return (indicator.id, top.value, bottom.value, estimate, low, high, basis, "; ".join(top.cells), "; ".join(bottom.cells))


def _is_part(part: float, whole: float) -> bool:
    """Whether two numbers are counts and the first can be part of the second; misprints need not be."""
    return float(part).is_integer() and float(whole).is_integer() and 0 <= part <= whole
