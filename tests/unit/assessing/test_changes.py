"""Changes of many agencies at once: the p-value and the interval of one change agree."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assessing.statistics.changes import change_p, change_q
from analysis.assessing.statistics.intervals import newcombe

pairs = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(pairs, pairs, st.sampled_from([0.5, 0.9, 0.95, 0.998]))
def test_an_interval_leaves_out_zero_where_the_p_value_is_small(first, second, level):
    low, high = newcombe(first, second, level)
    p = float(change_p(*first, *second))
    if abs(p - (1 - level)) > 1e-9 and first[0] * second[1] != second[0] * first[1]:
        assert (low > 0 or high < 0) == (p < 1 - level)


def test_the_interval_at_the_level_of_a_p_value_ends_at_zero():
    p = float(change_p(30, 60, 45, 60))
    assert newcombe((30, 60), (45, 60), 1 - p)[0] == pytest.approx(0, abs=1e-8)
    assert float(change_p(30, 60, 15, 60)) == pytest.approx(p, abs=1e-12)  # a fall as great


def test_no_change_is_no_surprise_and_no_trials_tell_nothing():
    p = change_p(
        np.array([5, 0, 3]), np.array([10, 0, 9]), np.array([10, 4, 0]), np.array([20, 8, 0])
    )
    assert p[0] == pytest.approx(1)
    assert np.isnan(p[1:]).all()


def test_of_agencies_whose_years_are_alike_few_are_named():
    draw, runs = np.random.default_rng(8), 300
    named = 0
    for _ in range(runs):
        m, n, share = draw.integers(5, 80, 60), draw.integers(5, 80, 60), draw.beta(6, 4, 60)
        named += (change_q(draw.binomial(m, share), m, draw.binomial(n, share), n) <= 0.05).any()
    assert named / runs <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / runs)
