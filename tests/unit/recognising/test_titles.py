"""Titles with whatever stands around them: the right agency and year, or none."""

import pytest
import yaml

from analysis.form.agencies.divisions import divisions, places
from analysis.reading.blocks import Line
from analysis.recognising.about.metadata import read_metadata
from analysis.recognising.about.names import clean_agency
from analysis.recognising.about.title_lines import titles_in
from analysis.recognising.about.titles import read_title
from analysis.recognising.characters import fold
from tests.support.paths import FIXTURES

TITLES = yaml.safe_load((FIXTURES / "titles" / "titles.yml").read_text(encoding="utf-8"))


def meta(*head, body=("依法开展工作。",)):
    texts = [*head, "一、总体情况", *body, "二、主动公开政府信息情况"]
    return read_metadata([Line(t, f"line {n}") for n, t in enumerate(texts, start=1)], "2021")


def test_the_table_is_long_enough():
    assert len(TITLES) >= 80


@pytest.mark.parametrize("entry", TITLES, ids=lambda entry: " / ".join(entry["lines"]))
def test_a_title_names_its_agency_and_year_whatever_stands_around_it(entry):
    read = meta(*entry["lines"])
    assert (read.agency or None, read.year) == (entry["agency"], entry["year"])


@pytest.mark.parametrize("before", ["标题: ", "名称：", "本地目录: a/b/202001/80576_", "附件："])
def test_what_a_page_puts_before_a_title_is_none_of_it(before):
    own = "甲县林业局2022年度政府信息公开工作年度报告"
    assert read_title(before + own).text == own


@pytest.mark.parametrize(
    "title",
    ["甲县林业局：2022年政府信息公开工作年度报告", "2022年甲县政府信息公开工作年度报告"],
)
def test_what_belongs_to_a_title_stays(title):
    assert read_title(f" {title}").text == title


def test_an_agency_of_any_division_passes():
    names = [d.name + office for d in divisions() for office in ("统计局", "人民政府")]
    assert [name for name in names if clean_agency(fold(name)) != name] == []


PREFIXES = [
    "",
    "2024-01-20 ",
    "★",
    "1.",
    "附件：",
    "转发",
    "（公示）",
    "关于公布",
    "首页 > 年报 > ",
]
BODIES = [
    ("{}2023年政府信息公开工作年度报告", 2023),
    ("2023年{}政府信息公开年度报告", 2023),
    ("{}政府信息公开工作年度报告（2023年）", 2023),
    ("{}政府信息公开工作年度报告", None),
]
SUFFIXES = ["", " 2024-01-20", "》", "的通知", "_某某门户网站"]


@pytest.mark.parametrize(
    "agency", ["沭阳县水务局", "歙县人民政府", "洪泽区市场监管局", "会理市文旅局"]
)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_any_prefix_with_any_body_and_any_suffix(prefix, agency):
    for body, year in BODIES:
        for suffix in SUFFIXES:
            title = read_title(prefix + body.format(agency) + suffix)
            assert title is not None
            assert (title.agency, title.year) == (agency, year), prefix + body + suffix


WRAPPED = [
    "平潭综合实验区自然资源与生态环境局2023年度政府信息公开工作年度报告",
    "上海市人民政府办公厅2023年政府信息公开工作年度报告",
    "湘潭市湘乡市自然资源局2023年政府信息公开工作年度报告",
    "龙岗区住房和建设局2023年政府信息公开工作年度报告",
]


@pytest.mark.parametrize("before", ["", "标题: "])
@pytest.mark.parametrize("title", WRAPPED)
def test_a_title_that_a_lines_end_cuts_anywhere_names_its_agency_whole(title, before):
    agency = title.partition("2023")[0]
    for cut in range(1, len(title) - 1):
        lines = [Line(before + title[:cut], "line 1"), Line(title[cut:], "line 2")]
        found = titles_in(lines)[-1]
        # Where the place alone is above, the line below names the agency by its short name; where
        # a field's name is before it, cut off from the year, other lines have to name it.
        assert agency.endswith(found.agency)
        short = places(title[:cut])[1] == "" or title[:cut][-1] in "区市"
        assert found.agency == agency or short or (before and not found.agency)
        assert found.year in ((2023,) if found.agency else (2023, None))


@pytest.mark.parametrize(
    "above",
    [
        "首页",
        "政府信息公开",
        "通知公告",
        "大中小",
        "上海市人民政府",
        "打印本页",
        "索引号",
        "清河县人民政府",
    ],
)
@pytest.mark.parametrize("agency", ["清河县档案局", "县档案局", "上海市档案局"])
def test_what_a_page_puts_above_a_title_is_no_beginning_of_its_agency(above, agency):
    lines = [Line(above, "line 1"), Line(f"{agency}2023年政府信息公开工作年度报告", "line 2")]
    assert titles_in(lines)[-1].agency == agency


@pytest.mark.parametrize("last", ["政", "政府", "政务"])
def test_a_title_that_is_cut_within_its_last_words_keeps_its_agency(last):
    rest = {"政": "府信息公开", "政府": "信息公开", "政务": "公开"}[last]
    lines = [Line(f"清河县档案局2023年{last}", "line 1"), Line(f"{rest}工作年度报告", "line 2")]
    found = titles_in(lines)[-1]
    assert (found.agency, found.year) == ("清河县档案局", 2023)


@pytest.mark.parametrize("word", ["附上年：", "去年：", "往年年报：", "附：历年报告："])
def test_the_title_of_an_earlier_report_is_not_the_reports_own(word):
    kind = "政府信息公开工作年度报告"
    read = meta(f"甲县林业局2023年{kind}", "发布时间：2024-01-20", f"{word}甲县林业局2022年{kind}")
    assert (read.agency, read.year) == ("甲县林业局", 2023)


@pytest.mark.parametrize("agency", ["清河县葛仙庄镇", "清河县林业局"])
def test_a_sentence_below_a_title_is_no_part_of_it(agency):
    lines = [f"{agency}政府信息公开工作年度报告", "现将2022年度政府信息公开工作报告公布如下："]
    found = titles_in([Line(text, f"line {n}") for n, text in enumerate(lines, start=1)])
    assert {title.agency for title in found} == {agency, ""}
