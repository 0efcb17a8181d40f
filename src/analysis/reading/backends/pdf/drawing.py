"""What a PDF page draws beside its characters: rules, shaded areas, and text that nobody sees."""

import ctypes
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from analysis.reading.colours import WHITE, Colour

from .ruled import Box, Segment

MAX_OBJECTS = 60_000
_THIN = 4  # points: a path no thicker is a rule
_BAR = 60  # points: a thin box no longer may blot out a figure rather than rule a table
_COVERS = 1.5  # points: a box no thinner may cover a digit
_DEPTH = 4
_LAYER = "OC\0".encode("utf-16-le")  # the mark of what belongs to a layer
_MAX_PARTS = 4000
_WHITE = 250
_LIGHT = 140  # of 255: text so light may be hard to see on white
_FAINT = 80  # of 255: text so transparent may be


@dataclass
class FileTraits:
    """What is known of a whole file, and its pages are read by.

    Attributes
    ----------
    layers : bool
        Whether what is on a page may belong to a layer that is switched off.
    doubles : bool
        Whether a font's map may give several glyphs to one digit.
    judged : dict of tuple to bool
        For a digit and points of an outline: whether it is drawn as another digit. Pages add to it.
    """

    layers: bool = False
    doubles: bool = False
    judged: dict[tuple[Any, ...], bool] = field(default_factory=dict)


@dataclass
class Drawing:
    """The drawing of a page, in its own coordinates.

    Attributes
    ----------
    rules : list of Segment
        Straight lines that may rule tables.
    fills : list of Fill
        Areas filled with a colour, in the order in which they are painted.
    light : set of int
        Addresses of text objects that may be hard to see: white, faint or not drawn at all.
    texts : list of (int, object)
        Text objects, each with its number in the order of painting.
    lost : list of (float, float)
        Where there is text of which PDFium makes nothing: a single narrow character of a font that
        is neither in the file nor on the machine. It may be a space; it may be a digit.
    unclear : list of (int, Box)
        What is painted otherwise than as a plain rectangle, such as a picture: its number in the
        order of painting, and its extent. Whether it covers a text only its print tells.
    by_ink : bool
        Whether there is text of which only the print tells whether it is seen.
    slants : list of (float, float, float, float)
        Lines that are neither level nor upright, each from one point to another.
    ways : dict of int to (int, bool)
        For each text object, by its address: its quarter turns against the clock, and whether it
        is mirrored.
    file : FileTraits
        What is known of the whole file.
    """

    rules: list[Segment] = field(default_factory=list)
    fills: list["Fill"] = field(default_factory=list)
    light: set[int] = field(default_factory=set)
    texts: list[tuple[int, Any]] = field(default_factory=list)
    lost: list[tuple[float, float]] = field(default_factory=list)
    unclear: list[tuple[int, Box]] = field(default_factory=list)
    by_ink: bool = False
    slants: list[tuple[float, float, float, float]] = field(default_factory=list)
    ways: dict[int, tuple[int, bool]] = field(default_factory=dict)
    file: FileTraits = field(default_factory=FileTraits)


class Fill(NamedTuple):
    """An area that is filled.

    Attributes
    ----------
    number : int
        Its place in the order of painting.
    box : Box
        Its extent.
    colour : Colour
        What it is filled with.
    covers : bool
        Whether nothing that was painted before is seen through it.
    """

    number: int
    box: Box
    colour: Colour
    covers: bool


Matrix = tuple[float, float, float, float, float, float]


class _Reader:
    """One walk over a page's objects; PDFium is called as seldom as may be."""

    def __init__(self, file: FileTraits) -> None:
        import pypdfium2.raw as raw

        self.layers = file.layers
        self.raw = raw
        self.mode_of, self.colour_of = (
            raw.FPDFTextObj_GetTextRenderMode,
            raw.FPDFPageObj_GetFillColor,
        )
        self.bounds_of = raw.FPDFPageObj_GetBounds
        self.drawing = Drawing(file=file)
        self.floats = [ctypes.c_float() for _ in range(4)]
        self.float_refs = [ctypes.byref(f) for f in self.floats]
        self.colour = [ctypes.c_uint() for _ in range(4)]
        self.colour_refs = [ctypes.byref(c) for c in self.colour]
        self.letters, size = ctypes.create_string_buffer(32), ctypes.c_ulong()
        units = ctypes.cast(self.letters, ctypes.POINTER(ctypes.c_ushort))
        self.name = (units, len(self.letters), ctypes.byref(size))
        self.seen = self.number = 0
        self.optional = False  # whether the form that is looked into may be switched off

    def walk(self, holder: Any, count: int, get: Any, matrix: Matrix | None, depth: int) -> None:
        """Look at the objects of a page or of a form on it.

        Parameters
        ----------
        holder : FPDF_PAGE or FPDF_PAGEOBJECT
            The page or the form.
        count : int
            How many objects it holds.
        get : callable
            Gives the object of ``holder`` at an index.
        matrix : tuple of float or None
            From the form's coordinates to the page's; None for the page itself.
        depth : int
            How many forms inside forms are still looked into.
        """
        raw = self.raw
        kind_of = raw.FPDFPageObj_GetType
        path, text, form = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM
        self.seen += count
        if self.seen > MAX_OBJECTS:
            raise ValueError("a page with more drawn on it than any annual report")
        for index in range(count):
            item = get(holder, index)
            kind = kind_of(item)
            self.number += 1
            if kind == text:
                self.drawing.texts.append((self.number, item))
                self._text(item, matrix)
            elif kind == path:
                self._path(item, matrix)
            elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
                self._picture(item, matrix)
            elif kind == form and depth:
                whole = _times(self._matrix(item), matrix)
                inner = raw.FPDFFormObj_CountObjects(item)
                outer, self.optional = self.optional, self.layers  # it may belong to a layer itself
                self.walk(item, inner, raw.FPDFFormObj_GetObject, whole, depth - 1)
                self.optional = outer

    def _matrix(self, item: Any) -> Matrix:
        inner = self.raw.FS_MATRIX()
        self.raw.FPDFPageObj_GetMatrix(item, inner)
        return inner.a, inner.b, inner.c, inner.d, inner.e, inner.f

    def _text(self, item: Any, matrix: Matrix | None) -> None:
        """Which way a text stands, and whether it may be hard to see, or is lost."""
        raw = self.raw
        a, b, c, d, _, _ = _times(self._matrix(item), matrix)
        self.drawing.ways[address(item)] = _quarter(a, b), a * d < b * c
        self._take_meaning(item)
        if self.layers and not self.drawing.by_ink:
            self.drawing.by_ink = self._is_optional(item)
        mode = self.mode_of(item)
        if mode in (3, 7):
            self.drawing.light.add(address(item))
        elif mode != 0:  # its outline is drawn, in a colour of its own
            raw.FPDFPageObj_GetStrokeColor(item, *self.colour_refs)
            dark = min(part.value for part in self.colour[:3]) < _LIGHT
            self.drawing.by_ink |= not dark or self.colour[3].value < _FAINT
        elif mode == 0 and self.colour_of(item, *self.colour_refs):
            red, green, blue, alpha = self.colour
            left, bottom, right, _ = self.floats
            white = red.value >= _LIGHT and green.value >= _LIGHT and blue.value >= _LIGHT
            if alpha.value == 255 and raw.FPDFPageObj_HasTransparency(item):
                self.drawing.by_ink = True
            if white or alpha.value < _FAINT:
                self.drawing.light.add(address(item))
            elif (
                matrix is None
                and self.bounds_of(item, *self.float_refs)
                and left.value == right.value
            ):
                font = raw.FPDFTextObj_GetFont(item)
                if font and raw.FPDFFont_GetIsEmbedded(font) == 0:
                    self.drawing.lost.append((left.value, bottom.value))

    def _extent(self, item: Any, matrix: Matrix | None) -> Box | None:
        """The bounds of an object on the page."""
        if not self.bounds_of(item, *self.float_refs):
            return None
        left, bottom, right, top = (f.value for f in self.floats)
        if matrix is None:
            return Box(left, bottom, right, top)
        return Box(*_mapped(matrix, left, bottom, right, top))

    def _picture(self, item: Any, matrix: Matrix | None) -> None:
        """A picture or a gradient; one that is thin is drawn as a rule."""
        box = self._extent(item, matrix)
        if box is None:
            return
        width, height = box.right - box.left, box.top - box.bottom
        if height < _THIN < width:
            middle = (box.bottom + box.top) / 2
            self.drawing.rules.append(Segment(False, middle, box.left, box.right))
        elif min(width, height) >= _COVERS:
            self.drawing.unclear.append((self.number, box))

    def _take_meaning(self, item: Any) -> None:
        """Take away what a text is said to mean (``ActualText``): it is read as it is drawn."""
        raw = self.raw
        for index in range(raw.FPDFPageObj_CountMarks(item)):
            mark = raw.FPDFPageObj_GetMark(item, index)
            raw.FPDFPageObjMark_RemoveParam(item, mark, b"ActualText")

    def _is_optional(self, item: Any) -> bool:
        """Whether an object belongs to a layer that may be switched off."""
        raw = self.raw
        if self.optional:
            return True
        for index in range(raw.FPDFPageObj_CountMarks(item)):
            mark = raw.FPDFPageObj_GetMark(item, index)
            if raw.FPDFPageObjMark_GetName(mark, *self.name) and self.letters.raw[:6] == _LAYER:
                return True
        return False

    def _path(self, item: Any, matrix: Matrix | None) -> None:
        """A path: most are so thin that their bounds say that they are rules."""
        if not self.bounds_of(item, *self.float_refs):
            return
        left, bottom, right, top = self.floats
        x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
        if matrix is not None:
            x0, y0, x1, y1 = _mapped(matrix, x0, y0, x1, y1)
        thin = min(y1 - y0, x1 - x0) < _THIN
        bar = thin and min(y1 - y0, x1 - x0) >= _COVERS and max(y1 - y0, x1 - x0) < _BAR
        if thin and self.drawing.texts and (bar or self._is_light(item)):
            box = Box(x0, y0, x1, y1)
            self.drawing.unclear.append((self.number, box))
            self.drawing.fills.append(Fill(self.number, box, WHITE, True))
        if y1 - y0 < _THIN:
            if x1 - x0 > y1 - y0:
                self.drawing.rules.append(Segment(False, (y0 + y1) / 2, x0, x1))
        elif x1 - x0 < _THIN:
            self.drawing.rules.append(Segment(True, (x0 + x1) / 2, y0, y1))
        else:
            self._thick_path(item, matrix)

    def _is_light(self, item: Any) -> bool:
        """Whether a path is drawn in a colour so light that it may blot out a text."""
        raw = self.raw
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        for drawn, colour_of in (
            (fill.value, self.colour_of),
            (stroke.value, raw.FPDFPageObj_GetStrokeColor),
        ):
            if drawn and (
                not colour_of(item, *self.colour_refs)
                or min(part.value for part in self.colour[:3]) >= _LIGHT
            ):
                return True
        return False

    def _is_coloured(self, item: Any) -> bool:
        """Whether a path is filled with a colour that is not white, or with a pattern."""
        red, green, blue, alpha = self.colour
        if not self.raw.FPDFPageObj_GetFillColor(item, *self.colour_refs):
            return True
        return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE

    def _fills(
        self, item: Any, subpaths: list[list[tuple[float, float]]], outer: Matrix | None
    ) -> None:
        """The rectangles that a path fills, as far as it is not cut off."""
        red, green, blue, alpha = self.colour
        if not self.raw.FPDFPageObj_GetFillColor(item, *self.colour_refs) or alpha.value == 0:
            return
        colour = Colour(red.value / 255, green.value / 255, blue.value / 255)
        covers = alpha.value > 250 and not self.raw.FPDFPageObj_HasTransparency(item)
        boxes = [_bounds(points) for points in subpaths if _is_box(points)]
        frames = self._frames(item, outer)
        optional = self.layers and self._is_optional(item)
        covers = covers and not optional and all(map(_is_box, frames))
        if len(boxes) < len(subpaths) or not covers:
            self.drawing.unclear += [(self.number, _bounds(points)) for points in subpaths]
        if len(boxes) == 2 and (_within(boxes[0], boxes[1]) or _within(boxes[1], boxes[0])):
            return  # a frame
        limits = [_bounds(points) for points in frames]
        self.drawing.fills += [
            Fill(self.number, box, colour, covers)
            for box in (_common([box, *limits]) for box in boxes)
            if min(box.right - box.left, box.top - box.bottom) >= _THIN
        ]

    def _frames(self, item: Any, outer: Matrix | None) -> list[list[tuple[float, float]]]:
        """The frames beyond which an object is cut off."""
        raw = self.raw
        clip = raw.FPDFPageObj_GetClipPath(item)
        frames = []
        x, y = self.floats[:2]
        rx, ry = self.float_refs[:2]
        for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
            points = []
            count = raw.FPDFClipPath_CountPathSegments(clip, path)
            for index in range(min(count, _MAX_PARTS)):
                part = raw.FPDFClipPath_GetPathSegment(clip, path, index)
                if raw.FPDFPathSegment_GetPoint(part, rx, ry):
                    points.append(_moved(outer, x.value, y.value))
            if points:
                frames.append([*points, points[0]] if len(points) == 4 else points)
        return frames

    def _thick_path(self, item: Any, outer: Matrix | None) -> None:
        """The subpaths of a path: rules where it is stroked or thin, shades where it is filled."""
        raw = self.raw
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        if not fill.value and not stroke.value:
            return
        matrix = _times(self._matrix(item), outer)
        subpaths = [p for p in self._subpaths(item, matrix) if len(p) > 1]
        if fill.value:
            self._fills(item, subpaths, outer)
        if stroke.value:
            for points in subpaths:
                self.drawing.rules += _straight(points)
                self.drawing.slants += _slanted(points)
            return
        boxes = [_bounds(points) for points in subpaths]
        colour = self._is_coloured(item)
        if (
            len(boxes) == 2
            and colour
            and (_within(boxes[0], boxes[1]) or _within(boxes[1], boxes[0]))
        ):
            for points in subpaths:  # a frame: what lies between two boxes is filled
                self.drawing.rules += _straight(points)
            return
        for points, box in zip(subpaths, boxes, strict=True):
            if not colour:
                continue
            if min(box.right - box.left, box.top - box.bottom) < _THIN:
                self.drawing.rules += _straight(points)

    def _subpaths(self, item: Any, matrix: Matrix) -> list[list[tuple[float, float]]]:
        raw = self.raw
        ma, mb, mc, md, me, mf = matrix
        x, y = self.floats[:2]
        rx, ry = self.float_refs[:2]
        out: list[list[tuple[float, float]]] = []
        for index in range(min(raw.FPDFPath_CountSegments(item), _MAX_PARTS)):
            part = raw.FPDFPath_GetPathSegment(item, index)
            raw.FPDFPathSegment_GetPoint(part, rx, ry)
            point = (ma * x.value + mc * y.value + me, mb * x.value + md * y.value + mf)
            if not out or raw.FPDFPathSegment_GetType(part) == raw.FPDF_SEGMENT_MOVETO:
                out.append([])
            out[-1].append(point)
            if raw.FPDFPathSegment_GetClose(part):
                out[-1].append(out[-1][0])
        return out


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
    raw = reader.raw
    reader.walk(page.raw, raw.FPDFPage_CountObjects(page.raw), raw.FPDFPage_GetObject, None, _DEPTH)
    return reader.drawing


def address(item: Any) -> int:
    """What tells one of PDFium's objects from the others.

    Parameters
    ----------
    item : FPDF_PAGEOBJECT
        The object.
    """
    return ctypes.addressof(item.contents)


def _quarter(a: float, b: float) -> int:
    """The quarter turns, against the clock, of a text whose line runs in this direction."""
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def _times(first: Matrix, then: Matrix | None) -> Matrix:
    """One change of coordinates after another; None changes nothing."""
    if then is None:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _moved(m: Matrix | None, x: float, y: float) -> tuple[float, float]:
    return (x, y) if m is None else (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


def _common(boxes: list[Box]) -> Box:
    """What boxes have in common; a box of no width or height where that is nothing."""
    left, right = max(box.left for box in boxes), min(box.right for box in boxes)
    bottom, top = max(box.bottom for box in boxes), min(box.top for box in boxes)
    return Box(left, bottom, max(left, right), max(bottom, top))


def _mapped(
    m: Matrix, x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float, float, float]:
    points = [
        (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]) for x in (x0, x1) for y in (y0, y1)
    ]
    box = _bounds(points)
    return box.left, box.bottom, box.right, box.top


def _bounds(points: list[tuple[float, float]]) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _is_box(points: list[tuple[float, float]]) -> bool:
    """Whether a subpath is a rectangle with level and upright sides."""
    sides = [abs(x0 - x1) < 0.5 or abs(y0 - y1) < 0.5 for (x0, y0), (x1, y1) in pairwise(points)]
    return 3 <= len(sides) <= 5 and all(sides)


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner.left >= outer.left
        and inner.right <= outer.right
        and inner.bottom >= outer.bottom
        and inner.top <= outer.top
    )


def _slanted(points: list[tuple[float, float]]) -> list[tuple[float, float, float, float]]:
    return [
        (x0, y0, x1, y1)
        for (x0, y0), (x1, y1) in pairwise(points)
        if min(abs(x0 - x1), abs(y0 - y1)) > 1
    ]


def _straight(points: list[tuple[float, float]]) -> list[Segment]:
    """A subpath as rules: a thin box is one line, anything else its level and upright sides."""
    box = _bounds(points)
    if box.top - box.bottom < _THIN <= box.right - box.left:
        return [Segment(False, (box.top + box.bottom) / 2, box.left, box.right)]
    if box.right - box.left < _THIN <= box.top - box.bottom:
        return [Segment(True, (box.left + box.right) / 2, box.bottom, box.top)]
    sides = []
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y0 - y1) < 1 < abs(x0 - x1):
            sides.append(Segment(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) < 1 < abs(y0 - y1):
            sides.append(Segment(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return sides
