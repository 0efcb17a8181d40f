"""Asking sites: one request at a time, with pauses, within limits, and only for what changed."""

import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpcore
import tenacity

from analysis.reading.web_records import Exchange, exchanges_in
from analysis.version import __version__

from .asking import Unreachable
from .network import Connections, Forbidden
from .records import MAX_REDIRECTS, Answer, Recorded, as_records, plain_url, redirect_of
from .robots import AGENT, Manners, Robots
from .spool import Spool

_AGAIN = (429, 500, 502, 503, 504)
_LONGEST_WAIT_SECONDS = 60.0
_HOST_FAILURES = 2  # so many addresses in a row, and a host is asked no more in this run


class _Again(Exception):
    """A failure that may pass: what it was, and how long the server wants one to wait."""

    def __init__(self, failure: Unreachable | None, answer: Any = None, wait: float = 0) -> None:
        super().__init__()
        self.failure, self.answer, self.wait = failure, answer, wait


class Site:
    """All sites that are asked in one run.

    Parameters
    ----------
    manners : Manners
        How they are asked.
    spool : Spool
        Where answers are kept until the run is finished.
    sleep : callable
        Called with seconds to wait; a test may pass its own.
    """

    def __init__(
        self, manners: Manners, spool: Spool, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._manners, self._spool, self._sleep = manners, spool, sleep
        self._connections = Connections(manners.step_seconds, manners.allow_private)
        self._robots = Robots(lambda url: self._fetch(url, Recorded(), robots=False))
        self._free: dict[str, float] = {}  # by host, when it may be asked again
        self._failures: dict[str, int] = {}
        self.requests = 0

    def get(self, url: str, known: Recorded) -> Answer:
        """Ask for an address, follow its redirects, and keep what was served.

        Parameters
        ----------
        url : str
            The address.
        known : Recorded
            Answers of earlier runs: what has not changed since is not served again.

        Raises
        ------
        Unreachable
            If it may not be asked, or nothing came of it.
        """
        return self._fetch(url, known, robots=True)

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    def _fetch(self, url: str, known: Recorded, robots: bool) -> Answer:
        records = self._spool.get(url)
        if records and (answer := _from_spool(url, records, known)):
            return answer
        at, records = plain_url(url), b""
        for _ in range(MAX_REDIRECTS + 1):
            self._check(at, robots)
            exchange, added = self._tried(at, known.at(at))
            records += added
            target = redirect_of(exchange)
            if not target:
                if exchange.status < 500:  # a server that failed is asked again by the next run
                    self._spool.put(url, records)
                answer = _from_spool(url, records, known)
                if answer is None:
                    raise Unreachable("not_modified", url=at)
                return answer
            at = target
        raise Unreachable("redirects", url=url, count=MAX_REDIRECTS)

    def _check(self, url: str, robots: bool) -> None:
        """Refuse what may not be asked for; each hop of a redirect is judged again."""
        try:
            parts = urlsplit(url)
        except ValueError:  # a bracket that is not closed
            raise Unreachable("scheme", url=url) from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Unreachable("scheme", url=url)
        if self._failures.get(parts.netloc, 0) >= _HOST_FAILURES:
            raise Unreachable("host_down", host=parts.netloc)
        if robots and not self._robots.allows(url):
            raise Unreachable("robots", url=url, host=parts.netloc)

    def _tried(self, url: str, before: Exchange | None) -> tuple[Exchange, bytes]:
        """One exchange, tried again while the server fails."""
        backoff = tenacity.wait_exponential(
            multiplier=self._manners.backoff_seconds, max=_LONGEST_WAIT_SECONDS
        )

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.wait if isinstance(error, _Again) else 0.0
            return max(backoff(state), min(asked, _LONGEST_WAIT_SECONDS))

        trying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Again),
            stop=tenacity.stop_after_attempt(self._manners.tries),
            wait=wait,
            sleep=self._sleep,
            reraise=True,
        )
        host = urlsplit(url).netloc
        try:
            found: tuple[Exchange, bytes] = trying(self._once, url, before)
        except _Again as error:
            if error.failure is None:  # it did answer, with a failure of its own
                self._failures[host] = 0
                answer: tuple[Exchange, bytes] = error.answer
                return answer
            self._failures[host] = self._failures.get(host, 0) + 1
            raise error.failure from None
        self._failures[host] = 0
        return found

    def _once(self, url: str, before: Exchange | None) -> tuple[Exchange, bytes]:
        host = urlsplit(url).netloc
        pause = max(self._manners.delay_seconds, self._robots.delay_seconds(url))
        if (left := self._free.get(host, 0) - time.monotonic()) > 0:
            self._sleep(left)
        self.requests += 1
        try:
            return self._served(url, before)
        except Forbidden as error:
            self.requests -= 1
            raise Unreachable("private", url=url, address=str(error)) from None
        except httpcore.TimeoutException:
            raise _Again(Unreachable("timeout", host=host)) from None
        except httpcore.ConnectError as error:
            reason = "certificate" if "CERTIFICATE" in str(error).upper() else "connect"
            raise _Again(Unreachable(reason, host=host, detail=str(error)[:200])) from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            detail = str(error)[:200] or type(error).__name__
            raise _Again(Unreachable("broken", host=host, detail=detail)) from None
        except (httpcore.UnsupportedProtocol, ValueError):  # no port, or no name of a host
            raise Unreachable("scheme", url=url) from None
        finally:
            self._free[host] = time.monotonic() + pause

    def _served(self, url: str, before: Exchange | None) -> tuple[Exchange, bytes]:
        most, raw = self._manners.max_bytes, bytearray()
        asked = _headers(url, self._manners.contact, before)
        with self._connections.ask(url, asked, self._manners.total_seconds) as answer:
            for part in answer.iter_stream():
                raw += part
                if len(raw) > most:
                    raise Unreachable("too_large", url=url, megabytes=most // 1_000_000)
        headers = tuple(
            (k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in answer.headers
        )
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        packed = Exchange(url, answer.status, headers, bytes(raw), now)
        body = self._unpacked(url, packed.header("content-encoding"), packed.body)
        exchange = replace(packed, body=body)
        phrase = answer.extensions.get("reason_phrase", b"").decode("latin-1")
        status = f"{answer.status} {phrase}".rstrip()
        records = as_records(asked, exchange, status, answer.headers, packed.body)
        if answer.status in _AGAIN:
            after = exchange.header("retry-after")
            raise _Again(None, (exchange, records), float(after) if after.isdecimal() else 0.0)
        return exchange, records

    def _unpacked(self, url: str, encoding: str, raw: bytes) -> bytes:
        """A body without its content coding, which some servers apply although not asked to."""
        encoding = encoding.strip().lower()
        if encoding in ("", "identity") or not raw:
            return raw
        if encoding not in ("gzip", "x-gzip", "deflate"):
            raise Unreachable("coding", url=url, coding=encoding[:40])
        most = self._manners.max_bytes
        for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):  # some send deflate without its head
            unpacking = zlib.decompressobj(bits)
            try:
                body = unpacking.decompress(raw, most + 1)
            except zlib.error:
                continue
            if len(body) > most:
                raise Unreachable("too_large", url=url, megabytes=most // 1_000_000)
            if not unpacking.eof:
                break
            return body
        raise _Again(Unreachable("broken", host=urlsplit(url).netloc, detail=f"bad {encoding}"))


def _headers(url: str, contact: str, before: Exchange | None) -> list[tuple[bytes, bytes]]:
    """Headers of a request; they ask only for what changed since an earlier answer."""
    known = {
        "Host": urlsplit(url).netloc.rpartition("@")[2],
        "User-Agent": _user_agent(contact),
        "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
        "Accept-Encoding": "identity",
    }
    if before is not None and before.status == 200:
        known["If-None-Match"] = before.header("etag")
        known["If-Modified-Since"] = before.header("last-modified")
    return [(k.encode(), v.encode()) for k, v in known.items() if v.isascii() and v]


def _from_spool(url: str, records: bytes, known: Recorded) -> Answer | None:
    """The answer that records come to; for one that says "not modified", the answer before."""
    recorded = Recorded()
    recorded.add(exchanges_in(records, url))
    found = recorded.find(url)
    if found is None:
        return None
    if found.last.status != 304:
        return Answer(url, found.last, records)
    before = known.at(found.url)
    return Answer(url, before) if before else None


def _user_agent(contact: str) -> str:
    """How requests name the program that sends them."""
    about = "reads annual reports on government information disclosure"
    more = "".join(c for c in contact if " " < c < "\x7f" and c not in "()")
    return f"{AGENT}/{__version__} ({about}{f'; {more}' if more else ''})"
