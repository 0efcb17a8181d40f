"""Rules on a page to tables: which lines belong together, and which cells they enclose."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

NEAR = 2.5  # points: rules that close are one
MAX_RULES = 50_000
_T = TypeVar("_T")


class Segment(NamedTuple):
    """A level or upright line. A page has thousands, so they are tuples.

    Attributes
    ----------
    upright : bool
        Whether it runs up and down.
    at : float
        The coordinate that it keeps, in points: x of an upright line, y of a level one.
    start, end : float
        Where it begins and ends along the other coordinate, in points.
    pale : bool
        Whether it is drawn so light that it may not be seen: what it crosses may not be struck.
    cap : float
        How much of each end is not drawn: PDFium adds the width of a line there.
    """

    upright: bool
    at: float
    start: float
    end: float
    pale: bool = False
    cap: float = 0.0


class Box(NamedTuple):
    """A rectangle; ``y`` grows upwards.

    Attributes
    ----------
    left, bottom, right, top : float
        Its sides, in points.
    """

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> "Box":
        """The smallest box that holds all of some points.

        Parameters
        ----------
        points : iterable of (float, float)
            The x and y of each, in points.
        """
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    def level(self) -> Segment:
        """The level line through its middle."""
        return Segment(False, (self.bottom + self.top) / 2, self.left, self.right)

    def upright(self) -> Segment:
        """The upright line through its middle."""
        return Segment(True, (self.left + self.right) / 2, self.bottom, self.top)

    def contains(self, point: tuple[float, float]) -> bool:
        """Whether a point lies inside.

        Parameters
        ----------
        point : (float, float)
            Its x and y, in points.
        """
        return self.left <= point[0] <= self.right and self.bottom <= point[1] <= self.top


@dataclass(frozen=True)
class Ruled:
    """A table as its rules draw it.

    Attributes
    ----------
    box : Box
        Its extent.
    xs : list of float
        Where its columns part, from the left.
    ys : list of float
        Where its rows part, from the top.
    cells : list of list of (Box or None)
        Row by row from the top: a cell that spans stands in all its places as one ``Box``.
    """

    box: Box
    xs: list[float]
    ys: list[float]
    cells: list[list[Box | None]]

    def without_repeats(self) -> "Ruled":
        """Without rows and columns that part no cells: strokes that were taken for rules."""
        rows, ys = _distinct(self.cells, self.ys)
        columns, xs = _distinct([list(column) for column in zip(*rows, strict=True)], self.xs)
        return Ruled(self.box, xs, ys, [list(row) for row in zip(*columns, strict=True)])


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


def tables_of(segments: list[Segment], before: Sequence[float] = ()) -> list[Ruled]:
    """Tables on a page.

    Parameters
    ----------
    segments : list of Segment
        The straight lines drawn on it.
    before : sequence of float
        Where the columns of the last table on the page before part. A table that goes on has the
        same, though on this page some of its rules may not be drawn.
    """
    if len(segments) > MAX_RULES:
        return []
    tables = []
    for group in _connected(_merged(segments)):
        # A table cut by the page's end has no rule there, and some have none at their sides: the
        # ends of the other rules serve instead.
        xs = _levels(x for s in group for x in ((s.at,) if s.upright else (s.start, s.end)))
        ys = _levels(y for s in group for y in ((s.start, s.end) if s.upright else (s.at,)))[::-1]
        if goes_on(xs, before):
            xs = list(before)
        if len(xs) >= 2 and len(ys) >= 2 and len(xs) * len(ys) < 20_000:
            tables.append(
                Ruled(
                    Box(xs[0] - 1, ys[-1] - 1, xs[-1] + 1, ys[0] + 1), xs, ys, _cells(group, xs, ys)
                )
            )
    return tables


def goes_on(xs: Sequence[float], before: Sequence[float]) -> bool:
    """Whether a table on a page continues one on the page before.

    Parameters
    ----------
    xs : sequence of float
        Where its columns part: some of those before, and the last.
    before : sequence of float
        Where those of the last table on the page before part.
    """
    if len(xs) < 2 or len(xs) >= len(before):
        return False
    # A cell that spans rows from the page before has no rule of its own at the left here.
    left = abs(xs[0] - before[0]) <= NEAR or len(xs) > len(before) / 2
    return (
        left
        and abs(xs[-1] - before[-1]) <= NEAR
        and all(any(abs(x - b) <= NEAR for b in before) for x in xs)
    )


def _levels(values: Iterable[float]) -> list[float]:
    """Coordinates from low to high, those near each other as one."""
    levels: list[list[float]] = []
    for value in sorted(values):
        if levels and value - levels[-1][-1] <= NEAR:
            levels[-1].append(value)
        else:
            levels.append([value])
    return [sum(level) / len(level) for level in levels]


def _merged(segments: list[Segment]) -> list[Segment]:
    """Pieces of one rule joined: pages draw a border cell by cell."""
    out: list[Segment] = []
    for upright in (False, True):
        mine = [s for s in segments if s.upright is upright and s.end - s.start > 1]
        levels = _levels(s.at for s in mine)
        by_level: dict[int, list[Segment]] = {}
        for segment in mine:
            right = bisect_left(levels, segment.at)
            before = right and (
                right == len(levels) or segment.at - levels[right - 1] < levels[right] - segment.at
            )
            nearest = right - 1 if before else right
            by_level.setdefault(nearest, []).append(segment)
        for index, own in by_level.items():
            joined: list[Segment] = []
            for s in sorted(own, key=lambda s: s.start):
                if joined and s.start <= joined[-1].end + NEAR:
                    joined[-1] = joined[-1]._replace(end=max(joined[-1].end, s.end))
                else:
                    joined.append(Segment(upright, levels[index], s.start, s.end))
            out += joined
    return out


def _connected(segments: list[Segment]) -> list[list[Segment]]:
    """Rules that touch each other, directly or through others."""
    owner = {i: i for i in range(len(segments))}
    level = [(i, s) for i, s in enumerate(segments) if not s.upright]
    upright = [(i, s) for i, s in enumerate(segments) if s.upright]
    for i, a in level:
        for j, b in upright:
            if a.start - NEAR <= b.at <= a.end + NEAR and b.start - NEAR <= a.at <= b.end + NEAR:
                owner[_root(owner, i)] = _root(owner, j)
    groups = [[segments[i] for i in group] for group in _groups(owner)]
    return [g for g in groups if len(g) >= 4]


def _root(owner: dict[_T, _T], one: _T) -> _T:
    while owner[one] != one:
        owner[one] = owner[owner[one]]
        one = owner[one]
    return one


def _groups(owner: dict[_T, _T]) -> list[list[_T]]:
    """What has one root, in the order of the keys."""
    found: dict[_T, list[_T]] = {}
    for one in owner:
        found.setdefault(_root(owner, one), []).append(one)
    return list(found.values())


def _cells(group: list[Segment], xs: list[float], ys: list[float]) -> list[list[Box | None]]:
    """Elementary cells joined where no rule parts them; an area that is no rectangle is no cell."""
    rows, columns = len(ys) - 1, len(xs) - 1

    # For each inner boundary, the rows or columns along which a rule parts its two sides.
    upright: list[set[int]] = [set() for _ in xs]
    level: list[set[int]] = [set() for _ in ys]
    falling = [-y for y in ys]
    for s in group:
        places, parted = (xs, upright) if s.upright else (falling, level)
        at = s.at if s.upright else -s.at
        along = ys if s.upright else xs
        cover = {
            i
            for i in range(len(along) - 1)
            if s.start - NEAR <= (along[i] + along[i + 1]) / 2 <= s.end + NEAR
        }
        for i in range(bisect_left(places, at - NEAR), bisect_right(places, at + NEAR)):
            parted[i] |= cover

    owner = {(r, c): (r, c) for r in range(rows) for c in range(columns)}
    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and r not in upright[c + 1]:
                owner[_root(owner, (r, c + 1))] = _root(owner, (r, c))
            if r + 1 < rows and c not in level[r + 1]:
                owner[_root(owner, (r + 1, c))] = _root(owner, (r, c))
    boxes: dict[tuple[int, int], Box] = {}
    for area in _groups(owner):
        top, left = min(r for r, _ in area), min(c for _, c in area)
        bottom, right = max(r for r, _ in area), max(c for _, c in area)
        if len(area) == (bottom - top + 1) * (right - left + 1):
            box = Box(xs[left], ys[bottom + 1], xs[right + 1], ys[top])
            boxes |= dict.fromkeys(area, box)
    return [[boxes.get((r, c)) for c in range(columns)] for r in range(rows)]
