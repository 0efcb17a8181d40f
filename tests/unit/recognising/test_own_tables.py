"""Only this report's own tables are read: no specimen, no other year's, no table quoted later."""

import io
import re
from itertools import pairwise

import pytest
from openpyxl import Workbook

from analysis import InputError
from analysis.reading.document import read_bytes
from analysis.recognising.recognise import recognise
from tests.unit.recognising.test_columns import page, read, rows_of, stated, values, written

AGENCY, YEAR = "某县林业局", 2023
OWN, OTHER = values(seed=1), values(seed=2)
DISCLOSURE, REQUESTS, REMEDIES = (
    {c: v for c, v in OWN.items() if c.startswith(t)}
    for t in ("disclosure", "requests", "remedies")
)


def parts(shown):
    """The rows of each table without its section heading."""
    rows = rows_of(shown)
    at = [i for i, row in enumerate(rows) if len(row) == 1 and row[0][0] in "二三四五"]
    return [rows[a + 1 : b] for a, b in pairwise(at)]


HEADINGS = [
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
]
LAST = [["五、存在的主要问题及改进情况"], ["六、其他需要报告的事项"]]


def both(family, rows):
    return read(page(rows), "page.html") if family == "page" else read(written(rows, family))


@pytest.mark.parametrize("family", ["bars", "tabs", "cells", "page"])
@pytest.mark.parametrize(
    ("other", "own"),
    [
        ("2022年度", "2023年度"),
        ("（2022年）", "（2023年）"),
        ("2022年情况", "2023年情况"),
        ("填表示例", "本机关"),
        ("样表", "本单位情况"),
        ("上年度情况", "本年度情况"),
        ("附：2022年度数据对照", "2023年度数据"),
        ("历年数据（2022年）", "本年数据（2023年）"),
        ("供比较：2022年各项数据", "本年度数据"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_of_two_tables_one_above_the_other_the_one_captioned_as_this_years_is_read(
    family, other, own, first
):
    rows = []
    for heading, mine, foreign in zip(HEADINGS, parts(OWN), parts(OTHER), strict=True):
        pair = [[[other], *foreign], [[own], *mine]]
        rows += [[heading], *(row for part in (pair if first else pair[::-1]) for row in part)]
    report = both(family, [*rows, *LAST])
    assert stated(report) == OWN
    assert "meta.tables" in set(report.findings["rule"])


@pytest.mark.parametrize("family", ["bars", "cells", "page"])
@pytest.mark.parametrize(
    "caption",
    [
        "附：2022年度行政复议、行政诉讼情况",
        "附件1：2022年行政复议、行政诉讼情况表",
        "上一年度行政复议、行政诉讼情况：",
    ],
)
def test_last_years_table_quoted_at_the_end_is_not_read_for_one_that_is_missing(family, caption):
    two, three, _ = parts(OWN)
    rows = [[HEADINGS[0]], *two, [HEADINGS[1]], *three, [HEADINGS[2]], ["本年度未发生。"], *LAST]
    report = both(family, [*rows, [caption], *parts(OTHER)[2]])
    assert stated(report) == DISCLOSURE | REQUESTS


@pytest.mark.parametrize("family", ["bars", "page"])
def test_a_table_at_the_end_without_a_caption_adds_nothing(family):
    two, three, _ = parts(OWN)
    rows = [[HEADINGS[0]], *two, [HEADINGS[1]], *three, [HEADINGS[2]], ["本年度未发生。"], *LAST]
    assert stated(both(family, [*rows, *parts(OTHER)[2]])) == DISCLOSURE | REQUESTS


def test_an_earlier_report_below_this_one_is_not_mixed_in():
    earlier = [["某县水利局2022年政府信息公开工作年度报告"], ["一、总体情况"], *rows_of(OTHER)]
    mine = [row for row in rows_of(OWN) if row[0] != "行政强制"]
    for family in ("bars", "page"):
        report = both(family, [*mine, *earlier])
        got = stated(report)
        assert "disclosure/coercion/decisions" not in got
        assert all(got[code] == OWN[code] for code in got)
        assert len(got) >= len(OWN) - 2  # 行政处罚 may be doubted, since the next label is lost
        assert "meta.tables" in set(report.findings["rule"])


def test_tables_of_two_reports_that_nothing_tells_apart_are_refused():
    with pytest.raises(InputError, match="more than one report"):
        both("bars", [*rows_of(OWN), *rows_of(OTHER)])


@pytest.mark.parametrize("family", ["bars", "cells"])
def test_a_table_printed_twice_is_open_and_the_rest_is_read(family):
    two, three, four = parts(OWN)
    again = [["另附下表"], *parts(OTHER)[1]]
    rows = [*two, [HEADINGS[1]], *three, *again, [HEADINGS[2]], *four]
    got = stated(both(family, rows))
    assert all(got[code] == OWN[code] for code in got)
    assert {code for code in OWN if not code.startswith("requests/")} <= set(got)


@pytest.mark.parametrize("family", ["bars", "blanks", "page"])
def test_last_years_table_in_the_first_section_stands_for_none(family):
    two, _, four = parts(OWN)
    rows = [["一、总体情况"], ["2022年收到和处理政府信息公开申请情况见下表："], *parts(OTHER)[1]]
    rows += [[HEADINGS[0]], *two, [HEADINGS[1]], ["本年度未收到。"], [HEADINGS[2]], *four]
    got = stated(both(family, rows))
    assert got == {code: OWN[code] for code in OWN if not code.startswith("requests/")}


def test_a_figure_that_looks_like_a_year_is_no_caption():
    shown = OWN | {"disclosure/licences/decisions": 2019}
    assert stated(both("cells", rows_of(shown))) == shown


def test_a_figure_over_two_rows_is_told_of_neither_but_the_rest_of_both_is():
    rows = rows_of(OWN)
    text = page(rows)
    shown = OWN["requests/received/total"]
    last = f"<td>{OWN['requests/carried_in/total']}</td></tr>"
    two = text.replace(f"<td>{shown}</td></tr>", '<td rowspan="2">77777</td></tr>', 1)
    two = two.replace(last, "</tr>", 1)
    assert two != text
    got = stated(read(two, "page.html"))
    lost = {"requests/received/total", "requests/carried_in/total"}
    assert got == {c: v for c, v in OWN.items() if c not in lost}


@pytest.mark.parametrize("family", ["bars", "page"])
def test_digits_grouped_by_blanks_are_one_number_only_where_a_total_shows_it(family):
    shown = OWN | {"disclosure/licences/decisions": "17 262"}
    got = stated(both(family, rows_of(shown)))
    assert got == {c: v for c, v in OWN.items() if c != "disclosure/licences/decisions"}
    row = {f"requests/granted/{who}": 0 for who in ("business", "research", "other")}
    row |= {f"requests/granted/{who}": 0 for who in ("public_interest", "legal_services")}
    row |= {"requests/granted/natural_person": "1 204", "requests/granted/total": "1 204"}
    got = stated(both(family, rows_of(shown | row)))
    assert got["disclosure/licences/decisions"] == 17262
    assert got["requests/granted/total"] == 1204


def one_line(text):
    """A report whose tables have lost every bound, below its title."""
    title, rest = text.split("\n", 1)
    return f"{title}\n" + re.sub(r"[| \t\n]", "", rest)


def body(rows):
    """Rows of a text without its title and first section."""
    return written(rows, "bars").split("\n", 3)[3].rstrip()


# What can be told of tables without bounds.
PLAIN = DISCLOSURE | {c: 0 for c in OWN if c not in DISCLOSURE}


def report_of(shown, agency=AGENCY, year=YEAR):
    head = [f"{agency}{year}年政府信息公开工作年度报告", "一、总体情况", "本年工作有序开展。"]
    rows = [row for h, mine in zip(HEADINGS, parts(shown), strict=True) for row in ([h], *mine)]
    last = "\n".join(line for (line,) in LAST)
    return "\n".join([*head, body(rows), last])


def told(text):
    report = recognise(read_bytes(text.encode(), "report.txt"), {}, partial=True)
    return report, stated(report)


TABLES = ("disclosure", "requests", "remedies")
LAST_YEARS = [f"附：{YEAR - 1}年数据", f"{YEAR - 1}年情况如下：", f"上年同期（{YEAR - 1}年）："]


@pytest.mark.parametrize("caption", LAST_YEARS)
@pytest.mark.parametrize("glue", [str, one_line])
@pytest.mark.parametrize("first", [0, 1, 2])
def test_last_years_sections_below_a_report_are_none_of_its_sections(caption, glue, first):
    """Their headings stand above already, so that they do not end what the caption says."""
    rows = [row for h, mine in zip(HEADINGS, parts(OTHER), strict=True) for row in ([h], *mine)]
    at = [0, 1, rows.index([HEADINGS[1]])][first]
    shown = PLAIN if glue is one_line else OWN
    report, got = told("\n".join([glue(report_of(shown)), caption, body(rows[at:])]))
    assert report.year == YEAR
    assert {c for c in shown if not c.startswith("disclosure/")} <= set(got)
    assert got == {code: shown[code] for code in got}


@pytest.mark.parametrize("caption", LAST_YEARS)
@pytest.mark.parametrize("kept", [1, 2])
def test_last_years_sections_below_a_report_that_is_cut_short_are_not_taken_for_its_rest(
    caption, kept
):
    """Nothing tells whose they are where no section five follows: the tables that are cut off stay
    open, and the same sections are this report's where it does.
    """
    rows = [row for h, mine in zip(HEADINGS, parts(OTHER), strict=True) for row in ([h], *mine)]
    head, *rest = report_of(OWN).split("\n三、")
    own = "\n三、".join([head, *[f"{part}\n" for part in rest[0].split("\n四、政府")[:1]]][:kept])
    _, got = told("\n".join([own, caption, body(rows[1:]), "本年工作有序开展。"]))
    assert got == {c: v for c, v in OWN.items() if c.split("/")[0] in TABLES[:kept]}
    if kept == 1:
        last_table = body(parts(OTHER)[0])
        _, got = told("\n".join([head, caption, last_table, "三、" + "\n三、".join(rest)]))
        assert got == OWN


@pytest.mark.parametrize("caption", LAST_YEARS)
@pytest.mark.parametrize("rows", [2, 5, 8])
def test_a_report_that_is_cut_within_a_table_takes_none_of_last_years(caption, rows):
    """Whose the sections below are cannot be told, though a section five follows."""
    others = [row for h, mine in zip(HEADINGS, parts(OTHER), strict=True) for row in ([h], *mine)]
    head, _ = report_of(OWN).split("\n三、", 1)
    own = head[: head.index(HEADINGS[0])] + body([[HEADINGS[0]], *parts(OWN)[0][:rows]])
    last = "\n".join(line for (line,) in LAST)
    _, got = told("\n".join([own, caption, body(others[1:]), last]))
    assert got == {code: OWN[code] for code in got}
    assert all(code.startswith("disclosure/") for code in got)


@pytest.mark.parametrize("caption", LAST_YEARS[1:])
@pytest.mark.parametrize("kept", ["二三四", "二"])
def test_last_years_sections_above_a_report_are_none_of_its_sections(caption, kept):
    rows = [row for h, mine in zip(HEADINGS, parts(OTHER), strict=True) for row in ([h], *mine)][1:]
    title, rest = report_of(OWN).split("\n", 1)
    if kept == "二":
        rest = rest[: rest.index(HEADINGS[1])]
    _, got = told("\n".join([title, caption, body(rows), rest]))
    assert got == {c: v for c, v in OWN.items() if kept != "二" or c.startswith("disclosure/")}


@pytest.mark.parametrize("between", ["\n", "\n\f\n", " "])
@pytest.mark.parametrize(
    ("agency", "year"), [("清江县民政局", YEAR), (AGENCY, YEAR - 1), ("", YEAR)], ids=str
)
@pytest.mark.parametrize("glue", [str, one_line])
def test_a_second_report_lends_the_first_nothing(between, agency, year, glue):
    """Its title may stand at the end of a line, and name no agency."""
    shown = PLAIN if glue is one_line else OWN
    report, got = told(glue(report_of(shown)) + between + report_of(OTHER, agency, year))
    assert (report.agency, report.year) == (AGENCY, YEAR)
    assert {c for c in shown if not c.startswith("disclosure/")} <= set(got)
    assert got == {code: shown[code] for code in got}


@pytest.mark.parametrize("year", [YEAR, YEAR - 1])
@pytest.mark.parametrize("kept", [1, 2])
def test_a_report_without_a_title_is_not_the_one_below_it(year, kept):
    """It may be cut: the second begins where a title stands above a section one."""
    head, *rest = report_of(OWN).split("\n", 1)[1].split("\n三、")
    first = "\n三、".join([head, *rest][:kept])
    report, got = told(f"{first}\n{report_of(OTHER, '清江县民政局', year)}")
    assert (report.agency, report.year) == ("", 0)
    assert got == {code: OWN[code] for code in got}
    assert {c for c in OWN if c.startswith("disclosure/")} <= set(got)


def test_the_form_is_that_of_the_first_report():
    old = "第二十条第（一）项 | 信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 | "
    second = (
        f"清江县民政局{YEAR}年政府信息公开工作年度报告\n{old * 3}上一年项目数量 | 采购项目数量 |"
    )
    report, got = told(f"{report_of(OWN)}\n{second}\n规范性文件 | 2 | 0 | 7 |")
    assert (report.format, got) == ("2021", OWN)


def workbook(*sheets):
    """A workbook of sheets: what is on the tab, the title, and the cells of the form."""
    book = Workbook()
    book.remove(book.active)
    for tab, title, shown in sheets:
        sheet = book.create_sheet(tab)
        for row in [[title], *rows_of(shown)] if title else rows_of(shown):
            sheet.append([int(x) if str(x).isdigit() else x for x in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def title_of(year):
    return f"{AGENCY}{year}年政府信息公开工作年度报告"


BLANK = dict.fromkeys(OWN, "")
SHEETS = [
    [("2022年", title_of(2022), OTHER), ("2023年", title_of(2023), OWN)],
    [("2023年", title_of(2023), OWN), ("2022年", title_of(2022), OTHER)],
    [("Sheet1", title_of(2022), OTHER), ("Sheet2", title_of(2023), OWN)],
    [("上年数据", "", OTHER), ("本年数据", title_of(2023), OWN)],
    [("2022年度", "", OTHER), ("2023年度", title_of(2023), OWN)],
    [("去年", title_of(2022), OTHER), ("今年", title_of(2023), OWN)],
    [
        ("2021", title_of(2021), OTHER),
        ("2022", title_of(2022), OTHER),
        ("2023", title_of(2023), OWN),
    ],
    [("2023年", title_of(2023), OWN), ("2024年", title_of(2024), BLANK)],
    [("2022", title_of(2022), BLANK | dict.fromkeys(DISCLOSURE, 7)), ("2023", title_of(2023), OWN)],
]


@pytest.mark.parametrize("sheets", SHEETS)
def test_of_the_sheets_of_several_years_the_latest_with_figures_is_read(sheets):
    report = recognise(read_bytes(workbook(*sheets), "report.xlsx"))
    assert report.year == YEAR
    assert stated(report) == OWN
    assert "meta.tables" in set(report.findings["rule"])


def test_the_year_that_a_person_or_the_file_name_says_goes_before_the_latest():
    data = workbook(("甲", title_of(2023), OTHER), ("乙", title_of(2024), OWN))
    for name, card in ((f"{title_of(2023)}.xlsx", {}), ("report.xlsx", {"year": 2023})):
        report = recognise(read_bytes(data, name), card)
        assert (report.year, stated(report)) == (2023, OTHER)


def test_a_tab_that_says_when_a_report_was_published_says_not_its_year():
    data = workbook(("2024年公布", "", OWN), ("2023年公布", "", OTHER))
    report = recognise(read_bytes(data, "report.xlsx"), {"agency": AGENCY, "year": YEAR})
    found = stated(report)
    assert all(OWN[code] == value for code, value in found.items())


def test_sheets_without_a_year_belong_to_the_report():
    """Its tables may each have a sheet; what is of last year does not name the report's."""
    data = workbook(("封面", title_of(2023), BLANK), ("各表", "", OWN))
    report = recognise(read_bytes(data, "report.xlsx"))
    assert (report.year, "meta.tables" in set(report.findings["rule"])) == (YEAR, False)
    lone = workbook(("上年", title_of(2022), OTHER), ("本年", "", OWN))
    with pytest.raises(InputError, match="the agency and the year cannot be told"):
        recognise(read_bytes(lone, "report.xlsx"))


@pytest.mark.parametrize("stacked", ["二", "三", "二三", "二三四"])
@pytest.mark.parametrize("last_first", [False, True])
def test_last_years_table_below_this_years_in_one_sheet_says_nothing_of_the_next(
    stacked, last_first
):
    """A workbook of the three tables alone, which never comes to section five."""
    book = Workbook()
    book.active.append([f"{AGENCY}{YEAR}年政府信息公开工作年度报告"])
    for heading, own, other in zip(HEADINGS, parts(OWN), parts(OTHER), strict=True):
        sheet = book.create_sheet(f"表{heading[0]}")
        rows = [[[f"{YEAR}年"], *own], [[f"{YEAR - 1}年"], *other]]
        if heading[0] not in stacked:
            rows = [own]
        elif last_first:
            rows.reverse()
        for row in [[heading], *(row for run in rows for row in run)]:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    assert stated(recognise(read_bytes(stream.getvalue(), "report.xlsx"), {})) == OWN
