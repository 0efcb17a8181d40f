"""Digits of a page that are side by side in different elements."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from .effects import MARGINS, SIDES
from .elements import BLOCK
from .values import lengths

_GAP = 3.0  # pixels between digits that belong to one number
_GAPS = (*MARGINS[:3], "padding", "padding-left", "padding-right")
PARTING = frozenset([*_GAPS, *SIDES[:4], "display"])  # may part a digit from those beside it


def is_split(root: Any) -> bool:
    """Whether a number of a page is split between an element and what is around it.

    Parameters
    ----------
    root : element
        The page.
    """
    inline = (e for e in root.iter(etree.Element) if e.tag not in BLOCK)
    return any(True for element in inline for _ in touching(element))


def touching(element: Any) -> Iterator[Any]:
    """The elements that hold the digits which touch an element's own, on either side.

    Parameters
    ----------
    element : element
        One of the page.
    """
    if element.tag in BLOCK:
        return
    text = "".join(element.itertext()) if len(element) else element.text or ""
    first, last = text[:1].isdigit(), text[-1:].isdigit()
    if not (first or last) or len(text) > 20:
        return
    while True:
        parent, before, after = element.getparent(), element.getprevious(), element.getnext()
        if parent is None or element.tag in BLOCK:
            return
        if before is not None or after is not None or element.tail or parent.text:
            break
        element = parent
    if first:
        left, owner = parent.text, parent
        if before is not None:
            left, owner = (before.tail, parent) if before.tail else _edge(before, -1)
        if left and left[-1].isdigit():
            yield owner
    if last:
        right, owner = (element.tail, parent) if element.tail else (None, parent)
        if right is None and after is not None:
            right, owner = _edge(after, 0)
        if right and right[0].isdigit():
            yield owner


def _edge(element: Any, side: int) -> tuple[str | None, Any]:
    """The first (0) or last (-1) text inside an inline element, and the element that holds it."""
    while element.tag not in BLOCK and isinstance(element.tag, str):
        if len(element) == 0 or (side == 0 and element.text):
            return element.text, element
        child = element[side]
        if side == -1 and child.tail:
            return child.tail, element
        element = child
    return None, element


def parts(declared: dict[str, str]) -> bool:
    """Whether a text within a line is set off from what is before or after it.

    Parameters
    ----------
    declared : dict of str to str
        What holds for its element: property to value.
    """
    display = declared.get("display", "inline")
    gaps = _GAPS + SIDES if "position" in declared else _GAPS
    return (
        (display.startswith("inline-") and "width" in declared)
        or display.startswith(("block", "list-item", "table", "flex", "grid"))
        or any(abs(gap) >= _GAP for name in gaps for gap in lengths(declared.get(name, "")))
    )
