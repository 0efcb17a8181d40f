"""Reading in processes that can be ended: a file that hangs, crashes or bloats a parser costs one message and nothing else."""

import atexit
import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

from analysis.errors import InputError, printable
from analysis.workers import cores

from .process import Process, can_start
from .worker import MEMORY, TooMuchMemory, answered

SECONDS = 20.0
_STARTING = 60.0  # seconds for a fresh interpreter on a slow disk
_AHEAD = 64  # tasks that may be begun while an earlier one is not done
_MEND = "Open it in its own program and save it again, or save the report as text."
Task = tuple[str, tuple]  # name for messages, arguments

_idle: list[Process] = []  # kept for the next call; taking and giving back are atomic


def guarded(function: Callable, name: str, *arguments: Any, seconds: float = SECONDS) -> Any:
    """Call a function in a worker process.

    Parameters
    ----------
    function : callable
        Of a module, found there by its name.
    name : str
        The file that it reads, for messages.
    *arguments
    seconds : float
        Limit of time; the function may ask for more (``worker.extend``).

    Raises
    ------
    InputError
        As the function does, or if it takes too long or too much memory, or brings its process down.
    """
    answer = next(guarded_all(function, [(name, arguments)], seconds, workers=1))
    if isinstance(answer, BaseException):
        raise answer
    return answer


def guarded_all(
    function: Callable, tasks: Iterable[Task], seconds: float = SECONDS, workers: int | None = None
) -> Iterator[Any]:
    """Call a function for each task, in several worker processes.

    Parameters
    ----------
    function : callable
    tasks : iterable of (name, arguments)
    seconds : float
        Limit of time for each.
    workers : int, optional
        How many processes; default one for each core.

    Yields
    ------
    object
        For each task, in the order of the tasks, what the function returned, or the exception (not raised).
    """
    if not can_start():
        yield from (answered(function, arguments) for _, arguments in tasks)
        return
    limit = workers or cores()
    waiting = enumerate(tasks)
    busy: dict[Process, _Job] = {}
    done: dict[int, Any] = {}
    told, more = 0, True
    try:
        while True:
            while more and len(busy) < limit and len(done) < _AHEAD:
                number, task = next(waiting, (None, None))
                if number is None or task is None:
                    more = False
                else:
                    process = _free()
                    busy[process] = _Job(number, task[0], (function, task[1], seconds, _here()))
                    busy[process].begin(process)
            if told in done:
                yield done.pop(told)
                told += 1
                continue
            if not busy:
                return
            wait(
                [process.connection for process in busy],
                max(0.0, min(j.deadline for j in busy.values()) - time.monotonic()),
            )
            for process, job in list(busy.items()):
                answer = job.hear(process)
                if answer is _AGAIN:
                    del busy[process]
                    busy[fresh := Process()] = job
                    job.begin(fresh)
                elif answer is not _NOT_YET:
                    del busy[process]
                    done[job.number] = answer
    finally:
        for process in busy:
            process.end()


def _here() -> str:
    """The current folder, which a kept process must be told; the root where it was deleted."""
    try:
        return os.getcwd()
    except OSError:
        return os.sep


def _free() -> Process:
    with contextlib.suppress(IndexError):
        return _idle.pop()
    return Process()


@atexit.register
def close() -> None:
    """End the processes that wait for more: they leave as soon as their pipe is closed."""
    for process in _idle:
        process.connection.close()
    while _idle:
        _idle.pop().end(patience=2.0)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # they serve the parent


_NOT_YET, _AGAIN = object(), object()


@dataclass
class _Job:
    """A task that a process works on."""

    number: int
    name: str
    message: tuple
    allowed: float = 0.0
    deadline: float = 0.0
    begun: bool = False
    tries: int = 0

    def begin(self, process: Process) -> None:
        """Hand the task over; the limit of time begins when the process says that it has begun."""
        self.tries += 1
        self.deadline = time.monotonic() + _STARTING
        with contextlib.suppress(OSError):  # it ended while idle, as ``hear`` will find
            process.send(self.message)

    def hear(self, process: Process) -> Any:
        """The answer; or that there is none yet, or that another process must try."""
        try:
            while (message := process.receive()) is not None:
                if message[0] == "begin":
                    self.begun, self.allowed = True, message[1]
                    self.deadline = time.monotonic() + self.allowed
                    continue
                _, answer, last = message
                if last:
                    process.end()
                else:
                    _idle.append(process)
                if isinstance(answer, TooMuchMemory):
                    return self._refused(
                        f"needs more than {MEMORY // 10**9} GB of memory to read, which no annual report does"
                    )
                return answer
        except (EOFError, OSError):
            code = process.end()
            if self.begun:
                return self._refused(
                    "took so much memory that the system ended its reading"
                    if code == -9
                    else f"broke the program that reads its kind of file (exit {code})"
                )
            if self.tries > 1:
                return InputError(
                    f"{printable(self.name)}: the process that reads files could not be started (exit {code})."
                )
            return _AGAIN  # it was ended from outside, between two files: no fault of this one
        if time.monotonic() < self.deadline:
            return _NOT_YET
        process.end()
        return self._refused(
            f"was not read within {self.allowed:.0f} s, which is ample for any annual report"
        )

    def _refused(self, why: str) -> InputError:
        return InputError(f"{printable(self.name)}: it {why}. {_MEND}")
