"""Text files: plain text, web pages, web archives and CSV, in whatever encoding."""

import csv
import html
import io
import re

from analysis.errors import InputError
from analysis.reading.blocks import TRANSCRIPTION_MARK, Document, Line
from analysis.reading.drawn import with_grids

from .base import Backend
from .encodings import decode, looks_like_html
from .web_archive import is_web_archive, page_in

# The mark of a transcription as a field of its own, and the sign that parts the fields.
_TRANSCRIPTION = re.compile(
    rf"(?:\A|[\r\n,;\t|\"])\s*({TRANSCRIPTION_MARK})[^\S\t\r\n]*\"?[^\S\t\r\n]*([,;\t|]|[\r\n]|\Z)",
    re.IGNORECASE,
)
_HEAD = 2000  # characters, in which a transcription says that it is one
_ENTITY = re.compile("&[#0-9A-Za-z]{2,32};")  # without its end it may be part of an address
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
            text, encoding = decode(data.rstrip(b"\x1a"), name)
        start = _TRANSCRIPTION.search(text, 0, _HEAD)
        is_page, is_table = looks_like_html(text), start or name.lower().endswith(".csv")
        if is_page and (archived or not is_table):
            from .html import read_html

            document = read_html(text)
        elif is_table:
            document = _from_csv(text, name, start)
        else:
            # A program that took the tags out may have left what only pages write: &nbsp;.
            lines = [_ENTITY.sub(_sign, line) for line in text.splitlines()]
            numbered = [Line(t, f"line {n}") for n, t in enumerate(lines, start=1)]
            document = Document(blocks=with_grids(numbered))
        document.notes.insert(0, f"encoding {encoding}")
        return document


def _sign(entity: re.Match[str]) -> str:
    """The sign that an entity stands for; a blank where it ends a line."""
    return " ".join(html.unescape(entity[0]).splitlines()) or " "


def _from_csv(text: str, name: str, start: re.Match[str] | None) -> Document:
    """A table in CSV; of a transcription, what a spreadsheet wrote before it is passed over."""
    from .sheet import to_grid

    before, mark = "", ","
    if start:
        before = "".join(text[: start.start(1)].splitlines(keepends=True)[:-1])
        mark = start[2].strip("\r\n") or ","
    rows: list[list[str]] = [[]] * len(before.splitlines()) + _csv_rows(
        text[len(before) :], name, mark
    )
    return Document(kind="sheet", blocks=[to_grid(rows)])


def _csv_rows(text: str, name: str, mark: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise InputError(
            f"{name}: not a well-formed CSV file ({error}). "
            "Open it in a spreadsheet and save it again."
        ) from None
