"""What is written in an area of a page: its ink, cut into strips of one line each."""

from collections.abc import Iterator

import numpy as np

_SPECK = 0.55  # points: smaller dark spots are dust
_SMALL = 1.7  # points: so small is a point or a comma beside a figure; by itself it is dust
_BESIDE = 4.0  # points
_EDGE = 1.8  # points: what is so near the edge of a cell is part of its rules
_PARTED = 0.8  # points of white between two lines
_LOWEST = 2.5  # points: a lower run of ink is part of the line beside it, such as a dash


def strips_in(grey: np.ndarray, dark: np.ndarray, scale: float) -> list[np.ndarray]:
    """The lines of an area from top to bottom, each without margins.

    Parameters
    ----------
    grey : ndarray of uint8, shape (height, width)
        The area, without the rules around it.
    dark : ndarray of bool, same shape
        Which dots are dark.
    scale : float
        Dots to the point.

    Returns
    -------
    list of ndarray of uint8
        Empty where the area holds no ink.
    """
    ink = without_specks(dark, scale)
    return [grey[top:bottom, left:right] for top, bottom, left, right in lines_of(ink, scale)]


def side_by_side(strips: list[np.ndarray]) -> np.ndarray:
    """Strips as one, each in the middle of its height.

    Parameters
    ----------
    strips : list of ndarray of uint8
        Dark on white, from left to right.
    """
    height = max(strip.shape[0] for strip in strips)
    parts = []
    for strip in strips:
        above = (height - strip.shape[0]) // 2
        below = height - strip.shape[0] - above
        gap = max(height // 8, 1)
        parts.append(np.pad(strip, ((above, below), (0, gap)), constant_values=255))
    return np.hstack(parts)


def without_specks(dark: np.ndarray, scale: float) -> np.ndarray:
    """Dark dots without dust: spots too small for a point, or small and with nothing beside.

    Parameters
    ----------
    dark : ndarray of bool
        Which dots are dark.
    scale : float
        Dots to the point.
    """
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    least = max((_SPECK * scale) ** 2, 3)
    keep = stats[:, cv2.CC_STAT_AREA] >= least
    keep[0] = False
    small = (stats[:, cv2.CC_STAT_WIDTH] < _SMALL * scale) & (
        stats[:, cv2.CC_STAT_HEIGHT] < _SMALL * scale
    )
    large: np.ndarray = (keep & ~small)[labels]
    if not (keep & small).any():
        return np.asarray(large)
    size = round(2 * _BESIDE * scale) | 1
    near = cv2.dilate(large.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
    return np.asarray(large | ((keep & small)[labels] & near))


def remains(ink: np.ndarray, scale: float) -> np.ndarray:
    """What is left of rules at the edges of a cell: ink that reaches nowhere inwards.

    Parameters
    ----------
    ink : ndarray of bool, shape (height, width)
        Which dots of the cell are ink.
    scale : float
        Dots to the point.
    """
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    height, width = ink.shape
    left, top = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    right, bottom = left + stats[:, cv2.CC_STAT_WIDTH], top + stats[:, cv2.CC_STAT_HEIGHT]
    edge = _EDGE * scale
    gone = (bottom <= edge) | (top >= height - edge) | (right <= edge) | (left >= width - edge)
    gone[0] = False
    found: np.ndarray = gone[labels]
    return found


def lines_of(ink: np.ndarray, scale: float) -> Iterator[tuple[int, int, int, int]]:
    """Where lines of ink stand.

    Parameters
    ----------
    ink : ndarray of bool
        Which dots are ink.
    scale : float
        Dots to the point.

    Yields
    ------
    (top, bottom, left, right) : tuple of int
        Edges of a line; the second and the last are one beyond it.
    """
    rows = np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return
    gaps = np.flatnonzero(np.diff(rows) > max(_PARTED * scale, 1))
    starts = [int(rows[0]), *(int(r) for r in rows[gaps + 1])]
    ends = [*(int(r) + 1 for r in rows[gaps]), int(rows[-1]) + 1]
    spans = list(zip(starts, ends, strict=True))
    for top, bottom in _whole(spans, scale):
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        yield top, bottom, int(columns[0]), int(columns[-1]) + 1


def _whole(spans: list[tuple[int, int]], scale: float) -> list[tuple[int, int]]:
    """Spans of lines; what is too low for one goes to the nearer neighbour, if that is near."""
    low = _LOWEST * scale
    out: list[tuple[int, int]] = []
    for top, bottom in spans:
        beside = out and top - out[-1][1] < 1.5 * low
        if beside and (bottom - top < low or out[-1][1] - out[-1][0] < low):
            out[-1] = (out[-1][0], bottom)
        else:
            out.append((top, bottom))
    return out
