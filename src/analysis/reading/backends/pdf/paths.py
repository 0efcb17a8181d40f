"""The points and lines of what a PDF page draws, in its own coordinates."""

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from .ruled import Box, Segment

THIN = 4  # points: a path no thicker is a rule
_MOST = 4000  # parts of a path
_BENDS = [((1 - u) ** 3, 3 * u * (1 - u) ** 2, 3 * u**2 * (1 - u), u**3) for u in (0.25, 0.5, 0.75)]

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Chord = tuple[float, float, float, float]  # from one point to another


def _parts(count: int, get: Any, matrix: Matrix | None) -> Iterator[tuple[Point, int, bool]]:
    """The points of a path, what leads to each, and whether it closes its subpath."""
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(count, _MOST)):
        part = get(index)
        if raw.FPDFPathSegment_GetPoint(part, x, y):
            kind, closes = raw.FPDFPathSegment_GetType(part), raw.FPDFPathSegment_GetClose(part)
            yield moved(matrix, x.value, y.value), kind, bool(closes)


def subpaths(item: Any, matrix: Matrix | None) -> tuple[list[list[Point]], list[Chord]]:
    """The points of each subpath, and the lines of a path that is more than level and upright.

    Parameters
    ----------
    item : FPDF_PAGEOBJECT
        A path.
    matrix : tuple of float or None
        From its coordinates to the page's.

    Returns
    -------
    points : list of list of (float, float)
        Those of each subpath, those that bend its curves included.
    chords : list of (float, float, float, float)
        Its lines, curves in short pieces; empty where all are level or upright.
    """
    points: list[list[Point]] = []
    drawn: list[list[Point]] = []
    curve: list[Point] = []
    count = raw.FPDFPath_CountSegments(item)
    for point, kind, closes in _parts(
        count, lambda i: raw.FPDFPath_GetPathSegment(item, i), matrix
    ):
        if not points or kind == raw.FPDF_SEGMENT_MOVETO:
            points.append([])
            drawn.append([])
        points[-1].append(point)
        if kind != raw.FPDF_SEGMENT_BEZIERTO:
            drawn[-1].append(point)
        elif len(curve) < 2:
            curve.append(point)
        else:
            drawn[-1] += _bent([drawn[-1][-1], *curve, point])
            curve = []
        if closes:
            points[-1].append(points[-1][0])
            drawn[-1].append(drawn[-1][0])
    chords = [(*a, *b) for way in drawn for a, b in pairwise(way)]
    aslant = any(min(abs(x0 - x1), abs(y0 - y1)) > 1 for x0, y0, x1, y1 in chords)
    return [p for p in points if len(p) > 1], chords if aslant or points != drawn else []


def _bent(ends: list[Point]) -> list[Point]:
    """A curve in short pieces, without its first point."""
    places = [
        tuple(
            sum(share * end[axis] for share, end in zip(shares, ends, strict=True))
            for axis in (0, 1)
        )
        for shares in _BENDS
    ]
    return [*((x, y) for x, y in places), ends[-1]]


def frames(item: Any, outer: Matrix | None) -> list[list[Point]]:
    """The frames beyond which an object is cut off.

    Parameters
    ----------
    item : FPDF_PAGEOBJECT
        Any object of a page.
    outer : tuple of float or None
        From the coordinates of the form that it is in to the page's; None on the page itself.
    """
    clip = raw.FPDFPageObj_GetClipPath(item)
    found = []
    for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
        count = raw.FPDFClipPath_CountPathSegments(clip, path)
        parts = _parts(count, lambda i, p=path: raw.FPDFClipPath_GetPathSegment(clip, p, i), outer)
        points = [point for point, *_ in parts]
        if points:
            found.append([*points, points[0]] if len(points) == 4 else points)
    return found


def quarter(a: float, b: float) -> int:
    """The quarter turns, against the clock, of a text whose line runs in this direction.

    Parameters
    ----------
    a, b : float
        Of its matrix: across and up.
    """
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def times(first: Matrix, then: Matrix | None) -> Matrix:
    """One change of coordinates after another; None changes nothing.

    Parameters
    ----------
    first, then : tuple of float
        What changes first, and what changes after it.
    """
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


def moved(m: Matrix | None, x: float, y: float) -> Point:
    """A point after a change of coordinates.

    Parameters
    ----------
    m : tuple of float or None
        The change; None changes nothing.
    x, y : float
        Where the point is.
    """
    return (x, y) if m is None else (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


def common(boxes: list[Box]) -> Box:
    """What boxes have in common; a box of no width or height where that is nothing.

    Parameters
    ----------
    boxes : list of Box
        At least one.
    """
    left, right = max(box.left for box in boxes), min(box.right for box in boxes)
    bottom, top = max(box.bottom for box in boxes), min(box.top for box in boxes)
    return Box(left, bottom, max(left, right), max(bottom, top))


def mapped(m: Matrix, box: Box) -> Box:
    """The bounds of a rectangle after a change of coordinates.

    Parameters
    ----------
    m : tuple of float
        The change.
    box : Box
        The rectangle.
    """
    corners = ((x, y) for x in (box.left, box.right) for y in (box.bottom, box.top))
    return bounds([moved(m, x, y) for x, y in corners])


def bounds(points: list[Point]) -> Box:
    """The extent of points.

    Parameters
    ----------
    points : list of (float, float)
        At least one.
    """
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def is_box(points: list[Point]) -> bool:
    """Whether a subpath is a rectangle with level and upright sides.

    Parameters
    ----------
    points : list of (float, float)
        Those of the subpath.
    """
    sides = [abs(x0 - x1) < 0.5 or abs(y0 - y1) < 0.5 for (x0, y0), (x1, y1) in pairwise(points)]
    return 3 <= len(sides) <= 5 and all(sides)


def is_frame(boxes: list[Box]) -> bool:
    """Whether rectangles are two, one inside the other.

    Parameters
    ----------
    boxes : list of Box
        Those of a path.
    """
    return len(boxes) == 2 and common(boxes) in boxes


def straight(points: list[Point]) -> list[Segment]:
    """A subpath as rules: a thin box is one line, anything else its level and upright sides.

    Parameters
    ----------
    points : list of (float, float)
        Those of the subpath.
    """
    box = bounds(points)
    if box.top - box.bottom < THIN <= box.right - box.left:
        return [Segment(False, (box.top + box.bottom) / 2, box.left, box.right)]
    if box.right - box.left < THIN <= box.top - box.bottom:
        return [Segment(True, (box.left + box.right) / 2, box.bottom, box.top)]
    sides = []
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y0 - y1) < 1 < abs(x0 - x1):
            sides.append(Segment(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) < 1 < abs(y0 - y1):
            sides.append(Segment(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return sides
