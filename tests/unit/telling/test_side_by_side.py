"""What is shown of many reports at once: by report, and as a table rather than in words."""

import re
from dataclasses import replace

import pytest

from analysis.assessing.opening import open_dataset
from analysis.telling.comparison import Comparison
from analysis.telling.sections import section
from analysis.telling.sentence import _lacking
from analysis.telling.tables.corpus import corpus_findings, linked_names
from tests.support.paths import ROOT

NAMING = ("change.count", "change.share_apart", "beside.count", "beside.share")


@pytest.fixture(scope="module")
def shipped():
    return open_dataset(ROOT / "data" / "processed")


def test_findings_stand_under_their_report_the_gravest_first(shipped):
    text = corpus_findings(shipped, "zh").text.partition("<details")[0]
    names = {name: report for report, name in linked_names(shipped, "zh", None).items()}
    heads = re.findall(r'<th scope="rowgroup" colspan="3" class="group">(.*?)</th>', text)
    assert len(heads) == len(set(heads))  # no report is listed twice
    shown = [re.findall(r"mark (error|warning|note)", part) for part in text.split("rowgroup")[1:]]
    ranks = [[("error", "warning", "note").index(s) for s in own] for own in shown]
    assert all(own == sorted(own) for own in ranks)
    assert [own[0] for own in ranks] == sorted(own[0] for own in ranks)
    kept = shipped.findings[~shipped.findings["rule"].str.startswith("reuse.")]
    assert {names[head] for head in heads} == set(kept["report"])
    assert sum(map(len, shown)) == len(kept)


def test_of_many_agencies_the_table_is_shown_and_the_sentences_are_folded(shipped):
    latest = shipped.reports.drop_duplicates("agency", keep="last")["report"]
    for reports, folded in ((list(latest), True), (list(latest[:3]), False)):
        text = section(Comparison(shipped, reports, "zh"), "counts").text
        assert text.startswith("<details") == folded
        assert text.count("data-sentence") == 3
    years = [r for r in shipped.reports["report"] if r.startswith("平潭综合实验区财政金融局")]
    assert "<details" not in section(Comparison(shipped, years, "zh"), "counts").text


def test_english_comparisons_have_the_chinese_name_once(shipped):
    """Where it is named first; later sentences can still be quoted alone."""
    years = ["宿迁市人民政府-2023", "宿迁市人民政府-2024"]
    for reports in (years, [years[1], "湘乡市自然资源局-2022"]):
        first, *rest = Comparison(shipped, reports, "en").sentences()
        assert "Suqian Municipal People's Government (宿迁市人民政府)" in first.text
        assert not any("宿迁市人民政府" in s.text for s in rest)
        assert all("Suqian Municipal People's Government" in s.text for s in rest if s.id in NAMING)


def test_agencies_of_one_english_name_keep_the_chinese_one(shipped):
    """One is written with another character that sounds alike."""
    names = ["宿千县林业局", "宿前县林业局"]
    reports = shipped.reports.query("agency == '宿迁市人民政府'").assign(agency=names)
    both = replace(shipped, reports=reports)
    told = Comparison(both, list(reports["report"]), "en")
    assert len({v.short for v in told.views}) == 1
    counted = [s.text for s in told.sections["counts"]]
    assert all(f"({name})" in text for text in counted for name in names)


def test_of_one_agency_over_years_a_name_is_written_once_beside_its_sentences(shipped):
    own = shipped.reports["report"][shipped.reports["agency"] == "平潭综合实验区"]
    narrative = Comparison(shipped, list(own), "zh")
    for name in ("counts", "shares"):
        text = section(narrative, name).text
        heads = re.findall(r'<th scope="row"(?: rowspan="(\d+)")?>(.*?)</th>', text)
        assert len({label for _, label in heads}) == len(heads) > 1
        assert sum(int(span or 1) for span, _ in heads) == text.count("<tr>") - 1
        assert max(int(span or 1) for span, _ in heads) >= len(own)


@pytest.mark.parametrize(("lang", "gap"), [("zh", "："), ("en", ": ")])
def test_a_name_that_ends_in_a_digit_does_not_run_into_its_figure(shipped, lang, gap):
    """Seen by the judge: 局1 with no request was 局10件."""
    renamed = shipped.reports["agency"].str.replace("平潭综合实验区行政审批局", "平潭综合实验区7")
    data = replace(shipped, reports=shipped.reports.assign(agency=renamed))
    reports = ["平潭综合实验区财政金融局-2023", "平潭综合实验区行政审批局-2023"]
    told = Comparison(data, reports, lang).sentences()
    counts = [s.text for s in told if s.id in ("beside.count", "beside.share")]
    assert any(f"7{gap}7" in text for text in counts)
    assert not any(re.search(r"7 ?7", text) for text in counts)


@pytest.mark.parametrize(
    ("reasons", "text"),
    [
        ({"0.0%（缺数的格无论为何数）": ["局-2021"]}, "局-2021：0.0%（缺数的格无论为何数）"),
        ({"0.0%（缺数的格无论为何数）": ["甲局"]}, "甲局0.0%（缺数的格无论为何数）"),
        ({"未读到": ["局-2021"]}, "局-2021未读到"),
        ({"0.0%（缺数的格无论为何数）": ["局1", "局2"]}, "局1、局2均0.0%（缺数的格无论为何数）"),
    ],
)
def test_nor_into_a_share_that_missing_cells_cannot_change(reasons, text):
    """Seen by the judge: 局-20210.0%."""
    assert _lacking(reasons, "zh") == [text]
