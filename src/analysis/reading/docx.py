"""DOCX to blocks: paragraphs and tables of the body in order, merged cells as one; text boxes and drawings are left out."""

import io
from collections.abc import Iterator
from typing import Any

from .blocks import Grid, GridMaker, Line, brief

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIP = {f"{_W}{name}" for name in ("txbxContent", "pict", "drawing", "del", "instrText", "object")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
}
_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "smartTag", "customXml")}


def read_docx(data: bytes) -> list[Line | Grid]:
    """Blocks of a Word document.

    Raises
    ------
    ValueError
        If it is not a readable DOCX file.
    """
    from docx import Document

    try:
        body = Document(io.BytesIO(data)).element.body
    except Exception as error:  # a broken file makes zipfile, lxml and python-docx raise all they have
        raise ValueError(f"not a readable Word document ({brief(error)})") from None
    blocks: list[Line | Grid] = []
    paragraph = table = 0
    for node in _flow(body):
        if node.tag == f"{_W}p":
            paragraph += 1
            blocks += [Line(part.strip(), f"paragraph {paragraph}") for part in _text(node).split("\n") if part.strip()]
        else:
            table += 1
            blocks.append(_grid(node, table))
    return blocks


def _flow(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those inside content controls and tracked insertions included."""
    for node in parent:
        if node.tag in (f"{_W}p", f"{_W}tbl"):
            yield node
        elif node.tag in _WRAPPERS:
            yield from _flow(node)


def _text(node: Any) -> str:
    """Text of a paragraph: runs joined as they stand."""
    parts: list[str] = []
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}br":
            parts.append("\n")
        elif child.tag == f"{_W}tab":
            parts.append(" ")
        elif child.tag not in _SKIP:
            stack.extend(reversed(child))
    return "".join(parts)


def _grid(table: Any, number: int) -> Grid:
    """A table; a vertically merged cell is one cell in all the rows it covers."""
    rows = [list(_cells(row)) for row in _rows(table)]
    heights = _heights(rows)
    maker = GridMaker()
    for index, row in enumerate(rows, start=1):
        maker.next_row()
        for column, width, cell, merge in row:
            if merge == "continue" and (index - 1, column) not in heights:
                continue  # part of a cell above
            text = "\n".join(filter(None, (_text(p).strip() for p in cell.iter(f"{_W}p"))))
            maker.add(text, f"table {number}, row {index}, column {{column}}", width, heights[index - 1, column], column)
    return maker.grid()


def _rows(parent: Any) -> Iterator[Any]:
    for node in parent:
        if node.tag == f"{_W}tr":
            yield node
        elif node.tag in _WRAPPERS:
            yield from _rows(node)


def _cells(row: Any) -> Iterator[tuple[int, int, Any, str]]:
    """Column, width, element and vertical merge (``""``, ``restart`` or ``continue``) of each cell."""
    column = 0
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    column += _count(before, 0)
    stack = list(reversed(row))
    while stack:
        node = stack.pop()
        if node.tag in _WRAPPERS:
            stack.extend(reversed(node))
        if node.tag != f"{_W}tc":
            continue
        span, merge = node.find(f"{_W}tcPr/{_W}gridSpan"), node.find(f"{_W}tcPr/{_W}vMerge")
        width = max(_count(span, 1), 1)
        yield column, width, node, "" if merge is None else merge.get(f"{_W}val", "continue")
        column += width


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
