"""Text files: plain text, web pages, web archives and CSV, in whatever encoding."""

import csv
import io

from analysis.errors import InputError
from analysis.reading.blocks import Document, Line

from .base import Backend
from .encodings import decode
from .html import looks_like_html, read_html
from .sheet import is_transcription, to_grid

MAX_BYTES = 20_000_000


class TextBackend(Backend):
    """Reads text: each line of a plain text is a block."""

    def read(self, data: bytes, name: str) -> Document:
        """See ``Backend.read``."""
        if len(data) > MAX_BYTES:
            raise InputError(
                f"{name}: a text of more than {MAX_BYTES // 1_000_000} MB, "
                "which no annual report is. Keep only the report."
            )
        text, encoding = decode(data, name)
        if name.lower().endswith((".mht", ".mhtml")):
            text = archived_page(data) or text
        if name.lower().endswith(".csv"):
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


def archived_page(data: bytes) -> str:
    """The page inside a web archive (MHTML), decoded; empty where it holds none.

    Parameters
    ----------
    data : bytes
        The archive.
    """
    import email
    from email.policy import default

    for part in email.message_from_bytes(data, policy=default).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload:
                return decode(payload, "the page in the archive")[0]
    return ""


def _csv_rows(text: str, name: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise InputError(
            f"{name}: not a well-formed CSV file ({error}). "
            "Open it in a spreadsheet and save it again."
        ) from None
