"""Rows of a ruled table that a page's end cut in two, and headers it cut off, put together again.

Rows only where what the two parts print is, together, the label of a row that the upper part alone
is not, and no column holds something in both.
"""

import re
from collections.abc import Sequence

from analysis.form import APPLICANTS
from analysis.reading.blocks import Grid, Slot, cells_of
from analysis.recognising.characters import fold
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.labels import row_item
from analysis.recognising.numbers import read_number

from .headers import group_of

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
    for at in range(len(out) - 1):
        upper, lower = out[at], out[at + 1]
        group = _group_alone(upper, lower)
        if group:
            out[at + 1] = lower = Grid(
                [[Slot(group.text, group.where, 0, lower.width)] * lower.width, *lower.rows]
            )
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
    return out


def _group_alone(upper: Grid, lower: Grid) -> Slot | None:
    """The name over a block of table 四 that stayed behind on the page before its columns."""
    last = cells_of(upper.rows[-1]) if upper.rows else []
    if len(last) != 1 or group_of(fold(last[0].text)) is None or not lower.rows:
        return None
    below = [fold(c.text) for row in lower.rows[:2] for c in cells_of(row)]
    return (
        last[0] if any("审结" in t for t in below) and not any(group_of(t) for t in below) else None
    )


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
