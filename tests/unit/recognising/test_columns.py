"""The order and the units of columns are read from headers, in text as in tables.

What the form lacks accuses nobody.
"""

import random
import re
from itertools import permutations

import pytest

from analysis.checking import check_reports
from analysis.form import APPLICANTS, get_form, item_label
from analysis.reading.document import read_bytes
from analysis.recognising.orders.applicants import applicant_orders
from analysis.recognising.orders.disclosure import disclosure_order
from analysis.recognising.orders.remedies import GROUPS, OUTCOMES, remedy_order
from analysis.recognising.recognise import recognise
from tests.support.layouts import stated

NAMES = dict(
    zip(
        APPLICANTS,
        ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"),
        strict=True,
    )
)
ENDS = dict(zip(OUTCOMES, ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"), strict=True))
SUITS = {"suit_direct": "未经复议直接起诉", "suit_after_review": "复议后起诉"}


def values(fmt="2021", seed=1):
    """A whole form in which every cell has another figure, and rows and groups add up."""
    rng = random.Random(seed)
    form = get_form(fmt)
    out = {c.code: rng.randint(10, 900) for c in form.cells if c.table == "disclosure"}
    for item in form.items("requests"):
        parts = rng.sample(range(1, 300), 6)
        for name, value in zip(APPLICANTS, (*parts, sum(parts)), strict=True):
            out[f"requests/{item}/{name}"] = value
    for group in GROUPS:
        parts = rng.sample(range(1, 90), 4)
        for name, value in zip(OUTCOMES, (*parts, sum(parts)), strict=True):
            out[f"remedies/{group}/{name}"] = value
    return out


def rows_of(shown, applicants=APPLICANTS, groups=GROUPS, outcomes=OUTCOMES, disclosure=None):
    """The rows of the three tables as lists of cells, with columns in an order of our choice."""
    form = get_form("2021")
    rows = [["二、主动公开政府信息情况"]]
    header = None
    for item in form.items("disclosure"):
        columns = list(form.columns("disclosure", item))
        if disclosure and set(disclosure) == set(columns):
            columns = list(disclosure)
        labels = {
            c.column: c.column_label
            for c in form.cells
            if (c.table, c.item) == ("disclosure", item)
        }
        if header != columns:
            rows.append(["信息内容", *(labels[c] for c in columns)])
            header = columns
        rows.append(
            [item_label("disclosure", item), *(shown[f"disclosure/{item}/{c}"] for c in columns)]
        )
    rows += [["三、收到和处理政府信息公开申请情况"], ["申请人情况"]]
    rows.append([NAMES[a] for a in applicants])
    for item in form.items("requests"):
        cells = (shown[f"requests/{item}/{a}"] for a in applicants)
        rows.append([item_label("requests", item), *cells])
    rows.append(["四、政府信息公开行政复议、行政诉讼情况"])
    suits = [g for g in groups if g != "review"]
    review, ends = [ENDS[o] for o in outcomes], [ENDS[o] for o in outcomes]
    if groups[0] == "review":
        rows += [["行政复议", "行政诉讼"], [*review, *(SUITS[s] for s in suits)]]
    else:
        rows += [["行政诉讼", "行政复议"], [*(SUITS[s] for s in suits), *review]]
    rows += [ends * 2, [shown[f"remedies/{g}/{o}"] for g in groups for o in outcomes]]
    return [*rows, ["五、存在的主要问题及改进情况"], ["六、其他需要报告的事项"]]


def written(rows, family):
    """Rows as text: bars, tabs, blanks, or a cell a line."""
    head = ["某县水利局2023年政府信息公开工作年度报告", "一、总体情况", "本年情况如下。"]
    lines = []
    for row in rows:
        cells = [str(c) for c in row]
        if len(cells) == 1:
            lines.append(cells[0])
        elif family == "cells":
            lines += [f"{c} |" for c in cells]
        else:
            lines.append({"bars": " | ", "tabs": "\t", "blanks": " "}[family].join(cells))
            lines[-1] += " |" if family == "bars" else ""
    return "\n".join([*head, *lines, ""])


def page(rows):
    """The rows as a page: a table for each run of them, captions and headings between."""
    body = ""
    for row in rows:
        if len(row) == 1:
            body += f"</table><p>{row[0]}</p><table>"
        else:
            corner = [""] if row[0] in NAMES.values() else []
            body += "<tr>" + "".join(f"<td>{c}</td>" for c in [*corner, *row]) + "</tr>"
    title = "某县水利局2023年政府信息公开工作年度报告"
    return f"<html><body><h1>{title}</h1><table>{body}</table></body></html>"


def read(text, name="report.txt", **card):
    return recognise(read_bytes(text.encode(), name), card)


FAMILIES = ["bars", "tabs", "blanks", "cells"]


class TestOrder:
    @pytest.mark.parametrize("order", list(permutations(("natural_person", "total", None))))
    def test_a_span_of_organisations_stands_anywhere_in_a_page(self, order):
        shown = values()
        kinds = APPLICANTS[1:-1]
        names = [n for name in order for n in ([name] if name else kinds)]
        head = "".join(
            f'<td rowspan="2">{NAMES[name]}</td>' if name else '<td colspan="5">法人或其他组织</td>'
            for name in order
        )
        below = "".join(f"<td>{NAMES[name]}</td>" for name in kinds)
        text = page(rows_of(shown, applicants=names))
        flat = "<tr><td></td>" + "".join(f"<td>{NAMES[name]}</td>" for name in names) + "</tr>"
        assert flat in text
        levels = f'<tr><td rowspan="2"></td>{head}</tr><tr>{below}</tr>'
        assert stated(read(text.replace(flat, levels), "page.html")) == shown

    @pytest.mark.parametrize("family", FAMILIES)
    @pytest.mark.parametrize("seed", range(6))
    def test_applicants_in_any_order_are_read_where_the_header_says(self, family, seed):
        order = random.Random(seed).sample(APPLICANTS, 7)
        shown = values(seed=seed)
        assert stated(read(written(rows_of(shown, applicants=order), family))) == shown

    @pytest.mark.parametrize("family", FAMILIES)
    def test_a_header_that_comes_back_after_another_holds_for_the_rows_below_it(self, family):
        shown = values()
        usual, other = (
            rows_of(shown, applicants=order)
            for order in (APPLICANTS, (*APPLICANTS[1:-1], APPLICANTS[0], APPLICANTS[-1]))
        )
        corner = usual.index(["申请人情况"])
        second, third = corner + 10, corner + 18
        rows = [*usual[:second], *other[corner : corner + 2], *other[second:third]]
        rows += [*usual[corner : corner + 2], *usual[third:]]
        assert stated(read(written(rows, family))) == shown

    @pytest.mark.parametrize("family", FAMILIES)
    @pytest.mark.parametrize(
        "order",
        [
            ("review", "suit_after_review", "suit_direct"),
            ("suit_direct", "suit_after_review", "review"),
            ("suit_after_review", "suit_direct", "review"),
        ],
    )
    def test_groups_of_table_four_are_read_where_the_header_says(self, family, order):
        shown = values(seed=11)
        assert stated(read(written(rows_of(shown, groups=order), family))) == shown

    @pytest.mark.parametrize("family", FAMILIES)
    @pytest.mark.parametrize("seed", range(4))
    def test_outcomes_in_any_order_are_read_where_the_header_says(self, family, seed):
        order = random.Random(seed).sample(OUTCOMES, 5)
        shown = values(seed=seed + 20)
        assert stated(read(written(rows_of(shown, outcomes=order), family))) == shown

    @pytest.mark.parametrize("family", FAMILIES)
    @pytest.mark.parametrize(
        "order", [("in_force", "issued", "repealed"), ("repealed", "issued", "in_force")]
    )
    def test_columns_of_table_two_are_read_where_the_header_says(self, family, order):
        shown = values(seed=31)
        assert stated(read(written(rows_of(shown, disclosure=order), family))) == shown

    def test_a_header_of_two_levels_puts_the_lower_in_place_of_the_upper(self):
        cells = ["法人或其他组织", "自然人", "总计", *(NAMES[a] for a in APPLICANTS[1:6])]
        (order,) = applicant_orders(cells)
        assert order.names == (*APPLICANTS[1:6], "natural_person", "total")

    def test_a_header_without_a_name_that_puts_the_total_first_tells_nothing(self):
        assert applicant_orders(["总计", "自然人", "商业企业"]) == []
        shown = values(seed=41)
        text = written(rows_of(shown, applicants=(APPLICANTS[-1], *APPLICANTS[:-1])), "bars")
        got = stated(read(text.replace("科研机构", "某某").replace("社会公益组织", "")))
        assert not any(code.startswith("requests/") for code in got)

    @pytest.mark.parametrize("piece", ["计", "总", "合"])
    def test_a_header_with_half_of_a_total_tells_no_order(self, piece):
        names = [NAMES[a] for a in APPLICANTS[:6]]
        assert applicant_orders([piece, *names]) == []
        assert applicant_orders(names) != []

    def test_a_lost_header_is_not_followed_where_the_totals_stand_first(self):
        shown = values(seed=42)
        text = written(rows_of(shown, applicants=(APPLICANTS[-1], *APPLICANTS[:-1])), "bars")
        lost = "\n".join(line for line in text.split("\n") if not line.startswith("总计 | 自然人"))
        got = stated(read(lost))
        assert all(got[code] == shown[code] for code in got)

    def test_groups_named_each_before_its_outcomes(self):
        ends = [ENDS[o] for o in OUTCOMES]
        cells = [*("复议后起诉", *ends), *("行政复议", *ends), *("未经复议直接起诉", *ends)]
        order = remedy_order(cells)
        assert [n.split("/")[0] for n in order.names[::5]] == [
            "suit_after_review",
            "review",
            "suit_direct",
        ]

    def test_a_row_that_numbers_the_columns_is_no_row_of_figures(self):
        shown = values(seed=43)
        rows = rows_of(shown)
        rows.insert(-3, [*range(1, 16)])
        for family in ("bars", "tabs", "blanks", "cells"):
            assert stated(read(written(rows, family))) == shown


class TestForeignColumns:
    @pytest.mark.parametrize("family", ["bars", "tabs"])
    @pytest.mark.parametrize("other", ["上年处理决定数量", "2022年处理决定数量", "同比增减数量"])
    @pytest.mark.parametrize("first", [True, False])
    def test_another_years_column_is_none_of_the_forms(self, family, other, first):
        shown = values(seed=51)
        rows = rows_of(shown)
        for row in rows:
            if row[1:] == ["本年处理决定数量"]:
                row.insert(1 if first else 2, other)
            elif row[0] in ("行政许可", "行政处罚", "行政强制"):
                row.insert(1 if first else 2, 77)
                if row[0] == "行政许可":
                    row[2 if first else 1] = ""
        got = stated(read(written(rows, family)))
        assert got == {c: v for c, v in shown.items() if c != "disclosure/licences/decisions"}
        assert stated(read(page(rows), "page.html")) == got

    def test_a_header_of_this_year_is_followed(self):
        order = disclosure_order(
            ["2022年制发件数", "2023年制发件数", "2023年废止件数", "现行有效件数"],
            ["issued", "repealed", "in_force"],
            2023,
        )
        assert order.names == (None, "issued", "repealed", "in_force")

    @pytest.mark.parametrize("family", ["bars", "tabs", "page"])
    def test_an_applicant_that_the_form_lacks_accuses_nobody(self, family):
        shown = values(seed=52)
        rows = rows_of(shown)
        form = get_form("2021")
        labels = {item_label("requests", item): item for item in form.items("requests")}
        for row in rows:
            if row[0] == "自然人":
                row.insert(6, "境外组织")
            elif row[0] in labels and len(row) == 8:
                row.insert(7, 5)
                row[8] += 5
        report = read(page(rows), "page.html") if family == "page" else read(written(rows, family))
        got = stated(report)
        assert got["requests/received/other"] == shown["requests/received/other"]
        assert got["requests/received/total"] == shown["requests/received/total"] + 5
        outcomes = check_reports([report]).outcomes
        mine = outcomes[outcomes["rule"] == "requests.applicants"]
        assert set(mine["outcome"]) == {"undecided"}
        assert "meta.columns" in set(report.findings["rule"])

    @pytest.mark.parametrize("family", ["bars", "page"])
    def test_a_row_of_results_that_the_form_lacks_accuses_nobody(self, family):
        shown = values(seed=53)
        rows = rows_of(shown)
        at = next(i for i, row in enumerate(rows) if "3.其他" in str(row[0]))
        rows.insert(at + 1, ["4.申请人撤回申请", 1, 2, 3, 4, 5, 6, 21])
        report = read(page(rows), "page.html") if family == "page" else read(written(rows, family))
        assert stated(report) == shown
        outcomes = check_reports([report]).outcomes
        assert "fail" not in set(outcomes[outcomes["rule"] == "requests.results"]["outcome"])
        assert "meta.columns" in set(report.findings["rule"])

    @pytest.mark.parametrize(("first", "last"), [(0, 10), (1, 10)])
    def test_a_column_beside_table_four_is_named_and_the_rest_read_if_it_adds_up(self, first, last):
        ends = "".join(f"<td>{name}</td>" for name in ENDS.values())
        tall = ends.replace("<td>", "<td rowspan=2>")
        figures = [3, 4, 2, 1, last, first, 0, 2, 0, 2 + first, 5, 0, 0, 1, 6]
        cells = "".join(f"<td>{figure}</td>" for figure in [7, *figures])
        text = (
            "<h1>清河县林业局2023年政府信息公开工作年度报告</h1><table><tr><td rowspan=3>序号</td>"
            "<td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>"
            f"<tr>{tall}<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
            f"<tr>{ends}{ends}</tr><tr>{cells}</tr></table>"
        )
        report = read(text, "page.html")
        codes = [f"remedies/{group}/{name}" for group in GROUPS for name in OUTCOMES]
        assert stated(report) == dict(zip(codes, figures, strict=True))
        assert "meta.columns" in set(report.findings["rule"])

    def test_table_four_with_a_column_beside_it_stays_open_where_it_does_not_add_up(self):
        ends = "".join(f"<td>{name}</td>" for name in ENDS.values())
        tall = ends.replace("<td>", "<td rowspan=2>")
        cells = "".join(f"<td>{figure}</td>" for figure in [7, *range(1, 16)])
        text = (
            "<h1>清河县林业局2023年政府信息公开工作年度报告</h1><table><tr><td rowspan=3>序号</td>"
            "<td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>"
            f"<tr>{tall}<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
            f"<tr>{ends}{ends}</tr><tr>{cells}</tr></table>"
        )
        assert stated(read(text, "page.html")) == {}


def test_a_row_that_counts_the_columns_of_table_four_is_passed_over():
    shown = values(seed=64)
    rows = rows_of(shown)
    at = next(i for i, row in enumerate(rows) if len(row) == 15 and str(row[0]).isdecimal())
    rows.insert(at, [str(n) for n in range(1, 16)])
    assert stated(read(page(rows), "page.html")) == shown


class TestUnits:
    @pytest.mark.parametrize(
        ("unit", "times"), [("元", 1e-4), ("千元", 0.1), ("万元", 1), ("亿元", 1e4)]
    )
    @pytest.mark.parametrize("place", ["header", "label", "caption", "cell", "remark"])
    @pytest.mark.parametrize("family", ["bars", "cells", "page"])
    def test_fees_are_in_the_unit_that_is_written(self, unit, times, place, family):
        shown = values(seed=61)
        rows = rows_of(shown)
        for row in rows:
            if "收费金额" in str(row[-1]):
                row[-1] = f"本年收费金额（单位：{unit}）" if place == "header" else "本年收费金额"
            elif row[0] == "行政事业性收费":
                row[0] += f"（{unit}）" if place == "label" else ""
                row[1] = f"{row[1]}" + {"cell": unit, "remark": f"（{unit}）"}.get(place, "")
        if place == "caption":
            rows.insert(1, [f"单位：{unit}"])
        report = read(page(rows), "page.html") if family == "page" else read(written(rows, family))
        amount = stated(report)["disclosure/fees/amount"]
        assert amount == pytest.approx(shown["disclosure/fees/amount"] * times)
        assert (
            stated(report)["disclosure/licences/decisions"]
            == shown["disclosure/licences/decisions"]
        )

    @pytest.mark.parametrize("family", ["bars", "cells", "page"])
    @pytest.mark.parametrize(
        "header",
        ["本年处理决定数量（单位：万件）", "处理决定数量（万件次）", "本年处理决定数量/万件"],
    )
    def test_a_count_in_ten_thousands_is_left_open(self, header, family):
        rows = rows_of(values(seed=62))
        for row in rows:
            if row[-1] == "本年处理决定数量":
                row[-1] = header
        report = read(page(rows), "page.html") if family == "page" else read(written(rows, family))
        assert "disclosure/licences/decisions" not in stated(report)

    @pytest.mark.parametrize("family", ["bars", "cells", "page"])
    def test_header_and_label_of_different_units_leave_an_amount_open(self, family):
        rows = rows_of(values(seed=63))
        for row in rows:
            if row[0] == "行政事业性收费":
                row[0] += "（元）"
        report = read(page(rows), "page.html") if family == "page" else read(written(rows, family))
        assert "disclosure/fees/amount" not in stated(report)

    @pytest.mark.parametrize(
        ("header", "cell", "value"),
        [
            ("采购总金额", "8300", None),
            ("采购总金额", "0", 0),
            ("采购总金额", "8300元", 0.83),
            ("采购总金额（元）", "8300", 0.83),
            ("采购总金额（单位：万元）", "8300", 8300),
            ("采购总金额（亿元）", "2.5", 25000),
        ],
    )
    def test_a_purchase_without_a_unit_is_unknown(self, header, cell, value):
        text = "\n".join(
            [
                "某县水利局2019年政府信息公开工作年度报告",
                "二、主动公开政府信息情况",
                "信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |",
                "规章 | 0 | 0 | 0 |",
                f"信息内容 | 采购项目数量 | {header} |",
                f"政府集中采购 | 4 | {cell} |",
                "三、收到和处理政府信息公开申请情况",
            ]
        )
        for report in (
            read(text),
            read(page([r.strip(" |").split(" | ") for r in text.split("\n")]), "p.html"),
        ):
            assert stated(report).get("disclosure/procurement/amount") == value
            assert ("meta.unit" in set(report.findings["rule"])) == (value is None)


@pytest.mark.parametrize("family", ["bars", "blanks"])
@pytest.mark.parametrize("way", ["lines", "sentences", "paths", "rows"])
def test_table_four_as_a_list_or_in_rows_is_read_by_its_words(family, way):
    shown = values()
    before, rest = written(rows_of(shown), family).split("四、政府信息公开行政", 1)
    heading, after = "四、政府信息公开行政复议、行政诉讼情况", rest.partition("五、存在")[2]
    groups = {"review": "行政复议"} | {s: f"行政诉讼（{name}）" for s, name in SUITS.items()}
    lines = ["类别 | " + " | ".join(ENDS[o] for o in OUTCOMES)] if way == "rows" else []
    for group, name in groups.items():
        own = {o: shown[f"remedies/{group}/{o}"] for o in OUTCOMES}
        if way == "lines":
            lines += [name, *(f"{ENDS[o]}：{n}" for o, n in own.items())]
        elif way == "paths":
            lines += [f"{name}-{ENDS[o]} {n}" for o, n in own.items()]
        elif way == "sentences":
            lines.append(f"{name}：" + "，".join(f"{ENDS[o]}{n}件" for o, n in own.items()))
        else:
            lines.append(" | ".join([name, *map(str, own.values())]))
    text = "\n".join([before, heading, *lines, "五、存在" + after])
    assert stated(read(text)) == shown
    # Another figure among them: nobody can tell whose it is.
    doubtful = text.replace(lines[-1], lines[-1] + " 7")
    assert not any(code.startswith("remedies") for code in stated(read(doubtful)))


@pytest.mark.parametrize(
    "words",
    [
        *(("", unit) for unit in ("%", "万件", "十件", "人次", "余件")),
        *(
            (heading, "")
            for heading in ("历年累计：", "二〇二二年度：", "单位：百件", "全县合计约：")
        ),
    ],
)
def test_a_list_with_words_that_change_what_its_figures_say_is_left_open(words):
    heading, unit = words
    shown = values()
    before, after = written(rows_of(shown), "bars").split("四、政府信息公开行政", 1)
    lines = ["四、政府信息公开行政复议、行政诉讼情况", heading]
    for group, name in {"review": "行政复议", **SUITS}.items():
        lines += [f"{name}-{ENDS[o]}：{shown[f'remedies/{group}/{o}']}{unit}" for o in OUTCOMES]
    report = read(before + "\n".join(lines) + "\n五、存在" + after.partition("五、存在")[2])
    assert not any(code.startswith("remedies") for code in stated(report))


def test_the_number_of_a_page_is_no_figure_of_an_outcome_without_one():
    shown = values()
    before, after = written(rows_of(shown), "bars").split("四、政府信息公开行政", 1)
    lines = ["四、政府信息公开行政复议、行政诉讼情况"]
    for group, name in {"review": "行政复议", **SUITS}.items():
        lines += [name, *(f"{ENDS[o]}：\n{shown[f'remedies/{group}/{o}']}" for o in OUTCOMES)]
    text = before + "\n".join(lines) + "\n五、存在" + after.partition("五、存在")[2]
    assert stated(read(text)) == shown
    pending = shown["remedies/review/pending"]
    page = text.replace(f"尚未审结：\n{pending}\n", f"尚未审结：\n— {pending + 1} —\n", 1)
    assert "remedies/review/pending" not in stated(read(page))


@pytest.mark.parametrize("family", FAMILIES)
def test_table_four_without_its_heading_is_read_below_table_three(family):
    shown = values()
    text = written(rows_of(shown), family)
    assert stated(read(re.sub(r"四、政府信息公开行政.*\n", "", text))) == shown


def test_a_text_in_which_no_figure_is_sure_is_open_and_not_refused():
    """Its rows are all there: of each it is said that it cannot be read."""
    shown = dict.fromkeys(values(), "1 2")
    text = " ".join(written(rows_of(shown), "blanks").split())
    report = read(f"某县水利局2023年政府信息公开工作年度报告\n{text}")
    assert not stated(report)
    assert "unreadable" in set(report.cells["status"])


@pytest.mark.parametrize(
    "corner", ["（单位：件）", "单位：件", "（单位：件））", "项目——", "项目……"]
)
@pytest.mark.parametrize("first", ["自然人", "总计"])
def test_what_is_in_the_corner_of_a_centred_header_is_no_column_and_no_rule(corner, first):
    shown = values()
    order = APPLICANTS if first == "自然人" else ("total", *APPLICANTS[1:-1], "natural_person")
    rows = rows_of(shown, applicants=order)
    head = next(i for i, row in enumerate(rows) if row[0] in ("自然人", "总计"))
    rest = "总计" if first == "自然人" else "自然人"
    rows[head : head + 1] = [[corner, "法人或其他组织"], [first, rest], list(NAMES.values())[1:-1]]
    found = stated(read(written(rows, "blanks")))
    assert all(shown[code] == value for code, value in found.items())
    assert found == shown or first == "总计"


@pytest.mark.parametrize("at", [3, 7])
@pytest.mark.parametrize("cut", [2, 12, 20])
def test_a_column_that_the_form_lacks_goes_on_over_the_page_without_its_header(at, cut):
    shown, form = values(), get_form("2021")
    head = [NAMES[a] for a in APPLICANTS]
    head.insert(at, "境外组织")
    rows = [["项目", *head]]
    for number, item in enumerate(form.items("requests")):
        cells = [shown[f"requests/{item}/{a}"] for a in APPLICANTS]
        cells.insert(at, 3 + number)
        rows.append([item_label("requests", item), *cells])
    parts = [
        "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in part)
        for part in (rows[:cut], rows[cut:])
    ]
    html = (
        "<h1>某县水利局2023年政府信息公开工作年度报告</h1><p>三、收到和处理政府信息公开申请情况</p>"
        + "".join(f"<table>{part}</table>" for part in parts)
    )
    report = recognise(read_bytes(html.encode(), "r.html"), {}, partial=True)
    assert stated(report) == {k: v for k, v in shown.items() if k.startswith("requests/")}
