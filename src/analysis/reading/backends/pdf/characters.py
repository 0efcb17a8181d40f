"""The characters of a PDF page that a reader sees."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from analysis.reading.layout import Word
from analysis.reading.visibility import FAINT, marked

from .doubts import Doubts
from .drawn import Drawing
from .glyphs import drawn_otherwise, has_ink
from .ink import AROUND, on_paper, unchanged, without_ink
from .ruled import Box
from .strokes import Strokes

MAX_CHARS = 200_000
_SKEW = 0.1  # radians
_NARROW = 0.08  # of its height
_TINY = 0.3  # of the usual height


def page_chars(
    page: Any, drawing: Drawing, notes: Sequence[Box] = ()
) -> tuple[list[Word], int, Box]:
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
    visible : Box
        The part of the page that is shown.

    Raises
    ------
    ValueError
        If there is more text than on any annual report.
    """
    textpage = page.get_textpage()
    try:
        out, at = _characters(textpage)
        quarters = _upright(out)
        doubts = Doubts(textpage.raw, out, at, drawing)
        strokes = Strokes(out, drawing)
        looks = doubts.looks
        gone = {i for i, mark in looks.items() if mark is None}
        gone |= _tiny(out) | _aslant(textpage.raw, out, at, quarters)
        digits = [i for i, c in enumerate(out) if c.text.isdigit() and i not in gone]
        outside, cut = doubts.clipped()
        partly, wholly, by_signs = doubts.covered()
        looked_at = partly | wholly | strokes.crossed()
        changed = looked_at - unchanged(page, out, looked_at, drawing.shapes.values())
        touched, edged = strokes.touched() - gone, doubts.edged - gone
        edges = (drawing.covers[n] for n in doubts.edges & drawing.covers.keys())
        shapes = [*drawing.shapes.values(), *edges]
        changed |= touched - unchanged(page, out, touched, shapes, -AROUND)
        changed |= edged - unchanged(page, out, edged, shapes, 0)
        partly = partly & changed | by_signs
        if drawing.by_ink or outside or doubts.is_unclear():
            unseen = without_ink(page, out, digits)
            gone |= {i for i, is_blot in unseen.items() if not is_blot} - partly
            partly |= {i for i, is_blot in unseen.items() if is_blot}  # what is below may count
        doubtful = doubts.by_colour - without_ink(page, out, doubts.by_colour).keys()
        gone -= doubtful  # something is seen in its place
        if apart := doubts.apart() - gone:
            with on_paper(page):
                doubtful.update(without_ink(page, out, apart))
        doubtful |= strokes.beside()
        doubtful |= cut | partly | changed | doubts.uneven() | doubts.unlike(gone)
        doubtful |= doubts.otherwise()
        doubtful |= {i for i in digits if any(box.contains(out[i].centre) for box in notes)}
        looks |= dict.fromkeys(doubtful - gone, FAINT)
        for i in drawn_otherwise(page, textpage.raw, out, at, drawing, quarters):
            out[i] = out[i]._replace(text="\ufffd")  # it is a digit, but not the one of the text
    finally:
        textpage.close()
    area = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, area)
    visible = Box(area.left, area.bottom, area.right, area.top)
    kept = [
        c if i not in looks else c._replace(text=marked(c.text, looks[i] or ""))
        for i, c in enumerate(out)
        if i not in gone and visible.contains(c.centre)
    ]
    return kept, quarters, visible


def _characters(textpage: Any) -> tuple[list[Word], list[int]]:
    """The characters of a page that may be seen, and the place of each in its text."""
    count = textpage.count_chars()
    if count > MAX_CHARS:
        raise ValueError("a page with more text than any annual report")
    text: Sequence[str] = textpage.get_text_range() if count else ""
    handle, box = textpage.raw, raw.FS_RECTF()
    # What lies beyond the first 65,536 characters of Unicode takes two places there.
    if len(text) != count:
        text = _paired([chr(raw.FPDFText_GetUnicode(handle, i)) for i in range(count)])
    out: list[Word] = []
    at: list[int] = []
    for index, char in enumerate(text):
        if char <= "9" and (char == "\0" or raw.FPDFText_HasUnicodeMapError(handle, index) == 1):
            char = "\ufffd"  # the file does not say what this sign is: it may be a digit
        elif char == "\ufffe" and raw.FPDFText_GetUnicode(handle, index) == 0:
            char = "\ufffd"
        elif char <= " " or char in _NOTHING:
            if char in "\r\n" or not has_ink(handle, index):
                continue
            char = "\ufffd"
        # The loose box is the whole place of a glyph: a comma's own is too small to tell its line.
        if raw.FPDFText_GetLooseCharBox(handle, index, box):
            out.append(Word(char, box.left, box.bottom, box.right, box.top))
            at.append(index)
    return out, at


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
    digits = [(i, char) for i, char in enumerate(chars) if char.text.isdigit()]
    narrow = {i for i, char in digits if char.right - char.left < _NARROW * char.height}
    small = [(i, char) for i, char in digits if char.height < 3.0 or i in narrow]
    if not small:
        return set()
    heights = sorted(char.height for char in chars)
    limit = _TINY * heights[len(heights) // 2]
    return narrow | {i for i, char in small if char.height < limit}


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
