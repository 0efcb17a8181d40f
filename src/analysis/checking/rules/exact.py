"""Variables that have one value only: a linear programme proposes them, exact arithmetic decides.

Floating point alone never implies a figure.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

_DENOMINATOR = 100_000  # of the multipliers: a double still tells fractions of this size apart


def determined(
    matrix: np.ndarray, total: np.ndarray, signed: np.ndarray
) -> dict[int, float] | None:
    """Find variables that are the same in every solution of ``matrix @ x = total``, ``x >= 0``.

    A variable is fixed for one of two reasons. It can be nothing but zero: a non-negative
    combination of the equations with the total zero proves it (Farkas). Or, those set aside, the
    equations alone fix it: a combination that is this variable proves it.

    Parameters
    ----------
    matrix : ndarray of int, shape (equations, variables)
        Coefficients.
    total : ndarray, one for each equation
        Right side.
    signed : ndarray of bool, one for each variable
        Whether it may be negative.

    Returns
    -------
    dict or None
        Variable number to value; None where there is no solution at all.
    """
    goal = [Fraction(round(float(t) * 1_000_000), 1_000_000) for t in total]
    proof = _positive_direction(matrix, total, signed)
    if proof is None:
        return None
    zero = _proved_zero(matrix, goal, signed, proof)
    rest = np.flatnonzero(~zero)
    found = dict.fromkeys(np.flatnonzero(zero).tolist(), 0.0)
    return found | {
        int(rest[i]): value for i, value in _by_equations(matrix[:, rest], goal).items()
    }


def _positive_direction(
    matrix: np.ndarray, total: np.ndarray, signed: np.ndarray
) -> np.ndarray | None:
    """Find multipliers that show which variables are zero; None if nothing solves the equations.

    As many variables as can be are made positive at once: ``max sum(t)``, ``t <= x``, ``t <= 1``,
    over all multiples ``s >= 1`` of the solutions. The variables that stay at zero are those that
    are zero in every solution, and the duals say why.
    """
    import scipy  # slow to load, and few reports have a cycle

    n, m = matrix.shape
    free = np.flatnonzero(~signed)
    k = len(free)
    pick = np.zeros((k, m))
    pick[np.arange(k), free] = -1
    result = scipy.optimize.linprog(
        np.concatenate([np.zeros(m + 1), -np.ones(k)]),
        A_ub=np.hstack([pick, np.zeros((k, 1)), np.eye(k)]),
        b_ub=np.zeros(k),
        A_eq=np.hstack([matrix, -np.asarray(total, dtype=float)[:, None], np.zeros((n, k))]),
        b_eq=np.zeros(n),
        bounds=[(None if s else 0, None) for s in signed] + [(1, None)] + [(0, 1)] * k,
        method="highs",
    )
    return None if result.status != 0 else result.eqlin.marginals


def _proved_zero(
    matrix: np.ndarray, goal: Sequence[Fraction], signed: np.ndarray, proof: np.ndarray
) -> np.ndarray:
    """Variables that the multipliers prove to be zero, in exact arithmetic; none if they do not."""
    nothing = np.zeros(matrix.shape[1], dtype=bool)
    for sense in (1, -1):
        y = [sense * Fraction(float(v)).limit_denominator(_DENOMINATOR) for v in proof]
        if _product(y, goal) != 0:
            continue
        sums = _combined(y, matrix)
        if all(s == 0 if is_signed else s >= 0 for s, is_signed in zip(sums, signed, strict=True)):
            return np.array([s > 0 for s in sums])
    return nothing


def _by_equations(matrix: np.ndarray, goal: Sequence[Fraction]) -> dict[int, float]:
    """Variables that the equations alone fix: a combination of equations is that variable."""
    if not matrix.shape[1]:
        return {}
    inverse = np.linalg.pinv(matrix.T.astype(float))
    hits = np.flatnonzero(np.abs(np.diag(matrix.T @ inverse) - 1) < 1e-9)
    found = {}
    for j in hits:
        y = [Fraction(float(v)).limit_denominator(_DENOMINATOR) for v in inverse[:, j]]
        sums = _combined(y, matrix)
        if all(s == int(c == j) for c, s in enumerate(sums)):
            found[int(j)] = float(_product(y, goal))
    return found


def _combined(y: Sequence[Fraction], matrix: np.ndarray) -> list[Fraction]:
    """The coefficients of the equations times ``y``, added up: one for each variable."""
    return [_product(y, [Fraction(int(c)) for c in column]) for column in matrix.T]


def _product(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(one, other, strict=True) if b), Fraction(0))
