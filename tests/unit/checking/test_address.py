"""The date in a page's address beside the one that the page prints."""

from dataclasses import replace

import pytest

from analysis.checking import check_reports
from tests.support.rule_cases import case_of, reports_of

RULE = "source.address_date"
HOST = "https://www.qinghe.gov.cn"


def found(published, address, agency="清河县档案局", **other):
    report = reports_of(case_of("form.deadline", "valid"))[0]
    report = replace(
        report,
        **{"agency": agency, "year": 2023, "scope": "agency", **other},
        published=published,
        source_url=HOST + address,
    )
    findings = check_reports([report]).findings
    return findings[findings["rule"] == RULE]


@pytest.mark.parametrize(
    "address", ["/zwgk/202402/t20240204_86867.htm", "/art/2024/2/4/art_1234_567.html"]
)
def test_an_address_dated_after_the_limit_is_a_note_and_the_report_is_not_called_late(address):
    note = found("2024-01-30T11:44", address).iloc[0]
    assert note["severity"] == "note"
    assert "所载发布日期为2024年1月30日" in note["zh"]
    assert "2024年2月4日" in note["zh"]
    assert "2024年1月31日" in note["zh"]
    assert "4 February 2024" in note["en"]


@pytest.mark.parametrize(
    ("published", "address"),
    [
        ("2024-01-30", "/zwgk/202401/t20240130_86867.htm"),  # the same day
        ("2024-01-22", "/zwgk/202401/t20240127_86867.htm"),  # later, and in time all the same
        ("2024-01-30", "/zwgk/202603/t20260301_86867.htm"),  # a site made anew, years later
        ("2024-01-30", "/zwgk/202402/t20240230_86867.htm"),  # no day of the calendar
        ("2024-02-02", "/zwgk/202402/t20240204_86867.htm"),  # late by what is printed: said already
        ("2024-01-30", "/zwgk/content_20240204.html"),  # a number of no known system
        (None, "/zwgk/202402/t20240204_86867.htm"),
    ],
)
def test_else_nothing_is_said(published, address):
    assert found(published, address).empty


def test_a_township_has_no_limit_that_an_address_could_miss():
    assert found("2024-01-30", "/t20240204_86867.htm", agency="清河县葛仙庄镇人民政府").empty


def test_a_government_has_until_the_end_of_march():
    whole = {"agency": "清河县人民政府", "scope": "territory"}
    assert found("2024-01-30", "/t20240204_86867.htm", **whole).empty
    assert len(found("2024-03-30", "/t20240404_86867.htm", **whole)) == 1
