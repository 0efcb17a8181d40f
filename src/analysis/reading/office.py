"""Old Word files, through LibreOffice where it is installed."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from analysis.errors import InputError, printable

from . import worker

SECONDS = 120
_KINDS = {".doc": "an old Word file (.doc)", ".rtf": "an RTF file"}


def to_docx(data: bytes, name: str, kind: str = ".doc") -> bytes:
    """A ``.doc`` or ``.rtf`` file as DOCX.

    Parameters
    ----------
    data : bytes
    name : str
        For messages.
    kind : {".doc", ".rtf"}

    Raises
    ------
    InputError
        If LibreOffice is not installed, fails, or takes longer than ``SECONDS``.
    """
    name = printable(name)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise InputError(
            f"{name}: {_KINDS[kind]} needs LibreOffice, which is not installed. Save it as .docx in Word."
        )
    worker.extend(SECONDS + 10)
    with tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"report{kind}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        _run(
            [
                program,
                profile,
                "--headless",
                "--norestore",
                "--convert-to",
                "docx",
                "--outdir",
                folder,
                str(source),
            ],
            name,
        )
        made = source.with_suffix(".docx")
        if not made.is_file():
            raise InputError(f"{name}: LibreOffice could not convert it. Save it as .docx in Word.")
        return made.read_bytes()


def _run(command: list[str], name: str) -> None:
    """Run LibreOffice, and end it with all that it started when it takes too long."""
    nowhere = subprocess.DEVNULL
    with worker.unlimited_memory():
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
