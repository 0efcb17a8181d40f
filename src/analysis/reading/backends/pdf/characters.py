"""The characters of a PDF page that a reader sees."""

import ctypes
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from analysis.reading.colours import FAINT_CONTRAST, NO_CONTRAST, WHITE, Colour, contrast
from analysis.reading.layout import Turn, Word
from analysis.reading.visibility import END, FAINT, STRUCK, marked

from .drawing import Drawing, Fill, address
from .ink import without_ink
from .ruled import Box, Segment
from .words import TOUCH

MAX_CHARS = 200_000
MAX_SLANTS = 300
_MIDDLE = 0.35  # of the height of a character, above and below its middle
_SKEW = 0.1  # radians
_CENTRE = 0.22  # of the height of a character: a line so near to its middle strikes it through
_SOME, _MOST = 0.15, 0.85  # of the middle of a character: covered in part, and wholly
_DASH = 4.0  # points: a line no longer may be a dash of one
_NARROW = 0.08  # of its height
_TINY = 0.3  # of the usual height


def page_chars(
    page: Any, drawing: Drawing, notes: Sequence[Box] = ()
) -> tuple[list[Word], int, tuple[float, float, float, float]]:
    """The visible characters of a page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page, opened.
    drawing : Drawing
        What else is on it. Text in hidden objects is passed over, and so is text at an angle (a
        watermark).
    notes : sequence of Box
        Where notes stand upon the page that programs draw each in its own way.

    Returns
    -------
    chars : list of Word
        One character each, in the order of the file, in the page's own coordinates.
    quarters : int
        How many clockwise quarter turns bring the text upright.
    box : tuple of float
        The visible part of the page: left, bottom, right, top.

    Raises
    ------
    ValueError
        If there is more text than on any annual report.
    """
    import pypdfium2.raw as raw

    from .glyphs import drawn_otherwise, has_ink

    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > MAX_CHARS:
            raise ValueError("a page with more text than any annual report")
        area = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page.raw, area)
        visible = (area.left, area.bottom, area.right, area.top)
        handle, box = textpage.raw, raw.FS_RECTF()
        out: list[Word] = []
        at: list[int] = []
        ref = ctypes.byref(box)
        # The loose box is the whole place of a glyph: a comma's own is too small to tell its line.
        place, append = raw.FPDFText_GetLooseCharBox, out.append
        text: Sequence[str] = textpage.get_text_range() if count else ""
        if (
            len(text) != count
        ):  # what lies beyond the first 65,536 characters of Unicode takes two places there
            text = _paired([chr(raw.FPDFText_GetUnicode(handle, i)) for i in range(count)])
        unknown = raw.FPDFText_HasUnicodeMapError
        for index, char in enumerate(text):
            if char <= "9" and (char == "\0" or unknown(handle, index) == 1):
                char = "\ufffd"  # the file does not say what this sign is: it may be a digit
            elif char == "\ufffe" and raw.FPDFText_GetUnicode(handle, index) == 0:
                char = "\ufffd"
            elif char <= " " or char in _NOTHING:
                if char in "\r\n" or not has_ink(handle, index):
                    continue
                char = "\ufffd"
            if place(handle, index, ref):
                append(Word(char, box.left, box.bottom, box.right, box.top))
                at.append(index)
        quarters = _upright(out)
        looks = _looks(handle, out, at, drawing)
        gone = {i for i, mark in looks.items() if mark is None}
        gone |= _tiny(out) | _aslant(handle, out, at, quarters)
        digits = [i for i, c in enumerate(out) if c[0].isdigit() and i not in gone]
        if drawing.by_ink or _is_unclear(handle, out, at, drawing) or _is_clipped(handle, out, at):
            gone |= without_ink(page, out, digits)
        doubtful = _crossed(out, digits, drawing.slants) | _paler(handle, out, at, drawing, gone)
        doubtful |= _otherwise(handle, out, at, drawing)
        doubtful |= {i for i in digits if any(box.contains(_centre(out[i])) for box in notes)}
        looks |= dict.fromkeys(doubtful - gone, FAINT)
        for i in drawn_otherwise(page, handle, out, at, drawing, quarters):
            out[i] = out[i]._replace(text="\ufffd")  # it is a digit, but not the one of the text
        left, bottom, right, top = visible
        kept = [
            c if i not in looks else c._replace(text=marked(c.text, looks[i] or ""))
            for i, c in enumerate(out)
            if i not in gone
            and left <= (c.left + c.right) / 2 <= right
            and bottom <= (c.bottom + c.top) / 2 <= top
        ]
        return kept, quarters, visible
    finally:
        textpage.close()


def _centre(char: Word) -> tuple[float, float]:
    return (char[1] + char[3]) / 2, (char[2] + char[4]) / 2


def _is_unclear(handle: Any, chars: list[Word], at: list[int], drawing: Drawing) -> bool:
    """Whether a digit stands where something that may cover it is painted after it.

    A light one may be seen only by what is painted before it.
    """
    import pypdfium2.raw as raw

    first = drawing.texts[0][0] if drawing.texts else 0
    areas = [(n, box) for n, box in drawing.unclear if n > first or drawing.light]
    if not areas:
        return False
    numbers = {address(item): number for number, item in drawing.texts}
    for i, char in enumerate(chars):
        if not char[0].isdigit():
            continue
        middle = _centre(char)
        later = [n for n, box in areas if box.contains(middle)]
        if later and (item := raw.FPDFText_GetTextObject(handle, at[i])):
            place = address(item)
            if max(later) > numbers.get(place, 0) or place in drawing.light:
                return True
    return False


def _is_clipped(handle: Any, chars: list[Word], at: list[int]) -> bool:
    """Whether a digit is outside the frame beyond which its text is cut off."""
    import pypdfium2.raw as raw

    x, y = ctypes.c_float(), ctypes.c_float()
    digits = [i for i, char in enumerate(chars) if char[0].isdigit()]
    known = {at[i] for i in digits}
    for i in digits:
        char = chars[i]
        if at[i] - 1 in known and at[i] + 1 in known:
            continue  # in the midst of a number
        item = raw.FPDFText_GetTextObject(handle, at[i])
        clip = raw.FPDFPageObj_GetClipPath(item) if item else None
        if not clip:
            continue
        for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0)):
            corners = []
            for index in (0, 2):
                point = raw.FPDFClipPath_GetPathSegment(clip, path, index)
                if point and raw.FPDFPathSegment_GetPoint(point, x, y):
                    corners.append((x.value, y.value))
            if len(corners) == 2:
                (x0, y0), (x1, y1) = corners
                across, up = (char[1] + char[3]) / 2, (char[2] + char[4]) / 2
                if not (min(x0, x1) <= across <= max(x0, x1) and min(y0, y1) <= up <= max(y0, y1)):
                    return True
    return False


def _otherwise(handle: Any, chars: list[Word], at: list[int], drawing: Drawing) -> set[int]:
    """Positions of digits that are mirrored, or stand on their heads among others that do not."""
    ways = Counter(drawing.ways.values())
    if len(ways) < 2:
        return set()
    import pypdfium2.raw as raw

    usual = ways.most_common(1)[0][0]
    odd = {place for place, way in drawing.ways.items() if way != usual}
    digits = (i for i, char in enumerate(chars) if char[0].isdigit())
    items = ((i, raw.FPDFText_GetTextObject(handle, at[i])) for i in digits)
    return {i for i, item in items if item and address(item) in odd}


def _crossed(
    chars: list[Word], digits: list[int], slants: list[tuple[float, float, float, float]]
) -> set[int]:
    """Positions of digits through whose middle a slanting line goes."""
    found = set()
    for x0, y0, x1, y1 in slants[:MAX_SLANTS]:
        for i in digits:
            char = chars[i]
            middle = (char[1] + char[3]) / 2
            if min(x0, x1) <= middle <= max(x0, x1):
                height = y0 + (y1 - y0) * (middle - x0) / (x1 - x0)
                if abs(height - (char[2] + char[4]) / 2) < _MIDDLE * (char[4] - char[2]):
                    found.add(i)
    return found


def _paler(
    handle: Any, chars: list[Word], at: list[int], drawing: Drawing, gone: set[int]
) -> set[int]:
    """Positions of pale digits that touch one which is not: another number may begin there."""
    import pypdfium2.raw as raw

    found: set[int] = set()
    if not drawing.light:
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
        pale = [bool(item) and address(item) in drawing.light for item in items]
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


def _paired(units: list[str]) -> list[str]:
    """Characters, one in each place.

    Two halves of one beyond the first 65,536 are put together; a half alone becomes U+FFFD.
    """
    for i, unit in enumerate(units):
        if (
            "\ud800" <= unit <= "\udbff"
            and i + 1 < len(units)
            and "\udc00" <= units[i + 1] <= "\udfff"
        ):
            units[i : i + 2] = [
                (unit + units[i + 1]).encode("utf-16", "surrogatepass").decode("utf-16"),
                " ",
            ]
        elif "\ud800" <= unit <= "\udfff":
            units[i] = "\ufffd"
    return units


_NOTHING = frozenset("\xa0\u3000\ufffe\uffff\xad\u200b\u200c\u200d\ufeff")


def _upright(chars: list[Word]) -> int:
    """Which way most of the text runs: 0 to the right, 1 upwards, 2 to the left, 3 downwards."""
    ways = [0, 0, 0, 0]
    for a, b in pairwise(chars[:600]):
        across, up = b.left + b.right - a.left - a.right, b.bottom + b.top - a.bottom - a.top
        if 4 * abs(up) < abs(across) < 60:
            ways[0 if across > 0 else 2] += 1
        elif 4 * abs(across) < abs(up) < 60:
            ways[1 if up > 0 else 3] += 1
    return ways.index(max(ways)) if max(ways) > 2 * ways[0] else 0


def _tiny(chars: list[Word]) -> set[int]:
    """Positions of digits that are far too small, or too narrow, to be read."""
    small = [
        i
        for i, char in enumerate(chars)
        if (char[4] - char[2] < 3.0 or char[3] - char[1] < _NARROW * (char[4] - char[2]))
        and char[0].isdigit()
    ]
    if not small:
        return set()
    heights = sorted(char.height for char in chars)
    limit = _TINY * heights[len(heights) // 2]
    narrow = {i for i in small if chars[i].right - chars[i].left < _NARROW * chars[i].height}
    return {i for i in small if chars[i].height < limit} | narrow


def _looks(
    handle: Any, chars: list[Word], at: list[int], drawing: Drawing
) -> dict[int, str | None]:
    """The marks of characters that are not plain, None for those that are not seen.

    A character is seen by the colour of what was painted below it, unless something was painted
    over it.
    """
    first = drawing.texts[0][0] if drawing.texts else 0
    fills = [f for f in drawing.fills if f.number > first or f.colour.luminance < 0.95]
    if not fills and not drawing.light:
        return {}
    import pypdfium2.raw as raw

    near = _inside(chars, fills)
    numbers = {address(item): number for number, item in drawing.texts} if near else {}
    looks: dict[int, str | None] = {}
    for i in range(len(chars)) if drawing.light else near:
        item = raw.FPDFText_GetTextObject(handle, at[i])
        if not item or (i not in near and address(item) not in drawing.light):
            continue
        number = numbers.get(address(item), 0)
        middle = _centre(chars[i])
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
    middles = [(char[2] + char[4]) / 2 for char in chars]
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
    import pypdfium2.raw as raw

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


def _aslant(handle: Any, chars: list[Word], at: list[int], quarters: int) -> set[int]:
    """Positions of characters at an angle; only one that lines up with neither neighbour can be."""
    import pypdfium2.raw as raw

    gone = set()
    level = quarters % 2 == 0
    middles = [c.bottom + c.top if level else c.left + c.right for c in chars]
    heights = [c.top - c.bottom if level else c.right - c.left for c in chars]
    last = len(chars) - 1
    for i, middle in enumerate(middles):
        allowed = 0.2 * heights[i]
        if (i and abs(middles[i - 1] - middle) < allowed) or (
            i < last and abs(middles[i + 1] - middle) < allowed
        ):
            continue
        angle = raw.FPDFText_GetCharAngle(handle, at[i])
        if angle >= 0:
            off = math.remainder(angle, math.pi / 2)
            turned = round((angle - off) / (math.pi / 2)) % 4
            if abs(off) > _SKEW or turned not in (quarters, (4 - quarters) % 4):
                gone.add(i)
    return gone


def turned(chars: list[Word], turn: Turn, origin: tuple[float, float]) -> list[Word]:
    """Characters after a turn of the page.

    Parameters
    ----------
    chars : list of Word
        One character each, in the page's own coordinates.
    turn : Turn
        From the page as it lies in the file to the page as it is read.
    origin : (float, float)
        The lower left corner of the page's visible part, in points.
    """
    if turn.quarters == 0 and origin == (0, 0):
        return chars
    dx, dy = origin
    return [Word(c[0], *turn.box(c[1] - dx, c[2] - dy, c[3] - dx, c[4] - dy)) for c in chars]


def _undashed(rules: Iterable[Segment]) -> list[Segment]:
    """Level lines; the dashes of one are put together."""
    out: list[Segment] = []
    level = [rule for rule in rules if not rule.upright]
    short = [rule for rule in level if rule.end - rule.start < _DASH]
    if not short:
        return level
    for rule in sorted(short, key=lambda r: (round(r.at, 1), r.start)):
        last = out[-1] if out else None
        if last and abs(last.at - rule.at) < 0.2 and abs(rule.start - last.end) < _DASH:
            out[-1] = Segment(False, last.at, last.start, rule.end)
        else:
            out.append(rule)
    return [*(rule for rule in level if rule.end - rule.start >= _DASH), *out]


def struck(chars: list[Word], rules: Iterable[Segment]) -> list[Word]:
    """Characters, those marked through which a line is drawn.

    Parameters
    ----------
    chars : list of Word
        One character each, of an upright page.
    rules : iterable of Segment
        The straight lines drawn on it. One that goes on where no text is rules a table.
    """
    middles = [(char[2] + char[4]) / 2 for char in chars]
    order = sorted(range(len(chars)), key=middles.__getitem__)
    middles.sort()
    reach = _CENTRE * max((char[4] - char[2] for char in chars), default=0)
    gone: set[int] = set()
    for rule in _undashed(rules):
        low = bisect_left(middles, rule.at - reach)
        near = order[low : bisect_right(middles, rule.at + reach, low)]
        if not near:
            continue
        hit = []
        for i in near:
            char = chars[i]
            shared = min(char.right, rule.end) - max(char.left, rule.start)
            level = abs(char.middle - rule.at) < _CENTRE * char.height
            if level and shared > 0.5 * (char.right - char.left):
                hit.append(i)
        if sum(chars[i].right - chars[i].left for i in hit) > 0.6 * (rule.end - rule.start):
            gone.update(hit)
    if not gone:
        return chars
    return [
        c._replace(text=marked(c.text.strip(FAINT + END), STRUCK)) if i in gone else c
        for i, c in enumerate(chars)
    ]
