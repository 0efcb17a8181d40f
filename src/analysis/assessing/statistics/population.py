"""What the agencies of a peer group have in common: how their shares, or rates, are distributed.

The logit of a share (the logarithm of a rate) is taken as normal among the peers, with a middle and
a spread that are not known. Nothing is fixed at its likeliest value: every middle and spread counts
by how likely it makes the figures, so that few peers give wide limits. Beforehand the middle is as
of Jeffreys, and a spread is the less likely the larger it is (half-normal; for the range of most
such agencies a power, so that it holds about as many wherever the spread is).

Each agency is held against the others alone (leave-one-out), so that an outlier cannot widen the
limits that should find it, and its p-value falls with every case that takes it farther out. The
others may have a small part that is like none of them, so that several outliers do not hide each
other. Since they hardly tell how long their tails are, it is held against some shapes of them
(``shapes``), and the most lenient counts.

Sources: D. I. Ohlssen, L. D. Sharples, D. J. Spiegelhalter, *JRSS A* 170 (2007) 865–890: random
effects and cross-validatory p-values. A. Gelman, *Bayesian Analysis* 1 (2006) 515–534: priors of
the spread among few groups. ``benchmarks/outlying.py`` has how often this names anybody wrongly.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import expit, logit, logsumexp

from .intervals import LEVEL
from .likelihood import ANYWHERE, Model
from .nodes import find_nodes, p_alike, range_prior
from .shapes import SHAPES, masses, mixed, posteriors, seen_in, weigh
from .tails import limits, quantiles, tail_in

ALPHA = 0.05  # of the test whether agencies differ by more than chance
# A spread by which 95 % of agencies are within half as much again as the middle (in odds).
NEGLIGIBLE = math.log(1.5) / 1.96
TIMES = 1.5  # the middle: what an underlying share or rate is held against
# Bins are narrow in the middle and wide outside. Peers that differ from a millionth to all need
# narrower ones; they are rare, and all others would only wait longer.
_BINS, _REACH, _VAST = 160, 4.2, 3.0
_TINY = 1e-300
_RARE = 1e-12  # bins outside of which nobody is


@dataclass(frozen=True)
class Population:
    """How the underlying shares, or rates, of such agencies are distributed.

    Attributes
    ----------
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.
    value : array of float
        Shares or rates, ascending.
    shapes : array of float, shape (shapes, values)
        How likely each is, by each shape that such agencies may have, as of ``shapes.weigh``: less
        the less likely the shape is.
    average : array of float
        How likely each is, the shapes averaged by how likely all figures make them.
    none, all : float
        The most trials (or exposure) of an agency that reported no case, and of one that reported
        all; 0 where no agency did.
    edges : array of float, shape (values + 1,), or None
        Of the bins of the values, on the logit or log scale; None of one value alone.
    """

    kind: str
    value: np.ndarray
    shapes: np.ndarray
    average: np.ndarray
    none: float = 0.0
    all: float = 0.0
    edges: np.ndarray | None = None

    @cached_property
    def middle(self) -> float:
        """The median by the first shape: half of such agencies are below it."""
        return float(quantiles(self.value, self.shapes[:1], 0.5)[0])

    def range(self, level: float = LEVEL) -> tuple[float, float]:
        """Where the underlying shares or rates of most such agencies are.

        All shapes are averaged: where the ends are depends on the shape. An end that these agencies
        cannot tell from 0, or from 1, is given as that.

        Parameters
        ----------
        level : float
            Of how many, a fraction of one.
        """
        tail = (1 - level) / 2
        low, high = (quantiles(self.value, self.average[None], t)[0] for t in (tail, 1 - tail))
        if low * self.none < 0.5 and self.none:
            low = 0.0
        if self.kind == "proportion" and (1 - high) * self.all < 0.5 and self.all:
            high = 1.0
        return float(low), float(high)

    def limits(self, size: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Shares or rates outside of which such an agency reports in ``1 − level`` of cases.

        They are the widest of those by each shape. Between counts they are interpolated. The upper
        is the mirror of the lower, so that granted and not granted have one funnel.

        Parameters
        ----------
        size : array
            Trials, or exposure; positive.
        level : float
            0.95 and 0.998 are usual.
        """
        sizes = np.asarray(size, dtype=float)
        n, back = np.unique(sizes, return_inverse=True)
        asked = n.tobytes(), level
        if asked not in self._known:
            spread = (len(self.shapes), len(n), len(self.value))
            weights = np.broadcast_to(self.shapes[:, None], spread)
            self._known[asked] = limits(self.kind, self.value, self.edges, weights, n, level)
        low, high = self._known[asked]
        return low[back].reshape(sizes.shape), high[back].reshape(sizes.shape)

    @cached_property
    def _known(self) -> dict[tuple[bytes, float], tuple[np.ndarray, np.ndarray]]:
        """Limits by sizes and level: the pages of all peers draw the same funnel."""
        return {}


@dataclass(frozen=True)
class Fitted:
    """A group of peers: what they have in common, and each against the others.

    Attributes
    ----------
    x, n : array, one an agency
        Successes and trials, or events and exposure.
    together : Population
        Of an agency like all of these.
    shapes : array of float, shape (shapes, agencies, bins)
        Of an agency like all of these but one, as of ``Population.shapes``; bins are the values of
        ``together``.
    over : array of float, shape (agencies, bins)
        If the agency's underlying share or rate is that of the bin: how likely it is more than
        ``TIMES`` the middle of such agencies. The middle is not known either.
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
    shapes: np.ndarray
    over: np.ndarray
    posterior: np.ndarray
    at: np.ndarray
    p_alike: float
    widest: float

    @cached_property
    def middles(self) -> np.ndarray:
        """The median of the others, one an agency."""
        return quantiles(self.together.value, self.shapes[0], 0.5)

    @cached_property
    def p(self) -> np.ndarray:
        """Two-sided p-value of each figure: twice its tail, away from the middle of the others.

        Of the tails by each shape the largest, as each counts.
        """
        high = self.x > self.n * self.middles
        tail = np.empty(len(self.x))
        for side, some in ((0, ~high), (1, high)):
            own = self.together
            each = tail_in(own.kind, self.x[some], self.n[some], own.value, own.edges, side)
            tail[some] = (each * self.shapes[:, some]).sum(axis=2).max(axis=0)
        return np.minimum(1.0, 2 * tail)

    def limits(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Limits for each agency, of the others alone, as of ``Population.limits``.

        Parameters
        ----------
        level : float
            0.95 and 0.998 are usual.
        """
        own = self.together
        return limits(own.kind, own.value, own.edges, self.shapes, self.n, level)

    @property
    def verdict(self) -> str:
        """``differ``: by more than chance; ``alike``: hardly, if at all; ``unclear``: not told."""
        if self.p_alike < ALPHA:
            return "differ"
        return "alike" if self.widest < NEGLIGIBLE else "unclear"

    def shrunk(self, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What is known of each underlying share or rate: mean and equal-tailed interval.

        The ends 0 and 1 are kept where that is what was reported.

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

    def exceeds(self) -> np.ndarray:
        """How likely each underlying share or rate is more than ``TIMES`` the middle.

        It tells of a doubling that no test among few cases can.
        """
        value = self.together.value
        over = [np.interp(at, value, own) for at, own in zip(self.at, self.over, strict=True)]
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
    model = Model(kind, pairs[:, 0], pairs[:, 1], count.astype(float))
    mu, tau, prior = find_nodes(model)
    own, apart = model.marginals(mu, tau), model.apart()
    fits = model.count @ own
    alike = p_alike(model, fits, tau)
    every = fits + prior
    normal = np.exp(every - logsumexp(every))
    centre = float(normal @ mu)
    scale = math.sqrt(max(float(normal @ (tau**2 + (mu - centre) ** 2)), 1e-10))
    some, wider = np.zeros(len(mu), dtype=bool), range_prior(model, tau)
    for _, both in mixed(own, apart):
        every = model.count @ both + prior
        rest = np.vstack([every - both, every + wider])
        some |= (rest > rest.max(axis=1, keepdims=True) + math.log(_RARE)).any(axis=0)
    mu, tau, prior, own = mu[some], tau[some], prior[some], own[:, some]
    bins = _BINS if scale < _VAST else 2 * _BINS
    edges = centre + scale * np.sinh(np.linspace(-_REACH, _REACH, bins + 1))
    mass = [masses(kind, edges, mu, tau, shape) for shape in SHAPES[kind]]
    weight, part, every = weigh(model, own, apart, prior, seen_in(model, edges), mass)
    used = weight.max(axis=(1, 2)) > _RARE
    shapes = weight[used] @ np.array(mass)[used]
    every = every + wider[some]
    every = np.exp(every - logsumexp(every))
    average = np.einsum("sn,snb->b", every, mass)
    some = np.flatnonzero(np.vstack([shapes.max(axis=(0, 1)), average]).max(axis=0) > _RARE)
    span = slice(some[0], some[-1] + 1)
    shapes, edges = shapes[..., span], edges[span.start : span.stop + 1]
    theta, width = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    above = np.clip((edges[1:] - _bar(kind, mu)[:, None]) / width, 0, 1)  # parts over the bar
    # An agency is like the others, or, as a small part of them, like none.
    anywhere = masses(kind, edges, np.array([model.centre]), np.array([ANYWHERE]), None)
    part = part[:-1, None]
    others = (1 - part) * shapes[0, :-1] + part * anywhere
    over = (1 - part) * (weight[0, :-1] @ (mass[0][:, span] * above))
    over = (over + part * anywhere * (weight[0, :-1] @ above)) / np.maximum(others, _TINY)
    at, posterior = posteriors(model, theta, others, width)
    order = np.argsort(tau, kind="stable")
    widest = float(np.interp(0.95, np.cumsum(weight[0, -1][order]), tau[order]))
    together = Population(
        kind,
        _natural(kind, theta),
        shapes[:, -1],
        average[span],
        n[x == 0].max(initial=0.0),
        n[x == n].max(initial=0.0),
        edges,
    )
    return Fitted(
        x,
        n,
        together,
        shapes[:, :-1][:, which],
        over[which],
        posterior[which],
        _natural(kind, at)[which],
        alike,
        widest,
    )


def _bar(kind: str, mu: np.ndarray) -> np.ndarray:
    """Logit (logarithm) of ``TIMES`` the middle; infinite where that is above every share."""
    if kind == "rate":
        return mu + math.log(TIMES)
    return np.asarray(logit(np.minimum(TIMES * expit(mu), 1.0)))


def _natural(kind: str, theta: np.ndarray) -> np.ndarray:
    return np.asarray(expit(theta) if kind == "proportion" else np.exp(np.minimum(theta, 300)))
