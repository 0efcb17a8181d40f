"""A row of flattened text: its label, what stands after it, and which of that can be its cells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

from analysis.form import APPLICANTS
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.numbers import is_mark, read_number

from .spacing import RowLines
from .tokens import NUMBER, Token

_THOUSANDS = re.compile(r"\d{3}")
_LEAD = re.compile(r"[1-9]\d{0,2}")


@dataclass(eq=False)
class Row:
    """One row of the form as it was met in the text.

    Attributes
    ----------
    codes : list of (str or None)
        Its cells in the order of the print; None for a column that the form does not have.
    run : list of Token
        What stands between its label and the next.
    label : Token
        Its label.
    index : int
        Position of the label among the tokens.
    then : int or None
        Line of what comes after the row.
    runs_on : bool
        Whether more values come after it, on the next line.
    lead : int
        How many cells stand before the label on its line.
    units : list of str
        What header, label or caption say that each of its cells is measured in.
    order_known : bool
        Whether the order of its columns is known.
    below : str
        What stands right after its values.
    ends_text : bool
        Whether nothing stands after its values: the text may be cut there.
    contested : bool
        Whether its label stands in the table a second time, without values.
    """

    table: str
    item: str
    codes: list[str | None]
    run: list[Token]
    label: Token
    index: int
    then: int | None
    runs_on: bool = False
    lead: int = 0
    units: list[str] = field(default_factory=list)
    order_known: bool = True
    below: str = ""
    ends_text: bool = False
    contested: bool = False

    @property
    def where(self) -> str:
        return self.label.where

    @property
    def is_usual(self) -> bool:
        """Whether its columns stand as the form has them, and in plain counts."""
        names = [code and code.rsplit("/", 1)[1] for code in self.codes]
        return self.order_known and (
            self.table != "requests" or (names == list(APPLICANTS) and not any(self.units))
        )

    def adds_up(self, values: Sequence[float | None]) -> bool:
        """Whether its total is the sum of its parts, whatever the order of its columns.

        Parameters
        ----------
        values : sequence of float or None
            One value for each column; None where the cell is empty.
        """
        by_code = dict(zip(self.codes, values, strict=True))
        return row_adds_up([by_code.get(f"requests/{self.item}/{name}") for name in APPLICANTS])

    @property
    def filled(self) -> list[Token]:
        """The contents that are not empty."""
        return [t for t in self.run if t.text]

    @property
    def fields(self) -> list[Token]:
        """The tokens that can be cells."""
        return _fields(self.run)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cells before the label on its line, fields after it, and cells that the form has."""
        return self.lead if self.one_line else 0, len(self.fields), len(self.codes)

    @property
    def printed(self) -> str:
        return " | ".join(t.text for t in self.run if not t.padding)

    @cached_property
    def one_line(self) -> bool:
        """Whether the row is a line of the text."""
        return all(t.line == self.label.line for t in self.run)

    def row_lines(self, marks: set[int]) -> RowLines | None:
        """Its lines, where each cell is a line.

        None where cells are set apart by marks, or a page ends among them.

        Parameters
        ----------
        marks : set of int
            Lines that set cells apart.
        """
        if self.one_line or len(self.filled) != len(self.run):
            return None
        if any(
            line in marks for line in range(self.label.line, (self.then or self.run[-1].line) + 1)
        ):
            return None
        return RowLines(
            self.label.line, tuple(t.line for t in self.run), self.then, len(self.codes)
        )

    def joinable(self) -> list[int]:
        """Positions of numbers that may be the thousands of the number before them.

        Only where blanks alone set them apart.
        """
        return _joinable(self.filled)


def _joinable(filled: list[Token]) -> list[int]:
    return [
        i
        for i in range(1, len(filled))
        if filled[i].spaced
        and filled[i].line == filled[i - 1].line
        and not filled[i].wide
        and _THOUSANDS.fullmatch(filled[i].text)
        and _LEAD.fullmatch(filled[i - 1].text)
    ]


def merged(row: Row) -> list[Token] | None:
    """Read a row of too many numbers with blanks between thousands.

    Only where exactly one such reading satisfies the row's total; else None.

    Parameters
    ----------
    row : Row
        A row with more numbers than columns.
    """
    filled, count = row.filled, len(row.codes)
    over, pairs = len(filled) - count, row.joinable()
    if row.table != "requests" or not 0 < over <= len(pairs) or len(pairs) > 12:
        return None
    good = []
    for chosen in combinations(pairs, over):
        tokens: list[Token] = []
        for i, token in enumerate(filled):
            if i in chosen:
                tokens[-1] = replace(tokens[-1], text=f"{tokens[-1].text} {token.text}")
            else:
                tokens.append(token)
        values = [read_number(t.text) for t in tokens]
        if all(v.status != "unreadable" for v in values) and row.adds_up([v.value for v in values]):
            good.append(tokens)
    return good[0] if len(good) == 1 else None


Leads = dict[tuple[int, int, int], set[int]]


def leads_of(rows: Iterable[Row]) -> Leads:
    """Where values begin in rows of one shape: cells before the label, fields after it, values.

    It tells padding from empty cells.

    Rows of one shape are padded alike. What is filled in any of them is no padding, so each narrows
    down where values can begin.

    Parameters
    ----------
    rows : iterable of Row
        The rows.
    """
    leads: Leads = {}
    for row in rows:
        fields, count = row.fields, len(row.codes)
        filled = [i for i, t in enumerate(fields) if t.text]
        if filled and len(fields) >= count:
            fit = {
                s
                for s in range(len(fields) - count + 1)
                if s <= filled[0] and filled[-1] < s + count
            }
            leads[row.shape] = leads.get(row.shape, fit) & fit
    return leads


def _fields(run: list[Token]) -> list[Token]:
    """The tokens that can be cells: all of one line, or those of lines that are no padding."""
    return run if len({t.line for t in run}) == 1 else [t for t in run if not t.padding]


def starts_of(row: Row, leads: Leads) -> set[int] | None:
    """Where a row's values can begin among its fields; None where the text keeps no empty cells.

    Parameters
    ----------
    row : Row
        The row.
    leads : Leads
        What rows of each shape have shown.
    """
    fields, count = row.fields, len(row.codes)
    if len(fields) == count:
        return {0}
    if len(fields) < count or all(t.text for t in fields):
        return None
    return leads.get(row.shape, set(range(len(fields) - count + 1)))


def place(run: list[Token], count: int, starts: set[int]) -> list[Token] | None:
    """The ``count`` tokens of a row in order, or None where the columns cannot be told.

    All filled: whatever else is there is padding. Some empty: only where there are no more fields
    than columns, or where full rows of one shape show where the values begin (``starts``). None
    filled: an empty row.

    Parameters
    ----------
    run : list of Token
        The fields after the label.
    count : int
        How many columns the table has.
    starts : set of int
        Where the values can begin, as full rows of one shape show it.
    """
    filled = [t for t in run if t.text]
    if len(filled) == count:
        return filled
    fields = _fields(run)
    if len(filled) > count:
        return None
    starts = {0} if len(fields) == count else starts
    if len(starts) == 1:
        start = next(iter(starts))
        if not any(t.text for t in (*fields[:start], *fields[start + count :])):
            return fields[start : start + count]
    if not filled and run:
        return [Token("", run[0].line, run[0].where)] * count
    return None


def rows_of(tokens: Sequence[Token], count: int) -> list[list[Token]]:
    """Lines that end in so many numbers set apart by blanks.

    Parameters
    ----------
    tokens : sequence of Token
        The cells of the text.
    count : int
        How many columns the table has.
    """
    by_line: dict[int, list[Token]] = {}
    for token in tokens:
        if token.spaced and (is_mark(token.text) or NUMBER.fullmatch(token.text)):
            by_line.setdefault(token.line, []).append(token)
    return [row for row in by_line.values() if len(row) == count]
