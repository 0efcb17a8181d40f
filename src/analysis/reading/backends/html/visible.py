"""What a browser shows of a page: hidden parts taken out, lines broken, raised text set apart."""

import re
from typing import Any

from lxml import etree

BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "details",
        "summary",
        "dir",
        "menu",
        "legend",
    ]
)
_UNSEEN = (
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "iframe",
    "object",
    "embed",
    "button",
    "rt",
    "rp",
    "del",
    "s",
    "strike",
    "noframes",
    "audio",
    "video",
    "datalist",
    "map",
)
# Elements that are no text and yet mean something: they stay in the tree beside the blocks.
_KEPT = frozenset(
    ["br", "sup", "sub", "img", "svg", "canvas", "input", "select", "textarea", "col", "colgroup"]
)
_PREFORMATTED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
# Private-use characters: a break on the page, and raised or lowered text.
BREAK, RAISED, END_RAISED = "\ue002", "\ue000", "\ue001"
_HIDING = ("hidden", "HIDDEN", "isplay", "ISPLAY", "isibility", "ISIBILITY")
_MAYBE_HIDDEN = etree.XPath(
    "//*[@hidden or contains(@style,'isplay') or contains(@style,'ISPLAY') or contains(@style,'isibility')"
    " or contains(@style,'ISIBILITY')]"
)


def clean(root: Any, text: str) -> None:
    """Take out what a browser does not show, and the elements that only set type.

    Breaks become ``BREAK`` in the text.

    Parameters
    ----------
    root : element
        The page, changed in place.
    text : str
        Its source, searched for what needs care.
    """
    if any(word in text for word in _HIDING):
        for node in _MAYBE_HIDDEN(root):
            if node.get("hidden") is not None or _HIDDEN.search(node.get("style") or ""):
                _hide(node)
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


def _hide(node: Any) -> None:
    """Take a hidden element out; a cell that is merely invisible keeps its place in the row."""
    parent = node.getparent()
    if parent is None:
        return
    style = node.get("style") or ""
    if (
        node.tag in ("td", "th")
        and node.get("hidden") is None
        and not re.search(r"display\s*:\s*none", style, re.IGNORECASE)
    ):
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


def tidy(text: str | None) -> str:
    """Text as a page shows it: white space is one space, a break on the page is a line break.

    Parameters
    ----------
    text : str or None
        A text of the tree; breaks on the page stand in it as ``BREAK``.
    """
    if not text:
        return ""
    if BREAK in text:
        return "\n".join(filter(None, (" ".join(part.split()) for part in text.split(BREAK))))
    return " ".join(text.split())


def cell_text(cell: Any) -> str:
    """What a browser shows of a cell.

    Blocks and breaks are line breaks. Raised and lowered text stands in square brackets: a raised
    ``1`` after ``12`` is a note's mark, and joined it would make 121. A picture is ``[图]``: its
    digits cannot be read.

    Parameters
    ----------
    cell : element
        A ``td`` or ``th`` of a cleaned page.
    """
    if len(cell) == 0:
        return tidy(cell.text)
    parts: list[str] = [cell.text or ""]
    stack: list[tuple[Any, bool]] = [(child, True) for child in reversed(cell)]
    while stack:
        node, entering = stack.pop()
        tag = node.tag
        raised = tag in ("sup", "sub")
        if not entering:
            parts += [END_RAISED if raised else BREAK, node.tail or ""]
            continue
        if not raised and tag in _KEPT:
            parts += [_shown(node), node.tail or ""]
            continue
        parts += [RAISED if raised else BREAK, node.text or ""]
        stack.append((node, False))
        stack.extend((child, True) for child in reversed(node))
    text = "".join(parts)
    if RAISED in text:
        text = _notes_apart(text)
    return tidy(text)


def _notes_apart(text: str) -> str:
    """Raised text in brackets, unless there is nothing beside it."""
    text = re.sub(r"\ue000[\s\ue002]*\ue001", "", text)
    if re.sub(r"\ue000[^\ue001]*\ue001", "", text).replace(BREAK, "").strip():
        return text.replace(RAISED, "[").replace(END_RAISED, "]")
    return text.replace(RAISED, "").replace(END_RAISED, "")


def _shown(node: Any) -> str:
    """What a form field or picture shows."""
    if node.tag == "input":
        return (
            node.get("value") or ""
            if (node.get("type") or "text").lower() in ("text", "number", "tel")
            else ""
        )
    if node.tag == "textarea":
        return node.text or ""
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return "".join("".join(o.itertext()) for o in chosen)
    if node.tag in ("img", "svg", "canvas"):
        tiny = any(
            (node.get(side) or "").strip().rstrip("px") in ("0", "1", "2")
            for side in ("width", "height")
        )
        spacer = re.search(r"spac|blank|pixel|transparent", node.get("src") or "", re.IGNORECASE)
        return "" if tiny or spacer else f"[图{(node.get('alt') or '').strip()[:40]}]"
    return ""


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
