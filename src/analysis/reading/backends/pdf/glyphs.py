"""Digits of a PDF that are drawn as another digit than its text says.

The text of a PDF comes from a map that may lie: it can name a drawn 5 a 3, or a blank. PDFium gives
the outline of the first glyph that a font's map calls a 3. Where that looks like another digit, or
where a map gives several glyphs to one digit, the page is drawn and each digit is looked at there.
"""

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from analysis.reading.layout import Word

from .drawn import Drawing, address

_ACROSS, _UP = 16, 24  # points of a digit's shape that are compared
_SCALE = 4.0  # pixels to the point
_PLAIN = 0.55  # of 1: a shape less like a digit shows none
_MORE = 0.1  # so much more like another digit: it is that
_WIDTH = 0.5  # likeness lost where one is e times as wide as the other, for its height
_STANDARD = (
    ("Helvetica", ("", "-Bold", "-Oblique", "-BoldOblique")),
    ("Times", ("-Roman", "-Bold", "-Italic", "-BoldItalic")),
    ("Courier", ("", "-Bold", "-Oblique", "-BoldOblique")),
)  # the fonts that PDFium brings
_INK = 90  # of 255: so much darker or lighter than its ground is ink
_SEEN = 0.02  # points
_ODD = (0.4, 0.05)  # the same of an outline that is worth a look
_BENDS = np.array(
    [[(1 - u) ** 3, 3 * u * (1 - u) ** 2, 3 * u**2 * (1 - u), u**3] for u in (0.25, 0.5, 0.75, 1)]
)

Points = list[list[tuple[float, float]]]  # the closed lines of an outline
Shape = tuple[Any, float]  # how dark each of its points is, and its width by its height


def has_ink(handle: Any, index: int) -> bool:
    """Whether a sign that is said to be a blank is drawn as something.

    Parameters
    ----------
    handle : FPDF_TEXTPAGE
        The text of the page.
    index : int
        The place of the sign in it.
    """
    if raw.FPDFText_IsGenerated(handle, index):
        return False
    place, ink = raw.FS_RECTF(), [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetLooseCharBox(handle, index, place)
    raw.FPDFText_GetCharBox(handle, index, *ink)
    whole = (place.left, place.right, place.bottom, place.top)
    # One without ink fills its whole place, at least along the line.
    left, right, bottom, top = (abs(a.value - b) > _SEEN for a, b in zip(ink, whole, strict=True))
    return bool(left and right and bottom and top)


def drawn_otherwise(
    page: Any,
    handle: Any,
    chars: Sequence[Word],
    at: Sequence[int],
    drawing: Drawing,
    quarters: int,
) -> set[int]:
    """Positions of digits that are drawn as other digits.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page, opened.
    handle : FPDF_TEXTPAGE
        Its text.
    chars : sequence of Word
        Its characters, in the page's own coordinates.
    at : sequence of int
        For each, its place in PDFium's text of the page.
    drawing : Drawing
        Its text objects are looked at, and what is known of the file.
    quarters : int
        How many clockwise quarter turns bring the text upright.
    """
    digits = [i for i, char in enumerate(chars) if char.text in "0123456789"]
    used = {chars[i].text for i in digits}
    if not used or not (
        drawing.file.doubles
        or any(_is_odd(font, used, drawing.file.judged) for font in _fonts(drawing))
    ):
        return set()
    turns = page.get_rotation() // 90 - quarters  # against the clock
    shapes = _pictures(page, handle, [at[i] for i in digits], turns)
    shown = [(i, shape) for i, shape in zip(digits, shapes, strict=True) if shape]
    odd = {i for i, shape in shown if _is_another(shape, chars[i].text)}
    # Where some digits are not what the file says, one that is doubtful is not believed.
    return odd and {
        i for i, shape in shown if i in odd or _is_another(shape, chars[i].text, 0, 0.02)
    }


def _fonts(drawing: Drawing) -> list[Any]:
    fonts = (raw.FPDFTextObj_GetFont(item) for _, item in drawing.texts)
    return list({address(font): font for font in fonts if font}.values())


def _is_odd(font: Any, used: set[str], judged: dict[tuple[Any, ...], bool]) -> bool:
    """Whether a font draws one of these digits as another.

    ``judged`` keeps what was found of an outline, which is told by some of its points.
    """
    size = ctypes.c_size_t()
    if not raw.FPDFFont_GetFontData(font, None, 0, size) or not size.value:
        return False  # it is made of drawings, not of outlines
    paths = {digit: raw.FPDFFont_GetGlyphPath(font, ord(digit), 1.0) for digit in used}
    known = {digit: _points(path) for digit, path in paths.items() if path}
    common = Counter(known.values())
    for digit, points in known.items():
        if common[points] > 2:
            continue  # the sign for what a font has not
        key = (digit, *points)
        if key not in judged:
            judged[key] = _is_another(_of(_outline(paths[digit])), digit, *_ODD)
        if judged[key]:
            return True
    return False


def _points(path: Any) -> tuple[Any, ...]:
    """How many points an outline has, and where some of them are."""
    count = raw.FPDFGlyphPath_CountGlyphSegments(path)
    return count, *(_point(path, share * count // 5)[0] for share in range(1, 5))


def _point(path: Any, index: int) -> tuple[tuple[float, float], int]:
    """A point of an outline, and what leads to it."""
    part = raw.FPDFGlyphPath_GetGlyphPathSegment(path, index)
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(part, x, y)
    return (x.value, y.value), raw.FPDFPathSegment_GetType(part)


def _is_another(
    shape: Shape | None, digit: str, least: float = _PLAIN, more: float = _MORE
) -> bool:
    """Whether a shape is like another digit, at least so much, and so much more than this."""
    if shape is None:
        return False
    likeness = _likeness(shape)
    return bool(likeness.max() > max(least, likeness[int(digit)] + more))


def _likeness(shape: Shape) -> Any:
    """How much a shape is like each of the ten digits, at most 1."""
    dots, width = shape
    known, widths = _known()
    return (known @ dots - _WIDTH * np.abs(np.log(width / widths))).max(axis=0)


@lru_cache(maxsize=1)
def _known() -> tuple[Any, Any]:
    """The shapes of the ten digits in the standard fonts, and their widths."""
    document = pdfium.PdfDocument.new()
    shapes = []
    for family, styles in _STANDARD:
        for style in styles:
            font = raw.FPDFText_LoadStandardFont(document.raw, (family + style).encode())
            shapes += [
                _of(_outline(raw.FPDFFont_GetGlyphPath(font, code, 1.0)))
                for code in range(0x30, 0x3A)
            ]
            raw.FPDFFont_Close(font)
    document.close()
    dots, widths = zip(*(shape for shape in shapes if shape), strict=True)
    return np.array(dots).reshape(len(dots) // 10, 10, -1), np.array(widths).reshape(-1, 10)


def _outline(path: Any) -> Points:
    """The closed lines of an outline, its curves in short pieces."""
    lines: Points = []
    curve: list[tuple[float, float]] = []
    for index in range(raw.FPDFGlyphPath_CountGlyphSegments(path)):
        point, kind = _point(path, index)
        if kind == raw.FPDF_SEGMENT_MOVETO or not lines:
            lines.append([point])
        elif kind == raw.FPDF_SEGMENT_LINETO:
            lines[-1].append(point)
        else:
            curve.append(point)
            if len(curve) == 3:
                lines[-1] += (_BENDS @ [lines[-1][-1], *curve]).tolist()
                curve = []
    return lines


def _of(outline: Points) -> Shape | None:
    """The shape within an outline; None where there is none."""
    sides = np.array(
        [(*a, *b) for line in outline for a, b in zip(line, (*line[1:], line[0]), strict=True)]
    )
    if not len(sides):
        return None
    (left, low), (right, high) = sides[:, :2].min(axis=0), sides[:, :2].max(axis=0)
    if min(right - left, high - low) < 0.01:
        return None
    across = left + (np.arange(_ACROSS) + 0.5) / _ACROSS * (right - left)
    up = high - (np.arange(_UP) + 0.5)[:, None] / _UP * (high - low)
    x0, y0, x1, y1 = sides[sides[:, 1] != sides[:, 3]].T
    turns = ((y0 <= up) & (y1 > up)).astype(int) - ((y1 <= up) & (y0 > up))
    crossing = x0 + (up - y0) / (y1 - y0) * (x1 - x0)
    inside = (turns[:, :, None] * (crossing[:, :, None] <= across)).sum(axis=1) != 0
    return _shape(inside.astype(float), (right - left) / (high - low))


def _shape(dots: Any, width: float) -> Shape:
    """Dots as they are compared: blurred a little, about their mean, of length 1."""
    dots = np.pad(dots, 2)
    dots = dots[:-2] + 2 * dots[1:-1] + dots[2:]
    dots = (dots[:, :-2] + 2 * dots[:, 1:-1] + dots[:, 2:]).ravel()
    dots = dots - dots.mean()
    return dots / (np.linalg.norm(dots) or 1), width


def _pictures(page: Any, handle: Any, at: Sequence[int], turns: int) -> Iterator[Shape | None]:
    """The shapes that a page shows where characters stand, None where it shows nothing."""
    from PIL import Image

    bitmap = page.render(scale=_SCALE, grayscale=True)
    picture = bitmap.to_numpy()
    high, wide = picture.shape[:2]
    sides = [ctypes.c_double() for _ in range(4)]  # left, right, bottom, top
    x, y = ctypes.c_int(), ctypes.c_int()
    for place in at:
        raw.FPDFText_GetCharBox(handle, place, *sides)
        corners = []
        for across, up in ((0, 2), (1, 3)):
            raw.FPDF_PageToDevice(
                page.raw, 0, 0, wide, high, 0, sides[across].value, sides[up].value, x, y
            )
            corners.append((x.value, y.value))
        (x0, x1), (y0, y1) = map(sorted, zip(*corners, strict=True))
        part = np.rot90(picture[y0 : y1 + 1, x0 : x1 + 1].reshape(-1, x1 + 1 - x0), turns)
        around = picture[max(y0 - 2, 0) : y1 + 3, max(x0 - 2, 0) : x1 + 3]
        ink = np.abs(part.astype(int) - int(np.median(around))) > _INK
        rows, columns = ink.any(axis=1).nonzero()[0], ink.any(axis=0).nonzero()[0]
        if min(len(rows), len(columns)) < 2:
            yield None
            continue
        ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        small = Image.fromarray((255 * ink).astype(np.uint8)).resize(
            (_ACROSS, _UP), Image.Resampling.BOX
        )
        yield _shape(np.asarray(small) / 255, ink.shape[1] / ink.shape[0])
    bitmap.close()
