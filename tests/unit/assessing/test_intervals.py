"""Intervals and ranks against the definitions written another way, and by simulation."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import beta, binom, binomtest, poisson, rankdata

from analysis import open_dataset
from analysis.assessing.statistics.intervals import SMALL, garwood, newcombe, wilson
from analysis.assessing.statistics.population import fit
from analysis.assessing.statistics.ranks import rank
from tests.support.examples import examples

CLOSE = 1e-8
Z = NormalDist().inv_cdf(0.975)
# Requests concluded and granted of twelve bureaus, made up: some alike, one far off, one with a single request.
TRIALS = np.array([25, 40, 12, 88, 301, 7, 55, 19, 140, 64, 1, 33])
GRANTED = np.array([24, 22, 9, 30, 180, 1, 41, 3, 96, 12, 1, 20])

pairs = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


# Intervals


@given(pairs)
def test_wilson_is_that_of_scipy(pair):
    expected = binomtest(*pair).proportion_ci(method="wilson")
    assert wilson(*pair) == pytest.approx((expected.low, expected.high), abs=CLOSE)


@given(st.integers(0, 40), st.integers(1, 40))
def test_wilson_ends_where_the_score_test_does(x, n):
    x = min(x, n)
    p = x / n

    def score(q):
        return (p - q) ** 2 - Z**2 * q * (1 - q) / n

    low = 0.0 if x == 0 else brentq(score, 0, p - 1e-9, xtol=1e-14)
    high = 1.0 if x == n else brentq(score, p + 1e-9, 1, xtol=1e-14)
    assert wilson(x, n) == pytest.approx((low, high), abs=CLOSE)


@pytest.mark.parametrize("x", [0, 1, 2, 7, 37, 170, 414])
def test_garwood_ends_where_the_tails_of_the_poisson_do(x):
    def at_most(k, mean):
        return math.fsum(
            math.exp(-mean + i * math.log(mean) - math.lgamma(i + 1)) for i in range(k + 1)
        )

    high = brentq(lambda m: at_most(x, m) - 0.025, 1e-9, 2 * x + 20, xtol=1e-13)
    low = brentq(lambda m: 1 - at_most(x - 1, m) - 0.025, 1e-9, x, xtol=1e-13) if x else 0.0
    assert garwood(x) == pytest.approx((low, high), abs=CLOSE)
    assert garwood(x, 34.86) == pytest.approx((low / 34.86, high / 34.86), abs=CLOSE)


def test_arrays_give_what_single_numbers_give():
    for method in (wilson, garwood):
        low, high = method(GRANTED, TRIALS)
        single = [method(int(x), int(n)) for x, n in zip(GRANTED, TRIALS, strict=True)]
        assert list(zip(low, high, strict=True)) == single


def test_nothing_to_divide_by_gives_no_interval():
    for method in (wilson, garwood):
        assert all(math.isnan(end) for end in method(0, 0))
    assert all(math.isnan(end) for end in newcombe((0, 0), (3, 10)))


@pytest.mark.parametrize("pair", [(-1, 5), (6, 5), (math.nan, 5)])
def test_no_part_of_a_whole_is_refused(pair):
    with pytest.raises(ValueError, match="within 0"):
        wilson(*pair)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        garwood(-1, 5)


@given(pairs, pairs)
@examples(50)
def test_newcombe_is_made_of_the_two_wilson_intervals_of_scipy(first, second):
    ends = [binomtest(*pair).proportion_ci(method="wilson") for pair in (first, second)]
    p, q = first[0] / first[1], second[0] / second[1]
    low = q - p - math.sqrt((q - ends[1].low) ** 2 + (ends[0].high - p) ** 2)
    high = q - p + math.sqrt((ends[1].high - q) ** 2 + (p - ends[0].low) ** 2)
    assert newcombe(first, second) == pytest.approx((low, high), abs=CLOSE)


def of_real_reports(kind):
    """Numerators and denominators of the shipped reports, those that can be told apart from 0 and 1."""
    rows = open_dataset().indicators
    known = rows[
        rows["estimate"].notna() & rows["denominator"].notna() & (rows["denominator"] >= SMALL)
    ]
    rate = known["indicator"].str.endswith("_per_100")
    known = known[
        rate
        if kind == "rate"
        else ~rate & (known["numerator"] > 0) & (known["numerator"] < known["denominator"])
    ]
    return [(int(x), int(n)) for x, n in zip(known["numerator"], known["denominator"], strict=True)]


def covered(n, p):
    """How often the interval holds the truth, over all that can come out: no simulation needed."""
    x = np.arange(n + 1)
    low, high = wilson(x, np.full(n + 1, n))
    return float(binom.pmf(x, n, p)[(low <= p) & (p <= high)].sum())


def test_wilson_holds_its_level_at_the_shares_of_real_reports():
    held = np.array([covered(n, x / n) for x, n in of_real_reports("proportion")])
    assert len(held) > 20
    assert 0.94 <= held.mean() <= 0.97
    assert (
        held.min() > 0.88
    )  # a single n and p swing about the level: no interval for a count can avoid it


def test_garwood_holds_at_least_its_level_at_the_rates_of_real_reports():
    for events, _ in of_real_reports("rate"):
        mean = max(events, 1)
        x = np.arange(int(mean + 12 * math.sqrt(mean) + 30))
        low, high = garwood(x)
        held = poisson.pmf(x, mean)[(low <= mean) & (mean <= high)].sum()
        assert 0.95 <= held <= 0.995


@pytest.mark.slow
def test_newcombe_holds_its_level_by_simulation():
    draw = np.random.default_rng(7)
    shares = of_real_reports("proportion")
    hits, runs = 0, 8000
    for _ in range(runs):
        (x, n), (y, m) = (shares[i] for i in draw.integers(len(shares), size=2))
        low, high = newcombe((int(draw.binomial(n, x / n)), n), (int(draw.binomial(m, y / m)), m))
        hits += low <= y / m - x / n <= high
    assert 0.94 <= hits / runs <= 0.97


# Ranks


def test_the_mean_rank_is_one_and_the_chances_that_others_are_higher():
    keep = TRIALS >= SMALL
    a, b = GRANTED[keep] + 0.5, TRIALS[keep] - GRANTED[keep] + 0.5
    grid = (np.arange(4000)[:, None] + 0.5) / 4000
    weight, higher = beta.pdf(grid, a, b) / 4000, beta.sf(grid, a, b)
    chances = weight.T @ higher  # row i: how likely each j is above i
    np.fill_diagonal(chances, 0)
    expected = 1 + chances.sum(axis=1)
    made = rank(GRANTED, TRIALS)
    assert made.expected[keep] == pytest.approx(
        expected, abs=0.1
    )  # a draw of 4,000: two standard errors are below 0.07


def test_equal_shares_have_the_ranks_that_scipy_gives_them():
    x, n = np.array([0, 0, 5, 10, 20, 40, 7]), np.array([10, 50, 10, 20, 40, 50, 70])
    rng = np.random.default_rng(20190515)  # as ranks.py draws
    drawn = rankdata(-rng.beta(0.5 + x, 0.5 + n - x, size=(4000, len(x))), axis=1)
    made, itself = rank(x, n), -x / n
    assert np.array_equal(made.expected, drawn.mean(axis=0))
    low = np.quantile(drawn, 0.025, axis=0, method="lower")
    high = np.quantile(drawn, 0.975, axis=0, method="higher")
    assert np.array_equal(made.low, np.minimum(low, rankdata(itself, method="min")))
    assert np.array_equal(made.high, np.maximum(high, rankdata(itself, method="max")))


def test_few_requests_are_not_ranked():
    made = rank(GRANTED, TRIALS)
    assert np.isnan(made.low[TRIALS < SMALL]).all()
    assert made.high[TRIALS >= SMALL].max() == (TRIALS >= SMALL).sum()
    assert np.isnan(rank(np.array([1, 2]), np.array([2, 3])).expected).all()


def test_the_same_data_give_the_same_ranks():
    first, second = rank(GRANTED, TRIALS), rank(GRANTED, TRIALS)
    assert np.array_equal(first.low, second.low, equal_nan=True)


def test_shares_far_apart_have_narrow_ranks_and_the_same_share_all_of_them():
    apart = rank(np.array([950, 500, 50]), np.array([1000, 1000, 1000]))
    assert list(apart.low) == list(apart.high) == [1, 2, 3]
    alike = rank(np.full(8, 5), np.full(8, 10))
    assert (alike.low == 1).all()
    assert (alike.high == 8).all()
    x, n = np.full(8, 5.0), np.full(8, 10.0)
    by_chance = rank(x, n, fit(x, n, "proportion"))
    assert by_chance.expected == pytest.approx(4.5, abs=0.1)
    assert (by_chance.low == 1).all()
    assert (by_chance.high == 8).all()


@pytest.mark.slow
def test_rank_intervals_hold_the_true_rank_by_simulation():
    draw, held = np.random.default_rng(13), []
    for _ in range(100):
        n = draw.integers(10, 300, size=40)
        p = draw.beta(6, 4, size=40)
        x = draw.binomial(n, p)
        made = rank(x, n, fit(x.astype(float), n.astype(float), "proportion"), draws=1000)
        truth = (-p).argsort().argsort() + 1
        held.append(((made.low <= truth) & (truth <= made.high)).mean())
    assert 0.94 <= np.mean(held) <= 0.985  # whole ranks, outward
