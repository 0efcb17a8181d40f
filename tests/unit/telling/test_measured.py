"""The table of indicators on a page: by group, what is zero named below it, what is small not to be
compared.
"""

import re
from dataclasses import replace

import pandas as pd
import pytest
from lxml import html

from analysis.assessing.indicators.compute import compute
from analysis.assessing.indicators.definitions import definitions, load_definitions
from analysis.assessing.tabular import typed
from analysis.telling import parts
from analysis.telling.assessment.first_page import first_page
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.view import ReportView


def page(data, *reports, lang="en", extra=()):
    shown = parts.tables.indicators([ReportView(data, r, lang) for r in reports], extra)
    return html.fromstring(f"<div>{shown.text}</div>")


def row(tree, label):
    (found,) = [r for r in tree.iter("tr") if r[0].text == label]
    return [" ".join(" ".join(cell.itertext()).split()) for cell in found]


def test_a_rate_and_a_share_are_told_with_fraction_and_interval(dataset):
    tree = page(dataset, "宿迁市人民政府-2024")
    assert row(tree, "Reviews per 100 requests concluded")[1] == "4.83 170/3,521 4.13–5.61"
    assert row(tree, "Granted in full, of substantive decisions")[1].startswith(
        "71.8% 1,431/1,994 "
    )
    assert row(tree, "Administrative fees collected")[1] == "72,701.2578 (in 10,000 yuan)"


def test_a_measure_is_told_with_what_it_counts_and_without_an_interval(dataset):
    tree = page(dataset, "湘乡市自然资源局-2022")
    assert row(tree, "Checks passed, of those decided")[:2] == [
        "Checks passed, of those decided checks that pass",
        "100.0% 42/42",
    ]
    assert row(tree, "Days to the legal date")[1] == "13 days"
    assert (
        row(tree, "Prose that stands in the report of the year before")[1] == "cannot be computed"
    )


def test_fewer_than_five_are_not_to_be_compared(dataset):
    tree = page(dataset, "湘乡市自然资源局-2022", lang="zh")
    assert row(tree, "诉讼纠正占诉讼审结")[1] == "1/2"  # no percentage
    below = [p.text for p in tree.iter("p") if "不宜比较" in (p.text or "")]
    assert below == ["只列件数、不列比率的，分母不足5，不宜比较。"]  # once, and not in each row


def test_the_first_page_says_once_what_a_count_without_a_share_means(dataset):
    """It was said in each row of few cases."""
    shown = first_page(Assessment(dataset, "湘乡市自然资源局", 2022, "zh")).text
    assert shown.count("不宜比较") == 1


def test_each_indicator_is_in_the_table_or_named_below_it_or_not_in_the_form(dataset):
    for lang in ("zh", "en"):
        tree = page(dataset, "湘乡市自然资源局-2022", lang=lang)
        listed = {r[0].text for r in tree.iter("tr")}
        below = tree.find(".//p[@class='legend']").text
        for d in definitions():
            assert (d.label[lang] in listed) != (d.label[lang] in below), d.id


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rows_and_caveats_fill_the_table_exactly(dataset, lang):
    names = list(dataset.reports["report"])
    tree, spanned = page(dataset, *names, lang=lang), 0
    for r in list(tree.iter("tr"))[1:]:
        if r[0].get("colspan"):
            assert spanned == 0
            continue
        assert len(r) == len(names) + 1 + (spanned == 0)
        spanned = int(r[-1].get("rowspan", "1")) - 1 if spanned == 0 else spanned - 1


def test_what_a_user_added_is_listed_and_cannot_become_markup(dataset, tmp_path):
    path = tmp_path / "own.yml"
    path.write_text(
        "- {id: own, kind: count, group: remedies, label: {zh: <b>自加</b>, en: <b>own</b>}, "
        "unit: {zh: <i>, en: <i>},\n"
        "   numerator: [remedies/review/pending], caveat: {zh: <u>, en: <u>}, source: own}\n",
        encoding="utf-8",
    )
    own = load_definitions(path)
    data = replace(dataset, indicators=typed("indicators", compute(dataset.cells, own)))
    tree = page(data, "宿迁市人民政府-2024", extra=own)
    assert row(tree, "<b>own</b>")[1] == "36 <i>"
    assert not list(tree.iter("b", "i", "u"))


def test_tables_written_before_an_indicator_was_defined_still_make_a_page(dataset):
    older = replace(
        dataset,
        indicators=dataset.indicators[
            dataset.indicators["indicator"].isin(["received", "granted"])
        ],
    )
    tree = page(older, "宿迁市人民政府-2024")
    labels = [r[0].text for r in tree.iter("tr") if not r[0].get("colspan")]
    assert labels == ["Indicator", "Requests newly received", "Granted in full, of concluded"]


def test_figures_are_those_of_the_processed_table(dataset):
    tree, percent = (
        page(dataset, "宿迁市人民政府-2023"),
        re.compile(r"^([\d.]+)% ([\d,]+)/([\d,]+)"),
    )
    known = dataset.indicators[dataset.indicators["report"] == "宿迁市人民政府-2023"].set_index(
        "indicator"
    )
    labels = {d.label["en"]: d.id for d in definitions() if d.kind == "proportion"}
    told = {
        r[0].text: percent.match(" ".join(r[1].itertext()))
        for r in tree.iter("tr")
        if r[0].text in labels
    }
    assert len(told) > 25
    for label, found in told.items():
        mine: pd.Series = known.loc[labels[label]]
        assert (found is None) == (mine["basis"] == "none"), label
        if found is None:
            continue
        assert float(found[1]) == pytest.approx(100 * mine["estimate"], abs=0.0501)
        assert (int(found[2].replace(",", "")), int(found[3].replace(",", ""))) == (
            mine["numerator"],
            mine["denominator"],
        )
