"""A hand-filled transcription: its layout, an empty template, and reading one back.

The sheet looks like the printed form, so that a person can type it off a scan: what is left empty
is a blank cell, a deleted row is a row that the report does not have, and ``?`` is what cannot be
read.
"""

import csv
import io
import re

from analysis.form import TABLES, Form, get_form, item_label, table_label
from analysis.reading import TRANSCRIPTION_MARK, Document
from analysis.user_files import Place, is_year, year_in
from analysis.zipped import workbook_bytes

from .labels import SECTION_NUMBERS
from .numbers import read_cell
from .rows import Found

FIELDS = {
    "agency": "报告机关全称 · full name of the agency",
    "year": "报告年度 · year reported on",
    "scope": "agency 单个机关 / territory 全地区汇总",
    "title": "标题 · title as printed",
    "published": "发布日期 · date of publication, 2024-01-18",
    "source_url": "网址 · address, if known",
    "sections": f"有哪几部分 · sections present, e.g. {SECTION_NUMBERS}; empty if not looked at",
}
PROSE = "prose"
MOST_QUOTED = 60
_AS_TEXT = re.compile(r"=\"(.*)\"|'(.*)")  # how spreadsheets keep a number from being one


def template_rows(fmt: str) -> list[list[str]]:
    """An empty transcription of the given format, as rows.

    Parameters
    ----------
    fmt : {"2019", "2021"}
        Format of the form.
    """
    form = get_form(fmt)
    rows = [[TRANSCRIPTION_MARK, f"format {fmt}"]]
    rows += [[key, hint, ""] for key, hint in FIELDS.items()]
    rows.append([PROSE, "正文中带数字的句子，每句一行 · sentences with figures, one a row", ""])
    for table in TABLES:
        rows += [[], ["", f"{table_label(table)} · {table_label(table, 'en')}"]]
        header: list[str] = []
        for item in form.items(table):
            labels = [c.column_label for c in form.cells if (c.table, c.item) == (table, item)]
            if labels != header:
                rows.append(["", "", *labels])
                header = labels
            rows.append(
                [f"{table}/{item}", item_label(table, item, "zh", fmt), *[""] * len(labels)]
            )
    return rows


def template_csv(fmt: str) -> bytes:
    """The template as CSV; with a byte-order mark, without which Excel shows Chinese as noise.

    Parameters
    ----------
    fmt : {"2019", "2021"}
        Format of the form.
    """
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(template_rows(fmt))
    return out.getvalue().encode("utf-8-sig")


def template_xlsx(fmt: str) -> bytes:
    """The template as XLSX: keys grey, cells to fill in framed and kept as text.

    Parameters
    ----------
    fmt : {"2019", "2021"}
        Format of the form.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"form {fmt}"
    thin = Side(style="thin", color="999999")
    frame = Border(left=thin, right=thin, top=thin, bottom=thin)
    for number, row in enumerate(template_rows(fmt), start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column, text or None)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            if column == 1:
                cell.font = Font(color="888888", size=8)
            elif column > 2 and row[0]:
                cell.border, cell.number_format = frame, "@"
                cell.fill = PatternFill("solid", fgColor="FFFBE6")
    for letter, width in zip("ABCDEFGHI", (26, 46, *[13] * 7), strict=True):
        sheet.column_dimensions[letter].width = width
    return workbook_bytes(book)


def read_transcription(
    document: Document,
) -> tuple[str, dict[str, str], list[tuple[str, str]], Found]:
    """Read a filled-in transcription.

    Parameters
    ----------
    document : Document
        The file that was filled in.

    Returns
    -------
    format : str
    fields : dict
        The rows of ``FIELDS``, by key.
    prose : list of (sentence, where)
    cells : dict
        ``code -> (status, printed, value, where)``.

    Raises
    ------
    InputError
        If the format is unknown, a key is unknown or given twice, or agency or year is not filled
        in.
    """
    file, rows = Place(document.file), document.rows
    fmt = year_in(_as_typed("".join(rows[0][1:2]).replace("format", "")))
    file.need(
        fmt in ("2019", "2021"),
        f"row {document.first_row} gives the format {_brief(fmt)!r}. "
        "Write `format 2021` or `format 2019` in column 2.",
    )
    form = get_form(fmt)
    keys = {f"{c.table}/{c.item}" for c in form.cells}
    fields: dict[str, str] = {}
    prose: list[tuple[str, str]] = []
    cells: Found = {}
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], start=document.first_row + 1):
        key = row[0].strip() if row else ""
        if not key:
            continue
        if key == PROSE:
            prose += [(text, f"row {number}") for text in map(str.strip, row[2:3]) if text]
            continue
        file.need(
            key in FIELDS or key in keys,
            f"row {number} starts with {_brief(key)!r}, which form {fmt} does not have. "
            "Compare with `gouji template`.",
        )
        both = f"rows {seen.get(key)} and {number} are both {_brief(key)!r}. Keep one."
        file.need(key not in seen, both)
        seen[key] = number
        if key in FIELDS:
            fields[key] = _as_typed("".join(row[2:3]))
        else:
            _read_row(cells, form, key, row, number, document.first_column + 2)
    for key in ("agency", "year"):
        row_at, column_at = seen.get(key, document.first_row + 1), document.first_column + 2
        empty = f"`{key}` is not filled in (row {row_at}, column {column_at})."
        file.need(fields.get(key), empty)
    year, four = year_in(fields["year"]), "Write four digits, such as 2023."
    fields["year"] = year
    file.need(
        is_year(year),
        f"row {seen['year']} gives the year {_brief(year)!r}. {four}",
    )
    return fmt, fields, prose, cells


def _brief(text: str) -> str:
    """What a message quotes of a cell: enough to find it, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]}…"


def _as_typed(text: str) -> str:
    kept = _AS_TEXT.fullmatch(text.strip())
    return (kept[1] or kept[2] or "" if kept else text).strip()


def _read_row(cells: Found, form: Form, key: str, row: list[str], number: int, first: int) -> None:
    table, item = key.split("/")
    columns = form.columns(table, item)
    values = [*map(_as_typed, row[2:]), *[""] * len(columns)]
    surplus = any(v.strip() for v in values[len(columns) :])
    for position, column in enumerate(columns):
        code = f"{key}/{column}"
        where = f"row {number}, column {position + first}"
        if surplus:  # more values than columns: something is shifted, and nobody can tell what
            cells[code] = ("unreadable", " | ".join(row[2:]), None, f"row {number}")
            continue
        status, value = read_cell(form.by_code[code], values[position])
        cells[code] = (status, values[position], value, where)
