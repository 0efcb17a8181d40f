"""Findings: what they say, and what they become as JSON, CSV, HTML, workflow annotations and SARIF."""

import csv
import io
import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from analysis import InputError, read_report
from analysis.assessing.dataset import Dataset
from analysis.assessing.tabular import Table, typed
from analysis.checking import check_reports
from analysis.checking.findings.corrections import load_corrections
from analysis.checking.findings.decisions import DECIDED_COLUMNS, decide
from analysis.checking.findings.make import FINDING_COLUMNS, build_findings
from analysis.checking.findings.wording import line_of, resolution
from analysis.checking.rules.load import Rule
from analysis.files import bundled
from analysis.form import get_form
from analysis.publishing.findings_formats import (
    Checked,
    check_format,
    paths_of,
    render,
    rows,
    write_out,
)
from analysis.publishing.findings_formats.lines import to_github
from analysis.publishing.findings_formats.rows import COLUMNS
from analysis.recognising.claims.verdicts import codes_of
from analysis.recognising.report import CLAIM_COLUMNS
from analysis.running.tables import build_dataset
from analysis.telling import parts
from analysis.telling.summary import Summary
from analysis.wording import place
from tests.support.layouts import figures, flattened
from tests.support.rule_cases import made

HOSTILE = '某局\n::error file=x,line=1::100%<script>alert("1")</script>,=cmd'


def report_of(folder, name="report.txt", agency=None, year=2023, **cells):
    path = folder / name
    path.write_text(flattened(figures(**cells), year=year), encoding="utf-8")
    return read_report(path, agency)


def raw_findings(report):
    """A report as ``load_reports`` reads it: without the findings of its own check."""
    return replace(report, findings=report.findings.iloc[:0])


@pytest.mark.parametrize("rule", ["meta.agency", "meta.year", "meta.tables", "meta.read_by_ocr"])
def test_what_gouji_did_not_recognise_is_asked_of_no_agency(rule):
    says = resolution(rule)
    assert "agency," not in says["resolve_en"]
    assert "发布机关" not in says["resolve_zh"]


def test_a_finding_of_a_report_read_alone_stands_once_in_a_dataset_and_with_its_places(tmp_path):
    report = report_of(
        tmp_path, "某市某局2023.txt", "某市某局", **{"requests/concluded/total": 999}
    )
    assert len(report.findings)
    checks = check_reports([report])
    data = build_dataset([report], checks)
    kept = data.findings[data.findings["rule"].isin(checks.findings["rule"])]
    assert len(kept) == len(checks.findings) > 0
    assert (kept["places"] != "").all()


@pytest.fixture(scope="module")
def few_rules(tmp_path_factory):
    """Suites with two rules only, so that the golden files say nothing of the others."""
    folder = tmp_path_factory.mktemp("expectations")
    suite = json.loads((bundled("expectations") / "requests.json").read_text(encoding="utf-8"))
    wanted = ("requests.applicants", "requests.legible")
    suite["expectations"] = [e for e in suite["expectations"] if e["meta"]["id"] in wanted]
    (folder / "requests.json").write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def checked(tmp_path_factory, few_rules):
    """A report with a wrong total, a blank and an illegible cell, a person's word on one finding, a repair, a file left out."""
    tmp_path = tmp_path_factory.mktemp("raw")
    report = raw_findings(
        report_of(
            tmp_path,
            requests__received__total=13,
            requests__granted__total="",
            requests__carried_in__total="1x",
        )
    )
    (tmp_path / "corrections.yml").write_text(
        f"- report: {report.id}\n  sha256: {report.sha256}\n  rule: requests.legible\n  where: requests/carried_in/total\n"
        "  decision: explain\n  reason: 原件可辨，为零\n  by: 王敏\n  on: 2024-02-01\n  value: 0\n",
        encoding="utf-8",
    )
    data = build_dataset(
        [report], check_reports([report], few_rules), few_rules, load_corrections([tmp_path])
    )
    repair = [
        (
            report.id,
            1,
            "requests/received/total",
            "13",
            "12",
            "digit",
            "一位数字之差",
            "one digit differs",
        )
    ]
    columns = ["report", "rank", "cells", "printed", "implied", "kind", "zh", "en"]
    data = replace(data, repairs=typed("repairs", pd.DataFrame(repair, columns=columns)))
    return Checked(data, {report.id: "data/raw/report.txt"}, ["empty.txt: the file is empty."])


# What a finding says.


def test_a_tie_names_every_print_and_place_both_sides_and_what_the_rest_implies(tmp_path):
    found = check_reports([report_of(tmp_path, requests__received__total=13)]).findings.set_index(
        "where"
    )
    row = found.loc["requests/received/*"]
    assert row["en"] == (
        "Newly received this year: “total = sum of the applicant columns” does not hold, with 13 on the left and "
        "10 + 2 = 12 on the right, 1 apart. Printed: Total “13” (line 48), "
        "Natural persons “10” (line 42) and Businesses “2” (line 43); 0 in 4 more. "
        "If the other figures are right, Total would have to be 12, not “13” as printed."
    )
    assert row["zh"].startswith(
        "一、本年新收政府信息公开申请数量：“总计 = 各类申请人之和”不成立，左边13，右边10 + 2 = 12，相差1。所印："
    )
    assert (
        "总计“13”（第48行）、自然人“10”（第42行）、商业企业“2”（第43行），其余4格印0" in row["zh"]
    )
    assert "若其余数字无误，总计须为12方能成立，而所印为“13”。" in row["zh"]
    assert row["cells"][0] == "requests/received/total"
    assert len(row["cells"]) == len(row["places"]) == 3
    assert (
        row["at"],
        "lines 42, 43 and 48" in row["resolve_en"],
        "第42、43、48行" in row["resolve_zh"],
    ) == (
        "line 48",
        True,
        True,
    )


@pytest.mark.parametrize(
    ("cells", "rule", "zh", "en"),
    [
        (
            {"disclosure/normative_documents/*": 0, "disclosure/normative_documents/in_force": 31},
            "continuity.documents",
            "左边31，右边40 + 6 − 9 = 37，相差6",
            "31 on the left and 40 + 6 − 9 = 37 on the right, 6 apart",
        ),
        (
            {"requests/carried_out/*": 3, "requests/carried_out/total": 15},
            "requests.carried",
            "左边15，右边12，相差3",
            "15 on the left and 12 on the right, 3 apart",
        ),
        (
            {"requests/received/natural_person": 9, "requests/carried_in/natural_person": 2},
            "requests.flow",
            "左边9 + 2 = 11，右边9 + 1 = 10，相差1",
            "9 + 2 = 11 on the left and 9 + 1 = 10 on the right, 1 apart",
        ),
    ],
)
def test_both_sides_are_sums_that_a_reader_can_do_again(cells, rule, zh, en):
    before = made({"disclosure/normative_documents/in_force": 40}, agency="某县林业局", year=2022)
    if rule == "continuity.documents":
        cells = cells | {
            "disclosure/normative_documents/issued": 6,
            "disclosure/normative_documents/repealed": 9,
        }
    found = check_reports([before, made(cells, agency="某县林业局", year=2023)]).findings
    row = found[found["rule"] == rule].iloc[0]
    assert zh in row["zh"]
    assert en in row["en"]


def test_a_tie_with_blanks_implies_nothing_and_says_that_no_filling_mends_it(tmp_path):
    report = report_of(tmp_path, requests__received__total=3, requests__received__research="")
    row = check_reports([report]).findings.set_index("where").loc["requests/received/*"]
    assert "†" not in row["en"]
    assert "One of its cells has no number, and no number from 0 up would make it pass" in row["en"]
    assert "其中1格没有数字" in row["zh"]


def test_a_break_between_years_names_the_other_file(tmp_path):
    first, second = (report_of(tmp_path, f"{year}.txt", year=year) for year in (2022, 2023))
    found = check_reports([first, second]).findings
    row = found[
        (found["rule"] == "continuity.requests") & found["where"].str.endswith("/total")
    ].iloc[0]
    assert "line 264 of 2022.txt" in row["en"]
    assert "2022.txt第264行" in row["zh"]
    assert row["cells"] == ["requests/carried_in/total", "requests/carried_out/total@prior"]
    assert row["places"] == ["line 57", "line 264 of 2022.txt"]
    assert row["at"] == "line 57"


def one_line(report, where="line 10"):
    """A report whose page was kept as one long line."""
    return replace(report, cells=report.cells.assign(where=where))


def test_a_place_in_a_long_line_names_the_heading_that_the_cell_stands_under(tmp_path):
    cells = {"requests__received__total": 13, "requests__granted__total": "1x"}
    report = one_line(raw_findings(report_of(tmp_path, **cells)))
    found = check_reports([report]).findings.set_index(["rule", "where"])
    row = found.loc["requests.applicants", "requests/received/*"]
    heading = "收到和处理政府信息公开申请情况"
    assert f"商业企业“2”（均在第10行“{heading}”表），其余4格印0" in row["zh"]
    assert f"Businesses “2” (all at line 10, under “{heading}”); 0 in 4 more" in row["en"]
    assert f"对照原件核对第10行“{heading}”表。" in row["resolve_zh"]
    unread = found.loc["requests.legible", "requests/granted/total"]
    assert f"印有“1x”（第10行“{heading}”表）" in unread["zh"]
    assert f"“1x” is printed (line 10, under “{heading}”)" in unread["en"]
    assert row["at"] == "line 10"


def test_the_year_before_on_one_line_keeps_its_file_and_heading(tmp_path):
    before, report = (
        one_line(raw_findings(report_of(tmp_path, f"{year}.txt", year=year)), f"line {year % 7}")
        for year in (2022, 2023)
    )
    found = check_reports([before, report]).findings.set_index(["rule", "where"])
    row = found.loc["continuity.requests", "requests/*/total"]
    assert "2022.txt第6行“收到和处理政府信息公开申请情况”表" in row["zh"]
    assert "line 6 of 2022.txt, under “收到和处理政府信息公开申请情况”" in row["en"]


def test_a_line_that_is_one_row_needs_no_heading_and_is_named_once(tmp_path):
    report = raw_findings(report_of(tmp_path, requests__received__total=13))
    rows = report.cells["item"].map({i: n for n, i in enumerate(report.cells["item"].unique())})
    report = replace(report, cells=report.cells.assign(where="line " + rows.astype(str)))
    row = check_reports([report]).findings.set_index("where").loc["requests/received/*"]
    assert "under" not in row["en"]
    assert re.search(r"Businesses “2” \(all at line \d+\); 0", row["en"])


def test_a_transcription_is_to_be_compared_with_the_report_itself_first(corpus):
    report = next(r for r in corpus if r.id == "宿迁市人民政府-2024")
    cells = report.cells.copy()
    cells.loc[(cells["item"] == "granted") & (cells["column"] == "total"), ["value", "printed"]] = [
        1.0,
        "1",
    ]
    found = check_reports([replace(report, cells=cells)]).findings
    assert found["resolve_en"].str.contains("is a transcription").all()


def test_every_shipped_finding_says_what_would_resolve_it(dataset):
    assert list(dataset.findings.columns[:7]) == [
        "report",
        "severity",
        "rule",
        "where",
        "cells",
        "zh",
        "en",
    ]
    assert (dataset.findings["resolve_zh"] != "").all()
    assert (dataset.findings["resolve_en"] != "").all()


def test_findings_of_reading_are_completed_by_their_rule():
    made = [
        ("r", "warning", "meta.year", "report", "", "甲", "a"),
        ("r", "note", "my.own", "report", "", "乙", "b"),
    ]
    done, _ = decide([dict(zip(FINDING_COLUMNS, row, strict=False)) for row in made], [], [], [])
    assert [list(row) for row in done] == [[*FINDING_COLUMNS, *DECIDED_COLUMNS]] * 2
    assert ["source card" in row["resolve_en"] for row in done] == [True, False]
    assert all(row["resolve_zh"] for row in done)


def rule_of(kind, **kwargs):
    meta = {
        "id": f"mine.{kind}",
        "severity": "warning",
        "source": "tests",
        "label": {"zh": "甲", "en": "a"},
        "why": {"zh": "乙", "en": "b"},
    }
    return Rule("mine", kind, kwargs, meta)


def failing(report, rule, where):
    return pd.DataFrame(
        [(report.id, rule.id, where, "fail")], columns=["report", "rule", "where", "outcome"]
    )


def test_a_contradicting_claim_carries_sentence_place_and_both_figures(tmp_path):
    report = report_of(tmp_path)
    claims = [
        ("requests/granted/total", 8.0, "予以公开8件", "line 4", "contradicts"),
        ("requests/granted/total", 9.0, "予以公开九件", "line 5", "agrees"),
        ("requests/refused.*/total", 3.0, "不予公开3件", "line 6", "contradicts"),
    ]
    report = replace(report, claims=pd.DataFrame(claims, columns=CLAIM_COLUMNS))
    rule = rule_of("expect_claims_to_agree", verdicts={"contradicts": "fail", "agrees": "pass"})
    found = build_findings(failing(report, rule, "requests/granted/total"), [rule], [report])
    assert len(found) == 1
    row = found.iloc[0]
    assert row["en"] == (
        "The prose says “予以公开8件” (line 4), that is 8; the tables print Granted · Total “9” (line 66): 1 apart."
    )
    assert (
        row["zh"]
        == "文中称“予以公开8件”（第4行），即8；表中所印为：（一）予以公开 · 总计“9”（第66行）。两者相差1。"
    )
    assert (row["at"], row["cells"]) == ("line 4", ["requests/granted/total"])
    summed = build_findings(
        failing(report, rule, "requests/refused.*/total"), [rule], [report]
    ).iloc[0]
    assert "together 1: 2 apart" in summed["en"]


def test_a_claim_on_what_is_no_cell_says_only_what_the_prose_says(tmp_path):
    claims = [("of another kind", 8.0, "予以公开8件", "line 4", "contradicts")]
    report = replace(report_of(tmp_path), claims=pd.DataFrame(claims, columns=CLAIM_COLUMNS))
    rule = rule_of("expect_claims_to_agree")
    row = build_findings(failing(report, rule, "of another kind"), [rule], [report]).iloc[0]
    assert "8; the tables do not agree (of another kind)" in row["en"]
    assert row["resolve_zh"]


def test_a_claim_about_a_blank_cell_is_told_against_what_the_others_imply(tmp_path):
    claims = [("requests/granted/total", 8.0, "予以公开8件", "line 4", "contradicts")]
    report = replace(
        report_of(tmp_path, requests__granted__total=""),
        claims=pd.DataFrame(claims, columns=CLAIM_COLUMNS),
    )
    rule = rule_of("expect_claims_to_agree")
    row = build_findings(failing(report, rule, "requests/granted/total"), [rule], [report]).iloc[0]
    assert "Granted · Total without a number (line 66)" in row["en"]
    assert "imply for cells without a number it is 9†: 1 apart" in row["en"]
    assert "合计9†" in row["zh"]


def test_shares_and_readings_of_a_claim_are_told_as_such(tmp_path):
    either = "requests/received/total | requests/received/total + requests/carried_in/total"
    claims = [
        (
            "requests/granted/total % requests/concluded/total",
            85.0,
            "占85%",
            "line 4",
            "contradicts",
        ),
        (either, 15.0, "受理申请15件", "line 5", "contradicts"),
    ]
    report = replace(report_of(tmp_path), claims=pd.DataFrame(claims, columns=CLAIM_COLUMNS))
    rule = rule_of("expect_claims_to_agree")
    first, second = (
        build_findings(failing(report, rule, c[0]), [rule], [report]).iloc[0] for c in claims
    )
    assert "that is 85%" in first["en"]
    assert "give 81.82%" in first["en"]
    assert "由表中数字" in first["zh"]
    assert "no way of adding them up gives that" in second["en"]
    assert "怎样合计都不是这个数" in second["zh"]


def test_prose_that_contradicts_the_table_is_found_with_its_line(tmp_path):
    path = tmp_path / "r.txt"
    text = flattened(figures()).replace(
        "本年情况如下。", "本年共收到政府信息公开申请13件，上年结转0件。"
    )
    path.write_text(text, encoding="utf-8")
    row = check_reports([read_report(path)]).findings.set_index("rule").loc["claims.agree"]
    assert (row["where"], row["at"]) == ("requests/received/total", "line 4")
    assert (
        "that is 13; the tables print Newly received this year · Total “12” (line 48): 1 apart."
        in row["en"]
    )


def test_a_territory_is_told_against_each_of_its_agencies(tmp_path):
    whole, one, two = (
        report_of(tmp_path, f"{a}.txt", a) for a in ("某县人民政府", "某县林业局", "某县水利局")
    )
    one.territory = two.territory = "某县人民政府"  # as their source cards say
    found = check_reports([whole, one, two]).findings
    row = found[
        (found["rule"] == "hierarchy.sum") & (found["where"] == "requests/granted/total")
    ].iloc[0]
    assert row["report"] == whole.id
    assert row["zh"].startswith(
        "（一）予以公开 · 总计：政府汇总报告印“9”（第66行），已载入的所属2个机关的报告合计18，相差9。"
        "各机关：某县林业局“9”（某县林业局.txt第66行）、"
    )
    assert "come to 18, 9 apart" in row["en"]


def test_targets_are_cells():
    assert codes_of("requests/granted/legal_persons", get_form("2021").by_code) == tuple(
        f"requests/granted/{c}"
        for c in ("business", "research", "public_interest", "legal_services", "other")
    )
    assert codes_of("remedies/suit_*/total", get_form("2021").by_code) == (
        "remedies/suit_direct/total",
        "remedies/suit_after_review/total",
    )
    assert codes_of(
        "requests/granted/total % requests/concluded/total", get_form("2019").by_code
    ) == (
        "requests/granted/total",
        "requests/concluded/total",
    )
    assert (
        codes_of("requests/granted/total | requests/grantet/total", get_form("2021").by_code) == ()
    )


@pytest.mark.parametrize(
    ("where", "zh", "line"),
    [
        ("line 97", "第97行", 97),
        ("row 9, column 3", "第9行第3列", None),
        ("page 2, line 5", "第2页第5行", None),
        ("page 2, table 1, row 3, column 4", "第2页表1第3行第4列", None),
        ("paragraph 4", "第4段", None),
        ("sheet 表一, row 2, column 3", "工作表“表一”第2行第3列", None),
        ("page 2, line 5 [12 33.5 40 41]", "第2页第5行", None),
        ("head", "head", None),
        ("", "", None),
    ],
)
def test_places_in_words(where, zh, line):
    assert (place(where, "zh"), place(where, "en"), line_of(where)) == (
        zh,
        where.partition(" [")[0],
        line,
    )


# What findings become.


@pytest.mark.parametrize("form", ["json", "csv", "github", "sarif"])
def test_each_format_is_as_its_golden_file(checked, form, golden):
    content = re.sub(r"[0-9a-f]{64}", "<sha256>", render(form, checked).decode("utf-8"))
    golden(f"findings.{form}.txt", content.replace("\r\n", "\n"))


@pytest.mark.parametrize("form", ["json", "csv", "github", "sarif", "html"])
def test_each_format_gives_the_same_bytes_twice(checked, form):
    assert render(form, checked) == render(form, checked)


def test_json_has_the_outcomes_the_repairs_and_what_is_implied(checked):
    content = json.loads(render("json", checked))
    assert list(content) == [
        "reports",
        "outcomes",
        "implied",
        "findings",
        "repairs",
        "corrections",
        "problems",
    ]
    implied = {i["cell"]: i["implied"] for i in content["implied"]}
    assert implied == {"requests/carried_in/total": 0, "requests/granted/total": 9}
    assert content["repairs"][0]["cells"] == {"requests/received/total": 12}
    assert content["repairs"][0]["printed"] == {"requests/received/total": "13"}
    row = next(f for f in content["findings"] if f["where"] == "requests/received/*")
    assert row["cells"][0] == {"cell": "requests/received/total", "place": "line 48"}
    assert row["line"] == 48
    assert len(content["outcomes"]) == len(checked.data.outcomes)


def test_csv_opens_in_a_spreadsheet_and_calculates_nothing(tmp_path, few_rules):
    report = raw_findings(report_of(tmp_path, agency="=HYPERLINK(1)", requests__received__total=13))
    data = build_dataset([report], check_reports([report], few_rules), few_rules)
    for start in "=+-@\t":
        data.findings.loc[0, "at"] = f"{start}1+1"
        content = render("csv", Checked(data))
        assert content.startswith(b"\xef\xbb\xbf")
        read = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert tuple(read[0]) == COLUMNS
        assert read[0]["report"].startswith("'=HYPERLINK")
        assert read[0]["at"] == f"'{start}1+1"


@given(st.text(alphabet=st.sampled_from('%:,\r\n\x0b\x85\u2028"<>某局a='), max_size=30))
def test_a_workflow_command_is_one_line_and_gives_its_texts_back(text):
    finding = {"report": text, "severity": "error", "rule": "r", "where": "report"}
    findings = Table("findings", decide([{**finding, "zh": text, "en": text}], [], [], [])[0])
    data = Dataset(findings=findings, reports=Table("reports", [{"report": text, "file": text}]))
    out = to_github(Checked(data, {text: text})).decode("utf-8")
    assert out.endswith("\n")
    line = out[:-1]
    assert len(line.splitlines()) == 1
    command, _, message = line.removeprefix("::").partition("::")
    level, _, given_properties = command.partition(" ")
    assert level == "error"
    properties = dict(p.split("=", 1) for p in given_properties.split(","))
    assert set(properties) <= {"file", "title", "line"}
    plain = re.sub(r"[\x0b\x85\u2028]", " ", text)
    assert unescaped(properties.get("file", "")) == plain
    assert unescaped(message).startswith(plain)


def unescaped(text):
    """What the runner makes of it."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


@pytest.mark.parametrize("form", ["json", "csv", "github", "sarif", "html"])
def test_a_hostile_agency_name_stays_text(tmp_path, few_rules, form):
    report = raw_findings(report_of(tmp_path, requests__received__total=13))
    report = replace(report, agency=HOSTILE, agency_printed=HOSTILE)
    data = build_dataset([report], check_reports([report], few_rules), few_rules)
    out = render(form, Checked(data, {report.id: "data/::error::,%.txt"}, [HOSTILE])).decode(
        "utf-8-sig"
    )
    if form == "github":
        lines = out.splitlines()
        assert len(lines) == 2
        assert lines[0].startswith(
            "::error file=data/%3A%3Aerror%3A%3A%2C%25.txt,line=48,title=requests.applicants · 某局%0A%3A%3Aerror"
        )
        assert lines[1].startswith("::error title=gouji::某局%0A::error")
    elif form == "html":
        page = html.document_fromstring(out)
        assert not page.xpath("//script")
        assert "<script>alert" in page.text_content()
    elif form == "csv":
        assert next(csv.DictReader(io.StringIO(out, newline="")))["report"] == report.id
    else:
        content = json.loads(out)
        assert HOSTILE in json.dumps(content, ensure_ascii=False).replace('\\"', '"').replace(
            "\\n", "\n"
        )


def test_sarif_is_a_log_as_the_standard_requires(checked):
    log = json.loads(render("sarif", checked))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "gouji"
    assert len({r["id"] for r in rules}) == len(rules)
    assert len(run["results"]) == len(checked.data.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note", "none")
        assert result["message"]["text"]
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~%/-]+", uri)
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        ids = [r["id"] for r in result.get("relatedLocations", [])]
        assert len(set(ids)) == len(ids)
    explained = next(r for r in run["results"] if r["ruleId"] == "requests.legible")
    assert explained["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "[explained by 王敏 on 2024-02-01: 原件可辨，为零; the figure is requests/carried_in/total=0]",
        }
    ]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_sarif_names_the_cell_where_the_place_is_no_line(corpus, few_rules):
    report = next(r for r in corpus if r.id == "宿迁市人民政府-2024")
    cells = report.cells.copy()
    cells.loc[(cells["item"] == "granted") & (cells["column"] == "total"), ["value", "printed"]] = [
        1.0,
        "1",
    ]
    report = replace(report, cells=cells)
    data = build_dataset([report], check_reports([report], few_rules), few_rules)
    (result,) = json.loads(render("sarif", Checked(data, {report.id: "原 件/a.csv"})))["runs"][0][
        "results"
    ]
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "%E5%8E%9F%20%E4%BB%B6/a.csv"}
    }
    where = cells.loc[(cells["item"] == "granted") & (cells["column"] == "total"), "where"].iloc[0]
    assert (
        location["logicalLocations"][0]["decoratedName"]
        == f"{report.id}/requests/granted/* ({where})"
    )


def test_the_page_has_both_languages_and_fetches_nothing(checked):
    both, one = (render("html", checked, lang).decode("utf-8") for lang in (None, "en"))
    for page in (both, one):
        assert not re.search(r'src="http|href="http|<script|<link', page)
    assert [s.get("lang") for s in html.document_fromstring(both).xpath("//section")] == [
        "zh-Hans",
        "en",
    ]
    assert "不成立的表" in both
    assert "不成立的表" not in one
    assert "empty.txt: the file is empty." in one
    assert (
        "[explained by 王敏 on 2024-02-01: 原件可辨，为零; the figure is requests/carried_in/total=0]"
        in one
    )
    assert (
        "［王敏于2024-02-01说明：原件可辨，为零；确认的数字：requests/carried_in/total=0］" in both
    )


def test_an_explained_finding_is_a_notice_and_the_rest_keep_their_level(checked):
    levels = [line.split(" ")[0] for line in render("github", checked).decode("utf-8").splitlines()]
    assert levels == ["::error", "::notice", "::error"]


def test_an_unknown_format_is_named_with_those_there_are():
    with pytest.raises(InputError, match="text, json, csv, html, github, sarif"):
        check_format("xml")


def test_files_of_one_name_are_told_by_their_hash(tmp_path, monkeypatch):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    one = report_of(tmp_path / "a", requests__received__total=13)
    report_of(tmp_path / "b")
    frame = pd.DataFrame({"report": [one.id], "file": [one.file], "sha256": [one.sha256]})
    monkeypatch.chdir(tmp_path)
    inside = frame.assign(file="a.zip!某局.txt")
    assert paths_of(inside, [tmp_path / "sub" / "a.zip"]) == {one.id: "sub/a.zip!某局.txt"}
    assert paths_of(frame, [tmp_path / "b" / "report.txt", tmp_path / "a" / "report.txt"]) == {
        one.id: "a/report.txt"
    }


def test_an_output_replaces_an_earlier_one_and_never_a_report(tmp_path):
    report = tmp_path / "r.txt"
    report.write_text("the report")
    out = tmp_path / "new" / "out.csv"
    for content in (b"1", b"2"):
        write_out(out, content, keep=[report])
    assert out.read_bytes() == b"2"
    for wrong in (report, tmp_path):
        with pytest.raises(InputError, match="--out"):
            write_out(wrong, b"", keep=[report])
    assert report.read_text() == "the report"


# The tables lit.


def test_failing_rows_and_columns_are_lit_in_colour_and_in_words(checked):
    page = html.fromstring(f"<div>{parts.failing_tables(checked.data, 'en').text}</div>")
    heads = [
        th.text_content()
        for th in page.xpath("//table[contains(@class,'lit')]//th[contains(@class,'lit-fail')]")
    ]
    assert heads == ["Newly received this year× fails"]
    cells = page.xpath("//tr[th[contains(@class,'lit-fail')]]/td")
    assert all("lit-fail" in td.get("class") for td in cells)
    assert cells[-1].text_content() == "13 → 12?"
    assert cells[-1].xpath(".//span[@title='one digit differs']")
    assert page.xpath("//td[contains(., '‡')]")[0].text_content() == "1x → 0† → 0‡"
    assert [li.text for li in page.xpath("//ol/li")] == ["one digit differs"]
    assert "blank → 9†" in page.text_content()
    assert "undecided" in page.text_content()


def test_a_repair_that_says_what_is_implied_is_shown_once(checked):
    fills = checked.data.repairs.assign(cells="requests/granted/total", printed="", implied="9")
    page = html.fromstring(
        f"<div>{parts.failing_tables(replace(checked.data, repairs=fills), 'en').text}</div>"
    )
    assert page.xpath("//td[contains(., '→ 9†')]")[0].text_content() == "blank → 9†"


def test_the_terminal_shows_the_likeliest_repairs_and_how_many_more_there_are(checked):
    many = pd.concat([checked.data.repairs.assign(rank=n) for n in range(1, 6)], ignore_index=True)
    lines = [line for line, _ in Summary(replace(checked.data, repairs=many)).lines("en")]
    assert lines[-4] == "  repair 1 requests/received/total: one digit differs"
    assert lines[-1] == "  2 more repairs: --format json lists them"
    folded = parts.failing_tables(
        replace(checked.data, repairs=pd.concat([many] * 2).assign(rank=range(1, 11))), "en"
    ).text
    assert "5 more: see repairs.csv." in folded


def test_undecided_tables_are_folded_and_a_sound_corpus_says_so(dataset):
    page = html.fromstring(f"<div>{parts.failing_tables(dataset, 'zh').text}</div>")
    assert page.xpath("./p")[0].text == "没有不成立的勾稽关系。"
    assert page.xpath("./details//h3")[0].text == "上海市人民政府办公厅（2019年）"
    assert not page.xpath("//table[not(ancestor::details)]")


def test_rows_keep_their_columns(checked):
    assert all(tuple(row) == COLUMNS for row in rows(checked))


def test_the_docs_are_linked_from_the_index():
    template = (
        bundled("expectations").parent / "src/analysis/publishing/templates/index.html.j2"
    ).read_text(encoding="utf-8")
    assert 'href="datadocs/index.html"' in template
