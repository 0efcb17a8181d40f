"""What declarations do to how a text is seen, and which of them may bear on it at all."""

import re
from collections.abc import Callable
from math import inf

from .elements import BLOCK
from .styles import OTHER, UNSURE, generated_text
from .values import length, number

_FAR = -400  # pixels: text moved so far is off the page
_VERY_FAR = 3000  # pixels to the right or down
_AWAY = (36.0, 12.0)  # pixels, across and down: text of a cell moved so far is out of its place
NO_SIZE = 3.0  # pixels
NO_BOX = 1.5  # pixels
_LOW = 0.8  # of the size of a font: a box so low shows a part of its text
_NARROW = 60.0  # pixels: a box may be too narrow for a number of many digits
_SQUEEZED = -3.0  # pixels between signs
_TOKEN = re.compile(r"[+-]?[\d.]+[a-z%]*")
_FLAT = re.compile(
    r"scale(?:x|y|3d)?\(\s*0*(?:\.0\d*)?\s*[,)]|matrix\(\s*0*\s*,|rotate[xy]\((?:90|270)deg"
)
_PLAIN_MOVE = re.compile(
    r"(?:(?:translate\w*|scale\w*)\([^()-]*\)|translate\w*\([^()]*\)|\s)*|none"
)
_LEVEL = frozenset(["baseline", "middle", "top", "bottom", "text-top", "text-bottom", "inherit"])
_SHIFTS = ("text-indent", "margin", "margin-left", "margin-top", "transform", "translate")
_MOVES = ("transform", "scale", "rotate", "translate", "offset")
_SIDES = ("left", "top", "right", "bottom", "inset")
_WIDE, _HIGH = ("width", "max-width"), ("height", "max-height")
_MARGINS = ("margin", "margin-left", "margin-right", "margin-top", "text-indent")
_FILTERS = ("blur", "brightness", "contrast(", "invert")
_TABLE = frozenset(["td", "th", "tr", "table"])
NUMBER_SIGNS = frozenset("0123456789.,%-−+?零一二三四五六七八九十百千万萬亿億元")


def _is_set(value: str) -> bool:
    """Whether a value is other than what holds where nothing is declared."""
    return value not in ("none", "auto", "normal", "inherit", "initial", "unset", "revert")


def raises(value: str) -> bool:
    """Whether a ``vertical-align`` raises or lowers a text.

    Parameters
    ----------
    value : str
        As declared.
    """
    return value in ("super", "sub") or (
        value not in _LEVEL and abs(length(value, 16.0, 16.0) or 0.0) >= 1
    )


def is_low(value: str) -> bool:
    """Whether a height of lines, a length or a multiple of the font's size, is hardly any.

    Parameters
    ----------
    value : str
        Of ``line-height``.
    """
    found = length(value, 16.0, 16.0)
    return found <= NO_BOX if found is not None else number(value) < 0.2


def _lengths(value: str) -> list[float]:
    """The lengths in a value, in pixels; shares of something else are left aside."""
    if "calc" in value:
        return [length(value, 16.0, 0.0) or 0.0]
    return [length(token, 16.0, 0.0) or 0.0 for token in _TOKEN.findall(value)]


def _far(value: str) -> bool:
    return any(not _FAR < pixels < _VERY_FAR for pixels in _lengths(value))


def _at_most(value: str, limit: float) -> bool:
    found = length(value, 16.0, 1000.0)
    return found is not None and found <= limit


def _small(value: str) -> bool:
    return number(value.split()[0]) < 0.3


def _narrow(value: str) -> bool:
    found = length(value, 16.0, inf)
    return found is not None and found <= _NARROW


# For each property that may bear on how a text is seen: whether a value of it does.
TESTS: dict[str, Callable[[str], bool]] = {
    "display": lambda value: value == "none",
    "visibility": lambda value: value in ("hidden", "collapse"),
    "opacity": lambda value: number(value) < 0.3,
    "filter": lambda value: any(word in value for word in ("opacity", *_FILTERS)),
    "font-size": lambda value: _at_most(value, NO_SIZE),
    "text-decoration": lambda value: "line-through" in value,
    "vertical-align": raises,
    **dict.fromkeys(_MARGINS, lambda value: min(_lengths(value), default=0) < 0 or _far(value)),
    "text-indent": lambda value: _far(value) or value == "100%",
    **dict.fromkeys(("padding", "padding-left", *_SIDES), _far),
    **dict.fromkeys(_WIDE, _narrow),
    **dict.fromkeys(_HIGH, lambda value: _at_most(value, 20.0)),
    "line-height": is_low,
    "zoom": _small,
    **dict.fromkeys((*_MOVES, "mask", "clip-path", "mix-blend-mode"), _is_set),
    "flex-direction": lambda value: "reverse" in value,
    "font-variant": lambda value: "super" in value.split() or "sub" in value.split(),
    "background": lambda value: "gradient" in value or "currentcolor" in value,
    "clip": lambda value: "rect" in value,
    "unicode-bidi": lambda value: "override" in value,
    "content": lambda value: "url(" in value or bool(NUMBER_SIGNS & set(generated_text(value))),
    "content-visibility": lambda value: value == "hidden",
    "letter-spacing": lambda value: _at_most(value, -1),
    **dict.fromkeys(
        ("font-variant-position", "font-size-adjust", "-webkit-text-security"), _is_set
    ),
    **dict.fromkeys(("-webkit-text-fill-color", "all", UNSURE), lambda value: True),
    "-webkit-text-stroke": lambda value: not value.startswith("0"),
}


class Effects:
    """What the declarations that hold for one element do to its text.

    Parameters
    ----------
    declared : dict of str to str
        Property to value.
    tag : str
        The name of the element.
    """

    def __init__(self, declared: dict[str, str], tag: str) -> None:
        self.declared, self.get, self.tag = declared, declared.get, tag
        self.block = tag in BLOCK
        self.position = declared.get("position", "static")
        self.moved = self.position in ("absolute", "fixed", "relative")
        self.out_of_flow = self.position in ("absolute", "fixed")

    def is_own_box(self) -> bool:
        """Whether the element is a box of its own, which no line strikes through from outside."""
        display = self.get("display", "inline")
        return self.out_of_flow or self.get(OTHER) == "float" or display.startswith("inline-")

    def cuts(self) -> bool:
        """Whether the element is a box that cuts off what it has no room for.

        A table's cell grows with what it holds.
        """
        return self.clips() and not (self.tag in _TABLE and self.get("display") is None)

    def is_box(self) -> bool:
        """Whether an element is a box of its own, and no part of a line."""
        display = self.get("display", "block" if self.block else "inline")
        return self.out_of_flow or display not in ("inline", "contents")

    def clips(self) -> bool:
        """Whether an element is a box beyond which nothing of it is seen."""
        get = self.get
        shown = get("overflow", get("overflow-x", get("overflow-y", ""))).split()
        return self.is_box() and not {"hidden", "clip", "auto", "scroll"}.isdisjoint(shown)

    def room(self) -> float:
        """How wide the box is beyond which text is cut off, in pixels."""
        if not self.cuts():
            return inf
        widths = (length(self.get(name, ""), 16.0, inf) for name in _WIDE)
        return min((w for w in widths if w is not None), default=inf)

    def filtered(self) -> float:
        """The opacity that is left by filters."""
        value = self.get("filter", "")
        inside = value.partition("opacity")[2].strip("(= )")
        if not inside:
            return 1.0
        amount = number(inside.partition(")")[0])
        return amount / 100 if "alpha" in value else amount

    def hides(self) -> bool:
        """Whether a box lies off the page, or is cut to nothing."""
        get = self.get
        if self.moved and any(_far(get(side, "")) for side in _SIDES):
            return True
        # What would turn a box, or indent its lines, leaves a text within a line where it is.
        if any(_far(get(name, "")) for name in (_SHIFTS if self.is_box() else _MARGINS[:-1])):
            return True
        if self.out_of_flow and "rect(" in get("clip", "") and not _leaves_room(get("clip", "")):
            return True
        if "inset(50%" in get("clip-path", "") or "inset(100%" in get("clip-path", ""):
            return True
        if self.is_box() and self._is_flat():
            return True
        return self.cuts() and (
            any(_at_most(get(name, "auto"), NO_BOX) for name in (*_WIDE, *_HIGH))
            or get("text-indent") == "100%"
        )

    def _is_flat(self) -> bool:
        """Whether a box is made so narrow or low that nothing of it is seen."""
        scale = number(self.get("scale", "1").split()[0])
        return bool(_FLAT.search(self.get("transform", ""))) or scale < 0.1

    def blurs(self, size: float, in_cell: bool) -> bool:
        """Whether the signs of a text are drawn so that nobody can tell them from here.

        Parameters
        ----------
        size : float
            Of its font, in pixels.
        in_cell : bool
            Whether it stands in a cell, out of which it may be moved.
        """
        get = self.get
        low = any(_at_most(get(name, "auto"), _LOW * size) for name in _HIGH)
        return (
            not {UNSURE, "all"}.isdisjoint(self.declared)
            or get("content-visibility") == "hidden"
            or "url(" in get("content", "")
            or not _PLAIN_MOVE.fullmatch(get("transform", ""))
            or self._is_flat()
            or any(_far(get(name, "")) for name in ("text-indent", "transform", "translate"))
            or any(_is_set(get(name, "none")) for name in ("rotate", "offset", "mask", "clip-path"))
            or get("scale", "1").startswith("-")
            or _is_set(get("-webkit-text-security", "none"))
            or _is_set(get("font-size-adjust", "none"))
            or _is_set(get("mix-blend-mode", "normal"))
            or not get("-webkit-text-stroke", "0").startswith("0")
            or (not self.block and "gradient" in get("background", ""))  # may strike it through
            or "transparent" in get("text-decoration", "")
            or (length(get("letter-spacing", ""), 10.0, 10.0) or 0.0) <= _SQUEEZED
            or any(word in get("filter", "") for word in _FILTERS)
            or "reverse" in get("flex-direction", "")
            or (low and self.cuts())
            or (in_cell and self._moves_away())
        )

    def redraws(self) -> bool:
        """Whether a text is seen by something else than its colour."""
        get = self.get
        return _is_set(get("text-shadow", "none")) or "text" in get("background-clip", "").split()

    def _moves_away(self) -> bool:
        """Whether a text stands elsewhere than in its cell."""
        get = self.get
        across, down = _AWAY
        sides = [(get("left", ""), across), (get("right", ""), across)]
        sides += [(get(name, ""), down) for name in ("top", "bottom", "inset")]
        moves = [(get(name, ""), down) for name in ("transform", "translate")]
        return any(
            abs(pixels) >= limit
            for value, limit in ([*sides, *moves] if self.moved else moves)
            for pixels in _lengths(value)
        ) or any(
            pixels <= -down or pixels >= -_FAR
            for name in (*_MARGINS, "padding", "padding-left")
            for pixels in _lengths(get(name, ""))
        )

    def sets_off(self) -> bool:
        """Whether a text does not stand in its line as what is beside it does."""
        get = self.get
        return (
            (self.position == "relative" and is_offset(get("top", ""), get("bottom", "")))
            or (self.out_of_flow and not self.block)
            or any(_is_set(get(name, "none")) for name in _MOVES)
            or any(min(_lengths(get(name, "")), default=0) < 0 for name in _MARGINS)
            or (self.get("text-indent", "0") == "100%" and not self.block)
            or (length(get("margin-left", ""), 16.0, 0.0) or 0.0) > -_FAR
        )


def is_offset(*sides: str) -> bool:
    """Whether a box is moved out of its line.

    Parameters
    ----------
    *sides : str
        Of ``top`` and ``bottom``.
    """
    return any(abs(length(side, 16.0, 16.0) or 0.0) >= 2 for side in sides)


def _leaves_room(clip: str) -> bool:
    """Whether ``rect(…)`` leaves anything to see."""
    inside = clip[clip.index("(") + 1 :].partition(")")[0].replace(",", " ")
    numbers = [length(token, 16.0, 16.0) or 0.0 for token in inside.split()]
    if len(numbers) != 4:
        return True
    top, right, bottom, left = numbers
    return right - left > NO_BOX and bottom - top > NO_BOX
