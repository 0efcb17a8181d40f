"""Tails, quantiles and limits of counts from a population of shares or rates."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import betainc, gammainc, pdtr

_THIN = 3
_TINY = 1e-300
_MOST = 2.0**52  # events: up to there every whole number is a float


def tail_of(kind: str, x: np.ndarray, n: np.ndarray, value: np.ndarray, side: int) -> np.ndarray:
    """How often a count is at most, or at least, as large, for each share or rate.

    Parameters
    ----------
    kind : {"proportion", "rate"}
        Shares of trials, or events for one unit of exposure.
    x, n : array
        Successes and trials, or events and exposure.
    value : array
        Shares or rates. Broadcast against each other.
    side : {0, 1}
        0: at most; 1: at least. The count itself is in both.
    """
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
    rough, thin = value, weight
    if few := len(value) // _THIN * _THIN:  # a rough place first, then exactly near it
        thin = weight[..., :few].reshape(*weight.shape[:2], -1, _THIN).sum(axis=3)
        thin[..., -1] += weight[..., few:].sum(axis=2)
        rough = value[:few].reshape(-1, _THIN)[:, _THIN // 2]

    def part(side: int, k: np.ndarray, rows: np.ndarray, fine: bool = True) -> np.ndarray:
        each = tail_of(kind, k[:, None], n[rows, None], value if fine else rough, side)
        own = (weight if fine else thin)[:, rows]
        found: np.ndarray = np.einsum("ab,sab->sa", each, own).max(axis=0)
        return found

    out = []
    for side in (0, 1):
        at = _crossing(partial(part, side, fine=False), most, tail, side)
        at, inside, outside = _refined(partial(part, side), at, most, tail, side)
        room = (inside - tail) / np.maximum(inside - outside, _TINY)
        out.append((at - room if side == 0 else at + room) / n)
    top = 1.0 if kind == "proportion" else math.inf
    return np.clip(out[0], 0.0, top), np.clip(out[1], 0.0, top)


Part = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _crossing(part: Part, most: np.ndarray, tail: float, side: int) -> np.ndarray:
    """The outermost count that is not outside, by halving."""
    low, high, rows = np.zeros(len(most)), most.copy(), np.arange(len(most))
    while (low < high).any():
        middle = np.floor((low + high + side) / 2)
        inside = part(middle, rows) >= tail
        if side == 0:
            high, low = np.where(inside, middle, high), np.where(inside, low, middle + 1)
        else:
            low, high = np.where(inside, middle, low), np.where(inside, high, middle - 1)
        low, high = np.minimum(low, most), np.maximum(high, 0)
    return low


def _refined(
    part: Part, at: np.ndarray, most: np.ndarray, tail: float, side: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same, from counts near it; its tail, and that of the count beyond it.

    Counts are tried in steps that double, then by halving; those found are not looked at again.
    """
    out = 1 if side else -1  # places grow outward
    start, rows, step = at * out, np.arange(len(at)), 1.0
    tails = part(at, rows)
    inside = tails >= tail
    low = np.where(inside, start, 0.0 if side else -most)
    high = np.where(inside, (most if side else 0.0) + 1, start)
    within, beyond = np.where(inside, tails, 1.0), np.where(inside, 0.0, tails)
    while (rows := rows[high[rows] - low[rows] > 1]).size:
        a, b = low[rows], high[rows]
        place = start[rows] + np.where(inside[rows], step, -step)
        place = np.where((a < place) & (place < b), place, np.floor((a + b) / 2))
        found = part(place * out, rows)
        good = found >= tail
        low[rows], high[rows] = np.where(good, place, a), np.where(good, b, place)
        within[rows] = np.where(good, found, within[rows])
        beyond[rows] = np.where(good, beyond[rows], found)
        step *= 2
    return low * out, within, beyond
