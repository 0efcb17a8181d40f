"""Many small systems of equations at once: bounds are narrowed until nothing moves.

Where equations form a cycle, bounds are not enough, and such a part is settled exactly (``exact``).
"""

import numpy as np

from .exact import determined
from .parts import parts
from .sums import TOLERANCE

# A forest settles in far fewer; equations that contradict each other in a cycle never would.
_ROUNDS = 60


class System:
    """Equations ``sum(sign * variable) = total``.

    Parameters
    ----------
    eq, var, sign : ndarray, one for each entry
        Equation number, variable number and sign, 1 or -1.
    total : ndarray, one for each equation
        Right side.
    signed, whole : ndarray of bool, one for each variable
        Whether it may be negative; whether it counts things and must be whole.
    """

    def __init__(
        self,
        eq: np.ndarray,
        var: np.ndarray,
        sign: np.ndarray,
        total: np.ndarray,
        signed: np.ndarray,
        whole: np.ndarray,
    ) -> None:
        self.eq, self.var, self.sign, self.total = eq, var, sign, total
        self.signed, self.whole = signed, whole
        self.low = np.where(signed, -np.inf, 0.0)
        self.high = np.full(len(signed), np.inf)
        self.part, self.var_part = self._parts(np.ones(len(eq), dtype=bool))
        self.impossible = np.zeros(max(self.part.max(), self.var_part.max()) + 1, dtype=bool)

    def _parts(self, entries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Number the connected parts: of each equation and each variable, over some entries."""
        n, m = len(self.total), len(self.signed)
        label = parts(n + m, self.eq[entries], n + self.var[entries])
        return label[:n], label[n:]

    def settle(self) -> tuple[np.ndarray, np.ndarray]:
        """Find what the equations fix.

        Returns
        -------
        fixed, values : ndarray, one for each variable
            Whether it has one value only, and that value.
        """
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
        starts = np.flatnonzero(np.diff(part[self.eq[order]])) + 1
        for entries in np.split(order, starts) if len(order) else ():
            self._exactly(entries, left, known)
        fixed = self.low == self.high
        broken = fixed & self.whole & (np.abs(self.low - np.round(self.low)) > TOLERANCE)
        # A count that would have to be a fraction: no filling at all.
        self.impossible[self.var_part[broken]] = True
        return fixed & ~self.impossible[self.var_part], self.low + 0.0  # never a negative zero

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
