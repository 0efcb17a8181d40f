"""Tails, quantiles and limits of counts from a population of shares or rates."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import betainc, gammainc, pdtr

_THIN = 3
_TINY = 1e-300


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
        each = tail_of(kind, k[:, None], n[:, None], value if fine else rough, side)
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
