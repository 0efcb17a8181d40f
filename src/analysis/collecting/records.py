"""Answers as they are kept: written as WARC records, and found again by their address."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from analysis.reading.web_records import Exchange, exchanges_in

MAX_REDIRECTS = 8
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Answer:
    """What an address answered, after redirects.

    Attributes
    ----------
    asked : str
        The address that was asked for.
    last : Exchange
        The answer that it ended with.
    records : bytes
        WARC records of all exchanges; empty where nothing new was served.
    """

    asked: str
    last: Exchange
    records: bytes = b""

    @property
    def url(self) -> str:
        """The address after redirects."""
        return self.last.url

    @property
    def file(self) -> str:
        """The name of a file as its server calls it (RFC 6266), else that in its address."""
        stated = header_text(self.last.header("content-disposition"))  # perhaps in bytes of GBK
        if match := re.search(r"filename\*\s*=\s*[\w-]+'[^']*'([^;]+)", stated, re.I):
            return unquote(match[1]).strip('" ')
        if match := re.search(r'filename\s*=\s*"?([^";]+)', stated, re.I):
            return unquote(match[1]).strip()
        return unquote(urlsplit(self.last.url).path).rsplit("/", 1)[-1]


class Recorded:
    """Answers in WARC files, by address; of several to one address the last."""

    def __init__(self) -> None:
        self._by_url: dict[str, Exchange] = {}

    def add(self, exchanges: Iterable[Exchange]) -> None:
        """Take answers in.

        Parameters
        ----------
        exchanges : iterable of Exchange
            In the order in which they were served.
        """
        self._by_url |= {plain_url(e.url): e for e in exchanges}

    def load(self, path: Path) -> "Recorded":
        """Take in the answers of a WARC file, if it is there.

        Parameters
        ----------
        path : Path
            Where it may be.
        """
        if path.is_file():
            self.add(exchanges_in(path.read_bytes(), str(path)))
        return self

    @property
    def exchanges(self) -> list[Exchange]:
        """All of them, each address once."""
        return list(self._by_url.values())

    def at(self, url: str) -> Exchange | None:
        """The answer to exactly this address; None where there is none.

        Parameters
        ----------
        url : str
            The address.
        """
        return self._by_url.get(plain_url(url))

    def find(self, url: str) -> Answer | None:
        """The answer to an address, redirects followed; None where there is none.

        Parameters
        ----------
        url : str
            The address.
        """
        at = plain_url(url)
        for _ in range(MAX_REDIRECTS + 1):
            found = self._by_url.get(at)
            if found is None:
                return None
            target = redirect_of(found)
            if not target:
                return Answer(url, found)
            at = plain_url(target)
        return None


def redirect_of(exchange: Exchange) -> str:
    """Where an answer redirects to; empty where it does not.

    Parameters
    ----------
    exchange : Exchange
        The answer. Its ``Location`` may hold bytes of UTF-8 or GBK, as some sites send.
    """
    location = exchange.header("location") if exchange.status in _REDIRECTS else ""
    return absolute(exchange.url, header_text(location)) if location else ""


def header_text(value: str) -> str:
    """The value of a header whose bytes, shown one by one, are UTF-8 or GBK.

    Parameters
    ----------
    value : str
        As read with one character for each byte, or already right.
    """
    try:
        data = value.encode("latin-1")
    except UnicodeEncodeError:
        return value
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value


def absolute(base: str, reference: str) -> str:
    """The address that a reference in a page or header leads to; empty where there is none.

    Parameters
    ----------
    base : str
        The page's own address.
    reference : str
        As written there.
    """
    try:
        return plain_url(urljoin(base, reference.strip().replace("\\", "/")))
    except ValueError:
        return ""


def plain_url(url: str) -> str:
    """An address in one spelling: without fragment, what is not ASCII in it escaped.

    Parameters
    ----------
    url : str
        The address.
    """
    try:
        parts = urlsplit(re.sub(r"[\r\n\t]", "", url.strip()))
        host = parts.netloc.lower()
        if not host.isascii():
            host = host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return url.strip()
    safe = "/%:=&?~#+!$,;'@()*[]|-._"
    return urlunsplit(
        (parts.scheme.lower(), host, quote(parts.path, safe) or "/", quote(parts.query, safe), "")
    )


def as_records(
    request: Sequence[tuple[bytes, bytes]],
    exchange: Exchange,
    status: str,
    raw_headers: Sequence[tuple[bytes, bytes]],
    raw_body: bytes,
) -> bytes:
    """One exchange as two WARC records, each a gzip member of its own (ISO 28500, annex D).

    Parameters
    ----------
    request : sequence of (bytes, bytes)
        Headers of the request.
    exchange : Exchange
        The answer, for address, status and time.
    status : str
        Status and reason phrase, such as ``200 OK``.
    raw_headers : sequence of (bytes, bytes)
        Headers of the answer as served.
    raw_body : bytes
        Its body as served, but not chunked.
    """
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    class AsServed(StatusAndHeaders):  # type: ignore[misc]
        """Headers that are written as they are: warcio would escape what is not ASCII."""

        def compute_headers_buffer(self, header_filter: Any = None) -> None:
            self.headers_buff = self.protocol + b"\r\n\r\n"

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)

    def record(kind: str, first: str, headers: Sequence[tuple[bytes, bytes]], **body: Any) -> Any:
        lines = [first.encode(), *(b"%s: %s" % pair for pair in headers)]
        return writer.create_warc_record(
            exchange.url,
            kind,
            http_headers=AsServed("as served", [], b"\r\n".join(lines)),
            warc_headers_dict={"WARC-Date": exchange.retrieved},
            **body,
        )

    target = urlsplit(exchange.url)
    path = urlunsplit(("", "", target.path or "/", target.query, ""))
    renamed = {b"transfer-encoding": b"X-Archive-Orig-Transfer-Encoding"}  # no longer chunked
    kept = [(renamed.get(name.lower(), name), value) for name, value in raw_headers]
    body = {"payload": io.BytesIO(raw_body), "length": len(raw_body)}
    writer.write_request_response_pair(
        record("request", f"GET {path} HTTP/1.1", request),
        record("response", f"HTTP/1.1 {status}", kept, **body),
    )
    return out.getvalue()
