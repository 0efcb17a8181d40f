"""What is shown of many reports at once: by report, and as a table rather than in words."""

import re

import pytest

from analysis.assessing.dataset import open_dataset
from analysis.telling.comparison import Comparison
from analysis.telling.sections import section
from analysis.telling.tables.corpus import corpus_findings, linked_names
from tests.support.paths import ROOT


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
