"""Cells in long form (one row for each), read from Parquet or CSV in batches.

The whole table is never in memory.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.form import STATUSES
from analysis.user_files import parts_of

from .rules.frame import all_codes, code_positions

KEYS = ("report", "table", "item", "column")
_BATCH = 1 << 20  # rows; as codes they take some 40 MB
_BLOCK = 1 << 24  # bytes of a CSV


def batches(path: Path, columns: Sequence[str]) -> Iterator[Any]:
    """Read record batches, strings dictionary-encoded.

    Parameters
    ----------
    path : Path
        Parquet or CSV file, or a folder of Parquet files by year.
    columns : sequence of str
        Columns to read.

    Raises
    ------
    InputError
        If the file is neither Parquet nor CSV, cannot be read, or lacks one of the columns.
    """
    import pyarrow as pa

    try:
        yield from _csv(path, columns) if path.suffix == ".csv" else _parquet(path, columns)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowKeyError) as error:
        kind = "CSV in UTF-8" if path.suffix == ".csv" else "Parquet"
        raise InputError(
            f"{path}: cannot be read as {kind} ({str(error).splitlines()[0]}). Write it again."
        ) from None


def column_names(path: Path) -> list[str]:
    """Names of the columns of a Parquet or CSV file.

    Parameters
    ----------
    path : Path
        The file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return (
            list(pd.read_csv(path, nrows=0).columns)
            if path.suffix == ".csv"
            else list(pq.read_schema(parts_of(path)[0]).names)
        )
    except (
        pa.ArrowInvalid,
        UnicodeDecodeError,
        pd.errors.ParserError,
        pd.errors.EmptyDataError,
    ) as error:
        raise InputError(
            f"{path}: cannot be read as a table ({str(error).splitlines()[0]}). Write it again."
        ) from None


def _parquet(path: Path, columns: Sequence[str]) -> Iterator[Any]:
    import pyarrow.parquet as pq

    text = [c for c in columns if c != "value"]
    for part in parts_of(path):
        with pq.ParquetFile(part, read_dictionary=text) as file:
            yield from file.iter_batches(batch_size=_BATCH, columns=list(columns))


def _csv(path: Path, columns: Sequence[str]) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import csv

    types = {
        c: pa.float64() if c == "value" else pa.dictionary(pa.int32(), pa.string()) for c in columns
    }
    reader = csv.open_csv(
        path,
        read_options=csv.ReadOptions(block_size=_BLOCK),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            include_columns=list(columns),
            column_types=types,
            null_values=[""],
            strings_can_be_null=False,
        ),
    )
    yield from reader


def coded(column: Any) -> tuple[np.ndarray, list[str]]:
    """Indices and words of a column of strings; -1 where it is empty.

    Parameters
    ----------
    column : pyarrow.Array
        The column.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column.cast(pa.string()))
    indices = column.indices
    if indices.null_count:
        indices = pc.fill_null(indices.cast(pa.int32()), -1)
    return indices.to_numpy(zero_copy_only=False), [
        str(word) for word in column.dictionary.to_pylist()
    ]


class Scatter:
    """Fills arrays of shape (cells, reports) from batches of rows; the cells are ``all_codes``.

    Parameters
    ----------
    path : Path
        Parquet or CSV file of cells.
    ids : sequence of str
        Ids of the reports.

    Attributes
    ----------
    values : ndarray of float, shape (cells, reports)
        Numbers; NaN where none is stated.
    status : ndarray of uint8, shape (cells, reports)
        Number in ``STATUSES``; ``NO_ROW`` where the file has no row for the cell.
    """

    NO_ROW = 255

    def __init__(self, path: Path, ids: Sequence[str]) -> None:
        self.path = path
        self._ids = pd.Index(ids)
        self.values = np.full((len(all_codes()), len(ids)), np.nan)
        self.status = np.full(self.values.shape, self.NO_ROW, dtype=np.uint8)
        self._rows = 0

    def fill(self) -> None:
        """Read the file.

        Raises
        ------
        InputError
            Naming the report and the cell: a code or a status that does not exist, a report that
            ``reports`` does not list, a stated cell without a number, two rows for one cell.
        """
        columns = [*KEYS, "value"]
        names = column_names(self.path)
        lacking = [c for c in columns if c not in names]
        if lacking:
            raise InputError(
                f"{self.path} lacks the columns {', '.join(lacking)}: one row a cell, with "
                f"{', '.join(columns)}, status."
            )
        for batch in batches(self.path, [*columns, "status"] if "status" in names else columns):
            self._add(batch)
        if self._rows != np.count_nonzero(self.status != self.NO_ROW):
            raise InputError(f"{self.path}: {self._twice()}")

    def _add(self, batch: Any) -> None:
        report, ids = coded(batch.column("report"))
        row = (
            self._ids.get_indexer(pd.Index(ids, dtype="object"))[report]
            if ids
            else np.zeros(0, int)
        )
        if (row < 0).any():
            raise InputError(
                f"{self.path}: report {ids[report[np.argmax(row < 0)]]!r} has cells but no row in "
                "the table `reports`."
            )
        cell = self._positions(batch, row)
        # NaN where there is none.
        value = batch.column("value").cast("float64").to_numpy(zero_copy_only=False)
        if "status" in batch.schema.names:
            code, words = coded(batch.column("status"))
            words.append("")  # where -1 leads
            known = {word: number for number, word in enumerate(STATUSES)}
            status = np.array([known.get(w, self.NO_ROW) for w in words], np.uint8)[code]
            if (status == self.NO_ROW).any():
                at = int(np.argmax(status == self.NO_ROW))
                raise InputError(
                    f"{self._named(row[at], cell[at])} has the status {words[code[at]]!r}; "
                    f"use one of {', '.join(STATUSES)}."
                )
        else:
            status = np.where(
                np.isnan(value), STATUSES.index("blank"), STATUSES.index("stated")
            ).astype(np.uint8)
        stated = status == STATUSES.index("stated")
        bad = stated & ~np.isfinite(value)
        if bad.any():
            at = int(np.argmax(bad))
            raise InputError(
                f"{self._named(row[at], cell[at])} is stated but has no number. "
                "Give its value, or another status."
            )
        self.values[cell, row] = np.where(stated, value, np.nan)
        self.status[cell, row] = status
        self._rows += len(row)

    def _positions(self, batch: Any, row: np.ndarray) -> np.ndarray:
        parts = [coded(batch.column(name)) for name in KEYS[1:]]
        (t, tables), (i, items), (c, columns) = parts
        # The last of each is for "empty".
        known = np.full((len(tables) + 1, len(items) + 1, len(columns) + 1), -1)
        at = [{w: n for n, w in enumerate(words)} for _, words in parts]
        for code, number in code_positions().items():
            place = [where.get(word) for where, word in zip(at, code.split("/"), strict=True)]
            if None not in place:
                known[tuple(place)] = number
        cell = known[t, i, c]
        if (cell < 0).any():
            n = int(np.argmax(cell < 0))
            words = [w[k[n]] if k[n] >= 0 else "" for k, w in parts]
            raise InputError(
                f"{self.path}: report {self._ids[row[n]]!r} has a cell {'/'.join(words)!r}, "
                "which no form has. docs/glossary.md has all codes."
            )
        return np.asarray(cell)

    def _named(self, row: int, cell: int) -> str:
        return f"{self.path}: report {self._ids[row]!r}, cell {all_codes()[cell]}"

    def _twice(self) -> str:
        seen = np.zeros(self.status.shape, dtype=bool)
        for batch in batches(self.path, KEYS):
            report, ids = coded(batch.column("report"))
            row = self._ids.get_indexer(pd.Index(ids, dtype="object"))[report]
            for r, c in zip(row.tolist(), self._positions(batch, row).tolist(), strict=True):
                if seen[c, r]:
                    code = all_codes()[c]
                    return f"report {self._ids[r]!r} has two rows for the cell {code}. Keep one."
                seen[c, r] = True
        return "some cell has two rows."
