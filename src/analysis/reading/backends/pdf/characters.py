"""The characters of a PDF page that a reader sees."""

import ctypes
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from analysis.reading.layout import Turn, Word
from analysis.reading.visibility import FAINT, marked

from .doubts import centre, clipped, crossed, is_unclear, looks_of, otherwise, paler
from .drawing import Drawing
from .ink import without_ink
from .ruled import Box

MAX_CHARS = 200_000
_SKEW = 0.1  # radians
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
        looks = looks_of(handle, out, at, drawing)
        gone = {i for i, mark in looks.items() if mark is None}
        gone |= _tiny(out) | _aslant(handle, out, at, quarters)
        digits = [i for i, c in enumerate(out) if c[0].isdigit() and i not in gone]
        outside, doubtful = clipped(handle, out, at)
        if drawing.by_ink or outside or is_unclear(handle, out, at, drawing):
            gone |= without_ink(page, out, digits)
        doubtful |= crossed(out, digits, drawing.slants) | paler(handle, out, at, drawing, gone)
        doubtful |= otherwise(handle, out, at, drawing)
        doubtful |= {i for i in digits if any(box.contains(centre(out[i])) for box in notes)}
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


def _aslant(handle: Any, chars: list[Word], at: list[int], quarters: int) -> set[int]:
    """Positions of characters at an angle; only one that lines up with neither neighbour can be."""
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
