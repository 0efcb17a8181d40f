"""What is drawn on a PDF page across, on or beside its digits, by where it is."""

from bisect import bisect_left, bisect_right
from functools import cached_property

from analysis.reading.layout import Word

from .drawn import Drawing
from .ruled import Box, Segment
from .words import TOUCH

_MIDDLE = 0.35  # of the height of a character, above and below its middle
_LEAST = 0.5  # of the height of a character: no digit is lower
BELOW = 0.25  # of it: so far below a character, and its middle, may be what underlines it
_NEAR_SIGN = 0.35  # of it: a stroke so near beside a digit is a sign before or behind it
_SIGN = 1.2  # of it: no sign is higher
_ON = 0.25  # of its width: a stroke that reaches so far into a digit is of that digit
_ROUND = 2.0  # times as long as wide, and its ends are not known exactly: no longer a point
_DASHES_APART = 4.0  # points
_SAME = 0.5  # points: lines no farther apart may be pieces of one
_MANY = 200


class Strokes:
    """Lines and shapes near the digits of a page. Positions are those of characters in ``chars``.

    Parameters
    ----------
    chars : list of Word
        One character each, in the page's own coordinates.
    drawing : Drawing
        What else is on the page.
    """

    def __init__(self, chars: list[Word], drawing: Drawing) -> None:
        self._chars, self._drawing = chars, drawing
        self._digits = [i for i, char in enumerate(chars) if char.text.isdigit()]

    @cached_property
    def _lines(self) -> list[Segment]:
        """The level and then the upright lines of the page, strokes among them."""
        strokes = (line for _, box in self._drawing.strokes for line in _of(box))
        lines = {*self._drawing.rules, *strokes}
        return sorted(lines, key=_place)

    @cached_property
    def _runs(self) -> dict[Segment, float]:
        """How long each line is together with those that go on from it, as dashes do."""
        levels: list[list[Segment]] = []
        for line in self._lines:
            first = levels[-1][0] if levels else None
            if first and first.upright is line.upright and line.at - first.at < _SAME:
                levels[-1].append(line)
            else:
                levels.append([line])
        lengths: dict[Segment, float] = {}
        for level in levels:
            run: list[Segment] = []
            end = 0.0
            for line in sorted(level, key=lambda own: own.start):
                if run and line.start - end >= _DASHES_APART:
                    lengths |= dict.fromkeys(run, end - run[0].start)
                    run = []
                end = max(end, line.end) if run else line.end
                run.append(line)
            lengths |= dict.fromkeys(run, end - run[0].start)
        return lengths

    def crossed(self) -> set[int]:
        """Positions of digits through whose middle a line goes that is not level or upright."""
        chars = self._chars
        order = sorted(self._digits, key=lambda i: chars[i].centre[0])
        places = [chars[i].centre[0] for i in order]
        reach = _MIDDLE * max((chars[i].right - chars[i].left for i in order), default=0)
        found = set()
        for line in self._drawing.slants:
            x0, y0, x1, y1 = line if line[0] <= line[2] else (*line[2:], *line[:2])
            rise = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
            for i in order[bisect_left(places, x0 - reach) : bisect_right(places, x1 + reach)]:
                across, up = chars[i].centre
                wide = _MIDDLE * (chars[i].right - chars[i].left)
                ends = max(x0, across - wide), min(x1, across + wide)
                heights = [y0 + rise * (x - x0) - up for x in ends] if rise else [y0 - up, y1 - up]
                high = _MIDDLE * chars[i].height
                if ends[0] <= ends[1] and min(heights) < high and max(heights) > -high:
                    found.add(i)
        return found

    def beside(self) -> set[int]:
        """Positions of digits that touch a picture or shape of the size of a digit."""
        chars = self._chars
        order = sorted(self._digits, key=lambda i: chars[i].centre[1])
        heights = [chars[i].centre[1] for i in order]
        found = set()
        for _, box in self._drawing.unclear:
            around = order[bisect_left(heights, box.bottom) : bisect_right(heights, box.top)]
            for i in around:
                high = chars[i].height
                near = _gap(chars[i], box)
                if (
                    _LEAST * high < box.height < 2 * high
                    and box.width < 2 * high
                    and -_LEAST * high < near < TOUCH * high
                ):
                    found.add(i)
        return found

    def touched(self) -> set[int]:
        """Positions of digits on or beside which a stroke stands that belongs to no rule."""
        chars = self._chars
        order = sorted(self._digits, key=lambda i: chars[i].middle)
        middles = [chars[i].middle for i in order]
        reach = max((chars[i].height for i in order), default=0) / 2
        found: set[int] = set()
        for _, box in self._drawing.strokes:
            low = bisect_left(middles, box.bottom - reach)
            near = [
                i
                for i in order[low : bisect_right(middles, box.top + reach)]
                if _gap(chars[i], box) < _NEAR_SIGN * chars[i].height
                and chars[i].bottom + BELOW * chars[i].height < box.top
            ]
            if near:
                length = max(self._runs[line] for line in _of(box))
                near = [i for i in near if length < _SIGN * chars[i].height]
            if near and not self._is_between_rules(_of(box)[0]):
                least = -_ON * (chars[near[0]].right - chars[near[0]].left)
                found |= {i for i in near if _gap(chars[i], box) < least} or set(near)
        return found

    def _is_between_rules(self, own: Segment) -> bool:
        """Whether a stroke goes from one line that rules to another."""
        return all(
            any(
                line.start - 1 < own.at < line.end + 1
                and line.end - line.start > 2 * (own.end - own.start)
                for line in self._across(own, place)
            )
            for place in (own.start, own.end)
        )

    def _across(self, own: Segment, place: float) -> list[Segment]:
        """Lines the other way near a place along one; where they are many, the first of them."""
        low, high = ((not own.upright, at) for at in (place - 1, place + 1))
        first = bisect_left(self._lines, low, key=_place)
        return self._lines[first : min(bisect_right(self._lines, high, key=_place), first + _MANY)]


def _gap(char: Word, box: Box) -> float:
    """How far a character and an area are from each other along the line; less than 0: over it."""
    before, behind = box[0] - char[3], char[1] - box[2]
    return before if before > behind else behind


def _of(box: Box) -> tuple[Segment, ...]:
    """A thin area as the line that it draws; a point may be of a line either way."""
    wide, high = box.width, box.height
    if high > wide:
        return (box.upright(), box.level()) if high < _ROUND * wide else (box.upright(),)
    return (box.level(), box.upright()) if wide < _ROUND * high else (box.level(),)


def _place(line: Segment) -> tuple[bool, float]:
    return line.upright, line.at
