"""What the picture of a PDF page shows where its digits are."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_int
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from analysis.reading.layout import Word

_SCALE = 2.0  # pixels to the point
_INK = 48  # of 255: so much darker or lighter than its surroundings is a sign that is seen
_SEAM = 0.03  # of its place: where several shapes cover a sign, no more of it shows between them
_LOST = 0.4  # of its contrast: ink of which no more is left is not seen
_BLOT = 200  # of 255: a ground darker than this is no paper
_LITTLE = 0.1  # of a sign: so much more or less of it makes no other sign


def _prints(
    page: Any, chars: Sequence[Word], digits: Collection[int]
) -> dict[int, tuple[Any, int]]:
    """How far each point of a digit's middle is from the ground, and how light that is."""
    bitmap = page.render(scale=_SCALE, grayscale=True)
    picture = bitmap.to_numpy()
    height, width = picture.shape[:2]
    x, y = c_int(), c_int()
    found = {}
    for i in digits:
        char = chars[i]
        corners = []
        quarter, edge = char.height / 4, (char.right - char.left) / 6
        for across, up in (
            (char.left + edge, char.bottom + quarter),
            (char.right - edge, char.top - quarter),
        ):
            raw.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, across, up, x, y)
            corners.append((x.value, y.value))
        (x0, x1), (y0, y1) = map(sorted, zip(*corners, strict=True))
        part = picture[y0:y1, x0:x1].astype(int)
        if part.size:
            ground = int(np.median(part))
            found[i] = part - ground, ground
    bitmap.close()
    return found


def without_ink(page: Any, chars: Sequence[Word], digits: Collection[int]) -> dict[int, bool]:
    """Positions of digits that the picture of the page does not show, and whether a blot is there.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page, opened.
    chars : sequence of Word
        Its characters, in the page's own coordinates.
    digits : collection of int
        Positions of those that are looked at.
    """
    found = {}
    for i, (part, ground) in _prints(page, chars, digits).items() if digits else ():
        contrast = int(part.max()) - int(part.min())
        shown = np.abs(part).sum() / (255 * part.size)
        if contrast < _INK or (shown < _SEAM and contrast < 2 * _INK):
            found[i] = ground < _BLOT
    return found


def unchanged(
    page: Any, chars: Sequence[Word], digits: Collection[int], pictures: Collection[Any]
) -> set[int]:
    """Positions of digits that look the same without the pictures of the page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page, opened.
    chars : sequence of Word
        Its characters, in the page's own coordinates.
    digits : collection of int
        Positions of those that are looked at.
    pictures : collection of FPDF_PAGEOBJECT
        The pictures on it.
    """
    if not digits:
        return set()
    shown = _prints(page, chars, digits)
    for item in pictures:
        raw.FPDFPageObj_SetIsActive(item, False)
    alone = _prints(page, chars, digits)
    for item in pictures:
        raw.FPDFPageObj_SetIsActive(item, True)
    found = set()
    for i, (part, _) in alone.items():
        before, after = np.abs(part), np.abs(shown[i][0])
        ink = before > _INK
        lost = ink & (after < _LOST * before)
        new = ~ink & (after > 2 * _INK)
        if ink.any() and (lost | new).sum() <= _LITTLE * ink.sum():
            found.add(i)
    return found


@contextmanager
def on_paper(page: Any) -> Iterator[None]:
    """A page with white painted below all else, as programs begin that take it for a part of it.

    What is painted into its ground (``/BM /Screen``) may leave nothing there.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page, opened.
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
