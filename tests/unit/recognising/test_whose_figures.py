"""Rows of figures that are not beside their label, so that nobody can tell whose they are."""

import pytest

from analysis.form import APPLICANTS, get_form
from tests.unit.recognising.test_columns import page, read, rows_of, stated, values, written

OWN, LAST = values(seed=21), values(seed=22)
FAMILIES = ["page", "bars", "tabs", "blanks", "cells"]
FIRST = {"二": "信息内容", "三": "自然人"}


def tables(shown, **how):
    """The rows of a report, each with the table that it stands in; headers and titles in none."""
    number = ""
    for row in rows_of(shown, **how):
        number = str(row[0])[:1] if len(row) == 1 and row[0][1:2] == "、" else number
        is_row = len(row) > 1 and number in FIRST and isinstance(row[1], int)
        yield (number if is_row else ""), list(row)


def as_read(rows, family):
    if family == "page":
        return stated(read(page(rows), "page.html"))
    return stated(read(written(rows, family)))


def assert_right(found):
    assert {c: v for c, v in found.items() if OWN[c] != v} == {}


def below_each_other(first, second, which, beside=()):
    """Two rows of figures under each label of a table, whose merged cell is gone."""
    out = []
    for (number, own), (_, row), (_, other) in zip(*map(tables, (OWN, first, second)), strict=True):
        if number != which:
            is_head = beside and own[0] == FIRST[which]
            out.append(["项目", "类别", *own[which == "二" :]] if is_head else own)
            continue
        words = [[word] for word in beside] or [[], []]
        out += [[row[0], *words[0], *row[1:]], ["", *words[1], *other[1:]]]
    return out


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("which", "二三")
@pytest.mark.parametrize("own_first", [True, False])
def test_of_two_rows_of_figures_under_one_label_neither_is_taken(family, which, own_first):
    first, second = (OWN, LAST) if own_first else (LAST, OWN)
    found = as_read(below_each_other(first, second, which), family)
    table = {"二": "disclosure", "三": "requests"}[which]
    assert_right({c: v for c, v in found.items() if not c.startswith(table)})
    several = {c for c in OWN if c.startswith(table) and LAST[c] != OWN[c]}
    assert not several & set(found) or (family == "cells" and which == "二")
    assert_right(found) if not own_first else None


@pytest.mark.parametrize("words", [("区本级", "全区"), ("网上", "合计"), ("上期", "本期")])
@pytest.mark.parametrize("which", "二三")
def test_nor_where_words_beside_them_tell_them_apart(words, which):
    assert_right(as_read(below_each_other(LAST, OWN, which, words), "page"))


@pytest.mark.parametrize("years", [("本年", "上年"), ("2023年", "2022年")])
def test_the_second_row_is_passed_over_where_it_says_that_it_is_another_years(years):
    found = as_read(below_each_other(OWN, LAST, "三", years), "page")
    mine = {code: value for code, value in OWN.items() if code.startswith("requests")}
    assert mine.items() <= found.items()


def test_a_row_below_with_a_label_of_its_own_takes_nothing_away():
    rows = []
    for number, row in tables(OWN):
        rows.append(row)
        if number == "三":
            rows.append(["其中：网上提交", *(1 for _ in APPLICANTS)])
    assert as_read(rows, "page") == OWN


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("which", ["二", "三", "二三"])
def test_figures_before_their_label_are_not_those_of_the_label_before(family, which):
    """Labels at the right: what follows a label on the page are the next row's figures."""
    rows = [
        [*row[1:], row[0]] if number and number in which else row for number, row in tables(OWN)
    ]
    assert_right(as_read(rows, family))


def short_of(zeros, row):
    """A row whose neighbouring zeros are one cell, as wide as the row's end is short."""
    out = list(row[:1])
    for text in row[1:]:
        if not (text == 0 and out[-1] == 0):
            out.append(text)
    return " | ".join(map(str, out)) + " |" + "|" * (len(row) - len(out))


def test_figures_that_add_up_to_the_last_one_before_the_end_may_stand_one_column_off():
    """A bar for each column that a cell spans, at the row's end: no total is empty there."""
    shown = dict(OWN)
    for item in get_form("2021").items("requests"):
        for name in ("research", "public_interest"):
            shown[f"requests/{item}/total"] -= shown[f"requests/{item}/{name}"]
            shown[f"requests/{item}/{name}"] = 0
    lines = []
    for number, row in tables(shown):
        lines.append(short_of(0, row) if number == "三" else " | ".join(map(str, row)) + " |")
    head = ["某县水利局2023年政府信息公开工作年度报告", "一、总体情况", "本年情况如下。"]
    found = stated(read("\n".join([*head, *lines, ""])))
    assert {c: v for c, v in found.items() if shown[c] != v} == {}


def test_figures_whose_total_is_left_empty_are_read():
    small = {f"requests/{item}/other": 3 for item in get_form("2021").items("requests")}
    shown = OWN | small
    lines = []
    for number, row in tables(shown):
        cells = [*row[:-1], ""] if number == "三" else row
        lines.append(" | ".join(map(str, cells)) + " |")
    head = ["某县水利局2023年政府信息公开工作年度报告", "一、总体情况", "本年情况如下。"]
    found = stated(read("\n".join([*head, *lines, ""])))
    assert found == {
        c: v for c, v in shown.items() if not (c[:8] == "requests" and c[-5:] == "total")
    }


@pytest.mark.parametrize("which", ["二", "三"])
def test_nor_where_all_rows_are_on_one_line_or_padding_follows_each(which):
    rows = [
        [*row[1:], row[0]] if number and number in which else row for number, row in tables(OWN)
    ]
    lines = (
        written(rows, "cells")
        .replace("规章 |\n", "规章 |\n||\n")
        .replace("收费 |\n", "收费 |\n||\n")
    )
    assert_right(stated(read(lines)))
    head, _, body = lines.partition("二、")
    assert_right(stated(read(f"{head}二、{' '.join(body.split())}\n")))


@pytest.mark.parametrize("family", ["bars", "tabs", "blanks"])
@pytest.mark.parametrize("foot", ["3 / 5", "- 3 / 5 -", "3 - 5", "2024 1 20"])
def test_the_foot_of_a_page_is_no_second_row(family, foot):
    """It has neither the bars of the row above nor as many cells."""
    rows = []
    for number, row in tables(OWN):
        rows += [row, [foot]] if number == "三" else [row]
    assert as_read(rows, family) == OWN


@pytest.mark.parametrize(
    "below", [["12.5%"] * 7, range(1, 8)], ids=["shares", "numbers of the columns"]
)
def test_a_row_of_shares_or_of_the_columns_numbers_takes_nothing_away_from_the_one_above(below):
    rows = []
    for number, row in tables(OWN):
        rows += [row, ["", *below]] if number == "三" else [row]
    assert as_read(rows, "page") == OWN


def test_one_is_a_figure_and_no_columns_number_below_a_row_of_one_cell():
    rows = []
    for number, row in tables(OWN):
        rows += [row, ["", 1]] if number == "二" and len(row) == 2 else [row]
    found = as_read(rows, "page")
    assert found == {c: v for c, v in OWN.items() if not c.endswith(("/decisions", "/amount"))}
