"""What a document is made of, whatever its file was: lines of prose and grids of cells, each knowing its place."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """A line or paragraph.

    Attributes
    ----------
    text : str
        As printed.
    where : str
        Its place: ``line 12``, ``paragraph 3``, ``page 2``.
    """

    text: str
    where: str


@dataclass(slots=True, eq=False)
class Slot:
    """A cell of a table; one that spans rows or columns stands in all of them and is still one cell.

    Attributes
    ----------
    text, where : str
    column, width : int
        First column, from 0, and how many it covers.
    """

    text: str
    where: str
    column: int = 0
    width: int = 1


@dataclass
class Grid:
    """A table with its spans resolved.

    Attributes
    ----------
    rows : list of list of (Slot or None)
        All of one length; None where the table has no cell.
    notes : list of str
        What of the table was left out.
    """

    rows: list[list[Slot | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


def brief(error: BaseException) -> str:
    """The gist of a library's error, in one line."""
    text = " ".join(str(error).split())
    return text[:117] + "…" if len(text) > 118 else text or type(error).__name__


def cells_of(row: Iterable[Slot | None]) -> list[Slot]:
    """The cells of a row, each once, from left to right."""
    seen: dict[int, Slot] = {}
    for slot in row:
        if slot is not None:
            seen.setdefault(id(slot), slot)
    return list(seen.values())


MAX_SPAN = 200
MAX_SLOTS = 400_000


class GridMaker:
    """Places cells with spans as a browser does: row by row, each in the first free column.

    Raises
    ------
    OverflowError
        From ``add`` when a table grows beyond ``MAX_SLOTS``: no report has such a table.
    """

    def __init__(self) -> None:
        self.row: list[
            Slot | None
        ] = []  # the one that was begun; cells without spans may be appended to it where it ends
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
        """Put a cell into the row that was begun, in its first free column or the one given.

        ``{column}`` in ``where`` becomes the column, from 1. A height of 0 reaches to the end of its group of rows.
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
        """The table; rows that only a span reaches into, beyond the last row begun, are left out."""
        rows = self._rows[: self._at + 1]
        width = max(map(len, rows), default=0)
        for row in rows:
            if len(row) < width:
                row.extend([None] * (width - len(row)))
        return Grid(rows)
