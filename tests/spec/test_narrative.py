"""Peers and territories told: who is compared, what is claimed of whom, and no number that the
cells do not bear out.
"""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from analysis import InputError
from analysis.checking.cells import from_cells
from analysis.telling import parts
from analysis.telling.comparison import Comparison
from analysis.telling.documentation import narrative_markdown
from analysis.telling.peers.narrative import Peers
from analysis.telling.peers.territories import Territories
from analysis.wording import day, number, percent, points
from benchmarks.narrating.checker import Near, Reader, compare
from benchmarks.narrating.checker import number as plain
from benchmarks.narrating.reckoning import step_up
from benchmarks.narrative import run
from tests.support import datasets, layouts
from tests.support.paths import ROOT

COUNTIES = (
    "湘潭市湘潭县",
    "湘潭市湘乡市",
    "湘潭市韶山市",
    "湘潭市雨湖区",
    "湘潭市岳塘区",
    "株洲市攸县",
    "株洲市茶陵县",
    "株洲市醴陵市",
)
CITIES = ("长沙市", "株洲市", "湘潭市", "衡阳市", "邵阳市", "岳阳市")


def a_report(agency, year, scope, granted, refused, **cells):
    """A report whose requests were granted or refused, and whose ties hold unless ``cells`` say
    otherwise.
    """
    done = granted + refused
    zeros = dict.fromkeys(layouts.figures(), 0)
    some = {
        "requests/granted": granted,
        "requests/refused.deliberative": refused,
        "requests/concluded": done,
        "requests/received": done,
    }
    stated = zeros | {
        f"{row}/{column}": value
        for row, value in some.items()
        for column in ("natural_person", "total")
    }
    stated |= {code.replace("__", "/"): value for code, value in cells.items()}
    rows = [
        (*code.split("/"), float(value) if value != "" else None) for code, value in stated.items()
    ]
    report = from_cells(pd.DataFrame(rows, columns=["table", "item", "column", "value"]))
    return replace(
        report,
        agency=agency,
        agency_printed=agency,
        year=year,
        scope=scope,
        file=f"{agency}.csv",
        transcription=False,
    )


def dataset_of(reports):
    return datasets.dataset_of(*reports)


def bureaus(granted, refused):
    return dataset_of(
        [
            a_report(f"{c}自然资源局", 2022, "agency", g, r)
            for c, g, r in zip(COUNTIES, granted, refused, strict=False)
        ]
    )


@pytest.fixture(scope="module")
def group():
    """Eight bureaus: one grants hardly anything, one has three requests, one has none."""
    return bureaus([30, 28, 33, 31, 29, 2, 2, 0], [30, 32, 27, 29, 31, 118, 1, 0])


@pytest.fixture(scope="module")
def cities():
    """Six cities over two years: one does not carry over what it should, one is loaded for one year
    only.
    """
    reports = [
        a_report(f"{c}人民政府", 2022, "territory", 300 + 20 * k, 200) for k, c in enumerate(CITIES)
    ]
    before = [a_report(f"{c}人民政府", 2021, "territory", 280, 190) for c in CITIES[:5]]
    before[1] = a_report(
        f"{CITIES[1]}人民政府",
        2021,
        "territory",
        280,
        190,
        requests__received__total=475,
        requests__received__natural_person=475,
        requests__carried_out__total=5,
        requests__carried_out__natural_person=5,
    )
    return dataset_of(reports + before)


def text_of(told):
    lines = [f"= {told.title}"]
    for name, sentences in told.sections.items():
        lines += [f"# {name}", *(f"[{s.id}] {s.text}" for s in sentences)]
    return "\n".join(lines) + "\n"


def said(told):
    return Counter(s.id for s in told.sentences())


def test_figures_among_peers_are_counts_first(group):
    told = Peers(group, report="株洲市攸县自然资源局-2022", lang="zh")
    assert not [s.text for s in told.sentences() if re.search(r"%（\d[\d,]*/", s.text)]
    own = next(s for s in told.sections["own"] if s.id == "own.below")
    assert own.text.startswith("予以公开占办结：2/120，1.7%（95%区间")
    without = next(s for s in told.sentences() if s.id == "field.without")
    assert "0份" not in without.text


def test_a_range_of_everything_is_no_range():
    all_or_none = bureaus([40, 0, 40, 0, 40, 0, 40, 0], [0, 40, 0, 40, 0, 40, 0, 40])
    told = Peers(all_or_none, all_or_none.groups["group"].iloc[0], lang="en")
    texts = [s.text for s in told.sentences() if s.id == "field.spread"]
    assert texts
    for text in texts:
        assert "cannot be told from these counts" in text
        assert "within 0.0%" not in text


def test_a_section_without_limits_or_pairs_says_so():
    two = bureaus([30, 20], [10, 20])
    told = Peers(two, two.groups["group"].iloc[0], lang="en")
    assert [s.id for s in told.sections["far"]] == ["place.no_limits"]
    names = ("长沙市人民政府", "湘潭市湘潭县人民政府")
    apart = dataset_of([a_report(name, 2022, "territory", 30, 20) for name in names])
    alone = Territories(apart, list(apart.reports["report"]), "zh")
    assert [s.id for s in alone.sections["shares"]] == ["terr.nothing"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_narratives_read_as_they_did(group, cities, golden, lang):
    golden(
        f"peers-own.{lang}.txt",
        text_of(Peers(group, report="株洲市攸县自然资源局-2022", lang=lang)),
    )
    golden(
        f"peers-group.{lang}.txt", text_of(Peers(group, group.groups["group"].iloc[0], lang=lang))
    )
    golden(
        f"territories.{lang}.txt",
        text_of(Territories(cities, list(cities.reports["report"]), lang)),
    )


def test_the_one_that_grants_hardly_anything_is_far_out_and_nobody_is_called_better(group):
    told = Peers(group, report="株洲市攸县自然资源局-2022", lang="en")
    own = {s.text.split(":")[0]: s for s in told.sections["own"]}
    granted = own["Granted in full, of concluded"]
    assert granted.id == "own.below"
    assert "2/120" in granted.text
    assert "below the 99.8% limits" in granted.text
    assert (
        "still rare" in granted.text
    )  # measured from the five others, which are alike: it does not widen its own limits
    assert "interval of its rank is 6 (of 6 ranked" in granted.text
    assert {s.id for s in told.sections["far"]} == {"place.below", "place.above"}
    names = [
        f"{c}自然资源局"
        for c in (*CITIES, "常德市", "益阳市", "郴州市", "永州市", "怀化市", "娄底市", "张家界市")
    ]
    among = [
        a_report(name, 2022, "agency", 2 if k == 0 else 60 + k % 3, 118 if k == 0 else 60)
        for k, name in enumerate(names)
    ]
    far = Peers(dataset_of(among), report=f"{names[0]}-2022", lang="en")
    assert {s.id for s in far.sections["far"]} == {"place.below", "place.above"}
    assert all(
        names[0] in s.text and "99.8%" in s.text and "rank is 1" in s.text
        for s in far.sections["far"]
    )
    assert "still rare" in " ".join(s.text for s in far.sections["own"])
    assert not any(
        w in text_of(told).lower() for w in ("better", "worse", "best", "worst", "league")
    )


def test_small_none_and_equal_have_sentences_of_their_own(group):
    small = said(Peers(group, report="株洲市茶陵县自然资源局-2022"))
    assert small["own.uncompared"] == 1
    assert small["own.inside"] + small["own.above"] + small["own.below"] == 0
    nothing = Peers(group, report="株洲市醴陵市自然资源局-2022")
    assert [s.id for s in nothing.sections["own"]] == ["own.uncompared"]
    assert nothing.sections["own"][0].text.count("、") >= 11
    assert said(Peers(group, report="湘潭市湘潭县自然资源局-2022"))["own.equal"] > 0


def test_a_group_of_one_of_few_of_equals_and_of_zeros():
    alone = Peers(bureaus([3], [4]), report="湘潭市湘潭县自然资源局-2022")
    assert said(alone)["peer.alone"] == 1
    assert alone.indicators == []
    assert not any(s.cells for s in alone.sentences())
    few = Peers(bureaus([30, 20], [10, 20]), report="湘潭市湘潭县自然资源局-2022")
    assert "予以公开占办结" in few.sections["own"][-1].text
    assert few.sections["own"][-1].id == "own.uncompared"
    ids = said(Peers(bureaus([10] * 6, [10] * 6), report="湘潭市湘潭县自然资源局-2022"))
    assert ids["field.equal"] > 0
    assert ids["field.zero"] > 0
    assert not any("rank" in s for s in ids)
    one = bureaus([10, 0, 0], [10, 0, 0])
    assert {s.id for s in Peers(one, report="湘潭市湘潭县自然资源局-2022").sections["own"]} == {
        "own.uncompared"
    }
    none = Peers(bureaus([0, 0], [0, 0]), report="湘潭市湘潭县自然资源局-2022").sections["group"]
    assert [s.id for s in none] == ["field.uncompared"]


def test_blanks_are_unknown_and_not_zero():
    reports = [
        a_report(f"{c}自然资源局", 2022, "agency", 20 + k, 20) for k, c in enumerate(COUNTIES[:6])
    ]
    reports[0] = a_report(
        f"{COUNTIES[0]}自然资源局",
        2022,
        "agency",
        20,
        20,
        **{
            f"requests__{row}__{column}": ""
            for row in ("granted", "refused.deliberative", "concluded", "carried_out", "received")
            for column in ("natural_person", "total")
        },
    )
    told = Peers(dataset_of(reports), report=f"{COUNTIES[0]}自然资源局-2022")
    assert said(told)["own.uncompared"] == 1
    assert said(told)["field.without"] > 0


def test_territories_are_named_by_q_over_all_cells_of_their_page():
    """Not of their set alone: one of a province's cities, beside counties that are all alike."""
    far = [a_report(f"{c}人民政府", 2022, "territory", 30 + k, 70) for k, c in enumerate(CITIES)]
    far[0] = a_report(f"{CITIES[0]}人民政府", 2022, "territory", 96, 4)
    counties = [
        a_report(f"{c}人民政府", 2022, "territory", 40 + k, 60) for k, c in enumerate(COUNTIES)
    ]
    sets = [Territories(dataset_of(part), [r.id for r in part]).sets for part in (counties, far)]
    both = Territories(dataset_of(far + counties), [r.id for r in far + counties]).sets
    apart = pd.concat([i.in_funnel for part in sets for _, own in part for i in own])
    together = pd.concat([i.in_funnel for _, own in both for i in own])
    assert len(both) == 2
    assert together["p"].tolist() == apart["p"].tolist()
    assert together["q"].tolist() == pytest.approx(step_up(apart["p"].tolist()))
    assert together["q"].min() > 1.5 * apart["q"].min()


def test_territories_of_another_level_year_or_form_are_not_set_beside_each_other(cities):
    told = Territories(cities, list(cities.reports["report"]), "en")
    assert [len(own) for own, _ in told.sets] == [5, 6]
    assert all(own["year"].nunique() == 1 for own, _ in told.sets)
    assert said(told)["terr.continue_fail"] == 1
    assert said(told)["terr.continue_missing"] == 1
    assert "received" not in " ".join(
        s.text for s in told.sections["shares"] if "Natural" not in s.text
    )
    names = {"湖南省人民政府": "territory", "长沙市人民政府": "territory", "湘乡市教育局": "agency"}
    mixed = dataset_of([a_report(name, 2022, scope, 30, 30) for name, scope in names.items()])
    ids = said(Territories(mixed, list(mixed.reports["report"])))
    assert ids["terr.alone"] == 2
    assert ids["terr.no_sum"] == 1
    assert ids["terr.beside"] == 0
    with pytest.raises(InputError, match="Fewer than two of these"):  # one was compared with none
        Territories(mixed, ["长沙市人民政府-2022", "湘乡市教育局-2022"])


def test_checks_that_all_pass_are_counted_once_and_not_a_report(cities):
    texts = " ".join(
        s.text for s in Territories(cities, list(cities.reports["report"])).sentences()
    )
    assert re.search(r"\d+处表内勾稽关系均?全部成立。", texts)
    assert "勾稽关系各" not in texts


def test_a_level_that_is_not_known_is_told_once():
    names = ("第一师甲市", "第二师乙市")
    reports = [
        a_report(name, year, "territory", 30, 20)
        for name, year in zip(names, (2022, 2023), strict=True)
    ]
    ids = said(Territories(dataset_of(reports), [r.id for r in reports]))
    assert (ids["terr.alone"], ids["terr.level_unknown"]) == (2, 0)


def test_years_of_one_agency_that_are_equal_zero_or_missing_are_told_so():
    years = dataset_of([a_report("湘乡市教育局", y, "agency", 10, 10) for y in (2021, 2022, 2024)])
    told = Comparison(years, list(years.reports["report"]), "en")
    ids = said(told)
    assert ids["change.count_same"] > 0
    assert ids["change.counts_zero"] == 1  # for all counts that are zero in all years
    assert ids["change.share_equal"] > 0
    assert ids["change.shares_zero"] == 1  # for all that are zero in all years
    assert ids["change.share_zero"] == 0
    assert ids["change.shares_uncompared"] == 1  # for all shares that are of nothing
    assert ids["caution.gap"] == 1
    assert "in both 2022 and 2024" in " ".join(s.text for s in told.sections["counts"])


@pytest.mark.parametrize(
    "wrong", [{"group": "no-such"}, {"report": "no-such"}, {}, {"lang": "fr", "group": "x"}]
)
def test_what_cannot_be_told_is_refused(group, wrong):
    with pytest.raises(InputError):
        Peers(group, **wrong)


def test_the_table_of_a_group_is_written_whole_and_safe(group, tmp_path, monkeypatch):
    told = Peers(group, group.groups["group"].iloc[0])
    monkeypatch.chdir(tmp_path)
    shown = parts.whole_table(told, "peers.csv").text
    assert 'href="peers.csv"' in shown
    frame = pd.read_csv(tmp_path / "peers.csv")
    assert set(frame["indicator"]) >= {"granted", "refused"}
    compared = frame[frame["left_out"].isna()]
    assert (compared["low"] <= compared["estimate"]).all()
    assert frame.loc[frame["rank"].notna(), ["rank_low", "rank_high"]].notna().all().all()
    for name in ("../peers.csv", "a/b.csv", "peers.html"):
        with pytest.raises(InputError):
            parts.whole_table(told, name)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["peers.csv"]


def test_every_sentence_with_figures_links_to_its_cells(group, cities):
    for told in (
        Peers(group, report="株洲市攸县自然资源局-2022"),
        Territories(cities, list(cities.reports["report"])),
    ):
        shown = parts.evidence(told).text
        numbers = [int(n) for n in re.findall(r'id="c(\d+)"', shown)]
        assert numbers == [*range(1, sum(bool(s.cells) for s in told.sentences()) + 1)]
        for sentence in told.sentences():
            if sentence.id.split(".")[0] in ("own", "field", "place"):
                assert sentence.cells, sentence.id


def test_the_page_on_the_narratives_is_made_from_the_sentences():
    assert (ROOT / "docs" / "narrative.md").read_text(encoding="utf-8") == narrative_markdown()


def test_figures_are_set_as_each_language_sets_them():
    assert percent(23 / 80) == "28.8%"
    assert percent(41 / 400) == "10.3%"
    assert [percent(k / 11_149) for k in (0, 1, 11_148, 11_149)] == [
        *("0.0%", "0.01%", "99.99%", "100.0%"),  # some is not none, and a part not the whole
    ]
    assert [percent(v) for v in (41 / 151_000_373, 1 - 20 / 151_000_332)] == [
        *("<0.0001%", ">99.9999%"),  # of hundreds of millions too
    ]
    assert percent(2.9e-13) == "<0.0001%"  # the upper limit of none of 12,908,000,000,000
    assert [percent(v) for v in (1e-16, 1 - 1e-16)] == ["0.0%", "100.0%"]
    # As changes of a count are: more than tenfold, and nearly down to nothing.
    changes = [percent(v) for v in (10.5, -0.99999, -1, 1)]
    assert changes == ["1,050.0%", "-99.999%", "-100.0%", "100.0%"]
    assert points(-0.0001) == "−0.01"  # no difference is written as none
    assert points(0.0) == "0.0"
    assert points(-0.0325) == "−3.3"
    assert number(0.1 + 0.2) == "0.3"
    assert number(1234567890123.5) == "1,234,567,890,123.5"
    assert day(date(2023, 1, 18), "en") == "18 January 2023"
    for missing in (float("nan"), float("inf")):
        for say in (number, percent, points):
            with pytest.raises(ValueError, match="no number"):
                say(missing)


@pytest.mark.parametrize("ends", [("<0.0001%", "18.2%"), (">99.9999%", "100.0%"), ("2.0%", "3%")])
def test_the_checker_leaves_bounds_to_the_tests_that_try_every_filling(ends):
    low, high = ends
    reader = Reader(None, [])
    assert reader.numbers(f"在{low}至{high}之间（缺数的格无论为何数）。") == []
    assert reader.numbers(f"between {low} and {high}, whatever the cells hold.") == []


def test_the_checker_finds_a_number_that_is_not_borne_out():
    assert compare(["12", "30.0%"], ["12", Near(0.3, 1, "%")], Counter()) == ""
    assert "not supported" in compare(["13", "30.0%"], ["12", Near(0.3, 1, "%")], Counter())
    assert "not supported" in compare(["12", "30.1%"], ["12", Near(0.3, 1, "%")], Counter())
    assert "not said" in compare(["12"], ["12", Near(0.3, 1, "%")], Counter())
    # 0.0494 %, which one decimal would write as none: within the slack of what was reckoned.
    assert compare(["0.05%"], [Near(0.000513, 1, "%", 0.03)], Counter()) == ""
    assert "not supported" in compare(["0.06%"], [Near(0.0006, 1, "%", 0.03)], Counter())
    assert "not supported" in compare(["12", "12"], ["12"], Counter())
    assert compare(["95%", "12"], ["12"], Counter({"95%": 1})) == ""
    assert plain(Fraction(12345)) == "12,345"


@pytest.mark.slow
@pytest.mark.parametrize("first", [1, 31])
def test_no_number_of_random_corpora_is_said_that_the_cells_do_not_bear_out(first):
    seen, wrong = run(range(first, first + 13))
    assert wrong == []
    assert len(seen) > 120
    assert seen.total() > 2000


_TELL = """
import hashlib, locale, sys
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
from analysis import open_dataset
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.comparison import Comparison
data, said = open_dataset(sys.argv[1]), []
for lang in ("zh", "en"):
    for row in data.reports.itertuples():
        said += Assessment(data, row.agency, row.year, lang).sentences()
    said += Comparison(data, list(data.reports["report"]), lang).sentences()
told = hashlib.sha256("\\n".join(s.text for s in said).encode()).hexdigest()
print(told, locale.setlocale(locale.LC_TIME), locale.nl_langinfo(locale.MON_1))
"""


@pytest.fixture(scope="module")
def locales(tmp_path_factory):
    """Locales of other languages, compiled here: a machine that has none would prove nothing."""
    folder = tmp_path_factory.mktemp("locales")
    for name in ("zh_CN", "tr_TR", "de_DE"):
        command = ["localedef", "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")]
        try:
            subprocess.run(command, capture_output=True, check=False)
        except OSError:
            return None
    return folder if any(folder.iterdir()) else None


@pytest.mark.slow
def test_the_same_words_whatever_the_locale_the_time_zone_and_the_hash_seed(locales):
    settings = [
        ("C", "UTC", "0"),
        ("zh_CN.UTF-8", "Asia/Shanghai", "1"),
        ("tr_TR.UTF-8", "America/New_York", "2"),
    ]
    told = []
    for language, zone, seed in settings:
        env = {
            **os.environ,
            "LC_ALL": language,
            "LANG": language,
            "TZ": zone,
            "PYTHONHASHSEED": seed,
            "PYTHONUTF8": "1",
        }
        env |= {"LOCPATH": str(locales)} if locales and language != "C" else {}
        done = subprocess.run(
            [sys.executable, "-c", _TELL, str(ROOT / "data" / "processed")],
            env=env,
            capture_output=True,
            check=True,
        )
        told.append(done.stdout.decode().split())
    assert len({t[0] for t in told}) == 1
    assert len(told[0][0]) == len(hashlib.sha256().hexdigest())
    if locales:
        assert (
            len({t[2] for t in told}) == 3
        )  # the month was said in three languages, and the narratives were not
