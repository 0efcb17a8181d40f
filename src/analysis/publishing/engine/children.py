"""Processes forked from a warm one, seen from whoever asked for them: by this process itself, or by the warm server."""

import contextlib
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

from .server import HEAD, _read

_START = "import sys; sys.path.pop(0); from analysis.publishing.engine.server import main; main(int(sys.argv[1]))"


class Child:
    """A forked process, and this end of the wire to it.

    Attributes
    ----------
    pid : int
        It leads a session and a process group of its own.
    wire : socket
    """

    def __init__(self, pid: int, wire: socket.socket) -> None:
        self.pid, self.wire = pid, wire
        self._code: int | None = None

    def poll(self) -> int | None:
        """Exit code, negative for a signal; None while it runs."""
        if self._code is None:
            self._code = self._ask(0.0)
        return self._code

    def wait(self, seconds: float) -> int | None:
        """The same, after at most so many seconds."""
        if self._code is None:
            self._code = self._ask(seconds)
        return self._code

    def _ask(self, seconds: float) -> int | None:
        end = time.monotonic() + seconds
        while True:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() >= end:
                return None
            time.sleep(0.002)

    def signal(self, signum: int) -> None:
        """Send a signal to it and to the processes that it started."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signum)

    def end(self, grace: float = 5.0, interrupt: bool = False) -> int | None:
        """Close the wire, let it leave by itself, and kill it if it has not after ``grace`` seconds."""
        with contextlib.suppress(OSError):
            self.wire.close()
        if interrupt:
            self.signal(signal.SIGINT)
        if self.wait(grace) is None:
            self.signal(signal.SIGKILL)
            self.wait(5.0)
        return self._code


class _Served(Child):
    """A child of the warm server."""

    def __init__(self, pid: int, wire: socket.socket, status: socket.socket) -> None:
        super().__init__(pid, wire)
        self._status = status

    def _ask(self, seconds: float) -> int | None:
        if not select.select([self._status], [], [], seconds)[0]:
            return None
        try:
            message = pickle.loads(_read(self._status, HEAD.unpack(_read(self._status, HEAD.size))[0]))
        except (EOFError, OSError):
            return -signal.SIGKILL  # the server has gone, and has taken its children with it
        self._status.close()
        return int(message["exit"])


class Warm:
    """The warm server of this process, started when first needed and gone when this process is."""

    def __init__(self, more: tuple[str, ...] = ()) -> None:
        self.environment = dict(os.environ)
        self.owner = os.getpid()
        self._lock = threading.Lock()
        mine, its = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(its.fileno())], pass_fds=[its.fileno()], stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        its.close()
        self._control = mine
        os.register_at_fork(after_in_child=mine.close)
        self._send(more)
        self._names: frozenset[str] | None = None

    @property
    def names(self) -> frozenset[str]:
        """Top-level modules that every child finds imported; waits until they are."""
        with self._lock:
            if self._names is None:
                self._names = frozenset(self._receive()["names"])
        return self._names

    def fork(self, call: str, folder: str, **given: Any) -> Child:
        """A child that calls ``module:function`` with its end of a wire and with what is given.

        Raises
        ------
        OSError
            If the server has gone.
        """
        assert self.names
        mine, its = socket.socketpair()
        status, told = socket.socketpair()
        with self._lock:
            request = {"call": call, "given": given, "environment": dict(os.environ), "folder": folder}
            self._send(request, its.fileno(), told.fileno())
            its.close()
            told.close()
            return _Served(self._receive()["pid"], mine, status)

    def do(self, call: str, **given: Any) -> str:
        """Call something in the server itself, so that all later children have it; its error, or nothing."""
        assert self.names
        with self._lock:
            self._send({"call": call, "given": given})
            return str(self._receive().get("error", ""))

    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it, and all its children."""
        self._control.close()
        self._process.wait()

    def _send(self, message: Any, *fds: int) -> None:
        data = pickle.dumps(message)
        if fds:
            socket.send_fds(self._control, [HEAD.pack(len(data))], list(fds))
        else:
            self._control.sendall(HEAD.pack(len(data)))
        self._control.sendall(data)

    def _receive(self) -> dict[str, Any]:
        try:
            message: dict[str, Any] = pickle.loads(_read(self._control, HEAD.unpack(_read(self._control, HEAD.size))[0]))
        except EOFError:
            raise ChildProcessError(f"the warm process has gone (exit code {self._process.poll()})") from None
        return message
