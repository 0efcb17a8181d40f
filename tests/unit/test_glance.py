"""Reports, results and datasets show themselves in a notebook, and no name is an element there."""

from dataclasses import replace

from analysis import check
from analysis.glance import glance


def test_a_report_says_what_it_is_and_what_was_found(corpus):
    report = next(r for r in corpus if r.id == "湘乡市自然资源局-2022")
    shown = report._repr_html_()
    assert "湘乡市自然资源局 2022" in shown
    stated = int((report.cells["status"] == "stated").sum())
    assert f"stated {stated}" in shown
    hostile = replace(report, agency="<b>$x$</b>")._repr_html_()
    assert "<b>" not in hostile
    assert "mathjax_ignore" in hostile


def test_a_result_counts_outcomes_and_findings(corpus):
    found = check(corpus[0])
    counts = found.outcomes["outcome"].value_counts()
    assert f"pass {counts.get('pass', 0)}, fail {counts.get('fail', 0)}" in found._repr_html_()


def test_a_dataset_names_its_tables_with_rows_and_columns(dataset):
    shown = dataset._repr_html_()
    assert f"{len(dataset.cells):,} × {len(dataset.cells.columns)}" in shown
    assert "findings" in shown


def test_what_is_not_known_is_left_out():
    shown = glance("x", [("a", ""), ("b", None), ("c", 0)])
    assert "<th" in shown
    assert shown.count("<tr>") == 1
