"""Tables of a cleaned page: which of them hold figures, their rows in order, and their grids."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from analysis.reading.blocks import Grid, GridBuilder, Slot

from .visible import cell_text, span, tidy

_LONG_CELL = 80  # characters: a cell that long lays out text and is none of a table
_DEEPEST = 5
_WRAPPING = 60  # characters
_CELLS = frozenset(["td", "th"])

Rows = list[tuple[int, Any]]  # rows with their number in the source


def runs_of_rows(root: Any) -> Iterator[tuple[int, Rows, Any]]:
    """The tables of a page; one that lays out others gives the runs of rows that it holds itself.

    Parameters
    ----------
    root : element
        The page, cleaned.

    Yields
    ------
    number : int
        The number of the table on the page, from 1.
    rows : list of (int, element)
        Rows with their number in the table, from 1.
    table : element or None
        The table, or None for a run of its rows.
    """
    for number, table, inner in _tables(root):
        if not inner:
            yield number, _rows(table), table
        else:
            for run in list(_own_rows(table, inner)):
                yield number, run, None


def _tables(root: Any) -> list[tuple[int, Any, set[Any]]]:
    """Tables with their number, from 1, and those of their rows that hold other tables.

    A table inside another's cell that only wraps the text of that cell is part of the cell and has
    no number of its own.
    """
    every = list(root.iter("table"))
    nested = (
        [t for t in every if next(t.iterancestors("table"), None) is not None]
        if len(every) > 1
        else []
    )
    wrappers = {t for t in nested if _is_wrapper(t)}
    inner: dict[Any, set[Any]] = {}
    for table in nested:
        if table in wrappers:
            continue
        child = table
        for node in table.iterancestors():
            if node.tag == "tr":
                child = node
            elif node.tag == "table":
                inner.setdefault(node, set()).add(child)
                break  # it answers for its own ancestors
    for table in nested:
        if table in wrappers and table in inner:
            wrappers.discard(table)
    return [
        (n, t, inner.get(t, set()))
        for n, t in enumerate((t for t in every if t not in wrappers), start=1)
    ]


def _rows(table: Any) -> Rows:
    """Rows of a table as a browser shows them: the head first and the foot last."""
    groups: dict[str, Rows] = {"thead": [], "tbody": [], "tfoot": []}
    number = 0
    for node in table:
        if node.tag == "tr":
            number += 1
            groups["tbody"].append((number, node))
        elif node.tag in groups:
            for row in node:
                if row.tag == "tr":
                    number += 1
                    groups[node.tag].append((number, row))
        elif node.tag not in ("caption", "col", "colgroup"):
            # Rows in a place where none may be, as damaged pages have them.
            for row in node.iter("tr"):
                if next(row.iterancestors("table")) is table:
                    number += 1
                    groups["tbody"].append((number, row))
    return groups["thead"] + groups["tbody"] + groups["tfoot"]


def _own_rows(table: Any, inner: set[Any]) -> Iterator[Rows]:
    """Runs of rows of at least two short cells, in a table that lays out others."""
    run: Rows = []
    for number, row in _rows(table):
        if row not in inner:
            texts = [cell_text(cell) for cell in row if cell.tag in ("td", "th")]
            if sum(bool(t) for t in texts) > 1 and all(len(t) <= _LONG_CELL for t in texts):
                run.append((number, row))
                continue
        if run:
            yield run
        run = []
    if run:
        yield run


def grid_of_rows(rows: Rows, number: int) -> Grid:
    """The grid of a table.

    Parameters
    ----------
    rows : list of (int, element)
        Its rows with their number in the table, from 1.
    number : int
        The number of the table on the page; places are made of these numbers.

    Raises
    ------
    OverflowError
        If it has more cells than any report.
    """
    builder = GridBuilder()
    group = rows[0][1].getparent() if rows else None
    for index, row in rows:
        if row.getparent() is not group:
            builder.end_group()
            group = row.getparent()
        builder.next_row()
        place = f"table {number}, row {index}, column "
        cells = builder.row
        plain = None not in cells  # else a cell belongs into a gap that spans from above have left
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            text = (cell.text or "") if len(cell) == 0 else cell_text(cell)
            if not text.isdecimal():
                text = tidy(text, cell=True)
            wide, high = cell.get("colspan"), cell.get("rowspan")
            if wide or high:
                width, height = span(wide or "1"), span(high or "1", 0)
                builder.add(text, f"{place}{{column}}", width, height)
            elif plain:
                cells.append(Slot(text, f"{place}{len(cells) + 1}", len(cells)))
            else:
                builder.add(text, f"{place}{{column}}")
    return builder.grid()


def _is_wrapper(table: Any) -> bool:
    """Whether a table inside another's cell only wraps the text of that cell."""
    if len(list(islice(table.iter("table"), _DEEPEST))) == _DEEPEST:
        return False  # pages nested a thousand deep exist, to break readers
    texts = ("".join(cell.itertext()).strip() for cell in table.iter("td", "th"))
    filled = list(islice(filter(None, texts), 2))
    return len(filled) <= 1 and all(len(text) <= _WRAPPING for text in filled)
