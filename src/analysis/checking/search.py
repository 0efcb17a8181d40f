"""Small sets of cells that explain every imbalance, found by exact elimination: the quick way when few cells are wrong.

Letting one cell move frees one equation. So: take an equation that is out, try each of its cells, eliminate it from all the
others, and see whether what is left out can be explained by one cell less. Nothing here is rounded or bounded; whoever calls
decides whether the values that a set needs are possible.
"""

import numpy as np

from .evaluate import TOLERANCE

_ZERO = 1e-9


def supports(matrix: np.ndarray, residual: np.ndarray, size: int) -> list[tuple[int, ...]]:
    """All sets of exactly ``size`` columns, linearly independent, with a change that balances every equation.

    A set of which a part would do is left out.

    Parameters
    ----------
    matrix : ndarray, shape (equations, cells)
    residual : ndarray, shape (equations,)
    size : int

    Returns
    -------
    list of tuple of int
        Sorted; each set ascending.
    """
    near = _near(matrix, residual, size)
    touched = (matrix[:, near] != 0).any(axis=1) | (np.abs(residual) > TOLERANCE)
    found: set[tuple[int, ...]] = set()
    _descend(matrix[np.ix_(touched, near)], residual[touched], size, (), found)
    return sorted(tuple(sorted(int(near[c]) for c in s)) for s in found)


def _near(matrix: np.ndarray, residual: np.ndarray, size: int) -> np.ndarray:
    """Columns within ``size`` steps of an equation that is out: in a smallest set, cells linked to none of these could be dropped."""
    touches, rows = matrix != 0, np.abs(residual) > TOLERANCE
    columns = np.zeros(matrix.shape[1], dtype=bool)
    for _ in range(size):
        columns = touches[rows].any(axis=0)
        rows = touches[:, columns].any(axis=1)
    return np.flatnonzero(columns)


def _descend(matrix: np.ndarray, residual: np.ndarray, left: int, chosen: tuple[int, ...], found: set[tuple[int, ...]]) -> None:
    out = np.flatnonzero(np.abs(residual) > TOLERANCE)
    if not len(out):
        return  # what was chosen does already; not a smallest set
    touches = np.abs(matrix) > _ZERO
    if len(out) > left * touches.sum(axis=0).max(initial=0):
        return
    row = out[touches[out].sum(axis=1).argmin()]
    columns = np.flatnonzero(touches[row])
    if not len(columns):
        return
    if left == 1:
        change = -residual[row] / matrix[row, columns]
        rest = np.abs(matrix[:, columns] * change + residual[:, None]).max(axis=0)
        found.update(tuple(sorted((*chosen, int(c)))) for c in columns[rest <= TOLERANCE])
        return
    for c in columns:
        factor = matrix[:, c] / matrix[row, c]
        _descend(matrix - np.outer(factor, matrix[row]), residual - factor * residual[row], left - 1, (*chosen, int(c)), found)
