"""The ending that a file deserves: by its bytes, for names and headers are wrong."""

import contextlib
import io
import re
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from analysis.zipped import ZIP_DAMAGE

_STARTS = (
    (b"{\\rtf", ".rtf"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"GIF8", ".gif"),
    (b"Rar!", ".rar"),
)
_INSIDE = (("word/document.xml", ".docx"), ("xl/workbook.xml", ".xlsx"), ("OFD.xml", ".ofd"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|title|meta|script|table|div|p|a)\b", re.I
)
_ENDING = re.compile(r"\.[A-Za-z]\w*~?$", re.ASCII)
_TEXTS = (".txt", ".csv", ".md", ".mht", ".mhtml")


def suffix_of(data: bytes, name: str = "") -> str:
    """The ending for a file, such as ``.pdf``, told by its first bytes.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name or address, which decides only between kinds of text.

    Returns
    -------
    str
        The ending with its dot, in lower case; ``.txt`` for a text of no other kind, ``.bin`` for
        what is none.
    """
    for start, suffix in _STARTS:
        if data.startswith(start):
            return suffix
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        return _in_zip(data)
    if data.startswith(_OLE):
        return ".doc" if "WordDocument".encode("utf-16-le") in data else ".xls"
    if _HTML.search(data[:20_000].replace(b"\0", b"")):
        return ".html"
    named = PurePosixPath(unquote(urlsplit(name).path)).suffix.lower()
    if named in _TEXTS:
        return named
    return ".bin" if b"\0" in data[:4000] else ".txt"


def _in_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except ZIP_DAMAGE:
        return ".zip"
    inside = (suffix for name, suffix in _INSIDE if name in names or f"Doc_0/{name}" in names)
    return next(inside, ".zip")


def has_ending(name: str) -> bool:
    """Whether a name ends in letters after a dot: 2023.01 and 一.报告 do not, nor do hidden files.

    Parameters
    ----------
    name : str
        The name, without folders.
    """
    return name[0] in ".~" or _ENDING.search(name) is not None


def is_document(path: Path) -> bool:
    """Whether a file is a web page, a PDF, an Office file or the like by its first bytes.

    Parameters
    ----------
    path : Path
        Of a file or of anything else, which is none.
    """
    with contextlib.suppress(OSError):
        if path.is_file():
            with open(path, "rb") as file:
                return suffix_of(file.read(4096)) not in (".txt", ".bin")
    return False
