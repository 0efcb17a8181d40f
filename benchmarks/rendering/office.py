"""Word documents by python-docx, and workbooks by openpyxl."""

import io

from docx import Document
from docx.text.paragraph import Paragraph
from openpyxl import Workbook

from .forms import Table, Td

_NAMES = {
    "一": "总体情况",
    "二": "主动公开政府信息情况",
    "三": "收到和处理政府信息公开申请情况",
    "四": "政府信息公开行政复议、行政诉讼情况",
    "五": "存在的主要问题及改进情况",
    "六": "其他需要报告的事项",
}


def placed(table: Table) -> tuple[list[tuple[int, int, Td]], int, int]:
    """Cells with their first row and column, and the table's size."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for r, row in enumerate(table):
        c = 0
        for td in row:
            while (r, c) in taken:
                c += 1
            cells.append((r, c, td))
            taken |= {(r + i, c + j) for i in range(td.height) for j in range(td.width)}
            c += td.width
    return cells, len(table), max(c for _, c in taken) + 1


def docx(
    agency: str,
    year: int,
    parts: list[tuple[str, list[Table]]],
    split_runs: bool = False,
    ruled: bool = True,
) -> bytes:
    """A Word document with merged cells."""
    document = Document()
    document.add_heading(f"{agency}{year}年政府信息公开工作年度报告")
    document.add_paragraph(f"（{year + 1}年1月20日）")
    made = dict(parts)
    for number, name in _NAMES.items():
        document.add_paragraph(f"{number}、{name}")
        for table in made.get(number, []):
            cells, rows, columns = placed(table)
            grid = document.add_table(rows, columns, style="Table Grid" if ruled else None)
            # Merged by hand: python-docx looks through the whole table for each cell.
            there = [list(row._tr.tc_lst) for row in grid.rows]
            for r, c, td in cells:
                lines = there[r : r + td.height]
                for n, line in enumerate(lines):
                    if td.width > 1:
                        line[c].get_or_add_tcPr().grid_span = td.width
                        for swallowed in line[c + 1 : c + td.width]:
                            swallowed.getparent().remove(swallowed)
                    if len(lines) > 1:
                        line[c].vMerge = "continue" if n else "restart"
                middle = len(td.text) // 2 if split_runs else len(td.text)
                for run in (td.text[:middle], td.text[middle:]):
                    Paragraph(there[r][c].p_lst[0], grid).add_run(run)
            document.add_paragraph("")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(
    agency: str, year: int, parts: list[tuple[str, list[Table]]], as_numbers: bool, sheets: bool
) -> bytes:
    """A workbook with merged cells, on one sheet or one for each table."""
    book = Workbook()
    sheet = book.active
    sheet.cell(1, 1, f"{agency}{year}年政府信息公开工作年度报告")
    at = 3
    for number, tables in parts:
        if sheets:
            sheet = book.create_sheet(f"表{number}")
            at = 1
        sheet.cell(at, 1, f"{number}、{_NAMES[number]}")
        at += 1
        for table in tables:
            cells, rows, _ = placed(table)
            for r, c, td in cells:
                text: object = td.text or None
                if as_numbers and td.text.replace(".", "", 1).isdigit():
                    text = float(td.text) if "." in td.text else int(td.text)
                sheet.cell(at + r, c + 1, text)
                if td.width > 1 or td.height > 1:
                    sheet.merge_cells(
                        start_row=at + r,
                        end_row=min(at + r + td.height, at + rows) - 1,
                        start_column=c + 1,
                        end_column=c + td.width,
                    )
            at += rows + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
