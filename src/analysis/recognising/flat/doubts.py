"""What makes a row of flattened text doubtful.

Then its columns are believed only where its own total confirms them.
"""

import re
from collections.abc import Sequence

from analysis.form import Form
from analysis.recognising.numbers import read_number

from .rows import Row, merged
from .tokens import Token


class Doubts:
    """What a document's rows tell of how its text came about.

    Parameters
    ----------
    rows : sequence of Row
    regular : bool
        Whether empty lines tell the empty cells.
    broken : set of int
        Lines that may hold the end of a number of a neighbouring line.
    form : Form
    """

    def __init__(self, rows: Sequence[Row], regular: bool, broken: set[int], form: Form) -> None:
        self._broken, self._form = broken, form
        self._labelled = {(row.table, row.item) for row in rows}
        self._grouped = any(merged(row) for row in rows)
        # Cells are gone from some rows, so a row of the right length may have lost one and caught
        # something else.
        self._ragged = not regular and any(
            not r.one_line and r.filled and len(r.fields) < len(r.codes) for r in rows
        )
        # Where rows are lines, what stands on the line below a label may be a page's number or
        # head.
        self._lines = sum(r.one_line for r in rows) > len(rows) / 2
        self._longest = {
            table: max((len(r.fields) for r in rows if r.table == table and r.one_line), default=0)
            for table in ("disclosure", "requests")
        }
        self._widest = {
            table: max(
                (r.lead + len(r.fields) for r in rows if r.table == table and r.one_line), default=0
            )
            for table in ("disclosure", "requests")
        }

    def numbers(self, row: Row) -> bool:
        """Whether the numbers themselves may be more or less than was printed."""
        if not row.one_line and (
            self._lines or (self._ragged and any(_is_text(t.text) for t in row.filled))
        ):
            return True
        return (
            row.runs_on
            or any(t.spaced and t.line in self._broken for t in row.run)
            or (self._grouped and bool(row.joinable()))
        )

    def of(self, row: Row, placed: Sequence[Token] | None) -> bool:
        """Whether a placed row needs its total to confirm it."""
        if placed is None:
            return False
        if self.numbers(row):
            return True
        full = all(t.text for t in placed)
        if row.one_line:
            # Where other rows have padding before their values, and this line may have lost its
            # end, so may this one.
            longest = self._longest[row.table]
            whole = row.lead + len(row.fields) == self._widest[row.table]
            return not whole and not placed[0].text and not full and longest > len(row.codes)
        row_lines = row.row_lines(set())
        irregular = row_lines is not None and len(set(row_lines.gaps[: len(row_lines.values)])) > 1
        return self._ragged and (row.table == "requests" or not full or irregular)

    def runs_into_remedies(self, row: Row) -> bool:
        """Whether a last row of table 三 may have taken the figures of table 四 for its own."""
        return self._lines and not row.one_line and row.item == self._form.items("requests")[-1]

    def next_label_lost(self, row: Row) -> bool:
        """Whether the values may belong to the next row of the form.

        They may where that row's label is not in the text.
        """
        items = self._form.items(row.table)
        at = items.index(row.item) + 1
        return not row.one_line and at < len(items) and (row.table, items[at]) not in self._labelled


def _is_text(text: str) -> bool:
    return read_number(text, "10k_yuan", signed=True).status == "unreadable"


def broken_lines(tokens: Sequence[Token]) -> set[int]:
    """Lines next to one of digits alone.

    Where cells are set apart by blanks, those may be the end of a number that broke.
    """
    by_line: dict[int, list[str]] = {}
    for token in tokens:
        by_line.setdefault(token.line, []).append(token.text)
    numbers = sorted(by_line)
    alone = {
        line
        for line in numbers
        if all(re.fullmatch(r"[\d.,\s]{1,20}", text) for text in by_line[line])
    }
    return {
        near
        for i, line in enumerate(numbers)
        if line in alone
        for near in numbers[max(0, i - 1) : i + 2]
    }
