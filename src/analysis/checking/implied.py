"""What the identities imply for cells that state no number.

A cell is implied only where exactly one filling satisfies every identity together: bounds are narrowed through all equations of
all reports at once until nothing moves, and what remains in cycles is settled exactly (``exact``). What was published is not
touched; the implied value stands beside it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.form import FORMATS, get_form

from .evaluate import balance, equations
from .exact import determined
from .frame import all_codes, is_empty, signed_codes
from .outcomes import FAIL
from .rules import Rule
from .sums import TOLERANCE

IMPLIED_COLUMNS = ["report", "table", "item", "column", "implied"]
_ROUNDS = 60  # a forest settles in far fewer; equations that contradict each other in a cycle would go on for ever
_CHUNK = 4096  # reports that are solved together: bounds the memory, not the result


@dataclass(frozen=True)
class Implied:
    """Cells without a number whose value is fixed: report number, position in ``all_codes``, value."""

    row: np.ndarray
    cell: np.ndarray
    value: np.ndarray

    def frame(self, names: pd.Series) -> pd.DataFrame:
        """``report, table, item, column, implied``, in the order of reports and code."""
        parts = np.array([code.split("/") for code in all_codes()], dtype=object)[self.cell].reshape(-1, 3)
        columns = dict(zip(IMPLIED_COLUMNS[1:4], parts.T, strict=True))
        return pd.DataFrame(
            {"report": names.to_numpy(dtype=object)[self.row], **columns, "implied": self.value}
        )  # fmt: skip


def implied_values(frame: pd.DataFrame, rules: Iterable[Rule], outcomes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Implied values of the reports of a wide frame.

    Parameters
    ----------
    frame : DataFrame
    rules : iterable of Rule
        Those of type ``expect_terms_to_balance`` and severity ``error`` are used: an expected tie implies nothing.
        Equations that fail are left out, since no filling can mend them.
    outcomes : DataFrame, optional
        Not needed any more: the failing equations are told from the sums.

    Returns
    -------
    DataFrame
        ``report, table, item, column, implied``.
    """
    return solve(frame, rules).frame(frame["report"])


def solve(frame: pd.DataFrame, rules: Iterable[Rule]) -> Implied:
    """The same as numbers."""
    ties = [r for r in rules if r.type == "expect_terms_to_balance" and r.meta["severity"] == "error"]
    gaps = np.zeros(len(frame), dtype=bool)
    for code in all_codes():
        status = frame[f"{code}#"].to_numpy()
        gaps |= is_empty(status)
    found = [_solve(frame.iloc[rows].reset_index(drop=True), rows, ties) for rows in _chunks(frame, gaps)]
    if not found:
        return Implied(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    row, cell, value = (np.concatenate(parts) for parts in zip(*found, strict=True))
    names = np.argsort(np.argsort(np.array(all_codes())))
    order = np.lexsort((names[cell], row))
    return Implied(row[order], cell[order], value[order])


def _chunks(frame: pd.DataFrame, gaps: np.ndarray) -> Iterator[np.ndarray]:
    """Rows that have gaps, with all years of the same agency together, some thousands at a time."""
    root = frame["prior"].to_numpy().copy()
    root = np.where(root < 0, np.arange(len(root)), root)
    while not np.array_equal(root, root[root]):  # each step doubles the years that are leapt
        root = root[root]
    wanted = np.zeros(len(root), dtype=bool)
    wanted[root[gaps]] = True
    rows = np.flatnonzero(wanted[root])
    rows = rows[np.argsort(root[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(root[rows], prepend=-1))
    while len(rows):
        inside = starts[starts <= _CHUNK]
        end = len(rows) if len(rows) <= _CHUNK else int(inside[-1]) or (int(starts[1]) if len(starts) > 1 else len(rows))
        yield rows[:end]
        rows, starts = rows[end:], starts[starts >= end] - end


def _solve(frame: pd.DataFrame, rows: np.ndarray, ties: list[Rule]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows (of the whole corpus), cells and values that are fixed in one chunk."""
    own = np.full(rows.max() + 1, -1)
    own[rows] = np.arange(len(rows))
    prior = frame["prior"].to_numpy()
    frame = frame.assign(prior=np.where((prior >= 0) & (prior <= rows.max()), own[np.minimum(prior, rows.max())], -1))
    system = _system(frame, ties)
    if system is None:
        return (np.zeros(0, np.int64),) * 2 + (np.zeros(0),)
    variables, fixed, value = system.settle()
    row, cell = np.divmod(variables[fixed], len(all_codes()))
    return rows[row], cell, value[fixed]


def _system(frame: pd.DataFrame, ties: list[Rule]) -> "_System | None":
    prior, width = frame["prior"].to_numpy(), len(all_codes())
    at = {code: i for i, code in enumerate(all_codes())}
    eq, var, sign, total, count = [], [], [], [], 0
    for rule in ties:
        for equation in equations(rule.kwargs, frame):
            sums = balance(frame, equation.terms)
            used = np.flatnonzero(equation.applies & sums.empty & (sums.codes() != FAIL))
            if not len(used):
                continue
            number = np.full(len(frame), -1)
            number[used] = count + np.arange(len(used))
            count += len(used)
            total.append(-sums.residual[used])
            for term, s in equation.terms.items():
                code = term.removesuffix("@prior")
                row = prior[used] if term.endswith("@prior") else used
                status = frame[f"{code}#"].to_numpy()[row]
                gap = is_empty(status)
                eq.append(number[used[gap]])
                var.append(row[gap] * width + at[code])
                sign.append(np.full(int(gap.sum()), float(s)))
    if not eq:
        return None
    variables, index = np.unique(np.concatenate(var), return_inverse=True)
    codes = all_codes()
    signed = np.array([c in signed_codes() for c in codes])
    counts = {c.code for f in FORMATS for c in get_form(f).cells if c.unit == "count"}
    whole = np.array([c in counts for c in codes])
    return _System(
        variables, np.concatenate(eq), index, np.concatenate(sign), np.concatenate(total),
        signed[variables % width], whole[variables % width],
    )  # fmt: skip


class _System:
    """Equations ``sum(sign * variable) = total``; entries are triples of equation, variable and sign."""

    def __init__(
        self, variables: np.ndarray, eq: np.ndarray, var: np.ndarray, sign: np.ndarray, total: np.ndarray, signed: np.ndarray,
        whole: np.ndarray,
    ) -> None:  # fmt: skip
        self.variables, self.eq, self.var, self.sign, self.total = variables, eq, var, sign, total
        self.signed, self.whole = signed, whole
        self.low = np.where(signed, -np.inf, 0.0)
        self.high = np.full(len(variables), np.inf)
        self.part, self.var_part = self._parts(np.ones(len(eq), dtype=bool))
        self.impossible = np.zeros(self.var_part.max() + 1 if len(variables) else 0, dtype=bool)

    def _parts(self, entries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Number of the connected part of each equation and of each variable, over some of the entries."""
        n, m = len(self.total), len(self.variables)
        graph = coo_array((np.ones(int(entries.sum()), bool), (self.eq[entries], n + self.var[entries])), shape=(n + m, n + m))
        _, label = connected_components(graph, directed=False)
        return label[:n], label[n:]

    def settle(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Variables, which of them are fixed, and their values."""
        self.impossible = np.zeros(max(self.part.max(), self.var_part.max()) + 1, dtype=bool)
        restless = self._narrow()
        fixed = self.low == self.high
        open_entry = ~fixed[self.var]
        part, var_part = self._parts(open_entry)
        size = max(part.max(), var_part.max()) + 1
        # Edges less nodes tell a tree from a cycle. In a tree the narrowed bounds are exact: nothing more is fixed there.
        live_eq = np.bincount(self.eq[open_entry], minlength=len(self.total)) > 0
        edges = np.bincount(part[self.eq[open_entry]], minlength=size)
        nodes = np.bincount(part[live_eq], minlength=size) + np.bincount(var_part[~fixed], minlength=size)
        cyclic = edges >= np.maximum(nodes, 1)
        cyclic[part[live_eq & restless]] = True
        known: dict[object, dict[int, float] | None] = {}
        left = self.total - np.bincount(self.eq, self.sign * np.where(fixed, self.low, 0.0)[self.var], len(self.total))
        order = np.argsort(part[self.eq], kind="stable")
        order = order[(cyclic[part[self.eq]] & open_entry)[order]]
        for entries in np.split(order, np.flatnonzero(np.diff(part[self.eq[order]])) + 1) if len(order) else []:
            self._exactly(entries, left, known)
        fixed = self.low == self.high
        broken = fixed & self.whole & (np.abs(self.low - np.round(self.low)) > TOLERANCE)
        self.impossible[self.var_part[broken]] = True  # a count that would have to be a fraction: no filling at all
        return self.variables, fixed & ~self.impossible[self.var_part], self.low + 0.0  # never a negative zero

    def _narrow(self) -> np.ndarray:
        """Narrow all bounds until nothing moves; which equations had not come to rest."""
        n = len(self.total)
        active = np.ones(n, dtype=bool)
        for _ in range(_ROUNDS):
            take = active[self.eq]
            eq, var, sign = self.eq[take], self.var[take], self.sign[take]
            # sign * x = total - (sum of the others): the least and greatest sum of the others bound it.
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
        sums = np.bincount(self.eq, self.sign * np.where(fixed[self.var], self.low[self.var], 0.0), len(self.total))
        self.impossible[self.part[done & (np.abs(sums - self.total) > TOLERANCE)]] = True

    def _exactly(self, entries: np.ndarray, left: np.ndarray, known: dict[object, dict[int, float] | None]) -> None:
        """Settle one part that has cycles; the same equations in many reports are solved once."""
        eqs, eq = np.unique(self.eq[entries], return_inverse=True)
        names, var = np.unique(self.var[entries], return_inverse=True)
        if self.impossible[self.var_part[names[0]]]:
            return
        total = left[eqs]
        matrix = np.zeros((len(eqs), len(names)), dtype=int)
        matrix[eq, var] = self.sign[entries].astype(int)
        key = (matrix.shape, matrix.tobytes(), np.round(total, 6).tobytes(), self.signed[names].tobytes())
        if key not in known:
            known[key] = determined(matrix, total, self.signed[names])
        found = known[key]
        if found is None:
            self.impossible[self.var_part[names[0]]] = True
            return
        for i, value in found.items():
            self.low[names[i]] = self.high[names[i]] = value


def _others(eq: np.ndarray, own: np.ndarray, infinite: float, n: int) -> np.ndarray:
    """For each entry the sum of the other entries of its equation; ``infinite`` where one of those is."""
    endless = np.isinf(own)
    finite = np.where(endless, 0.0, own)
    sums = np.bincount(eq, finite, n)[eq] - finite
    return np.where(np.bincount(eq, endless, n)[eq] - endless > 0, infinite, sums)
