"""What a process finds: imports done once in its fork server, and else a world as good as new."""

import atexit
import contextlib
import ctypes
import faulthandler
import gc
import importlib
import json
import os
import signal
import sys
import threading
import time
import warnings
import weakref
from multiprocessing import process
from typing import Any

_PR_SET_PDEATHSIG = 1
VARIABLE = "GOUJI_PREPARE"  # how a fork server learns what is wanted

search_path = list(sys.path)  # of a new interpreter, before any program has changed it
threads: list[str] = []  # that imports have started, with which a fork is not safe
error: Exception | None = None
_done = ""


def prepare(wanted: str) -> None:
    """Import modules and call a function; nothing where this process, or its server, has done so.

    Parameters
    ----------
    wanted : str
        JSON: ``imports``, a list of modules; ``call``, a function as ``module:name``, or empty; and
        ``arguments``, its keyword arguments.
    """
    global _done, error
    if wanted == _done:
        return
    _done = wanted
    todo: dict[str, Any] = json.loads(wanted)
    try:
        for name in todo["imports"]:
            importlib.import_module(name)
        if todo["call"]:
            module, _, function = todo["call"].partition(":")
            getattr(importlib.import_module(module), function)(**todo["arguments"])
    except Exception as raised:
        error = raised
    # Threads of OpenBLAS and of Arrow are not Python's; these libraries see to a fork themselves.
    threads[:] = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
    gc.collect()
    gc.freeze()  # a collection in a child would touch, and so copy, every page


def be_fresh(environment: dict[str, str], folder: str, parent: int) -> None:
    """Leave nothing to be seen of the fork server, or of whoever asked for this process.

    Parameters
    ----------
    environment : dict
        All environment variables.
    folder : str
        Working folder.
    parent : int
        The number of the process that this one is forked from or started by.
    """
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C is for whoever waits, who then ends this
    _die_with_parent(parent)
    for name in ("SIGTERM", "SIGCHLD", "SIGALRM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.set_wakeup_fd(-1)
    sys.excepthook = sys.__excepthook__
    faulthandler.disable()  # it would print where the parent does
    os.environ.clear()
    os.environ.update(environment)
    if hasattr(time, "tzset"):
        time.tzset()
    os.chdir(folder)
    _forget_exits()
    _be_main_process()
    # The standard library reseeds its own generator when a process forks; NumPy does not.
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    # What was warned of before the fork is warned of again.
    warnings.filters.append(("default", None, Warning, None, -1))  # type: ignore[attr-defined]
    warnings.filters.pop()  # type: ignore[attr-defined]
    warnings._filters_mutated()  # type: ignore[attr-defined]
    _be_silent()
    gc.freeze()  # what was made before stays shared
    gc.enable()


def _die_with_parent(parent: int) -> None:
    """On Linux: be killed when the parent is, even in the middle of a long calculation."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def _forget_exits() -> None:
    """Drop what others meant to do at their end: their temporary folders are not ours to delete."""
    atexit._clear()
    for info in weakref.finalize._registry.values():  # type: ignore[attr-defined]
        info.atexit = False
    if weakref.finalize._registered_with_atexit:  # type: ignore[attr-defined]
        atexit.register(weakref.finalize._exitfunc)  # type: ignore[attr-defined]


def _be_main_process() -> None:
    """Be no child to ``multiprocessing``, and have no fork server but one's own."""
    process.current_process().name = "MainProcess"
    process._parent_process = None  # type: ignore[attr-defined]
    if sys.platform != "win32":
        from multiprocessing import forkserver

        # Whoever holds this end keeps the server from ending with the process that started it.
        server: Any = forkserver._forkserver
        if server._forkserver_alive_fd is not None:
            with contextlib.suppress(OSError):
                os.close(server._forkserver_alive_fd)
            server.__init__()


def _be_silent() -> None:
    """What libraries print belongs to nobody."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
