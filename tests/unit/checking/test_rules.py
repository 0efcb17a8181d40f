"""Every rule of the suites: a case it passes, one it catches, one it cannot decide; and all
identities of the form are there.
"""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from analysis.checking import check_reports
from analysis.checking.rules.equations import instances
from analysis.checking.rules.load import load_rules
from analysis.errors import InputError
from analysis.files import bundled
from tests.support.rule_cases import KINDS, RULES, case_of, made, reports_of

SPEC = yaml.safe_load((RULES.parent / "spec-identities.yml").read_text(encoding="utf-8"))
IDS = [rule.id for rule in load_rules()]


def outcome(case, rule, expectations=None):
    """Outcome and implied values of a rule in its own place; None where the rule says nothing."""
    reports = reports_of(case)
    outcomes = check_reports(reports, expectations).outcomes
    hit = outcomes[
        (outcomes["report"] == reports[0].id)
        & (outcomes["rule"] == rule)
        & (outcomes["where"] == case["where"])
    ]
    return None if hit.empty else (hit["outcome"].iloc[0], hit["implied"].iloc[0])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", IDS)
def test_every_rule_passes_catches_and_leaves_open(rule, kind):
    case = case_of(rule, kind)
    found = outcome(case, rule)
    assert found is not None
    assert found[0] == KINDS[kind]
    if "implied" in case:
        assert list(found[1]) == case["implied"]


def test_every_case_has_its_rule():
    assert sorted(path.stem for path in RULES.glob("*.yml")) == sorted(IDS)


def lacking(rules):
    """What the suites do not state as the form does: the ids, each with what is wrong."""
    by_id = {rule.id: rule for rule in rules}
    wrong = {}
    for name, wanted in SPEC.items():
        rule = by_id.get(name)
        if rule is None:
            wrong[name] = "is not there"
        elif rule.meta["severity"] != wanted["severity"]:
            wrong[name] = "has another severity"
        elif "kwargs" in wanted:
            if (rule.type, rule.kwargs) != (wanted["type"], wanted["kwargs"]):
                wrong[name] = "says something else"
        else:
            for fmt, count in wanted["count"].items():
                applies = fmt in rule.kwargs.get("formats", [fmt])
                if count != (len(instances(rule.kwargs, fmt)) if applies else 0):
                    wrong[name] = f"has another number of equations in {fmt}"
            for equation in wanted["equations"]:
                terms = instances(rule.kwargs, equation["format"]).get(equation["where"])
                if terms != {
                    **dict.fromkeys(equation["plus"], 1),
                    **dict.fromkeys(equation["minus"], -1),
                }:
                    wrong[name] = f"has other terms in {equation['format']}"
    return wrong


def test_the_suites_state_every_identity_of_the_form():
    assert lacking(load_rules()) == {}
    assert set(IDS) == set(SPEC)


def test_every_rule_says_why_in_both_languages_and_by_what_authority():
    for rule in load_rules():
        for key in ("label", "why"):
            assert all(rule.meta[key][lang].strip() for lang in ("zh", "en")), rule.id
        assert rule.meta["source"].strip()


def without(folder: Path, rule: str) -> Path:
    """A copy of the suites from which one rule was deleted."""
    copy = folder / "expectations"
    shutil.copytree(bundled("expectations"), copy)
    for path in copy.glob("*.json"):
        suite = json.loads(path.read_text(encoding="utf-8"))
        suite["expectations"] = [e for e in suite["expectations"] if e["meta"]["id"] != rule]
        path.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    return copy


@pytest.mark.parametrize("rule", IDS)
def test_a_deleted_identity_is_missed(tmp_path, rule):
    folder = without(tmp_path, rule)
    assert set(lacking(load_rules(folder))) == {rule}
    case = case_of(rule, "invalid")
    assert outcome(case, rule)[0] == "fail"
    assert outcome(case, rule, folder) is None


@pytest.mark.parametrize("rule", [name for name, wanted in SPEC.items() if "equations" in wanted])
def test_an_identity_that_lost_a_term_is_missed(tmp_path, rule):
    folder = without(tmp_path, "none")
    for path in folder.glob("*.json"):
        suite = json.loads(path.read_text(encoding="utf-8"))
        for entry in suite["expectations"]:
            if entry["meta"]["id"] == rule:
                entry["kwargs"]["terms"].popitem()
        path.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    # `other` and `other.*` are the last two of the results, one for each format.
    assert set(lacking(load_rules(folder))) == {rule}


def test_an_identity_is_added_by_adding_json_alone(tmp_path):
    folder = without(tmp_path, "none")
    mine = {
        "type": "expect_terms_to_balance",
        "kwargs": {
            "of": "remedies",
            "each": ["review"],
            "terms": {"total": 1, "upheld": -1, "pending@prior": -1},
        },
        "meta": {
            "id": "mine.tie",
            "label": {"zh": "试", "en": "a trial"},
            "why": {"zh": "试", "en": "a trial"},
            "severity": "error",
            "source": "tests",
        },
    }
    (folder / "mine.json").write_text(
        json.dumps({"name": "mine", "expectations": [mine]}), encoding="utf-8"
    )
    case = {
        "where": "remedies/review/*",
        "cells": {"remedies/review/total": 5, "remedies/review/upheld": 2},
    }
    assert outcome(case | {"prior": {"remedies/review/pending": 3}}, "mine.tie", folder) == (
        "pass",
        (),
    )
    assert outcome(case | {"prior": {"remedies/review/pending": 4}}, "mine.tie", folder) == (
        "fail",
        (),
    )
    open_case = case | {"prior": {"remedies/review/pending": "", "remedies/review/total": 3}}
    assert outcome(open_case, "mine.tie", folder) == (
        "undecided",
        ("remedies/review/pending@prior=3",),
    )
    # The year before says that nothing was pending: the two identities together allow no figure
    # at all.
    torn = case | {"prior": {"remedies/review/pending": "", "remedies/review/total": 0}}
    assert outcome(torn, "mine.tie", folder) == ("undecided", ())
    assert outcome(case, "mine.tie", folder) is None


def test_a_territory_of_which_nobody_said_who_belongs_to_it_is_not_summed():
    territory = made({}, agency="某县人民政府", year=2023, scope="territory")
    others = [made({}, agency=name, year=2023) for name in ("某县财政局", "某县教育局")]
    assert "hierarchy.sum" not in set(check_reports([territory, *others]).outcomes["rule"])


def test_a_complete_territory_must_be_the_sum_exactly():
    territory = made({}, agency="某县人民政府", year=2023, scope="territory", complete=True)
    short = made(
        {"requests/granted/total": 8}, agency="某县财政局", year=2023, territory="某县人民政府"
    )
    outcomes = check_reports([territory, short]).outcomes
    mine = outcomes[outcomes["rule"] == "hierarchy.sum"].set_index("where")["outcome"]
    assert dict(mine) == {
        "disclosure/*/*": "pass",
        "requests/granted/total": "fail",
        "remedies/*/*": "pass",
    }


@pytest.mark.slow
def test_great_expectations_comes_to_the_same_outcomes_of_every_case():
    reports = {}
    for rule in IDS:
        for kind in KINDS:
            for report in reports_of(case_of(rule, kind), f"{rule}{kind}"):
                reports.setdefault(report.id, report)
    once = check_reports(list(reports.values()), through_gx=True).outcomes
    assert once.equals(check_reports(list(reports.values())).outcomes)
    assert set(once["outcome"]) == {"pass", "fail", "undecided"}


@pytest.mark.parametrize(
    ("whole", "outcome"), [(5949.088667, "pass"), (5949.1, "pass"), (5949.0, "fail")]
)
def test_amounts_rounded_to_two_decimals_are_no_difference(whole, outcome):
    """A bureau prints 5949.09 and the territory 5949.088667: rounding, not an error."""
    fees = "disclosure/fees/amount"
    territory = made({fees: whole}, agency="某县人民政府", scope="territory", year=2023)
    part = made({fees: 5949.09}, agency="某县财政局", territory="某县", year=2023)
    outcomes = check_reports([territory, part]).outcomes
    mine = outcomes[
        (outcomes["rule"] == "hierarchy.sum") & outcomes["where"].str.startswith("disclosure")
    ]
    failed = set(mine.loc[mine["outcome"] == "fail", "where"])
    assert failed == ({fees} if outcome == "fail" else set())


@pytest.mark.parametrize(
    ("agency", "may"),
    [
        ("清河县林业局", False),
        ("清河县人民政府", False),
        ("淮安市洪泽区人民政府", False),
        ("长沙市芙蓉区财政局", False),
        ("清河县葛仙庄镇人民政府", False),
        ("东丽区张贵庄街道办事处", False),
        ("商都县人民政府办公室", False),
        ("淮安市人民政府", True),
        ("广西壮族自治区人民政府", True),
        ("恩施土家族苗族自治州人民政府", True),
        ("湘乡市自然资源局", True),  # the name does not tell what kind of city it is
        ("平潭综合实验区财政金融局", True),  # nor the rank of a zone
        ("国家税务总局", True),
        ("浦东新区人民政府", True),
    ],
)
def test_regulations_are_held_against_those_alone_that_cannot_make_them(agency, may):
    case = case_of("regulations.makers", "invalid")
    found = outcome({**case, "report": {"agency": agency}}, "regulations.makers")
    assert found == (None if may else ("fail", ()))


@pytest.mark.parametrize(
    "agency", ["清河县葛仙庄镇人民政府", "张贵庄街道办事处", "某某乡", "某某镇党政办公室"]
)
def test_townships_have_no_limit_by_the_regulations(agency):
    case = case_of("form.deadline", "invalid")
    late = {**case, "report": {**case["report"], "agency": agency}}
    assert outcome(late, "form.deadline")[0] == "undecided"


SLIPS = [
    ("remedies.outcomes", {"of": "fees"}, "needs `of`"),
    ("remedies.outcomes", {"terms": {}}, "`terms`"),
    ("remedies.outcomes", {"terms": {"totl": 1}}, "the term 'totl' is no code of table remedies"),
    ("remedies.outcomes", {"terms": {"total": 2}}, "has the sign 2; use 1 or -1"),
    ("remedies.outcomes", {"each": ["revew"]}, "`each` must be"),
    ("remedies.outcomes", {"each": [["review"]]}, "`each` must be"),
    ("remedies.outcomes", {"formats": [["2021"]]}, "`formats` must be a list of 2019, 2021"),
    ("remedies.outcomes", {"formats": ["2020"]}, "`formats` must be a list of 2019, 2021"),
    ("remedies.legible", {"of": "fees"}, "`of` must be one of"),
    ("hierarchy.sum", {"of": []}, "`of` must be a list of tables"),
    ("form.sections", {"sections": "six"}, "`sections` must be a list"),
    ("form.deadline", {"limits": {"agency": "1-31"}}, "`limits` must give a scope's last day"),
    ("form.deadline", {"without_limit": "("}, "`without_limit` must be a regular expression"),
    ("claims.agree", {"verdicts": {"agrees": ["pass"]}}, "`verdicts` must turn each verdict"),
    ("claims.agree", {"verdicts": {"agrees": "fine"}}, "`verdicts` must turn each verdict"),
    ("regulations.makers", {"items": ["laws"]}, "`items` must be a list of rows"),
    ("remedies.outcomes", {"mostly": 0.9}, "kwargs: there is no key 'mostly'. Keys: of, each"),
    ("remedies.legible", {"off": "x"}, "kwargs: there is no key 'off'. Did you mean 'of'?"),
    ("form.deadline", {"condition": "x"}, "there is no key 'condition'"),
    ("regulations.makers", {"agencies": None}, "`agencies` must be a regular expression"),
]


@pytest.mark.parametrize(("rule", "kwargs", "says"), SLIPS)
def test_a_slip_in_a_suite_is_named_with_its_file_and_entry(tmp_path, rule, kwargs, says):
    folder = without(tmp_path, "none")
    for path in folder.glob("*.json"):
        suite = json.loads(path.read_text(encoding="utf-8"))
        for entry in suite["expectations"]:
            if entry["meta"]["id"] == rule:
                entry["kwargs"] |= kwargs
        path.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_rules(folder)
    assert says in str(refused.value)
    assert ".json, expectation " in str(refused.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"type": None}, "needs `type` and `kwargs`"),
        ({"meta": {"id": "own"}}, "its `meta` lacks label, why, severity, source"),
    ],
)
def test_an_entry_of_a_suite_without_what_every_rule_has_is_named(tmp_path, change, says):
    folder = without(tmp_path, "none")
    path = folder / "remedies.json"
    suite = json.loads(path.read_text(encoding="utf-8"))
    suite["expectations"][1] |= change
    path.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(InputError, match=f"remedies.json, expectation 2: {says}"):
        load_rules(folder)
