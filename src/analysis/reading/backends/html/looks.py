"""How each text of a page looks: seen or not, struck, raised, faint, or of odd size.

Most pages have no style that bears on this, which a glance at their distinct styles tells. Only
the elements that a style of interest speaks of, and what stands inside them, are looked at closely.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Any

from lxml import etree

from analysis.reading.colours import (
    BLACK,
    FAINT_CONTRAST,
    NO_CONTRAST,
    WHITE,
    Colour,
    colour,
    contrast,
    ground,
)
from analysis.reading.visibility import FAINT, ODD, RAISED, STRUCK

from .cascade import Cascade, generated_text, winning
from .elements import BLOCK
from .styles import OTHER, Declared, length

_FAR = -400  # pixels: text moved so far is off the page
_VERY_FAR = 3000  # pixels to the right or down
_NO_SIZE = 3.0  # pixels
_ODD = 0.86  # of the size beside it
_PALE = 3.0  # contrast
_SIGN = 0.45  # of the size of a font: no digit is narrower
_NO_BOX = 1.5  # pixels
_NARROW = 60.0  # pixels: a box may be too narrow for a number of many digits
_TOKEN = re.compile(r"[+-]?[\d.]+[a-z%]*")
_FLAT = re.compile(
    r"scale(?:x|y|3d)?\(\s*0*(?:\.0\d*)?\s*[,)]|matrix\(\s*0*\s*,|rotate[xy]\((?:90|270)deg"
)
_TURNED = re.compile(r"scale(?:x|y|3d)?\([^)]*-|rotate|matrix|skew")  # mirrored, or upside down
_CELLS = frozenset(["td", "th", "table", "tr"])
_LEVEL = frozenset(["baseline", "middle", "top", "bottom", "text-top", "text-bottom", "inherit"])
_SQUEEZED = -3.0  # pixels between signs
_SHIFTS = ("text-indent", "margin", "margin-left", "margin-top", "transform", "translate")
_MOVES = ("transform", "scale", "rotate", "translate")
_SIDES = ("left", "top", "right", "bottom", "inset")
_BOXES = ("width", "height", "max-width", "max-height")
_PARTING = frozenset(["font-size", "color", OTHER])  # may tell a digit from those beside it
_NUMBER_SIGNS = frozenset("0123456789.,%-−+?零一二三四五六七八九十百千万萬亿億元")
_styled = etree.XPath("//*[@style]")


@dataclass(frozen=True, slots=True)
class Look:
    """How the text of an element looks.

    Attributes
    ----------
    shown : bool
        Whether it has a place on the page at all (``display``).
    visible : bool
        Whether it is drawn in its place (``visibility``); what stands inside may be, even so.
    gone : bool
        Whether it, and all inside, is not seen for another reason.
    opacity : float
        From 0 to 1.
    size : float
        Of its font, in pixels.
    colour : Colour or None
        Of its text; None where it is not known.
    ground : Colour or str
        What it stands on: a colour, or ``picture``.
    assumed : bool
        Whether its ground is only assumed: a sheet in another file may colour it.
    struck, raised, odd, blurred, reversed : bool
        Whether it is struck through, raised or lowered, set off from its line in another way, drawn
        so that nobody can tell its signs from here, or written backwards.
    room : float
        How wide the box is beyond which it is cut off, in pixels.
    low : bool
        Whether its lines have no height: a box that cuts off what it has no room for shows none.
    """

    shown: bool = True
    visible: bool = True
    gone: bool = False
    opacity: float = 1.0
    size: float = 16.0
    colour: Colour | None = BLACK
    ground: Colour | str = WHITE
    assumed: bool = False
    struck: bool = False
    raised: bool = False
    odd: bool = False
    blurred: bool = False
    reversed: bool = False
    room: float = inf
    low: bool = False

    @property
    def unseen(self) -> bool:
        """Whether the text is not seen."""
        return (
            not (self.shown and self.visible)
            or self.gone
            or self.opacity < 0.1
            or self.size <= _NO_SIZE
            or (self._contrast() < NO_CONTRAST and not self.assumed)
        )

    @property
    def mark(self) -> str:
        """The mark of a text that is seen and not plain (``analysis.reading.visibility``)."""
        if self.struck:
            return STRUCK
        if self.blurred or self.opacity < 0.3 or self._contrast() < FAINT_CONTRAST:
            return FAINT
        if self.raised:
            return RAISED
        return ODD if self.odd else ""

    def _contrast(self) -> float:
        if self.colour is None or isinstance(self.ground, str):
            return 21.0
        if self.colour.alpha < 0.1:
            return 0.0
        return contrast(self.colour.over(self.ground), self.ground)

    def cuts(self, element: Any) -> bool:
        """Whether a box around a text is too narrow for all that stands in an element.

        Parameters
        ----------
        element : element
            The one that holds the text.
        """
        return self.room < inf and self.room < _SIGN * self.size * max(
            map(len, "".join(element.itertext()).split()), default=0
        )

    def is_fainter(self, other: "Look") -> bool:
        """Whether a text is so much paler than another that it may be no part of it.

        Parameters
        ----------
        other : Look
            Of a text beside it.
        """
        own = self._contrast()
        return own < _PALE and own < 0.5 * other._contrast()


class Looks:
    """The looks of a page's elements.

    Parameters
    ----------
    root : element
        The page as it was parsed.

    Attributes
    ----------
    special : list of element
        Those whose texts may be seen otherwise than plain, with all that stands inside them.
    """

    def __init__(self, root: Any) -> None:
        self._cascade = cascade = Cascade(root)
        self._looks: dict[Any, Look] = {}
        linked = any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))
        self._base = Look(assumed=linked)
        interest = _Interest(cascade)
        self.special = [e for e, hints in cascade.hints.items() if interest.in_any(hints)]
        suspect = {s for s, declared in cascade.inline.items() if interest.in_any(declared)}
        if suspect:
            self.special += [e for e in _styled(root) if e.get("style") in suspect]
        if not cascade.rules:
            return
        names = {name for declared in cascade.all() for name in interest.names(declared)}
        parting = {name for rule in cascade.rules for name in _PARTING & rule.declared.keys()}
        if parting and _splits(root):
            names |= parting
        if names:
            cascade.match(names)
            self.special += [e for e, declared in cascade.matched() if interest.in_any(declared)]

    def of(self, element: Any) -> Look:
        """How the text of an element looks.

        Parameters
        ----------
        element : element
            Of the page.
        """
        chain: list[Any] = []
        node = element
        while node is not None and node not in self._looks:
            chain.append(node)
            node = node.getparent()
        look = self._base if node is None else self._looks[node]
        for node in reversed(chain):
            declared = self._cascade.declared(node)
            if declared:
                look = _derive(look, tuple(declared.items()), node.tag)
            self._looks[node] = look
        return look

    def generated(self) -> Iterator[tuple[Any, str, str]]:
        """Content that style sheets add: the element, ``before`` or ``after``, and the text."""
        for (element, side), entries in self._cascade.generated.items():
            declared = winning(entries)
            text = generated_text(declared.get("content", ""))
            look = _derive(self.of(element), tuple(declared.items()), "span")
            if _NUMBER_SIGNS & set(text) and not look.unseen:
                yield element, side, text

    def covered(self) -> Iterator[Any]:
        """Cells on whose text something may lie: a box that stands outside its line, with a ground.

        What a sheet generates there may have a border as well, which is not looked at.
        """
        declared = [(element, self._cascade.declared(element), False) for element in self.special]
        declared += [
            (element, winning(entries), True)
            for (element, _), entries in self._cascade.generated.items()
        ]
        for element, own, generated in declared:
            out = own.get("position") in ("absolute", "fixed") or _set_off(own, element.tag)
            if out and (generated or ground(own.get("background", "transparent")) is not None):
                yield from element.iterancestors("td", "th")
                if generated and element.tag in ("td", "th"):
                    yield element

    def set_apart(self) -> Iterator[Any]:
        """Elements with a digit that touches one outside them of clearly another look.

        That is another size or a much paler colour, or one of the two is declared to stand
        elsewhere than in its turn.
        """
        cascade = self._cascade
        found = [e for e, hints in cascade.hints.items() if _PARTING & hints.keys()]
        found += [e for e, d in cascade.matched() if _PARTING & d.keys() and e.tag not in BLOCK]
        styles = {style for style, d in cascade.inline.items() if _PARTING & d.keys()}
        if styles:
            found += [e for e in _styled(cascade.root) if e.get("style") in styles]
        for element in found:
            for beside in _touching(element):
                own, other = self.of(element), self.of(beside)
                small, large = sorted((own.size, other.size))
                if (
                    small < _ODD * large
                    or OTHER in cascade.declared(element)
                    or own.is_fainter(other)
                    or other.is_fainter(own)
                ):
                    yield element


class _Interest:
    """Which declarations of a page may bear on how its texts are seen."""

    def __init__(self, cascade: Cascade) -> None:
        declared = list(cascade.all())
        texts = {d["color"][0] for d in declared if "color" in d}
        grounds = {d["background"][0] for d in declared if "background" in d}
        self._close = _close_colours(texts, grounds) if texts or grounds else set()
        self._known: dict[int, bool] = {}  # by identity: the declarations outlive this

    def in_any(self, declared: Declared) -> bool:
        """Whether one of the declarations does."""
        key = id(declared)
        if key not in self._known:
            self._known[key] = next(self.names(declared), None) is not None
        return self._known[key]

    def names(self, declared: Declared) -> Iterator[str]:
        """The properties that do."""
        for name, (value, _) in declared.items():
            test = _TESTS.get(name)
            if (test is not None and test(value)) or value in self._close:
                yield name
        moved = declared.get("position", ("", False))[0]
        if moved in ("absolute", "fixed") or (moved == "relative" and _offset(declared)):
            yield "position"


def _close_colours(texts: set[str], grounds: set[str]) -> set[str]:
    """The colours, as written, of texts and grounds that are hardly told apart on this page."""
    text_colours = [(value, colour(value)) for value in texts] + [("", BLACK)]
    ground_colours = [(value, ground(value)) for value in grounds] + [("", WHITE)]
    close: set[str] = set()
    for text, front in text_colours:
        for under, back in ground_colours:
            if isinstance(front, Colour) and isinstance(back, Colour):
                if front.alpha < 0.1:
                    close.add(text)
                elif contrast(front.over(back), back) < FAINT_CONTRAST:
                    close |= {text, under}
            elif front is None and "(" in text and "var(" not in text:
                close.add(text)  # a colour that only a browser works out
    return close - {""}


def _number(value: str) -> float:
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError:
        return 1.0


def _px(value: str, size: float = 16.0) -> float:
    """A length in pixels; 0 for what is none."""
    return length(value, size, size) or 0.0


def _at_most(value: str, limit: float) -> bool:
    found = length(value, 16.0, 1000.0)
    return found is not None and found <= limit


def _raises(value: str) -> bool:
    return value in ("super", "sub") or (value not in _LEVEL and abs(_px(value)) >= 1)


def _far(value: str) -> bool:
    lengths = (length(token, 16.0, 1000.0) or 0.0 for token in _TOKEN.findall(value))
    return any(not _FAR < pixels < _VERY_FAR for pixels in lengths)


def _small(value: str) -> bool:
    return _number(value.split()[0]) < 0.3


def _narrow(value: str) -> bool:
    found = length(value, 16.0, inf)
    return found is not None and found <= _NARROW


def _low(value: str) -> bool:
    """Whether a height of lines, a length or a multiple of the font's size, is hardly any."""
    found = length(value, 16.0, 16.0)
    return found <= _NO_BOX if found is not None else _number(value) < 0.2


def _set(value: str) -> bool:
    return value not in ("none", "auto", "normal", "inherit", "initial", "unset")


_FILTERS = ("opacity", "blur", "brightness", "contrast(", "invert")
_TESTS = {
    "display": lambda value: value == "none",
    "visibility": lambda value: value in ("hidden", "collapse"),
    "opacity": lambda value: _number(value) < 0.3,
    "filter": lambda value: any(word in value for word in _FILTERS),
    "font-size": lambda value: _at_most(value, _NO_SIZE),
    "text-decoration": lambda value: "line-through" in value,
    "vertical-align": _raises,
    "text-indent": lambda value: _far(value) or value == "100%",
    "margin": _far,
    "margin-left": lambda value: _far(value) or _px(value) > -_FAR,
    "margin-top": _far,
    **dict.fromkeys(_SIDES, _far),
    **dict.fromkeys(("width", "max-width"), _narrow),
    **dict.fromkeys(("height", "max-height"), lambda value: _at_most(value, _NO_BOX)),
    "line-height": _low,
    "zoom": _small,
    **dict.fromkeys(("scale", "rotate", "translate", "mask"), _set),
    "flex-direction": lambda value: "reverse" in value,
    "font-variant": lambda value: "super" in value.split() or "sub" in value.split(),
    "background": lambda value: "gradient" in value,
    "clip": lambda value: "rect" in value,
    "clip-path": _set,
    "transform": _set,
    "unicode-bidi": lambda value: "override" in value,
    "content": lambda value: bool(_NUMBER_SIGNS & set(generated_text(value))),
    "content-visibility": lambda value: value == "hidden",
    "letter-spacing": lambda value: _at_most(value, -1),
    "font-variant-position": _set,
    "-webkit-text-fill-color": lambda value: True,
    "-webkit-text-security": _set,
}


def _offset(declared: Any) -> bool:
    """Whether a box is moved out of its line."""
    values = [declared[side] for side in ("top", "bottom") if side in declared]
    return any(abs(_px(v if isinstance(v, str) else v[0])) >= 2 for v in values)


@lru_cache(maxsize=4096)
def _derive(parent: Look, declarations: tuple[tuple[str, str], ...], tag: str) -> Look:
    """The look of an element inside another."""
    declared = dict(declarations)
    get = declared.get
    size = length(get("font-size", ""), parent.size, parent.size)
    size = (parent.size if size is None else size) * _number(get("zoom", "1"))
    visibility = get("visibility", "")
    under = ground(get("background", "transparent"))
    if isinstance(under, Colour) and isinstance(parent.ground, Colour):
        under = under.over(parent.ground)
    front, unknown = _front(declared, parent.colour)
    low = _low(declared["line-height"]) if "line-height" in declared else parent.low
    return Look(
        shown=parent.shown and get("display") != "none" and get("content-visibility") != "hidden",
        visible=parent.visible
        if visibility not in ("hidden", "collapse", "visible")
        else visibility == "visible",
        gone=parent.gone or _out_of_sight(declared, tag),
        opacity=parent.opacity * max(0.0, _number(get("opacity", "1"))) * _filtered(declared),
        size=size,
        colour=front,
        ground=parent.ground if under is None else under,
        assumed=parent.assumed and under is None,
        struck=parent.struck or "line-through" in get("text-decoration", ""),
        raised=parent.raised
        or (tag not in BLOCK and _raises(get("vertical-align", "baseline")))
        or not {"super", "sub"}.isdisjoint(
            (get("font-variant-position", "") + " " + get("font-variant", "")).split()
        ),
        odd=parent.odd or _set_off(declared, tag),
        blurred=parent.blurred
        or unknown
        or _blurs(declared, tag)
        or (low and _cuts(declared, tag)),
        reversed=parent.reversed
        or ("override" in get("unicode-bidi", "") and get("direction") == "rtl"),
        room=min(parent.room, _room(declared, tag)),
        low=low,
    )


def _front(declared: dict[str, str], inherited: Colour | None) -> tuple[Colour | None, bool]:
    """The colour of a text, and whether only a browser works it out."""
    text = declared.get("-webkit-text-fill-color") or declared.get("color", "")
    found = colour(text) if text else None
    unknown = found is None and "(" in text and "var(" not in text
    # What is no colour is passed over, as browsers do.
    return (found or inherited), unknown


def _blurs(declared: dict[str, str], tag: str) -> bool:
    """Whether the signs of a text are drawn so that nobody can tell them from here."""
    get = declared.get
    return (
        bool(_TURNED.search(get("transform", "")))
        or _set(get("-webkit-text-security", "none"))
        or (tag not in BLOCK and "gradient" in get("background", ""))  # may strike it through
        or _px(get("letter-spacing", ""), 10.0) <= _SQUEEZED
        or any(word in get("filter", "") for word in _FILTERS[1:])
        or _set(get("mask", "none"))
        or _set(get("clip-path", "none"))
        or "reverse" in get("flex-direction", "")
    )


def _cuts(declared: dict[str, str], tag: str) -> bool:
    """Whether an element is a box that cuts off what it has no room for."""
    get = declared.get
    box = (
        tag in BLOCK
        or get("position") in ("absolute", "fixed")
        or get("display", "inline") not in ("inline", "contents")
    )
    shown = get("overflow", get("overflow-x", get("overflow-y", ""))).split()
    return box and not {"hidden", "clip", "auto", "scroll"}.isdisjoint(shown)


def _room(declared: dict[str, str], tag: str) -> float:
    if tag in _CELLS or not _cuts(declared, tag):
        return inf  # a table's cell grows with what it holds
    widths = (length(declared.get(name, ""), 16.0, inf) for name in ("width", "max-width"))
    return min((w for w in widths if w is not None), default=inf)


def _filtered(declared: dict[str, str]) -> float:
    value = declared.get("filter", "")
    inside = value.partition("opacity")[2].strip("(= )")
    if not inside:
        return 1.0
    amount = _number(inside.partition(")")[0])
    return amount / 100 if "alpha" in value else amount


def _out_of_sight(declared: dict[str, str], tag: str) -> bool:
    """Whether a box lies off the page, or is cut to nothing."""
    get = declared.get
    out_of_flow = get("position") in ("absolute", "fixed")
    if any(_far(get(side, "")) for side in _SIDES) and (out_of_flow or get("position")):
        return True
    if any(_far(get(name, "")) for name in _SHIFTS):
        return True
    if out_of_flow and "rect(" in get("clip", "") and not _leaves_room(get("clip", "")):
        return True
    if "inset(50%" in get("clip-path", "") or "inset(100%" in get("clip-path", ""):
        return True
    if _FLAT.search(get("transform", "")) or _number(get("scale", "1").split()[0]) < 0.1:
        return True
    return _cuts(declared, tag) and (
        any(_at_most(get(name, "auto"), _NO_BOX) for name in _BOXES) or get("text-indent") == "100%"
    )


def _leaves_room(clip: str) -> bool:
    """Whether ``rect(…)`` leaves anything to see."""
    inside = clip[clip.index("(") + 1 :].partition(")")[0].replace(",", " ")
    numbers = [_px(token) for token in inside.split()]
    if len(numbers) != 4:
        return True
    top, right, bottom, left = numbers
    return right - left > _NO_BOX and bottom - top > _NO_BOX


def _set_off(declared: dict[str, str], tag: str) -> bool:
    """Whether a text does not stand in its line as what is beside it does."""
    moved = declared.get("position", "")
    return (
        (moved == "relative" and _offset(declared))
        or (moved in ("absolute", "fixed") and tag not in BLOCK)
        or any(_set(declared.get(name, "none")) for name in _MOVES)
        or _px(declared.get("margin-left", "")) > -_FAR
    )


def _splits(root: Any) -> bool:
    """Whether a number of the page is split between an element and what stands around it."""
    inline = (e for e in root.iter(etree.Element) if e.tag not in BLOCK)
    return any(True for element in inline for _ in _touching(element))


def _touching(element: Any) -> Iterator[Any]:
    """The elements that hold the digits which touch an element's own, on either side."""
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
