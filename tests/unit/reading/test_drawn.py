"""Tables that a text draws with lines, as terminals' browsers and pandoc write them."""

import random
import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.blocks import Grid, Line
from analysis.reading.document import read_bytes
from analysis.reading.drawn import places, with_grids
from analysis.recognising.flat.separators import barred
from analysis.recognising.recognise import recognise
from benchmarks.rendering.forms import Style, printed, random_cells, tables
from benchmarks.rendering.text import text as written
from tests.support.patience import grows_in_proportion

CARD = {"agency": "清河县林业局", "year": 2023}

# Cells of several lines are set into their middle: 法人或其他组织 is on a line above 自然人.
BOXES = """三、收到和处理政府信息公开申请情况

┌────────────────────────────────┬────────────────────────────────────────────────────────────┐
│                                │申请人情况                                                  │
│                                ├──────┬────────────────────────────────────────────────┬────┤
│                                │      │法人或其他组织                                  │    │
│                                │自然人├────────┬────────┬────────────┬────────────┬────┤总计│
│                                │      │商业企业│科研机构│社会公益组织│法律服务机构│其他│    │
├────────────────────────────────┼──────┼────────┼────────┼────────────┼────────────┼────┼────┤
│一、本年新收政府信息公开申请数量│31    │2       │0       │0           │4           │0   │37  │
├────────────────────────────────┼──────┼────────┼────────┼────────────┼────────────┼────┼────┤
│二、上年结转政府信息公开申请数量│5     │0       │0       │0           │0           │1   │6   │
├────────────┬───────────────────┼──────┼────────┼────────┼────────────┼────────────┼────┼────┤
│            │（一）予以公开     │20    │1       │0       │0           │4           │0   │25  │
│三、本年度  ├───────────────────┼──────┼────────┼────────┼────────────┼────────────┼────┼────┤
│办理结果    │（七）总计         │30    │2       │0       │0           │4           │1   │37  │
├────────────┴───────────────────┼──────┼────────┼────────┼────────────┼────────────┼────┼────┤
│四、结转下年度继续办理          │6     │0       │0       │0           │0           │0   │6   │
└────────────────────────────────┴──────┴────────┴────────┴────────────┴────────────┴────┴────┘
"""
PARTED = """三、收到和处理政府信息公开申请情况
+--------------------------------+------+--------+--------+------------+------------+----+----+
|申请人情况                      |自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计|
+--------------------------------+------+--------+--------+------------+------------+----+----+
|一、本年新收政府信息公开申请数量|31    |2       |0       |0           |4           |0   |37  |
|二、上年结转政府信息公开申请数量|5     |0       |0       |0           |0           |1   |6   |
+--------------------------------+------+--------+--------+------------+------------+----+----+
"""
SEVEN = ("natural_person", "business", "research", "public_interest", "legal_services")
SEVEN += ("other", "total")
PRINTED = {
    "received": (31, 2, 0, 0, 4, 0, 37),
    "carried_in": (5, 0, 0, 0, 0, 1, 6),
    "granted": (20, 1, 0, 0, 4, 0, 25),
    "concluded": (30, 2, 0, 0, 4, 1, 37),
    "carried_out": (6, 0, 0, 0, 0, 0, 6),
}
GRID = """二、主动公开政府信息情况
+--------------+--------------+--------------+--------------+
| 第二十条第（一）项                                        |
+--------------+--------------+--------------+--------------+
| 信息内容     | 本年制发件数 | 本年废止件数 | 现行有效件数 |
+==============+==============+==============+==============+
| 规章         | 0            | 0            | 3            |
+--------------+--------------+--------------+--------------+
| 行政规范性   | 12           | +1           | 40           |
|              |              |              |              |
| 文件         |              |              |              |
+--------------+--------------+--------------+--------------+
"""


def read(text):
    """Table 三, below a table 二 that tells which form it is."""
    report = recognise(read_bytes((GRID + text).encode(), "report.txt"), CARD)
    cells = report.cells.query("status == 'stated' and table == 'requests'")
    return {(c.item, c.column): c.value for c in cells.itertuples()}


def expected(printed):
    return {(i, c): v for i, row in printed.items() for c, v in zip(SEVEN, row, strict=True)}


def test_boxes_are_read_by_where_their_cells_are():
    assert read(BOXES) == expected(PRINTED)


def test_columns_in_another_order_are_followed():
    moved = BOXES
    for a, b in (("商业企业", "科研机构"), ("社会公益组织", "法律服务机构")):
        moved = moved.replace(a, "甲").replace(b, a).replace("甲", b)
    swapped = [(r[0], r[2], r[1], r[4], r[3], *r[5:]) for r in PRINTED.values()]
    assert read(moved) == expected(dict(zip(PRINTED, swapped, strict=True)))


@pytest.mark.parametrize("order", list(permutations(("natural_person", "kinds", "total"))))
@pytest.mark.parametrize("corner", ["─", "*", "?", "", " "])
def test_where_corners_are_lost_the_header_is_read_by_where_its_rules_and_names_are(order, corner):
    """法人 is on a line above 自然人, wherever it is: its rule, or its place, shows between which."""
    spans = {"natural_person": (33, 40), "kinds": (40, 89), "total": (89, 94)}
    lines = [list(places(line)) for line in BOXES.splitlines()]
    moved = "\n".join(
        "".join([*row[:33], *(sign for name in order for sign in row[slice(*spans[name])]), "│"])
        if len(row) > 33
        else "".join(row)
        for row in lines
    )
    moved = moved.replace("自然人┤", "自然人│")
    if corner.strip():
        moved = re.sub("[┌┐└┘├┤┬┴┼]", corner, moved)
    elif corner:  # nothing is left of what was drawn
        moved = re.sub("[┌┐└┘├┤┬┴┼─│]", " ", moved)
    assert read(moved) == expected(PRINTED)


@given(st.integers(11, 15), st.integers(0, 40))
def test_in_a_box_that_is_bent_no_figure_is_put_into_another_column(row, at):
    """A blank too many, as an editor leaves it: cells are right or open."""
    lines = BOXES.splitlines()
    line = lines[row]
    lines[row] = line[: 34 + at] + " " + line[34 + at :] if line[34 + at : 35 + at] == " " else line
    found, printed = read("\n".join(lines)), expected(PRINTED)
    assert {code: printed[code] for code in found} == found


def test_a_table_that_does_not_close_is_read_as_lines_beside_one_that_does():
    cells = random_cells("2021", random.Random("drawn"))
    parts = tables("2021", Style(), printed(cells, "2021", Style(), random.Random("drawn")))
    text = written("清河县林业局", 2023, parts, "grid")
    bent = text.replace("| 一、本年新收", "|  一、本年新收")
    document = read_bytes(bent.encode(), "report.txt")
    report = recognise(document, CARD)
    found = report.cells.query("status == 'stated'")
    assert len(document.grids) == 2
    assert len(found) == len(cells)
    assert all(cells[f"{c.table}/{c.item}/{c.column}"] == c.value for c in found.itertuples())


def test_grids_of_plus_and_minus_are_read_with_their_spans():
    (grid,) = [block for block in with_grids(_lines(GRID)) if isinstance(block, Grid)]
    texts = [[slot.text for slot in row] for row in grid.rows]
    assert texts == [
        ["第二十条第（一）项"] * 4,
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "0", "3"],
        ["行政规范性\n文件", "12", "+1", "40"],
    ]
    assert [row[1].where for row in grid.rows] == ["line 3", "line 5", "line 7", "line 9"]


def test_rows_that_no_rule_parts_are_left_as_lines():
    """As database clients print them: a rule below the header alone, or around the whole."""
    assert not any(isinstance(block, Grid) for block in with_grids(_lines(PARTED)))
    outcomes = "+----+----+\n|结果     |\n+----+----+\n|维持|纠正|\n|9   |13  |\n+----+----+\n"
    assert not any(isinstance(block, Grid) for block in with_grids(_lines(outcomes)))


@pytest.mark.parametrize(("between", "value"), [("|      |    |", 12), ("|  续  |    |", None)])
def test_a_number_over_two_paragraphs_is_whole_and_two_rows_are_not_one(between, value):
    drawn = "+------+----+\n|规章  |1   |\n{}\n|      |2   |\n+------+----+\n|其他  |0   |\n+------+----+"
    rows = barred(_lines(drawn.format(between) + "\n|无    |0   |\n+------+----+" * 8), "2021")
    assert any("12" in line.text for line in rows) is (value is not None)


def test_two_boxes_one_right_below_the_other_are_two_tables():
    box = "┌───┬───┐\n│规 │章 │\n├───┼───┤\n│1  │2  │\n└───┴───┘\n"
    assert [len(block.rows) for block in with_grids(_lines(box + box))] == [2, 2]


@pytest.mark.parametrize(
    "text",
    [
        "+---+---+\n| 1 | 2 |\n+---+---+",  # one row: a frame around text
        "│1│2│\n│3│4│\n│5│6│\n│7│8│\n│9│0│",  # no rules
        "+---+---+\n| 1 | 2 |\n+---+---+\n| 3 | 4 |\n+---+-----+",  # does not close
    ],
)
def test_what_is_no_drawn_table_stays_lines(text):
    assert not any(isinstance(block, Grid) for block in with_grids(_lines(text)))


def _lines(text):
    return [Line(line, f"line {n}") for n, line in enumerate(text.splitlines(), start=1)]


@pytest.mark.parametrize("width", range(40, 90))
def test_what_is_cut_off_at_the_right_edge_is_no_figure(width):
    """As ``cut -c`` leaves a box: of a total of 37 only the 3."""
    text = "\n".join(x[:width] if x[:1] in "│├┌└" else x for x in BOXES.splitlines())
    found, printed = read(text), expected(PRINTED)
    assert {code: printed[code] for code in found} == found


def test_a_long_drawing_takes_time_in_proportion_to_its_length():
    def read_rows(rows):
        lines = _lines("+---+---+\n" + "| 1 | 2 |\n+---+---+\n" * rows)
        assert len(with_grids(lines)[0].rows) == rows

    assert grows_in_proportion(read_rows, 1_000, enough=2)  # measured: 0.6 s for 4,000


WIKI = """{|
|-
| colspan="2" | 信息内容 || 本年制发件数 || 本年废止件数 || '''现行有效件数'''
|-
| rowspan="2" | 文件
| 规章 || 3 || 0 ||
|-
! 行政规范性文件
| 5
|
| 7
|}"""


def test_a_table_in_the_signs_of_a_wiki_is_a_grid_with_its_spans_and_empty_cells():
    lines = [Line(text, f"line {n}") for n, text in enumerate(WIKI.splitlines(), start=1)]
    before, grid, after = with_grids([Line("上文", "a"), *lines, Line("下文", "b")])
    assert (before.text, after.text) == ("上文", "下文")
    assert [[slot.text for slot in row] for row in grid.rows] == [
        ["信息内容", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["文件", "规章", "3", "0", ""],
        ["文件", "行政规范性文件", "5", "", "7"],
    ]
    assert [row[2].where for row in grid.rows] == ["line 3", "line 6", "line 9"]


@pytest.mark.parametrize("broken", [WIKI[:-2], WIKI.replace("| 5", "{|\n| 5"), "{|\n| 规章\n|}"])
def test_a_table_of_a_wiki_that_does_not_close_stays_lines(broken):
    lines = [Line(text, "") for text in broken.splitlines()]
    assert with_grids(lines)[0] == lines[0]
