"""Intervals, shrinkage, funnels and ranks against the definitions written another way, and by simulation."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from analysis.assessing.statistics.differing import null_of
from analysis.assessing.statistics.shrinkage import PEERS, Prior, estimate_prior, shrink
from analysis.assessing.statistics.tails import betabinomial, gammapoisson
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq, fsolve
from scipy.special import xlog1py, xlogy
from scipy.stats import beta, betabinom, binom, binomtest, nbinom, poisson

from analysis import open_dataset
from analysis.assessing.statistics.funnel import LEVELS, adjusted, funnel, limits, winsorised_phi
from analysis.assessing.statistics.intervals import SMALL, garwood, jeffreys, newcombe, wilson
from analysis.assessing.statistics.ranks import rank

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


@pytest.mark.parametrize(("x", "n"), [(1, 2), (3, 25), (24, 25), (142, 3486), (1, 98)])
def test_jeffreys_leaves_the_same_density_at_either_end(x, n):
    def below(p):
        log = math.lgamma(n + 1) - math.lgamma(x + 0.5) - math.lgamma(n - x + 0.5)
        return quad(
            lambda t: math.exp(log + xlogy(x - 0.5, t) + xlog1py(n - x - 0.5, -t)),
            0,
            p,
            epsabs=1e-12,
            limit=400,
        )[0]

    low, high = jeffreys(x, n)
    assert below(low) == pytest.approx(0.025, abs=CLOSE)
    assert below(high) == pytest.approx(0.975, abs=CLOSE)


def test_jeffreys_keeps_the_ends():
    assert jeffreys(0, 10)[0] == 0
    assert jeffreys(10, 10)[1] == 1


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
    for method in (wilson, jeffreys, garwood):
        low, high = method(GRANTED, TRIALS)
        single = [method(int(x), int(n)) for x, n in zip(GRANTED, TRIALS, strict=True)]
        assert list(zip(low, high, strict=True)) == single


def test_nothing_to_divide_by_gives_no_interval():
    for method in (wilson, jeffreys, garwood):
        assert all(math.isnan(end) for end in method(0, 0))
    assert all(math.isnan(end) for end in newcombe((0, 0), (3, 10)))


@pytest.mark.parametrize("method", [wilson, jeffreys])
@pytest.mark.parametrize("pair", [(-1, 5), (6, 5), (math.nan, 5)])
def test_no_part_of_a_whole_is_refused(method, pair):
    with pytest.raises(ValueError, match="within 0"):
        method(*pair)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        garwood(-1, 5)


@given(pairs, pairs)
@settings(max_examples=50)
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


def covered(method, n, p):
    """How often the interval holds the truth, over all that can come out: no simulation needed."""
    x = np.arange(n + 1)
    low, high = method(x, np.full(n + 1, n))
    return float(binom.pmf(x, n, p)[(low <= p) & (p <= high)].sum())


@pytest.mark.parametrize("method", [wilson, jeffreys])
def test_intervals_hold_their_level_at_the_shares_of_real_reports(method):
    held = np.array([covered(method, n, x / n) for x, n in of_real_reports("proportion")])
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


# Shrinkage


def skellam_score(p, x, n):
    """Slope of the beta-binomial likelihood in mean and spread, as sums over single requests rather than digammas."""
    mean, spread = p
    up = sum(sum(1 / (mean + r * spread) for r in range(k)) for k in x)
    down = sum(sum(1 / (1 - mean + r * spread) for r in range(k)) for k in n - x)
    wide = sum(sum(r / (mean + r * spread) for r in range(k)) for k in x)
    wide += sum(sum(r / (1 - mean + r * spread) for r in range(k)) for k in n - x)
    wide -= sum(sum(r / (1 + r * spread) for r in range(k)) for k in n)
    return [up - down, wide]


def test_the_prior_is_where_the_likelihood_written_another_way_is_flat():
    prior = estimate_prior(GRANTED, TRIALS)
    mean, spread = fsolve(skellam_score, [0.5, 0.3], args=(GRANTED, TRIALS), xtol=1e-14)
    assert prior.peers == 12
    assert prior.mean == pytest.approx(mean, abs=CLOSE)
    assert prior.size == pytest.approx(1 / spread, abs=CLOSE)


def test_a_shrunk_share_is_the_mean_of_its_posterior():
    prior = estimate_prior(GRANTED, TRIALS)
    means, lows, highs = shrink(GRANTED, TRIALS, prior)
    for x, n, mean, low, high in zip(GRANTED, TRIALS, means, lows, highs, strict=True):
        peak = (x + prior.a) / (n + prior.a + prior.b)

        def density(t, x=x, n=n, peak=peak):
            a, b = x + prior.a - 1, n - x + prior.b - 1
            return math.exp(xlogy(a, t / peak) + xlogy(b, (1 - t) / (1 - peak)))

        near = {"points": [peak], "epsabs": 1e-14, "epsrel": 1e-13, "limit": 400}
        whole = quad(density, 0, 1, **near)[0]
        assert mean == pytest.approx(
            quad(lambda t: t * density(t), 0, 1, **near)[0] / whole, abs=CLOSE
        )
        for end, tail in ((low, 0.025), (high, 0.975)):
            assert quad(density, 0, end, epsabs=1e-14, epsrel=1e-13, limit=400)[
                0
            ] / whole == pytest.approx(tail, abs=CLOSE)


def test_the_fewer_the_requests_the_nearer_to_the_peers():
    prior = Prior(0.6, 10, 12)
    means, _, _ = shrink(np.array([0, 0, 0]), np.array([1, 10, 1000]), prior)
    assert list(means) == pytest.approx([6 / 11, 0.3, 6 / 1010])


def test_peers_that_differ_by_chance_alone_have_one_share():
    prior = estimate_prior(np.array([10, 20, 30, 5, 15, 40]), np.array([20, 40, 60, 10, 30, 80]))
    assert prior.mean == 0.5
    assert math.isinf(prior.size)
    means, lows, _ = shrink(np.array([0, 3]), np.array([4, 4]), prior)
    assert list(means) == [0.5, 0.5]
    assert np.isnan(lows).all()


@pytest.mark.parametrize(
    ("x", "n", "says"),
    [
        ([1, 2, 0], [4, 4, 0], f"at least {PEERS}"),
        ([0] * 6, [9] * 6, "no spread"),
        ([9] * 6, [9] * 6, "no spread"),
    ],
)
def test_a_prior_is_not_made_of_nothing(x, n, says):
    with pytest.raises(ValueError, match=says):
        estimate_prior(np.array(x), np.array(n))


@pytest.mark.slow
def test_the_prior_comes_back_and_shrunk_intervals_hold_their_level():
    draw = np.random.default_rng(11)
    held, sizes = [], []
    for _ in range(40):
        n = draw.integers(1, 200, size=120)
        p = draw.beta(6, 4, size=120)
        x = draw.binomial(n, p)
        prior = estimate_prior(x, n)
        sizes.append(prior.size)
        _, low, high = shrink(x, n, prior)
        held.append(((low <= p) & (p <= high)).mean())
    assert np.median(sizes) == pytest.approx(10, rel=0.1)
    assert 0.94 <= np.mean(held) <= 0.96


# Funnels


def left_by_winsorising():
    """Variance of a standard normal score of which a tenth at each end is set to the nearest kept."""
    normal, end = NormalDist(), NormalDist().inv_cdf(0.9)
    return quad(
        lambda v: min(v * v, end * end) * normal.pdf(v), -9, 9, points=[-end, end], epsabs=1e-13
    )[0]


def test_phi_sets_the_outermost_scores_to_the_next():
    z = [-9.0, -1.0, -0.5, 0.0, 0.2, 0.4, 0.8, 1.0, 1.5, 2.0, 30.0]
    kept = [
        -1.0,
        -1.0,
        -0.5,
        0.0,
        0.2,
        0.4,
        0.8,
        1.0,
        1.5,
        2.0,
        2.0,
    ]  # of eleven, a tenth is one at each end
    assert winsorised_phi(z) == pytest.approx(sum(v * v for v in kept) / 11 / left_by_winsorising())


def test_scores_and_p_values_of_a_funnel_by_hand():
    made = funnel(GRANTED, TRIALS)
    target = sum(GRANTED) / sum(TRIALS)
    z = [
        (x / n - target) / math.sqrt(target * (1 - target) / n)
        for x, n in zip(GRANTED, TRIALS, strict=True)
    ]
    low, high = sorted(z)[1] * 0.9 + sorted(z)[2] * 0.1, sorted(z)[-2] * 0.9 + sorted(z)[-3] * 0.1
    phi = sum(min(max(v, low), high) ** 2 for v in z) / len(z) / left_by_winsorising()
    assert made.target == pytest.approx(target, abs=CLOSE)
    assert list(made.z) == pytest.approx(z, abs=CLOSE)
    assert made.phi == pytest.approx(phi, abs=CLOSE)
    mean, size, weight = made.null.mean[:, None], made.null.size[:, None], made.null.weight
    assert weight.sum() == pytest.approx(1)
    variance = weight @ (mean * (1 - mean) / (size + 1))
    assert made.tau == pytest.approx(math.sqrt(variance[0]), abs=CLOSE)
    shapes = TRIALS, mean * size, (1 - mean) * size
    below, above = (
        weight @ betabinom.cdf(GRANTED, *shapes),
        weight @ betabinom.sf(GRANTED - 1, *shapes),
    )
    assert made.p == pytest.approx(np.minimum(1, 2 * np.minimum(below, above)), abs=CLOSE)


counts_of = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(counts_of, min_size=1, max_size=6), st.floats(0.001, 0.999), st.floats(-3, 9))
def test_beta_binomial_tails_are_those_of_scipy(counts, mean, log_size):
    x, n, size = (
        np.array([a for a, _ in counts]),
        np.array([b for _, b in counts]),
        math.exp(log_size),
    )
    low, high = betabinomial(x, n, mean, size)
    assert low == pytest.approx(betabinom.cdf(x, n, mean * size, (1 - mean) * size), abs=CLOSE)
    assert high == pytest.approx(betabinom.sf(x - 1, n, mean * size, (1 - mean) * size), abs=CLOSE)
    low, high = gammapoisson(x, n / 100, 30 * mean, size)
    assert low == pytest.approx(nbinom.cdf(x, size, size / (size + 0.3 * mean * n)), abs=CLOSE)
    assert high == pytest.approx(nbinom.sf(x - 1, size, size / (size + 0.3 * mean * n)), abs=CLOSE)


def test_a_beta_distribution_stands_in_where_sums_would_be_long():
    x, n = np.array([600, 2500, 4300]), np.array([5000, 5000, 5000])
    assert betabinomial(x, n, 0.4, 6.0)[0] == pytest.approx(betabinom.cdf(x, n, 2.4, 3.6), abs=5e-4)


def test_the_spread_is_the_likeliest_of_the_peers_and_the_weights_are_their_likelihoods():
    null, out = null_of(GRANTED.astype(float), TRIALS.astype(float), "proportion")
    assert not out.any()
    likeliest = estimate_prior(GRANTED, TRIALS)  # by a search, and of the mean too
    sizes = np.unique(null.size)
    assert sizes[0] < likeliest.size < sizes[-1]
    assert null.weight @ null.mean == pytest.approx(likeliest.mean, abs=0.05)
    of = {size: null.weight[null.size == size].sum() for size in sizes}
    mean = {size: null.mean[null.size == size][1] for size in sizes}  # the middle of the three
    fits = {
        s: betabinom.logpmf(GRANTED, TRIALS, mean[s] * s, (1 - mean[s]) * s).sum() - math.log(s) / 2
        for s in sizes
    }
    first = sizes[0]
    for size in sizes:
        assert math.log(of[size] / of[first]) == pytest.approx(fits[size] - fits[first], abs=1e-6)


def test_outliers_neither_hide_themselves_nor_each_other():
    x, n = (
        np.array([3, 2, 4, 3, 2, 3, 4, 2, 3, 3, 2, 4, 3, 2, 3, 3, 4, 2, 30, 33.0]),
        np.full(20, 60.0),
    )
    made = funnel(x, n)
    assert list(np.flatnonzero(made.apart)) == list(np.flatnonzero(made.q <= 0.01)) == [18, 19]
    assert made.null.mean[0] == pytest.approx(0.048, abs=0.002)


def chance(k, n, p, kind):
    """Probability of a count, from factorials."""
    if kind == "proportion":
        return math.comb(n, k) * p**k * (1 - p) ** (n - k) if k <= n else 0.0
    return math.exp(-n * p + k * math.log(n * p) - math.lgamma(k + 1))


@pytest.mark.parametrize("kind", ["proportion", "rate"])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("target", "n"), [(0.3, 12), (0.55, 40), (0.04, 98), (0.9, 7)])
def test_exact_limits_lie_between_counts(kind, level, target, n):
    tail, k, below = (1 - level) / 2, 0, chance(0, n, target, kind)
    while below < tail:
        k += 1
        below += chance(k, n, target, kind)
    low = (k - (below - tail) / chance(k, n, target, kind)) / n
    k, above = 400 if kind == "rate" else n, 0.0
    while above + chance(k, n, target, kind) < tail:
        above += chance(k, n, target, kind)
        k -= 1
    high = (k + (above + chance(k, n, target, kind) - tail) / chance(k, n, target, kind)) / n
    found = limits(target, np.array([n]), level, kind=kind)
    assert found[0][0] == pytest.approx(max(low, 0), abs=CLOSE)
    assert found[1][0] == pytest.approx(min(high, 1) if kind == "proportion" else high, abs=CLOSE)


@given(st.floats(0.02, 0.98), st.integers(1, 200), st.sampled_from(LEVELS))
def test_granted_and_not_granted_have_one_funnel(target, n, level):
    low, high = limits(target, np.array([n]), level)
    mirrored = limits(1 - target, np.array([n]), level)
    assert (low[0], high[0]) == pytest.approx((1 - mirrored[1][0], 1 - mirrored[0][0]), abs=CLOSE)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=12),
    st.sampled_from(LEVELS),
)
def test_outside_the_limits_is_what_has_a_small_p_value(counts, level):
    x, n = np.array([a for a, _ in counts]), np.array([a + b for a, b in counts])
    if not n.all() or not 0 < x.sum() < n.sum():
        return
    made = funnel(x, n)
    low, high = made.limits(n, level)
    for share, least, most, p in zip(x / n, low, high, made.p, strict=True):
        if abs(p - (1 - level)) > 1e-9:
            assert (share < least - 1e-12 or share > most + 1e-12) == (p < 1 - level)


@pytest.mark.parametrize(
    ("kind", "target", "tau"),
    [("proportion", 0.3, 0.05), ("proportion", 0.07, 0.05), ("rate", 2.0, 0.3)],
)
@pytest.mark.parametrize("level", LEVELS)
def test_widened_limits_lie_between_counts_of_the_beta_binomial(kind, target, tau, level):
    n, tail = np.array([100, 4, 37]), (1 - level) / 2
    if kind == "proportion":
        size = target * (1 - target) / tau**2 - 1
        spread = betabinom(n, target * size, (1 - target) * size)
    else:
        size = (target / tau) ** 2
        spread = nbinom(size, size / (size + target * n))
    least, most = spread.ppf(tail), spread.isf(tail)
    low, high = limits(target, n, level, tau, kind)
    below = (least - (spread.cdf(least) - tail) / spread.pmf(least)) / n
    above = (most + (spread.sf(most - 1) - tail) / spread.pmf(most)) / n
    assert low == pytest.approx(np.maximum(below, 0), abs=CLOSE)
    assert high == pytest.approx(above if kind == "rate" else np.minimum(above, 1), abs=CLOSE)


def test_shares_cannot_differ_by_more_than_all_or_nothing():
    with pytest.raises(ValueError, match="cannot have a standard deviation"):
        limits(0.3, np.array([10]), 0.95, tau=0.5)


def test_peers_that_differ_by_chance_have_exact_p_values():
    x, n = np.array([12, 15, 9, 20, 11, 0]), np.array([30, 30, 30, 42, 28, 0])
    made, target = funnel(x, n), 67 / 160
    assert made.tau == 0
    for k, m, p in list(zip(x, n, made.p, strict=True))[:-1]:
        below, above = (
            math.fsum(chance(i, int(m), target, "proportion") for i in r)
            for r in (range(k + 1), range(k, m + 1))
        )
        assert p == pytest.approx(min(1, 2 * min(below, above)), abs=CLOSE)
    assert math.isnan(made.p[-1])
    assert math.isnan(made.q[-1])


def test_a_group_that_never_refuses_has_no_outlier():
    made = funnel(np.zeros(6), np.full(6, 30))
    assert (made.target, made.tau) == (0, 0)
    assert (made.p == 1).all()


def test_a_funnel_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no agency has anything"):
        funnel(np.zeros(3), np.zeros(3))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_those_of_the_step_up_procedure(p):
    q = adjusted(np.array(p))
    for level in (0.01, 0.05, 0.2):
        ordered = sorted(p)
        passed = [k for k, v in enumerate(ordered, start=1) if v <= k / len(p) * level]
        cut = ordered[max(passed) - 1] if passed else -1
        near = any(abs(v - k / len(p) * level) < 1e-12 for k, v in enumerate(ordered, start=1))
        if not near:
            assert [v <= level for v in q] == [v <= cut for v in p]


@pytest.mark.slow
def test_planted_outliers_are_found_and_few_others():
    draw, wrong, named, found = np.random.default_rng(3), 0, 0, 0
    for _ in range(100):
        n = draw.integers(20, 300, size=100)
        p = np.full(100, 0.5)
        p[:10] = 0.85
        made = funnel(draw.binomial(n, p), n)
        hit = made.q <= 0.05
        found, wrong, named = found + hit[:10].sum(), wrong + hit[10:].sum(), named + hit.sum()
    assert found / 1000 > 0.7
    assert wrong / named <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_funnel_limits_hold_their_level_by_simulation(kind):
    draw, n = np.random.default_rng(5), np.array([15, 40, 120, 400])
    for level in LEVELS:
        x = (
            draw.binomial(n, 0.3, size=(40000, 4))
            if kind == "proportion"
            else draw.poisson(n * 0.3, size=(40000, 4))
        )
        low, high = limits(0.3, n, level, kind=kind)
        outside = ((x / n < low - 1e-12) | (x / n > high + 1e-12)).mean(axis=0)
        assert (outside <= (1 - level) + 4 * math.sqrt(level * (1 - level) / 40000)).all()
        assert outside[-1] >= 0.7 * (
            1 - level
        )  # counts are coarse: exact limits name somewhat too few


@pytest.mark.slow
def test_peers_that_differ_lie_outside_as_often_as_they_should():
    draw, outside = np.random.default_rng(23), {level: [] for level in LEVELS}
    for _ in range(150):
        n = draw.integers(5, 400, size=300)
        x = draw.binomial(n, draw.beta(12, 8, size=300))
        made = funnel(x, n)
        for level in LEVELS:
            low, high = made.limits(n, level)
            outside[level].append(((x / n < low) | (x / n > high)).mean())
    assert 0.04 <= np.mean(outside[0.95]) <= 0.06
    assert 0.001 <= np.mean(outside[0.998]) <= 0.004


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
    by_chance = rank(np.full(8, 5), np.full(8, 10), Prior(0.5, math.inf, 8))
    assert (by_chance.expected == 4.5).all()
    assert (by_chance.low == 1).all()


@pytest.mark.slow
def test_rank_intervals_hold_the_true_rank_by_simulation():
    draw, held = np.random.default_rng(13), []
    for _ in range(100):
        n = draw.integers(10, 300, size=40)
        p = draw.beta(6, 4, size=40)
        x = draw.binomial(n, p)
        made = rank(x, n, estimate_prior(x, n), draws=1000)
        truth = (-p).argsort().argsort() + 1
        held.append(((made.low <= truth) & (truth <= made.high)).mean())
    assert 0.94 <= np.mean(held) <= 0.985  # whole ranks, outward
