"""Data Docs: what GX found, to be opened offline."""

import re
from dataclasses import replace

import pytest

from analysis.checking import check_reports
from analysis.checking.checkpoint import write_data_docs

pytestmark = pytest.mark.slow


def test_data_docs_name_rules_and_failures_and_fetch_nothing(tmp_path, corpus):
    write_data_docs(corpus, None, tmp_path / "docs")
    pages = {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "docs").iterdir()}
    assert set(pages) == {
        "index.html",
        "disclosure.html",
        "requests.html",
        "remedies.html",
        "report.html",
    }
    assert "六个部分齐全且依次排列" in pages["report.html"]
    assert "湘乡市自然资源局-2022 [report]" in pages["report.html"]
    assert "75 pass, 0 fail, 23 undecided" in pages["requests.html"]
    assert "✗" in pages["report.html"]
    assert "✓" in pages["requests.html"]
    for page in pages.values():
        assert not re.search(r"<script|https?://|20\d{6}T", page)


def test_data_docs_of_the_same_outcomes_are_the_same_bytes(tmp_path, corpus):
    """A run does not make them again where figures alone have changed."""
    doubled = [replace(r, cells=r.cells.assign(value=r.cells["value"] * 2)) for r in corpus]
    for name, reports in (("a", corpus), ("b", doubled)):
        write_data_docs(reports, None, tmp_path / name)
    kinds = ["report", "rule", "where", "outcome"]
    one, other = (check_reports(reports).outcomes[kinds] for reports in (corpus, doubled))
    assert one.equals(other)
    for page in (tmp_path / "a").iterdir():
        assert page.read_bytes() == (tmp_path / "b" / page.name).read_bytes()
