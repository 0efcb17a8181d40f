"""Numbers broken over lines where nothing rules the cells.

Which row the pieces belong to, and when they are one number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analysis.reading.blocks import Line
from analysis.reading.layout import PositionedLine, Word
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.labels import row_item
from analysis.recognising.numbers import read_number

from .columns import Band, column_in
from .labels import Piece

_DIGITS = re.compile(r"[\d.,]+")
_MAX_WAYS = 400
_FULL = 0.8  # of the widest word in its column: a line that broke because it was full
_LOOSE = 0.6  # of it: a header is wider than a digit, and leaves no room for two
_NEAR = 2.0  # heights: lines no farther apart may be of one cell
_FEWEST = 5  # numbers and marks in a row of table 三 or 四
_ROW = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）.．、]")
_MARK = re.compile(r"[\d.,]+|[-—–－/／无]+")


@dataclass
class LeftOver:
    """Lines of words that no row could take."""

    lines: list[list[Piece]]
    doubtful: list[bool]  # for each row, whether it is beside such a line or took one
    open: list[bool]  # for each, whether its total holds with such a line too


def widths_in(bands: Sequence[Band], pieces: Sequence[Piece]) -> list[float]:
    """For each column the width of its widest word.

    Parameters
    ----------
    bands : sequence of Band
        Left and right edge of each column, in points.
    pieces : sequence of Piece
        The words in the columns.
    """
    return [
        max((p.right - p.left for p in pieces if column_in(bands, p) == i), default=0.0)
        for i in range(len(bands))
    ]


def stacked(cell: Sequence[Piece], widest: float) -> str:
    """The text of a cell whose words may be under each other.

    Pieces of a number are one number where each but the last fills the column.

    Parameters
    ----------
    cell : sequence of Piece
        The words in the cell.
    widest : float
        Width of the widest word of the column or its header, in points: a column is no narrower.
    """
    pieces = sorted(cell, key=lambda p: (round(p.top), p.left))
    levels = [round(p.top) for p in pieces]
    if len(set(levels)) <= 1:
        return " ".join(p.text for p in pieces)
    whole = len(set(levels)) == len(pieces) and all(_DIGITS.fullmatch(p.text) for p in pieces)
    if whole and all(p.right - p.left >= _FULL * widest for p in pieces[:-1]):
        return "".join(p.text for p in pieces)
    return "\n".join(p.text for p in pieces)


def without_broken(lines: Sequence[Line], fmt: str) -> list[Line]:
    """Lines of text; numbers that may go on above or below are put in angle brackets.

    A line of few numbers that begins no row holds the rest of those of the row beside it. That the
    total holds proves nothing: it is broken at the same digit.

    Parameters
    ----------
    lines : sequence of Line
        The lines of the document.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    broken: dict[int, set[Word]] = {}
    for a, b in pairwise(lines):
        if not (isinstance(a, PositionedLine) and isinstance(b, PositionedLine)):
            continue
        far = abs(a.words[0].middle - b.words[0].middle) > _NEAR * a.words[0].height
        if a.page != b.page or far or not (_is_rest(a, fmt) or _is_rest(b, fmt)):
            continue
        for x in _numbers(a):
            for y in _numbers(b):
                if x.left < y.right and y.left < x.right:
                    broken.setdefault(id(a), set()).add(x)
                    broken.setdefault(id(b), set()).add(y)
    return [
        replace(line, text=" ".join(f"⟨{w.text}⟩" if w in words else w.text for w in line.words))
        if (words := broken.get(id(line))) and isinstance(line, PositionedLine)
        else line
        for line in lines
    ]


def _numbers(line: PositionedLine) -> list[Word]:
    return [w for w in line.words if _DIGITS.fullmatch(w.text)]


def _is_rest(line: PositionedLine, fmt: str) -> bool:
    """Whether a line holds numbers, and is no row of any table."""
    found = _numbers(line)
    if not found or sum(bool(_MARK.fullmatch(w.text)) for w in line.words) >= _FEWEST:
        return False
    label = "".join(w.text for w in line.words if not _MARK.fullmatch(w.text))
    return not _ROW.match(line.text) and not any(
        row_item(label, table, fmt) for table in ("requests", "disclosure")
    )


def shared_out(
    rows: Sequence[list[list[Piece]]],
    heights: Sequence[tuple[float, float]],
    loose: Sequence[Piece],
    bands: Sequence[Band],
    widths: Sequence[float],
) -> LeftOver:
    """Give words between labels to the row above or below, where the totals hold in one way only.

    Parameters
    ----------
    rows : sequence of list of list of Piece
        For each row its cells; words are added to them.
    heights : sequence of (top, bottom)
        Of the rows' labels, downwards.
    loose : sequence of Piece
        Numbers that are at no label's height.
    bands : sequence of Band
        Left and right edge of each column, in points.
    widths : sequence of float
        Of the widest word in each column.
    """
    gaps: dict[int, list[list[Piece]]] = {}
    for piece in sorted(loose, key=lambda p: (p.middle, p.left)):
        at = sum(top < piece.middle for top, _ in heights) - 1  # the row above; -1 before the first
        lines = gaps.setdefault(at, [])
        if lines and abs(lines[-1][0].middle - piece.middle) < 0.3 * piece.height:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    over = LeftOver([], [False] * len(rows), [False] * len(rows))
    at = 0
    keys = sorted(gaps)
    while at < len(keys):
        chain = [keys[at]]
        while at + 1 < len(keys) and keys[at + 1] == chain[-1] + 1:
            at += 1
            chain.append(keys[at])
        at += 1
        _chain(chain, gaps, rows, bands, widths, over)
    return over


def _chain(
    chain: list[int],
    gaps: dict[int, list[list[Piece]]],
    rows: Sequence[list[list[Piece]]],
    bands: Sequence[Band],
    widths: Sequence[float],
    over: LeftOver,
) -> None:
    """Rows one after another with words between them."""
    touched = [r for r in range(chain[0], chain[-1] + 2) if 0 <= r < len(rows)]
    ways: list[list[int]] = [[]]
    for gap in chain:
        low = 0 if gap + 1 < len(rows) else len(gaps[gap])
        high = len(gaps[gap]) if gap >= 0 else 0
        ways = [[*w, k] for w in ways for k in range(low, high + 1)][:_MAX_WAYS]
    good = []
    for way in ways:
        extra: dict[int, list[Piece]] = {}
        for gap, k in zip(chain, way, strict=True):
            extra.setdefault(gap, []).extend(p for line in gaps[gap][:k] for p in line)
            extra.setdefault(gap + 1, []).extend(p for line in gaps[gap][k:] for p in line)
        if all(_adds_up(rows[r], extra.get(r, []), bands, widths) for r in touched):
            good.append(extra)
    if len(good) == 1:
        for r, pieces in good[0].items():
            if 0 <= r < len(rows):
                for piece in pieces:
                    at = column_in(bands, piece)
                    if at is not None:
                        rows[r][at].append(piece)
        return
    for gap in chain:
        over.lines += gaps[gap]
    for r in touched:
        over.doubtful[r] = True
        above, below = gaps.get(r - 1, []), gaps.get(r, [])
        over.open[r] = any(
            _adds_up(rows[r], [p for x in taken for p in x], bands, [_LOOSE * w for w in widths])
            for k in range(len(above) + 1)
            for n in range(len(below) + 1)
            if (taken := above[k:] + below[:n])
        )


def _adds_up(
    cells: Sequence[list[Piece]],
    extra: Sequence[Piece],
    bands: Sequence[Band],
    widths: Sequence[float],
) -> bool:
    filled = [
        [*cell, *(p for p in extra if column_in(bands, p) == i)] for i, cell in enumerate(cells)
    ]
    texts = [stacked(c, w) for c, w in zip(filled, widths, strict=True)]
    if any("\n" in t or " " in t for t in texts):
        return False
    return row_adds_up([read_number(t).value for t in texts])
