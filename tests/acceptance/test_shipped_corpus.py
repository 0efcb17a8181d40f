"""The shipped reports: every cell read, every identity as an auditor would find it."""

import pytest

from analysis import read_report
from analysis.assessing.metadata import described
from analysis.checking import check_reports
from tests.support.paths import ROOT


def test_xiangxiang_states_every_cell_and_has_exactly_two_findings(raw):
    report = read_report(raw / "xiangxiang-natural-resources-2022.txt")
    assert (report.agency, report.agency_printed, report.year) == (
        "湘乡市自然资源局",
        "湘鄉市自然資源局",
        2022,
    )
    assert (report.published, report.source_host) == ("2023-01-18T10:00", "www.yqfywz.cn")
    assert len(report.cells) == 200
    assert set(report.cells["status"]) == {"stated"}
    assert list(report.findings["rule"]) == ["form.sections", "source.host"]


def test_xiangxiang_says_in_prose_what_its_tables_say(raw):
    claims = read_report(raw / "xiangxiang-natural-resources-2022.txt").claims
    assert dict(zip(claims["target"], claims["value"], strict=True)) == {
        "requests/received/total": 25,
        "remedies/suit_*/total": 2,
        "remedies/suit_*/upheld": 1,
        "remedies/suit_*/corrected": 1,
    }
    assert set(claims["verdict"]) == {"agrees"}


def test_every_cell_stands_where_the_file_says(raw, corpus):
    report = next(r for r in corpus if r.id.startswith("湘乡"))
    lines = (raw / report.file).read_text(encoding="utf-8").splitlines()
    for cell in report.cells.itertuples():
        assert lines[int(cell.where.removeprefix("line ")) - 1].rstrip("| ") == cell.printed


def test_suqian_balances_within_and_between_years(checks):
    outcomes = checks.outcomes
    mine = outcomes[outcomes["report"].str.startswith("宿迁") & outcomes["where"].ne("report")]
    assert set(mine["outcome"]) == {"pass"}
    continuity = mine[mine["rule"].str.startswith("continuity")]
    assert len(continuity) == 9


def test_shanghai_blank_totals_are_undecided_with_what_the_identities_imply(checks):
    mine = checks.outcomes[checks.outcomes["report"].str.startswith("上海")]
    assert "fail" not in set(mine.loc[mine["rule"] != "claims.agree", "outcome"])
    granted = mine[
        (mine["rule"] == "requests.applicants") & (mine["where"] == "requests/granted/*")
    ].iloc[0]
    assert granted["outcome"] == "undecided"
    assert granted["implied"][0].startswith("requests/granted/total=272")
    partly = mine[
        (mine["rule"] == "requests.applicants") & (mine["where"] == "requests/partly_granted/*")
    ].iloc[0]
    assert partly["implied"][0].startswith("requests/partly_granted/total=3")


def test_the_prose_of_shanghai_is_held_against_what_the_tables_print_or_imply(corpus):
    shanghai = next(r for r in corpus if r.agency.startswith("上海"))
    verdict = dict(zip(shanghai.claims["value"], shanghai.claims["verdict"], strict=True))
    assert [v for v, said in verdict.items() if said == "contradicts"] == [258, 33.9, 265, 32.9, 7]
    assert all(verdict[v] == "agrees" for v in (859, 18, 805, 72, 35, 4.34, 158, 19.6, 0))


def test_the_processed_tables_hold_every_cell_once(shipped):
    assert shipped.reports["format"].value_counts().to_dict() == {"2021": 25, "2019": 4}
    assert len(shipped.cells) == 200 * 25 + 198 * 4
    assert not shipped.cells.duplicated(["report", "table", "item", "column"]).any()


def test_the_committed_tables_are_what_a_run_makes(shipped):
    folder = ROOT / "data" / "processed"
    made = shipped.to_csv()
    made |= described(made)
    assert {p.name for p in folder.iterdir()} == set(made)
    for name, content in made.items():
        assert (folder / name).read_bytes() == content, (
            f"data/processed/{name} is stale: run `make run` and commit it"
        )


@pytest.mark.slow
def test_the_gx_checkpoint_comes_to_the_same_outcomes(corpus, checks):
    result = check_reports(corpus, through_gx=True)
    assert result.outcomes.equals(checks.outcomes)
    assert result.findings.equals(checks.findings)
    assert result.implied.equals(checks.implied)
