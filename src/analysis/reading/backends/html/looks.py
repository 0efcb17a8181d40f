"""How each text of a page looks: seen or not, struck, raised, faint, or of odd size.

Most pages have no style that bears on this, which a glance at their distinct styles tells. Only
the elements that a style of interest speaks of, and what stands inside them, are looked at closely.
"""

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

from .cascade import Cascade, winning
from .effects import NO_SIZE, NUMBER_SIGNS, Effects, is_low, raises
from .elements import BLOCK
from .interest import Interest
from .styles import OTHER, generated_text
from .touching import is_split, touching
from .values import length, number

_ODD = 0.86  # of the size beside it
_PALE = 3.0  # contrast
_SIGN = 0.45  # of the size of a font: no digit is narrower
_PARTING = frozenset(["font-size", "color", OTHER])  # may tell a digit from those beside it
_CELLS = frozenset(["td", "th", "tr"])
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
    filled : Colour or None
        What its signs are filled with where that is not its colour.
    redrawn : bool
        Whether it is seen by something else than its colour, such as a shadow.
    in_cell : bool
        Whether it stands in a row of a table.
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
        interest = Interest(cascade)
        self.special = [e for e, hints in cascade.hints.items() if interest.in_any(hints)]
        suspect = {s for s, declared in cascade.inline.items() if interest.in_any(declared)}
        if suspect:
            self.special += [e for e in _styled(root) if e.get("style") in suspect]
        if not cascade.rules:
            return
        names = {name for declared in cascade.all() for name in interest.names(declared)}
        parting = {name for rule in cascade.rules for name in _PARTING & rule.declared.keys()}
        if parting and is_split(root):
            names |= parting
        if names:
            cascade.match(names, interest.in_any)
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
            if declared or (node.tag in _CELLS and not look.in_cell):
                look = _derive(look, tuple(declared.items()), node.tag)
            self._looks[node] = look
        return look

    def generated(self) -> Iterator[tuple[Any, str, str]]:
        """Content that style sheets add: the element, ``before`` or ``after``, and the text."""
        for (element, side), entries in self._cascade.generated.items():
            declared = winning(entries)
            text = generated_text(declared.get("content", ""))
            look = _derive(self.of(element), tuple(declared.items()), "span")
            if NUMBER_SIGNS & set(text) and not look.unseen:
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
            effects = Effects(own, element.tag)
            out = effects.out_of_flow or effects.sets_off()
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
            for beside in touching(element):
                own, other = self.of(element), self.of(beside)
                small, large = sorted((own.size, other.size))
                if (
                    small < _ODD * large
                    or OTHER in cascade.declared(element)
                    or own.is_fainter(other)
                    or other.is_fainter(own)
                ):
                    yield element


@lru_cache(maxsize=4096)
def _derive(parent: Look, declarations: tuple[tuple[str, str], ...], tag: str) -> Look:
    """The look of an element inside another."""
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
    in_cell = parent.in_cell or tag in _CELLS
    alone = parent.struck and effects.is_own_box()
    low = is_low(declared["line-height"]) if "line-height" in declared else parent.low
    sub = f"{get('font-variant-position', '')} {get('font-variant', '')}".split()
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
        raised=parent.raised
        or (not effects.block and raises(get("vertical-align", "baseline")))
        or not {"super", "sub"}.isdisjoint(sub),
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
    )


def _front(text: str, inherited: Colour | None) -> tuple[Colour | None, bool]:
    """The colour of a text, and whether only a browser works it out."""
    if text in ("currentcolor", "initial"):
        return None, False  # of a fill: that of the text
    found = colour(text) if text else None
    unknown = found is None and "(" in text and "var(" not in text
    # What is no colour is passed over, as browsers do.
    return (found or inherited), unknown
