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


@dataclass(frozen=True, eq=False)
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
    """

    rows: list[list[Slot | None]] = field(default_factory=list)

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
        self._rows: list[dict[int, Slot]] = []
        self._at = -1
        self._count = 0

    def next_row(self) -> None:
        """Begin a row."""
        self._at += 1
        self._reach(self._at)

    def add(self, text: str, where: str, width: int = 1, height: int = 1, column: int | None = None) -> None:
        """Put a cell into the row that was begun, in its first free column or the one given.

        ``{column}`` in ``where`` becomes the column, from 1.
        """
        width, height = min(max(width, 1), MAX_SPAN), min(max(height, 1), MAX_SPAN)
        row = self._rows[self._at]
        if column is None:
            column = 0
            while column in row:
                column += 1
        slot = Slot(text, where.replace("{column}", str(column + 1)), column, width)
        self._count += width * height
        if self._count > MAX_SLOTS:
            raise OverflowError("a table of more cells than any report has")
        for down in range(height):
            self._reach(self._at + down)
            for across in range(width):
                self._rows[self._at + down].setdefault(column + across, slot)

    def _reach(self, index: int) -> None:
        while len(self._rows) <= index:
            self._rows.append({})

    def grid(self) -> Grid:
        """The table; rows that only a span reaches into, beyond the last row begun, are left out."""
        rows = self._rows[: self._at + 1]
        width = max((max(r) + 1 for r in rows if r), default=0)
        return Grid([[r.get(c) for c in range(width)] for r in rows])
