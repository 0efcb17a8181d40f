"""Smallest repairs in general: Fellegi and Holt's error localisation as a MILP, solved by HiGHS.

A set of cells can be changed so that everything balances if it meets every implied identity (a
combination of identities that is out of balance) in a cell that can balance it. That is a covering
problem with one 0-1 variable for each cell and no figure in it, so a report of hundreds of
millions is as easy as one of threes: with the usual big-M bounds on the changes, values of 1e7 and
more made the solver's tolerance admit everything. Implied identities are too many to list; each is
found when a proposed set turns out not to do, from the dual of the linear program that tried.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are first used

from analysis.checking.rules.frame import STATED
from analysis.checking.rules.sums import TOLERANCE

from .system import System

MOST = 100  # sets listed
_EFFORT = 30  # proposals: a number and not a time, so that the same report gets the same answer
_EPS = 1e-7
_NODES = 500  # of one proposal's branch-and-bound tree; beyond it nobody waits
_SOLVED, _INFEASIBLE = 0, 2  # scipy's status


class _GaveUp(Exception):
    """HiGHS reached a limit."""


@dataclass(frozen=True)
class Cover:
    """Sets of columns of least size.

    Attributes
    ----------
    sets : tuple of tuple of int
        Columns of the system, each set ascending.
    complete : bool
        Whether these are certainly the smallest, and all of them.
    """

    sets: tuple[tuple[int, ...], ...]
    complete: bool


def smallest_covers(system: System, free: np.ndarray, below: float) -> Cover:
    """Find all smallest sets of stated cells whose change satisfies every equation.

    Source of the method: I. P. Fellegi and D. Holt, A systematic approach to automatic edit and
    imputation, Journal of the American Statistical Association 71 (1976), 17–35.

    Parameters
    ----------
    system : System
        The equations and what is printed.
    free : ndarray of int
        Columns of cells without a number that may take any value they can; the others are held at
        zero.
    below : float
        Sets of this size and larger are not looked for.

    Returns
    -------
    Cover
        One empty set: nothing stated has to change. No set, complete: no change (below that size)
        would do. No set, not complete: the effort was not enough.
    """
    names = np.flatnonzero(system.kind == STATED)
    cuts = [(cut, 1.0) for cut in _first_cuts(system, free, names)]
    sets: list[tuple[int, ...]] = []
    best = below - 1
    for _ in range(_EFFORT):
        try:
            chosen = _fewest(len(names), cuts, best)
        except _GaveUp:
            break
        if chosen is None:
            return Cover(tuple(sorted(sets)), True)
        members = names[chosen]
        cut = _implied(system, np.concatenate([members, free]), free, names)
        if cut is None:
            best = float(chosen.sum())
            sets.append(tuple(int(c) for c in members))
            if len(sets) >= MOST or not chosen.any():
                return Cover(tuple(sorted(sets)), not chosen.any())
            cuts.append((np.where(chosen, -1.0, 0.0), 1.0 - chosen.sum()))
        else:
            cuts.append((cut, 1.0))
    return Cover(tuple(sorted(sets)), False)


def _fewest(n: int, cuts: list[tuple[np.ndarray, float]], best: float) -> np.ndarray | None:
    """The smallest proposal that meets all cuts, as a mask; None if it is larger than the best."""
    if not cuts:
        return np.zeros(n, dtype=bool)
    constraints = [
        scipy.optimize.LinearConstraint(
            np.array([c for c, _ in cuts]), np.array([least for _, least in cuts]), np.inf
        )
    ]
    if np.isfinite(best):
        constraints.append(scipy.optimize.LinearConstraint(np.ones((1, n)), -np.inf, best + 0.5))
    # HiGHS calls a solution optimal that is within its gap: with the default a set may hold a cell
    # too many.
    result = scipy.optimize.milp(
        np.ones(n),
        constraints=constraints,
        integrality=np.ones(n),
        bounds=scipy.optimize.Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    if result.status not in (_SOLVED, _INFEASIBLE):
        raise _GaveUp
    return None if result.x is None else result.x > 0.5


def _first_cuts(system: System, free: np.ndarray, names: np.ndarray) -> list[np.ndarray]:
    """Equations that are out of balance by themselves and that no free cell can balance."""
    cuts, residual = [], system.residual
    for r in np.flatnonzero(np.abs(residual) > TOLERANCE):
        cut = _cut(system, np.sign(-residual[r]) * system.matrix[r], abs(residual[r]), free, names)
        if cut is not None:
            cuts.append(cut)
    return cuts


def _cut(
    system: System, gain: np.ndarray, need: float, free: np.ndarray, names: np.ndarray
) -> np.ndarray | None:
    """Turn ``sum(gain * change) >= need`` into a condition on which cells change.

    None if a free cell alone can meet it.

    A cell that has to grow can grow as far as it must; one that has to shrink contributes no more
    than is printed in it.
    """
    if (gain[free] > _EPS).any() or ((gain[free] < -_EPS) & ~np.isfinite(system.low[free])).any():
        return None
    room = np.where(
        gain > _EPS, np.inf, np.where(gain < -_EPS, -gain * (system.value - system.low), 0.0)
    )[names]
    # Rounded up: an underestimate would forbid sets that do.
    return np.minimum(1.0, np.where(room > TOLERANCE, np.maximum(room / need, 1e-3), 0.0))


def _implied(
    system: System, members: np.ndarray, free: np.ndarray, names: np.ndarray
) -> np.ndarray | None:
    """A cut that the proposed set breaks, or None where the set will do."""
    m, residual = len(system.rows), system.residual
    low = (system.low - system.value)[members]
    bounds = np.vstack(
        [np.column_stack([low, np.full(len(members), np.inf)]), np.tile([0.0, np.inf], (2 * m, 1))]
    )
    result = scipy.optimize.linprog(
        np.concatenate([np.zeros(len(members)), np.ones(2 * m)]),
        A_eq=np.hstack([system.matrix[:, members], np.eye(m), -np.eye(m)]),
        b_eq=-residual,
        bounds=bounds,
        method="highs",
    )
    if result.fun > TOLERANCE / 2:
        gain = result.eqlin.marginals @ system.matrix
        cut = _cut(
            system,
            np.where(np.isin(np.arange(len(gain)), members), 0.0, gain),
            result.fun,
            free,
            names,
        )
        if cut is not None and cut[np.isin(names, members)].sum() < 1 - _EPS:
            return cut
    elif solve(system, members) is not None:
        return None
    # Fractions would do but whole numbers do not: not this very set, though one that holds it may.
    return np.where(np.isin(names, members), 0.0, 1.0)


def solve(
    system: System, members: np.ndarray, least: np.ndarray | None = None
) -> np.ndarray | None:
    """Find changes of the given cells that satisfy every equation; None if there are none.

    Parameters
    ----------
    system : System
        The equations and what is printed.
    members : ndarray of int
        Columns that may change; unknown cells must be among them to take part.
    least : ndarray, optional
        Weights of the members to be minimised; default: the sum of the sizes of the changes.
    """
    touched = (system.matrix[:, members] != 0).any(axis=1)
    residual = system.residual
    if (np.abs(residual[~touched]) > TOLERANCE).any():
        return None
    matrix = system.matrix[np.ix_(touched, members)]
    low, whole, n = (system.low - system.value)[members], system.whole[members], len(members)
    exact = _by_elimination(matrix, residual[touched], low, whole)
    if least is None and exact is not None:
        return exact if len(exact) else None
    # change = up - down, so that a printed figure is kept as nearly as can be
    both = np.hstack([matrix, -matrix])
    weight = np.ones(2 * n) if least is None else np.concatenate([least, -least])
    top = np.concatenate([np.full(n, np.inf), -low])
    result = scipy.optimize.milp(
        weight,
        constraints=scipy.optimize.LinearConstraint(both, -residual[touched], -residual[touched]),
        bounds=scipy.optimize.Bounds(0, top),
        integrality=np.concatenate([whole, whole]).astype(int),
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None:
        return None
    change = result.x[:n] - result.x[n:]
    change = np.where(whole, np.round(change), np.round(change, 6))
    return (
        change if np.abs(matrix @ change + residual[touched]).max(initial=0) <= TOLERANCE else None
    )


def _by_elimination(
    matrix: np.ndarray, residual: np.ndarray, low: np.ndarray, whole: np.ndarray
) -> np.ndarray | None:
    """The only change there is; empty where it is not possible; None where there may be several."""
    change, _, rank, _ = np.linalg.lstsq(matrix, -residual, rcond=None)
    if rank < matrix.shape[1]:
        return None
    change = np.where(whole, np.round(change), np.round(change, 6))
    possible = (
        np.abs(matrix @ change + residual).max(initial=0) <= TOLERANCE
        and (change >= low - TOLERANCE).all()
    )
    return change if possible else np.empty(0)
