"""What blanks come to, and what they must have been, against trying every filling."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.checking import check_reports
from analysis.checking.rules.exact import determined
from analysis.checking.rules.frame import ABSENT, BLANK, NOT_ON_FORM, STATED, UNREADABLE
from analysis.checking.rules.outcomes import NAMES
from analysis.checking.rules.sums import Balance
from analysis.checking.rules.systems import System
from tests.support.examples import examples
from tests.support.rule_cases import made

TERM = st.tuples(
    st.sampled_from([1, -1]),
    st.sampled_from([STATED, STATED, STATED, BLANK, UNREADABLE, ABSENT, NOT_ON_FORM]),
    st.integers(0, 4),
    st.booleans(),  # whether the cell may be negative
)


def by_trying(terms):
    """The outcome as the specification words it, over every filling from -20 (where a cell may be
    negative) to 20.
    """
    terms = [t for t in terms if t[1] != NOT_ON_FORM]
    gaps = [t for t in terms if t[1] != STATED]
    stated = sum(sign * value for sign, status, value, _ in terms if status == STATED)
    if stated == 0 and not gaps:
        return "pass"
    reach = {stated}
    for sign, _, _, signed in gaps:
        reach = {r + sign * v for r in reach for v in range(-20 if signed else 0, 21)}
    return "undecided" if gaps and 0 in reach else "fail"


@given(terms=st.lists(TERM, min_size=1, max_size=5))
def test_an_equation_comes_to_what_trying_every_filling_comes_to(terms):
    sums = Balance(1)
    for sign, status, value, signed in terms:
        number = float(value) if status == STATED else np.nan
        sums.add(
            np.array([number if status == STATED else np.nan]),
            np.array([status], dtype=np.int8),
            sign,
            signed,
        )
    assert NAMES[sums.codes()[0]] == by_trying(terms)


@st.composite
def systems(draw):
    """A few equations in a few unknowns, most of them solvable."""
    m = draw(st.integers(1, 4))
    rows = draw(
        st.lists(
            st.lists(st.sampled_from([0, 0, 1, 1, -1]), min_size=m, max_size=m),
            min_size=1,
            max_size=4,
        )
    )
    matrix = np.array([r for r in rows if any(r)] or [[1] + [0] * (m - 1)])
    solution = np.array(draw(st.lists(st.integers(0, 3), min_size=m, max_size=m)))
    noise = draw(
        st.lists(st.sampled_from([0, 0, 0, 0, 1, -1]), min_size=len(matrix), max_size=len(matrix))
    )
    return matrix, matrix @ solution + np.array(noise)


@examples(150)
@given(system=systems())
def test_what_is_fixed_is_the_same_in_every_whole_filling(system):
    matrix, total = system
    m = matrix.shape[1]
    tried = np.array(list(itertools.product(range(13), repeat=m)))
    fillings = tried[(tried @ matrix.T == total).all(axis=1)]
    eq, var = np.nonzero(matrix)
    solved = System(
        eq,
        var,
        matrix[eq, var].astype(float),
        total.astype(float),
        np.zeros(m, bool),
        np.ones(m, bool),
    )
    fixed, value = solved.settle()
    for j in np.flatnonzero(fixed & matrix.any(axis=0)):
        if len(fillings):
            assert set(fillings[:, j]) == {value[j]}


_ITEMS = ("received", "carried_in", "concluded", "carried_out", "granted", "refused.other_law")
BLOCK = [
    f"requests/{item}/{who}" for item in _ITEMS for who in ("natural_person", "business", "total")
]


@examples(25)
@given(
    gaps=st.lists(st.sampled_from(BLOCK), min_size=1, max_size=4, unique=True),
    status=st.sampled_from(["", "/", "absent"]),
)
def test_every_cell_that_the_identities_fix_is_found_and_no_other(gaps, status):
    values = made({}, agency="甲", year=2023).cells
    values.index = values["table"] + "/" + values["item"] + "/" + values["column"]
    report = made(dict.fromkeys(gaps, status), agency="甲", year=2023)
    implied = check_reports([report]).implied
    found = {f"{r.table}/{r.item}/{r.column}": r.implied for r in implied.itertuples()}
    tried = np.array(list(itertools.product(range(14), repeat=len(gaps))), dtype=float)
    number = {code: np.full(len(tried), v) for code, v in values["value"].items()} | dict(
        zip(gaps, tried.T, strict=True)
    )
    holds = np.ones(len(tried), dtype=bool)
    columns = (
        "natural_person",
        "business",
        "research",
        "public_interest",
        "legal_services",
        "other",
    )
    items = dict.fromkeys(values.loc[values["table"] == "requests", "item"])
    results = [i for i in items if i not in ("received", "carried_in", "concluded", "carried_out")]
    for item in items:
        holds &= number[f"requests/{item}/total"] == sum(
            number[f"requests/{item}/{c}"] for c in columns
        )
    for c in (*columns, "total"):
        come, gone = (
            number[f"requests/{a}/{c}"] + number[f"requests/{b}/{c}"]
            for a, b in (("received", "carried_in"), ("concluded", "carried_out"))
        )
        holds &= (come == gone) & (
            number[f"requests/concluded/{c}"] == sum(number[f"requests/{i}/{c}"] for i in results)
        )
    fillings = tried[holds]
    unique = {code: fillings[0, j] for j, code in enumerate(gaps) if len(set(fillings[:, j])) == 1}
    assert found == unique


def test_two_equations_fix_together_what_neither_fixes_alone():
    # x + y = 5 and x - y = 1, and a third that leaves its own unknown open
    found = determined(
        np.array([[1, 1, 0, 0], [1, -1, 0, 0], [1, 0, 1, -1]]),
        np.array([5.0, 1.0, 3.0]),
        np.zeros(4, bool),
    )
    assert found == {0: 3.0, 1: 2.0}


def test_a_cycle_of_blanks_whose_sums_are_zero_is_zero():
    # Four blanks in two rows and two columns, and a row that has nothing left: no single equation
    # fixes the second row.
    matrix = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    assert determined(matrix, np.array([0.0, 5.0, 2.0, 3.0]), np.zeros(4, bool)) == {
        0: 0.0,
        1: 0.0,
        2: 2.0,
        3: 3.0,
    }
    assert determined(matrix, np.array([4.0, 5.0, 2.0, 7.0]), np.zeros(4, bool)) == {}
    assert determined(matrix, np.array([4.0, 5.0, 2.0, 3.0]), np.zeros(4, bool)) is None


def test_a_cell_that_may_be_negative_is_not_forced_to_zero():
    matrix, total = np.array([[1, 1]]), np.array([0.0])
    assert determined(matrix, total, np.array([False, False])) == {0: 0.0, 1: 0.0}
    assert determined(matrix, total, np.array([False, True])) == {}


def test_equations_that_contradict_each_other_imply_nothing():
    torn = made(
        {"requests/granted/natural_person": "", "requests/granted/total": 12},
        agency="甲",
        year=2023,
    )
    result = check_reports([torn])  # the row says 11, the column 8
    assert "requests/granted/natural_person" not in set(
        "requests/" + result.implied["item"] + "/" + result.implied["column"]
    )


def test_the_year_after_says_what_the_year_before_left_empty():
    blank = {f"requests/carried_out/{c}": "" for c in ("natural_person", "business", "total")}
    blank |= {f"requests/received/{c}": "" for c in ("natural_person", "business", "total")}
    before = made(blank, agency="甲", year=2022)
    after = made(
        {"requests/carried_in/natural_person": 4, "requests/carried_in/total": 4},
        agency="甲",
        year=2023,
    )
    alone, both = check_reports([before]).implied, check_reports([before, after])
    assert "carried_out" not in set(alone["item"])
    mine = both.implied[both.implied["report"] == "甲-2022"].set_index(["item", "column"])[
        "implied"
    ]
    assert mine["carried_out", "natural_person"] == 4
    assert mine["received", "natural_person"] == 13
    told = both.outcomes[
        (both.outcomes["rule"] == "continuity.requests")
        & (both.outcomes["where"] == "requests/*/total")
    ]
    assert told["implied"].tolist() == [("requests/carried_out/total@prior=4",)]


@pytest.mark.parametrize("chunk", [1, 3])
def test_the_size_of_a_chunk_changes_nothing(monkeypatch, chunk):
    reports = [
        made(
            {f"requests/carried_out/{c}": "" for c in ("natural_person", "total")},
            agency=agency,
            year=year,
        )
        for agency in "甲乙丙"
        for year in (2021, 2022, 2023)
    ]
    whole = check_reports(reports).implied
    monkeypatch.setattr("analysis.checking.rules.implied._CHUNK", chunk)
    assert check_reports(reports).implied.equals(whole)
    assert len(whole)
