"""From a cell back to its print: the line, the XPath, the page with the place marked."""

import random

import pytest

from analysis import InputError, read_report
from analysis.telling.originals import find_shown, mark_page, shown_lines
from benchmarks.exactness import AGENCY, STYLES, YEAR
from benchmarks.rendering import html
from benchmarks.rendering.forms import printed, random_cells, tables
from tests.support.layouts import figures, flattened
from tests.support.paths import FIXTURES

CELL = "requests/granted/total"


@pytest.fixture
def page(tmp_path):
    rng = random.Random(5)
    style = STYLES["plain"]
    text = printed(random_cells("2021", rng), "2021", style, rng)
    path = tmp_path / "page.html"
    path.write_text(html.page(AGENCY, YEAR, tables("2021", style, text), rng), encoding="utf-8")
    return path, text[CELL]


def test_of_a_text_the_line_is_shown(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(flattened(figures()), encoding="utf-8")
    report = read_report(path)
    head, place, line = shown_lines(report, path, find_shown(report, CELL))
    assert head.startswith("requests/granted/total = 9  [stated]")
    assert "printed '9' at line" in place
    assert line.endswith(": 9 |")


def test_of_a_page_the_xpath_leads_to_the_print(page):
    from lxml import html as lx

    path, text = page
    report = read_report(path)
    *_, last = shown_lines(report, path, find_shown(report, CELL))
    (node,) = lx.fromstring(path.read_text(encoding="utf-8")).xpath(
        last.strip().removeprefix("xpath ")
    )
    assert node.text_content() == text


def test_a_copy_of_the_page_marks_the_cell_and_runs_nothing(page, tmp_path):
    path, text = page
    report = read_report(path)
    (made,) = mark_page(path, find_shown(report, CELL), tmp_path / "marked")
    content = made.read_text(encoding="utf-8")
    assert made.name == "marked.html"
    assert "<script" not in content
    assert f">{text}<" in content.split('id="gouji-1"')[1][:200]


def test_of_a_pdf_a_picture_is_made(tmp_path):
    path = FIXTURES / "ruled-2021.pdf"
    report = read_report(path)
    (made,) = mark_page(path, find_shown(report, CELL), tmp_path / "marked")
    assert made.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_figures_of_the_prose_have_places_too(corpus):
    report = next(r for r in corpus if r.id == "湘乡市自然资源局-2022")
    assert [thing.where for thing in find_shown(report, "claims")] == [
        "line 15",
        "line 34",
        "line 34",
        "line 34",
    ]


def test_what_cannot_be_marked_is_said(tmp_path, raw):
    report = read_report(raw / "suqian-2024.csv")
    with pytest.raises(InputError, match="only web pages and PDFs"):
        mark_page(raw / "suqian-2024.csv", find_shown(report, CELL), tmp_path / "x")
    with pytest.raises(InputError, match="Nearest: requests/granted/total"):
        find_shown(report, "requests/grantet/total")
