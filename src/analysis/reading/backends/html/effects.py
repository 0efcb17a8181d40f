"""What declarations do to how a text is seen."""

import re
from math import inf

from .elements import BLOCK
from .media import WINDOW_WIDTH
from .styles import OTHER, UNSURE
from .values import is_at_most, is_set, length, lengths, number

_FAR = -400  # pixels: text moved so far is off the page
_VERY_FAR = 3000  # pixels to the right or down
AWAY = (36.0, 12.0)  # pixels, across and down: text of a cell moved so far is out of its place
NO_SIZE = 3.0  # pixels
NO_BOX = 1.5  # pixels
_LOW = 0.8  # of the size of a font: a box so low shows a part of its text
_SQUEEZED = -3.0  # pixels between signs
_FLAT = re.compile(
    r"scale(?:x|y|3d)?\(\s*0*(?:\.0\d*)?\s*[,)]|matrix\(\s*0*\s*,|rotate[xy]\((?:90|270)deg"
)
_PLAIN_MOVE = re.compile(
    r"(?:(?:translate\w*|scale\w*)\([^()-]*\)|translate\w*\([^()]*\)|\s)*|none"
)
_LEVEL = frozenset(["baseline", "middle", "top", "bottom", "text-top", "text-bottom", "inherit"])
_SHIFTS = ("text-indent", "margin", "margin-left", "margin-top", "transform", "translate")
MOVES = ("transform", "scale", "rotate", "translate", "offset")
SIDES = ("left", "top", "right", "bottom", "inset")
WIDE, HIGH = ("width", "max-width"), ("height", "max-height")
MARGINS = ("margin", "margin-left", "margin-right", "margin-top", "text-indent")
IN_TIME = ("animation", "-webkit-line-clamp")  # a part of a text is seen, or at times
ABOVE = "ruby-text"  # a note above what stands before it
ITEM = "list-item"  # with a sign before it
_NO_NUMBERS = frozenset(["none", "disc", "circle", "square", "inside", "outside", "initial"])
_USUAL = {"ol": "decimal", "ul": "disc"}
_THICK = 4.0  # pixels: a line so thick covers digits
FILTERS = ("blur", "brightness", "contrast(", "invert")
_TABLE = frozenset(["td", "th", "tr", "table"])


def is_moved(order: str) -> bool:
    """Whether a part of a row or column stands elsewhere than in its turn.

    Parameters
    ----------
    order : str
        Its ``order``.
    """
    return re.fullmatch(r"[-+]?0*[1-9]\d*", order) is not None or "(" in order


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


def counts(marker: str) -> bool:
    """Whether the signs before the items of a list may be numbers: a browser counts by any name.

    Parameters
    ----------
    marker : str
        Its ``list-style``.
    """
    return not all(word in _NO_NUMBERS or word[0] in "\"'" for word in marker.split())


def is_low(value: str) -> bool:
    """Whether a height of lines, a length or a multiple of the font's size, is hardly any.

    Parameters
    ----------
    value : str
        Of ``line-height``.
    """
    found = length(value, 16.0, 16.0)
    return found <= NO_BOX if found is not None else number(value) < 0.2


def is_far(value: str, start: float = 0.0) -> bool:
    """Whether one of the lengths in a value lies off the page.

    Parameters
    ----------
    value : str
        Of a side, a margin or a move.
    start : float
        Where it begins, in pixels.
    """
    return any(not _FAR < start + pixels < _VERY_FAR for pixels in lengths(value))


def is_thick(value: str) -> bool:
    """Whether a line under or over a text is so thick that it covers digits.

    Parameters
    ----------
    value : str
        Of ``text-decoration`` or its thickness.
    """
    return max(lengths(value), default=0) >= _THICK


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

    def is_counted(self, outer: bool) -> bool:
        """Whether items of a list in the element are numbered.

        Parameters
        ----------
        outer : bool
            Whether those around it are.
        """
        marker = self.get("list-style", _USUAL.get(self.tag, "inherit"))
        return outer if marker in ("inherit", "unset") else counts(marker)

    def is_item(self) -> bool:
        """Whether the element is an item of a list."""
        return self.get("display", ITEM if self.tag == "li" else "") == ITEM

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
        if not (self.cuts() or self.tag == "input"):
            return inf
        widths = (length(self.get(name, ""), 16.0, inf) for name in WIDE)
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
        if self.moved and any(is_far(get(side, "")) for side in SIDES):
            return True
        # What would turn a box, or indent its lines, leaves a text within a line where it is.
        names = _SHIFTS if self.is_box() else MARGINS[:-1]
        if any(is_far(get(name, ""), self._start(name)) for name in names):
            return True
        if self.out_of_flow and "rect(" in get("clip", "") and not _leaves_room(get("clip", "")):
            return True
        if "inset(50%" in get("clip-path", "") or "inset(100%" in get("clip-path", ""):
            return True
        if self.is_box() and self._is_flat():
            return True
        return self.cuts() and (
            any(is_at_most(get(name, "auto"), NO_BOX) for name in (*WIDE, *HIGH))
            or get("text-indent") == "100%"
        )

    def _start(self, name: str) -> float:
        """Where a margin begins, in pixels: a box is centred by a margin from the middle on."""
        left = self.get("left", "") if self.moved and name.startswith("margin") else ""
        return length(left, 16.0, WINDOW_WIDTH) or 0.0 if "%" in left else 0.0

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
        low = any(is_at_most(get(name, "auto"), _LOW * size) for name in HIGH)
        return (
            not {UNSURE, "all"}.isdisjoint(self.declared)
            or get("content-visibility") == "hidden"
            or "url(" in get("content", "")
            or not _PLAIN_MOVE.fullmatch(get("transform", ""))
            or self._is_flat()
            or any(is_far(get(name, "")) for name in ("text-indent", "transform", "translate"))
            or any(is_set(get(name, "none")) for name in ("rotate", "offset", "mask", "clip-path"))
            or get("scale", "1").startswith("-")
            or is_set(get("-webkit-text-security", "none"))
            or is_set(get("font-size-adjust", "none"))
            or is_set(get("mix-blend-mode", "normal"))
            or not get("-webkit-text-stroke", "0").startswith("0")
            or self._is_ruled(in_cell)
            or "transparent" in get("text-decoration", "")
            or (length(get("letter-spacing", ""), 10.0, 10.0) or 0.0) <= _SQUEEZED
            or any(word in get("filter", "") for word in FILTERS)
            or (low and self.cuts())
            or (in_cell and (self._moves_away() or self._is_crossed()))
        )

    def _is_ruled(self, in_cell: bool) -> bool:
        """Whether the ground of a text may draw a line through it."""
        ground = self.get("background", "")
        return "gradient" in ground and (not self.block or (in_cell and "transparent" in ground))

    def redraws(self) -> bool:
        """Whether a text is seen by something else than its colour."""
        get = self.get
        return (
            is_set(get("text-shadow", "none"))
            or "text" in get("background-clip", "").split()
            or not get("-webkit-text-stroke", "0").startswith("0")
        )

    def drags(self) -> bool:
        """Whether what follows in the line is drawn back over what is before it."""
        names = () if self.is_box() else MARGINS[:-1]
        return any(min(lengths(self.get(name, "")), default=0) <= -AWAY[1] for name in names)

    def _moves_away(self) -> bool:
        """Whether a text stands elsewhere than in its cell."""
        get = self.get
        across, down = AWAY
        sides = [(get("left", ""), across), (get("right", ""), across)]
        sides += [(get(name, ""), down) for name in ("top", "bottom", "inset")]
        moves = [(get(name, ""), down) for name in ("transform", "translate")]
        return any(
            abs(pixels) >= limit
            for value, limit in ([*sides, *moves] if self.moved else moves)
            for pixels in lengths(value)
        ) or any(
            pixels <= -down or pixels >= -_FAR
            for name in (*MARGINS, "padding", "padding-left")
            for pixels in lengths(get(name, ""))
        )

    def _is_crossed(self) -> bool:
        """Whether a line or its neighbours may cover a text, or it is seen at times or in part."""
        get = self.get
        return (
            any(is_set(get(name, "none")) for name in IN_TIME)
            or (self.moved and get("z-index", "").startswith("-"))
            or min(lengths(get("text-underline-offset", "")), default=0) < 0
            or is_thick(get("text-decoration-thickness", get("text-decoration", "")))
            or (self.is_box() and self.tag not in _TABLE and is_at_most(get("height", ""), NO_BOX))
        )

    def raises(self) -> bool:
        """Whether a text stands above or below its line, as a note does."""
        kinds = f"{self.get('font-variant-position', '')} {self.get('font-variant', '')}".split()
        return (
            (not self.block and raises(self.get("vertical-align", "baseline")))
            or not {"super", "sub"}.isdisjoint(kinds)
            or self.get("display") == ABOVE
        )

    def sets_off(self) -> bool:
        """Whether a text does not stand in its line as what is beside it does."""
        get = self.get
        return (
            (self.position == "relative" and is_offset(get("top", ""), get("bottom", "")))
            or (self.out_of_flow and not self.block)
            or any(is_set(get(name, "none")) for name in MOVES)
            or any(min(lengths(get(name, "")), default=0) < 0 for name in MARGINS)
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
