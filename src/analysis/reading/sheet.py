"""Spreadsheets to grids: every sheet, merged cells as one, values as a person typed them."""

import io
from collections.abc import Iterable, Iterator, Sequence

from .blocks import Grid, GridMaker, brief

MAX_ROWS, MAX_COLUMNS = 5000, 200
Rows = Iterable[Sequence[object]]
Span = tuple[int, int, int, int]  # first row, last row, first column, last column, from 1
Sheet = tuple[str, Rows, list[Span]]


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
        return [grid_of(rows, spans, f"sheet {name}, ") for name, rows, spans in sheets]
    except OverflowError:
        raise
    except Exception as error:  # a broken file makes zipfile, the XML parser, openpyxl and xlrd raise all they have
        raise ValueError(f"not a readable {kind} file ({brief(error)})") from None


def _xlsx(data: bytes) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # slow to import, and few files need it

    for sheet in load_workbook(io.BytesIO(data), data_only=True).worksheets:
        rows, columns = min(sheet.max_row or 0, MAX_ROWS), min(sheet.max_column or 0, MAX_COLUMNS)
        spans = [(m.min_row, m.max_row, m.min_col, m.max_col) for m in sheet.merged_cells.ranges]
        yield sheet.title, sheet.iter_rows(max_row=rows, max_col=columns, values_only=True), spans


def _xls(data: bytes) -> Iterator[Sheet]:
    import xlrd

    for sheet in xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO()).sheets():
        spans = [(top + 1, bottom, left + 1, right) for top, bottom, left, right in sheet.merged_cells]
        yield sheet.name, (sheet.row_values(r)[:MAX_COLUMNS] for r in range(min(sheet.nrows, MAX_ROWS))), spans


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
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
