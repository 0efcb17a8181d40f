"""Tables that a text draws with lines: boxes of ─ │ ┼, grids of - | +.

Browsers for terminals, pandoc, reStructuredText and database clients write them. Where a cell lies
is told by its place on the line, not by the order of words: a header's cells may begin on several
lines. A table whose drawing does not close in rectangles is left as lines of text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, product

from .blocks import Grid, GridBuilder, Line
from .wiki import with_wiki_tables

# What draws: a rule that goes down, the places where rules meet, one that goes across.
UPRIGHT = "|│┃║╎╏┆┇┊┋¦"
CORNERS = "+┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋╭╮╯╰╒╕╘╛╞╡╤╧╪╓╖╙╜╟╢╥╨╫┝┥┯┷┿┠┨┰┸╂"
LEVEL = "=─━═┄┅┈┉╌╍-"
_LAST = tuple("└╚┗╰╘╙")  # what the last line of a box begins with
_TOP = re.compile(rf"[{CORNERS}][{CORNERS}{re.escape(LEVEL)}]+[{CORNERS}]")
_INSIDE = re.compile(rf"[{UPRIGHT}{CORNERS}].*[{UPRIGHT}{CORNERS}]")
_RULE = re.compile(rf"[{CORNERS}][{re.escape(LEVEL)}]{{3}}")
_FIGURE = re.compile(r"[+\-−]?\d[\d,.]*")
_PADDING = 2  # blanks at both sides of a cell
_FEWEST_LINES = 5  # two rules around two rows, and one between them


def with_grids(lines: Sequence[Line]) -> list[Line | Grid]:
    """The lines of a text, with a grid in the place of every table that is drawn in full.

    So is one in the signs of a wiki.

    Parameters
    ----------
    lines : sequence of Line
        The text, line by line.
    """
    out: list[Line | Grid] = []
    for drawn, group in groupby(_numbered(lines), key=lambda pair: pair[0]):
        part = [line for _, line in group]
        blocks = _blocks_of(part) if drawn is not None and len(part) >= _FEWEST_LINES else None
        out += blocks or with_wiki_tables(part)
    return out


def _numbered(lines: Sequence[Line]) -> Iterator[tuple[int | None, Line]]:
    """Each line with the number of the drawing that it belongs to; None for other lines."""
    number, inside, before = 0, False, ""
    for line in lines:
        text = line.text.strip()
        closed = not inside or before[:1] in _LAST or (before[:1] == "+" and _TOP.fullmatch(before))
        if closed and _TOP.fullmatch(text):
            number, inside = number + 1, True
        elif inside and not _INSIDE.fullmatch(text):
            inside = False
        before = text
        yield number if inside else None, line


@dataclass(frozen=True)
class _Drawing:
    """The lines as rows of places, one for each column of a terminal.

    A wide sign fills its first place; the next one is empty.
    """

    rows: list[list[str]]
    lines: Sequence[Line]
    bounds: list[int]  # columns in which a rule has a corner

    def is_rule(self, row: int, column: int) -> bool:
        """Whether a row is drawn between two bounds."""
        left, right = self.bounds[column], self.bounds[column + 1]
        part = self.rows[row][left + 1 : right]
        if not part:  # a column without width
            return {self.rows[row][left], self.rows[row][right]} <= {*CORNERS}
        return set(part) <= {*LEVEL, *CORNERS, ""} and any(sign in LEVEL for sign in part if sign)

    def is_upright(self, row: int, bound: int) -> bool:
        """Whether a bound is drawn in a row."""
        return self.rows[row][self.bounds[bound]] in {*UPRIGHT, *CORNERS}


@dataclass(frozen=True)
class _Cell:
    """The first column of a cell, how many columns and bands it covers, and what it holds."""

    column: int
    width: int
    height: int
    lines: list[Line]


def _blocks_of(lines: Sequence[Line]) -> Sequence[Line | Grid] | None:
    """The grid of a drawing; what its cells hold, where tables are drawn in them.

    None if it does not close.
    """
    drawing = _aligned(lines)
    if drawing is None:
        return None
    columns = range(len(drawing.bounds) - 1)
    rules = [y for y in range(len(lines)) if any(drawing.is_rule(y, column) for column in columns)]
    if len(rules) < 3 or rules[0] != 0 or rules[-1] != len(lines) - 1:
        return None
    bands = list(pairwise(rules))
    areas = _areas(drawing, bands)
    if areas is None:
        return None
    rows: list[list[_Cell]] = [[] for _ in bands]
    for top, below, left, right in areas:
        lines_in = _lines_in(drawing, bands, (top, below, left, right))
        rows[top].append(_Cell(left, right - left, below - top, lines_in))
    low = [[[x.text for x in c.lines] for c in row if c.height == 1] for row in rows]
    if any(_has_rows(cell.lines) for row in rows for cell in row) or any(
        map(begins_below_figures, low)
    ):
        return None  # rules between rows are missing
    within = [block for row in rows for cell in row for block in with_grids(cell.lines)]
    if any(isinstance(block, Grid) for block in within):
        return within
    if any(isinstance(block, Line) and _RULE.search(block.text) for block in within):
        return None  # a frame around other tables
    # Between two rules right below each other there is nothing.
    return [_built([row for row, (a, b) in zip(rows, bands, strict=True) if b > a + 1])]


def _aligned(lines: Sequence[Line]) -> _Drawing | None:
    """The lines on a terminal whose signs are as wide as make all lines end in one column.

    How wide a terminal draws some signs, such as “ and ─, differs.
    """
    for wide_signs, wide_rules in product((False, True), repeat=2):
        rows = [list(places(line.text.rstrip(), wide_signs, wide_rules)) for line in lines]
        indent = min(next((i for i, sign in enumerate(row) if sign.strip()), 0) for row in rows)
        rows = [row[indent:] for row in rows]
        if len({len(row) for row in rows}) > 1:
            continue
        bounds = sorted({x for row in rows for x in _corners(row)})
        if len(bounds) > 2 and bounds[0] == 0 and bounds[-1] == len(rows[0]) - 1:
            return _Drawing(rows, lines, bounds)
    return None


def _corners(row: Sequence[str]) -> Iterator[int]:
    """Columns in which a row has a corner: beside it is a rule, which the sign of +57 lacks."""
    for x, sign in enumerate(row):
        beside = [other for other in (*row[max(x - 1, 0) : x], *row[x + 1 : x + 2]) if other]
        if sign and sign in CORNERS and any(other in LEVEL + CORNERS for other in beside):
            yield x


def places(text: str, wide_signs: bool = False, wide_rules: bool = False) -> Iterator[str]:
    """The signs of a line, one for each column of a terminal; empty behind a wide one.

    Parameters
    ----------
    text : str
        The line.
    wide_signs, wide_rules : bool
        Whether signs that are wide in some typefaces only, “ and those that draw, are wide.
    """
    for sign in text:
        if unicodedata.combining(sign):
            continue
        yield sign
        kind = unicodedata.east_asian_width(sign)
        drawn = sign in UPRIGHT or sign in CORNERS or sign in LEVEL
        if kind in "WF" or (kind == "A" and (wide_rules if drawn else wide_signs)):
            yield ""


def _areas(
    drawing: _Drawing, bands: Sequence[tuple[int, int]]
) -> list[tuple[int, int, int, int]] | None:
    """Each cell's first band and one past its last, and columns alike; None if one is no rectangle.

    In the order in which they begin.
    """
    columns = len(drawing.bounds) - 1
    taken: set[tuple[int, int]] = set()
    out = []
    for band, column in product(range(len(bands)), range(columns)):
        if (band, column) in taken:
            continue
        right = column + 1
        while right < columns and not _parted_beside(drawing, bands[band], right):
            right += 1
        below = band + 1
        while below < len(bands) and not all(
            drawing.is_rule(bands[below][0], x) for x in range(column, right)
        ):
            if any(drawing.is_rule(bands[below][0], x) for x in range(column, right)):
                return None
            below += 1
        cell = set(product(range(band, below), range(column, right)))
        inner = range(column + 1, right)
        if not cell.isdisjoint(taken) or any(
            drawing.rows[y][drawing.bounds[x]] in {*UPRIGHT}
            for y in range(bands[band][0] + 1, bands[below - 1][1])
            for x in inner
        ):
            return None
        outer = [x for x in (column, right) if 0 < x < columns]
        if any(not _parted_beside(drawing, bands[y], x) for y in range(band, below) for x in outer):
            return None
        taken |= cell
        out.append((band, below, column, right))
    return out


def _parted_beside(drawing: _Drawing, band: tuple[int, int], bound: int) -> bool:
    """Whether a bound is drawn all along a band of lines between two rules."""
    between = range(band[0] + 1, band[1])
    if not between:
        return True
    return all(drawing.is_upright(y, bound) for y in between)


def _lines_in(
    drawing: _Drawing, bands: Sequence[tuple[int, int]], area: tuple[int, int, int, int]
) -> list[Line]:
    """What a cell holds, line by line."""
    top, below, left, right = area
    x, end = drawing.bounds[left] + 1, drawing.bounds[right]
    return [
        Line("".join(drawing.rows[y][x:end]), drawing.lines[y].where)
        for y in range(bands[top][0] + 1, bands[below - 1][1])
    ]


def _has_rows(cell: Sequence[Line]) -> bool:
    """Whether a figure is right below a name, or one that it had room beside; not paragraphs."""
    for above, below in pairwise(line.text for line in cell):
        under = below.strip()
        if not _FIGURE.fullmatch(under):
            continue
        fits = len(above.strip()) + len(under) <= len(above) - _PADDING
        if re.search(r"[^\W\d]", above) or (fits and _FIGURE.fullmatch(above.strip())):
            return True
    return False


def begins_below_figures(cells: Iterable[Sequence[str]]) -> bool:
    """Whether words begin on a line below a figure: a rule between two rows is lost.

    Parameters
    ----------
    cells : iterable of sequence of str
        Of each cell the text on every line.
    """
    texts = [[text.strip() for text in cell] for cell in cells]
    words = [cell for cell in texts if re.search("[\u4e00-\u9fff]", "".join(cell))]
    begins = [next(y for y, text in enumerate(cell) if text) for cell in words]
    figures = [y for c in texts if c not in words for y, t in enumerate(c) if _FIGURE.fullmatch(t)]
    return bool(begins and figures) and max(begins) > min(figures)


def _built(rows: Sequence[Sequence[_Cell]]) -> Grid:
    builder = GridBuilder()
    for row in rows:
        builder.next_row()
        for cell in row:
            filled = [line for line in cell.lines if line.text.strip()]
            text = "\n".join(line.text.strip() for line in filled)
            where = (filled or cell.lines)[0].where
            builder.add(text, where, cell.width, cell.height, cell.column)
    return builder.grid()
