"""One indicator over a group of peers, with everything that must stand beside it before anyone compares."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError

from .definitions import PER, Indicator, definitions
from .funnel import LEVELS, Funnel, funnel, limits
from .intervals import SMALL
from .ranks import rank
from .shrinkage import PEERS, Prior, estimate_prior, shrink

COLUMNS = ("report", "numerator", "denominator", "estimate", "low", "high", "basis", "comparable", "shrunk", "shrunk_low",
           "shrunk_high", "z", "p", "q", "outside", "rank", "rank_low", "rank_high")  # fmt: skip


@dataclass(frozen=True)
class Peers:
    """A group of peers by one indicator.

    Attributes
    ----------
    table : DataFrame
        One row a report whose figure is known, with the columns ``COLUMNS``. ``comparable`` is false below ``SMALL``;
        ``outside`` is ``95`` or ``99.8`` where the figure lies outside that funnel limit, else empty. Shrunk shares and
        ranks are of proportions alone.
    funnel : Funnel
    prior : Prior or None
        What the shares were shrunk by; None for a rate, and where it cannot be estimated: fewer than ``PEERS`` agencies, or
        all shares 0 or all 1.
    left_out : tuple of str
        Reports whose figure is not known, or has nothing to divide by.
    """

    table: pd.DataFrame
    funnel: Funnel
    prior: Prior | None
    left_out: tuple[str, ...]


def compare_peers(indicators: pd.DataFrame, indicator: str | Indicator) -> Peers:
    """Place every report of a group among the others.

    Parameters
    ----------
    indicators : DataFrame
        ``Dataset.indicators`` of the group, one report an agency: of two years of one agency neither is the other's peer.
    indicator : str or Indicator
        A proportion or a rate; the id of one of ours, or a definition of the user's.

    Raises
    ------
    InputError
        If there is no such indicator, it has no denominator, or no report of the group has a figure for it.
    """
    d = _defined(indicator)
    own = indicators[indicators["indicator"] == d.id]
    known = own[own["estimate"].notna()].reset_index(drop=True)
    if known.empty:
        raise InputError(f"No report of the group has a figure for {d.id}: there is nothing to compare.")
    x, n = known["numerator"].to_numpy(float), known["denominator"].to_numpy(float)
    table = known[["report", "numerator", "denominator", "estimate", "low", "high", "basis"]].assign(comparable=n >= SMALL)
    size = n if d.kind == "proportion" else n / PER
    placed = funnel(x, size, d.kind)
    prior = _prior(x, n) if d.kind == "proportion" else None
    nothing = np.full(x.shape, np.nan)
    means, lows, highs = shrink(x, n, prior) if prior else (nothing, nothing, nothing)
    table = table.assign(shrunk=means, shrunk_low=lows, shrunk_high=highs, z=placed.z, p=placed.p, q=placed.q,
                         outside=_outside(placed, x, size, d.kind))  # fmt: skip
    if d.kind == "proportion":
        ranks = rank(x, n, prior)
        table = table.assign(rank=ranks.expected, rank_low=ranks.low, rank_high=ranks.high)
    else:
        table = table.assign(rank=nothing, rank_low=nothing, rank_high=nothing)
    return Peers(table[list(COLUMNS)], placed, prior, tuple(own.loc[own["estimate"].isna(), "report"]))


def _defined(indicator: str | Indicator) -> Indicator:
    found = indicator if isinstance(indicator, Indicator) else next((d for d in definitions() if d.id == indicator), None)
    if found is None:
        raise InputError(f"There is no indicator {indicator!r}. docs/method.md lists them all.")
    if found.kind not in ("proportion", "rate"):
        raise InputError(f"{found.id} is a {found.kind}: it follows the size of an agency. Compare a share or a rate.")
    return found


def _prior(x: np.ndarray, n: np.ndarray) -> Prior | None:
    return estimate_prior(x, n) if len(n) >= PEERS and 0 < x.sum() < n.sum() else None


def _outside(placed: Funnel, x: np.ndarray, size: np.ndarray, kind: str) -> list[str]:
    """The widest funnel limit that each figure lies outside of."""
    said = np.full(x.shape, "", dtype=object)
    for level in LEVELS:
        low, high = limits(placed.target, size, level, placed.tau, kind)
        said[(x / size < low) | (x / size > high)] = f"{level * 100:g}"
    return list(said)
