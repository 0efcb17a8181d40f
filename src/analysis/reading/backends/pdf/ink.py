"""Whether characters of a PDF page are printed: told by its picture, where nothing else tells."""

from collections.abc import Iterable
from typing import Any

import pypdfium2.raw as raw

from analysis.reading.layout import Word

_SCALE = 2.0  # pixels to the point
_INK = 48  # of 255: so much darker or lighter than its surroundings is a sign that is seen
_SEAM = 0.03  # of its place: where several shapes cover a sign, no more of it shows between them


def without_ink(page: Any, chars: list[Word], digits: Iterable[int]) -> set[int]:
    """Positions of characters in whose place nothing is printed.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page, opened.
    chars : list of Word
        Characters in the page's own coordinates.
    digits : iterable of int
        Positions of the characters that are looked at.
    """
    import ctypes

    import numpy as np

    bitmap = page.render(scale=_SCALE, grayscale=True)
    try:
        picture = bitmap.to_numpy()
        height, width = picture.shape[:2]
        x, y = ctypes.c_int(), ctypes.c_int()
        found = set()
        for i in digits:
            char = chars[i]
            corners = []
            # Its middle only: at its edges stand rules of the table and other signs.
            quarter, edge = (char.top - char.bottom) / 4, (char.right - char.left) / 6
            for across, up in (
                (char.left + edge, char.bottom + quarter),
                (char.right - edge, char.top - quarter),
            ):
                raw.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, across, up, x, y)
                corners.append((x.value, y.value))
            (x0, y0), (x1, y1) = corners
            part = picture[min(y0, y1) : max(y0, y1), min(x0, x1) : max(x0, x1)]
            if not part.size:
                continue
            low, high = int(part.min()), int(part.max())
            ground = int(np.median(part))
            shown = np.abs(part.astype(int) - ground).sum() / (255 * part.size)
            if high - low < _INK or (shown < _SEAM and high - low < 2 * _INK):
                found.add(i)
        return found
    finally:
        bitmap.close()
