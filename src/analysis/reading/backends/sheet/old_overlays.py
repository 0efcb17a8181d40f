"""What changes how cells of an old workbook (XLS) look; xlrd passes over it.

That is conditions, and drawings over the cells. The records are those of [MS-XLS] 2.4:
``BoundSheet8``, ``CondFmt``, ``CF`` and their successors of 2007, ``MsoDrawing``, ``Obj`` and
``Note``. Whether a condition holds is not worked out.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

_BOUNDSHEET, _BOF, _EOF = 0x0085, 0x0809, 0x000A
_CONDFMT, _CF, _CONDFMT12 = 0x01B0, 0x01B1, 0x0879
_DRAWING, _OBJECT, _NOTE = 0x00EC, 0x005D, 0x001C
_ANCHOR = struct.pack("<HI", 0xF010, 18)  # how the place of a shape begins, after its version
_A_NOTE, _A_BUTTON = 0x19, 0x14  # kinds of objects: a comment, the button of a list
_SLIGHT = 0.1  # of a column or row: a drawing that covers less leaves its digits as they are
_FUTURE = 12  # bytes that begin the records of 2007
_FORMAT, _FONT, _PATTERN = 1 << 25, 1 << 26, 1 << 29  # what a condition sets
_STRIKE = 0x80
_AUTOMATIC = 0xFFFFFFFF
_MAX_RECORDS = 500_000


@dataclass
class OldOverlay:
    """What may change how cells look: a condition, or a drawing over them, which always is.

    Attributes
    ----------
    ranges : list of (int, int, int, int)
        Its cells: first and last row, first and last column, from 0.
    colour : int or None
        Index of the colour that it gives texts, where it changes nothing else; None where what it
        does is not known.
    """

    ranges: list[tuple[int, int, int, int]]
    colour: int | None = None

    def speaks_of(self, top: int, bottom: int, left: int, right: int) -> bool:
        """Whether a cell, or one of several that are merged, is one of its own.

        Parameters
        ----------
        top, bottom, left, right : int
            First and last row, and first and last column, from 0.
        """
        return any(
            a <= bottom and top <= b and c <= right and left <= d for a, b, c, d in self.ranges
        )


def old_overlays(data: bytes) -> list[list[OldOverlay]]:
    """The conditions and drawings of each worksheet, in the order of the sheets.

    Parameters
    ----------
    data : bytes
        The whole file.
    """
    from xlrd import compdoc

    if data[:8] == compdoc.SIGNATURE:
        found = compdoc.CompDoc(data, logfile=io.StringIO()).locate_named_stream("Workbook")
        memory, base, size = found
        data = bytes(memory[base : base + size]) if memory else b""
    starts = [
        struct.unpack_from("<I", body)[0]
        for kind, body in _records(data, 0)
        if kind == _BOUNDSHEET and len(body) > 6 and body[5] == 0
    ]
    return [_of_sheet(data, start) for start in starts]


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of a sheet, up to its end."""
    depth = 0
    for _ in range(_MAX_RECORDS):
        if at + 4 > len(data):
            return
        kind, size = struct.unpack_from("<HH", data, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _of_sheet(data: bytes, start: int) -> list[OldOverlay]:
    found: list[OldOverlay] = []
    ranges: list[tuple[int, int, int, int]] = []
    under: list[tuple[int, int, int, int]] = []  # the drawing of which an object follows
    notes: dict[int, OldOverlay] = {}
    for kind, body in _records(data, start):
        if kind == _DRAWING:
            under = list(_anchored(body))
        elif kind == _OBJECT and len(body) >= 8:
            what, number = struct.unpack_from("<HH", body, 4)
            if what == _A_NOTE:
                notes[number] = OldOverlay(under)
            elif what != _A_BUTTON:
                found.append(OldOverlay(under))
            under = []
        elif kind == _NOTE and len(body) >= 8:
            flags, number = struct.unpack_from("<HH", body, 4)
            if flags & 2 and number in notes:  # else it is seen only where somebody points at it
                found.append(notes[number])
        if kind == _CONDFMT:
            ranges = _ranges(body)
        elif kind == _CONDFMT12:
            found.append(OldOverlay(_ranges(body[_FUTURE:])))
        elif kind == _CF:
            found.append(OldOverlay(ranges, _colour(body)))
    return found


def _anchored(body: bytes) -> Iterator[tuple[int, int, int, int]]:
    """The cells of which the shapes of a drawing cover more than a little."""
    at = body.find(_ANCHOR)
    while 0 <= at <= len(body) - len(_ANCHOR) - 18:
        corners = struct.unpack_from("<8H", body, at + len(_ANCHOR) + 2)
        left, right = (corners[n] + corners[n + 1] / 1024 for n in (0, 4))
        top, bottom = (corners[n] + corners[n + 1] / 256 for n in (2, 6))
        ends = [(int(a + _SLIGHT), int(b - _SLIGHT)) for a, b in ((top, bottom), (left, right))]
        (first, last), (begin, end) = ends
        yield first, max(first, last), begin, max(begin, end)
        at = body.find(_ANCHOR, at + 1)


def _ranges(body: bytes) -> list[tuple[int, int, int, int]]:
    if len(body) < 14:
        return [(0, 0xFFFF, 0, 0xFF)]
    count = min(struct.unpack_from("<H", body, 12)[0], (len(body) - 14) // 8)
    return [struct.unpack_from("<4H", body, 14 + 8 * index) for index in range(count)]


def _colour(body: bytes) -> int | None:
    """The colour that a condition gives texts, where it does nothing else to them."""
    if len(body) < 12 + 84:
        return None
    (flags,) = struct.unpack_from("<I", body, 6)
    if not flags & _FONT or flags & (_FORMAT | _PATTERN):
        return None
    font = body[12:]
    (style,) = struct.unpack_from("<I", font, 68)
    (colour,) = struct.unpack_from("<I", font, 80)
    return None if style & _STRIKE and style != _AUTOMATIC else int(colour)
