"""The panel as a page of this machine: bound to 127.0.0.1, and for nobody without the token."""

import asyncio
import hmac
import json
import secrets
from collections.abc import Callable
from html import escape
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from analysis.errors import InputError
from analysis.files import text_of

from .panel import Panel

HOST = "127.0.0.1"
TOKEN_HEADER = "X-Gouji-Token"
_MAX_BYTES = 200_000
_FILES = {
    "panel.js": "text/javascript",
    "page.js": "text/javascript",
    "panel.css": "text/css",
}
# The original stands in a frame that inherits this policy; its styles are its own.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class _Handler(RequestHandler):  # type: ignore[misc]
    """Refuses requests that were not meant for this address: another site's name may lead here."""

    def prepare(self) -> None:
        allowed = self.settings["hosts"]
        origin = self.request.headers.get("Origin")
        if self.request.host not in allowed:
            raise HTTPError(403)
        if origin is not None and origin not in {f"http://{host}" for host in allowed}:
            raise HTTPError(403)

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **_: Any) -> None:
        self.finish(str(status_code))


class _Page(_Handler):
    def get(self) -> None:
        lang = self.settings["panel"].lang
        page = text_of(__package__, "page.html")
        title = self.settings["panel"].source.name
        self.set_header("Content-Type", "text/html; charset=utf-8")
        page = page.replace("{lang}", "zh-CN" if lang == "zh" else "en")
        self.write(page.replace("{title}", escape(title)))


class _File(_Handler):
    def get(self, name: str) -> None:
        self.set_header("Content-Type", f"{_FILES[name]}; charset=utf-8")
        self.write(text_of(__package__, name))


class _Api(_Handler):
    def post(self) -> None:
        token = self.request.headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(token.encode(), self.settings["token"].encode()):
            raise HTTPError(403)
        try:
            asked = json.loads(self.request.body)
            name, arguments = str(asked["name"]), dict(asked.get("arguments") or {})
        except (ValueError, KeyError, TypeError):
            raise HTTPError(400) from None
        self.write(self.settings["panel"].call(name, arguments))


def _application(panel: Panel, token: str, port: int) -> Application:
    """The web application of one review."""
    names = "|".join(name.replace(".", r"\.") for name in _FILES)
    return Application(
        [(r"/", _Page), (rf"/({names})", _File), (r"/api", _Api)],
        panel=panel,
        token=token,
        hosts={f"{HOST}:{port}", f"localhost:{port}"},
        log_function=lambda handler: None,
    )


def serve(panel: Panel, ready: Callable[[str], None], port: int = 0) -> None:
    """Serve a review until it is interrupted.

    Parameters
    ----------
    panel : Panel
        The review.
    ready : callable
        Called with the address, token included, once the page can be opened.
    port : int
        Port; 0 for any that is free.

    Raises
    ------
    InputError
        If the port is taken.
    """
    asyncio.run(_serve(panel, ready, port))


async def _serve(panel: Panel, ready: Callable[[str], None], port: int) -> None:
    try:
        sockets = bind_sockets(port, HOST)
    except OSError as error:
        raise InputError(
            f"Port {port} cannot be used ({error.strerror}). Choose another with --port."
        ) from None
    port = sockets[0].getsockname()[1]
    token = secrets.token_urlsafe(24)
    server = HTTPServer(_application(panel, token, port), max_body_size=_MAX_BYTES)
    server.add_sockets(sockets)
    # The part after # is not sent to any server, and stands in no log.
    ready(f"http://{HOST}:{port}/#token={token}")
    try:
        await asyncio.Event().wait()
    finally:
        server.stop()
