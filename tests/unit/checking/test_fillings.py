"""Between what a share lies: against every filling, counted out one by one."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assessing.indicators.bounds import with_bounds
from analysis.assessing.indicators.compute import compute
from analysis.checking.rules.fillings import Fillings
from analysis.checking.rules.frame import Wide
from analysis.checking.rules.load import load_rules
from analysis.recognising.report import gathered
from tests.support.rule_cases import made


def by_hand(known, empty, matrix, total, part, whole, most):
    """All shares of all fillings with numbers up to ``most``."""
    found = []
    for numbers in itertools.product(range(most + 1), repeat=len(empty)):
        if (matrix @ np.array(numbers) == total).all():
            cells = known | dict(zip(empty, numbers, strict=True))
            top, bottom = sum(cells[c] for c in part), sum(cells[c] for c in whole)
            if bottom > 0 and top <= bottom:
                found.append(top / bottom)
    return found


@given(st.data())
def test_bounds_are_met_by_fillings_and_never_passed(data):
    """Parts a + b + c + d = whole, and a + b = e, with some of them empty."""
    names = ["a", "b", "c", "d", "e", "whole"]
    a, b, c, d = (data.draw(st.integers(0, 4)) for _ in range(4))
    truth = dict(zip(names, [a, b, c, d, a + b, a + b + c + d], strict=True))
    empty = tuple(data.draw(st.lists(st.sampled_from(names[:5]), unique=True, max_size=4)))
    signs = {"sum": {"a": 1, "b": 1, "c": 1, "d": 1, "whole": -1}, "e": {"a": 1, "b": 1, "e": -1}}
    matrix = np.array([[row.get(n, 0) for n in empty] for row in signs.values()], dtype=float)
    matrix = matrix.reshape(2, len(empty))
    total = [-sum(s * truth[n] for n, s in row.items() if n not in empty) for row in signs.values()]
    known = {n: float(v) for n, v in truth.items() if n not in empty}
    part = data.draw(st.sampled_from([["a"], ["a", "c"], ["e"]]))
    filling = Fillings(known, empty, matrix, np.array(total, dtype=float))
    every = by_hand(known, empty, matrix, np.array(total), part, ["whole"], 16)
    ends = filling.share(part, ["whole"])
    if not every:
        assert ends is None
    else:
        assert ends == pytest.approx((min(every), max(every)), abs=1e-9)


def test_no_share_lies_between_bounds_where_no_filling_is_possible():
    """Two cells that must be equal may be as large as one likes: that is no filling of the others."""
    signs = np.array([[1.0, -1.0, 0.0], [1.0, -1.0, 1.0]])  # a = b, and a - b + c = total
    known = {"d": 2.0}
    for total, ends in ((3.0, (0.0, 0.5)), (-1.0, None)):
        filling = Fillings(known, ("a", "b", "c"), signs, np.array([0.0, total]))
        assert filling.share(["a"], ["a", "b"]) == (ends and (0.5, 0.5))
        assert filling.share(["a"], ["a", "b", "d"]) == ends
        assert filling.share(["d"], ["a", "d"]) == (ends and (0.0, 1.0))


def test_a_whole_that_nothing_bounds_leaves_the_share_open():
    empty = ("part", "whole")
    open_ = Fillings({}, empty, np.zeros((0, 2)), np.zeros(0))
    assert open_.share(["part"], ["whole"]) == (0.0, 1.0)
    printed = Fillings({"part": 3.0}, ("whole",), np.zeros((0, 1)), np.zeros(0))
    assert printed.share(["part"], ["whole"]) == (0.0, 1.0)  # of three, and of however many
    four = Fillings({"whole": 4.0}, ("part",), np.zeros((0, 1)), np.zeros(0))
    assert four.share(["part"], ["whole"]) == (0.0, 1.0)


def test_equations_that_nothing_satisfies_give_no_bounds():
    assert (
        Fillings({"whole": 4.0}, ("part",), np.array([[1.0]]), np.array([-2.0])).share(
            ["part"], ["whole"]
        )
        is None
    )


def bounded(changes):
    """Least and greatest of each share of a report in which some cells are changed."""
    report = made(changes, agency="某县林业局", year=2023)
    cells = gathered([report], "cells").assign(implied=float("nan"))
    found = with_bounds(
        compute(cells), Wide.of_reports([report]), load_rules(), [report.id]
    ).set_index("indicator")
    return found


def test_an_unprinted_cell_leaves_a_share_between_bounds_of_the_other_figures():
    whole = bounded({})
    assert whole["least"].isna().all()  # what is known needs no bounds
    known = whole.loc["granted"]
    # Two outcomes of natural persons are not printed, nor are their totals: they share the rest.
    found = bounded(dict.fromkeys(["requests/granted/*", "requests/partly_granted/*"], ""))
    both = whole.loc["granted_any", "numerator"]
    row = found.loc["granted"]
    assert np.isnan(row["estimate"])
    assert row["least"] == 0
    assert row["greatest"] == pytest.approx(both / known["denominator"])
    # What they share is bound to one value.
    assert found.loc["granted_any", ["least", "greatest"]].tolist() == pytest.approx(
        [both / known["denominator"]] * 2
    )


def test_a_row_that_binds_nothing_leaves_all_between_none_and_all():
    found = bounded({"requests/*": ""})
    assert found.loc["granted", ["least", "greatest"]].tolist() == [0, 1]
