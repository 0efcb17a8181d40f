"""Text with one cell a line: where empty lines stand for empty cells.

Rows that are full show how many lines a cell takes. Where short rows are longer by the same number
of lines for each number they lack, throughout the document, the gaps tell which cells are empty.
Where they do not, nothing is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_ENOUGH = 3


@dataclass(frozen=True)
class RowLines:
    """Lines on which a row's label, its values and the next label stand."""

    label: int
    values: tuple[int, ...]
    then: int | None
    count: int

    @property
    def gaps(self) -> list[int]:
        """Lines from each thing to the next, the label and the next row's label among them."""
        at = [self.label, *self.values, *([] if self.then is None else [self.then])]
        return [b - a for a, b in pairwise(at)]


@dataclass(frozen=True)
class Spacing:
    """Lines that a filled cell takes, and that an empty one adds.

    ``loose`` where full rows end in gaps of their own: then what follows a row's last value says
    nothing of empty cells.
    """

    cell: int
    empty: int
    loose: bool = False

    def regular(self, row: RowLines) -> bool:
        """Whether a full row keeps the rhythm.

        A page's number in place of an empty cell does not.

        Parameters
        ----------
        row : RowLines
            Lines of a full row.
        """
        return set(row.gaps[: row.count]) == {self.cell}

    def positions(self, row: RowLines) -> list[int] | None:
        """The column of each value, or None where the gaps do not tell.

        Parameters
        ----------
        row : RowLines
            Lines of a row.
        """
        if row.then is None:
            return None
        out, column = [], -1
        for gap in row.gaps[: len(row.values)]:
            skipped, odd = divmod(gap - self.cell, self.empty)
            if odd or skipped < 0:
                return None
            column += 1 + skipped
            out.append(column)
        if self.loose:
            return out if column == row.count - 1 else None
        behind, odd = divmod(row.gaps[-1] - self.cell, self.empty)
        return out if not odd and behind >= 0 and column + 1 + behind == row.count else None


def spacing_of(rows: Iterable[RowLines]) -> Spacing | None:
    """The rhythm of a document, or None where it is not regular.

    Parameters
    ----------
    rows : iterable of RowLines
        Lines of the rows of table 三.
    """
    rows = [r for r in rows if len(set(r.values)) == len(r.values) and r.label not in r.values]
    full = [r for r in rows if len(r.values) == r.count >= 2]
    short = [r for r in rows if len(r.values) < r.count and r.then is not None]
    inner = {gap for r in full for gap in r.gaps[: r.count]}
    if len(full) < _ENOUGH or len(inner) != 1 or not short:
        return None
    cell = inner.pop()
    ends = [r.gaps[-1] for r in full if r.then is not None]
    loose = sum(end != cell for end in ends) > len(ends) / _ENOUGH
    added = [_added(r, cell, loose) for r in short]
    known = {a for a in added if a is not None}
    if len(known) != 1 or (empty := known.pop()) < 1:
        return None
    agree = sum(a is not None for a in added)
    # Where cells follow one another without empty lines, or an empty one adds another number of
    # lines, one row is no evidence.
    if agree < len(short) * 0.8 or ((empty != cell or cell == 1) and agree < _ENOUGH):
        return None
    return Spacing(cell, int(empty), loose)


def _added(row: RowLines, cell: int, loose: bool) -> float | None:
    """Lines added for each number that the row lacks; None where it does not come out even."""
    lacking = row.count - len(row.values)
    gaps = row.gaps[:-1] if loose else row.gaps
    extra = sum(gaps) - cell * len(gaps)
    return extra // lacking if extra % lacking == 0 else None
