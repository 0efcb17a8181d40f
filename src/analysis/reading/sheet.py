"""Spreadsheets to grids: every sheet, merged cells as one, values as a person typed them."""

import io

from .blocks import Grid, GridMaker, brief

MAX_ROWS, MAX_COLUMNS = 5000, 200
Span = tuple[int, int, int, int]


def read_xlsx(data: bytes) -> list[Grid]:
    """The sheets of an XLSX file.

    Raises
    ------
    ValueError
        If it is not a readable XLSX file.
    """
    from openpyxl import load_workbook  # slow to import, and few files need it

    grids = []
    try:
        for sheet in load_workbook(io.BytesIO(data), data_only=True).worksheets:
            spans = [(m.min_row, m.max_row, m.min_col, m.max_col) for m in sheet.merged_cells.ranges]
            rows, columns = min(sheet.max_row or 0, MAX_ROWS), min(sheet.max_column or 0, MAX_COLUMNS)
            values = list(sheet.iter_rows(max_row=rows, max_col=columns, values_only=True))
            grids.append(_grid(sheet.title, values, spans))
    except OverflowError:
        raise
    except Exception as error:  # a broken file makes zipfile, the XML parser and openpyxl raise all they have
        raise ValueError(f"not a readable XLSX file ({brief(error)})") from None
    return grids


def read_xls(data: bytes) -> list[Grid]:
    """The sheets of an XLS file.

    Raises
    ------
    ValueError
        If it is not a readable XLS file.
    """
    import xlrd

    grids = []
    try:
        for sheet in xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO()).sheets():
            spans = [(top + 1, bottom, left + 1, right) for top, bottom, left, right in sheet.merged_cells]
            rows = [tuple(sheet.row_values(r)[:MAX_COLUMNS]) for r in range(min(sheet.nrows, MAX_ROWS))]
            grids.append(_grid(sheet.name, rows, spans))
    except OverflowError:
        raise
    except Exception as error:  # xlrd unpacks what the bytes say and raises whatever comes of it
        raise ValueError(f"not a readable XLS file ({brief(error)})") from None
    return grids


def _grid(name: str, rows: list[tuple], spans: list[Span]) -> Grid:
    """A sheet as a grid; spans are (first row, last row, first column, last column), from 1."""
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
                maker.add(shown(value), f"sheet {name}, row {r}, column {{column}}", width, height, c - 1)
    return maker.grid()


def shown(value: object) -> str:
    """A spreadsheet's value as a person typed it: 25 and not 25.0."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
