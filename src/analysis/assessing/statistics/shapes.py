"""Shapes that the spread among peers may have, and how far the figures speak against them.

A hundred agencies can hardly tell whether their log-odds are normal or the logarithms of their
shares are, yet the two differ tenfold in how often an agency is far out. So an agency is held
against every shape that the others make nearly as likely as the best: normal log-odds; a normal
logarithm, or square root, of the share (its upper, or lower, tail is the longer one); the same of
the rest of the share. All have the same middle and the same spread about it.

In each shape a small part of the agencies may be like none of the others (``APART``), else several
outliers would be taken for the tail of their peers and hide each other. ``benchmarks/outlying.py``
has how often somebody is named wrongly by this, and how many of several outliers are found.

Sources: B. Abraham, G. E. P. Box, *Applied Statistics* 27 (1978) 131–138: a part that is unlike.
G. E. P. Box, D. R. Cox, *JRSS B* 26 (1964) 211–252: powers that make a spread normal.
"""

import math
from collections.abc import Iterator

import numpy as np
from scipy.special import log_expit, logsumexp, ndtr

from .likelihood import Model

MARGIN = 2.0  # log units, or a factor of 7: up to there a shape counts in full, then less and less
# A part of the agencies that may be like none of the others, and how much each is believed.
APART = {0.0: 0.9, 0.05: 0.1}
# What is normal: the log-odds of a share, or the logarithm of a rate (None); or a power (0: the
# logarithm) of a share or rate (1), or of the rest of a share (-1).
SHAPES: dict[str, tuple[tuple[int, float] | None, ...]] = {
    "proportion": (None, (1, 0.0), (-1, 0.0), (1, 0.5), (-1, 0.5)),
    "rate": (None, (1, 0.5)),
}
_TINY = 1e-300
_FAR = -100.0  # log units below the likeliest share of a figure


def masses(
    kind: str, edges: np.ndarray, mu: np.ndarray, tau: np.ndarray, shape: tuple[int, float] | None
) -> np.ndarray:
    """How much of a spread lies in each bin.

    Parameters
    ----------
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.
    edges : array of float, shape (bins + 1,)
        Of the bins on the logit or log scale, ascending; what lies beyond the outermost is in the
        outermost bins.
    mu, tau : array of float, one a node
        Middle, and spread about it, on that scale.
    shape : tuple or None
        One of ``SHAPES``. What is normal is cut off where the share, or rate, is 0 or 1.

    Returns
    -------
    array, shape (nodes, bins)
        Rows sum to one.
    """
    middle, spread = mu[:, None], np.maximum(tau, 1e-9)[:, None]
    side, least, most = 1, -np.inf, np.inf
    if shape is None:
        at = (edges - middle) / spread
    else:
        side, power = shape
        share = log_expit if kind == "proportion" else np.positive
        place = share(side * middle)
        at = _grown(share(side * edges) - place, power)
        if kind == "proportion":
            spread = spread * np.exp(log_expit(-side * middle))  # a share changes more slowly
            most = _grown(-place, power) / spread
        at = at / spread
        least = -1 / (power * spread) if power else -np.inf
    whole = ndtr(most) - ndtr(least)
    below, above = ndtr(at) - ndtr(least), ndtr(-at) - ndtr(-most)
    below, above = (np.clip(part / whole, 0.0, 1.0) for part in (below, above))
    if side < 0:
        below, above = above, below
    below[:, 0], below[:, -1], above[:, 0], above[:, -1] = 0.0, 1.0, 1.0, 0.0
    return _between(below, above)


def _grown(log: np.ndarray, power: float) -> np.ndarray:
    """The change of a power, by that of the logarithm; next to 0 and 1 nothing is lost."""
    return np.asarray(np.expm1(power * log) / power if power else log)


def _between(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """How much lies between edges, from the nearer end: next to one there are no small numbers."""
    return np.where(below[:, 1:] < 0.5, np.diff(below, axis=1), -np.diff(above, axis=1))


def seen_in(model: Model, edges: np.ndarray) -> np.ndarray:
    """Likelihood of each figure in each bin; of a figure narrower than the bins, its mean there.

    Parameters
    ----------
    model : Model
        The figures.
    edges : array of float, shape (bins + 1,)
        Of the bins.

    Returns
    -------
    array, shape (figures, bins)
        The largest of a row is one.
    """
    theta, width = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    log = model.likelihood(np.broadcast_to(theta, (len(model.x), len(theta))))
    error = 1 / np.sqrt(model.precision)
    narrow = error < 2 * np.interp(model.y, theta, width)
    if narrow.any():
        at = (edges - model.y[narrow, None]) / error[narrow, None]
        log[narrow] = np.log(_between(ndtr(at), ndtr(-at)) / width + _TINY)
    return np.asarray(np.exp(log - log.max(axis=1, keepdims=True)))


def posteriors(
    model: Model, theta: np.ndarray, others: np.ndarray, width: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What is known of each theta: nodes and weights, shape (figures, nodes).

    The others' population times the figure's own likelihood. Where the likelihood is narrower
    than the bins of the population it is looked at more closely.

    Parameters
    ----------
    model : Model
        The figures.
    theta, width : array, one a bin
        Middles and widths of the bins of the population.
    others : array, shape (figures, bins)
        How likely each bin is for an agency like the others.
    """
    at = np.repeat(theta[None], len(model.x), axis=0)
    weight = np.log(others + _TINY)
    error = 1 / np.sqrt(model.precision)
    closer = error < 2 * np.interp(model.y, theta, width)
    if closer.any():
        density = weight - np.log(width)
        near = model.y[:, None] + error[:, None] * np.linspace(-6, 6, len(theta))
        for i in np.flatnonzero(closer):
            weight[i] = np.interp(near[i], theta, density[i])
        at[closer] = near[closer]
    weight = weight + model.likelihood(at)
    weight = np.exp(weight - weight.max(axis=1, keepdims=True))
    return at, weight / weight.sum(axis=1, keepdims=True)


def mixed(own: np.ndarray, apart: np.ndarray) -> Iterator[tuple[float, np.ndarray]]:
    """For each of ``APART``: the logarithm of its belief, and log-likelihoods with such a part.

    Parameters
    ----------
    own : array, shape (figures, nodes)
        Log-likelihoods of the figures, as of agencies like each other.
    apart : array, one a figure
        The same of an agency that is like none of them, as of ``Model.apart``.
    """
    for part, belief in APART.items():
        both = own
        if part:
            both = np.logaddexp(math.log1p(-part) + own, math.log(part) + apart[:, None])
        yield math.log(belief), both


def weigh(
    model: Model,
    own: np.ndarray,
    apart: np.ndarray,
    prior: np.ndarray,
    seen: np.ndarray,
    mass: list[np.ndarray],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How likely each node of each shape is without each figure, and with all.

    Likelihoods of the first shape are known; the others' follow from the ratio of two sums over
    the same bins, so that what the bins are too coarse for cancels.

    Parameters
    ----------
    model : Model
        The figures.
    own : array, shape (figures, nodes)
        Log-likelihood of each figure at each node of the first shape.
    apart : array, one a figure
        Log-likelihood of each figure if it is like none of the others.
    prior : array, one a node
        Logarithm of the prior times the room of the node.
    seen : array, shape (figures, bins)
        As of ``seen_in``.
    mass : list of array, shape (nodes, bins)
        One a shape, as of ``masses``.

    Returns
    -------
    weight : array, shape (shapes, figures + 1, nodes)
        The last row is of all figures. Rows sum to one, but to less for a shape that is less
        likely than the best by more than ``MARGIN``; not so the first.
    part : array, one a figure and one of all
        By the first shape, how large a part of the agencies is like none of the others.
    every : array of float, shape (shapes, nodes)
        How likely (log) all figures make each node of each shape, priors among them.
    """
    first = np.log(seen @ mass[0].T + _TINY)
    best = first.argmax(axis=1)[:, None]
    ratio = own - first  # where the first shape has nothing in any bin: as where it has most
    ratio = np.where(first > _FAR, ratio, np.take_along_axis(ratio, best, axis=1))
    found, likely, whole = [], [], []
    for k, each in enumerate(mass):
        mine = own
        if k:
            mine = ratio + np.log(seen @ each.T + _TINY)
        log = []
        for believed, fits in mixed(mine, apart):
            every = model.count @ fits + prior + believed
            log.append(np.vstack([every - fits, every]))
        total = logsumexp(log, axis=(0, 2))
        found.append(np.exp(np.array(log) - total[:, None]))
        likely.append(total)
        whole.append(logsumexp([part[-1] for part in log], axis=0))
    counts = np.exp(np.minimum(np.array(likely) - np.max(likely, axis=0) + MARGIN, 0.0))
    counts[0] = 1.0
    weight = np.array(found)
    part = np.array(list(APART)) @ weight[0].sum(axis=2)
    return weight.sum(axis=1) * counts[..., None], part, np.array(whole)
