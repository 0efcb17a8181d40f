"""Data Docs: what GX found, to be opened offline."""

import re

import pytest

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


def test_data_docs_are_the_same_bytes_twice(tmp_path, corpus):
    for name in ("a", "b"):
        write_data_docs(corpus, None, tmp_path / name)
    for page in (tmp_path / "a").iterdir():
        assert page.read_bytes() == (tmp_path / "b" / page.name).read_bytes()
