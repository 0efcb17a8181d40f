"""No page keeps anybody from using it: axe-core in a real browser finds nothing serious or critical.

Each kind of page is looked at in one language and width, so that both are seen of both; what a
language or a width alone could break is the same code for all.
"""

from dataclasses import replace

import pytest

from analysis.publishing.brief import render
from analysis.publishing.export.write import parquet_files
from analysis.publishing.index import Comparison, index_files
from analysis.publishing.index_rows import indexed
from analysis.publishing.revisions import TABLES, compare, revision_files
from analysis.publishing.shared import shared_files
from analysis.telling.brief.counties import Counties
from analysis.telling.brief.make import county_brief
from analysis.telling.brief.outliers import PeerGroups
from tests.integration.test_pages_in_a_browser import browser  # noqa: F401
from tests.support.neighbours import neighbours
from tests.support.pages import grave, page_of

pytestmark = pytest.mark.slow
WIDE, NARROW = 1280, 390
SUQIAN = ["宿迁市人民政府-2023", "宿迁市人民政府-2024"]


@pytest.fixture
def found(browser, tmp_path):  # noqa: F811
    """A function that gives what axe finds in a page at a width, and whether the page is wider."""
    pytest.importorskip("axe_playwright_python")

    def look(page, width):
        path = tmp_path / "page.html"
        path.write_text(page, encoding="utf-8")
        tab = browser.new_page(viewport={"width": width, "height": 844})
        tab.goto(path.as_uri())
        wider = tab.evaluate("document.documentElement.scrollWidth") - width
        problems = grave(tab) + [f"{wider} px wider than the window"] * (wider > 0)
        tab.close()
        return problems

    return look


@pytest.mark.parametrize(
    ("name", "lang", "width", "parameters"),
    [
        ("agency_assessment", "zh", NARROW, {"agency": "宿迁市人民政府", "year": 2024}),
        ("agency_assessment", "en", WIDE, {"agency": "上海市人民政府办公厅", "year": 2019}),
        ("comparison", "zh", WIDE, {"reports": SUQIAN}),
        ("comparison", "en", NARROW, {"reports": SUQIAN}),
        ("integrity", "zh", WIDE, {"pages": "assessments"}),
        ("integrity", "en", NARROW, {}),
        ("territories", "zh", NARROW, {"reports": SUQIAN}),
    ],
)
def test_of_a_notebook(found, dataset, name, lang, width, parameters):
    assert found(page_of(name, lang, dataset, **parameters), width) == []


@pytest.mark.parametrize(("lang", "width"), [("zh", NARROW), ("en", WIDE)])
def test_of_a_page_of_a_compact_run(found, dataset, tmp_path, lang, width):
    for name, text in shared_files(compact=lang).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    about = {"agency": "宿迁市人民政府", "year": 2024, "note": "gouji assess …", "shared": ""}
    assert found(page_of("agency_assessment", lang, dataset, **about), width) == []


def test_of_peers(found):
    group = neighbours(12)
    name = group.groups["group"].iloc[0]
    assert found(page_of("peers", "en", group, group=name, report=None), NARROW) == []


@pytest.mark.parametrize(("lang", "width"), [("zh", WIDE), ("en", NARROW)])
def test_of_a_brief(found, dataset, lang, width):
    counties = Counties(dataset, lang)
    county = counties.county(counties.find("宿迁市"), 2024)
    brief = county_brief(county, PeerGroups(dataset, lang), "0")
    page = render(replace(brief, template="standard"), ("html",))[f"{brief.stem}.{lang}.html"]
    assert found(page.decode("utf-8"), width) == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_of_the_index(found, dataset, width):
    compared = [Comparison({"zh": "宿迁市各年度", "en": "Suqian over the years"}, "宿迁市-years")]
    files = index_files(
        indexed(dataset), ["reports.csv", "cells.csv"], compared, ["a.txt: is empty"]
    )
    assert found(files["index.html"], width) == []


def test_of_what_changed(found, dataset):
    cells = dataset.cells.copy()
    cells.loc[cells.index[:3], "printed"] = "1,431"
    sides = (dataset, replace(dataset, cells=cells, findings=dataset.findings.iloc[1:]))
    tables = ({n: parquet_files(side)[f"{n}.parquet"] for n in TABLES} for side in sides)
    files = revision_files(compare(*tables))
    assert found(files["revisions.zh.html"], WIDE) == []
    assert found(files["revisions.en.html"], NARROW) == []
