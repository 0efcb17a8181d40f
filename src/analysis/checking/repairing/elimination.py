"""Smallest repairs where few cells are wrong: equations are eliminated, and nothing is rounded."""

from collections.abc import Iterator

import numpy as np

from analysis.checking.rules.frame import STATED
from analysis.checking.rules.sums import TOLERANCE

from .cover import Cover, solve
from .system import System

_ZERO = 1e-9
_QUICK = 8  # sets up to this size are looked for
_ELIMINATIONS = 2000


class _TooMany(Exception):
    """More was tried than ``_ELIMINATIONS`` allows."""


def quick_covers(system: System, free: np.ndarray) -> Cover | None:
    """All smallest sets of stated cells, as ``smallest_covers``; None where it cannot be sure.

    Free cells are eliminated from the equations first: what is left, stated cells alone must
    balance. Each set is then tried with the values that the free cells can have.

    Parameters
    ----------
    system : System
        The equations and what is printed.
    free : ndarray of int
        Columns of cells without a number that may take any value they can.
    """
    stated = np.flatnonzero(system.kind == STATED)
    matrix, residual = _without(system.matrix[:, stated], system.residual, system.matrix[:, free])
    out = np.abs(residual) > TOLERANCE
    if not out.any():
        return Cover(((),), True) if solve(system, free) is not None else None
    for size in range(max(1, packing(matrix[out] != 0)), _QUICK + 1):
        try:
            sets = [tuple(int(stated[c]) for c in s) for s in _supports(matrix, residual, size)]
        except _TooMany:
            return None
        good = [s for s in sets if solve(system, np.array([*s, *free], dtype=int)) is not None]
        if good:
            return Cover(tuple(good), True)
        if sets:
            # It balances, but not with possible values: more cells, not independent, may share the
            # change.
            return None
    return None


def _without(
    matrix: np.ndarray, residual: np.ndarray, free: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The equations with the free cells eliminated; one equation is used up by each."""
    whole = np.column_stack([matrix, residual, free])
    for column in range(matrix.shape[1] + 1, whole.shape[1]):
        touched = np.flatnonzero(np.abs(whole[:, column]) > _ZERO)
        if not len(touched):
            continue
        pivot = touched[(whole[touched] != 0).sum(axis=1).argmin()]  # the shortest: little fills in
        for row in touched[touched != pivot]:
            whole[row] -= whole[pivot] * (whole[row, column] / whole[pivot, column])
        whole = np.delete(whole, pivot, axis=0)
    whole[np.abs(whole) < _ZERO] = 0.0
    return whole[:, : matrix.shape[1]], whole[:, matrix.shape[1]]


def _supports(matrix: np.ndarray, residual: np.ndarray, size: int) -> list[tuple[int, ...]]:
    """All sets of exactly ``size`` columns with a change that balances every equation.

    Whether the values that a set needs are possible is for the caller to decide. The columns of a
    set are linearly independent; a set of which a part would do is left out.
    """
    near = _near(matrix, residual, size)
    touched = (matrix[:, near] != 0).any(axis=1) | (np.abs(residual) > TOLERANCE)
    found = _descend(matrix[np.ix_(touched, near)], residual[touched], size, (), [_ELIMINATIONS])
    return sorted({tuple(sorted(int(near[c]) for c in s)) for s in found})


def _near(matrix: np.ndarray, residual: np.ndarray, size: int) -> np.ndarray:
    """Columns within ``size`` steps of an equation that is out: a smallest set holds no others."""
    touches, rows = matrix != 0, np.abs(residual) > TOLERANCE
    columns = np.zeros(matrix.shape[1], dtype=bool)
    for _ in range(size):
        columns = touches[rows].any(axis=0)
        rows = touches[:, columns].any(axis=1)
    return np.flatnonzero(columns)


def _descend(
    matrix: np.ndarray, residual: np.ndarray, left: int, chosen: tuple[int, ...], effort: list[int]
) -> Iterator[tuple[int, ...]]:
    """Sets of ``left`` columns besides those chosen; ``effort`` is what all may still spend.

    Letting one cell move frees one equation. So: take an equation that is out, try each of its
    cells, eliminate it from all the others, and see whether what is left out can be explained by
    one cell less.
    """
    out = np.flatnonzero(np.abs(residual) > TOLERANCE)
    touches = np.abs(matrix[out]) > _ZERO
    width = touches.sum(axis=1)
    # Where nothing is out, what was chosen does already: not a smallest set.
    if not len(out) or packing(touches, left) > left:
        return
    row = out[width.argmin()]
    columns = np.flatnonzero(touches[width.argmin()])
    if left == 1:
        change = -residual[row] / matrix[row, columns]
        rest = np.abs(matrix[:, columns] * change + residual[:, None]).max(axis=0, initial=0)
        yield from ((*chosen, int(c)) for c in columns[rest <= TOLERANCE])
        return
    effort[0] -= len(columns)
    if effort[0] < 0:
        raise _TooMany
    for c in columns:
        factor = matrix[:, c] / matrix[row, c]
        lighter = matrix - np.outer(factor, matrix[row])
        further = (*chosen, int(c))
        yield from _descend(lighter, residual - factor * residual[row], left - 1, further, effort)


def packing(touches: np.ndarray, enough: float = np.inf) -> int:
    """Equations no two of which share a cell: so many cells are needed at least.

    Parameters
    ----------
    touches : ndarray of bool, shape (equations, cells)
        Which cells are in which equation.
    enough : float
        Counted no further than one more than this.
    """
    used, number = np.zeros(touches.shape[1], dtype=bool), 0
    for row in np.argsort(touches.sum(axis=1), kind="stable"):
        if not (touches[row] & used).any():
            used |= touches[row]
            number += 1
            if number > enough:
                break
    return number
