"""Whether the characters of a PDF page are seen as they stand in the file: colour, cover, cuts."""

import ctypes
from bisect import bisect_left, bisect_right
from collections import Counter
from typing import Any

import pypdfium2.raw as raw

from analysis.reading.colours import FAINT_CONTRAST, NO_CONTRAST, WHITE, Colour, contrast
from analysis.reading.layout import Word
from analysis.reading.visibility import FAINT

from .drawing import Drawing, Fill, address
from .paths import Chord, bounds, frames, is_box
from .ruled import Box
from .words import TOUCH

_MIDDLE = 0.35  # of the height of a character, above and below its middle
_SOME, _MOST = 0.15, 0.85  # of the middle of a character: covered in part, and wholly


def centre(char: Word) -> tuple[float, float]:
    """The middle of a character's place.

    Parameters
    ----------
    char : Word
        The character.
    """
    return (char[1] + char[3]) / 2, (char[2] + char[4]) / 2


def is_unclear(handle: Any, chars: list[Word], at: list[int], drawing: Drawing) -> bool:
    """Whether a digit stands where something that may cover it is painted after it.

    A light one may be seen only by what is painted before it.

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
    """
    first = drawing.texts[0][0] if drawing.texts else 0
    areas = [(n, box) for n, box in drawing.unclear if n > first or drawing.light]
    if not areas:
        return False
    numbers = {address(item): number for number, item in drawing.texts}
    for i, char in enumerate(chars):
        if not char[0].isdigit():
            continue
        middle = centre(char)
        later = [n for n, box in areas if box.contains(middle)]
        if later and (item := raw.FPDFText_GetTextObject(handle, at[i])):
            place = address(item)
            if max(later) > numbers.get(place, 0) or place in drawing.light:
                return True
    return False


def clipped(handle: Any, chars: list[Word], at: list[int]) -> tuple[bool, set[int]]:
    """Whether a digit is outside the frame beyond which its text is cut off, and which are in part.

    Parameters
    ----------
    handle : FPDF_TEXTPAGE
        The text of the page.
    chars : list of Word
        One character each, in the page's own coordinates.
    at : list of int
        The place of each in the text of the page.

    Returns
    -------
    outside : bool
        Whether one is.
    cut : set of int
        Positions of those of which a part is cut off.
    """
    digits = [i for i, char in enumerate(chars) if char[0].isdigit()]
    known = {at[i] for i in digits}
    outside, cut = False, set()
    for i in digits:
        if at[i] - 1 in known and at[i] + 1 in known:
            continue  # in the midst of a number
        item = raw.FPDFText_GetTextObject(handle, at[i])
        for frame in frames(item, None) if item else ():
            box, rectangular = bounds(frame), is_box(frame)
            outside = outside or not box.contains(centre(chars[i]))
            if rectangular and _SOME < _share(chars[i], box) < _MOST:
                cut.add(i)
    return outside, cut


def otherwise(handle: Any, chars: list[Word], at: list[int], drawing: Drawing) -> set[int]:
    """Positions of digits that are mirrored, or stand on their heads among others that do not.

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
    """
    ways = Counter(drawing.ways.values())
    if len(ways) < 2:
        return set()
    usual = ways.most_common(1)[0][0]
    odd = {place for place, way in drawing.ways.items() if way != usual}
    digits = (i for i, char in enumerate(chars) if char[0].isdigit())
    items = ((i, raw.FPDFText_GetTextObject(handle, at[i])) for i in digits)
    return {i for i, item in items if item and address(item) in odd}


def crossed(chars: list[Word], digits: list[int], slants: list[Chord]) -> set[int]:
    """Positions of digits through whose middle a line goes.

    Parameters
    ----------
    chars : list of Word
        One character each, in the page's own coordinates.
    digits : list of int
        Positions of the digits that are looked at.
    slants : list of (float, float, float, float)
        Lines from one point to another.
    """
    order = sorted(digits, key=lambda i: centre(chars[i])[0])
    places = [centre(chars[i])[0] for i in order]
    reach = _MIDDLE * max((chars[i].right - chars[i].left for i in digits), default=0)
    found = set()
    for x0, y0, x1, y1 in (c if c[0] <= c[2] else (*c[2:], *c[:2]) for c in slants):
        for i in order[bisect_left(places, x0 - reach) : bisect_right(places, x1 + reach)]:
            char = chars[i]
            across, up = centre(char)
            wide, high = _MIDDLE * (char.right - char.left), _MIDDLE * (char.top - char.bottom)
            rise = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
            ends = (max(x0, across - wide), min(x1, across + wide))
            heights = [y0 + rise * (x - x0) - up for x in ends] if rise else [y0 - up, y1 - up]
            if ends[0] <= ends[1] and min(heights) < high and max(heights) > -high:
                found.add(i)
    return found


def paler(
    handle: Any, chars: list[Word], at: list[int], drawing: Drawing, gone: set[int]
) -> set[int]:
    """Positions of pale digits that touch one which is not: another number may begin there.

    So may one that programs show otherwise.

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
    gone : set of int
        Positions of characters that are not seen.
    """
    found: set[int] = set()
    odd = drawing.light | drawing.apart
    if not odd:
        return found
    runs: list[list[int]] = []  # digits that touch each other
    for i, char in enumerate(chars):
        if not char[0].isdigit() or i in gone:
            continue
        if runs and runs[-1][-1] == i - 1 and touch(chars[i - 1], char):
            runs[-1].append(i)
        else:
            runs.append([i])
    for run in runs:
        items = [raw.FPDFText_GetTextObject(handle, at[i]) for i in run]
        pale = [bool(item) and address(item) in odd for item in items]
        if not all(pale):
            found.update(i for i, is_pale in zip(run, pale, strict=True) if is_pale)
    return found


def touch(a: Word, b: Word) -> bool:
    """Whether one sign goes on where another ends, as digits of one number do.

    Parameters
    ----------
    a, b : Word
        One after the other.
    """
    height = max(a[4] - a[2], b[4] - b[2])
    level = abs(a[2] + a[4] - b[2] - b[4]) < 0.6 * height
    return level and abs(b[1] - a[3]) < TOUCH * height


def looks_of(
    handle: Any, chars: list[Word], at: list[int], drawing: Drawing
) -> dict[int, str | None]:
    """The marks of characters that are not plain, None for those that are not seen.

    A character is seen by the colour of what was painted below it, unless something was painted
    over it.

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
    """
    first = drawing.texts[0][0] if drawing.texts else 0
    fills = [f for f in drawing.fills if f.number > first or f.colour.luminance < 0.95]
    if not fills and not drawing.light:
        return {}
    near = _inside(chars, fills)
    numbers = {address(item): number for number, item in drawing.texts} if near else {}
    looks: dict[int, str | None] = {}
    for i in range(len(chars)) if drawing.light else near:
        item = raw.FPDFText_GetTextObject(handle, at[i])
        if not item or (i not in near and address(item) not in drawing.light):
            continue
        number = numbers.get(address(item), 0)
        middle = centre(chars[i])
        below = [f for f in near.get(i, ()) if f.number < number and f.box.contains(middle)]
        above = [_share(chars[i], f.box) for f in near.get(i, ()) if f.covers and f.number > number]
        if max(above, default=0) > _SOME:
            mark = None if max(above) > _MOST else FAINT
        else:
            mark = _mark(item, below[-1].colour if below else WHITE)
        if mark != "":
            looks[i] = mark
    return looks


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
    middles = [centre(char)[1] for char in chars]
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
