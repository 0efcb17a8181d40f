"""Tables as one Excel workbook: a sheet each, and the codebook.

Every text is text, whatever it begins with.
"""

import io
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.assessing.spreadsheet import FORMULA
from analysis.errors import InputError, printable

_ROWS, _CHARACTERS = 1_048_575, 32_767  # limits of the format; a sheet's first row holds the names
_CODEBOOK = ("表 table", "列 column", "类型 type", "中文", "English")


def files(frames: dict[str, pd.DataFrame], schema: dict[str, Any]) -> dict[str, bytes]:
    """``gouji.xlsx``.

    Parameters
    ----------
    frames : dict
        The tables by name.
    schema : dict
        Their entries in the shape of ``schema.yml``, by name.

    Raises
    ------
    InputError
        If a table has more rows, or a cell more characters, than a sheet holds.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    for name, frame in frames.items():
        _refuse(name, frame)
    book = Workbook(write_only=True)
    # A clock would make every export differ.
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)
    book.properties.creator = "gouji"
    bold = Font(bold=True)
    for name, frame in frames.items():
        columns = schema[name]["columns"]
        rows = frame[list(columns)].itertuples(index=False, name=None)
        _sheet(book, name, tuple(columns), rows, bold)
    columns_of_all = [
        (name, column, kind, zh, en)
        for name in frames
        for column, (kind, en, zh) in schema[name]["columns"].items()
    ]
    _sheet(book, "codebook", _CODEBOOK, iter(columns_of_all), bold)
    out = io.BytesIO()
    book.save(out)
    return {"gouji.xlsx": out.getvalue()}


def _sheet(book: Any, name: str, head: tuple[str, ...], rows: Any, bold: Any) -> None:
    from openpyxl.cell import WriteOnlyCell

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    top = [WriteOnlyCell(sheet, value=column) for column in head]
    for cell in top:
        cell.font = bold
    sheet.append(top)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _refuse(name: str, frame: pd.DataFrame) -> None:
    """Refuse what does not fit, before anything is written: nothing is cut off in silence."""
    if len(frame) > _ROWS:
        raise InputError(
            f"{name} has {len(frame):,} rows, and an Excel sheet holds {_ROWS:,}. "
            "Use --to csv or --to parquet."
        )
    for column in frame.select_dtypes("str"):
        lengths = frame[column].str.len()
        if (lengths > _CHARACTERS).any():
            raise InputError(
                f"{name}, row {int(lengths.to_numpy().argmax()) + 2}: "
                f"{column} has {int(lengths.max()):,} characters, and a cell of Excel holds "
                f"{_CHARACTERS:,}. Use --to csv or --to parquet."
            )


def _cell(sheet: Any, value: Any) -> Any:
    """A value for openpyxl; a text that it would take for a formula becomes a cell of text."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return None if pd.isna(value) else value
    text = printable(value, lines=True)[:_CHARACTERS]
    if not FORMULA.match(text):
        return text
    cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True  # stays text when somebody edits it
    return cell
