"""Intervals for shares, for rates and for the difference of two shares.

Counts may be single numbers or arrays of one shape; what comes back is alike.
"""

import math
from typing import Any

import numpy as np
import scipy  # its parts load when they are first used

LEVEL = 0.95
SMALL = 5  # a share of fewer is one or two cases: it is shown with a caution, and never ranked
PEERS = 5  # of fewer that are compared, how much they usually differ cannot be told
LEVELS = (0.95, 0.998)  # of the limits of a funnel
NAMED = 0.05  # the q-value up to which a figure is called unusual

Interval = tuple[Any, Any]


def wilson(successes: Any, trials: Any, level: float = LEVEL) -> Interval:
    """Wilson score interval of a proportion, as fractions of one.

    It stays inside 0–1 and holds its level for the small counts of a bureau's report, where the
    normal interval does not.

    Parameters
    ----------
    successes, trials : int or array of int
        ``0 <= successes <= trials``.
    level : float
        How often the interval should hold the share, a fraction of one.

    Returns
    -------
    (low, high) : tuple of float or array
        ``nan`` where there are no trials.

    Raises
    ------
    ValueError
        If ``successes`` is not within 0 … ``trials``.

    References
    ----------
    E. B. Wilson, *JASA* 22 (1927) 209–212.
    """
    x, n = _part_and_whole(successes, trials)
    z = float(scipy.special.ndtri(0.5 + level / 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (x + z * z / 2) / (n + z * z)
        half = z / (n + z * z) * np.sqrt(x * (n - x) / n + z * z / 4)
    # At the ends the limit is exactly 0 or 1, which rounding would miss.
    return _known(np.where(x == 0, 0.0, middle - half), np.where(x == n, 1.0, middle + half), n > 0)


def garwood(events: Any, exposure: Any = 1.0, level: float = LEVEL) -> Interval:
    """Exact interval of a rate, the events taken as a Poisson count.

    The exposure is taken as known, and the events as independent of each other; where one request
    leads to several reviews they are not, and the true interval is wider.

    Parameters
    ----------
    events : int or array of int
        Not negative.
    exposure : float or array
        What the events are divided by: for reviews per 100 requests concluded, the requests
        divided by 100.
    level : float
        How often the interval should hold the rate, a fraction of one; it does at least so often.

    Returns
    -------
    (low, high) : tuple of float or array
        ``nan`` where the exposure is zero.

    Raises
    ------
    ValueError
        If a number is negative.

    References
    ----------
    F. Garwood, *Biometrika* 28 (1936) 437–442.
    """
    x, size = np.broadcast_arrays(
        np.asarray(events, dtype=float), np.asarray(exposure, dtype=float)
    )
    if (x < 0).any() or (size < 0).any():
        raise ValueError("events and exposure must not be negative")
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.where(x == 0, 0.0, scipy.special.gammaincinv(np.maximum(x, 1), tail)) / size
        high = scipy.special.gammaincinv(x + 1, 1 - tail) / size
    return _known(low, high, size > 0)


def newcombe(
    first: tuple[int, int], second: tuple[int, int], level: float = LEVEL
) -> tuple[float, float]:
    """Interval of ``share of second − share of first``, from the two Wilson intervals.

    The two years, or agencies, are taken as independent of each other.

    Parameters
    ----------
    first, second : tuple of int
        Successes and trials of each.
    level : float
        How often the interval should hold the difference, a fraction of one.

    Returns
    -------
    (low, high) : tuple of float
        Fractions of one; ``nan`` twice when one of them has no trials.

    References
    ----------
    R. G. Newcombe, *Statistics in Medicine* 17 (1998) 873–890, method 10.
    """
    (a, m), (b, n) = first, second
    (low_p, high_p), (low_q, high_q) = wilson(a, m, level), wilson(b, n, level)
    if not (m and n):
        return math.nan, math.nan
    p, q = a / m, b / n
    difference = q - p
    return (
        difference - math.hypot(q - low_q, high_p - p),
        difference + math.hypot(high_q - q, p - low_p),
    )


def _part_and_whole(successes: Any, trials: Any) -> tuple[np.ndarray, np.ndarray]:
    x, n = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(trials, dtype=float))
    if not ((x >= 0) & (x <= n)).all():
        raise ValueError("successes must be within 0 … trials")
    return x, n


def _known(low: np.ndarray, high: np.ndarray, known: np.ndarray) -> Interval:
    """The limits where they are known; single numbers as plain floats."""
    low, high = np.where(known, low, np.nan), np.where(known, high, np.nan)
    return (float(low), float(high)) if low.ndim == 0 else (low, high)
