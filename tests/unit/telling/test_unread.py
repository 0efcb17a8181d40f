"""What we did not read is never said to be unprinted; findings are one a row or table."""

import pytest

from analysis import read_report
from analysis.checking import check_reports
from analysis.checking.findings.prints import _together
from analysis.telling.assessment.narrative import Assessment
from tests.support import layouts
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


def test_numbers_whose_cells_were_not_told_are_not_called_unreadable(tmp_path):
    """Seen: “0 | 0 | 0” that the program “could not read as one number each”."""
    cells = layouts.figures() | {"requests/granted/total": "\ufffd"}
    path = tmp_path / "a.txt"
    path.write_text(layouts.flattened(cells), encoding="utf-8")
    found = check_reports([read_report(path)]).findings
    finding = found[found["where"] == "requests/granted/*"].iloc[0]
    row = "“8 | 1 | 0 | 0 | 0 | 0”"
    assert f"7格处印有{row}，本程序未能确定各数字属于哪一格" in finding["zh"]
    assert finding["resolve_zh"].startswith("查看原件第")
    assert f"{row} is printed for 7 cells, and the program could not tell" in finding["en"]


def test_lines_to_look_at_are_one_list():
    """Seen: Compare line 48, line 57, line 255, line 264 with the original."""
    assert (
        _together(["line 48", "line 57", "line 264 of b.txt"], "en")
        == "lines 48 and 57, and line 264 of b.txt"
    )
    assert _together(["page 2, line 3", "page 2, line 9"], "en") == "page 2, lines 3 and 9"
    assert (
        _together(["line 288", "line 285", "line 286", "line 290"], "en")
        == "lines 285, 286, 288 and 290"
    )
    assert (
        _together(["line 289", "line 285", "line 286", "line 287"], "en")
        == "lines 285 to 287 and 289"
    )
    assert _together(["第289行", "第285行", "第286行", "第287行"], "zh") == "第285至287、289行"
    assert _together(["表2第3行第4列", "第7行"], "zh") == "表2第3行第4列、第7行"
    assert _together(["line 7"], "en") == "line 7"


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


def test_every_reason_why_checks_are_undecided_is_told():
    """Seen: 8 undecided, as the year before was not read; 6 were of cells that had been derived."""
    then = {"disclosure/normative_documents/in_force": "unreadable"}
    now = {"requests/granted/total": ""}
    years = [made(cells, agency=AGENCY, year=year) for cells, year in ((then, 2022), (now, 2023))]
    data = dataset_of(*years)
    told = {lang: Assessment(data, AGENCY, 2023, lang) for lang in ("zh", "en")}
    ids = {s.id for s in told["zh"].sentences()} & {"check.some_fail", "check.some_undecided"}
    (key,) = ids
    assert "上一年度报告有数字本程序未读到，推算的数字不能反过来" in text_of(told["zh"], key)
    assert "of the report of the year before; numbers derived" in text_of(told["en"], key)
    # Without a number that was derived nothing of the kind is told.
    years[1] = made({}, agency=AGENCY, year=2023)
    data = dataset_of(*years)
    assert "推算的数字" not in text_of(Assessment(data, AGENCY, 2023, "zh"), key)
