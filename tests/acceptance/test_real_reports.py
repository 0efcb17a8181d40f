"""Real reports, figure by figure: what a person read of the page is what Gouji reads, or it is open."""

import csv

import pytest

from analysis import read_report
from analysis.form import get_form
from tests.support.paths import RAW, ROOT

REPORTS = RAW / "pingtan"
FIGURES = ROOT / "benchmarks" / "reading" / "pingtan"
FILES = sorted(p for p in REPORTS.iterdir() if p.suffix in (".txt", ".html"))
# What the prints themselves get wrong. Everything else must pass.
FAILING = {
    "administrative-approval-2024": {"remedies/review/*"},
    "natural-resources-2023": {
        "requests/*/business",
        "requests/partly_granted/*",
        "requests/concluded/*",
    },
    "public-security-2021": {"requests/*/natural_person", "requests/*/total"},
}
# What the prose of a report says and its tables do not, as a person read both.
CONTRADICTED = {
    "administrative-approval-2024": {"remedies/review/total"},
}
DOCUMENTS = "disclosure/normative_documents"


def read_figures(name):
    """The figures of a report as a person read them: (table, item) to the values of its columns."""
    lines = (FIGURES / f"{name}.figures.csv").read_text(encoding="utf-8").splitlines()
    return {(table, item): values for table, item, *values in csv.reader(lines)}


def scores(report, name):
    """Cells by table: right, open, wrong."""
    cells = {f"{c.table}/{c.item}/{c.column}": c for c in report.cells.itertuples()}
    form, found = get_form(report.format), {}
    for (table, item), values in read_figures(name).items():
        for column, value in zip(form.columns(table, item), values, strict=False):
            cell = cells[f"{table}/{item}/{column}"]
            if not value.strip():
                kind = "wrong" if cell.status == "stated" else "right"
            elif cell.status != "stated":
                kind = "open"
            else:
                kind = "right" if cell.value == pytest.approx(float(value)) else "wrong"
            found.setdefault((table, kind), []).append(f"{item}/{column}")
    return found


def breaks_in_documents():
    """Reports whose documents in force are not last year's plus issued minus repealed.

    The form has counted documents in force since 2021.
    """
    by_name, broken = {path.stem: read_figures(path.stem) for path in FILES}, set()
    for name, figures in by_name.items():
        before = by_name.get(f"{name[:-4]}{int(name[-4:]) - 1}")
        if before and int(name[-4:]) > 2021:
            issued, repealed, in_force = map(int, figures["disclosure", "normative_documents"])
            last = int(before["disclosure", "normative_documents"][2])
            if in_force != last + issued - repealed:
                broken.add(name)
    return broken


def test_the_reports_are_there_with_their_figures():
    names = [path.stem for path in FILES]
    assert len(names) == len(set(names)) == 25
    assert {p.name.removesuffix(".figures.csv") for p in FIGURES.glob("*.csv")} == set(names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_is_right_or_open_and_only_what_is_wrong_in_print_fails(path):
    report, name = read_report(path), path.stem
    assert report.year == int(name[-4:])
    assert report.agency.startswith("平潭综合实验区")
    assert (report.source_url or "").startswith("https://www.pingtan.gov.cn/zwgk/zfxxgk/")
    found = scores(report, name)
    assert not {key: where for key, where in found.items() if key[1] == "wrong"}
    assert ("requests", "open") not in found
    assert ("remedies", "open") not in found
    if path.suffix == ".html":
        assert ("disclosure", "open") not in found
    errors = report.findings[report.findings["severity"] == "error"]
    assert set(errors["where"]) == FAILING.get(name, set())
    assert not set(report.findings["rule"]) & {"meta.agency", "meta.year"}


def accusations(data):
    """Where each rule is broken or doubted, by the name of the report's file; notes left out."""
    names = {row.report: row.file.split(".")[0] for row in data.reports.itertuples()}
    found = {"error": set()}
    for finding in data.findings[data.findings["severity"] != "note"].itertuples():
        kind = "error" if finding.severity == "error" else finding.rule
        found.setdefault(kind, set()).add((names[finding.report], finding.where))
    return found


def test_no_report_is_accused_of_anything_but_what_its_print_gets_wrong(shipped):
    found, real = accusations(shipped), {path.stem for path in FILES}
    assert found["error"] == {(name, where) for name in FAILING for where in FAILING[name]}
    assert {one for one in found["claims.agree"] if one[0] in real} == {
        (name, where) for name, places in CONTRADICTED.items() for where in places
    }
    # The bureau prints a review that is pending, the territory prints none.
    assert found["hierarchy.sum"] == {("pingtan-2022", "remedies/review/pending")}
    # Neither has a heading 六.
    assert found["form.sections"] == {
        ("finance-2021", "report"),
        ("xiangxiang-natural-resources-2022", "report"),
    }
    # Lists of parts, read by a person, that miss the total before them; and last year's name.
    assert {name for name, _ in found["prose.sum"]} == {
        "administrative-approval-2022",
        "finance-2021",
        "natural-resources-2022",
        "pingtan-2019",
    }
    assert {name for name, _ in found["prose.year"]} == {"finance-2025"}
    judged = {"error", "claims.agree", "hierarchy.sum", "form.sections", "prose.sum", "prose.year"}
    others = set(found) - judged
    assert others <= {"continuity.documents", "disclosure.legible"}


def test_documents_in_force_that_break_are_found_wherever_both_years_are_read(shipped):
    found = {name for name, _ in accusations(shipped)["continuity.documents"]}
    broken = breaks_in_documents()
    assert len(broken) == 8
    assert {"finance-2022", "finance-2024", "public-security-2022"} <= found <= broken
    names = {row.report: row.file.split(".")[0] for row in shipped.reports.itertuples()}
    of_rule = shipped.outcomes["rule"] == "continuity.documents"
    rows = shipped.outcomes[of_rule & (shipped.outcomes["where"] == f"{DOCUMENTS}/*")]
    outcomes = {names[row.report]: row.outcome for row in rows.itertuples()}
    assert not {name for name in broken if outcomes[name] == "pass"}
    assert found == {name for name, outcome in outcomes.items() if outcome == "fail"}
