"""A group of peers by one indicator: what stands beside each figure, and who is not compared."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from analysis import InputError
from analysis.assessing.groups.peers import COLUMNS, adjust_page, compare_peers
from analysis.assessing.indicators.compute import compute
from analysis.assessing.indicators.definitions import definitions
from analysis.assessing.statistics.intervals import PEERS, SMALL, garwood, wilson
from analysis.form import get_form
from tests.support.examples import examples


def a_group(granted, concluded, reviews=None):
    """Indicators of made-up agencies, which refuse whatever they do not grant."""
    rows = []
    for k, (x, n) in enumerate(zip(granted, concluded, strict=True)):
        stated = {
            "requests/granted/total": x,
            "requests/refused.deliberative/total": n - x,
            "requests/concluded/total": n,
            "remedies/review/total": reviews[k] if reviews else 0,
        }
        rows += [
            (f"agency-{k}", *c.code.split("/"), float(stated.get(c.code, 0)), "stated", math.nan)
            for c in get_form("2021").cells
        ]
    cells = pd.DataFrame(
        rows, columns=["report", "table", "item", "column", "value", "status", "implied"]
    )
    return compute(cells)


def test_the_one_that_differs_is_named_and_the_small_one_is_not_ranked():
    group = a_group([30, 28, 33, 31, 29, 32, 2, 0, 4], [60, 60, 60, 60, 60, 60, 60, 0, 4])
    peers = compare_peers(group, "granted")
    table = peers.table.set_index("report")
    assert tuple(peers.table.columns) == COLUMNS
    assert peers.left_out == ("agency-7",)
    assert table.loc["agency-6", "outside"] == "99.8"
    assert 0.008 < table.loc["agency-6", "q"] < 0.015  # 0.0012, if log-odds were known to be normal
    assert table.loc["agency-6", "rank_low"] == 7
    assert not table.loc["agency-8", "comparable"]
    assert math.isnan(table.loc["agency-8", "rank"])
    assert (
        table["rank_high"].max() == 7
    )  # nine agencies, of which one has nothing and one too little
    assert 0.033 < table.loc["agency-6", "shrunk"] < table.loc["agency-6", "middle"]
    assert table.loc["agency-6", "middle"] == pytest.approx(0.51, abs=0.02)  # of the others
    assert math.isnan(table.loc["agency-8", "p"])  # four are not compared


def test_peers_that_are_alike_have_no_outlier_and_no_order():
    peers = compare_peers(a_group([30, 31, 29, 30, 30, 32], [60] * 6), "granted")
    assert (peers.table["outside"] == "").all()
    assert (peers.table["rank_low"] == 1).all()
    assert (peers.table["rank_high"] == 6).all()


def test_few_peers_are_not_shrunk_and_still_have_rank_intervals():
    peers = compare_peers(a_group([50, 10], [60, 60]), "granted")
    assert peers.funnel.fitted is None
    assert peers.table["shrunk"].isna().all()
    assert list(peers.table["rank_low"]) == [1, 2]


def test_a_rate_is_placed_in_its_funnel_and_not_ranked():
    reviews = [3, 2, 4, 3, 2, 3] * 2 + [30]
    peers = compare_peers(a_group([50] * 13, [100] * 13, reviews=reviews), "reviews_per_100")
    assert peers.funnel.target == pytest.approx(17 / 6, abs=0.2)  # of the others, per 100
    assert peers.table["middle"].iloc[-1] == pytest.approx(17 / 6, abs=0.2)
    assert peers.table["outside"].iloc[-1] == "99.8"
    assert peers.table["rank"].isna().all()


def test_the_shipped_reports_can_be_compared(dataset):
    table = compare_peers(dataset.indicators, "granted_any_of_decided").table
    assert len(table) == len(dataset.reports)
    assert ((table["low"] <= table["estimate"]) & (table["estimate"] <= table["high"])).all()
    assert ((table["rank_low"] <= table["rank"]) & (table["rank"] <= table["rank_high"])).all()


@pytest.mark.parametrize(
    ("indicator", "says"),
    [
        ("grants", "no indicator 'grants'"),
        ("received", "is a count"),
        ("fees", "is an amount"),
        ("checks_passed", "does not count independent trials"),
        ("suits_corrected", "nothing to compare"),
    ],
)
def test_what_cannot_be_compared_is_refused(indicator, says):
    with pytest.raises(InputError, match=says):
        compare_peers(a_group([5, 6], [10, 10]), indicator)


# Groups that are too small, or too much alike, or of which one is nearly all.


def test_one_alone_is_compared_with_nobody():
    peers = compare_peers(a_group([5, 0], [10, 0]), "granted")
    assert (len(peers.table), peers.left_out) == (1, ("agency-1",))
    assert (
        peers.table[["shrunk", "middle", "p", "q", "rank", "rank_low", "rank_high"]]
        .isna()
        .all(axis=None)
    )
    assert peers.table["outside"].iloc[0] == ""
    assert not math.isnan(peers.table["low"].iloc[0])


@pytest.mark.parametrize("count", [2, 3, PEERS - 1])
def test_of_few_none_is_called_an_outlier_and_all_are_ranked(count):
    peers = compare_peers(a_group([1] + [59] * (count - 1), [60] * count), "granted")
    assert peers.table[["middle", "exceeds", "p", "q", "shrunk"]].isna().all(axis=None)
    assert (peers.table["outside"] == "").all()
    assert peers.table["rank_low"].iloc[0] == count


def test_one_more_and_the_same_agency_is_found():
    peers = compare_peers(a_group([1] + [59] * 11, [60] * 12), "granted")
    assert peers.table["outside"].iloc[0] == "99.8"


@pytest.mark.parametrize("share", [0, 1])
def test_all_at_one_end_have_no_spread_to_shrink_by_and_no_order(share):
    peers = compare_peers(a_group([60 * share] * 6, [60] * 6), "granted")
    assert peers.table[["p", "q", "middle"]].isna().all(axis=None)
    assert list(peers.table["rank_low"]) == [1] * 6
    assert list(peers.table["rank_high"]) == [6] * 6


def test_none_of_five_is_not_placed_above_none_of_thousands():
    table = compare_peers(a_group([0, 0], [5, 100_000]), "granted").table
    assert list(table["rank_low"]) == [1, 1]
    assert list(table["rank_high"]) == [2, 2]


def test_equals_are_alike_only_where_they_have_cases_enough():
    verdicts = [
        compare_peers(a_group([n // 2] * 6, [n] * 6), "granted").funnel.verdict
        for n in (60, 60_000)
    ]
    assert verdicts == ["unclear", "alike"]


def a_table(indicator, counts):
    """The rows of one indicator alone, for groups of any numbers."""
    x, n = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    known = n > 0
    size = np.where(known, n, 1)
    low, high = wilson(x, size) if indicator == "granted" else garwood(x, size / 100)
    estimate = np.where(known, x / size * (1 if indicator == "granted" else 100), np.nan)
    return pd.DataFrame(
        {
            "report": [f"r{k}" for k in range(len(x))],
            "indicator": indicator,
            "numerator": x,
            "denominator": n,
            "estimate": estimate,
            "low": np.where(known, low, np.nan),
            "high": np.where(known, high, np.nan),
            "basis": "stated",
        }
    )


SIZES = st.one_of(st.integers(0, 12), st.sampled_from([10**3, 10**5, 10**8]))
COUNTS = SIZES.flatmap(
    lambda n: st.tuples(st.one_of(st.integers(0, n), st.sampled_from([0, n])), st.just(n))
)


@pytest.mark.filterwarnings("error")
@examples(30)
@given(st.sampled_from(["granted", "reviews_per_100"]), st.lists(COUNTS, min_size=1, max_size=12))
def test_no_group_of_counts_is_too_odd_to_be_compared(indicator, counts):
    table = a_table(indicator, [(min(x, n), n) for x, n in counts])
    if not (table["denominator"] > 0).any():
        with pytest.raises(InputError, match="nothing to compare"):
            compare_peers(table, indicator)
        return
    peers = compare_peers(table, indicator)
    own = peers.table
    part, whole = own["numerator"], own["denominator"]
    same = not part.any() or (indicator == "granted" and (part >= whole).all())
    few = int((whole >= SMALL).sum()) < PEERS or same
    compared = own[own["comparable"]]
    assert len(own) + len(peers.left_out) == len(counts)
    assert own["p"].isna().all() if few else compared["p"].between(0, 1).all()
    assert own["q"].isna().all() if few else (compared["q"] >= compared["p"] - 1e-12).all()
    assert own.loc[~own["comparable"], "p"].isna().all()
    assert own["shrunk"].dropna().between(0, 1).all()
    ranked = own[own["rank"].notna()]
    assert (
        (ranked["rank_low"] >= 1)
        & (ranked["rank_low"] <= ranked["rank_high"])
        & (ranked["rank_high"] <= len(ranked))
    ).all()
    if own["shrunk"].isna().all():
        place = ranked["estimate"].rank(ascending=False)
        assert ((ranked["rank_low"] <= place) & (place <= ranked["rank_high"])).all()
    assert own.loc[own["denominator"] < 5, "rank"].isna().all()
    assert own["shrunk"].notna().all() or indicator != "granted" or few


def test_a_page_is_judged_over_all_its_indicators():
    one = compare_peers(a_group([30, 28, 33, 31, 29, 32, 13], [60] * 7), "granted")
    many = [compare_peers(a_group([30, 28, 33, 31, 29, 32, 30], [60] * 7), "granted")] * 30
    first, *others = adjust_page([one, *many])
    assert list(first.table["p"]) == list(one.table["p"])
    assert first.table["q"].iloc[-1] > 3 * one.table["q"].iloc[-1]
    assert (others[0].table["q"] >= others[0].table["p"]).all()
    assert adjust_page([]) == []


def test_a_users_indicator_is_compared_as_one_of_ours(dataset):
    own = replace(next(d for d in definitions() if d.id == "granted"), id="mine")
    table = dataset.indicators[dataset.indicators["indicator"] == "granted"].assign(
        indicator="mine"
    )
    assert len(compare_peers(table, own).table) == len(
        compare_peers(dataset.indicators, "granted").table
    )
    with pytest.raises(InputError, match="no indicator 'mine'"):
        compare_peers(table, "mine")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("peers_like", "plants", "least"), [((12, 8), 10, 45), ((60, 40), 10, 50), ((60, 40), 3, 15)]
)
def test_agencies_planted_far_off_are_found_among_300(peers_like, plants, least):
    """Ten together do not hide each other, though a skewed group could have such a tail."""
    draw, right, wrong = np.random.default_rng(17), 0, 0
    spread = np.subtract(*beta.ppf([0.975, 0.025], *peers_like))
    for _ in range(5):
        n = draw.integers(5, 400, size=300)
        p = draw.beta(*peers_like, size=300)  # peers differ among themselves, as real ones do
        planted = draw.choice(np.flatnonzero(n > 60), plants, replace=False)
        p[planted] = 0.03
        counts = zip(draw.binomial(n, p), n, strict=True)
        peers = compare_peers(a_table("granted", counts), "granted")
        found = set(np.flatnonzero((peers.table["q"] <= 0.05).to_numpy()))
        low, high = peers.funnel.population.range()
        assert 0.8 * spread < high - low < 1.2 * spread  # of the others alone; ± 0.07 by chance
        right, wrong = right + len(found & set(planted)), wrong + len(found - set(planted))
    assert right >= least
    assert wrong <= 0.1 * (right + wrong)  # of fifty: one in twenty is expected at most
