"""Conditions of an old workbook (XLS) that change how cells look; xlrd passes over them.

The records are those of [MS-XLS] 2.4: ``BoundSheet8``, ``CondFmt``, ``CF`` and their successors of
2007. Whether a condition holds is not worked out.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

_BOUNDSHEET, _BOF, _EOF = 0x0085, 0x0809, 0x000A
_CONDFMT, _CF, _CONDFMT12 = 0x01B0, 0x01B1, 0x0879
_FUTURE = 12  # bytes that begin the records of 2007
_FORMAT, _FONT, _PATTERN = 1 << 25, 1 << 26, 1 << 29  # what a condition sets
_STRIKE = 0x80
_AUTOMATIC = 0xFFFFFFFF
_MAX_RECORDS = 500_000


@dataclass
class OldCondition:
    """A condition of a sheet.

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

    def speaks_of(self, row: int, column: int) -> bool:
        """Whether a cell is one of its own.

        Parameters
        ----------
        row, column : int
            From 0.
        """
        return any(a <= row <= b and c <= column <= d for a, b, c, d in self.ranges)


def old_conditions(data: bytes) -> list[list[OldCondition]]:
    """The conditions of each worksheet, in the order of the sheets.

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


def _of_sheet(data: bytes, start: int) -> list[OldCondition]:
    found: list[OldCondition] = []
    ranges: list[tuple[int, int, int, int]] = []
    for kind, body in _records(data, start):
        if kind == _CONDFMT:
            ranges = _ranges(body)
        elif kind == _CONDFMT12:
            found.append(OldCondition(_ranges(body[_FUTURE:])))
        elif kind == _CF:
            found.append(OldCondition(ranges, _colour(body)))
    return found


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
