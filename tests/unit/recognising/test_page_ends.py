"""Tables that a page's end cuts anywhere, also within their headers."""

import random

import pytest

from analysis.reading.blocks import Grid, GridBuilder, Slot, cells_of
from analysis.recognising.gridded.grids import read_grids
from analysis.recognising.gridded.page_ends import rejoined
from benchmarks.rendering.forms import Style, printed, random_cells, tables

from .test_columns import page, rows_of, stated, values
from .test_columns import read as report_of


def whole_tables(fmt, seed, **style):
    """The tables of a report as grids, and the figures printed in them."""
    rng = random.Random(seed)
    text = printed(random_cells(fmt, rng), fmt, Style(), rng)
    grids = []
    for _, made in tables(fmt, Style(**style), text):
        for table in made:
            builder = GridBuilder()
            for row in table:
                builder.next_row()
                for td in row:
                    builder.add(td.text, f"table {len(grids)}", td.width, td.height)
            grids.append(builder.grid())
    return grids, {code: shown for code, shown in text.items() if shown}


def cut(grid, at, below):
    """A table on two pages: the text of a cell on both is on the second where ``below``."""
    lower = {}
    for row in grid.rows[at:]:
        for slot in cells_of(row):
            lower.setdefault(id(slot), Slot(slot.text, slot.where, slot.column, slot.width))
    for slot in cells_of(grid.rows[at - 1]):
        if id(slot) in lower:
            (slot if below else lower[id(slot)]).text = ""
    rest = [[None if s is None else lower[id(s)] for s in row] for row in grid.rows[at:]]
    return Grid(grid.rows[:at]), Grid(rest)


def read(grids, fmt):
    found, _, _ = read_grids(rejoined(grids, fmt), fmt)
    return {code: entry[1] for code, entry in found.items() if entry[0] == "stated"}


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("fmt", ["2019", "2021"])
@pytest.mark.parametrize("apart", [False, True])
def test_a_table_cut_by_a_page_s_end_within_or_below_its_header_is_read_whole(fmt, apart, below):
    count = len(whole_tables(fmt, 3, remedies_apart=apart)[0])
    for number in range(count):
        for at in range(1, 20):
            grids, shown = whole_tables(fmt, 3, remedies_apart=apart)
            if at < len(grids[number].rows):
                grids[number : number + 1] = cut(grids[number], at, below)
                got = read(grids, fmt)
                shown.pop("disclosure/procurement/amount", None)  # no unit
                assert got == shown, (number, at)


@pytest.mark.parametrize("repeated", [1, 2, 3])
def test_header_rows_repeated_on_the_new_page_are_not_joined_to_those_left(repeated):
    for number, rows in ((1, 3), (2, 3)):
        for at in range(1, rows + 1):
            grids, shown = whole_tables("2021", 4)
            upper, lower = cut(grids[number], at, False)
            again = whole_tables("2021", 4)[0][number].rows[: min(repeated, at)]
            grids[number : number + 1] = upper, Grid([*again, *lower.rows])
            assert read(grids, "2021") == shown, (number, at)


def test_a_header_whose_words_are_cut_is_read_from_both_pages():
    for number in (1, 2):
        grids, shown = whole_tables("2021", 5)
        upper, lower = cut(grids[number], 3, False)
        over = []
        for slot in upper.rows[2]:
            rest = Slot(slot.text[-1:], slot.where, slot.column, 1) if slot.width == 1 else None
            over.append(rest)
            slot.text = slot.text[:-1] if rest else slot.text
        over = [Slot("", "", i, 1) if s is None else s for i, s in enumerate(over)]
        grids[number : number + 1] = upper, Grid([over, *lower.rows])
        assert read(grids, "2021") == shown


@pytest.mark.parametrize("between", ["", "<p>某县水利局</p><p>3</p>"])
@pytest.mark.parametrize(
    "caption", ["</table><p>（单位：元）</p><table>", "<tr><td>（单位：元）</td></tr>"]
)
def test_the_unit_above_a_table_holds_on_the_next_page_too(caption, between):
    rows = [row for row in rows_of(values()) if "收费" not in str(row)]
    where = next(i for i, row in enumerate(rows) if row[0].startswith("三"))
    fees = "<tr><td>信息内容</td><td>本年收费金额</td></tr><tr><td>行政事业性收费</td><td>1234</td></tr>"
    before, after = (
        page(rows[:where]),
        page(rows[where:]).partition("<h1>")[2].partition("</h1>")[2],
    )
    before = before.partition("</table></body>")[0].replace(
        "</p><table>", f"</p><table>{caption}", 1
    )
    text = f"{before}</table>{between}<table>{fees}{after}"
    assert stated(report_of(text, "page.html"))["disclosure/fees/amount"] == 0.1234
    apart = text.replace(
        f"</table>{between}<table>{fees}", f"</table><p>二、主动公开政府信息情况</p><table>{fees}"
    )
    assert stated(report_of(apart, "page.html"))["disclosure/fees/amount"] == 1234


@pytest.mark.parametrize("between", ["", "<p>表二</p>"])
def test_the_unit_above_a_table_of_something_else_is_not_that_of_the_form(between):
    other = "<p>单位：元</p><table><tr><td>项目</td><td>支出</td></tr><tr><td>印刷</td><td>50</td></tr></table>"
    text = page(rows_of(values())).replace("（单位：万元）", "")
    text = text.replace("情况</p><table>", f"情况</p>{other}{between}<table>", 1)
    fees = "disclosure/fees/amount"
    assert stated(report_of(text, "page.html"))[fees] == values()[fees]


@pytest.mark.parametrize("name", ["行政复议", "（一）行政复议情况"])
def test_a_line_above_a_table_names_the_group_of_its_outcomes(name):
    rows = rows_of(values())
    four = next(i for i, row in enumerate(rows) if row[0].startswith("四、政府"))
    text = page(rows[: four + 1])
    shown = {code: v for code, v in values().items() if code.startswith("remedies/")}
    review = [str(v) for code, v in shown.items() if "/review/" in code]
    suits = [str(v) for code, v in shown.items() if "/suit_" in code]
    ends = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]

    def table(*made):
        body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in made)
        return f"<table>{body}</table>"

    heads = "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>"
    lower = table(ends * 2, suits).replace("<table>", f"<table><tr>{heads}</tr>")
    four = f"<p>{name}</p>{table(ends, review)}<p>行政诉讼</p>{lower}"
    text = text.replace("<table></table></body>", f"{four}</body>")
    found = stated(report_of(text, "page.html"))
    assert {code: v for code, v in found.items() if code.startswith("remedies/")} == shown
