"""A file with two reports, two files with one, and a report over several files."""

import pytest

from analysis.form import get_form
from analysis.reading.document import read_bytes
from analysis.recognising.recognise import recognise
from analysis.running.corpus import load_reports
from tests.support.pdfs import pdf, report
from tests.unit.recognising.test_columns import page, rows_of, stated, values

OWN, OTHER = values(seed=1), values(seed=2)
TITLE = "清河县{}局{}年政府信息公开工作年度报告"
LAST = [["五、存在的主要问题及改进情况"], ["六、其他需要报告的事项"]]


def body(shown, agency="林业", year=2023, prose="无。"):
    return (
        f"<h1>{TITLE.format(agency, year)}</h1><p>一、总体情况</p><p>{prose}</p>"
        + page([*rows_of(shown), *LAST])
        .partition("<body>")[2]
        .partition("</body>")[0]
        .partition("</h1>")[2]
    )


def whole(*parts):
    return f"<html><body>{''.join(parts)}</body></html>"


def save(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("agency", "year"), [("水利", 2023), ("林业", 2022)])
def test_of_two_reports_on_one_page_the_second_lends_the_first_nothing(agency, year):
    second = body(OTHER, agency, year, "本年新收政府信息公开申请9999件。")
    text = whole(body(OWN), second)
    read = recognise(read_bytes(text.encode(), "page.html"), {})
    assert (read.agency, read.year) == ("清河县林业局", 2023)
    assert stated(read) == OWN
    assert len(read.claims) == 0
    assert "meta.tables" in set(read.findings["rule"])
    assert "form.sections" not in set(read.findings["rule"])


def test_a_page_and_its_attachment_with_the_same_figures_are_one_report(tmp_path):
    save(tmp_path, "a.html", whole(body(OWN)))
    save(tmp_path, "b.html", whole(body(OWN), "<p>附件</p>"))
    corpus = load_reports(tmp_path)
    assert [report.file for report in corpus.reports] == ["a.html"]
    assert corpus.problems == []
    findings = corpus.reports[0].findings
    (told,) = findings[findings["rule"] == "meta.copies"].itertuples()
    assert told.severity == "note"
    assert [name for name in ("b.html", "same figures as", "a.html") if name not in told.en] == []


def section(shown, numeral):
    """The rows of one section."""
    rows = rows_of(shown)
    at = [i for i, row in enumerate(rows) if len(row) == 1 and row[0][0] in "二三四"]
    start = next(i for i in at if rows[i][0][0][0] == numeral)
    return rows[start : next((i for i in at if i > start), len(rows))]


@pytest.mark.parametrize("numeral", ["三", "四"])
def test_a_page_with_one_table_and_an_attachment_with_all_are_one_report(tmp_path, numeral):
    tables = page(section(OWN, numeral)).partition("</h1>")[2]
    save(tmp_path, "a.html", whole(f"<h1>{TITLE.format('林业', 2023)}</h1>", tables))
    save(tmp_path, "b.html", whole(body(OWN)))
    corpus = load_reports(tmp_path)
    assert corpus.problems == []
    assert [report.file for report in corpus.reports] == ["b.html"]
    assert stated(corpus.reports[0]) == OWN
    (told,) = corpus.reports[0].findings.query("rule == 'meta.copies'").itertuples()
    assert "a.html" in told.en


def test_a_page_whose_table_differs_from_the_attachment_s_is_not_used(tmp_path):
    tables = page(section(OTHER, "三")).partition("</h1>")[2]
    save(tmp_path, "a.html", whole(f"<h1>{TITLE.format('林业', 2023)}</h1>", tables))
    save(tmp_path, "b.html", whole(body(OWN)))
    corpus = load_reports(tmp_path)
    assert corpus.reports == []
    assert "nobody can tell" in corpus.problems[0]


def test_files_in_two_forms_are_told_apart(tmp_path):
    for form in ("2019", "2021"):
        pages = pdf(report(dict.fromkeys(get_form(form).by_code, 1), form))
        (tmp_path / f"{form}.pdf").write_bytes(pages)
    corpus = load_reports(tmp_path)
    assert corpus.reports == []
    assert "nobody can tell" in corpus.problems[0]


def test_a_page_with_the_last_table_alone_is_a_part(tmp_path):
    rows = rows_of(OWN)
    at = next(i for i, row in enumerate(rows) if len(row) == 1 and row[0][0] == "四")
    for name, part in (("1.html", rows[:at]), ("2.html", rows[at:])):
        tables = page(part).partition("</h1>")[2]
        save(tmp_path, name, whole(f"<h1>{TITLE.format('林业', 2023)}</h1>", tables))
    corpus = load_reports(tmp_path)
    assert corpus.reports == []
    assert "parts of one report" in corpus.problems[0]
    assert "2.html" in corpus.problems[0]


def test_files_with_other_figures_are_not_used(tmp_path):
    save(tmp_path, "a.html", whole(body(OWN)))
    save(tmp_path, "b.html", whole(body(OTHER)))
    corpus = load_reports(tmp_path)
    assert corpus.reports == []
    assert "nobody can tell" in corpus.problems[0]


def test_parts_of_one_report_are_named_as_such(tmp_path):
    tables = ("disclosure", "requests")
    for name, table in zip(("1.html", "2.html"), tables, strict=True):
        rows = rows_of(OWN)
        at = [i for i, row in enumerate(rows) if len(row) == 1 and row[0][0] in "二三四"]
        start = tables.index(table)
        kept = page(rows[at[start] : at[start + 1]]).partition("</h1>")[2]
        save(tmp_path, name, whole(f"<h1>{TITLE.format('林业', 2023)}</h1>", kept))
    corpus = load_reports(tmp_path)
    assert corpus.reports == []
    assert "parts of one report" in corpus.problems[0]
