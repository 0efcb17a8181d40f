"""Table 三 in grids: rows of values under one header, and where that has its columns."""

import itertools
import re
from dataclasses import dataclass, field

from analysis.form import APPLICANTS
from analysis.reading.blocks import Slot
from analysis.recognising.characters import fold

from .head import GROUP
from .headers import applicant_of, is_of_other_year
from .kinds import Kinds

COUNT = len(APPLICANTS)
PAST = re.compile("上年|去年|上一年|往年|历年|同期")
# In which order the header's cells are written in the source where 总计 spans two rows and the
# names of 法人 stand below it.
_WRITTEN = (
    "natural_person",
    "total",
    "business",
    "research",
    "public_interest",
    "legal_services",
    "other",
)


@dataclass(slots=True)
class Row:
    """A row of values: what it counts, its slots, where its label and its last cell end,
    and figures that reach into it from above.
    """

    item: str
    slots: list[Slot | None]
    after: int
    end: int
    foreign: tuple[Slot, ...] = ()
    reaching: tuple[Slot, ...] = ()

    def cells(self, start: int, end: int | None = None) -> list[Slot]:
        """Its cells from a column on, each once.

        Parameters
        ----------
        start : int
            The first column.
        end : int, optional
            The column before which they end; without it, that of the row's end.
        """
        out: list[Slot] = []
        for slot in self.slots[start:end]:
            if slot is not None and (not out or out[-1] is not slot):
                out.append(slot)
        return out

    def values(self) -> list[Slot]:
        """Its cells after the label, without empty ones beyond the seventh."""
        out = [s for s in self.cells(self.after) if s not in self.foreign]
        while len(out) > COUNT and not out[-1].text:
            out.pop()
        return out


@dataclass
class Part:
    """Rows under one header.

    Attributes
    ----------
    at : dict
        Columns by what their header says; empty where two claim one name.
    written : tuple of str
        The names in the order in which the header's cells are written, row by row; organisations
        below the cells that are above them, as many as these are wide.
    end : int
        The column after the header's last cell.
    year : int or None
        The year reported on.
    """

    head: list[list[Slot]]
    kinds: Kinds
    written: tuple[str, ...] = ()
    end: int = 0
    year: int | None = None
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.at: dict[str, int] = {}
        self.grouped = GROUP in self.written
        if self.grouped:
            below = [n for n in self.written if n in APPLICANTS[1:-1]]
            beside = [n for n in self.written if n not in below]
            if beside.count(GROUP) == len(below):
                under = iter(below)
                self.written = tuple(next(under) if n == GROUP else n for n in beside)
            else:  # a span is lost or too long
                first = beside.index(GROUP)
                after = (n for n in beside[first:] if n != GROUP)
                self.written = (*beside[:first], *below, *after)
        self.doubled = False
        self.extra: set[int] = set()
        before: list[Slot] = []
        for column, stack in enumerate(self.head):
            if not stack or stack == before:
                continue  # one cell over two columns
            before = stack
            text = "".join(fold(s.text) for s in stack)
            past = PAST.search(text) or is_of_other_year(stack[-1].text, self.year)
            name = None if past else applicant_of(text)
            if name is None:
                self.extra.add(column)
            elif name in self.at:
                self.doubled = True
            else:
                self.at[name] = column
        if self.doubled:
            self.at = {}

    @property
    def is_usual(self) -> bool:
        """Whether the names are written in the form's order, in either way of writing."""
        return self.written == APPLICANTS or (self.written == _WRITTEN and not self.grouped)

    @property
    def complete(self) -> bool:
        """Whether every column has its header."""
        return len(self.at) == COUNT

    @property
    def order(self) -> list[str]:
        """Names from left to right."""
        return sorted(self.at, key=self.at.__getitem__)

    @property
    def jumbled(self) -> bool:
        """Whether the names do not stand as they are written.

        A cell or span of the header is lost or too many.

        They are written from left to right, or with the last of those that span two rows before the
        names below them.
        """
        w, order = self.written, tuple(self.order)
        return order != w and (self.grouped or order != (*w[:1], *w[2:], *w[1:2]))

    def under(self, row: Row, at: dict[str, int]) -> list[Slot] | None:
        """The cells of a row under the seven headers, or None where it does not fit them.

        Parameters
        ----------
        row : Row
            The row.
        at : dict
            The columns of the headers, by name.
        """
        columns = sorted(at.values())
        first, last = columns[0], columns[-1]
        if first < row.after or last >= len(row.slots):
            return None
        slots = [row.slots[c] for c in columns]
        if any(s is None for s in slots):
            return None
        present = [s for s in slots if s is not None]
        if (
            first == row.after
            and last + 1 == row.end == first + COUNT
            and all(s.width == 1 for s in present)
        ):
            return present
        for before, slot in itertools.pairwise(present):
            if slot is before and slot.text and self.kinds[slot.text].digits:
                return None  # one number over two columns
        named = {id(s) for s in present}
        for column, other in enumerate(row.slots[row.after :], start=row.after):
            if other is None or not other.text or id(other) in named:
                continue
            if column < first or column not in self.extra:
                # A figure that stands beside the header's columns; what has a header of its own
                # (备注) is none of ours.
                if (
                    column in self.extra
                    and self.head[column]
                    and self.head[column][-1].column == column
                    and column > first
                ):
                    continue
                if not (column < first and self._own_header(column)):
                    return None
        return present

    def has_moved(self, at: dict[str, int]) -> bool:
        """Whether values of some row begin left of the headers: there the spans of labels are lost.

        Parameters
        ----------
        at : dict
            The columns of the headers, by name.
        """
        first = min(at.values(), default=0)
        return any(
            slot is not None and slot.text and not self._own_header(column)
            for row in self.rows
            for column, slot in enumerate(row.slots[row.after : first], start=row.after)
        )

    def may_be_padded(self, row: Row, at: dict[str, int]) -> bool:
        """Whether the empty cell at a row's end may only fill it up, and its values have moved.

        Parameters
        ----------
        row : Row
            The row.
        at : dict
            The columns of the headers, by name.
        """
        last = row.slots[max(at.values()) :][:1]
        return row.after < min(at.values()) and not any(s is not None and s.text for s in last)

    def _own_header(self, column: int) -> bool:
        """Whether a column left of the values has a header for itself: 单位, 序号."""
        stack = self.head[column] if column < len(self.head) else []
        return bool(stack) and stack[-1].column == column and stack[-1].width == 1
