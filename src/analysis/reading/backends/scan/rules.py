"""The rules of a table in a picture: long thin runs of dark dots, level and upright."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analysis.reading.backends.pdf.ruled import Box, Ruled, Segment, tables_of

_LEVEL = 22  # points: shorter level runs are strokes of characters
_UPRIGHT = 13  # points: rows are higher, strokes shorter
_THICK = 5.0  # points: thicker is no rule
_LONG = 60  # points: no stroke of a character, nor of lines of them, is so long
_REACH = 2.0  # points from the end of an upright rule to the middle of the level one
_CROWDED = 0.18  # of the dots on one side of a rule; beside a stroke of a character more are dark
_TEXT = 0.3  # of the dots beside a short run: it is the edge of a line of figures
_HOLE = 1.2  # points: holes that noise makes in a rule; lines of text stand further apart
_SNAP = 8  # points: as narrow as no row or column is
_GAP = 11  # points: a rule that breaks goes on; no row or column of the form is so narrow
_SHORTEST = 25  # points: of a rule with its gaps closed
_LEFT = 0.5  # of a broken rule between two cells, at least: so much is dark
_LEFT_AT_END = 0.8  # of it at one of its ends, at least
_AT_END = 3.0  # points: text in a cell does not come so near its edges
_ACROSS = 1.0  # points: half of what the rules across an edge take of it
_NARROW = 1.0  # points on each side of an edge in which its rule is looked for
_SAME = 4.5  # points: pieces of one rule stand so near each other's level


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
    import cv2

    mask = np.zeros(dark.shape, dtype=bool)
    pieces: list[Segment] = []
    for is_upright, length in ((False, _LEVEL), (True, _UPRIGHT)):
        found, dots = _pieces(dark, scale, is_upright, round(length * scale))
        mask |= dots
        pieces += found
    reach = round(_GAP * scale / 2) * 2 + 1
    _, joint = cv2.connectedComponents(
        cv2.dilate(mask.astype(np.uint8), np.ones((reach, reach), np.uint8))
    )
    groups: dict[int, list[Segment]] = {}
    for piece in pieces:
        along, at = (piece.start + piece.end) / 2 * scale, piece.at * scale
        row, column = (along, at) if piece.upright else (at, along)
        groups.setdefault(int(joint[int(row), int(column)]), []).append(piece)
    tables = [table for group in groups.values() for table in _tables(group, dark, mask, scale)]
    return Rules(tables, mask)


def _tables(pieces: list[Segment], dark: np.ndarray, mask: np.ndarray, scale: float) -> list[Ruled]:
    """The tables that pieces of rules draw which hang together; ``mask`` gains their dots."""
    height = dark.shape[0] / scale
    rules = _snapped(_without_strokes(_joined(pieces, False), _joined(pieces, True)))
    found = tables_of([_turned_over(s, height) for s in rules])
    broken = [piece for table in found for piece in _broken(table, dark, mask, scale)]
    if broken:
        found = tables_of([_turned_over(s, height) for s in [*rules, *broken]])
    return [without_repeats(table) for table in found]


def _turned_over(s: Segment, height: float) -> Segment:
    """A rule with its ``y`` from the lower edge in place of the upper one, or the reverse."""
    if s.upright:
        return Segment(True, s.at, height - s.end, height - s.start)
    return Segment(False, height - s.at, s.start, s.end)


def _broken(table: Ruled, dark: np.ndarray, mask: np.ndarray, scale: float) -> list[Segment]:
    """Rules between neighbouring cells of which only pieces are left, too short to be seen alone.

    Text that crosses a cell there is no rule: it does not reach the cell's edges.
    """
    ys = [dark.shape[0] / scale - y for y in table.ys]
    found = []
    for is_upright, across, along in ((True, table.xs, ys), (False, ys, table.xs)):
        for at in across:
            for start, end in pairwise(along):
                area = _strip(is_upright, at, start, end, scale)
                seen: np.ndarray = np.asarray(dark[area].any(axis=1 if is_upright else 0))
                ends = round(_AT_END * scale)
                at_end = max(seen[:ends].mean(), seen[-ends:].mean()) if len(seen) else 0
                if len(seen) > 3 * ends and seen.mean() >= _LEFT and at_end > _LEFT_AT_END:
                    found.append(Segment(is_upright, at, start, end))
                    mask[area] |= dark[area]
    return found


def _strip(
    is_upright: bool, at: float, start: float, end: float, scale: float
) -> tuple[slice, slice]:
    """The dots along an edge, without those of the rules across it."""
    thick = slice(max(round((at - _NARROW) * scale), 0), round((at + _NARROW) * scale) + 1)
    long = slice(max(round((start + _ACROSS) * scale), 0), max(round((end - _ACROSS) * scale), 0))
    return (long, thick) if is_upright else (thick, long)


def without_repeats(table: Ruled) -> Ruled:
    """A table without rows and columns that part no cells: strokes that were taken for rules.

    Parameters
    ----------
    table : Ruled
        A table, in which every cell of such a row stands in the row above as well.
    """
    rows, ys = _distinct(table.cells, table.ys)
    columns, xs = _distinct([list(column) for column in zip(*rows, strict=True)], table.xs)
    cells = [list(row) for row in zip(*columns, strict=True)]
    return Ruled(table.box, xs, ys, cells)


def _distinct(
    rows: list[list[Box | None]], levels: list[float]
) -> tuple[list[list[Box | None]], list[float]]:
    """Rows that differ from the row before, and where they part."""
    kept = [0] + [
        n
        for n in range(1, len(rows))
        if any(a is not b for a, b in zip(rows[n], rows[n - 1], strict=True))
    ]
    return [rows[n] for n in kept], [levels[n] for n in kept] + levels[len(rows) :]


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
    hole = round(_HOLE * scale)
    wide = cv2.morphologyEx(
        wide, cv2.MORPH_CLOSE, np.ones((hole, 1) if is_upright else (1, hole), np.uint8)
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
        lighter, darker = _beside(dark, (left, top, width, height), is_upright, scale)
        is_short = not is_upright and along < _LONG * scale
        if lighter > _CROWDED or (is_short and darker > _TEXT):
            continue
        keep[number] = True
        at = centres[number][0 if is_upright else 1]
        found.append(Segment(is_upright, at / scale, start / scale, (start + along) / scale))
    return found, keep[labels]


def _beside(
    dark: np.ndarray, box: tuple[int, int, int, int], is_upright: bool, scale: float
) -> tuple[float, float]:
    """How dark it is beside a run, on its lighter and its darker side: beside a rule is paper."""
    left, top, width, height = box
    far, near = round(2 * scale), max(round(0.4 * scale), 1)
    if is_upright:
        sides = (
            dark[top : top + height, max(left - far, 0) : max(left - near, 0)],
            dark[top : top + height, left + width + near : left + width + far],
        )
    else:
        sides = (
            dark[max(top - far, 0) : max(top - near, 0), left : left + width],
            dark[top + height + near : top + height + far, left : left + width],
        )
    found = [float(side.mean()) for side in sides if side.size] or [0.0]
    return min(found), max(found)


def _joined(pieces: list[Segment], is_upright: bool) -> list[Segment]:
    """Pieces of one rule joined over its gaps; what is too short to be a rule is left out."""
    out: list[Segment] = []
    for level in _levels([s for s in pieces if s.upright is is_upright]):
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


def _without_strokes(level: list[Segment], upright: list[Segment]) -> list[Segment]:
    """The rules without upright strokes of characters, which reach no level rule at both ends."""

    def reaches(stroke: Segment, y: float) -> bool:
        return any(
            abs(s.at - y) <= _REACH and s.start - _SNAP <= stroke.at <= s.end + _SNAP for s in level
        )

    return level + [
        s for s in upright if s.end - s.start > _LONG or (reaches(s, s.start) and reaches(s, s.end))
    ]


def _snapped(segments: list[Segment]) -> list[Segment]:
    """Rules that end at the rules across them, where noise has made them longer or shorter."""
    across = {up: sorted(s.at for s in segments if s.upright is not up) for up in (False, True)}

    def near(at: float, upright: bool) -> float:
        best = min(across[upright], key=lambda other: abs(other - at), default=at)
        return best if abs(best - at) <= _SNAP else at

    return [
        Segment(s.upright, s.at, near(s.start, s.upright), near(s.end, s.upright)) for s in segments
    ]


def _levels(pieces: list[Segment]) -> list[list[Segment]]:
    levels: list[list[Segment]] = []
    for piece in sorted(pieces, key=lambda s: s.at):
        if levels and piece.at - levels[-1][-1].at <= _SAME:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return levels
