"""Sentences assert no print that the form does not have, and count what is still to be verified."""

from datetime import date

import pytest

from analysis.telling.assessment.narrative import Assessment
from analysis.telling.comparison import Comparison
from analysis.telling.sentence import say
from analysis.telling.share import Share
from tests.unit.checking.test_disputed import WRONG, correction, dataset_of, made

AGENCY = "某县林业局"


def texts(data, lang, year=2023):
    return {s.id: s.text for s in Assessment(data, AGENCY, year, lang).sentences()}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_group_of_rows_has_no_printed_total(lang):
    # Every row of the group prints its own; the form has none for the group.
    data = dataset_of(made({"requests/granted/total": 21}, agency=AGENCY, year=2023))
    told = [
        s.text
        for s in Assessment(data, AGENCY, 2023, lang).sections["results"]
        if s.id == "zero.printed"
    ]
    assert told
    for text in told:
        assert (
            "各行总计相加为0×件" if lang == "zh" else "the totals of its rows add up to 0×"
        ) in text
        assert ("总计印为" if lang == "zh" else "printed is") not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("decision", "asked"), [("explain", 0), ("reject", 0), ("accept", 1)])
def test_a_matter_that_somebody_settled_is_not_said_to_wait(lang, decision, asked):
    # The first page counts as the brief and the workbook do.
    report = made(WRONG, agency=AGENCY, year=2023)
    data = dataset_of(report, corrections=[correction(report, decision)])
    own = texts(data, lang)["sum.findings"]
    settled = {"zh": "已有人说明或否定1项", "en": "1 more was explained or rejected"}[lang]
    waiting = {
        "zh": "使用前须核实的问题1项" if asked else "没有使用前须核实的问题",
        "en": f"before using the figures: {'1 error' if asked else 'none'}",
    }
    assert waiting[lang] in own
    assert (settled in own) == (asked == 0)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("high", "told"), [(399_758.79, False), (88.2, True)])
def test_limits_of_a_rate_that_reach_anywhere_are_no_limits(lang, high, told):
    # Five peers of which one reports hundreds of suits a request: what is usual cannot be told.
    values = {"low": 0.0, "high": high, "middle": 25.69, "ranked": 0, "first": 0, "last": 0}
    own = Share(74, 210, 35.24, 27.67, 44.24, "stated")
    text = say("own.inside", lang, label="诉讼", share=own, kind="rate", **values).text
    assert ("88.2" in text) == ("25.69" in text) == told
    assert "399" not in text
    assert (("定不出界限" if lang == "zh" else "give no limits") in text) == (not told)


def renamed():
    """Reports of an agency whose older one prints the name of its predecessor."""
    data = dataset_of(
        made({}, agency="沭阳县农业农村局", year=2022),
        made({}, agency="沭阳县农业农村局", year=2023),
    )
    reports = data.reports
    reports.loc[reports["year"] == 2022, "agency_printed"] = "沭阳县农业委员会"
    return data


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_that_prints_another_name_is_not_said_to_print_the_new_one(lang):
    data = renamed()
    for year, told in ((2022, True), (2023, False)):
        page = Assessment(data, "沭阳县农业农村局", year, lang)
        own = [s.text for s in page.sections["who"] if s.id == "who.printed"]
        assert bool(own) == told
        assert all("沭阳县农业委员会" in text for text in own)
    both = Comparison(data, list(data.reports["report"]), lang)
    (caution,) = [s.text for s in both.sections["cautions"] if s.id == "caution.printed"]
    assert "沭阳县农业委员会" in caution
    assert "2022" in caution
    assert "2023" not in caution


def test_a_date_after_the_limit_is_told_as_the_date_that_is_given():
    """A report that was issued again bears a later date than that of its first publication."""
    report = made({}, agency=AGENCY, year=2023, published=date(2024, 5, 17))
    data = dataset_of(report)
    told = texts(data, "zh")["time.late"]
    assert "所载发布日期为2024年5月17日" in told
    assert "晚107天" in told
    assert "是否逾期须核实" in told
    assert "needs checking" in texts(data, "en")["time.late"]


def test_checks_that_are_all_undecided_are_told_so_and_not_by_noughts():
    data = dataset_of(
        made({"requests/*": "", "remedies/*": "", "disclosure/*": ""}, agency=AGENCY, year=2023)
    )
    told = {lang: texts(data, lang, 2023)["check.some_undecided"] for lang in ("zh", "en")}
    assert "处，均无法判定（" in told["zh"]
    assert "成立0处" not in told["zh"]
    assert ": all undecided (" in told["en"]


@pytest.mark.parametrize(
    ("agency", "scope", "told"),
    [
        ("某县林业局", "agency", "who.scope_agency"),
        ("某县人民政府", "territory", "who.scope_territory"),
        ("某县机关事务", "agency", "who.scope_told_agency"),  # its prose or its card says so
        ("某县林业局", "territory", "who.scope_told_territory"),
        ("天津经济技术开发区管理委员会", "agency", "who.scope_committee"),
        ("某县国有资产监督管理委员会", "agency", "who.scope_agency"),
        ("某县机关事务", None, "who.scope_unknown"),
    ],
)
def test_a_name_is_said_to_tell_the_scope_only_where_it_does(agency, scope, told):
    data = dataset_of(made({}, agency=agency, year=2023, scope=scope))
    own = [
        s.id
        for s in Assessment(data, agency, 2023, "zh").sentences()
        if s.id.startswith("who.scope")
    ]
    assert own == [told]
