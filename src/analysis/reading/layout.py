"""Words and lines with their positions on a page: what a PDF gives where nothing is ruled.

A place names the page, and in brackets its box, in points of the page as it is shown, from its
lower left corner: ``page 2, table 1, row 5, column 4 [120 433 160 448]``.
"""

import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from .blocks import Line

_BOX = re.compile(r"page (\d+)[^;\[]*\[(-?\d+) (-?\d+) (-?\d+) (-?\d+)\]")


class Word(NamedTuple):
    """A text with its box; a single character is a word too.

    Attributes
    ----------
    text : str
        As printed.
    left, bottom, right, top : float
        Its box, in points; ``y`` grows upwards.
    """

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
    def centre(self) -> tuple[float, float]:
        """The middle of its box."""
        return (self.left + self.right) / 2, self.middle

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom


@dataclass(frozen=True)
class PositionedLine(Line):
    """A line whose words have their boxes.

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
    """A turn of a page.

    Attributes
    ----------
    quarters : int
        How many quarter turns, clockwise.
    width, height : float
        The size of the page before the turn, in points.
    """

    quarters: int
    width: float
    height: float

    def box(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Where a box is after the turn.

        Parameters
        ----------
        left, bottom, right, top : float
            The box, in points of the page before the turn.
        """
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


def with_box(where: str, box: tuple[float, float, float, float], turn: Turn | None = None) -> str:
    """A place with its box, such as ``page 2, line 3 [120 433 160 448]``.

    Parameters
    ----------
    where : str
        The place without its box.
    box : (float, float, float, float)
        Left, bottom, right and top, in points of the page as it is read.
    turn : Turn, optional
        From the page as it is read to the page as it is shown.
    """
    left, bottom, right, top = turn.box(*box) if turn else box
    return f"{where} [{math.floor(left)} {math.floor(bottom)} {math.ceil(right)} {math.ceil(top)}]"


def boxes_in(where: str) -> list[tuple[int, tuple[int, int, int, int]]]:
    """Pages (from 1) and boxes that a place names; none where it names none.

    Parameters
    ----------
    where : str
        A place, or several with ``;`` between.
    """
    return [(int(m[1]), (int(m[2]), int(m[3]), int(m[4]), int(m[5]))) for m in _BOX.finditer(where)]
