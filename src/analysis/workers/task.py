"""A task that a process of the pool works on: handed over, listened to, given up."""

import contextlib
import pickle
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import machine
from .process import Process

_STARTING_SECONDS = 300.0  # for a new interpreter on a slow and busy machine
_TRIES = 2
AGAIN = RuntimeError("another process must try")  # in an outcome: it is no error of the task


class Ended(Exception):
    """The process ended over a task.

    Attributes
    ----------
    code : int or None
        Its exit code, negative for a signal; None if that is not known.
    begun : bool
        Whether the task had begun.
    """

    def __init__(self, code: int | None, begun: bool = True) -> None:
        self.code, self.begun = code, begun
        super().__init__(_how_it_ended(code))


class TimeExceeded(Exception):
    """A task took longer than it may.

    Attributes
    ----------
    seconds : float
        The limit.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"it was not done after {seconds:.0f} s, and was killed")


@dataclass(frozen=True)
class Outcome:
    """What a task came to.

    Attributes
    ----------
    number : int
        The task's place among the tasks, from 0.
    value : object
        What the function returned; None where there is an error.
    error : Exception or None
        What the function raised, or ``Ended``, ``TimeExceeded`` or ``MemoryExceeded``.
    seconds : float
        Wall-clock time.
    at : str
        What the task last reported that it was doing.
    memory : int
        Bytes that its process shared with no other at its end; 0 where that was not measured.
    """

    number: int
    value: Any = None
    error: Exception | None = None
    seconds: float = 0.0
    at: str = ""
    memory: int = 0


class Task:
    """A task that a process works on.

    Parameters
    ----------
    number : int
        Its place among the tasks, from 0.
    content : tuple
        Function, arguments, limit of seconds or None, whether to measure memory.
    on_report : callable
        Called with its number and what it reports.
    """

    def __init__(
        self, number: int, content: tuple[Any, ...], on_report: Callable[[int, Any], None]
    ) -> None:
        self.number, self.content, self.on_report = number, content, on_report
        self.started = self.deadline = time.monotonic()
        self.seconds: float | None = None
        self.begun = self.lost = self.last = False
        self.tries, self.at = 0, ""

    def begin(self, process: Process) -> None:
        """Hand it over; its limit of time begins when the process says that it has begun.

        Parameters
        ----------
        process : Process
            The process that is to do it.
        """
        self.tries += 1
        self.started = time.monotonic()
        self.deadline = self.started + _STARTING_SECONDS
        # A kept process is told where we are now: relative paths mean today's folder.
        packed = pickle.dumps((*self.content, machine.working_folder()), pickle.HIGHEST_PROTOCOL)
        with contextlib.suppress(OSError):  # it ended while idle, as ``hear`` will find
            process.connection.send_bytes(packed)

    def hear(self, process: Process, ready: bool) -> Outcome | None:
        """What it came to, if that is known.

        Parameters
        ----------
        process : Process
            The process that does it.
        ready : bool
            Whether the process has sent something, or has ended.
        """
        # Asked before reading: whatever a process sent before it ended can be read then.
        ended = process.exit_code() is not None
        try:
            while (ready or ended) and process.connection.poll(0):
                message = pickle.loads(process.connection.recv_bytes())
                if message[0] == "done":
                    _, value, error, taken, self.last = message
                    return self._outcome(value, error, taken)
                if message[0] == "at":
                    self.on_report(self.number, message[1])
                    self.at = message[1] if isinstance(message[1], str) else self.at
                else:
                    self.begun, self.seconds = True, message[1]
                    limit = float("inf") if self.seconds is None else self.seconds
                    self.deadline = time.monotonic() + limit
            if ended:
                raise EOFError
        except (EOFError, OSError):
            self.lost = True
            if not self.begun and self.tries < _TRIES:
                self.lost = False
                return self._outcome(None, AGAIN)  # ended between two tasks: no fault of this one
            return self._outcome(None, Ended(process.exit_code(2.0), self.begun))
        if time.monotonic() < self.deadline:
            return None
        self.lost = True
        return self._outcome(None, TimeExceeded(self.seconds or _STARTING_SECONDS))

    def _outcome(self, value: Any, error: Exception | None, taken: int = 0) -> Outcome:
        seconds = time.monotonic() - self.started
        return Outcome(self.number, value, error, seconds, self.at, taken)


def _how_it_ended(code: int | None) -> str:
    if code is None or code >= 0:
        return f"its process ended itself with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    hint = {
        "SIGKILL": ", as the system does when memory runs out",
        "SIGSEGV": ", a fault in compiled code",
    }.get(name, "")
    return f"its process was ended by {name}{hint}"
