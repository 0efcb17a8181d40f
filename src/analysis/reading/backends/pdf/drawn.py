"""What is known of a page of a PDF beside its characters, and of the file that it is in."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from analysis.reading.colours import Colour

from .ruled import Box, Segment

MAX_PARTS = 4000
_SHADE = 60  # of 255: red, green or blue so much apart is seen beside each other
_UNEVEN = 0.05  # of the size of a text: so much smaller, or higher up, is seen
Points = list[tuple[float, float]]
Line = tuple[float, float, float, float]  # from one point to another
_BENDS = [((1 - u) ** 3, 3 * u * (1 - u) ** 2, 3 * u**2 * (1 - u), u**3) for u in (0.25, 0.5, 0.75)]


@dataclass
class FileTraits:
    """What is known of a whole file, and its pages are read by.

    Attributes
    ----------
    layers : bool
        Whether what is on a page may belong to a layer that is switched off.
    patterns : bool
        Whether what is filled may be so with a pattern.
    doubles : bool
        Whether a font's map may give several glyphs to one digit.
    judged : dict of tuple to bool
        For a digit and points of an outline: whether it is drawn as another digit. Pages add to it.
    """

    layers: bool = False
    patterns: bool = False
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
    shapes : dict of int to object
        These, ``strokes``, and what ``slants`` are of, by their number.
    strokes : list of (int, Box)
        What is short and thin: it may be a part of a rule, or of a sign.
    covers : dict of int to object
        What is filled and covers what was painted before, where that is text, by its number.
    by_ink : bool
        Whether there is text of which only the print tells whether it is seen.
    apart : set of int
        Addresses of text objects that programs may show otherwise: on a layer, or painted into
        what is below.
    slants : list of (float, float, float, float)
        Lines of what is more than level and upright ones, each from one point to another.
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
    shapes: dict[int, Any] = field(default_factory=dict)
    strokes: list[tuple[int, Box]] = field(default_factory=list)
    covers: dict[int, Any] = field(default_factory=dict)
    by_ink: bool = False
    apart: set[int] = field(default_factory=set)
    slants: list[Line] = field(default_factory=list)
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


class Print(NamedTuple):
    """How a text is printed.

    Attributes
    ----------
    colour : tuple of int
        Red, green, blue and alpha.
    mode : int
        Whether it is filled, outlined, both or neither.
    size, width : float
        Of its font, in points, upwards and along the line.
    base : float
        Where its base line is, across the direction of the line.
    """

    colour: tuple[int, ...]
    mode: int
    size: float
    width: float
    base: float

    def is_unlike(self, other: "Print") -> bool:
        """Whether a text beside it is seen to be printed otherwise.

        Parameters
        ----------
        other : Print
            How that is printed.
        """
        limit = _UNEVEN * max(self.size, other.size)
        return (
            self.mode != other.mode
            or any(abs(x - y) > _SHADE for x, y in zip(self.colour, other.colour, strict=True))
            or abs(self.size - other.size) > limit
            or abs(self.width - other.width) > limit
            or abs(self.base - other.base) > limit
        )


def print_of(item: Any) -> Print:
    """How a text object is printed.

    Parameters
    ----------
    item : FPDF_PAGEOBJECT
        The object.
    """
    place, size = raw.FS_MATRIX(), ctypes.c_float()
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetMatrix(item, place)
    raw.FPDFTextObj_GetFontSize(item, size)
    raw.FPDFPageObj_GetFillColor(item, *parts)
    return Print(
        tuple(part.value for part in parts),
        raw.FPDFTextObj_GetTextRenderMode(item),
        abs(size.value) * hypot(place.c, place.d),
        abs(size.value) * hypot(place.a, place.b),
        (place.a * place.f - place.b * place.e) / (hypot(place.a, place.b) or 1),
    )


def address(item: Any) -> int:
    """What tells one of PDFium's objects from the others.

    Parameters
    ----------
    item : FPDF_PAGEOBJECT
        The object.
    """
    return ctypes.addressof(item.contents)


def clip_frames(item: Any) -> list[Points]:
    """The corners of the frames beyond which an object is cut off; a rectangle is closed.

    Parameters
    ----------
    item : FPDF_PAGEOBJECT
        The object.
    """
    clip, x, y = raw.FPDFPageObj_GetClipPath(item), ctypes.c_float(), ctypes.c_float()
    frames = []
    for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
        points = []
        for index in range(min(raw.FPDFClipPath_CountPathSegments(clip, path), MAX_PARTS)):
            part = raw.FPDFClipPath_GetPathSegment(clip, path, index)
            if raw.FPDFPathSegment_GetPoint(part, x, y):
                points.append((x.value, y.value))
        if points:
            frames.append([*points, points[0]] if len(points) == 4 else points)
    return frames


def lines_of(item: Any, moved: Callable[[float, float], tuple[float, float]]) -> Iterator[Line]:
    """The lines that a path draws, its curves in short pieces.

    Parameters
    ----------
    item : FPDF_PAGEOBJECT
        The path.
    moved : callable
        Gives for a point of the path where it is on the page.
    """
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    curve: Points = []
    for index in range(min(raw.FPDFPath_CountSegments(item), MAX_PARTS)):
        part = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(part, x, y)
        point, kind = moved(x.value, y.value), raw.FPDFPathSegment_GetType(part)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = last = point
        elif kind == raw.FPDF_SEGMENT_BEZIERTO and len(curve) < 2:
            curve.append(point)
            continue
        ends = [last, *curve, point]
        for shares in _BENDS if curve else ():
            x1, y1 = (sum(s * end[i] for s, end in zip(shares, ends, strict=True)) for i in (0, 1))
            yield *last, x1, y1
            last = x1, y1
        yield *last, *point
        last, curve = point, []
        if raw.FPDFPathSegment_GetClose(part):
            yield *last, *start


def is_box(points: Points) -> bool:
    """Whether a subpath is a rectangle with level and upright sides.

    Parameters
    ----------
    points : list of (float, float)
        Those of the subpath.
    """
    sides = [abs(x0 - x1) < 0.5 or abs(y0 - y1) < 0.5 for (x0, y0), (x1, y1) in pairwise(points)]
    return 3 <= len(sides) <= 5 and all(sides)
