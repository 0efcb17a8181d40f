"""PDFs as agencies make them: pages printed by Chromium, Word documents exported by LibreOffice."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from noto_cjk_sans_otc import FONT_PATH

_CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-pdf-header-footer")  # fmt: skip
RULED = "td{border:1px solid #000;padding:2px}"
SHADED = "td{border:0.5pt solid #666;padding:3px} tr:first-child td{background:#eee}"
UNRULED = "table,td{border:0 !important;padding:3px 8px}"


def have_chromium() -> bool:
    """Whether Chromium is installed."""
    return shutil.which("chromium") is not None


def printed(page: str, css: str = RULED, landscape: bool = False) -> bytes:
    """A page as Chromium prints it."""
    face = f"@font-face{{font-family:N;src:url(file://{FONT_PATH})}}"
    size = "@page{size:A4 landscape}" if landscape else "@page{size:A4}"
    style = f"{face}{size}body{{font-family:N;font-size:12px}}table{{border-collapse:collapse;width:100%}}{css}"
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page.replace("<style>", f"<style>{style}", 1), encoding="utf-8")
        command = ["chromium", *_CHROMIUM, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", f"file://{source}"]
        subprocess.run(command, capture_output=True, check=False, timeout=120)
        return target.read_bytes()


def have_libreoffice() -> bool:
    """Whether LibreOffice is installed."""
    return bool(shutil.which("soffice") or shutil.which("libreoffice"))


def exported(document: bytes) -> bytes:
    """A Word document as LibreOffice exports it."""
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
