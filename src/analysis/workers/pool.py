"""The pool: a function over many tasks, each in a process that may hang, crash or be killed.

What goes wrong with one task costs that task and nothing else.

>>> import operator
>>> with Pool(2) as pool:
...     sorted((o.number, o.value) for o in pool.run(operator.add, [(1, 2), (3, 4)]))
[(0, 3), (1, 7)]
"""

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any

from . import machine
from .process import Process
from .starting import Server, read_at_import
from .task import AGAIN, Outcome, Task

_LEAVING_SECONDS = 5.0  # for a process to join its threads and run what it does at its exit
_MEASURED = 25  # of so many tasks, one has its memory measured, and so have the first
_FIRST_BYTES = 300 << 20  # what a task is taken to need until one has been measured
_MOST_AHEAD = 64  # tasks that may be done while an earlier one is not


class Pool:
    """Processes that do tasks. Use it in a ``with`` statement, or ``close`` it.

    Parameters
    ----------
    workers : int, optional
        How many tasks at a time; by default as many as there are cores.
    imports, call, arguments, copy
        Where the processes come from, as for ``Server``.
    seconds : float, optional
        Limit of time for a task, from when it begins. Its process is killed then.
    max_bytes : int, optional
        How much memory a process may take beyond what it starts with; enforced on Linux.
    task_limit : int
        How many tasks a process does before a new one takes over; 1 for a new process each.
    fit_memory : bool
        Whether fewer tasks run at a time when memory has no room for one more, judged by what the
        largest so far took.
    """

    def __init__(
        self,
        workers: int | None = None,
        imports: tuple[str, ...] = (),
        call: str = "",
        arguments: dict[str, Any] | None = None,
        copy: bool = False,
        seconds: float | None = None,
        max_bytes: int | None = None,
        task_limit: int = 500,
        fit_memory: bool = False,
    ) -> None:
        self.workers = max(1, workers or machine.cores())
        self.seconds, self.max_bytes, self.task_limit = seconds, max_bytes, task_limit
        self.fit_memory = fit_memory
        self._server = Server(imports, call, arguments, copy)
        self._owner = os.getpid()
        self._idle: list[Process] = []  # kept for more; taking and giving back are atomic
        self._leaving: deque[tuple[Process, float]] = deque()
        self._largest = 0

    def run(
        self,
        function: Callable[..., Any],
        tasks: Iterable[tuple[Any, ...]],
        seconds: float | None = None,
        workers: int | None = None,
        ordered: bool = False,
        on_report: Callable[[int, Any], None] | None = None,
    ) -> Generator[Outcome, None, None]:
        """Do tasks, and yield what they came to as they are done.

        Parameters
        ----------
        function : callable
            Found in its module by its name.
        tasks : iterable of tuple
            Its arguments. A task is taken when a process is free for it, no earlier.
        seconds, workers
            For these tasks only, in place of the pool's own.
        ordered : bool
            Whether to yield in the order of the tasks. One that takes long holds up no other, until
            so many others are done that it is waited for.
        on_report : callable, optional
            Called with the number of a task and what it reports (``report``).

        Yields
        ------
        Outcome
            When the caller stops early, or Ctrl-C is pressed, the tasks under way are killed.

        Raises
        ------
        InputError
            If the system starts no more processes.
        """
        self._forget_if_forked()
        limit, most = seconds or self.seconds, workers or self.workers
        waiting = enumerate(tasks)
        heard = on_report or (lambda number, content: None)
        busy: dict[Process, Task] = {}
        done: dict[int, Outcome] = {}  # not yielded yet
        due, more = 0, True
        try:
            while more or busy:
                while (
                    more
                    and len(busy) < most
                    and len(done) < _MOST_AHEAD
                    and self._has_room(len(busy))
                ):
                    number, arguments = next(waiting, (-1, ()))
                    if number < 0:
                        more = False
                    else:
                        task = Task(
                            number, (function, arguments, limit, self._measures(number)), heard
                        )
                        self._begin(task, busy)
                for outcome in self._hear(busy):
                    done[outcome.number if ordered else due] = outcome
                    while due in done:
                        yield done.pop(due)
                        due += 1
        finally:
            for process in busy:
                process.end()

    def close(self, grace_seconds: float = _LEAVING_SECONDS) -> None:
        """End every process. Those that are leaving are given the grace to do so.

        Parameters
        ----------
        grace_seconds : float
            How long they are given.
        """
        self._forget_if_forked()
        for process in self._idle:
            process.leave()
        while self._idle:
            self._idle.pop().end(2.0)
        self.settle(grace_seconds)
        self._server.stop()

    def settle(self, grace_seconds: float = _LEAVING_SECONDS) -> None:
        """Wait for the processes that are leaving; end those that take longer than the grace.

        Parameters
        ----------
        grace_seconds : float
            How long any of them is waited for at the most.
        """
        while self._leaving:
            process, deadline = self._leaving.popleft()
            process.end(min(grace_seconds, max(0.0, deadline - time.monotonic())))

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(_LEAVING_SECONDS if kind is None else 0.0)

    def _begin(self, task: Task, busy: dict[Process, Task]) -> None:
        process = self._kept() or Process(self._server, self.task_limit, self.max_bytes)
        busy[process] = task
        task.begin(process)

    def _kept(self) -> Process | None:
        """A process that waits for more; one that knows an older environment has to leave."""
        now = read_at_import()
        with contextlib.suppress(IndexError):  # none is left, or another thread was quicker
            while (process := self._idle.pop()).environment != now:
                process.leave()
                self._leaving.append((process, time.monotonic() + _LEAVING_SECONDS))
            return process
        return None

    def _hear(self, busy: dict[Process, Task]) -> Iterator[Outcome]:
        """Wait until a process has a message, has ended, or has had its time."""
        if not busy:
            return
        now = time.monotonic()
        ends: dict[Any, Process] = {p.sentinel: p for p in busy} | {p.connection: p for p in busy}
        first = min(task.deadline for task in busy.values())
        ready = {ends[end] for end in wait(list(ends), max(0.0, min(first - now, 60.0)))}
        self._sweep()
        for process, task in list(busy.items()):
            heard = task.hear(process, process in ready)
            if heard is None:
                continue
            del busy[process]
            if heard.error is AGAIN:
                process.end()
                self._begin(task, busy)
                continue
            if task.lost:
                process.end()
            elif task.last:
                self._leaving.append((process, time.monotonic() + _LEAVING_SECONDS))
            else:
                self._idle.append(process)
            self._largest = max(self._largest, heard.memory)
            yield heard

    def _sweep(self) -> None:
        """Look after the processes that are leaving, without waiting for them."""
        for _ in range(len(self._leaving)):
            try:
                process, deadline = self._leaving.popleft()
            except IndexError:  # another thread looks after it
                return
            if process.exit_code() is None and time.monotonic() < deadline:
                self._leaving.append((process, deadline))
            else:
                process.end()

    def _measures(self, number: int) -> bool:
        return self.fit_memory and (number < _MEASURED or number % _MEASURED == 0)

    def _has_room(self, running: int) -> bool:
        """Whether one more fits beside those running, which may still grow to their full size."""
        if not self.fit_memory or not running:
            return True
        each = self._largest * 5 // 4 or _FIRST_BYTES
        return machine.available_bytes() > each * (running + 1)

    def _forget_if_forked(self) -> None:
        """In a process forked from the one that has the pool: its processes serve the other."""
        if self._owner != os.getpid():
            self._owner = os.getpid()
            self._idle.clear()
            self._leaving.clear()
            self._server._server = None
