"""How each text of a page looks: seen or not, struck, raised, faint, or of odd size.

Most pages have no style that bears on this, which a glance at their distinct styles tells. Only
the elements that a style of interest speaks of, and what stands inside them, are looked at closely.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from analysis.reading.colours import ground

from .cascade import Cascade, winning
from .effects import Effects, is_moved
from .elements import BLOCK
from .interest import NUMBER_SIGNS, TOGETHER, Interest
from .look import CELLS, LISTS, Look, inside
from .styles import OTHER, generated_text
from .touching import PARTING, is_split, parts, touching

_ODD = 0.86  # of the size beside it
_LONGEST_ROW = 200  # characters
_PARTING = PARTING | {"font-size", "color", OTHER}  # may tell a digit from those beside it
_styled = etree.XPath("//*[@style]")


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
        linked = linked or any("@import" in (style.text or "") for style in root.iter("style"))
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
        for group in TOGETHER:
            names |= set() if names.isdisjoint(group) else group
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
            if declared or node.tag in LISTS or (node.tag in CELLS and not look.in_cell):
                look = inside(look, tuple(declared.items()), node.tag)
            self._looks[node] = look
        return look

    def generated(self) -> Iterator[tuple[Any, str, str]]:
        """Content that style sheets add: the element, ``before`` or ``after``, and the text."""
        for (element, side), entries in self._cascade.generated.items():
            declared = winning(entries)
            text = generated_text(declared.get("content", ""))
            look = inside(self.of(element), tuple(declared.items()), "span")
            if NUMBER_SIGNS & set(text) and not look.unseen:
                yield element, side, text

    def covered(self) -> Iterator[Any]:
        """Cells on whose text something may lie: a box that stands outside its line, with a ground.

        Or what follows a text that is drawn back. And tables of which a column may be hidden.

        What a sheet generates there may have a border as well, which is not looked at.
        """
        declared = [(element, self._cascade.declared(element), False) for element in self.special]
        declared += [
            (element, winning(entries), True)
            for (element, _), entries in self._cascade.generated.items()
        ]
        for element, own, generated in declared:
            effects = Effects(own, element.tag)
            if own.get("visibility") == "collapse" and element.tag in ("col", "colgroup"):
                yield from element.iterancestors("table")
            if effects.drags():
                yield from element.iterancestors("td", "th")
            out = effects.out_of_flow or effects.sets_off()
            if out and (generated or ground(own.get("background", "transparent")) is not None):
                yield from element.iterancestors("td", "th")
                if generated and element.tag in ("td", "th"):
                    yield element

    def reordered(self) -> Iterator[Any]:
        """Rows whose parts stand in another order than they are written."""
        for element in self.special:
            own = self._cascade.declared(element)
            around = element if "reverse" in own.get("flex-direction", "") else None
            if is_moved(own.get("order", "0")):
                around = element.getparent()
            if around is not None and len("".join(around.itertext())) < _LONGEST_ROW:
                yield around

    def set_apart(self) -> Iterator[Any]:
        """Elements with a digit that touches one outside them of clearly another look.

        That is another size or a much paler colour, a gap or a link between, or one of the two is
        declared to stand elsewhere than in its turn.
        """
        cascade = self._cascade
        found = [e for e, hints in cascade.hints.items() if _PARTING & hints.keys()]
        found += [e for e, d in cascade.matched() if _PARTING & d.keys() and e.tag not in BLOCK]
        styles = {style for style, d in cascade.inline.items() if _PARTING & d.keys()}
        if styles:
            within = (e for e in _styled(cascade.root) if e.tag not in BLOCK)
            found += [e for e in within if e.get("style") in styles]
        links = {link for link in cascade.root.iter("a") if link.get("href")}
        for element in [*found, *links]:
            for beside in touching(element):
                own, other = self.of(element), self.of(beside)
                small, large = sorted((own.size, other.size))
                declared = cascade.declared(element)
                if (
                    small < _ODD * large
                    or element in links
                    or OTHER in declared
                    or parts(declared)
                    or own.is_fainter(other)
                    or other.is_fainter(own)
                ):
                    yield element
