"""Pages of a PDF to blocks: ruled tables as grids, by the lines that rule them; the rest as lines.

A cell is what its rules enclose, so spans, wrapped labels and empty cells come out as printed.
Where nothing is ruled, or the rules do not part the columns (a box around a table, say), each line
keeps the boxes of its words; ``recognising`` finds the columns.
"""

import re
from typing import Any

from analysis.errors import InputError
from analysis.reading.backends.base import Backend
from analysis.reading.blocks import Document, Grid, Line
from analysis.reading.layout import PositionedLine, Turn, Word, with_box
from analysis.reading.visibility import as_read

from .cells import doubted, grid_of, in_a_row, straddling, widened
from .characters import page_chars, turned
from .drawing import FileTraits, read_drawing
from .maps import has_doubles
from .notes import opened
from .ruled import Box, Segment, goes_on, tables_of
from .strikes import struck
from .words import word_lines

MAX_PAGES = 300
_MARK = re.compile(
    r"[-—–－·•~]+\s*(\d{1,3})\s*[-—–－·•~]+|第\s*(\d{1,3})\s*页.{0,12}|(\d{1,3})\s*[/／]\s*\d{1,3}|(\d{1,3})"
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
            page, strikes, notes = opened(document, index)
        except pdfium.PdfiumError:
            continue  # a broken page: what is on it is absent
        found, own = _page(page, index + 1, tables, columns, (strikes, notes), file)
        page.close()
        grids = [block for _, block in found if isinstance(block, Grid)]
        if grids and last is not None and goes_on(columns, own[0]):
            last.rows = widened(last, columns, own[0])
        if grids:
            last, columns = grids[-1], own[-1]
        tables += len(grids)
        pages.append(found)
    marks = _page_marks(
        [[block for _, block in page if isinstance(block, PositionedLine)] for page in pages]
    )
    return [block for page in pages for _, block in page if id(block) not in marks]


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
    rules = drawing.rules
    if quarters or left or bottom:
        chars = turned(chars, upright, (left, bottom))
        rules = [_turned_rule(s, upright, (left, bottom)) for s in rules]
        strikes = [_turned_rule(s, upright, (left, bottom)) for s in strikes]
    chars = struck(chars, rules, strikes)
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
        numbers = in_a_row(chars) if numbers is None else numbers
        doubtful = straddling(table, numbers)
        if doubtful:
            inside = [c if id(c) not in doubtful else doubted(c) for c in inside]
        grid = grid_of(table, inside, f"page {number}, table {tables + 1}", back, lost)
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


def _as_read(line: list[Word]) -> list[Word]:
    """The words of a line as they are read; a word that is struck through goes, a number stays."""
    words = [w._replace(text=as_read(w.text, cell=any(map(str.isdigit, w.text)))) for w in line]
    return [word for word in words if word.text]


def _turned_rule(rule: Segment, turn: Turn, origin: tuple[float, float]) -> Segment:
    dx, dy = origin
    x0, x1 = (rule.at, rule.at) if rule.upright else (rule.start, rule.end)
    y0, y1 = (rule.start, rule.end) if rule.upright else (rule.at, rule.at)
    x0, y0, x1, y1 = turn.box(x0 - dx, y0 - dy, x1 - dx, y1 - dy)
    return Segment(True, x0, y0, y1) if x1 - x0 < y1 - y0 else Segment(False, y0, x0, x1)


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
