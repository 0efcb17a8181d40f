"""Old Word files and RTF: LibreOffice converts them to DOCX, where it is installed."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from analysis import workers
from analysis.errors import InputError
from analysis.reading.blocks import Document

from .base import Backend
from .word import DocxBackend

SECONDS = 120
_NAMES = {".doc": "an old Word file (.doc)", ".rtf": "an RTF file"}


class OfficeBackend(Backend):
    """Reads files that only an office program opens.

    Parameters
    ----------
    suffix : {".doc", ".rtf"}
        The kind of file.
    """

    def __init__(self, suffix: str) -> None:
        self.suffix = suffix

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
        document = DocxBackend().read(self._converted(data, name), name)
        document.notes.append(f"converted from {self.suffix} by LibreOffice")
        return document

    def _converted(self, data: bytes, name: str) -> bytes:
        """The file as DOCX."""
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            raise InputError(
                f"{name}: {_NAMES[self.suffix]} needs LibreOffice, which is not installed. "
                "Save it as .docx in Word."
            )
        workers.extend(SECONDS + 10)
        with tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True) as folder:
            source = Path(folder) / f"report{self.suffix}"
            source.write_bytes(data)
            profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
            options = ["--headless", "--norestore", "--convert-to", "docx", "--outdir", folder]
            _run([program, profile, *options, str(source)], name)
            converted = source.with_suffix(".docx")
            if not converted.is_file():
                raise InputError(
                    f"{name}: LibreOffice could not convert it. Save it as .docx in Word."
                )
            return converted.read_bytes()


def _run(command: list[str], name: str) -> None:
    """Run LibreOffice, and end it with all that it started when it takes too long."""
    nowhere = subprocess.DEVNULL
    with workers.unlimited_memory():
        process = subprocess.Popen(
            command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
        )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        if os.name == "posix":  # its start script is not all of it
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise InputError(
            f"{name}: LibreOffice did not convert it within {SECONDS} s. Save it as .docx in Word."
        ) from None
