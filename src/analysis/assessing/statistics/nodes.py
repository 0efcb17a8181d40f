"""Which middles and spreads among peers are averaged over, and whether the spread is none.

Nodes of the middle reach as far as any leave-one-out fit needs; those of the spread lie closer
together where the figures say that it is.
"""

import math

import numpy as np
from scipy.special import chdtrc, expit, log_expit, logit, ndtri

from .likelihood import Model
from .shapes import mixed

SCALE = 2.0  # of the half-normal prior of the spread, on the logit or log scale
# Of the prior of the spread by which the range of most such agencies is given: it falls as this
# power, from the figures' own error times the square of how many tens of agencies there are.
RANGE_POWER = 0.8
_SPREADS = np.array(
    [0, *(0.01, 0.02, 0.04, 0.07, 0.11, 0.16, 0.23, 0.32, 0.44, 0.6, 0.8, 1.05, 1.4, 1.8, 2.4)]
    + [3.2, 4.2, 5.5, 7.2, 9.4, 12.3, 16.0, 21.0]
)
# Standard errors about the likeliest spread; limits far out are of the widest that may be.
_FINER = np.linspace(-3, 5, 13)
# Nodes of the middle: their distance in standard errors, and how many; beyond them each step is
# longer than the last, until what is there counts for nothing.
_STEP, _FEWEST, _MOST = 0.8, 10, 60
_GROWTH, _NOTHING = 1.4, 10.0  # log units below the likeliest node
_ENDS = 4  # figures at either end near which another middle may be
_NEAR = 3.0  # deviations from the median within which figures are taken for the others' own
_PAD = 4.0  # standard errors beyond the outermost middle
_INFLUENTIAL = 12  # agencies without which the middle is worked out exactly


def find_nodes(model: Model) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Middles and spreads to average over, and the logarithm of the prior times their room.

    They are near those that all figures speak for, and near those that the figures within
    ``_NEAR`` deviations of the median speak for.

    Parameters
    ----------
    model : Model
        The figures.

    Returns
    -------
    (mu, tau, prior) : tuple of array, one a node
    """
    parts = np.unique([model.count, model.count * _near(model)], axis=0)
    tau = np.unique(np.concatenate([_spreads(model, count) for count in parts]))
    every = [_reach(model, tau, count) for count in parts]
    low, high, error = (np.array(part) for part in zip(*every, strict=True))
    low, high, error = low.min(axis=0), high.max(axis=0), error.min(axis=0)
    many = np.clip((high - low) / (_STEP * error), _FEWEST, _MOST).astype(int)
    rows = [np.linspace(*ends) for ends in zip(low, high, many, strict=True)]
    rows = _extended(model, rows, tau)
    room = np.gradient(tau)
    room[0] = (tau[1] - tau[0]) / 2
    mu, spread = np.concatenate(rows), np.repeat(tau, [len(row) for row in rows])
    rooms = np.concatenate([np.gradient(row) * r for row, r in zip(rows, room, strict=True)])
    return mu, spread, _prior(model, mu, spread) + np.log(rooms)


def _extended(model: Model, rows: list[np.ndarray], tau: np.ndarray) -> list[np.ndarray]:
    """More middles at either end of each spread's, as long as what is there counts for something.

    Where some agencies may be like none, the others may have a second middle far from the first:
    about figures at either end.
    """
    first = np.array([row[len(row) // 2] for row in rows])
    best = _posterior(model, first, tau).max(axis=-1, keepdims=True)
    ends = np.sort(model.y)
    for side, own in ((-1, ends[:_ENDS]), (1, ends[-_ENDS:])):
        places = np.broadcast_to(own[:, None], (len(own), len(tau)))
        likely = _posterior(model, places.ravel(), np.tile(tau, len(own)))
        counts = (likely > best - _NOTHING).any(axis=(0, 1)).reshape(places.shape)
        far = np.where(counts, side * places, -np.inf).max(axis=0)
        at = np.array([max(side * row) for row in rows])
        step, longest = np.array([row[1] - row[0] for row in rows]), np.maximum(tau, 1.0)
        some = np.arange(len(tau))
        while some.size:
            now = _posterior(model, side * at[some], tau[some])
            best = np.maximum(best, now.max(axis=-1, keepdims=True))
            some = some[(now > best - _NOTHING).any(axis=(0, 1)) | (at[some] < far[some])]
            step[some] = np.minimum(_GROWTH * step[some], longest[some])
            at[some] += step[some]
            for t in some:
                rows[t] = np.append(rows[t], side * at[t])
    return [np.sort(row) for row in rows]


def _posterior(model: Model, mu: np.ndarray, tau: np.ndarray) -> np.ndarray:
    """How likely (log) nodes are, with or without some like none; without each figure, with all."""
    own, prior = model.marginals(mu, tau), _prior(model, mu, tau)
    found = []
    for believed, fits in mixed(own, model.apart()):
        every = model.count @ fits + prior + believed
        found.append(np.vstack([every - fits, every]))
    return np.array(found)


def _prior(model: Model, mu: np.ndarray, tau: np.ndarray) -> np.ndarray:
    """Logarithm of the prior of nodes.

    That of Jeffreys for a share falls above a half. That of Jeffreys for a rate grows without end,
    so that where peers differ much it alone would tell their middle: above the highest rate that is
    reported it falls as that of a share does.
    """
    above = mu - model.turn
    return np.asarray(above / 2 + log_expit(-above) - (tau / SCALE) ** 2 / 2)


def range_prior(model: Model, tau: np.ndarray) -> np.ndarray:
    """Logarithm of the prior of spreads for the range of most such agencies, less that of naming.

    A few peers hardly tell how much they differ. A prior that is even up to some scale makes the
    range too wide where they differ less than that, and too narrow where more. One that falls as a
    power holds about as many wherever the spread is. It is even up to where the spread is seen:
    of ten agencies, their figures' error; calibrated by ``benchmarks/outlying.py``.

    Parameters
    ----------
    model : Model
        The figures.
    tau : array
        Spreads.
    """
    many = model.count.sum()
    seen = (many / 10) ** 2 * math.sqrt(many / (model.count @ model.precision))
    least = max(seen, float(_SPREADS[1]))
    return np.asarray((tau / SCALE) ** 2 / 2 - RANGE_POWER * np.log(least + tau))


def _near(model: Model) -> np.ndarray:
    """Which figures are not far from the median, their own error allowed for."""
    every = np.repeat(model.y, model.count.astype(int))
    middle = np.median(every)
    spread = np.median(np.abs(every - middle)) / ndtri(0.75)
    near: np.ndarray = (model.y - middle) ** 2 < _NEAR**2 * (spread**2 + 1 / model.precision)
    return near


def _spreads(model: Model, count: np.ndarray) -> np.ndarray:
    """Spreads everywhere, and closer together where a part of the figures say that it is."""
    mu, error, _ = (v[..., 0, :] for v in _middles(model, _SPREADS, count[:, None]))
    fits = count @ model.marginals(mu, _SPREADS) + np.log(error) - (_SPREADS / SCALE) ** 2 / 2
    room = np.gradient(_SPREADS)
    weight = np.exp(fits - fits.max()) * room
    weight /= weight.sum()
    middle = float(weight @ _SPREADS)
    width = max(math.sqrt(float(weight @ (_SPREADS - middle) ** 2)), 0.06 * middle, 0.002)
    near = middle + width * _FINER
    return np.unique(np.concatenate([_SPREADS, near[near > 0]]))


def _reach(
    model: Model, tau: np.ndarray, count: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How far the middle may be, whichever agency of a part is left out, at each spread."""
    mu, error, theta = (v[..., 0, :] for v in _middles(model, tau, count[:, None]))
    first, second = model.slopes(theta)
    each = second / (1 + tau**2 * second)
    rest = np.maximum(1 / error**2 - each, 1e-3)
    shift = np.abs(first / rest * np.sqrt(rest)).max(axis=1) * (count > 0)
    most = np.argsort(-shift, kind="stable")[: min(_INFLUENTIAL, np.count_nonzero(count))]
    without = np.repeat(count[:, None], len(most), axis=1)
    without[most, np.arange(len(most))] -= 1
    at, errors, _ = _middles(model, tau, without)
    at, errors = np.vstack([at, mu[None]]), np.vstack([errors, error[None]])
    return (at - _PAD * errors).min(axis=0), (at + _PAD * errors).max(axis=0), error


def _middles(
    model: Model, tau: np.ndarray, count: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Likeliest middle of parts of the group at each spread, its standard error, and modes.

    ``count``, of shape (figures, parts), is how many agencies of a part have a figure. Middles and
    errors have the shape (parts, spreads), modes (figures, parts, spreads).
    """
    x, n = count.T @ model.x, count.T @ model.n
    start, error = model.pooled(x, n)
    mu = np.repeat(start[:, None], len(tau), axis=1)
    errors = np.repeat(error[:, None], len(tau), axis=1)
    some = tau > 0
    theta = np.zeros((len(model.x), *mu.shape))
    theta[:] = mu
    spread = np.broadcast_to(tau[some], mu[:, some].shape)
    middle = mu[:, some]
    for _ in range(7):
        modes = model.modes(middle, spread)
        first, second = model.slopes(modes)
        each = second / (1 + spread**2 * second)
        prior = expit(middle - model.turn)
        slope = np.einsum("dp,dpt->pt", count, first) + 0.5 - prior
        bend = np.einsum("dp,dpt->pt", count, each) + prior * (1 - prior) + 1e-3
        middle = middle + np.clip(slope / bend, -1.5, 1.5)
    mu[:, some], errors[:, some], theta[:, :, some] = middle, 1 / np.sqrt(bend), modes
    return mu, errors, theta


def p_alike(model: Model, fits: np.ndarray, tau: np.ndarray) -> float:
    """Likelihood-ratio test of no spread: half of chi-squared with one degree of freedom.

    S. G. Self, K.-Y. Liang, *JASA* 82 (1987) 605–610: a parameter on its boundary.

    Parameters
    ----------
    model : Model
        The figures.
    fits : array, one a node
        Log-likelihood of all figures.
    tau : array, one a node
        Spread.
    """
    x, n = model.count @ model.x, model.count @ model.n
    if x == 0 or (model.kind == "proportion" and x == n):
        return 1.0
    pooled = logit(x / n) if model.kind == "proportion" else math.log(x / n)
    same = float(model.count @ model.likelihood(np.full((len(model.x), 1), pooled))[:, 0])
    best = max(_top(fits[tau == t]) for t in np.unique(tau[tau > 0]))
    ratio = 2 * (best - same)
    return 0.5 * float(chdtrc(1, ratio)) if ratio > 1e-6 else 1.0


def _top(fits: np.ndarray) -> float:
    """The top of a curve of which some points are known, by a parabola through the highest."""
    i = int(np.clip(fits.argmax(), 1, len(fits) - 2))
    left, mid, right = fits[i - 1 : i + 2]
    bend = left - 2 * mid + right
    return float(mid - (right - left) ** 2 / (8 * bend)) if bend < 0 else float(fits.max())
