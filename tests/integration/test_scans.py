"""A scan from its picture to its figures: nothing wrong is stated, and nearly all is read."""

import pytest

from analysis.errors import InputError
from analysis.reading.backends.scan import available
from analysis.reading.document import read_bytes
from analysis.recognising.pictured import MARK_OF_PICTURE
from analysis.recognising.recognise import recognise
from benchmarks.rendering.pdf import have_chromium

needs_reader = pytest.mark.skipif(not available(), reason="needs the extra gouji[ocr]")
needs_chromium = pytest.mark.skipif(not have_chromium(), reason="prints by Chromium")


@pytest.mark.slow
@needs_reader
@needs_chromium
@pytest.mark.parametrize("fmt", ["2019", "2021"])
def test_a_scanned_report_is_read_and_nothing_is_misread(fmt: str) -> None:
    from analysis.form import get_form
    from analysis.recognising.numbers import read_cell
    from benchmarks.rendering.scanning import SCANS
    from benchmarks.scans.pages import AGENCY, scanned_report

    scan = next(s for s in SCANS if s.name == "200 dpi, mild")
    printed = scanned_report(scan, fmt, 1)
    shown = printed.shown
    report = recognise(read_bytes(printed.pdf, "scan.pdf"), {})
    assert (report.agency, report.year) == (AGENCY, 2020 if fmt == "2019" else 2023)
    right = 0
    for cell in report.cells.itertuples():
        code = f"{cell.table}/{cell.item}/{cell.column}"
        want = read_cell(get_form(fmt).by_code[code], shown[code])
        if cell.status == "stated":
            assert cell.value == want.value, code
            assert cell.where.startswith(MARK_OF_PICTURE)
            right += 1
    assert right >= 0.95 * len(shown)
    assert "meta.read_by_ocr" in list(report.findings["rule"])
    assert report.prose == []  # a figure that was misread in prose would accuse the agency


def test_without_the_reader_a_scan_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.reading.document.available", lambda: False)
    with pytest.raises(InputError, match=r"pip install 'gouji\[ocr\]'"):
        read_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 100, "scan.png")


@needs_reader
def test_what_is_no_picture_is_said_to_be_none() -> None:
    with pytest.raises(InputError, match="not a readable picture"):
        read_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 100, "scan.png")


@needs_reader
def test_a_label_in_two_lines_is_read_as_one_and_figures_in_two_lines_are_not() -> None:
    import io

    from noto_cjk_sans_otc import FONT_PATH
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (1240, 400), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT_PATH), 22, index=2)
    texts = [["自然人", "总\n计", "其\n他"], ["7", "1\n2", "30"], ["5", "6", "8"]]
    for y, row in enumerate(texts):
        for x, text in enumerate(row):
            box = (100 + 300 * x, 50 + 90 * y, 400 + 300 * x, 140 + 90 * y)
            draw.rectangle(box, outline="black", width=2)
            draw.text((box[0] + 20, box[1] + 10), text, fill="black", font=font, spacing=8)
    kept = io.BytesIO()
    image.save(kept, "PDF", resolution=150)
    document = read_bytes(kept.getvalue(), "scan.pdf")
    read = [[slot.text for slot in row if slot] for row in document.grids[0].rows]
    assert read[0] == ["自然人", "总计", "其他"]
    assert read[1] == ["7", "1\n2", "30"]
