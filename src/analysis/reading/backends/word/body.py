"""The body of a Word file: paragraphs and tables in order, text boxes before their paragraphs."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.reading.backends.base import Backend
from analysis.reading.blocks import Document, Grid, GridBuilder, Line, brief
from analysis.reading.visibility import FAINT, MARKS, ODD, as_read, marked

from .looks import Looks
from .properties import W, is_on, is_out_of_sight
from .runs import M, boxes_in, chosen_in, is_note, shown_runs

_AROUND = "sdt sdtContent ins moveTo smartTag customXml"
_WRAPPERS = {f"{W}{name}" for name in _AROUND.split()}
_FIGURE = re.compile(r"[+\-−]?\d[\d.,，\s]*")
_ANY = "□"  # stands for a sign that is not told here
# What a run shows: text, and these. A sign of a symbol font may be anything, a digit in a ring too.
_RUN = {
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}noBreakHyphen": "-",
    **dict.fromkeys([f"{W}{name}" for name in ("sym", "pgNum", "dayShort", "dayLong")], _ANY),
    **dict.fromkeys([f"{W}{name}" for name in ("monthShort", "monthLong", "yearShort")], _ANY),
    f"{W}yearLong": _ANY,
}
_SHOWN = frozenset([f"{W}t", f"{M}t", *_RUN])
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PICTURES = (f"{W}drawing", f"{W}pict", f"{W}object")
_WRAPPING = 60
_ODD_SIZE = 0.86  # of the largest beside it
_PALE = 3.0  # contrast
_FLAT = 60  # twentieths of a point: a row so low shows nothing
_NO_MARKS = dict.fromkeys(map(ord, MARKS))


class DocxBackend(Backend):
    """Reads Word files with python-docx."""

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
        import docx

        try:
            document = docx.Document(io.BytesIO(data))
            body, styles = document.element.body, _styles(document)
        except (
            Exception
        ) as error:  # a broken file makes zipfile, lxml and python-docx raise all sorts
            raise ValueError(f"not a readable Word document ({brief(error)})") from None
        return Document(kind="docx", blocks=list(_Reader(styles).blocks(body)))


def _styles(document: Any) -> Any:
    try:
        return document.styles.element
    except (KeyError, AttributeError):  # it has none
        return None


class _Reader:
    """Counts paragraphs and tables on the way through a document."""

    def __init__(self, styles: Any) -> None:
        self.looks = Looks(styles)
        self.paragraph = self.table = 0

    def blocks(self, parent: Any) -> Iterator[Line | Grid]:
        """Blocks below an element, in order."""
        for node in _flow(parent):
            if node.tag == f"{W}p":
                self.paragraph += 1
                where = f"paragraph {self.paragraph}"
                for box in boxes_in(node):
                    yield from self.blocks(box)
                text = as_read(self._text(node), cell=False)
                yield from (Line(part.strip(), where) for part in text.split("\n") if part.strip())
            else:
                self.table += 1
                yield from self._table(node, self.table)

    def _table(self, table: Any, number: int) -> Iterator[Line | Grid]:
        """A table without those inside it, then those and the lines around them."""
        outer = [
            cell
            for cell in table.iter(f"{W}tc")
            if any(not _is_wrapper(t) for t in cell.iterchildren(f"{W}tbl"))
        ]
        mine = [cell for cell in outer if next(cell.iterancestors(f"{W}tbl")) is table]
        yield self._grid(table, number, mine)
        for cell in mine:
            yield from self.blocks(cell)

    def _text(self, paragraph: Any) -> str:
        """Text of a paragraph, with marks; runs that are not seen are left out."""
        pieces: list[tuple[str, str, float, float]] = []  # text, mark, size, clearness
        for run in shown_runs(paragraph):
            properties = self.looks.of(run, paragraph)
            mark, clear = self.looks.mark(properties, run)
            own = "".join(_RUN.get(node.tag, node.text or "") for node in run if node.tag in _SHOWN)
            own += chosen_in(run)
            if own and mark is not None:
                if run.tag != f"{W}r" or run.getparent().tag == f"{W}bdo" or is_note(run):
                    mark = mark or FAINT
                if properties.get("rFonts"):
                    own = _ANY * len(own)
                pieces.append((own.translate(_NO_MARKS), mark, properties.get("sz", 0), clear))
        if not pieces or is_out_of_sight(paragraph):
            return ""
        largest = max(size for _, _, size, _ in pieces)
        clearest = max(clear for *_, clear in pieces)
        text = "".join(
            marked(
                text,
                mark
                or (ODD if size < _ODD_SIZE * largest or clear < min(_PALE, clearest / 2) else ""),
            )
            for text, mark, size, clear in pieces
        )
        # The number of a list stands before a text that is no more than a number.
        listed = text.strip().isdecimal() and self.looks.is_numbered(paragraph)
        return marked(text, FAINT) if listed else text

    def _grid(self, table: Any, number: int, outer: Sequence[Any]) -> Grid:
        """A table; a cell that spans rows is one cell in all of them, ``outer`` cells are empty."""
        rows = [list(_cells(row)) for row in _rows(table)]
        heights = _heights(rows)
        builder = GridBuilder()
        for index, row in enumerate(rows, start=1):
            builder.next_row()
            for column, width, cell, merge in row:
                if merge == "continue" and (index - 1, column) not in heights:
                    continue  # part of a cell above
                text = "" if any(cell is o for o in outer) else self._cell_text(cell)
                where = f"table {number}, row {index}, column {{column}}"
                builder.add(text, where, width, heights[index - 1, column], column)
        return builder.grid()

    def _cell_text(self, cell: Any) -> str:
        """Text of a cell; one that holds nothing but a picture is not blank."""
        paragraphs = (self._text(p).strip() for p in cell.iter(f"{W}p"))
        text = as_read("\n".join(filter(None, paragraphs)))
        if _FIGURE.fullmatch(text) and _is_crossed(cell):
            return f"⟨{text}⟩"
        return text or ("[图]" if next(cell.iter(*_PICTURES), None) is not None else "")


def _is_crossed(cell: Any) -> bool:
    """Whether a line goes across a cell, or something that is drawn may stand on its text."""
    borders = cell.find(f"{W}tcPr/{W}tcBorders")
    lines = () if borders is None else (borders.find(f"{W}{side}") for side in ("tl2br", "tr2bl"))
    if any(line is not None and line.get(f"{W}val") not in ("nil", "none") for line in lines):
        return True
    return any(
        (part.tag == f"{_DRAWING}anchor" and not is_on(part.get("behindDoc", "0")))
        or "position:absolute" in (part.get("style") or "")
        for picture in cell.iter(*_PICTURES)
        for part in picture
    )


def _is_wrapper(table: Any) -> bool:
    """Whether a table inside a cell only wraps that cell's text."""
    filled = [
        text
        for cell in table.iter(f"{W}tc")
        if (text := "".join(t.text or "" for t in cell.iter(f"{W}t")).strip())
    ]
    return len(filled) <= 1 and all(len(text) <= _WRAPPING for text in filled)


def _flow(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also in content controls and tracked insertions."""
    for node in parent:
        if node.tag in (f"{W}p", f"{W}tbl"):
            yield node
        elif node.tag in _WRAPPERS:
            yield from _flow(node)


def _rows(parent: Any) -> Iterator[Any]:
    for node in parent:
        if node.tag == f"{W}tr":
            look = node.find(f"{W}trPr")
            if look is None or not _is_taken_out(look):
                yield node
        elif node.tag in _WRAPPERS:
            yield from _rows(node)


def _is_taken_out(look: Any) -> bool:
    """Whether a row is not seen: tracked changes took it out, it is hidden, or has no height."""
    if look.find(f"{W}del") is not None or look.find(f"{W}hidden") is not None:
        return True
    height = look.find(f"{W}trHeight")
    exact = height is not None and height.get(f"{W}hRule") == "exact"
    return exact and _count(height, _FLAT + 1) <= _FLAT


def _cells(row: Any) -> Iterator[tuple[int, int, Any, str]]:
    """Column, width, element and vertical merge of each cell.

    The merge is ``""``, ``restart`` or ``continue``.
    """
    column = _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
    stack = list(reversed(row))
    cells: list[tuple[int, int, Any, str]] = []
    while stack:
        node = stack.pop()
        if node.tag in _WRAPPERS:
            stack.extend(reversed(node))
        if node.tag != f"{W}tc":
            continue
        span, merge = node.find(f"{W}tcPr/{W}gridSpan"), node.find(f"{W}tcPr/{W}vMerge")
        width, level = max(_count(span, 1), 1), node.find(f"{W}tcPr/{W}hMerge")
        if cells and level is not None and level.get(f"{W}val", "continue") == "continue":
            # Merged into the cell before it, as older programs write it.
            at, wide, first, up = cells.pop()
            cells.append((at, wide + width, first, up))
        else:
            cells.append(
                (column, width, node, "" if merge is None else merge.get(f"{W}val", "continue"))
            )
        column += width
    yield from cells


def _count(node: Any, default: int) -> int:
    """The number a property holds; what is no sensible number counts as not being there."""
    text = node.get(f"{W}val", "") if node is not None else ""
    return int(text) if text.isdecimal() and len(text) < 4 else default


def _heights(rows: list[list[tuple[int, int, Any, str]]]) -> dict[tuple[int, int], int]:
    heights: dict[tuple[int, int], int] = {}
    open_at: dict[int, int] = {}
    for index, row in enumerate(rows):
        for column, _, _, merge in row:
            if merge == "continue" and column in open_at:
                heights[open_at[column], column] += 1
            else:
                open_at[column] = index
                heights[index, column] = 1
    return heights
