"""Intervals for shares and for the difference of two shares."""

import math

from scipy.stats import binomtest

LEVEL = 0.95


def wilson(successes: int, trials: int, level: float = LEVEL) -> tuple[float, float]:
    """Wilson score interval of a proportion, as fractions of one.

    It stays inside 0–1 and holds its level for the small counts of a bureau's report, where the normal interval does not.

    Parameters
    ----------
    successes, trials : int
        ``0 <= successes <= trials``.
    level : float

    Returns
    -------
    (low, high) : tuple of float
        ``nan`` twice when there are no trials.

    Raises
    ------
    ValueError
        If ``successes`` is not within 0 … ``trials``.

    References
    ----------
    E. B. Wilson, *JASA* 22 (1927) 209–212.
    """
    if trials == 0:
        return math.nan, math.nan
    interval = binomtest(int(successes), int(trials)).proportion_ci(confidence_level=level, method="wilson")
    return float(interval.low), float(interval.high)


def newcombe(first: tuple[int, int], second: tuple[int, int], level: float = LEVEL) -> tuple[float, float]:
    """Interval of ``share of second − share of first``, from the two Wilson intervals.

    Parameters
    ----------
    first, second : (successes, trials)
        Both with trials.

    Returns
    -------
    (low, high) : tuple of float
        Fractions of one.

    References
    ----------
    R. G. Newcombe, *Statistics in Medicine* 17 (1998) 873–890, method 10.
    """
    (a, m), (b, n) = first, second
    p, q = a / m, b / n
    (low_p, high_p), (low_q, high_q) = wilson(a, m, level), wilson(b, n, level)
    difference = q - p
    return (
        difference - math.hypot(q - low_q, high_p - p),
        difference + math.hypot(high_q - q, p - low_p),
    )
