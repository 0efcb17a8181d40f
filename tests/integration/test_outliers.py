"""A synthetic corpus is a possible one, and the pipeline finds what is planted in it;
``benchmarks.outliers`` has the figures.
"""

import numpy as np
import pandas as pd
import pytest

from analysis.assessing.agencies.classify import agency_of
from analysis.checking.tables import check_tables
from analysis.running.corpus import load_reports
from benchmarks.outliers import OTHERS, SHARES, Tally, look, plant
from benchmarks.synthetic import agencies_of, corpus, write_files, write_tables
from benchmarks.synthetic.figures import AT


def test_agencies_are_of_the_kind_and_the_sector_that_their_names_say():
    for row in agencies_of(3).itertuples():
        known = agency_of(row.agency, row.scope, near=row.territory)
        assert (known.kind, known.sector, known.division) == (row.kind, row.sector, row.division), (
            row.agency
        )


def test_every_tie_of_a_synthetic_corpus_holds_and_its_prose_agrees():
    data = corpus(120, late=0.0).dataset()
    assert set(data.outcomes["outcome"]) == {"pass"}
    assert set(data.claims["verdict"]) == {"agrees"}
    assert data.groups["report"].nunique() == len(data.reports) == 120


def test_shares_differ_between_agencies_by_more_than_chance():
    made = corpus(2000)
    x, n = (made.values[:, 0, AT[f"requests/{item}/total"]] for item in ("granted", "concluded"))
    some = n >= 20
    p = x[some].sum() / n[some].sum()
    assert np.mean((x[some] - n[some] * p) ** 2 / (n[some] * p * (1 - p))) > 1.5
    assert np.median(made.values[:, :, AT["requests/received/total"]]) < 10


@pytest.mark.parametrize("kind", ["html", "csv"])
def test_report_files_are_read_as_they_were_made(tmp_path, kind):
    made = write_files(tmp_path, 60, kind=kind, blank=0.0)
    read = {r.id: r for r in load_reports(tmp_path).reports}
    assert len(read) == 60
    for a in range(20):
        for y, year in enumerate(made.years):
            want, got = made.report(a, y), read[f"{made.agencies['agency'][a]}-{year}"]
            pd.testing.assert_series_equal(want.cells["value"], got.cells["value"])
            assert (got.published[:10], got.scope, got.territory) == (
                want.published,
                want.scope,
                want.territory,
            )
            assert list(got.claims["target"]) == list(want.claims["target"])


def test_tables_in_bulk_hold_exactly_as_many_reports_and_their_checks_pass(tmp_path):
    write_tables(tmp_path, 700, years=(2022, 2023))
    found = check_tables(tmp_path)
    assert len(found.reports) == 700
    assert set(found.outcomes.loc[found.outcomes["outcome"] != "pass", "rule"]) <= {"form.deadline"}


def test_zeros_that_tables_leave_blank_fail_no_check_and_leave_theirs_undecided(tmp_path):
    write_tables(tmp_path, 700, years=(2022, 2023), blank=0.2)
    found = check_tables(tmp_path)
    assert len(found.reports) == 700
    assert set(found.outcomes.loc[found.outcomes["outcome"] == "fail", "rule"]) <= {"form.deadline"}
    assert len(found.implied)
    assert set(found.implied["implied"]) == {0}
    cells = pd.read_parquet(tmp_path / "cells.parquet")
    rows = cells[cells["table"] == "requests"].groupby(["report", "item"], observed=True)["status"]
    blank = rows.agg(lambda status: (status == "blank").any())
    applicants = found.outcomes[found.outcomes["rule"] == "requests.applicants"]
    undecided = (applicants["outcome"] == "undecided").to_numpy()
    at = [
        (r, w.split("/")[1]) for r, w in zip(applicants["report"], applicants["where"], strict=True)
    ]
    assert len(applicants) == len(blank) == 700 * 25
    assert undecided.tolist() == blank.loc[at].tolist()
    assert 0 < undecided.sum() < len(undecided)


@pytest.mark.slow
def test_what_is_planted_is_found_where_it_can_be_seen():
    tally = Tally()
    look(*plant(60, 3, 1, least=15), tally)
    assert set(tally.planted) == {(k, f"{s:g}") for k, (ss, _) in SHARES.items() for s in ss} | {
        (k, s) for k, ss in OTHERS.items() for s in ss
    }
    for kind in OTHERS:  # what is no matter of chance is always found, and nothing else for it
        assert all(
            flag[0] for (k, _), rows in tally.planted.items() if k == kind for _, flag in rows
        )
        assert tally.alarms[kind][1] == 0
    seen = [
        flag
        for key in (("refused", "5"), ("carried over", "8"), ("sudden", "0.5"))
        for n, flag in tally.planted[key]
        if n >= 40
    ]
    assert seen
    assert np.mean([flag[0] for flag in seen]) >= 0.75
    for kind, (n, near, *_) in tally.alarms.items():
        assert near <= 0.12 * n, kind
