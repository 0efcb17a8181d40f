"""Titles with whatever stands around them: the right agency and year, or none."""

import pytest
import yaml

from analysis.reading.blocks import Line
from analysis.recognising.about.metadata import read_metadata
from analysis.recognising.about.titles import read_title
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
