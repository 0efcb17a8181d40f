"""Text files: plain text, web pages, web archives and CSV, in whatever encoding."""

import csv
import io

from analysis.errors import InputError
from analysis.reading.blocks import Document, Line

from .base import Backend
from .encodings import decode
from .html import looks_like_html, read_html
from .sheet import is_transcription, to_grid
from .web_archive import is_web_archive, page_in

MAX_BYTES = 20_000_000


class TextBackend(Backend):
    """Reads text: each line of a plain text is a block."""

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
        archived = is_web_archive(data)
        text, encoding = page_in(data) if archived else ("", "")
        if len(text or data) > MAX_BYTES:
            raise InputError(
                f"{name}: a text of more than {MAX_BYTES // 1_000_000} MB, "
                "which no annual report is. Keep only the report."
            )
        if not text:
            text, encoding = decode(data, name)
        if archived and looks_like_html(text):
            document = read_html(text)
        elif name.lower().endswith(".csv"):
            rows = _csv_rows(text, name)
            document = Document(kind="sheet", blocks=[to_grid(rows)])
            document.rows = rows if is_transcription(rows) else []
        elif looks_like_html(text):
            document = read_html(text)
        else:
            lines = enumerate(text.splitlines(), start=1)
            document = Document(blocks=[Line(line, f"line {number}") for number, line in lines])
        document.notes.insert(0, f"encoding {encoding}")
        return document


def _csv_rows(text: str, name: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise InputError(
            f"{name}: not a well-formed CSV file ({error}). "
            "Open it in a spreadsheet and save it again."
        ) from None
