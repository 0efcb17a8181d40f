"""Tails of the beta-binomial and of the gamma-Poisson: how often a count is so low, or so high.

The beta-binomial has no closed form. It is summed exactly from the count outwards, on the side
where fewer terms are; above ``SUMMED`` terms a Beta distribution of the same mean and variance
stands in, half a case beyond the count.
"""

from itertools import pairwise

import numpy as np
from scipy.special import betainc, betaln
from scipy.stats import nbinom

SUMMED = 500
_EDGES = np.array(
    [0, 2, 6, 14, 30, 62, 125, 250, SUMMED]
)  # sums of like length are added up together


def betabinomial(
    x: np.ndarray, n: np.ndarray, mean: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How often a beta-binomial count is at most, and at least, as large.

    Parameters
    ----------
    x, n, mean, size : array
        Successes of trials; mean of the Beta distribution and its size a + b. Broadcast against
        each other.

    Returns
    -------
    (at_most, at_least) : tuple of array
        The count itself is in both.

    References
    ----------
    J. G. Skellam, *JRSS B* 10 (1948) 257–261.
    """
    x, n, mean, size = np.broadcast_arrays(
        *(np.asarray(v, dtype=float) for v in (x, n, mean, size))
    )
    shape = x.shape
    x, n, mean, size = (v.ravel() for v in (x, n, mean, size))
    turned = 2 * x > n  # failures are fewer: they are summed
    few, mean = np.where(turned, n - x, x), np.where(turned, 1 - mean, mean)
    near, far = np.empty(len(x)), np.empty(len(x))
    many = few > SUMMED
    near[many], far[many] = _beta_instead(few[many], n[many], mean[many], size[many])
    near[~many], far[~many] = _summed(
        few[~many], n[~many], mean[~many] * size[~many], (1 - mean[~many]) * size[~many]
    )
    return np.where(turned, far, near).reshape(shape), np.where(turned, near, far).reshape(shape)


def gammapoisson(
    x: np.ndarray, exposure: np.ndarray, mean: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How often a gamma-Poisson (negative binomial) count is at most, and at least, as large.

    Parameters
    ----------
    x, exposure, mean, size : array
        Events and exposure; mean and shape of the Gamma distribution of rates. Broadcast against
        each other.

    Returns
    -------
    (at_most, at_least) : tuple of array
        The count itself is in both.
    """
    count = nbinom(size, size / (size + mean * exposure))
    return count.cdf(x), count.sf(x - 1)


def _summed(
    x: np.ndarray, n: np.ndarray, a: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Sum of P(x), P(x − 1) … 0, each from the one before by their ratio, and what is left."""
    own = np.exp(-np.log1p(n) - betaln(x + 1, n - x + 1) + betaln(x + a, n - x + b) - betaln(a, b))
    times = np.ones(len(x))  # the sum, in units of the first term
    for length, to in pairwise(_EDGES):
        rows = np.flatnonzero((x > length) & (x <= to))
        if len(rows):
            k = x[rows, None] - np.arange(to)
            left = n[rows, None] - k
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                ratio = k * (b[rows, None] + left) / ((left + 1) * (a[rows, None] + k - 1))
                times[rows] += np.cumprod(np.where(k > 0, ratio, 0.0), axis=1).sum(axis=1)
    with np.errstate(invalid="ignore", over="ignore"):
        total = own * times
    at_most = np.where(
        total < 1, total, 1.0
    )  # far above the mean, what is below exceeds the count by more than a float holds
    return at_most, np.clip(1 - at_most + own, own, 1.0)


def _beta_instead(
    x: np.ndarray, n: np.ndarray, mean: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    weight = (
        n * (size + 1) / (size + n) - 1
    )  # variance m(1−m)(s+n)/(n(s+1)) is that of a Beta of this size
    a, b = mean * weight, (1 - mean) * weight
    return betainc(a, b, np.minimum((x + 0.5) / n, 1.0)), betainc(
        b, a, np.minimum(1 - (x - 0.5) / n, 1.0)
    )
