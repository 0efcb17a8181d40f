"""What we did not read is never said to be unprinted; findings are one a row or table."""

import pytest

from analysis.checking import check_reports
from analysis.telling.assessment.narrative import Assessment
from tests.support.datasets import dataset_of
from tests.support.rule_cases import made

AGENCY = "某县林业局"


def page_of(cells, lang):
    report = made(cells, agency=AGENCY, year=2023)
    return Assessment(dataset_of(report), AGENCY, 2023, lang)


def text_of(page, key):
    return next(s.text for s in page.sentences() if s.id == key)


@pytest.mark.parametrize("word", ["unreadable", "absent"])
def test_cells_that_were_not_read_are_not_said_to_state_no_number(word):
    for lang, ours, theirs in (
        ("zh", "未读到", "未印数字"),
        ("en", "not read", "print no number"),
    ):
        page = page_of({"remedies/*": word}, lang)
        for key in ("lead.missing", "sum.blank"):
            assert ours in text_of(page, key), text_of(page, key)
            assert theirs not in text_of(page, key)
        page = page_of({"remedies/*": ""}, lang)
        for key in ("lead.missing", "sum.blank"):
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


@pytest.mark.parametrize(
    "cells",
    [
        {"disclosure/*": "unreadable", "disclosure/regulations/*": 0},
        {"requests/*/total": "unreadable"},
        {"requests/*/business": "absent", "requests/*/total": "unreadable"},
        {"remedies/*": "unreadable"},
    ],
)
def test_a_table_of_which_something_is_printed_or_read_is_not_said_to_be_unread(cells):
    report = made(cells, agency=AGENCY, year=2023)
    found = check_reports([report]).findings
    finding = found[found["rule"].str.endswith(".legible")].iloc[0]
    assert "任何一格" not in finding["zh"]
    assert "read no cell" not in finding["en"]
    assert "印有内容，本程序未能各读作一个数字" in finding["zh"]
    assert finding["cells"]


@pytest.mark.parametrize("row", ["normative_documents", "regulations"])
@pytest.mark.parametrize("word", ["unreadable", "absent"])
def test_documents_that_were_not_read_are_not_said_to_be_unstated(word, row):
    for lang, ours, theirs in (("zh", "均未读到", "未载明"), ("en", "are not read", "not stated")):
        page = page_of({f"disclosure/{row}/*": word}, lang)
        told = [s.text for s in page.sentences() if "document" in s.id and ours in s.text]
        assert len(told) == (2 if row == "normative_documents" else 1)
        assert not any(theirs in s.text for s in page.sentences())


def test_a_row_that_is_not_in_the_document_is_called_neither_unread_nor_unprinted():
    report = made({"disclosure/regulations/*": "absent"}, agency=AGENCY, year=2023)
    found = check_reports([report]).findings
    finding = found[found["rule"] == "disclosure.legible"].iloc[0]
    assert finding["zh"].startswith("未在文件中找到“规章”这一行")
    assert finding["en"].startswith("No row “Government regulations (规章)” was found")
    assert "3格" not in finding["zh"]


def test_prints_that_were_not_read_as_numbers_are_quoted():
    cells = {"disclosure/normative_documents/*": "unreadable"}
    found = check_reports([made(cells, agency=AGENCY, year=2023)]).findings
    finding = found[found["rule"] == "disclosure.legible"].iloc[0]
    assert "3格印有内容，本程序未能各读作一个数字" in finding["zh"]
    assert "3 cells print something" in finding["en"]
    assert "是否印有" not in finding["zh"]


@pytest.mark.parametrize(
    ("now", "then", "zh", "en"),
    [
        ("", 0, "本报告有数字未印", "numbers of this report are not printed"),
        ("absent", 0, "本报告有数字本程序未读到", "did not read numbers of this report"),
        (
            0,
            "",
            "上一年度报告有数字未印",
            "numbers of the report of the year before are not printed",
        ),
        (0, "unreadable", "上一年度报告有数字本程序未读到", "of the report of the year before"),
    ],
)
def test_an_undecided_check_says_whose_number_it_lacks_and_why(now, then, zh, en):
    code = "disclosure/normative_documents/in_force"
    years = [
        made({code: then}, agency=AGENCY, year=2022),
        made({code: now}, agency=AGENCY, year=2023),
    ]
    data = dataset_of(*years)
    for lang, why in (("zh", zh), ("en", en)):
        page = Assessment(data, AGENCY, 2023, lang)
        assert why in text_of(page, "check.some_fail")  # what was carried differs too
