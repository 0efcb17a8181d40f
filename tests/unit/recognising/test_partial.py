"""What can be told of a report is given, even where its agency, its year or its tables cannot."""

import pytest

from analysis import InputError
from analysis.reading.document import read_bytes
from analysis.recognising import recognise
from analysis.recognising.about.titles import read_title
from tests.unit.recognising.test_columns import rows_of, stated, values, written

NAME = "某县水利局2023年政府信息公开工作年度报告"


def untitled(text):
    return "\n".join(text.split("\n")[1:])


def partly(text):
    return recognise(read_bytes(text.encode(), "x.txt"), {"partial": True})


def test_cells_are_given_where_nobody_is_named():
    shown = values(seed=3)
    text = untitled(written(rows_of(shown), "bars"))
    with pytest.raises(InputError, match="cannot be told"):
        recognise(read_bytes(text.encode(), "x.txt"), {})
    report = partly(text)
    assert (report.agency, report.year) == ("unknown", 0)
    assert stated(report) == shown
    assert list(report.findings["rule"]).count("meta.unknown") == 2


def test_title_date_and_prose_are_given_where_tables_are_missing():
    text = f"{NAME}\n发布时间：2024-01-20\n一、总体情况\n本年共收到政府信息公开申请3件。\n"
    text += "二、主动公开政府信息情况\n见图。\n"
    with pytest.raises(InputError, match="none of the three"):
        recognise(read_bytes(text.encode(), "x.txt"), {})
    report = partly(text)
    assert (report.agency, report.year, report.published) == ("某县水利局", 2023, "2024-01-20")
    assert set(report.cells["status"]) == {"absent"}
    assert len(report.claims) == 1


def test_what_is_no_report_is_refused_all_the_same():
    with pytest.raises(InputError, match="none of the three"):
        partly("今天天气很好。\n我们去公园。\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年，青石县水利局认真贯彻落实各项要求。",
        "2023年度,青石县水利局不断加强公开工作。",
        "2023年，在县委、县政府的坚强领导下，青石县水利局扎实推进公开工作。",
    ],
)
def test_the_first_sentence_names_who_and_when_where_nothing_else_does(sentence):
    text = untitled(written(rows_of(values(seed=4)), "bars")).replace("本年情况如下。", sentence)
    report = recognise(read_bytes(text.encode(), "x.txt"), {})
    assert (report.agency, report.year) == ("青石县水利局", 2023)


@pytest.mark.parametrize(
    "sentence", ["2023年，我局认真落实要求。", "2023年，在上级办公室指导下开展。"]
)
def test_a_first_sentence_that_names_nobody_is_no_name(sentence):
    text = untitled(written(rows_of(values(seed=4)), "bars")).replace("本年情况如下。", sentence)
    assert partly(text).agency == "unknown"


@pytest.mark.parametrize(
    "line",
    [
        "2024-01-20 {}",
        "[2024-01-20]{}",
        "【年报】{}",
        "（2024年1月20日发布）{}",
        "2024年01月20日 {}",
        "20240120{}",
        "· {}",
        "★{}",
        "1. {}",
        "12、{}",
        "（三）{}",
        "01{}",
        "转发{}",
        "关于转发《{}》的通知",
        "青石县人民政府关于公布{}的通知",
        "青石县人民政府办公室公布的{}",
        "标 题：{}",
        "附件1：{}",
        "[置顶]{}",
        "索引号：QS-2024-0011 {}",
        "青政办〔2024〕3号 {}",
        "发布时间：2024-01-20 {}",
        "2024年第1期：{}",
        "{} 2024-01-20",
        "{}（2024-01-20）",
        "首页 > 年报 > {}",
    ],
)
def test_what_stands_around_a_title_is_no_part_of_it(line):
    title = read_title(line.format(NAME))
    assert (title.agency, title.year) == ("某县水利局", 2023)


@pytest.mark.parametrize(
    ("line", "agency", "year"),
    [
        ("2023年度政府信息公开工作年度报告（青石县水利局）", "青石县水利局", 2023),
        ("海关总署（本级机关）2020年政府信息公开工作年度报告", "海关总署(本级机关)", 2020),
        ("青石县政务公开办公室2022年政府信息公开工作年度报告", "青石县政务公开办公室", 2022),
        ("青石县水利局政府信息公开工作2021年度报告", "青石县水利局", 2021),
    ],
)
def test_titles_keep_what_is_theirs(line, agency, year):
    title = read_title(line)
    assert (title.agency, title.year) == (agency, year)


def test_a_title_printed_twice_without_an_agency_names_none():
    text = untitled(written(rows_of(values(seed=4)), "bars"))
    twice = "2023年政府信息公开工作年度报告\n" * 2 + text
    report = partly(twice)
    assert (report.agency, report.year) == ("unknown", 2023)
