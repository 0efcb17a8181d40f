"""Rows of a table that a page's end cut in two, and headers it cut off, put together again.

A header that a page ends with, or within, goes to the rows below it; that of table 二 also to rows
that go on without one. Rows only where what the two parts print is, together, the label of a row
that the upper part alone is not, and no column holds something in both.
"""

import re
from collections.abc import Sequence

from analysis.form import APPLICANTS
from analysis.reading.blocks import Grid, Slot, cells_of
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.labels import row_item
from analysis.recognising.numbers import read_number

from .kinds import Kind, Kinds, kinds_of

_HEADER_ROWS = 4
_DIGITS = re.compile(r"[\d.,]+")
_NUMBER = re.compile(r"\d[\d.,]*")


def rejoined(grids: Sequence[Grid], fmt: str) -> list[Grid]:
    """The tables with their cut rows whole; the tables given are not changed.

    Parameters
    ----------
    grids : sequence of Grid
        In the order of the document.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    out = list(grids)
    kinds = kinds_of(fmt)
    for at in range(len(out) - 1):
        out[at], out[at + 1] = upper, lower = _with_header(out[at], out[at + 1], kinds)
        if upper.width != lower.width or not upper.rows:
            continue
        for n, row in enumerate(lower.rows[: _HEADER_ROWS + 1]):
            whole = _together(upper.rows[-1], row, fmt) or _digits_left(upper.rows[-1], row, fmt)
            if whole:
                out[at] = Grid([*upper.rows[:-1], whole])
                out[at + 1] = Grid([r for i, r in enumerate(lower.rows) if i != n])
                break
            if n >= len(upper.rows) or _texts(row) != _texts(upper.rows[n]):
                break  # no header repeated on the new page
        out[at + 1] = _with_articles(upper, out[at + 1], kinds)
    return out


def _with_header(upper: Grid, lower: Grid, kinds: Kinds) -> tuple[Grid, Grid]:
    """Both parts; the header that the upper one leaves without rows is above those of the lower."""
    head, rows = _open_header(upper, kinds), lower.rows
    if upper.width != lower.width:  # only what is over all columns
        alone = [n for n, row in enumerate(head) if len(cells_of(row)) > 1]
        head = head[alone[-1] + 1 :] if alone else head
    while head and rows and any(_texts(rows[0]) == _texts(row) for row in head):
        rows = rows[1:]  # repeated on the new page
    if not head or not rows or len(cells_of(head[-1])) == len(cells_of(rows[0])) == 1:
        return upper, lower
    first = next((n for n, row in enumerate(rows) if _has_values(row, kinds)), 0)
    named = _named(head, kinds)
    if not named or not first < _HEADER_ROWS or not named.isdisjoint(_named(rows[:first], kinds)):
        return upper, lower
    moved: Sequence[Sequence[Slot | None]] = head
    if upper.width != lower.width:
        over = [cells_of(row)[0] for row in head]
        moved = [[Slot(s.text, s.where, 0, lower.width)] * lower.width for s in over]
    return Grid(upper.rows[: -len(head)], upper.notes), Grid(
        [*map(list, moved), *rows], lower.notes
    )


def _open_header(grid: Grid, kinds: Kinds) -> list[list[Slot | None]]:
    """The last rows of a table that hold no values, but what can be above some."""
    start = len(grid.rows)
    while start > max(len(grid.rows) - _HEADER_ROWS, 0) and not (
        _has_values(grid.rows[start - 1], kinds)
    ):
        start -= 1
    return grid.rows[start:]


def _with_articles(upper: Grid, lower: Grid, kinds: Kinds) -> Grid:
    """The lower part; its first rows of table 二 are under the last header of the page before."""
    if upper.width != lower.width or not all(
        any(k.item and k.item[0] == "disclosure" for k in _kinds_in(rows, kinds))
        for rows in (upper.rows[-1:], lower.rows[:1])
    ):
        return lower
    heads = [row for row in upper.rows if any(k.column for k in _kinds_in([row], kinds))]
    return Grid([*heads[-1:], *lower.rows], lower.notes)


def _kinds_in(rows: Sequence[list[Slot | None]], kinds: Kinds) -> list[Kind]:
    return [kinds[s.text] for row in rows for s in cells_of(row)]


def _has_values(row: list[Slot | None], kinds: Kinds) -> bool:
    """Whether a row names one of the form's or holds figures or marks, or nothing at all."""
    own = _kinds_in([row], kinds)
    return all(k.blank for k in own) or any(k.item or (k.value and not k.blank) for k in own)


def _named(rows: Sequence[list[Slot | None]], kinds: Kinds) -> set[tuple[int, str]]:
    """The names of columns in rows of a header, each with its place."""
    return {
        (s.column, name)
        for row in rows
        for s in cells_of(row)
        for k in [kinds[s.text]]
        for name in (k.applicant, k.column, k.outcome, k.remedy)
        if name
    }


def _together(
    upper: list[Slot | None], lower: list[Slot | None], fmt: str
) -> list[Slot | None] | None:
    """One row of two, or None where they are not parts of one."""
    for a, b in zip(upper, lower, strict=True):
        if a is None or b is None or not b.text or (a.column, a.width) != (b.column, b.width):
            continue
        if _names(a.text, fmt) or not _names(a.text + b.text, fmt):
            continue
        after = a.column + a.width
        label = Slot(a.text + b.text, f"{a.where}; {b.where}", a.column, a.width)
        values: list[Slot | None] = []
        for x, y in zip(upper[after:], lower[after:], strict=True):
            if x is not None and y is not None and x.text.strip() and y.text.strip():
                return None
            values.append(y if x is None or (y is not None and y.text.strip()) else x)
        return [*upper[: a.column], *([label] * a.width), *values]
    return None


def _digits_left(
    upper: list[Slot | None], lower: list[Slot | None], fmt: str
) -> list[Slot | None] | None:
    """A row of which the page's end cut off the last digits, and perhaps the end of its label.

    None where it did not.

    The digits are put to the numbers only where the row's total holds then, and not before (what is
    below may be a row of its own, all noughts); else both parts are in their cell, which is
    ``unreadable``: the upper part alone would be a number too, and a wrong one.
    """
    rest = {i: s for i, s in enumerate(lower) if s is not None and s.text.strip()}
    if any(_names(s.text, fmt) for s in rest.values()):
        return None
    over = {
        i: a
        for i, s in rest.items()
        if (a := upper[i]) is not None and _NUMBER.fullmatch(a.text) and a.column == s.column
    }
    if not over or not all(_DIGITS.fullmatch(rest[i].text) for i in over):
        return None
    joined = [
        a if a is None or i not in over else _add(a, rest[i], "") for i, a in enumerate(upper)
    ]
    before, numbers = (
        [read_number(s.text).value for s in cells_of(row)[-len(APPLICANTS) :]]
        for row in (upper, joined)
    )
    whole = len(numbers) == len(APPLICANTS) and numbers[-1] and row_adds_up(numbers)
    if whole and not row_adds_up(before):
        return joined
    return [
        a if a is None or i not in over else _add(a, rest[i], "\n") for i, a in enumerate(upper)
    ]


def _add(upper: Slot, lower: Slot, between: str) -> Slot:
    return Slot(
        f"{upper.text}{between}{lower.text}",
        f"{upper.where}; {lower.where}",
        upper.column,
        upper.width,
    )


def _names(text: str, fmt: str) -> bool:
    return bool(text) and any(row_item(text, table, fmt) for table in ("requests", "disclosure"))


def _texts(row: Sequence[Slot | None]) -> list[str]:
    return ["" if s is None else s.text for s in row]
