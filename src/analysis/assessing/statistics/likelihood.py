"""How likely each middle and spread among peers makes their figures: nodes to average over.

Every figure's likelihood is integrated over all shares by adaptive Gauss–Hermite quadrature. Nodes
of the middle reach as far as any leave-one-out fit needs; those of the spread lie closer together
where the figures say that it is.
"""

import math

import numpy as np
from scipy.special import chdtrc, expit, log_expit, logit, ndtri

SCALE = 2.0  # of the half-normal prior of the spread, on the logit or log scale
ANYWHERE = 3.0  # spread, on that scale, of agencies that are like none of their peers
_SPREADS = np.array(
    [0, *(0.01, 0.02, 0.04, 0.07, 0.11, 0.16, 0.23, 0.32, 0.44, 0.6, 0.8, 1.05, 1.4, 1.8, 2.4)]
    + [3.2, 4.2, 5.5, 7.2, 9.4, 12.3, 16.0, 21.0]
)
_FINER = np.linspace(-3, 3, 10)  # standard errors about the likeliest spread
# Nodes of the middle: their distance in standard errors, and how many.
_STEP, _FEWEST, _MOST = 0.8, 10, 60
_NEAR = 3.0  # deviations from the median within which figures are taken for the others' own
_PAD = 4.0  # standard errors beyond the outermost middle
_INFLUENTIAL = 12  # agencies without which the middle is worked out exactly
_HERMITE, _HERMITE_WEIGHT = np.polynomial.hermite.hermgauss(9)
_LOG_HERMITE = np.log(_HERMITE_WEIGHT) + _HERMITE**2
_TINY = 1e-300


class Model:
    """Figures of a group, alike ones once, and how likely each middle and spread makes them.

    Theta is the logit of a share, or the logarithm of a rate; the middle ``mu`` and the spread
    ``tau`` are on that scale.

    Parameters
    ----------
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.
    x, n : array, one a figure
        Successes and trials, or events and exposure.
    count : array, one a figure
        How many agencies have it.
    """

    def __init__(self, kind: str, x: np.ndarray, n: np.ndarray, count: np.ndarray) -> None:
        self.kind, self.x, self.n, self.count = kind, x, n, count
        if kind == "proportion":
            self.y = logit((x + 0.5) / (n + 1))
            self.precision = (n + 1) * expit(self.y) * expit(-self.y)
            self.centre = 0.0  # of what may be anywhere
        else:
            self.y, self.precision = np.log((x + 0.5) / n), x + 0.5
            self.centre = math.log((count @ x + 0.5) / (count @ n))

    def likelihood(self, theta: np.ndarray) -> np.ndarray:
        """Log-likelihood of figures.

        Parameters
        ----------
        theta : array
            The first axis is the figures'.
        """
        x, n = (v.reshape(-1, *(1,) * (theta.ndim - 1)) for v in (self.x, self.n))
        if self.kind == "proportion":
            return np.asarray(x * log_expit(theta) + (n - x) * log_expit(-theta))
        return np.asarray(x * theta - n * np.exp(theta))

    def slopes(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """First derivative of the log-likelihood, and the second with its sign turned.

        Parameters
        ----------
        theta : array
            The first axis is the figures'.
        """
        x, n = (v.reshape(-1, *(1,) * (theta.ndim - 1)) for v in (self.x, self.n))
        if self.kind == "proportion":
            p = expit(theta)
            return x - n * p, n * p * (1 - p)
        expected = n * np.exp(np.minimum(theta, 300))
        return x - expected, expected

    def modes(self, mu: np.ndarray, tau: np.ndarray) -> np.ndarray:
        """The likeliest theta of each figure, given middle and spread; figures come first.

        Parameters
        ----------
        mu, tau : array
            Middle and spread (above 0), of one shape.
        """
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
        """Log-likelihood of each figure at each node, shape (figures, nodes).

        Parameters
        ----------
        mu, tau : array, one a node
            Middle and spread.
        """
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

        Parameters
        ----------
        tau : array, one a spread
            The spreads.
        count : array, shape (figures, parts)
            How many agencies of each part have each figure.

        Returns
        -------
        (mu, error, theta) : tuple of array
            Middles and standard errors, shape (parts, spreads); the likeliest theta of each
            figure there, shape (figures, parts, spreads).
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

    def apart(self) -> np.ndarray:
        """Log-likelihood of each figure if it may be anywhere: a very wide normal distribution."""
        return self.marginals(np.array([self.centre]), np.array([ANYWHERE]))[:, 0]

    def nodes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Middles and spreads to average over, and the logarithm of the prior times their room.

        They are near those that all figures speak for, and near those that the figures within
        ``_NEAR`` deviations of the median speak for.
        """
        parts = np.unique([self.count, self.count * self._near()], axis=0)
        tau = np.unique(np.concatenate([self._spreads(count) for count in parts]))
        every = [self._reach(tau, count) for count in parts]
        low, high, error = (np.array(part) for part in zip(*every, strict=True))
        low, high, error = low.min(axis=0), high.max(axis=0), error.min(axis=0)
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

    def _near(self) -> np.ndarray:
        """Which figures are not far from the median, their own error allowed for."""
        every = np.repeat(self.y, self.count.astype(int))
        middle = np.median(every)
        spread = np.median(np.abs(every - middle)) / ndtri(0.75)
        near: np.ndarray = (self.y - middle) ** 2 < _NEAR**2 * (spread**2 + 1 / self.precision)
        return near

    def _spreads(self, count: np.ndarray) -> np.ndarray:
        """Spreads everywhere, and closer together where a part of the figures say that it is."""
        mu, error, _ = (v[..., 0, :] for v in self.middles(_SPREADS, count[:, None]))
        fits = count @ self.marginals(mu, _SPREADS) + np.log(error) - (_SPREADS / SCALE) ** 2 / 2
        room = np.gradient(_SPREADS)
        weight = np.exp(fits - fits.max()) * room
        weight /= weight.sum()
        middle = float(weight @ _SPREADS)
        width = max(math.sqrt(float(weight @ (_SPREADS - middle) ** 2)), 0.06 * middle, 0.002)
        near = middle + width * _FINER
        return np.unique(np.concatenate([_SPREADS, near[near > 0]]))

    def _reach(
        self, tau: np.ndarray, count: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """How far the middle may be, whichever agency of a part is left out, at each spread."""
        mu, error, theta = (v[..., 0, :] for v in self.middles(tau, count[:, None]))
        first, second = self.slopes(theta)
        each = second / (1 + tau**2 * second)
        rest = np.maximum(1 / error**2 - each, 1e-3)
        shift = np.abs(first / rest * np.sqrt(rest)).max(axis=1) * (count > 0)
        most = np.argsort(-shift, kind="stable")[: min(_INFLUENTIAL, np.count_nonzero(count))]
        without = np.repeat(count[:, None], len(most), axis=1)
        without[most, np.arange(len(most))] -= 1
        at, errors, _ = self.middles(tau, without)
        at, errors = np.vstack([at, mu[None]]), np.vstack([errors, error[None]])
        return (at - _PAD * errors).min(axis=0), (at + _PAD * errors).max(axis=0), error

    def posteriors(
        self, theta: np.ndarray, others: np.ndarray, width: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """What is known of each theta: nodes and weights, shape (figures, nodes).

        The others' population times the figure's own likelihood. Where the likelihood is narrower
        than the bins of the population it is looked at more closely.

        Parameters
        ----------
        theta, width : array, one a bin
            Middles and widths of the bins of the population.
        others : array, shape (figures, bins)
            How likely each bin is for an agency like the others.
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

    def p_alike(self, fits: np.ndarray, tau: np.ndarray) -> float:
        """Likelihood-ratio test of no spread: half of chi-squared with one degree of freedom.

        S. G. Self, K.-Y. Liang, *JASA* 82 (1987) 605–610: a parameter on its boundary.

        Parameters
        ----------
        fits : array, one a node
            Log-likelihood of all figures.
        tau : array, one a node
            Spread.
        """
        x, n = self.count @ self.x, self.count @ self.n
        if x == 0 or (self.kind == "proportion" and x == n):
            return 1.0
        pooled = logit(x / n) if self.kind == "proportion" else math.log(x / n)
        same = float(self.count @ self.likelihood(np.full((len(self.x), 1), pooled))[:, 0])
        best = max(_top(fits[tau == t]) for t in np.unique(tau[tau > 0]))
        ratio = 2 * (best - same)
        return 0.5 * float(chdtrc(1, ratio)) if ratio > 1e-6 else 1.0


def _top(fits: np.ndarray) -> float:
    """The top of a curve of which some points are known, by a parabola through the highest."""
    i = int(np.clip(fits.argmax(), 1, len(fits) - 2))
    left, mid, right = fits[i - 1 : i + 2]
    bend = left - 2 * mid + right
    return float(mid - (right - left) ** 2 / (8 * bend)) if bend < 0 else float(fits.max())
