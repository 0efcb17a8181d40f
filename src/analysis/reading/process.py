"""Starting and ending a worker process, on every system.

On Linux, where no other thread of Python runs (a lock that it holds would stay locked in the copy), it is a fork of this
process: ready in a few milliseconds, with all modules imported. Elsewhere (Windows, macOS, a Jupyter kernel) it is a fresh
interpreter started by command line, which imports what it needs (half a second, once: it is kept for the next files). Neither
imports ``__main__``, which a notebook, or a script without a guard, does not survive.
"""

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import warnings
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from analysis.errors import InputError

from . import worker

_CODE = "import json, sys; sys.path[:] = json.loads(sys.argv[2]); from analysis.reading.worker import main; main(int(sys.argv[1]))"


def can_start() -> bool:
    """Whether there are processes at all: a browser's Python (JupyterLite) has none, and reads in its own."""
    return sys.platform not in ("emscripten", "wasi") and bool(sys.executable)


class Process:
    """A worker and the pipe to it.

    Raises
    ------
    InputError
        If the system starts no more processes.
    """

    def __init__(self) -> None:
        self.connection, theirs = Pipe()
        self.popen: subprocess.Popen | None = None
        try:
            if _may_fork():
                self.pid = _fork(theirs)
            else:
                self.popen = _start(theirs)
                self.pid = self.popen.pid
        except OSError as error:
            self.connection.close()
            raise InputError(
                f"No process could be started to read files in ({error.strerror}). Try again."
            ) from None
        finally:
            theirs.close()

    def send(self, message: tuple) -> None:
        """Send a task."""
        self.connection.send_bytes(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def receive(self) -> Any:
        """The next message, or None where there is none.

        Raises
        ------
        EOFError, OSError
            If the process has ended.
        """
        return pickle.loads(self.connection.recv_bytes()) if self.connection.poll(0) else None

    def end(self, patience: float = 0.0) -> int | None:
        """End it and all that it started; its exit code, negative for a signal.

        Without its pipe it ends by itself: it is given ``patience`` seconds to.
        """
        self.connection.close()
        code, until = self._ended(), time.monotonic() + patience
        while code is None and time.monotonic() < until:
            time.sleep(0.002)
            code = self._ended()
        if code is None:
            self._kill()
            code = (
                self.popen.wait()
                if self.popen
                else os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            )
        return code

    def _kill(self) -> None:
        if sys.platform == "win32":
            assert self.popen is not None
            self.popen.kill()
            return
        for kill in (os.killpg, os.kill):  # it may not lead its group yet
            with contextlib.suppress(OSError):
                kill(self.pid, signal.SIGKILL)

    def _ended(self) -> int | None:
        if self.popen:
            return self.popen.poll()
        with contextlib.suppress(ChildProcessError):  # somebody else has waited for it
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            return os.waitstatus_to_exitcode(status) if pid else None
        return 0


def _may_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _fork(theirs: Any) -> int:
    with warnings.catch_warnings():
        # Python counts the threads of libraries too; those that pandas brings (BLAS, Arrow) see to forks themselves.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        keep = theirs.fileno()
        os.closerange(3, keep)
        os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
        worker.serve(theirs)
    finally:
        os._exit(0)


def _start(theirs: Any) -> subprocess.Popen:
    handle = theirs.fileno()
    home = str(Path(__file__).parents[2])
    path = json.dumps([*(p for p in sys.path if p), *([] if home in sys.path else [home])])
    command = [sys.executable, "-P", "-c", _CODE, str(handle), path]
    nowhere = subprocess.DEVNULL
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        return subprocess.Popen(
            command, stdin=nowhere, stdout=nowhere, stderr=nowhere, close_fds=False
        )
    return subprocess.Popen(
        command,
        stdin=nowhere,
        stdout=nowhere,
        stderr=nowhere,
        pass_fds=[handle],
        start_new_session=True,
    )
