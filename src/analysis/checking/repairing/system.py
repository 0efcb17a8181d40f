"""The identities of an agency's consecutive reports as one linear system.

A cell that states no number has no printed value to keep. A blank or a mark usually stands for
zero: it is held at zero and may be filled with something else at a small price. An absent or
unreadable cell may hold anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.checking.rules.equations import instances
from analysis.checking.rules.frame import (
    BLANK,
    NOT_ON_FORM,
    STATED,
    UNREADABLE,
    Wide,
    amount_codes,
    code_positions,
    signed_codes,
)
from analysis.checking.rules.load import Rule
from analysis.checking.rules.parts import parts
from analysis.checking.rules.sums import TOLERANCE
from analysis.form import FORMATS

Key = tuple[int, str]  # row of the wide frame, cell code


@dataclass(frozen=True)
class Equation:
    """One instance of an identity: ``sum(sign * cell) = 0``.

    Attributes
    ----------
    terms : mapping
        Cell code, with ``@prior`` for the year before, to sign.
    formats : sequence of str
        Formats of the form that the rule is for.
    """

    terms: Mapping[str, int]
    formats: Sequence[str]

    @cached_property
    def is_between_years(self) -> bool:
        """Whether it has cells of the year before."""
        return any(term.endswith("@prior") for term in self.terms)


@dataclass
class System:
    """``matrix @ x = 0`` with what is printed.

    Attributes
    ----------
    keys : list of (int, str)
        Row of the wide frame and cell code, for each column of the matrix.
    rows : ndarray of int
        Row of the wide frame of the report that each row of the matrix is an equation of.
    matrix : ndarray, shape (equations, cells)
        Signs.
    value : ndarray
        What is printed; 0 where nothing is.
    kind : ndarray of int
        ``STATED``, ``BLANK`` or ``UNREADABLE`` (which stands for absent too), as in ``frame``.
    low : ndarray
        The least value a cell may take: 0, or minus infinity for a change (本年增/减).
    whole : ndarray of bool
        Whether the cell counts things; an amount need not be whole.
    """

    keys: list[Key]
    rows: np.ndarray
    matrix: np.ndarray
    value: np.ndarray
    kind: np.ndarray
    low: np.ndarray
    whole: np.ndarray

    @property
    def residual(self) -> np.ndarray:
        """By how much each equation is out, blanks and the rest read as zero."""
        return np.asarray(self.matrix @ self.value)

    def _part(self, columns: np.ndarray, rows: np.ndarray) -> System:
        """The system of some cells and equations."""
        return System(
            [self.keys[c] for c in columns],
            self.rows[rows],
            self.matrix[np.ix_(rows, columns)],
            self.value[columns],
            self.kind[columns],
            self.low[columns],
            self.whole[columns],
        )

    def violated(self) -> np.ndarray:
        """Equations (a mask) out of balance when every cell without a number is zero."""
        return np.asarray(np.abs(self.residual) > TOLERANCE)

    def hopeless(self) -> np.ndarray:
        """Equations (a mask) that no filling balances: no empty cell is on the short side."""
        residual, empty = self.residual, self.kind != STATED
        plus = ((self.matrix > 0) & empty).any(axis=1)
        minus = ((self.matrix < 0) & empty).any(axis=1)
        return np.where(residual > TOLERANCE, ~minus, np.where(residual < -TOLERANCE, ~plus, False))


class Cells:
    """Quick access to reports: values and statuses by row and code.

    Parameters
    ----------
    wide : Wide
        The reports.
    """

    def __init__(self, wide: Wide) -> None:
        self.position = code_positions()
        self.values, self.status = wide.values.T, wide.status.T
        self.format = wide["format"].tolist()
        self.prior = wide["prior"]
        self.report = wide["report"].tolist()
        self.next = {int(p): i for i, p in enumerate(self.prior) if p >= 0}

    def chain(self, row: int) -> list[int]:
        """The rows of the same agency's consecutive years, from the first to the last.

        Parameters
        ----------
        row : int
            Row of one of the years.
        """
        rows = [row]
        while self.prior[rows[0]] >= 0:
            rows.insert(0, int(self.prior[rows[0]]))
        while rows[-1] in self.next:
            rows.append(self.next[rows[-1]])
        return rows


def equations_of(rules: Iterable[Rule]) -> dict[str, list[Equation]]:
    """Equations by format that are true by definition; what is merely expected repairs nothing.

    Parameters
    ----------
    rules : iterable of Rule
        All rules of the suites.
    """
    found: dict[str, list[Equation]] = {fmt: [] for fmt in FORMATS}
    for kwargs in (rule.kwargs for rule in rules if rule.is_identity):
        formats = kwargs.get("formats") or FORMATS
        for fmt in (fmt for fmt in FORMATS if fmt in formats):
            found[fmt] += [Equation(terms, formats) for terms in instances(kwargs, fmt).values()]
    return found


def build(cells: Cells, rows: Sequence[int], equations: Mapping[str, list[Equation]]) -> System:
    """Build the system of some reports.

    Parameters
    ----------
    cells : Cells
        The wide frame.
    rows : sequence of int
        Rows of the reports. An equation with a year that is not among them is left out.
    equations : dict
        Format to equations, as ``equations_of`` gives them.
    """
    column: dict[Key, int] = {}
    used: list[int] = []
    entries: list[tuple[int, int, int]] = []
    inside = set(rows)
    for row in rows:
        before = int(cells.prior[row])
        for equation in equations[cells.format[row]]:
            if equation.is_between_years and (
                before not in inside or cells.format[before] not in equation.formats
            ):
                continue
            for term, sign in equation.terms.items():
                code = term.removesuffix("@prior")
                source = row if code == term else before
                # The other format has no such cell.
                if cells.status[source, cells.position[code]] == NOT_ON_FORM:
                    continue
                at = column.setdefault((source, code), len(column))
                entries.append((len(used), at, sign))
            used.append(row)
    keys = list(column)
    matrix = np.zeros((len(used), len(keys)))
    if entries:
        i, j, sign = np.array(entries).T
        matrix[i, j] = sign
    at_row = np.array([k[0] for k in keys], dtype=int)
    at_code = np.array([cells.position[k[1]] for k in keys], dtype=int)
    status = cells.status[at_row, at_code]
    kind = np.where(status == STATED, STATED, np.where(status == BLANK, BLANK, UNREADABLE))
    value = np.where(kind == STATED, np.nan_to_num(cells.values[at_row, at_code]), 0.0)
    low = np.array([-np.inf if code in signed_codes() else 0.0 for _, code in keys])
    whole = np.array([code not in amount_codes() for _, code in keys], dtype=bool)
    return System(keys, np.array(used, dtype=int), matrix, value, kind, low, whole)


def components(system: System) -> list[System]:
    """Split a system into parts that share no cell; parts in balance are left out.

    Parameters
    ----------
    system : System
        The system of all cells.
    """
    equation, cell = np.nonzero(system.matrix)
    n = len(system.rows)
    label = parts(n + len(system.keys), equation, n + cell)
    return [
        system._part(np.flatnonzero(label[n:] == one), np.flatnonzero(label[:n] == one))
        for one in dict.fromkeys(label[:n][system.violated()].tolist())
    ]
