"""What we did not read is never said to be unprinted; findings are one a row or table."""

import pytest

from analysis.checking import check_reports
from analysis.running.tables import build_dataset
from analysis.telling.assessment.narrative import Assessment
from tests.support.rule_cases import made

AGENCY = "某县林业局"


def page_of(cells, lang):
    report = made(cells, agency=AGENCY, year=2023)
    return Assessment(build_dataset([report], check_reports([report])), AGENCY, 2023, lang)


def text_of(page, key):
    return next(s.text for s in page.sentences() if s.id == key)


@pytest.mark.parametrize("word", ["unreadable", "absent"])
def test_cells_that_were_not_read_are_not_said_to_state_no_number(word):
    for lang, ours, theirs in (
        ("zh", "未能读出", "未印数字"),
        ("en", "not read", "print no number"),
    ):
        page = page_of({"remedies/*": word}, lang)
        for key in ("sum.form", "sum.blank"):
            assert ours in text_of(page, key), text_of(page, key)
            assert theirs not in text_of(page, key)
        page = page_of({"remedies/*": ""}, lang)
        for key in ("sum.form", "sum.blank"):
            assert ours not in text_of(page, key)
            assert theirs in text_of(page, key), text_of(page, key)


@pytest.mark.parametrize("word", ["unreadable", "absent"])
def test_a_row_that_was_not_read_is_one_finding_and_blames_nobody(word):
    report = made({"requests/granted/*": word}, agency=AGENCY, year=2023)
    found = check_reports([report]).findings
    mine = found[found["rule"] == "requests.legible"]
    assert len(mine) == 1
    finding = mine.iloc[0]
    assert finding["where"] == "requests/granted/*"
    assert len(finding["cells"]) == 7
    for text in (finding["zh"], finding["en"]):
        assert "does not have" not in text
        assert "没有这一格" not in text


def test_a_table_of_many_rows_not_read_is_one_finding():
    report = made({"requests/*/total": "absent"}, agency=AGENCY, year=2023)
    found = check_reports([report]).findings
    assert (found["rule"] == "requests.legible").sum() == 1
