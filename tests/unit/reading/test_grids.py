"""Tables that careless editing damaged, and cells as a browser, Word or a spreadsheet shows them: read as seen, or left."""

import hashlib
import io
import random
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import Workbook

from analysis import InputError
from analysis.form import get_form
from analysis.reading.backends.html import read_html
from analysis.reading.backends.sheet import XlsxBackend
from analysis.reading.backends.word import DocxBackend
from analysis.reading.blocks import Grid, Slot
from analysis.reading.document import read_bytes
from analysis.recognising.gridded.page_ends import rejoined
from analysis.recognising.numbers import read_cell, read_number
from analysis.recognising.recognise import recognise
from benchmarks.damage import case
from benchmarks.exactness import AGENCY, STYLES, YEAR
from benchmarks.rendering import html
from benchmarks.rendering.forms import printed, random_cells, tables


@pytest.mark.slow
def test_damage_never_puts_a_figure_into_another_cell():
    """What ``benchmarks.damage`` does over thousands of pages: cells dropped, doubled and inserted, spans lost or too long."""
    for number in range(120):
        _, fmt, kinds, shown, page = case(number, 23, 3)
        try:
            report = recognise(read_bytes(page, "page.html"), {})
        except InputError:
            continue
        for cell in report.cells.itertuples() if report.format == fmt else ():
            code = f"{cell.table}/{cell.item}/{cell.column}"
            want = read_cell(get_form(fmt).by_code[code], shown[code])
            assert cell.status != "stated" or cell.value == want.value, (number, kinds, code)


def shown_cells(markup):
    (grid,) = [
        b
        for b in read_html(f"<html><body><table><tr>{markup}</tr></table></body></html>").blocks
        if hasattr(b, "rows")
    ]
    return [slot.text for slot in grid.rows[0]]


@pytest.mark.parametrize(
    ("markup", "text", "value"),
    [
        ("<td>1<span>2</span></td>", "12", 12),
        ("<td><span>1</span> <span>2</span></td>", "1 2", None),
        ("<td>12<sup>1</sup></td>", "12[1]", 12),
        ("<td><sup>12</sup></td>", "12", 12),
        ("<td><del>9</del>12</td>", "12", 12),
        ('<td><span style="display:none">9</span>12</td>', "12", 12),
        ('<td style="visibility:hidden">9</td>', "", None),
        ('<td><input value="12"></td>', "12", 12),
        ('<td><img src="3.png"></td>', "[图]", None),
        ('<td><img src="spacer.gif">12</td>', "12", 12),
        ("<td><table><tr><td>12</td></tr></table></td>", "12", 12),
        ("<td>1<br>2</td>", "1\n2", None),
        ("<td><!-- 9 -->12<![if !supportEmptyParas]><![endif]></td>", "12", 12),
        ("<td>1\n   2</td>", "1 2", None),
        ("<td>&ensp;12&nbsp;</td>", "12", 12),
    ],
)
def test_a_cell_is_what_a_browser_shows(markup, text, value):
    assert shown_cells(markup) == [text]
    assert read_number(text).value == value


def test_hidden_cells_and_rows_take_no_place():
    assert shown_cells('<td>1</td><td style="display: none">2</td><td hidden>3</td><td>4</td>') == [
        "1",
        "4",
    ]


def test_spans_end_with_their_group_of_rows_and_the_foot_comes_last():
    markup = (
        "<table><tfoot><tr><td>foot<td>x</tr></tfoot><tbody><tr><td rowspan=9>a<td>b</tr></tbody>"
        "<tbody><tr><td>c<td>d</tr></tbody></table>"
    )
    (grid,) = read_html(f"<html>{markup}</html>").blocks
    assert [[s.text if s else None for s in row] for row in grid.rows] == [
        ["a", "b"],
        ["c", "d"],
        ["foot", "x"],
    ]


def test_a_table_that_holds_another_keeps_its_own_rows():
    inner = "<table><tr><td>x</td><td>1</td></tr><tr><td>y</td><td>2</td></tr></table>"
    outer = f"<table><tr><td>行政许可</td><td>7</td></tr><tr><td>前言</td><td>说明{inner}</td></tr></table>"
    blocks = read_html(f"<html>{outer}</html>").blocks
    grids = [[[s.text for s in row] for row in b.rows] for b in blocks if hasattr(b, "rows")]
    assert grids == [[["行政许可", "7"]], [["x", "1"], ["y", "2"]]]
    assert [b.text for b in blocks if not hasattr(b, "rows")] == ["前言", "说明"]


def one(change, fmt="2021", style="plain"):
    rng = random.Random(11)
    shown = printed(random_cells(fmt, rng), fmt, STYLES[style], rng)
    parts = tables(fmt, STYLES[style], shown)
    page = change(html.page(AGENCY, YEAR, parts, rng))
    cells = recognise(read_bytes(page.encode(), "page.html"), {}).cells
    return shown, {f"{c.table}/{c.item}/{c.column}": c for c in cells.itertuples()}


def everything_but(shown, cells, left=()):
    wrong = {
        code: cells[code]
        for code in shown
        if cells[code].printed != shown[code] or cells[code].status != "stated"
    }
    return set(wrong) - set(left)


EXTRA_ROW = "<tr><td>其他主动公开文件</td><td>/</td><td>3</td><td>3</td></tr>"


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.replace("</td>", "").replace("</tr>", ""),
        lambda p: p.replace("<tr><td>规章</td>", EXTRA_ROW + "<tr><td>规章</td>"),
        lambda p: p.replace("<tbody>", "<tbody><tr height=0><td></td></tr>"),
        lambda p: p.replace('<td colspan="5">法人或其他组织</td>', "<td>法人或其他组织</td>"),
        lambda p: p.replace("<td>1.属于国家秘密</td>", "<td>属于国家秘密（第十四条）</td>"),
        lambda p: p.replace(
            "<body>", "<body><table><tr><td>填表示例</td><td>规章</td></tr></table>"
        ),
    ],
    ids=[
        "unclosed",
        "extra row",
        "spacer rows",
        "span of header lost",
        "label with a remark",
        "another table",
    ],
)
def test_these_layouts_lose_nothing(change):
    shown, cells = one(change)
    assert everything_but(shown, cells) == set()


def test_a_page_printed_twice_is_read_once_and_two_that_differ_are_not_chosen_between():
    shown, cells = one(
        lambda p: p.replace(
            "</body>", p[p.index("<table border") : p.rindex("</table>") + 8] + "</body>"
        )
    )
    assert everything_but(shown, cells) == set()
    code = "disclosure/licences/decisions"
    row = f'<tr><td>行政许可</td><td colspan="3">{shown[code]}</td></tr>'

    def other(page):
        return page[page.index("<table border") : page.rindex("</table>") + 8].replace(
            row, row.replace(shown[code], "77")
        )

    _, cells = one(lambda p: p.replace("</body>", other(p) + "</body>"))
    assert cells[code].status == "unreadable"
    assert "77" in cells[code].printed


def test_table_four_is_read_lying_and_standing():
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]

    def standing(page):
        at = page.rindex("<table border")
        shown = page[page.rindex("<tr>", at) : page.rindex("</table>")]
        values = [v.split("</td>")[0] for v in shown.split("<td>")[1:16]]
        lines = [[n, values[i], values[5 + i], values[10 + i]] for i, n in enumerate(names)]
        rows = "".join("<tr>" + "".join(f"<td>{v}</td>" for v in line) + "</tr>" for line in lines)
        head = "<tr><td>结果</td><td>行政复议</td><td>未经复议直接起诉</td><td>复议后起诉</td></tr>"
        return page[:at] + f"<table>{head}{rows}" + page[page.rindex("</table>") :]

    shown, cells = one(standing)
    assert everything_but(shown, cells) == set()


OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
SUITS = [["未经复议直接起诉"] + [""] * 4 + ["复议后起诉"] + [""] * 4, list(OUTCOMES) * 2]
PARTS = {
    "in two tables": [[["行政复议"] + [""] * 4, list(OUTCOMES)], SUITS],
    "in one": [[["行政复议"] + [""] * 4 + SUITS[0], list(OUTCOMES) * 3]],
}


def table_four(parts, *below):
    """A page's table 四 in some parts, with rows below the headers; a header's first name spans the four after it."""

    def change(page):
        def row(cells):
            spans = [
                5 if text and not any(cells[i + 1 : i + 5]) and len(cells) > i + 4 else 1
                for i, text in enumerate(cells)
            ]
            left, out = 0, ""
            for text, span in zip(cells, spans, strict=True):
                out += f'<td colspan="{span}">{text}</td>' if left == 0 else ""
                left = left - 1 if left else span - 1
            return f"<tr>{out}</tr>"

        made = "".join(
            "<table>"
            + "".join(map(row, part))
            + "".join(row(list(text) * len(part[1])) for text in below)
            + "</table>"
            for part in parts
        )
        return page[: page.rindex("<table border")] + made + page[page.rindex("</table>") + 8 :]

    return change


def remedies(cells):
    return [cell for code, cell in cells.items() if code.startswith("remedies/")]


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_a_table_four_left_empty_is_blank_and_not_absent(parts):
    _, cells = one(table_four(parts, [""]))
    assert {cell.status for cell in remedies(cells)} == {"blank"}
    assert len(remedies(cells)) == 15


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_an_empty_row_above_the_values_is_only_space(parts):
    _, cells = one(table_four(parts, [""], ["0"]))
    assert [(cell.status, cell.value) for cell in remedies(cells)] == [("stated", 0)] * 15


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_a_header_of_table_four_without_a_row_below_is_no_blank(parts):
    _, cells = one(table_four(parts))
    assert {cell.status for cell in remedies(cells)} == {"absent"}


def word(change):
    document = Document()
    table = document.add_table(1, 2)
    change(table.cell(0, 0).paragraphs[0], table)
    out = io.BytesIO()
    document.save(out)
    (grid,) = [b for b in DocxBackend().read(out.getvalue(), "r.docx").blocks if hasattr(b, "rows")]
    return grid.rows[0][0].text


def test_word_raised_struck_and_hidden_text():
    def noted(p, _):
        p.add_run("12")
        p.add_run("1").font.superscript = True

    def struck(p, _):
        p.add_run("9").font.strike = True
        p.add_run("8").font.hidden = True
        p.add_run("12")

    assert (word(noted), word(struck)) == ("12[1]", "12")


def test_word_tracked_changes_and_text_boxes():
    def change(p, _):
        p.add_run("12")
        for name, text in (("ins", "3"), ("del", "4")):
            wrapper = p._p.makeelement(qn(f"w:{name}"), {})
            run = p.add_run(text)._r
            p._p.remove(run)
            wrapper.append(run)
            p._p.append(wrapper)

    assert word(change) == "123"


def test_a_workbook_tells_what_it_hides_and_takes_no_formula_for_nothing():
    book = Workbook()
    sheet = book.active
    sheet.append([1, "=1+1", 0.25, 3.0000000000000004])
    sheet.append([7, 8, 9, 10])
    sheet["C1"].number_format = "0%"
    sheet.row_dimensions[2].hidden = True
    book.create_sheet("草稿").sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    (grid,) = XlsxBackend().read(out.getvalue(), "r.xlsx").blocks
    first = [s.text for s in grid.rows[0]]
    assert (first[0], first[3]) == ("1", "3")
    assert [read_number(t).status for t in first[1:3]] == ["unreadable", "unreadable"]
    assert [s.text for s in grid.rows[1]] == [""] * 4
    assert any("hidden sheet" in n for n in grid.notes)
    assert any("hidden rows" in n for n in grid.notes)


def test_a_merged_cell_that_reaches_out_of_a_hidden_row_or_column_is_seen():
    book = Workbook()
    sheet = book.active
    for row in (("总计", None, "条"), (5, 6, 7), ("备注", None, None)):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:C2")
    sheet.merge_cells("A3:B3")
    sheet.column_dimensions["A"].hidden = True
    sheet.row_dimensions[1].hidden = True
    out = io.BytesIO()
    book.save(out)
    (grid,) = XlsxBackend().read(out.getvalue(), "r.xlsx").blocks
    assert [[s.text for s in row] for row in grid.rows[1:]] == [
        ["", "6", "条"],
        ["备注", "备注", ""],
    ]
    assert grid.rows[0][0].text == ""  # all of it is hidden


def _cut_row(upper, lower):
    """Two parts of a table, the first ending in ``upper`` and the second beginning with ``lower``."""

    def part(rows, name):
        return Grid(
            [
                [Slot(t, f"{name}, row {r}, column {c + 1}", c) for c, t in enumerate(row)]
                for r, row in enumerate(rows, 1)
            ]
        )

    last = ["四、结转下年度继续办理", "118", "47", "41", "6", "13", "15", "240"]
    return rejoined([part([upper], "page 1"), part([lower, last], "page 2")], "2021")


def test_digits_that_a_page_s_end_cut_off_are_put_to_their_number_where_the_total_confirms_it():
    upper = ["（七）总计", "1022", "1547", "1808", "949", "1612", "1379", "1752"]
    first, second = _cut_row(upper, ["", "9", "", "", "", "", "", "4"])
    assert [s.text for s in first.rows[0]][1:] == [
        "10229",
        "1547",
        "1808",
        "949",
        "1612",
        "1379",
        "17524",
    ]
    assert len(second.rows) == 1


def test_digits_that_nothing_confirms_leave_their_cells_unreadable():
    upper = [
        "（二）部分公开（区分处理的，只计这一",
        "1022",
        "1547",
        "1808",
        "949",
        "1612",
        "1379",
        "1752",
    ]
    first, _ = _cut_row(upper, ["情形，不计其他情形）", "8", "", "", "", "", "", "4"])
    assert [read_number(s.text).status for s in first.rows[0]][1::6] == ["unreadable", "unreadable"]


def test_a_row_of_its_own_on_the_next_page_is_no_rest_of_the_one_before():
    upper = ["（七）总计", "10229", "1547", "1808", "949", "1612", "1379", "17524"]
    first, second = _cut_row(upper, ["结转下年度继续办理", "8", "0", "0", "0", "0", "0", "8"])
    assert [s.text for s in first.rows[0]] == upper
    assert len(second.rows) == 2


NAMESPACE = re.compile(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/(\w+)")


def repacked(data, change):
    """An Office file whose parts are changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)))
    return out.getvalue()


def strict(part):
    kept = part.replace(b"http://schemas.openxmlformats.org/package/", b"package:")
    return NAMESPACE.sub(rb"http://purl.oclc.org/ooxml/\1/\2", kept).replace(
        b"package:", b"http://schemas.openxmlformats.org/package/"
    )


def with_macros(part):
    plain = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main"
    return part.replace(plain, b"vnd.ms-word.document.macroEnabled.main")


@pytest.mark.parametrize(
    ("kind", "change"), [("docx", strict), ("xlsx", strict), ("docx", with_macros)]
)
def test_office_files_in_the_strict_form_or_with_macros_are_read_as_the_usual_ones(kind, change):
    out = io.BytesIO()
    if kind == "docx":
        document = Document()
        document.add_table(1, 1).cell(0, 0).text = "12"
        document.save(out)
    else:
        book = Workbook()
        book.active["A1"] = 12
        book.save(out)
    data = repacked(out.getvalue(), change)
    assert data != out.getvalue()
    read = read_bytes(data, f"r.{kind}")
    assert read.grids[0].rows[0][0].text == "12"
    assert read.sha256 == hashlib.sha256(data).hexdigest()


def test_a_sheet_that_is_a_chart_is_passed_over():
    book = Workbook()
    book.active["A1"] = 12
    book.create_chartsheet("图", 0)
    out = io.BytesIO()
    book.save(out)
    (grid,) = read_bytes(out.getvalue(), "r.xlsx").grids
    assert grid.rows[0][0].text == "12"


def test_a_damaged_list_of_parts_is_refused_in_one_line():
    name = "[Content_Types].xml"
    out = io.BytesIO()
    Workbook().save(out)
    data = bytearray(out.getvalue())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo(name)
    start = info.header_offset + 30 + len(name)
    data[start : start + 40] = b"\xff" * 40
    with pytest.raises(InputError) as refused:
        read_bytes(bytes(data), "report.xlsx")
    assert "\n" not in str(refused.value)
