"""The warm process: it has imported what notebooks need, has one thread of its own, and forks a child for each request."""

import builtins
import contextlib
import gc
import importlib
import os
import pickle
import select
import signal
import socket
import struct
import sys
import threading
from types import SimpleNamespace
from typing import Any

HEAD = struct.Struct("!Q")
# What the notebooks import, and what a kernel does. pandas, matplotlib and IPython bring hundreds more.
WARM = (
    "numpy",
    "pandas",
    "matplotlib",
    "matplotlib.figure",
    "matplotlib.font_manager",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "ipykernel.debugger",
    "IPython.core.logger",
    "IPython.extensions.storemagic",
    "faulthandler",
    "tornado.platform.asyncio",
    "analysis.publishing.engine.kernel",
    "analysis.publishing.engine.fresh",
    "analysis.publishing.parameters",
    "analysis.telling.parts",
    "analysis.telling.assessment.narrative",
    "analysis.telling.comparison",
)


def warm_up(more: tuple[str, ...] = ()) -> None:
    """Import everything, as a kernel would find it."""
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    # pandas and matplotlib ask once, at import, whether they are in a kernel.
    backend, os.environ["MPLBACKEND"] = (
        os.environ.get("MPLBACKEND"),
        "module://matplotlib_inline.backend_inline",
    )
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    for name in (*WARM, *more):
        importlib.import_module(name)
    del builtins.get_ipython  # type: ignore[attr-defined]
    if backend is None:
        del os.environ["MPLBACKEND"]
    else:
        os.environ["MPLBACKEND"] = backend
    importlib.import_module("analysis.publishing.engine.kernel").prepare()
    gc.collect()
    gc.freeze()  # a collection in a child would touch, and so copy, every page


def main(number: int) -> None:
    """Serve requests that come in on an inherited socket until its other end closes.

    Parameters
    ----------
    number : int
        The socket's file descriptor.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=number)
    try:
        warm_up(pickle.loads(read(control, HEAD.unpack(read(control, HEAD.size))[0])))
        names = {name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)
        # A lock that another thread holds at the fork would never be freed in the child. Threads of OpenBLAS and of Arrow's
        # allocator are not Python's; both libraries look after a fork themselves.
        threads = [
            thread.name for thread in threading.enumerate() if thread is not threading.main_thread()
        ]
        write(control, {"names": sorted(names), "threads": threads})
    except (EOFError, ConnectionError):
        return  # whoever started this has gone already
    Server(control).run()


class Server:
    """Forks, and reports how each child ended on the socket that came with its request."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.controls = [
            control
        ]  # the first is of whoever started this; the others are of workers forked from here
        self.children: dict[int, socket.socket] = {}
        self.wake, wake = socket.socketpair()
        self.wake.setblocking(False)
        wake.setblocking(False)
        self._wake = wake
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run(self) -> None:
        """Until the client has gone; its children go with it."""
        while True:
            ready, _, _ = select.select(
                [*self.controls, self.wake, *self.children.values()], [], []
            )
            if self.wake in ready:
                self.wake.recv(4096)
            self.reap()
            for pid, status in list(self.children.items()):
                if status in ready and not _alive(status):
                    _kill(pid)  # whoever asked for it does not want it any more
            for control in [c for c in self.controls if c in ready]:
                if not self.answer(control):
                    self.controls.remove(control)
                    control.close()
            if self.control not in self.controls:
                break
        for pid in self.children:
            _kill(pid)
        os._exit(0)

    def answer(self, control: socket.socket) -> bool:
        """Take one request; false where there will be no more."""
        try:
            head, fds, _, _ = socket.recv_fds(control, HEAD.size, 2)
            if not head:
                return False
            request = pickle.loads(read(control, HEAD.unpack(head)[0]))
            if not fds:
                write(control, _call(request))
                return True
            wire, status = (socket.socket(fileno=fd) for fd in fds)
            mine, its = socket.socketpair()
            pid = os.fork()
            if pid == 0:
                mine.close()
                self.child(request, wire, status, its)
            wire.close()
            its.close()
            self.children[pid] = status
            if request["asks"]:
                self.controls.append(mine)
            else:
                mine.close()
            write(control, {"pid": pid})
        except (EOFError, ConnectionError):
            return False
        return True

    def child(
        self,
        request: dict[str, Any],
        wire: socket.socket,
        status: socket.socket,
        control: socket.socket,
    ) -> None:
        """In the forked process: be fresh, do what is asked, and never come back."""
        code = 1
        try:
            for end in (*self.controls, self.wake, self._wake, status, *self.children.values()):
                end.close()
            given = request["given"]
            if request["asks"]:
                given["control"] = control
            else:
                control.close()
            from .fresh import make_fresh

            make_fresh(request["environment"], request["folder"])
            _find(request["call"])(wire, **given)
            code = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        finally:
            os._exit(code)

    def reap(self) -> None:
        """Tell how children ended."""
        for pid, status in list(self.children.items()):
            done, code = os.waitpid(pid, os.WNOHANG)
            if done:
                del self.children[pid]
                with contextlib.suppress(OSError):
                    write(status, {"exit": os.waitstatus_to_exitcode(code)})
                status.close()


def _find(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _call(request: dict[str, Any]) -> dict[str, Any]:
    """Something to do in the warm process itself, so that all children have it."""
    try:
        _find(request["call"])(**request["given"])
    except Exception as error:
        return {"error": str(error)}
    finally:
        gc.collect()
        gc.freeze()
    return {}


def _alive(status: socket.socket) -> bool:
    try:
        return bool(status.recv(1))
    except OSError:
        return False


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def read(end: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        more = end.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return bytes(data)


def write(end: socket.socket, message: Any) -> None:
    data = pickle.dumps(message)
    end.sendall(HEAD.pack(len(data)) + data)
