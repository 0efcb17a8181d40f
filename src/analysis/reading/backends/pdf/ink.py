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
_NEW = 0.35  # of the contrast of a sign: so dark is what may be taken for a part of it
AROUND = 0.35  # of the height of a digit: so far beside it a sign is looked for
_BLOT = 200  # of 255: a ground darker than this is no paper
_INSIDE = 1 / 8  # of the height of a digit: its edges, where its neighbours and rules may be
_LITTLE = 0.1  # of a sign: so much more or less of it makes no other sign


def _prints(
    page: Any, chars: Sequence[Word], digits: Collection[int], reach: float | None = None
) -> dict[int, tuple[Any, Any]]:
    """How far each point of a digit's middle is from the ground, and how light that is.

    With a ``reach``, the share of its height that is left out at its edges, or looked at beyond
    them, all of it is looked at, in red, green and blue.
    """
    bitmap = page.render(scale=_SCALE, grayscale=reach is None)
    picture = bitmap.to_numpy()
    height, width = picture.shape[:2]
    x, y = c_int(), c_int()
    found = {}
    for i in digits:
        char = chars[i]
        corners = []
        high = char.height * (1 / 4 if reach is None else max(reach, 0))
        edge = (char.right - char.left) / 6
        if reach is not None and reach <= 0:
            edge = reach * char.height
        for across, up in (
            (char.left + edge, char.bottom + high),
            (char.right - edge, char.top - high),
        ):
            raw.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, across, up, x, y)
            corners.append((x.value, y.value))
        (x0, x1), (y0, y1) = map(sorted, zip(*corners, strict=True))
        part = picture[y0:y1, x0:x1].astype(int)
        if part.size:
            ground = np.median(part, axis=(0, 1))
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
    page: Any,
    chars: Sequence[Word],
    digits: Collection[int],
    shapes: Collection[Any],
    reach: float = _INSIDE,
) -> set[int]:
    """Positions of digits that look the same without the shapes that are drawn on the page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page, opened.
    chars : sequence of Word
        Its characters, in the page's own coordinates.
    digits : collection of int
        Positions of those that are looked at.
    shapes : collection of FPDF_PAGEOBJECT
        The shapes, such as pictures.
    reach : float
        What share of the height of a digit is left out on each side of it; below 0, what is looked
        at beside it. Where none is left out the least sign counts.
    """
    if not digits:
        return set()
    shown = _prints(page, chars, digits, reach)
    try:
        for item in shapes:
            raw.FPDFPageObj_SetIsActive(item, False)
        alone = _prints(page, chars, digits, reach)
    finally:
        for item in shapes:
            raw.FPDFPageObj_SetIsActive(item, True)
    little = _LITTLE if reach > 0 else 0
    return {
        i for i, (part, _) in alone.items() if _is_same(np.abs(part), np.abs(shown[i][0]), little)
    }


def _is_same(before: Any, after: Any, little: float) -> bool:
    """Whether a print shows the same sign as before in a colour in which it is seen.

    ``little`` is the share of it that may be otherwise.

    Red beside black, or below it, is not of a sign: in red it is as light as paper.
    """
    for one, other in zip(np.moveaxis(before, 2, 0), np.moveaxis(after, 2, 0), strict=True):
        ink = one > _INK
        lost = ink & (other < _LOST * one)
        new = ~ink & (other > max(_NEW * one.max(), _INK))
        if ink.any() and (lost | new).sum() <= little * ink.sum():
            return True
    return False


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
