"""Changes on the year before: how surprising each is, and after looking at all of them."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from .funnel import adjusted
from .intervals import LEVEL, PEERS

DRAWS = 10_000
_SEED = 20190515  # fixed, so that the same data give the same interval
_WIDEST = 40.0  # in standard errors; beyond that a p-value is practically 0


@dataclass(frozen=True)
class PooledChange:
    """The change of a share over one or several agencies, each held against itself.

    Attributes
    ----------
    value : float
        Share after less share before, standardised over the agencies (Mantel–Haenszel), a fraction
        of one; ``nan`` where no agency has trials in both years.
    low, high : float
        Its interval, by resampling agencies; ``nan`` with fewer than ``PEERS`` effective
        agencies.
    p : float
        Two-sided p-value at which the interval just reaches zero; ``nan`` where there is none.
    agencies : int
        How many have trials in both years.
    rose, fell, same : int
        How many agencies' shares did which, by exact fractions.
    """

    value: float
    low: float
    high: float
    p: float
    agencies: int
    rose: int
    fell: int
    same: int


def exact_difference(first: tuple[int, int], second: tuple[int, int]) -> Fraction:
    """Share of second less share of first, without rounding.

    Parameters
    ----------
    first, second : tuple of int
        Successes and trials of each; trials above 0.

    Examples
    --------
    >>> from analysis.assessing.statistics.changes import exact_difference
    >>> exact_difference((1, 2), (501, 1000))
    Fraction(1, 1000)
    """
    return Fraction(*second) - Fraction(*first)


def pooled_change(
    before: np.ndarray,
    before_of: np.ndarray,
    after: np.ndarray,
    after_of: np.ndarray,
    least: int = 1,
) -> PooledChange:
    """How a share changed over several agencies, whichever of them had more cases.

    Pooled shares can fall while every agency's rises, where cases moved to agencies with low shares
    (Simpson's paradox). So each agency is held against itself.

    Parameters
    ----------
    before, before_of, after, after_of : array of int, one an agency
        Successes and trials of either year. Agencies without trials in one of them are left out.
    least : int
        Trials that an agency must have in both years for its rise or fall to be counted.

    References
    ----------
    S. Greenland, J. M. Robins, *Biometrics* 41 (1985) 55–68: Mantel–Haenszel difference. T. C.
    Hesterberg, *American Statistician* 69 (2015) 371–386: expanded percentile interval.

    Examples
    --------
    >>> from analysis.assessing.statistics.changes import pooled_change
    >>> found = pooled_change([90, 1], [100, 10], [10, 20], [10, 100])
    >>> round(found.value, 3), found.rose  # pooled, 83 % fell to 27 %
    (0.1, 2)
    """
    a, m, b, n = (np.asarray(v, dtype=np.int64) for v in (before, before_of, after, after_of))
    both = (m > 0) & (n > 0)
    a, m, b, n = a[both], m[both], b[both], n[both]
    signs = [
        (d > 0) - (d < 0)
        for d in (
            int(y) * int(k) - int(x) * int(z)
            for x, k, y, z in zip(a, m, b, n, strict=True)
            if min(k, z) >= least
        )
    ]
    weight = m / (m + n) * n
    apart = weight * (b / n - a / m)
    difference = float(apart.sum() / weight.sum()) if len(a) else math.nan
    moved = (signs.count(1), signs.count(-1), signs.count(0))
    return PooledChange(difference, *_expanded(apart, weight), len(a), *moved)


def pooled_share(successes: np.ndarray, trials: np.ndarray) -> tuple[float, float, float]:
    """The share of several agencies together, with an interval that knows that they differ.

    The cases of one agency are not independent of each other: an interval that took them for so
    many trials would be too narrow.

    Parameters
    ----------
    successes, trials : array of int, one an agency
        Agencies without trials are left out.

    Returns
    -------
    (share, low, high) : tuple of float
        Fractions of one; no limits (``nan``) with fewer than ``PEERS`` effective agencies.
    """
    x, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    x, n = x[n > 0], n[n > 0]
    low, high, _ = _expanded(x, n)
    return (float(x.sum() / n.sum()) if len(n) else math.nan), low, high


def _expanded(top: np.ndarray, bottom: np.ndarray) -> tuple[float, float, float]:
    """Interval of a ratio of sums, and the p-value at which it just reaches zero.

    Percentiles of draws over agencies, widened for how few agencies have most of the cases. The
    p-value is never below what the draws can tell.
    """
    count = _effective(bottom)
    if count < PEERS:
        return math.nan, math.nan, math.nan
    ratios = _ratios(top, bottom)
    wider = math.sqrt(count / (count - 1))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(ratios, ndtr(wider * stdtrit(count - 1, [tail, 1 - tail])))
    beyond = min(int((ratios <= 0).sum()), int((ratios >= 0).sum()))
    far = float(ndtri((beyond + 0.5) / (DRAWS + 1))) / wider
    p = min(1.0, 2 * float(stdtr(count - 1, far))) if top.any() else 1.0
    return float(low), float(high), p


def _effective(weight: np.ndarray) -> float:
    """How many agencies of one size tell as much of how agencies differ: (Σw)² / Σw².

    L. Kish, *Survey Sampling* (1965), section 11.7.
    """
    weight = np.asarray(weight, dtype=float)
    return round(float(weight.sum() ** 2 / (weight**2).sum()), 9) if len(weight) else 0.0


def _ratios(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """A ratio of sums, over agencies drawn with replacement, ``DRAWS`` times.

    It does not depend on the order in which the agencies come.
    """
    count = len(top)
    order = np.lexsort((top, bottom))
    top, bottom = top[order], bottom[order]
    drawn = np.random.default_rng(_SEED).integers(0, count, size=(DRAWS, count))
    return np.asarray(top[drawn].sum(axis=1) / bottom[drawn].sum(axis=1))


def change_p(
    before: np.ndarray, before_of: np.ndarray, after: np.ndarray, after_of: np.ndarray
) -> np.ndarray:
    """Two-sided p-value of each change of a share, at which ``newcombe`` just reaches zero.

    So an interval leaves out zero exactly where the p-value is below one less its level.

    Parameters
    ----------
    before, before_of, after, after_of : array of int, one an agency
        Successes and trials of either year, which are taken as independent.

    Returns
    -------
    array of float, one an agency
        ``nan`` where a year has no trials.

    References
    ----------
    R. G. Newcombe, *Statistics in Medicine* 17 (1998) 873–890, method 10, solved for its level.
    """
    a, m, b, n = (
        np.asarray(v, dtype=float) for v in np.broadcast_arrays(before, before_of, after, after_of)
    )
    known = (m > 0) & (n > 0)
    p, q = (
        np.divide(a, m, where=known, out=np.zeros(a.shape)),
        np.divide(b, n, where=known, out=np.zeros(a.shape)),
    )
    turned = q < p  # a fall is a rise of what is not granted
    p, q = np.where(turned, 1 - p, p), np.where(turned, 1 - q, q)
    m, n = np.where(known, m, 1.0), np.where(known, n, 1.0)
    low, high = np.zeros(a.shape), np.full(a.shape, _WIDEST)
    for _ in range(60):
        z = (low + high) / 2
        apart = q - p > np.hypot(_reach(q, n, z, -1), _reach(p, m, z, 1))
        low, high = np.where(apart, z, low), np.where(apart, high, z)
    return np.where(known, 2 * ndtr(-low), np.nan)


def change_q(
    before: np.ndarray, before_of: np.ndarray, after: np.ndarray, after_of: np.ndarray
) -> np.ndarray:
    """Adjust the p-values of changes for looking at all of them (Benjamini–Hochberg).

    Requests are taken as independent: where an agency's years differ by more than chance, more may
    be named wrongly.

    Parameters
    ----------
    before, before_of, after, after_of : array of int, one an agency
        As of ``change_p``.

    Examples
    --------
    >>> from analysis.assessing.statistics.changes import change_q
    >>> change_q([1, 10, 4], [20, 20, 20], [15, 9, 5], [20, 20, 20]).round(3)
    array([0.   , 0.751, 0.751])
    """
    return adjusted(change_p(before, before_of, after, after_of))


def _reach(share: np.ndarray, n: np.ndarray, z: np.ndarray, side: int) -> np.ndarray:
    """How far the Wilson limit of ``z`` standard errors lies from the share, on one side."""
    k = z * z / n
    limit = (share + k / 2 + side * np.sqrt(np.maximum(k * (share * (1 - share) + k / 4), 0.0))) / (
        1 + k
    )
    reach: np.ndarray = np.abs(np.clip(limit, 0.0, 1.0) - share)
    return reach
