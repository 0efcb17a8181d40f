"""The orders in which a program may have written the values of table 三.

Each keeps the values of a row from left to right and those of a column from top to bottom, so that
at any moment the part that is written has a staircase below it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.form import APPLICANTS
from analysis.recognising.confirm import columns_hold, row_adds_up
from analysis.recognising.numbers import read_number

_WIDTH = len(APPLICANTS)
_MOST_TRIED = 2_000
_MOST_HEIGHTS = 3  # that the columns of a staircase have
Cells = dict[tuple[int, int], int]


@dataclass(frozen=True)
class Piece:
    """Values that stand on one line.

    ``apart`` where a break or words stand between them and the values before; ``led`` where the
    beginning of a row's label does.
    """

    values: tuple[str, ...]
    where: str
    apart: bool
    led: bool


class Search:
    """The orders in which values can fill table 三.

    A path is an order as the column of each value; rows are filled from top to bottom.
    """

    def __init__(self, pieces: Sequence[Piece], items: Sequence[str]) -> None:
        self.items = items
        self.texts = [text for piece in pieces for text in piece.values]
        self.numbers = [read_number(text).value for text in self.texts]
        self.end = len(self.texts)
        self.begins, self.apart, self.led = {self.end}, {self.end}, set[int]()
        at = 0
        for piece in pieces:
            self.begins.add(at)
            self.apart |= {at} if piece.apart else set()
            self.led |= {at} if piece.led else set()
            at += len(piece.values)

    def agreed(self) -> Cells:
        """For each cell the number of its value, where all orders give the same text."""
        tried = {""}
        whole: list[Cells] = []
        untried = [""]
        while untried:
            path = untried.pop()
            if len(path) == self.end:
                whole.append(_cells(path)[0])
                continue
            new = set(self._steps(path)) - tried
            tried |= new
            untried += sorted(new)
            if len(tried) > _MOST_TRIED:
                return {}
        first = whole[0] if whole else {}
        return {
            at: number
            for at, number in first.items()
            if all(self.texts[other[at]] == self.texts[number] for other in whole)
        }

    def _steps(self, path: str) -> Iterator[str]:
        """The paths that go on by a block of rows, on one step of the staircase."""
        cells, heights = _cells(path)
        for first in range(_WIDTH):
            floor = heights[first - 1] if first else len(self.items)
            if heights[first] < floor:
                for last in range(first, _WIDTH):
                    if heights[last] != heights[first]:
                        break
                    yield from self._blocks(path, cells, heights, range(first, last + 1))

    def _blocks(
        self, path: str, cells: Cells, heights: Sequence[int], columns: range
    ) -> Iterator[str]:
        """The path with a block of one row, of two, … in some columns, while all rules hold."""
        now, cells = list(heights), dict(cells)
        floor = now[columns[0] - 1] if columns[0] else len(self.items)
        for row in range(now[columns[0]], floor):
            at, after = len(path), len(path) + len(columns)
            # What a label leads is the first of its row.
            led = self.led.intersection(range(at, after))
            if not {at, after} <= self.begins or led - {at} or (led and columns[0] > 0):
                return
            for number, column in enumerate(columns, start=at):
                cells[row, column] = number
                now[column] += 1
            path += "".join(map(str, columns))
            if columns[-1] == _WIDTH - 1 and not row_adds_up(
                [self.numbers[cells[row, column]] for column in range(_WIDTH)]
            ):
                return
            if row == len(self.items) - 1 and not self._hold(cells, columns):
                return
            if after in self.apart and len(set(now)) <= _MOST_HEIGHTS:
                yield path

    def _hold(self, cells: Cells, columns: range) -> bool:
        return columns_hold(
            {
                item: [self.numbers[cells[row, column]] for column in columns]
                for row, item in enumerate(self.items)
            }
        )


def _cells(path: str) -> tuple[Cells, list[int]]:
    """For each cell the number of its value, by row and column; how many each column has."""
    heights = [0] * _WIDTH
    cells = {}
    for number, column in enumerate(map(int, path)):
        cells[heights[column], column] = number
        heights[column] += 1
    return cells, heights
