"""Finding the wrong figure: the smallest repair, all that are as small, the likeliest first."""

import dataclasses
import json
import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import check, check_corpus
from analysis.checking import check_reports
from analysis.checking.cells import from_cells
from analysis.checking.check import quick_columns
from analysis.checking.repairing import localise as localise_module
from analysis.checking.repairing.cover import MOST, Cover
from analysis.checking.repairing.localise import localise
from analysis.checking.repairing.plausible import slip
from analysis.checking.repairing.repair import repairs, repairs_of
from analysis.checking.repairing.system import Cells, System, build, components, equations_of
from analysis.checking.rules.frame import STATED, Wide
from analysis.checking.rules.load import load_rules
from analysis.checking.rules.outcomes import FAIL, OutcomeTable
from analysis.files import bundled
from analysis.running.tables import build_dataset
from benchmarks.repair import consistent, corrupted, report_of
from tests.support.examples import examples
from tests.support.layouts import figures
from tests.support.rule_cases import made


def report(fmt="2021", agency="某县林业局", year=2023, claims=(), **cells):
    """A report with the figures of ``figures``, some replaced; None leaves a cell blank, "?" makes
    it unreadable.
    """
    values = figures(fmt, **cells)
    frame = pd.DataFrame(
        [(*c.split("/"), None if v == "?" else v) for c, v in values.items()],
        columns=["table", "item", "column", "value"],
    )
    frame["status"] = [
        "unreadable" if v == "?" else "blank" if v is None else "stated" for v in values.values()
    ]
    said = pd.DataFrame(
        [(t, v, p, "", "") for t, v, p in claims],
        columns=["target", "value", "phrase", "where", "verdict"],
    )
    return dataclasses.replace(from_cells(frame, fmt), agency=agency, year=year, claims=said)


def mended(broken, repair):
    """The report with a repair written into it (which Gouji never does)."""
    cells = broken.cells.copy()
    codes = cells["table"] + "/" + cells["item"] + "/" + cells["column"]
    for code, value in repair.items():
        cells.loc[codes == code, ["value", "status"]] = [value, "stated"]
    return dataclasses.replace(broken, cells=cells)


def test_a_report_that_ties_needs_no_repair():
    assert check(report()).repairs == []


@pytest.mark.parametrize("fmt", ["2019", "2021"])
def test_every_cell_of_the_request_table_is_found_when_it_alone_is_wrong(fmt):
    codes = [c for c in figures(fmt) if c.startswith("requests/")]
    true = figures(fmt)
    reports = [report_of(true | {code: 777}, fmt, code) for code in codes]
    frame, rules = Wide.of_reports(reports), load_rules()
    columns = quick_columns(rules, frame)
    outcomes = OutcomeTable.of(columns, frame["report"].tolist())
    found = repairs(reports, outcomes, rules)
    assert {r.agency: [e.values for e in found[r.id]] for r in reports} == {
        c: [{c: true[c]}] for c in codes
    }


def test_figures_of_a_hundred_million_are_as_easy_as_small_ones():
    big = {c: v * 10**8 for c, v in figures().items() if c.startswith("requests/")}
    big["requests/granted/total"] += 1
    assert check(report(**{c.replace("/", "__"): v for c, v in big.items()})).repairs == [
        {"requests/granted/total": 9 * 10**8}
    ]


def test_two_wrong_cells_are_found_together():
    broken = report(requests__granted__business=7, requests__carried_out__natural_person=4)
    assert check(broken).repairs[0] == {
        "requests/granted/business": 1.0,
        "requests/carried_out/natural_person": 1.0,
    }


def test_a_repair_is_told_but_never_applied():
    broken = report(requests__granted__total=90)
    before = broken.cells.copy()
    told = check(broken).explained[0]
    pd.testing.assert_frame_equal(broken.cells, before)
    assert told.kind == "digit_added"
    assert told.printed == {"requests/granted/total": "90"}
    assert "90 is printed" in told.en
    # Several wrong figures may hold together in other ways: what must be is so if it is one alone.
    assert told.en.startswith("If only one printed figure is wrong, it is this one. ")
    assert "have to be 9 (a digit seems added)" in told.en
    assert told.zh.startswith("如所印只有一格有误：")
    assert "印为90，须为9（疑多印一位数字）" in told.zh


def test_of_several_cells_that_would_have_to_change_together_nothing_must_be():
    """One set is the smallest, and larger ones explain the report as well."""
    broken = report(requests__granted__business=7, requests__carried_out__natural_person=4)
    (told,) = check(broken).explained
    assert "须为" not in told.zh
    assert "即可全部成立" in told.zh
    assert "have to be" not in told.en


def test_identities_alone_leave_five_repairs_of_a_group_of_remedies():
    cells = dict(
        zip(("upheld", "corrected", "other", "pending", "total"), (4, 3, 2, 6, 14), strict=True)
    )
    found = check(report(**{f"remedies__review__{c}": v for c, v in cells.items()})).repairs
    assert {k: v for r in found for k, v in r.items()} == {
        "remedies/review/upheld": 3,
        "remedies/review/corrected": 2,
        "remedies/review/other": 1,
        "remedies/review/pending": 5,
        "remedies/review/total": 15,
    }
    assert len(found) == 5


def test_one_of_several_repairs_is_not_said_to_be_what_must_be():
    cells = dict(
        zip(("upheld", "corrected", "other", "pending", "total"), (4, 3, 2, 6, 14), strict=True)
    )
    told = check(report(**{f"remedies__review__{c}": v for c, v in cells.items()})).explained
    assert len(told) == 5
    for repair in told:
        assert "须为" not in repair.zh
        assert "方能" not in repair.zh
        assert "，如为" in repair.zh
        assert "have to be" not in repair.en
        assert "it could be" in repair.en


def test_prose_decides_where_identities_cannot():
    cells = {
        f"remedies__review__{c}": v
        for c, v in {"upheld": 4, "corrected": 3, "other": 2, "pending": 6, "total": 14}.items()
    }
    told = check(report(claims=[("remedies/*/corrected", 2.0, "纠正2件")], **cells)).explained[0]
    assert told.values == {"remedies/review/corrected": 2.0}
    assert "纠正2件" in told.zh
    kept = check(report(claims=[("remedies/review/total", 14.0, "复议14件")], **cells)).explained
    assert kept[-1].values == {
        "remedies/review/total": 15.0
    }  # the prose says what is printed there


def test_errors_in_separate_groups_multiply():
    broken = report(remedies__review__total=1, remedies__suit_direct__total=1)
    found = check(broken).repairs
    assert len(found) == 25
    assert all(len(r) == 2 for r in found)


def test_a_blank_is_no_hiding_place():
    blank = {c.replace("/", "__"): None for c, v in figures().items() if v == 0}
    broken = report(**{**blank, "requests__received__total": 19})
    found = check(broken).repairs
    assert found == [{"requests/received/total": 12.0}]


def test_a_blank_that_must_hold_a_figure_is_not_a_wrong_cell():
    broken = report(requests__granted__business=None, requests__received__total=19)
    found = check(broken)
    assert found.repairs[0]["requests/received/total"] == 12.0
    assert found.repairs[0].get("requests/granted/business", 1.0) == 1.0


def test_totals_that_are_all_blank_leave_the_columns_to_tell():
    blank = {
        f"requests__{i}__total": None
        for i in {c.split("/")[1] for c in figures() if c.startswith("requests/")}
    }
    assert check(report(**blank)).repairs == []
    found = check(report(**{**blank, "requests__carried_out__natural_person": 5})).repairs
    codes = {c for r in found for c in r if not c.endswith("/total")}
    assert (
        "requests/carried_out/natural_person" in codes
    )  # the flow of the column is out; any of its cells may be wrong
    assert all("natural_person" in c for c in codes)


def test_an_unreadable_cell_takes_what_the_others_need():
    assert check(report(requests__granted__natural_person="?")).repairs == []
    broken = report(requests__granted__natural_person="?", requests__carried_in__business=3)
    assert check(broken).repairs[0]["requests/carried_in/business"] == 0.0


def test_undecided_ties_that_contradict_each_other_are_found():
    # The row lacks 3 and only the blank can give it; the column is already full.
    broken = report(requests__granted__research=None, requests__granted__total=12)
    found = check(broken)
    assert "requests/granted/total" in {c for r in found.repairs for c in r}


def test_a_shifted_row_is_one_slip_and_the_computed_cell_is_the_one_pushed_out():
    true = {
        "natural_person": 8,
        "business": 21,
        "research": 5,
        "public_interest": 4,
        "legal_services": 3,
        "other": 2,
    }
    cells = {
        f"requests__{i}__{c}": v
        for i in ("granted", "concluded", "received")
        for c, v in (true | {"total": 43}).items()
    }
    zero = {
        f"requests__{i}__{c}": 0
        for c in (*true, "total")
        for i in ("carried_in", "carried_out", "refused.state_secret", "unavailable.not_held")
    }
    base = cells | zero
    assert check(report(**base)).repairs == []
    moved = dict(
        zip(
            [f"requests__granted__{c}" for c in (*true, "total")],
            [0, 8, 21, 5, 4, 3, 2],
            strict=True,
        )
    )
    told = check(report(**(base | moved))).explained[0]
    assert told.kind == "row_shifted"
    assert told.values["requests/granted/total"] == 43
    assert told.values["requests/granted/natural_person"] == 8


def test_two_columns_swapped_are_one_slip():
    items = {c.split("/")[1] for c in figures() if c.startswith("requests/")}
    true = figures()
    swap = {f"requests__{i}__natural_person": true[f"requests/{i}/total"] for i in items}
    swap |= {f"requests__{i}__total": true[f"requests/{i}/natural_person"] for i in items}
    kinds = {e.kind for e in check(report(**swap)).explained}
    assert "columns_swapped" in kinds


def test_the_cell_of_the_year_before_may_be_the_wrong_one():
    later = {
        "requests__carried_in__natural_person": 1,
        "requests__carried_in__total": 1,
        "requests__received__natural_person": 9,
        "requests__received__total": 11,
    }
    first, second = report(year=2022), report(year=2023, **later)
    assert check_corpus([first, second]).repairs == {}
    wrong = report(year=2022, requests__carried_out__natural_person=4)
    found = check_corpus([wrong, second])
    assert found.repairs == {
        "某县林业局-2022": [{"requests/carried_out/natural_person": 1.0}],
        "某县林业局-2023": [{"requests/carried_out/natural_person@prior": 1.0}],
    }
    assert "上年报告的" in found.explained["某县林业局-2023"][0].zh


def test_continuity_decides_what_one_year_alone_cannot():
    # 2023 printed one more in both halves of the flow: alone it ties, beside 2022 it does not.
    first = report(year=2022)
    second = report(
        year=2023,
        requests__carried_in__natural_person=4,
        requests__carried_in__total=4,
        requests__received__natural_person=9,
        requests__received__total=11,
    )
    assert "某县林业局-2023" in check_corpus([first, second]).repairs


def test_a_tie_of_ones_own_takes_part(tmp_path):
    folder = tmp_path / "expectations"
    shutil.copytree(bundled("expectations"), folder)
    suite = json.loads((folder / "remedies.json").read_text(encoding="utf-8"))
    suite["expectations"].append(
        {
            "type": "expect_terms_to_balance",
            "kwargs": {
                "of": "remedies",
                "each": "column",
                "terms": {"suit_direct": 1, "suit_after_review": -1},
            },
            "meta": {
                "id": "mine.equal",
                "label": {"zh": "两类诉讼相等", "en": "both kinds of suits are equal"},
                "why": {"zh": "试", "en": "a trial"},
                "severity": "error",
                "source": "tests",
            },
        }
    )
    (folder / "remedies.json").write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    broken = report(
        remedies__suit_direct__upheld=5,
        remedies__suit_direct__total=5,
        remedies__suit_after_review__upheld=5,
        remedies__suit_after_review__total=6,
    )
    assert len(check(broken).repairs) == 5  # the total, or any part
    assert check(broken, expectations=folder).repairs == [{"remedies/suit_after_review/total": 5.0}]


def systems(printed):
    frame = Wide.of_reports([printed])
    return components(build(Cells(frame), [0], equations_of(load_rules())))


@examples(25)
@given(
    rng=st.randoms(use_true_random=False),
    wrong=st.integers(1, 3),
    blanks=st.booleans(),
    fmt=st.sampled_from(["2019", "2021"]),
)
def test_the_quick_way_and_the_milp_agree(rng, wrong, blanks, fmt):
    cells = consistent(fmt, rng, blanks)
    stated = [c for c, v in cells.items() if v is not None and not c.startswith("disclosure/")]
    for code in rng.sample(stated, min(wrong, len(stated))):
        cells[code] = corrupted(cells[code], rng)
    for part in systems(report_of(cells, fmt, "x")):
        quick, general = localise(part), localise(part, general=True)
        if general.complete:
            assert [s.value for s in quick.sets] == [s.value for s in general.sets]


@pytest.mark.slow
@examples(10)
@given(
    rng=st.randoms(use_true_random=False),
    wrong=st.integers(1, 3),
    fmt=st.sampled_from(["2019", "2021"]),
)
def test_every_repair_makes_every_tie_hold_and_none_is_smaller_than_the_first_listed(
    rng, wrong, fmt
):
    cells = consistent(fmt, rng)
    codes = rng.sample([c for c in cells if not c.startswith("disclosure/")], wrong)
    broken = report_of(cells | {c: corrupted(cells[c], rng) for c in codes}, fmt, "x")
    found = check(broken).explained
    frame = Wide.of_reports([mended(broken, repair.values) for repair in found[:5]] or [report()])
    rules = [r for r in load_rules() if r.suite in ("requests", "remedies")]
    outcomes = OutcomeTable.of(quick_columns(rules, frame), frame["report"].tolist())
    assert outcomes.codes.size
    assert not (outcomes.codes == FAIL).any()
    assert {len(r.values) for r in found if r.smallest} <= {
        min((len(r.values) for r in found), default=0)
    }
    assert min((len(r.values) for r in found), default=0) <= wrong


def test_a_smallest_set_that_is_not_independent_is_found():
    part = System(
        [(0, "a"), (0, "b"), (0, "c")],
        np.zeros(1, dtype=int),
        np.array([[1.0, 1.0, 1.0]]),
        np.array([6.0, 6.0, 6.0]),
        np.zeros(3, dtype=int),
        np.zeros(3),
        np.ones(3, dtype=bool),
    )
    found = localise(
        part
    )  # the sum must be 0: any one cell balances it below zero, which no count can be
    assert [s.value for s in found.sets] == [{0: 0.0, 1: 0.0, 2: 0.0}]


@pytest.mark.parametrize(
    ("printed", "implied", "kind"),
    [
        (128, 123, "digit_mistyped"),
        (12, 123, "digit_dropped"),
        (1233, 123, "digit_added"),
        (132, 123, "digits_swapped"),
        (0, 45, "left_zero"),
        (700, 45, "different"),
        (44, 55, "different"),
        (100, 99, "one_off"),
    ],
)
def test_slips_of_typists_are_recognised(printed, implied, kind):
    assert slip(printed, implied) == kind


@pytest.mark.parametrize(
    ("cells", "claim", "value"),
    [
        ({"corrected": 3}, ("corrected & remedies/review/other", 2.0, "纠正、其他各2件"), 2.0),
        ({"corrected": 3}, ("corrected % remedies/review/total", 14.3, "纠正率14.3%"), 2.0),
        (
            {"upheld": 12004, "total": 21014},
            ("total", 12000.0, "收到行政复议1.2万件"),
            12014.0,
        ),
    ],
)
def test_claims_are_evidence_as_they_are_judged_elsewhere(cells, claim, value):
    """Of several cells, of a share, of a rounded figure: a claim has one meaning in the package."""
    review = {"upheld": 4, "corrected": 2, "other": 2, "pending": 6, "total": 14, **cells}
    target, figure, phrase = claim
    broken = report(
        claims=[(f"remedies/review/{target}", figure, phrase)],
        **{f"remedies__review__{c}": v for c, v in review.items()},
    )
    first = check(broken).explained[0]
    assert first.values == {f"remedies/review/{target.split()[0]}": value}
    assert phrase in first.zh


def test_the_table_of_repairs_is_of_failing_reports_alone():
    good, bad = report(agency="甲局"), report(agency="乙局", requests__granted__total=90)
    result = check_reports([good, bad])
    reports = [good, bad]
    table = repairs_of(reports, result.outcomes, load_rules()).frame()
    assert table[["report", "rank", "cells", "printed", "implied", "kind"]].to_numpy().tolist() == [
        ["乙局-2023", 1, ["requests/granted/total"], ["90"], ["9"], "digit_added"]
    ]


def contradictory_together():
    """No check fails: 9 by one check and 8 by another is what a blank cell would have to hold."""
    cells = {
        "requests/concluded/natural_person": "",
        "requests/concluded/total": "",
        "requests/granted/natural_person": 7,
        "requests/granted/total": 8,
    }
    return made(cells, agency="某县林业局", year=2023)


def test_checks_that_fail_only_together_are_found_in_tables_with_the_smallest_sets():
    report = contradictory_together()
    checked = check_reports([report])
    assert "fail" not in set(checked.outcomes["outcome"])
    data = build_dataset([report], checked)
    assert len(data.repairs)
    (found,) = data.findings.query("rule == 'figures.joint'").to_dict("records")
    assert found["severity"] == "warning"
    assert found["cells"] == data.repairs["cells"].iloc[0]
    assert "空白各格无论怎样填，都不能使其同时成立" in found["zh"]
    assert "no filling of the blank cells satisfies all of them together" in found["en"]
    # One printed figure, or one in each of two rows: never the cells that are blank.
    printed = {code for cells in data.repairs["cells"] for code in cells}
    assert printed
    assert all(code.startswith("requests/") for code in printed)


def test_blanks_that_can_be_filled_are_no_contradiction():
    cells = {"requests/concluded/natural_person": "", "requests/concluded/total": ""}
    report = made(cells, agency="某县林业局", year=2023)
    data = build_dataset([report], check_reports([report]))
    assert not len(data.repairs)
    assert "figures.joint" not in set(data.findings["rule"])


def test_of_many_blanks_only_so_many_sets_are_valued(monkeypatch):
    """A number and not a time, so that the same report gets the same answer on any machine."""
    cells = {"requests/received/natural_person": 99}
    cells |= {f"requests/{item}/*": "" for item in ("granted", "partly_granted", "concluded")}
    cells |= {"requests/refused.*": ""}
    mine = made(cells, agency="某县林业局", year=2023)
    part = parts_of([mine])[0]
    stated = [(int(c),) for c in np.flatnonzero(part.kind == STATED)]
    asked = []

    def everything(system, free, below):
        return Cover(tuple(stated * MOST)[:MOST], True)

    def valued(system, members, free):
        asked.append(len(free) + 1)
        return None

    monkeypatch.setattr(localise_module, "smallest_covers", everything)
    monkeypatch.setattr(localise_module, "_valued", valued)
    found = localise(part, general=True)
    assert not found.complete
    assert 0 < sum(asked) <= localise_module.VALUED


def parts_of(reports):
    found = Cells(Wide.of_reports(reports))
    return components(build(found, range(len(reports)), equations_of(load_rules())))
