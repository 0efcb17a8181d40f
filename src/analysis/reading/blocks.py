"""What every backend makes of a file: a document of lines and tables, each with its place."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

TRANSCRIPTION_MARK = "gouji transcription"  # what the first cell of a transcription holds

# Signs that set type and are not seen: joiners, marks of direction, soft hyphens, byte order marks.
# Signs that lead from left to right, as digits are read anyway, and those of the look of a sign.
_ONWARD = "\u202a\u202c\u202d\u2066\u2068\u2069\ufe0e\ufe0f\u034f"
UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad" + _ONWARD))

_ON_A_SHEET = re.compile(r"sheet (?P<name>.*), row \d+, column \d+$", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """A line or paragraph.

    Attributes
    ----------
    text : str
        As printed.
    where : str
        Its place in the file, such as ``line 12``, ``paragraph 3`` or ``page 2``.
    """

    text: str
    where: str


@dataclass(slots=True, eq=False)
class Slot:
    r"""A cell of a table; one that spans rows or columns stands in all of them as one object.

    Attributes
    ----------
    text : str
        As printed, with ``\\n`` between its lines.
    where : str
        Its place in the file, such as ``table 3, row 2, column 4``.
    column : int
        The first column that it covers, from 0.
    width : int
        How many columns it covers.
    """

    text: str
    where: str
    column: int = 0
    width: int = 1


@dataclass(frozen=True)
class Recognised:
    """What recognisers saw in the picture of a cell.

    Attributes
    ----------
    text : str
        The likeliest text.
    readings : tuple of (str, float)
        For each recogniser its text and its confidence, from 0 to 1; empty where a cell holds
        several lines, as no number does.
    others : tuple of str
        Texts that a recogniser finds less likely.
    """

    text: str
    readings: tuple[tuple[str, float], ...] = ()
    others: tuple[str, ...] = ()


@dataclass
class Grid:
    """A table with its spans resolved.

    Attributes
    ----------
    rows : list of list of (Slot or None)
        All rows have the same length. None stands where the table has no cell.
    notes : list of str
        What was left out of the table, such as hidden rows.
    """

    rows: list[list[Slot | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass
class Document:
    """A file as it was read.

    Attributes
    ----------
    file : str
        Its file name, safe to print.
    sha256 : str
        SHA-256 of its bytes in hexadecimal.
    kind : str
        ``text``, ``html``, ``docx``, ``pdf``, ``scan``, ``sheet`` or ``transcription``.
    blocks : list of Line or Grid
        Lines and tables in the order of the document.
    rows : list of list of str
        The rows of a transcription, from the cell that says so; empty for anything else.
    first_row, first_column : int
        Where that cell is in its table, from 1.
    meta : dict
        What the head of a web page says: ``published``, ``url``, ``source``, ``title``, ``site``.
    notes : list of str
        What was decided in reading, such as the encoding.
    pictured : dict of str to Recognised
        Of cells that were read from a picture: what was seen there, by their place.
    find_pictures : callable
        Looks for pictures in the file that may show its tables (``reading.parts.Part``); none of
        them has been read.
    """

    file: str = ""
    sha256: str = ""
    kind: str = "text"
    blocks: list[Line | Grid] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    first_row: int = 1
    first_column: int = 1
    meta: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    pictured: dict[str, Recognised] = field(default_factory=dict)
    find_pictures: Callable[[], list[Any]] = list

    @property
    def grids(self) -> list[Grid]:
        """The tables, in order."""
        return [block for block in self.blocks if isinstance(block, Grid)]


def brief(error: BaseException) -> str:
    """The gist of a library's error, in one line.

    Parameters
    ----------
    error : BaseException
        The error as the library raised it.
    """
    text = " ".join(str(error).split())
    return text[:117] + "…" if len(text) > 118 else text or type(error).__name__


def cells_of(row: Iterable[Slot | None]) -> list[Slot]:
    """The cells of a row, each once, from left to right.

    Parameters
    ----------
    row : iterable of (Slot or None)
        A row of a ``Grid``, in which a cell that spans columns stands several times.
    """
    seen: dict[int, Slot] = {}
    for slot in row:
        if slot is not None:
            seen.setdefault(id(slot), slot)
    return list(seen.values())


MAX_SPAN = 200
MAX_SLOTS = 400_000


class GridBuilder:
    """Puts cells with spans where a browser does: row by row, each into the first free column.

    Attributes
    ----------
    row : list of (Slot or None)
        The row that was begun. A caller may append cells without spans to it directly.
    """

    def __init__(self) -> None:
        self.row: list[Slot | None] = []
        self._rows: list[list[Slot | None]] = []
        self._at = -1
        self._count = 0
        self._free = 0  # no column before it is free in the row that was begun

    def next_row(self) -> None:
        """Begin a row."""
        self._at += 1
        self._free = 0
        if self._at == len(self._rows):
            self._rows.append([])
        self.row = self._rows[self._at]

    def end_group(self) -> None:
        """End a group of rows: what spans rows does not reach beyond it."""
        del self._rows[self._at + 1 :]

    def add(
        self, text: str, where: str, width: int = 1, height: int = 1, column: int | None = None
    ) -> None:
        """Put a cell into the row that was begun.

        Parameters
        ----------
        text : str
            What the cell holds.
        where : str
            Its place; ``{column}`` in it becomes the number of the column, from 1.
        width : int
            How many columns it covers.
        height : int
            How many rows it covers; 0 reaches to the end of its group of rows.
        column : int, optional
            The column that it begins in, from 0; by default the first free one.

        Raises
        ------
        OverflowError
            If the table grows beyond ``MAX_SLOTS``, which no report does.
        """
        row = self.row
        if column is None:
            column, end = self._free, len(row)
            while column < end and row[column] is not None:
                column += 1
            self._free = column
        slot = Slot(text, where.replace("{column}", str(column + 1)), column, width)
        if width == height == 1 and column == len(row):
            row.append(slot)
            self._count += 1
        else:
            self._spread(slot, width, MAX_SPAN if height == 0 else height)
        if self._count > MAX_SLOTS:
            raise OverflowError("a table of more cells than any report has")

    def _spread(self, slot: Slot, width: int, height: int) -> None:
        width, height = min(max(width, 1), MAX_SPAN), min(max(height, 1), MAX_SPAN)
        slot.width = width
        self._count += width * height
        while len(self._rows) < self._at + height:
            self._rows.append([])
        column = slot.column
        for row in self._rows[self._at : self._at + height]:
            if len(row) <= column:
                row.extend([None] * (column - len(row)))
                row.extend([slot] * width)
                continue
            if len(row) < column + width:
                row.extend([None] * (column + width - len(row)))
            for at in range(column, column + width):
                if row[at] is None:
                    row[at] = slot

    def grid(self) -> Grid:
        """The table; rows below the last one begun, which only a span reaches, are left out."""
        rows = self._rows[: self._at + 1]
        width = max(map(len, rows), default=0)
        for row in rows:
            if len(row) < width:
                row.extend([None] * (width - len(row)))
        return Grid(rows)


def end_of(row: Sequence[Slot | None]) -> int:
    """The column after a row's last cell.

    Parameters
    ----------
    row : sequence of Slot or None
        The row, a slot for each column.
    """
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return end


def sheet_of(where: str) -> str:
    """The name of the sheet that a cell is on.

    Parameters
    ----------
    where : str
        The cell's place; one outside of workbooks has no sheet, and gives an empty text.
    """
    found = _ON_A_SHEET.match(where)
    return found["name"] if found else ""
