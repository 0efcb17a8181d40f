"""Tables that are pictures inside a web page, a Word file or a PDF: read by the same path as scans."""

import ctypes
import io
from importlib import import_module
from pathlib import Path

import docx
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from docx.shared import Cm

from analysis import read_report
from analysis.errors import InputError
from analysis.reading.backends.scan import available
from analysis.reading.document import read_bytes
from analysis.recognising import Report
from analysis.recognising.recognise import recognise
from benchmarks.rendering.office import docx as word_file
from benchmarks.rendering.rawpdf import rawpdf
from tests.support import pictured

needs_reader = pytest.mark.skipif(not available(), reason="needs the extra gouji[ocr]")


def remedies(report: Report) -> list[tuple[str, float, str]]:
    cells = report.cells[report.cells["table"] == "remedies"]
    return list(zip(cells["status"], cells["value"], cells["where"], strict=True))


def assert_read(report: Report, where: str) -> None:
    found = remedies(report)
    assert {status for status, *_ in found} <= {"stated", "unreadable"}
    stated = [
        (value, true)
        for (status, value, _), true in zip(found, pictured.REMEDIES, strict=True)
        if status == "stated"
    ]
    assert len(stated) >= 12
    assert all(value == true for value, true in stated)
    assert all(place.startswith(where) for *_, place in found)
    others = report.cells[report.cells["table"] != "remedies"]
    assert not others["where"].str.startswith("picture").any()
    assert "meta.read_by_ocr" in list(report.findings["rule"])
    assert (report.agency, report.year) == (pictured.AGENCY, pictured.YEAR)


@needs_reader
def test_a_picture_kept_in_a_page_is_read_and_its_prose_is_kept() -> None:
    text, printed = pictured.page_without_remedies(pictured.data_uri(pictured.remedies_picture()))
    report = recognise(read_bytes(text.encode(), "page.html"), {})
    assert_read(report, "picture of image 1, ")
    assert report.prose
    cells = report.cells[report.cells["table"] != "remedies"]
    assert len(cells) == len(printed)
    assert set(cells["status"]) == {"stated"}


@pytest.mark.slow
@needs_reader
def test_a_picture_beside_the_page_is_read(tmp_path: Path) -> None:
    assert_read(read_report(pictured.saved_page(tmp_path)), "picture of image 1, ")


def test_pictures_elsewhere_are_not_opened(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "out.png").write_bytes(pictured.remedies_picture())
    for source in ("../out.png", str(tmp_path / "out.png"), "file:///etc/x.png", "//host/x.png"):
        text, _ = pictured.page_without_remedies(source)
        document = read_bytes(text.encode(), str(inside / "page.html"))
        assert document.find_pictures() == [], source


@pytest.mark.slow
@needs_reader
def test_a_picture_in_a_word_file_is_read() -> None:
    parts = [(n, [] if n == "四" else made) for n, made in pictured.parts()]
    document = docx.Document(io.BytesIO(word_file(pictured.AGENCY, pictured.YEAR, parts)))
    picture = document.add_paragraph()
    picture.add_run().add_picture(io.BytesIO(pictured.remedies_picture()), width=Cm(17))
    heading = next(p for p in document.paragraphs if p.text.startswith("五、"))
    heading._p.addprevious(picture._p)
    kept = io.BytesIO()
    document.save(kept)
    assert_read(recognise(read_bytes(kept.getvalue(), "r.docx"), {}), "picture of image 1, ")


def mixed_pdf(text_over_picture: str = "") -> bytes:
    """Pages with text, then a page that is a picture; over it a layer of text as scanners add it."""
    parts = [(n, [] if n == "四" else made) for n, made in pictured.parts()]
    document = pdfium.PdfDocument(rawpdf(pictured.AGENCY, pictured.YEAR, parts))
    kept = io.BytesIO()
    pictured.scanned_page().save(kept, "PDF", resolution=240)
    document.import_pages(pdfium.PdfDocument(kept.getvalue()))
    if text_over_picture:
        last = document[len(document) - 1]
        for n, value in enumerate(text_over_picture.split()):
            item = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", 8.0)
            units = (value + "\0").encode("utf-16-le")
            raw.FPDFText_SetText(
                item, ctypes.cast(ctypes.c_char_p(units), ctypes.POINTER(ctypes.c_ushort))
            )
            raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
            raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, 40 + 37 * n, 640)
            raw.FPDFPage_InsertObject(last.raw, item)
        raw.FPDFPage_GenerateContent(last.raw)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@needs_reader
@pytest.mark.parametrize("layer", ["", "82 7 0 5 88 0 2 0 4 6 1 0 0 0 1"])
def test_a_page_of_a_pdf_that_is_a_picture_is_read_and_its_layer_of_text_is_not(layer: str) -> None:
    data = mixed_pdf(layer)
    pages = len(pdfium.PdfDocument(data))
    assert_read(recognise(read_bytes(data, "r.pdf"), {}), f"picture of page {pages}, ")


def test_without_the_reader_a_finding_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("analysis.recognising.content"), "available", lambda: False)
    text, _ = pictured.page_without_remedies(pictured.data_uri(pictured.remedies_picture()))
    report = recognise(read_bytes(text.encode(), "page.html"), {})
    findings = report.findings[report.findings["rule"] == "meta.read_by_ocr"]
    assert "pip install 'gouji[ocr]'" in findings["en"].iloc[0]
    assert {status for status, *_ in remedies(report)} == {"absent"}
    bare = f'<html><h1>{pictured.AGENCY}2023年度报告</h1><img src="{pictured.data_uri(pictured.remedies_picture())}">'
    with pytest.raises(InputError, match=r"gouji\[ocr\]"):
        recognise(read_bytes(bare.encode(), "page.html"), {})


def test_a_page_whose_tables_are_text_has_no_picture_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("a picture was read")

    monkeypatch.setattr(import_module("analysis.recognising.content"), "with_pictures", fail)
    report = recognise(read_bytes(pictured.whole_page().encode(), "page.html"), {})
    assert set(report.cells["status"]) == {"stated"}
