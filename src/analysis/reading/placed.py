"""Words and lines of a page that know where they stand: what a PDF gives where nothing is ruled.

A place names the page, and in brackets its box: ``page 2, table 1, row 5, column 4 [120 433 160 448]``, in points of the page as
it is shown, from its lower left corner.
"""

import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from .blocks import Line

_BOX = re.compile(r"page (\d+)[^;\[]*\[(-?\d+) (-?\d+) (-?\d+) (-?\d+)\]")


class Word(NamedTuple):
    """Text and its box in points; ``y`` grows upwards. A single character is a word too."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        """Half way between bottom and top."""
        return (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom


@dataclass(frozen=True)
class PlacedLine(Line):
    """A line whose words know their boxes.

    Attributes
    ----------
    words : tuple of Word
        From left to right, as the page is read.
    page : int
        From 1.
    turn : Turn
        From the page as it is read to the page as it is shown.
    """

    words: tuple[Word, ...] = ()
    page: int = 1
    turn: "Turn | None" = None


@dataclass(frozen=True)
class Turn:
    """Quarter turns, clockwise, of a page of the given size."""

    quarters: int
    width: float
    height: float

    def box(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Where a box stands after the turn."""
        match self.quarters % 4:
            case 1:
                return bottom, self.width - right, top, self.width - left
            case 2:
                return (
                    self.width - right,
                    self.height - top,
                    self.width - left,
                    self.height - bottom,
                )
            case 3:
                return self.height - top, left, self.height - bottom, right
            case _:
                return left, bottom, right, top


def placed(where: str, box: tuple[float, float, float, float], turn: Turn | None = None) -> str:
    """A place with its box."""
    left, bottom, right, top = turn.box(*box) if turn else box
    return f"{where} [{math.floor(left)} {math.floor(bottom)} {math.ceil(right)} {math.ceil(top)}]"


def boxes_in(where: str) -> list[tuple[int, tuple[int, int, int, int]]]:
    """Pages (from 1) and boxes that a place names; none where it names none.

    Parameters
    ----------
    where : str
        A place, or several with ``;`` between.

    Returns
    -------
    list of (page, (left, bottom, right, top))
        In points of the page as it is shown.
    """
    return [(int(m[1]), (int(m[2]), int(m[3]), int(m[4]), int(m[5]))) for m in _BOX.finditer(where)]
