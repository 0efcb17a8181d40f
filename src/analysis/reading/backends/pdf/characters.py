"""The characters of a PDF page that a reader sees."""

import ctypes
import math
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from analysis.reading.layout import Word
from analysis.reading.visibility import FAINT, marked

from .doubts import Doubts
from .drawn import Drawing
from .glyphs import drawn_otherwise, has_ink
from .ruled import Box

MAX_CHARS = 200_000
_SKEW = 0.1  # radians
_NARROW = 0.08  # of its height
_TINY = 0.3  # of the usual height
_SCALE = 2.0  # pixels to the point
_INK = 48  # of 255: so much darker or lighter than its surroundings is a sign that is seen
_SEAM = 0.03  # of its place: where several shapes cover a sign, no more of it shows between them


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
        looks = doubts.looks()
        gone = {i for i, mark in looks.items() if mark is None}
        gone |= _tiny(out) | _aslant(textpage.raw, out, at, quarters)
        digits = [i for i, c in enumerate(out) if c.text.isdigit() and i not in gone]
        outside, cut = doubts.clipped()
        partly, wholly = doubts.covered()
        if drawing.by_ink or outside or doubts.is_unclear():
            gone |= _without_ink(page, out, digits) - partly
        doubtful = doubts.by_colour - _without_ink(page, out, doubts.by_colour)
        gone -= doubtful  # something is seen in its place
        if apart := doubts.apart() - gone:
            with _on_paper(page):
                doubtful |= _without_ink(page, out, apart)
        doubtful |= doubts.beside_shapes()
        doubtful |= cut | partly | wholly | doubts.crossed() | doubts.unlike(gone)
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


def _without_ink(page: Any, chars: list[Word], digits: Collection[int]) -> set[int]:
    """Positions of digits in whose place the picture of the page shows nothing."""
    if not digits:
        return set()
    bitmap = page.render(scale=_SCALE, grayscale=True)
    picture = bitmap.to_numpy()
    height, width = picture.shape[:2]
    x, y = ctypes.c_int(), ctypes.c_int()
    found = set()
    for i in digits:
        char = chars[i]
        corners = []
        # Its middle only: at its edges stand rules of the table and other signs.
        quarter, edge = char.height / 4, (char.right - char.left) / 6
        for across, up in (
            (char.left + edge, char.bottom + quarter),
            (char.right - edge, char.top - quarter),
        ):
            raw.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, across, up, x, y)
            corners.append((x.value, y.value))
        (x0, x1), (y0, y1) = map(sorted, zip(*corners, strict=True))
        part = picture[y0:y1, x0:x1]
        if not part.size:
            continue
        contrast = int(part.max()) - int(part.min())
        shown = np.abs(part.astype(int) - int(np.median(part))).sum() / (255 * part.size)
        if contrast < _INK or (shown < _SEAM and contrast < 2 * _INK):
            found.add(i)
    bitmap.close()
    return found


@contextmanager
def _on_paper(page: Any) -> Iterator[None]:
    """A page with white painted below all else, as programs begin that take it for a part of it.

    What is painted into its ground (``/BM /Screen``) may leave nothing there.
    """
    area = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, area)
    size = area.right - area.left, area.top - area.bottom
    paper = raw.FPDFPageObj_CreateNewRect(area.left, area.bottom, *size)
    raw.FPDFPageObj_SetFillColor(paper, 255, 255, 255, 255)
    raw.FPDFPath_SetDrawMode(paper, raw.FPDF_FILLMODE_WINDING, 0)
    raw.FPDFPage_InsertObjectAtIndex(page.raw, paper, 0)
    try:
        yield
    finally:
        raw.FPDFPage_RemoveObject(page.raw, paper)
        raw.FPDFPageObj_Destroy(paper)


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
