"""Which cells are wrong: the smallest sets of cells whose change satisfies every identity."""

from dataclasses import dataclass

import numpy as np

from analysis.checking.rules.frame import BLANK, STATED, UNREADABLE

from .cover import Cover, smallest_covers, solve
from .elimination import packing, quick_covers
from .system import System

# Where more cells than this are wrong, the smallest set says nothing of what happened, and takes
# long to find.
MANY = 10
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
    floor, plain_floor = (packing(stated[rows] != 0) for rows in (system.hopeless(), fixed))
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
    quick = None if general else quick_covers(system, free)
    if quick is not None:
        return quick if len(quick.sets[0]) < below else Cover((), True)
    found = smallest_covers(system, free, min(below, MANY + 1))
    return found if found.sets or below <= MANY + 1 else Cover((), False)


def _located(system: System, cover: Cover, free: np.ndarray) -> Located:
    most = max(1, VALUED // (len(free) + 1))
    some = [s for s in cover.sets if s][:most]
    sets = tuple(c for s in some if (c := _valued(system, s, free)) is not None)
    complete = cover.complete and len(cover.sets) <= most and len(sets) == len(some)
    return Located(sets, complete, () not in cover.sets)


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
            ends.append(-sign * np.inf if change is None else float(system.value[c] + change[at]))
        if ends[0] != ends[1]:
            spans[c] = (ends[0], ends[1])
    return spans
