"""The index page: a thousand reports, found by place, level and name, and nothing on it that a
report could have put there.
"""

import re
from dataclasses import replace

import lxml.html
import pandas as pd

from analysis.publishing.index import UNFOLDED, Comparison, index_page, script

FILES = [
    "cells.csv",
    "cells.parquet",
    "reports.csv",
    "reports.parquet",
    "datapackage.json",
    "croissant.json",
]


def page_of(data, files=FILES, comparisons=(), problems=()):
    return lxml.html.document_fromstring(index_page(data, files, list(comparisons), list(problems)))


def many(data, times):
    """The corpus again and again under other names."""
    tables = ("reports", "outcomes", "findings", "indicators")

    def again(frame):
        return pd.concat(
            [frame.assign(report=frame["report"] + f"#{n}") for n in range(times)],
            ignore_index=True,
        )

    return replace(data, **{name: again(getattr(data, name)) for name in tables})


def test_reports_lie_by_territory_with_those_of_unknown_place_last(dataset):
    tree = page_of(dataset)
    places = [
        s.text_content().split()[0]
        for s in tree.xpath("//details[@class='place'][.//table]/summary")
    ]
    assert "江苏省宿迁市" in places
    assert "湖南省湘潭市" in places
    rows = tree.xpath("//tr[starts-with(@class, 'report')]")
    assert len(rows) == len(dataset.reports)
    own = next(r for r in rows if "湘乡市自然资源局" in r.text_content())
    assert {"y2022", "county"} <= set(own.get("class").split())
    assert "24/25" in own.text_content()


def test_a_thousand_reports_are_folded_and_all_there(dataset):
    corpus = many(dataset, 250)
    tree = page_of(corpus)
    assert len(tree.xpath("//tr[starts-with(@class, 'report')]")) == len(corpus.reports) > UNFOLDED
    assert not tree.xpath("//details[@open][.//tr]")
    assert page_of(dataset).xpath("//details[@open][.//tr]")
    options = tree.xpath("//select[@id='year']/option/text()")
    assert options[1:] == [str(y) for y in sorted(set(dataset.reports["year"]))]


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
    assert not re.search(r"innerHTML|eval|fetch\(|https?:", script())


def test_without_script_everything_is_shown(dataset):
    tree = page_of(dataset)
    assert tree.xpath("//div[@id='filter']/@hidden")
    assert not tree.xpath("//tr[@hidden]")
