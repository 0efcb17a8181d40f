"""Connections that may be made: to public addresses only, and no longer than a request may take.

A list or a page decides what is asked for, so it could have this machine ask its own neighbours
(server-side request forgery). The address is judged where the connection is made: a name is
resolved once, every address that it has is judged, and the connection goes to that address. So it
does not matter how a redirect led there, or whether the name answers otherwise a moment later.
"""

import contextlib
import ipaddress
import os
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from analysis.errors import InputError, printable


class Forbidden(Exception):
    """A host has an address that is not public; its text names the host and the address."""


class _Clock:
    """When the request under way must be done, on the monotonic clock."""

    def __init__(self) -> None:
        self.deadline_seconds = float("inf")

    def left(self, timeout: float | None) -> float:
        """Seconds that one step may take; raises when there are none."""
        left = self.deadline_seconds - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole request took too long")
        return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    """A connection on which no drip of single bytes outlasts the request's deadline."""

    def __init__(self, inner: httpcore.NetworkStream, clock: _Clock) -> None:
        self._inner, self._clock = inner, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._clock.left(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Resolves, judges and connects."""

    def __init__(self, clock: _Clock, allow_private: bool) -> None:
        self._clock, self._allow_private = clock, allow_private
        self._system = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in _addresses_of(host, port, self._allow_private):
            try:
                stream = self._system.connect_tcp(
                    address, port, self._clock.left(timeout), local_address, socket_options
                )
                return _Stream(stream, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error


class Connections:
    """What requests go through.

    Parameters
    ----------
    step_seconds : float
        How long connecting, or waiting for the next bytes, may take.
    allow_private : bool
        Whether hosts of this machine's own networks may be asked.
    """

    def __init__(self, step_seconds: float, allow_private: bool) -> None:
        self._clock = _Clock()
        self._timeout = dict.fromkeys(("connect", "read", "write", "pool"), step_seconds)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(),
            max_connections=4,
            keepalive_expiry=30.0,
            network_backend=_Backend(self._clock, allow_private),
        )

    def ask(
        self, url: str, headers: list[tuple[bytes, bytes]], total_seconds: float
    ) -> contextlib.closing[httpcore.Response]:
        """Send a request without a body; the answer is read and closed in a ``with`` statement.

        Parameters
        ----------
        url : str
            The address.
        headers : list of (bytes, bytes)
            All headers of the request.
        total_seconds : float
            From now to the last byte of its answer.

        Raises
        ------
        httpcore exceptions, Forbidden
            As they come; `site.Site` says what they mean.
        """
        self._clock.deadline_seconds = time.monotonic() + total_seconds
        more = {"timeout": self._timeout}
        request = httpcore.Request("GET", url, headers=headers, extensions=more)
        return contextlib.closing(self._pool.handle_request(request))

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


def _trusted() -> ssl.SSLContext:
    """Who vouches for sites: the authorities of certifi, or those that ``SSL_CERT_FILE`` names."""
    try:
        return httpx.create_ssl_context()
    except OSError as error:  # ssl.SSLError is one
        name = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR", "")
        raise InputError(
            f"{printable(name)}: no certificates can be read from it ({error.strerror or error}). "
            "SSL_CERT_FILE must name a file of certificates (PEM), or be unset."
        ) from None


def _addresses_of(host: str, port: int, allow_private: bool) -> list[str]:
    """The addresses of a host, each once, after all were judged."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the host {host} is not known ({error})") from None
    addresses = list(dict.fromkeys(str(item[4][0]) for item in found))
    for address in addresses:
        if not allow_private and not is_public(address):
            raise Forbidden(address if host == address else f"{host} ({address})")
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is one of the public network.

    Parameters
    ----------
    address : str
        An IPv4 or IPv6 address. One of IPv6 that holds one of IPv4 (mapped, 6to4, NAT64) is
        judged by that.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if inner := found.ipv4_mapped or found.sixtofour:
            return is_public(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found.teredo or found in ipaddress.ip_network("::/96"):
            return False
    return found.is_global and not found.is_multicast
