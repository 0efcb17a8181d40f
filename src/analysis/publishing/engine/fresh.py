"""A forked process made as good as a new one: nothing of the warm process, or of whoever asked for it, is left to be seen."""

import atexit
import ctypes
import gc
import os
import signal
import sys
import time
import warnings
import weakref
from collections.abc import Mapping

_PR_SET_PDEATHSIG = 1


def make_fresh(environment: Mapping[str, str], folder: str) -> None:
    """Give a process that was just forked its own session, environment, working folder, randomness and exit.

    Parameters
    ----------
    environment : mapping
        Environment variables, all of them.
    folder : str
        Working folder.
    """
    os.setsid()
    die_with_parent()
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(
            signum, signal.default_int_handler if signum == signal.SIGINT else signal.SIG_DFL
        )
    signal.set_wakeup_fd(-1)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    forget_exits()
    # The standard library reseeds its own generator when a process forks; NumPy does not.
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    warnings.filters.append(("default", None, Warning, None, -1))  # type: ignore[attr-defined]
    warnings.filters.pop()  # type: ignore[attr-defined]
    warnings._filters_mutated()  # type: ignore[attr-defined]  # what was warned of before the fork is warned of again
    _backend()
    gc.enable()


def die_with_parent() -> None:
    """On Linux: be killed when the parent is, even in the middle of a long calculation."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def forget_exits() -> None:
    """Drop what the warm process meant to do at its own end: its temporary folders are not this one's to delete."""
    atexit._clear()
    for info in weakref.finalize._registry.values():  # type: ignore[attr-defined]
        info.atexit = False
    if weakref.finalize._registered_with_atexit:  # type: ignore[attr-defined]
        atexit.register(weakref.finalize._exitfunc)  # type: ignore[attr-defined]


def _backend() -> None:
    """matplotlib reads MPLBACKEND when it is imported, which was before the fork."""
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = (
            os.environ.get("MPLBACKEND") or "module://matplotlib_inline.backend_inline"
        )
