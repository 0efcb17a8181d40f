"""Inside a process of the pool: it is made as good as new and does one task after another.

Messages out are ``("begin", seconds)`` whenever a limit of time starts anew, ``("at", content)``
for what the task reports, and ``("done", value, error, bytes, last)``.
"""

import atexit
import contextlib
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from analysis.errors import InputError

from . import machine, preparation

MAX_GROWTH_BYTES = 300_000_000  # then a new process takes over; what parsers leak goes with the old
_GRACE_SECONDS = 5.0

_connection: Connection | None = None


class MemoryExceeded(Exception):
    """A task met its limit of memory."""


def report(content: Any) -> None:
    """Say how far the task is, to whoever waits for it.

    Parameters
    ----------
    content : object
        A text says what the task is doing now (``Outcome.at``, if the process ends over it).
        Anything that can be pickled is given to ``on_report``.
    """
    _send("at", content)


def extend(seconds: float) -> None:
    """Begin the limit of time anew, for a step that is known to take long.

    Parameters
    ----------
    seconds : float
        The limit from now on.
    """
    if _connection is None:  # no process of the pool: nobody counts
        return
    _send("begin", seconds)
    _set_alarm(seconds)


@contextlib.contextmanager
def unlimited_memory() -> Iterator[None]:
    """Lift the limit of memory for another program that is started inside."""
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


def serve(
    connection: Connection,
    environment: dict[str, str],
    folder: str,
    wanted: str,
    parent: int,
    copied: bool,
    limits: tuple[int, int | None],
) -> None:
    """Be a process of the pool, and leave as a process does: threads joined, ``atexit`` run.

    Parameters
    ----------
    connection : Connection
        This end. A task is (function, arguments, seconds or None, whether to measure memory,
        folder to work in).
    environment : dict
        All environment variables.
    folder : str
        Working folder.
    wanted : str
        What is to be prepared (``preparation.prepare``).
    parent : int
        The number of the process that it is forked from or started by.
    copied : bool
        Whether it is a copy of the process that asked for it.
    limits : (int, int or None)
        How many tasks it does before it leaves, and how many bytes of memory it may take beyond
        what it starts with.
    """
    global _connection
    _connection = connection
    preparation.be_fresh(environment, folder, parent)
    if not copied:
        preparation.prepare(wanted)
    _work(connection, *limits)
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()


def _work(connection: Connection, task_limit: int, max_bytes: int | None) -> None:
    """Do tasks until the other end closes, or the process has had its share of them."""
    start = 0
    for number in range(1, task_limit + 1):
        try:
            packed = connection.recv_bytes()
        except (EOFError, OSError):
            return
        if not packed:
            return
        function, arguments, seconds, measure, folder = pickle.loads(packed)
        with contextlib.suppress(OSError):  # it was deleted meanwhile
            os.chdir(folder)
        if number == 1:  # all is imported now: the limit is for what the task takes
            if max_bytes is not None:
                _limit_memory(max_bytes)
            start = machine.resident_bytes()
        _send("begin", seconds)
        _set_alarm(seconds)
        value, error = perform(function, arguments)
        _set_alarm(None)
        last = (
            number == task_limit
            or isinstance(error, MemoryExceeded)
            or machine.resident_bytes() - start > MAX_GROWTH_BYTES
        )
        taken = machine.private_bytes() if measure else 0
        try:
            connection.send_bytes(_packed(value, error, taken, last))
        except OSError:  # nobody waits any more
            return
        if last:
            return


def perform(
    function: Callable[..., Any], arguments: tuple[Any, ...]
) -> tuple[Any, Exception | None]:
    """What a function returns, and None; or None, and the exception that it raised.

    Parameters
    ----------
    function : callable
        What is called.
    arguments : tuple of object
        Its positional arguments.
    """
    if preparation.error is not None:
        return None, preparation.error
    try:
        return function(*arguments), None
    except MemoryError:
        return None, MemoryExceeded()
    except InputError as error:
        return None, error
    except Exception as error:
        error.add_note(f"In the process that did it:\n{traceback.format_exc()}")
        return None, error


def _packed(value: Any, error: Exception | None, taken: int, last: bool) -> bytes:
    if error is not None:
        # Where Dask is loaded, an exception is packed with those it arose from; they may not be.
        error.__cause__ = error.__context__ = error.__traceback__ = None
    try:
        packed = pickle.dumps(("done", value, error, taken, last), pickle.HIGHEST_PROTOCOL)
        if error is not None:
            pickle.loads(packed)  # some exceptions can be packed and not unpacked
        return packed
    except MemoryError:
        return pickle.dumps(("done", None, MemoryExceeded(), taken, True))
    except Exception as why:
        text = "".join(traceback.format_exception(error)) if error is not None else repr(value)
        text += f"\nIt could not be sent to the caller: {why!r}"
        return pickle.dumps(("done", None, RuntimeError(text), taken, last))


def _send(kind: str, content: Any) -> None:
    if _connection is not None:  # else the function runs where no pool started it
        with contextlib.suppress(OSError):
            _connection.send_bytes(pickle.dumps((kind, content)))


def _set_alarm(seconds: float | None) -> None:
    """The system ends this process even where whoever waits is gone and the task never returns."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0 if seconds is None else seconds + _GRACE_SECONDS)


def _limit_memory(size: int) -> None:
    """Let this process grow by so many bytes from here; on Linux, where the system enforces it."""
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = machine.address_bytes() + size
        resource.setrlimit(
            resource.RLIMIT_AS,
            (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard),
        )
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
