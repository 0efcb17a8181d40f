"""What states no number proves nothing: no check passes by it, and none confirms what it implied."""

import pytest

from analysis.assessing.tabular import empty
from analysis.telling.counts import count_checks
from analysis.telling.summary import figures_fail
from tests.support.datasets import dataset_of
from tests.support.rule_cases import made


def counts(data):
    return next(iter(count_checks(data).values()))


@pytest.mark.parametrize("word", ["", "/", "unreadable", "absent"])
@pytest.mark.parametrize("fmt", ["2019", "2021"])
def test_a_report_without_any_number_passes_nothing_and_fails_a_build(fmt, word):
    data = dataset_of(made({"*": word}, fmt, agency="某县林业局", year=2023))
    passed, failed, undecided = counts(data)
    assert (passed, failed) == (0, 0)
    assert undecided > 30
    share = data.indicators.set_index("indicator").loc["checks_passed"]
    assert (share["numerator"], share["denominator"]) == (0, 0)
    assert figures_fail(data.outcomes, data.rules, data.findings)


def test_reports_that_are_decided_do_not_hide_one_that_is_not():
    blank = made({"*": ""}, agency="某县林业局", year=2023)
    data = dataset_of(made({}, agency="某县民政局", year=2023), blank)
    assert figures_fail(data.outcomes, data.rules, data.findings)


def test_a_report_in_which_some_check_is_decided_does_not_fail_a_build():
    data = dataset_of(made({"remedies/*": ""}, agency="某县林业局", year=2023))
    assert not figures_fail(data.outcomes, data.rules, data.findings)
    assert not figures_fail(empty("outcomes"), data.rules, data.findings)


@pytest.mark.parametrize("word", ["", "/", "unreadable", "absent"])
def test_a_cell_that_would_balance_as_zero_is_used_to_imply_and_decides_nothing(word):
    cell = "requests/received/research"
    data = dataset_of(made({cell: word}, agency="某县林业局", year=2023))
    around = data.outcomes[
        data.outcomes["where"].isin(["requests/received/*", "requests/*/research"])
    ]
    mine = around[around["rule"].isin(["requests.applicants", "requests.flow"])]
    assert list(mine["outcome"]) == ["undecided", "undecided"]
    assert list(mine["implied"]) == [(f"{cell}=0",)] * 2
    assert list(mine["undecided"]) == ["implied", "implied"]


def test_a_check_is_missing_numbers_where_what_it_lacks_is_not_implied():
    cells = {
        "remedies/review/total": 5,
        "remedies/review/upheld": "",
        "remedies/review/pending": "",
    }
    data = dataset_of(made(cells, agency="某县林业局", year=2023))
    mine = data.outcomes[data.outcomes["where"] == "remedies/review/*"].iloc[0]
    assert (mine["outcome"], mine["undecided"]) == ("undecided", "missing")
    decided = data.outcomes[data.outcomes["outcome"] != "undecided"]
    assert set(decided["undecided"]) == {""}


def test_where_no_filling_balances_it_still_fails():
    cells = {"requests/received/total": 3, "requests/received/research": ""}
    data = dataset_of(made(cells, agency="某县林业局", year=2023))
    mine = data.outcomes[data.outcomes["where"] == "requests/received/*"].iloc[0]
    assert mine["outcome"] == "fail"


def test_the_indicator_counts_decided_checks_alone():
    whole = dataset_of(made({}, agency="某县林业局", year=2023))
    part = dataset_of(made({"requests/received/research": ""}, agency="某县林业局", year=2023))
    of = [d.indicators.set_index("indicator").loc["checks_passed"] for d in (whole, part)]
    assert of[1]["denominator"] == of[0]["denominator"] - 2
    assert of[1]["numerator"] == of[1]["denominator"]


def test_a_blank_agency_leaves_the_sum_of_a_territory_undecided():
    territory = made({}, agency="某县人民政府", scope="territory", year=2023, complete=True)
    one = made({}, agency="某县林业局", territory="某县", year=2023)
    whole = dataset_of(territory, one).outcomes
    assert set(whole.loc[whole["rule"] == "hierarchy.sum", "outcome"]) == {"pass"}
    one = made({"remedies/review/total": ""}, agency="某县林业局", territory="某县", year=2023)
    mine = dataset_of(territory, one).outcomes
    mine = mine[(mine["rule"] == "hierarchy.sum") & mine["where"].str.startswith("remedies")]
    assert set(mine["outcome"]) == {"undecided"}
