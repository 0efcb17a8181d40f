"""Tables that lie otherwise than the form: turned, parted by columns, with years beside each other."""

import random
import re
from itertools import groupby

import pytest

from analysis.form import APPLICANTS, get_form
from analysis.recognising.gridded.headers import is_foreign
from tests.unit.recognising.test_columns import (
    ENDS,
    NAMES,
    page,
    read,
    rows_of,
    stated,
    values,
    written,
)

OWN, LAST = values(seed=11), values(seed=12)
ITEMS = get_form("2021").items("requests")
OUTCOMES = get_form("2021").columns("remedies", "review")


def split(shown, **how):
    """The rows of the report before table three, of it without its header, and after it."""
    rows = rows_of(shown, **how)
    first = next(i for i, row in enumerate(rows) if row[0] == "自然人" or row[0] == "总计")
    end = next(i for i, row in enumerate(rows) if str(row[0]).startswith("四、政府信息公开行政"))
    return rows[:first], rows[first + 1 : end], rows[end:]


def as_read(*runs):
    """What is stated of rows, some of them tables of their own."""
    return stated(read("".join(page(run) if run else "" for run in runs), "page.html"))


@pytest.mark.parametrize("order", [("total", *APPLICANTS[:-1]), APPLICANTS[::-1]])
def test_without_a_header_a_row_that_adds_up_by_chance_is_no_proof_of_the_usual_order(order):
    shown = dict(OWN)
    for item, column in (("refused.third_party", "other"), ("other.other", "business")):
        shown |= {f"requests/{item}/{a}": 6 if a in (column, "total") else 0 for a in APPLICANTS}
    before, own, after = split(shown, applicants=order)
    found = as_read([*before, *own, *after])
    assert all(shown[code] == value for code, value in found.items())


def test_a_table_whose_columns_go_on_in_a_second_table_is_read_as_one():
    before, own, after = split(OWN)
    for cut in (2, 4, 6):
        first = [[*(NAMES[a] for a in APPLICANTS[:cut])], *(row[: cut + 1] for row in own)]
        rest = [
            [*(NAMES[a] for a in APPLICANTS[cut:])],
            *([row[0], *row[cut + 1 :]] for row in own),
        ]
        if cut == 6:
            rest[0] = ["项目", *rest[0]]
        assert as_read([*before, *first, ["续表"], *rest, *after]) == OWN


def test_parts_whose_rows_differ_are_not_put_beside_each_other():
    before, own, after = split(OWN)
    first = [[NAMES[a] for a in APPLICANTS[:3]], *(row[:4] for row in own)]
    rest = [[NAMES[a] for a in APPLICANTS[3:]], *([row[0], *row[4:]] for row in own[1:] + own[:1])]
    found = as_read([*before, *first, ["续表"], *rest, *after])
    assert all(OWN[code] == value for code, value in found.items())


def test_a_table_with_applicants_down_its_side_is_read():
    before, own, after = split(OWN)
    turned = [["申请人", *(row[0] for row in own)]]
    turned += [[NAMES[a], *(row[n] for row in own)] for n, a in enumerate(APPLICANTS, start=1)]
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in turned)
    text = page([*before, ["表三"], *after]).replace("<p>表三</p>", f"<table>{rows}</table>")
    assert stated(read(text, "page.html")) == OWN


@pytest.mark.parametrize("years", [("2022", "2023"), ("2023年", "2022年"), ("上年", "本年")])
def test_rows_of_two_years_that_a_column_tells_apart(years):
    (before, own, after), (_, last, _) = split(OWN), split(LAST)
    rows = [["项目", "年度", *NAMES.values()]]
    for mine, other in zip(own, last, strict=True):
        pair = [
            [year, *(mine if year in ("2023", "2023年", "本年") else other)[1:]] for year in years
        ]
        rows += [[mine[0], *pair[0]], [mine[0], *pair[1]]]
    assert as_read([*before, *rows, *after]) == OWN


@pytest.mark.parametrize("years", [("2022年", "2023年"), ("本年度", "上年度")])
def test_columns_of_two_years_below_each_name(years):
    (before, own, after), (_, last, _) = split(OWN), split(LAST)
    mine_first = years[0] == "本年度"
    head = "".join(f'<td colspan="2">{name}</td>' for name in NAMES.values())
    rows = f'<tr><td rowspan="2">项目</td>{head}</tr><tr>'
    rows += "".join(f"<td>{year}</td>" for year in years * 7) + "</tr>"
    for mine, other in zip(own, last, strict=True):
        pairs = zip(mine[1:], other[1:], strict=True)
        cells = [c for pair in pairs for c in (pair if mine_first else pair[::-1])]
        rows += "<tr>" + "".join(f"<td>{c}</td>" for c in [mine[0], *cells]) + "</tr>"
    text = page([*before, ["表三"], *after]).replace("<p>表三</p>", f"<table>{rows}</table>")
    assert stated(read(text, "page.html")) == OWN


def test_table_four_with_a_row_for_each_of_two_years():
    ends = "".join(f"<td>{name}</td>" for name in ENDS.values())
    tall = ends.replace("<td>", '<td rowspan="2">')
    rows = (
        '<tr><td rowspan="3">年份</td><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>'
        f'<tr>{tall}<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>'
        f"<tr>{ends}{ends}</tr>"
    )
    for year, shown in ((2022, LAST), (2023, OWN)):
        cells = [v for code, v in shown.items() if code.startswith("remedies/")]
        rows += f"<tr><td>{year}年</td>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>"
    before, own, after = split(OWN)
    head = [["", *NAMES.values()]]
    last = [row for row in after if len(row) == 1][-2:]
    text = page([*before, *head, *own, after[0], ["表四"], *last])
    assert stated(read(text.replace("<p>表四</p>", f"<table>{rows}</table>"), "page.html")) == OWN


@pytest.mark.parametrize("lost", range(5))
@pytest.mark.parametrize("what", ["span", "name"])
@pytest.mark.parametrize("confirmed", [False, True])
def test_a_header_of_table_four_that_lost_a_span_or_a_name_moves_no_figure(lost, what, confirmed):
    """All names after it stand one column to the left, and the last column has none."""
    ends = list(ENDS.values())
    whole = ["<td rowspan=2>" + name + "</td>" for name in ends]
    whole[lost] = f"<td>{ends[lost]}</td>" if what == "span" else ""
    tall = "".join(whole)
    below = "".join(f"<td>{name}</td>" for name in ends * 2)
    shown = dict.fromkeys((c for c in OWN if c.startswith("remedies/")), "")
    shown["remedies/suit_direct/corrected"] = "37"
    if confirmed:
        shown["remedies/suit_direct/total"] = "37"
    figures = "".join(f"<td>{text}</td>" for text in shown.values())
    table = (
        '<table><tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>'
        f'<tr>{tall}<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>'
        f"<tr>{below}</tr><tr>{figures}</tr></table>"
    )
    before, own, after = split(OWN)
    last = [row for row in after if len(row) == 1][-2:]
    text = page([*before, ["", *NAMES.values()], *own, after[0], ["表四"], *last])
    got = stated(read(text.replace("<p>表四</p>", table), "page.html"))
    got = {code: value for code, value in got.items() if code.startswith("remedies/")}
    assert got == ({c: int(v) for c, v in shown.items() if v} if confirmed else {})


@pytest.mark.parametrize("first", ["organisations", "total"])
@pytest.mark.parametrize("swapped", [False, True])
def test_columns_below_a_group_that_is_before_the_natural_persons(first, swapped):
    """The names are written as in the form, since those below the group are on a line of their own."""
    five = APPLICANTS[1:-1]
    after = ("total", "natural_person") if swapped else ("natural_person", "total")
    order = (*five, *after) if first == "organisations" else (after[0], *five, after[1])
    group = "<td colspan=5>法人或其他组织</td>"
    ends = [f"<td rowspan=2>{NAMES[name]}</td>" for name in after]
    upper = [group, *ends] if first == "organisations" else [ends[0], group, ends[1]]
    lower = "".join(f"<td>{NAMES[name]}</td>" for name in five)
    before, own, rest = split(OWN)
    at = [APPLICANTS.index(name) - len(APPLICANTS) for name in order]
    own = [[*row[: -len(APPLICANTS)], *(row[i] for i in at)] for row in own]
    head = f"<tr><td rowspan=2></td>{''.join(upper)}</tr><tr>{lower}</tr>"
    report = page([*before, ["申请人"], *own, *rest])
    report = report.replace("<p>申请人</p><table>", f"<table>{head}")
    assert stated(read(report, "page.html")) == OWN


@pytest.mark.parametrize("has_spans", [True, False])
@pytest.mark.parametrize("group", [["法人或其他组织"] * 5, ["单位"] * 5, ["法人", "", "", "", ""]])
def test_a_cell_above_organisations_counts_by_its_place_also_where_its_span_is_lost(
    group, has_spans
):
    """Sums bear out the form's order as well: only the writing tells the two apart."""
    upper = [group[0]] if not has_spans else group
    upper = [*(f"<td>{g}</td>" for g in upper), "<td rowspan=2>自然人</td><td rowspan=2>总计</td>"]
    head = "".join(upper if has_spans else [cell.replace(" rowspan=2", "") for cell in upper])
    five = "".join(f"<td>{NAMES[name]}</td>" for name in APPLICANTS[1:-1])
    corner = "<td rowspan=2>项目</td>" if has_spans else ""
    before, own, rest = split(OWN)
    own = [[row[0], *row[2:-1], row[1], row[-1]] for row in own]
    report = page([*before, ["申请人"], *own, *rest])
    report = report.replace(
        "<p>申请人</p><table>", f"<table><tr>{corner}{head}</tr><tr>{five}</tr>"
    )
    found = stated(read(report, "page.html"))
    assert all(OWN[code] == value for code, value in found.items())
    assert found == OWN or not has_spans


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("has_lost", [False, True])
def test_a_group_that_other_columns_part_is_above_those_that_stand_below_its_pieces(seed, has_lost):
    order = random.Random(seed).sample(APPLICANTS, 7)
    runs = [list(run) for _, run in groupby(order, lambda name: name in APPLICANTS[1:-1])]
    spans = [f"<td colspan={len(run)}>法人或其他组织</td>" for run in runs]
    upper = "".join(
        "".join(f"<td rowspan=2>{NAMES[name]}</td>" for name in run)
        if run[0] in ("natural_person", "total")
        else span
        for run, span in zip(runs, spans, strict=True)
    )
    if has_lost:
        upper = re.sub(r"<td colspan=\d>", "<td>", upper, count=1)
    lower = "".join(f"<td>{NAMES[name]}</td>" for name in order if name in APPLICANTS[1:-1])
    before, own, rest = split(OWN)
    own = [
        [*row[: -len(APPLICANTS)], *(row[APPLICANTS.index(n) - 7] for n in order)] for row in own
    ]
    head = f"<tr><td rowspan=2></td>{upper}</tr><tr>{lower}</tr>"
    report = page([*before, ["申请人"], *own, *rest])
    found = stated(read(report.replace("<p>申请人</p><table>", f"<table>{head}"), "page.html"))
    assert all(OWN[code] == value for code, value in found.items())
    assert found == OWN or has_lost


def test_rows_that_go_on_without_a_header_follow_the_last_one_that_was_left():
    """Their sums bear out the form's order too; of half a header nothing is left to follow."""
    order = (*APPLICANTS[1:-1], "natural_person", "total")
    before, own, rest = split(OWN)
    at = [APPLICANTS.index(name) - len(APPLICANTS) for name in order]
    own = [[*row[: -len(APPLICANTS)], *(row[i] for i in at)] for row in own]
    for names in (order, order[:5]):
        head = ["", *(NAMES[name] for name in names), *[""] * (len(order) - len(names))]
        rows = [*before, ["申请人"], head, *own[:9], ["续表"], *own[9:], *rest]
        found = stated(read(page(rows), "page.html"))
        assert all(OWN[code] == value for code, value in found.items())
    lines = ["法人或其他组织", "总计 自然人", "其他 法律服务机构 社会公益组织 科研机构 商业企业"]
    at = [-1, -2, -3, -4, -5, -6, -7]
    rows = [[row[0], *(row[i] for i in at)] for row in split(OWN)[1]]
    text = written([*before, *([line] for line in lines), *rows, *rest], "blanks")
    assert all(OWN[code] == value for code, value in stated(read(text)).items())


@pytest.mark.parametrize("pad", ["", "&nbsp;"])
def test_where_labels_lost_their_spans_an_empty_cell_at_a_rows_end_may_be_none_of_it(pad):
    """Browsers for terminals fill rows up: cells that are empty show no figure out of place."""
    few = {"received": (5, 1, 0, 0, 0, 0, 6), "partly_granted": ("", 3, "", 1, "", 2, "")}
    few |= {"refused.state_secret": ("", "", 0, "", "", "", "")}
    shown = OWN | {
        f"requests/{item}/{a}": value
        for item, row in few.items()
        for a, value in zip(APPLICANTS, row, strict=True)
    }
    before, own, after = split(shown)
    rows = ['<tr><td colspan="2"></td>' + "".join(f"<td>{NAMES[a]}</td>" for a in APPLICANTS)]
    for label, *cells in own:
        grouped = label.startswith(("1.", "一、", "二、"))
        span = ' colspan="2"' if grouped else ""
        cells = cells if grouped else [*cells, pad]
        rows.append(f"<tr><td{span}>{label}</td>" + "".join(f"<td>{c}</td>" for c in cells))
    text = page([*before, ["表三"], *after])
    got = stated(read(text.replace("<p>表三</p>", f"<table>{''.join(rows)}</table>"), "page.html"))
    assert all(shown[code] == value for code, value in got.items())
    assert got["requests/received/total"] == 6


def test_a_row_of_noughts_that_lost_its_label_is_no_end_of_the_digits_above_a_pages_end():
    shown = dict(OWN)
    item = "requests/refused.safety_stability"
    shown |= {f"{item}/{a}": 0 for a in APPLICANTS}
    before, own, rest = split(shown)
    cut = next(i for i, row in enumerate(own) if "三安全" in row[0])
    own[cut][0] = "？？"
    found = as_read([*before, ["", *NAMES.values()], *own[:cut], ["续表"], *own[cut:], *rest])
    assert all(shown[code] == value for code, value in found.items())


def lacking(names, last):
    """The parts of the report and how a row of table three is without some of its columns."""
    kept = [n for n, a in enumerate(APPLICANTS, start=1) if a not in names]
    before, own, after = split(OWN)
    own = [[row[0], *(row[n] for n in kept), *([last] if last is not None else [])] for row in own]
    header = [NAMES[APPLICANTS[n - 1]] for n in kept]
    gone = tuple(f"requests/{item}/{a}" for a in names for item in ITEMS)
    rest = {c: v for c, v in OWN.items() if c not in gone}
    return before, header, own, after, rest


@pytest.mark.parametrize(
    "names",
    [("natural_person",), ("research",), ("other",), ("total",), ("legal_services", "other")],
)
def test_columns_that_have_a_header_are_read_where_another_is_not_there(names):
    before, header, own, after, rest = lacking(names, None)
    assert as_read([*before, header, *own, *after]) == rest
    middle = len(own) // 2
    parts = [*before, header, *own[:middle], ["续表"]], [*own[middle:], *after]
    assert as_read([*parts[0], *parts[1]]) == rest
    again = ["", "", *header[1:3]] if header[0] == "自然人" else ["", *header[:2]]
    assert as_read([*parts[0], again, *parts[1]]) == rest


@pytest.mark.parametrize(
    "lacks", [("research",), ("legal_services", "total"), ("research", "total")]
)
def test_other_applicants_may_be_those_that_have_no_column_where_nothing_else_counts_them(lacks):
    before, header, own, after, rest = lacking(lacks, None)
    own = [row if "total" in lacks else [*row[:-1], sum(row[1:-1])] for row in own]
    found = as_read([*before, header, *own, *after])
    kept = [c for c in rest if c.startswith("requests") and not c.endswith(("/other", "/total"))]
    assert all(found[code] == rest[code] for code in kept)
    assert not any(c.startswith("requests") and c.endswith("/other") for c in found)


def test_a_header_of_few_names_says_too_little_of_the_others():
    before, header, own, after, _ = lacking(("research", "public_interest", "legal_services"), None)
    own = [[row[0], row[1], row[-1] - row[1], row[-1]] for row in own]
    header = [header[0], header[1], header[-1]]
    found = as_read([*before, header, *own, *after])
    assert not any(c.startswith("requests") for c in found)


def test_a_figure_beside_the_columns_that_have_a_header_makes_all_of_them_doubtful():
    before, header, own, after, _ = lacking(("research",), 7)
    assert not any(c.startswith("requests") for c in as_read([*before, header, *own, *after]))


def test_columns_whose_totals_are_less_than_they_are_open():
    before, header, own, after, _ = lacking(("research",), None)
    own = [[row[0], *row[2:-1], row[-1], row[1]] for row in own]
    found = as_read([*before, header, *own, *after])
    assert not any(c.startswith("requests") for c in found)


@pytest.mark.parametrize("at", range(1, 4))
@pytest.mark.parametrize("alike", [False, True])
def test_a_cell_that_may_stand_twice_in_a_row_of_table_two_opens_it(at, alike):
    """The row has a cell more than its header, and its last is empty: the row's or none of it."""
    rows = rows_of(OWN)
    n = next(i for i, row in enumerate(rows) if row[0] == "行政规范性文件")
    row = rows[n][:3] + [""]
    row.insert(at, row[at] if alike else "")
    rows[n] = row if at < 3 else [*row[:4], ""]
    got = stated(read(page(rows), "page.html"))
    held = {c: v for c, v in got.items() if c.startswith("disclosure/normative_documents/")}
    assert all(OWN[code] == value for code, value in held.items())
    assert {c: v for c, v in got.items() if c not in held} == {
        c: v for c, v in OWN.items() if not c.startswith("disclosure/normative_documents/")
    }


def test_a_label_that_reaches_below_a_header_is_no_error():
    """The span of one label is too wide and a figure is lost: the row ends where others do."""
    before, own, after = split(OWN)
    rows = page([["", *NAMES.values()], *own])
    first, last = rows.index("<table>"), rows.rindex("</table>")
    wide = re.sub(
        r"<td>(2\.重复申请.*?)</td><td>\d+</td>", r'<td colspan="2">\1</td>', rows[first:last]
    )
    wide += "</table>"
    text = page([*before, ["表三"], *after]).replace("<p>表三</p>", wide)
    kept = {c: v for c, v in OWN.items() if "unprocessed.repeated" not in c}
    assert kept.items() <= stated(read(text, "page.html")).items()


def test_a_row_whose_label_lost_a_span_and_whose_last_cell_stands_twice_is_open():
    """It ends where the others do, and each figure stands one column left of its header."""
    before, own, after = split(OWN)
    at = next(i for i, row in enumerate(own) if str(row[0]).startswith("2.重复申请"))
    rows = [["", row[0], *row[1:]] for row in own]
    rows[at] = [own[at][0], "", 137, "", 20, 285, 97, 539, 539]
    cells = "".join(
        "<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>"
        for row in [["", "", *NAMES.values()], *rows]
    )
    text = page([*before, ["表三"], *after]).replace("<p>表三</p>", f"<table>{cells}</table>")
    shown = {c for c in OWN if c.startswith("requests/unprocessed.repeated/")}
    want = {c: v for c, v in OWN.items() if c not in shown}
    assert stated(read(text, "page.html")) == want


@pytest.mark.parametrize(
    "order",
    [
        ("upheld", "corrected", "pending", "other", "total"),
        ("corrected", "upheld", "other", "pending", "total"),
    ],
)
def test_outcomes_in_another_order_below_headers_that_lost_their_spans(order):
    """Programs that write a grid of cells leave the spans of 行政诉讼 and its parts out."""
    names = dict(
        zip(OUTCOMES, ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"), strict=True)
    )
    before, own, _ = split(OWN)
    gap = [""] * 4
    heads = [names[name] for name in order]
    shown = dict(OWN)
    for group, total in (("review", 39), ("suit_direct", 52), ("suit_after_review", 39)):
        shown |= {f"remedies/{group}/{n}": 0 for n in OUTCOMES}
        shown |= {f"remedies/{group}/{n}": total for n in (order[2], "total")}
    figures = [
        shown[f"remedies/{g}/{n}"]
        for g in ("review", "suit_direct", "suit_after_review")
        for n in order
    ]
    four = [
        ["四、政府信息公开行政复议、行政诉讼情况"],
        ["行政复议", *gap, "行政诉讼", *gap, "", *gap],
        [*heads, "未经复议直接起诉", *gap, "复议后起诉", *gap],
        ["", *gap, *heads, *heads],
        figures,
    ]
    assert as_read([*before, *own, *four]) == shown


@pytest.mark.parametrize("lost", ["", "结果维持"])
def test_outcomes_in_another_order_are_not_read_by_their_place_where_one_is_lost(lost):
    """In any order of the first four the totals hold."""
    before, own, after = split(OWN)
    heads = ["结果纠正", "尚未审结", "结果维持", "其他结果", "总计"] * 3
    heads[6] = lost
    groups = [["行政复议", *[""] * 4, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4]]
    four = [[after[0][0]], *groups, heads, [1, 2, 3, 4, 10] * 3]
    got = as_read([*before, *own, *four])
    assert not [code for code in got if code.startswith("remedies/")]


def with_four(shown, *rows):
    """What is stated of a page in which table four has these rows."""
    before, own, after = split(shown)
    return as_read([*before, ["", *NAMES.values()], *own, after[0], *rows])


GROUP_NAMES = ("行政复议", "未经复议直接起诉", "复议后起诉")
FIGURES = [value for code, value in OWN.items() if code.startswith("remedies/")]
NOUGHTS = OWN | {code: 0 for code in OWN if code.startswith("remedies/")}


@pytest.mark.parametrize("at", range(15))
@pytest.mark.parametrize("name", ENDS.values())
def test_an_outcome_that_a_header_names_twice_stands_where_the_other_groups_have_it(at, name):
    heads = [*ENDS.values()] * 3
    heads[at] = name
    groups = [cell for group in GROUP_NAMES for cell in (group, *[""] * 4)]
    assert with_four(OWN, groups, heads, FIGURES) == OWN


def test_outcomes_that_every_group_names_twice_are_open():
    heads = ["结果维持", "结果维持", "其他结果", "尚未审结", "总计"] * 3
    got = with_four(OWN, [f"{group}{n}" for group in GROUP_NAMES for n in heads[:5]], FIGURES)
    assert not [code for code in got if code.startswith("remedies/")]


def test_outcomes_down_the_side_of_table_four_are_read_each_from_its_row():
    named = [(group, name) for group in GROUP_NAMES for name in ENDS.values()]
    rows = [[*each, figure] for each, figure in zip(named, FIGURES, strict=True)]
    assert with_four(OWN, *rows) == OWN
    assert with_four(OWN, ["类别", "结果", "数量"], *rows) == OWN
    short = with_four(OWN, *rows[:-1])
    assert all(OWN[code] == value for code, value in short.items())


@pytest.mark.parametrize("where", ["end", "suits"])
@pytest.mark.parametrize("shown", [OWN, NOUGHTS])
def test_a_sum_over_groups_is_no_column_of_table_four(where, shown):
    ends = "".join(f"<td>{name}</td>" for name in ENDS.values())
    tall = ends.replace("<td>", "<td rowspan=2>")
    alone = "<td rowspan=3>总计</td>" if where == "end" else ""
    within = "<td rowspan=2>合计</td>" if where == "suits" else ""
    wide = 10 + bool(within)
    cells = [v for code, v in shown.items() if code.startswith("remedies/")]
    cells.append(cells[4] + cells[9] + cells[14] if alone else cells[9] + cells[14])
    table = (
        f"<table><tr><td colspan=5>行政复议</td><td colspan={wide}>行政诉讼</td>{alone}</tr>"
        f"<tr>{tall}<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>{within}</tr>"
        f"<tr>{ends}{ends}</tr><tr>{''.join(f'<td>{c}</td>' for c in cells)}</tr></table>"
    )
    before, own, after = split(shown)
    text = page([*before, ["", *NAMES.values()], *own, after[0], ["表四"]])
    assert stated(read(text.replace("<p>表四</p>", table), "page.html")) == shown


def test_a_column_of_another_year_alone_beside_the_total_is_none_of_the_form():
    before, own, after = split(OWN)
    rows = "<tr><td></td>" + "".join(f"<td>{n}</td>" for n in (*NAMES.values(), "2022年")) + "</tr>"
    for row in own:
        rows += "<tr>" + "".join(f"<td>{cell}</td>" for cell in (*row, 7)) + "</tr>"
    text = page([*before, ["表三"], *after]).replace("<p>表三</p>", f"<table>{rows}</table>")
    assert stated(read(text, "page.html")) == OWN


def test_a_header_that_is_only_another_year_takes_no_column_of_table_two():
    assert is_foreign("2018年", 2019)
    assert is_foreign("2018 年度", 2019)
    assert not is_foreign("2019年", 2019)
    assert not is_foreign("2018年", None)


def test_a_row_of_table_two_that_lost_a_cell_is_not_read_by_what_is_left_of_its_header():
    head = ["信息内容", "", "本年废止件数", "现行有效件数", ""]
    before, own, after = split(OWN)
    at = next(n for n, row in enumerate(before) if row[0] == "规章")
    changed = [*before[: at - 1], head, ["规章", 14, 2, ""], *before[at + 1 :]]
    got = as_read([*changed, ["", *NAMES.values()], *own, *after])
    assert not [code for code in got if code.startswith("disclosure/regulations/")]


def test_a_caption_behind_a_heading_is_of_the_table_below_it():
    """Text of a page outside of any element is one paragraph."""
    before, own, after = split(OWN)
    names = dict(
        zip(OUTCOMES, ("结果维持", "结果纠正", "其他结果", "尚未审结", "总 计"), strict=True)
    )
    groups = ("review", "suit_direct", "suit_after_review")

    def four(shown):
        head = ["结果", "行政复议", "未经复议直接起诉", "复议后起诉"]
        return [
            head,
            *([names[n], *(shown[f"remedies/{g}/{n}"] for g in groups)] for n in OUTCOMES),
        ]

    heading = [f"{after[0][0]} 2022年度："]
    rows = [*before, ["", *NAMES.values()], *own, heading, *four(LAST), ["2023年度："], *four(OWN)]
    assert as_read(rows) == OWN
