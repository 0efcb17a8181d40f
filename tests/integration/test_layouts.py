"""Layouts that agencies use, rendered through real tools and read back: every number right, or said
to be open.
"""

import json
import random
import re

import pytest

from analysis import InputError
from analysis.form import get_form
from analysis.reading.document import read_bytes
from analysis.recognising.numbers import read_cell
from analysis.recognising.recognise import recognise
from benchmarks.exactness import AGENCY, STYLES, YEAR, layouts, score
from benchmarks.rendering import html, office
from benchmarks.rendering.forms import printed, random_cells, tables
from tests.support.examples import in_proportion
from tests.support.paths import FIXTURES

# Blank cells leave no trace in these: nobody can tell the columns, and nothing is guessed. In H the
# row shares its line with its header, so that an empty end is not told from padding.
LOSSY = re.compile(
    "text (?:G|H|F dense|G wrapped|two blanks|rST).*mixed zeros|text G wrapped|text (?:A'|D|"
    "tabs.*), mixed zeros"
    "|html, spans lost, mixed zeros"
)
ALL = [x for x in layouts() if not x.name.startswith("pdf")]


@pytest.mark.parametrize("fmt", ["2019", "2021"])
@pytest.mark.parametrize("layout", ALL, ids=lambda x: x.name)
def test_every_printed_number_is_read(layout, fmt):
    result, wrong = score(layout, fmt, reports=in_proportion(2), seed=7)
    assert result.silent == 0, wrong
    if not LOSSY.fullmatch(layout.name):
        assert result.right == result.printed, wrong[:5]


PDFS = sorted(FIXTURES.glob("*.pdf"))


@pytest.mark.parametrize("path", PDFS, ids=lambda p: p.stem)
def test_a_pdf_is_read_by_its_rules_and_never_wrongly(path):
    """Printed by Chromium from the pages of ``benchmarks``; what was printed lies beside each as
    JSON.
    """
    shown = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    report = recognise(read_bytes(path.read_bytes(), path.name), {})
    assert (report.agency, report.year) == (AGENCY, YEAR)
    right = 0
    for cell in report.cells.itertuples():
        code = f"{cell.table}/{cell.item}/{cell.column}"
        want = read_cell(get_form(report.format).by_code[code], shown[code])
        if cell.status == "stated":
            assert cell.value == want.value, code
            assert cell.where.startswith("page ")
            right += 1
    by_code = get_form(report.format).by_code
    numbers = sum(read_cell(by_code[c], t).status == "stated" for c, t in shown.items())
    assert right == numbers


def one(fmt="2021", style="plain"):
    rng = random.Random(3)
    shown = printed(random_cells(fmt, rng), fmt, STYLES[style], rng)
    return shown, tables(fmt, STYLES[style], shown), rng


def test_a_page_says_where_each_number_stands_and_when_it_was_published():
    shown, parts, rng = one()
    report = recognise(read_bytes(html.page(AGENCY, YEAR, parts, rng).encode(), "page.html"), {})
    cell = report.cells[
        (report.cells["item"] == "granted") & (report.cells["column"] == "total")
    ].iloc[0]
    assert cell["where"] == "table 3, row 6, column 10"
    assert cell["printed"] == shown["requests/granted/total"]
    assert report.published.startswith("2024-01-2")
    assert [s.number for s in report.sections] == list("一二三四五六")


def test_columns_in_another_order_are_read_by_their_headers():
    shown, parts, rng = one()
    page = html.page(AGENCY, YEAR, parts, rng)
    for row in ("本年制发件数", "本年废止件数"):
        page = page.replace(f"<td>{row}</td>", f"<td>{row[::-1]}</td>", 1)
    page = page.replace("数件发制年本", "本年废止件数").replace("数件止废年本", "本年制发件数")
    cells = recognise(read_bytes(page.encode(), "page.html"), {}).cells
    regulations = cells[cells["item"] == "regulations"].set_index("column")["printed"]
    assert regulations["repealed"] == shown["disclosure/regulations/issued"]


def damaged(page):
    """The page with two of the seven headers of table 三 lost."""
    return page.replace("<td>科研机构</td>", "<td>???</td>").replace(
        "<td>社会公益组织</td>", "<td></td>"
    )


def test_damaged_headers_are_read_by_position_only_where_the_totals_confirm_it():
    _, parts, rng = one()
    page = damaged(html.page(AGENCY, YEAR, parts, rng))
    report = recognise(read_bytes(page.encode(), "page.html"), {})
    assert set(report.cells["status"]) == {"stated"}
    assert any("by position, confirmed by the row's total" in note for note in report.notes)


def with_sums_broken(page, shown, items):
    """The page with other figures in the first two columns of some rows of table 三."""
    for item in items:
        first = "".join(
            f"<td>{shown[f'requests/{item}/{c}']}</td>" for c in ("natural_person", "business")
        )
        page = page.replace(first, first.replace("<td>", "<td>9", 1), 1)
    return page


def test_rows_are_unreadable_when_headers_are_lost_and_the_totals_do_not_confirm_their_order():
    shown, parts, rng = one()
    items = get_form("2021").items("requests")
    page = with_sums_broken(damaged(html.page(AGENCY, YEAR, parts, rng)), shown, items)
    cells = recognise(read_bytes(page.encode(), "page.html"), {}).cells
    assert set(cells.loc[cells["item"] == "received", "status"]) == {"unreadable"}


def test_one_wrong_sum_is_read_as_printed_where_all_other_rows_confirm_the_order_of_columns():
    """An agency's own mistake is for the checks to find: it must not be lost in reading."""
    shown, parts, rng = one()
    page = with_sums_broken(damaged(html.page(AGENCY, YEAR, parts, rng)), shown, ["received"])
    cells = recognise(read_bytes(page.encode(), "page.html"), {}).cells
    row = cells[cells["item"] == "received"]
    assert set(row["status"]) == {"stated"}
    assert row["printed"].tolist()[0] == f"9{shown['requests/received/natural_person']}"


def test_a_row_printed_twice_with_other_figures_is_unreadable():
    shown, parts, rng = one()
    page = html.page(AGENCY, YEAR, parts, rng)
    row = f'<tr><td>行政许可</td><td colspan="3">{shown["disclosure/licences/decisions"]}</td></tr>'
    assert row in page
    report = recognise(
        read_bytes(
            page.replace(row, row + row.replace("</td></tr>", "1</td></tr>")).encode(), "page.html"
        ),
        {},
    )
    assert set(report.cells.loc[report.cells["item"] == "licences", "status"]) == {"unreadable"}


def test_a_traditional_page_with_pinyin_is_read():
    _, parts, rng = one()
    page = html.page(AGENCY, YEAR, parts, rng)
    page = (
        page.replace("予以公开", "予以公開")
        .replace("行政处罚", "行政處(chù)罰")
        .replace("结果维持", "結果維持")
    )
    assert set(recognise(read_bytes(page.encode(), "page.html"), {}).cells["status"]) == {"stated"}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
def test_a_wrong_declaration_does_not_matter(encoding):
    shown, parts, rng = one()
    page = html.page(AGENCY, YEAR, parts, rng).replace('charset="utf-8"', 'charset="gb2312"')
    cells = recognise(read_bytes(page.encode(encoding), "page.html"), {}).cells
    assert set(cells["status"]) == {"stated"}
    assert len(cells) == len(shown)


def test_big5_is_told_from_gbk():
    _, parts, rng = one()
    from opencc import OpenCC

    page = OpenCC("s2t").convert(html.page("某縣林業局", YEAR, parts, rng))
    assert set(
        recognise(read_bytes(page.encode("big5hkscs", "xmlcharrefreplace"), "page.html"), {}).cells[
            "status"
        ]
    ) == {"stated"}


def test_text_boxes_and_deleted_text_of_word_are_left_out():
    _, parts, _ = one()
    data = office.docx(AGENCY, YEAR, parts)
    document = read_bytes(data, "report.docx")
    assert document.kind == "docx"
    assert len(document.grids) == 3


DEEP = (
    b"<html>"
    + b"<table><tr><td>" * 10000
    + "政府信息公开年度报告".encode()
    + b"</td></tr></table>" * 10000
)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("deep.html", DEEP, "none of the three"),
        (
            "spans.html",
            b"<html><table>" + b"<tr><td colspan=1000 rowspan=65534>1</td></tr>" * 3000,
            "more than any annual report",
        ),
        ("broken.pdf", b"%PDF-1.7\n" + b"junk" * 1000, "not a readable PDF"),
        ("broken.docx", b"PK\x03\x04" + b"junk" * 100, "not a readable Word file"),
        ("broken.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"junk" * 1000, "not a readable XLS"),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + b"x" * 100, "gouji template"),
        ("long.txt", b"a" * 20_000_001, "20 MB"),
        ("pipes.txt", "政府信息公开 | 1 | ".encode() * 100_000, "none of the three"),
    ],
)
def test_hostile_files_are_answered_at_once_with_one_message(name, data, says):
    with pytest.raises(InputError, match=says) as error:
        recognise(read_bytes(data, name), {})
    assert name in str(error.value)


def test_a_bomb_is_not_unpacked(tmp_path):
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 110_000_000)
    with pytest.raises(InputError, match="unpacks to more than"):
        read_bytes(out.getvalue(), "bomb.docx")


def test_a_pipe_is_not_waited_for(tmp_path):
    import os

    from analysis import read_report

    os.mkfifo(tmp_path / "report.html")
    with pytest.raises(InputError, match="not a regular file"):
        read_report(tmp_path / "report.html")
