"""Pages of a PDF to blocks: ruled tables as grids, by the lines that rule them; the rest as lines.

A cell is what its rules enclose, so spans, wrapped labels and empty cells come out as printed.
Where nothing is ruled, or the rules do not part the columns (a box around a table, say), each line
keeps the boxes of its words; ``recognising`` finds the columns.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from analysis.errors import InputError
from analysis.reading.backends.base import Backend
from analysis.reading.blocks import Document, Grid, Line, Slot
from analysis.reading.layout import PositionedLine, Turn, Word, with_box
from analysis.reading.visibility import END, FAINT, as_read, marked

from .characters import page_chars, struck, touch, turned
from .drawing import FileTraits, read_drawing
from .maps import has_doubles
from .ruled import NEAR, Box, Ruled, Segment, goes_on, tables_of
from .words import SMALLER, word_lines

MAX_PAGES = 300
_PADDING = 13  # points: what Word leaves on both sides of a cell together, and a little
_LARGE = 2.2  # times the usual height: text that size lies across a table, not in it
_MARK = re.compile(
    r"[-—–－·•~]+\s*(\d{1,3})\s*[-—–－·•~]+|第\s*(\d{1,3})\s*页.{0,12}|(\d{1,3})\s*[/／]\s*\d{1,3}|(\d{1,3})"
)
_NUMBERS = re.compile(r"[\d.,，%+\-−—/]+")
_DIGITS = frozenset("0123456789")
_SIDE_BY_SIDE = (
    3  # so many numbers beside each other in one cell: its rules do not part the columns
)


class PdfBackend(Backend):
    """Reads PDFs with PDFium."""

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
        import pypdfium2 as pdfium

        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            locked = "password" in str(error).lower()
            reason = "it is locked with a password" if locked else "not a readable PDF file"
            raise ValueError(reason) from None
        try:
            if len(document) > MAX_PAGES:
                raise ValueError(
                    f"a PDF of {len(document)} pages, longer than any annual report; "
                    "keep only the report's pages"
                )
            layers = b"/OCProperties" in data or b"/ObjStm" in data
            blocks = _blocks(document, FileTraits(layers, has_doubles(data)))
        finally:
            document.close()
        if not blocks:
            from analysis.reading.backends.scan import ScanBackend, available

            if available():
                try:
                    return _from_pictures(ScanBackend(), data, name)
                except pdfium.PdfiumError:  # a broken page
                    raise ValueError("not a readable PDF file") from None
            raise InputError(
                f"{name}: this PDF has no text, only pictures of it. Install the reader of "
                "pictures (pip install 'gouji[ocr]'), or transcribe it with `gouji template`."
            )
        return Document(kind="pdf", blocks=blocks)


def _from_pictures(backend: Backend, data: bytes, name: str) -> Document:
    """The document that the pictures of a PDF without text show."""
    document = backend.read(data, name)
    if not document.grids:
        raise InputError(
            f"{name}: this PDF has no text, only pictures of it, and none shows a ruled table. "
            "Transcribe it with `gouji template`."
        )
    return document


def _blocks(document: Any, file: FileTraits) -> list[Line | Grid]:
    """The blocks of all pages; none where there is no text that can be seen."""
    import pypdfium2 as pdfium

    pages: list[list[tuple[float, PositionedLine | Grid]]] = []
    tables = 0
    columns: list[float] = []
    last: Grid | None = None
    for index in range(len(document)):
        try:
            page, strikes, notes = _opened(document, index)
        except pdfium.PdfiumError:
            continue  # a broken page: what is on it is absent
        found, own = _page(page, index + 1, tables, columns, (strikes, notes), file)
        page.close()
        grids = [block for _, block in found if isinstance(block, Grid)]
        if grids and last is not None and goes_on(columns, own[0]):
            last.rows = _widened(last, columns, own[0])
        if grids:
            last, columns = grids[-1], own[-1]
        tables += len(grids)
        pages.append(found)
    marks = _page_marks(
        [[block for _, block in page if isinstance(block, PositionedLine)] for page in pages]
    )
    return [block for page in pages for _, block in page if id(block) not in marks]


def _opened(document: Any, index: int) -> tuple[Any, list[Segment], list[Box]]:
    """A page, the lines by which notes upon it strike text through, and where notes may cover it.

    What is filled into form fields or noted upon it is made part of it first. A note that does not
    say how it looks is drawn by each program in its own way.
    """
    import pypdfium2.raw as raw

    page = document[index]
    shown = {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP}
    shown |= {raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_LINE, raw.FPDF_ANNOT_REDACT}
    shown |= {
        raw.FPDF_ANNOT_INK,
        raw.FPDF_ANNOT_CIRCLE,
        raw.FPDF_ANNOT_POLYGON,
        raw.FPDF_ANNOT_POLYLINE,
    }
    strikes: list[Segment] = []
    notes: list[Box] = []
    flat = False
    for at in range(min(raw.FPDFPage_GetAnnotCount(page.raw), 500)):
        note = raw.FPDFPage_GetAnnot(page.raw, at)
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind == raw.FPDF_ANNOT_STRIKEOUT:
            strikes += _strikes(note)
        elif kind in shown and kind != raw.FPDF_ANNOT_WIDGET and not _has_look(note):
            notes += _extent(note, kind)
        flat = flat or kind in shown
        raw.FPDFPage_CloseAnnot(note)
    if flat:
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[index]
    return page, strikes, notes


def _has_look(note: Any) -> bool:
    """Whether a note says how it looks."""
    import pypdfium2.raw as raw

    return bool(raw.FPDFAnnot_GetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > 2)


def _extent(note: Any, kind: int) -> Iterator[Box]:
    """Where a note stands; a frame that is not filled covers nothing."""
    import pypdfium2.raw as raw

    frames = (raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_POLYGON)
    box = raw.FS_RECTF()
    if kind in frames and not raw.FPDFAnnot_HasKey(note, b"IC"):
        return
    if raw.FPDFAnnot_GetRect(note, box):
        yield Box(box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))


def _strikes(note: Any) -> Iterator[Segment]:
    """The lines of a note that strikes text through: each half way up a quadrilateral."""
    import pypdfium2.raw as raw

    for part in range(min(raw.FPDFAnnot_CountAttachmentPoints(note), 500)):
        points = raw.FS_QUADPOINTSF()
        if raw.FPDFAnnot_GetAttachmentPoints(note, part, points):
            xs = (points.x1, points.x2, points.x3, points.x4)
            ys = (points.y1, points.y2, points.y3, points.y4)
            yield Segment(False, (min(ys) + max(ys)) / 2, min(xs), max(xs))


def _page(
    page: Any,
    number: int,
    tables: int,
    columns: list[float],
    noted: tuple[list[Segment], list[Box]],
    file: FileTraits,
) -> tuple[list[tuple[float, PositionedLine | Grid]], list[list[float]]]:
    """The blocks of a page from top to bottom, each with its height, and its tables' columns.

    The columns of a table are the places where they part, from the left. ``noted`` are lines that
    notes strike through text, and where notes may cover it.
    """
    strikes, notes = noted
    drawing = read_drawing(page, file)
    chars, quarters, (left, bottom, right, top) = page_chars(page, drawing, notes)
    upright = Turn(quarters, right - left, top - bottom)
    rules = [*drawing.rules, *strikes]
    if quarters or left or bottom:
        chars = turned(chars, upright, (left, bottom))
        rules = [_turned_rule(s, upright, (left, bottom)) for s in rules]
    chars = struck(chars, rules)
    size = (upright.height, upright.width) if quarters % 2 else (upright.width, upright.height)
    on_show = (page.get_rotation() // 90 - quarters) % 4
    back = Turn(on_show, *size) if on_show else None

    out: list[tuple[float, PositionedLine | Grid]] = []
    rest = chars
    numbers: list[tuple[Word, Word]] | None = None
    columns_of: list[tuple[float, list[float]]] = []
    for table in tables_of(rules, columns):
        x0, y0, x1, y1 = table.box.left, table.box.bottom, table.box.right, table.box.top
        inside: list[Word] = []
        outside: list[Word] = []
        for c in rest:
            here = x0 <= (c[1] + c[3]) / 2 <= x1 and y0 <= (c[2] + c[4]) / 2 <= y1
            (inside if here else outside).append(c)
        if not inside:
            continue
        lost = drawing.lost if not (quarters or left or bottom) else []
        numbers = _in_a_row(chars) if numbers is None else numbers
        doubtful = _straddling(table, numbers)
        if doubtful:
            inside = [c if id(c) not in doubtful else _doubted(c) for c in inside]
        grid = _grid(table, inside, f"page {number}, table {tables + 1}", back, lost)
        if grid is None:
            continue  # what it encloses is read as lines
        tables += 1
        rest = outside
        out.append((y1, grid))
        columns_of.append((y1, table.xs))
    for n, line in enumerate(map(_as_read, word_lines(rest)), start=1):
        if not line:
            continue
        box = (
            line[0].left,
            min(w.bottom for w in line),
            max(w.right for w in line),
            max(w.top for w in line),
        )
        text = " ".join(w.text for w in line)
        out.append(
            (
                line[0].middle,
                PositionedLine(
                    text, with_box(f"page {number}, line {n}", box, back), tuple(line), number, back
                ),
            )
        )
    columns_of.sort(key=lambda pair: -pair[0])
    return sorted(out, key=lambda pair: -pair[0]), [xs for _, xs in columns_of]


def _in_a_row(chars: Sequence[Word]) -> list[tuple[Word, Word]]:
    """Digits that follow each other in one number."""
    return [(a, b) for a, b in pairwise(chars) if a[0].isdigit() and b[0].isdigit() and touch(a, b)]


def _straddling(table: Ruled, numbers: list[tuple[Word, Word]]) -> set[int]:
    """Digits, by identity, of numbers that cross an upright rule of a table.

    It is not told which cell such a number belongs to.
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


def _is_parted(table: Ruled, at: int, char: Word) -> bool:
    """Whether a rule parts the columns on both sides of a place where a character stands."""
    if at in (0, len(table.xs) - 1):
        return True
    falling = [-y for y in table.ys]
    row = bisect_right(falling, -(char[2] + char[4]) / 2) - 1
    cells = table.cells[min(max(row, 0), len(table.cells) - 1)]
    return cells[at - 1] is not cells[at]


def _doubted(char: Word) -> Word:
    return char._replace(text=marked(char.text, FAINT)) if END not in char.text else char


def _as_read(line: list[Word]) -> list[Word]:
    """The words of a line as they are read; a word that is struck through goes, a number stays."""
    words = [w._replace(text=as_read(w.text, cell=any(map(str.isdigit, w.text)))) for w in line]
    return [word for word in words if word.text]


def _widened(grid: Grid, own: list[float], after: list[float]) -> list[list[Slot | None]]:
    """The rows of a table, its columns as its part on the next page shows them."""
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


def _turned_rule(rule: Segment, turn: Turn, origin: tuple[float, float]) -> Segment:
    dx, dy = origin
    x0, x1 = (rule.at, rule.at) if rule.upright else (rule.start, rule.end)
    y0, y1 = (rule.start, rule.end) if rule.upright else (rule.at, rule.at)
    x0, y0, x1, y1 = turn.box(x0 - dx, y0 - dy, x1 - dx, y1 - dy)
    return Segment(True, x0, y0, y1) if x1 - x0 < y1 - y0 else Segment(False, y0, x0, x1)


def _grid(
    table: Ruled,
    chars: list[Word],
    where: str,
    back: Turn | None,
    lost: Sequence[tuple[float, float]] = (),
) -> Grid | None:
    """The grid of a table: each character goes to the cell that encloses its middle.

    None where the rules do not part the columns. A cell in which nothing but ``lost`` text stands
    holds U+FFFD: it may be a digit, so it is not blank.
    """
    heights = sorted(c[4] - c[2] for c in chars)
    large = _LARGE * heights[len(heights) // 2]
    content: dict[int, list[Word]] = {}
    xs, falling = table.xs, [-y for y in table.ys]
    rows, columns = len(falling) - 1, len(xs) - 1
    for char in chars:
        if char[4] - char[2] > large:
            continue
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
                text = (
                    _cell_text(mine, box)
                    if mine
                    else "\ufffd"
                    if any(box.contains(point) for point in lost)
                    else ""
                )
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


def _page_marks(pages: list[list[PositionedLine]]) -> set[int]:
    """The lines that number the pages.

    They are outermost, apart from the rest, and count on from page to page or stand in dashes.
    """
    found: dict[int, list[tuple[int, bool, PositionedLine]]] = {}
    for lines in pages:
        for line, beside in [(lines[-1], lines[-2:-1]), (lines[0], lines[1:2])] if lines else []:
            match = _MARK.fullmatch(line.text)
            if match is None:
                continue
            if (
                beside
                and abs(beside[0].words[0].middle - line.words[0].middle)
                < 1.2 * line.words[0].height
            ):
                continue
            number = next(int(g) for g in match.groups() if g)
            found.setdefault(number - line.page, []).append((number, match[4] is None, line))
    marks = set()
    for same in found.values():
        if (
            any(decorated for _, decorated, _ in same)
            or len({line.page for _, _, line in same}) > 1
        ):
            marks |= {id(line) for _, _, line in same}
    return marks
