"""A web server on loopback that behaves as sites of governments do, well and badly.

Every route is made up. `AgencySite.asked` lists what was asked for, so that a test can say what was
asked twice.
"""

import contextlib
import gzip
import hashlib
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.rendering import html, office
from benchmarks.rendering.forms import Style, Table, tables
from tests.support import layouts

Route = Callable[["_Handler"], None]


def article(
    agency: str = "某县林业局",
    year: int = 2023,
    published: str = "",
    body: str | None = None,
    **figures: object,
) -> str:
    """The page of a report as a TRS site lays it out; ``body`` in place of its tables."""
    cells = layouts.figures(**figures)
    published = published or f"{year + 1}-01-20"
    content = report_html(cells, agency, year) if body is None else body
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{agency}{year}年政府信息公开工作'
        f'年度报告_某县人民政府</title><meta name="PubDate" content="{published} 10:20">'
        f'<meta name="ArticleTitle" content="{agency}{year}年政府信息公开工作年度报告"></head><body>'
        '<div class="nav"><a href="/">首页</a> <a href="/zwgk/nb/">政府信息公开年报</a>'
        ' <img src="/images/logo.png"></div>'
        f"<h1>{agency}{year}年政府信息公开工作年度报告</h1><p>发布时间：{published}</p>"
        f'<div class="TRS_Editor">{content}</div></body></html>'
    )


def report_html(cells: dict[str, object], agency: str, year: int) -> str:
    """The three tables of the form of 2021, and the six sections."""
    whole = html.page(agency, year, _tables(cells), random.Random(1), chatter=False)
    return whole.split("<body>")[1].split("</body>")[0]


def report_docx(agency: str = "某县林业局", year: int = 2023, **figures: object) -> bytes:
    """The report as a Word document."""
    return office.docx(agency, year, _tables(layouts.figures(**figures)))


def _tables(cells: dict[str, object]) -> list[tuple[str, list[Table]]]:
    return tables("2021", Style(), {code: str(value) for code, value in cells.items()})


def column(links: list[tuple[str, str]], more: str = "") -> str:
    """A page of a column of annual reports."""
    items = "".join(
        f'<li><a href="{url}" title="{text}">{text[:18]}…</a></li>' for url, text in links
    )
    return (
        "<html><head><title>政府信息公开年报_某县人民政府</title></head><body>"
        f'<div class="position">首页 &gt; 政府信息公开年报</div><ul>{items}</ul>{more}</body></html>'
    )


class AgencySite:
    """Routes, and what was asked for.

    Attributes
    ----------
    routes : dict
        Path to what answers it.
    asked : list of (str, dict)
        Paths that were asked for, with the headers of the request.
    """

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    def page(
        self,
        path: str,
        content: str | bytes,
        content_type: str = "text/html; charset=utf-8",
        status: int = 200,
        encoding: str = "utf-8",
        validators: bool = True,
        **headers: str,
    ) -> None:
        """Serve something, with an ETag, and 304 to whoever has it."""
        data = content.encode(encoding) if isinstance(content, str) else content
        tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'

        def answer(handler: "_Handler") -> None:
            if validators and handler.headers.get("If-None-Match") == tag:
                handler.send({"ETag": tag}, b"", 304)
                return
            more = {"Content-Type": content_type, **headers}
            if validators and status == 200:
                more["ETag"] = tag
            handler.send({k.replace("_", "-"): v for k, v in more.items()}, data, status)

        self.routes[path] = answer

    def redirect(self, path: str, location: str | bytes, status: int = 302) -> None:
        """Send whoever asks elsewhere."""
        raw = location.decode("latin-1") if isinstance(location, bytes) else location
        self.routes[path] = lambda handler: handler.send({"Location": raw}, b"", status)

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: AgencySite

    def do_GET(self) -> None:
        self.site.asked.append((self.path, dict(self.headers.items())))
        route = self.site.routes.get(self.path)
        with contextlib.suppress(OSError):
            if route is None:
                self.send({"Content-Type": "text/html"}, b"<html><h1>404</h1></html>", 404)
            else:
                route(self)

    def send(self, headers: dict[str, str], body: bytes, status: int = 200) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def chunked(body: bytes, pause_seconds: float = 0.0) -> Route:
    """The body in chunks, packed although nobody asked for it."""

    def answer(handler: _Handler) -> None:
        data = gzip.compress(body, mtime=0)
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for start in range(0, len(data), 500):
            part = data[start : start + 500]
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            time.sleep(pause_seconds)
        handler.wfile.write(b"0\r\n\r\n")

    return answer


def bomb(handler: _Handler) -> None:
    """A small answer that unpacks to a large one."""
    handler.send(
        {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(b"0" * 20_000_000)
    )


def endless(handler: _Handler) -> None:
    """A body without end; it stops when the client goes away."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    for _ in range(100_000):
        handler.wfile.write(b"<p>..</p>" * 1000)


def drip(handler: _Handler) -> None:
    """A byte now and then, each in time, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    for _ in range(300):
        handler.wfile.write(b".")
        handler.wfile.flush()
        time.sleep(0.1)


def reset(handler: _Handler) -> None:
    """Half an answer, and then nothing."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<html>")
    handler.close_connection = True


def failing(times: int, then: Route, how: Route | None = None) -> Route:
    """Fail so many times, and then answer."""
    left = [times]

    def answer(handler: _Handler) -> None:
        if left[0]:
            left[0] -= 1
            (how or (lambda h: h.send({"Retry-After": "0"}, b"busy", 503)))(handler)
        else:
            then(handler)

    return answer


@contextlib.contextmanager
def serving(certificate: Path | None = None) -> Iterator[AgencySite]:
    """A site that is there as long as the block; with a certificate and its key (PEM), by TLS."""
    site = AgencySite()
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    scheme = "http"
    if certificate:
        scheme = "https"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # The handshake is made by the thread that answers, so that one refused stops no other.
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    site.url = f"{scheme}://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
