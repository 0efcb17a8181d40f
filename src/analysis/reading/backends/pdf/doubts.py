"""Whether the characters of a PDF page are seen as they stand in the file: colour, cover, cuts."""

import ctypes
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from analysis.reading.colours import FAINT_CONTRAST, NO_CONTRAST, WHITE, Colour, contrast
from analysis.reading.layout import Word
from analysis.reading.visibility import FAINT

from .drawn import Drawing, Fill, address, clip_frames, is_box, print_of
from .ruled import Box
from .strokes import BELOW
from .words import beside, touch

_IN_NUMBERS = frozenset("0123456789０１２３４５６７８９.,")
_BLOT = 0.5  # so dark a cover is no paper
_SOME, _MOST = 0.15, 0.85  # of the middle of a character: covered in part, and wholly


class Doubts:
    """What may hide the characters of a page, or show them otherwise than the file says.

    Positions are those of characters in ``chars``.

    Parameters
    ----------
    handle : FPDF_TEXTPAGE
        The text of the page.
    chars : list of Word
        One character each, in the page's own coordinates.
    at : list of int
        The place of each in the text of the page.
    drawing : Drawing
        What else is on the page.

    Attributes
    ----------
    looks : dict of int to str or None
        The marks of characters that are not plain, None for those that are not seen.
    by_colour : set of int
        Characters that are not seen on the ground that is known of.
    edged, edges : set of int
        Digits of which something painted later covers an edge, and the numbers of what does.
    """

    def __init__(self, handle: Any, chars: list[Word], at: list[int], drawing: Drawing) -> None:
        self._handle, self._chars, self._at, self._drawing = handle, chars, at, drawing
        self._digits = [i for i, char in enumerate(chars) if char.text.isdigit()]
        self._items: dict[int, Any] = {}
        self.by_colour: set[int] = set()
        self.edged: set[int] = set()
        self.edges: set[int] = set()
        self._blots: list[tuple[int, Box]] = []  # signs not seen, in the order of painting
        fills = [f for f in drawing.fills if f.number > self._first or f.colour.luminance < 0.95]
        self._near = _inside(chars, fills)  # for each character the areas that meet it
        self.looks = self._looks()

    def _item(self, i: int) -> Any:
        """The text object that a character belongs to."""
        if i not in self._items:
            self._items[i] = raw.FPDFText_GetTextObject(self._handle, self._at[i])
        return self._items[i]

    @property
    def _first(self) -> int:
        return self._drawing.texts[0][0] if self._drawing.texts else 0

    def _numbers(self) -> dict[int, int]:
        """The place of each text object in the order of painting, by its address."""
        return {address(item): number for number, item in self._drawing.texts}

    def is_unclear(self) -> bool:
        """Whether a digit stands on, or under, what may leave nothing of it to see."""
        places = sorted(self._chars[i].centre[::-1] for i in self._digits)  # from below
        return any(
            box.left < across < box.right
            for _, box in [*self._drawing.unclear, *self._blots]
            for _, across in places[
                bisect_left(places, (box.bottom,)) : bisect_right(places, (box.top,))
            ]
        )

    def clipped(self) -> tuple[bool, set[int]]:
        """Whether a digit is outside the frame beyond which its text is cut off; those cut in part.

        Returns
        -------
        outside : bool
            Whether one is.
        cut : set of int
            Positions of digits of which a part is cut off.
        """
        known = {self._at[i] for i in self._digits}
        outside, cut = False, set()
        for i in self._digits:
            if self._at[i] - 1 in known and self._at[i] + 1 in known:
                continue  # in the midst of a number
            item = self._item(i)
            for corners in clip_frames(item) if item else ():
                frame = Box.around(corners[0:3:2])
                outside = outside or not frame.contains(self._chars[i].centre)
                if is_box(corners) and 0 < _share(self._chars[i], frame) < _MOST:
                    cut.add(i)
        return outside, cut

    def otherwise(self) -> set[int]:
        """Positions of digits that are mirrored, or on their heads among others that are not."""
        ways = Counter(self._drawing.ways.values())
        if len(ways) < 2:
            return set()
        usual = ways.most_common(1)[0][0]
        odd = {place for place, way in self._drawing.ways.items() if way != usual}
        items = ((i, self._item(i)) for i in self._digits)
        return {i for i, item in items if item and address(item) in odd}

    def uneven(self) -> set[int]:
        """Positions of digits of numbers of which a part is underlined, shaded or cut by a line."""
        chars, found = self._chars, set()
        level = sorted((r.at, r.start - 1, r.end + 1) for r in self._drawing.rules if not r.upright)
        upright = sorted((r.at, r.start, r.end) for r in self._drawing.rules if r.upright)
        for number in _in_numbers(chars, self._digits):
            first, last = chars[number[0]], chars[number[-1]]
            edge = (first.right - first.left) / 6
            low = bisect_left(upright, (first.left + edge,))
            cuts = upright[low : bisect_right(upright, (last.right - edge,))]
            parts = [{i for i in number if self._ground(i) != self._ground(number[0])}]
            low = bisect_left(level, (first.bottom - BELOW * first.height,))
            high = first.middle - BELOW * first.height  # higher up it strikes them through
            under = level[low : bisect_right(level, (high,))] if len(number) > 1 else []
            for at, start, end in under:
                if start < last.centre[0] and end > first.centre[0]:
                    same = [line for line in under if abs(line[0] - at) < 1]
                    parts.append(
                        {i for i in number if any(a < chars[i].centre[0] < b for _, a, b in same)}
                    )
            if any(0 < len(part) < len(number) for part in parts) or any(
                a < first.middle < b for _, a, b in cuts
            ):
                found.update(number)
        return found

    def _ground(self, i: int) -> Colour:
        """The colour of what a character stands on, or under."""
        mine = [f for f in self._near.get(i, ()) if f.box.contains(self._chars[i].centre)]
        return mine[-1].colour if mine else WHITE

    def apart(self) -> set[int]:
        """Positions of digits that programs may show otherwise."""
        odd = self._drawing.apart
        items = ((i, self._item(i)) for i in self._digits) if odd else ()
        return {i for i, item in items if item and address(item) in odd}

    def covered(self) -> tuple[set[int], set[int], set[int]]:
        """Positions of digits where something is painted of which only the print tells.

        Returns
        -------
        partly : set of int
            Those of which its extent covers a part: what is left may look like another digit.
        wholly : set of int
            Those that it covers, painted after them.
        by_signs : set of int
            Those over which a sign of the colour of its ground is printed.
        """
        boxes = [(*shape, False) for shape in self._drawing.unclear]
        boxes += [(*blot, True) for blot in self._blots]
        partly: set[int] = set()
        wholly: set[int] = set()
        by_signs: set[int] = set()
        if not boxes:
            return partly, wholly, by_signs
        places = sorted((self._chars[i].middle, i) for i in self._digits)
        reach = max((self._chars[i].height for i in self._digits), default=0) / 4
        numbers = self._numbers()
        for number, box, is_sign in boxes:
            low = bisect_left(places, (box.bottom - reach,))
            for _, i in places[low : bisect_right(places, (box.top + reach, len(self._chars)))]:
                share = _share(self._chars[i], box)
                item = self._item(i) if share > _SOME else None
                is_over = bool(item) and numbers.get(address(item), number) < number
                if is_sign and is_over:
                    by_signs.add(i)
                elif is_over and share > _MOST:
                    wholly.add(i)
                elif item and not is_sign and share <= _MOST:
                    partly.add(i)
        return partly, wholly, by_signs

    def unlike(self, gone: set[int]) -> set[int]:
        """Positions of digits that touch one printed otherwise: another number may begin there.

        So may one that programs show otherwise, and one behind a point or comma. Of two, the
        lighter is meant.

        Parameters
        ----------
        gone : set of int
            Positions of characters that are not seen.
        """
        odd = self._drawing.light | self._drawing.apart
        found: set[int] = set()
        parts = (i for i, char in enumerate(self._chars) if char.text in _IN_NUMBERS)
        for before, i in pairwise(i for i in parts if i not in gone):
            a, b = self._chars[before], self._chars[i]
            if before != i - 1 or not touch(a, b):
                continue
            one, other = self._item(before), self._item(i)
            if not one or not other or address(one) == address(other):
                continue
            own = {at for at, item in ((before, one), (i, other)) if address(item) in odd}
            if not own and beside(a, b):
                first, then = print_of(one), print_of(other)
                if first.is_unlike(then):
                    own = {before if sum(first.colour) > sum(then.colour) else i}
            if len(own) == 1:
                found |= own
        return found

    def _looks(self) -> dict[int, str | None]:
        """The looks of the page's characters, and what else is found on the way to them.

        A character is seen by the colour of what was painted below it, unless something was
        painted over it.
        """
        chars, light, near = self._chars, self._drawing.light, self._near
        numbers = self._numbers() if near or light else {}
        looks: dict[int, str | None] = {}
        for i in range(len(chars)) if light else near:
            item = self._item(i)
            if not item or (i not in near and address(item) not in light):
                continue
            number, mine = numbers.get(address(item), 0), near.get(i, ())
            below = [f for f in mine if f.number < number and f.box.contains(chars[i].centre)]
            covers = [f for f in mine if f.covers and f.number > number]
            above = [_share(chars[i], f.box) for f in covers]
            if max(above, default=0) > _SOME:
                # Under a blot something is; what paper covers is gone.
                is_blot = covers[-1].colour.luminance < _BLOT
                mark = None if max(above) > _MOST and not is_blot else FAINT
            else:
                if covers and chars[i].text.isdigit():
                    self.edged |= {i}
                    self.edges |= {f.number for f in covers}
                mark = _mark(item, below[-1].colour if below else WHITE)
                if mark is None and raw.FPDFTextObj_GetTextRenderMode(item) == 0:
                    self.by_colour.add(i)
                    self._blots.append((number, Box(*chars[i][1:])))
            if mark != "":
                looks[i] = mark
        return looks


def _in_numbers(chars: list[Word], digits: list[int]) -> list[list[int]]:
    """Positions of digits, those of one number together."""
    numbers: list[list[int]] = []
    for i in digits:
        if numbers and numbers[-1][-1] == i - 1 and touch(chars[i - 1], chars[i]):
            numbers[-1].append(i)
        else:
            numbers.append([i])
    return numbers


def _share(char: Word, box: Box) -> float:
    """How much of the middle of a character an area covers."""
    edge, quarter = (char[3] - char[1]) / 6, (char[4] - char[2]) / 4
    left, right, low, top = char[1] + edge, char[3] - edge, char[2] + quarter, char[4] - quarter
    across = min(right, box.right) - max(left, box.left)
    up = min(top, box.top) - max(low, box.bottom)
    whole = (right - left) * (top - low)
    return max(across, 0.0) * max(up, 0.0) / whole if whole > 0 else 0.0


def _inside(chars: list[Word], fills: list[Fill]) -> dict[int, list[Fill]]:
    """For each character whose middle an area meets, the areas, in the order of painting."""
    middles = [char.middle for char in chars]
    order = sorted(range(len(chars)), key=middles.__getitem__)
    middles.sort()
    found: dict[int, list[Fill]] = {}
    reach = max((char[4] - char[2] for char in chars), default=0) / 4
    for fill in fills:
        box = fill.box
        low, high = box.bottom - reach, box.top + reach
        for i in order[bisect_left(middles, low) : bisect_right(middles, high)]:
            char = chars[i]
            edge = (char[3] - char[1]) / 6
            if box.left <= char[3] - edge and char[1] + edge <= box.right:
                found.setdefault(i, []).append(fill)
    return found


def _mark(item: Any, ground: Colour) -> str | None:
    """The mark of a text object on its ground, None where it is not seen."""
    if raw.FPDFTextObj_GetTextRenderMode(item) in (3, 7):
        return None
    parts = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(item, *parts):
        return ""  # a pattern
    red, green, blue, alpha = (part.value / 255 for part in parts)
    clear = contrast(Colour(red, green, blue), ground)
    if raw.FPDFTextObj_GetTextRenderMode(item) != 0:
        return ""  # its outline is drawn too
    if alpha < 0.05 or clear < NO_CONTRAST:
        return None
    return FAINT if clear < FAINT_CONTRAST or alpha < 0.3 else ""
