"""The rules of a table in a picture: long thin runs of dark dots, level and upright."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analysis.reading.backends.pdf.ruled import NEAR, Ruled, Segment, tables_of

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
_PIECE = 5.0  # points: of an upright rule that is broken, at least
_LEFT_THIN = 0.65  # of it, at least, where it reaches neither end; a 1 takes half a row
_PAPER = 0.06  # of the dots beside a broken rule, at most, are dark
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
    edges = [edge for table in found for edge in _edges(table, rules, dark, mask, scale)]
    found = tables_of([_turned_over(s, height) for s in edges])
    return [table.without_repeats() for table in found]


def _turned_over(s: Segment, height: float) -> Segment:
    """A rule with its ``y`` from the lower edge in place of the upper one, or the reverse."""
    if s.upright:
        return Segment(True, s.at, height - s.end, height - s.start)
    return Segment(False, height - s.at, s.start, s.end)


def _edges(
    table: Ruled, rules: list[Segment], dark: np.ndarray, mask: np.ndarray, scale: float
) -> list[Segment]:
    """The edges between neighbouring places of a table that rules part, broken ones as well.

    Where a rule breaks, no column begins: columns begin at upright rules and at the table's sides.
    """
    height = dark.shape[0] / scale
    ys = _places([height - y for y in table.ys], [s.at for s in rules if not s.upright])
    xs = _places(table.xs, [s.at for s in rules if s.upright])
    new = _short_uprights(table, xs, dark, scale)
    found = []
    for is_upright, across, along, is_new in (
        (True, xs, ys, False),
        (True, new, ys, True),
        (False, ys, xs, False),
    ):
        for at in across:
            drawn = [s for s in rules if s.upright is is_upright and abs(s.at - at) <= NEAR]
            edges = [Segment(is_upright, at, start, end) for start, end in pairwise(along)]
            is_known = not is_new or any(_is_broken(edge, dark, scale, True) for edge in edges)
            for edge in edges if is_known else ():
                middle = (edge.start + edge.end) / 2
                is_drawn = any(s.start <= middle <= s.end for s in drawn)
                if is_drawn or _is_broken(edge, dark, scale, False):
                    found.append(edge)
                    area = _strip(edge, scale)
                    mask[area] |= dark[area]
    return found


def _places(levels: list[float], rules: list[float]) -> list[float]:
    """Where a table's rows or columns part: at a rule, and at its two sides."""
    inner = [x for x in levels[1:-1] if any(abs(x - at) <= NEAR for at in rules)]
    return [levels[0], *inner, levels[-1]]


def _is_broken(edge: Segment, dark: np.ndarray, scale: float, is_new: bool) -> bool:
    """Whether pieces of a rule are left along an edge, too short to be seen alone.

    Text that crosses a cell there is no rule: it does not reach the cell's edges, and is dark
    beside its line too. Of a rule that is seen nowhere else more is asked: a 1 is thin as well.
    """
    rows, columns = _strip(edge, scale)
    thick, along = (columns, rows) if edge.upright else (rows, columns)
    seen = np.asarray(_level(dark, edge.upright)[thick, along].any(axis=0))
    ends = round(_AT_END * scale)
    if len(seen) <= 3 * ends or seen.mean() < _LEFT:
        return False
    at_ends = [part.mean() > _LEFT_AT_END for part in (seen[:ends], seen[-ends:])]
    is_thin = _beside(_level(dark, edge.upright), thick, along, scale)[1] < _PAPER
    if is_new:
        return all(at_ends) or (any(at_ends) and is_thin)
    return any(at_ends) or (is_thin and seen.mean() >= _LEFT_THIN)


def _short_uprights(table: Ruled, xs: list[float], dark: np.ndarray, scale: float) -> list[float]:
    """Where short upright strokes stand in a table that are in line with none of its columns."""
    import cv2

    box, height = table.box, dark.shape[0] / scale
    top, left = max(round((height - box.top) * scale), 0), max(round(box.left * scale), 0)
    part = dark[top : round((height - box.bottom) * scale), left : round(box.right * scale)]
    length = round(_PIECE * scale)
    runs = cv2.morphologyEx(part.astype(np.uint8), cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    dots = runs.sum(axis=0, dtype=int)
    out: list[float] = []
    for column in np.argsort(-dots, kind="stable")[: np.count_nonzero(dots)]:
        x = float(column + left + 1) / scale  # from the left edge of the longest to its middle
        if all(abs(x - known) > _SAME for known in [*xs, *out]):
            out.append(x)
    return out


def _strip(edge: Segment, scale: float) -> tuple[slice, slice]:
    """The rows and columns of dots along an edge, without those of the rules across it."""
    low, high = (edge.at - _NARROW) * scale, (edge.at + _NARROW) * scale
    start, end = (edge.start + _ACROSS) * scale, (edge.end - _ACROSS) * scale
    thick = slice(max(round(low), 0), round(high) + 1)
    long = slice(max(round(start), 0), max(round(end), 0))
    return (long, thick) if edge.upright else (thick, long)


def _pieces(
    dark: np.ndarray, scale: float, is_upright: bool, length: int
) -> tuple[list[Segment], np.ndarray]:
    """Runs of dark dots at least so long, in points from the upper left corner, and their dots."""
    import cv2

    seen = np.ascontiguousarray(_level(dark, is_upright))
    across = max(round(0.8 * scale), 1)  # a rule a little askew steps from row to row of dots
    wide = cv2.dilate(seen.astype(np.uint8), np.ones((across, 1), np.uint8))
    hole = np.ones((1, round(_HOLE * scale)), np.uint8)
    wide = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, hole)
    runs = cv2.morphologyEx(wide, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    count, labels, stats, centres = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found, keep = [], np.zeros(count, dtype=bool)
    for number in range(1, count):
        left, top, along, thick, _ = stats[number]
        if thick > _THICK * scale or thick * 3 > along:
            continue
        lighter, darker = _beside(seen, slice(top, top + thick), slice(left, left + along), scale)
        is_short = not is_upright and along < _LONG * scale
        if lighter > _CROWDED or (is_short and darker > _TEXT):
            continue
        keep[number] = True
        at = centres[number][1] / scale
        found.append(Segment(is_upright, at, left / scale, (left + along) / scale))
    return found, _level(keep[labels], is_upright)


def _level(dots: np.ndarray, is_upright: bool) -> np.ndarray:
    """A picture in which what is upright is level, and as it is where it is level already."""
    return dots.T if is_upright else dots


def _beside(dark: np.ndarray, thick: slice, along: slice, scale: float) -> tuple[float, float]:
    """How dark it is above and below a level run, the lighter first: beside a rule is paper."""
    far, near = round(2 * scale), max(round(0.4 * scale), 1)
    sides = (
        dark[max(thick.start - far, 0) : max(thick.start - near, 0), along],
        dark[thick.stop + near : thick.stop + far, along],
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
