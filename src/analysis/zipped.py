"""ZIP files: what a damaged one raises, and Office files of the same bytes for the same content."""

import io
import zipfile
import zlib
from datetime import datetime
from typing import Any

# What reading a damaged or encrypted ZIP file may raise.
ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    MemoryError,
)


def without_clock(content: bytes) -> bytes:
    """The same ZIP file with the times of its members set to the earliest that the format holds.

    Parameters
    ----------
    content : bytes
        The file; its members are read one after another and packed again.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(info, old.read(name))
    return out.getvalue()


def workbook_bytes(book: Any) -> bytes:
    """The file of a workbook, as made by Gouji at a fixed time.

    Parameters
    ----------
    book : openpyxl.Workbook
        The workbook, finished.
    """
    from openpyxl.writer.excel import ExcelWriter

    book.properties.created = book.properties.modified = datetime(2000, 1, 1)
    book.properties.creator = "gouji"
    out = io.BytesIO()
    # ``book.save`` would set the time of the last change to now.
    ExcelWriter(book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)).save()
    return without_clock(out.getvalue())
