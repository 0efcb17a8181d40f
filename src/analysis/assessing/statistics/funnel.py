"""Funnel plots: how far an agency of its size may lie from its peers by chance.

Shares are taken as binomial, rates as Poisson. Where the peers differ among themselves by more than
chance (over-dispersion), limits and p-values are those of ``differing``: a beta-binomial, or
gamma-Poisson, measured from the peers. A variance added to that of chance and a normal tail, as in
the paper, name far too many where shares are skewed: ``benchmarks/funnel.py``.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import false_discovery_control, norm

from .differing import Null, alike, null_of

LEVELS = (0.95, 0.998)
# of the z-scores at each end, so that an outlier does not widen the limits that should find it
WINSORISED = 0.1
_END = norm.isf(WINSORISED)
# What winsorising leaves of the variance of a normal score, 0.679. The paper does not divide by it;
# then φ is too small.
LEFT = 1 - 2 * WINSORISED - 2 * _END * norm.pdf(_END) + 2 * WINSORISED * _END**2


@dataclass(frozen=True)
class Funnel:
    """A group of peers against its common value.

    Attributes
    ----------
    target : float
        The pooled share (fraction of one), or the pooled rate for one unit of exposure.
    phi : float
        Over-dispersion factor: mean of the squared z-scores, winsorised; about 1 where the peers
        differ by chance alone.
    tau : float
        Standard deviation among the peers, in the unit of ``target``; 0 where they differ by chance
        alone.
    z, p, q : array, one an agency
        Score against the target by chance alone, two-sided p-value among peers that differ as these
        do, and the p-value adjusted for looking at all of them (Benjamini–Hochberg); ``nan`` where
        there is no exposure.
    null : Null
        What an agency would report were it one of its peers; limits and p-values are of it.
    apart : array of bool, one an agency
        Those too far out to measure from them how much the others differ.
    """

    target: float
    phi: float
    tau: float
    z: np.ndarray
    p: np.ndarray
    q: np.ndarray
    null: Null
    apart: np.ndarray

    def limits(self, size: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Limits at given sizes, as of ``Null.limits``.

        Parameters
        ----------
        size, level
            As of ``Null.limits``.
        """
        return self.null.limits(size, level)


def funnel(events: np.ndarray, size: np.ndarray, kind: str = "proportion") -> Funnel:
    """Place a group of peers in their funnel.

    Parameters
    ----------
    events, size : array, one an agency
        Successes and trials, or events and exposure.
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.

    Returns
    -------
    Funnel

    Raises
    ------
    ValueError
        If no agency has exposure.

    References
    ----------
    D. J. Spiegelhalter, *Statistics in Medicine* 24 (2005) 1185–1202: funnel, z-scores, winsorised
    φ. J. G. Skellam, *JRSS B* 10 (1948) 257–261: beta-binomial. Y. Benjamini, Y. Hochberg, *JRSS B*
    57 (1995) 289–300.
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
    null, out = null_of(x, n, kind)
    every_z, every_p, apart = (
        np.full(seen.shape, np.nan),
        np.full(seen.shape, np.nan),
        np.zeros(seen.shape, dtype=bool),
    )
    every_z[seen], every_p[seen], apart[seen] = z, null.p(x, n), out
    return Funnel(target, phi, null.tau, every_z, every_p, adjusted(every_p), null, apart)


def _chance(target: float, n: np.ndarray, kind: str) -> np.ndarray:
    """Variance by chance alone of a share, or of a rate."""
    return (target * (1 - target) if kind == "proportion" else target) / n


def winsorised_phi(z: np.ndarray) -> float:
    """Over-dispersion factor: mean of the squared z-scores, winsorised, over ``LEFT``.

    Parameters
    ----------
    z : array
        Scores; a tenth at each end is set to the nearest that is kept.
    """
    z = np.asarray(z, dtype=float)
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return float(np.mean(np.clip(z, low, high) ** 2) / LEFT)


def limits(
    target: float, size: np.ndarray, level: float, tau: float = 0.0, kind: str = "proportion"
) -> tuple[np.ndarray, ...]:
    """Funnel limits at given sizes.

    Parameters
    ----------
    target : float
        Mean share or rate.
    size : array
        Trials, or exposure; positive.
    level : float
        0.95 and 0.998 are usual (``LEVELS``).
    tau : float
        Standard deviation among the peers, taken as known; 0 for none.
    kind : {"proportion", "rate"}
        Shares, or rates.

    Returns
    -------
    (low, high) : tuple of array
        Exact: a count lies outside when its own two-sided p-value is below ``1 − level``; between
        counts they are interpolated. The upper is the mirror of the lower, unlike in the paper, so
        that granted and not granted have one funnel. Those of a funnel, which allow for a spread
        that is not known, are ``Funnel.limits``.
    """
    if not tau:
        return alike(target, kind).limits(size, level)
    wide = target * (1 - target) / tau**2 - 1 if kind == "proportion" else (target / tau) ** 2
    if wide <= 0:
        raise ValueError(f"shares of mean {target:g} cannot have a standard deviation of {tau:g}")
    return Null(kind, np.array([target]), np.array([wide]), np.ones(1)).limits(size, level)


def adjusted(p: np.ndarray) -> np.ndarray:
    """Adjust p-values for looking at all of them (Benjamini–Hochberg).

    Parameters
    ----------
    p : array
        Those not known (``nan``) stay so and are not counted.
    """
    p = np.asarray(p, dtype=float)
    q, seen = np.full(p.shape, np.nan), ~np.isnan(p)
    if seen.any():
        q[seen] = false_discovery_control(p[seen], method="bh")
    return q
