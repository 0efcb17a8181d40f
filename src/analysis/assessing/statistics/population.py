"""What the agencies of a peer group have in common: how their shares, or rates, are distributed.

The logit of a share (the logarithm of a rate) is taken as normal among the peers, with a middle and
a spread that are not known. Nothing is fixed at its likeliest value: every middle and spread counts
by how likely it makes the figures, so that few peers give wide limits. Beforehand the middle is as
of Jeffreys, and a spread is the less likely the larger it is (half-normal).

Each agency is held against the others alone (leave-one-out), so that an outlier cannot widen the
limits that should find it, and its p-value falls with every case that takes it farther out.

Sources: D. I. Ohlssen, L. D. Sharples, D. J. Spiegelhalter, *JRSS A* 170 (2007) 865–890: random
effects and cross-validatory p-values. A. Gelman, *Bayesian Analysis* 1 (2006) 515–534: priors of
the spread among few groups. ``benchmarks/outlying.py`` has how often this names anybody wrongly.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from scipy.special import (
    betainc,
    expit,
    gammainc,
    log_expit,
    logit,
    logsumexp,
    ndtr,
    pdtr,
)
from scipy.stats import chi2

from .intervals import LEVEL

SCALE = 2.0  # of the half-normal prior of the spread, on the logit or log scale
ALPHA = 0.05  # of the test whether agencies differ by more than chance
# A spread by which 95 % of agencies are within half as much again as the middle (in odds).
NEGLIGIBLE = math.log(1.5) / 1.96
PEERS = 5  # how much fewer usually differ cannot be told
_SPREADS = np.array(
    [
        0.0,
        0.01,
        0.02,
        0.04,
        0.07,
        0.11,
        0.16,
        0.23,
        0.32,
        0.44,
        0.6,
        0.8,
        1.05,
        1.4,
        1.8,
        2.4,
        3.2,
        4.2,
        5.5,
    ]
)
_FINER = np.linspace(-3, 3, 10)  # standard errors about the likeliest spread
_STEP, _FEWEST, _MOST = 0.8, 10, 60  # nodes of the middle: distance in standard errors, how many
_PAD = 4.0  # standard errors beyond the outermost middle
_INFLUENTIAL = 32  # agencies without which the middle is worked out exactly
_HERMITE, _HERMITE_WEIGHT = np.polynomial.hermite.hermgauss(9)
_LOG_HERMITE = np.log(_HERMITE_WEIGHT) + _HERMITE**2
_EDGES = np.sinh(np.linspace(-4.2, 4.2, 161))  # of bins: narrow in the middle, wide outside
_THIN = 3
_RARE = 1e-12  # bins outside of which nobody is
_TINY = 1e-300


@dataclass(frozen=True)
class Population:
    """How the underlying shares, or rates, of such agencies are distributed.

    Attributes
    ----------
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.
    value : array of float
        Shares or rates, ascending.
    weight : array of float
        How likely each is; they sum to one.
    none, all : float
        The most trials (or exposure) of an agency that reported no case, and of one that reported
        all; 0 where no agency did.
    """

    kind: str
    value: np.ndarray
    weight: np.ndarray
    none: float = 0.0
    all: float = 0.0

    @cached_property
    def middle(self) -> float:
        """The median: half of such agencies are below it."""
        return float(quantiles(self.value, self.weight[None], 0.5)[0])

    @cached_property
    def mean(self) -> float:
        """The mean share or rate of such agencies."""
        return float(self.weight @ self.value)

    @cached_property
    def deviation(self) -> float:
        """Standard deviation among such agencies, in the unit of the mean."""
        return math.sqrt(float(self.weight @ (self.value - self.mean) ** 2))

    def range(self, level: float = LEVEL) -> tuple[float, float]:
        """Where the underlying shares or rates of most such agencies are.

        An end that these agencies cannot tell from 0, or from 1, is given as that.

        Parameters
        ----------
        level : float
            Of how many, a fraction of one.
        """
        tail = (1 - level) / 2
        low, high = (quantiles(self.value, self.weight[None], t)[0] for t in (tail, 1 - tail))
        if low * self.none < 0.5 and self.none:
            low = 0.0
        if self.kind == "proportion" and (1 - high) * self.all < 0.5 and self.all:
            high = 1.0
        return float(low), float(high)

    def tails(self, x: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How often such an agency reports at most, and at least, as many; the count is in both.

        Parameters
        ----------
        x, n : array
            Successes and trials, or events and exposure.
        """
        x, n = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(n, dtype=float))
        low, high = (_tail(self.kind, x[..., None], n[..., None], self.value, s) for s in (0, 1))
        return low @ self.weight, high @ self.weight

    def limits(self, size: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Shares or rates outside of which such an agency reports in ``1 − level`` of cases.

        Between counts they are interpolated. The upper is the mirror of the lower, so that granted
        and not granted have one funnel.

        Parameters
        ----------
        size : array
            Trials, or exposure; positive.
        level : float
            0.95 and 0.998 are usual.
        """
        given = np.asarray(size, dtype=float)
        n, back = np.unique(given, return_inverse=True)
        weights = np.broadcast_to(self.weight, (len(n), len(self.weight)))
        low, high = limits(self.kind, self.value, weights, n, level)
        return low[back].reshape(given.shape), high[back].reshape(given.shape)


@dataclass(frozen=True)
class Fitted:
    """A group of peers: what they have in common, and each against the others.

    Attributes
    ----------
    x, n : array, one an agency
        Successes and trials, or events and exposure.
    together : Population
        Of an agency like all of these.
    value : array of float, shape (bins,)
        Shares or rates that ``others`` weighs.
    others : array of float, shape (agencies, bins)
        Of an agency like all of these but one; rows sum to one.
    posterior : array of float, shape (agencies, nodes)
        What is known of the underlying share or rate of each agency: weights of ``at``.
    at : array of float, shape (agencies, nodes)
        Shares or rates, ascending in a row.
    p_alike : float
        How often figures differ as much as these where chance alone makes them differ.
    widest : float
        The spread (standard deviation on the logit or log scale) is less, with probability 0.95.
    """

    x: np.ndarray
    n: np.ndarray
    together: Population
    value: np.ndarray
    others: np.ndarray
    posterior: np.ndarray
    at: np.ndarray
    p_alike: float
    widest: float

    @cached_property
    def middles(self) -> np.ndarray:
        """The median of the others, one an agency."""
        return quantiles(self.value, self.others, 0.5)

    @cached_property
    def p(self) -> np.ndarray:
        """Two-sided p-value of each figure: twice its tail, away from the middle of the others."""
        high = self.x > self.n * self.middles
        tail = np.empty(len(self.x))
        for side, some in ((0, ~high), (1, high)):
            x, n = self.x[some, None], self.n[some, None]
            each = _tail(self.together.kind, x, n, self.value, side)
            tail[some] = (each * self.others[some]).sum(axis=1)
        return np.minimum(1.0, 2 * tail)

    def limits(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Limits for each agency, of the others alone; as of ``Population.limits``.

        Parameters
        ----------
        level : float
            0.95 and 0.998 are usual.
        """
        return limits(self.together.kind, self.value, self.others, self.n, level)

    @property
    def verdict(self) -> str:
        """``differ``: by more than chance; ``alike``: hardly, if at all; ``unclear``: not told."""
        if self.p_alike < ALPHA:
            return "differ"
        return "alike" if self.widest < NEGLIGIBLE else "unclear"

    def shrunk(self, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What is known of each underlying share or rate: mean and equal-tailed interval.

        The ends 0 and 1 are kept where that is what was reported, as of ``jeffreys``.

        Parameters
        ----------
        level : float
            How often the interval holds it, a fraction of one.
        """
        tail = (1 - level) / 2
        low, high = (quantiles(self.at, self.posterior, t) for t in (tail, 1 - tail))
        low = np.where(self.x == 0, 0.0, low)
        if self.together.kind == "proportion":
            high = np.where(self.x == self.n, 1.0, high)
        return (self.at * self.posterior).sum(axis=1), low, high

    def draws(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Draw underlying shares or rates from what is known of each.

        Parameters
        ----------
        rng : Generator
            Where the random numbers come from.
        count : int
            How many of each.

        Returns
        -------
        array, shape (count, agencies)
        """
        out = np.empty((count, len(self.x)))
        for i, (at, weight) in enumerate(zip(self.at, self.posterior, strict=True)):
            out[:, i] = np.interp(rng.random(count), np.cumsum(weight) - weight / 2, at)
        return out

    def exceeds(self, times: float = 1.5) -> np.ndarray:
        """How likely each underlying share or rate is more than so many times the middle.

        It tells of a doubling that no test among few cases can.

        Parameters
        ----------
        times : float
            Of the median of the others.
        """
        over = self.at > times * self.middles[:, None]
        return np.asarray((self.posterior * over).sum(axis=1))


def fit(x: np.ndarray, n: np.ndarray, kind: str) -> Fitted:
    """Find what a group of peers has in common.

    Parameters
    ----------
    x, n : array of float, one an agency
        Successes and trials, or events and exposure; at least two agencies, all with some.
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.
    """
    pairs, which, count = np.unique(
        np.column_stack([x, n]), axis=0, return_inverse=True, return_counts=True
    )
    which = which.ravel()
    model = _Model(kind, pairs[:, 0], pairs[:, 1], count.astype(float))
    mu, tau, prior = model.nodes()
    own = model.marginals(mu, tau)
    fits = model.count @ own
    every = fits + prior
    whole = np.exp(every - logsumexp(every))
    rest = every - own
    rest = np.exp(rest - logsumexp(rest, axis=1, keepdims=True))
    centre = float(whole @ mu)
    scale = math.sqrt(max(float(whole @ (tau**2 + (mu - centre) ** 2)), 1e-10))
    edges = centre + scale * _EDGES
    below = ndtr((edges[None, :] - mu[:, None]) / np.maximum(tau, 1e-9)[:, None])
    below[:, 0], below[:, -1] = 0.0, 1.0
    mass = np.diff(below, axis=1)
    theta, width = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    others, together = rest @ mass, whole @ mass
    some = np.flatnonzero(np.vstack([others, together]).max(axis=0) > _RARE)
    span = slice(some[0], some[-1] + 1)
    theta, width, others, together = theta[span], width[span], others[:, span], together[span]
    at, posterior = model.posteriors(theta, others, width)
    order = np.argsort(tau, kind="stable")
    widest = float(np.interp(0.95, np.cumsum(whole[order]), tau[order]))
    return Fitted(
        x,
        n,
        Population(
            kind,
            _natural(kind, theta),
            together,
            n[x == 0].max(initial=0.0),
            n[x == n].max(initial=0.0),
        ),
        _natural(kind, theta),
        others[which],
        posterior[which],
        _natural(kind, at)[which],
        model.p_alike(fits, mu, tau),
        widest,
    )


class _Model:
    """Figures of a group, alike ones once, and how likely each middle and spread makes them."""

    def __init__(self, kind: str, x: np.ndarray, n: np.ndarray, count: np.ndarray) -> None:
        self.kind, self.x, self.n, self.count = kind, x, n, count
        if kind == "proportion":
            self.y = logit((x + 0.5) / (n + 1))
            self.precision = (n + 1) * expit(self.y) * expit(-self.y)
        else:
            self.y, self.precision = np.log((x + 0.5) / n), x + 0.5

    def likelihood(self, theta: np.ndarray) -> np.ndarray:
        """Log-likelihood of figures at theta, whose first axis is the figures'."""
        x, n = (v.reshape(-1, *(1,) * (theta.ndim - 1)) for v in (self.x, self.n))
        if self.kind == "proportion":
            return np.asarray(x * log_expit(theta) + (n - x) * log_expit(-theta))
        return np.asarray(x * theta - n * np.exp(theta))

    def slopes(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """First derivative of the log-likelihood, and the second with its sign turned."""
        x, n = (v.reshape(-1, *(1,) * (theta.ndim - 1)) for v in (self.x, self.n))
        if self.kind == "proportion":
            p = expit(theta)
            return x - n * p, n * p * (1 - p)
        expected = n * np.exp(np.minimum(theta, 300))
        return x - expected, expected

    def modes(self, mu: np.ndarray, tau: np.ndarray) -> np.ndarray:
        """The likeliest theta of each figure, given middle and spread; figures come first."""
        y, precision = (v.reshape(-1, *(1,) * mu.ndim) for v in (self.y, self.precision))
        inverse = 1 / tau**2
        theta = (y * precision + mu * inverse) / (precision + inverse)
        for _ in range(4):
            first, second = self.slopes(theta)
            theta = theta + np.clip(
                (first - (theta - mu) * inverse) / (second + inverse), -1.5, 1.5
            )
        return np.asarray(theta)

    def marginals(self, mu: np.ndarray, tau: np.ndarray) -> np.ndarray:
        """Log-likelihood of each figure at each node, shape (figures, nodes)."""
        out = np.empty((len(self.x), len(mu)))
        none = tau == 0
        out[:, none] = self.likelihood(np.broadcast_to(mu[none], (len(self.x), none.sum())))
        mu, tau = mu[~none], tau[~none]
        theta = self.modes(mu, tau)
        width = math.sqrt(2) / np.sqrt(self.slopes(theta)[1] + 1 / tau**2)
        best = self.likelihood(theta) - (theta - mu) ** 2 / (2 * tau**2)
        total = np.zeros_like(theta)
        for t, w in zip(_HERMITE, _LOG_HERMITE, strict=True):
            node = theta + width * t
            exponent = self.likelihood(node) - (node - mu) ** 2 / (2 * tau**2) - best
            total += np.exp(np.minimum(w + exponent, 50))
        out[:, ~none] = best + np.log(total * width / (math.sqrt(2 * math.pi) * tau) + _TINY)
        return out

    def middles(
        self, tau: np.ndarray, count: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Likeliest middle of parts of the group at each spread, its standard error, and modes.

        ``count`` has shape (figures, parts), the results (parts, spreads), modes figures before.
        """
        x, n = count.T @ self.x, count.T @ self.n
        if self.kind == "proportion":
            start, error = (
                logit((x + 0.5) / (n + 1)),
                1 / np.sqrt((x + 0.5) * (n - x + 0.5) / (n + 1)),
            )
        else:
            start, error = np.log((x + 0.5) / n), 1 / np.sqrt(x + 0.5)
        mu = np.repeat(start[:, None], len(tau), axis=1)
        errors = np.repeat(error[:, None], len(tau), axis=1)
        some = tau > 0
        theta = np.zeros((len(self.x), *mu.shape))
        theta[:] = mu
        spread = np.broadcast_to(tau[some], mu[:, some].shape)
        middle = mu[:, some]
        for _ in range(7):
            modes = self.modes(middle, spread)
            first, second = self.slopes(modes)
            prior = expit(middle) if self.kind == "proportion" else 0.0 * middle
            each = second / (1 + spread**2 * second)
            slope = np.einsum("dp,dpt->pt", count, first) + 0.5 - prior
            bend = np.einsum("dp,dpt->pt", count, each) + prior * (1 - prior) + 1e-3
            middle = middle + np.clip(slope / bend, -1.5, 1.5)
        mu[:, some], errors[:, some], theta[:, :, some] = middle, 1 / np.sqrt(bend), modes
        return mu, errors, theta

    def nodes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Middles and spreads to average over, and the logarithm of the prior times their room."""
        tau = self._spreads()
        mu, error, theta = (v[..., 0, :] for v in self.middles(tau, self.count[:, None]))
        low, high = self._reach(tau, mu, error, theta)
        found = []
        room = np.gradient(tau)
        room[0] = (tau[1] - tau[0]) / 2
        for t in range(len(tau)):
            many = int(np.clip((high[t] - low[t]) / (_STEP * error[t]), _FEWEST, _MOST))
            at = np.linspace(low[t], high[t], many)
            prior = at / 2 + (2 * log_expit(-at) / 2 if self.kind == "proportion" else 0.0)
            prior = prior - (tau[t] / SCALE) ** 2 / 2 + math.log((at[1] - at[0]) * room[t])
            found.append((at, np.full(many, tau[t]), prior))
        mus, taus, priors = (np.concatenate(part) for part in zip(*found, strict=True))
        return mus, taus, priors

    def _spreads(self) -> np.ndarray:
        """Spreads everywhere, and closer together where the figures say that it is."""
        mu, error, _ = (v[..., 0, :] for v in self.middles(_SPREADS, self.count[:, None]))
        fits = (
            self.count @ self.marginals(mu, _SPREADS) + np.log(error) - (_SPREADS / SCALE) ** 2 / 2
        )
        room = np.gradient(_SPREADS)
        weight = np.exp(fits - fits.max()) * room
        weight /= weight.sum()
        middle = float(weight @ _SPREADS)
        width = max(math.sqrt(float(weight @ (_SPREADS - middle) ** 2)), 0.06 * middle, 0.002)
        near = middle + width * _FINER
        return np.unique(np.concatenate([_SPREADS, near[near > 0]]))

    def _reach(
        self, tau: np.ndarray, mu: np.ndarray, error: np.ndarray, theta: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """How far the middle may be, whichever agency is left out, at each spread."""
        first, second = self.slopes(theta)
        each = second / (1 + tau**2 * second)
        rest = np.maximum(1 / error**2 - each, 1e-3)
        shift = np.abs(first / rest * np.sqrt(rest)).max(axis=1)
        most = np.argsort(-shift, kind="stable")[:_INFLUENTIAL]
        without = np.repeat(self.count[:, None], len(most), axis=1)
        without[most, np.arange(len(most))] -= 1
        at, errors, _ = self.middles(tau, without)
        at, errors = np.vstack([at, mu[None]]), np.vstack([errors, error[None]])
        return (at - _PAD * errors).min(axis=0), (at + _PAD * errors).max(axis=0)

    def posteriors(
        self, theta: np.ndarray, others: np.ndarray, width: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """What is known of each theta: nodes and weights, shape (figures, nodes).

        The others' population times the figure's own likelihood. Where the likelihood is narrower
        than the bins of the population it is looked at more closely.
        """
        at = np.repeat(theta[None], len(self.x), axis=0)
        weight = np.log(others + _TINY)
        error = 1 / np.sqrt(self.precision)
        closer = error < 2 * np.interp(self.y, theta, width)
        if closer.any():
            density = weight - np.log(width)
            near = self.y[:, None] + error[:, None] * np.linspace(-6, 6, len(theta))
            for i in np.flatnonzero(closer):
                weight[i] = np.interp(near[i], theta, density[i])
            at[closer] = near[closer]
        weight = weight + self.likelihood(at)
        weight = np.exp(weight - weight.max(axis=1, keepdims=True))
        return at, weight / weight.sum(axis=1, keepdims=True)

    def p_alike(self, fits: np.ndarray, mu: np.ndarray, tau: np.ndarray) -> float:
        """Likelihood-ratio test of no spread: half of chi-squared with one degree of freedom.

        S. G. Self, K.-Y. Liang, *JASA* 82 (1987) 605–610: a parameter on its boundary.
        """
        x, n = self.count @ self.x, self.count @ self.n
        if x == 0 or (self.kind == "proportion" and x == n):
            return 1.0
        pooled = logit(x / n) if self.kind == "proportion" else math.log(x / n)
        same = float(self.count @ self.likelihood(np.full((len(self.x), 1), pooled))[:, 0])
        best = max(_top(fits[tau == t], mu[tau == t]) for t in np.unique(tau[tau > 0]))
        ratio = 2 * (best - same)
        return 0.5 * float(chi2.sf(ratio, 1)) if ratio > 1e-6 else 1.0


def _top(fits: np.ndarray, at: np.ndarray) -> float:
    """The top of a curve of which some points are known, by a parabola through the highest."""
    i = int(np.clip(fits.argmax(), 1, len(fits) - 2))
    left, mid, right = fits[i - 1 : i + 2]
    bend = left - 2 * mid + right
    return float(mid - (right - left) ** 2 / (8 * bend)) if bend < 0 else float(fits.max())


def _natural(kind: str, theta: np.ndarray) -> np.ndarray:
    return np.asarray(expit(theta) if kind == "proportion" else np.exp(np.minimum(theta, 300)))


def _tail(kind: str, x: np.ndarray, n: np.ndarray, value: np.ndarray, side: int) -> np.ndarray:
    """How often a count is at most (side 0), or at least (1), as large, for each share or rate."""
    if kind == "rate":
        return np.asarray(
            pdtr(x, n * value) if side == 0 else gammainc(np.maximum(x, _TINY), n * value)
        )
    if side == 0:
        return np.where(x < n, betainc(np.maximum(n - x, _TINY), x + 1, 1 - value), 1.0)
    return np.where(x > 0, betainc(np.maximum(x, _TINY), n - x + 1, value), 1.0)


def quantiles(value: np.ndarray, weight: np.ndarray, part: float) -> np.ndarray:
    """Quantiles of weighed values.

    Parameters
    ----------
    value : array, shape (nodes,) or (rows, nodes)
        Ascending.
    weight : array, shape (rows, nodes)
        Rows sum to one. Each weight is spread evenly between the neighbours' middles.
    part : float
        A fraction of one.

    Returns
    -------
    array of float, one a row
    """
    above = np.cumsum(weight, axis=1)
    middle = above - weight / 2
    values = np.broadcast_to(value, weight.shape)
    i = np.clip((middle < part).sum(axis=1), 1, weight.shape[1] - 1)
    rows = np.arange(len(weight))
    low, high = middle[rows, i - 1], middle[rows, i]
    share = np.clip((part - low) / np.maximum(high - low, _TINY), 0.0, 1.0)
    found: np.ndarray = values[rows, i - 1] + share * (values[rows, i] - values[rows, i - 1])
    return found


def limits(
    kind: str, value: np.ndarray, weight: np.ndarray, n: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Shares or rates outside of which an agency of some population reports rarely.

    Parameters
    ----------
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.
    value : array, shape (bins,)
        Shares or rates, ascending.
    weight : array, shape (agencies, bins)
        How likely each is; rows sum to one.
    n : array, one an agency
        Trials, or exposure.
    level : float
        0.95 and 0.998 are usual.

    Returns
    -------
    (low, high) : tuple of array, one an agency
        Between counts they are interpolated; the upper is the mirror of the lower.
    """
    tail = (1 - level) / 2
    most = n.copy()
    if kind == "rate":
        mean = n * quantiles(value, weight, 1 - tail / 50)
        most = np.ceil(mean + 12 * np.sqrt(mean + 1) + 10)
    rough, thin = value, weight
    if few := len(value) // _THIN * _THIN:  # a rough place first, then exactly near it
        thin = weight[:, :few].reshape(len(n), -1, _THIN).sum(axis=2)
        thin[:, -1] += weight[:, few:].sum(axis=1)
        rough = value[:few].reshape(-1, _THIN)[:, _THIN // 2]

    def part(side: int, k: np.ndarray, fine: bool = True) -> np.ndarray:
        each = _tail(kind, k[:, None], n[:, None], value if fine else rough, side)
        found: np.ndarray = (each * (weight if fine else thin)).sum(axis=1)
        return found

    out = []
    for side in (0, 1):
        at = _crossing(partial(part, side, fine=False), most, tail, side)
        at = _stepped(partial(part, side), at, most, tail, side)
        own = part(0, at) + part(1, at) - 1
        room = (part(side, at) - tail) / np.maximum(own, _TINY)
        out.append((at - room if side == 0 else at + room) / n)
    top = 1.0 if kind == "proportion" else math.inf
    return np.clip(out[0], 0.0, top), np.clip(out[1], 0.0, top)


def _crossing(
    part: Callable[[np.ndarray], np.ndarray], most: np.ndarray, tail: float, side: int
) -> np.ndarray:
    """The outermost count that is not outside, by halving."""
    low, high = np.zeros(len(most)), most.copy()
    while (low < high).any():
        middle = np.floor((low + high + side) / 2)
        inside = part(middle) >= tail
        if side == 0:
            high, low = np.where(inside, middle, high), np.where(inside, low, middle + 1)
        else:
            low, high = np.where(inside, middle, low), np.where(inside, high, middle - 1)
        low, high = np.minimum(low, most), np.maximum(high, 0)
    return low


def _stepped(
    part: Callable[[np.ndarray], np.ndarray],
    at: np.ndarray,
    most: np.ndarray,
    tail: float,
    side: int,
) -> np.ndarray:
    """The same, step by step from counts near it."""
    inward = -1 if side else 1
    while (outside := part(at) < tail).any():
        at = np.where(outside, at + inward, at)
    while True:
        beyond = np.clip(at - inward, 0, most)
        free = (beyond != at) & (part(beyond) >= tail)
        if not free.any():
            return at
        at = np.where(free, beyond, at)
