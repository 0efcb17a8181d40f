"""A web page to a document: every table a grid, everything else lines.

Elements that only set type (``span``, ``font``, Word's own) are stripped from the tree first, in
C, so that most cells are a single text.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from analysis.reading.blocks import Document, Grid, Line
from analysis.reading.visibility import BREAK, MARKS

from .tables import grid_of_rows, runs_of_rows
from .visible import clean, tidy

MAX_ATTRIBUTES = 2000
_META = {
    "pubdate": "published",
    "publishdate": "published",
    "publishtime": "published",
    "firstpublishedtime": "published",
    "article:published_time": "published",
    "og:url": "url",
    "url": "url",
    "sitedomain": "host",
    "contentsource": "source",
    "articletitle": "title",
    "sitename": "site",
}
_LONG_TAG = 20_000  # characters
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Private-use characters that stand for a table in the flow of text; a page's own are taken out.
TABLE, END = "\ue010", "\ue011"
_PRIVATE = f"\0{MARKS}{TABLE}{END}"


def parse(text: str) -> Any:
    """The tree of a page, or None where there is none.

    Parameters
    ----------
    text : str
        The page, decoded.

    Raises
    ------
    OverflowError
        If a tag has more attributes than any page: the parser compares each with all before it.
    """
    long = (tag for tag in text.split("<") if len(tag) > _LONG_TAG)  # most are pictures kept in it
    if any(tag[: tag.find(">")].count("=") > MAX_ATTRIBUTES for tag in long):
        raise OverflowError("a tag of more attributes than any page has")
    # A declaration of some other encoding makes lxml refuse text that is already decoded.
    text = _DECLARATION.sub("", text)
    if any(sign in text for sign in _PRIVATE):
        text = text.translate(dict.fromkeys(map(ord, _PRIVATE)))
    try:
        # Plain elements: those of lxml.html are looked up in Python, one by one.
        return etree.fromstring(text, parser=etree.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def read_html(text: str) -> Document:
    """Read a page.

    Parameters
    ----------
    text : str
        The page, decoded.

    Returns
    -------
    Document
        Its ``meta`` may hold ``published``, ``url``, ``host``, ``source``, ``title``,
        ``site``.

    Raises
    ------
    OverflowError
        If the page holds more than any annual report does.
    """
    root = parse(text)
    if root is None:
        return Document(kind="html")
    meta = _head(root, text)
    clean(root, text)
    return Document(kind="html", blocks=list(_blocks(root)), meta=meta)


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
    """Lines and tables in order.

    Only blocks are left in the tree, so each text in it begins and ends a line.
    """
    for caption in list(root.iter("caption")):
        if (around := caption.getparent()).tag == "table":
            around.addprevious(caption)  # it is no row, and says of what the table is
    grids: list[Grid] = []
    for number, rows, table in runs_of_rows(root):
        grids.append(grid_of_rows(rows, number))
        elements = [table] if table is not None else [row for _, row in rows]
        for place, element in enumerate(elements):
            _mark(element, len(grids) - 1 if place == 0 else None)
    paragraph = 0
    for piece in root.itertext():
        index, lines = table_and_lines(piece)
        if index is not None:
            yield grids[index]
        for line in lines:
            paragraph += 1
            yield Line(line, f"paragraph {paragraph}")


def table_and_lines(piece: str) -> tuple[int | None, list[str]]:
    """What one text of a cleaned page stands for.

    Parameters
    ----------
    piece : str
        A text node of the tree.

    Returns
    -------
    index : int or None
        The number of the table that stood here, from 0.
    lines : list of str
        The lines of text, tidied.
    """
    index = None
    if piece[0] == TABLE:
        at, _, piece = piece[1:].partition(END)
        index = int(at) if at else None
    parts = piece.split(BREAK) if BREAK in piece else (piece,)
    return index, [line for part in parts if (line := tidy(part))]


def _mark(element: Any, index: int | None) -> None:
    """Leave a sign for a grid where its element stood."""
    tail = element.tail
    element.clear()
    element.tail = tail
    element.text = f"{TABLE}{'' if index is None else index}{END}"
