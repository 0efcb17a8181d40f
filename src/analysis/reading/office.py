"""Old Word files, through LibreOffice where it is installed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from analysis.errors import InputError

SECONDS = 120


def doc_to_docx(data: bytes, name: str) -> bytes:
    """A ``.doc`` file as DOCX.

    Raises
    ------
    InputError
        If LibreOffice is not installed, fails, or takes longer than ``SECONDS``.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise InputError(f"{name}: an old Word file (.doc) needs LibreOffice, which is not installed. Save it as .docx in Word.")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.doc"
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", "docx", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise InputError(f"{name}: LibreOffice did not convert it within {SECONDS} s. Save it as .docx in Word.") from None
        made = source.with_suffix(".docx")
        if not made.is_file():
            raise InputError(f"{name}: LibreOffice could not convert it. Save it as .docx in Word.")
        return made.read_bytes()
