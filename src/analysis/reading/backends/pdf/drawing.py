"""What a PDF page draws beside its characters: rules, shaded areas, and text that nobody sees."""

import ctypes
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from analysis.reading.colours import WHITE, Colour

from .drawn import (
    MAX_PARTS,
    Drawing,
    FileTraits,
    Fill,
    Points,
    address,
    clip_frames,
    is_box,
    lines_of,
)
from .ruled import Box, Segment

MAX_OBJECTS = 60_000
_THIN = 4  # points: a path no thicker is a rule
_BAR = 60  # points: a thin box no longer may blot out a figure rather than rule a table
_STROKE = 20  # points: a thin path no longer may be a part of a digit
_COVERS = 1.5  # points: a box no thinner may cover a digit
_DEPTH = 4
_LAYER = "OC\0".encode("utf-16-le")  # the mark of what belongs to a layer
_WHITE = 250
_LIGHT = 140  # of 255: text so light may be hard to see on white
_FAINT = 80  # of 255: text so transparent may be
_LEVEL = 0.3  # points: a line that rises no more is level
Matrix = tuple[float, float, float, float, float, float]


class _Reader:
    """One walk over a page's objects; PDFium is called as seldom as may be."""

    def __init__(self, file: FileTraits) -> None:
        self.drawing = Drawing(file=file)
        self._layers = file.layers
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._parts = [ctypes.c_uint() for _ in range(4)]
        self._letters = ctypes.create_string_buffer(32)
        self._is_embedded: dict[int, bool] = {}  # by the address of a font
        self._seen = self._number = 0
        self._optional = False  # whether the form that is looked into may be seen otherwise

    def walk(self, holder: Any, count: int, get: Any, matrix: Matrix | None, depth: int) -> None:
        """Look at the objects of a page, or of a form on it whose coordinates a matrix changes."""
        self._seen += count
        if self._seen > MAX_OBJECTS:
            raise ValueError("a page with more drawn on it than any annual report")
        for index in range(count):
            item = get(holder, index)
            kind = raw.FPDFPageObj_GetType(item)
            self._number += 1
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self.drawing.texts.append((self._number, item))
                self._text(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
                self._picture(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
                whole = _times(_matrix(item), matrix)
                inner = raw.FPDFFormObj_CountObjects(item)
                outer = self._optional  # it may be in a layer itself, or painted into what is below
                self._optional |= self._layers or bool(raw.FPDFPageObj_HasTransparency(item))
                self.walk(item, inner, raw.FPDFFormObj_GetObject, whole, depth - 1)
                self._optional = outer

    def _text(self, item: Any, matrix: Matrix | None) -> None:
        """Which way a text stands, and whether it may be hard to see, or is lost."""
        drawing, place = self.drawing, address(item)
        a, b, c, d, _, _ = _times(_matrix(item), matrix)
        size = self._floats[0]
        if raw.FPDFTextObj_GetFontSize(item, size) and size.value < 0:
            a, b, c, d = -a, -b, -c, -d
        drawing.ways[place] = _quarter(a, b), a * d < b * c
        for mark in _marks(item):  # what it is said to mean: it is read as it is drawn
            raw.FPDFPageObjMark_RemoveParam(item, mark, b"ActualText")
        apart = self._is_optional(item)
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        drawing.by_ink |= mode >= 4  # what is painted after it is cut off by its outline
        if mode in (3, 7):
            drawing.light.add(place)
        elif mode != 0:  # its outline is drawn, in a colour of its own
            stroke = self._colour(item, raw.FPDFPageObj_GetStrokeColor)
            drawing.by_ink |= stroke is None or min(stroke[:3]) >= _LIGHT or stroke[3] < _FAINT
            apart = apart or bool(raw.FPDFPageObj_HasTransparency(item))
        elif colour := self._colour(item):
            apart = apart or (colour[3] == 255 and raw.FPDFPageObj_HasTransparency(item))
            if min(colour[:3]) >= _LIGHT or colour[3] < _FAINT:
                drawing.light.add(place)
            elif matrix is None and not self._has_font(item):
                box = self._bounds(item)
                if box and box.left == box.right:
                    drawing.lost.append((box.left, box.bottom))
        if apart:
            drawing.by_ink = True
            drawing.apart.add(place)

    def _has_font(self, item: Any) -> bool:
        """Whether the font of a text is in the file; also where PDFium knows of none."""
        font = raw.FPDFTextObj_GetFont(item)
        if not font:
            return True
        place = address(font)
        if place not in self._is_embedded:
            self._is_embedded[place] = raw.FPDFFont_GetIsEmbedded(font) != 0
        return self._is_embedded[place]

    def _picture(self, item: Any, matrix: Matrix | None) -> None:
        """A picture or a gradient; one that is thin is drawn as a rule."""
        box = self._bounds(item, matrix)
        if box and box.height < _THIN < box.width:
            self.drawing.rules.append(box.level())
        elif box and min(box.width, box.height) >= _COVERS:
            self._unclear(item, [box])

    def _unclear(self, item: Any, boxes: Iterable[Box]) -> None:
        """What may cover a text, or add to it: only its print tells."""
        self.drawing.unclear += [(self._number, box) for box in boxes]
        self.drawing.shapes[self._number] = item

    def _path(self, item: Any, matrix: Matrix | None) -> None:
        """A path: most are so thin that their bounds say that they are rules."""
        box = self._bounds(item, matrix)
        if box is None:
            return
        thickness, length = box.width, box.height
        if thickness > length:
            thickness, length = length, thickness
        bar = thickness >= _COVERS and length < _BAR
        looked = thickness < _THIN and (length < _BAR or bool(self.drawing.texts))
        pale = looked and self._is_light(item)
        if thickness < _THIN and length < _STROKE:
            self.drawing.strokes.append((self._number, box))
            self.drawing.shapes[self._number] = item
        if thickness < _THIN and self.drawing.texts and (bar or pale):
            self._unclear(item, [box])
            self.drawing.fills.append(Fill(self._number, box, WHITE, True))
        if box.height < _THIN:
            if box.width > box.height:
                cap = box.height / 2 if length < _STROKE and _is_drawn(item)[1] else 0.0
                self.drawing.rules.append(box.level()._replace(pale=pale, cap=cap))
        elif box.width < _THIN:
            self.drawing.rules.append(box.upright())
        else:
            self._thick_path(item, matrix)

    def _thick_path(self, item: Any, outer: Matrix | None) -> None:
        """The subpaths of a path: rules where it is stroked or thin, shades where it is filled."""
        fill, stroke = _is_drawn(item)
        if not fill and not stroke:
            return
        matrix = _times(_matrix(item), outer)
        subpaths = [points for points in self._subpaths(item, matrix) if len(points) > 1]
        if fill:
            self._fills(item, subpaths, outer)
        if stroke:
            width = self._floats[0]
            if raw.FPDFPageObj_GetStrokeWidth(item, width) and width.value >= _THIN:
                self.drawing.by_ink |= bool(self.drawing.texts)  # it may cover some
            for points in subpaths:
                self.drawing.rules += _straight(points)
            lines = list(lines_of(item, lambda x, y: _moved(matrix, x, y)))
            if any(min(abs(x0 - x1), abs(y0 - y1)) > _LEVEL for x0, y0, x1, y1 in lines):
                self.drawing.slants += lines
                self.drawing.shapes[self._number] = item
            return
        colour = self._colour(item)
        if colour is None or (colour[3] > 0 and min(colour[:3]) < _WHITE):
            boxes = [Box.around(points) for points in subpaths]
            frame = _is_frame(boxes)  # what lies between two boxes is filled
            for points, box in zip(subpaths, boxes, strict=True):
                if frame or min(box.width, box.height) < _THIN:
                    self.drawing.rules += _straight(points)

    def _fills(self, item: Any, subpaths: list[Points], outer: Matrix | None) -> None:
        """The rectangles that a path fills, as far as it is not cut off."""
        parts = self._colour(item)
        if parts is None or (self.drawing.file.patterns and min(parts[:3]) == 255):
            # It may be a pattern: PDFium calls one white.
            self._unclear(item, map(Box.around, subpaths))
        if parts is None or parts[3] == 0:
            return
        boxes = [Box.around(points) for points in subpaths if is_box(points)]
        frames = [[_moved(outer, *p) for p in frame] for frame in clip_frames(item)]
        covers = parts[3] > 250 and not raw.FPDFPageObj_HasTransparency(item)
        covers = covers and not self._is_optional(item) and all(map(is_box, frames))
        if len(boxes) < len(subpaths) or not covers:
            self._unclear(item, map(Box.around, subpaths))
        if _is_frame(boxes):
            return
        if covers and self.drawing.texts:
            self.drawing.covers[self._number] = item
        limits = [Box.around(points) for points in frames]
        colour = Colour(*(part / 255 for part in parts[:3]))
        self.drawing.fills += [
            Fill(self._number, box, colour, covers)
            for box in (_common([box, *limits]) for box in boxes)
            if min(box.width, box.height) >= _THIN
        ]

    def _subpaths(self, item: Any, matrix: Matrix) -> list[Points]:
        x, y = self._floats[:2]
        out: list[Points] = []
        for index in range(min(raw.FPDFPath_CountSegments(item), MAX_PARTS)):
            part = raw.FPDFPath_GetPathSegment(item, index)
            raw.FPDFPathSegment_GetPoint(part, x, y)
            if not out or raw.FPDFPathSegment_GetType(part) == raw.FPDF_SEGMENT_MOVETO:
                out.append([])
            out[-1].append(_moved(matrix, x.value, y.value))
            if raw.FPDFPathSegment_GetClose(part):
                out[-1].append(out[-1][0])
        return out

    def _bounds(self, item: Any, matrix: Matrix | None = None) -> Box | None:
        """The extent of an object on the page."""
        left_at, bottom_at, right_at, top_at = self._floats
        if not raw.FPDFPageObj_GetBounds(item, left_at, bottom_at, right_at, top_at):
            return None
        left, bottom, right, top = left_at.value, bottom_at.value, right_at.value, top_at.value
        if matrix is None:
            return Box(left, bottom, right, top)
        return Box.around([_moved(matrix, x, y) for x in (left, right) for y in (bottom, top)])

    def _colour(self, item: Any, get: Any = raw.FPDFPageObj_GetFillColor) -> tuple[int, ...] | None:
        """Red, green, blue and alpha of an object, 0 to 255; None for a pattern."""
        red, green, blue, alpha = self._parts
        if not get(item, red, green, blue, alpha):
            return None
        return red.value, green.value, blue.value, alpha.value

    def _is_light(self, item: Any) -> bool:
        """Whether a path is drawn in a colour so light that it may blot out a text."""
        gets = (raw.FPDFPageObj_GetFillColor, raw.FPDFPageObj_GetStrokeColor)
        drawn = [get for get, is_drawn in zip(gets, _is_drawn(item), strict=True) if is_drawn]
        colours = [self._colour(item, get) for get in drawn]
        return any(colour is None or min(colour[:3]) >= _LIGHT for colour in colours)

    def _is_optional(self, item: Any) -> bool:
        """Whether an object belongs to a layer that may be switched off."""
        if not self._layers or self._optional:
            return self._optional
        units = ctypes.cast(self._letters, ctypes.POINTER(ctypes.c_ushort))
        name = (units, len(self._letters), ctypes.c_ulong())
        return any(
            raw.FPDFPageObjMark_GetName(mark, *name) and self._letters.raw[:6] == _LAYER
            for mark in _marks(item)
        )


def read_drawing(page: Any, file: FileTraits) -> Drawing:
    """The rules, shades and hidden text of a page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page, opened.
    file : FileTraits
        What is known of the whole file.

    Raises
    ------
    ValueError
        If more is drawn than on any annual report.
    """
    reader = _Reader(file)
    reader.walk(page.raw, raw.FPDFPage_CountObjects(page.raw), raw.FPDFPage_GetObject, None, _DEPTH)
    return reader.drawing


def _marks(item: Any) -> Iterator[Any]:
    for index in range(raw.FPDFPageObj_CountMarks(item)):
        yield raw.FPDFPageObj_GetMark(item, index)


def _is_drawn(item: Any) -> tuple[bool, bool]:
    """Whether a path is filled, and whether it is stroked."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    return bool(fill.value), bool(stroke.value)


def _quarter(a: float, b: float) -> int:
    """The quarter turns, against the clock, of a text whose line runs in this direction."""
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(first: Matrix, then: Matrix | None) -> Matrix:
    """One change of coordinates after another; None changes nothing."""
    if then is None:
        return first
    a, b, c, d, e, f = first
    g, h, i, j = then[:4]
    x, y = _moved(then, e, f)
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, x, y


def _moved(m: Matrix | None, x: float, y: float) -> tuple[float, float]:
    return (x, y) if m is None else (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


def _common(boxes: list[Box]) -> Box:
    """What boxes have in common; a box of no width or height where that is nothing."""
    left, right = max(box.left for box in boxes), min(box.right for box in boxes)
    bottom, top = max(box.bottom for box in boxes), min(box.top for box in boxes)
    return Box(left, bottom, max(left, right), max(bottom, top))


def _is_frame(boxes: list[Box]) -> bool:
    """Whether these are two boxes, one in the other."""
    return len(boxes) == 2 and _common(boxes) in boxes


def _straight(points: Points) -> list[Segment]:
    """A subpath as rules: a thin box is one line, anything else its level and upright sides."""
    whole = Box.around(points)
    if whole.height < _THIN <= whole.width:
        return [whole.level()]
    if whole.width < _THIN <= whole.height:
        return [whole.upright()]
    sides = [Box.around(side) for side in pairwise(points)]
    return [
        side.level() if side.height < 1 else side.upright()
        for side in sides
        if min(side.height, side.width) < 1 < max(side.height, side.width)
    ]
