"""Spreadsheets to grids: every sheet, merged cells as one, values as a person typed them."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .blocks import Grid, GridMaker, brief

MAX_ROWS, MAX_COLUMNS = 5000, 200
Rows = Iterable[Sequence[object]]
Span = tuple[int, int, int, int]  # first row, last row, first column, last column, from 1
Sheet = tuple[str, Rows, list[Span], list[str]]
# Formats that show another number than the one kept: per cent, and thousands left out by a comma after the last digit.
_SCALED = re.compile(r"%|[0#?],+(?![0#?,])")


def read_xlsx(data: bytes) -> list[Grid]:
    """The sheets of an XLSX file.

    Raises
    ------
    ValueError
        If it is not a readable XLSX file.
    """
    return _grids("XLSX", _xlsx(data))


def read_xls(data: bytes) -> list[Grid]:
    """The sheets of an XLS file.

    Raises
    ------
    ValueError
        If it is not a readable XLS file.
    """
    return _grids("XLS", _xls(data))


def _grids(kind: str, sheets: Iterator[Sheet]) -> list[Grid]:
    try:
        made = []
        for name, rows, spans, notes in sheets:
            made.append(grid_of(rows, spans, f"sheet {name}, "))
            made[-1].notes += notes
        return made
    except OverflowError:
        raise
    except Exception as error:  # a broken file makes zipfile, the XML parser, openpyxl and xlrd raise all they have
        raise ValueError(f"not a readable {kind} file ({brief(error)})") from None


def _xlsx(data: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # slow to import, and few files need it

    book = load_workbook(io.BytesIO(data), data_only=True)
    formulas = load_workbook(io.BytesIO(data)) if _has_formulas(data) else None
    shown_sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
    left_out = [
        f"hidden sheet left out: {s.title}" for s in book.worksheets if s not in shown_sheets
    ]
    for sheet in shown_sheets:
        rows, columns = min(sheet.max_row or 0, MAX_ROWS), min(sheet.max_column or 0, MAX_COLUMNS)
        spans = [(m.min_row, m.max_row, m.min_col, m.max_col) for m in sheet.merged_cells.ranges]
        dark_rows = {r for r, d in sheet.row_dimensions.items() if d.hidden and r <= rows}
        dark_columns = {
            c
            for d in sheet.column_dimensions.values()
            if d.hidden
            for c in range(d.min or 1, (d.max or 0) + 1)
        }
        notes = [*left_out]
        if dark_rows or dark_columns & set(range(1, columns + 1)):
            notes.append(f"hidden rows or columns left out on sheet {sheet.title}")
        beside = formulas[sheet.title] if formulas is not None else None
        yield (
            sheet.title,
            _seen(sheet, beside, rows, columns, dark_rows, dark_columns),
            spans,
            notes,
        )
        left_out = []


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [
            n for n in archive.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")
        ]
        return any(b"<f" in archive.read(name) for name in sheets)


def _seen(
    sheet: Any, formulas: Any, rows: int, columns: int, dark_rows: set[int], dark_columns: set[int]
) -> Rows:
    """Rows of values as they are seen; a formula whose result was never kept is shown as a formula: it is not empty."""
    for r, row in enumerate(sheet.iter_rows(max_row=rows, max_col=columns), start=1):
        values: list[object] = []
        for c, cell in enumerate(row, start=1):
            value = cell.value
            if r in dark_rows or c in dark_columns:
                value = None
            elif value is None and formulas is not None:
                kept = formulas.cell(r, c)
                value = f"formula {kept.value}" if kept.data_type == "f" else None
            elif (
                isinstance(value, (int, float))
                and not isinstance(value, bool)
                and _SCALED.search(_plain(cell.number_format))
            ):
                value = f"{value} shown as {cell.number_format}"
            values.append(value)
        yield values


def _plain(number_format: str) -> str:
    """A number format without quoted text and what applies to negative numbers."""
    return re.sub(r'"[^"]*"|\\\\.|\[[^\]]*\]', "", number_format.split(";")[0])


def _xls(data: bytes) -> Iterator[Sheet]:
    import xlrd

    for sheet in xlrd.open_workbook(
        file_contents=data, formatting_info=True, logfile=io.StringIO()
    ).sheets():
        spans = [
            (top + 1, bottom, left + 1, right) for top, bottom, left, right in sheet.merged_cells
        ]
        yield (
            sheet.name,
            (sheet.row_values(r)[:MAX_COLUMNS] for r in range(min(sheet.nrows, MAX_ROWS))),
            spans,
            [],
        )


def grid_of(rows: Rows, spans: Sequence[Span] = (), place: str = "") -> Grid:
    """Rows of values as a grid.

    Parameters
    ----------
    rows : iterable of sequence
    spans : sequence of Span
        Merged cells.
    place : str
        What stands before ``row 1, column 1`` in the place of a cell.
    """
    size = {(top, left): (right - left + 1, bottom - top + 1) for top, bottom, left, right in spans}
    covered = {
        (r, c)
        for top, bottom, left, right in spans
        for r in range(top, min(bottom, MAX_ROWS) + 1)
        for c in range(left, min(right, MAX_COLUMNS) + 1)
    }
    maker = GridMaker()
    for r, row in enumerate(rows, start=1):
        maker.next_row()
        for c, value in enumerate(row, start=1):
            if (r, c) not in covered or (r, c) in size:
                width, height = size.get((r, c), (1, 1))
                maker.add(shown(value), f"{place}row {r}, column {{column}}", width, height, c - 1)
    return maker.grid()


def shown(value: object) -> str:
    """A spreadsheet's value as a person typed it: 25 and not 25.0."""
    if value is None:
        return ""
    if isinstance(value, float):
        # Eleven figures, as a cell shows: what comes after them is how computers keep fractions.
        return (
            str(int(value))
            if value.is_integer()
            else text
            if "e" not in (text := f"{value:.11g}")
            else repr(value)
        )
    return str(value)
