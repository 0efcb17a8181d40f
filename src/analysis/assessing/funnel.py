"""Funnel plots: how far an agency of its size may lie from all its peers together before chance no longer accounts for it.

Shares are taken as binomial, rates as Poisson. Where the peers differ among themselves by more than chance (over-dispersion),
what they differ is added to chance, or a tenth of a large group would be called outliers. It is added and not multiplied, and φ
is corrected for its winsorising: ``benchmarks/funnel.py`` shows what becomes of the false-discovery rate otherwise.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, false_discovery_control, norm, poisson

LEVELS = (0.95, 0.998)
WINSORISED = 0.1  # of the z-scores at each end, so that an outlier does not widen the limits that should find it
_END = norm.isf(WINSORISED)
# What winsorising leaves of the variance of a normal score, 0.679. The paper does not divide by it; then φ is too small, and
# twice as many agencies as there should be lie outside the 95 % limits.
LEFT = 1 - 2 * WINSORISED - 2 * _END * norm.pdf(_END) + 2 * WINSORISED * _END**2


@dataclass(frozen=True)
class Funnel:
    """A group of peers against its common value.

    Attributes
    ----------
    target : float
        The pooled share (fraction of one), or the pooled rate for one unit of exposure.
    phi : float
        Over-dispersion factor: mean of the squared z-scores, winsorised, and 1 where the peers differ by chance alone.
    tau : float
        Standard deviation among the peers, in the unit of ``target``; 0 unless ``phi`` is greater than chance gives.
    z, p, q : array, one an agency
        Score against the target by chance alone, two-sided p-value (exact, or with ``tau`` in it), and the p-value adjusted for
        looking at all of them (Benjamini–Hochberg); ``nan`` where there is no exposure.
    """

    target: float
    phi: float
    tau: float
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
    D. J. Spiegelhalter, *Statistics in Medicine* 24 (2005) 1185–1202: z-scores, winsorised φ, its threshold, and the additive
    model, whose variance is that of R. DerSimonian, N. Laird, *Controlled Clinical Trials* 7 (1986) 177–188.
    Y. Benjamini, Y. Hochberg, *JRSS B* 57 (1995) 289–300.
    """
    x, n = np.asarray(events, dtype=float), np.asarray(size, dtype=float)
    if not (n > 0).any():
        raise ValueError("no agency has anything to place in a funnel")
    seen = n > 0
    x, n = x[seen], n[seen]
    target = float(x.sum() / n.sum())
    chance = _chance(target, n, kind)
    z = (x / n - target) / np.sqrt(chance) if chance.all() else np.zeros(x.shape)
    phi = winsorised_phi(z)
    tau = _among(phi, chance) if phi > 1 + 2 * math.sqrt(2 / len(n)) else 0.0
    p = 2 * norm.sf(np.abs(x / n - target) / np.sqrt(chance + tau**2)) if tau else _exact(x, n, target, kind)
    every_z, every_p = np.full(seen.shape, np.nan), np.full(seen.shape, np.nan)
    every_z[seen], every_p[seen] = z, p
    return Funnel(target, phi, tau, every_z, every_p, adjusted(every_p))


def _chance(target: float, n: np.ndarray, kind: str) -> np.ndarray:
    """Variance by chance alone of a share, or of a rate."""
    return (target * (1 - target) if kind == "proportion" else target) / n


def _among(phi: float, chance: np.ndarray) -> float:
    """Standard deviation among the peers that makes up for the rest of φ."""
    weight, count = 1 / chance, len(chance)
    return math.sqrt(max(0.0, count * phi - (count - 1)) / (weight.sum() - (weight**2).sum() / weight.sum()))


def winsorised_phi(z: np.ndarray) -> float:
    """Over-dispersion factor: mean of the squared z-scores, a tenth at each end set to the nearest kept, over ``LEFT``."""
    z = np.asarray(z, dtype=float)
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return float(np.mean(np.clip(z, low, high) ** 2) / LEFT)


def limits(target: float, size: np.ndarray, level: float, tau: float = 0.0, kind: str = "proportion") -> tuple[np.ndarray, ...]:
    """Funnel limits at given sizes.

    Parameters
    ----------
    target : float
    size : array
        Trials, or exposure; positive.
    level : float
        0.95 and 0.998 are usual (``LEVELS``).
    tau : float
        Standard deviation among the peers; 0 for none. Then the limits are exact: a count lies outside when its own two-sided
        p-value is below ``1 − level``, and between counts they are interpolated. The upper is the mirror of the lower, unlike
        in the paper, so that granted and not granted have one funnel. Else they are normal, with ``tau`` added to chance, and
        kept within what is possible.
    kind : {"proportion", "rate"}

    Returns
    -------
    (low, high) : tuple of array
    """
    n, tail = np.asarray(size, dtype=float), (1 - level) / 2
    top = 1.0 if kind == "proportion" else math.inf
    if tau:
        half = norm.isf(tail) * np.sqrt(_chance(target, n, kind) + tau**2)
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
