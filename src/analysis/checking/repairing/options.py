"""Sets of cells as options with a price: how each figure came about and what evidence there is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.checking.rules.frame import BLANK, STATED, UNREADABLE
from analysis.form import get_form
from analysis.recognising import Report
from analysis.recognising.claims.verdicts import AGREES, codes_of, verdicts

from .localise import CellSet
from .plausible import price, slip
from .shifts import Slip
from .system import Cells, Key, System

_MOST_OF_YEARS = 1.0  # the years before and after never weigh more than this


@dataclass(frozen=True)
class Change:
    """One cell of an option.

    Attributes
    ----------
    key : (int, str)
        Row of the wide frame and cell code.
    value : float
        What the cell would have to be.
    span : (float, float) or None
        Least and greatest value, if the identities leave a choice.
    kind : str
        How the printed figure seems to have come about; a key of ``cells`` in ``repair.yml``.
    """

    key: Key
    value: float
    span: tuple[float, float] | None
    kind: str


@dataclass(frozen=True)
class Option:
    """One way to repair a part of the figures.

    Attributes
    ----------
    changes : tuple of Change
        The cells to change.
    kind : str
        What happened to them together; a key of ``groups`` in ``repair.yml``, or of ``cells``.
    price : float
        How unlikely it is; only the order of prices means something.
    evidence : tuple of (str, str)
        Kind, a key of ``evidence`` in ``repair.yml``, and phrase of claims that speak of it.
    """

    changes: tuple[Change, ...]
    kind: str
    price: float
    evidence: tuple[tuple[str, str], ...]


class Scales:
    """Weighs options for the reports of a frame.

    Parameters
    ----------
    cells : Cells
        The wide frame.
    reports : mapping
        Report id to report, for its claims.
    sums : set of str
        Cells that an identity makes the sum of others.
    """

    def __init__(self, cells: Cells, reports: Mapping[str, Report], sums: set[str]) -> None:
        self._cells, self._reports, self._sums = cells, reports, sums

    def of_set(self, system: System, found: CellSet) -> Option:
        """The option of a smallest set.

        Parameters
        ----------
        system : System
            Cells and equations of the report.
        found : CellSet
            The cells, with the values that satisfy the equations.
        """
        changes = tuple(
            self._change(system, c, v, found.span.get(c)) for c, v in found.value.items()
        )
        return self._weighed(changes, *self._group(changes))

    def of_slip(self, system: System, found: Slip) -> Option:
        """The option of one slip that moved many figures.

        Parameters
        ----------
        system : System
            Cells and equations of the report.
        found : Slip
            The slip, with the figures that it moved.
        """
        changes = tuple(self._change(system, c, v, None) for c, v in found.value.items())
        return self._weighed(changes, found.kind, price(found.kind))

    def _change(
        self, system: System, column: int, value: float, span: tuple[float, float] | None
    ) -> Change:
        key = system.keys[column]
        if system.kind[column] == STATED:
            beside = tuple(self._value(k) or 0.0 for k in self._neighbours(key))
            kind = slip(float(system.value[column]), value, key[1] in self._sums, beside)
        elif system.kind[column] == BLANK:
            kind = "blank_filled"
        else:
            kind = "print_unreadable" if self._status(key) == UNREADABLE else "not_in_document"
        return Change(key, value, span, kind)

    def _group(self, changes: tuple[Change, ...]) -> tuple[str, float]:
        separate = sum(price(c.kind) for c in changes)
        if len(changes) == 1:
            return changes[0].kind, separate
        if len(changes) == 2:
            a, b = changes
            crossed = a.value == self._value(b.key) and b.value == self._value(a.key)
            if crossed and b.key in self._neighbours(a.key):
                return "neighbours_swapped", price("neighbours_swapped")
        return "several_cells", separate

    def _weighed(self, changes: tuple[Change, ...], kind: str, base: float) -> Option:
        evidence = []
        for row in dict.fromkeys(c.key[0] for c in changes):
            mine = {c.key[1]: c.value for c in changes if c.key[0] == row}
            evidence += self._claims(row, mine)
        years = sum(self._years(c) for c in changes)
        return Option(
            changes, kind, base + years + sum(price(k) for k, _ in evidence), tuple(evidence)
        )

    def _claims(self, row: int, change: dict[str, float]) -> list[tuple[str, str]]:
        report = self._reports[self._cells.report[row]]
        if not len(report.claims):
            return []
        codes = get_form(report.format).by_code
        stated = [
            c
            for c in report.claims.itertuples(index=False)
            if not change.keys().isdisjoint(codes_of(str(c.target), codes))
        ]
        before = {code: self._value((row, code)) for code in codes} if stated else {}
        after: dict[str, float | None] = {**before, **change}
        found = []
        for claim, *judged in zip(
            stated, verdicts(stated, before), verdicts(stated, after), strict=True
        ):
            agreed, agrees = (j.verdict == AGREES for j in judged)
            if agreed != agrees:
                found.append(("claim_agrees" if agrees else "claim_broken", str(claim.phrase)))
        return found

    def _years(self, change: Change) -> float:
        row, code = change.key
        printed = self._value(change.key)
        beside = [
            v
            for r in (int(self._cells.prior[row]), self._cells.next.get(row, -1))
            if r >= 0
            if (v := self._value((r, code))) is not None
        ]
        return 0.0 if printed is None else _years_apart(printed, change.value, beside)

    def _value(self, key: Key) -> float | None:
        status = self._status(key)
        if status == STATED:
            return float(self._cells.values[key[0], self._cells.position[key[1]]])
        return 0.0 if status == BLANK else None

    def _status(self, key: Key) -> int:
        return int(self._cells.status[key[0], self._cells.position[key[1]]])

    def _neighbours(self, key: Key) -> list[Key]:
        """The cells beside, above and below."""
        table, item, column = key[1].split("/")
        form = get_form(self._cells.format[key[0]])
        items, columns = form.items(table), form.columns(table, item)
        i, j = items.index(item), columns.index(column)
        near = [f"{table}/{item}/{columns[k]}" for k in (j - 1, j + 1) if 0 <= k < len(columns)]
        near += [f"{table}/{items[k]}/{column}" for k in (i - 1, i + 1) if 0 <= k < len(items)]
        return [(key[0], code) for code in near if code in form.by_code]


def _years_apart(printed: float, implied: float, beside: list[float]) -> float:
    """Price a repair by the other years: a discount if they are more like what is implied."""
    if not beside:
        return 0.0
    usual = math.log1p(sum(beside) / len(beside))
    further = abs(math.log1p(max(implied, 0)) - usual) - abs(math.log1p(max(printed, 0)) - usual)
    return max(-_MOST_OF_YEARS, min(_MOST_OF_YEARS, further / 2))
