"""The shipped reports: every cell read, every identity as an auditor would find it."""

from pathlib import Path

import pytest

from analysis.checking import check_reports
from analysis.corpus import build_dataset, load_reports, read_report

RAW = Path(__file__).parents[1] / "data" / "raw"


@pytest.fixture(scope="module")
def checked():
    corpus = load_reports(RAW)
    assert corpus.problems == []
    return corpus.reports, check_reports(corpus.reports)


def test_xiangxiang_states_every_cell_and_has_exactly_two_findings():
    report = read_report(RAW / "xiangxiang-natural-resources-2022.txt")
    assert (report.agency, report.year, report.published) == ("湘乡市自然资源局", 2022, "2023-01-18T10:00")
    assert len(report.cells) == 200
    assert set(report.cells["status"]) == {"stated"}
    assert list(report.findings["rule"]) == ["form.sections", "source.host"]


def test_suqian_balances_within_and_between_years(checked):
    outcomes = checked[1].outcomes
    mine = outcomes[outcomes["report"].str.startswith("宿迁") & outcomes["where"].ne("report")]
    assert set(mine["outcome"]) == {"pass"}
    continuity = mine[mine["rule"].str.startswith("continuity")]
    assert len(continuity) == 9


def test_shanghai_blank_totals_are_undecided_with_what_the_identities_imply(checked):
    outcomes = checked[1].outcomes
    mine = outcomes[outcomes["report"].str.startswith("上海")]
    assert "fail" not in set(mine["outcome"])
    granted = mine[(mine["rule"] == "requests.applicants") & (mine["where"] == "requests/granted/*")].iloc[0]
    assert granted["outcome"] == "undecided"
    assert granted["implied"].startswith("requests/granted/total=272")


def test_the_processed_tables_hold_every_cell_once(checked):
    cells = build_dataset(*checked).cells
    assert len(cells) == 200 * 3 + 198
    assert not cells.duplicated(["report", "table", "item", "column"]).any()


@pytest.mark.slow
def test_the_gx_checkpoint_comes_to_the_same_outcomes(checked):
    from analysis.checking.checkpoint import run_checkpoint

    reports, quick = checked
    result = run_checkpoint(reports)
    assert result.outcomes.equals(quick.outcomes)
    assert result.findings.equals(quick.findings)
