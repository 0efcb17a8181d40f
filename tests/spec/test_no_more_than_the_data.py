"""Sentences that once said more than the data: each corpus here made one of them false."""

import re

import pytest

from analysis.telling import parts
from analysis.telling.assessment.narrative import Assessment
from analysis.telling.brief.blocks import Table
from analysis.telling.brief.compared import Changes
from analysis.telling.brief.context import Context
from analysis.telling.brief.counties import Counties
from analysis.telling.brief.findings import Findings
from analysis.telling.brief.strengths import strengths
from analysis.telling.comparison import Comparison
from analysis.telling.peers.narrative import Peers
from analysis.telling.tables.indicators import indicators
from analysis.telling.tables.statutory import statutory
from analysis.wording import every
from tests.spec.test_brief import brief_of, lines_of
from tests.spec.test_narrative import COUNTIES, a_report, bureaus, dataset_of

COUNTY, BUREAU = "湘乡市", "湘乡市教育局"
PERSON_AND_TOTAL = ("natural_person", "total")


def one(year=2022, granted=8, refused=11, agency=BUREAU, **cells):
    return a_report(agency, year, "agency", granted, refused, **cells)


def row(name, value):
    """The two columns of a row that a report here fills."""
    return {f"requests__{name}__{column}": value for column in PERSON_AND_TOTAL}


def said(told, key):
    return next(s.text for s in told.sentences() if s.id == key)


@pytest.fixture(scope="module")
def years():
    """Six years, of which the share granted rises a little each time."""
    return dataset_of([one(y, 50 + 8 * k, 50 - 8 * k) for k, y in enumerate(range(2021, 2026))])


@pytest.mark.parametrize(
    ("year", "zh", "en"),
    [
        (2021, "核对表内勾稽关系", "within the tables:"),
        (2022, "核对表内及年度间勾稽关系", "within the tables and between years:"),
    ],
)
def test_checks_between_years_are_said_where_there_are_any(years, year, zh, en):
    assert said(Assessment(years, BUREAU, year, "zh"), "check.all_hold").startswith(zh)
    assert en in said(Assessment(years, BUREAU, year, "en"), "check.all_hold")


def test_continuity_is_told_of_the_report_that_it_was_checked_against(years):
    skipping = Comparison(years, [f"{BUREAU}-2021", f"{BUREAU}-2023"], "zh")
    assert skipping.sections["continuity"] == []
    following = Comparison(years, [f"{BUREAU}-2022", f"{BUREAU}-2023"], "zh")
    assert following.sections["continuity"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_change_is_judged_alike_on_every_page_and_small_steps_add_up(years, lang):
    compared = Comparison(years, list(years.reports["report"]), lang)
    lead = next(
        s for s in Assessment(years, BUREAU, 2024, lang).sections["lead"] if "share" in s.id
    )
    assert lead.text in [s.text for s in compared.sections["shares"]]
    apart = [s.text for s in compared.sections["what"] if s.id == "change.share_apart"]
    assert apart
    assert all("2021" in text and "2025" in text for text in apart)
    assert "2025" in compared.sections["what"][1].text


def test_notes_are_no_rows_of_a_table(years):
    compared = Comparison(years, list(years.reports["report"]), "en")
    heads = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', parts.section(compared, "shares").text)
    assert heads
    assert all(head[0].isupper() and "Interval" not in head for head in heads)
    assert not [head for head in heads if head.startswith("Xiangxiang")]


@pytest.mark.parametrize(("granted", "refused"), [(1, 0), (0, 1), (1, 1)])
def test_peers_that_are_all_alike_have_a_page_each_and_no_limits(granted, refused):
    sizes = range(10, 16)
    alike = bureaus([granted * n for n in sizes], [refused * n for n in sizes])
    own = f"{COUNTIES[0]}自然资源局"
    assert said(Assessment(alike, own, 2022, "zh"), "sum.peers_equal")
    among = Peers(alike, report=f"{own}-2022", lang="en")
    assert said(among, "own.equal")
    assert not [s for s in among.sentences() if "limits for its size" in s.text]


@pytest.mark.parametrize(("granted", "refused"), [(1, 0), (0, 1), (1, 1)])
def test_equality_is_said_of_those_that_are_compared(granted, refused):
    sizes = [1, 2, *range(10, 15)]  # of the first two, fewer than five are concluded
    alike = bureaus([granted * n for n in sizes], [refused * n for n in sizes])
    own = f"{COUNTIES[2]}自然资源局"
    for told, key in (
        (Assessment(alike, own, 2022, "zh"), "sum.peers_equal"),
        (Peers(alike, report=f"{own}-2022", lang="zh"), "own.equal"),
    ):
        assert "不少于5件的5份报告" in said(told, key)
    group = Peers(alike, report=f"{own}-2022", lang="zh").group.id
    whole = [
        s.text for s in Peers(alike, group, lang="zh").sentences() if "granted" in str(s.cells)
    ]
    assert not [text for text in whole if "7份" in text]


@pytest.mark.parametrize("code", ["requests/granted/total", "requests/concluded/total"])
def test_among_peers_a_mark_stands_at_its_own_number(code):
    first, *others = COUNTIES[:6]
    cells = {code.replace("/", "__"): ""}
    reports = [a_report(f"{first}自然资源局", 2022, "agency", 20, 5, **cells)]
    reports += [a_report(f"{c}自然资源局", 2022, "agency", 30, 5) for c in others]
    own = Peers(dataset_of(reports), report=f"{COUNTIES[0]}自然资源局-2022", lang="en")
    figure = "20†/25" if "granted" in code else "20/25†"
    assert figure in next(
        s.text
        for s in own.sentences()
        if "among" not in s.id and s.id.startswith("own.") and s.text.startswith("Granted")
    )


@pytest.mark.parametrize(
    ("status", "zh", "en"),
    [("blank", "未载明", "not stated"), ("unreadable", "未读到", "not read")],
)
def test_a_share_of_cells_without_a_number_is_not_one_of_nothing(status, zh, en):
    report = one()
    report.cells.loc[:, "status"], report.cells.loc[:, "value"] = status, float("nan")
    data = dataset_of([report, one(2021)])
    for lang, word, never in (("zh", zh, "分母为零"), ("en", en, "nothing to divide by")):
        brief = brief_of(data, COUNTY, lang=lang)
        tables = [b for b in brief.blocks if isinstance(b, Table)]
        granted = tables[0].rows[-7].cells
        assert granted[1] == word
        assert not [line for line in lines_of(brief) if line == never]
        # The year before is shown as it is, though this year has no figure.
        (change,) = (t.rows[3].cells for t in tables if len(t.columns) == 4 and len(t.rows) == 10)
        assert change[1].startswith("42.1%")
        assert change[2] == word


def test_a_pending_review_is_not_one_without_a_correction():
    def good(pending, upheld):
        reviews = dict.fromkeys(("pending", "upheld"), 0) | {"pending": pending, "upheld": upheld}
        cells = {f"remedies__review__{k}": v for k, v in reviews.items()}
        data = dataset_of([one(**cells, remedies__review__total=pending + upheld)])
        loaded = Counties(data, "zh")
        context = Context(loaded.county(loaded.find(COUNTY), 2022))
        blocks = strengths(context, Findings(context), Changes(context))
        return [s.text for b in blocks for s in b.sentences if s.id == "good.remedies"]

    assert good(6, 0) == []
    assert good(2, 5) == ["教育局行政复议7件、行政诉讼0件，其中审结5件，没有结果纠正的。"]


@pytest.mark.parametrize(
    ("cells", "granted", "brief"),
    [
        ({"requests__granted__total": ""}, "予以公开8†件，占办结总数19件", "予以公开8†件"),
        (row("concluded", 25), "予以公开8×件，占办结总数25×件", "所据数字存疑"),
    ],
)
def test_marks_stand_at_the_figure_they_belong_to_on_every_page(cells, granted, brief):
    data = dataset_of([one(**cells)])
    assert said(Assessment(data, BUREAU, 2022, "zh"), "end.granted").startswith(granted)
    assert brief in next(s.text for s in brief_of(data, COUNTY).sentences() if "short" in s.id)


def test_what_a_check_implied_it_cannot_confirm_and_that_is_the_reason_given():
    data = dataset_of([one(requests__granted__total="")])
    told = Assessment(data, BUREAU, 2022, "zh")
    assert "推算的数字不能反过来检验" in said(told, "check.some_undecided")


def test_agencies_that_lack_one_figure_or_the_other_are_counted():
    blank = {name: row(name, "") for name in ("received", "carried_in", "concluded", "granted")}
    reports = [
        one(agency="湘乡市教育局", **blank["received"], **blank["carried_in"]),
        one(
            agency="湘乡市财政局",
            **blank["concluded"],
            **blank["granted"],
            **row("carried_out", ""),
        ),
        one(agency="湘乡市公安局"),
    ]
    (short,) = (
        s.text
        for s in brief_of(dataset_of(reports), COUNTY).sentences()
        if s.id == "short.requests"
    )
    assert "（2个机关缺少其中的数字，缺少的未计入）" in short


def test_pages_name_their_years_and_english_tables_their_agencies_in_english():
    broken = row("received", 32)
    data = dataset_of([one(**broken), one(agency="湘乡市财政局"), one(2021, agency="湘乡市财政局")])
    reports = list(data.reports["report"])
    assert Comparison(data, reports, "zh").title == "政府信息公开比较：2021、2022年度3份报告"
    assert (
        Comparison(data, reports, "en").title == "Disclosure compared: 3 reports for 2021 and 2022"
    )
    brief = brief_of(data, COUNTY, lang="en")
    names = [row.cells[0] for b in brief.blocks if isinstance(b, Table) for row in b.rows]
    assert "Education Bureau (教育局)" in names
    assert not [name for name in names if re.fullmatch(r"[\u4e00-\u9fff]+", name)]


@pytest.mark.parametrize(
    ("lang", "of"),
    [
        ("zh", "其中有关数字齐全且无存疑的2个机关予以公开16件，占其办结总数38件的42.1%"),
        ("en", "known and undisputed, granted in full 16 of 38"),
    ],
)
def test_a_share_of_some_of_the_agencies_says_of_how_many(lang, of):
    more_than_all = one(agency="湘乡市公安局", **row("granted", 80))
    data = dataset_of([one(), one(agency="湘乡市财政局"), more_than_all])
    (short,) = (s.text for s in brief_of(data, COUNTY, lang=lang).sentences() if "short.r" in s.id)
    assert of in short


def test_a_share_that_turned_says_which_agencies_it_is_of():
    """One agency has no cases in one of the years; the sum of all is its, too."""
    data = dataset_of(
        [
            *(one(2021, 90, 10), one(2022, 19, 1)),
            *(one(2021, 45, 5, agency="湘乡市财政局"), one(2022, 10, 0, agency="湘乡市财政局")),
            *(one(2021, 1, 9, agency="湘乡市公安局"), one(2022, 30, 120, agency="湘乡市公安局")),
            *(one(2021, 0, 0, "湘乡市民政局"), one(2022, 5, 5, "湘乡市民政局")),
        ]
    )
    told = [s.text for s in brief_of(data, COUNTY).sentences() if s.id == "year.turned"]
    assert told
    assert all("4个机关合计" in text and "两年都有件数的3个机关" in text for text in told)


@pytest.mark.parametrize(("lang", "mark"), [("zh", "未能读出"), ("en", "not read")])
def test_what_is_printed_in_several_cells_at_once_is_not_shown_as_the_number_of_each(lang, mark):
    report = one()
    at = report.cells["item"].isin(["normative_documents"])
    report.cells.loc[at, ["printed", "status", "value"]] = ("2135", "unreadable", float("nan"))
    view = Assessment(dataset_of([report]), BUREAU, 2022, lang).view
    shown = re.findall(r"<td[^>]*>(2135.*?)</td>", statutory(view, "disclosure").text)
    assert len(shown) == at.sum()
    assert all(mark in text for text in shown)


def test_one_request_is_no_requests():
    view = Assessment(dataset_of([one(granted=1, refused=0)]), BUREAU, 2022, "en").view
    text = indicators([view]).text
    assert "1 <small>request</small>" in text
    assert "1 <small>requests</small>" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_sentence_stands_twice_on_a_page_and_a_disputed_share_does_not_lead(lang):
    wrong = row("concluded", 25) | {"remedies__review__upheld": 1, "remedies__review__total": 1}
    data = dataset_of([one(2021), one(**wrong)])
    told = Assessment(data, BUREAU, 2022, lang)
    texts = [s.text for s in told.sentences()]
    assert sorted(texts) == sorted(set(texts))
    lead = said(told, "lead.requests")
    assert "25×" in lead
    assert "%" not in lead
    assert "%" in said(Assessment(data, BUREAU, 2021, lang), "lead.requests")


@pytest.mark.parametrize(
    ("n", "text"), [(1, "the one check"), (2, "both checks"), (3, "all 3 checks")]
)
def test_the_whole_of_what_is_counted_is_said_in_english(n, text):
    assert every(n, "check", "checks") == text


def test_years_of_one_agency_are_told_apart_by_their_years(years):
    few = [f"{BUREAU}-{year}" for year in (2021, 2022, 2023)]
    compared = Comparison(years, few, "en")
    heads = indicators(compared.views).text
    assert ">2021<" in heads
    assert "Bureau" not in heads.partition("</thead>")[0]


def test_shares_of_one_sentence_are_of_the_same_agencies():
    # Of the second, more is granted in full or in part than is concluded.
    reports = [one(), one(agency="湘乡市民政局", **row("partly_granted", 14))]
    short = next(
        s.text for s in brief_of(dataset_of(reports), COUNTY).sentences() if "short" in s.id
    )
    assert "1个机关予以公开8件" in short
    assert "予以公开和部分公开" not in short
