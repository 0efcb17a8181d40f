"""PDFs: unruled tables by where words stand, what nobody sees, turned pages, places and pictures,
and files that are broken.
"""

import random
import re

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from PIL import Image

from analysis import InputError, read_report
from analysis.form import APPLICANTS, get_form
from analysis.reading.backends.pdf import MAX_PAGES
from analysis.reading.backends.pdf.words import touch
from analysis.reading.document import read_bytes
from analysis.reading.layout import PositionedLine, Turn, Word, boxes_in
from analysis.reading.picture import pdf_picture
from analysis.recognising.positioned.labels import find_labels, pieces_of
from analysis.recognising.positioned.stacks import stacked, without_broken
from analysis.recognising.positioned.tables import _without_row_numbers
from analysis.recognising.recognise import recognise
from benchmarks.exactness import AGENCY, STYLES, YEAR
from benchmarks.rendering import rawpdf as rawpdf_module
from benchmarks.rendering.forms import printed, random_cells, tables
from benchmarks.rendering.rawpdf import rawpdf
from tests.support import pdfs
from tests.support.examples import examples
from tests.support.layouts import figures
from tests.support.pdfs import Page, pdf, report


def cells_of(data: bytes) -> dict[str, tuple[str, object]]:
    read = recognise(read_bytes(data, "report.pdf"), {})
    return {
        f"{c.table}/{c.item}/{c.column}": (c.status, c.printed) for c in read.cells.itertuples()
    }


def expected(cells: dict[str, object]) -> dict[str, tuple[str, object]]:
    marks = {"/": "mark", "-": "mark", "": "blank"}
    return {code: (marks.get(str(v), "stated"), str(v)) for code, v in cells.items()}


@pytest.mark.parametrize("fmt", ["2019", "2021"])
@pytest.mark.parametrize("align", ["left", "right", "middle"])
def test_blank_cells_of_an_unruled_table_are_placed_by_where_they_are(fmt, align):
    cells = figures(fmt)
    cells |= {code: "" for code, value in cells.items() if value == 0}
    assert cells_of(pdf(report(cells, fmt, align=align))) == expected(cells)


@pytest.mark.parametrize("narrow", APPLICANTS)
def test_numbers_that_begin_beside_their_header_stand_in_its_column(narrow):
    """Set in the middle of wide columns, a column of short numbers does not touch its header."""
    form = get_form("2021")
    cells: dict[str, object] = {
        cell.code: "" if n % 3 == 1 else 7 if cell.column == narrow else 1463
        for n, cell in enumerate(form.cells)
    }
    got = cells_of(pdf(report(cells, align="middle")))
    wrong = {code: got[code] for code, want in expected(cells).items() if got[code] != want}
    assert not {code for code in wrong if code.startswith("requests/")}


@pytest.mark.parametrize("row", range(0, 25, 6))
def test_a_raised_mark_after_a_number_opens_its_own_cell_of_an_unruled_table_alone(row):
    """It begins where no number of the column does, but touches one: they are one cell's."""
    form = get_form("2021")
    cells: dict[str, object] = {c.code: n % 90 for n, c in enumerate(form.cells)}
    pages = report(cells)
    code = f"requests/{form.items('requests')[row]}/natural_person"
    wide = 8 * 0.556 * len(str(cells[code]))
    pages[1].text(400 + wide, 520 - 15 * row + 3, "12", 8)
    got, want = cells_of(pdf(pages)), expected(cells)
    assert {c for c in want if got[c] != want[c]} == {code}
    assert got[code][0] == "unreadable"


@pytest.mark.parametrize(
    ("beside", "status"),
    [
        ("上年处理决定数量", ("blank", "")),
        ("去年同期", ("blank", "")),
        ("备注", ("blank", "")),
        ("2022年处理决定数量", ("unreadable", "4")),  # no header says which of the two is meant
        ("", ("stated", "4")),
    ],
)
def test_a_figure_below_another_columns_header_is_not_this_years(beside, status):
    """Rows of table 二 that have one figure by the form and a blank, where nothing is ruled."""
    cells: dict[str, object] = dict(figures("2021"))
    cells["disclosure/licences/decisions"] = ""
    pages = report(cells)
    pages[0].text(440, 442, beside)
    for y, number in ((426, "4"), (410, "190"), (394, "18")):
        pages[0].text(440, y, number if beside or number == "4" else "")
    got, want = cells_of(pdf(pages)), expected(cells)
    assert got["disclosure/licences/decisions"] == status
    if status[0] == "blank":
        assert got == want


@pytest.mark.slow
@settings(examples(20), phases=[Phase.generate])
@given(st.data())
def test_no_pattern_of_blanks_and_marks_moves_a_number(data):
    form = get_form("2021")
    values = st.sampled_from(["", "", "/", "-", "0", "7", "42", "1463"])
    cells = {code: data.draw(values) for code in form.by_code}
    got = cells_of(
        pdf(report(cells, align=data.draw(st.sampled_from(["left", "right", "middle"]))))
    )
    for code, want in expected(cells).items():
        assert got[code] == want or got[code][0] in ("absent", "unreadable"), code
    # Table 四 is one row of numbers that need not add up here: where little stands in it, it is
    # left open, and whole.
    left_open = {code for code, want in expected(cells).items() if got[code] != want}
    assert left_open in (
        set(),
        {
            c.code
            for c in form.cells
            if c.table == "remedies" and expected(cells)[c.code] != got[c.code]
        },
    )


@pytest.mark.parametrize("cut", [5, 12])
def test_a_table_that_goes_on_over_the_page_needs_no_second_header(cut):
    cells = figures()
    cells |= {code: "" for code, value in cells.items() if value == 0}
    assert cells_of(pdf(report(cells, cut=cut))) == expected(cells)


def test_words_that_nobody_sees_are_not_read():
    cells = figures()
    pages = report(cells)
    for x in range(380, 800, 30):
        pages[1].text(x, 520, "999", extra="3 Tr")
        pages[1].text(x, 505, "888", extra="1 1 1 rg")
        pages[1].text(x, -40, "777")
    assert cells_of(pdf(pages)) == expected(cells)


def test_white_words_on_a_dark_ground_are_read():
    cells = figures()
    pages = report(cells)
    pages[1].content = [c.replace("BT ", "BT 1 1 1 rg ") for c in pages[1].content]
    pages[1].content.insert(0, "q 0 0 0.4 rg 20 20 800 560 re f Q")
    assert cells_of(pdf(pages)) == expected(cells)


@pytest.mark.parametrize("size", [9, 60])
def test_a_watermark_across_the_table_is_not_part_of_it(size):
    cells = figures()
    pages = report(cells)
    for page in pages:
        for x in (380, 520, 660):
            page.text(x, 420, "内部2023资料", size, extra="0.8 g", matrix="0.8 0.6 -0.6 0.8")
    pages[1].text(300, 300, "2023", 90, extra="0.9 g")
    assert cells_of(pdf(pages)) == expected(cells)


@pytest.mark.parametrize("rotate", [90, 180, 270])
@pytest.mark.parametrize("upright", [True, False])
def test_a_turned_page_reads_the_same_and_its_places_are_those_on_show(rotate, upright):
    cells = figures()
    pages = report(cells)
    matrix = {90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 842 595", 270: "0 -1 1 0 0 842"}[rotate]
    for page in pages:
        page.content = [f"q {matrix} cm", *page.content, "Q"]
        page.rotate = rotate if upright else 0
        if rotate != 180:
            page.width, page.height = page.height, page.width
    data = pdf(pages)
    assert cells_of(data) == expected(cells)
    read = recognise(read_bytes(data, "report.pdf"), {}).cells
    where = read[(read["item"] == "received") & (read["column"] == "natural_person")]["where"].iloc[
        0
    ]
    page, (left, bottom, _, _) = boxes_in(where)[0]
    plain = recognise(read_bytes(pdf(report(cells)), "report.pdf"), {}).cells
    straight = plain[(plain["item"] == "received") & (plain["column"] == "natural_person")][
        "where"
    ].iloc[0]
    box = boxes_in(straight)[0][1]
    if upright:
        assert page == 2
        assert (left, bottom) == pytest.approx(box[:2], abs=1)
    else:
        turned = Turn({90: 3, 180: 2, 270: 1}[rotate], 842, 595).box(*box)
        assert (left, bottom) == pytest.approx(turned[:2], abs=2)


def test_page_numbers_inside_a_table_are_no_values():
    cells = figures()
    cells |= {code: "" for code, value in cells.items() if value == 0}
    pages = report(cells, cut=10)
    for number, page in enumerate(pages, start=1):
        page.text(412, 30, f"- {number} -")
    assert cells_of(pdf(pages)) == expected(cells)


def test_a_number_that_broke_is_one_number_only_where_the_total_says_so():
    cells = figures() | {
        "requests/granted/natural_person": 146312345678,
        "requests/granted/business": 1,
        "requests/granted/total": 146312345679,
    }
    pages = report(cells)
    joined = pdf(pages)
    broken = list(pages)
    broken[1].content = _broken(broken[1].content, "146312345678")
    got = cells_of(pdf(broken))
    assert got["requests/granted/natural_person"] == ("stated", "146312345678")
    assert cells_of(joined) == expected(cells)
    false = report(cells | {"requests/granted/total": 146312345670})
    false[1].content = _broken(false[1].content, "146312345678")
    assert cells_of(pdf(false))["requests/granted/natural_person"][0] == "unreadable"


def _broken(content: list[str], number: str) -> list[str]:
    """One number set over two lines, as narrow columns do."""
    out = []
    for part in content:
        if f"({number})" in part:
            x, y = re.search(r"1 0 0 1 ([\d.]+) ([\d.]+) Tm", part).groups()
            lower = f"{float(y) - 7:.1f}"
            out += [part.replace(f"({number})", f"({number[:-2]})")]
            out += [
                part.replace(f"({number})", f"({number[-2:]})").replace(
                    f"{x} {y} Tm", f"{x} {lower} Tm"
                )
            ]
        else:
            out.append(part)
    return out


def test_two_rows_of_single_digits_are_never_joined():
    class Piece:
        def __init__(self, text, top, width):
            self.text, self.top, self.left, self.right = text, top, 0.0, width

    assert stacked([Piece("1", 0, 5), Piece("0", 10, 5)], 36.0) == "1\n0"
    assert stacked([Piece("1463", 0, 20), Piece("6", 10, 5)], 20.0) == "14636"


def _line(number, *words):
    """A line of words, each with its left side, 22 points below the one before."""
    low = 500 - 22 * number
    placed = tuple(Word(t, x, low, x + 7 * len(t), low + 12) for t, x in words)
    return PositionedLine(" ".join(t for t, _ in words), f"line {number}", placed, 1)


def test_a_row_that_lost_digits_to_the_lines_beside_it_is_no_row_though_its_total_holds():
    row = [("2.重复申请", 40), *(("/", x) for x in (240, 260)), ("8", 280), ("/", 300), ("8", 320)]
    lines = [_line(0, ("1", 280), ("1", 320)), _line(1, *row), _line(2, ("信息", 40), ("8", 320))]
    found = [line.text for line in without_broken(lines, "2021")]
    assert found == ["⟨1⟩ ⟨1⟩", "2.重复申请 / / ⟨8⟩ / ⟨8⟩", "信息 ⟨8⟩"]
    whole = [_line(0, ("规章", 40), ("/", 240), ("3", 280)), _line(1, *row), _line(4, ("1", 280))]
    assert without_broken(whole, "2021") == whole


def test_every_cell_has_a_page_and_a_box_and_a_picture(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(report(figures())))
    cells = read_report(path).cells
    assert all(len(boxes_in(where)) == 1 for where in cells["where"])
    row = cells[cells["item"] == "granted"]
    assert len(row) == len(APPLICANTS)
    written = pdf_picture(path, [*row["where"], cells["where"].iloc[0]], tmp_path / "shown.png")
    assert [p.name for p in written] == ["shown.png", "shown-2.png"]
    marked = Image.open(written[1])
    page, (left, _bottom, right, top) = boxes_in(row["where"].iloc[0])[0]
    assert page == 2
    scale = 110 / 72
    inside = marked.getpixel((round((left + right) / 2 * scale), round((595 - top) * scale) + 1))
    outside = marked.getpixel((10, 10))
    assert outside == (255, 255, 255)
    assert inside != outside


def test_a_picture_of_nothing_is_a_clear_error(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf([Page()]))
    with pytest.raises(InputError, match="has a place on a page"):
        pdf_picture(path, ["line 3"], tmp_path / "x.png")
    with pytest.raises(InputError, match="no page 9"):
        pdf_picture(path, ["page 9, line 1 [1 2 3 4]"], tmp_path / "x.png")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf([Page()]), "only pictures"),
        (pdf([Page()] * (MAX_PAGES + 1)), "longer than any annual report"),
        (b"%PDF-1.7\nnothing", "not a readable PDF"),
        (pdf(report(figures()))[:900], "not a readable PDF|only pictures|none of the three"),
    ],
)
def test_what_is_no_report_gets_one_clear_sentence(data, said):
    with pytest.raises(InputError, match=said):
        recognise(read_bytes(data, "report.pdf"), {})


def test_a_scan_with_an_invisible_layer_of_text_is_a_scan():
    pages = report(figures())
    for page in pages:
        page.content = [c.replace("BT ", "BT 3 Tr ") for c in page.content]
    with pytest.raises(InputError, match="only pictures"):
        recognise(read_bytes(pdf(pages), "report.pdf"), {})


def _dashed(box: re.Match[bytes], apart: int) -> bytes:
    """The sides of a rectangle in dashes of three points, each drawn for itself."""
    x, y, width, height = map(float, box.groups())
    level = [
        (x + at, up, x + min(at + 3, width), up)
        for at in range(0, int(width), 3 + apart)
        for up in (y, y + height)
    ]
    upright = [
        (across, y + at, across, y + min(at + 3, height))
        for at in range(0, int(height), 3 + apart)
        for across in (x, x + width)
    ]
    return b".5 w " + b" ".join(b"%.1f %.1f m %.1f %.1f l S" % ends for ends in level + upright)


@pytest.mark.parametrize("apart", [3, 4])
def test_a_table_ruled_by_dashes_loses_no_digit_of_a_number(monkeypatch, apart):
    """Dashes too far apart to be a rule enclosed the first digits of numbers."""
    file, sides = rawpdf_module._file, re.compile(rb"(\S+) (\S+) (\S+) (\S+) re S")
    monkeypatch.setattr(
        rawpdf_module,
        "_file",
        lambda pages: file([sides.sub(lambda box: _dashed(box, apart), page) for page in pages]),
    )
    rng = random.Random(41)
    cells = random_cells("2021", rng)
    style = next(iter(STYLES.values()))
    parts = tables("2021", style, printed(cells, "2021", style, rng))
    read = recognise(read_bytes(rawpdf(AGENCY, YEAR, parts), "report.pdf"), {}, partial=True).cells
    codes = read["table"] + "/" + read["item"] + "/" + read["column"]
    stated = {
        c: v for c, v, s in zip(codes, read["value"], read["status"], strict=True) if s == "stated"
    }
    assert {code: cells[code] for code in stated} == stated
    assert apart > 3 or len(stated) == len(cells)


def test_a_digit_that_pdfium_loses_is_unreadable_and_not_blank():
    """Of a font neither in the file nor on the machine, pdfium gives nothing for an object of one
    narrow character. A machine that has fonts for Chinese shows it.
    """
    rng = random.Random(3)
    shown = printed(random_cells("2021", rng), "2021", STYLES["blank zeros"], rng)
    data = rawpdf(AGENCY, YEAR, tables("2021", STYLES["blank zeros"], shown), narrow=True)
    cells = recognise(read_bytes(data, "report.pdf"), {}).cells
    for cell in cells.itertuples():
        print_ = shown[f"{cell.table}/{cell.item}/{cell.column}"]
        if len(print_) == 1 and cell.status != "stated":
            assert cell.status == "unreadable"
        else:
            assert cell.status == ("stated" if print_ else "blank")
            assert not print_ or cell.value == float(print_)


@pytest.mark.parametrize(
    "order", [(0, 2, 1, 3, 4, 5, 6), (6, 0, 1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6, 0)]
)
def test_columns_in_another_order_are_read_by_their_headers(monkeypatch, order):
    monkeypatch.setattr(pdfs, "HEADS", tuple(pdfs.HEADS[i] for i in order))
    monkeypatch.setattr(pdfs, "APPLICANTS", tuple(pdfs.APPLICANTS[i] for i in order))
    cells = figures()
    assert cells_of(pdf(report(cells))) == expected(cells)


@pytest.mark.parametrize("head", ["组织", "其他组织", ""])
def test_a_column_that_the_form_does_not_have_is_passed_over_where_a_header_names_it(head):
    cells = figures()
    pages = report(cells)
    pages[1].text(805, 540, head)
    for n in range(len(get_form("2021").items("requests"))):
        pages[1].text(806, 520 - 15 * n, "3")
    got, want = cells_of(pdf(pages)), expected(cells)
    if head:
        assert got == want
    assert all(got[code] == want[code] for code in want if got[code][0] == "stated")


@pytest.mark.parametrize(("words", "status"), [("2+57", "unreadable"), ("57", "blank")])
def test_no_cell_is_blank_whose_number_may_stand_in_the_word_beside_it(words, status):
    cells: dict[str, object] = dict(figures("2019"))
    cells["disclosure/licences/items_last_year"] = ""
    cells["disclosure/licences/items_change"] = words
    assert cells_of(pdf(report(cells, "2019")))["disclosure/licences/items_last_year"][0] == status


# Table 四 whose groups, outcomes and totals can be told apart.
SUITS = dict(
    zip(
        [f"remedies/{g}/{o}" for g in pdfs.GROUPS for o in pdfs.OUTCOMES],
        (4, 1, 2, 3, 10, 5, 6, 1, 8, 20, 11, 7, 9, 3, 30),
        strict=True,
    )
)


@pytest.mark.parametrize("outcomes", [(1, 0, 2, 3, 4), (4, 0, 1, 2, 3), (0, 1, 2, 3, 4)])
@pytest.mark.parametrize("groups", [(0, 2, 1), (1, 2, 0), (0, 1, 2)])
def test_groups_and_outcomes_in_another_order_are_read_by_their_headers(
    monkeypatch, groups, outcomes
):
    cells = figures() | SUITS
    for name, order in (("GROUPS", groups), ("OUTCOMES", outcomes)):
        pairs = list(getattr(pdfs, name).items())
        monkeypatch.setattr(pdfs, name, dict(pairs[i] for i in order))
    assert cells_of(pdf(report(cells))) == expected(cells)


def test_half_an_order_of_outcomes_is_no_reading(monkeypatch):
    cells = figures() | SUITS
    heads = dict(
        zip(pdfs.OUTCOMES, ("结果纠正", "某某", "其他结果", "尚未审结", "总计"), strict=True)
    )
    monkeypatch.setattr(pdfs, "OUTCOMES", heads)
    got = cells_of(pdf(report(cells)))
    assert not any(got[code][0] == "stated" for code in SUITS)


def test_a_label_goes_on_below_as_far_as_lines_are_set_apart_and_never_into_another_row_s():
    lines = [
        _line(0, ("5.要求行政机关确认或重新出", 40)),
        _line(1, ("具已获取信息", 40)),
        _line(2, ("规", 52), ("章", 66)),
        _line(3, ("行政规范性文件", 40)),
    ]
    found = {x.item: len(x.parts) for x in find_labels(pieces_of(lines), "2021")}
    assert found == {"unprocessed.reissue": 2, "normative_documents": 1}


def test_digits_are_as_near_each_other_in_a_font_whose_lines_are_high():
    """Noto's signs are half as high again as they are large."""
    first, near, far = (Word("1", x, 0, x + 5, 14.5) for x in (0, 5.5, 6.4))
    assert touch(first, near)
    assert not touch(first, far)


@pytest.mark.parametrize(
    ("at", "read"), [(1, ["refused.state_secret", "refused.other_law"]), (0.25, [])]
)
def test_labels_that_are_printed_over_each_other_name_no_row(at, read):
    """Text that does not fit its cell runs over the rows above and below: whose is a number?"""
    lines = [_line(0, ("1.属于国家秘密", 40)), _line(at, ("2.其他法律行政法规禁止公开", 40))]
    assert [x.item for x in find_labels(pieces_of(lines), "2021")] == read


def test_numbers_that_count_the_rows_of_an_unruled_table_are_none_of_its_figures():
    """Only those that count on, below their header: what comes after them may be figures."""
    rows = ["规章", "行政规范性文件"]
    lines = [_line(0, ("信息内容", 40), ("行次", 160), ("本年制发件数", 240))]
    lines += [_line(n, (name, 40), (str(n), 164), ("7", 250)) for n, name in enumerate(rows, 1)]
    lines += [_line(3, ("行政处罚", 40), ("9", 164), ("", 250))]
    kept = [p.text for p in _without_row_numbers(pieces_of(lines))]
    assert [text for text in kept if text.isdecimal()] == ["7", "7", "9"]
