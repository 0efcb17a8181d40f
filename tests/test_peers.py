"""A group of peers by one indicator: what stands beside each figure, and who is not compared."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis import InputError
from analysis.assessing.indicators import compute
from analysis.assessing.peers import COLUMNS, compare_peers
from analysis.form import get_form


def a_group(granted, concluded, reviews=None):
    """Indicators of made-up agencies, which refuse whatever they do not grant."""
    rows = []
    for k, (x, n) in enumerate(zip(granted, concluded, strict=True)):
        stated = {"requests/granted/total": x, "requests/refused.deliberative/total": n - x, "requests/concluded/total": n,
                  "remedies/review/total": reviews[k] if reviews else 0}  # fmt: skip
        rows += [(f"agency-{k}", *c.code.split("/"), float(stated.get(c.code, 0)), "stated", math.nan)
                 for c in get_form("2021").cells]  # fmt: skip
    cells = pd.DataFrame(rows, columns=["report", "table", "item", "column", "value", "status", "implied"])
    return compute(cells)


def test_the_one_that_differs_is_named_and_the_small_one_is_not_ranked():
    group = a_group([30, 28, 33, 31, 29, 32, 2, 0, 4], [60, 60, 60, 60, 60, 60, 60, 0, 4])
    peers = compare_peers(group, "granted")
    table = peers.table.set_index("report")
    assert tuple(peers.table.columns) == COLUMNS
    assert peers.left_out == ("agency-7",)
    assert table.loc["agency-6", "outside"] == "99.8"
    assert table.loc["agency-6", "q"] < 0.01
    assert table.loc["agency-6", "rank_low"] == 7
    assert not table.loc["agency-8", "comparable"]
    assert math.isnan(table.loc["agency-8", "rank"])
    assert table["rank_high"].max() == 7  # nine agencies, of which one has nothing and one too little
    assert peers.prior is not None
    assert 0.033 < table.loc["agency-6", "shrunk"] < peers.prior.mean


def test_peers_that_are_alike_have_no_outlier_and_no_order():
    peers = compare_peers(a_group([30, 31, 29, 30, 30, 32], [60] * 6), "granted")
    assert (peers.table["outside"] == "").all()
    assert (peers.table["rank_low"] == 1).all()
    assert (peers.table["rank_high"] == 6).all()


def test_few_peers_have_no_prior_and_still_have_rank_intervals():
    peers = compare_peers(a_group([50, 10], [60, 60]), "granted")
    assert peers.prior is None
    assert peers.table["shrunk"].isna().all()
    assert list(peers.table["rank_low"]) == [1, 2]


def test_a_rate_is_placed_in_its_funnel_and_not_ranked():
    peers = compare_peers(a_group([50] * 7, [100] * 7, reviews=[3, 2, 4, 3, 2, 3, 30]), "reviews_per_100")
    assert peers.funnel.target == pytest.approx(47 / 7)
    assert peers.table["outside"].iloc[-1] == "99.8"
    assert peers.table["rank"].isna().all()


def test_the_shipped_reports_can_be_compared(dataset):
    table = compare_peers(dataset.indicators, "granted_any_of_decided").table
    assert len(table) == len(dataset.reports)
    assert ((table["low"] <= table["estimate"]) & (table["estimate"] <= table["high"])).all()
    assert ((table["rank_low"] <= table["rank"]) & (table["rank"] <= table["rank_high"])).all()


@pytest.mark.parametrize(
    ("indicator", "says"),
    [("grants", "no indicator 'grants'"), ("received", "is a count"), ("suits_corrected", "nothing to compare")],
)
def test_what_cannot_be_compared_is_refused(indicator, says):
    with pytest.raises(InputError, match=says):
        compare_peers(a_group([5, 6], [10, 10]), indicator)


@pytest.mark.slow
def test_agencies_planted_far_off_are_found_among_300():
    draw = np.random.default_rng(17)
    n = draw.integers(5, 400, size=300)
    p = draw.beta(12, 8, size=300)  # peers differ among themselves, as real ones do
    planted = draw.choice(np.flatnonzero(n > 60), 10, replace=False)
    p[planted] = 0.03
    peers = compare_peers(a_group(draw.binomial(n, p), n), "granted")
    found = set(np.flatnonzero((peers.table["q"] <= 0.05).to_numpy()))
    assert peers.funnel.tau > 0.08
    assert len(found & set(planted)) >= 9
    assert len(found - set(planted)) <= 1
