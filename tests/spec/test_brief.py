"""The county brief: one content in three formats, nothing added up that must not be, nothing of a
report taken for markup.
"""

import io
import math
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from unittest.mock import patch

import pandas as pd
import pytest
from docx import Document
from lxml import html as lx

from analysis import InputError
from analysis.assessing.statistics.changes import pooled_share
from analysis.assessing.statistics.intervals import SMALL, newcombe, wilson
from analysis.assessing.tabular import SCHEMA
from analysis.collecting.coverage import Row, write_coverage
from analysis.files import text_of
from analysis.publishing.brief import FORMATS, check_formats, make, pdf, render
from analysis.running.briefs import Wanted, read_expected, write_briefs
from analysis.telling.brief import blocks, figures
from analysis.telling.brief.blocks import Box, Brief, Figure, Heading, Table, Text
from analysis.telling.brief.change import change
from analysis.telling.brief.compared import Changes
from analysis.telling.brief.context import Context
from analysis.telling.brief.counties import Counties
from analysis.telling.brief.coverage import loaded, not_loaded
from analysis.telling.brief.expected import Expected, against
from analysis.telling.brief.findings import Findings, findings_to_answer
from analysis.telling.brief.make import _file_name, county_brief
from analysis.telling.brief.outliers import PeerGroups
from analysis.telling.brief.strengths import strengths
from analysis.telling.brief.tables import labels, totals
from analysis.telling.sentence import say
from tests.support import counties
from tests.support.patience import patience

EACH = "同一机关相比的变化（95%区间）"
MOVED = ("升、降机关数", "Rose, fell")
HOSTILE = '湘乡市#panic("x") *a* $x^2$ <script>alert(1)</script>{{7*191}}\u202e\x07=1+1 @b <b>局'
SHOWN = '#panic("x") *a* $x^2$ <script>alert(1)</script>{{7*191}}\\u202e\\x07=1+1 @b <b>局'


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return counties.dataset(tmp_path_factory.mktemp("county"))


def processed(data, home):
    for name, content in data.to_csv().items():
        (home / name).write_bytes(content)
    return home


@pytest.fixture(scope="module")
def folder(county, tmp_path_factory):
    return processed(county, tmp_path_factory.mktemp("processed"))


@pytest.fixture(scope="module")
def four(dataset, tmp_path_factory):
    """Four reports, one of them on 2022: of the same county, and written in a tenth of the time."""
    return processed(dataset, tmp_path_factory.mktemp("four"))


def county_of(data, name=counties.COUNTY, year=2022, lang="zh"):
    found = Counties(data, lang)
    return found.county(found.find(name), year)


# What many tests look at, each with its tables, so that their id stays theirs.
_contexts, _plain = {}, {}


def context_of(data, lang="zh"):
    key = id(data), lang
    if key not in _contexts:
        _contexts[key] = data, Context(county_of(data, lang=lang))
    return _contexts[key][1]


def new_brief_of(data, name=counties.COUNTY, year=2022, lang="zh", expected=None):
    county = county_of(data, name, year, lang)
    return county_brief(county, PeerGroups(data, lang), "0", expected)


def brief_of(data, *asked, **more):
    """A brief to be read: half the time is the drawing of figures, which only rendered ones need."""
    with patch.object(figures, "_figure", lambda _, __, *words: Figure(*words, "<svg/>", b"")):
        if asked or more.keys() - {"lang"}:
            return new_brief_of(data, *asked, **more)
        key = id(data), more.get("lang", "zh")
        if key not in _plain:
            _plain[key] = data, new_brief_of(data, **more)
        return _plain[key][1]


# Sections by themselves, as `county_brief` makes them: a test of one needs none of the others.
def section(*blocks, lang="zh"):
    return Brief("", "", lang, "", blocks, {})


def change_of(data, lang="zh"):
    context = context_of(data, lang=lang)
    return section(*change(context, Changes(context)), lang=lang)


def strengths_of(data):
    context = context_of(data)
    return section(*strengths(context, Findings(context), Changes(context)))


def coverage_of(data, expected=None):
    context = context_of(data)
    return section(*loaded(context), *not_loaded(context, expected))


def lines_of(brief) -> list[str]:
    """Everything a brief says, line by line."""
    out = [brief.title, brief.subtitle]
    for block in brief.blocks:
        if isinstance(block, Heading):
            out.append(block.text)
        elif isinstance(block, (Text, Box)):
            out += ([block.title] if isinstance(block, Box) else []) + [
                s.text for s in block.sentences
            ]
        elif isinstance(block, Figure):
            out.append(block.caption)
        else:
            out += [block.caption, *(c.label for c in block.columns)]
            out += [line for row in block.rows for cell in row.cells for line in cell.split("\n")]
            out += [note.text for note in block.notes]
    return [line for line in out if line]


def golden_text(brief) -> str:
    out = [f"= {brief.title}", brief.subtitle]
    for block in brief.blocks:
        if isinstance(block, Heading):
            out.append(f"# {block.text}")
        elif isinstance(block, (Text, Box)):
            out += [f"[{s.id}] {s.text}" for s in block.sentences]
        elif isinstance(block, Figure):
            out.append(f"({block.caption}: {block.alt})")
        else:
            out += [f"| {block.caption} | " + " | ".join(c.label for c in block.columns)]
            out += [
                "| " + " | ".join(cell.replace("\n", " / ") for cell in row.cells)
                for row in block.rows
            ]
            out += [f"[{n.id}] {n.text}" for n in block.notes]
    return "\n".join(out) + "\n"


def percent(part: float, whole: float = 1) -> str:
    """A share as a reader's own reckoning rounds it."""
    return f"{(Decimal(repr(float(part))) / Decimal(repr(float(whole))) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def table(brief, label: str) -> Table:
    return next(
        b for b in brief.blocks if isinstance(b, Table) and any(c.label == label for c in b.columns)
    )


def change_rows(brief):
    """Rows of the table on changes of several agencies, which has a fifth column."""
    return next(
        b.rows for b in brief.blocks if isinstance(b, Table) and b.columns[-1].label in MOVED
    )


def sentence(brief, key: str):
    return next((s for s in brief.sentences() if s.id == key), None)


def values(data, code: str, scope: str = "agency", year: int = 2022) -> pd.Series:
    """A cell of every report of a scope, stated or implied."""
    reports = data.reports[(data.reports["scope"] == scope) & (data.reports["year"] == year)][
        "report"
    ]
    table, item, column = code.split("/")
    cells = data.cells
    mine = cells[
        cells["report"].isin(reports)
        & (cells["table"] == table)
        & (cells["item"] == item)
        & (cells["column"] == column)
    ]
    return mine.set_index("report")["value"].where(
        mine.set_index("report")["status"] == "stated", mine.set_index("report")["implied"]
    )


# --- what it says ---------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_brief_of_a_county_reads_as_it_did(county, golden, lang):
    golden(f"brief-county.{lang}.txt", golden_text(brief_of(county, lang=lang)))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "year"), [("湘乡市", 2022), ("宿迁市", 2024)])
def test_one_report_alone_is_told_so(dataset, golden, name, year, lang):
    golden(f"brief-{name}-{year}.{lang}.txt", golden_text(brief_of(dataset, name, year, lang)))


def test_both_editions_say_the_same_sentences(county):
    zh, en = brief_of(county), brief_of(county, lang="en")
    assert [s.id for s in zh.sentences()] == [s.id for s in en.sentences()]
    assert [[row.refs for row in b.rows] for b in zh.blocks if isinstance(b, Table)] == [
        [row.refs for row in b.rows] for b in en.blocks if isinstance(b, Table)
    ]


@pytest.fixture(scope="module")
def agreed(county):
    """The county as it would be if all its disputes were decided."""
    return settled(county)


def settled(county):
    return replace(
        county,
        cells=county.cells.assign(disputed=False),
        indicators=county.indicators.assign(disputed=False),
    )


def test_totals_are_given_with_and_without_the_reports_whose_figures_are_disputed(county):
    rows = {row.cells[0].strip(): row.cells for row in table(brief_of(county), "政府汇总报告").rows}
    disputed = county.cells[county.cells["disputed"]]
    mine = disputed[(disputed["item"] == "received") & (disputed["column"] == "total")]
    own = values(county, "requests/received/total")
    sound = own[~own.index.isin(mine["report"])]
    assert 0 < len(sound) < len(own)
    assert rows["本年新收申请"][1] == f"{own.sum():,.0f}×（不计存疑{sound.sum():,.0f}）"
    assert sentence(brief_of(county), "mark.disputed")


def test_no_change_is_told_that_rests_on_a_disputed_figure(county):
    rows = table(brief_of(county), EACH).rows
    doubted = [row.cells for row in rows if "×" in row.cells[1] + row.cells[2]]
    assert doubted
    # Its own figure with the mark: no interval, no star, no words in its place.
    assert all(re.fullmatch(r"[+−]?[\d.,]+†?×", cells[3]) for cells in doubted)
    assert sentence(brief_of(county), "year.disputed")


def test_a_table_of_disputed_figures_is_not_said_to_have_been_tested(county):
    rows = county.indicators
    every = county.cells.assign(disputed=True), rows.assign(disputed=True)
    told = brief_of(replace(county, cells=every[0], indicators=every[1])).sentences()
    assert "year.nothing" not in {s.id for s in told}


def test_totals_are_those_of_the_agencies_and_never_hold_the_report_over_all(agreed):
    brief = brief_of(agreed)
    rows = {row.cells[0].strip(): row.cells for row in table(brief, "政府汇总报告").rows}
    for label, code in (
        ("本年新收申请", "received"),
        ("本年办结", "concluded"),
        ("结转下年继续办理", "carried_out"),
    ):
        own, whole = (
            values(agreed, f"requests/{code}/total"),
            values(agreed, f"requests/{code}/total", "territory"),
        )
        assert len(own) == 40
        assert len(whole) == 1
        assert rows[label][1:3] == (f"{own.sum():,.0f}", f"{whole.sum():,.0f}")
    granted, concluded = (
        values(agreed, f"requests/{code}/total") for code in ("granted", "concluded")
    )
    _, low, high = pooled_share(granted.to_numpy(), concluded[granted.index].to_numpy())
    granted, concluded = granted.sum(), concluded.sum()
    chance = wilson(granted, concluded)
    assert high - low > chance[1] - chance[0]  # agencies differ: cases are no independent trials
    assert (
        rows["予以公开占办结"][1]
        == f"{percent(granted, concluded)} ({granted:,.0f}†/{concluded:,.0f})  {percent(low)}～{percent(high)}"
    )
    refs = {r.report for s in brief.sentences() for r in s.cells}
    assert "湘乡市人民政府-2022" not in refs


def test_each_row_of_an_agency_is_its_own_cells(agreed):
    rows = {row.cells[0]: row for row in table(brief_of(agreed), "勾稽不成立").rows}
    received, concluded, granted = (
        values(agreed, f"requests/{c}/total") for c in ("received", "concluded", "granted")
    )
    assert len(rows) > 30
    for name, row in rows.items():
        report = f"湘乡市{name}-2022"
        assert row.cells[1:3] == (f"{received[report]:.0f}", f"{concluded[report]:.0f}")
        assert {ref.report for ref in row.refs} == {report}
        mark = "†" if name == counties.ILLEGIBLE else ""
        part = f"{granted[report]:.0f}{mark}/{concluded[report]:.0f}"
        if concluded[report] < SMALL:
            assert row.cells[3:5] == (part, "—")
        else:
            assert row.cells[3] == f"{percent(granted[report], concluded[report])} ({part})"
    assert set(counties.BROKEN) <= {name for name, row in rows.items() if row.alert}
    assert all(row.alert == (row.cells[-1] != "0") for row in rows.values())


def test_change_holds_each_agency_against_itself(agreed):
    rows = {row.cells[0]: row.cells for row in table(brief_of(agreed), EACH).rows}
    pairs = []
    for year in (2021, 2022):
        shares = [
            values(agreed, f"requests/{code}/total", year=year)
            for code in ("refused.other_law", "concluded")
        ]
        pairs.append([s.rename(lambda report: report[:-5]) for s in shares])
    both = pairs[0][0].index.intersection(pairs[1][0].index)
    assert len(both) == 35
    (a, m), (b, n) = [[s[both].to_numpy(int) for s in pair] for pair in pairs]
    assert rows["不予公开占办结"][1:3] == (
        f"{percent(a.sum(), m.sum())} ({a.sum():,}/{m.sum():,})",
        f"{percent(b.sum(), n.sum())} ({b.sum():,}/{n.sum():,})",
    )
    some = (m > 0) & (n > 0)
    a, m, b, n = a[some], m[some], b[some], n[some]
    found = (m * n / (m + n) * (b / n - a / m)).sum() / (m * n / (m + n)).sum()
    assert rows["不予公开占办结"][3].startswith(f"{100 * found:+.1f}".replace("-", "−"))
    large = (m >= SMALL) & (n >= SMALL)
    rose, fell = (b * m > a * n)[large].sum(), (b * m < a * n)[large].sum()
    assert rose + fell > 0
    assert rows["不予公开占办结"][4] == f"升{rose}降{fell}"


def test_requests_received_rise_or_fall_from_one_year_to_the_next(agreed):
    own = sentence(brief_of(agreed, lang="en"), "short.change")
    assert re.search("requests received rose from [0-9,]+†? in 2021 to [0-9,]+†? in 2022", own.text)


@pytest.mark.parametrize(
    ("errors", "warnings", "told"),
    [
        (0, 7, "7 points to verify, all warnings,"),
        (1, 0, "1 point to verify, an error,"),
        (40, 1, "41 points to verify (40 errors, 1 warning),"),
    ],
)
def test_points_of_one_kind_are_counted_once(errors, warnings, told):
    counts = {
        "total": "9",
        "passed": "8",
        "failed": "1",
        "undecided": "0",
        "later": 0,
        "reports": 1,
    }
    own = say(
        "short.doubt",
        "en",
        **counts,
        count=errors + warnings,
        errors=errors,
        warnings=warnings,
        county="X",
        year=2022,
        next=2023,
        section="Points",
    )
    assert told in own.text


def redrawn(county, share):
    """The county with other figures of the shares granted, in each report as ``share`` has them."""
    rows = county.indicators.copy()
    chosen = rows["indicator"] == "granted"
    for at, report in rows.loc[chosen, "report"].items():
        found = share(report)
        part, whole = found or (0, 0)
        rows.loc[at, ["numerator", "denominator"]] = part, whole
        rows.loc[at, "estimate"] = part / whole if whole else float("nan")
        rows.loc[at, "basis"] = "stated"
    return replace(settled(county), indicators=rows.assign(disputed=False))


SIMPSON = {  # three offices over two years: the share of each rises, that of all falls
    "教育局": ((90, 100), (19, 20)),
    "公安局": ((45, 50), (10, 10)),
    "财政局": ((1, 10), (30, 150)),
}


def test_that_all_rise_is_told_where_the_share_of_all_falls(county):
    def share(report):
        name, year = report.removeprefix(counties.COUNTY).split("-")
        return SIMPSON[name][year == "2022"] if name in SIMPSON else None

    for lang, moved in (("zh", "升3降0"), ("en", "3 up, 0 down")):
        brief = change_of(redrawn(county, share), lang)
        label = labels(lang)["granted"]
        row = next(r.cells for r in change_rows(brief) if r.cells[0] == label)
        assert row[1].startswith("85.0%")
        assert row[2].startswith("32.8%")
        weight = [100 * 20 / 120, 50 * 10 / 60, 10 * 150 / 160]
        apart = [19 / 20 - 90 / 100, 10 / 10 - 45 / 50, 30 / 150 - 1 / 10]
        found = sum(w * d for w, d in zip(weight, apart, strict=True)) / sum(weight)
        assert row[3] == f"+{100 * found:.1f}"  # three agencies: no interval, and no star
        assert row[4] == moved
        told = [s.text for s in brief.sentences() if s.id == "year.turned"]
        assert any(label in text and f"+{100 * found:.1f}" in text for text in told)


@pytest.mark.parametrize("largest", [100, 1000, 10**6])
def test_where_one_agency_has_nearly_all_cases_a_brief_says_why_no_interval(county, largest):
    def share(report):
        if report.startswith(f"{counties.COUNTY}教育局"):
            return largest * 7 // 10, largest
        return len(report) % 7, 10

    brief = section(*totals(context_of(redrawn(county, share))))
    rows = {row.cells[0]: row.cells for row in table(brief, "政府汇总报告").rows}
    assert ("～" in rows["予以公开占办结"][1]) == (largest == 100)
    assert len([s for s in brief.sentences() if s.id == "total.few"]) == (largest > 100)


def test_a_change_of_one_agency_is_named_after_looking_at_all(county):
    def share(report):
        name, year = report.removeprefix(counties.COUNTY).split("-")
        if name == "教育局":
            return ((10, 100), (90, 100))[year == "2022"]
        return (20, 60) if name == "公安局" and year == "2022" else (30, 60)

    brief = change_of(redrawn(county, share))
    named = [s.text for s in brief.sentences() if s.id == "year.agency"]
    assert [text for text in named if "予以公开" in text] == [
        text for text in named if text.startswith("教育局")
    ]
    low, high = newcombe((30, 60), (20, 60))
    assert low < 0 < high or not [t for t in named if t.startswith("公安局")]
    assert "+80.0" in " ".join(named)


def test_a_mistyped_figure_announces_no_change(county):
    """41 typed for 32: the check fails, the figure is disputed, and so no change is told."""
    rows = county.indicators.copy()
    chosen = rows["indicator"] == "granted"

    def share(report):
        return (41, 60) if report.endswith("公安局-2022") else (35, 60)

    typed = redrawn(county, share)
    wrong = (typed.indicators["report"] == "湘乡市公安局-2022") & chosen
    doubted = replace(typed, indicators=typed.indicators.assign(disputed=wrong))
    told = change_of(doubted)
    before = next(r.cells for r in change_rows(change_of(typed)) if "予以公开占" in r.cells[0])
    after = next(r.cells for r in change_rows(told) if "予以公开占" in r.cells[0])
    assert "×" not in before[3]
    assert after[3] == before[3].partition(" (")[0].rstrip("＊") + "×"
    assert after[4] == ""
    assert not [s for s in told.sentences() if s.id == "year.agency" and "公安局" in s.text]


def test_what_stands_out_is_the_one_that_was_made_to(county):
    named = {row.cells[:2] for row in table(brief_of(county), "q 值").rows}
    assert (counties.ODD, "予以公开占办结") in named
    assert {name for name, _ in named} == {counties.ODD}


def test_a_handful_of_cases_stands_out_from_nothing(county):
    few = county.indicators["denominator"] < SMALL
    assert few.any()
    others = county.indicators["report"] != "湘乡市林业局-2022"
    odd = county.indicators.assign(
        numerator=county.indicators["numerator"]
        .clip(upper=4)
        .where(~others, county.indicators["numerator"]),
        denominator=county.indicators["denominator"].where(others, 4),
    )
    brief = brief_of(replace(county, indicators=odd))
    assert sentence(brief, "out.within_none")


def test_peers_are_those_of_other_counties(county):
    """The same bureau in eight counties; the odd one stands out from them, and they are said to be
    eight.
    """
    reports, indicators = county.reports, county.indicators
    one = reports[reports["report"] == "湘乡市教育局-2022"]
    own = indicators[indicators["report"] == "湘乡市教育局-2022"]
    parts, more, rows = [reports], [indicators], []
    for k, part in enumerate([*[50] * 7, 3]):
        report = f"别县{k}教育局-2022" if part == 50 else "湘乡市教育局-2022"
        granted = own.assign(report=report)
        at = granted["indicator"] == "granted"
        low, high = wilson(part, 100)
        granted.loc[at, ["numerator", "denominator", "estimate", "low", "high"]] = [
            part,
            100,
            part / 100,
            low,
            high,
        ]
        rows.append({"group": "g", "report": report, "by": "rule", "zh": "同类", "en": "alike"})
        more.append(granted)
        if part == 50:
            parts.append(
                one.assign(
                    report=report,
                    agency=report[:-5],
                    division=f"99010{k}",
                    division_name=f"别县{k}",
                )
            )
    changed = pd.concat(more).drop_duplicates(["report", "indicator"], keep="last")
    data = replace(county, reports=pd.concat(parts), indicators=changed, groups=pd.DataFrame(rows))
    brief = brief_of(data)
    row = next(
        r for r in table(brief, "q 值").rows if r.cells[0] == "教育局" and "同类" in r.cells[3]
    )
    assert row.cells[3] == "同类：8个机关中其余机关的中位数，估计为50.0%"
    assert sentence(brief, "out.peers").text.startswith("与其他地区同类机关相比：1个机关的")


def test_an_unknown_figure_is_no_zero_and_is_counted_as_missing(county):
    county = settled(county)
    cells = county.cells
    mine = (
        (cells["report"] == "湘乡市教育局-2022")
        & (cells["table"] == "requests")
        & (cells["item"] == "received")
    )
    unknown = cells.assign(
        value=cells["value"].mask(mine),
        status=cells["status"].mask(mine, "unreadable"),
        implied=cells["implied"].mask(mine),
    )
    brief = brief_of(replace(county, cells=unknown))
    rows = {row.cells[0]: row.cells for row in table(brief, "政府汇总报告").rows}
    rest = values(county, "requests/received/total").drop("湘乡市教育局-2022").sum()
    assert rows["本年新收申请"][1] == f"{rest:,.0f} [39/40]"
    assert {r.cells[0]: r.cells for r in table(brief, "勾稽不成立").rows}["教育局"][1] == "未读到"
    assert "1个机关缺少其中的数字" in sentence(brief, "short.requests").text


def test_findings_name_their_place_and_leave_out_what_is_settled(county):
    brief = brief_of(county)
    rows = table(brief, "发现").rows
    assert all(re.search(r"\d\d-2022\.txt", row.cells[2]) and row.refs for row in rows)
    assert any("requests.flow" in row.cells[1] and "相差10" in row.cells[1] for row in rows)
    explained = county.findings.assign(
        decision="explain", by="某人", on="2023-02-01", reason="已核"
    )
    context = context_of(replace(county, findings=explained))
    done = section(*findings_to_answer(context, Findings(context)))
    assert sentence(done, "ask.none")
    assert sentence(done, "ask.settled")


def test_what_the_prose_states_is_quoted_apart(county):
    rows = table(brief_of(county), "原文").rows
    quoted = set(county.statements["text"])
    assert rows
    assert {row.cells[1] for row in rows} <= quoted
    assert len({row.cells[0] for row in rows}) == len(rows)


# --- the shape that officials expect --------------------------------------------------------------
def headings(brief, level=1) -> list[str]:
    return [b.text for b in brief.blocks if isinstance(b, Heading) and b.level == level]


def test_the_parts_are_those_of_an_official_brief(county):
    brief = brief_of(county)
    assert headings(brief)[:5] == [
        *("一、基本情况", "二、主要变化", "三、亮点", "四、需核实的问题", "五、缺报机关")
    ]
    assert headings(brief)[5:] == [
        *("附件1　来源与散列", "附件2　与其余机关明显不同的"),
        *("附件3　文中所述、无从核对的", "附件4　方法与读法"),
    ]
    assert headings(brief, 2) == ["（一）报告载入情况", "（二）申请总体情况", "（三）各机关"]


def without(county, office: str, year: int = 2022):
    """The county as if a report had not been loaded."""
    return replace(
        county,
        reports=county.reports[county.reports["report"] != f"{counties.COUNTY}{office}-{year}"],
    )


def test_agencies_that_reported_last_year_and_not_this_one_are_named_wherever_they_are_counted(
    county,
):
    gone = without(without(county, "教育局"), "公安局")
    brief = brief_of(gone)
    for key in ("cover.gone", "year.same", "short.missing"):
        said = sentence(brief, key).text
        assert "教育局" in said, key
        assert "公安局" in said, key
    assert "2个：公安局、教育局。" in sentence(brief, "cover.gone").text
    assert sentence(brief_of(county), "cover.none_gone")


def test_a_sum_over_agencies_that_fails_in_nine_cells_is_one_matter(county):
    """One agency is gone: nine cells of the government's report differ from the sum, for one reason."""
    report = f"{counties.COUNTY}人民政府-2022"
    first = county.findings[county.findings["severity"] == "error"].iloc[:1]
    codes = [f"requests/{item}/total" for item in ("received", "granted", "concluded")]
    codes += [f"requests/{item}/natural_person" for item in ("received", "granted", "concluded")]
    codes += [f"requests/{item}/business" for item in ("received", "granted", "concluded")]
    nine = [
        first.assign(report=report, rule="hierarchy.sum", severity="warning", where=c, cells=c)
        for c in codes
    ]
    gone = without(county, "教育局")
    before = len(Findings(context_of(gone)).asked)
    gone = replace(gone, findings=pd.concat([county.findings, *nine]))
    for lang, words in (("zh", ("涉及9格", "教育局")), ("en", ("in 9 cells", "教育局"))):
        found = Findings(context_of(gone, lang=lang))
        assert len(found.asked) == before + 1
        row = found.asked[found.asked["rule"] == "hierarchy.sum"].iloc[0]
        assert all(word in row[lang] for word in words)


def test_every_point_is_listed_or_counted_with_its_agency(county):
    brief = brief_of(county)
    found = Findings(context_of(county))
    rows = table(brief, "发现").rows
    more = sentence(brief, "ask.more").text
    counted = [int(n) for n in re.findall(r" (\d+)[、）]", more)]
    assert len(rows) + sum(counted) == len(found.asked)
    assert "…" not in more


def test_strengths_are_what_figures_show(county):
    brief = brief_of(county)
    asked = set(Findings(context_of(county)).asked["report"])
    sound = sentence(brief, "good.checks").text
    counted = int(re.search(r"(\d+)份的勾稽关系全部成立", sound)[1])
    assert 0 < counted <= 41 - len(asked)
    assert not [n for n in counties.BROKEN if n in sound]
    done = sentence(brief, "good.done").text
    assert not [n for n in (*counties.BROKEN, "公安局", "科技和工业信息化局") if n in done]
    assert sentence(brief, "good.caution")


def test_a_share_that_rose_by_chance_is_no_strength(county):
    def share(report):
        return (31, 60) if report.endswith("公安局-2022") else (30, 60)

    assert not sentence(strengths_of(redrawn(county, share)), "good.change")


def test_a_disputed_figure_is_no_strength(county):
    found = strengths_of(replace(county, cells=county.cells.assign(disputed=True)))
    assert not sentence(found, "good.done")
    assert not sentence(found, "good.remedies")


@pytest.mark.parametrize(("name", "year"), [("湘乡市", 2022), ("宿迁市", 2024)])
def test_one_report_takes_one_page(dataset, name, year):
    brief = new_brief_of(dataset, name, year)
    content = next(iter(render(brief, ("pdf",)).values()))
    assert pdf_text(content)[1] == 1
    assert headings(brief)[:5] == headings(brief_of(dataset, name, year))[:5]
    assert headings(brief)[5:] == ["附件　来源与散列、方法"]


def test_an_official_paper_names_its_typefaces_and_has_its_margins(dataset):
    brief = replace(
        new_brief_of(dataset), template="official", signed="编制单位：某办　2023年3月1日"
    )
    files = {n.rsplit(".", 1)[-1]: c for n, c in render(brief).items()}
    document = Document(io.BytesIO(files["docx"]))
    fonts = {
        name: document.styles[name].element.xpath("./w:rPr/w:rFonts/@w:eastAsia")[0]
        for name in ("Title", "Normal", "Heading 1", "Heading 2")
    }
    assert fonts == {
        "Title": "方正小标宋简体",
        "Normal": "仿宋_GB2312",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
    }
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(m.mm) for m in margins] == [37, 35, 28, 26]
    assert document.styles["Normal"].font.size.pt == 16
    for text in (docx_text(files["docx"]), pdf_text(files["pdf"])[0]):
        assert squeezed(brief.signed) in squeezed(text)
    assert "2023年3月1日" in files["html"].decode("utf-8")


def test_date_and_office_stand_at_the_head_and_are_checked(four, tmp_path):
    wanted = Wanted("湘乡市", 2022, "en", "html", prepared_by="Some office", day="2023-03-01")
    path = write_briefs(wanted, tmp_path / "out", four).files[0]
    assert "Prepared by Some office, 1 March 2023" in path.read_text(encoding="utf-8")
    for wrong in (replace(wanted, day="1 March"), replace(wanted, template="grand")):
        with pytest.raises(InputError, match=r"is no day|no template"):
            write_briefs(wrong, tmp_path / "none", four)
    assert not (tmp_path / "none").exists()


# --- coverage -------------------------------------------------------------------------------------
def test_without_a_list_the_number_of_agencies_is_not_known(county):
    assert sentence(brief_of(county), "cover.total_unknown")


def test_a_list_says_who_is_missing(county, tmp_path):
    path = tmp_path / "agencies.txt"
    names = [f"湘乡市{office}" for office in counties.OFFICES[1:]] + ["湘乡市档案局"]
    path.write_text("# 应报告的机关\n" + "\n".join(names) + "\n", encoding="utf-8")
    brief = brief_of(county, expected=read_expected(path))
    assert (
        "（agencies.txt，40个机关），已载入39个，占97.5%；未载入1个：湘乡市档案局。"
        in sentence(brief, "cover.expected").text
    )
    assert "湘乡市发展和改革局" in sentence(brief, "cover.unexpected").text
    assert sentence(coverage_of(county, Expected("f", ("湘乡市教育局",))), "cover.expected_all")


def listed(tmp_path, text: str, year: int = 2022):
    path = tmp_path / "coverage.csv"
    path.write_text(text, encoding="utf-8")
    return read_expected(path, year)


def test_a_table_of_what_was_collected_is_a_list(county, tmp_path):
    rows = "".join(f"湘乡市{office},2022,,found\n" for office in counties.OFFICES[2:])
    rows += "湘乡市档案局,2022,,absent\n湘乡市档案局,2021,,late\n湘乡市气象局,2022,,unreachable\n"
    rows += "湘乡市地震局,2022,,late\n湘乡市某局,2021,,absent\n"
    expected = listed(tmp_path, "agency,year,address,status\n" + rows)
    assert "湘乡市某局" not in expected.names
    brief = brief_of(county, expected=expected)
    assert sentence(brief, "cover.states").text == (
        "名单对未载入机关的记载：已采集且逾期公布1个，网站能访问但未找到报告1个，"
        "网站无法访问1个，程序未另作核实；未找到不等于未发布。"
    )
    assert "湘乡市档案局" in sentence(brief, "cover.gone").text
    assert [row.cells for row in table(brief, "名单的记载").rows] == [
        ("湘乡市档案局", "网站能访问，未找到报告", "已载入"),
        ("湘乡市气象局", "网站无法访问", "未载入"),
        ("湘乡市地震局", "已采集，逾期公布", "未载入"),
    ]
    short = sentence(brief, "short.missing").text
    total = len(expected.names)
    assert f"名单所列{total}个机关中3个未载入，已载入的占{percent(total - 3, total)}" in short


def test_of_a_list_of_few_agencies_nothing_is_given_in_percent(county, tmp_path):
    names = "\n".join(f"湘乡市{office}" for office in [*counties.OFFICES[:3], "档案局"])
    (tmp_path / "list.txt").write_text(names, encoding="utf-8")
    for lang in ("zh", "en"):
        brief = brief_of(county, lang=lang, expected=read_expected(tmp_path / "list.txt"))
        for key in ("short.missing", "cover.expected", "cover.timely"):
            assert "%" not in sentence(brief, key).text


def test_what_is_loaded_is_the_least_and_no_bound_is_made_up(agreed, tmp_path):
    names = "\n".join(f"湘乡市{office}" for office in [*counties.OFFICES, "档案局"])
    (tmp_path / "list.txt").write_text(names, encoding="utf-8")
    brief = coverage_of(agreed, read_expected(tmp_path / "list.txt"))
    least = sentence(brief, "cover.least")
    received = values(agreed, "requests/received/total").sum()
    assert f"至少为新收申请{received:,.0f}件" in least.text
    assert "无从判断" in least.text
    assert len(least.cells) > 0
    assert sentence(coverage_of(agreed), "cover.least") is None
    every = Expected("f", tuple(f"湘乡市{office}" for office in counties.OFFICES))
    assert sentence(coverage_of(agreed, every), "cover.least") is None


def test_disputed_figures_prove_no_least(county, tmp_path):
    mine = county.cells["report"] == "湘乡市教育局-2022"
    disputed = replace(county, cells=county.cells.assign(disputed=mine))
    expected = Expected("f", (*(f"湘乡市{office}" for office in counties.OFFICES), "湘乡市档案局"))
    found = sentence(coverage_of(disputed, expected), "cover.least").text
    rest = values(county, "requests/received/total").drop("湘乡市教育局-2022").sum()
    assert f"新收申请{rest:,.0f}件" in found
    assert "×" not in found


def test_those_in_time_have_bounds(county):
    names = ("湘乡市教育局", "湘乡市档案局", "湘乡市气象局")
    expected = Expected("f", names, {"湘乡市气象局": "late"})
    outcomes = county.outcomes
    mine = (outcomes["report"] == "湘乡市教育局-2022") & (outcomes["rule"] == "form.deadline")
    passed = outcomes.assign(outcome=outcomes["outcome"].mask(mine, "pass"))
    found = sentence(coverage_of(replace(county, outcomes=passed), expected), "cover.timely")
    assert "3个机关中，按期公布的最少1个、最多2个：" in found.text
    towns = Expected("f", ("湘乡市月山镇人民政府",))
    assert sentence(coverage_of(county, towns), "cover.timely") is None


def test_who_reported_last_year_and_not_this_one_is_named_without_a_list(county):
    mine = county.reports["report"] == "湘乡市教育局-2022"
    brief = coverage_of(replace(county, reports=county.reports[~mine]))
    assert "1个：教育局。" in sentence(brief, "cover.gone").text
    assert sentence(brief_of(county), "cover.gone") is None


@pytest.mark.parametrize("name", ["教育局", "湖南省湘乡市教育局", "湘潭市湘乡市教育局"])
def test_a_list_may_leave_out_or_add_places(county, name):
    assert sentence(coverage_of(county, Expected("f", (name,))), "cover.expected_all")
    twice = Expected("f", (name, "湘乡市教育局"))
    assert "1个：" in sentence(coverage_of(county, twice), "cover.expected").text


def test_a_bureau_of_another_name_is_not_taken_for_the_listed_one(county):
    for name in ("湘潭市教育局", "湘乡市教育体育局", "湘乡市教育局第一分局"):
        assert sentence(coverage_of(county, Expected("f", (name,))), "cover.expected"), name


def test_a_table_for_other_years_or_with_an_unknown_state_is_refused(tmp_path):
    with pytest.raises(InputError, match="names no agency for 2022"):
        listed(tmp_path, "agency,year\n湘乡市教育局,2021\n")
    with pytest.raises(InputError, match="'lost' is no state"):
        listed(tmp_path, "agency,year,state\n湘乡市教育局,2022,lost\n")
    assert listed(tmp_path, "机关；年度\n湘乡市教育局；2022年度\n").names == ("湘乡市教育局",)


def test_the_coverage_is_written_beside_the_brief(folder, tmp_path):
    (tmp_path / "list.csv").write_text(
        "agency,year,state\n湘乡市教育局,2022,found\n=1+1局,2022,\n", encoding="utf-8"
    )
    wanted = Wanted(counties.COUNTY, 2022, formats="html", agencies=tmp_path / "list.csv")
    files = write_briefs(wanted, tmp_path / "out", folder).files
    rows = pd.read_csv(next(f for f in files if f.suffix == ".csv"), keep_default_na=False)
    assert rows.to_dict("list") | {"in_time": 0} == {
        "agency": ["湘乡市教育局", "'=1+1局"],
        "year": [2022, 2022],
        "state": ["found", "expected"],
        "loaded": [1, 0],
        "report": ["湘乡市教育局-2022", ""],
        "file": ["01-2022.txt", ""],
        "in_time": 0,
        "reported_before": [1, 0],
    }


def test_the_table_of_what_was_collected_is_such_a_list(tmp_path):
    path = tmp_path / "coverage.csv"
    rows = [
        Row("某县林业局", "2023", "http://x/a", "found"),
        Row("某县教育局", "2023", "http://x/b", "absent", "页面不存在, 404"),
        Row("某县水利局", "2023", "", "unreachable"),
        Row("某县财政局", "2022", "http://x/c", "late"),
    ]
    write_coverage(tmp_path, rows)
    expected = read_expected(path, 2023)
    assert expected.names == ("某县林业局", "某县教育局", "某县水利局")
    with pytest.raises(InputError, match="names no agency for 2020"):
        read_expected(path, 2020)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"# none\n\n"])
def test_a_list_that_names_nobody_is_refused(tmp_path, content):
    path = tmp_path / "agencies.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"agencies\.txt"):
        read_expected(path)


# --- which county ---------------------------------------------------------------------------------
def drums(dataset):
    """Two districts of one name in two cities."""
    own, tables = "湘乡市自然资源局-2022", {}
    for name in SCHEMA:
        rows = getattr(dataset, name)
        if "report" in rows:
            rows = rows[rows["report"] == own]
            tables[name] = pd.concat([rows, rows.assign(report=f"又{own}")], ignore_index=True)
    codes = {"division": ["350102", "320106"], "division_name": "鼓楼区"}
    return replace(dataset, **{**tables, "reports": tables["reports"].assign(**codes)})


def test_a_county_is_found_by_what_its_agencies_call_it(county):
    zone = county.reports["agency"].str.replace("湘乡市", "湘乡综合实验区")
    loaded = Counties(replace(county, reports=county.reports.assign(agency=zone)), "zh")
    assert loaded.find("湘乡综合实验区") == loaded.find("湘乡市") == "430381"


@pytest.mark.parametrize("name", ["350102", "福州市鼓楼区", "福建省福州市鼓楼区", " 福建省鼓楼区 "])
def test_a_county_goes_by_its_code_and_by_every_form_of_its_name(dataset, name):
    assert Counties(drums(dataset), "zh").find(name) == "350102"


def test_a_name_of_several_counties_asks_which(dataset):
    with pytest.raises(
        InputError, match=r"江苏省南京市鼓楼区 320106; 福建省福州市鼓楼区 350102.*--division"
    ):
        Counties(drums(dataset), "zh").find("鼓楼区")
    assert Counties(drums(dataset), "zh").title("350102") == "福州市鼓楼区"


def test_an_unknown_county_or_year_names_the_nearest(dataset):
    with pytest.raises(InputError, match="Nearest names: 湘乡市"):
        Counties(dataset, "zh").find("湘香市")
    with pytest.raises(
        InputError, match=r"No report of 湘乡市 for 2019 is loaded. Years loaded: 2022"
    ):
        Counties(dataset, "zh").county("430381", 2019)
    with pytest.raises(InputError, match="Years loaded: 2019, 2022, 2023, 2024"):
        Counties(dataset, "zh").codes(1999)


def test_kinds_of_agencies_are_parted_by_what_none_of_them_holds(county):
    said = sentence(coverage_of(county), "cover.agencies").text
    assert "部门28份，乡镇、街道11份，开发区、园区1份" in said


def test_reports_of_no_known_county_are_counted(county):
    lost = county.reports["report"] == "湘乡市教育局-2022"
    brief = coverage_of(
        replace(
            county,
            reports=county.reports.assign(division=county.reports["division"].mask(lost, "")),
        )
    )
    assert "另有1份" in sentence(brief, "cover.unplaced").text


def test_a_bureau_of_a_zone_that_the_list_names_is_not_called_missing(county):
    """Its level is not known, so no county was; yet the list of 湘乡市 has it, and it is loaded."""
    zone = county.reports["agency"] == "湘乡市教育局"
    name = "湘乡市经济开发区财政局"
    data = replace(
        county,
        reports=county.reports.assign(
            division=county.reports["division"].mask(zone, ""),
            agency=county.reports["agency"].mask(zone, name),
        ),
    )
    found = Counties(data, "zh")
    code = found.find("湘乡市")
    assert name not in [v.meta.agency for v in found.county(code, 2022).everyone()]
    own = found.county(code, 2022, [name, "财政局"])
    assert [one.report is None for one in against(own, Expected("单", (name,)))] == [False]
    assert own.unplaced == 0
    # 财政局 alone may be anybody's.
    bare = replace(
        data, reports=data.reports.assign(agency=data.reports["agency"].replace({name: "财政局"}))
    )
    assert Counties(bare, "zh").county(code, 2022, ["财政局"]).unplaced == 1


# --- three formats, one content -------------------------------------------------------------------
def squeezed(text: str) -> str:
    """Without blanks, and with the line ends of a page gone."""
    return re.sub(r"[\s\u200b\ufffe\u00ad]+", "", text)


def docx_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    return "\n".join(node.text or "" for node in document.element.iter("{*}t"))


def pdf_text(content: bytes) -> tuple[str, int]:
    import pypdfium2

    pages = list(pypdfium2.PdfDocument(content))
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages), len(pages)


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request, county):
    brief = new_brief_of(county, lang=request.param)
    files = render(brief)
    return brief, {name.rsplit(".", 1)[-1]: content for name, content in files.items()}


def test_every_line_is_in_every_format(made):
    brief, files = made
    page = lx.document_fromstring(files["html"].decode("utf-8"))
    for sup in page.xpath("//sup"):  # numbers that lead to cells are the page's own
        sup.drop_tree()
    texts = {
        "html": page.text_content(),
        "docx": docx_text(files["docx"]),
        "pdf": pdf_text(files["pdf"])[0],
    }
    for form, text in texts.items():
        had = squeezed(text)
        if (
            form == "pdf"
        ):  # a sentence may go over the end of a page, where the footer and the head of a table come between
            of = pdf_text(files["pdf"])[1]
            had = re.sub(
                re.escape(squeezed(brief.title)) + rf"(?:第\d页，共{of}页|Page\dof{of})", "", had
            )
        missing = [line for line in lines_of(brief) if squeezed(line) not in had]
        assert not missing, f"{form}: {missing[:3]}"


def test_figures_of_the_three_are_the_same(made):
    brief, files = made
    wanted = sorted(
        re.findall(
            r"\d[\d,.]*%",
            squeezed(
                "".join(
                    row
                    for b in brief.blocks
                    if isinstance(b, Table)
                    for r in b.rows
                    for row in r.cells
                )
            ),
        )
    )
    document = Document(io.BytesIO(files["docx"]))
    docx = sorted(
        re.findall(
            r"\d[\d,.]*%",
            squeezed(
                "".join(c.text for t in document.tables[1:] for r in t.rows[1:] for c in r.cells)
            ),
        )
    )
    assert len(wanted) > 100
    assert [w for w in wanted if w in docx] == wanted


def test_forty_agencies_take_two_to_four_pages(made):
    _, pages = pdf_text(made[1]["pdf"])
    assert 2 <= pages <= 4


def test_a_pdf_has_its_fonts_its_bookmarks_its_language_and_its_title(made):
    import pypdfium2
    import pypdfium2.raw as pdfium

    brief, files = made
    document = pypdfium2.PdfDocument(files["pdf"])
    fonts = 0
    for page in document:
        for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            assert pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(thing.raw)) == 1
            fonts += 1
    assert fonts > 100
    assert document.get_metadata_value("Title") == brief.title
    assert [b.get_title() for b in document.get_toc()] == [
        b.text for b in brief.blocks if isinstance(b, Heading)
    ]
    assert pdfium.FPDFCatalog_IsTagged(document.raw)
    assert (b"/Lang(zh-CN)" if brief.lang == "zh" else b"/Lang(en)") in files["pdf"].replace(
        b"/Lang (", b"/Lang("
    )


def test_a_docx_has_headings_repeated_heads_whole_rows_numbers_of_pages_and_its_font(made):
    brief, files = made
    document = Document(io.BytesIO(files["docx"]))
    headings = [
        (p.text, int(p.style.name[-1]))
        for p in document.paragraphs
        if p.style.name.startswith("Heading")
    ]
    assert headings == [(b.text, b.level) for b in brief.blocks if isinstance(b, Heading)]
    tables = [t for t in document.tables if len(t.columns) > 1]
    assert len(tables) == sum(isinstance(b, Table) for b in brief.blocks)
    for made_table in tables:
        rows = made_table._tbl.tr_lst
        assert rows[0].xpath("./w:trPr/w:tblHeader")
        assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    fields = "".join(document.sections[0].footer._element.xpath(".//w:instrText/text()"))
    assert fields.split() == ["PAGE", "NUMPAGES"]
    assert document.styles["Normal"].element.xpath("./w:rPr/w:rFonts/@w:eastAsia") == [
        "Noto Sans CJK SC"
    ]
    assert document.styles.element.xpath(".//w:lang/@w:eastAsia") == ["zh-CN"]
    # LibreOffice ends a line within a figure where Latin text is Chinese.
    assert document.styles.element.xpath(".//w:lang/@w:val") == ["en-GB"]
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as archive:
        assert "word/fonts/font1.odttf" in archive.namelist()


def test_the_font_inside_a_docx_has_every_glyph_and_is_truetype(made):
    from fontTools.ttLib import TTFont

    with zipfile.ZipFile(io.BytesIO(made[1]["docx"])) as archive:
        blob = archive.read("word/fonts/font1.odttf")
        key = re.search(rb'fontKey="\{([^}]+)\}"', archive.read("word/fontTable.xml"))[1].decode()
    mask = bytes.fromhex(key.replace("-", ""))[::-1] * 2
    font = TTFont(
        io.BytesIO(bytes(a ^ b for a, b in zip(blob[:32], mask, strict=True)) + blob[32:])
    )
    assert "glyf" in font
    assert {c for c in docx_text(made[1]["docx"]) if c.isprintable() and not c.isspace()} <= {
        chr(c) for c in font.getBestCmap()
    }


@pytest.mark.parametrize("made", ["zh"], indirect=True)
def test_the_same_brief_gives_the_same_bytes(made, county):
    brief, files = made
    again = render(new_brief_of(county, lang=brief.lang))
    assert {name.rsplit(".", 1)[-1]: content for name, content in again.items()} == files


# --- safety ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def hostile(dataset):
    mine = dataset.reports["report"] == "湘乡市自然资源局-2022"
    reports = dataset.reports.assign(
        agency=dataset.reports["agency"].mask(mine, HOSTILE),
        file=dataset.reports["file"].mask(mine, '#read("/etc/passwd")\x00<i>.txt'),
    )
    said = dataset.statements.assign(text=HOSTILE)
    found = dataset.findings.assign(zh=HOSTILE, en=HOSTILE)
    return render(new_brief_of(replace(dataset, reports=reports, statements=said, findings=found)))


def test_nothing_of_a_report_is_markup_in_any_format(hostile):
    files = {name.rsplit(".", 1)[-1]: content for name, content in hostile.items()}
    page = lx.document_fromstring(files["html"].decode("utf-8"))
    texts = {
        "html": page.text_content(),
        "docx": docx_text(files["docx"]),
        "pdf": pdf_text(files["pdf"])[0],
    }
    for form, text in texts.items():
        assert squeezed(SHOWN) in squeezed(text), form
        assert squeezed('#read("/etc/passwd")') in squeezed(text), form
        assert "1337" not in text
    assert not page.xpath("//i | //@*[starts-with(name(), 'on')]")
    own = text_of("analysis.publishing", "templates/page.js")
    assert [e.text.strip() for e in page.xpath("//script")] == [own.strip()]
    assert not re.search(rb"/JavaScript|/Launch|/URI", files["pdf"])


def test_names_of_files_are_names_only(hostile):
    assert set(hostile) == {f"湘乡市-430381-2022.zh.{form}" for form in FORMATS}
    assert re.fullmatch(r"[\w.\-]+", next(iter(hostile)))


def test_formats_are_checked():
    assert check_formats("pdf, HTML,pdf") == ("pdf", "html")
    for wrong in ("odt", "", "pdf,exe"):
        with pytest.raises(InputError, match="html,pdf,docx"):
            check_formats(wrong)


# --- the command ----------------------------------------------------------------------------------
def test_all_counties_at_once_and_nothing_else_is_left(four, tmp_path):
    made_now = write_briefs(Wanted("", 2022, "en", "html,docx"), tmp_path / "out", four)
    assert not made_now.problems
    assert {p.name for p in (tmp_path / "out").iterdir()} == {p.name for p in made_now.files}
    assert len(made_now.files) == 2


@pytest.mark.slow
def test_several_workers_write_what_one_does(dataset, tmp_path):
    home = tmp_path / "processed"
    home.mkdir()
    two = drums(dataset)
    for name, content in two.to_csv().items():
        (home / name).write_bytes(content)
    for workers in ("1", "2"):  # as a person runs it: in a process of its own
        command = [
            "-c",
            "from analysis.cli import main; main()",
            "brief",
            "--all",
            "--year",
            "2022",
            "--format",
            "html,pdf",
        ]
        options = ["--data", str(home), "--out", str(tmp_path / workers), "--workers", workers]
        done = subprocess.run(
            [sys.executable, *command, *options],
            capture_output=True,
            text=True,
            timeout=patience(300),
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) == 4
    assert all(
        path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()
        for path in (tmp_path / "1").iterdir()
    )


def test_a_format_that_fails_leaves_none_of_the_others(four, tmp_path, monkeypatch):
    real = make._maker
    monkeypatch.setattr(
        make, "_maker", lambda name: real(name) if name != "docx" else (lambda brief: 1 / 0)
    )
    with pytest.raises(ZeroDivisionError):
        write_briefs(Wanted("湘乡市", 2022), tmp_path / "out", four)
    assert not (tmp_path / "out").exists()
    made_now = write_briefs(Wanted("", 2022), tmp_path / "out", four)
    assert made_now.problems == ["湘乡市 430381: ZeroDivisionError: division by zero"]


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("湘乡市", 2022, "fr"),
        Wanted("湘乡市", 2022, "zh", "odt"),
        Wanted("无此县", 2022),
        Wanted("湘乡市", 1999),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is_written(four, tmp_path, wanted):
    with pytest.raises(InputError):
        write_briefs(wanted, tmp_path / "out", four)
    assert not (tmp_path / "out").exists()


def test_figures_of_hundreds_of_millions_have_room(county):
    """Seen: 177,777,648162,962,844 in two columns, and 500 1,0002,0005,00010,000 below an axis."""
    row = blocks.Row(("财政局", "177,777,648", "81.8% (866,666,034/1,059,258,486)"))
    columns = (
        blocks.Column("机关", 2.4),
        blocks.Column("办结", 0.9, True),
        blocks.Column("比率", 1.7, True),
    )
    wide = Table(
        "表",
        (*columns, *[blocks.Column("其他", 1.0)] * 5),
        (blocks.Row((*row.cells, *"一二三四五")),),
    )
    needs = [c["needs"] for c in pdf._columns(wide, official=False)]
    assert needs[0] == 0
    assert needs[1] > 5.5
    assert needs[2] > needs[1]
    small = replace(wide, rows=(blocks.Row(("财政局", "1,777", "81.8% (8/10)", *"一二三四五")),))
    assert [c["needs"] for c in pdf._columns(small, official=True)] == [0] * 8
    assert figures._ticks(12_000) == [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
    assert figures._ticks(2e8) == [10**k for k in range(1, 9)]


def test_no_figure_is_drawn_of_nothing(county):
    cells = county.cells
    requests = cells["table"] == "requests"
    zero = cells.assign(
        value=cells["value"].mask(requests, 0.0), implied=cells["implied"].mask(requests, 0.0)
    )
    none = county.indicators.assign(numerator=0.0, denominator=0.0, estimate=math.nan)
    idle = replace(county, cells=zero, indicators=none)
    brief = new_brief_of(idle)
    assert not [b for b in brief.blocks if isinstance(b, Figure)]
    assert sentence(brief, "short.requests")
    assert pdf_text(render(brief, ("pdf",))["湘乡市-430381-2022.zh.pdf"])[1] >= 1


@pytest.mark.parametrize(
    ("installed", "text", "title"),
    [
        ((), "Noto Sans CJK SC", "Noto Sans CJK SC"),
        (("Noto Serif CJK SC",), "Noto Serif CJK SC", "Noto Serif CJK SC"),
        (("Noto Serif CJK SC", "FangSong", "STZhongsong"), "FangSong", "STZhongsong"),
    ],
)
def test_an_official_pdf_takes_the_first_of_its_typefaces_that_is_there(
    monkeypatch, installed, text, title
):
    there = SimpleNamespace(families=lambda: installed)
    monkeypatch.setattr(pdf, "_fonts", lambda official: there)
    faces = pdf._faces(True)
    assert (faces["font"], faces["title_font"]) == (text, title)
    assert set(pdf._faces(False).values()) == {"Noto Sans CJK SC"}


def test_the_file_of_a_brief_is_named_as_its_title_names_the_place():
    zone = SimpleNamespace(name="平潭县", title="平潭综合实验区")
    namesake = SimpleNamespace(name="鼓楼区", title="福建省福州市鼓楼区")
    assert (_file_name(zone), _file_name(namesake)) == ("平潭综合实验区", "鼓楼区")
