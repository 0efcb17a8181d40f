"""Small sets of cells that explain every imbalance, by elimination: quick when few are wrong.

Letting one cell move frees one equation. So: take an equation that is out, try each of its cells,
eliminate it from all the others, and see whether what is left out can be explained by one cell
less. Nothing here is rounded or bounded; whoever calls decides whether the values that a set needs
are possible.
"""

from dataclasses import dataclass, field

import numpy as np

from analysis.checking.rules.sums import TOLERANCE

_ZERO = 1e-9


def supports(
    matrix: np.ndarray, residual: np.ndarray, size: int, effort: int
) -> list[tuple[int, ...]]:
    """Find all sets of exactly ``size`` columns with a change that balances every equation.

    The columns of a set are linearly independent; a set of which a part would do is left out.

    Parameters
    ----------
    matrix : ndarray, shape (equations, cells)
        Signs of the cells in the equations.
    residual : ndarray, shape (equations,)
        By how much each equation is out of balance.
    size : int
        Number of columns of a set.
    effort : int
        At most so many eliminations.

    Returns
    -------
    list of tuple of int
        Sorted; each set ascending.

    Raises
    ------
    TooMany
        If the effort is not enough.
    """
    near = _near(matrix, residual, size)
    touched = (matrix[:, near] != 0).any(axis=1) | (np.abs(residual) > TOLERANCE)
    search = _Search(effort)
    search.descend(matrix[np.ix_(touched, near)], residual[touched], size, ())
    return sorted(tuple(sorted(int(near[c]) for c in s)) for s in search.found)


def _near(matrix: np.ndarray, residual: np.ndarray, size: int) -> np.ndarray:
    """Columns within ``size`` steps of an equation that is out: a smallest set holds no others."""
    touches, rows = matrix != 0, np.abs(residual) > TOLERANCE
    columns = np.zeros(matrix.shape[1], dtype=bool)
    for _ in range(size):
        columns = touches[rows].any(axis=0)
        rows = touches[:, columns].any(axis=1)
    return np.flatnonzero(columns)


class TooMany(Exception):
    """More was tried than ``effort`` allows."""


@dataclass
class _Search:
    """The state of one search: what was found, how many eliminations are left to spend."""

    effort: int
    found: set[tuple[int, ...]] = field(default_factory=set)

    def descend(
        self, matrix: np.ndarray, residual: np.ndarray, left: int, chosen: tuple[int, ...]
    ) -> None:
        out = np.flatnonzero(np.abs(residual) > TOLERANCE)
        if not len(out):
            return  # what was chosen does already; not a smallest set
        touches = np.abs(matrix[out]) > _ZERO
        width = touches.sum(axis=1)
        if packing(touches, width, left) > left:
            return
        row = out[width.argmin()]
        columns = np.flatnonzero(touches[width.argmin()])
        if not len(columns):
            return
        if left == 1:
            change = -residual[row] / matrix[row, columns]
            rest = np.abs(matrix[:, columns] * change + residual[:, None]).max(axis=0)
            self.found.update(tuple(sorted((*chosen, int(c)))) for c in columns[rest <= TOLERANCE])
            return
        self.effort -= len(columns)
        if self.effort < 0:
            raise TooMany
        for c in columns:
            factor = matrix[:, c] / matrix[row, c]
            lighter = matrix - np.outer(factor, matrix[row])
            self.descend(lighter, residual - factor * residual[row], left - 1, (*chosen, int(c)))


def packing(touches: np.ndarray, width: np.ndarray, enough: int) -> int:
    """Count equations no two of which share a cell: so many cells are certainly needed.

    Parameters
    ----------
    touches : ndarray of bool, shape (equations, cells)
        Which cells each equation has.
    width : ndarray of int, shape (equations,)
        How many those are.
    enough : int
        Counting stops at ``enough + 1``.
    """
    used, number = np.zeros(touches.shape[1], dtype=bool), 0
    for row in np.argsort(width, kind="stable"):
        if not (touches[row] & used).any():
            used |= touches[row]
            number += 1
            if number > enough:
                break
    return number
