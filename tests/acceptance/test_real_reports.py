"""Real reports, figure by figure: what a person read of the page is what Gouji reads, or it is open."""

import csv

import pytest

from analysis import read_report
from analysis.form import get_form
from tests.support.paths import ROOT

REPORTS = ROOT / "benchmarks" / "reading" / "pingtan"
NAMES = sorted(p.stem for p in REPORTS.glob("*.txt"))
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


def scores(report, name):
    """Cells by table: right, open, wrong."""
    cells = {f"{c.table}/{c.item}/{c.column}": c for c in report.cells.itertuples()}
    form, found = get_form(report.format), {}
    lines = (REPORTS / f"{name}.figures.csv").read_text(encoding="utf-8").splitlines()
    for table, item, *values in csv.reader(lines):
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


def test_the_reports_are_there():
    assert len(NAMES) == 24


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_right_or_open_and_only_what_is_wrong_in_print_fails(name):
    report = read_report(REPORTS / f"{name}.txt")
    assert report.year == int(name[-4:])
    assert report.agency.startswith("平潭综合实验区")
    assert (report.source_url or "").startswith("https://www.pingtan.gov.cn/zwgk/zfxxgk/")
    found = scores(report, name)
    assert not {key: where for key, where in found.items() if key[1] == "wrong"}
    assert ("requests", "open") not in found
    assert ("remedies", "open") not in found
    errors = report.findings[report.findings["severity"] == "error"]
    assert set(errors["where"]) == FAILING.get(name, set())
    assert not set(report.findings["rule"]) & {"meta.agency", "meta.year"}
