"""HTML to blocks: every leaf table a grid with its spans, everything else lines, in the order of the page."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lx

from .blocks import Grid, GridMaker, Line

_SKIP = frozenset(["script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select", "textarea", "button"])
_BLOCK = frozenset(
    ["address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
     "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
     "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_META = {
    "pubdate": "published", "publishdate": "published", "publishtime": "published", "firstpublishedtime": "published",
    "article:published_time": "published", "og:url": "url", "contentsource": "source", "articletitle": "title",
    "sitename": "site",
}  # fmt: skip
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")


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
    # A declaration of some other encoding, left in, makes lxml refuse text that is already decoded.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", ""))
    try:
        root = lx.document_fromstring(text, parser=lx.HTMLParser(huge_tree=True, remove_comments=False))
    except (etree.ParserError, etree.XMLSyntaxError):
        return [], {}
    return list(_blocks(root)), _head(root, text)


def _head(root: Any, text: str) -> dict[str, str]:
    meta: dict[str, str] = {}
    for node in root.iter("meta"):
        key = _META.get((node.get("name") or node.get("property") or "").lower())
        if key and (node.get("content") or "").strip():
            meta.setdefault(key, node.get("content").strip())
    for node in root.iter("link"):
        if (node.get("rel") or "").lower() == "canonical" and (node.get("href") or "").startswith("http"):
            meta.setdefault("url", node.get("href").strip())
    saved = _SAVED_FROM.search(text[:4000])
    if saved:
        meta["url"] = saved[1]
    title = root.find(".//title")
    if title is not None and title.text:
        meta.setdefault("page_title", title.text.strip())
    return meta


def _blocks(root: Any) -> Iterator[Line | Grid]:
    """Walk the page without recursion: pages nested a thousand deep exist, if only to break readers."""
    leaf = _leaf_tables(root)
    buffer: list[str] = []
    paragraph = tables = 0

    def flush() -> Iterator[Line]:
        nonlocal paragraph
        for part in "".join(buffer).split("\n"):
            if part.strip():
                paragraph += 1
                yield Line(_spaces(part), f"paragraph {paragraph}")
        buffer.clear()

    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if not entering:
            if node.tag in _BLOCK:
                yield from flush()
            buffer.append(_source_spaces(node.tail))
            continue
        if not isinstance(node.tag, str):  # comments and the like
            buffer.append(_source_spaces(node.tail))
            continue
        if node.tag in _SKIP or _HIDDEN.search(node.get("style") or ""):
            buffer.append(_source_spaces(node.tail))
            continue
        if node.tag == "table" and node in leaf:
            yield from flush()
            tables += 1
            yield _grid(node, tables)
            buffer.append(_source_spaces(node.tail))
            continue
        if node.tag == "br":
            buffer.append("\n")
        if node.tag in _BLOCK:
            yield from flush()
        buffer.append(_source_spaces(node.text))
        stack.append((node, False))
        stack.extend((child, True) for child in reversed(node))
    yield from flush()


def _leaf_tables(root: Any) -> set[Any]:
    """Tables that hold no other table: those around them lay the page out."""
    outer = set()
    for table in root.iter("table"):
        parent = table.getparent()
        while parent is not None and parent not in outer:
            if parent.tag == "table":
                outer.add(parent)
            parent = parent.getparent()
    return {table for table in root.iter("table") if table not in outer}


def _grid(table: Any, number: int) -> Grid:
    maker = GridMaker()
    for index, row in enumerate(table.iter("tr"), start=1):
        maker.next_row()
        for cell in row:
            if cell.tag in ("td", "th") and not _HIDDEN.search(cell.get("style") or ""):
                where = f"table {number}, row {index}, column {{column}}"
                maker.add(cell_text(cell), where, _span(cell.get("colspan")), _span(cell.get("rowspan")))
    return maker.grid()


def _span(value: str | None) -> int:
    if not value:
        return 1
    digits = re.match(r"\s*(\d{1,4})", value)
    return int(digits[1]) if digits else 1


def cell_text(cell: Any) -> str:
    """What a browser shows of a cell: inline runs joined as they stand, blocks and ``<br>`` as line breaks."""
    if len(cell) == 0:
        return _spaces(_source_spaces(cell.text))
    parts: list[str] = [_source_spaces(cell.text)]
    stack: list[tuple[Any, bool]] = [(child, True) for child in reversed(cell)]
    while stack:
        node, entering = stack.pop()
        if not entering:
            parts += ["\n"] if node.tag in _BLOCK else []
            parts.append(_source_spaces(node.tail))
            continue
        if not isinstance(node.tag, str) or node.tag in _SKIP or _HIDDEN.search(node.get("style") or ""):
            parts.append(_source_spaces(node.tail))
            continue
        parts += ["\n"] if node.tag in _BLOCK or node.tag == "br" else []
        parts.append(_source_spaces(node.text))
        stack.append((node, False))
        stack.extend((child, True) for child in reversed(node))
    return "\n".join(filter(None, (_spaces(part) for part in "".join(parts).split("\n"))))


def _source_spaces(text: str | None) -> str:
    """A line break in the source is a space on the page."""
    return re.sub(r"[\t\r\n\f ]+", " ", text) if text else ""


def _spaces(text: str) -> str:
    return re.sub(r"[ \u00a0\u3000]+", " ", text).strip()
