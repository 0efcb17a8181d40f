"""Peers as one population of shares: how much they differ, and what that says of one agency."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize, root
from scipy.special import betaincinv, betaln, expit, logit, psi, xlogy

from .intervals import LEVEL

PEERS = 5  # the spread of fewer shares cannot be estimated to any use
_WIDEST, _TIGHTEST = (
    math.log(0.02),
    math.log(1e6),
)  # size of the prior: beyond these it is all spread, or none


@dataclass(frozen=True)
class Prior:
    """The Beta distribution of the shares of peers, shown wherever a share is shrunk by it.

    Attributes
    ----------
    mean : float
        Mean of the shares, a fraction of one.
    size : float
        It weighs as much as so many requests (a + b); ``inf`` when the peers differ no more than
        chance makes them.
    peers : int
        How many agencies it was estimated from.
    """

    mean: float
    size: float
    peers: int

    @property
    def a(self) -> float:
        """First parameter of the Beta distribution."""
        return self.mean * self.size

    @property
    def b(self) -> float:
        """Second parameter of the Beta distribution."""
        return (1 - self.mean) * self.size


def estimate_prior(successes: np.ndarray, trials: np.ndarray) -> Prior:
    """Prior of a group of peers, by maximum likelihood of the beta-binomial.

    Parameters
    ----------
    successes, trials : array of int, one an agency
        Agencies without trials are left out.

    Returns
    -------
    Prior

    Raises
    ------
    ValueError
        If fewer than ``PEERS`` agencies have trials, or all shares are 0 or all 1, when nothing
        tells them apart.

    References
    ----------
    J. G. Skellam, *JRSS B* 10 (1948) 257–261.
    """
    x, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    x, n = x[n > 0], n[n > 0]
    if len(n) < PEERS:
        raise ValueError(f"a prior needs at least {PEERS} agencies with trials, not {len(n)}")
    pooled = x.sum() / n.sum()
    if pooled in (0, 1):
        raise ValueError("all shares are 0, or all are 1: there is no spread to estimate")

    # Less the likelihood of each share being its own: the search stops by a part of the cost, which
    # else grows with the counts.
    own = xlogy(x, x / n) + xlogy(n - x, 1 - x / n)

    def cost(p: np.ndarray) -> float:
        a, b = _shapes(p)
        return float((own - (betaln(x + a, n - x + b) - betaln(a, b))).sum())

    def slope(p: np.ndarray) -> np.ndarray:
        a, b = _shapes(p)
        both = psi(n + a + b) - psi(a + b)
        by_a, by_b = (psi(x + a) - psi(a) - both).sum(), (psi(n - x + b) - psi(b) - both).sum()
        return -np.array([(by_a - by_b) * a * b / (a + b), by_a * a + by_b * b])

    bounds = [(-30, 30), (_WIDEST, _TIGHTEST)]
    starts = (np.array([logit(pooled), math.log(size)]) for size in (1.0, 30.0, 1000.0))
    best = min(
        (minimize(cost, s, jac=slope, bounds=bounds, method="L-BFGS-B") for s in starts),
        key=lambda found: found.fun,
    )
    same = (
        own - (xlogy(x, pooled) + xlogy(n - x, 1 - pooled))
    ).sum()  # the same share for all: the limit of an infinite size
    if best.x[1] > _TIGHTEST - 1e-6 or best.fun >= same - 1e-9:
        return Prior(float(pooled), math.inf, len(n))
    exact = root(slope, best.x, tol=1e-13).x  # the search stops near the top, this on it
    steeper = np.abs(slope(exact)).max() > np.abs(slope(best.x)).max()
    found = best.x if steeper or np.abs(exact - best.x).max() > 0.1 else exact
    return Prior(float(expit(found[0])), float(math.exp(found[1])), len(n))


def shrink(
    successes: np.ndarray, trials: np.ndarray, prior: Prior, level: float = LEVEL
) -> tuple[np.ndarray, ...]:
    """Shares drawn towards the mean of the peers, the more the fewer the trials.

    Parameters
    ----------
    successes, trials : array of int, one an agency
        The shares.
    prior : Prior
        What the peers have in common.
    level : float
        Of the intervals, a fraction of one.

    Returns
    -------
    (mean, low, high) : tuple of array
        Mean and equal-tailed interval of each posterior Beta(a + x, b + n − x), fractions of one.
        The intervals take the prior as known. When its size is infinite all means are its own, and
        there are no limits (``nan``): the interval of the pooled share is the one to show.
    """
    x, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    if math.isinf(prior.size):
        return np.full(x.shape, prior.mean), np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    a, b, tail = prior.a + x, prior.b + n - x, (1 - level) / 2
    return a / (a + b), betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)


def _shapes(p: np.ndarray) -> tuple[float, float]:
    mean, size = expit(p[0]), math.exp(p[1])
    return mean * size, expit(-p[0]) * size
