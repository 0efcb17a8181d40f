"""Pages of a PDF to blocks: ruled tables as grids, by the lines that rule them; the rest as lines.

A cell is what its rules enclose, so spans, wrapped labels and empty cells come out as printed.
Where nothing is ruled, or the rules do not part the columns (a box around a table, say), each line
keeps the boxes of its words; ``recognising`` finds the columns.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

import pypdfium2 as pdfium

from analysis.errors import InputError
from analysis.reading.backends.base import Backend
from analysis.reading.blocks import Document, Grid, Line
from analysis.reading.layout import PositionedLine, Turn, Word, with_box
from analysis.reading.visibility import END, FAINT, STRUCK, as_read, marked

from .cells import grid_of, in_a_row, in_doubt, straddling, widened
from .characters import page_chars
from .drawing import read_drawing
from .drawn import FileTraits
from .maps import has_doubles, says
from .notes import opened
from .ruled import Box, Segment, goes_on, tables_of
from .words import word_lines

MAX_PAGES = 300
_CENTRE = 0.22  # of the height of a character: a line so near to its middle strikes it through
_WITHIN = 0.05  # of the width of a text: a line that ends so far from both its ends is in a sign
_DASH = 4.0  # points: a line no longer may be a dash of one
_MARK = re.compile(
    r"[-—–－·•~]+\s*(\d{1,3})\s*[-—–－·•~]+|第\s*(\d{1,3})\s*页.{0,12}|(\d{1,3})\s*[/／]\s*\d{1,3}|(\d{1,3})"
)


class PdfBackend(Backend):
    """Reads PDFs with PDFium."""

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
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
            layers, patterns = says(data, b"/OCProperties"), says(data, b"/PatternType")
            blocks = _blocks(document, FileTraits(layers, patterns, has_doubles(data)))
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
                "pictures (Python 3.11 or 3.12: pip install 'gouji[ocr]'), or transcribe it with "
                "`gouji template`."
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
    pages: list[list[tuple[float, PositionedLine | Grid]]] = []
    tables = 0
    columns: list[float] = []
    last: Grid | None = None
    for index in range(len(document)):
        try:
            page, strikes, notes = opened(document, index)
        except pdfium.PdfiumError:
            continue  # a broken page: what is on it is absent
        found, own = _page(page, index + 1, tables, columns, strikes, notes, file)
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
    strikes: list[Segment],
    notes: list[Box],
    file: FileTraits,
) -> tuple[list[tuple[float, PositionedLine | Grid]], list[list[float]]]:
    """The blocks of a page from top to bottom, each with its height, and its tables' columns.

    The columns of a table are the places where they part, from the left. ``strikes`` are lines that
    notes strike through text; ``notes`` are where notes may cover it.
    """
    drawing = read_drawing(page, file)
    chars, quarters, shown = page_chars(page, drawing, notes)
    upright = Turn(quarters, shown.width, shown.height)
    rules, lost = drawing.rules, drawing.lost
    if quarters or shown.left or shown.bottom:
        chars = [Word(c.text, *_turned(Box(*c[1:]), upright, shown)) for c in chars]
        rules = [_turned_rule(s, upright, shown) for s in rules]
        strikes = [_turned_rule(s, upright, shown) for s in strikes]
        lost = []
    chars = _struck(chars, rules, strikes)
    size = (upright.height, upright.width) if quarters % 2 else (upright.width, upright.height)
    on_show = (page.get_rotation() // 90 - quarters) % 4
    back = Turn(on_show, *size) if on_show else None

    out: list[tuple[float, PositionedLine | Grid]] = []
    rest, numbers = chars, in_a_row(chars)
    columns_of: list[tuple[float, list[float]]] = []
    for table in tables_of(rules, columns):
        inside: list[Word] = []
        outside: list[Word] = []
        for char in rest:
            (inside if table.box.contains(char.centre) else outside).append(char)
        if not inside:
            continue
        grid = grid_of(table, inside, numbers, f"page {number}, table {tables + 1}", back, lost)
        if grid is None:
            continue  # what it encloses is read as lines
        tables += 1
        cut = straddling(table, numbers)
        rest = [in_doubt(c) if id(c) in cut else c for c in outside]
        out.append((table.box.top, grid))
        columns_of.append((table.box.top, table.xs))
    for n, line in enumerate(map(_as_read, word_lines(rest)), start=1):
        if line:
            text, low = " ".join(w.text for w in line), min(w.bottom for w in line)
            box = (line[0].left, low, max(w.right for w in line), max(w.top for w in line))
            where = with_box(f"page {number}, line {n}", box, back)
            out.append((line[0].middle, PositionedLine(text, where, tuple(line), number, back)))
    columns_of.sort(key=lambda pair: -pair[0])
    return sorted(out, key=lambda pair: -pair[0]), [xs for _, xs in columns_of]


def _as_read(line: list[Word]) -> list[Word]:
    """The words of a line as they are read; a word that is struck through goes, a number stays."""
    words = [w._replace(text=as_read(w.text, cell=any(map(str.isdigit, w.text)))) for w in line]
    return [word for word in words if word.text]


def _turned(box: Box, turn: Turn, shown: Box) -> tuple[float, float, float, float]:
    """A box of the page as it lies in the file, on the page as it is read."""
    dx, dy = shown.left, shown.bottom
    return turn.box(box.left - dx, box.bottom - dy, box.right - dx, box.top - dy)


def _turned_rule(rule: Segment, turn: Turn, shown: Box) -> Segment:
    x0, x1 = (rule.at, rule.at) if rule.upright else (rule.start, rule.end)
    y0, y1 = (rule.start, rule.end) if rule.upright else (rule.at, rule.at)
    x0, y0, x1, y1 = _turned(Box(x0, y0, x1, y1), turn, shown)
    if x1 - x0 < y1 - y0:
        return rule._replace(upright=True, at=x0, start=y0, end=y1)
    return rule._replace(upright=False, at=y0, start=x0, end=x1)


def _undashed(rules: Iterable[Segment]) -> list[Segment]:
    """Level lines; the dashes of one are put together."""
    out: list[Segment] = []
    level = [rule for rule in rules if not rule.upright]
    short = [rule for rule in level if rule.end - rule.start < _DASH]
    if not short:
        return level
    for rule in sorted(short, key=lambda r: (round(r.at, 1), r.start)):
        last = out[-1] if out else None
        if last and abs(last.at - rule.at) < 0.2 and abs(rule.start - last.end) < _DASH:
            out[-1] = last._replace(end=rule.end, pale=last.pale and rule.pale)
        else:
            out.append(rule)
    return [*(rule for rule in level if rule.end - rule.start >= _DASH), *out]


def _struck(chars: list[Word], rules: list[Segment], strikes: list[Segment]) -> list[Word]:
    """Characters, those marked through which a line is drawn.

    A rule that goes on where no text is rules a table; ``strikes`` do nothing but strike through.
    A pale one leaves a doubt: it may not be seen.
    """
    middles = [char.middle for char in chars]
    order = sorted(range(len(chars)), key=middles.__getitem__)
    middles.sort()
    reach = _CENTRE * max((char.height for char in chars), default=0)
    gone: set[int] = set()
    doubtful: set[int] = set()
    for rule in [*strikes, *_undashed(rules)]:
        low = bisect_left(middles, rule.at - reach)
        near = order[low : bisect_right(middles, rule.at + reach, low)]
        if not near:
            continue
        hit, start, end = [], rule.start + rule.cap, rule.end - rule.cap
        for i in near:
            char = chars[i]
            shared = min(char.right, end) - max(char.left, start)
            level = abs(char.middle - rule.at) < _CENTRE * char.height
            if level and shared > 0.5 * (char.right - char.left):
                hit.append(i)
        under = sum(chars[i].right - chars[i].left for i in hit)
        edge = _WITHIN * under
        inside = start > min((chars[i].left for i in hit), default=0) + edge
        inside = inside and end < max((chars[i].right for i in hit), default=0) - edge
        if under > 0.6 * (end - start) or rule in strikes:
            (doubtful if rule.pale or inside else gone).update(hit)
    marks = {**dict.fromkeys(doubtful, FAINT), **dict.fromkeys(gone, STRUCK)}
    if not marks:
        return chars
    return [
        c._replace(text=marked(c.text.strip(FAINT + END), marks[i])) if i in marks else c
        for i, c in enumerate(chars)
    ]


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
