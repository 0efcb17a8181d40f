"""How a Word file is laid out: paragraphs, tables, and the rows and cells that are seen."""

from collections.abc import Iterator
from typing import Any

from .properties import W, is_on
from .runs import boxes_in

_AROUND = "sdt sdtContent ins moveTo smartTag customXml"
_WRAPPERS = {f"{W}{name}" for name in _AROUND.split()}
Cell = tuple[int, int, Any, str]  # column, width, element, vertical merge
_CELL = f"{W}tc"
_TAKEN_OUT = (f"{W}del", f"{W}moveFrom")
_FLAT = 60  # twentieths of a point: a row so low shows nothing


def flow(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also in content controls and tracked insertions.

    Parameters
    ----------
    parent : element
        What holds them: the body, a cell, a text box.
    """
    for node in parent:
        if node.tag in (f"{W}p", f"{W}tbl"):
            yield node
        elif node.tag in _WRAPPERS:
            yield from flow(node)


def _every_row(parent: Any) -> Iterator[Any]:
    for node in parent:
        if node.tag == f"{W}tr":
            yield node
        elif node.tag in _WRAPPERS:
            yield from _every_row(node)


def _is_taken_out(row: Any) -> bool:
    """Whether a row is not seen: tracked changes took it out, it is hidden, or has no height."""
    look = row.find(f"{W}trPr")
    if look is None:
        return False
    hidden = look.find(f"{W}hidden")
    if look.find(f"{W}del") is not None or (
        hidden is not None and is_on(hidden.get(f"{W}val", "true"))
    ):
        return True
    height = exact_height(look)
    return height is not None and height <= _FLAT


def exact_height(look: Any) -> int | None:
    """The height of a row that does not grow with its text, in twentieths of a point.

    Parameters
    ----------
    look : element or None
        Its ``w:trPr``.
    """
    height = look.find(f"{W}trHeight") if look is not None else None
    if height is None or height.get(f"{W}hRule") != "exact":
        return None
    text = height.get(f"{W}val", "")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _cells_of(row: Any) -> list[Cell]:
    """Column, width, element and vertical merge of each cell.

    The merge is ``""``, ``restart`` or ``continue``. Cells that tracked changes took out are none.

    Parameters
    ----------
    row : element
        A ``w:tr``.
    """
    column = _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
    stack = list(reversed(row))
    cells: list[Cell] = []
    while stack:
        node = stack.pop()
        if node.tag in _WRAPPERS:
            stack.extend(reversed(node))
        if node.tag != _CELL:
            continue
        look = node.find(f"{W}tcPr")
        found = {} if look is None else {part.tag: part for part in look}
        if f"{W}cellDel" in found:
            continue
        span, merge = found.get(f"{W}gridSpan"), found.get(f"{W}vMerge")
        tracked = found.get(f"{W}cellMerge")
        joined = tracked is not None and tracked.get(f"{W}vMerge") == "cont"
        width, level = max(_count(span, 1), 1), found.get(f"{W}hMerge")
        if cells and level is not None and level.get(f"{W}val", "continue") == "continue":
            # Merged into the cell before it, as older programs write it.
            at, wide, first, above = cells.pop()
            cells.append((at, wide + width, first, above))
        else:
            up = "" if merge is None else merge.get(f"{W}val", "continue")
            cells.append((column, width, node, "continue" if joined else up))
        column += width
    return cells


def _count(node: Any, default: int) -> int:
    """The number a property holds; what is no sensible number counts as not being there."""
    text = node.get(f"{W}val", "") if node is not None else ""
    return int(text) if text.isdecimal() and len(text) < 4 else default


def laid_out(table: Any) -> tuple[list[list[Cell]], dict[tuple[int, int], int]]:
    """The cells of each row that is seen, and how many of these rows each spans, by row and column.

    Of a cell that begins in a hidden row the rest is a cell of its own.

    Parameters
    ----------
    table : element
        A ``w:tbl``.
    """
    rows: list[list[Cell]] = []
    heights: dict[tuple[int, int], int] = {}
    open_at: dict[int, int] = {}
    for row in _every_row(table):
        cells, shown = _cells_of(row), not _is_taken_out(row)
        for column, _, _, merge in cells:
            if merge == "continue" and column in open_at:
                heights[open_at[column], column] += shown
            elif shown:
                open_at[column] = len(rows)
                heights[len(rows), column] = 1
            else:
                open_at.pop(column, None)
        if shown:
            rows.append(cells)
    return rows, heights


def paragraphs_in(parent: Any) -> Iterator[Any]:
    """The paragraphs of a cell that are seen, those in its boxes and tables too.

    Parameters
    ----------
    parent : element
        The cell.
    """
    for node in flow(parent):
        if node.tag == f"{W}p":
            yield node
            for box in boxes_in(node):
                yield from paragraphs_in(box)
        else:
            rows, heights = laid_out(node)
            for index, row in enumerate(rows):
                for column, _, cell, _ in row:
                    if (index, column) in heights:
                        yield from paragraphs_in(cell)


def runs_on(paragraph: Any) -> bool:
    """Whether the next paragraph goes on in the same line: the mark between them is not seen.

    Parameters
    ----------
    paragraph : element
        A ``w:p``.
    """
    look = paragraph.find(f"{W}pPr/{W}rPr")
    return look is not None and any(
        node.tag in _TAKEN_OUT or (node.tag == f"{W}vanish" and is_on(node.get(f"{W}val", "true")))
        for node in look
    )
