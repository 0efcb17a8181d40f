"""Funnel plots: how far an agency of its size may be from its peers before it is called unusual.

The limits are predictive: what an agency like the others, of the same number of cases, would
report. They allow for how much the peers differ, and for how little a few of them tell of it
(``population``). With fewer than ``PEERS`` agencies they are of chance alone.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .intervals import LEVELS as LEVELS
from .intervals import NAMED as NAMED
from .intervals import PEERS
from .population import Fitted, Population, fit


@dataclass(frozen=True)
class Funnel:
    """A group of peers against what they have in common.

    Attributes
    ----------
    population : Population
        Of an agency like all of these but those that are like none; limits drawn for the whole
        group are of it.
    fitted : Fitted or None
        Each against the others; None with fewer than ``PEERS`` agencies.
    middles : array, one an agency
        The middle (median) of the others, about which the agency's own limits are; ``nan`` where it
        has no exposure.
    p, q : array, one an agency
        Two-sided p-value against the others, and the p-value adjusted for looking at all of them
        (Benjamini–Hochberg); ``nan`` where there is no exposure or too few agencies.
    seen : array of bool, one an agency
        Which have exposure.
    """

    population: Population
    fitted: Fitted | None
    middles: np.ndarray
    p: np.ndarray
    q: np.ndarray
    seen: np.ndarray

    @property
    def target(self) -> float:
        """The middle of the group, about which the drawn limits are."""
        return self.population.middle

    @property
    def verdict(self) -> str:
        """Whether the peers differ by more than chance: ``differ``, ``alike`` or ``unclear``."""
        return self.fitted.verdict if self.fitted else "unclear"

    def own_limits(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Limits of each agency, of the others alone: outside exactly where p < ``1 − level``.

        Parameters
        ----------
        level : float
            One of ``LEVELS``.
        """
        low, high = (np.full(len(self.seen), np.nan) for _ in range(2))
        if self.fitted:
            low[self.seen], high[self.seen] = self.fitted.limits(level)
        return low, high


def funnel(events: np.ndarray, size: np.ndarray, kind: str = "proportion") -> Funnel:
    """Place a group of peers in their funnel.

    Parameters
    ----------
    events, size : array, one an agency
        Successes and trials, or events and exposure.
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.

    Raises
    ------
    ValueError
        If no agency has exposure.

    References
    ----------
    D. J. Spiegelhalter, *Statistics in Medicine* 24 (2005) 1185–1202: funnel plots.
    D. I. Ohlssen, L. D. Sharples, D. J. Spiegelhalter, *JRSS A* 170 (2007) 865–890: limits and
    p-values. Y. Benjamini, Y. Hochberg, *JRSS B* 57 (1995) 289–300: q-values.

    Examples
    --------
    >>> import numpy as np
    >>> from analysis.assessing.statistics.funnel import funnel
    >>> placed = funnel(np.array([40] + [0] * 9), np.full(10, 40))
    >>> np.flatnonzero(placed.q <= 0.05)
    array([0])
    """
    x, n = np.asarray(events, dtype=float), np.asarray(size, dtype=float)
    seen = n > 0
    if not seen.any():
        raise ValueError("no agency has anything to place in a funnel")
    nothing = np.full(seen.shape, np.nan)
    x, n = x[seen], n[seen]
    if len(x) < PEERS:
        pooled = Population(kind, np.array([x.sum() / n.sum()]), np.ones((1, 1)), np.ones(1))
        return Funnel(pooled, None, nothing, nothing, nothing, seen)
    fitted = _fitted(x.tobytes(), n.tobytes(), kind)
    p, middles = nothing.copy(), nothing.copy()
    p[seen], middles[seen] = fitted.p, fitted.middles
    return Funnel(fitted.together, fitted, middles, p, adjusted(p), seen)


@lru_cache(maxsize=16)  # both languages of a page and the pages of all peers ask for the same
def _fitted(events: bytes, size: bytes, kind: str) -> Fitted:
    return fit(np.frombuffer(events), np.frombuffer(size), kind)


def adjusted(p: np.ndarray) -> np.ndarray:
    """Adjust p-values for looking at all of them (Benjamini–Hochberg).

    Parameters
    ----------
    p : array
        Those not known (``nan``) stay so and are not counted.

    Returns
    -------
    array
        q-values, of the same shape.

    Notes
    -----
    Y. Benjamini and Y. Hochberg, *JRSS* B 57 (1995) 289–300, as
    ``scipy.stats.false_discovery_control`` has it, whose import takes longer than a page.
    """
    p = np.asarray(p, dtype=float)
    q, seen = np.full(p.shape, np.nan), ~np.isnan(p)
    if seen.any():
        order = np.argsort(p[seen])
        scaled = p[seen][order] * (len(order) / np.arange(1, len(order) + 1))
        least = np.empty(len(order))
        least[order] = np.minimum.accumulate(scaled[::-1])[::-1]
        q[seen] = np.clip(least, 0, 1)
    return q
