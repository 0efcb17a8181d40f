"""Which cells are wrong: the smallest sets of cells whose change satisfies every identity."""

from dataclasses import dataclass, field

import numpy as np

from analysis.checking.rules.frame import BLANK, STATED, UNREADABLE
from analysis.checking.rules.sums import TOLERANCE

from .cover import Cover, smallest_covers, solve
from .system import System

_ZERO = 1e-9
QUICK = 8  # sets up to this size are looked for by elimination
ELIMINATIONS = 2000
MOST = 100  # sets listed
# Where more cells than this are wrong, the smallest set says nothing of what happened, and takes
# long to find.
MANY = 10
EFFORT = 30  # proposals of the general way
# Numbers and not times, so that the same report gets the same answer. A filling of more cells than
# this is one of very many, and tells nobody what happened.
FILLED = 12
VALUED = 2000  # cells of all listed sets together whose values are computed


@dataclass(frozen=True)
class CellSet:
    """A set of cells to change, with what they would have to be.

    Attributes
    ----------
    changed : tuple of int
        Columns of the system: stated cells.
    filled : tuple of int
        Columns: cells without a number that would have to hold something other than zero.
    value : dict
        Column to value, for both.
    span : dict
        Column to least and greatest value, where the identities leave a choice.
    """

    changed: tuple[int, ...]
    filled: tuple[int, ...]
    value: dict[int, float]
    span: dict[int, tuple[float, float]]


@dataclass(frozen=True)
class Located:
    """The smallest sets that were found.

    Attributes
    ----------
    sets : tuple of CellSet
        All of one size.
    complete : bool
        False where there may be more, or smaller ones.
    needed : bool
        False where nothing stated has to change: filling cells without a number is enough.
    """

    sets: tuple[CellSet, ...]
    complete: bool
    needed: bool


def localise(system: System, general: bool = False) -> Located:
    """Find the smallest sets of stated cells whose change satisfies every equation.

    A blank stands for zero if it can: sets that fill one with something else are the answer only
    where they are smaller than every set that fills none, so that a blank is no hiding place. An
    absent or unreadable cell takes any value at no cost.

    Parameters
    ----------
    system : System
        Best a part that hangs together, from ``components``.
    general : bool
        Skip the quick way; the answer is the same, and a test holds the two to it.

    Returns
    -------
    Located
        ``sets`` is empty where nothing needs to change, and where no change whatever would do.
    """
    unknown = np.flatnonzero(system.kind == UNREADABLE)
    empty = np.flatnonzero(system.kind != STATED)
    stated = system.matrix[:, system.kind == STATED]
    # With blanks at zero, only stated cells can balance these.
    fixed = system.violated() & ~(system.matrix[:, unknown] != 0).any(axis=1)
    floor, plain_floor = (_packing(stated[rows] != 0) for rows in (system.hopeless(), fixed))
    if floor > MANY:
        return Located((), False, True)
    if plain_floor > floor and (system.kind == BLANK).any():
        # Some blank may have to be filled, a whole column of totals perhaps: then keeping all at
        # zero is no answer, and costly.
        filled = _covers(system, empty, general=general)
        if (filled.sets and len(filled.sets[0]) < plain_floor) or (
            filled.complete and not filled.sets
        ):
            return _located(system, filled, empty)
    plain = _covers(system, unknown, general=general)
    least = len(plain.sets[0]) if plain.sets else np.inf
    certain = not (system.kind == BLANK).any() or (not general and floor >= least)
    smaller = Cover((), True) if certain else _covers(system, empty, least, general)
    use, free = (smaller, empty) if smaller.sets else (plain, unknown)
    return _located(system, Cover(use.sets, plain.complete and smaller.complete), free)


def _covers(
    system: System, free: np.ndarray, below: float = np.inf, general: bool = False
) -> Cover:
    """The smallest sets of at most ``MANY`` cells; that there is none proves nothing of larger."""
    quick = None if general else _quick(system, free)
    if quick is not None:
        return quick if len(quick.sets[0]) < below else Cover((), True)
    found = smallest_covers(system, free, MOST, EFFORT, min(below, MANY + 1))
    return found if found.sets or below <= MANY + 1 else Cover((), False)


def _located(system: System, cover: Cover, free: np.ndarray) -> Located:
    most = max(1, VALUED // (len(free) + 1))
    some = [s for s in cover.sets if s][:most]
    sets = tuple(c for s in some if (c := _valued(system, s, free)) is not None)
    complete = cover.complete and len(cover.sets) <= most and len(sets) == len(some)
    return Located(sets, complete, () not in cover.sets)


def _quick(system: System, free: np.ndarray) -> Cover | None:
    """The answer by elimination, or None where it cannot be sure of it.

    Free cells are eliminated from the equations first: what is left, stated cells alone must
    balance. Each set is then tried with the values that the free cells can have.
    """
    stated = np.flatnonzero(system.kind == STATED)
    matrix, residual = _without(system.matrix[:, stated], system.residual, system.matrix[:, free])
    out = np.abs(residual) > TOLERANCE
    if not out.any():
        return Cover(((),), True) if solve(system, free) is not None else None
    for size in range(max(1, _packing(matrix[out] != 0)), QUICK + 1):
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


def _valued(system: System, members: tuple[int, ...], free: np.ndarray) -> CellSet | None:
    near = np.array(members, dtype=int)
    columns = np.concatenate([near, free])
    change = solve(system, columns)
    if change is None:
        return None
    value = {int(c): float(system.value[c] + d) for c, d in zip(columns, change, strict=True)}
    changed = tuple(c for c in members if system.kind[c] == STATED)
    filled = tuple(c for c in value if system.kind[c] != STATED and value[c] != 0)
    if len(filled) > FILLED:
        return None
    rank = np.linalg.matrix_rank(system.matrix[:, columns])
    span = _spans(system, columns, changed + filled) if rank < len(columns) else {}
    return CellSet(changed, filled, {c: value[c] for c in changed + filled}, span)


def _spans(
    system: System, columns: np.ndarray, asked: tuple[int, ...]
) -> dict[int, tuple[float, float]]:
    spans = {}
    for c in asked:
        ends = []
        for sign in (1.0, -1.0):
            change = solve(system, columns, np.where(columns == c, sign, 0.0))
            at = int(np.flatnonzero(columns == c)[0])
            ends.append(
                sign * np.inf * -1 if change is None else float(system.value[c] + change[at])
            )
        if ends[0] != ends[1]:
            spans[c] = (ends[0], ends[1])
    return spans


def _supports(matrix: np.ndarray, residual: np.ndarray, size: int) -> list[tuple[int, ...]]:
    """All sets of exactly ``size`` columns with a change that balances every equation.

    Letting one cell move frees one equation. So: take an equation that is out, try each of its
    cells, eliminate it from all the others, and see whether what is left out can be explained by
    one cell less. Nothing is rounded or bounded; whether the values that a set needs are possible
    is for the caller to decide. The columns of a set are linearly independent; a set of which a
    part would do is left out. It is quick when few are wrong, and raises ``_TooMany`` when not.
    """
    near = _near(matrix, residual, size)
    touched = (matrix[:, near] != 0).any(axis=1) | (np.abs(residual) > TOLERANCE)
    search = _Search(ELIMINATIONS)
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


class _TooMany(Exception):
    """More was tried than ``ELIMINATIONS`` allows."""


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
        if _packing(touches, left) > left:
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
            raise _TooMany
        for c in columns:
            factor = matrix[:, c] / matrix[row, c]
            lighter = matrix - np.outer(factor, matrix[row])
            self.descend(lighter, residual - factor * residual[row], left - 1, (*chosen, int(c)))


def _packing(touches: np.ndarray, enough: float = np.inf) -> int:
    """Equations no two of which share a cell, ``enough + 1`` at most: so many cells are needed."""
    used, number = np.zeros(touches.shape[1], dtype=bool), 0
    for row in np.argsort(touches.sum(axis=1), kind="stable"):
        if not (touches[row] & used).any():
            used |= touches[row]
            number += 1
            if number > enough:
                break
    return number
