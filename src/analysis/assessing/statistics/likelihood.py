"""How likely a middle and a spread among peers make each figure.

The likelihood is integrated over all shares by adaptive Gauss–Hermite quadrature.
"""

import math

import numpy as np
from scipy.special import expit, log_expit, logit

ANYWHERE = 3.0  # spread, on that scale, of agencies that are like none of their peers
# Of a figure of none, or all, nine nodes lose 2 to 5 % where the spread is 8; fifteen 0.1 to 2.6.
_HERMITE, _HERMITE_WEIGHT = np.polynomial.hermite.hermgauss(15)
_LOG_HERMITE = np.log(_HERMITE_WEIGHT) + _HERMITE**2
# A step of Newton so short, in deviations, is the last; where thousands of millions are all alike
# and their peers are not, the first guess is up to 40 steps from the mode.
_NEAR, _STEPS = 0.1, 60
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
        self.y, error = self.pooled(x, n)
        self.precision = error**-2
        if kind == "proportion":
            self.centre = 0.0  # of what may be anywhere
            self.turn = 0.0  # above it a middle is the less likely beforehand
        else:
            self.centre = float(self.pooled(count @ x, count @ n)[0])
            self.turn = float(self.y.max())

    def pooled(self, x: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Theta of cases taken together, half a case allowed for, and its standard error.

        Parameters
        ----------
        x, n : array
            As of the model.
        """
        if self.kind == "rate":
            return np.log((x + 0.5) / n), 1 / np.sqrt(x + 0.5)
        share = (x + 0.5) / (n + 1)
        return logit(share), 1 / np.sqrt((x + 0.5) * (1 - share))

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
            return x - n * p, n * p * expit(-theta)
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
        for _ in range(_STEPS):
            first, second = self.slopes(theta)
            bend = second + inverse
            step = np.clip((first - (theta - mu) * inverse) / bend, -1.5, 1.5)
            theta = theta + step
            if (step**2 * bend < _NEAR**2).all():
                break
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

    def apart(self) -> np.ndarray:
        """Log-likelihood of each figure if it may be anywhere: a very wide normal distribution."""
        return self.marginals(np.array([self.centre]), np.array([ANYWHERE]))[:, 0]
