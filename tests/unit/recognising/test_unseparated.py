"""Text without anything between its cells: what the sums leave one way is read, the rest is open."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.form import APPLICANTS, get_form
from analysis.reading.blocks import Line
from analysis.reading.document import read_bytes
from analysis.recognising.flat import parted_by_prose
from analysis.recognising.flat.splits import adds_up, splits
from analysis.recognising.flat.unseparated import read_unseparated
from analysis.recognising.recognise import recognise
from tests.support.patience import processor_seconds

FIVE = "结果维持结果纠正其他结果尚未审结总计"
GROUPS = {
    "granted": "三、本年度办理结果",
    "refused.state_secret": "（三）不予公开",
    "unavailable.not_held": "（四）无法提供",
    "unprocessed.complaint": "（五）不予处理",
    "other.not_corrected": "（六）其他处理",
}
HEADER = "申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
SUITS = f"行政复议行政诉讼{FIVE}未经复议直接起诉复议后起诉{FIVE}{FIVE}"


def glued(rows, remedies, header=HEADER, between="", fmt="2021"):
    """A report whose cells stand side by side without a sign between them."""
    form = get_form(fmt)
    names = {c.item: c.item_label for c in form.cells if c.table == "requests"}
    body = "".join(
        GROUPS.get(item, "") + names[item] + between.join(map(str, rows[item]))
        for item in form.items("requests")
    )
    return (
        "某县林业局2022年政府信息公开工作年度报告一、总体情况本局按要求做好公开工作。"
        "二、主动公开政府信息情况第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数"
        "规章000行政规范性文件120第二十条第（五）项信息内容本年处理决定数量行政许可315"
        "第二十条第（六）项信息内容本年处理决定数量行政处罚7行政强制0"
        "第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费12.5"
        f"三、收到和处理政府信息公开申请情况{header}{body}"
        f"四、政府信息公开行政复议、行政诉讼情况{SUITS}{between.join(map(str, remedies))}"
        "五、存在的主要问题及改进情况人手不足。六、其他需要报告的事项无。"
    )


def read(text, cut=r"(?!)"):
    """The text as lines that begin where ``cut`` says."""
    return read_unseparated(
        [Line(part, f"line {n}") for n, part in enumerate(re.split(cut, text), start=1)]
    )


def with_total(parts):
    return [*parts, sum(parts)]


@st.composite
def balanced(draw):
    """Rows of table 三 that add up in both directions, and table 四."""
    form = get_form("2021")
    big = draw(st.sampled_from([3, 30, 4000]))
    rows = {}
    results = [
        i
        for i in form.items("requests")
        if i.split(".")[0]
        in ("granted", "partly_granted", "refused", "unavailable", "unprocessed", "other")
    ]
    number = st.one_of(st.just(0), st.just(0), st.integers(0, big))
    for item in [*results, "carried_in", "carried_out"]:
        rows[item] = with_total([draw(number) for _ in APPLICANTS[:-1]])
    rows["concluded"] = [sum(column) for column in zip(*(rows[i] for i in results), strict=True)]
    in_all = [a + b for a, b in zip(rows["concluded"], rows["carried_out"], strict=True)]
    rows["carried_in"] = [min(a, b) for a, b in zip(rows["carried_in"][:-1], in_all, strict=False)]
    rows["carried_in"] = with_total(rows["carried_in"])
    rows["received"] = [a - b for a, b in zip(in_all, rows["carried_in"], strict=True)]
    remedies = [n for _ in range(3) for n in with_total([draw(number) for _ in range(4)])]
    return rows, remedies


def wrong(result, rows, remedies):
    """Cells that state another number than the one printed."""
    form = get_form("2021")
    printed = {
        f"requests/{i}/{c}": v for i, r in rows.items() for c, v in zip(APPLICANTS, r, strict=True)
    }
    printed |= dict(
        zip((c.code for c in form.cells if c.table == "remedies"), remedies, strict=True)
    )
    return {
        code: (value, printed[code])
        for code, (status, _, value, _) in result.found.items()
        if code in printed and status == "stated" and value != printed[code]
    }


class TestSplits:
    def test_seven_digits_are_seven_cells(self):
        assert splits("4000004", 7) == [(4, 0, 0, 0, 0, 0, 4)]

    def test_a_number_does_not_begin_with_zero_nor_go_over_a_space(self):
        assert splits("20 0 0 0 02", 7) == [(2, 0, 0, 0, 0, 0, 2)]
        assert splits("0 0 0 0 0 00", 7) == [(0,) * 7]
        assert splits("007", 2) == []

    def test_the_sum_leaves_one_of_many_ways(self):
        ways = splits("640020470", 7)
        assert len(ways) > 5
        assert [w for w in ways if adds_up(w)] == [(64, 0, 0, 2, 0, 4, 70)]

    def test_too_few_digits_are_no_row(self):
        assert splits("100", 7) == []


class TestReading:
    @given(balanced())
    def test_what_is_read_is_what_was_printed(self, report):
        rows, remedies = report
        result = read(glued(rows, remedies))
        assert result is not None
        assert wrong(result, rows, remedies) == {}

    @given(balanced(), st.data())
    def test_an_error_of_the_agency_is_read_or_open_and_never_corrected(self, report, data):
        rows, remedies = report
        rows = {item: list(row) for item, row in rows.items()}
        item = data.draw(st.sampled_from(sorted(rows)))
        column = data.draw(st.integers(0, 6))
        rows[item][column] += data.draw(st.sampled_from([1, 2, 9, 10, 90, 100]))
        result = read(glued(rows, remedies))
        assert wrong(result, rows, remedies) == {}

    def test_small_figures_are_read_whole_also_over_lines(self):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        rows["received"] = rows["concluded"] = [12, 3, 0, 0, 0, 1, 16]
        rows["granted"] = [12, 3, 0, 0, 0, 0, 15]
        rows["other.other"] = [0, 0, 0, 0, 0, 1, 1]
        for cut in (
            "(?!)",
            "(?=[一二三四五六]、)",
            "(?=（)",
            "(?<=[^0-9.])(?=[0-9])",
            "(?<=信)(?=息)",
        ):
            result = read(glued(rows, [1, 0, 0, 0, 1] + [0] * 10), cut)
            stated = [x for x in result.found.values() if x[0] == "stated"]
            assert len(stated) == 200, result.notes
            assert result.found["requests/received/total"][:3] == ("stated", "16", 16.0)
            assert result.found["disclosure/fees/amount"][2] == 12.5
        assert result.found["disclosure/licences/decisions"][2] == 315

    def test_digits_that_no_sum_parts_stay_open_with_their_ways(self):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        text = glued(rows, [0] * 15).replace("规范性文件120", "规范性文件5416")
        result = read(text)
        code = "disclosure/normative_documents/issued"
        assert result.found[code] == ("unreadable", "5416", None, "line 1")
        assert any("5 | 4 | 16" in note for note in result.notes)

    @pytest.mark.parametrize(
        ("header", "order"),
        [
            (
                "申请人情况总计自然人法人或其他组织商业企业科研机构社会公益组织法律服务机构其他",
                (6, 0, 1, 2, 3, 4, 5),
            ),
            (
                "申请人情况自然人法人或其他组织总计科研机构商业企业社会公益组织法律服务机构其他",
                (0, 2, 1, 3, 4, 5, 6),
            ),
            (
                "申请人情况 法人或其他组织 自然人 总计 商业企业 科研机构 社会公益组织 法律服务机构 其他",
                (1, 2, 3, 4, 5, 0, 6),
            ),
        ],
    )
    def test_the_order_of_the_header_is_followed(self, header, order):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        rows["received"] = rows["concluded"] = rows["granted"] = [64, 2, 0, 0, 0, 4, 70]
        shown = {item: [row[k] for k in order] for item, row in rows.items()}
        result = read(glued(shown, [0] * 15, header))
        assert wrong(result, rows, [0] * 15) == {}
        assert result.found["requests/received/natural_person"][2] == 64
        assert result.found["requests/received/total"][2] == 70

    @pytest.mark.parametrize(
        "header", ["申请人情况", HEADER.replace("科研机构", ""), HEADER.replace("总计", "总计备注")]
    )
    def test_a_header_that_does_not_name_its_columns_leaves_all_open(self, header):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        rows["received"] = rows["concluded"] = rows["granted"] = [1, 2, 0, 0, 0, 0, 3]
        result = read(glued(rows, [0] * 15, header))
        assert {x[0] for code, x in result.found.items() if code.startswith("requests")} == {
            "unreadable"
        }

    def test_the_order_of_table_four_is_that_of_its_header(self):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        five = "总计结果维持结果纠正其他结果尚未审结"
        suits = f"行政复议行政诉讼{five}复议后起诉未经复议直接起诉{five}{five}"
        printed = [3, 1, 2, 0, 0, 5, 0, 0, 5, 0, 0, 0, 0, 0, 0]
        text = glued(rows, printed).replace(SUITS, suits)
        found = read(text).found
        assert [found[f"remedies/review/{c}"][2] for c in ("upheld", "corrected", "total")] == [
            1,
            2,
            3,
        ]
        assert found["remedies/suit_after_review/other"][2] == 5
        assert found["remedies/suit_direct/total"][2] == 0

    def test_the_order_and_unit_of_table_two_are_those_of_its_header(self):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        text = glued(rows, [0] * 15)
        text = text.replace(
            "本年制发件数本年废止件数现行有效件数", "现行有效件数本年制发件数本年废止件数"
        ).replace("单位：万元）行政事业性收费12.5", "单位：元）行政事业性收费125000")
        found = read(text).found
        assert found["disclosure/normative_documents/in_force"][2] == 1
        assert found["disclosure/normative_documents/issued"][2] == 2
        assert found["disclosure/fees/amount"][1:3] == ("125000", 12.5)

    @pytest.mark.parametrize("sign", ["¹", "①", "[1]", "（注1）", ","])
    def test_what_is_no_digit_of_a_number_is_none_of_it(self, sign):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        printed = {**rows, "granted": ["0", f"0{sign}", "0", "0", "0", "0", "0"]}
        printed["carried_out"] = ["0", "0", "0", "0", "0", f"0{sign}", "0"]
        assert wrong(read(glued(printed, [0] * 15)), rows, [0] * 15) == {}

    def test_thousands_of_table_two_are_whole_numbers(self):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        text = glued(rows, [0] * 15)
        text = text.replace("行政处罚7", "行政处罚1,234").replace("收费12.5", "收费1,612.5")
        found = read(text.replace("规范性文件120", "规范性文件 1,200 0 20")).found
        assert found["disclosure/penalties/decisions"][2] == 1234
        assert found["disclosure/fees/amount"][2] == 1612.5
        assert found["disclosure/normative_documents/issued"][2] == 1200

    def test_an_amount_without_a_unit_is_not_one_in_ten_thousands(self):
        form = get_form("2019")
        rows = {item: [0] * 7 for item in form.items("requests")}
        text = glued(rows, [0] * 15, fmt="2019")
        start, end = text.index("第二十条第（一）项"), text.index("三、收到和处理")
        purchases = "第二十条第（九）项信息内容采购项目数量采购总金额政府集中采购3 180774"
        found = read(text[:start] + "本年新制作数量" + purchases + text[end:]).found
        assert found["disclosure/procurement/projects"][2] == 3
        assert found["disclosure/procurement/amount"][2] is None

    def test_sections_stand_in_lines_of_their_own_without_the_tables(self):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        texts = [line.text for line in read(glued(rows, [0] * 15)).lines]
        assert "一、总体情况" in texts
        assert "五、存在的主要问题及改进情况" in texts
        assert not any("总计" in text for text in texts)

    def test_prose_is_no_table(self):
        assert read("本年收到申请7件，予以公开4件，总计11件。") is None

    @pytest.mark.parametrize("sign", ["7", "|", "申"])
    def test_a_line_of_one_sign_is_given_up_at_once(self, sign):
        assert read(sign * 1_000_000) is None
        assert processor_seconds(lambda: read(sign * 1_000_000), enough=1) <= 1

    @pytest.mark.parametrize("blank", ["carried_in", "refused.other_law"])
    def test_where_cells_are_blank_digits_alone_tell_nothing(self, blank):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        rows["received"] = [1, 0, 0, 0, 0, 0, 10]  # may be 10 and a blank
        rows[blank] = ["0", "", "", "", "", "", "0"]
        result = read(glued(rows, [0] * 15))
        assert result.found[f"requests/{blank}/total"][0] == "unreadable"
        assert result.found["requests/received/total"][0] == "unreadable"


class TestProse:
    def recognised(self, digits, prose):
        rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
        text = glued(rows, [0] * 15).replace("规范性文件120", f"规范性文件{digits}")
        text = text.replace("本局按要求做好公开工作。", prose)
        report = recognise(read_bytes(text.encode(), "report.txt"))
        cells = report.cells[report.cells.item == "normative_documents"]
        return [v for v in cells.value if v == v], report.notes

    def test_the_prose_parts_digits_where_one_way_agrees_with_it(self):
        values, notes = self.recognised("5416", "全年制定规范性文件5件,现行有效规范性文件16件。")
        assert values == [5, 4, 16]
        assert any("parted into its cells by the prose" in note for note in notes)
        assert not any("can be parted as" in note for note in notes)

    @pytest.mark.parametrize(
        ("digits", "prose"),
        [
            ("5416", "全年制定规范性文件7件。"),  # no way has it
            ("5416", "全年制定规范性文件5件,现行有效规范性文件7件。"),  # none has both
            ("35155", "全年制定规范性文件3件。"),  # 3 51 55, 3 5 155 and more
            ("5416", "全年公开政府信息5条。"),
        ],
    )
    def test_otherwise_they_stay_open(self, digits, prose):
        assert self.recognised(digits, prose)[0] == []

    def test_a_row_of_which_nothing_is_said_is_filled_in_no_way(self, monkeypatch):
        """One has up to 20,000 ways: to fill them all took as long as all else that is read."""
        filled = []
        entries = parted_by_prose.entries
        monkeypatch.setattr(
            parted_by_prose, "entries", lambda *a: filled.append(a[1]) or entries(*a)
        )
        self.recognised("5416", "全年公开政府信息5条。")
        assert filled == []
        self.recognised("5416", "全年制定规范性文件5件,现行有效规范性文件16件。")
        assert {codes[0].split("/")[1] for codes in filled} == {"normative_documents"}


@pytest.mark.parametrize("number", ["6", "19", "3"])
@pytest.mark.parametrize("printed", ["20 0 0 0 02", "2 0 0 0 0 0 2", "2000002"])
def test_a_pages_number_below_the_digits_of_a_row_is_no_part_of_them(number, printed):
    form = get_form("2021")
    rows = dict.fromkeys(form.items("requests"), (0,) * 7)
    own = (2, 0, 0, 0, 0, 0, 2)
    rows |= dict.fromkeys(("received", "granted", "concluded"), own)
    text = glued(rows, (0,) * 15).replace("2000002", f"{printed}\n{number}\n", 1)
    found = read(text, r"\n").found
    got = [found[f"requests/received/{column}"][2] for column in APPLICANTS]
    assert got == [float(value) for value in own]


def test_commas_that_group_digits_are_parts_of_a_number():
    assert splits("1,23400001,234", 6) == [(1234, 0, 0, 0, 0, 1234)]
    assert (21234, 5) in splits("21,2345", 2)
    assert (2, 1234) not in splits("21,2345", 2)
    assert splits("1,23", 1) == []


@pytest.mark.parametrize("misread", ["9ll6.36", "91l6.36", "12I5", "9|6.36"])
def test_a_figure_does_not_end_where_a_digit_was_misread_as_a_letter(misread):
    rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
    read_text = read(
        glued(rows, [0] * 15).replace("行政事业性收费12.5", f"行政事业性收费{misread}")
    )
    assert read_text.found["disclosure/fees/amount"][0] == "unreadable"


def test_of_two_rows_with_one_label_nobody_can_tell():
    rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
    twice = glued(rows, [0] * 15).replace("规范性文件120", "规范性文件507行政规范性文件120")
    found = read(twice).found
    assert found["disclosure/normative_documents/issued"][0] == "unreadable"
    assert found["disclosure/regulations/issued"][2] == 0
    assert found["disclosure/licences/decisions"][2] == 315


@pytest.mark.parametrize("between", ["", " "])
def test_figures_in_hundreds_are_not_read_as_counts(between):
    rows = {item: with_total([2, 1, 0, 0, 0, 3]) for item in get_form("2021").items("requests")}
    text = glued(rows, [0] * 15, between=between)
    found = read(text.replace("申请人情况", "单位：百件申请人情况")).found
    assert {e[0] for code, e in found.items() if code.startswith("requests/")} == {"unreadable"}


@pytest.mark.parametrize("name", ["商业企业", "其他", "总计", "自然人"])
def test_a_header_that_names_a_column_twice_tells_no_order(name):
    rows = {item: with_total([2, 1, 0, 0, 0, 3]) for item in get_form("2021").items("requests")}
    text = glued(rows, [0] * 15, header=HEADER.replace(name, name * 2))
    found = read(text).found
    assert {e[0] for code, e in found.items() if code.startswith("requests/")} == {"unreadable"}


LAST_YEARS = (
    "信息内容本年制发件数本年废止件数现行有效件数规章333行政规范性文件777"
    "信息内容本年处理决定数量行政许可1行政处罚9行政强制9信息内容本年收费金额（单位：万元）行政事业性收费3"
)


@pytest.mark.parametrize("sign", ["", "无", "甲"])
@pytest.mark.parametrize("before", [True, False])
def test_of_two_tables_on_one_line_nobody_can_tell_which_is_this_years(before, sign):
    """Also where a sign among the figures of one hides the rows below it."""
    rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
    place = "第二十条第（一）项信息内容" if before else "三、收到"
    twice = glued(rows, [0] * 15).replace("行政处罚7行", f"行政处罚7{sign}行")
    twice = twice.replace("规章000", f"规章00{sign}0")
    twice = twice.replace(place, f"{LAST_YEARS}{place}", 1)
    found = read(twice).found
    mine = {code: entry[0] for code, entry in found.items() if code.startswith("disclosure/")}
    assert len(mine) == 10
    assert set(mine.values()) == {"unreadable"}


def test_of_two_rows_of_table_four_nobody_can_tell_which_is_this_years():
    rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
    text = glued(rows, [2, 0, 0, 0, 2, *[0] * 10])
    twice = text.replace("五、存在", f"今年：{SUITS}300030000000000五、存在")
    found = read(twice).found
    assert {e[0] for code, e in found.items() if code.startswith("remedies/")} == {"unreadable"}
    assert read(text).found["remedies/review/upheld"][2] == 2


def test_the_year_that_a_sentence_begins_with_is_no_part_of_a_figure():
    rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
    text = glued(rows, [0, 1, 0, 0, 1, *[0] * 10])
    text = text.replace("行政事业性收费12.5", "行政事业性收费12.52022年，本局另有收入。")
    found = read(text.replace("五、存在", "2022年起逐月统计。五、存在")).found
    assert found["disclosure/fees/amount"][2] == 12.5
    assert found["remedies/review/corrected"][2] == 1


def test_measure_words_bound_the_numbers_of_a_row():
    items = get_form("2021").items("requests")
    rows = {item: with_total([12, 1, 0, 0, 1_234, 30]) for item in items}
    text = glued(rows, with_total([12, 0, 1, 0]) * 3, between="件").replace("1234件", "1,234件")
    found = read(re.sub(r"(?<=\d)(?=[二三四五（\d]、|（|五、)", "件", text)).found
    for item, own in rows.items():
        got = [found[f"requests/{item}/{column}"][2] for column in APPLICANTS]
        assert got == own
    assert found["remedies/suit_after_review/total"][2] == 13
    broken = read(text.replace("12件1件0件0件", "1.2件1件0件0件")).found
    assert {e[0] for c, e in broken.items() if c.startswith("requests/")} == {"unreadable"}


@pytest.mark.parametrize("caption", ["2021年度：", "附：2021年度数据", "2021年统计表"])
@pytest.mark.parametrize("before", [True, False])
def test_on_one_line_the_table_that_a_caption_gives_another_year_is_left_out(caption, before):
    items = get_form("2021").items("requests")
    rows = {item: [0] * 7 for item in items}
    text = glued(rows, [0] * 15)
    last = glued({item: with_total([1] * 6) for item in items}, with_total([1] * 4) * 3)
    for heads in (
        ("第二十条第（一）项", "三、收到和处理"),
        ("申请人情况", "四、政府信息"),
        ("行政复议行政诉讼结果", "五、存在的主要"),
    ):
        own, other = (t[t.index(heads[0]) : t.index(heads[1])] for t in (text, last))
        other = caption + other.replace("行政许可315", "行政许可999")
        both = f"{other}2022年度：{own}" if before else f"{own}{other}"
        text = text.replace(own, both)
    report = recognise(read_bytes(text.encode(), "report.txt"))
    got = {f"{c.table}/{c.item}/{c.column}": c.value for c in report.cells.itertuples()}
    assert got["disclosure/licences/decisions"] == 315
    assert {got[c] for c in got if c.startswith(("requests/", "remedies/"))} == {0}


@pytest.mark.parametrize(
    "prose",
    [
        "行政复议、行政诉讼较2022年行政复议、行政诉讼案件减少，与2021年度行政复议案件持平。",
        "2021年的情况：行政复议2件。",
        "2021年信息内容更新及时。",
    ],
)
def test_prose_that_names_another_year_and_a_table_is_no_caption(prose):
    rows = {item: [0] * 7 for item in get_form("2021").items("requests")}
    text = glued(rows, [0] * 15).replace("二、主动公开", f"{prose}二、主动公开")
    report = recognise(read_bytes(text.encode(), "report.txt"))
    got = {f"{c.table}/{c.item}/{c.column}": c.value for c in report.cells.itertuples()}
    assert got["disclosure/licences/decisions"] == 315
