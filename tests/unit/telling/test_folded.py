"""What has nothing to compare is said once, and a brief speaks of the figures that it shows."""

import re

import pytest

from analysis.telling.assessment.narrative import Assessment
from analysis.telling.brief.counties import Counties
from analysis.telling.brief.make import county_brief
from analysis.telling.brief.outliers import PeerGroups
from analysis.telling.comparison import Comparison
from analysis.telling.sections import section
from tests.support.datasets import dataset_of
from tests.support.rule_cases import made

NOTHING = {"requests/*": 0, "remedies/*": 0}
LAST = {"disclosure/normative_documents/in_force": 5}


def years_of(cells, *years, agency="湘乡市林业局"):
    return [made(cells, agency=agency, year=year) for year in years]


def texts_of(data, lang, year=2023):
    loaded = Counties(data, lang)
    brief = county_brief(loaded.county("430381", year), PeerGroups(data, lang), "0")
    return list(brief.sentences())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_years_without_requests_are_told_in_a_sentence_each_for_counts_and_shares(lang):
    data = dataset_of(*years_of(NOTHING, 2021, 2022, 2023, 2024))
    told = Comparison(data, list(data.reports["report"]), lang)
    assert [s.id for s in told.sections["counts"]] == ["change.counts_zero"]
    assert [s.id for s in told.sections["shares"]] == ["change.shares_uncompared"]
    (zero,) = told.sections["counts"]
    assert all(str(year) in zero.text for year in (2021, 2022, 2023, 2024))
    assert len({ref.report for ref in zero.cells}) == 4


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("known", [(), ("requests/concluded/*",)], ids=["nothing", "one count"])
def test_years_without_a_number_received_still_have_a_comparison(lang, known):
    """The page stopped where no count of three years could be compared."""
    blank = {"requests/*": "", "remedies/*": ""} | dict.fromkeys(known, 7)
    data = dataset_of(*years_of(blank, 2021, 2022, 2023))
    told = Comparison(data, list(data.reports["report"]), lang)
    unknown = told.sections["counts"][0]
    assert unknown.id == "change.counts_unknown"
    assert unknown.text in [s.text for s in told.sections["what"]]


def test_a_count_that_is_none_in_every_year_is_told_once():
    """Seen: none in 2021 and 2022, none in 2022 and 2023, none in 2021 and 2023."""
    cells = {"requests/*": 0, "remedies/*": 0, "remedies/review/total": 3}
    cells |= {"remedies/suit_direct/total": 2}
    data = dataset_of(*years_of(cells, 2021, 2022, 2023))
    told = Comparison(data, list(data.reports["report"]), "zh").sections["counts"]
    lawsuits = [s.text for s in told if "复议后起诉" in s.text]
    assert len(lawsuits) == 1
    assert "各年均无" in lawsuits[0]


CASES = {"natural_person": 9, "total": 9}
SOME = {"requests/*": 0, "remedies/*": 0} | {
    f"requests/{row}/{column}": n
    for row in ("received", "concluded", "granted")
    for column, n in CASES.items()
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_shares_that_are_zero_in_every_year_are_told_once(lang):
    """Seen: five sentences "none in either year" of each of four shares of five years."""
    data = dataset_of(*years_of(SOME, 2021, 2022, 2023))
    told = Comparison(data, list(data.reports["report"]), lang).sections["shares"]
    ids = [s.id for s in told]
    assert "change.share_zero" not in ids
    assert ids.count("change.shares_zero") == 1
    zero = told[ids.index("change.shares_zero")]
    assert all(str(year) in zero.text for year in (2021, 2022, 2023))
    assert {"zh": "不予公开占办结", "en": "Refused, of concluded"}[lang] in zero.text
    assert "100.0" not in zero.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sentence_on_several_names_is_no_row_of_the_table(lang):
    """Seen: a row named 湘乡市林业局2021、2022、2023各年均为零、分母均不少于5件."""
    data = dataset_of(*years_of(SOME, 2021, 2022, 2023))
    told = Comparison(data, list(data.reports["report"]), lang)
    for name in ("counts", "shares"):
        shown = section(told, name).text
        table = shown[shown.index("<table") : shown.index("</table>")]
        heads = re.findall('<th scope="row"[^>]*>([^<]*)</th>', table)
        assert heads
        assert not [head for head in heads if told.views[0].short in head]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_share_that_is_equal_in_every_year_is_told_once(lang):
    """Seen: 100.0 % of five years in five sentences, each of two of them."""
    data = dataset_of(*years_of(SOME, 2021, 2022, 2023))
    told = Comparison(data, list(data.reports["report"]), lang).sections["shares"]
    label = {"zh": "予以公开占办结", "en": "Granted in full, of concluded"}[lang]
    own = [s for s in told if s.text.startswith(label)]
    assert [s.id for s in own] == ["change.share_equal"]
    assert all(str(year) in own[0].text for year in (2021, 2022, 2023))
    assert own[0].text.count("100.0%") == 3
    assert len({ref.report for ref in own[0].cells}) == 3
    two = dataset_of(*years_of(SOME, 2021, 2022))
    told = Comparison(two, list(two.reports["report"]), lang).sections["shares"]
    assert [s.id for s in told if s.text.startswith(label)] == ["change.share_same"]


def granted_of_100(*granted, partly=0, agency="湘乡市林业局"):
    """Reports of successive years without any other outcome than that nothing is held."""
    reports = []
    for year, count in enumerate(granted, start=2021):
        cells = dict(SOME)
        rows = {"received": 100, "concluded": 100, "granted": count, "partly_granted": partly}
        for row, n in (rows | {"unavailable.not_held": 100 - count - partly}).items():
            cells |= {f"requests/{row}/{column}": n for column in CASES}
        reports += years_of(cells, year, agency=agency)
    return reports


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("partly", [0, 1])
def test_a_brief_does_not_tell_one_change_of_an_agency_twice(lang, partly):
    """Seen: granted 90.0 % to 10.0 %, and granted in full or in part 90.0 % to 10.0 %."""
    other = granted_of_100(50, 50, agency="湘乡市财政局")
    data = dataset_of(*granted_of_100(90, 10, partly=partly), *other)
    told = texts_of(data, lang, 2022)
    own = [s.text for s in told if s.id == "year.agency"]
    assert len(own) == 2 + bool(partly)
    each = next(s.text for s in told if s.id == "year.each")
    assert f"{len(own)}处" in each or f"{len(own)} are established" in each


def test_the_first_lines_of_years_do_not_tell_one_change_twice():
    """Without cases granted in part, the two shares granted are one and the same."""
    data = dataset_of(*granted_of_100(90, 10))
    lead = Comparison(data, list(data.reports["report"]), "zh").sections["what"]
    apart = [s.text.partition("：")[0] for s in lead if s.id == "change.share_apart"]
    assert apart == ["予以公开占办结", "无法提供占办结"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("cells", [{"requests/received/total": 7}, {"requests/*": ""}])
def test_a_table_of_years_names_its_agency_in_its_head_alone(lang, cells):
    reports = [r for y in (2021, 2022, 2023) for r in years_of(cells | {"remedies/*": y}, y)]
    told = Comparison(data := dataset_of(*reports), list(data.reports["report"]), lang)
    shown = section(told, "counts").text
    rows = shown[shown.index("<table") : shown.index("</table>")]
    name = told.views[0].short
    assert rows.count(name) == 1
    assert all(name in s.text for s in told.sections["counts"])  # to be quoted alone


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_agencies_of_one_year_are_set_side_by_side_with_the_year_once(lang):
    """Seen: “（2024年）” after each of nine names, in thirteen sentences."""
    agencies = ("湘乡市林业局", "湘乡市水利局", "湘乡市司法局")
    data = dataset_of(*(made({}, agency=agency, year=2023) for agency in agencies))
    told = Comparison(data, list(data.reports["report"]), lang)
    beside = [s.text for s in told.sentences() if s.id.startswith("beside.")]
    figures = [text for text in beside if told.views[0].short in text]
    assert len(figures) > 10
    for text in figures:
        assert text.count("2023") == 1
        assert all(view.short in text for view in told.views)
    mark = "（2023年）</th>" if lang == "zh" else ", 2023</th>"
    assert mark in section(told, "counts").text


def test_a_zero_that_is_implied_keeps_its_mark_when_it_is_folded():
    first, second = (
        made(NOTHING | cells, agency="湘乡市林业局", year=year)
        for year, cells in ((2022, {}), (2023, {"remedies/review/total": ""}))
    )
    data = dataset_of(first, second)
    (zero,) = Comparison(data, list(data.reports["report"])).sections["counts"]
    assert zero.text.count("†") == 1
    assert "行政复议†" in zero.text


def test_shares_that_can_be_compared_are_still_compared():
    data = dataset_of(*years_of({}, 2022, 2023))
    ids = [s.id for s in Comparison(data, list(data.reports["report"])).sections["shares"]]
    assert any(i in ("change.share_same", "change.share_close") for i in ids)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_lines_do_not_say_that_nothing_can_be_compared(lang):
    data = dataset_of(*years_of(NOTHING, 2022, 2023))
    told = Assessment(data, "湘乡市林业局", 2023, lang)
    assert not [s for s in told.sections["lead"] if s.id.startswith("change.share")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_share_granted_is_told_once_on_the_first_page(lang):
    told = Assessment(dataset_of(*years_of({}, 2023)), "湘乡市林业局", 2023, lang)
    first = [
        s.text for n, own in told.sections.items() if n.startswith(("lead", "sum")) for s in own
    ]
    assert sum("81.8%" in text for text in first) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_check_on_documents_casts_no_doubt_on_requests(lang):
    wrong = {"disclosure/normative_documents/in_force": 9}
    before, after = years_of(LAST, 2022)[0], years_of(wrong, 2023)[0]
    whole = {"requests/carried_in/natural_person": 1, "requests/carried_in/total": 1}
    whole |= {"requests/granted/natural_person": 9, "requests/granted/total": 10}
    whole |= {"requests/concluded/natural_person": 10, "requests/concluded/total": 12}
    after = made(wrong | whole, agency="湘乡市林业局", year=2023)
    another = years_of({}, 2023, agency="湘乡市水利局")  # of one report alone there is no table
    sentences = texts_of(dataset_of(before, after, *another), lang)
    ids = [s.id for s in sentences]
    assert "each.failed_elsewhere" in ids


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_brief_that_compares_nobody_explains_no_funnel_and_no_star(lang):
    sentences = texts_of(dataset_of(*years_of({}, 2022, 2023)), lang)
    assert not [s for s in sentences if s.id in ("method.funnel", "year.star")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_note_below_the_sources_says_what_the_column_holds(lang):
    many = [made({}, agency=f"湘乡市{name}局", year=2023) for name in ("林业", "水利", "财政")]
    few = texts_of(dataset_of(*many), lang)
    note = next(s.text for s in few if s.id == "source.hash")
    assert "主机" not in note
    assert "host" not in note


def test_a_county_is_called_as_its_agencies_call_it():
    zone = [made({}, agency=f"平潭综合实验区{n}局", year=2023) for n in ("财政", "水利")]
    data = dataset_of(*zone)
    code = data.reports["division"].iloc[0]
    own = Counties(data, "zh").county(code, 2023)
    assert own.title == "平潭综合实验区"
    assert sorted(v.label for v in own.agencies) == ["水利局", "财政局"]
    usual = dataset_of(*years_of({}, 2023))
    assert Counties(usual, "zh").county("430381", 2023).title == "湘乡市"
