"""Three outcomes: a tie holds, fails, or cannot be decided; and what the others imply."""

import json
import shutil

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import InputError, read_report
from analysis.checking import check_reports
from analysis.checking.rules.load import load_rules
from analysis.files import bundled
from analysis.telling.summary import figures_fail
from tests.support.examples import examples
from tests.support.layouts import figures, flattened
from tests.support.rule_cases import made


def report_of(tmp_path, **cells):
    path = tmp_path / "report.txt"
    path.write_text(flattened(figures(**cells)), encoding="utf-8")
    return read_report(path)


def outcome(result, rule, where):
    hit = result.outcomes[(result.outcomes["rule"] == rule) & (result.outcomes["where"] == where)]
    return hit["outcome"].iloc[0], hit["implied"].iloc[0]


def test_a_form_that_balances_passes_everything(tmp_path):
    result = check_reports([report_of(tmp_path)])
    ties = result.outcomes[result.outcomes["where"].str.contains("/")]
    assert set(ties["outcome"]) == {"pass"}
    assert len(result.findings) == 0
    assert len(result.implied) == 0


def test_a_blank_is_undecided_and_its_only_filling_is_named(tmp_path):
    result = check_reports([report_of(tmp_path, requests__granted__total="")])
    assert outcome(result, "requests.applicants", "requests/granted/*") == (
        "undecided",
        ("requests/granted/total=9",),
    )
    assert "fail" not in set(result.outcomes["outcome"])


def test_a_blank_that_balances_as_zero_is_implied_and_not_passed(tmp_path):
    result = check_reports([report_of(tmp_path, requests__received__research="")])
    assert outcome(result, "requests.applicants", "requests/received/*") == (
        "undecided",
        ("requests/received/research=0",),
    )


def test_no_filling_mends_a_total_that_is_too_small(tmp_path):
    result = check_reports(
        [report_of(tmp_path, requests__received__total=3, requests__received__research="")]
    )
    assert outcome(result, "requests.applicants", "requests/received/*")[0] == "fail"


def test_a_finding_names_rule_row_and_both_sides(tmp_path):
    result = check_reports([report_of(tmp_path, requests__received__total=13)])
    finding = result.findings.set_index("where").loc["requests/received/*"]
    assert finding["rule"] == "requests.applicants"
    assert "13" in finding["en"]
    assert "12" in finding["en"]
    assert "line" in finding["en"]
    assert "一、本年新收" in finding["zh"]


CODES = [c for c in figures() if not c.startswith("disclosure/")]


@settings(examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.sampled_from(CODES), digit=st.integers(0, 9), place=st.integers(0, 5))
def test_any_one_changed_digit_of_a_full_table_fails_in_its_own_row_or_column(
    corpus, code, digit, place
):
    suqian = next(r for r in corpus if r.id == "宿迁市人民政府-2024")
    table, item, column = code.split("/")
    cells = suqian.cells.copy()
    at = cells.index[
        (cells["table"] == table) & (cells["item"] == item) & (cells["column"] == column)
    ][0]
    text = str(int(cells.loc[at, "value"]))
    spot = place % len(text)
    changed = text[:spot] + str(digit) + text[spot + 1 :]
    cells.loc[at, "value"] = float(changed)
    result = check_reports([type(suqian)(**{**vars(suqian), "cells": cells})])
    failed = set(result.outcomes.loc[result.outcomes["outcome"] == "fail", "where"])
    if float(changed) == float(text):
        assert failed == set()
    else:
        assert failed
        assert failed <= {f"{table}/{item}/*", f"{table}/*/{column}"}


@settings(examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blanks=st.sets(st.sampled_from(CODES), max_size=40))
def test_blanking_cells_never_makes_a_failure_and_what_is_implied_is_what_was_there(corpus, blanks):
    suqian = next(r for r in corpus if r.id == "宿迁市人民政府-2024")
    cells = suqian.cells.copy()
    codes = cells["table"] + "/" + cells["item"] + "/" + cells["column"]
    cells.loc[codes.isin(blanks), ["value", "status", "printed"]] = [None, "blank", ""]
    result = check_reports([type(suqian)(**{**vars(suqian), "cells": cells})])
    assert "fail" not in set(result.outcomes["outcome"])
    truth = dict(zip(codes, suqian.cells["value"], strict=True))
    for row in result.implied.itertuples():
        code = f"{row.table}/{row.item}/{row.column}"
        assert code in blanks
        assert row.implied == truth[code]


def test_continuity_needs_the_year_before(corpus):
    alone = check_reports([r for r in corpus if r.id == "宿迁市人民政府-2024"])
    assert not alone.outcomes["rule"].str.startswith("continuity").any()


def test_a_break_between_years_fails(tmp_path, corpus):
    first, second = (r for r in corpus if r.agency == "宿迁市人民政府")
    cells = first.cells.copy()
    hit = (cells["item"] == "carried_out") & cells["column"].isin(["natural_person", "total"])
    cells.loc[hit, "value"] += 1
    result = check_reports([type(first)(**{**vars(first), "cells": cells}), second])
    broken = result.findings[result.findings["rule"] == "continuity.requests"]
    assert set(broken["where"]) == {"requests/*/natural_person", "requests/*/total"}


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda s: "{", "not valid JSON, line 1"),
        (lambda s: json.dumps({"name": "x"}), "a list `expectations`"),
        (lambda s: s.replace('"severity": "error"', '"severity": "grave"', 1), "severity 'grave'"),
        (lambda s: s.replace('"carried_in": 1', '"carried_inn": 1', 1), "'carried_inn' is no code"),
        (lambda s: s.replace('"source":', '"sauce":', 1), "lacks source"),
    ],
)
def test_a_broken_suite_is_named_with_its_place(tmp_path, harm, says):
    folder = tmp_path / "expectations"
    shutil.copytree(bundled("expectations"), folder)
    path = folder / "requests.json"
    path.write_text(harm(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match=r"requests\.json") as error:
        load_rules(folder)
    assert says in str(error.value)


@pytest.mark.slow
def test_a_rule_added_by_editing_json_is_checked_by_gx(tmp_path, corpus):
    from analysis.checking import check_reports

    folder = tmp_path / "expectations"
    shutil.copytree(bundled("expectations"), folder)
    suite = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    suite["expectations"].append(
        {
            "type": "expect_column_values_to_be_between",
            "kwargs": {"column": "requests/received/total", "max_value": 3520},
            "meta": {
                "id": "mine.many",
                "label": {"zh": "不多于", "en": "not many"},
                "why": {"zh": "试", "en": "a trial"},
                "severity": "note",
                "source": "tests",
            },
        }
    )
    (folder / "report.json").write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    result = check_reports(corpus, folder)
    mine = result.outcomes[result.outcomes["rule"] == "mine.many"].set_index("report")["outcome"]
    assert mine["宿迁市人民政府-2024"] == "fail"
    assert mine["湘乡市自然资源局-2022"] == "pass"


def test_strict_looks_at_figures_and_not_at_form(dataset):
    rules = dataset.rules
    form = pd.DataFrame(
        [("r", "form.sections", "report", "fail", "")],
        columns=["report", "rule", "where", "outcome", "implied"],
    )
    tie = form.assign(rule="continuity.documents")
    assert not figures_fail(form, rules)
    assert figures_fail(tie, rules)


@pytest.mark.parametrize(
    ("annex", "outcome"),
    [
        ([], "pass"),
        (["二、主动公开政府信息情况"], "pass"),
        (["一、总体情况", "五、存在的主要问题及改进情况"], "pass"),
        (None, "fail"),
    ],
)
def test_a_heading_that_repeats_in_an_annex_leaves_the_sections_complete(tmp_path, annex, outcome):
    text = flattened(figures())
    if annex is None:  # out of order
        text = text.replace("五、存在的", "九、").replace(
            "六、其他需要报告的事项", "五、存在的主要问题"
        )
        text += "六、其他需要报告的事项\n五、存在的主要问题及改进情况\n"
        text = text.replace(
            "四、政府信息公开行政复议", "六、其他需要报告的事项\n四、政府信息公开行政复议"
        )
    else:
        text += "\n".join(["附件", *(line + "\n说明。" for line in annex)])
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    report = read_report(path)
    numbers = [s.number for s in report.sections]
    assert (len(numbers) > len(set(numbers))) is (annex != [])
    found = check_reports([report]).outcomes.set_index("rule")["outcome"]
    assert found["form.sections"] == outcome


def test_some_of_the_reports_come_to_the_same_by_themselves_as_among_all():
    """The others are held against nothing, and a territory is still held against all of them."""
    year = {"requests/received/total": "", "requests/granted/total": 8}
    bureaus = [
        made({}, agency="甲县财政局", year=2022, territory="甲县人民政府"),
        made(year, agency="甲县财政局", year=2023, territory="甲县人民政府"),
        made(
            {"remedies/review/total": 9}, agency="甲县林业局", year=2023, territory="甲县人民政府"
        ),
    ]
    wholes = [
        made({}, agency="甲县人民政府", year=y, scope="territory", complete=True)
        for y in (2022, 2023)
    ]
    every = [*wholes, *bureaus]
    among = check_reports(every)
    assert {"hierarchy.sum", "requests.results"} <= set(among.findings["rule"])
    assert len(among.implied)
    for agencies in ({"甲县人民政府"}, {"甲县财政局"}, {"甲县人民政府", "甲县财政局"}):
        ids = {report.id for report in every if report.agency in agencies}
        alone = check_reports(every, only=ids)
        for name in ("outcomes", "findings", "implied"):
            rows = getattr(among, name)
            wanted = rows[rows["report"].isin(ids)].reset_index(drop=True)
            pd.testing.assert_frame_equal(getattr(alone, name), wanted, check_dtype=False)
        assert alone.reused == {r: found for r, found in among.reused.items() if r in ids}
