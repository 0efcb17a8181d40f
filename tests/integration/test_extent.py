"""A compact run: what lies in its folder, that every link leads somewhere, and how it is renewed."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from html import unescape
from urllib.parse import unquote

import pytest

from analysis.assessing.opening import open_dataset
from analysis.running.extent import Extent
from analysis.running.plan import plan
from tests.support.house import House
from tests.support.pages import page_of
from tests.support.paths import ROOT

_LINK = re.compile(r'<(?:a|link|script)\b[^>]* (?:href|src)="?([^"#> ]+)')
MOST = 85_000  # bytes of a page; 110,000 before what a page repeats was said once


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("house"))
    house.report("甲县林业局", 2022)
    house.report("甲县林业局", 2023)
    house.report("乙县人民政府办公室", 2023)
    assert house.run(compact="zh")["problems"] == []
    return house


def broken_links(out):
    """Addresses in the pages of a folder that lead nowhere in it."""
    return {
        (page.name, link)
        for page in out.rglob("*.html")
        for link in _LINK.findall(page.read_text(encoding="utf-8"))
        if ":" not in link and not (page.parent / unquote(link)).is_file()
    }


def suffixes(out, folder):
    return {"".join(path.suffixes) for path in (out / folder).iterdir()}


@pytest.mark.slow
def test_pages_in_one_language_without_notebooks_and_tables_as_parquet(house):
    assert suffixes(house.out, "assessments") == {".zh.html"}
    assert suffixes(house.out, "data") == {".parquet", ".json"}
    for path in (house.out / "data").glob("*.json"):  # they lie once in a folder, and are long
        assert json.loads(path.read_text(encoding="utf-8"))
        assert "\n" not in path.read_text(encoding="utf-8")
    assert not (house.out / "comparisons").exists()
    assert (house.out / "integrity.zh.html").is_file()
    assert not broken_links(house.out)
    page = (house.out / "assessments" / "甲县林业局-2023.zh.html").read_text(encoding="utf-8")
    assert "gouji assess 甲县林业局 2023 --lang zh" in page
    assert {p.suffix for p in (house.home / "data" / "processed").iterdir()} == {".csv", ".json"}
    data, processed = (open_dataset(house.home / f) for f in ("out/data", "data/processed"))
    assert data.to_csv() == processed.to_csv()


@pytest.mark.slow
def test_nothing_changed_does_nothing_and_one_report_renews_what_a_fresh_run_makes(house):
    assert house.run(compact="zh") == {
        "executed": [],
        "changed": False,
        "problems": [],
        "pandas": False,
    }
    house.report("甲县林业局", 2023, remedies__review__upheld=3, remedies__review__total=3)
    done = house.run(compact="zh")
    own = {f"assessments/甲县林业局-{year}.zh" for year in (2022, 2023)}
    assert set(done["executed"]) == {"integrity.zh", *own}
    house.run("fresh", compact="zh")
    assert house.published() == house.published("fresh")


@pytest.mark.slow
def test_a_rule_in_other_words_is_said_in_the_style_sheet_that_pages_take_it_from(
    house, tmp_path, monkeypatch
):
    """A page names the words by their digest; a style sheet without them would show nothing."""
    suites = shutil.copytree(ROOT / "expectations", tmp_path / "expectations")
    monkeypatch.setenv("GOUJI_EXPECTATIONS", str(suites))
    house.run("worded", compact="zh")
    sheet, suite = house.home / "worded" / "page.css", suites / "requests.json"
    before, after = (
        "本年新收 + 上年结转 = 本年办理结果总计 + 结转下年度",
        "新收与结转之和 = 办结与结转之和",
    )
    assert f'content:"{before}"' in sheet.read_text(encoding="utf-8")
    suite.write_text(suite.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    house.run("worded", compact="zh")
    assert f'content:"{after}"' in sheet.read_text(encoding="utf-8")


@pytest.mark.slow
def test_papermill_s_own_engine_makes_the_same_pages(house):
    house.run("ours", compact="zh")
    assert house.run("theirs", compact="zh", engine="papermill")["problems"] == []
    assert house.published("theirs") == house.published("ours")


@pytest.mark.slow
def test_what_a_person_asked_for_is_kept_whole(house):
    """By the command at the foot of the page, typed where that says; elsewhere it found no data."""
    page = (house.out / "assessments" / "乙县人民政府办公室-2023.zh.html").read_text(
        encoding="utf-8"
    )
    assert "index.html 所在的文件夹" in page
    asked = shlex.split(unescape(re.search(r"gouji (assess [^<]*)</footer>", page)[1]))
    command = [sys.executable, "-c", "from analysis.cli import main; main()", *asked]
    subprocess.run(command, cwd=house.out, env=house.environment, check=True)
    house.run(compact="zh")
    kept = {p.name for p in (house.out / "assessments").glob("乙县*")}
    assert kept == {
        f"乙县人民政府办公室-2023.{lang}.{kind}"
        for lang in ("zh", "en")
        for kind in ("html", "ipynb")
    }
    assert not broken_links(house.out)


@pytest.mark.slow
def test_switched_off_and_on_it_is_what_a_fresh_run_makes(house):
    house.run("other", compact="en")
    assert suffixes(house.home / "other", "assessments") == {".en.html"}
    house.run("other")
    house.run("whole")
    assert house.published("other") == house.published("whole")
    assert not broken_links(house.home / "other")
    house.run("other", compact="zh")
    house.run("small", compact="zh")
    assert house.published("other") == house.published("small")


def test_a_comparison_is_made_where_a_person_asks_for_it(dataset):
    every = plan(dataset)
    shown = [job for job in map(Extent("en").of, every) if job]
    assert {job.lang for job in shown} == {"en"}
    assert {job.notebook for job in shown} == {j.notebook for j in every} - {"comparison"}
    assert all(job.note and job.files == (f"{job.name}.html",) for job in shown)
    assert [Extent().of(job) for job in every] == every


@pytest.mark.parametrize(("agency", "year"), [("宿迁市人民政府", 2023), ("湘乡市自然资源局", 2022)])
def test_a_page_says_nothing_twice_that_its_script_can_join(dataset, agency, year):
    page = page_of("agency_assessment", "zh", dataset, agency=agency, year=year)
    style = re.compile(r"<style>.*?</style>|<script>.*?</script>", re.S)
    assert len(style.sub("", page).encode()) < MOST
