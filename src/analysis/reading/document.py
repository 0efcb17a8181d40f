"""The one door: a file becomes a document. Its content decides what it is, not its name."""

import io
import re
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from analysis.files import sha256_of
from analysis.user_files import Place
from analysis.zipped import ZIP_DAMAGE

from .backends import Backend
from .backends.scan import available
from .blocks import TRANSCRIPTION_MARK, UNSEEN, Document, Line
from .files import file_name, read_file
from .parts import pictures_in

# Looked at in a folder. What cannot be read is among them: passed over, it would not be missed.
_KINDS = """
.txt .md .csv .tsv .xlsx .xlsm .xltx .xls .et .xlsb .ods .numbers .html .htm .shtml .xhtml .mht
.mhtml .webarchive .eml .msg .docx .docm .dotx .doc .dot .wps .odt .pages .rtf .pdf .ofd .caj .ceb
.djvu .ppt .pptx .rar .7z .tar .tar.gz .tgz .png .jpg .jpeg .tif .tiff .bmp .webp .heic
"""
SUFFIXES = tuple(_KINDS.split())
MAX_BYTES = 50_000_000
_HEAD = 20  # rows, in which a table says that it is a transcription
MAX_UNPACKED = 100_000_000
_WORD = re.compile(r"word/document\d*\.xml")
_CONTENT_TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = re.compile(re.escape(_STRICT) + rb"(\w+)/(\w+)")
_MACROS = re.compile(rb"application/vnd\.ms-word\.document\.macroEnabled\.main\+xml")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OURS = b'<meta name="generator" content="gouji '
_PACKED = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xfd7zXZ", b"BZh")
_BYTE_ORDER_MARK = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)")
_PICTURES = (b"\xff\xd8\xff", b"GIF", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")


def read_document(path: str | Path) -> Document:
    """Read one report file.

    Parameters
    ----------
    path : str or Path
        Where the file is.

    Raises
    ------
    InputError
        If the file is missing, empty, too large, broken, of a kind that cannot be read, or
        changes while it is read.
    """
    return read_bytes(read_file(Path(path), MAX_BYTES), str(path))


def read_bytes(data: bytes, name: str) -> Document:
    """Read a report from its bytes.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name or path. The ending decides only between kinds of text.

    Raises
    ------
    InputError
        As ``read_document`` does.
    """
    place = Place(name)
    content = _BYTE_ORDER_MARK.sub(b"", data).strip(b" \t\r\n\0")
    place.need(content, "the file is empty. Save the report again, or remove the file.")
    ours = "is a page of gouji's own. Name the report that it is about."
    place.need(_OURS not in data[:1024], ours)
    whole = data
    try:
        data = _transitional(data)
        document = _backend(data, place).read(data, place.name)
    except ValueError as error:
        again = "Open it in its own program and save it again, or save the report as text."
        raise place.wrong(f"{error}. {again}") from None
    except (OverflowError, RecursionError, MemoryError):
        more = "holds more than any annual report does. Keep only the report."
        raise place.wrong(more) from None
    # What is not seen bounds no number, nor a name.
    document.blocks = [
        replace(b, text=b.text.translate(UNSEEN)) if isinstance(b, Line) else b
        for b in document.blocks
    ]
    document.find_pictures = partial(pictures_in, data, document, name)
    document.file, document.sha256 = file_name(name), sha256_of(whole)
    _take_transcription(document, place)
    return document


def _take_transcription(document: Document, place: Place) -> None:
    """Take the rows of a transcription made by hand, wherever in a table it begins."""
    starts = [
        (grid, top, left, slot)
        for grid in document.grids
        for top, row in enumerate(grid.rows[:_HEAD])
        for left, slot in enumerate(row)
        if slot and slot.text.strip().lower() == TRANSCRIPTION_MARK
    ]
    for grid, top, left, slot in starts:
        rows = [["" if s is None else s.text for s in row[left:]] for row in grid.rows[top:]]
        several = f"transcriptions begin at {starts[0][3].where} and at {slot.where}, and differ."
        place.need(document.rows in ([], rows), f"{several} Keep one in a file.")
        document.kind, document.rows = "transcription", rows
        document.first_row, document.first_column = top + 1, left + 1


def _transitional(data: bytes) -> bytes:
    """An Office file in the strict form of its standard, or with macros, as libraries read it.

    The strict form has other names for the same (ECMA-376 part 1 and part 4, annex A).
    """
    if not data.startswith(_ZIP):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                return data
            kinds = archive.read(_CONTENT_TYPES)
            first = archive.read("_rels/.rels")
            if _STRICT not in first and not _MACROS.search(kinds):
                return data
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (KeyError, *ZIP_DAMAGE):
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            if name.endswith((".xml", ".rels")):
                part = _NAMES.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", part)
            if name == _CONTENT_TYPES:
                part = _MACROS.sub(
                    rb"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    part,
                )
            archive.writestr(name, part)
    return out.getvalue()


def _backend(data: bytes, place: Place) -> Backend:
    """The backend for a file, told by its first bytes; backends are loaded when they are needed."""
    if data.startswith(_ZIP):
        return _for_zip(data, place)
    if data.startswith(_OLE):
        return _for_ole(data, place)
    if b"%PDF-" in data[:1024]:
        from .backends.pdf import PdfBackend

        return PdfBackend()
    if data.startswith(b"{\\rtf"):
        from .backends.office import OfficeBackend

        return OfficeBackend(".rtf")
    unpack = "an archive of a kind that is not opened. Unpack it and name the folder."
    place.need(not data.startswith(_PACKED), unpack)
    if data.startswith(_PICTURES):
        from .backends.scan import ScanBackend

        place.need(
            available(),
            "a picture of a report cannot be read. Install the reader of pictures (Python 3.11 or "
            "3.12: pip install 'gouji[ocr]'), or transcribe it with `gouji template`.",
        )
        return ScanBackend()
    from .backends.text import TextBackend

    return TextBackend()


def _for_zip(data: bytes, place: Place) -> Backend:
    """The backend for a ZIP file: new Word files and new workbooks are such."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except ZIP_DAMAGE:
        kinds = {"xlsx": "XLSX", "docx": "Word"}
        raise ValueError(
            f"not a readable {kinds.get(place.name.lower()[-4:], 'ZIP')} file"
        ) from None
    place.need(
        sum(member.file_size for member in members) <= MAX_UNPACKED,
        f"unpacks to more than {MAX_UNPACKED // 1_000_000} MB, which no annual report does.",
    )
    names = {member.filename for member in members}
    if any(_WORD.fullmatch(name) for name in names):
        from .backends.word import DocxBackend

        return DocxBackend()
    if "xl/workbook.xml" in names:
        from .backends.sheet import XlsxBackend

        return XlsxBackend()
    is_ofd = any(inner.rsplit("/", 1)[-1] == "OFD.xml" for inner in names)
    place.need(not is_ofd, "an OFD file. Print it to PDF in its own program, and read that.")
    raise place.wrong(
        "a ZIP file that holds neither a Word document nor a workbook. Save it as DOCX, XLSX or "
        "PDF; an archive of reports needs the ending .zip."
    )


def _for_ole(data: bytes, place: Place) -> Backend:
    """The backend for an OLE file: old Word files, old workbooks and locked new ones are such."""
    locked = _stream("EncryptedPackage") in data
    place.need(not locked, "it is locked with a password. Save it without one.")
    if _stream("WordDocument") in data or place.name.lower().endswith(".doc"):
        from .backends.office import OfficeBackend

        return OfficeBackend(".doc")
    from .backends.sheet import XlsBackend

    return XlsBackend()


def _stream(name: str) -> bytes:
    """How the directory of an OLE file holds the name of one of its streams."""
    return (name + "\0").encode("utf-16-le")
