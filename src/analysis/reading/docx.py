"""DOCX to blocks: paragraphs and tables of the body in order, merged cells as one; text boxes and drawings are left out."""

import io
from collections.abc import Iterator
from typing import Any

from .blocks import Grid, GridMaker, Line

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
    from docx.opc.exceptions import PackageNotFoundError

    try:
        body = Document(io.BytesIO(data)).element.body
    except (
        PackageNotFoundError,
        LookupError,
        ValueError,
        AttributeError,
        TypeError,
        SyntaxError,
    ) as error:  # lxml's are SyntaxErrors
        raise ValueError(f"not a readable Word document ({error})") from None
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
    column += int(before.get(f"{_W}val", 0)) if before is not None else 0
    stack = list(reversed(row))
    while stack:
        node = stack.pop()
        if node.tag in _WRAPPERS:
            stack.extend(reversed(node))
        if node.tag != f"{_W}tc":
            continue
        span, merge = node.find(f"{_W}tcPr/{_W}gridSpan"), node.find(f"{_W}tcPr/{_W}vMerge")
        width = int(span.get(f"{_W}val", 1)) if span is not None else 1
        yield column, width, node, "" if merge is None else merge.get(f"{_W}val", "continue")
        column += width


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
