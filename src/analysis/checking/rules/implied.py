"""What the rules imply for cells that state no number.

A cell is implied only where exactly one filling satisfies every identity together: bounds are
narrowed through all equations of all reports at once until nothing moves, and what remains in
cycles is settled exactly (``systems``). What was published is not touched; the implied value stands
beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.recognising.rows import Unframed

from .equations import open_equations
from .frame import Wide, all_codes, amount_codes, code_positions, is_empty, signed_codes
from .load import Rule
from .systems import System

if TYPE_CHECKING:
    import pandas as pd

IMPLIED_COLUMNS = ["report", "table", "item", "column", "implied"]
_NOTHING = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
_CHUNK = 4096  # reports that are solved together: bounds the memory, not the result


@dataclass(frozen=True)
class Implied(Unframed):
    """Cells without a number whose value the rules fix.

    Attributes
    ----------
    row : ndarray of int
        Row of the report in the wide frame.
    cell : ndarray of int
        Position of the cell in ``all_codes``.
    value : ndarray of float
        What the cell must hold.
    report : ndarray of object
        Id of the report.
    """

    row: np.ndarray
    cell: np.ndarray
    value: np.ndarray
    report: np.ndarray

    def frame(self) -> pd.DataFrame:
        """``report, table, item, column, implied``, in the order of reports and code."""
        import pandas as pd

        parts = np.array([code.split("/") for code in all_codes()], dtype=object)[
            self.cell
        ].reshape(-1, 3)
        columns = dict(zip(IMPLIED_COLUMNS[1:4], parts.T, strict=True))
        return pd.DataFrame({"report": self.report, **columns, "implied": self.value})


def solve(wide: Wide, rules: Iterable[Rule], alone: bool = False) -> Implied:
    """Find the cells without a number whose value the rules fix.

    Parameters
    ----------
    wide : Wide
        The reports.
    rules : iterable of Rule
        Only equations of severity ``error`` are used: what is merely expected implies nothing.
        Equations that fail are left out, because no filling satisfies them.
    alone : bool
        Whether each report is taken without that of the year before.
    """
    identities = [r for r in rules if r.is_identity]
    prior = np.full(len(wide), -1) if alone else wide["prior"]
    gaps = np.zeros(len(wide), dtype=bool)
    for code in all_codes():
        gaps |= is_empty(wide[f"{code}#"])
    found = [
        _solve(wide.part(rows, renumbered(prior, rows)), rows, identities)
        for rows in _chunks(prior, gaps)
    ]
    row, cell, value = (np.concatenate(parts) for parts in zip(*found or [_NOTHING], strict=True))
    names = np.argsort(np.argsort(np.array(all_codes())))
    order = np.lexsort((names[cell], row))
    return Implied(row[order], cell[order], value[order], wide["report"][row[order]])


def renumbered(prior: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The years before of some rows, as numbers among these.

    Parameters
    ----------
    prior : ndarray of int
        Of every row that of the year before, or -1.
    rows : ndarray of int
        The rows that are taken.
    """
    own = np.full(len(prior) + 1, -1)  # the last is where -1 leads
    own[rows] = np.arange(len(rows))
    return np.asarray(own[prior[rows]])


def _chunks(prior: np.ndarray, gaps: np.ndarray) -> Iterator[np.ndarray]:
    """Rows that have gaps, with all years of the same agency together, some thousands at a time."""
    root = np.where(prior < 0, np.arange(len(prior)), prior)
    while not np.array_equal(root, root[root]):  # each step doubles the years that are leapt
        root = root[root]
    wanted = np.zeros(len(root), dtype=bool)
    wanted[root[gaps]] = True
    rows = np.flatnonzero(wanted[root])
    rows = rows[np.argsort(root[rows], kind="stable")]
    ends = [*np.flatnonzero(np.diff(root[rows])) + 1, len(rows)]  # of each agency
    first = last = 0
    for end in ends:
        if end - first > _CHUNK and last > first:
            yield rows[first:last]
            first = last
        last = end
    if last > first:
        yield rows[first:last]


def _solve(
    frame: Wide, rows: np.ndarray, identities: list[Rule]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows (of the whole corpus), cells and values that are fixed in one chunk."""
    prior, width = frame["prior"], len(all_codes())
    at = code_positions()
    eq, var, sign, total, count = [], [], [], [], 0
    for terms, applies, residual in open_equations(frame, identities):
        used = np.flatnonzero(applies)
        number = np.full(len(frame), -1)
        number[used] = count + np.arange(len(used))
        count += len(used)
        total.append(-residual[used])
        for term, s in terms.items():
            code = term.removesuffix("@prior")
            row = prior[used] if term.endswith("@prior") else used
            gap = is_empty(frame[f"{code}#"][row])
            eq.append(number[used[gap]])
            var.append(row[gap] * width + at[code])
            sign.append(np.full(int(gap.sum()), float(s)))
    if not eq:
        return _NOTHING
    variables, index = np.unique(np.concatenate(var), return_inverse=True)
    row, cell = np.divmod(variables, width)
    signed = np.array([code in signed_codes() for code in all_codes()])[cell]
    whole = np.array([code not in amount_codes() for code in all_codes()])[cell]
    entries = np.concatenate(eq), index, np.concatenate(sign)
    fixed, value = System(*entries, np.concatenate(total), signed, whole).settle()
    return rows[row[fixed]], cell[fixed], value[fixed]
