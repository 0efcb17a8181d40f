"""Starting a process: out of a fork server, as a copy of this one, or anew.

All three ways are the standard library's. None of them imports ``__main__``, which a notebook, or a
script without a guard, does not survive.
"""

import contextlib
import functools
import io
import json
import os
import sys
import sysconfig
import threading
import types
import warnings
from collections.abc import Callable, Iterator
from multiprocessing import Process as Description
from multiprocessing import context, reduction, spawn, util
from pathlib import Path
from typing import Any

from . import preparation
from .machine import environment, one_thread

# Read by libraries when they are imported: where one of these changes, a server is out of date.
_READ_AT_IMPORT = (
    *("PYTHON", "MPL", "MATPLOTLIB", "PANDAS", "NUMPY", "NPY", "OMP_", "OPENBLAS", "MKL", "ARROW"),
    *("LC_", "LANG", "HOME", "XDG_", "JUPYTER", "IPYTHON", "VIRTUAL_ENV", "CONDA", "LD_", "GOUJI"),
)
_starting = threading.RLock()  # the environment is changed for a moment


def can_start() -> bool:
    """Whether there are processes at all: a browser's Python (JupyterLite) has none."""
    return sys.platform not in ("emscripten", "wasi") and bool(sys.executable)


def can_fork() -> bool:
    """Whether this system forks safely. Windows cannot; macOS's own libraries do not survive it."""
    return hasattr(os, "fork") and sys.platform not in ("darwin", "win32")


def can_copy() -> bool:
    """Whether this process itself may be forked: on Linux, where no other thread of Python runs.

    A lock that another thread holds would stay locked in the copy for ever.
    """
    return sys.platform == "linux" and threading.active_count() == 1


class Server:
    """Where processes come from: a fork server with its imports done, started when first needed.

    Parameters
    ----------
    imports : tuple of str
        Modules that every process is to find imported.
    call : str
        A function, ``module:name``, that the server calls once after that; or empty.
    arguments : dict, optional
        Its keyword arguments, as JSON can hold them.
    copy : bool
        Whether a process may be a copy of this one where that is safe, which takes milliseconds.
    """

    def __init__(
        self,
        imports: tuple[str, ...] = (),
        call: str = "",
        arguments: dict[str, Any] | None = None,
        copy: bool = False,
    ) -> None:
        self.wanted = json.dumps({"imports": imports, "call": call, "arguments": arguments or {}})
        self.copy = copy
        self._server: Any = None
        self._environment: dict[str, str] = {}

    def start(self, described: Callable[[int, bool], Description]) -> Any:
        """Start a process; its ``Popen``.

        Parameters
        ----------
        described : callable
            Given the number of the process that it will be forked from or started by, and whether
            it will be a copy of this one, returns what it is to run. Only this description is used;
            its ``start`` is never called.
        """
        if self.copy and can_copy():
            from multiprocessing import popen_fork

            with warnings.catch_warnings():
                # Python counts threads of libraries too; BLAS and Arrow see to forks themselves.
                warnings.simplefilter("ignore", DeprecationWarning)
                return popen_fork.Popen(described(os.getpid(), True))
        if can_fork():
            server = self._running()
            return _forked_popen()(server, described(server._forkserver_pid, False))
        target = described(os.getpid(), False)
        with _starting, one_thread(), _environment(self.wanted), _without_main():
            if sys.platform == "win32":
                from multiprocessing import popen_spawn_win32

                return popen_spawn_win32.Popen(target)
            from multiprocessing import popen_spawn_posix

            return popen_spawn_posix.Popen(target)

    def stop(self) -> None:
        """End the fork server, and with it whatever it has forked."""
        if self._server is not None:
            with contextlib.suppress(OSError):
                self._server._stop()
            self._server = None

    def _running(self) -> Any:
        with _starting:
            now = read_at_import()
            if self._server is None or now != self._environment:
                # One that is out of date ends when the last process that it has forked is gone.
                self._server, self._environment = _fork_server()(), now
                self._server.set_forkserver_preload([f"{__package__}.preload"])
            with one_thread(), _environment(self.wanted):
                self._server.ensure_running()
            return self._server


def read_at_import() -> dict[str, str]:
    """Environment variables that libraries read when they are imported, with their values."""
    with _starting:
        return {n: v for n, v in os.environ.items() if n.startswith(_READ_AT_IMPORT)}


@functools.cache
def _fork_server() -> Any:
    """The standard library's ``ForkServer``, which ends when nobody refers to it any more."""
    from multiprocessing.forkserver import ForkServer

    class Held(ForkServer):
        def __init__(self) -> None:
            super().__init__()
            self._owner = os.getpid()

        def __del__(self) -> None:
            with contextlib.suppress(Exception):  # at its end, Python may have no ``os`` any more
                if os.getpid() == self._owner:
                    self._stop()  # type: ignore[attr-defined]

    return Held


@functools.cache
def _forked_popen() -> Any:
    """The standard library's ``Popen``, out of a server of one's own, which it refers to."""
    from multiprocessing import forkserver, popen_forkserver

    class Popen(popen_forkserver.Popen):
        _fds: list[int]

        def __init__(self, server: Any, described: Description) -> None:
            self._server = server
            super().__init__(described)

        def _launch(self, process_obj: Description) -> None:
            buffer, end = io.BytesIO(), -1
            context.set_spawning_popen(self)
            try:
                with _starting, _without_main():
                    reduction.dump(spawn.get_preparation_data(process_obj.name), buffer)
                reduction.dump(process_obj, buffer)
            finally:
                context.set_spawning_popen(None)
            try:
                self.sentinel, end = self._server.connect_to_new_process(self._fds)
                self.finalizer = util.Finalize(self, _close_all, (os.dup(end), self.sentinel))
                with open(end, "wb") as file:
                    end = -1  # the file closes it
                    file.write(buffer.getbuffer())
                self.pid = forkserver.read_signed(self.sentinel)
            except (EOFError, BrokenPipeError):
                raise OSError(0, "the process that holds the imports has ended") from None
            except BaseException:  # Ctrl-C: a process that waits for its task would never end
                self._give_up(end)
                raise

        def _give_up(self, end: int) -> None:
            """Close our ends, so that the process finds nothing to do and leaves."""
            if self.finalizer is not None:
                self.finalizer()
            if end >= 0:
                os.close(end)

    return Popen


def _close_all(*numbers: int) -> None:
    for number in numbers:
        os.close(number)


def _environment(wanted: str) -> contextlib.AbstractContextManager[None]:
    """For a new interpreter: where this package is, what to prepare, and no file beside the data.

    Without ``PYTHONSAFEPATH`` a ``pandas.py`` in the working folder would be taken for pandas.
    """
    home, path = str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")
    values = {preparation.VARIABLE: wanted, "PYTHONSAFEPATH": "1"}
    if home not in [sysconfig.get_path("purelib"), *path.split(os.pathsep)]:
        values["PYTHONPATH"] = os.pathsep.join(filter(None, [home, path]))
    return environment(values)


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Meanwhile, the standard library sees no main module that a process would have to import."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
