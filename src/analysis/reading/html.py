"""HTML to blocks: every table a grid with its spans, everything else lines, in the order of the page.

What is told is what a browser shows: hidden parts are left out, runs of text joined as they stand. Elements that only set type
(``span``, ``font``, Word's own) are stripped from the tree first, in C, so that most cells are a single text.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from .blocks import Grid, GridMaker, Line, Slot
from .elements import cell_text, clean, is_wrapper, span, tidy

_META = {
    "pubdate": "published",
    "publishdate": "published",
    "publishtime": "published",
    "firstpublishedtime": "published",
    "article:published_time": "published",
    "og:url": "url",
    "contentsource": "source",
    "articletitle": "title",
    "sitename": "site",
}
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Private-use characters that stand for a table in the flow of text; any in the page itself are taken out.
_TABLE, _END = "\ue010", "\ue011"
_PRIVATE = {ord(c): None for c in "\0\ue000\ue001\ue002\ue003\ue010\ue011"}
LONG_CELL = 80
_CELLS = frozenset(["td", "th"])


def parse(text: str) -> Any:
    """The tree of a page, or None where there is none.

    Parameters
    ----------
    text : str
        The page, decoded.
    """
    # A declaration of some other encoding, left in, makes lxml refuse text that is already decoded.
    text = _DECLARATION.sub("", text)
    if any(chr(c) in text for c in _PRIVATE):
        text = text.translate(_PRIVATE)
    try:
        # Plain elements: those of lxml.html are looked up in Python, one by one.
        return etree.fromstring(text, parser=etree.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def read_html(text: str) -> tuple[list[Line | Grid], dict[str, str]]:
    """Blocks of a page, and what its head says.

    Parameters
    ----------
    text : str
        The page, decoded.

    Returns
    -------
    blocks : list of Line or Grid
    meta : dict
        Any of ``published``, ``url``, ``source``, ``title``, ``site``.
    """
    root = parse(text)
    if root is None:
        return [], {}
    meta = _head(root, text)
    clean(root, text)
    return list(_blocks(root)), meta


def _head(root: Any, text: str) -> dict[str, str]:
    meta: dict[str, str] = {}
    for node in root.iter("meta"):
        key = _META.get((node.get("name") or node.get("property") or "").lower())
        if key and (node.get("content") or "").strip():
            meta.setdefault(key, node.get("content").strip())
    for node in root.iter("link"):
        if (node.get("rel") or "").lower() == "canonical" and (node.get("href") or "").startswith(
            "http"
        ):
            meta.setdefault("url", node.get("href").strip())
    saved = _SAVED_FROM.search(text[:4000])
    if saved:
        meta["url"] = saved[1]
    title = root.find(".//title")
    if title is not None and title.text:
        meta.setdefault("page_title", title.text.strip())
    return meta


def _blocks(root: Any) -> Iterator[Line | Grid]:
    """Lines and tables in order. Only blocks are left in the tree, so each text in it begins and ends a line."""
    grids: list[Grid] = []
    for number, rows, table in physical(root):
        grids.append(grid_of_rows(rows, number))
        stands_at = [table] if table is not None else [row for _, row in rows]
        for place, element in enumerate(stands_at):
            _mark(element, len(grids) - 1 if place == 0 else None)
    paragraph = 0
    for piece in root.itertext():
        index, lines = told(piece)
        if index is not None:
            yield grids[index]
        for line in lines:
            paragraph += 1
            yield Line(line, f"paragraph {paragraph}")


def told(piece: str) -> tuple[int | None, list[str]]:
    """What a text of a cleaned page tells: a table that stood there, by its index, and lines."""
    index = None
    if piece[0] == _TABLE:
        at, _, piece = piece[1:].partition(_END)
        index = int(at) if at else None
    parts = piece.split("\ue002") if "\ue002" in piece else (piece,)
    return index, [line for part in parts if (line := tidy(part))]


def physical(root: Any) -> Iterator[tuple[int, list[tuple[int, Any]], Any]]:
    """Tables as they are told: number, rows with their numbers, and the element that a whole table is (None for part of one)."""
    for number, table, inner in tables(root):
        if not inner:
            yield number, _rows(table), table
        else:
            for run in list(_own_rows(table, inner)):
                yield number, run, None


def _mark(element: Any, index: int | None) -> None:
    """Leave a sign for a grid where its element stood."""
    tail = element.tail
    element.clear()
    element.tail = tail
    element.text = f"{_TABLE}{'' if index is None else index}{_END}"


def tables(root: Any) -> list[tuple[int, Any, set[Any]]]:
    """Tables with their number, from 1, and those of their rows that hold other tables (empty for most).

    A table with a single filled cell inside another's cell is part of that cell and has no number of its own.
    """
    every = list(root.iter("table"))
    nested = (
        [t for t in every if next(t.iterancestors("table"), None) is not None]
        if len(every) > 1
        else []
    )
    wrappers = {t for t in nested if is_wrapper(t)}
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
                break  # its own ancestors are told by itself
    for table in nested:
        if table in wrappers and table in inner:
            wrappers.discard(table)
    return [
        (n, t, inner.get(t, set()))
        for n, t in enumerate((t for t in every if t not in wrappers), start=1)
    ]


def _rows(table: Any) -> list[tuple[int, Any]]:
    """Rows of a table as a browser shows them, the head first and the foot last, each with its number in the source."""
    groups: dict[str, list[tuple[int, Any]]] = {"thead": [], "tbody": [], "tfoot": []}
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


def _own_rows(table: Any, inner: set[Any]) -> Iterator[list[tuple[int, Any]]]:
    """Runs of rows that a table which lays out others holds itself: rows of at least two short cells."""
    run: list[tuple[int, Any]] = []
    for number, row in _rows(table):
        if row not in inner:
            texts = [cell_text(cell) for cell in row if cell.tag in ("td", "th")]
            if sum(bool(t) for t in texts) > 1 and all(len(t) <= LONG_CELL for t in texts):
                run.append((number, row))
                continue
        if run:
            yield run
        run = []
    if run:
        yield run


def grid_of_rows(rows: list[tuple[int, Any]], number: int) -> Grid:
    """The grid of rows, each with its number, of a table with its number; every cell's place is told by these."""
    maker = GridMaker()
    group = rows[0][1].getparent() if rows else None
    for index, row in rows:
        if row.getparent() is not group:
            maker.end_group()
            group = row.getparent()
        maker.next_row()
        place = f"table {number}, row {index}, column "
        cells = maker.row
        plain = None not in cells  # else a cell belongs into a gap that spans from above have left
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            text = (cell.text or "") if len(cell) == 0 else cell_text(cell)
            if not text.isdecimal():
                text = tidy(text)
            if cell.attrib:
                wide, high = cell.get("colspan"), cell.get("rowspan")
                if wide or high:
                    maker.add(
                        text,
                        f"{place}{{column}}",
                        span(wide) if wide else 1,
                        span(high, 0) if high else 1,
                    )
                    continue
            if plain:
                cells.append(Slot(text, f"{place}{len(cells) + 1}", len(cells)))
            else:
                maker.add(text, f"{place}{{column}}")
    return maker.grid()
