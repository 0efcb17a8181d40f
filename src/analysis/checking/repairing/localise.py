"""Which cells are wrong: the smallest sets of cells whose change satisfies every identity."""

from dataclasses import dataclass

import numpy as np

from analysis.checking.rules.frame import BLANK, STATED, UNREADABLE

from .cover import Cover, smallest_covers, solve
from .search import TooMany, packing, supports
from .system import System

QUICK = 8  # sets up to this size are looked for by elimination
ELIMINATIONS = 2000
MOST = 100  # sets listed
# Where more cells than this are wrong, the smallest set says nothing of what happened, and takes
# long to find.
MANY = 10
EFFORT = 60  # proposals of the general way


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
    unknown, empty = (
        np.flatnonzero(system.kind == UNREADABLE),
        np.flatnonzero(system.kind != STATED),
    )
    stated = system.matrix[:, system.kind == STATED]
    # With blanks at zero, only stated cells can balance these.
    fixed = system.violated() & ~(system.matrix[:, unknown] != 0).any(axis=1)
    floor, plain_floor = _packing(stated[system.hopeless()]), _packing(stated[fixed])
    if floor > MANY:
        return Located((), False, True)
    if plain_floor > floor and (system.kind == BLANK).any():
        # Some blank may have to be filled, a whole column of totals perhaps: then keeping all at
        # zero is no answer, and costly.
        filled = smallest_covers(system, empty, MOST, EFFORT)
        if (filled.sets and len(filled.sets[0]) < plain_floor) or (
            filled.complete and not filled.sets
        ):
            return _located(system, filled, empty)
    plain = None if general else _quick(system, unknown)
    if plain is None:
        plain = smallest_covers(system, unknown, MOST, EFFORT)
    least = len(plain.sets[0]) if plain.sets else np.inf
    certain = not (system.kind == BLANK).any() or (not general and floor >= least)
    smaller = (
        Cover((), True) if certain else smallest_covers(system, empty, MOST, EFFORT, below=least)
    )
    use, free = (smaller, empty) if smaller.sets else (plain, unknown)
    return _located(system, Cover(use.sets, plain.complete and smaller.complete), free)


def _located(system: System, cover: Cover, free: np.ndarray) -> Located:
    sets = [_valued(system, s, free) for s in cover.sets if s]
    return Located(tuple(c for c in sets if c is not None), cover.complete, () not in cover.sets)


def _quick(system: System, unknown: np.ndarray) -> Cover | None:
    """The answer by elimination with blanks at zero, or None where it cannot be sure of it."""
    if len(unknown):
        return None
    stated = np.flatnonzero(system.kind == STATED)
    matrix, residual = system.matrix[:, stated], system.residual
    for size in range(max(1, _packing(matrix[system.violated()])), QUICK + 1):
        try:
            sets = [
                tuple(int(stated[c]) for c in s)
                for s in supports(matrix, residual, size, ELIMINATIONS)
            ]
        except TooMany:
            return None
        good = [s for s in sets if solve(system, np.array(s)) is not None]
        if good:
            return Cover(tuple(good), True)
        if sets:
            # It balances, but not with possible values: more cells, not independent, may share the
            # change.
            return None
    return None


def _packing(matrix: np.ndarray) -> int:
    """A number of cells that is certainly needed to balance all of the equations."""
    touches = matrix != 0
    return packing(touches, touches.sum(axis=1), len(matrix))


def _valued(system: System, members: tuple[int, ...], free: np.ndarray) -> CellSet | None:
    near = np.array(members, dtype=int)
    columns = np.concatenate([near, free])
    change = solve(system, columns)
    if change is None:
        return None
    value = {int(c): float(system.value[c] + d) for c, d in zip(columns, change, strict=True)}
    changed = tuple(c for c in members if system.kind[c] == STATED)
    filled = tuple(c for c in value if system.kind[c] != STATED and value[c] != 0)
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
