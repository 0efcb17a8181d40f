"""Processed tables are checked as the reports are that they were made of; what is wrong in them is
named.
"""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import InputError
from analysis.checking import check_reports
from analysis.checking.findings.corrections import Correction
from analysis.checking.rules.outcomes import as_words, count_outcomes
from analysis.checking.tables import check_tables, frame_from_tables
from analysis.running.checked import _tables_dataset, check_paths, is_tables
from analysis.running.elsewhere.schedulers import Local
from analysis.running.tables import build_dataset
from analysis.running.tabulating.tabulate import tabulate
from analysis.telling.summary import figures_fail
from analysis.telling.tables import corpus_reports, failing_tables
from tests.support.paths import ROOT
from tests.support.rule_cases import made

CELLS = ["report", "table", "item", "column", "value", "status"]


@pytest.fixture
def reports():
    return [
        made(
            {"requests/granted/total": 8, "requests/received/research": "/"},
            agency="甲局",
            year=2022,
        ),
        made(
            {"requests/carried_in/total": "", "requests/carried_in/business": "absent"},
            agency="甲局",
            year=2023,
        ),
        made(
            {"requests/other/total": "unreadable"},
            fmt="2019",
            agency="乙局",
            year=2020,
            scope="territory",
        ),
    ]


def long_form(reports):
    return pd.concat([r.cells.assign(report=r.id) for r in reports], ignore_index=True)[
        [*CELLS, "printed", "where"]
    ]


def meta(reports):
    names = (
        "agency",
        "year",
        "format",
        "scope",
        "published",
        "source_host",
        "sections_known",
        "file",
    )
    return pd.DataFrame(
        [{"report": r.id, "sections": "", **{n: getattr(r, n) for n in names}} for r in reports]
    )


def written(folder, cells, suffix, reports=None):
    for name, frame in (("cells", cells), ("reports", reports)):
        if frame is not None:
            frame.to_csv(
                folder / f"{name}.csv", index=False
            ) if suffix == "csv" else frame.to_parquet(folder / f"{name}.parquet")
    return folder


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_tables_come_to_what_their_reports_come_to(tmp_path, reports, suffix, monkeypatch):
    monkeypatch.setattr("analysis.checking.longform._BATCH", 70)  # a report is cut in pieces
    by_tables = check_tables(written(tmp_path, long_form(reports), suffix, meta(reports)))
    by_reports = check_reports(reports)
    pd.testing.assert_frame_equal(as_words(by_tables.outcomes), by_reports.outcomes)
    pd.testing.assert_frame_equal(by_tables.implied, by_reports.implied, check_dtype=False)
    same = ["report", "severity", "rule", "where", "cells", "zh", "en"]
    pd.testing.assert_frame_equal(
        by_tables.findings[same], by_reports.findings[same], check_dtype=False
    )


def test_tables_say_what_their_reports_say(tmp_path, shipped):
    """``gouji check FOLDER`` of what ``gouji run`` wrote: outcomes and findings are the same."""
    for name, content in shipped.to_csv().items():
        (tmp_path / name).write_bytes(content)
    assert is_tables(tmp_path)
    by_tables = _tables_dataset(tmp_path)
    key = ["report", "rule", "where"]
    outcomes = [
        as_words(data.outcomes)[[*key, "outcome", "undecided"]].sort_values(key, ignore_index=True)
        for data in (by_tables, shipped)
    ]
    pd.testing.assert_frame_equal(*outcomes, check_dtype=False)
    assert "hierarchy.sum" in set(by_tables.findings["rule"])
    said = [*key, "severity", "cells", "places", "zh", "en", "resolve_zh", "resolve_en"]
    findings = [
        data.findings[said].sort_values(said, ignore_index=True) for data in (by_tables, shipped)
    ]
    pd.testing.assert_frame_equal(*findings, check_dtype=False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_check_shows_tables_as_that_of_their_reports(tmp_path, reports, lang):
    """Failing and undecided: every cell of the form, what is printed in it and what disputes it."""
    fine = made({}, agency="丙局", year=2022, published="2023-01-20", source_host="www.a.gov.cn")
    by_reports = build_dataset([*reports, fine], check_reports([*reports, fine]))
    for name, content in by_reports.to_csv().items():
        (tmp_path / name).write_bytes(content)
    by_tables = _tables_dataset(tmp_path)
    pd.testing.assert_frame_equal(by_tables.cells, by_reports.cells)
    shown = [
        (failing_tables(data, lang).text, corpus_reports(data, lang).text)
        for data in (by_tables, by_reports)
    ]
    assert "lit-fail" in shown[0][0]
    assert "lit-undecided" in shown[0][0]
    assert shown[0] == shown[1]


def test_who_counts_in_whom_and_what_no_sum_understands_is_read_back(tmp_path):
    whole = made(
        {"requests/granted/total": 2, "requests/received/total": 30},
        agency="某县人民政府",
        year=2023,
        scope="territory",
    )
    part = made({}, agency="某县林业局", year=2023)
    part.territory = "某县人民政府"
    whole.not_understood = ("requests/received/*", "requests/*/total")
    reports = [whole, part]
    kept = build_dataset(reports, check_reports(reports))
    for name, content in kept.to_csv().items():
        (tmp_path / name).write_bytes(content)
    found = _tables_dataset(tmp_path).findings
    assert set(found["rule"]) == set(kept.findings["rule"]) >= {"hierarchy.sum"}
    assert set(found["where"]) == set(kept.findings["where"])
    assert "requests/received/*" not in set(found["where"])


def test_a_file_of_cells_alone_tells_agency_year_and_format(tmp_path, reports):
    shuffled = long_form(reports).sample(frac=1, random_state=3)
    shuffled[CELLS].to_parquet(tmp_path / "any.parquet")
    result = check_tables(tmp_path / "any.parquet")
    assert dict(zip(result.reports["report"], result.reports["format"], strict=True)) == {
        "甲局-2022": "2021",
        "甲局-2023": "2021",
        "乙局-2020": "2019",
    }
    assert "continuity.requests" in set(result.outcomes["rule"])  # two years of one agency are tied
    wanted = check_reports(reports).outcomes
    ties = wanted["rule"].str.startswith(("requests", "remedies", "continuity"))
    found = as_words(result.outcomes)
    key = ["report", "rule", "where"]
    both = wanted[ties].merge(found, on=key, suffixes=("", "_found"))
    assert len(both) == ties.sum()
    assert (both["outcome"] == both["outcome_found"]).all()


def test_a_number_without_a_status_is_stated_and_an_empty_cell_blank(tmp_path, reports):
    long_form(reports)[CELLS[:-1]].to_parquet(tmp_path / "cells.parquet")
    frame, _ = frame_from_tables(tmp_path / "cells.parquet")
    assert frame.set_index("report").loc["甲局-2023", "requests/carried_in/total#"] == 1
    assert frame.set_index("report").loc["甲局-2023", "requests/received/total"] == 12


def test_a_cell_that_has_no_row_is_absent_and_not_zero(tmp_path, reports):
    cells = long_form(reports[:1])
    without = cells[~((cells["item"] == "carried_out") & (cells["column"] == "research"))]
    result = check_tables(written(tmp_path, without, "parquet", meta(reports[:1])))
    flow = result.outcomes[
        (result.outcomes["rule"] == "requests.flow")
        & (result.outcomes["where"] == "requests/*/research")
    ]
    assert flow["outcome"].tolist() == ["undecided"]


def test_how_each_report_stands(tmp_path, reports):
    result = check_tables(written(tmp_path, long_form(reports), "parquet", meta(reports)))
    rules = ["requests.results", "requests.applicants"]
    counts = count_outcomes(result.outcomes, rules)
    assert counts["甲局-2022"] == (29, 2, 1)
    assert count_outcomes(as_words(result.outcomes), rules) == counts


def test_repairs_are_worked_out_for_a_few_failing_reports(tmp_path, reports):
    data = _tables_dataset(written(tmp_path, long_form(reports), "parquet", meta(reports)))
    assert set(data.findings.loc[data.findings["rule"] == "requests.results", "report"]) == {
        "甲局-2022"
    }
    assert list(data.reports["report"]) == ["甲局-2022", "甲局-2023", "乙局-2020"]


@pytest.mark.parametrize("wrong", [2023, 2024])
def test_repairs_heed_the_other_years_that_pass(tmp_path, wrong):
    """What a report carried in, or carried out, is confirmed by a year that no finding needs."""
    reports = []
    for year in range(2021, 2026):
        carried = 4 if year == wrong else 1
        cells = {"received/natural_person": 10 - carried, "received/total": 12 - carried}
        cells |= {"carried_in/natural_person": carried, "carried_in/total": carried}
        about = {"agency": "甲局", "year": year}
        reports.append(made({f"requests/{c}": value for c, value in cells.items()}, **about))
    by_reports = build_dataset(reports, check_reports(reports)).repairs
    assert len(by_reports)
    data = _tables_dataset(written(tmp_path, long_form(reports), "parquet", meta(reports)))
    pd.testing.assert_frame_equal(data.repairs, by_reports)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda c, r: (c.drop(columns="item"), r), "lacks the columns item"),
        (
            lambda c, r: (c.replace({"item": {"granted": "grantd"}}), r),
            "'requests/grantd/natural_person', which no form has",
        ),
        (
            lambda c, r: (c.assign(status=c["status"].where(c.index != 5, "printed")), r),
            "has the status 'printed'",
        ),
        (
            lambda c, r: (c.assign(value=c["value"].where(c.index != 5)), r),
            "is stated but has no number",
        ),
        (lambda c, r: (pd.concat([c, c[7:8]]), r), "has two rows for the cell disclosure/"),
        (lambda c, r: (c, r[1:]), "'甲局-2022' has cells but no row in the table `reports`"),
        (lambda c, r: (c, pd.concat([r, r[:1]])), "lists '甲局-2022' twice"),
        (lambda c, r: (c, r.assign(format="2020")), "has the format '2020'"),
        (lambda c, r: (c, r.assign(format="2019")), "is of format 2019, which has no cell"),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_what_cannot_be_cells_of_the_form_is_named(tmp_path, reports, harm, says, suffix):
    cells, about = harm(long_form(reports), meta(reports))
    with pytest.raises(InputError) as error:
        check_tables(written(tmp_path, cells, suffix, about))
    assert says in str(error.value)
    assert str(tmp_path) in str(error.value)


def test_a_file_that_is_no_parquet_is_named(tmp_path):
    (tmp_path / "cells.parquet").write_bytes(b"PAR1 but not for long")
    with pytest.raises(InputError, match=r"cells\.parquet"):
        check_tables(tmp_path)
    with pytest.raises(InputError, match="holds no cells"):
        check_tables(tmp_path / "cells.csv")


def test_a_folder_of_reports_is_no_folder_of_tables(tmp_path):
    shutil.copy(ROOT / "data" / "raw" / "suqian-2024.csv", tmp_path)
    assert not is_tables(tmp_path)
    assert not is_tables(tmp_path / "suqian-2024.csv")


@pytest.mark.parametrize("decision", ["explain", "accept", "reject"])
def test_tables_say_who_decided_what_about_a_finding(tmp_path, reports, decision):
    made_of = check_reports(reports)
    found = made_of.findings.iloc[0]
    report = next(r for r in reports if r.id == found["report"])
    about = (report.id, report.sha256, found["rule"], found["where"])
    decided = Correction(*about, decision, "电话核实", "王敏", "2024-02-01")
    idle = Correction(
        report.id, report.sha256, found["rule"], "report", decision, "无", "王敏", "2024-02-01"
    )
    by_reports = build_dataset(reports, made_of, corrections=[decided, idle])
    for name, content in by_reports.to_csv().items():
        (tmp_path / name).write_bytes(content)
    by_tables = _tables_dataset(tmp_path)
    for table in ("findings", "corrections"):
        columns = ["report", "rule", "where", "decision", "by", "on", "reason"]
        columns += ["state", "entry"] if table == "corrections" else []
        told = [getattr(d, table)[columns].sort_values(columns) for d in (by_tables, by_reports)]
        pd.testing.assert_frame_equal(*(t.reset_index(drop=True) for t in told), check_dtype=False)
    assert (by_tables.findings["decision"] == decision).sum() == 1
    fails = [
        figures_fail(as_words(d.outcomes), d.rules, d.findings) for d in (by_tables, by_reports)
    ]
    assert fails[0] == fails[1]


def test_a_decision_about_a_finding_that_the_tables_no_longer_make_has_no_effect(tmp_path, reports):
    made_of = check_reports(reports)
    found = made_of.findings.iloc[0]
    report = next(r for r in reports if r.id == found["report"])
    about = (report.id, report.sha256, found["rule"], found["where"])
    decided = Correction(*about, "explain", "电话核实", "王敏", "2024-02-01")
    tables = build_dataset(reports, made_of, corrections=[decided]).to_csv()
    fine = [made({}, agency=r.agency, year=r.year, fmt=r.format) for r in reports]
    tables |= {"cells.csv": build_dataset(fine, check_reports(fine)).to_csv()["cells.csv"]}
    for name, content in tables.items():
        (tmp_path / name).write_bytes(content)
    assert list(_tables_dataset(tmp_path).corrections["state"]) == ["no such finding"]


def test_tables_by_year_are_checked_as_one(tmp_path, monkeypatch):
    """What ``gouji tabulate`` wrote."""
    raw = [str(ROOT / "data" / "raw" / name) for name in ("suqian-2024.csv", "suqian-2023.csv")]
    tabulate(raw, str(tmp_path / "tables"), Local(1), sizes=(1, 1))
    assert is_tables(tmp_path / "tables")
    found, files = check_paths([tmp_path / "tables"])
    by_reports, _ = check_paths([Path(name) for name in raw])
    key = ["report", "rule", "where"]
    outcomes = [
        as_words(of.data.outcomes)[[*key, "outcome"]].sort_values(key, ignore_index=True)
        for of in (found, by_reports)
    ]
    pd.testing.assert_frame_equal(*outcomes, check_dtype=False)
    assert set(found.data.findings["rule"]) == set(by_reports.data.findings["rule"])
    assert files == []
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports" / "cells").mkdir(parents=True)
    assert not is_tables(tmp_path / "reports")
