"""Spreadsheets to grids: every sheet, merged cells as one, values as a person typed them."""

import io
from zipfile import BadZipFile

from .blocks import Grid, GridMaker

MAX_ROWS, MAX_COLUMNS = 5000, 200


def read_xlsx(data: bytes) -> list[Grid]:
    """The sheets of an XLSX file.

    Raises
    ------
    ValueError
        If it is not a readable XLSX file.
    """
    from openpyxl import load_workbook  # slow to import, and few files need it

    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
        sheets = list(book.worksheets)
    except (BadZipFile, KeyError, ValueError, OSError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"not a readable XLSX file ({error})") from None
    grids = []
    for sheet in sheets:
        merged = {
            (m.min_row, m.min_col): (m.max_col - m.min_col + 1, m.max_row - m.min_row + 1) for m in sheet.merged_cells.ranges
        }
        covered = {
            (r, c)
            for m in sheet.merged_cells.ranges
            for r in range(m.min_row, m.max_row + 1)
            for c in range(m.min_col, m.max_col + 1)
        }
        rows = sheet.iter_rows(
            max_row=min(sheet.max_row or 0, MAX_ROWS), max_col=min(sheet.max_column or 0, MAX_COLUMNS), values_only=True
        )
        grids.append(_grid(sheet.title, list(rows), merged, covered - set(merged)))
    return grids


def read_xls(data: bytes) -> list[Grid]:
    """The sheets of an XLS file.

    Raises
    ------
    ValueError
        If it is not a readable XLS file.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except (
        xlrd.XLRDError,
        xlrd.compdoc.CompDocError,
        KeyError,
        ValueError,
        IndexError,
        AssertionError,
        NotImplementedError,
    ) as error:
        raise ValueError(f"not a readable XLS file ({error})") from None
    grids = []
    for sheet in book.sheets():
        merged = {(a + 1, c + 1): (d - c, b - a) for a, b, c, d in sheet.merged_cells}
        covered = {(r + 1, k + 1) for a, b, c, d in sheet.merged_cells for r in range(a, b) for k in range(c, d)}
        rows = [tuple(sheet.row_values(r)[:MAX_COLUMNS]) for r in range(min(sheet.nrows, MAX_ROWS))]
        grids.append(_grid(sheet.name, rows, merged, covered - set(merged)))
    return grids


def _grid(name: str, rows: list[tuple], merged: dict[tuple[int, int], tuple[int, int]], covered: set[tuple[int, int]]) -> Grid:
    maker = GridMaker()
    for r, row in enumerate(rows, start=1):
        maker.next_row()
        for c, value in enumerate(row, start=1):
            if (r, c) not in covered:
                width, height = merged.get((r, c), (1, 1))
                maker.add(shown(value), f"sheet {name}, row {r}, column {{column}}", width, height, c - 1)
    return maker.grid()


def shown(value: object) -> str:
    """A spreadsheet's value as a person typed it: 25 and not 25.0."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
