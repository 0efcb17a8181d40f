"""The body of a Word file: paragraphs and tables in order, text boxes before their paragraphs."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.reading.backends.base import Backend
from analysis.reading.blocks import Document, Grid, GridBuilder, Line, brief
from analysis.reading.visibility import FAINT, MARKS, ODD, as_read, marked

from .flow import exact_height, flow, laid_out, paragraphs_in, runs_on
from .looks import Looks
from .properties import W, is_on
from .runs import ANY, M, boxes_in, is_note, shown_runs

_FIGURE = re.compile(r"[+\-−]?\d[\d.,，\s]*")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PAPER = f"{W}background"
_UNREAD = (  # pictures and parts of other files, and what is not filled in
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
    "{urn:schemas-microsoft-com:vml}imagedata",
    f"{W}object",
    f"{W}altChunk",
    f"{W}subDoc",
    f"{W}showingPlcHdr",  # what stands there only asks for something
)
# Fields that show what they say, and keep no result.
_DRAWN = re.compile(r"\s*(?:EQ|SYMBOL|MACROBUTTON|GOTOBUTTON|AUTONUM|LISTNUM|QUOTE)", re.IGNORECASE)
_OF_SIZE = 7  # twentieths of a point a half point of a font's size: digits are about so high
_LINE = 100  # twentieths of a point: an empty line is at least so high
_PICTURES = (f"{W}drawing", f"{W}pict", f"{W}object")
_BESIDE = (f"{W}instrText", *_UNREAD, *_PICTURES)
_WRAPPING = 60
_ODD_SIZE = 0.86  # of the largest beside it
_PALE = 3.0  # contrast
_NO_MARKS = dict.fromkeys(map(ord, MARKS))


class DocxBackend(Backend):
    """Reads Word files with python-docx."""

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
        import docx

        try:
            document = docx.Document(io.BytesIO(data))
            body = document.element.body
            looks = Looks(_styles(document), _theme(document), document.element.find(_PAPER))
        except (
            Exception
        ) as error:  # a broken file makes zipfile, lxml and python-docx raise all sorts
            raise ValueError(f"not a readable Word document ({brief(error)})") from None
        return Document(kind="docx", blocks=list(_Reader(looks).blocks(body)))


def _styles(document: Any) -> Any:
    try:
        return document.styles.element
    except (KeyError, AttributeError):  # it has none
        return None


def _theme(document: Any) -> bytes | None:
    parts = (
        r.target_part
        for r in document.part.rels.values()
        if r.reltype.endswith("/theme") and not r.is_external
    )
    part = next(parts, None)
    return None if part is None else part.blob


class _Reader:
    """Counts paragraphs and tables on the way through a document."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self.paragraph = self.table = 0

    def blocks(self, parent: Any) -> Iterator[Line | Grid]:
        """Blocks below an element, in order."""
        for node in flow(parent):
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
        for run, own in shown_runs(paragraph):
            properties = self.looks.of(run, paragraph)
            mark, clear = self.looks.mark(properties, run)
            if mark is None:
                continue
            plain = run.tag == f"{W}r" or run.getparent().tag == f"{M}oMath"
            if not plain or run.getparent().tag == f"{W}bdo" or is_note(run):
                mark = mark or FAINT
            if properties.get("rFonts"):
                own = ANY * len(own)
            pieces.append((own.translate(_NO_MARKS), mark, properties.get("sz", 0), clear))
        if not pieces:
            return ""
        largest = max(size for _, _, size, _ in pieces)
        if self.looks.is_out_of_sight(paragraph, largest):
            return ""
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
        rows, heights = laid_out(table)
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
        text = ""
        for paragraph in paragraphs_in(cell):
            own = self._text(paragraph).strip()
            if own:
                text += own if runs_on(paragraph) else f"{own}\n"
        text = as_read(text.rstrip("\n"))
        if _FIGURE.fullmatch(text) and (
            self.looks.crosses(cell)
            or any(map(_may_change, cell.iter(*_BESIDE)))
            or self._is_cut(cell)
        ):
            return f"⟨{text}⟩"
        return text or ("[图]" if next(cell.iter(*_PICTURES), None) is not None else "")

    def _is_cut(self, cell: Any) -> bool:
        """Whether the row of a cell is too low for its text, or a list counts beside it."""
        paragraphs = list(paragraphs_in(cell))
        if len(paragraphs) > 1 and any(map(self.looks.is_numbered, paragraphs)):
            return True
        height = exact_height(cell.getparent().find(f"{W}trPr"))
        if height is None:
            return False
        needed = 0.0
        for paragraph in paragraphs:
            first = next(shown_runs(paragraph), None)
            size = self.looks.of(first[0], paragraph).get("sz", 0) if first else 0
            needed += self.looks.place(paragraph).get("before", 0)
            if size:
                return needed + _OF_SIZE * size > height
            needed += _LINE
        return False


def _may_change(part: Any) -> bool:
    """Whether a part of a cell may show a sign that is not read, or stand on those that are."""
    if part.tag == f"{W}instrText":
        return _DRAWN.match(part.text or "") is not None
    return part.tag in _UNREAD or any(
        (inner.tag == f"{_DRAWING}anchor" and not is_on(inner.get("behindDoc", "0")))
        or "position:absolute" in (inner.get("style") or "")
        for inner in part
    )


def _is_wrapper(table: Any) -> bool:
    """Whether a table inside a cell only wraps that cell's text."""
    filled = [
        text
        for cell in table.iter(f"{W}tc")
        if (text := "".join(t.text or "" for t in cell.iter(f"{W}t")).strip())
    ]
    return len(filled) <= 1 and all(len(text) <= _WRAPPING for text in filled)
