"""WARC files: what servers answered, as gouji collect, wget, crawlers and browsers keep it.

The format is ISO 28500. `exchanges_in` gives every answer in one; `WebRecords` gives those that
are reports, in the way that a ZIP archive gives its members.
"""

import contextlib
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from analysis.errors import InputError, printable

from .backends.encodings import decode
from .files import CARD_SUFFIX, COVERAGE, Member
from .kinds import suffix_of

ENDINGS = (".warc", ".warc.gz")
MAX_BODY = 50_000_000
MAX_FILE = 2_000_000_000
# Of rows and columns that no other page has: a guide to disclosure speaks of licences and lawsuits.
_LABELS = re.compile(
    "本年新收|上年结转|结转下年|予以公开|结果维持|结果纠正|尚未审结|不属于本行政机关"
)
_DOCUMENTS = (".pdf", ".docx", ".doc", ".xlsx", ".xls", ".rtf")
_NAME = re.compile(r"[^\w\-.·（）()]+")


@dataclass(frozen=True)
class Exchange:
    """One answer of a server.

    Attributes
    ----------
    url : str
        The address that was asked for.
    status : int
        HTTP status; 200 for a record without HTTP headers.
    headers : tuple of (str, str)
        Names in lower case, and values.
    body : bytes
        The content, without the encodings of its transfer.
    retrieved : str
        When, as ``2024-02-01T03:04:05Z``.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    retrieved: str

    def header(self, name: str) -> str:
        """The value of a header; empty where there is none.

        Parameters
        ----------
        name : str
            In lower case.
        """
        return next((value for key, value in self.headers if key == name), "")


def is_web_records(name: str | Path) -> bool:
    """Whether a name is that of a WARC file.

    Parameters
    ----------
    name : str or Path
        The name, with or without folders.
    """
    return str(name).lower().endswith(ENDINGS)


def is_proof(path: Path) -> bool:
    """Whether a path is a WARC file that `gouji collect` wrote, or took what lies beside it from.

    Parameters
    ----------
    path : Path
        Of any file. The source cards beside a WARC file are asked whether they name it.
    """
    if not is_web_records(path):
        return False
    stem = path.name.rsplit(".warc", 1)[0]
    if f"{stem}.csv" == COVERAGE or path.with_name(f"{stem}{CARD_SUFFIX}").exists():
        return True
    line = re.compile(rb"(?m)^warc: " + re.escape(path.name.encode("utf-8", "surrogateescape")))
    for card in path.parent.glob(f"*{CARD_SUFFIX}"):
        with contextlib.suppress(OSError):  # what is wrong with a card is said where it is read
            if line.search(card.read_bytes()):
                return True
    return False


def looks_like_report(text: str) -> bool:
    """Whether a text holds the tables of an annual report: three labels of their rows.

    Parameters
    ----------
    text : str
        The text, with or without tags.
    """
    return len(set(_LABELS.findall(text))) >= 3


def exchanges_in(data: bytes, name: str) -> Iterator[Exchange]:
    """Every answer in a WARC file, in its order.

    Parameters
    ----------
    data : bytes
        The file; one whose writer was ended in the middle gives what is whole.
    name : str
        Its name, for messages.

    Yields
    ------
    Exchange
        One for each record of the type ``response`` or ``resource``.

    Raises
    ------
    InputError
        If it is no WARC file, or holds one answer larger than any report.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    shown, count = printable(name), 0
    try:
        for record in ArchiveIterator(io.BytesIO(data)):
            count += record.format == "warc"
            if record.format == "warc" and record.rec_type in ("response", "resource"):
                yield _exchange(record, shown)
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError, OSError):
        pass  # its writer was ended in the middle, or it is none
    if not count:
        raise InputError(
            f"{shown}: not a readable WARC file. Save it again with the program that made it."
        )


def _exchange(record: Any, shown: str) -> Exchange:
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    body = record.content_stream().read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise InputError(
            f"{shown}: the answer of {printable(url)} is larger than {MAX_BODY // 1_000_000} MB, "
            "which no annual report is."
        )
    http = record.http_headers
    status = http.get_statuscode() if http else "200"
    headers = http.headers if http else [("content-type", record.content_type or "")]
    return Exchange(
        url,
        int(status) if status.isdecimal() else 0,
        tuple((key.lower(), value) for key, value in headers),
        body,
        str(record.rec_headers.get_header("WARC-Date") or ""),
    )


class WebRecords:
    """The reports in a WARC file; it has what ``Archive`` has.

    Parameters
    ----------
    path : Path
        Where it is.

    Attributes
    ----------
    names : list of str
        A name for each report, made of its address.

    Raises
    ------
    InputError
        If it is no WARC file, or too large.
    """

    is_document = False

    def __init__(self, path: Path) -> None:
        self.path, self.shown = path, printable(path)
        if path.stat().st_size > MAX_FILE:
            raise InputError(
                f"{self.shown}: larger than {MAX_FILE // 10**9} GB. Split it, or collect the "
                "reports in it one site at a time."
            )
        latest = {e.url: e for e in exchanges_in(path.read_bytes(), str(path)) if e.status == 200}
        self._found = [e for e in latest.values() if _is_report(e)]
        self.names = [_member_name(e) for e in self._found]

    def members(self, suffixes: tuple[str, ...]) -> list[Member]:
        """The reports inside, in the order of their names.

        Parameters
        ----------
        suffixes : tuple of str
            Endings of the files to take, in lower case.
        """
        times = Counter(self.names)
        found = [
            Member(i, name, "two addresses come to this name" if times[name] > 1 else "")
            for i, name in enumerate(self.names)
            if name.lower().endswith(suffixes)
        ]
        return sorted(found, key=lambda m: (m.name, m.index))

    def read(self, index: int, max_bytes: int) -> bytes:
        """The bytes of a report.

        Parameters
        ----------
        index : int
            Its position among the names.
        max_bytes : int
            How large it may be.

        Raises
        ------
        InputError
            If it is larger.
        """
        body = self._found[index].body
        if len(body) > max_bytes:
            raise InputError(
                f"{self.shown}: larger than {max_bytes // 1_000_000} MB, which no annual report "
                "is. Keep only the report."
            )
        return body

    def card(self, index: int) -> dict[str, Any]:
        """What a source card would say: the address, and the day when it was retrieved.

        Parameters
        ----------
        index : int
            The report's position among the names.
        """
        found = self._found[index]
        return {"url": found.url, "retrieved": found.retrieved[:10]}


def _member_name(exchange: Exchange) -> str:
    """A name for an answer: its host and path, with the ending that its bytes deserve."""
    parts = urlsplit(exchange.url)
    path = unquote(parts.path).strip("/") or "index"
    folder, _, last = path.rpartition("/")
    suffix = suffix_of(exchange.body, exchange.url)
    stem = last.rsplit(".", 1)[0] if "." in last else last
    query = f"_{parts.query}" if parts.query else ""
    named = _NAME.sub("_", f"{stem}{query}")[:80]
    inner = "/".join(_NAME.sub("_", p) for p in folder.split("/") if p.strip("."))
    return "/".join(filter(None, (parts.hostname or "", inner, f"{named}{suffix}")))


def _is_report(exchange: Exchange) -> bool:
    """Whether an answer is a document, or a page that holds the tables of a report."""
    suffix = suffix_of(exchange.body, exchange.url)
    if suffix in _DOCUMENTS:
        return True
    if suffix != ".html":
        return False
    try:
        return looks_like_report(decode(exchange.body, exchange.url)[0])
    except InputError:
        return False
