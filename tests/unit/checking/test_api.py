"""``from analysis import check, check_corpus``: what goes in, what comes out, and what bad input is
told.
"""

import json
import shutil

import pandas as pd
import pytest

from analysis import InputError, check, check_corpus, load_reports, read_report
from tests.support.layouts import figures
from tests.support.paths import RAW, ROOT


def cells(**other):
    return pd.DataFrame(
        [(*c.split("/"), v) for c, v in figures(**other).items()],
        columns=["table", "item", "column", "value"],
    )


def test_a_table_of_cells_is_checked():
    result = check(cells(requests__granted__total=90), format="2021")
    assert {"rule", "where", "outcome", "implied"} <= set(result.outcomes)
    failed = result.outcomes[result.outcomes["outcome"] == "fail"]
    assert set(failed["where"]) == {"requests/granted/*", "requests/*/total"}
    assert result.repairs == [{"requests/granted/total": 9.0}]
    assert len(result.explained) == len(result.repairs)


def test_a_missing_value_is_blank_and_what_it_must_be_is_implied():
    result = check(cells(requests__granted__total=None))
    outcome = result.outcomes.set_index("where").loc["requests/granted/*"]
    assert outcome["outcome"] == "undecided"
    assert outcome["implied"] == ("requests/granted/total=9",)
    assert result.repairs == []


def test_the_status_of_a_cell_counts():
    given = cells()
    given["status"] = "stated"
    given.loc[given["item"] == "granted", ["status", "value"]] = ["unreadable", None]
    assert "undecided" in set(check(given).outcomes["outcome"])
    given["status"] = None  # as if there were no such column
    assert "undecided" in set(check(given).outcomes["outcome"])


def test_nothing_is_said_of_a_document_that_was_not_given():
    assert "report" not in set(check(cells()).outcomes["where"])


def test_order_and_further_columns_do_not_matter():
    given = cells(requests__granted__total=90).sample(frac=1, random_state=1).assign(note="x")
    assert check(given).repairs == [{"requests/granted/total": 9.0}]


def test_the_codes_of_a_cell_may_be_its_index():
    given = cells(requests__granted__total=90)
    for names in (["table", "item", "column"], ["item"]):
        assert check(given.set_index(names)).repairs == [{"requests/granted/total": 9.0}]


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ({"year": "abc"}, "gives the year 'abc'"),
        ({"year": -1}, "gives the year '-1'"),
        ({"year": True}, "gives the year 'True'"),
        ({"year": [2022]}, "gives the year"),
        ({"agency": ["某局"]}, "`agency` is the full name"),
        ({"agency": 3}, "`agency` is the full name"),
    ],
)
def test_what_is_stated_of_a_report_is_an_agency_and_a_year(stated, says):
    with pytest.raises(InputError, match=says):
        read_report(RAW / "suqian-2023.csv", **stated)


def test_agency_and_year_are_stated_as_people_write_them():
    report = read_report(RAW / "suqian-2023.csv", agency=" 某县林业局 ", year="2022年")
    assert (report.agency, report.year) == ("某县林业局", 2022)


def test_reports_are_loaded_from_any_iterable_of_paths():
    files = [RAW / "suqian-2023.csv", str(RAW / "suqian-2024.csv")]
    for paths in ((files,), (iter(files),), (files[0], files[1:]), tuple(files)):
        assert len(load_reports(*paths).reports) == 2


def test_the_shipped_reports_need_no_repair(corpus):
    result = check_corpus(corpus)
    assert result.repairs == {}
    assert "fail" not in set(
        result.outcomes.loc[result.outcomes["rule"] == "continuity.requests", "outcome"]
    )
    assert all(check(report).repairs == [] for report in corpus)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda c: c.drop(columns="value"), "no column value"),
        (lambda c: c.replace({"item": {"granted": "grantd"}}), "requests/grantd/natural_person"),
        (lambda c: pd.concat([c, c.head(1)]), "listed twice"),
        (
            lambda c: c.astype({"value": object}).replace({"value": {9: "nine"}}),
            "requests/concluded/natural_person = nine: not a number",
        ),
        (lambda c: c.replace({"value": {9: 9.5}}), "not whole"),
        (lambda c: c.replace({"value": {9: -9}}), "negative"),
        (lambda c: c.assign(status="sure"), "no status. Use stated"),
        (lambda c: c.assign(value=None, status="stated"), "stated without a value"),
        (lambda c: c.assign(status="blank"), "a value, but not the status stated"),
        (lambda c: c.assign(value=True), "= True and 195 more: not a number"),
        (lambda c: c.replace({"value": {9: float("inf")}}), "not a number"),
    ],
)
def test_bad_cells_are_told_by_code_and_mend(harm, says):
    with pytest.raises(InputError, match="cells: ") as error:
        check(harm(cells()))
    assert says in str(error.value)


def test_other_input_is_told(corpus):
    with pytest.raises(InputError, match="not str"):
        check("report.html")
    with pytest.raises(InputError, match="no report format '2020'"):
        check(cells(), format="2020")
    with pytest.raises(InputError, match="not DataFrame"):
        check_corpus([cells()])
    with pytest.raises(InputError, match="one report of each year"):
        check_corpus([corpus[0], corpus[0]])


def test_suites_are_read_again_when_they_were_edited(tmp_path):
    """In one kernel the rules of before were checked, without a word."""
    shutil.copytree(ROOT / "expectations", tmp_path, dirs_exist_ok=True)
    suite, before = tmp_path / "requests.json", check(cells(), expectations=str(tmp_path))
    content = json.loads(suite.read_text(encoding="utf-8"))
    content["expectations"] = content["expectations"][1:]
    suite.write_text(json.dumps(content), encoding="utf-8-sig")  # as Notepad saves it
    after = check(cells(), expectations=tmp_path)
    assert len(after.outcomes) < len(before.outcomes)
