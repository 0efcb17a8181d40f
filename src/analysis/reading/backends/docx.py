"""Word files (DOCX): paragraphs and tables of the body in order; text boxes are left out."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.reading.blocks import Document, Grid, GridBuilder, Line, brief

from .base import Backend

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIP = {
    f"{_W}{name}"
    for name in (
        "txbxContent",
        "pict",
        "drawing",
        "del",
        "moveFrom",
        "instrText",
        "object",
        "rPr",
        "pPr",
    )
} | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}
_WRAPPERS = {
    f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")
}

# What a run shows: text, and these.
_RUN = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}
_SHOWN = frozenset([f"{_W}t", *_RUN])
_WRAPPING = 60


class DocxBackend(Backend):
    """Reads Word files with python-docx."""

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
        import docx

        try:
            body = docx.Document(io.BytesIO(data)).element.body
        except (
            Exception
        ) as error:  # a broken file makes zipfile, lxml and python-docx raise all sorts
            raise ValueError(f"not a readable Word document ({brief(error)})") from None
        return Document(kind="docx", blocks=list(_Reader().blocks(body)))


class _Reader:
    """Counts paragraphs and tables on the way through a document."""

    def __init__(self) -> None:
        self.paragraph = self.table = 0

    def blocks(self, parent: Any) -> Iterator[Line | Grid]:
        """Blocks below an element, in order."""
        for node in _flow(parent):
            if node.tag == f"{_W}p":
                self.paragraph += 1
                where = f"paragraph {self.paragraph}"
                yield from (
                    Line(part.strip(), where) for part in _text(node).split("\n") if part.strip()
                )
            else:
                self.table += 1
                yield from self._table(node, self.table)

    def _table(self, table: Any, number: int) -> Iterator[Line | Grid]:
        """A table without those inside it, then those and the lines around them."""
        outer = [
            cell
            for cell in table.iter(f"{_W}tc")
            if any(not _is_wrapper(t) for t in cell.iterchildren(f"{_W}tbl"))
        ]
        mine = [cell for cell in outer if next(cell.iterancestors(f"{_W}tbl")) is table]
        yield _grid(table, number, mine)
        for cell in mine:
            yield from self.blocks(cell)


def _is_wrapper(table: Any) -> bool:
    """Whether a table inside a cell only wraps that cell's text."""
    filled = [
        text
        for cell in table.iter(f"{_W}tc")
        if (text := "".join(_text(p) for p in cell.iter(f"{_W}p")).strip())
    ]
    return len(filled) <= 1 and all(len(text) <= _WRAPPING for text in filled)


def _flow(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also in content controls and tracked insertions."""
    for node in parent:
        if node.tag in (f"{_W}p", f"{_W}tbl"):
            yield node
        elif node.tag in _WRAPPERS:
            yield from _flow(node)


def _text(node: Any) -> str:
    """Text of a paragraph: raised text stands in brackets, since a note's mark is no digit."""
    parts: list[str] = []
    raised = False
    for run in _runs(node):
        look = run.find(f"{_W}rPr")
        if look is not None and any(
            _on(look.find(f"{_W}{name}")) for name in ("vanish", "strike", "dstrike")
        ):
            continue
        place = look.find(f"{_W}vertAlign") if look is not None else None
        own = "".join(_RUN.get(child.tag, child.text or "") for child in run if child.tag in _SHOWN)
        if own and place is not None and place.get(f"{_W}val") in ("superscript", "subscript"):
            raised = True
            own = f"\ue000{own}\ue001"
        parts.append(own)
    text = "".join(parts)
    if raised:
        beside = re.sub("\ue000[^\ue001]*\ue001", "", text).strip()
        text = text.replace("\ue001\ue000", "")
        text = (
            text.replace("\ue000", "[").replace("\ue001", "]")
            if beside
            else re.sub("[\ue000\ue001]", "", text)
        )
    return text


def _runs(node: Any) -> Iterator[Any]:
    """Runs in order, those inside links, fields and tracked insertions included."""
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        if child.tag == f"{_W}r":
            yield child
        elif child.tag not in _SKIP:
            stack.extend(reversed(child))


def _on(mark: Any) -> bool:
    return mark is not None and mark.get(f"{_W}val", "true") not in ("0", "false", "off", "none")


def _grid(table: Any, number: int, outer: Sequence[Any] = ()) -> Grid:
    """A table; a cell that spans rows is one cell in all of them, ``outer`` cells are empty."""
    rows = [list(_cells(row)) for row in _rows(table)]
    heights = _heights(rows)
    builder = GridBuilder()
    for index, row in enumerate(rows, start=1):
        builder.next_row()
        for column, width, cell, merge in row:
            if merge == "continue" and (index - 1, column) not in heights:
                continue  # part of a cell above
            paragraphs = () if any(cell is o for o in outer) else cell.iter(f"{_W}p")
            text = "\n".join(filter(None, (_text(p).strip() for p in paragraphs)))
            builder.add(
                text,
                f"table {number}, row {index}, column {{column}}",
                width,
                heights[index - 1, column],
                column,
            )
    return builder.grid()


def _rows(parent: Any) -> Iterator[Any]:
    for node in parent:
        if node.tag == f"{_W}tr":
            if node.find(f"{_W}trPr/{_W}del") is None:  # else tracked changes took it out
                yield node
        elif node.tag in _WRAPPERS:
            yield from _rows(node)


def _cells(row: Any) -> Iterator[tuple[int, int, Any, str]]:
    """Column, width, element and vertical merge of each cell.

    The merge is ``""``, ``restart`` or ``continue``.
    """
    column = _count(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
    stack = list(reversed(row))
    cells: list[tuple[int, int, Any, str]] = []
    while stack:
        node = stack.pop()
        if node.tag in _WRAPPERS:
            stack.extend(reversed(node))
        if node.tag != f"{_W}tc":
            continue
        span, merge = node.find(f"{_W}tcPr/{_W}gridSpan"), node.find(f"{_W}tcPr/{_W}vMerge")
        width, level = max(_count(span, 1), 1), node.find(f"{_W}tcPr/{_W}hMerge")
        if cells and level is not None and level.get(f"{_W}val", "continue") == "continue":
            # Merged into the cell before it, as older programs write it.
            at, wide, first, up = cells.pop()
            cells.append((at, wide + width, first, up))
        else:
            cells.append(
                (column, width, node, "" if merge is None else merge.get(f"{_W}val", "continue"))
            )
        column += width
    yield from cells


def _count(node: Any, default: int) -> int:
    """The number a property holds; what is no sensible number counts as not being there."""
    text = node.get(f"{_W}val", "") if node is not None else ""
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
