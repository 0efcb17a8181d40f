"""PDF with a text layer to blocks: ruled tables as grids, by the lines that rule them; the rest as lines of text.

A cell is what its rules enclose, so spans, wrapped labels and empty cells come out as printed. Where nothing is ruled, the
text of a line is kept with blanks between words that stand apart, to be read as flattened text.
"""

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .blocks import Grid, Line, Slot
from .ruled import Box, Segment, grids_of

MAX_PAGES = 300
MAX_CHARS = 200_000
_PADDING = 13  # points: what Word leaves on both sides of a cell together, and a little


@dataclass(frozen=True)
class Char:
    """A character and its box in points; ``y`` grows upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


def read_pdf(data: bytes) -> list[Line | Grid]:
    """Blocks of a PDF; none where it has no text layer.

    Raises
    ------
    ValueError
        If it is encrypted, broken, or longer than ``MAX_PAGES``.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        reason = "it is locked with a password" if "password" in str(error).lower() else "not a readable PDF file"
        raise ValueError(reason) from None
    try:
        if len(document) > MAX_PAGES:
            raise ValueError(f"a PDF of {len(document)} pages, longer than any annual report; keep only the report's pages")
        blocks: list[Line | Grid] = []
        tables = 0
        for index in range(len(document)):
            try:
                page = document[index]
            except pdfium.PdfiumError:
                continue  # a broken page: what is on it is absent
            made = _page(page, index + 1, tables)
            tables += sum(isinstance(b, Grid) for b in made)
            blocks += made
            page.close()
        return blocks
    finally:
        document.close()


def _page(page: Any, number: int, tables: int) -> list[Line | Grid]:
    chars = _chars(page)
    placed: list[tuple[float, Line | Grid]] = []
    rest = chars
    for box, cells in grids_of(_segments(page)):
        inside = [c for c in rest if box.holds(c.middle)]
        if not inside:
            continue
        tables += 1
        rest = [c for c in rest if not box.holds(c.middle)]
        placed.append((box.top, _grid(cells, inside, f"page {number}, table {tables}")))
    placed += [(y, Line(text, f"page {number}, line {n}")) for n, (y, text) in enumerate(text_lines(rest), start=1)]
    return [block for _, block in sorted(placed, key=lambda pair: -pair[0])]


def _grid(cells: list[list[Box | None]], chars: list[Char], where: str) -> Grid:
    """Each character goes to the cell that encloses its middle."""
    boxes = list(dict.fromkeys(b for row in cells for b in row if b is not None))
    content: dict[Box, list[Char]] = {b: [] for b in boxes}
    for char in chars:
        home = next((b for b in boxes if b.holds(char.middle)), None)
        if home is not None:
            content[home].append(char)
    slots: dict[Box, Slot] = {}
    rows: list[list[Slot | None]] = []
    for r, row in enumerate(cells, start=1):
        for c, box in enumerate(row):
            if box is not None and box not in slots:
                text = _cell_text(content[box], box)
                slots[box] = Slot(text, f"{where}, row {r}, column {c + 1}", c, sum(b is box for b in row))
        rows.append([None if b is None else slots[b] for b in row])
    return Grid(rows)


def _cell_text(chars: list[Char], box: Box) -> str:
    """Lines of a cell; a number that broke because it filled its line is put together again."""
    text = "\n".join(line for _, line in text_lines(chars))
    if "\n" in text and set(text) <= set("0123456789.,\n"):
        left, right = min(c.left for c in chars), max(c.right for c in chars)
        if (box.right - box.left) - (right - left) < (chars[0].right - chars[0].left) + _PADDING:
            return text.replace("\n", "")
    return text


def text_lines(chars: Iterable[Char]) -> list[tuple[float, str]]:
    """Lines from top to bottom with their height; words that stand apart have a blank between them."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: (-c.middle[1], c.left)):
        height = max(char.top - char.bottom, 1.0)
        if lines and abs(lines[-1][0].middle[1] - char.middle[1]) < 0.5 * max(height, lines[-1][0].top - lines[-1][0].bottom):
            lines[-1].append(char)
        else:
            lines.append([char])
    out = []
    for line in lines:
        line.sort(key=lambda c: c.left)
        parts = [line[0].text]
        for before, char in pairwise(line):
            if char.text == before.text and abs(char.left - before.left) < 0.6:
                continue  # bold made by printing twice
            gap = char.left - before.right
            parts.append((" " if gap > 0.45 * max(before.top - before.bottom, char.top - char.bottom) else "") + char.text)
        if "".join(parts).strip():
            out.append((line[0].middle[1], "".join(parts).strip()))
    return out


def _chars(page: Any) -> list[Char]:
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    count = textpage.count_chars()
    if count > MAX_CHARS:
        raise ValueError("a page with more text than any annual report")
    box = raw.FS_RECTF()
    chars = []
    for index in range(count):
        code = raw.FPDFText_GetUnicode(textpage.raw, index)
        if code <= 32 or code in (0xA0, 0x3000, 0xFFFE, 0xFFFF, 0x00AD):
            continue
        # The loose box is the whole place of a glyph: a comma's own is too small to tell its line.
        if raw.FPDFText_GetLooseCharBox(textpage.raw, index, box):
            chars.append(Char(chr(code), box.left, box.bottom, box.right, box.top))
    textpage.close()
    return chars


def _segments(page: Any) -> list[Segment]:
    """The straight lines drawn on a page, thin filled rectangles among them."""
    import pypdfium2.raw as raw

    segments: list[Segment] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        matrix = item.get_matrix()
        points: list[tuple[float, float]] = []
        for index in range(min(raw.FPDFPath_CountSegments(item.raw), 2000)):
            part = raw.FPDFPath_GetPathSegment(item.raw, index)
            raw.FPDFPathSegment_GetPoint(part, x, y)
            point = matrix.on_point(x.value, y.value)
            if raw.FPDFPathSegment_GetType(part) == raw.FPDF_SEGMENT_MOVETO:
                segments += _straight(points)
                points = []
            points.append(point)
            if raw.FPDFPathSegment_GetClose(part) and points:
                points.append(points[0])
        segments += _straight(points)
        if len(segments) > 50_000:
            return []
    return segments


def _straight(points: list[tuple[float, float]]) -> list[Segment]:
    """A subpath as rules: a thin box is one line, anything else its level and upright sides."""
    if len(points) < 2:
        return []
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
    if top - bottom < 3 <= right - left:
        return [Segment(False, (top + bottom) / 2, left, right)]
    if right - left < 3 <= top - bottom:
        return [Segment(True, (left + right) / 2, bottom, top)]
    sides = []
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y0 - y1) < 1 < abs(x0 - x1):
            sides.append(Segment(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) < 1 < abs(y0 - y1):
            sides.append(Segment(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return sides
