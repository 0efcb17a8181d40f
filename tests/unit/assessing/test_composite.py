"""The composite index: only with the user's weights, nothing imputed, and no rank without how it
moves.
"""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from scipy.stats import rankdata

from analysis import InputError, open_dataset
from analysis.assessing.composite.index import composite
from analysis.assessing.composite.scheme import load_scheme
from analysis.assessing.composite.sensitivity import DRAWS, drawn_figures, draws_for
from analysis.assessing.dataset import Dataset
from analysis.assessing.tabular import typed
from analysis.running.tables import build_dataset
from analysis.telling.assessment.composite import composite as shown
from tests.support.examples import examples
from tests.support.paths import ROOT

EXAMPLE = ROOT / "src" / "analysis" / "assessing" / "composite" / "composite.yml"
WEIGHTS = {
    "id": "mine",
    "label": {"zh": "我的指数", "en": "Mine"},
    "dimensions": [
        {
            "id": "ties",
            "label": {"zh": "勾稽", "en": "Ties"},
            "weight": 1,
            "parts": [{"indicator": "checks_passed", "worst": 0.5, "best": 1}],
        },
        {
            "id": "asked",
            "label": {"zh": "申请", "en": "Requests"},
            "weight": 3,
            "parts": [
                {"indicator": "granted", "worst": 0, "best": 1, "weight": 2},
                {"indicator": "reviews_per_100", "worst": 20, "best": 0},
            ],
        },
    ],
}
#: Reports by name: ties, granted and reviews, each as part and whole.
FOUR = {
    "a": ((9, 10), (40, 50), (1, 50)),
    "b": ((10, 10), (10, 50), (2, 50)),
    "c": ((5, 10), (48, 50), (30, 50)),
    "d": ((3, 4), (300, 500), (0, 500)),
}


def scheme(tmp_path, **changes):
    path = tmp_path / "weights.yml"
    path.write_text(yaml.safe_dump({**WEIGHTS, **changes}, allow_unicode=True), encoding="utf-8")
    return load_scheme(path)


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    return scheme(tmp_path_factory.mktemp("mine"))


def data_of(reports, year=2023):
    rows = []
    for name, figures in reports.items():
        for indicator, (x, n), per in zip(
            ("checks_passed", "granted", "reviews_per_100"), figures, (1, 1, 100), strict=True
        ):
            estimate = x / n * per if n else math.nan
            rows.append(
                {
                    "report": name,
                    "indicator": indicator,
                    "numerator": x,
                    "denominator": n,
                    "estimate": estimate,
                }
            )
    meta = pd.DataFrame(
        {
            "report": list(reports),
            "agency": list(reports),
            "year": year,
            "format": "2021",
            "scope": "agency",
        }
    )
    return replace(
        Dataset(),
        reports=typed("reports", meta),
        indicators=typed("indicators", pd.DataFrame(rows)),
    )


def whole(table):
    return table[table["dimension"] == "index"].set_index("report")


def by_hand(ties, granted, reviews):
    (a, b), (c, d), (e, f) = ties, granted, reviews
    first = 100 * min(max((a / b - 0.5) / 0.5, 0), 1)
    second = (2 * 100 * c / d + 100 * min(max((20 - 100 * e / f) / 20, 0), 1)) / 3
    return first, second, 0.25 * first + 0.75 * second


def test_scores_are_what_they_are_by_hand(mine):
    table = composite(data_of(FOUR), mine)
    assert list(table["dimension"]) == ["ties", "asked", "index"] * 4
    for name, own in table.groupby("report"):
        assert tuple(own["score"]) == pytest.approx(by_hand(*FOUR[name]))
        assert list(own["weight"]) == [0.25, 0.75, 1]
        assert ((own["low"] <= own["score"]) & (own["score"] <= own["high"])).all()


def test_ranks_are_those_of_the_scores_and_of_the_scores_with_other_weights(mine):
    table = composite(data_of(FOUR), mine)
    scores = np.array([by_hand(*FOUR[name]) for name in FOUR])
    index = whole(table).loc[list(FOUR)]
    assert list(index["rank"]) == list(rankdata(-scores[:, 2]))
    assert list(index["rank_equal"]) == list(rankdata(-(scores[:, 0] + scores[:, 1])))
    by = table.set_index(["dimension", "report"])
    for n, dimension in enumerate(("ties", "asked")):
        own = by.loc[dimension].loc[list(FOUR)]
        assert list(own["rank"]) == list(rankdata(-scores[:, n]))
        assert list(own["rank_without"]) == list(rankdata(-scores[:, 1 - n]))
    assert list(index["rank"]) != list(index["rank_equal"])  # the weights do matter here
    for name in ("rank", "shares", "weights"):
        assert (
            (index[f"{name}_low"] <= index["rank"]) & (index["rank"] <= index[f"{name}_high"])
        ).all()


def test_ranks_under_moving_weights_are_those_of_other_draws_of_the_weights(mine):
    """Against a simulation of its own, with another seed and another way of making a Dirichlet
    draw.
    """
    index = whole(composite(data_of(FOUR), mine)).loc[list(FOUR)]
    scores = np.array([by_hand(*FOUR[name])[:2] for name in FOUR])
    draws = np.random.default_rng(7).gamma(50 * np.array([0.25, 0.75]), size=(40_000, 2))
    ranks = rankdata(-(draws / draws.sum(axis=1, keepdims=True)) @ scores.T, axis=1)
    low, high = np.quantile(ranks, [0.025, 0.975], axis=0)
    assert list(index["weights_low"]) == list(low)
    assert list(index["weights_high"]) == list(high)


def test_weights_that_are_held_firmly_do_not_move_ranks(tmp_path):
    index = whole(composite(data_of(FOUR), scheme(tmp_path, firmness=1e9)))
    assert list(index["weights_low"]) == list(index["rank"]) == list(index["weights_high"])


def test_shares_of_many_cases_move_ranks_less_than_those_of_few(mine):
    few = {name: ((9, 10), (40 + n, 50), (1, 50)) for n, name in enumerate("abcdef")}
    many = {
        name: (ties, (1000 * x, 1000 * m), (1000 * y, 1000 * n))
        for name, (ties, (x, m), (y, n)) in few.items()
    }
    spans = []
    for reports in (few, many):
        index = whole(composite(data_of(reports), mine))
        spans.append((index["shares_high"] - index["shares_low"]).sum())
        assert (
            index["weights_low"] == index["weights_high"]
        ).all()  # one is better in one dimension alone: no weight alters that
    assert spans[0] > 3 * spans[1]


def test_draws_of_a_share_and_of_a_rate_have_the_spread_that_theory_gives(mine):
    parts = [p for d in mine.dimensions for p in d.parts]
    part, size, value = np.array([9.0, 40, 6]), np.array([10.0, 50, 200]), np.array([0.9, 0.8, 3.0])
    ties, granted, reviews = drawn_figures("r", parts, part, size, value, 40_000)
    assert set(ties) == {0.9}  # ties are no trials
    a, b = 40.5, 10.5
    assert granted.mean() == pytest.approx(a / (a + b), abs=0.002)
    assert granted.std() == pytest.approx(math.sqrt(a * b / (a + b + 1)) / (a + b), rel=0.03)
    assert reviews.mean() == pytest.approx(100 * 6.5 / 200, rel=0.02)
    assert reviews.std() == pytest.approx(100 * math.sqrt(6.5) / 200, rel=0.03)


@pytest.mark.parametrize(
    ("figures", "missing", "small"),
    [
        (((0, 0), (40, 50), (1, 50)), ("checks_passed",), ()),
        (((9, 10), (3, 4), (1, 50)), ("granted",), ("granted",)),
        (((9, 10), (0, 0), (0, 0)), ("granted", "reviews_per_100"), ()),
        (((1, 1), (40, 50), (1, 50)), (), ()),  # few ties are no small sample: all are counted
    ],
)
def test_what_is_lacking_is_named_and_never_guessed(mine, figures, missing, small):
    table = composite(data_of({**FOUR, "x": figures}), mine)
    own = table[table["report"] == "x"]
    assert tuple(own[own["dimension"] == "index"][["missing", "too_small"]].iloc[0]) == (
        missing,
        small,
    )
    if missing:
        assert own["score"].isna().sum() >= 2  # of the dimension, and of the whole
        assert (
            own[own["dimension"] == "index"][["score", "rank", "rank_low", "rank_equal"]]
            .isna()
            .all(axis=None)
        )
        assert (table["ranked"] == 4).all()
        rest = composite(data_of(FOUR), mine)
        pd.testing.assert_frame_equal(table[table["report"] != "x"].reset_index(drop=True), rest)


@pytest.fixture(scope="module")
def four(mine):
    return composite(data_of(FOUR), mine)


@examples(8)
@given(st.permutations(list(FOUR)))
def test_neither_order_nor_company_alters_a_score_or_its_interval(mine, four, names):
    table = composite(data_of({name: FOUR[name] for name in names}), mine)
    pd.testing.assert_frame_equal(table, four)
    alone = composite(data_of({names[0]: FOUR[names[0]]}), mine)
    own = table[table["report"] == names[0]].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone[["score", "low", "high"]], own[["score", "low", "high"]])
    assert alone["rank"].isna().all()


def test_reports_are_ranked_within_the_groups_given_and_one_of_no_group_is_not(mine):
    groups = pd.DataFrame(
        [("g", "a"), ("g", "b"), ("h", "a"), ("h", "c"), ("h", "nobody")],
        columns=["group", "report"],
    )
    table = composite(data_of(FOUR), mine, groups)
    index = table[table["dimension"] == "index"].set_index(["among", "report"])
    assert list(index.index) == [("", "d"), ("g", "a"), ("g", "b"), ("h", "a"), ("h", "c")]
    assert list(index["rank"])[1:] == [1, 2, 1, 2]
    assert math.isnan(index.loc[("", "d"), "rank"])
    assert not math.isnan(index.loc[("", "d"), "score"])


def test_without_groups_the_peers_are_those_of_one_year(mine):
    both = [
        data_of(FOUR),
        data_of({name + "2": figures for name, figures in FOUR.items()}, year=2022),
    ]
    data = replace(
        both[0], **{t: pd.concat([getattr(d, t) for d in both]) for t in ("reports", "indicators")}
    )
    assert set(composite(data, mine)["among"]) == {"2022-agency-2021", "2023-agency-2021"}


def test_equals_share_a_rank(mine):
    index = whole(composite(data_of(dict.fromkeys("abc", FOUR["a"])), mine))
    assert list(index["rank"]) == [2, 2, 2]
    assert (index["shares_low"] == 1).all()
    assert (index["shares_high"] == 3).all()


def test_fewer_draws_are_made_of_a_group_that_memory_would_not_hold():
    assert draws_for(4) == draws_for(2000) == DRAWS
    assert 200 <= draws_for(100_000) < draws_for(5000) < DRAWS


# The file of weights.


def test_the_example_is_whole_and_in_no_dataset_by_itself(dataset):
    example = load_scheme(EXAMPLE)
    assert sum(d.weight for d in example.dimensions) == pytest.approx(1)
    assert len(example.dimensions) == 5
    assert dataset.composite.empty
    table = composite(dataset, example)
    assert len(table) == 6 * len(dataset.reports)


def test_a_run_with_weights_has_the_table_and_it_comes_back(tmp_path, corpus, checks, mine):
    (tmp_path / "weights.yml").write_text(
        yaml.safe_dump(WEIGHTS, allow_unicode=True), encoding="utf-8"
    )
    data = build_dataset(corpus, checks, index=tmp_path / "weights.yml")
    for name, content in data.to_csv().items():
        (tmp_path / name).write_bytes(content)
    pd.testing.assert_frame_equal(open_dataset(tmp_path).composite, composite(data, mine))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"firmness": 0}, "firmness must be above 0"),
        ({"firmness": "much"}, "firmness is 'much'. Give a number"),
        ({"wieghts": 1}, "no key 'wieghts'"),
        ({"dimensions": []}, "lacks dimensions"),
        ({"dimensions": "ties"}, "dimensions needs a list of at least one"),
        ({"id": "我"}, "letters, digits and _"),
        ({"label": "Mine"}, "label needs zh and en"),
        (
            {"dimensions": WEIGHTS["dimensions"] * 2},
            "need ids of their own.*ties, asked, ties, asked",
        ),
        ({"dimensions": [{**WEIGHTS["dimensions"][0], "id": "index"}]}, "none of them 'index'"),
        (
            {"dimensions": [{**WEIGHTS["dimensions"][0], "weight": 0}]},
            r"dimension 1: weight is 0\. Give a number above 0",
        ),
        ({"dimensions": [{**WEIGHTS["dimensions"][0], "weight": True}]}, "weight is True"),
        ({"dimensions": [{**WEIGHTS["dimensions"][0], "weight": math.inf}]}, "weight is inf"),
        (
            {"dimensions": ["ties"]},
            "dimension 1: a mapping with id, label, weight, parts is expected",
        ),
        *(
            ({"dimensions": [{**WEIGHTS["dimensions"][0], "parts": [part]}]}, says)
            for part, says in (
                (
                    {"indicator": "honesty", "worst": 0, "best": 1},
                    "dimension 1, part 1: there is no indicator 'honesty'",
                ),
                (
                    {"indicator": "received", "worst": 0, "best": 1},
                    "received is a count: it follows the size",
                ),
                ({"indicator": "fees", "worst": 0, "best": 1}, "fees is an amount: it follows"),
                ({"indicator": "granted", "worst": 1, "best": 1}, "the same figure"),
                ({"indicator": "granted", "best": 1}, "lacks worst"),
            )
        ),
    ],
)
def test_a_slip_in_the_weights_is_named(tmp_path, changes, says):
    with pytest.raises(InputError, match=says):
        scheme(tmp_path, **changes)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfea", "cannot be read"),
        (b"a: [", "not valid YAML"),
        (b"- 1", "a mapping with"),
        (b"id: 2020-13-45 25:61:00", "not valid YAML"),
    ],
)
def test_what_is_no_file_of_weights_is_refused(tmp_path, content, says):
    (tmp_path / "w.yml").write_bytes(content)
    with pytest.raises(InputError, match=says):
        load_scheme(tmp_path / "w.yml")
    with pytest.raises(InputError, match="cannot be read"):
        load_scheme(tmp_path / "none.yml")


# On a page.


def told(data, report, lang="en"):
    return " ".join(
        " ".join(html.fromstring(f"<div>{shown(data, report, lang).text}</div>").itertext()).split()
    )


def test_a_page_says_that_it_is_opaque_and_how_ranks_move(mine):
    data = data_of(FOUR)
    data = replace(data, composite=composite(data, mine))
    index = whole(data.composite).loc["a"]
    for lang, words in (
        ("en", ("no set of weights is the right one", "Ranks are among the 4 reports")),
        ("zh", ("没有哪一组权重是唯一正确的", "有指数的 4 份报告")),
    ):
        page = told(data, "a", lang)
        assert all(w in page for w in words)
        assert f"{index['score']:.1f}" in page
        for name in ("rank", "shares", "weights"):
            assert f"{index[f'{name}_low']:g}–{index[f'{name}_high']:g}" in page


def test_a_page_says_what_is_lacking_and_no_index(mine):
    data = data_of({**FOUR, "x": ((9, 10), (3, 4), (1, 50))})
    data = replace(data, composite=composite(data, mine))
    page = told(data, "x")
    assert "granted is lacking, and nothing lacking is guessed" in page
    assert "fewer than 5" in page
    assert "95 % interval" not in page


def test_a_page_without_weights_has_nothing_of_it(dataset):
    assert shown(dataset, "湘乡市自然资源局-2022", "zh").text == ""


def test_a_label_cannot_become_markup(tmp_path):
    label = {"zh": "<b onclick=x>{0}</b>", "en": "<script>{label}</script>"}
    data = data_of(FOUR)
    data = replace(data, composite=composite(data, scheme(tmp_path, label=label)))
    for lang in ("zh", "en"):
        assert label[lang] in told(data, "a", lang)
        tree = html.fromstring(f"<div>{shown(data, 'a', lang).text}</div>")
        assert not list(tree.iter("script", "b"))
