"""What a browser shows of a page: what is hidden taken out, lines broken, odd pieces marked."""

import re
from itertools import islice
from typing import Any

from lxml import etree

from analysis.reading.visibility import BREAK, FAINT, MARKS, ODD, as_read, marked

from .elements import BLOCK
from .look import Look
from .looks import Looks

_NOT_SHOWN = """
    script style noscript template head iframe object embed button rt rp title noframes noembed
    audio video datalist map
"""
_UNSEEN = _NOT_SHOWN.split()
# Elements that draw their text, or show only a part of it.
_DRAWN = ("math", "svg", "canvas", "button", "meter", "progress", "object", "details", "rtc", "rt")
_COUNTED = re.compile(
    r"[?.、．,\s()（）]+"
)  # a number that is counted, before the words of a label
_LABEL = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]+[.．、）)]+\s*)?[\u4e00-\u9fff]{2}")
_OF_BODIES = re.compile(r"tbody|>\s*tr\b", re.IGNORECASE)
_NO_MARKS = dict.fromkeys(map(ord, MARKS))
# Elements that are no text and yet mean something: they stay in the tree beside the blocks.
_FIELDS = frozenset(["input", "select", "textarea"])
_KEPT = _FIELDS | {"br", "img", "svg", "canvas", "col", "colgroup", "option"}
_NUMBER = re.compile(r"-?(?:\d+|\d*\.\d+)(?:[eE][-+]?\d+)?")
_FIGURE = re.compile(r"[\s+\-−]*\d[\d.,，%\s]*\w{0,3}\s*")
_PREFORMATTED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)


def clean(root: Any, text: str) -> None:
    """Take out what a browser does not show, and the elements that only set type.

    Breaks become ``BREAK`` in the text, and pieces that are no plain part of it are marked.

    Parameters
    ----------
    root : element
        The page, changed in place.
    text : str
        Its source, searched for what needs care.
    """
    if any(_OF_BODIES.search(style.text or "") for style in root.iter("style")):
        _add_bodies(root)
    for node in root.iter("image"):
        if next(node.iterancestors("svg"), None) is None:
            node.tag = "img"  # as browsers take it
    _show(root, Looks(root))
    etree.strip_elements(
        root, etree.Comment, etree.ProcessingInstruction, *_UNSEEN, with_tail=False
    )
    tags = {node.tag for node in root.iter(etree.Element)}
    if "pre" in tags or "white-space" in text.lower():
        _keep_lines(root)
    if "br" in tags:
        for node in root.iter("br"):
            node.tail = f"{BREAK}{node.tail or ''}"
        tags.add("br")
    inline = [tag for tag in tags if tag not in BLOCK and (tag == "br" or tag not in _KEPT)]
    if inline:
        etree.strip_tags(root, *inline)


def _add_bodies(root: Any) -> None:
    """Put the rows of tables into bodies, as a browser does, since selectors may speak of these."""
    for table in root.iter("table"):
        body = None
        for node in list(table):
            if node.tag != "tr":
                body = body if node.tag is etree.Comment else None
                continue
            if body is None:
                body = etree.Element("tbody")
                node.addprevious(body)
            body.append(node)


def _show(root: Any, looks: Looks) -> None:
    """Take hidden elements out, and mark the texts that are seen and not plain."""
    added = list(looks.generated())
    odd = {node for element in looks.set_apart() for node in element.iter(etree.Element)}
    doubtful = [*looks.covered(), *looks.reordered()]
    for template in root.iter("template"):
        if template.get("shadowrootmode") and (host := template.getparent()) is not None:
            doubtful.append(host)  # the template is shown in place of what else the host holds
    covered = {node for element in doubtful for node in element.iter(etree.Element)}
    done: set[Any] = set()
    for top in [*looks.special, *odd, *covered]:
        if top in done:
            continue
        inside = list(top.iter(etree.Element))
        if all(looks.of(node).unseen for node in inside):
            if top.getparent() is not None:  # else nothing is taken out with it
                done.update(inside)
            _hide(top, looks.of(top))
            continue
        inside = [node for node in inside if node not in done]
        done.update(inside)
        for node in inside:
            doubt = FAINT if node in covered else ODD if node in odd else ""
            _mark_texts(node, looks.of(node), doubt)
    for element, side, text in added:
        if not (side == "before" and _COUNTED.fullmatch(text) and _LABEL.match(element.text or "")):
            _add(element, side, marked(text, FAINT))
    for element in list(root.iter(*_DRAWN)):
        _draw(element)
    _mark_more(root, looks)


def _mark_more(root: Any, looks: Looks) -> None:
    """Mark texts in cells beside which something is shown that is none."""
    for node in root.iter("script", "iframe", "object", "embed"):
        if _in_cell(node) and _shows_more(node):
            node.tail = f"…{node.tail or ''}"
    for node in {*root.iter("li"), *looks.special}:
        if _FIGURE.fullmatch("".join(islice(node.itertext(), 9))):
            look = looks.of(node)
            if look.in_cell and look.numbered:
                _add(node, "after", "…")  # behind a number that counts


def _shows_more(node: Any) -> bool:
    """Whether an element shows what is not in its text: another page."""
    if node.tag == "script":
        return "document.write" in (node.text or "")
    return any(map(node.get, ("src", "srcdoc", "data"))) and not _is_tiny(node)


def _in_cell(element: Any) -> bool:
    return next(element.iterancestors("td", "th"), None) is not None


def _draw(element: Any) -> None:
    """Leave of an element in a cell what it shows where that is no plain text."""
    if not _in_cell(element) or (element.tag == "rt" and element.getparent().tag == "ruby"):
        return  # what is above a text and no part of it
    if element.tag == "details":
        if element.get("open") is not None:
            return
        summary = element.find("summary")
        shown = "" if summary is None else "".join(summary.itertext())
    else:
        shown = "".join("".join(element.itertext()).translate(_NO_MARKS).split())
        if not any(map(str.isdigit, shown)):
            return
        shown = marked(shown, FAINT)
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = "span", shown, tail


def _mark_texts(node: Any, look: Look, doubt: str) -> None:
    """Mark an element's own texts, or empty them where they are not seen."""
    mark = look.mark or doubt
    if look.cuts(node):
        mark = FAINT  # what is cut off may be a digit
    if look.reversed and node.text and len(node) == 0:
        node.text = node.text[::-1]
    elif look.reversed:
        mark = mark or FAINT  # backwards in an order that only a browser finds out
    if not mark and not look.unseen:
        return
    if node.text:
        node.text = None if look.unseen else marked(node.text, mark)
    for child in node:
        if child.tail:
            child.tail = None if look.unseen else marked(child.tail, mark)
    if look.unseen and node.tag in _KEPT:
        for name in ("value", "src", "alt"):
            node.attrib.pop(name, None)
    elif node.get("value"):
        node.set("value", marked(node.get("value"), mark))


def _add(element: Any, side: str, text: str) -> None:
    """Add generated text at the beginning or end of an element."""
    if side == "before" or len(element) == 0:
        own = element.text or ""
        element.text = text + own if side == "before" else own + text
    else:
        element[-1].tail = (element[-1].tail or "") + text


def _hide(node: Any, look: Look) -> None:
    """Take a hidden element out; a cell that is merely invisible keeps its place in the row."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tag in ("td", "th") and look.shown:
        for child in list(node):
            node.remove(child)
        node.text = None
        return
    tail = node.tail
    if tail:
        before = node.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(node)


def _keep_lines(root: Any) -> None:
    """Line breaks of preformatted text are breaks on the page too."""
    for node in root.iter(etree.Element):
        if node.tag == "pre" or _PREFORMATTED.search(node.get("style") or ""):
            for part in node.iter(etree.Element):
                if part.text:
                    part.text = part.text.replace("\n", BREAK)
                if part is not node and part.tail:
                    part.tail = part.tail.replace("\n", BREAK)


def tidy(text: str | None, cell: bool = False) -> str:
    """Text as a page shows it: white space is one space, a break on the page is a line break.

    Parameters
    ----------
    text : str or None
        A text of the tree, with marks and breaks as ``clean`` leaves them.
    cell : bool
        Whether it is the text of a cell.
    """
    if not text:
        return ""
    text = as_read(text, cell)
    if BREAK in text:
        return "\n".join(filter(None, (" ".join(part.split()) for part in text.split(BREAK))))
    return " ".join(text.split())


def cell_text(cell: Any) -> str:
    """What a browser shows of a cell: blocks and breaks are line breaks, a picture is ``[图]``.

    Parameters
    ----------
    cell : element
        A ``td`` or ``th`` of a cleaned page.
    """
    if len(cell) == 0:
        return tidy(cell.text, cell=True)
    parts: list[str] = [cell.text or ""]
    stack: list[tuple[Any, bool]] = [(child, True) for child in reversed(cell)]
    while stack:
        node, entering = stack.pop()
        if not entering:
            parts += [BREAK, node.tail or ""]
        elif node.tag in _KEPT:
            parts += [_shown(node), node.tail or ""]
        else:
            parts += [BREAK, node.text or ""]
            stack.append((node, False))
            stack.extend((child, True) for child in reversed(node))
    return tidy("".join(parts), cell=True)


def _shown(node: Any) -> str:
    """What a form field or picture shows."""
    if node.tag in _FIELDS:
        text = _filled(node)
        return f"{BREAK}{text}{BREAK}" if text else ""
    if node.tag in ("img", "svg", "canvas"):
        spacer = re.search(r"spac|blank|pixel|transparent", node.get("src") or "", re.IGNORECASE)
        return "" if _is_tiny(node) or spacer else f"[图{(node.get('alt') or '').strip()[:40]}]"
    return ""


def _is_tiny(node: Any) -> bool:
    sides = (node.get(side) or "" for side in ("width", "height"))
    return any(side.strip().rstrip("px") in ("0", "1", "2") for side in sides)


def _filled(field: Any) -> str:
    """What is filled into a field of a form."""
    if field.tag == "input":
        kind, value = (field.get("type") or "text").lower(), field.get("value") or ""
        if kind == "number" and not _NUMBER.fullmatch(value.translate(_NO_MARKS)):
            return ""  # a browser shows none
        pressed = kind in ("submit", "button", "reset") and any(map(str.isdigit, value))
        return value if pressed or kind in ("text", "number", "tel") else ""
    if field.tag == "textarea":
        return field.text or ""
    options = list(field.iter("option"))
    chosen = [o for o in options if o.get("selected") is not None][-1:] or options[:1]
    listed = field.get("multiple") is not None or (field.get("size") or "1") not in "01"
    shown = options if listed else chosen
    return BREAK.join(option.get("label") or "".join(option.itertext()) for option in shown)


def span(value: str, lowest: int = 1) -> int:
    """A ``colspan`` or ``rowspan``.

    Parameters
    ----------
    value : str
        The attribute; what is no number counts as 1.
    lowest : int
        The least that it can be.
    """
    digits = re.match(r"\s*(\d{1,4})", value)
    return max(int(digits[1]), lowest) if digits else 1
