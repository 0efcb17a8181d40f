"""Changes of many agencies at once: the p-value and the interval of one change agree."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assessing.statistics.changes import (
    change_p,
    change_q,
    exact_difference,
    pooled_change,
    pooled_share,
)
from analysis.assessing.statistics.intervals import PEERS, newcombe, wilson

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


# Several agencies together


def test_all_rise_though_the_pooled_share_falls():
    before, before_of = [90, 45, 1], [100, 50, 10]
    after, after_of = [19, 10, 30], [20, 10, 150]
    assert sum(after) / sum(after_of) < sum(before) / sum(before_of)
    found = pooled_change(before, before_of, after, after_of)
    assert (found.rose, found.fell, found.same) == (3, 0, 0)
    weights = [m * n / (m + n) for m, n in zip(before_of, after_of, strict=True)]
    apart = [
        w * (b / n - a / m)
        for w, a, m, b, n in zip(weights, before, before_of, after, after_of, strict=True)
    ]
    assert found.value == pytest.approx(sum(apart) / sum(weights))
    assert found.value > 0
    assert math.isnan(found.low)  # of three agencies nobody can tell how changes differ


def test_a_share_that_stays_is_the_same_whatever_its_fraction():
    found = pooled_change([1, 10**14, 0], [3, 3 * 10**14, 0], [2, 1, 5], [6, 3, 9])
    assert (found.rose, found.fell, found.same) == (0, 0, 2)
    assert found.value == pytest.approx(0)
    assert exact_difference((1, 3), (2, 6)) == 0
    assert math.isnan(pooled_change([1], [2], [0], [0]).value)


def test_an_interval_over_agencies_is_wider_than_one_over_cases():
    share, low, high = pooled_share(np.array([10, 90, 20, 80, 50, 45]), np.full(6, 100))
    least, most = wilson(295, 600)
    assert share == 295 / 600
    assert low < least < most < high
    assert all(math.isnan(v) for v in pooled_share(np.zeros(0), np.zeros(0)))


MOST = [1000, 5, 3, 2, 2, 1, 4]  # cases of agencies of which one has nearly all


def test_one_agency_with_nearly_all_cases_tells_nothing_of_how_agencies_differ():
    share, *ends = pooled_share(np.array([700, 1, 0, 2, 1, 0, 1]), np.array(MOST))
    assert share == 705 / 1017
    assert all(math.isnan(v) for v in ends)
    found = pooled_change([700, 1, 0, 2, 1, 0, 1], MOST, [800, 2, 0, 1, 1, 0, 2], MOST)
    assert all(math.isnan(v) for v in (found.low, found.high, found.p))
    assert found.value == pytest.approx(101 / 1017)


def test_five_agencies_of_one_size_are_five_and_a_larger_one_makes_them_fewer():
    share = np.array([0.2, 0.5, 0.4, 0.7, 0.3])
    for size in (10, 70, 10**6, 3 * 10**9):
        _, low, high = pooled_share(share * size, np.full(5, size))
        assert low < 0.42 < high
        _, low, high = pooled_share(share * size, np.array([2, 1, 1, 1, 1]) * size)
        assert math.isnan(low)
        assert math.isnan(high)


def test_the_fewer_agencies_have_most_of_the_cases_the_wider_the_interval():
    share = np.tile([0.2, 0.5, 0.4, 0.7, 0.3], 4)
    even, uneven = np.full(20, 100), np.repeat([300, 30], [6, 14])
    widths = [np.diff(pooled_share(share * n, n)[1:])[0] for n in (even, uneven)]
    assert 1.5 * widths[0] < widths[1]


@pytest.mark.slow
@pytest.mark.parametrize(("agencies", "uneven"), [(6, 0.3), (12, 0.5), (40, 1.2)])
def test_intervals_over_agencies_hold_their_level(agencies, uneven):
    draw, held, changed = np.random.default_rng(2), [], []
    while len(held) < 400:
        n = np.ceil(draw.lognormal(4.2, uneven, size=agencies)).astype(int)
        if n.sum() ** 2 < PEERS * (n**2).sum():
            continue
        share = draw.beta(6, 4, size=agencies)
        _, low, high = pooled_share(draw.binomial(n, share), n)
        held.append(low <= 0.6 <= high)
        later = np.clip(share + draw.normal(0.05, 0.08, size=agencies), 0, 1)
        m = draw.poisson(n) + 1
        found = pooled_change(draw.binomial(n, share), n, draw.binomial(m, later), m)
        changed.append(math.nan if math.isnan(found.p) else found.low <= 0.05 <= found.high)
    assert np.mean(held) >= 0.93
    assert np.nanmean(changed) >= 0.91  # shares at the ends cannot rise by all of it
