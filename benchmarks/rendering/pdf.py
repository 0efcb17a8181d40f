"""PDFs as agencies make them: pages printed by Chromium, Word documents exported by LibreOffice.

Rendering takes seconds and reading milliseconds, so what was rendered is kept in a folder by the hash of what it was made from
(``GOUJI_PDF_CACHE``, by default in the system's temporary folder).
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from noto_cjk_sans_otc import FONT_PATH

_CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)
_NONE = "table,td{border:0 !important}"
_EXACT = "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}"
RULED = "td{border:1px solid #000;padding:2px}"
SHADED = "td{border:0.5pt solid #666;padding:3px} tr:first-child td{background:#eee}"
UNRULED = "table,td{border:0 !important;padding:3px 8px}"
# Layouts by name: what the page's style sheet adds.
SHEETS = {
    "ruled": RULED,
    "thin rules and shading": SHADED,
    "dotted rules": "td{border:1px dotted #000 !important;padding:3px}",
    "dashed rules": "td{border:1px dashed #000 !important;padding:3px}",
    "double rules": "td{border:3px double #000 !important;padding:3px}",
    "no side rules": "table{border:0 !important;border-top:1.5pt solid #000 !important;border-bottom:1.5pt solid #000 !important}"
    "td{border:0.5pt solid #000;padding:3px} tr td:last-child{border-right:0} tr td:first-child{border-left:0}",
    "level rules only": "table{border:0 !important}td{border:0 !important;border-top:0.5pt solid #000 !important;padding:3px 8px}",
    "three rules": f"{_NONE}table{{border-top:1.5pt solid #000 !important;border-bottom:1.5pt solid #000 !important}}"
    "td{padding:3px 8px} tr:first-child td{border-bottom:0.5pt solid #000 !important}",
    "box around": f"{_NONE}table{{border:1pt solid #000 !important}}td{{padding:3px 8px}}",
    "no rules": UNRULED,
    "no rules, centred": f"{_NONE}td{{padding:3px 8px;text-align:center}}",
    "no rules, to the right": f"{_NONE}td{{padding:3px 8px;text-align:right}}",
    "no rules, top": f"{_NONE}td{{padding:3px 8px;vertical-align:top}}",
    "no rules, tight": f"{_NONE}td{{padding:0 6px}}table{{border-spacing:0;line-height:1.15}}",
    "striped": f"{_EXACT}{_NONE}td{{padding:3px 8px}}tr:nth-child(odd) td{{background:#dde6f0}}",
    "dark header": f"{_EXACT}td{{border:1px solid #000;padding:3px}}tr:first-child td{{background:#123;color:#fff}}",
    "cells by background": f"{_EXACT}{_NONE}table{{border-collapse:separate !important;border-spacing:1px;background:#000}}td{{background:#fff;padding:3px}}",
    "narrow, ruled": "td{border:1px solid #000;padding:2px;word-break:break-all}table{table-layout:fixed;width:52% !important}",
    "narrow, no rules": f"{_NONE}td{{padding:2px 6px;word-break:break-all}}table{{table-layout:fixed;width:80% !important}}",
    "small": "body{zoom:0.6}td{border:1px solid #000;padding:2px}",
    "small, no rules": f"{_NONE}body{{zoom:0.6}}td{{padding:3px 8px}}",
}


def have_chromium() -> bool:
    """Whether Chromium is installed."""
    return shutil.which("chromium") is not None


def _kept(key: bytes, ending: str, make: Callable[[], bytes]) -> bytes:
    """What ``make`` gives, from the cache where it was made before."""
    folder = Path(
        os.environ.get("GOUJI_PDF_CACHE", Path(tempfile.gettempdir()) / "gouji-pdf-cache")
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(key).hexdigest()[:32]}{ending}"
    if not path.exists():
        data = make()
        part = path.with_suffix(f".{os.getpid()}")
        part.write_bytes(data)
        part.replace(path)
    return path.read_bytes()


def printed(page: str, css: str = RULED, landscape: bool = False) -> bytes:
    """A page as Chromium prints it."""
    face = f"@font-face{{font-family:N;src:url(file://{FONT_PATH})}}"
    size = "@page{size:A4 landscape}" if landscape else "@page{size:A4}"
    style = f"{face}{size}body{{font-family:N;font-size:12px}}table{{border-collapse:collapse;width:100%}}{css}"
    whole = page.replace("<style>", f"<style>{style}", 1)

    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
            source.write_text(whole, encoding="utf-8")
            command = [
                "chromium",
                *_CHROMIUM,
                f"--user-data-dir={folder}/profile",
                f"--print-to-pdf={target}",
                f"file://{source}",
            ]
            subprocess.run(command, capture_output=True, check=False, timeout=120)
            return target.read_bytes()

    return _kept(b"chromium" + whole.encode(), ".pdf", make)


def header_repeated(page: str) -> str:
    """Table 三 with its three header rows in a ``thead``, which Chromium repeats on every page."""
    return re.sub(
        r"<tbody>((?:<tr>(?:(?!</tr>).)*</tr>){3})(?=<tr><td colspan=\"3\">一、)",
        r"<thead>\1</thead><tbody>",
        page,
        flags=re.S,
    )


def stamped(page: str) -> str:
    """A watermark across every page."""
    mark = '<div style="position:fixed;top:{}%;left:12%;transform:rotate(-35deg);font-size:{}px;color:#ccc">内部资料 2023</div>'
    return page.replace(
        "<body>", "<body>" + mark.format(45, 64) + mark.format(25, 13) + mark.format(70, 13), 1
    )


PAGE_MARKS = '@page{margin:18mm 15mm;@bottom-center{content:"- " counter(page) " -"}}'


def side_by_side(page: str) -> str:
    """The first two tables of the form beside each other."""
    tables = re.findall(r'<table border="1">.*?</table>', page, flags=re.S)
    for table in tables[:2]:
        page = page.replace(table, "", 1)
    beside = f'<div style="display:flex;gap:30px"><div style="width:38%">{tables[0]}</div><div style="width:58%">{tables[1]}</div></div>'
    return page.replace("<p><b>三、", beside + "<p><b>三、", 1)


def have_libreoffice() -> bool:
    """Whether LibreOffice is installed."""
    return bool(shutil.which("soffice") or shutil.which("libreoffice"))


def exported(document: bytes) -> bytes:
    """A Word document as LibreOffice exports it."""

    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "report.docx"
            source.write_bytes(document)
            program = shutil.which("soffice") or "libreoffice"
            command = [
                program,
                f"-env:UserInstallation=file://{folder}/p",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                str(source),
            ]
            subprocess.run(command, capture_output=True, check=False, timeout=180)
            return source.with_suffix(".pdf").read_bytes()

    return _kept(b"libreoffice" + _content(document), ".pdf", make)


def _content(document: bytes) -> bytes:
    """What a Word document holds, without the times its archive records."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.read("word/document.xml")


def worded(
    document: bytes,
    centred: bool = False,
    small: bool = False,
    landscape: bool = False,
    repeat: bool = False,
) -> bytes:
    """A Word document as offices set it: cells centred both ways, small type, landscape, header rows repeated on every page."""
    import io

    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    whole = Document(io.BytesIO(document))
    if landscape:
        section = whole.sections[0]
        section.orientation, section.page_width, section.page_height = (
            WD_ORIENT.LANDSCAPE,
            section.page_height,
            section.page_width,
        )
    for table in whole.tables:
        cells = list({id(c._tc): c for row in table.rows for c in row.cells}.values())
        for cell in cells:
            if centred:
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            if small:
                for run in cell.paragraphs[0].runs:
                    run.font.size = Pt(8)
        if repeat and len(table.rows) > 20:
            for row in table.rows[:3]:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()
