"""One Excel workbook: sheets for people, then the tables, a sheet each, and the codebook.

Every text is text, whatever it begins with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.assessing.tabular import FORMULA
from analysis.errors import InputError, printable
from analysis.zipped import workbook_bytes

_ROWS, _CHARACTERS = 1_048_575, 32_767  # limits of the format; a sheet's first row holds the names
_NUMBER = "#,##0.######"
_CODEBOOK = ("表 table", "列 column", "类型 type", "中文", "English")


@dataclass
class Cell:
    """A cell of a sheet.

    Attributes
    ----------
    value : object
        A text, a number, or None.
    look : str
        ``head``, ``group``, ``plain``, ``text``, ``wrap``, ``implied``, ``disputed``, ``none``,
        ``year``, ``title`` or ``strong``.
    comment : str
        A note that is shown with it.
    """

    value: Any = None
    look: str = "plain"
    comment: str = ""


@dataclass
class Sheet:
    """A sheet.

    Attributes
    ----------
    name : str
        Its name.
    rows : iterator of list of Cell
        Its rows, those of the heads first.
    widths : list of float
        Widths of its columns, in characters.
    heads : int
        How many rows of heads it has; the last of them has the filters. 0 for a page of text.
    fixed : int
        How many columns stay in sight.
    merged : list of (int, int, int)
        Row, first and last column, from 1, of heads over several columns.
    """

    name: str
    rows: Iterator[list[Cell]]
    widths: list[float]
    heads: int = 1
    fixed: int = 0
    merged: list[tuple[int, int, int]] = field(default_factory=list)


def files(
    frames: dict[str, pd.DataFrame], schema: dict[str, Any], people: Sequence[Sheet] = ()
) -> dict[str, bytes]:
    """``gouji.xlsx``.

    Parameters
    ----------
    frames : dict
        The tables by name.
    schema : dict
        Their entries in the shape of ``schema.yml``, by name.
    people : sequence of Sheet
        The sheets that people read.

    Raises
    ------
    InputError
        If a table has more rows, or a cell more characters, than a sheet holds.
    """
    from openpyxl import Workbook

    for name, frame in frames.items():
        _refuse(name, frame)
    book = Workbook(write_only=True)
    looks = _looks()
    for page in people:
        _page(book, page, looks)
    for name, frame in frames.items():
        columns = schema[name]["columns"]
        rows = frame[list(columns)].itertuples(index=False, name=None)
        _sheet(book, name, tuple(columns), rows, looks["strong"])
    columns_of_all = [
        (name, column, kind, zh, en)
        for name in frames
        for column, (kind, en, zh) in schema[name]["columns"].items()
    ]
    _sheet(book, "codebook", _CODEBOOK, iter(columns_of_all), looks["strong"])
    return {"gouji.xlsx": workbook_bytes(book)}


def _looks() -> dict[str, dict[str, Any]]:
    """What each look of a cell sets."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    def fill(colour: str) -> Any:
        return PatternFill("solid", start_color=colour, end_color=colour)

    line = Side("thin", color="B7C0CE")
    box = Border(left=line, right=line, top=line, bottom=line)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    heading = {"font": Font(bold=True), "alignment": middle, "border": box}
    top = Alignment(vertical="top", wrap_text=True)
    return {
        "title": {"font": Font(bold=True, size=16)},
        "strong": {"font": Font(bold=True)},
        "group": {**heading, "fill": fill("D9E2F0")},
        "head": {**heading, "fill": fill("EEF2F8")},
        "plain": {"number_format": _NUMBER},
        "year": {"number_format": "0", "alignment": Alignment("center", "top")},
        "text": {"alignment": Alignment(vertical="top")},
        "wrap": {"alignment": top},
        "mark": {"alignment": Alignment("right")},
        "implied": {"number_format": f'{_NUMBER}"†"', "font": Font(italic=True, color="6B7280")},
        "disputed": {"number_format": f'{_NUMBER}"×"', "fill": fill("F8D0CE")},
        "none": {"fill": PatternFill("lightUp", start_color="C9CED6")},
    }


def _page(book: Any, page: Sheet, looks: dict[str, dict[str, Any]]) -> None:
    """A sheet that people read."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(page.name)
    for position, width in enumerate(page.widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    last = get_column_letter(len(page.widths))
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = page.heads < 2
    if page.heads:
        sheet.freeze_panes = f"{get_column_letter(page.fixed + 1)}{page.heads + 1}"
        sheet.print_title_rows = f"1:{page.heads}"
        for row, height in enumerate(_HEIGHTS[page.heads], start=1):
            sheet.row_dimensions[row].height = height
    for row, first, to in page.merged:
        letters = get_column_letter(first), get_column_letter(to)
        sheet.merged_cells.add(f"{letters[0]}{row}:{letters[1]}{row}")
    for row, cells in enumerate(page.rows, start=1):
        if wrapped := _height(cells, page.widths):
            sheet.row_dimensions[row].height = wrapped
        sheet.append([_dressed(sheet, cell, looks[cell.look]) for cell in cells])
    if page.heads:
        sheet.auto_filter.ref = f"A{page.heads}:{last}{max(row, page.heads + 1)}"


_HEIGHTS = {1: (24,), 3: (20, 34, 84)}  # of rows of heads, in points
_LINE, _HIGHEST = 14.5, 400.0  # points; Excel has no higher row


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Height of a row whose texts are wrapped: no program fits it to them when it opens a file."""
    lines = [
        -(-sum(2 if c > "\u2e7f" else 1 for c in str(cell.value)) // (width * 0.9))
        for cell, width in zip(cells, widths, strict=False)
        if cell.look == "wrap" and cell.value
    ]
    return min(_HIGHEST, max(lines) * _LINE) if lines and max(lines) > 1 else 0.0


def _dressed(sheet: Any, cell: Cell, look: dict[str, Any]) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment

    out = _cell(sheet, cell.value)
    if not hasattr(out, "data_type"):
        out = WriteOnlyCell(sheet, value=out)
    for name, value in look.items():
        if name == "number_format" and isinstance(cell.value, float) and cell.value.is_integer():
            value = value.replace(".######", "")
        setattr(out, name, value)
    if cell.comment:
        out.comment = Comment(printable(cell.comment, lines=True), "gouji", height=160, width=320)
    return out


def _sheet(book: Any, name: str, head: tuple[str, ...], rows: Any, strong: dict[str, Any]) -> None:
    from openpyxl.cell import WriteOnlyCell

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.sheet_properties.tabColor = "BFBFBF"
    top = [WriteOnlyCell(sheet, value=column) for column in head]
    for cell in top:
        cell.font = strong["font"]
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
