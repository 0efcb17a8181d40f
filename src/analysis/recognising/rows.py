"""Tables of a report as rows, which become a DataFrame when one is asked for."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pandas as pd

CELL_COLUMNS = ["table", "item", "column", "value", "status", "printed", "where"]
CLAIM_COLUMNS = ["target", "value", "phrase", "where", "verdict"]
STATEMENT_COLUMNS = ["kind", "text", "where", "figure"]
FINDING_COLUMNS = ["severity", "rule", "where", "cells", "zh", "en"]

ROWS = "rows"  # in place of a table: a row, not a column, that the form does not have
# Cells as they are found: code to (status, printed, value, where).
Found = dict[str, tuple[str, str, float | None, str]]


class Unframed:
    """A table that becomes a DataFrame when one is asked for.

    Making one takes longer than reading a page, and loading pandas longer than checking it.
    """

    __slots__ = ()

    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame."""
        raise NotImplementedError

    def listed(self) -> Rows:
        """The rows without pandas, if it can be."""
        return Rows.of(self.frame())


class Rows(Unframed):
    """A table as a list of its rows.

    Parameters
    ----------
    columns : sequence of str
        Their names.
    rows : sequence of tuple
        Each with a value for every column.
    floats : sequence of str
        Columns of numbers, None for none.
    """

    __slots__ = ("columns", "floats", "rows")

    def __init__(
        self,
        columns: Sequence[str],
        rows: Sequence[tuple[Any, ...]] = (),
        floats: Sequence[str] = (),
    ) -> None:
        self.columns, self.rows, self.floats = list(columns), rows, tuple(floats)

    @classmethod
    def of(cls, table: pd.DataFrame | Unframed) -> Rows:
        """The rows of any table.

        Parameters
        ----------
        table : DataFrame or Unframed
            The table.
        """
        if isinstance(table, Unframed):
            return table.listed()
        rows = list(table.itertuples(index=False, name=None))
        return Rows(table.columns, rows, table.select_dtypes("float").columns)

    def listed(self) -> Rows:
        """These rows."""
        return self

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> list[Any]:
        return self.column(name)

    def itertuples(self) -> Iterator[Any]:
        """The rows by name, as those of a DataFrame."""
        make: Any = namedtuple("Row", self.columns)  # type: ignore[misc]
        return map(make._make, self.rows)

    def dicts(self) -> Iterator[dict[str, Any]]:
        """The rows as dictionaries."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def column(self, name: str) -> list[Any]:
        """The values of one column.

        Parameters
        ----------
        name : str
            Name of the column.
        """
        at = self.columns.index(name)
        return [row[at] for row in self.rows]

    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame."""
        import pandas as pd

        if not self.floats or not self.rows:
            frame = pd.DataFrame(list(self.rows), columns=self.columns)
            return frame.astype(dict.fromkeys(self.floats, "float64"))
        by_column = dict(zip(self.columns, map(list, zip(*self.rows, strict=True)), strict=True))
        return pd.DataFrame(
            {
                name: pd.Series(values, dtype="float64") if name in self.floats else values
                for name, values in by_column.items()
            }
        )


class Frame:
    """A field that takes an ``Unframed`` table or a DataFrame, and gives a DataFrame."""

    def __init__(self, columns: Sequence[str], required: bool = False) -> None:
        self.columns, self.required = columns, required

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = (
            name  # a descriptor goes before the dictionary, and vars(report) stays what it is
        )

    @overload
    def __get__(self, report: None, owner: type) -> None: ...
    @overload
    def __get__(self, report: object, owner: type) -> pd.DataFrame: ...
    def __get__(self, report: object | None, owner: type) -> pd.DataFrame | None:
        if report is None:
            if self.required:
                raise AttributeError(self.name)  # tells the dataclass that the field has no default
            return None
        kept = report.__dict__[self.name]
        if isinstance(kept, Unframed):
            kept = report.__dict__[self.name] = kept.frame()
        return kept

    def __set__(self, report: object, value: pd.DataFrame | Unframed | None) -> None:
        report.__dict__[self.name] = Rows(self.columns) if value is None else value
