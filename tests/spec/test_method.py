"""The method page and the definitions behind it: each indicator recomputed here from cells written
out by hand.
"""

import math
import random

import pandas as pd
import pytest
from scipy.stats import binomtest

from analysis import InputError
from analysis.assessing.indicators.compute import compute
from analysis.assessing.indicators.definitions import GROUPS, definitions, fits, load_definitions
from analysis.assessing.method import method_markdown
from analysis.assessing.statistics.intervals import garwood
from analysis.form import APPLICANTS, get_form
from analysis.running.tables import build_dataset
from tests.support.paths import ROOT

REFUSED = [
    f"refused.{g}"
    for g in (
        "state_secret",
        "other_law",
        "safety_stability",
        "third_party",
        "internal_affairs",
        "deliberative",
        "enforcement_file",
        "administrative_query",
    )
]
UNAVAILABLE = ["unavailable.not_held", "unavailable.not_compiled", "unavailable.unclear"]
UNPROCESSED = [
    f"unprocessed.{g}" for g in ("complaint", "repeated", "publication", "excessive", "reissue")
]
OTHER = ["other.not_corrected", "other.fee_unpaid", "other.other"]
RESULTS = ["granted", "partly_granted", *REFUSED, *UNAVAILABLE, *UNPROCESSED, *OTHER]
DECIDED = ["granted", "partly_granted", *REFUSED]
SUITS = ["suit_direct", "suit_after_review"]


def rows(*items, column="total", table="requests"):
    return [f"{table}/{i}/{column}" for i in items]


def cases(*items, columns=("total",)):
    return [f"remedies/{i}/{c}" for i in items for c in columns]


ENDED = ("upheld", "corrected", "other")
#: Every indicator of the 2021 format: the cells of its numerator, and of its denominator.
BY_HAND = {
    "received": (rows("received"), None),
    "at_hand": (rows("received", "carried_in"), None),
    "concluded": (rows("concluded"), None),
    "decided": (rows(*DECIDED), None),
    "natural_persons": (rows("received", column="natural_person"), rows("received")),
    **{f"from_{c}": (rows("received", column=c), rows("received")) for c in APPLICANTS[1:-1]},
    "carried_in": (rows("carried_in"), rows("received", "carried_in")),
    "carried_out": (rows("carried_out"), rows("received", "carried_in")),
    "granted": (rows("granted"), rows("concluded")),
    "partly_granted": (rows("partly_granted"), rows("concluded")),
    "granted_any": (rows("granted", "partly_granted"), rows("concluded")),
    "refused": (rows(*REFUSED), rows("concluded")),
    "unavailable": (rows(*UNAVAILABLE), rows("concluded")),
    "not_held": (rows("unavailable.not_held"), rows("concluded")),
    "not_compiled": (rows("unavailable.not_compiled"), rows("concluded")),
    "unclear": (rows("unavailable.unclear"), rows("concluded")),
    "unprocessed": (rows(*UNPROCESSED), rows("concluded")),
    "other": (rows(*OTHER), rows("concluded")),
    "granted_of_decided": (rows("granted"), rows(*DECIDED)),
    "partly_of_decided": (rows("partly_granted"), rows(*DECIDED)),
    "granted_any_of_decided": (rows("granted", "partly_granted"), rows(*DECIDED)),
    "refused_of_decided": (rows(*REFUSED), rows(*DECIDED)),
    **{i.replace(".", "_"): (rows(i), rows(*REFUSED)) for i in REFUSED},
    **{i.replace(".", "_"): (rows(i), rows(*UNPROCESSED)) for i in UNPROCESSED},
    **{i.replace(".", "_"): (rows(i), rows(*OTHER)) for i in OTHER},
    "reviews": (cases("review"), None),
    "suits": (cases(*SUITS), None),
    "reviews_per_100": (cases("review"), rows("concluded")),
    "suits_per_100": (cases(*SUITS), rows("concluded")),
    "review_corrected": (cases("review", columns=["corrected"]), cases("review", columns=ENDED)),
    "review_pending": (cases("review", columns=["pending"]), cases("review")),
    "suits_corrected": (cases(*SUITS, columns=["corrected"]), cases(*SUITS, columns=ENDED)),
    "suits_pending": (cases(*SUITS, columns=["pending"]), cases(*SUITS)),
    **{
        f"{short}_{said}": (rows(item, column=column, table="disclosure"), None)
        for short, item in (("regulations", "regulations"), ("normative", "normative_documents"))
        for said, column in (("made", "issued"), ("repealed", "repealed"), ("in_force", "in_force"))
    },
    **{
        i: (rows(i, column="decisions", table="disclosure"), None)
        for i in ("licences", "penalties", "coercion")
    },
    "fees": (["disclosure/fees/amount"], None),
}
NOT_IN_2019 = {
    "other_not_corrected",
    "other_fee_unpaid",
    "other_other",
    "regulations_repealed",
    "regulations_in_force",
    "normative_repealed",
    "normative_in_force",
    "fees",
}


def a_report(seed):
    """Cells of a report of the 2021 format, made up, whose totals are the sums of their parts."""
    draw = random.Random(seed)
    cell = {c.code: draw.randint(1, 40) for c in get_form("2021").cells}
    cell["disclosure/fees/amount"] = 12.5
    for a in APPLICANTS[:-1]:
        cell[f"requests/concluded/{a}"] = sum(cell[f"requests/{i}/{a}"] for i in RESULTS)
        cell[f"requests/received/{a}"] = (
            cell[f"requests/concluded/{a}"] + cell[f"requests/carried_out/{a}"]
        )
    for i in ("received", "carried_in", *RESULTS, "concluded", "carried_out"):
        cell[f"requests/{i}/total"] = sum(cell[f"requests/{i}/{a}"] for a in APPLICANTS[:-1])
    for i in ("review", *SUITS):
        cell[f"remedies/{i}/total"] = sum(cell[f"remedies/{i}/{c}"] for c in (*ENDED, "pending"))
    return cell


def frame(cell):
    parts = [
        ("r", *code.split("/"), float(value), "stated", math.nan) for code, value in cell.items()
    ]
    return pd.DataFrame(
        parts, columns=["report", "table", "item", "column", "value", "status", "implied"]
    )


def test_the_page_is_made_from_the_definitions():
    assert (ROOT / "docs" / "method.md").read_text(encoding="utf-8") == method_markdown()


def test_every_indicator_is_written_out_here():
    assert set(BY_HAND) == {
        d.id for d in definitions() if not d.measure
    }  # those are in test_measures.py


@pytest.mark.parametrize("seed", range(3))
def test_each_definition_gives_what_its_cells_written_out_give(seed):
    cell = a_report(seed)
    found = compute(frame(cell)).set_index("indicator")
    kinds = {d.id: d.kind for d in definitions()}
    for name, (top, bottom) in BY_HAND.items():
        row, part = found.loc[name], sum(cell[c] for c in top)
        assert row["basis"] == "stated", name
        assert set(row["numerator_cells"]) == set(top), name
        if bottom is None:
            assert row["estimate"] == row["numerator"] == part, name
            assert math.isnan(row["low"])
            continue
        whole = sum(cell[c] for c in bottom)
        assert (row["numerator"], row["denominator"]) == (part, whole), name
        assert set(row["denominator_cells"]) == set(bottom), name
        if kinds[name] == "proportion":
            expected = binomtest(part, whole).proportion_ci(method="wilson")
            assert row["estimate"] == pytest.approx(part / whole)
            assert (row["low"], row["high"]) == pytest.approx(
                (expected.low, expected.high), abs=1e-8
            )
        else:
            assert row["estimate"] == pytest.approx(100 * part / whole)
            assert (row["low"], row["high"]) == pytest.approx(
                tuple(100 * x / whole for x in garwood(part))
            )


def test_what_the_2019_form_does_not_ask_is_not_given():
    codes = get_form("2019").by_code
    lacking = {
        d.id
        for d in definitions()
        if not d.measure and not any(fits(c, p) for p in d.numerator for c in codes)
    }
    assert lacking == NOT_IN_2019


def test_a_rate_of_more_than_all_is_still_a_rate():
    cell = a_report(0) | {"requests/concluded/total": 2, "remedies/review/total": 3}
    row = compute(frame(cell)).set_index("indicator").loc["reviews_per_100"]
    assert row["estimate"] == 150
    assert row["low"] < 150 < row["high"]


@pytest.mark.parametrize("value", [-3, 2.5])
def test_events_that_are_no_count_give_no_rate(value):
    row = (
        compute(frame(a_report(0) | {"remedies/review/total": value}))
        .set_index("indicator")
        .loc["reviews_per_100"]
    )
    assert row["basis"] == "none"
    assert math.isnan(row["estimate"])


def test_every_definition_says_where_it_is_listed_and_where_it_comes_from():
    for d in definitions():
        assert d.group in GROUPS
        assert d.source
        assert (not d.unit) == (d.kind == "proportion")


OWN = """
- id: lawyers_granted
  kind: proportion
  group: outcomes
  label: {zh: 法律服务机构获公开, en: "Granted, of concluded, legal service providers"}
  numerator: [requests/granted/legal_services]
  denominator: [requests/concluded/legal_services]
  caveat: {zh: 件数很少。, en: Few cases.}
  source: own
"""


def test_a_user_adds_an_indicator_in_a_file(tmp_path, corpus, checks):
    (tmp_path / "own.yml").write_text(OWN, encoding="utf-8")
    data = build_dataset(corpus, checks, indicators=tmp_path / "own.yml")
    mine = data.indicators[data.indicators["indicator"] == "lawyers_granted"].set_index("report")
    assert len(mine) == len(corpus)
    row, cell = (
        mine.loc["宿迁市人民政府-2024"],
        data.cells[data.cells["report"] == "宿迁市人民政府-2024"],
    )
    value = cell.set_index(["item", "column"])["value"]
    assert row["numerator"] == value["granted", "legal_services"]
    assert row["denominator"] == value["concluded", "legal_services"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "kind: proportion",
            "kind: share",
            r"entry 1 \(lawyers_granted\): kind is 'share'. Use one of: count",
        ),
        ("id: lawyers_granted", "id: granted", "the id 'granted' is taken"),
        ("id: lawyers_granted", "id: 律师", "letters, digits and _"),
        ("  source: own\n", "", "lacks source"),
        (
            "  source: own\n",
            "  source: own\n  sauce: own\n",
            "no key 'sauce'. Did you mean 'source'",
        ),
        (
            "requests/granted/legal_services",
            "requests/granted/lawyers",
            "no format has a cell 'requests/granted/lawyers'",
        ),
        (
            "[requests/granted/legal_services]",
            "requests/granted/legal_services",
            "needs a list of cells",
        ),
        ("{zh: 件数很少。, en: Few cases.}", "few cases", "caveat needs zh and en"),
        ("group: outcomes", "group: mine", "group is 'mine'"),
        (
            "kind: proportion",
            "kind: count\n  unit: {zh: 件, en: requests}",
            "a count has no denominator",
        ),
        ("kind: proportion", "kind: rate", "lacks unit"),
        (
            "kind: proportion",
            "kind: proportion\n  measure: honesty",
            "no measure 'honesty' that gives a proportion. Use one of: checks_",
        ),
        ("kind: proportion", "kind: proportion\n  measure: {a: b}", "there is no measure {'a'"),
        (
            "kind: proportion",
            "kind: proportion\n  measure: checks_passed",
            "numerator needs zh and en",
        ),
        ("- id", "-- id", "a list of indicators is expected|not valid YAML"),
        (
            "- id: lawyers_granted",
            "- own\n- id: lawyers_granted",
            "entry 1: an indicator is a mapping",
        ),
    ],
)
def test_a_slip_in_the_file_is_named(tmp_path, old, new, says):
    path = tmp_path / "own.yml"
    assert old in OWN
    path.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=says):
        load_definitions(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"own\.yml: cannot be read"):
        load_definitions(tmp_path / "own.yml")
