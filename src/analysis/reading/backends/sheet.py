"""Workbooks: every visible sheet becomes a grid, with its values as a person sees them."""

import io
import re
import zipfile
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.reading.blocks import TRANSCRIPTION_MARK, Document, Grid, GridBuilder, brief

from .base import Backend

MAX_ROWS, MAX_COLUMNS = 5000, 200
Rows = Iterable[Sequence[object]]
Span = tuple[int, int, int, int]  # first row, last row, first column, last column, from 1
# Formats that show another number than the one kept: per cent, and thousands left out by a comma
# after the last digit.
_SCALED = re.compile(r"%|[0#?],+(?![0#?,])")


@dataclass
class _Sheet:
    """One sheet: its name, its rows of values, its merged cells, and what was left out of it."""

    name: str
    rows: Rows
    spans: list[Span] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _WorkbookBackend(Backend):
    """Reads a workbook; a kind of workbook says how its sheets are found."""

    kind: str

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
        grids = []
        try:
            for sheet in self._sheets(data):
                grids.append(to_grid(sheet.rows, sheet.spans, f"sheet {sheet.name}, "))
                grids[-1].notes += sheet.notes
        except OverflowError:
            raise
        except Exception as error:  # a broken file makes zipfile, openpyxl and xlrd raise all sorts
            raise ValueError(f"not a readable {self.kind} file ({brief(error)})") from None
        document = Document(kind="sheet", blocks=list(grids))
        if grids:
            rows = [["" if slot is None else slot.text for slot in row] for row in grids[0].rows]
            document.rows = rows if is_transcription(rows) else []
        return document

    @abstractmethod
    def _sheets(self, data: bytes) -> Iterator[_Sheet]:
        """The sheets of a workbook, in order."""


class XlsxBackend(_WorkbookBackend):
    """Reads new workbooks (XLSX) with openpyxl."""

    kind = "XLSX"

    def _sheets(self, data: bytes) -> Iterator[_Sheet]:
        from openpyxl import load_workbook  # slow to import, and few files need it

        book = load_workbook(io.BytesIO(data), data_only=True)
        formulas = load_workbook(io.BytesIO(data)) if _has_formulas(data) else None
        visible = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
        left_out = [
            f"hidden sheet left out: {s.title}" for s in book.worksheets if s not in visible
        ]
        for sheet in visible:
            yield _xlsx_sheet(sheet, formulas[sheet.title] if formulas else None, left_out)
            left_out = []


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [
            n for n in archive.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")
        ]
        return any(b"<f" in archive.read(name) for name in sheets)


def _xlsx_sheet(sheet: Any, formulas: Any, notes: list[str]) -> _Sheet:
    """A sheet without its hidden rows and columns."""
    rows, columns = min(sheet.max_row or 0, MAX_ROWS), min(sheet.max_column or 0, MAX_COLUMNS)
    spans = [(m.min_row, m.max_row, m.min_col, m.max_col) for m in sheet.merged_cells.ranges]
    hidden_rows = {r for r, d in sheet.row_dimensions.items() if d.hidden and r <= rows}
    hidden_columns = {
        column
        for d in sheet.column_dimensions.values()
        if d.hidden
        for column in range(d.min or 1, (d.max or 0) + 1)
    }
    notes = [*notes]
    if hidden_rows or hidden_columns & set(range(1, columns + 1)):
        notes.append(f"hidden rows or columns left out on sheet {sheet.title}")

    def values() -> Rows:
        for r, row in enumerate(sheet.iter_rows(max_row=rows, max_col=columns), start=1):
            yield [
                None
                if r in hidden_rows or c in hidden_columns
                else _seen(cell, formulas.cell(r, c) if formulas is not None else None)
                for c, cell in enumerate(row, start=1)
            ]

    return _Sheet(sheet.title, values(), spans, notes)


def _seen(cell: Any, formula: Any) -> object:
    """A value as it is seen; a formula whose result was not kept is no empty cell."""
    value = cell.value
    if value is None and formula is not None:
        return f"formula {formula.value}" if formula.data_type == "f" else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and _SCALED.search(_plain(cell.number_format)):
        return f"{value} shown as {cell.number_format}"
    return value


def _plain(number_format: str) -> str:
    """A number format without quoted text and what applies to negative numbers."""
    return re.sub(r'"[^"]*"|\\\\.|\[[^\]]*\]', "", number_format.split(";")[0])


class XlsBackend(_WorkbookBackend):
    """Reads old workbooks (XLS) with xlrd."""

    kind = "XLS"

    def _sheets(self, data: bytes) -> Iterator[_Sheet]:
        import xlrd

        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        for sheet in book.sheets():
            spans = [
                (top + 1, bottom, left + 1, right)
                for top, bottom, left, right in sheet.merged_cells
            ]
            rows = (sheet.row_values(r)[:MAX_COLUMNS] for r in range(min(sheet.nrows, MAX_ROWS)))
            yield _Sheet(sheet.name, rows, spans)


def to_grid(rows: Rows, spans: Sequence[Span] = (), place: str = "") -> Grid:
    """Rows of values as a grid.

    Parameters
    ----------
    rows : iterable of sequence
        The values of each row, from its first column on.
    spans : sequence of Span, optional
        Merged cells: first and last row, first and last column, from 1.
    place : str, optional
        What stands before ``row 1, column 1`` in the place of a cell.
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
                builder.add(_typed(value), where, width, height, c - 1)
    return builder.grid()


def is_transcription(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows are those of a transcription made by hand.

    Parameters
    ----------
    rows : sequence of sequence of str
        The rows of a table, from its first column on.
    """
    return bool(rows and rows[0] and rows[0][0].strip().lower() == TRANSCRIPTION_MARK)


def _typed(value: object) -> str:
    """A value as a person typed it: 25 and not 25.0."""
    if value is None:
        return ""
    if not isinstance(value, float):
        return str(value)
    if value.is_integer():
        return str(int(value))
    # Eleven figures, as a cell shows: what comes after them is how computers keep fractions.
    text = f"{value:.11g}"
    return repr(value) if "e" in text else text
