"""Peers as one population: against plain numerical integration, and by simulation."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit, log_expit, logsumexp, ndtr
from scipy.stats import beta, binom, norm, poisson

from analysis.assessing.statistics import population
from analysis.assessing.statistics.funnel import LEVELS, adjusted, funnel
from analysis.assessing.statistics.likelihood import ANYWHERE, Model
from analysis.assessing.statistics.nodes import SCALE
from analysis.assessing.statistics.population import NEGLIGIBLE, Population, fit
from analysis.assessing.statistics.shapes import APART, MARGIN, SHAPES, masses
from analysis.assessing.statistics.tails import quantiles
from benchmarks.narrating.reckoning import Group
from tests.support.examples import examples, in_proportion

CLOSE = 1e-8
# Requests concluded and granted of twelve bureaus, made up: some alike, one far off, one with a
# single request.
TRIALS = np.array([25, 40, 12, 88, 301, 7, 55, 19, 140, 64, 1, 33], dtype=float)
GRANTED = np.array([24, 22, 9, 30, 180, 1, 41, 3, 96, 12, 1, 20], dtype=float)


def of_one(value, kind="proportion"):
    """Agencies that all have one share, or rate."""
    return Population(kind, np.array([value]), np.ones((1, 1)), np.ones(1))


# How likely figures are


@pytest.mark.parametrize("kind", ["proportion", "rate"])
@pytest.mark.parametrize(("x", "n"), [(0, 40), (3, 40), (40, 40), (1, 1), (700, 3000)])
@pytest.mark.parametrize(("mu", "tau"), [(-3.0, 0.05), (-2.0, 0.8), (0.5, 2.5), (-6.0, 4.0)])
def test_the_likelihood_of_a_figure_is_its_integral_over_all_shares(kind, x, n, mu, tau):
    def height(theta):  # the log of the likelihood times the normal density
        normal = -(((theta - mu) / tau) ** 2) / 2 - math.log(tau * math.sqrt(2 * math.pi))
        if kind == "proportion":
            return normal - x * np.logaddexp(0, -theta) - (n - x) * np.logaddexp(0, theta)
        return normal + x * theta - n * np.exp(theta)

    own = math.log((x + 0.5) / n)  # where the figure itself is, on either scale near enough
    first, last = min(mu - 12 * tau, own - 2), max(mu + 12 * tau, own + 4)
    grid = np.linspace(first, last, 4001)
    logs = height(grid)
    top = grid[logs.argmax()]
    width = 0.01
    shift = logs.max()
    whole = quad(
        lambda t: math.exp(height(t) - shift),
        first,
        last,
        points=sorted({top - 10 * width, top - width, top, top + width, top + 10 * width, mu}),
        limit=800,
    )[0]
    model = Model(kind, np.array([x], float), np.array([n], float), np.ones(1))
    found = model.marginals(np.array([mu]), np.array([tau]))[0, 0]
    assert found == pytest.approx(math.log(whole) + shift, abs=0.015)


def densities(theta, mu, tau, shape):
    """Of logits, shape (spreads, middles, thetas): normal, or with a power of a part normal."""
    mu, tau = mu[:, None], np.maximum(tau, 0.05)[:, None, None]
    if shape is None:
        dense = norm.pdf(theta, mu, tau)
    else:
        side, power = shape
        own, rest, middle = expit(side * theta), expit(-side * theta), expit(side * mu)
        value, place = (2 * np.sqrt(v) if power else np.log(v) for v in (own, middle))
        dense = norm.pdf(value, place, tau * middle**power * (1 - middle)) * own**power * rest
    return dense / dense.sum(axis=2, keepdims=True)


def by_brute_force(x, n, left_out):
    """The two-sided p-value of one share against the others, on one dense grid of everything."""
    theta = np.linspace(-12, 9, 421)
    mus, taus = np.linspace(-6, 5, 67), np.concatenate([[0.05], np.linspace(0.15, 6, 40)])
    log_p, log_q = -np.logaddexp(0, -theta), -np.logaddexp(0, theta)
    prior = mus / 2 - np.logaddexp(0, mus)
    prior = prior + (np.log(np.gradient(taus)) - (taus / SCALE) ** 2 / 2)[:, None]
    anywhere = norm.pdf(theta, 0, ANYWHERE) * (theta[1] - theta[0])
    likely, tails = [], []
    for shape in SHAPES["proportion"]:
        dense = densities(theta, mus, taus, shape)
        total = np.array([prior + math.log(belief) for belief in APART.values()])
        for k, m in zip(np.delete(x, left_out), np.delete(n, left_out), strict=True):
            chance = np.exp(k * log_p + (m - k) * log_q)
            like, unlike = dense @ chance + 1e-300, anywhere @ chance
            total += np.log([(1 - part) * like + part * unlike for part in APART])
        weight = np.exp(total - total.max())
        likely.append(total.max() + math.log(weight.sum()))
        share = np.einsum("tm,tmg->g", weight.sum(axis=0) / weight.sum(), dense)
        k, m = x[left_out], n[left_out]
        low, high = share @ binom.cdf(k, m, expit(theta)), share @ binom.sf(k - 1, m, expit(theta))
        tails.append((low, high))
    counts = np.exp(np.minimum(np.array(likely) - max(likely) + MARGIN, 0))
    counts[0] = 1
    low, high = (counts[:, None] * tails).max(axis=0)
    return min(1.0, 2 * min(low, high))


@pytest.mark.parametrize("left_out", range(0, 12, 3))
def test_p_values_are_those_of_plain_integration(left_out):
    expected = by_brute_force(GRANTED, TRIALS, left_out)
    assert fit(GRANTED, TRIALS, "proportion").p[left_out] == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize("left_out", [0, 3, 17])
def test_p_values_beside_some_like_none_of_the_others_are_those_of_plain_integration(left_out):
    """Three of twenty-one far off: with the other two among its peers each still stands out."""
    x = np.array([1, 2, 0] + [30, 26, 33, 28, 31, 29] * 3, dtype=float)
    n = np.full(21, 50.0)
    expected = by_brute_force(x, n, left_out)
    assert fit(x, n, "proportion").p[left_out] == pytest.approx(expected, rel=0.06)
    assert (expected < 0.001) == (left_out < 3)


def test_a_very_wide_spread_is_not_cut_off():
    """Of so many cases that the underlying shares are known: one in a billion, and all but one."""
    x = np.array([31e6, 30_000, 90e6, 2.1e6, 50e6])
    n = np.array([37e6, 30e12, 170e6, 3.9e6, 50e6 + 300])
    mu, tau = np.meshgrid(np.linspace(-40, 30, 281), np.geomspace(0.3, 30, 120), indexing="ij")
    others, own = np.log(x[:4] / (n[:4] - x[:4])), math.log(x[4] / 300)
    log = norm.logpdf(others[:, None, None], mu, tau).sum(axis=0) + np.log(tau)
    log += mu / 2 - np.logaddexp(0, mu) - (tau / SCALE) ** 2 / 2
    weight = np.exp(log - log.max())
    expected = 2 * (weight * norm.sf((own - mu) / tau)).sum() / weight.sum()
    assert fit(x, n, "proportion").p[4] >= 0.95 * expected


def everywhere(model):
    """Nodes of middles and spreads everywhere, alike close."""
    ends = model.y.min() - 25, model.y.max() + 25
    mu, tau = np.meshgrid(np.linspace(*ends, 220), np.geomspace(0.05, 22, 36), indexing="ij")
    above = mu - (model.y.max() if model.kind == "rate" else 0)
    prior = above / 2 - np.logaddexp(0, above) - (tau / SCALE) ** 2 / 2 + np.log(tau)
    return mu.ravel(), tau.ravel(), prior.ravel()


@pytest.mark.parametrize(
    ("kind", "x", "n"),
    [  # three grant all of so many that their odds are beyond telling
        (
            "proportion",
            [13.774e12, 13.194e9, 12e9, 9e8, 1.5e8],
            [18.814e12, 19.23e9, 12e9, 9e8, 1.5e8],
        ),
        pytest.param(
            *("proportion", [6e5, 1.5e6, 13.67e12, 4e7, 11.1e9]),
            [6e5, 1.5e6, 18.632e12, 4e7, 16.4e9],
            marks=pytest.mark.slow,
        ),
        # rates that differ a millionfold
        (
            "rate",
            [8e4, 3.6e9, 3.1e5, 5.4e5, 9e9, 0],
            [1.61e4, 1.3e7, 900, 2.255e6, 2.15e11, 2.36e5],
        ),
    ],
)
def test_middles_are_looked_for_wherever_they_may_be(monkeypatch, kind, x, n):
    """Some may be like none, so that the others have a second middle far from the first."""
    found = fit(np.array(x), np.array(n), kind)
    monkeypatch.setattr(population, "find_nodes", everywhere)
    expected = fit(np.array(x), np.array(n), kind)
    assert found.p == pytest.approx(expected.p, rel=0.15)
    assert found.together.middle == pytest.approx(expected.together.middle, rel=0.15)


def test_the_limits_of_the_same_sizes_are_looked_for_once(monkeypatch):
    """The pages of all peers draw the same funnel; others may do what they like with theirs."""
    asked, sizes = [], np.array([30.0, 10.0, 30.0])
    of = population.limits
    monkeypatch.setattr(population, "limits", lambda *a: asked.append(a[-1]) or of(*a))
    group = fit(np.arange(6.0), np.full(6, 20.0), "proportion").together
    first = group.limits(sizes, 0.95)
    kept = np.array(first)
    first[0][:] = -1
    assert (np.array(group.limits(sizes, 0.95)) == kept).all()
    assert asked == [0.95]
    assert (np.array(group.limits(sizes, 0.998)) != kept).any()
    assert group.limits(sizes[:2], 0.95)[0].tolist() == kept[0, :2].tolist()


# One far from the others


@pytest.mark.parametrize("peers", [10, 30, 100])
def test_one_that_grants_all_among_many_that_grant_nothing_is_named(peers):
    x, n = np.zeros(peers), np.full(peers, 40.0)
    x[3] = 40
    placed = funnel(x, n)
    assert list(np.flatnonzero(placed.q <= 0.01)) == [3]
    turned = funnel(n - x, n)
    assert list(np.flatnonzero(turned.q <= 0.01)) == [3]


@examples(25)
@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda c: sum(c) >= 5),
        min_size=5,
        max_size=12,
    ),
    st.integers(5, 80),
)
@example([(0, 40)] * 9, 40)
def test_the_farther_out_a_count_the_smaller_its_p_value(others, size):
    x = np.array([0, *(a for a, _ in others)], dtype=float)
    n = np.array([size, *(a + b for a, b in others)], dtype=float)
    found = []
    for count in np.unique(np.linspace(0, size, in_proportion(12, least=6)).round()):
        x[0] = count
        fitted = fit(x, n, "proportion")
        found.append((count > size * fitted.middles[0], fitted.p[0]))
    below, above = [p for high, p in found if not high], [p for high, p in found if high]
    assert all(b >= a * 0.97 for a, b in pairwise(below))
    assert all(b <= a * 1.03 for a, b in pairwise(above))


def test_three_among_sixty_do_not_hide_each_other():
    x = np.array([3, 2, 4, 3, 2, 3, 4, 2, 3, 3] * 6, dtype=float)
    x[[5, 17, 40]] = 30, 33, 28
    placed = funnel(x, np.full(60, 60.0))
    assert list(np.flatnonzero(placed.q <= 0.05)) == [5, 17, 40]
    assert placed.target == pytest.approx(0.048, abs=0.002)  # of the others alone


def skewed(most, peers=300):
    """Counts of 200 each; logarithms of shares are normal, but for the highest, which is given."""
    share = 0.05 * np.exp(0.8 * norm.ppf((np.arange(peers) + 0.5) / peers))
    share[-1] = most
    return np.round(200 * share), np.full(peers, 200.0)


def test_the_highest_of_skewed_shares_is_no_outlier():
    """One of 300 normal logarithms is now and then 3.2 standard deviations above their middle."""
    x, n = skewed(0.05 * math.exp(0.8 * 3.2))
    for placed in (funnel(x, n), funnel(n - x, n)):
        assert placed.q.min() > 0.05
        low, high = placed.own_limits(0.998)
        assert low[-1] <= placed.middles[-1] <= high[-1]


def test_one_far_from_shares_that_are_not_skewed_is_named():
    n = np.full(300, 200.0)
    x = np.round(n * beta.ppf((np.arange(300) + 0.5) / 300, 12, 8))
    x[150] = 4
    assert list(np.flatnonzero(funnel(x, n).q <= 0.05)) == [150]
    assert list(np.flatnonzero(funnel(n - x, n).q <= 0.05)) == [150]


def test_granted_and_not_granted_have_the_same_p_values():
    assert fit(GRANTED, TRIALS, "proportion").p == pytest.approx(
        fit(TRIALS - GRANTED, TRIALS, "proportion").p, rel=0.01
    )


WIDE = np.array([0.075, 0.07, 0.011, 0.31, 0.855, 0.59, 0.01])  # shares that differ widely
SIZED = np.array([1055, 71, 537, 471, 10878, 310, 689])


@pytest.mark.parametrize("times", [1, 100, 10**6, 10**9])
def test_the_range_of_widely_differing_peers_is_wide_however_large_they_are(times):
    n = SIZED * times
    ranges = []
    for share in (WIDE, 1 - WIDE):
        together = fit(np.round(share * n), n.astype(float), "proportion").together
        low, high = together.range()
        assert low < share.min() < together.middle < share.max() < high
        ranges.append((low, high))
    (low, high), other = ranges
    assert [low, high] == pytest.approx([1 - other[1], 1 - other[0]], abs=0.002)


@pytest.mark.parametrize("shape", [s for s in SHAPES["proportion"] if s])
def test_the_masses_of_tiny_shares_are_those_of_small_ones(shape):
    """What is normal depends on shares beside their middle alone, where all are next to nothing."""
    steps, spread = np.linspace(-3, 3, 41), np.array([0.5])
    side = shape[0]
    first, *others = (
        masses("proportion", side * at + steps, np.array([side * at]), spread, shape)[0]
        for at in (-25.0, -80.0, -200.0)
    )
    for other in others:
        assert other == pytest.approx(first, abs=1e-9)


def test_masses_of_both_tails_are_told_from_nothing():
    """Next to one, as next to nothing, the bins of a spread hold no less than there is."""
    edges, middle, spread = np.linspace(-30, 30, 61), np.array([0.0]), np.array([1.0])
    for shape in SHAPES["proportion"]:
        other = shape and (-shape[0], shape[1])
        own = masses("proportion", edges, middle, spread, shape)[0]
        turned = masses("proportion", edges, middle, spread, other)[0]
        assert own == pytest.approx(turned[::-1], rel=1e-6)
    assert masses("proportion", edges, middle, spread, None)[0, 50] == pytest.approx(
        ndtr(-20) - ndtr(-21), rel=1e-9
    )


def test_limits_of_rates_that_differ_a_millionfold_are_found_at_once():
    x, n = np.array([1.0, 0, 2, 1, 0, 5]), np.array([5.0, 40, 90, 30, 25, 60])
    x[0] = 900
    fitted = fit(x, n, "rate")
    _, high = fitted.together.limits(np.array([3000.0]), 0.998)
    edges, weight = fitted.together.edges, fitted.together.shapes[0]
    within = (np.arange(4000)[:, None] + 0.5) / 4000
    rates = np.exp(edges[:-1] + within * np.diff(edges))  # as many in each bin: it is wide

    def tail(count):
        return poisson.sf(math.ceil(count) - 1, 3000 * rates).mean(axis=0) @ weight

    assert tail(1.001 * high[0] * 3000) < 0.001 < tail(0.999 * high[0] * 3000)
    assert np.isfinite(fit(x, np.where(x > 800, 1e-9, n), "rate").limits(0.998)).all()


@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_an_own_limit_is_crossed_exactly_where_the_p_value_is_small(kind):
    draw = np.random.default_rng(4)
    n = draw.integers(5, 400, 40).astype(float)
    x = draw.binomial(n.astype(int), draw.beta(2, 18, 40)).astype(float)
    placed = funnel(x, n, kind)
    for level in LEVELS:
        low, high = placed.own_limits(level)
        assert ((low <= placed.middles) & (placed.middles <= high)).all()
        near = np.abs(placed.p - (1 - level)) < 1e-6
        outside = (x / n < low - 1e-12) | (x / n > high + 1e-12)
        assert (outside == (placed.p < 1 - level))[~near].all()


def test_a_doubling_that_no_test_sees_is_told_by_how_likely_it_is():
    x = np.array([14, 3, 5, 8, 12, 6, 4, 9, 7, 5, 3, 10], dtype=float)
    placed = funnel(x, np.array([60] + [120] * 11))
    assert placed.q[0] > 0.05
    likely = placed.fitted.exceeds()
    assert likely[0] > 0.9
    assert likely[x <= 6].max() < 0.1


def test_the_probability_of_exceeding_is_that_of_the_stated_model():
    """The same by sums over a dense grid of middles, spreads and shares."""
    x = np.array([9, 4, 1, 30, 0, 7, 3], dtype=float)
    n = np.array([40, 60, 12, 300, 25, 55, 9], dtype=float)
    theta = np.linspace(-14, 10, 1601)
    mu, tau = np.meshgrid(np.linspace(-6, 2, 81), np.geomspace(0.02, 6, 60), indexing="ij")
    density = norm.pdf(theta, mu.ravel()[:, None], tau.ravel()[:, None])
    density /= density.sum(axis=1, keepdims=True)
    likely = binom.pmf(x[:, None], n[:, None], expit(theta))
    own = np.log(likely @ density.T)
    prior = mu / 2 - np.logaddexp(0, mu) - (tau / 2) ** 2 / 2 + np.log(tau)  # tau is on a log grid
    found = fit(x, n, "proportion").exceeds()
    for i in range(len(x)):
        weight = own.sum(axis=0) - own[i] + prior.ravel()
        posterior = np.exp(weight - weight.max())[:, None] * density * likely[i]
        over = expit(theta) > 1.5 * expit(mu.ravel())[:, None]
        assert found[i] == pytest.approx((posterior * over).sum() / posterior.sum(), abs=0.02)


def test_more_cases_of_as_many_make_exceeding_more_likely():
    likely = []
    for x in range(0, 41, 5):
        counts = np.array([x, *[3, 5, 4, 6, 2, 4, 5, 3, 4]], dtype=float)
        likely.append(fit(counts, np.full(10, 40.0), "proportion").exceeds()[0])
    assert (np.diff(likely[:6]) > 0).all()
    assert likely[0] < 0.05
    assert min(likely[5:]) > 0.99  # an agency that far off makes the middle a little less certain


@pytest.mark.slow
def test_what_is_said_to_exceed_mostly_does():
    draw, said, true = np.random.default_rng(23), [], []
    for _ in range(150):
        share = expit(draw.normal(-2.2, 0.6, 30))
        n = draw.integers(20, 300, 30).astype(float)
        fitted = fit(draw.binomial(n.astype(int), share).astype(float), n, "proportion")
        said.append(fitted.exceeds())
        true.append(share > 1.5 * expit(-2.2))
    chance, over = np.concatenate(said), np.concatenate(true)
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.7), (0.7, 0.9), (0.9, 1.01)):
        some = (chance >= low) & (chance < high)
        assert some.sum() > 100
        assert over[some].mean() == pytest.approx(chance[some].mean(), abs=0.05)


# Whether they differ


@pytest.mark.slow
def test_that_peers_differ_is_said_only_where_it_is_established():
    draw = np.random.default_rng(8)
    n = draw.integers(20, 200, size=(150, 12)).astype(float)
    alike = [fit(draw.binomial(m.astype(int), 0.2).astype(float), m, "proportion") for m in n]
    assert np.mean([f.verdict == "differ" for f in alike]) <= 0.09  # 5 %, of 150
    apart = [
        fit(draw.binomial(m.astype(int), draw.beta(3, 9, 12)).astype(float), m, "proportion")
        for m in n
    ]
    assert np.mean([f.verdict == "differ" for f in apart]) >= 0.9
    assert not any(f.verdict == "alike" for f in apart)


def test_many_requests_that_agree_are_alike_and_few_are_unclear():
    shares = np.array([0.5, 0.501, 0.499, 0.5, 0.502, 0.498])
    large = fit(shares * 100_000, np.full(6, 100_000.0), "proportion")
    assert large.verdict == "alike"
    assert large.widest < NEGLIGIBLE
    assert fit(np.full(6, 3.0), np.full(6, 6.0), "proportion").verdict == "unclear"


def test_a_group_that_never_refuses_has_no_outlier():
    placed = funnel(np.zeros(6), np.full(6, 30))
    assert placed.target < 0.01
    assert (placed.p > 0.5).all()
    assert placed.verdict != "differ"


def test_quantiles_of_weighed_values():
    value, weight = np.linspace(0, 1, 101), np.full((1, 101), 1 / 101)
    assert quantiles(value, weight, 0.25)[0] == pytest.approx(0.25, abs=0.01)
    low, high = of_one(0.3).range()
    assert (low, high) == (0.3, 0.3)


# Limits of a population that is known


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
    found = of_one(target, kind).limits(np.array([n]), level)
    assert found[0][0] == pytest.approx(max(low, 0), abs=CLOSE)
    assert found[1][0] == pytest.approx(min(high, 1) if kind == "proportion" else high, abs=CLOSE)


@given(st.floats(0.02, 0.98), st.integers(1, 200), st.sampled_from(LEVELS))
def test_granted_and_not_granted_have_one_funnel(target, n, level):
    low, high = of_one(target).limits(np.array([n]), level)
    mirrored = of_one(1 - target).limits(np.array([n]), level)
    assert (low[0], high[0]) == pytest.approx((1 - mirrored[1][0], 1 - mirrored[0][0]), abs=CLOSE)


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
@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_funnel_limits_hold_their_level_by_simulation(kind):
    draw, n = np.random.default_rng(5), np.array([15, 40, 120, 400])
    for level in LEVELS:
        x = (
            draw.binomial(n, 0.3, size=(40000, 4))
            if kind == "proportion"
            else draw.poisson(n * 0.3, size=(40000, 4))
        )
        low, high = of_one(0.3, kind).limits(n, level)
        outside = ((x / n < low - 1e-12) | (x / n > high + 1e-12)).mean(axis=0)
        assert (outside <= (1 - level) + 4 * math.sqrt(level * (1 - level) / 40000)).all()
        assert outside[-1] >= 0.7 * (
            1 - level
        )  # counts are coarse: exact limits name somewhat too few


# By nested Gauss–Legendre sums over spreads of 0.002 to 40, middles and every agency's own share,
# without bins; of the shapes the most lenient. Peers are far apart, and larger than any real one.
FAR_APART = {
    "some": ([882e9, 772e6, 0, 200e6, 0], [21843e9, 21383e6, 12e9, 1.1e9, 150e6]),
    "six": ([0, 0, 14e9, 5.1e9, 0, 0], [62e9, 72e6, 14e9, 7.7e9, 690e6, 3.5e9]),
    "seven": ([0, 0, 0, 0, 0, 2.8e9, 25e4], [39e6, 27e4, 38e7, 29e5, 62e7, 44e8, 25e4]),
    "five": ([0, 0, 0, 0, 9e9], [9e5, 3.2e9, 31e4, 54e4, 9e9]),
    "suits": ([0, 0, 0, 33e4, 0, 33e6, 0], [32e6, 9e9, 3e6, 86e4, 67e4, 52e6, 38e7]),
    "persons": (
        [82e6, 65_790e3, 0, 66e6, 0, 715.6e6, 0],
        [158e6, 220_060e3, 150e6, 185e6, 10e6, 1943.9e6, 900e6],
    ),
}


@pytest.mark.parametrize(("agency", "p"), [(2, 0.0027), (4, 0.0295)])
def test_p_values_of_peers_far_apart_are_those_of_a_sum_over_everything(agency, p):
    x, n = np.array(FAR_APART["some"])
    assert fit(x, n, "proportion").p[agency] == pytest.approx(p, rel=0.1)


# By a sum over middles, spreads and shares with code of neither: agencies of billions that grant none or all.
NONE_OR_ALL = [
    (
        ([0, 0, 0, 8e7, 26e7, 0], [35e7, 2e6, 3e8, 8e7, 26e7, 51e8]),
        [0.0673, 0.1985, 0.0698, 0.0142, 0.0094, 0.0341],
    ),
    (
        ([27e8, 21e6, 0, 0, 0, 0], [27e8, 43e6, 37e9, 26e9, 2e9, 53e9]),
        [0.0000, 0.4406, 0.0472, 0.0516, 0.0955, 0.0429],
    ),
]


@pytest.mark.parametrize(("figures", "p"), NONE_OR_ALL)
def test_the_package_and_the_judge_of_narratives_come_to_a_third_sum_of_none_and_all(figures, p):
    x, n = np.array(figures)
    judge = Group(x.astype(int).tolist(), n.astype(int).tolist(), rate=False)
    assert fit(x, n, "proportion").p == pytest.approx(p, rel=0.02, abs=1e-4)
    assert judge.p_values() == pytest.approx(p, rel=0.02, abs=1e-4)


@pytest.mark.parametrize(
    ("group", "agency", "high"),
    [("six", 2, 0.00486), ("seven", 6, 0.0162), ("five", 4, 0.0346), ("suits", 3, 0.0209)],
)
def test_limits_of_peers_far_apart_are_those_of_a_sum_over_everything(group, agency, high):
    x, n = np.array(FAR_APART[group])
    assert fit(x, n, "proportion").limits(0.998)[1][agency] == pytest.approx(high, rel=0.1)


def test_limits_of_spreads_that_may_be_wider_than_the_likeliest_are_not_cut_short():
    x, n = np.array(FAR_APART["persons"])
    low, _ = fit(n - x, n, "proportion").limits(0.95)
    assert low[5] == pytest.approx(0.00163, rel=0.05)


@pytest.mark.parametrize(
    "group",
    [g if g == "five" else pytest.param(g, marks=pytest.mark.slow) for g in FAR_APART],
)
def test_limits_lie_within_bins_and_not_only_between_them(monkeypatch, group):
    """A count of thousands of millions tells shares apart that are in one bin."""
    x, n = np.array(FAR_APART[group])
    ends = np.array(population.fit(x, n, "proportion").limits(0.998))
    monkeypatch.setattr(population, "_BINS", 640)
    finer = np.array(population.fit(x, n, "proportion").limits(0.998))
    assert ends == pytest.approx(finer, rel=0.03, abs=1e-4)


@pytest.mark.parametrize(
    ("x", "n", "mu", "tau"), [(0, 60, -3, 8), (0, 62e9, -22, 8), (14e9, 14e9, 0, 1), (5, 5, 2, 9)]
)
def test_the_likelihood_of_none_and_of_all_is_that_of_a_fine_sum(x, n, mu, tau):
    theta = np.linspace(mu - 12 * tau, mu + 40 * tau, 400_001)
    log = x * log_expit(theta) + (n - x) * log_expit(-theta) - ((theta - mu) / tau) ** 2 / 2
    whole = logsumexp(log) + math.log((theta[1] - theta[0]) / (tau * math.sqrt(2 * math.pi)))
    model = Model("proportion", np.array([x], float), np.array([n], float), np.ones(1))
    found = model.marginals(np.array([mu], float), np.array([tau], float))[0, 0]
    assert found == pytest.approx(whole, abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize(("peers", "spread"), [(8, 0.7), (5, 2.0), (5, 0.3)])
def test_shrunk_intervals_and_the_range_hold_their_level(peers, spread):
    draw, held, inside = np.random.default_rng(11), [], []
    for _ in range(200):
        n = draw.integers(5, 200, size=peers).astype(float)
        share = expit(draw.normal(-1.5, spread, size=peers))
        fitted = fit(draw.binomial(n.astype(int), share).astype(float), n, "proportion")
        _, low, high = fitted.shrunk()
        held.append(((low <= share) & (share <= high)).mean())
        least, most = fitted.together.range()
        fresh = expit(draw.normal(-1.5, spread, size=200))
        inside.append(((least <= fresh) & (fresh <= most)).mean())
    assert 0.93 <= np.mean(held) <= 0.975
    assert 0.935 <= np.mean(inside) <= 0.98


def test_the_range_of_shares_from_a_millionth_to_all_is_that_of_a_far_finer_grid(monkeypatch):
    x = np.array([0, 6_599_999, 2e9, 3e3, 36e9])
    n = np.array([2e7, 1.25e7, 2e9, 1e10, 66e9])
    low, high = population.fit(x, n, "proportion").together.range()
    monkeypatch.setattr(population, "_BINS", 640)
    least, greatest = population.fit(x, n, "proportion").together.range()
    assert low == pytest.approx(least, rel=0.02)
    assert 1 - high == pytest.approx(1 - greatest, rel=0.02)
