"""Rows of a sheet to a grid, and the base of the backends for workbooks."""

import re
from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from analysis.reading.backends.base import Backend
from analysis.reading.blocks import Document, Grid, GridBuilder, brief
from analysis.reading.colours import (
    BLACK,
    FAINT_CONTRAST,
    NO_CONTRAST,
    Colour,
    contrast,
)
from analysis.reading.visibility import FAINT, MARKS, ODD, RAISED, STRUCK, as_read, marked

MAX_ROWS, MAX_COLUMNS = 5000, 200
NO_HEIGHT = 2.0  # points: a row so low shows nothing
LOW = 6.0  # points: a row so low shows a part of its text
_NO_SIZE = 3.0  # points
_ODD = 0.86  # of the size of the largest sign beside it
_PALE = 3.0  # contrast
_LIGHT = 0.5  # luminance
_SPARE = 0.5  # digits
_NUMBER = re.compile(r"[-+]?[\d,.]+")
_NO_MARKS = dict.fromkeys(map(ord, MARKS))
Rows = Iterable[Sequence[str]]
Span = tuple[int, int, int, int]  # first row, last row, first column, last column, from 1


@dataclass(frozen=True)
class Font:
    """How a text of a sheet is set.

    Attributes
    ----------
    colour : Colour or None
        Of the text; None where it is set off from its ground by itself.
    struck : bool
        Whether it is struck through.
    raised : bool
        Whether it is raised or lowered.
    points : float
        Its size.
    drawn : bool
        Whether its digits are pictures.
    """

    colour: Colour | None = BLACK
    struck: bool = False
    raised: bool = False
    points: float = 11.0
    drawn: bool = False


def set_in(
    pieces: Iterable[tuple[str, Font]], ground: Colour | None, doubtful: bool = False
) -> str:
    """What a reader sees of a cell.

    Parameters
    ----------
    pieces : iterable of (str, Font)
        Its text in runs, each with its font.
    ground : Colour or None
        What fills the cell; None for a pattern or gradient.
    doubtful : bool
        Whether something that is not worked out here may change how the cell looks.
    """
    pieces = list(pieces)
    largest = max((font.points for _, font in pieces), default=0)
    clearest = max((clearness(font, ground) for _, font in pieces), default=0)
    out = ""
    for text, font in pieces:
        text = "□" * len(text) if font.drawn else text.translate(_NO_MARKS)
        clear = clearness(font, ground)
        if font.points <= _NO_SIZE or clear < NO_CONTRAST:
            continue
        mark = RAISED if font.raised else ""
        if not mark and (font.points < _ODD * largest or clear < min(_PALE, clearest / 2)):
            mark = ODD
        if clear < FAINT_CONTRAST or doubtful:
            mark = FAINT
        out += marked(text, STRUCK if font.struck else mark)
    return as_read(out)


def clearness(font: Font, ground: Colour | None) -> float:
    """How well a text is told from its ground, from 1 (not at all) to 21.

    Parameters
    ----------
    font : Font
        How the text is set.
    ground : Colour or None
        What fills its cell; None for a pattern or gradient, on which a light text is in doubt.
    """
    if font.colour is None:
        return 21.0
    if ground is None:
        return 21.0 if font.colour.luminance < _LIGHT else (NO_CONTRAST + FAINT_CONTRAST) / 2
    return contrast(font.colour, ground)


def is_plain(font: Font, ground: Colour | None) -> bool:
    """Whether a text set in one font is simply seen.

    Parameters
    ----------
    font : Font
        How it is set.
    ground : Colour or None
        What fills its cell; None for a pattern or gradient.
    """
    clear = clearness(font, ground)
    odd = font.struck or font.raised or font.drawn
    return clear >= FAINT_CONTRAST and font.points > _NO_SIZE and not odd


def fits(text: str, width: float | None) -> bool:
    """Whether a column shows a number whole; one that is too narrow shows number signs.

    Parameters
    ----------
    text : str
        What the cell shows.
    width : float or None
        Of the column, in digits of the usual font; None where it is not known.
    """
    digits = sum(char.isdigit() for char in text)
    return width is None or digits <= width + _SPARE or not _NUMBER.fullmatch(text)


PLAIN = Font()


@dataclass
class Sheet:
    """One sheet as it is seen.

    Attributes
    ----------
    name : str
        As on its tab.
    rows : iterable of sequence of str
        What each cell shows.
    spans : list of Span
        Merged cells: first and last row, first and last column, from 1.
    notes : list of str
        What was left out.
    """

    name: str
    rows: Rows
    spans: list[Span] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class WorkbookBackend(Backend):
    """Reads a workbook; each kind of workbook says how its sheets are found."""

    kind: str

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
        grids = []
        try:
            for sheet in self.sheets(data):
                grids.append(to_grid(sheet.rows, sheet.spans, f"sheet {sheet.name}, "))
                grids[-1].notes += sheet.notes
        except OverflowError:
            raise
        except Exception as error:  # a broken file makes zipfile, openpyxl and xlrd raise all sorts
            raise ValueError(f"not a readable {self.kind} file ({brief(error)})") from None
        return Document(kind="sheet", blocks=list(grids))

    @abstractmethod
    def sheets(self, data: bytes) -> Iterator[Sheet]:
        """The visible sheets of a workbook, in order.

        Parameters
        ----------
        data : bytes
            The whole file.
        """


def to_grid(rows: Rows, spans: Sequence[Span] = (), place: str = "") -> Grid:
    """Rows of values as a grid.

    Parameters
    ----------
    rows : iterable of sequence
        The values of each row, from its first column on.
    spans : sequence of Span, optional
        Merged cells: first and last row, first and last column, from 1.
    place : str, optional
        What is before ``row 1, column 1`` in the place of a cell.
    """
    size = {(top, left): (right - left + 1, bottom - top + 1) for top, bottom, left, right in spans}
    covered = {
        (r, c)
        for top, bottom, left, right in spans
        for r in range(top, min(bottom, MAX_ROWS) + 1)
        for c in range(left, min(right, MAX_COLUMNS) + 1)
    }
    builder = GridBuilder()
    for r, row in enumerate(rows, start=1):
        builder.next_row()
        for c, value in enumerate(row, start=1):
            if (r, c) not in covered or (r, c) in size:
                width, height = size.get((r, c), (1, 1))
                where = f"{place}row {r}, column {{column}}"
                builder.add(value, where, width, height, c - 1)
    return builder.grid()


def shown_in_part(
    spans: Iterable[Span], rows: Collection[int], columns: Collection[int]
) -> set[tuple[int, int]]:
    """The first rows and columns of merged cells that reach out of what is hidden.

    Such a cell shows what it holds in the part that is seen.

    Parameters
    ----------
    spans : iterable of Span
        The merged cells.
    rows, columns : collection of int
        Those that are hidden, from 1.
    """
    return {
        (top, left)
        for top, bottom, left, right in spans
        if any(r not in rows for r in range(top, bottom + 1))
        and any(c not in columns for c in range(left, right + 1))
    }
