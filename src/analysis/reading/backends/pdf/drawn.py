"""What is known of a page of a PDF beside its characters, and of the file that it is in."""

import ctypes
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from analysis.reading.colours import Colour

from .ruled import Box, Segment

MAX_PARTS = 4000
Points = list[tuple[float, float]]


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
