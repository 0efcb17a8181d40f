"""The one door: a file becomes a document of lines or of sheet rows, each of which knows its place."""

import csv
import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

from analysis.errors import InputError

from .encodings import decode

TRANSCRIPTION_MARK = "gouji transcription"
SUFFIXES = (".txt", ".md", ".csv", ".xlsx")
MAX_BYTES = 50_000_000


@dataclass
class Document:
    """A file as it was read.

    Attributes
    ----------
    file, sha256 : str
    lines : list of str
        The lines of a text, without their ends; line 1 is ``lines[0]``.
    rows : list of list of str
        The rows of a transcription; empty for a text.
    notes : list of str
        Decisions taken in reading, such as the encoding.
    """

    file: str
    sha256: str
    lines: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_document(path: str | Path) -> Document:
    """Read one report file.

    Raises
    ------
    InputError
        If the file is missing, empty, binary, too large, of a kind that cannot be read, or a sheet that is no transcription.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path} is a folder. Name one report; `gouji check` and `gouji run` take folders.")
    if not path.is_file():
        raise InputError(f"{path}: there is no such file. Check the name.")
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            f"{path}: files ending in {suffix or 'nothing'!r} cannot be read yet; these can: {', '.join(SUFFIXES)}. "
            "Save the report as text, or transcribe it with `gouji template`."
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB, which no annual report is. Keep only the report.")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check its permissions.") from None
    document = Document(path.name, hashlib.sha256(data).hexdigest())
    if suffix == ".xlsx":
        document.rows = _xlsx_rows(data, str(path))
    else:
        text, encoding = decode(data, str(path))
        document.notes.append(f"encoding {encoding}")
        if suffix == ".csv":
            document.rows = _csv_rows(text, str(path))
        else:
            document.lines = text.splitlines()
    if suffix in (".csv", ".xlsx") and not _is_transcription(document.rows):
        raise InputError(
            f"{path}: row 1 does not start with {TRANSCRIPTION_MARK!r}, so it is not a transcription. "
            "`gouji template --format 2021 OUT.csv` writes one to fill in."
        )
    return document


def _is_transcription(rows: list[list[str]]) -> bool:
    return bool(rows and rows[0] and rows[0][0].strip().lower() == TRANSCRIPTION_MARK)


def _csv_rows(text: str, name: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise InputError(f"{name}: not a well-formed CSV file ({error}). Open it in a spreadsheet and save it again.") from None


def _xlsx_rows(data: bytes, name: str) -> list[list[str]]:
    from openpyxl import load_workbook  # slow to import, and few files need it

    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        return [["" if v is None else _shown(v) for v in row] for row in sheet.iter_rows(values_only=True)]
    except (BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise InputError(f"{name}: not a readable XLSX file ({error}). Open it in a spreadsheet and save it again.") from None


def _shown(value: object) -> str:
    """A spreadsheet's value as a person typed it: 25 and not 25.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
