"""How the text of one element looks: seen or not, struck, raised, faint, or of odd size."""

from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Any

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

from .effects import NO_SIZE, Effects, is_low
from .values import length, number

_PALE = 3.0  # contrast
_SIGN = 0.45  # of the size of a font: no digit is narrower
CELLS = frozenset(["td", "th", "tr"])
LISTS = frozenset(["ol", "ul", "li"])


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
    filled : Colour or None
        What its signs are filled with where that is not its colour.
    redrawn : bool
        Whether it is seen by something else than its colour, such as a shadow.
    in_cell : bool
        Whether it stands in a row of a table.
    counted, numbered : bool
        Whether items of a list in it are, and whether it is such an item.
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
    filled: Colour | None = None
    redrawn: bool = False
    in_cell: bool = False
    counted: bool = False
    numbered: bool = False

    @property
    def unseen(self) -> bool:
        """Whether the text is not seen."""
        return (
            not (self.shown and self.visible)
            or self.gone
            or self.opacity < 0.1
            or self.size <= NO_SIZE
            or (self._contrast() < NO_CONTRAST and not (self.assumed or self.redrawn))
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
        front = self.filled or self.colour
        if front is None or isinstance(self.ground, str):
            return 21.0
        if front.alpha < 0.1:
            return 0.0
        return contrast(front.over(self.ground), self.ground)

    def cuts(self, element: Any) -> bool:
        """Whether a box around a text is too narrow for all that stands in an element.

        Parameters
        ----------
        element : element
            The one that holds the text.
        """
        if self.room == inf:
            return False
        words = f"{element.get('value') or ''} {''.join(element.itertext())}".split()
        return self.room < _SIGN * self.size * max(map(len, words), default=0)

    def is_fainter(self, other: "Look") -> bool:
        """Whether a text is so much paler than another that it may be no part of it.

        Parameters
        ----------
        other : Look
            Of a text beside it.
        """
        own = self._contrast()
        return own < _PALE and own < 0.5 * other._contrast()


@lru_cache(maxsize=4096)
def inside(parent: Look, declarations: tuple[tuple[str, str], ...], tag: str) -> Look:
    """The look of an element inside another.

    Parameters
    ----------
    parent : Look
        Of the one around it.
    declarations : tuple of (str, str)
        What holds for it: properties with their values.
    tag : str
        Its name.
    """
    declared = dict(declarations)
    get, effects = declared.get, Effects(declared, tag)
    size = length(get("font-size", ""), parent.size, parent.size)
    size = (parent.size if size is None else size) * (number(get("zoom", "1")) or 1.0)
    visibility = get("visibility", "")
    front, unknown = _front(get("color", ""), parent.colour)
    filled, unfilled = _front(get("-webkit-text-fill-color", ""), parent.filled)
    shade = get("background", "transparent")
    under = (filled or front) if "currentcolor" in shade else ground(shade)
    if isinstance(under, Colour) and isinstance(parent.ground, Colour):
        under = under.over(parent.ground)
    in_cell = parent.in_cell or tag in CELLS
    alone = parent.struck and effects.is_own_box()
    counted = effects.is_counted(parent.counted)
    low = is_low(declared["line-height"]) if "line-height" in declared else parent.low
    return Look(
        shown=parent.shown and get("display") != "none",
        visible=parent.visible
        if visibility not in ("hidden", "collapse", "visible")
        else visibility == "visible",
        gone=parent.gone or effects.hides(),
        opacity=parent.opacity * max(0.0, number(get("opacity", "1"))) * effects.filtered(),
        size=size,
        colour=front,
        ground=parent.ground if under is None else under,
        assumed=parent.assumed and under is None,
        struck=(parent.struck and not alone) or "line-through" in get("text-decoration", ""),
        raised=parent.raised or effects.raises(),
        odd=parent.odd or effects.sets_off(),
        blurred=parent.blurred
        or unknown
        or unfilled
        or alone
        or effects.blurs(size, in_cell)
        or (low and effects.clips()),
        reversed=parent.reversed
        or ("override" in get("unicode-bidi", "") and get("direction") == "rtl"),
        room=min(parent.room, effects.room()),
        low=low,
        filled=filled,
        redrawn=parent.redrawn or effects.redraws(),
        in_cell=in_cell,
        counted=counted,
        numbered=counted and effects.is_item(),
    )


def _front(text: str, inherited: Colour | None) -> tuple[Colour | None, bool]:
    """The colour of a text, and whether only a browser works it out."""
    if text in ("currentcolor", "initial"):
        return None, False  # of a fill: that of the text
    if "currentcolor" in text and inherited:
        text = text.replace("currentcolor", inherited.written)
    found = colour(text) if text else None
    unknown = found is None and "(" in text and "var(" not in text
    # What is no colour is passed over, as browsers do.
    return (found or inherited), unknown
