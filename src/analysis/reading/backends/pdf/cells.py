"""A ruled table of a PDF page to a grid: each character to the cell that encloses it."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from analysis.reading.blocks import Grid, Slot
from analysis.reading.layout import Turn, Word, with_box
from analysis.reading.visibility import END, FAINT, as_read, marked

from .ruled import NEAR, Box, Ruled
from .words import SMALLER, touch, word_lines

_PADDING = 13  # points: what Word leaves on both sides of a cell together, and a little
_LARGE = 2.2  # times the usual height: text that size lies across a table, not in it
_NUMBERS = re.compile(r"[\d.,，%+\-−—/]+")
# So many numbers beside each other in one cell: its rules do not part the columns.
_SIDE_BY_SIDE = 3


def in_a_row(chars: Sequence[Word]) -> list[tuple[Word, Word]]:
    """Digits that follow each other in one number.

    Parameters
    ----------
    chars : sequence of Word
        Characters of a page, one each, in the order of the file.
    """
    return [(a, b) for a, b in pairwise(chars) if a[0].isdigit() and b[0].isdigit() and touch(a, b)]


def straddling(table: Ruled, numbers: list[tuple[Word, Word]]) -> set[int]:
    """Digits, by identity, of numbers that cross a rule: nobody can tell whose cell they are of.

    Parameters
    ----------
    table : Ruled
        Where its rules part it.
    numbers : list of (Word, Word)
        Digits of the page that follow each other in one number.
    """
    found: set[int] = set()
    for a, b in numbers:
        if not table.box.bottom <= (a[2] + a[4]) / 2 <= table.box.top:
            continue
        left, right = (a[1] + a[3]) / 2, (b[1] + b[3]) / 2
        at = bisect_right(table.xs, left)
        if at < len(table.xs) and table.xs[at] <= right and _is_parted(table, at, a):
            found |= {id(a), id(b)}
    return found


def in_doubt(char: Word) -> Word:
    """A character, marked where it is not yet.

    Parameters
    ----------
    char : Word
        The character.
    """
    return char if END in char.text else char._replace(text=marked(char.text, FAINT))


def _is_parted(table: Ruled, at: int, char: Word) -> bool:
    """Whether a rule parts the columns on both sides of a place where a character stands."""
    if at in (0, len(table.xs) - 1):
        return True
    falling = [-y for y in table.ys]
    row = bisect_right(falling, -(char[2] + char[4]) / 2) - 1
    cells = table.cells[min(max(row, 0), len(table.cells) - 1)]
    return cells[at - 1] is not cells[at]


def widened(grid: Grid, own: list[float], after: list[float]) -> list[list[Slot | None]]:
    """The rows of a table, its columns as its part on the next page shows them.

    Parameters
    ----------
    grid : Grid
        The table.
    own, after : list of float
        The places where its columns part, and those of the part on the next page.
    """
    first = [next(i for i, x in enumerate(after) if abs(x - mine) <= NEAR) for mine in own]
    new: dict[int, Slot] = {}
    for row in grid.rows:
        for slot in row:
            if slot is not None and id(slot) not in new:
                new[id(slot)] = replace(
                    slot,
                    column=first[slot.column],
                    width=first[slot.column + slot.width] - first[slot.column],
                )
    wide = [i for i in range(len(own) - 1) for _ in range(first[i + 1] - first[i])]
    lead: list[Slot | None] = [None] * first[0]
    return [
        lead + [None if (s := row[i]) is None else new[id(s)] for i in wide] for row in grid.rows
    ]


def grid_of(
    table: Ruled,
    chars: list[Word],
    numbers: list[tuple[Word, Word]],
    where: str,
    back: Turn | None,
    lost: Sequence[tuple[float, float]] = (),
) -> Grid | None:
    """The grid of a table: each character goes to the cell that encloses its middle.

    None where the rules do not part the columns. A cell in which nothing but ``lost`` text stands
    holds U+FFFD: it may be a digit, so it is not blank.

    Parameters
    ----------
    table : Ruled
        Where its rules part it.
    chars : list of Word
        The characters within it, one each.
    numbers : list of (Word, Word)
        Digits of the page that follow each other in one number.
    where : str
        Its place in the file, such as ``page 2, table 1``.
    back : Turn or None
        From the page as it is read to the page as it is shown.
    lost : sequence of (float, float)
        Where text stands of which nothing is known.
    """
    heights = sorted(c[4] - c[2] for c in chars)
    large = _LARGE * heights[len(heights) // 2]
    content: dict[int, list[Word]] = {}
    xs, falling = table.xs, [-y for y in table.ys]
    rows, columns = len(falling) - 1, len(xs) - 1
    doubtful = straddling(table, numbers)
    for char in chars:
        if char[4] - char[2] > large:
            continue
        if id(char) in doubtful:
            char = in_doubt(char)
        c = min(max(bisect_right(xs, (char[1] + char[3]) / 2) - 1, 0), columns - 1)
        r = min(max(bisect_right(falling, -(char[2] + char[4]) / 2) - 1, 0), rows - 1)
        box = table.cells[r][c]
        if box is not None:
            content.setdefault(id(box), []).append(char)
    slots: dict[int, Slot] = {}
    grid: list[list[Slot | None]] = []
    for r, row in enumerate(table.cells, start=1):
        slots_of_row: list[Slot | None] = []
        for c, box in enumerate(row):
            if box is None:
                slots_of_row.append(None)
                continue
            slot = slots.get(id(box))
            if slot is None:
                mine = content.get(id(box))
                unknown = "\ufffd" if any(box.contains(point) for point in lost) else ""
                text = _cell_text(mine, box) if mine else unknown
                if text is None:
                    return None
                place = with_box(
                    f"{where}, row {r}, column {c + 1}",
                    (box.left, box.bottom, box.right, box.top),
                    back,
                )
                slot = slots[id(box)] = Slot(text, place, c, sum(b is box for b in row))
            slots_of_row.append(slot)
        if not grid or not _adds_nothing(slots_of_row, grid[-1]):
            grid.append(slots_of_row)
    return Grid(grid)


def _adds_nothing(row: Sequence[Slot | None], above: Sequence[Slot | None]) -> bool:
    """Whether a row only goes on with cells from above: a gap between borders looks like a row."""
    filled = [(slot, up) for slot, up in zip(row, above, strict=True) if slot and slot.text]
    return bool(filled) and all(slot is up for slot, up in filled)


def _cell_text(chars: list[Word], box: Box) -> str | None:
    """Lines of a cell; a number that broke because it filled its line is put together again.

    None where numbers are beside each other as only cells of their own do.
    """
    lines = word_lines(chars)
    if len(lines) == 1 and len(lines[0]) == 1:
        return as_read(lines[0][0].text)
    for line in lines:
        if (
            len(line) >= _SIDE_BY_SIDE
            and sum(bool(_NUMBERS.fullmatch(w.text)) for w in line) >= _SIDE_BY_SIDE
        ):
            return None
    text = as_read("\n".join(map(_spaced, lines))).strip()
    if "\n" in text and set(text) <= set("0123456789.,\n"):
        left, right = min(c.left for c in chars), max(c.right for c in chars)
        heights = sorted(line[0].height for line in lines)
        filled = (box.right - box.left) - (right - left) < chars[0].right - chars[0].left + _PADDING
        if filled and heights[0] > SMALLER * heights[-1]:
            return text.replace("\n", "")
    return text


def _spaced(line: list[Word]) -> str:
    """The words of a line; numbers that are well apart are no groups of one number's digits."""
    text = line[0].text
    for before, word in pairwise(line):
        wide = word.left - before.right > 0.5 * word.height
        text += "  " if wide and before.text[-1].isdigit() and word.text[0].isdigit() else " "
        text += word.text
    return text
