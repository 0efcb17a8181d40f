"""A table that prints no number is a point to verify, and its agency is asked about it."""

import csv
import io

import pytest

from analysis.checking import check_reports
from analysis.form import TABLES, table_label
from analysis.recognising.source import report_in
from analysis.running.tables import build_dataset
from analysis.telling.brief.counties import Counties
from analysis.telling.letters.questions import letters
from tests.support import layouts

RULE = "form.numbers"


def report_with(folder, empty, print_):
    """A report whose cells of some tables have no number, but what is said."""
    cells = {
        code: print_ if code.split("/")[0] in empty else value
        for code, value in layouts.figures().items()
    }
    path = folder / "a.txt"
    path.write_text(layouts.flattened(cells, agency="湘乡市林业局", year=2023), encoding="utf-8")
    return report_in(path)


def findings_of(report):
    return list(report.findings[report.findings["rule"] == RULE].itertuples(index=False))


@pytest.mark.parametrize("print_", ["", "/", "—"])
@pytest.mark.parametrize("empty", [*((table,) for table in TABLES), TABLES])
def test_tables_without_a_number_are_one_warning_that_names_them(tmp_path, empty, print_):
    (found,) = findings_of(report_with(tmp_path, empty, print_))
    assert found.severity == "warning"
    for text, lang in ((found.zh, "zh"), (found.en, "en")):
        assert [t for t in TABLES if f"“{table_label(t, lang)}”" in text] == list(empty)


def test_a_single_number_is_enough(tmp_path):
    cells = dict.fromkeys(layouts.figures(), "")
    firsts = {next(c for c in cells if c.startswith(f"{table}/")) for table in TABLES}
    text = layouts.flattened(cells | dict.fromkeys(firsts, 0), agency="湘乡市林业局", year=2023)
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert not findings_of(report_in(tmp_path / "a.txt"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_agency_is_asked_about_it(tmp_path, lang):
    reports = [report_with(tmp_path, TABLES, "")]
    data = build_dataset(reports, check_reports(reports))
    counties = Counties(data, lang)
    (letter,) = letters(counties.county(counties.find("湘乡市"), 2023))
    (question,) = (q for q in letter.questions if q.rule == RULE)
    assert [row.label for row in question.rows] == [{"zh": "表格", "en": "Tables"}[lang]]


@pytest.mark.parametrize("empty", [("remedies",), ("disclosure", "requests"), TABLES])
def test_a_transcription_without_a_number_is_a_warning_too(tmp_path, empty):
    cells = {c: "" if c.split("/")[0] in empty else v for c, v in layouts.figures().items()}
    rows = layouts.transcription(cells, agency="湘乡市林业局", year="2023", scope="agency")
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    (tmp_path / "a.csv").write_text(text.getvalue(), encoding="utf-8")
    (found,) = findings_of(report_in(tmp_path / "a.csv"))
    assert [t for t in TABLES if f"“{table_label(t, 'zh')}”" in found.zh] == list(empty)


@pytest.mark.parametrize("empty", [("remedies",), TABLES])
def test_the_english_finding_says_table_once(tmp_path, empty):
    (found,) = findings_of(report_with(tmp_path, empty, ""))
    start = "No number was read in any cell of the table"
    assert found.en.startswith(f"{start}s “" if len(empty) > 1 else f"{start} “")
    assert found.en.count("table") == 1
