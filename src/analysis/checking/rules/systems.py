"""Many small systems of equations at once: bounds are narrowed until nothing moves.

Where equations form a cycle, bounds are not enough: a linear programme proposes which variables
have one value only, and exact arithmetic decides. Floating point alone never implies a figure.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from .parts import parts
from .sums import TOLERANCE

# A forest settles in far fewer; equations that contradict each other in a cycle never would.
_ROUNDS = 60
_DENOMINATOR = 100_000  # of the multipliers: a double still tells fractions of this size apart


class System:
    """Equations ``sum(sign * variable) = total``.

    Parameters
    ----------
    variables : ndarray of int
        A name for each variable; given back by ``settle``.
    eq, var, sign : ndarray, one for each entry
        Equation number, variable number and sign, 1 or -1.
    total : ndarray, one for each equation
        Right side.
    signed, whole : ndarray of bool, one for each variable
        Whether it may be negative; whether it counts things and must be whole.
    """

    def __init__(
        self,
        variables: np.ndarray,
        eq: np.ndarray,
        var: np.ndarray,
        sign: np.ndarray,
        total: np.ndarray,
        signed: np.ndarray,
        whole: np.ndarray,
    ) -> None:
        self.variables, self.eq, self.var, self.sign, self.total = variables, eq, var, sign, total
        self.signed, self.whole = signed, whole
        self.low = np.where(signed, -np.inf, 0.0)
        self.high = np.full(len(variables), np.inf)
        self.part, self.var_part = self._parts(np.ones(len(eq), dtype=bool))
        self.impossible = np.zeros(self.var_part.max() + 1 if len(variables) else 0, dtype=bool)

    def _parts(self, entries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Number the connected parts: of each equation and each variable, over some entries."""
        n, m = len(self.total), len(self.variables)
        label = parts(n + m, self.eq[entries], n + self.var[entries])
        return label[:n], label[n:]

    def settle(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Find what the equations fix.

        Returns
        -------
        variables, fixed, values : ndarray, one for each variable
            Their names, whether each has one value only, and that value.
        """
        self.impossible = np.zeros(max(self.part.max(), self.var_part.max()) + 1, dtype=bool)
        restless = self._narrow()
        fixed = self.low == self.high
        open_entry = ~fixed[self.var]
        part, var_part = self._parts(open_entry)
        size = max(part.max(), var_part.max()) + 1
        # Edges less nodes tell a tree from a cycle. In a tree the narrowed bounds are exact:
        # nothing more is fixed there.
        live_eq = np.bincount(self.eq[open_entry], minlength=len(self.total)) > 0
        edges = np.bincount(part[self.eq[open_entry]], minlength=size)
        nodes = np.bincount(part[live_eq], minlength=size) + np.bincount(
            var_part[~fixed], minlength=size
        )
        cyclic = edges >= np.maximum(nodes, 1)
        cyclic[part[live_eq & restless]] = True
        known: dict[object, dict[int, float] | None] = {}
        left = self.total - np.bincount(
            self.eq, self.sign * np.where(fixed, self.low, 0.0)[self.var], len(self.total)
        )
        order = np.argsort(part[self.eq], kind="stable")
        order = order[(cyclic[part[self.eq]] & open_entry)[order]]
        for entries in (
            np.split(order, np.flatnonzero(np.diff(part[self.eq[order]])) + 1) if len(order) else []
        ):
            self._exactly(entries, left, known)
        fixed = self.low == self.high
        broken = fixed & self.whole & (np.abs(self.low - np.round(self.low)) > TOLERANCE)
        self.impossible[self.var_part[broken]] = (
            True  # a count that would have to be a fraction: no filling at all
        )
        # Never a negative zero.
        return (
            self.variables,
            fixed & ~self.impossible[self.var_part],
            self.low + 0.0,
        )

    def _narrow(self) -> np.ndarray:
        """Narrow all bounds until nothing moves; which equations had not come to rest."""
        n = len(self.total)
        active = np.ones(n, dtype=bool)
        for _ in range(_ROUNDS):
            take = active[self.eq]
            eq, var, sign = self.eq[take], self.var[take], self.sign[take]
            # sign * x = total - (sum of the others): the least and greatest sum of the others bound
            # it.
            least = np.where(sign > 0, self.low[var], -self.high[var])
            most = np.where(sign > 0, self.high[var], -self.low[var])
            upper = self.total[eq] - _others(eq, least, -np.inf, n)
            lower = self.total[eq] - _others(eq, most, np.inf, n)
            low, high = self.low.copy(), self.high.copy()
            np.maximum.at(low, var, np.where(sign > 0, lower, -upper))
            np.minimum.at(high, var, np.where(sign > 0, upper, -lower))
            moved = (low > self.low + TOLERANCE) | (high < self.high - TOLERANCE)
            self.low, self.high = np.where(moved, low, self.low), np.where(moved, high, self.high)
            self.impossible[self.var_part[self.low > self.high + TOLERANCE]] = True
            met = moved & (np.abs(self.high - self.low) < TOLERANCE)
            self.low[met] = self.high[met] = np.round(self.low[met], 6)
            active = np.zeros(n, dtype=bool)
            active[self.eq[moved[self.var] & ~self.impossible[self.var_part[self.var]]]] = True
            if not active.any():
                break
        self._check_sums()
        return active

    def _check_sums(self) -> None:
        """An equation whose variables are all fixed must balance."""
        fixed = self.low == self.high
        done = np.bincount(self.eq, ~fixed[self.var], len(self.total)) == 0
        sums = np.bincount(
            self.eq, self.sign * np.where(fixed[self.var], self.low[self.var], 0.0), len(self.total)
        )
        self.impossible[self.part[done & (np.abs(sums - self.total) > TOLERANCE)]] = True

    def _exactly(
        self, entries: np.ndarray, left: np.ndarray, known: dict[object, dict[int, float] | None]
    ) -> None:
        """Settle one part that has cycles; the same equations in many reports are solved once."""
        eqs, eq = np.unique(self.eq[entries], return_inverse=True)
        names, var = np.unique(self.var[entries], return_inverse=True)
        if self.impossible[self.var_part[names[0]]]:
            return
        total = left[eqs]
        matrix = np.zeros((len(eqs), len(names)), dtype=int)
        matrix[eq, var] = self.sign[entries].astype(int)
        key = (
            matrix.shape,
            matrix.tobytes(),
            np.round(total, 6).tobytes(),
            self.signed[names].tobytes(),
        )
        if key not in known:
            known[key] = determined(matrix, total, self.signed[names])
        found = known[key]
        if found is None:
            self.impossible[self.var_part[names[0]]] = True
            return
        for i, value in found.items():
            self.low[names[i]] = self.high[names[i]] = value


def _others(eq: np.ndarray, own: np.ndarray, infinite: float, n: int) -> np.ndarray:
    """Sum the other entries of each entry's equation; ``infinite`` if one of those is endless."""
    endless = np.isinf(own)
    finite = np.where(endless, 0.0, own)
    sums = np.bincount(eq, finite, n)[eq] - finite
    return np.where(np.bincount(eq, endless, n)[eq] - endless > 0, infinite, sums)


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
        if sum((a * b for a, b in zip(y, goal, strict=True)), Fraction(0)) != 0:
            continue
        sums = [
            sum((y[i] * int(matrix[i, j]) for i in np.flatnonzero(matrix[:, j])), Fraction(0))
            for j in range(matrix.shape[1])
        ]
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
        sums = [
            sum((y[i] * int(matrix[i, c]) for i in np.flatnonzero(matrix[:, c])), Fraction(0))
            for c in range(matrix.shape[1])
        ]
        if all(s == int(c == j) for c, s in enumerate(sums)):
            found[int(j)] = float(sum((a * b for a, b in zip(y, goal, strict=True)), Fraction(0)))
    return found
