"""Indicators that are no sums of cells: each recounted here from rows written out, and from the shipped reports."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import read_report
from analysis.assessing.indicators.compute import compute
from analysis.assessing.indicators.definitions import definitions
from analysis.assessing.indicators.measures import MEASURES, Checked
from analysis.assessing.method import method_markdown
from analysis.checking import check_reports
from analysis.running.tables import build_dataset
from tests.spec.test_method import a_report, frame
from tests.support.layouts import figures, flattened

MEASURED = [d for d in definitions() if d.measure]
NAMES = [
    "checks_passed",
    "claims_upheld",
    "cells_stated",
    "cells_read",
    "sections_present",
    "days_to_limit",
    "text_reused",
]
RULES = pd.DataFrame(
    {
        "rule": ["flow", "sums", "hierarchy", "claims"],
        "type": [
            "expect_terms_to_balance",
            "expect_terms_to_balance",
            "expect_agencies_to_sum",
            "expect_claims_to_agree",
        ],
    }
)


def checked(reports=(), outcomes=(), claims=(), reused=None):
    """Tables of reports ``r``, ``s``, …, each given as (published, year, scope, sections, known)."""
    given = reports or [("", 2023, "agency", "", False)]
    meta = pd.DataFrame(given, columns=["published", "year", "scope", "sections", "sections_known"])
    meta["sections"] = [tuple(filter(None, text.split(";"))) for text in meta["sections"]]
    return Checked(
        meta.assign(report=list("rstuvw")[: len(meta)], agency="某县林业局"),
        frame(a_report(0)),
        pd.DataFrame(outcomes, columns=["report", "rule", "outcome"], dtype=object),
        RULES,
        pd.DataFrame(claims, columns=["report", "verdict"], dtype=object),
        reused or {},
    )


def measured(name, of):
    part, whole = MEASURES[name](of)
    return list(zip(part.tolist(), whole.tolist(), strict=True))


def test_all_are_defined_and_each_has_its_counter():
    assert [d.id for d in MEASURED] == [d.measure for d in MEASURED] == NAMES == list(MEASURES)


def test_ties_are_those_within_a_report_and_with_the_year_before():
    rows = [
        ("r", "flow", "pass"),
        ("r", "flow", "fail"),
        ("r", "sums", "pass"),
        ("r", "sums", "undecided"),
        ("r", "hierarchy", "fail"),
        ("r", "claims", "fail"),
        ("s", "sums", "pass"),
    ]
    of = checked([("", 2023, "agency", "", False)] * 3, rows)
    assert measured("checks_passed", of) == [(2, 3), (1, 1), (0, 0)]


def test_ties_are_counted_in_outcomes_that_hold_categories_as_those_of_large_tables_do():
    rows = [("r", "flow", "pass"), ("s", "sums", "fail")]
    of = checked([("", 2023, "agency", "", False)] * 2, rows)
    assert measured("checks_passed", replace(of, outcomes=of.outcomes.astype("category"))) == [
        (1, 1),
        (0, 1),
    ]


def test_claims_of_another_scope_or_that_nobody_can_tell_are_not_counted():
    verdicts = ["agrees", "agrees", "contradicts", "different scope", "cannot tell"]
    assert measured("claims_upheld", checked(claims=[("r", v) for v in verdicts])) == [(2, 3)]
    assert measured("claims_upheld", checked(claims=[("r", "cannot tell")])) == [(0, 0)]


def test_a_cell_with_a_zero_states_a_number_and_a_blank_one_does_not():
    cells = frame(a_report(0) | {"requests/granted/total": 0})
    cells.loc[[3, 7], ["status", "value"]] = ["blank", math.nan]
    cells.loc[11, ["status", "value"]] = ["mark", math.nan]
    of = replace(checked(), cells=cells)
    assert measured("cells_stated", of) == [(len(cells) - 3, len(cells))]
    assert measured("cells_read", of) == [(len(cells), len(cells))]


@pytest.mark.parametrize("status", ["absent", "unreadable"])
def test_a_cell_that_was_not_read_does_not_count_against_the_agency(status):
    cells = frame(a_report(0))
    cells.loc[[3, 7], ["status", "value"]] = [status, math.nan]
    cells.loc[11, ["status", "value"]] = ["blank", math.nan]
    of = replace(checked(), cells=cells)
    assert measured("cells_stated", of) == [(len(cells) - 3, len(cells) - 2)]
    assert measured("cells_read", of) == [(len(cells) - 2, len(cells))]


@pytest.mark.parametrize(
    ("sections", "known", "expected"),
    [
        ("一;二;三;四;五;六", True, (6, 6)),
        ("一;二;三;三;五;七", True, (4, 6)),
        ("六;五", True, (2, 6)),
        ("", True, (0, 6)),
    ],
)
def test_sections_are_counted_whatever_their_order(sections, known, expected):
    assert measured("sections_present", checked([("", 2023, "", sections, known)])) == [expected]


def test_sections_that_nobody_looked_for_are_not_known():
    ((part, whole),) = measured("sections_present", checked([("", 2023, "", "", False)]))
    assert math.isnan(part)
    assert math.isnan(whole)


def test_days_to_the_limit_of_many_reports_at_once():
    given = [
        ("2024-01-31", 2023, "agency"),
        ("2024-02-01T09:00", 2023, "agency"),
        ("2024-03-01", 2023, "territory"),
        ("", 2023, "agency"),
        ("2024-01-01", 2023, ""),
        ("2024-02-31", 2023, "agency"),
    ]
    part, whole = MEASURES["days_to_limit"](checked([(*g, "", False) for g in given]))
    np.testing.assert_equal(part, [0, -1, 30, math.nan, math.nan, math.nan])
    assert np.isnan(whole).all()


@given(
    st.dates(date(2009, 1, 1), date(2090, 12, 31)),
    st.integers(2008, 2089),
    st.sampled_from(["agency", "territory"]),
)
def test_days_to_the_limit_are_those_of_the_calendar(day, year, scope):
    limit = date(year + 1, *((1, 31) if scope == "agency" else (3, 31)))
    ((days, _),) = measured("days_to_limit", checked([(day.isoformat(), year, scope, "", False)]))
    assert days == (limit - day).days


def one(of, name):
    return compute(of.cells, checked=of).set_index("indicator").loc[name]


def test_a_measure_has_no_interval_and_no_cells():
    of = checked(
        [("2024-01-01", 2023, "agency", "一;二;三", True)],
        [("r", "flow", "pass"), ("r", "flow", "fail")],
        [("r", "agrees")],
        {"r": (40, 160)},
    )
    expected = {
        "checks_passed": 0.5,
        "claims_upheld": 1,
        "cells_stated": 1,
        "cells_read": 1,
        "sections_present": 0.5,
        "days_to_limit": 30,
        "text_reused": 0.25,
    }
    for name, value in expected.items():
        row = one(of, name)
        assert (row["estimate"], row["basis"], row["numerator_cells"]) == (value, "stated", ()), (
            name
        )
        assert math.isnan(row["low"]), name
        assert math.isnan(row["high"]), name


def test_nothing_decided_is_no_share_and_what_nobody_can_tell_is_not_known():
    of = checked()
    ties, reuse = one(of, "checks_passed"), one(of, "text_reused")
    assert (ties["numerator"], ties["denominator"], ties["basis"]) == (0, 0, "stated")
    assert math.isnan(ties["estimate"])
    assert reuse["basis"] == "none"
    assert math.isnan(reuse["estimate"])


def test_measures_stand_in_the_row_of_their_own_report_whatever_the_order_of_the_tables():
    two = [
        ("2024-01-01", 2023, "agency", "一", True),
        ("2024-03-01", 2023, "agency", "一;二", True),
    ]
    of, cells = checked(two, reused={"s": (1, 2)}), frame(a_report(0))
    of = replace(of, cells=pd.concat([cells.assign(report="s"), cells], ignore_index=True))
    found = compute(of.cells, checked=of).set_index(["report", "indicator"])["estimate"]
    assert (found["r", "days_to_limit"], found["s", "days_to_limit"]) == (30, -30)
    assert (found["r", "sections_present"], found["s", "sections_present"]) == (1 / 6, 2 / 6)
    assert math.isnan(found["r", "text_reused"])
    assert found["s", "text_reused"] == 0.5


def test_without_the_other_tables_there_are_no_measures():
    assert not set(compute(frame(a_report(0)))["indicator"]) & set(NAMES)


def test_the_shipped_reports_have_the_measures_that_their_own_tables_come_to(dataset):
    found = dataset.indicators.set_index(["report", "indicator"])
    ties = set(dataset.rules.loc[dataset.rules["type"] == "expect_terms_to_balance", "rule"])
    for report in dataset.reports["report"]:
        outcomes = dataset.outcomes[
            (dataset.outcomes["report"] == report) & dataset.outcomes["rule"].isin(ties)
        ]["outcome"]
        row = found.loc[(report, "checks_passed")]
        assert row["numerator"] == (outcomes == "pass").sum()
        assert row["denominator"] == (outcomes != "undecided").sum()
        claims = dataset.claims[dataset.claims["report"] == report]["verdict"]
        row = found.loc[(report, "claims_upheld")]
        assert (row["numerator"], row["denominator"]) == (
            (claims == "agrees").sum(),
            claims.isin(["agrees", "contradicts"]).sum(),
        )
    late = found.loc[("湘乡市自然资源局-2022", "days_to_limit")]
    assert (
        late["estimate"]
        == (
            date(2023, 1, 31)
            - date.fromisoformat(
                dataset.reports.set_index("report").loc["湘乡市自然资源局-2022", "published"][:10]
            )
        ).days
    )


def test_prose_of_the_year_before_is_measured_where_it_is_loaded(tmp_path):
    said, more = (
        "全年通过门户网站和公示栏公开林木采伐审批结果并按月更新。",
        "本年新设林长制专栏一处，按季发布巡林记录和整改情况。",
    )
    reports = []
    for year, prose in ((2022, said), (2023, said + more)):
        path = tmp_path / f"{year}.txt"
        path.write_text(flattened(figures(), year=year), encoding="utf-8")
        reports.append(replace(read_report(path), year=year, prose=[(prose, "line 3")]))
    data = build_dataset(reports, check_reports(reports))
    found = data.indicators[data.indicators["indicator"] == "text_reused"].set_index("report")
    before, this = (found.loc[r.id] for r in reports)
    counted = [len(text.replace("，", "").replace("。", "")) for text in (said, said + more)]
    assert before["basis"] == "none"
    assert (this["numerator"], this["denominator"]) == (counted[0], counted[1])


@pytest.mark.parametrize("d", MEASURED, ids=lambda d: d.id)
def test_the_method_page_says_what_each_counts_in_what_unit_and_what_it_is_not(d):
    page = method_markdown()
    entry = (
        page[page.index(f"### {d.label['zh']} · {d.label['en']}") :]
        .split("\n### ")[0]
        .split("\n## ")[0]
    )
    for part in ("numerator", *(["denominator"] if d.kind == "proportion" else [])):
        assert all(d.counted[part][lang] in entry for lang in ("zh", "en")), part
    assert f"`measures.{d.measure}`" in entry
    assert all(d.caveat[lang] in entry for lang in ("zh", "en"))
    assert d.source in entry
    assert ("no interval" in entry.split("- 注意")[0]) == (d.kind == "proportion")
    assert (not d.unit) == (d.kind == "proportion")
