"""What is in doubt is said wherever the figure is, and for the reason that there is."""

import re
from dataclasses import replace

import pytest

from analysis.publishing.index_rows import report_rows
from analysis.telling import parts
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.brief.blocks import Figure, Table
from analysis.telling.comparison import Comparison
from analysis.telling.peers.narrative import Peers
from analysis.telling.peers.territories import Territories
from analysis.telling.tables.corpus import corpus_reports
from analysis.telling.tables.evidence import several
from analysis.telling.wording import word
from tests.spec.test_brief import brief_of
from tests.spec.test_narrative import COUNTIES, a_report, bureaus, dataset_of
from tests.spec.test_no_more_than_the_data import BUREAU, COUNTY, one, row, said

OTHER = "湘乡市民政局"


def carried_on(out, into):
    """Two years of a bureau: so many carried forward, and so many carried in the year after."""
    return [
        one(2022, **row("carried_out", out), **row("received", 19 + out)),
        one(2023, **row("carried_in", into), **row("received", 19 - into)),
    ]


def texts(told, key):
    return [s.text for s in told.sentences() if s.id == key]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("carried", [(5, 2), (0, 2), (5, 0)])
def test_what_the_next_report_disputes_is_said_and_the_figures_are_not_called_sound(lang, carried):
    told = Assessment(dataset_of(carried_on(*carried)), BUREAU, 2022, lang)
    assert told.view.check_counts[1] == 0
    assert all("2023" in said(told, key) for key in ("lead.doubt", "sum.no_findings"))
    later = next(s for s in told.sentences() if s.id == "check.later_fails")
    assert {ref.code for ref in later.cells} == told.view.disputed
    assert not texts(Assessment(told.data, BUREAU, 2023, lang), "check.later_fails")


def test_what_the_next_report_disputes_is_no_strength_of_a_county_and_is_in_its_first_lines():
    brief = brief_of(dataset_of([*carried_on(5, 2), one(2022, agency=OTHER)]), COUNTY)
    assert "1份报告的数字与2023年度报告不衔接" in texts(brief, "short.doubt")[0]
    assert "2份报告中1份" in texts(brief, "good.checks")[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_said_to_be_without_points_where_the_next_report_disputes_it(lang):
    data = dataset_of([*carried_on(5, 2), one(2022, agency=OTHER)])
    brief = brief_of(data, COUNTY, lang=lang)
    for key in ("short.doubt", "ask.none"):
        (text,) = texts(brief, key)
        assert "2023" in text
        assert ("本年度报告" if lang == "zh" else "in the reports for 2022") in text
    told = Assessment(data, BUREAU, 2022, lang)
    assert ("就本报告" if lang == "zh" else "of this report") in said(told, "sum.no_findings")


def test_a_report_that_the_next_one_disputes_is_not_folded_among_those_in_which_all_is_well():
    data = dataset_of([*carried_on(5, 2), one(2022, agency=OTHER)])
    shown, _, folded = corpus_reports(data, "en").text.partition("<details")
    assert "Civil Affairs" in folded
    assert "Education" not in folded
    assert shown.count("Education") == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_caution_names_every_report_with_a_disputed_figure(lang):
    data = dataset_of([*carried_on(5, 2), one(2022, agency=OTHER)])
    told = Comparison(data, [f"{BUREAU}-2022", f"{OTHER}-2022"], lang)
    caution = said(told, "caution.fail")
    assert "2022" in caution
    assert ("民政局" if lang == "zh" else "Civil Affairs") not in caution


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_share_that_is_not_given_is_not_given_two_lines_below(lang):
    data = dataset_of([one(2021), one(**row("concluded", 25))])
    lead = Assessment(data, BUREAU, 2022, lang).sections["lead"]
    assert not any("%" in s.text for s in lead)


def test_the_share_that_leads_a_brief_is_that_of_the_agencies_whose_figures_are_not_disputed():
    data = dataset_of([one(granted=8, refused=2), one(agency=OTHER, **row("concluded", 25))])
    lead = texts(brief_of(data, COUNTY), "short.requests")[0]
    assert "有关数字齐全且无存疑的1个机关" in lead
    assert "占其办结总数10件的80.0%" in lead


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_why_nothing_is_compared_is_not_said_to_be_few_cases_where_figures_are_disputed(lang):
    wrong = [
        one(agency=f"{place}教育局", **(row("concluded", 25) if k < 4 else {}))
        for k, place in enumerate(COUNTIES)
    ]
    data = dataset_of(wrong)
    told = Peers(data, data.groups["group"].iloc[0], None, lang)
    assert len(told.members) == len(COUNTIES)
    few = said(told, "field.uncompared")
    assert ("无存疑" if lang == "zh" else "undisputed") in few
    offices = ["教育局", "民政局", "司法局", "财政局", "水利局", "审计局"]
    county = dataset_of([one(agency=COUNTY + o, **row("concluded", 25)) for o in offices])
    within = texts(brief_of(county, COUNTY, lang=lang), "out.within_few")[0]
    assert ("无存疑" if lang == "zh" else "undisputed") in within


def test_indicators_in_which_all_are_equal_are_named_in_one_sentence():
    data = bureaus([8] * 6, [2] * 6)
    for report in (None, data.reports["report"].iloc[0]):
        told = Peers(data, data.groups["group"].iloc[0], report, "zh")
        assert len(texts(told, "field.equal")) == 1
        assert len(texts(told, "own.equal")) == (report is not None)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bounds_that_print_alike_are_one_figure(lang):
    blank = row("received", "") | row("granted", "") | row("concluded", "")
    data = dataset_of([one(**blank), one(agency=OTHER)])
    told = Comparison(data, list(data.reports["report"]), lang)
    assert any("缺数" in s.text or "whatever" in s.text for s in told.sentences())
    assert not any("0.0%至0.0%" in s.text or "0.0% and 0.0%" in s.text for s in told.sentences())


def test_a_change_that_rests_on_an_implied_figure_has_its_mark():
    data = dataset_of([one(2021), one(2022, granted=9, **{"requests__received__total": ""})])
    brief = brief_of(data, COUNTY)
    rows = [r.cells for b in brief.blocks if isinstance(b, Table) for r in b.rows]
    assert ("本年新收申请", "19", "20†", "+1†") in rows


@pytest.mark.parametrize("n", [1, 3])
def test_the_first_line_has_the_chinese_name_and_the_others_the_english_one_alone(n):
    data = dataset_of([one(2020 + k) for k in range(n)])
    first, *rest = Assessment(data, BUREAU, 2020 + n - 1, "en").sections["lead"]
    assert BUREAU in first.text
    assert rest
    assert all("Xiangxiang Education Bureau" in s.text and BUREAU not in s.text for s in rest)


@pytest.mark.parametrize(
    ("lang", "text"), [("zh", "均分母为零。"), ("en", ": nothing to divide by.")]
)
def test_reports_without_a_share_are_named_together_at_the_end(lang, text):
    offices = ["教育局", "民政局", "水利局", "审计局"]
    data = dataset_of([one(agency=COUNTY + o) for o in offices])
    told = Comparison(data, list(data.reports["report"]), lang)
    few = texts(told, "beside.share_few")[0]
    assert few.count(text[:-1]) == 1


@pytest.mark.parametrize(("lang", "word"), [("zh", "估计"), ("en", "estimated")])
def test_a_middle_that_is_estimated_is_not_told_as_the_median_that_the_page_draws(lang, word):
    data = bureaus([2, 8, 8, 9, 9, 9], [8, 2, 2, 1, 1, 1])
    told = Assessment(data, data.reports["agency"].iloc[1], 2022, lang)
    assert word in said(told, "sum.peers")
    assert word in parts.peers(told).text


def test_a_share_of_some_agencies_is_not_drawn_as_that_of_the_count_of_all():
    # Of the second, more is granted than concluded: its share cannot be computed.
    data = dataset_of([one(granted=8, refused=2), one(agency=OTHER, **row("concluded", 5))])
    figure = next(b for b in brief_of(data, COUNTY).blocks if isinstance(b, Figure))
    assert "予以公开 16×（不计存疑8）  80.0% (8/10)" in figure.alt


def test_what_a_person_explained_disputes_nothing_on_the_page_of_the_year_before():
    data = dataset_of(carried_on(5, 2))
    settled = replace(data, findings=data.findings.assign(decision="explain", corrected=""))
    assert not texts(Assessment(settled, BUREAU, 2022), "check.later_fails")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("carried", [(5, 2), (2, 2)])
def test_no_findings_is_not_said_of_a_report_that_the_next_one_disputes(lang, carried):
    told = Assessment(dataset_of(carried_on(*carried)), BUREAU, 2022, lang)
    assert told.view.findings.empty
    shown = word("no_findings", lang) in parts.checked(told).text
    assert shown is (carried == (2, 2))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("granted", [1, 2, 3, 4, 5])
def test_the_first_line_has_no_percentage_of_fewer_than_five(lang, granted):
    cells = {"carried_in": granted, "received": 0, "carried_out": 0}
    rows = {k: v for name, value in cells.items() for k, v in row(name, value).items()}
    told = Assessment(dataset_of([one(2022, granted, 0, **rows)]), BUREAU, 2022, lang)
    text = said(told, "lead.requests")
    assert told.view.shares["granted_any"].whole == granted
    assert ("%" in text) is (granted >= 5)
    assert f"{granted}件" in text or f"in part {granted}" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_share_that_the_page_shows_with_its_mark_is_not_said_to_be_withheld(lang):
    told = Assessment(dataset_of([one(**row("concluded", 25))]), BUREAU, 2022, lang)
    assert "×" in parts.first_page(told).text
    text = said(told, "lead.requests")
    assert ("存疑，须先核实" if lang == "zh" else "disputed figures, to be verified first") in text


def test_the_difference_of_disputed_shares_has_one_decimal():
    # 3334/10001 and 3333/9999: apart by a few thousandths of a point.
    years = [one(2021, 3334, 6667), one(2022, 3333, 6667, **row("concluded", 9999))]
    brief = brief_of(dataset_of(years), COUNTY)
    rows = [r.cells for b in brief.blocks if isinstance(b, Table) for r in b.rows]
    gaps = [r[3] for r in rows if len(r) > 3 and r[0] == "予以公开占办结" and r[3].endswith("×")]
    assert gaps
    assert all(re.fullmatch(r"[+−]?\d+\.\d×", gap) for gap in gaps)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_zeros_of_which_one_is_disputed_are_not_said_to_contradict_each_other(lang):
    data = dataset_of([one(2022, 0, 0, **{"requests__received__total": 3})])
    told = Assessment(data, BUREAU, 2022, lang)
    share = told.view.shares["granted_any"]
    assert (share.part, share.whole, share.disputed) == (0, 0, True)
    text = said(told, "sum.no_share")
    assert ("不能同时成立" if lang == "zh" else "both") not in text
    assert "0×" in text


@pytest.mark.parametrize(
    ("carried", "zh", "en"), [(0, "1份", "1 report "), (1, "另有1份", "1 more report ")]
)
def test_reports_disputed_by_the_next_year_are_counted_beside_those_that_fail_themselves(
    carried, zh, en
):
    other = [one(2022, agency=OTHER, **(row("concluded", 25) if carried else {}))]
    data = dataset_of([*carried_on(5, 2), *other])
    for lang, text in (("zh", zh), ("en", en)):
        (doubt,) = texts(brief_of(data, COUNTY, lang=lang), "short.doubt")
        assert text in doubt
        assert ("另有" in doubt or "more" in doubt) is bool(carried)


def test_a_territory_whose_continuity_fails_is_said_to_pass_within_its_tables_only():
    years = [
        a_report(
            f"{place}人民政府",
            year,
            "territory",
            8,
            11,
            **row("carried_in", into),
            **row("received", 19 - into),
        )
        for place in ("湘潭市", "株洲市")
        for year, into in ((2021, 0), (2022, 3))
    ]
    data = dataset_of(years)
    for lang, text in (("zh", "表内勾稽关系"), ("en", "within the tables")):
        told = Territories(data, list(data.reports["report"]), lang)
        assert text in said(told, "terr.checks_hold")
        assert texts(told, "terr.continue_fail")


def test_the_index_has_the_fraction_alone_of_fewer_than_five():
    cells = row("carried_in", 4) | row("received", 0)
    data = dataset_of([one(2022, 3, 1, **cells), one(2021, 3, 2, **row("received", 5))])
    shown = {r["year"]: (r["granted"], r["interval"]) for r in report_rows(data)}
    assert shown[2022] == ("3/4", "")
    assert shown[2021][0] == "60.0%"


@pytest.mark.parametrize(
    ("printed", "said_"),
    [("湘乡市农业局", True), ("湘潭市湘乡市农业农村局", False), ("湘乡市农业农村局", False)],
)
def test_a_name_printed_that_is_no_more_than_part_of_the_new_one_is_said(printed, said_):
    data = dataset_of([one(2022, agency="湘乡市农业农村局")])
    data.reports.loc[:, "agency_printed"] = printed
    told = Assessment(data, "湘乡市农业农村局", 2022, "zh")
    assert bool(texts(told, "who.printed")) is said_


def test_cells_that_are_not_named_are_counted_without_a_sign_of_addition():
    assert re.sub("<[^>]+>", "", several(["a/b/c", "a/b/d", "a/b/e"])) == "a/b/c … (3)"
