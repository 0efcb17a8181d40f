"""The process in which files are read: it answers one task after another, within limits of memory and time that it sets itself.

It is a copy of the parent (``serve`` after a fork) or a fresh interpreter (``main``). Each task is a function of ours and its
arguments, and is answered by its result or by the exception it raised.
"""

import contextlib
import gc
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from analysis.errors import InputError

MEMORY = 1_000_000_000
MOST_TASKS = 500  # then a fresh process takes over: what parsers leak, and what fragments, goes with the old one
MOST_GROWTH = 300_000_000
_GRACE = 5.0

_connection: Connection | None = None


class TooMuchMemory(Exception):
    """A task met its limit of memory."""


def serve(connection: Connection) -> None:
    """Answer tasks, each a function, its arguments, its seconds and its folder, until the other end closes or a fresh process is due.

    Messages out are ``("begin", seconds)`` whenever a limit of time starts anew, then ``("done", answer, last)``.
    """
    global _connection
    _connection = connection
    _settle()
    gc.freeze()  # what the parent made stays shared with it
    start = 0
    for number in range(1, MOST_TASKS + 1):
        try:
            message = connection.recv_bytes()
        except (EOFError, OSError):
            return
        function, arguments, seconds, folder = pickle.loads(message)
        if number == 1:  # all is imported now: the limit is for what reading takes
            limit_memory(MEMORY)
            start = resident()
        extend(seconds)
        os.chdir(folder)  # a relative path means the caller's folder of now
        answer = answered(function, arguments)
        _alarm(0)
        last = (
            number == MOST_TASKS
            or resident() - start > MOST_GROWTH
            or isinstance(answer, TooMuchMemory)
        )
        try:
            connection.send_bytes(_packed(answer, last))
        except OSError:  # nobody waits any more
            return
        if last:
            return


def answered(function: Callable, arguments: tuple) -> Any:
    """What a function returns, or the exception that it raises."""
    try:
        return function(*arguments)
    except MemoryError:
        return TooMuchMemory()
    except InputError as error:
        return error
    except Exception as error:
        error.add_note(f"In the process that reads files:\n{traceback.format_exc()}")
        return error


def _packed(answer: Any, last: bool) -> bytes:
    try:
        packed = pickle.dumps(("done", answer, last), pickle.HIGHEST_PROTOCOL)
        if isinstance(answer, BaseException):
            pickle.loads(packed)  # some exceptions can be packed and not unpacked
        return packed
    except MemoryError:
        return pickle.dumps(("done", TooMuchMemory(), True))
    except Exception:
        told = (
            "".join(traceback.format_exception(answer))
            if isinstance(answer, BaseException)
            else repr(answer)
        )
        return pickle.dumps(("done", RuntimeError(told), last))


def extend(seconds: float) -> None:
    """Begin the limit of time anew, for a step that is known to take long; nothing where no limit is set."""
    if _connection is not None:
        _connection.send_bytes(pickle.dumps(("begin", seconds)))
        _alarm(seconds + _GRACE)


def _alarm(seconds: float) -> None:
    """The kernel ends this process even where the parent is gone and a parser never returns."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


@contextlib.contextmanager
def unlimited_memory() -> Iterator[None]:
    """Lift the limit of memory for another program that is started inside: its address space is its own matter."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def limit_memory(memory: int) -> None:
    """Let this process grow by ``memory`` bytes from here; on Linux, where alone the system enforces it."""
    if sys.platform == "linux":
        import resource

        size = int(_statm()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = size + memory
        resource.setrlimit(
            resource.RLIMIT_AS,
            (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard),
        )
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def resident() -> int:
    """Bytes of memory that this process holds now; 0 where that cannot be told cheaply."""
    return int(_statm()[1]) * os.sysconf("SC_PAGE_SIZE") if sys.platform == "linux" else 0


def _statm() -> list[str]:
    with open("/proc/self/statm", encoding="ascii") as stream:
        return stream.read().split()


def _settle() -> None:
    """Ctrl-C is the parent's to answer; what libraries print belongs to nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives


def main(handle: int) -> None:
    """A fresh interpreter's work: serve the connection that it was started with."""
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        serve(PipeConnection(handle))
    else:
        serve(Connection(handle))
