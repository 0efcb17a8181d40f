"""The one door: a file becomes a document of blocks, whatever it is; what it is, its content decides, not its name."""

import csv
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import InputError, printable

from .blocks import Grid, Line
from .encodings import decode
from .files import file_name, read_file

TRANSCRIPTION_MARK = "gouji transcription"
SUFFIXES = (
    ".txt",
    ".md",
    ".csv",
    ".xlsx",
    ".xls",
    ".html",
    ".htm",
    ".shtml",
    ".mht",
    ".mhtml",
    ".docx",
    ".doc",
    ".rtf",
    ".pdf",
)
MAX_BYTES = 50_000_000
MAX_TEXT = 20_000_000
MAX_UNPACKED = 100_000_000
_PACKED = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xfd7zXZ", b"BZh")
_BY_HAND = "Transcribe it with `gouji template`."
MAX_ATTRIBUTES = 2000
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}")  # most are pictures kept in the page
_HTML = re.compile(r"<(?:!doctype html|html|head|body|table|div|p)\b", re.IGNORECASE)


@dataclass
class Document:
    """A file as it was read.

    Attributes
    ----------
    file, sha256 : str
    kind : str
        ``text``, ``html``, ``docx``, ``pdf``, ``sheet`` or ``transcription``.
    blocks : list of Line or Grid
        In the order of the document.
    rows : list of list of str
        The rows of a transcription; empty for anything else.
    meta : dict
        What a page's head says: ``published``, ``url``, ``source``, ``title``, ``site``.
    notes : list of str
        Decisions taken in reading, such as the encoding.
    """

    file: str
    sha256: str
    kind: str = "text"
    blocks: list[Line | Grid] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def grids(self) -> list[Grid]:
        """The tables, in order."""
        return [b for b in self.blocks if isinstance(b, Grid)]


def read_document(path: str | Path) -> Document:
    """Read one report file.

    Raises
    ------
    InputError
        If the file is missing, empty, too large, broken, of a kind that cannot be read, or changes while it is read.
    """
    return read_bytes(read_file(Path(path), MAX_BYTES), str(path))


def read_bytes(data: bytes, name: str) -> Document:
    """Read a report from its bytes.

    Parameters
    ----------
    data : bytes
    name : str
        Its file name or path; its ending decides only between kinds of text.

    Raises
    ------
    InputError
        As ``read_document``.
    """
    document, name = Document(file_name(name), hashlib.sha256(data).hexdigest()), printable(name)
    if not data.strip(b" \t\r\n\0"):
        raise InputError(f"{name}: the file is empty. Save the report again, or remove the file.")
    try:
        _fill(document, data, name)
    except ValueError as error:
        raise InputError(
            f"{name}: {error}. Open it in its own program and save it again, or save the report as text."
        ) from None
    except (OverflowError, RecursionError, MemoryError):
        raise InputError(
            f"{name}: holds more than any annual report does. Keep only the report."
        ) from None
    if document.rows:
        document.kind = "transcription"
    return document


def _fill(document: Document, data: bytes, name: str) -> None:
    if data[:4] == b"PK\x03\x04":
        _zipped(document, data, name)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        _old_office(document, data, name)
    elif b"%PDF-" in data[:1024]:
        from .pdf import read_pdf

        document.kind, document.blocks = "pdf", read_pdf(data)
        if not document.blocks:
            raise InputError(f"{name}: this PDF has no text, only pictures of it. {_BY_HAND}")
    elif data[:5] == b"{\\rtf":
        _word(document, data, name, ".rtf")
    elif data.startswith(_PACKED):
        raise InputError(
            f"{name}: an archive of a kind that is not opened. Unpack it and name the folder."
        )
    elif (
        data[:3] in (b"\xff\xd8\xff", b"GIF")
        or data[:8] == b"\x89PNG\r\n\x1a\n"
        or data[:4] in (b"II*\0", b"MM\0*")
    ):
        raise InputError(f"{name}: a picture of a report cannot be read. {_BY_HAND}")
    else:
        _text(document, data, name)


def _zipped(document: Document, data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        kind = (
            "XLSX"
            if name.lower().endswith("xlsx")
            else "Word"
            if name.lower().endswith("docx")
            else "ZIP"
        )
        raise ValueError(f"not a readable {kind} file") from None
    if sum(m.file_size for m in members) > MAX_UNPACKED:
        raise InputError(
            f"{name}: unpacks to more than {MAX_UNPACKED // 1_000_000} MB, which no annual report does."
        )
    names = {m.filename for m in members}
    if "word/document.xml" in names:
        from .docx import read_docx

        document.kind, document.blocks = "docx", read_docx(data)
    elif "xl/workbook.xml" in names:
        from .sheet import read_xlsx

        _sheets(document, read_xlsx(data))
    elif any(n.rsplit("/", 1)[-1] == "OFD.xml" for n in names):
        raise InputError(f"{name}: an OFD file. Print it to PDF in its own program, and read that.")
    else:
        raise InputError(
            f"{name}: neither a Word document nor a spreadsheet. Name an archive of reports with the ending .zip."
        )


def _old_office(document: Document, data: bytes, name: str) -> None:
    """Old Word files, old workbooks and locked new ones are kept in one container; the names of its streams tell them apart."""
    if _stream("EncryptedPackage") in data:
        raise InputError(f"{name}: it is locked with a password. Save it without one.")
    if _stream("WordDocument") in data or name.lower().endswith(".doc"):
        _word(document, data, name, ".doc")
        return
    from .sheet import read_xls

    _sheets(document, read_xls(data))


def _stream(name: str) -> bytes:
    return (name + "\0").encode("utf-16-le")


def _word(document: Document, data: bytes, name: str, kind: str) -> None:
    from .docx import read_docx
    from .office import to_docx

    document.kind, document.blocks = "docx", read_docx(to_docx(data, name, kind))
    document.notes.append(f"converted from {kind} by LibreOffice")


def _sheets(document: Document, grids: list[Grid]) -> None:
    document.kind, document.blocks = "sheet", list(grids)
    if grids:
        rows = [["" if slot is None else slot.text for slot in row] for row in grids[0].rows]
        if _is_transcription(rows):
            document.rows = rows


def _text(document: Document, data: bytes, name: str) -> None:
    if len(data) > MAX_TEXT:
        raise InputError(
            f"{name}: a text of more than {MAX_TEXT // 1_000_000} MB, which no annual report is. Keep only the report."
        )
    text, encoding = decode(data, name)
    document.notes.append(f"encoding {encoding}")
    if name.lower().endswith((".mht", ".mhtml")):
        text = _archived_page(data) or text
    if name.lower().endswith(".csv"):
        rows = _csv_rows(text, name)
        if _is_transcription(rows):
            document.rows = rows
        else:
            from .sheet import grid_of

            document.kind, document.blocks = "sheet", [grid_of(rows)]
    elif _HTML.search(text[:20000]):
        from .html import read_html

        if any(tag[0].count("=") > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
            raise OverflowError(
                "a tag of more attributes than any page has"
            )  # the parser compares each with all before it
        document.kind = "html"
        document.blocks, document.meta = read_html(text)
    else:
        document.blocks = [
            Line(line, f"line {number}") for number, line in enumerate(text.splitlines(), start=1)
        ]


def _archived_page(data: bytes) -> str:
    """The page inside a web archive (MHTML)."""
    import email
    from email.policy import default

    for part in email.message_from_bytes(data, policy=default).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload:
                return decode(payload, "the page in the archive")[0]
    return ""


def _is_transcription(rows: list[list[str]]) -> bool:
    return bool(rows and rows[0] and rows[0][0].strip().lower() == TRANSCRIPTION_MARK)


def _csv_rows(text: str, name: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise InputError(
            f"{name}: not a well-formed CSV file ({error}). Open it in a spreadsheet and save it again."
        ) from None
