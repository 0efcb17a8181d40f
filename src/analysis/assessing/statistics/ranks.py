"""Ranks with their intervals.

No league table is shown without them, and no agency with a handful of cases is in it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .intervals import LEVEL, SMALL
from .population import Fitted

DRAWS = 4000
# The day on which the regulations came into force; fixed, so that the same data give the same
# ranks.
_SEED = 20190515


@dataclass(frozen=True)
class Ranks:
    """Ranks of a group of peers by a share, 1 the highest.

    Attributes
    ----------
    expected, low, high : array of float, one an agency
        Mean of the rank and the interval that holds it with the given probability; ``nan`` for an
        agency with fewer than ``SMALL`` trials, which is not ranked. Of shares that are drawn one
        by one the interval holds the rank of the share itself, too: draws of a share of 0 never
        come to 0, and 0 of 5 would otherwise be placed above 0 of 500 for certain.
    """

    expected: np.ndarray
    low: np.ndarray
    high: np.ndarray


def rank(
    successes: np.ndarray,
    trials: np.ndarray,
    fitted: Fitted | None = None,
    level: float = LEVEL,
    draws: int = DRAWS,
) -> Ranks:
    """Rank shares, 1 the highest, by drawing from what is known of each.

    Parameters
    ----------
    successes, trials : array of int, one an agency
        The shares; those of fewer than ``SMALL`` trials are not ranked.
    fitted : Fitted, optional
        The same agencies as one population, which all have some trials; without it each share has
        the Jeffreys prior Beta(½, ½).
    level : float
        How often an interval holds the rank, a fraction of one.
    draws : int
        How many times all shares are drawn and ranked.

    References
    ----------
    H. Goldstein, D. J. Spiegelhalter, *JRSS A* 159 (1996) 385–443.
    """
    x, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    ranked = n >= SMALL
    expected, low, high = (np.full(x.shape, np.nan) for _ in range(3))
    count = int(ranked.sum())
    if count == 0:
        return Ranks(expected, low, high)
    rng = np.random.default_rng(_SEED)
    if fitted is None:
        shares = rng.beta(0.5 + x[ranked], 0.5 + n[ranked] - x[ranked], size=(draws, count))
    else:
        shares = _drawn(fitted, rng, draws)[:, ranked]
    # By pandas: ``scipy.stats`` takes longer to import than a page takes to make.
    places = pd.DataFrame(-shares).rank(axis=1).to_numpy()
    tail = (1 - level) / 2
    expected[ranked] = places.mean(axis=0)
    # Whole ranks, outward, so that the interval holds at least its level.
    low[ranked] = np.quantile(places, tail, axis=0, method="lower")
    high[ranked] = np.quantile(places, 1 - tail, axis=0, method="higher")
    if fitted is None:
        itself = pd.Series(-x[ranked] / n[ranked])
        low[ranked] = np.minimum(low[ranked], itself.rank(method="min"))
        high[ranked] = np.maximum(high[ranked], itself.rank(method="max"))
    return Ranks(expected, low, high)


def _drawn(fitted: Fitted, rng: np.random.Generator, count: int) -> np.ndarray:
    """Shares drawn from what is known of each, shape (count, agencies)."""
    out = np.empty((count, len(fitted.x)))
    for i, (at, weight) in enumerate(zip(fitted.at, fitted.posterior, strict=True)):
        out[:, i] = np.interp(rng.random(count), np.cumsum(weight) - weight / 2, at)
    return out
