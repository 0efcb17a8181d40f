"""The rules of a table in a picture: long thin runs of dark dots, level and upright."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analysis.reading.backends.pdf.ruled import Ruled, Segment, tables_of

_LEVEL = 22  # points: shorter level runs are strokes of characters
_UPRIGHT = 13  # points: rows are higher, strokes shorter
_THICK = 5.0  # points: thicker is no rule
_GAP = 11  # points: a rule that breaks goes on; no row or column of the form is so narrow
_SHORTEST = 25  # points: of a rule with its gaps closed
_SAME = 2.5  # points: pieces of one rule stand so near its level


@dataclass(frozen=True)
class Rules:
    """The rules of a page.

    Attributes
    ----------
    tables : list of Ruled
        Tables, in points; ``y`` grows upwards from the lower edge of the picture.
    dots : ndarray of bool, shape (height, width)
        Which dots of the picture belong to rules.
    """

    tables: list[Ruled]
    dots: np.ndarray


def find_rules(dark: np.ndarray, scale: float) -> Rules:
    """Find the rules and the tables that they draw.

    Parameters
    ----------
    dark : ndarray of bool, shape (height, width)
        Which dots are dark.
    scale : float
        Dots to the point.
    """
    height = dark.shape[0]
    mask = np.zeros(dark.shape, dtype=bool)
    segments: list[Segment] = []
    for is_upright, length in ((False, _LEVEL), (True, _UPRIGHT)):
        pieces, dots = _pieces(dark, scale, is_upright, round(length * scale))
        mask |= dots
        segments += _joined(pieces)
    flipped = [
        Segment(True, s.at, height / scale - s.end, height / scale - s.start)
        if s.upright
        else Segment(False, height / scale - s.at, s.start, s.end)
        for s in segments
    ]
    return Rules(tables_of(flipped), mask)


def _pieces(
    dark: np.ndarray, scale: float, is_upright: bool, length: int
) -> tuple[list[Segment], np.ndarray]:
    """Runs of dark dots at least so long, in points from the upper left corner, and their dots."""
    import cv2

    across = max(round(0.8 * scale), 1)  # a rule a little askew steps from row to row of dots
    wide = cv2.dilate(
        dark.astype(np.uint8),
        np.ones((1, across) if is_upright else (across, 1), np.uint8),
    )
    kernel = np.ones((length, 1) if is_upright else (1, length), np.uint8)
    runs = cv2.morphologyEx(wide, cv2.MORPH_OPEN, kernel)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found, keep = [], np.zeros(count, dtype=bool)
    for number in range(1, count):
        left, top, width, height, _ = stats[number]
        thick, along, start = (width, height, top) if is_upright else (height, width, left)
        if thick > _THICK * scale or thick * 3 > along:
            continue
        keep[number] = True
        at = centres[number][0 if is_upright else 1]
        found.append(Segment(is_upright, at / scale, start / scale, (start + along) / scale))
    return found, keep[labels]


def _joined(pieces: list[Segment]) -> list[Segment]:
    """Pieces of one rule joined over its gaps; what is too short to be a rule is left out."""
    out: list[Segment] = []
    for level in _levels(pieces):
        at = float(np.average([s.at for s in level], weights=[s.end - s.start for s in level]))
        level.sort(key=lambda s: s.start)
        start, end = level[0].start, level[0].end
        for _, piece in pairwise(level):
            if piece.start - end > _GAP:
                out.append(Segment(piece.upright, at, start, end))
                start = piece.start
            end = max(end, piece.end)
        out.append(Segment(level[0].upright, at, start, end))
    return [s for s in out if s.end - s.start >= (_UPRIGHT if s.upright else _SHORTEST)]


def _levels(pieces: list[Segment]) -> list[list[Segment]]:
    levels: list[list[Segment]] = []
    for piece in sorted(pieces, key=lambda s: s.at):
        if levels and piece.at - levels[-1][-1].at <= _SAME:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return levels
