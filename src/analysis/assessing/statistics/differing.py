"""How much peers differ beyond chance: the null distribution that outliers are named against.

Shares of peers are taken as drawn from a Beta distribution, rates from a Gamma: never below
nothing, and skewed as real ones are, of which few refuse much and most hardly anything. What a few
peers leave open about their own spread is not passed over: tails are averaged over all spreads,
each by how likely it makes the figures. Those that lie too far out are left out before it is
measured, lest an outlier widen the limits that should find it. ``benchmarks/funnel.py`` has the
false-discovery rates.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, expit, gammaln, logit
from scipy.stats import binom, poisson

from .shrinkage import PEERS
from .tails import betabinomial, gammapoisson

APART = 0.1  # of the peers, and one more, at most are left out of the fit
LOOKED = 0.05  # at which false-discovery rate they are
_STEPS = np.array(
    [1, 2, 3, 4, 6, 8, 11, 15, 20, 27, 36, 48, 64, 85, 114, 150, 200, 270, 360, 480, 640]
)
_ROUNDS = 4
_SIZES = np.linspace(
    math.log(0.05), math.log(1e6), 28
)  # of the Beta or Gamma: all spread, to none; in logarithms
_STEP = _SIZES[1] - _SIZES[0]
_NEAR, _NEARER = np.linspace(-1.2 * _STEP, 1.2 * _STEP, 13), np.linspace(-2.5, 2.5, 9)
_THREE, _WEIGHTS = (
    np.array([-math.sqrt(3), 0.0, math.sqrt(3)]),
    np.array([1, 4, 1]) / 6,
)  # a normal distribution by three points
_RARE = 1e-3  # of the likeliest spread; below, one is left out of the average
_END = 1e-12


@dataclass(frozen=True)
class Null:
    """What one of the peers would report: an average of beta-binomials (rates: gamma-Poissons).

    Attributes
    ----------
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.
    mean, size, weight : array, one a component
        Mean share or rate, size of the Beta or shape of the Gamma (``inf``: no spread, binomial or
        Poisson), weight (sum 1).
    """

    kind: str
    mean: np.ndarray
    size: np.ndarray
    weight: np.ndarray

    @property
    def tau(self) -> float:
        """Standard deviation among the peers, in the unit of the mean."""
        variance = (
            self.mean * (1 - self.mean) / (self.size + 1)
            if self.kind == "proportion"
            else self.mean**2 / self.size
        )
        return math.sqrt(float(self.weight @ variance))

    def tails(self, x: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How often a count is at most, and at least, as large; the count itself is in both.

        Parameters
        ----------
        x, n : array
            Successes and trials, or events and exposure.
        """
        x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
        if np.isinf(self.size).all():
            exact = (
                binom(n, self.mean[0]) if self.kind == "proportion" else poisson(n * self.mean[0])
            )
            return exact.cdf(x), exact.sf(x - 1)
        both = betabinomial if self.kind == "proportion" else gammapoisson
        low, high = both(x[:, None], n[:, None], self.mean, self.size)
        return low @ self.weight, high @ self.weight

    def p(self, x: np.ndarray, n: np.ndarray) -> np.ndarray:
        """Two-sided p-value: twice the smaller tail.

        Parameters
        ----------
        x, n : array
            Successes and trials, or events and exposure.
        """
        low, high = self.tails(x, n)
        p: np.ndarray = np.clip(2 * np.minimum(low, high), 0.0, 1.0)
        return p

    def limits(self, size: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Shares or rates outside of which the p-value is below ``1 − level``.

        Between counts they are interpolated. The upper is the mirror of the lower, so that granted
        and not granted have one funnel.

        Parameters
        ----------
        size : array
            Trials, or exposure; positive.
        level : float
            0.95 and 0.998 are usual.
        """
        given, tail = np.asarray(size, dtype=float), (1 - level) / 2
        n, back = np.unique(given, return_inverse=True)
        top = 1.0 if self.kind == "proportion" else math.inf
        most = n if self.kind == "proportion" else self._above(n, tail)
        least = _first(lambda k: self.tails(k, n)[0] >= tail, np.zeros(len(n)), most)
        last = _first(
            lambda k: self.tails(k + 1, n)[1] < tail, np.zeros(len(n)), most
        )  # outermost counts that are not outside
        below, from_least = self.tails(least, n)
        up_to_last, above = self.tails(last, n)
        low = least - (below - tail) / np.maximum(below + from_least - 1, _END)
        high = last + (above - tail) / np.maximum(above + up_to_last - 1, _END)
        return np.clip(low / n, 0.0, top)[back].reshape(given.shape), np.clip(high / n, 0.0, top)[
            back
        ].reshape(given.shape)

    def _above(self, n: np.ndarray, tail: float) -> np.ndarray:
        """A count for each exposure that is beyond any limit."""
        most: np.ndarray = np.ceil(n * self.mean.max()) + 8
        while (far := self.tails(most, n)[1] >= tail).any():
            most = np.where(far, 2 * most, most)
        return most


def alike(target: float, kind: str) -> Null:
    """The null of peers that differ by chance alone: binomial, or Poisson.

    Parameters
    ----------
    target : float
        Their common share or rate.
    kind : {"proportion", "rate"}
        Shares, or rates.
    """
    return Null(kind, np.array([target]), np.array([math.inf]), np.ones(1))


def null_of(x: np.ndarray, n: np.ndarray, kind: str) -> tuple[Null, np.ndarray]:
    """What a group of peers has in common, those too far out left out.

    The largest block of the farthest agencies is left out, a tenth of all at most, of which each
    would be named against the peers without the block; then it is looked again. So neither does one
    outlier hide itself, nor do several each other.

    Parameters
    ----------
    x, n : array, one an agency
        Successes and trials, or events and exposure; all have some.
    kind : {"proportion", "rate"}
        Shares, or rates.

    Returns
    -------
    (null, out) : tuple
        The null, and which agencies it was not measured from. Where the likelihood of the others
        has no maximum below an infinite size they differ by chance alone, and the null is exact. So
        it is with fewer than ``PEERS`` agencies.

    References
    ----------
    B. Rosner, *Technometrics* 25 (1983) 165–172: several outliers, from the farthest block inwards.
    A. Gelman, *Bayesian Analysis* 1 (2006) 515–534: the uniform prior of the standard deviation
    among few groups.
    """
    out = np.zeros(len(x), dtype=bool)
    if len(x) < PEERS:
        return alike(float(x.sum() / n.sum()), kind), out
    peers = _Peers(x, n, kind)
    for _ in range(_ROUNDS):
        if not peers.tell(~out[None])[0]:
            break
        p = peers.fit(~out[None])[0][0].p(*peers.kinds)[peers.which]
        order = np.flatnonzero(~out)[np.argsort(p[~out], kind="stable")]
        most = min(int(APART * len(x)) + 1 - int(out.sum()), int((p[~out] < 4 * LOOKED).sum()))
        blocks = [order[:k] for k in _STEPS[most >= _STEPS]]
        kept = np.array([_without(out, block) for block in blocks]).reshape(-1, len(x))
        found = next((b for b in _named(peers, blocks, kept, int(out.sum()))), None)
        if found is None:
            break
        out[found] = True
    if not peers.tell(~out[None])[0]:
        return alike(float(x[~out].sum() / n[~out].sum()), kind), out
    null, flat = peers.fit(~out[None])[0]
    return (alike(float(x[~out].sum() / n[~out].sum()), kind) if flat else null), out


def _without(out: np.ndarray, block: np.ndarray) -> np.ndarray:
    kept = ~out
    kept[block] = False
    return kept


def _named(
    peers: "_Peers", blocks: list[np.ndarray], kept: np.ndarray, already: int
) -> Iterator[np.ndarray]:
    """Blocks of which each agency would be named against the rest, the largest first."""
    able = peers.tell(kept)
    blocks = [block for block, told in zip(blocks, able, strict=True) if told]
    nulls = peers.fit(kept[able]) if blocks else []
    for block, (null, _) in zip(reversed(blocks), reversed(nulls), strict=True):
        if null.p(peers.x[block], peers.n[block]).max() <= LOOKED * (already + len(block)) / len(
            peers.x
        ):
            yield block


class _Peers:
    """Figures of a group, alike ones once, and the null of any part of it."""

    def __init__(self, x: np.ndarray, n: np.ndarray, kind: str) -> None:
        self.x, self.n, self.kind = x, n, kind
        pairs, which = np.unique(np.column_stack([x, n]), axis=0, return_inverse=True)
        self.kinds, self.which = (pairs[:, 0], pairs[:, 1]), which.ravel()

    def tell(self, kept: np.ndarray) -> np.ndarray:
        """Whether each part has anything to tell its members apart: not all shares 0, nor all 1."""
        x, n = kept @ self.x, kept @ self.n
        told: np.ndarray = (x > 0) & ((x < n) if self.kind == "proportion" else True)
        return told

    def fit(self, kept: np.ndarray) -> list[tuple[Null, bool]]:
        """Null of each part (rows of ``kept``), and whether no spread at all is the likeliest."""
        count = np.array([np.bincount(self.which, row, len(self.kinds[0])) for row in kept])
        sizes = np.broadcast_to(_SIZES, (len(kept), len(_SIZES)))
        mean, open_, fits = self._likelihood(count, sizes)
        flat = fits.argmax(axis=1) == len(_SIZES) - 1
        weight = _weights(fits, sizes)
        middle = (weight * sizes).sum(axis=1, keepdims=True)
        narrow = (weight * (sizes - middle) ** 2).sum(axis=1) < _STEP**2
        found = [(mean[i], open_[i], sizes[i], weight[i]) for i in range(len(kept))]
        if narrow.any():  # many peers tell their spread closely: the grid is drawn together
            near = sizes[narrow, weight[narrow].argmax(axis=1)][:, None] + _NEAR
            weight = _weights(self._likelihood(count[narrow], near)[2], near)
            middle = (weight * near).sum(axis=1, keepdims=True)
            near = (
                middle
                + np.maximum(
                    np.sqrt((weight * (near - middle) ** 2).sum(axis=1, keepdims=True)), 0.01
                )
                * _NEARER
            )
            mean, open_, fits = self._likelihood(count[narrow], near)
            for i, *one in zip(
                np.flatnonzero(narrow), mean, open_, near, _weights(fits, near), strict=True
            ):
                found[i] = tuple(one)
        return [(self._averaged(*one), bool(f)) for one, f in zip(found, flat, strict=True)]

    def _likelihood(
        self, count: np.ndarray, sizes: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Mean, its standard error (logit or log scale) and log-likelihood at each size."""
        (x, n), size = self.kinds, np.exp(sizes)[:, :, None]
        count = count[:, None, :]
        if self.kind == "proportion":
            heavy = count * (size + 1) / (size + n)  # by the inverse of what shares of n vary
            mean = np.clip((heavy * x).sum(axis=2) / (heavy * n).sum(axis=2), _END, 1 - 1e-9)
            error = 1 / np.sqrt((heavy * n).sum(axis=2) * mean * (1 - mean))
            a, b = mean[:, :, None] * size, (1 - mean[:, :, None]) * size
            return mean, error, (count * (betaln(x + a, n - x + b) - betaln(a, b))).sum(axis=2)
        mean = ((count * x).sum(axis=2) / (count * n).sum(axis=2)) * np.ones(sizes.shape)
        for _ in range(2):
            heavy = count / (1 + mean[:, :, None] * n / size)
            mean = np.maximum((heavy * x).sum(axis=2) / (heavy * n).sum(axis=2), _END)
        expected = mean[:, :, None] * n
        each = (
            gammaln(x + size)
            - gammaln(size)
            - size * np.log1p(expected / size)
            + x * np.log(expected / (size + expected))
        )
        return mean, 1 / np.sqrt((heavy * n).sum(axis=2) * mean), (count * each).sum(axis=2)

    def _averaged(
        self, mean: np.ndarray, error: np.ndarray, sizes: np.ndarray, weight: np.ndarray
    ) -> Null:
        keep = weight > _RARE * weight.max()
        mean, error, size, weight = (
            mean[keep],
            error[keep],
            np.exp(sizes[keep]),
            weight[keep] / weight[keep].sum(),
        )
        if self.kind == "proportion":
            means = expit(logit(mean)[:, None] + error[:, None] * _THREE)
        else:
            means = np.exp(np.log(mean)[:, None] + error[:, None] * _THREE)
        return Null(
            self.kind, means.ravel(), np.repeat(size, 3), (weight[:, None] * _WEIGHTS).ravel()
        )


def _weights(fits: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """How likely each size is; beforehand, any standard deviation is (dσ ∝ e^(−v/2) dv)."""
    fits = fits - sizes / 2
    weight = np.exp(fits - fits.max(axis=1, keepdims=True))
    share: np.ndarray = weight / weight.sum(axis=1, keepdims=True)
    return share


def _first(
    holds: Callable[[np.ndarray], np.ndarray], low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Least whole number from ``low`` to ``high`` for which ``holds`` is true, by halving."""
    low, high = low.copy(), high.copy()
    while (low < high).any():
        middle = np.floor((low + high) / 2)
        yes = holds(middle)
        low, high = (
            np.where(yes | (low >= high), low, middle + 1),
            np.where(yes & (low < high), middle, high),
        )
    return low
