"""Cells of checks that fail are disputed until a person decides; so is whatever rests on them."""

import pytest

from analysis.checking import check_reports
from analysis.checking.findings.corrections import Correction
from analysis.running.tables import build_dataset
from tests.support.rule_cases import made

REVIEW = {f"remedies/review/{c}" for c in ("upheld", "corrected", "other", "pending", "total")}
WRONG = {"remedies/review/upheld": 10, "remedies/review/corrected": 1, "remedies/review/total": 0}


def dataset_of(*reports, corrections=()):
    return build_dataset(
        list(reports), check_reports(list(reports)), corrections=tuple(corrections)
    )


def disputed(data, report=None):
    cells = data.cells[data.cells["disputed"]]
    if report:
        cells = cells[cells["report"] == report]
    return set(cells["table"] + "/" + cells["item"] + "/" + cells["column"])


def correction(report, decision, **other):
    about = {"rule": "remedies.outcomes", "where": "remedies/review/*", **other}
    sha256 = about.pop("sha256", report.sha256)
    return Correction(
        report.id, sha256, decision=decision, reason="核对原件", by="王敏", on="2024-02-01", **about
    )


def test_every_cell_of_a_failing_row_is_disputed_and_no_other():
    data = dataset_of(made(WRONG, agency="某县林业局", year=2023))
    assert disputed(data) == REVIEW
    assert data.cells["disputed"].dtype == bool


def test_nothing_is_disputed_where_every_check_passes_or_is_undecided():
    whole = made({}, agency="某县林业局", year=2023)
    blank = made({"remedies/*": ""}, agency="某县民政局", year=2023)
    assert disputed(dataset_of(whole, blank)) == set()


@pytest.mark.parametrize(
    ("decision", "value", "left"),
    [("explain", {}, 0), ("explain", {"remedies/review/total": 11}, 5), ("reject", {}, 5)]
    + [("accept", {}, 5), ("accept", {"remedies/review/total": 11}, 5)],
)
def test_only_an_explanation_that_lets_the_figures_stand_ends_the_dispute(decision, value, left):
    # Who rejects a finding says that the original differs from what was read; who states another
    # figure says that the print is wrong. What was read still contradicts itself.
    report = made(WRONG, agency="某县林业局", year=2023)
    data = dataset_of(report, corrections=[correction(report, decision, value=value)])
    assert len(disputed(data)) == left


def test_a_decision_about_another_file_or_another_row_ends_nothing():
    report = made(WRONG, agency="某县林业局", year=2023)
    for other in ({"sha256": "0" * 64}, {"where": "remedies/suit_direct/*"}):
        assert disputed(dataset_of(report, corrections=[correction(report, "explain", **other)]))


def test_a_cell_of_two_failing_checks_stays_disputed_until_both_are_decided():
    report = made({"requests/received/total": 19}, agency="某县林业局", year=2023)
    of_row = correction(report, "explain", rule="requests.applicants", where="requests/received/*")
    data = dataset_of(report, corrections=[of_row])
    assert "requests/received/total" in disputed(data)
    assert "requests/received/business" not in disputed(data)


def test_a_failing_check_between_years_disputes_the_figures_of_both():
    now = made({}, agency="某县林业局", year=2023)
    before = made(
        {"requests/carried_out/natural_person": 4, "requests/carried_out/total": 4},
        agency="某县林业局",
        year=2022,
    )
    data = dataset_of(before, now)
    code = "requests/carried_in/natural_person"
    assert code in disputed(data, now.id)
    assert "requests/carried_out/natural_person" in disputed(data, before.id)


def test_an_implied_value_that_rests_on_a_disputed_figure_is_disputed():
    # Two rows fail whose totals make up for each other, so that the column of totals implies.
    cells = {
        "requests/granted/total": 10,
        "requests/refused.state_secret/total": 0,
        "requests/concluded/total": "",
    }
    data = dataset_of(made(cells, agency="某县林业局", year=2023))
    assert (data.outcomes["outcome"] == "fail").sum() == 2
    assert "requests/concluded/total" in disputed(data)
    # A blank in a table in which nothing fails is not.
    cells = {**WRONG, "requests/carried_out/total": ""}
    assert disputed(dataset_of(made(cells, agency="某县林业局", year=2023))) == REVIEW


def test_an_indicator_is_disputed_where_any_of_its_cells_is():
    report = made(WRONG, agency="某县林业局", year=2023)
    rows = dataset_of(report).indicators.set_index("indicator")
    assert rows["disputed"].dtype == bool
    mine = set(rows.index[rows["disputed"]])
    assert {"reviews", "review_corrected", "review_pending", "reviews_per_100"} <= mine
    assert not {"suits", "granted", "licences", "checks_passed"} & mine
    settled = dataset_of(report, corrections=[correction(report, "explain")]).indicators
    assert not settled["disputed"].any()
