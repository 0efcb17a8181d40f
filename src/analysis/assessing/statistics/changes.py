"""Changes on the year before: how surprising each is, and after looking at all of them."""

import numpy as np
from scipy.special import ndtr

from .funnel import adjusted

_WIDEST = 40.0  # in standard errors; beyond, a p-value is 0 to any use


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

    Returns
    -------
    array of float, one an agency
        ``nan`` where a year has no trials.

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
