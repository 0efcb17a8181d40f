"""What the rules leave open: the least and the greatest share over all fillings that they allow.

Where cells state no number a share is not known, yet it is not quite unknown: figures are whole
numbers from zero up, and the identities bind them to what is printed. The bounds are those of C. F.
Manski, *Partial Identification of Probability Distributions* (2003): nothing is assumed of the
cells. The largest ratio of two sums is a linear programme (A. Charnes, W. W. Cooper, *Naval
Research Logistics Quarterly* 9 (1962) 181–186). Sums of rows and columns have their corners at
whole numbers, so that the bounds are met; where rules bind more than that, they may be wider than
the truth, and never narrower.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import scipy  # its parts load when they are first used

from .equations import open_equations
from .frame import STATED, Wide, all_codes, code_positions, is_empty, signed_codes
from .load import Rule
from .parts import parts


@dataclass(frozen=True, eq=False)
class Fillings:
    """The cells of one report that state no number, and the equations that bind them.

    Attributes
    ----------
    known : mapping
        Cell code to its number, of the cells that state one.
    empty : tuple of str
        Codes of the cells that state none.
    matrix : array of float, shape (equations, empty cells)
        Signs of the cells in each equation.
    total : array of float, one an equation
        What they must come to.
    """

    known: Mapping[str, float]
    empty: tuple[str, ...]
    matrix: np.ndarray
    total: np.ndarray

    def share(self, part: Sequence[str], whole: Sequence[str]) -> tuple[float, float] | None:
        """The least and the greatest share of a whole, over all fillings in which there is one.

        Parameters
        ----------
        part, whole : sequence of str
            Codes of the cells that are summed; the part is within the whole.

        Returns
        -------
        (least, greatest) : tuple of float, or None
            Fractions of one; None where no filling satisfies the equations.
        """
        at = {code: i for i, code in enumerate(self.empty)}
        top, bottom = np.zeros(len(at) + 1), np.zeros(len(at) + 1)  # the last is what is printed
        for row, codes in ((top, part), (bottom, whole)):
            for code in codes:
                if code in at:
                    row[at[code]] += 1
                else:
                    row[-1] += self.known.get(code, 0.0)
        rows, cells = self._bound_to(np.flatnonzero((top[:-1] != 0) | (bottom[:-1] != 0)))
        goal, total = np.append(top[cells], top[-1]), np.append(bottom[cells], bottom[-1])
        programme = self._programme(rows.tobytes(), cells.tobytes())
        return programme.ends(goal, total) if programme else None

    def _bound_to(self, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The equations and the cells that have to do with some cells, by way of others too."""
        equation, cell = np.nonzero(self.matrix)
        size = len(self.total) + len(self.empty)
        label = parts(size, equation, len(self.total) + cell)
        mine = np.isin(label, label[len(self.total) + wanted])
        return np.flatnonzero(mine[: len(self.total)]), np.flatnonzero(mine[len(self.total) :])

    @lru_cache(maxsize=16)  # noqa: B019 -- the shares of a table have the same equations
    def _programme(self, rows: bytes, cells: bytes) -> "_Programme | None":
        """What binds some cells; None where no filling satisfies it: ends would be limits alone."""
        chosen, mine = (np.frombuffer(at, dtype=np.intp) for at in (rows, cells))
        equal = np.hstack([self.matrix[np.ix_(chosen, mine)], -self.total[chosen, None]])
        signed = [self.empty[c] in signed_codes() for c in mine]
        found = _Programme(equal, [(None if s else 0, None) for s in signed])
        return found if found.is_possible() else None


@dataclass(frozen=True)
class _Programme:
    """Scaled so that a whole is one: cells times t, and t itself, of which at most one whole."""

    equal: np.ndarray
    limits: list[tuple[int | None, int | None]]

    def is_possible(self) -> bool:
        """Whether any filling satisfies the equations."""
        equal, total = self.equal[:, :-1], -self.equal[:, -1]
        # In the scale of the largest figure: billions are beyond what the solver can hold exact.
        scaled = total / np.abs(total).max(initial=1.0)
        nothing = np.zeros(len(self.limits))
        return not equal.size or self._solve(nothing, equal, scaled, self.limits).status != 2

    @staticmethod
    def _solve(
        goal: np.ndarray, equal: np.ndarray, to: np.ndarray, bounds: Sequence[Any], **most: Any
    ) -> Any:
        return scipy.optimize.linprog(
            goal, A_eq=equal, b_eq=to, bounds=bounds, method="highs", **most
        )

    def ends(self, goal: np.ndarray, whole: np.ndarray) -> tuple[float, float] | None:
        equal, to = np.vstack([self.equal, whole]), np.append(np.zeros(len(self.equal)), 1.0)
        ends, bounds = [], [*self.limits, (0, 1)]
        for sign in (1, -1):
            found = self._solve(sign * goal, equal, to, bounds, A_ub=goal[None], b_ub=[1.0])
            if found.status != 0:
                return None
            ends.append(min(max(sign * found.fun, 0.0), 1.0))
        least, greatest = (round(end, 12) for end in ends)
        return least, greatest


def fillings(
    frame: Wide, rules: Iterable[Rule], rows: Sequence[int]
) -> Iterator[tuple[int, Fillings]]:
    """What is open in some reports.

    Parameters
    ----------
    frame : Wide
        The reports.
    rules : iterable of Rule
        Only identities bind; those that fail do not, and neither do those between years in which
        the year before states no number.
    rows : sequence of int
        Rows of the frame.

    Yields
    ------
    (row, Fillings)
    """
    codes = all_codes()
    values, status, prior = frame.values.T, frame.status.T, frame["prior"]
    at = code_positions()
    found = list(open_equations(frame, rules))
    for row in rows:
        empty = np.flatnonzero(is_empty(status[row]))
        place = {int(cell): i for i, cell in enumerate(empty)}
        signs, totals = [], []
        for terms, used, residual in found:
            if not used[row]:
                continue
            line = np.zeros(len(empty))
            for term, sign in terms.items():
                cell = at[term.removesuffix("@prior")]
                if term.endswith("@prior"):
                    if is_empty(status[prior[row], [cell]])[0]:
                        break
                elif cell in place:
                    line[place[cell]] += sign
            else:
                signs.append(line)
                totals.append(-residual[row])
        known = {codes[i]: values[row, i] for i in np.flatnonzero(status[row] == STATED)}
        matrix = np.array(signs).reshape(len(totals), len(empty))
        yield row, Fillings(known, tuple(codes[i] for i in empty), matrix, np.array(totals))
