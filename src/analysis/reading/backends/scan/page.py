"""One page: its tables as grids whose cells are recognised one by one, the rest as lines."""

import re
from dataclasses import dataclass, field

import numpy as np

from analysis.reading.backends.base import MAX_DOTS
from analysis.reading.backends.pdf.ruled import Box, Ruled
from analysis.reading.blocks import Grid, Line, Recognised, Slot
from analysis.reading.layout import with_box

from .models import NOTHING, Strip, recogniser
from .rules import find_rules
from .straighten import grey_without_seals, upright
from .strips import lines_of, remains, side_by_side, strips_in, without_specks

_DARK = 165  # of 255: darker is ink
_FAINT = 200  # lighter than ink, since thin rules blur; noise makes no long runs
_CALM = 0.7  # dots: a blur that calms noise before light and dark are told
_FEWEST_ROWS = 2  # of a table
_INSIDE = 1.0  # points: a cell's content stands so far from the middle of its rules
_AT_RULE = 3.0  # points: dots of a rule are blotted out so far into a cell
_BESIDE = 20.0  # points: text reaches no further beyond the tables of its page
_HIGHEST = 60.0  # points: no line of text is so high
_MAX_LINES = 60  # outside tables, on a page
UNREAD = "\ufffd"  # ink of which no recogniser makes a character
_CJK = re.compile("[\u4e00-\u9fff]")
_LONGEST_NUMBER = 24
_LONGEST_LABEL = 12  # heights of a character: of the labels in narrow cells
_LEAST_SCALE = 145 / 72  # dots to the point
# A narrower or longer strip has no table, and less than half a dot is left where it is made small.
_NARROWEST = 16  # dots
_LONGEST = 100  # times its other side


@dataclass
class _Cell:
    """A cell of a table and its strips, before they are read."""

    box: Box
    where: str
    column: int
    width: int
    strips: list[int] = field(default_factory=list)  # their numbers among all of the page
    label: str = ""  # of a narrow cell: its strips read as one line


class PageReader:
    """Reads pages one after another.

    Attributes
    ----------
    pictured : dict of str to Recognised
        What was recognised in each cell that has ink, by its place.
    """

    def __init__(self) -> None:
        self.pictured: dict[str, Recognised] = {}
        self._tables = 0

    def read(self, picture: np.ndarray, scale: float, page: str) -> list[Line | Grid]:
        """The blocks of a page from top to bottom.

        Parameters
        ----------
        picture : ndarray of uint8, shape (height, width, 3) or (height, width)
            Red, green, blue; or grey.
        scale : float
            Dots to the point.
        page : str
            Its name in places, such as ``page 2``.
        """
        import cv2

        low, high = sorted(picture.shape[:2])
        if low < _NARROWEST or high > _LONGEST * low:
            return []
        picture, scale = _fine_enough(picture, scale)
        grey = _even_light(grey_without_seals(picture), 72 * scale)
        grey, back = upright(grey)
        self._turn = _Back(back, scale, grey.shape[0])
        dark = cv2.GaussianBlur(grey, (0, 0), _CALM) < _DARK
        rules = find_rules(cv2.GaussianBlur(grey, (0, 0), _CALM) < _FAINT, scale)
        strips: list[np.ndarray] = []
        tables = []
        height = grey.shape[0] / scale
        left_over = dark.copy()
        for table in sorted(rules.tables, key=lambda t: -t.box.top):
            if len(table.ys) - 1 < _FEWEST_ROWS:
                continue
            self._tables += 1
            where = f"picture of {page}, table {self._tables}"
            cells = self._cells(table, where)
            for cell in cells.values():
                area = _area(cell.box, height, scale, grey.shape)
                part, ink = _without_rules(grey[area], dark[area], rules.dots[area], scale)
                for strip in strips_in(part, ink, scale):
                    cell.strips.append(len(strips))
                    strips.append(strip)
            tables.append((table, cells))
            left_over[_area(table.box, height, scale, grey.shape, -2.0)] = False
        left_over &= ~rules.dots
        if tables:  # what lies beside the page, in a photograph, is no text
            beside = [edge for t, _ in tables for edge in (t.box.left, t.box.right)]
            left_over[:, : max(round((min(beside) - _BESIDE) * scale), 0)] = False
            left_over[:, round((max(beside) + _BESIDE) * scale) :] = False
        lines = [
            line
            for line in lines_of(without_specks(left_over, scale), scale)
            if line[1] - line[0] <= _HIGHEST * scale
        ][:_MAX_LINES]
        first = len(strips)
        strips += [grey[top:bottom, left:right] for top, bottom, left, right in lines]
        usual = float(np.median([strip.shape[0] for strip in strips[:first]])) if first else 1.0
        every = [cell for _, cells in tables for cell in cells.values()]
        read = _first(every, strips, usual)
        again = _second(every, strips, read, usual)
        blocks: list[tuple[float, Line | Grid]] = []
        for table, cells in tables:
            blocks.append((-table.box.top, self._grid(table, cells, read, again)))
        for number, (top, bottom, left, right) in enumerate(lines, start=1):
            text = _line_text(read[first + number - 1], again.get(first + number - 1))
            box = Box(left / scale, height - bottom / scale, right / scale, height - top / scale)
            where = self._turn.where(f"picture of {page}, line {number}", box)
            if text:
                blocks.append((-box.top, Line(text, where)))
        return [block for _, block in sorted(blocks, key=lambda pair: pair[0])]

    def _cells(self, table: Ruled, where: str) -> dict[int, _Cell]:
        """The cells of a table by the identity of their boxes."""
        cells: dict[int, _Cell] = {}
        for r, row in enumerate(table.cells, start=1):
            for c, box in enumerate(row):
                if box is not None and id(box) not in cells:
                    place = self._turn.where(f"{where}, row {r}, column {c + 1}", box)
                    cells[id(box)] = _Cell(box, place, c, sum(b is box for b in row))
        return cells

    def _grid(
        self,
        table: Ruled,
        cells: dict[int, _Cell],
        read: list[Strip],
        again: dict[int, Strip],
    ) -> Grid:
        slots: dict[int, Slot] = {}
        for key, cell in cells.items():
            text = ""
            if cell.strips:
                seen = _recognised(cell, read, again)
                self.pictured[cell.where] = seen
                text = seen.text
            slots[key] = Slot(text, cell.where, cell.column, cell.width)
        return Grid(
            [[None if box is None else slots[id(box)] for box in row] for row in table.cells]
        )


def _fine_enough(picture: np.ndarray, scale: float) -> tuple[np.ndarray, float]:
    """A picture of few dots enlarged: rules and strokes must be wider than a dot."""
    import cv2

    if scale >= _LEAST_SCALE:
        return picture, scale
    dots = picture.shape[0] * picture.shape[1]
    times = min(_LEAST_SCALE / scale, (MAX_DOTS / dots) ** 0.5)
    if times <= 1:
        return picture, scale  # of a page larger than paper
    larger = cv2.resize(picture, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger), times * scale


def _recognised(cell: _Cell, read: list[Strip], again: dict[int, Strip]) -> Recognised:
    """What both recognisers make of a cell's strips; a number is in one line."""
    if len(cell.strips) != 1:
        return Recognised(cell.label or "\n".join(read[n].text for n in cell.strips), ())
    first, second = read[cell.strips[0]], again.get(cell.strips[0], NOTHING)
    best = first if first.confidence >= second.confidence else second
    return Recognised(
        best.text or UNREAD,
        ((first.text, first.confidence), (second.text, second.confidence)),
        tuple(dict.fromkeys([*first.others, *second.others])),
    )


def _first(cells: list[_Cell], strips: list[np.ndarray], usual: float) -> list[Strip]:
    """What the first recogniser reads, and the labels of narrow cells.

    Their strips are read side by side and not one by one: 总 and 计 alone tell less.
    """
    narrow = [
        cell
        for cell in cells
        if len(cell.strips) > 1
        and sum(strips[n].shape[1] for n in cell.strips) < _LONGEST_LABEL * usual
    ]
    joined = [side_by_side([strips[n] for n in cell.strips]) for cell in narrow]
    left = dict.fromkeys(range(len(strips)))
    for cell, strip in zip(narrow, recogniser(0).read(joined, usual), strict=True):
        if _CJK.search(strip.text):  # two figures are never joined to one
            cell.label = strip.text
            for n in cell.strips:
                del left[n]
    read = [NOTHING] * len(strips)
    for n, strip in zip(left, recogniser(0).read([strips[n] for n in left], usual), strict=True):
        read[n] = strip
    return read


def _second(
    cells: list[_Cell], strips: list[np.ndarray], read: list[Strip], usual: float
) -> dict[int, Strip]:
    """What the second recogniser reads, of strips that may be numbers or name the report."""
    alone = [cell.strips[0] for cell in cells if len(cell.strips) == 1]
    in_cells = sum(len(cell.strips) for cell in cells)
    some = [
        n
        for n in alone
        if len(read[n].text) <= _LONGEST_NUMBER and len(_CJK.findall(read[n].text)) <= 1
    ] + [n for n in range(in_cells, len(strips)) if "年度报告" in read[n].text]
    return dict(zip(some, recogniser(1).read([strips[n] for n in some], usual), strict=True))


def _line_text(first: Strip, second: Strip | None) -> str:
    """The text of a line outside tables; digits that recognisers differ over are left out."""
    if second is not None and "年度报告" in first.text and first.text != second.text:
        return re.sub(r"\d", UNREAD, first.text)
    return first.text


def _area(
    box: Box, height: float, scale: float, shape: tuple[int, ...], inside: float = _INSIDE
) -> tuple[slice, slice]:
    """The dots of a box, from its rules so many points inwards."""
    top, bottom = (height - box.top + inside) * scale, (height - box.bottom - inside) * scale
    left, right = (box.left + inside) * scale, (box.right - inside) * scale
    return (
        slice(max(round(top), 0), max(min(round(bottom), shape[0]), 0)),
        slice(max(round(left), 0), max(min(round(right), shape[1]), 0)),
    )


def _without_rules(
    grey: np.ndarray, dark: np.ndarray, rules: np.ndarray, scale: float
) -> tuple[np.ndarray, np.ndarray]:
    """An area with the dots of rules at its edges made white."""
    edge = np.ones(dark.shape, dtype=bool)
    wide = round(_AT_RULE * scale)
    edge[wide:-wide, wide:-wide] = False
    blot = rules & edge
    ink = dark & ~blot
    return np.where(blot, 255, grey).astype(np.uint8), ink & ~remains(ink, scale)


@dataclass(frozen=True)
class _Back:
    """From the page as it was turned upright to the page as it is shown."""

    map: np.ndarray
    scale: float
    dots_high: int

    def where(self, place: str, box: Box) -> str:
        high, scale = self.dots_high / self.scale, self.scale
        corners = [(x, (high - y)) for x in (box.left, box.right) for y in (box.bottom, box.top)]
        points = np.array([[x * scale, y * scale, 1] for x, y in corners]) @ self.map.T
        points = points[:, :2] / points[:, 2:] / scale
        xs, ys = points[:, 0], high - points[:, 1]
        return with_box(place, (xs.min(), ys.min(), xs.max(), ys.max()))


def _even_light(grey: np.ndarray, dots: float) -> np.ndarray:
    """A picture with white paper throughout: shadows and yellow paper are divided out."""
    import cv2

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = max(int(dots / 4 * 0.25) | 1, 3)  # wider than strokes and rules
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), size / 2)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even: np.ndarray = cv2.divide(grey, np.maximum(paper, 1), scale=250)
    return even
