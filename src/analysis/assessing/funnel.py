"""Funnel plots: how far an agency of its size may lie from all its peers together before chance no longer accounts for it.

Shares are taken as binomial, rates as Poisson. Where the peers differ among themselves by more than chance, the limits are
widened by what they differ (over-dispersion), or half the agencies of a large group would be called outliers.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, false_discovery_control, norm, poisson

LEVELS = (0.95, 0.998)
WINSORISED = 0.1  # of the z-scores at each end, so that an outlier does not widen the limits that should find it


@dataclass(frozen=True)
class Funnel:
    """A group of peers against its common value.

    Attributes
    ----------
    target : float
        The pooled share (fraction of one), or the pooled rate for one unit of exposure.
    phi : float
        Winsorised mean of the squared z-scores.
    dispersed : bool
        Whether ``phi`` is greater than chance gives, so that limits and p-values use it.
    z, p, q : array, one an agency
        Score against the target (not widened), two-sided p-value (widened where dispersed), and the p-value adjusted for
        looking at all of them (Benjamini–Hochberg); ``nan`` where there is no exposure.
    """

    target: float
    phi: float
    dispersed: bool
    z: np.ndarray
    p: np.ndarray
    q: np.ndarray


def funnel(events: np.ndarray, size: np.ndarray, kind: str = "proportion") -> Funnel:
    """Place a group of peers in their funnel.

    Parameters
    ----------
    events, size : array, one an agency
        Successes and trials, or events and exposure.
    kind : {"proportion", "rate"}

    Returns
    -------
    Funnel

    Raises
    ------
    ValueError
        If no agency has exposure.

    References
    ----------
    D. J. Spiegelhalter, *Statistics in Medicine* 24 (2005) 1185–1202: z-scores, φ and its threshold in section 4 and the
    appendix. Y. Benjamini, Y. Hochberg, *JRSS B* 57 (1995) 289–300.
    """
    x, n = np.asarray(events, dtype=float), np.asarray(size, dtype=float)
    if not (n > 0).any():
        raise ValueError("no agency has anything to place in a funnel")
    target = float(x.sum() / n[n > 0].sum())
    spread = math.sqrt(target * (1 - target)) if kind == "proportion" else math.sqrt(target)
    z = np.full(x.shape, np.nan)
    seen = n > 0
    z[seen] = (x[seen] - n[seen] * target) / (np.sqrt(n[seen]) * spread) if spread else 0.0
    phi = winsorised_phi(z[seen])
    dispersed = phi > 1 + 2 * math.sqrt(2 / seen.sum())
    p = np.full(x.shape, np.nan)
    p[seen] = 2 * norm.sf(np.abs(z[seen]) / math.sqrt(phi)) if dispersed else _exact(x[seen], n[seen], target, kind)
    return Funnel(target, phi, dispersed, z, p, adjusted(p))


def winsorised_phi(z: np.ndarray, share: float = WINSORISED) -> float:
    """Over-dispersion factor: mean of the squared z-scores, the ``share`` lowest and highest set to the nearest kept."""
    z = np.asarray(z, dtype=float)
    low, high = np.quantile(z, [share, 1 - share])
    return float(np.mean(np.clip(z, low, high) ** 2))


def limits(target: float, size: np.ndarray, level: float, phi: float = 1.0, kind: str = "proportion") -> tuple[np.ndarray, ...]:
    """Funnel limits at given sizes.

    Parameters
    ----------
    target : float
    size : array
        Trials, or exposure; positive.
    level : float
        0.95 and 0.998 are usual (``LEVELS``).
    phi : float
        Over-dispersion factor; 1 for none. Then the limits are exact: a count lies outside when its own two-sided p-value is
        below ``1 − level``, and between counts they are interpolated. The upper is the mirror of the lower, unlike in the
        paper, so that granted and not granted have one funnel. Else they are normal, widened by the square root of ``phi``,
        and kept within what is possible.
    kind : {"proportion", "rate"}

    Returns
    -------
    (low, high) : tuple of array
    """
    n, tail = np.asarray(size, dtype=float), (1 - level) / 2
    top = 1.0 if kind == "proportion" else math.inf
    if phi > 1:
        variance = target * (1 - target) if kind == "proportion" else target
        half = norm.isf(tail) * np.sqrt(phi * variance / n)
        return np.maximum(target - half, 0.0), np.minimum(target + half, top)
    spread = _spread(n, target, kind)
    least, most = spread.ppf(tail), spread.isf(tail)  # the outermost counts that are not outside
    low = least - (spread.cdf(least) - tail) / spread.pmf(least)
    high = most + (spread.sf(most - 1) - tail) / spread.pmf(most)
    return np.clip(low / n, 0.0, top), np.clip(high / n, 0.0, top)


def adjusted(p: np.ndarray) -> np.ndarray:
    """Benjamini–Hochberg adjusted p-values; those not known (``nan``) stay so and are not counted."""
    p = np.asarray(p, dtype=float)
    q, seen = np.full(p.shape, np.nan), ~np.isnan(p)
    if seen.any():
        q[seen] = false_discovery_control(p[seen], method="bh")
    return q


def _spread(n: np.ndarray, target: float, kind: str):
    return binom(n, target) if kind == "proportion" else poisson(n * target)


def _exact(x: np.ndarray, n: np.ndarray, target: float, kind: str) -> np.ndarray:
    """Two-sided p-value: twice the smaller tail, the count itself in both."""
    spread = _spread(n, target, kind)
    return np.minimum(1.0, 2 * np.minimum(spread.cdf(x), spread.sf(x - 1)))
