"""One indicator over a peer group, with everything that must be beside it before one compares."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.assessing.indicators.definitions import PER, Indicator, definitions
from analysis.assessing.indicators.table import usable
from analysis.assessing.statistics.funnel import LEVELS, Funnel, adjusted, funnel
from analysis.assessing.statistics.intervals import PEERS, SMALL
from analysis.assessing.statistics.ranks import rank
from analysis.errors import InputError

# From the table of indicators.
_TAKEN = ("report", "numerator", "denominator", "estimate", "low", "high", "basis", "read_by")
COLUMNS = (
    *(*_TAKEN, "comparable", "shrunk", "shrunk_low", "shrunk_high", "middle", "exceeds"),
    *("p", "q", "outside", "rank", "rank_low", "rank_high"),
)
DOMINATED = 0.5  # of all cases; one agency with more is its own yardstick


@dataclass(frozen=True)
class Peers:
    """A group of peers by one indicator.

    Attributes
    ----------
    table : DataFrame
        One row a report whose figure is known, with the columns ``COLUMNS``. ``comparable`` is
        false below ``SMALL``; ``middle`` is the middle of the others, about which the report's own
        limits are, in the unit of ``estimate``; ``exceeds`` is how likely the underlying figure is
        more than half as much again as the underlying middle; ``outside`` is ``95`` or ``99.8``
        where ``p`` is below 0.05 or 0.002, else empty; ``q`` is over this indicator alone (of a
        page: ``adjust_page``). Shrunk shares and ranks are of proportions alone. With fewer than
        ``PEERS`` comparable reports, or all figures 0 or all 1, there is no ``middle``, ``p``,
        ``q`` or ``outside``; with one report there is no rank either.
    funnel : Funnel
        The peers against what they have in common.
    left_out : tuple of str
        Reports whose figure is not known or disputed, or has nothing to divide by.
    """

    table: pd.DataFrame
    funnel: Funnel
    left_out: tuple[str, ...]


def compare_peers(indicators: pd.DataFrame, indicator: str | Indicator) -> Peers:
    """Place every report of a group among the others.

    Parameters
    ----------
    indicators : DataFrame
        ``Dataset.indicators`` of the group, one report an agency: of two years of one agency
        neither is the other's peer.
    indicator : str or Indicator
        A proportion or a rate; the id of one of ours, or a definition of the user's.

    Raises
    ------
    InputError
        If there is no such indicator, it has no denominator or counts what are no trials, or no
        report of the group has a figure for it.
    """
    d = _comparable(_defined(indicator))
    known, left_out = _known(indicators, d)
    x, n = known["numerator"].to_numpy(float), known["denominator"].to_numpy(float)
    comparable = n >= SMALL
    unit = 1 if d.kind == "proportion" else PER
    limits = funnel(x, n / unit, d.kind)
    judged = comparable & (int(comparable.sum()) >= PEERS) & bool(_apart(d, x, n))
    shown = limits.fitted if judged.any() else None
    nothing = np.full(x.shape, np.nan)
    shrunk = ranks = (nothing, nothing, nothing)
    if d.kind == "proportion" and shown:
        shrunk = shown.shrunk()
    if d.kind == "proportion" and len(known) > 1:
        found = rank(x, n, shown)
        ranks = found.expected, found.low, found.high
    p = np.where(judged, limits.p, np.nan)
    computed = (
        comparable,
        *shrunk,
        np.where(judged, limits.middles, np.nan),
        np.where(judged, shown.exceeds(), np.nan) if shown else nothing,
        *(p, adjusted(p), _outside(p)),
        *ranks,
    )
    taken = {c: known.get(c, "") for c in _TAKEN}  # tables made by hand lack some
    names = COLUMNS[len(_TAKEN) :]
    table = pd.DataFrame({**taken, **dict(zip(names, computed, strict=True))})
    return Peers(table, limits, left_out)


def adjust_page(pages: Iterable[Peers]) -> list[Peers]:
    """Adjust ``q`` for looking at all indicators of a page at once (Benjamini–Hochberg).

    Parameters
    ----------
    pages : iterable of Peers
        What one page compares.
    """
    found = list(pages)
    every = adjusted(np.concatenate([p.table["p"].to_numpy(float) for p in found] or [[]]))
    ends = np.cumsum([len(p.table) for p in found])[:-1]
    parts = np.split(every, ends) if found else []
    return [replace(p, table=p.table.assign(q=q)) for p, q in zip(found, parts, strict=True)]


def _apart(d: Indicator, x: np.ndarray, n: np.ndarray) -> bool:
    """Whether the figures differ enough to compare: not all 0 and not all 1."""
    return bool(x.any() and (d.kind == "rate" or (x < n).any()))


def _known(indicators: pd.DataFrame, d: Indicator) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The rows that have a figure, and the reports that have none or a disputed one."""
    own = indicators[indicators["indicator"] == d.id]
    used = usable(own)
    known = own[used].reset_index(drop=True)
    if known.empty:
        raise InputError(
            f"No report of the group has a figure for {d.id}: there is nothing to compare."
        )
    return known, tuple(own.loc[~used, "report"])


def _defined(indicator: str | Indicator) -> Indicator:
    if isinstance(indicator, Indicator):
        return indicator
    found = next((d for d in definitions() if d.id == indicator), None)
    if found is None:
        raise InputError(f"There is no indicator {indicator!r}. docs/method.md lists them all.")
    return found


def _comparable(d: Indicator) -> Indicator:
    if d.measure:
        raise InputError(
            f"{d.id} does not count independent trials: a difference cannot be told from chance. "
            "Compare a share or a rate."
        )
    if d.kind not in ("proportion", "rate"):
        article = "an" if d.kind == "amount" else "a"
        raise InputError(
            f"{d.id} is {article} {d.kind}: it follows the size of an agency. "
            "Compare a share or a rate."
        )
    return d


def _outside(p: np.ndarray) -> list[str]:
    """The widest funnel limit that each figure is outside of."""
    found = np.full(p.shape, "", dtype=object)
    for level in LEVELS:
        found[p < 1 - level] = f"{level * 100:g}"
    return list(found)
