"""What a PDF page draws beside its characters: rules, shaded areas, and text that nobody sees."""

import ctypes
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from analysis.reading.colours import WHITE, Colour

from .paths import (
    THIN,
    Chord,
    Matrix,
    Point,
    bounds,
    common,
    frames,
    is_box,
    is_frame,
    mapped,
    quarter,
    straight,
    subpaths,
    times,
)
from .ruled import Box, Segment

MAX_OBJECTS = 60_000
_BAR = 60  # points: a thin box no longer may blot out a figure rather than rule a table
_COVERS = 1.5  # points: a box no thinner may cover a digit
_DEPTH = 4
_LAYER = "OC\0".encode("utf-16-le")  # the mark of what belongs to a layer
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
    apart : set of int
        Those that programs may show otherwise: on a layer, or painted into what is below.
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
        Lines, each from one point to another, of what is more than level and upright ones.
    ways : dict of int to (int, bool)
        For each text object, by its address: its quarter turns against the clock, and whether it
        is mirrored.
    file : FileTraits
        What is known of the whole file.
    """

    rules: list[Segment] = field(default_factory=list)
    fills: list["Fill"] = field(default_factory=list)
    light: set[int] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)
    texts: list[tuple[int, Any]] = field(default_factory=list)
    lost: list[tuple[float, float]] = field(default_factory=list)
    unclear: list[tuple[int, Box]] = field(default_factory=list)
    by_ink: bool = False
    slants: list[Chord] = field(default_factory=list)
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


class _Reader:
    """One walk over a page's objects; PDFium is called as seldom as may be."""

    def __init__(self, file: FileTraits) -> None:
        self.layers = file.layers
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
                whole = times(self._matrix(item), matrix)
                inner = raw.FPDFFormObj_CountObjects(item)
                outer, self.optional = self.optional, self.layers  # it may belong to a layer itself
                self.walk(item, inner, raw.FPDFFormObj_GetObject, whole, depth - 1)
                self.optional = outer

    def _matrix(self, item: Any) -> Matrix:
        inner = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, inner)
        return inner.a, inner.b, inner.c, inner.d, inner.e, inner.f

    def _text(self, item: Any, matrix: Matrix | None) -> None:
        """Which way a text stands, and whether it may be hard to see, or is lost."""
        a, b, c, d, _, _ = times(self._matrix(item), matrix)
        self.drawing.ways[address(item)] = quarter(a, b), a * d < b * c
        self._take_meaning(item)
        if self.layers and self._is_optional(item):
            self.drawing.by_ink = True
            self.drawing.apart.add(address(item))
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        if mode in (3, 7):
            self.drawing.light.add(address(item))
        elif mode != 0:  # its outline is drawn, in a colour of its own
            raw.FPDFPageObj_GetStrokeColor(item, *self.colour_refs)
            dark = min(part.value for part in self.colour[:3]) < _LIGHT
            self.drawing.by_ink |= not dark or self.colour[3].value < _FAINT
        elif mode == 0 and raw.FPDFPageObj_GetFillColor(item, *self.colour_refs):
            red, green, blue, alpha = self.colour
            left, bottom, right, _ = self.floats
            white = red.value >= _LIGHT and green.value >= _LIGHT and blue.value >= _LIGHT
            if alpha.value == 255 and raw.FPDFPageObj_HasTransparency(item):
                self.drawing.by_ink = True
                self.drawing.apart.add(address(item))
            if white or alpha.value < _FAINT:
                self.drawing.light.add(address(item))
            elif (
                matrix is None
                and raw.FPDFPageObj_GetBounds(item, *self.float_refs)
                and left.value == right.value
            ):
                font = raw.FPDFTextObj_GetFont(item)
                if font and raw.FPDFFont_GetIsEmbedded(font) == 0:
                    self.drawing.lost.append((left.value, bottom.value))

    def _extent(self, item: Any, matrix: Matrix | None) -> Box | None:
        """The bounds of an object on the page."""
        if not raw.FPDFPageObj_GetBounds(item, *self.float_refs):
            return None
        box = Box(*(f.value for f in self.floats))
        return box if matrix is None else mapped(matrix, box)

    def _picture(self, item: Any, matrix: Matrix | None) -> None:
        """A picture or a gradient; one that is thin is drawn as a rule."""
        box = self._extent(item, matrix)
        if box is None:
            return
        width, height = box.right - box.left, box.top - box.bottom
        if height < THIN < width:
            middle = (box.bottom + box.top) / 2
            self.drawing.rules.append(Segment(False, middle, box.left, box.right))
        elif min(width, height) >= _COVERS:
            self.drawing.unclear.append((self.number, box))

    def _take_meaning(self, item: Any) -> None:
        """Take away what a text is said to mean (``ActualText``): it is read as it is drawn."""
        for index in range(raw.FPDFPageObj_CountMarks(item)):
            mark = raw.FPDFPageObj_GetMark(item, index)
            raw.FPDFPageObjMark_RemoveParam(item, mark, b"ActualText")

    def _is_optional(self, item: Any) -> bool:
        """Whether an object belongs to a layer that may be switched off."""
        if self.optional:
            return True
        for index in range(raw.FPDFPageObj_CountMarks(item)):
            mark = raw.FPDFPageObj_GetMark(item, index)
            if raw.FPDFPageObjMark_GetName(mark, *self.name) and self.letters.raw[:6] == _LAYER:
                return True
        return False

    def _path(self, item: Any, matrix: Matrix | None) -> None:
        """A path: most are so thin that their bounds say that they are rules."""
        box = self._extent(item, matrix)
        if box is None:
            return
        width, height = box.right - box.left, box.top - box.bottom
        thin, long = sorted((width, height))
        if thin >= THIN:
            self._thick_path(item, matrix)
            return
        if self.drawing.texts and ((thin >= _COVERS and long < _BAR) or self._is_light(item)):
            self.drawing.unclear.append((self.number, box))
            self.drawing.fills.append(Fill(self.number, box, WHITE, True))
        if height >= THIN:
            self.drawing.rules.append(
                Segment(True, (box.left + box.right) / 2, box.bottom, box.top)
            )
        elif width > height:
            self.drawing.rules.append(
                Segment(False, (box.bottom + box.top) / 2, box.left, box.right)
            )

    def _is_light(self, item: Any) -> bool:
        """Whether a path is drawn in a colour so light that it may blot out a text."""
        filled, stroked = self._drawn(item)
        return (filled and self._darkest(raw.FPDFPageObj_GetFillColor, item) >= _LIGHT) or (
            stroked and self._darkest(raw.FPDFPageObj_GetStrokeColor, item) >= _LIGHT
        )

    def _darkest(self, colour_of: Any, item: Any) -> int:
        """The darkest part of an object's colour, of 255; 255 for a pattern."""
        if not colour_of(item, *self.colour_refs):
            return 255
        return min(int(part.value) for part in self.colour[:3])

    def _drawn(self, item: Any) -> tuple[bool, bool]:
        """Whether a path is filled, and whether it is stroked."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        return bool(fill.value), bool(stroke.value)

    def _is_coloured(self, item: Any) -> bool:
        """Whether a path is filled with a colour that is not white, or with a pattern."""
        red, green, blue, alpha = self.colour
        if not raw.FPDFPageObj_GetFillColor(item, *self.colour_refs):
            return True
        return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE

    def _fills(self, item: Any, parts: list[list[Point]], outer: Matrix | None) -> None:
        """The rectangles that a path fills, as far as it is not cut off."""
        red, green, blue, alpha = self.colour
        if not raw.FPDFPageObj_GetFillColor(item, *self.colour_refs) or alpha.value == 0:
            return
        colour = Colour(red.value / 255, green.value / 255, blue.value / 255)
        covers = alpha.value > 250 and not raw.FPDFPageObj_HasTransparency(item)
        boxes = [bounds(points) for points in parts if is_box(points)]
        around = frames(item, outer)
        optional = self.layers and self._is_optional(item)
        covers = covers and not optional and all(map(is_box, around))
        if len(boxes) < len(parts) or not covers:
            self.drawing.unclear += [(self.number, bounds(points)) for points in parts]
        if is_frame(boxes):
            return
        limits = [bounds(points) for points in around]
        self.drawing.fills += [
            Fill(self.number, box, colour, covers)
            for box in (common([box, *limits]) for box in boxes)
            if min(box.right - box.left, box.top - box.bottom) >= THIN
        ]

    def _thick_path(self, item: Any, outer: Matrix | None) -> None:
        """The subpaths of a path: rules where it is stroked or thin, shades where it is filled."""
        filled, stroked = self._drawn(item)
        if not filled and not stroked:
            return
        parts, chords = subpaths(item, times(self._matrix(item), outer))
        if filled:
            self._fills(item, parts, outer)
        boxes = [bounds(points) for points in parts]
        # Of two boxes, one in the other, what lies between them is filled.
        whole = stroked or is_frame(boxes)
        if stroked:
            self.drawing.slants += chords
        elif not self._is_coloured(item):
            return
        for points, box in zip(parts, boxes, strict=True):
            if whole or min(box.right - box.left, box.top - box.bottom) < THIN:
                self.drawing.rules += straight(points)


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


def address(item: Any) -> int:
    """What tells one of PDFium's objects from the others.

    Parameters
    ----------
    item : FPDF_PAGEOBJECT
        The object.
    """
    return ctypes.addressof(item.contents)
