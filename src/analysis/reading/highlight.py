"""A web page with cells marked: a copy that runs and loads nothing, to see what was printed where.

The page is someone else's. Of its markup only what sets text is kept (a list of elements to drop,
a list of attributes to keep), and a content security policy forbids the rest once more.
"""

import copy
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from lxml import etree

from analysis.errors import InputError
from analysis.files import sha256_of, write

from .backends.encodings import decode
from .backends.html.page import parse, table_and_lines
from .backends.html.tables import grid_of_rows, runs_of_rows
from .backends.html.visible import clean
from .backends.web_archive import is_web_archive, page_in

_MARK = "data-gouji"
_RUNS_OR_LOADS = """
    script noscript iframe frame frameset object embed applet link meta base audio video source
    track svg math template portal title noframes noembed param style
"""
_DROPPED = _RUNS_OR_LOADS.split()
_UNWRAPPED = ("xmp", "plaintext", "listing", "form", "head", "picture", "dialog", "marquee")
_SETS_TEXT = """
    colspan rowspan align valign width height border cellpadding cellspacing bgcolor color face size
    style class dir lang title alt type value checked selected start span hidden nowrap
"""
_ATTRIBUTES = frozenset(_SETS_TEXT.split())
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif);base64,[A-Za-z0-9+/=\s]*")
_LOADS = re.compile(r"url|@|\\|expression|image-set|behavior|binding|/\*", re.IGNORECASE)
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'"
)
_LOOK = """.gouji-cell{outline:3px solid #c00!important;outline-offset:1px;
background:#ffef9e!important;color:#000!important;scroll-margin:40vh}
#gouji-banner{position:sticky;top:0;left:0;z-index:2147483647;background:#222;color:#fff;
padding:8px 12px;
font:14px/1.5 sans-serif;text-align:left}
#gouji-banner a{color:#9cf}#gouji-banner code{font-size:12px;word-break:break-all}"""


def highlighted_page(data: bytes, name: str, wheres: list[str], target: Path) -> None:
    """Write a copy of a page in which cells or paragraphs are marked.

    Parameters
    ----------
    data : bytes
        The page, as its file holds it.
    name : str
        Its file name; an archive (``.mht``) is unpacked.
    wheres : list of str
        Places as ``Report.cells`` has them: ``table 3, row 2, column 4``, ``paragraph 12``; several
        may be joined by ``; ``.
    target : Path
        Where to write it. It holds no script and loads nothing; what is marked has the ids
        ``gouji-1``, ``gouji-2`` …

    Raises
    ------
    InputError
        If the file is no page, or a place is not in it.
    """
    root, found = _located(data, name)
    places = [part for where in wheres for part in where.split("; ") if part]
    marked = {place: _element(root, found, place, name) for place in places}
    _make_safe(root, marked.values())
    for number, (place, element) in enumerate(marked.items(), start=1):
        element.set("id", f"gouji-{number}")
        element.set("class", f"{element.get('class') or ''} gouji-cell".strip())
        element.set("title", place)
        if number == 1:
            element.set("tabindex", "-1")
            element.set("autofocus", "")  # scrolls to it, without a script
    inside = etree.tostring(root, method="html", encoding="unicode")
    links = "、".join(
        f'<a href="#gouji-{n}">{escape(place)}</a>' for n, place in enumerate(marked, start=1)
    )
    banner = (
        f'<div id="gouji-banner">{escape(Path(name).name)} · {links}<br>'
        f"<code>sha256 {sha256_of(data)}</code><br>"
        "原页面的副本：脚本、框架和外部图片已去除，文字未改。 "
        "A copy of the page: scripts, frames and outside pictures are taken out, "
        "the text is unchanged.</div>"
    )
    write(target, _whole(name, f"{banner}{inside}"))


def _whole(name: str, body: str) -> str:
    """A document around a body that was made safe; its policy forbids scripts and loading."""
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(Path(name).name)}</title><style>{_LOOK}</style></head>"
        f"<body>{body}</body></html>\n"
    )


def marked_page(data: bytes, name: str, wheres: Iterable[str]) -> tuple[str, dict[str, str]]:
    """A copy of a page in which places have ids, for a program that shows them one by one.

    Parameters
    ----------
    data : bytes
        The page, as its file holds it.
    name : str
        Its file name; an archive (``.mht``) is unpacked.
    wheres : iterable of str
        Places as ``Report.cells`` has them; those that the page does not have are left aside.

    Returns
    -------
    page : str
        HTML that runs and loads nothing.
    ids : dict
        Place to the id of its element; an element with the class ``gouji-cell`` is marked.

    Raises
    ------
    InputError
        If the file is no page.
    """
    root, found = _located(data, name)
    by_number = {e.get(_MARK): e for e in root.iter(etree.Element)}
    ids = {where: found[where] for where in wheres if where in found}
    elements = {number: by_number[number] for number in ids.values()}
    _make_safe(root, elements.values())
    for number, element in elements.items():
        element.set("id", f"gouji-{number}")
    inside = etree.tostring(root, method="html", encoding="unicode")
    return _whole(name, inside), {where: f"gouji-{number}" for where, number in ids.items()}


def dom_path(data: bytes, where: str, name: str = "page.html") -> str:
    """An XPath of a place, for a browser's console on the original page.

    It names the table by its number on the page and the row by its number in the table, so it
    holds although browsers put ``tbody`` between them. In the console: ``$x("…")``.

    Parameters
    ----------
    data : bytes
        The page, as its file holds it.
    where : str
        The place, as ``highlighted_page`` takes it.
    name : str
        Its file name, for messages.

    Raises
    ------
    InputError
        If the file is no page, or the place is not in it.
    """
    root, found = _located(data, name)
    element = _element(root, found, where.split("; ")[0], name)
    table = next(element.iterancestors("table"), None) if element.tag in ("td", "th") else None
    if table is None:
        return _nth(root, element)
    row = next(element.iterancestors("tr"))
    position = 1 + list(table.iter("tr")).index(row)
    cells = [cell for cell in row if isinstance(cell.tag, str)]
    return f"{_nth(root, table)}/descendant::tr[{position}]/*[{1 + cells.index(element)}]"


def _nth(root: Any, element: Any) -> str:
    """An element by its number among those of its name that a browser has, scripts being on."""
    same = [
        e
        for e in root.iter(element.tag)
        if next(e.iterancestors("noscript", "template"), None) is None
    ]
    return f"(//{element.tag})[{1 + same.index(element)}]"


def _page(data: bytes, name: str) -> str:
    """The text of a page, or of the page in a web archive."""
    inner = page_in(data)[0] if is_web_archive(data) else ""
    return inner or decode(data, name)[0]


def _located(data: bytes, name: str) -> tuple[Any, dict[str, str]]:
    """The page's tree, its elements numbered, and the number of the element at each place."""
    text = _page(data, name)
    root = parse(text) if "<" in text else None
    if root is None:
        raise InputError(
            f"{name}: only web pages and PDFs can be shown with a place marked. "
            "The place itself is printed without --out."
        )
    for number, element in enumerate(root.iter(etree.Element)):
        element.set(_MARK, str(number))
    cleaned = copy.deepcopy(root)
    clean(cleaned, text)
    found: dict[str, str] = {}
    for count, (number, rows, table) in enumerate(list(runs_of_rows(cleaned))):
        for _, row in rows:
            for cell in row.iterchildren("td", "th"):
                for child in list(cell):
                    cell.remove(child)
                cell.text = cell.get(_MARK)
        for slots in grid_of_rows(rows, number).rows:
            found |= {slot.where: slot.text for slot in slots if slot is not None}
        for element in [table] if table is not None else [row for _, row in rows]:
            tail = element.tail
            for child in list(element):
                element.remove(child)
            element.text, element.tail = f"\ue010{count}\ue011", tail
    paragraph = 0
    for event, element in etree.iterwalk(cleaned, events=("start", "end")):
        piece, owner = (
            (element.text, element) if event == "start" else (element.tail, element.getparent())
        )
        if piece and owner is not None:
            for _ in table_and_lines(piece)[1]:
                paragraph += 1
                found[f"paragraph {paragraph}"] = owner.get(_MARK)
    return root, found


def _element(root: Any, found: dict[str, str], where: str, name: str) -> Any:
    number = found.get(where)
    if number is None:
        raise InputError(
            f"{name}: there is no {where} in this page. Take the place from `gouji show`."
        )
    return next(e for e in root.iter(etree.Element) if e.get(_MARK) == number)


def _make_safe(root: Any, marked: Iterable[Any]) -> None:
    """Take out everything that runs or loads.

    What was never closed, and so holds what is marked, becomes a plain block.
    """
    for element in marked:
        for around in element.iterancestors(*_DROPPED):
            around.tag = "div"
    etree.strip_elements(
        root, etree.Comment, etree.ProcessingInstruction, *_DROPPED, with_tail=False
    )
    odd = {e.tag for e in root.iter(etree.Element) if not re.fullmatch("[a-z][a-z0-9]*", e.tag)}
    etree.strip_tags(root, *_UNWRAPPED, *odd)
    for element in root.iter(etree.Element):
        picture = element.get("src") or ""
        for attribute in list(element.attrib):
            if attribute not in _ATTRIBUTES:
                del element.attrib[attribute]
        if _LOADS.search(element.get("style") or ""):
            del element.attrib["style"]
        if element.tag in ("img", "input") and _PICTURE.fullmatch(picture):
            element.set("src", picture)
    for tag in ("html", "body"):
        for element in list(root.iter(tag)):
            element.tag = "div"  # they stand inside a body of ours
