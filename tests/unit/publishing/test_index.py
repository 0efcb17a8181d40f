"""The index page: a thousand reports, found by place, level and name, and nothing on it that a
report could have put there.
"""

import json
import re
from dataclasses import replace

import lxml.html
import pandas as pd

from analysis.publishing.index import DOCUMENTS, INLINE, UNFOLDED, Comparison, index_files, script
from analysis.publishing.index_rows import indexed
from analysis.running import inputs

FILES = [
    "cells.csv",
    "cells.parquet",
    "reports.csv",
    "reports.parquet",
    "datapackage.json",
    "croissant.json",
]


def files_of(data, files=FILES, comparisons=(), problems=(), documents=None):
    return index_files(indexed(data), files, list(comparisons), list(problems), documents)


def page_of(*args, **kwargs):
    return lxml.html.document_fromstring(files_of(*args, **kwargs)["index.html"])


def many(data, times):
    """The corpus again and again under other names."""
    tables = ("reports", "outcomes", "findings", "indicators")

    def again(frame):
        return pd.concat(
            [frame.assign(report=frame["report"] + f"#{n}") for n in range(times)],
            ignore_index=True,
        )

    return replace(data, **{name: again(getattr(data, name)) for name in tables})


def test_the_share_is_the_one_that_assessments_begin_with(dataset):
    rows = dataset.indicators[dataset.indicators["indicator"] == "granted_any"]
    want = {
        r.report: f"{r.numerator:,.0f}/{r.denominator:,.0f}"
        for r in rows.itertuples()
        if r.basis == "stated" and r.denominator
    }
    partly = dataset.cells[dataset.cells["item"] == "partly_granted"]
    assert partly["value"].max() > 0  # else it would be the share granted in full as well
    shown = {
        row.xpath("th//a/@href")[0].split("/")[1].removesuffix(".zh.html"): row.text_content()
        for row in page_of(dataset).xpath("//tr[@class='report']")
    }
    assert want
    for report, share in want.items():
        assert share in shown[report]


def test_another_name_that_a_report_prints_is_beside_that_of_its_agency(dataset):
    """Of an agency that was renamed: its report of that year is not under a name it did not have."""
    reports = dataset.reports.copy()
    reports.loc[0, ["agency", "agency_printed"]] = ["宿迁市农业农村局", "宿迁市农业局"]
    (row,) = (
        r
        for r in page_of(replace(dataset, reports=reports)).xpath("//tr[@class='report']")
        if "农业" in r.text_content()
    )
    assert f"宿迁市农业农村局 {reports.loc[0, 'year']}（宿迁市农业局）" in row.text_content()
    assert f"{reports.loc[0, 'year']} (宿迁市农业局)" in row.text_content()
    assert "宿迁市农业局" in row.get("data-find")


def test_reports_lie_by_county_with_those_of_unknown_place_last(dataset):
    tree = page_of(dataset)
    places = [
        s.text_content().split()[0]
        for s in tree.xpath("//details[@class='place'][.//table]/summary")
    ]
    assert "江苏省宿迁市" in places
    assert "湖南省湘潭市湘乡市" in places
    rows = tree.xpath("//tr[@class='report']")
    assert len(rows) == len(dataset.reports)
    own = next(r for r in rows if "湘乡市自然资源局" in r.text_content())
    assert (own.get("data-year"), own.get("data-level")) == ("2022", "county")
    assert "24/25" in own.text_content()
    assert own.xpath("th//a/@href") == [
        f"assessments/湘乡市自然资源局-2022.{lang}.html" for lang in ("zh", "en")
    ]
    assert {"xiangxiangshiziranziyuanju", "xxszrzyj"} <= set(own.get("data-find").split())


def test_a_county_is_called_what_its_agencies_call_it_with_its_formal_name(dataset):
    names = dict.fromkeys(dataset.reports["agency"], "平潭综合实验区公安局")
    reports = dataset.reports.assign(
        agency=dataset.reports["agency"].map(names), division="350128", division_name="平潭县"
    )
    tree = page_of(replace(dataset, reports=reports))
    (summary,) = tree.xpath("//details[@data-kind='report']/summary")
    assert "福建省福州市平潭综合实验区（平潭县）" in summary.text_content()


def test_a_thousand_reports_are_folded_and_all_there(dataset):
    corpus = many(dataset, 250)
    tree = page_of(corpus)
    assert len(tree.xpath("//tr[@class='report']")) == len(corpus.reports) > UNFOLDED
    assert not tree.xpath("//details[@open][.//tr]")
    assert page_of(dataset).xpath("//details[@open][.//tr]")
    options = tree.xpath("//select[@id='year']/option/text()")
    assert options[1:] == [str(y) for y in sorted(set(dataset.reports["year"]))]


def test_more_reports_are_in_pieces_with_the_same_rows(dataset):
    corpus = many(dataset, INLINE // len(dataset.reports) + 1)
    hostile = "</script><b>\u2028局"
    corpus = replace(corpus, reports=corpus.reports.assign(agency=hostile))
    files = files_of(corpus, comparisons=[Comparison({"zh": "某", "en": "some"}, "agencies")])
    tree = lxml.html.document_fromstring(files.pop("index.html"))
    assert not tree.xpath("//tr[@class='report']")
    assert tree.xpath("//noscript//a[@href='data/reports.csv']")
    rows = {}
    for name, text in files.items():
        held = json.loads(text.removeprefix("gouji(").removesuffix(");\n"))
        for group in tree.xpath(f"//details[@data-piece='{name}']"):
            rows[group.get("data-number")] = held.pop(group.get("data-number"))
        assert not held
    counts = {
        g.get("data-number"): int(g.xpath("string(.//*[@class='count'])"))
        for g in tree.xpath("//details[@data-piece]")
    }
    assert {n: len(own) for n, own in rows.items()} == counts
    assert sum(len(own) for n, own in rows.items() if int(n) >= 0) == len(corpus.reports)
    assert hostile in {r["agency"] for own in rows.values() for r in own if "agency" in r}


def test_briefs_and_letters_are_listed_each_with_its_formats(dataset):
    assert tuple(DOCUMENTS) == inputs.DOCUMENTS
    found = {
        "briefs": ["某县-2023.zh.docx", "某县-2023.zh.html", "list.txt"],
        "letters": ["甲局-2023.docx"],
    }
    tree = page_of(dataset, documents=found)
    items = tree.xpath("//h2[@id='documents']/following-sibling::ul[li/a]")[:2]
    assert [ul.xpath("li/a/@href") for ul in items] == [
        ["briefs/某县-2023.zh.html"],
        ["letters/甲局-2023.docx"],
    ]
    assert [ul.xpath("li//small//text()") for ul in items] == [["HTML", "DOCX"], ["DOCX"]]
    assert not page_of(dataset).xpath("//h2[@id='documents']")


def test_every_table_is_told_with_its_files_and_rows(dataset):
    tree = page_of(dataset)
    rows = {
        r.xpath("string(th)"): r
        for r in tree.xpath("//h2[@id='data']/following-sibling::div[1]//tbody/tr")
    }
    assert set(rows) == {"cells", "reports"}
    assert [a.get("href") for a in rows["cells"].iter("a")] == [
        "data/cells.csv",
        "data/cells.parquet",
    ]
    assert f"{len(dataset.cells):,}" in rows["cells"].text_content()
    assert tree.xpath("//p/a[@href='data/croissant.json']")


def test_comparisons_are_told_by_kind(dataset):
    stems = (
        "territories-x",
        "peers-county-bureau",
        "宿迁市人民政府-years",
        "a_b-years-12345678",
        "agencies",
    )
    tree = page_of(dataset, comparisons=[Comparison({"zh": f"某{s}", "en": s}, s) for s in stems])
    kinds = {
        d.xpath("string(summary)").split()[1]: len(d.xpath(".//li"))
        for d in tree.xpath("//details[.//li]")
    }
    assert kinds == {"Territories": 1, "Peers": 1, "Over": 2, "Agencies": 1}
    assert "没有比较" in page_of(dataset).text_content()


def test_the_only_script_is_ours_and_nothing_of_a_report_is_in_it(dataset):
    name = "<script>alert(1)</script>\"' onclick=x{{ 7 * 7 }}局"
    hostile = replace(dataset, reports=dataset.reports.assign(agency=name))
    tree = page_of(hostile, problems=[name])
    assert [s.text for s in tree.iter("script")] == [script()]
    assert name in tree.text_content()
    assert not tree.xpath("//@onclick")
    assert "insertAdjacentHTML" not in script()
    assert not re.search(r"innerHTML|eval|fetch\(|https?:", script())


def test_without_script_everything_is_shown(dataset):
    tree = page_of(dataset)
    assert tree.xpath("//div[@id='filter']/@hidden")
    assert not tree.xpath("//tr[@hidden]")
