"""Tails, quantiles and limits of counts from a population of shares or rates."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import betainc, gammainc, ndtr, ndtri, pdtr

_TINY = 1e-300
_MOST = 2.0**52  # events: up to there every whole number is a float


def tail_in(
    kind: str, x: np.ndarray, n: np.ndarray, value: np.ndarray, edges: np.ndarray | None, side: int
) -> np.ndarray:
    """How often a count is at most, or at least, as large, by the shares or rates of each bin.

    Where a count of thousands of millions tells shares apart that are in one bin it is the mean
    over the bin; else limits could be nowhere but between bins.

    Parameters
    ----------
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.
    x, n : array, one an agency
        Successes and trials, or events and exposure.
    value : array, one a bin
        Shares or rates, ascending.
    edges : array of float, shape (bins + 1,), or None
        Of the bins, on the logit or log scale; None where the values are no bins.
    side : {0, 1}
        0: at most; 1: at least. The count itself is in both.

    Returns
    -------
    array, shape (agencies, bins)
    """
    found = _tail_of(kind, x[:, None], n[:, None], value, side)
    if edges is None:
        return found
    least = np.maximum(x + 0.5 - side, _TINY)  # between the counts that are in it and the others
    rest = n if kind == "rate" else np.maximum(n - least, _TINY)
    at = np.log(least) - np.log(rest)
    error = np.sqrt(1 / least + (0 if kind == "rate" else 1 / rest))
    width = np.diff(edges)
    some = error < np.interp(at, (edges[1:] + edges[:-1]) / 2, width) / 2
    if some.any():
        sign = 1 if side else -1
        z = sign * (edges - at[some, None]) / error[some, None]
        below = z * ndtr(z) + np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)  # the area under ndtr
        found[some] = np.abs(np.diff(below, axis=1)) * error[some, None] / width
    return found


def _tail_of(kind: str, x: np.ndarray, n: np.ndarray, value: np.ndarray, side: int) -> np.ndarray:
    """The same for each share or rate alone; arrays are broadcast against each other."""
    if kind == "rate":
        return np.asarray(
            pdtr(x, n * value) if side == 0 else gammainc(np.maximum(x, _TINY), n * value)
        )
    if side == 0:
        return np.where(x < n, betainc(np.maximum(n - x, _TINY), x + 1, 1 - value), 1.0)
    return np.where(x > 0, betainc(np.maximum(x, _TINY), n - x + 1, value), 1.0)


def quantiles(value: np.ndarray, weight: np.ndarray, part: float) -> np.ndarray:
    """Quantiles of weighed values, one a row.

    Parameters
    ----------
    value : array, shape (nodes,) or (rows, nodes)
        Ascending.
    weight : array, shape (rows, nodes)
        Rows sum to one. Each weight is spread evenly between the neighbours' middles.
    part : float
        A fraction of one.
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
    kind: str,
    value: np.ndarray,
    edges: np.ndarray | None,
    weight: np.ndarray,
    n: np.ndarray,
    level: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Shares or rates outside of which an agency of some population reports rarely.

    Parameters
    ----------
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.
    value : array, shape (bins,)
        Shares or rates, ascending.
    edges : array of float, shape (bins + 1,), or None
        Of the bins, as of ``tail_in``.
    weight : array, shape (shapes, agencies, bins)
        How likely each is by each shape of the population; rows sum to one, or to less for a shape
        that counts less. The limits are the widest of theirs.
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
        mean = n * quantiles(value, weight[0], 1 - tail / 50)
        most = np.minimum(np.ceil(mean + 12 * np.sqrt(mean + 1) + 10), _MOST)
    mean = weight[0] @ value
    variance = weight[0] @ value**2 - mean**2
    chance = mean * (1 - mean) if kind == "proportion" else mean
    spread = np.sqrt(np.maximum(n * chance + n**2 * variance, 0))

    def tails(side: int, counts: np.ndarray, rows: np.ndarray) -> np.ndarray:
        each = tail_in(kind, counts, n[rows], value, edges, side)
        found: np.ndarray = np.einsum("ab,sab->sa", each, weight[:, rows]).max(axis=0)
        return found

    ends = []
    for side, outward in ((0, -1), (1, 1)):
        # Where the limit would be if counts were normal; the search begins there.
        near = np.clip(np.round(n * mean - outward * ndtri(tail) * spread), 0, most)
        last, own, next_one = _last_inside(partial(tails, side), near, most, tail, outward)
        room = (own - tail) / np.maximum(own - next_one, _TINY)
        ends.append((last + outward * room) / n)
    top = 1.0 if kind == "proportion" else math.inf
    return np.clip(ends[0], 0.0, top), np.clip(ends[1], 0.0, top)


def _last_inside(
    tails: Callable[[np.ndarray, np.ndarray], np.ndarray],
    near: np.ndarray,
    most: np.ndarray,
    tail: float,
    outward: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The outermost count of each row whose tail is not below ``tail``; its tail, and the next's.

    Each row has a count known to be inside and one known to be outside, at first the two ends of
    all counts, whose tails are 1 and 0. A count between them replaces one of them, until none is
    left between: first ``near``, then counts at a distance from it that doubles, and the middle
    once the limit has been passed.
    """
    first, last = (0.0, most) if outward > 0 else (most, 0.0)
    inside, outside = np.zeros_like(near) + first, np.zeros_like(near) + last + outward
    inside_tail, outside_tail = np.ones_like(near), np.zeros_like(near)

    def look(counts: np.ndarray, rows: np.ndarray) -> None:
        found = tails(counts, rows)
        good = found >= tail
        inside[rows[good]], inside_tail[rows[good]] = counts[good], found[good]
        outside[rows[~good]], outside_tail[rows[~good]] = counts[~good], found[~good]

    look(near, np.arange(len(near)))
    direction = np.where(inside == near, outward, -outward)
    distance = 1.0
    while (rows := np.flatnonzero(np.abs(outside - inside) > 1)).size:
        low, high = np.sort([inside[rows], outside[rows]], axis=0)
        stepped = near[rows] + distance * direction[rows]
        is_between = (low < stepped) & (stepped < high)
        look(np.where(is_between, stepped, np.floor((low + high) / 2)), rows)
        distance *= 2
    return inside, inside_tail, outside_tail
