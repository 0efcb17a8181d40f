"""The warm process and the children forked from it, seen from whoever asks for them."""

import contextlib
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
from typing import Any

from .server import HEAD, read, write

_START = "import sys; sys.path.pop(0); from analysis.publishing.engine.server import main; main(int(sys.argv[1]))"


class Child:
    """A process forked by a warm one, and this end of the wire to it.

    Attributes
    ----------
    pid : int
        It leads a session and a process group of its own.
    wire : socket
    """

    def __init__(self, pid: int, wire: socket.socket, status: socket.socket) -> None:
        self.pid, self.wire, self._status = pid, wire, status
        self._code: int | None = None

    def poll(self) -> int | None:
        """Exit code, negative for a signal; None while it runs."""
        return self.wait(0.0)

    def wait(self, seconds: float) -> int | None:
        """The same, after at most so many seconds."""
        if self._code is None and select.select([self._status], [], [], seconds)[0]:
            try:
                self._code = int(receive(self._status)["exit"])
            except (EOFError, OSError):
                self._code = (
                    -signal.SIGKILL
                )  # the warm process has gone, and has taken its children with it
            self._status.close()
        return self._code

    def signal(self, signum: int) -> None:
        """Send a signal to it and to the processes that it started."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signum)

    def leave(self, interrupt: bool = False) -> None:
        """Let it leave by itself, without waiting for it."""
        with contextlib.suppress(OSError):
            self.wire.close()
        if interrupt:
            self.signal(signal.SIGINT)

    def end(self, grace: float = 5.0) -> int | None:
        """Have it gone: by itself within ``grace`` seconds, or killed."""
        self.leave()
        if self.wait(grace) is None:
            self.signal(signal.SIGKILL)
            self.wait(5.0)
        return self._code


def receive(end: socket.socket) -> dict[str, Any]:
    """One message of the warm process."""
    message: dict[str, Any] = pickle.loads(read(end, HEAD.unpack(read(end, HEAD.size))[0]))
    return message


class Warm:
    """The warm server of this process, started when first needed and gone when this process is."""

    def __init__(self, control: socket.socket, names: frozenset[str] | None = None) -> None:
        self.environment, self.owner = dict(os.environ), os.getpid()
        self._control, self._names = control, names
        self._lock = threading.Lock()
        self.threads: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        os.register_at_fork(after_in_child=control.close)

    @classmethod
    def start(cls, more: tuple[str, ...] = ()) -> "Warm":
        """Start a warm process that imports ``more`` besides what every notebook needs."""
        mine, its = socket.socketpair()
        warm = cls(mine)
        warm._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(its.fileno())],
            pass_fds=[its.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        its.close()
        write(mine, more)
        return warm

    @property
    def names(self) -> frozenset[str]:
        """Top-level modules that every child finds imported; waits until they are."""
        with self._lock:
            if self._names is None:
                ready = self._answer()
                self._names, self.threads = frozenset(ready["names"]), ready["threads"]
        return self._names

    def fork(self, call: str, folder: str, asks: bool = False, **given: Any) -> Child:
        """A child that calls ``module:function`` with its end of a wire and with what is given.

        Parameters
        ----------
        call, folder : str
            The function, and the working folder.
        asks : bool
            Whether it is to ask for children itself; its function then gets a ``control``.

        Raises
        ------
        ChildProcessError
            If the warm process has gone.
        """
        assert self.names
        mine, its = socket.socketpair()
        status, told = socket.socketpair()
        request = {
            "call": call,
            "given": given,
            "environment": dict(os.environ),
            "folder": folder,
            "asks": asks,
        }
        data = pickle.dumps(request)
        with self._lock:
            try:
                socket.send_fds(
                    self._control, [HEAD.pack(len(data))], [its.fileno(), told.fileno()]
                )
                self._control.sendall(data)
            except ConnectionError:
                raise self._gone() from None
            finally:
                its.close()
                told.close()
            return Child(self._answer()["pid"], mine, status)

    def do(self, call: str, **given: Any) -> str:
        """Call something in the warm process itself, so that all later children have it; its error, or nothing."""
        assert self.names
        with self._lock:
            write(self._control, {"call": call, "given": given})
            return str(self._answer().get("error", ""))

    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process is None or self._process.poll() is None

    def close(self) -> None:
        """End it, and all its children."""
        self._control.close()
        if self._process is not None:
            self._process.wait()

    def _answer(self) -> dict[str, Any]:
        try:
            return receive(self._control)
        except (EOFError, ConnectionError):
            raise self._gone() from None

    def _gone(self) -> ChildProcessError:
        code = self._process.wait(5.0) if self._process else None
        return ChildProcessError(
            f"the process that holds the notebooks' imports has gone (exit code {code})"
        )
