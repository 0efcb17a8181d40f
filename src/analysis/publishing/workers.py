"""Many notebooks, executed and made into pages: one that fails is listed with its error, and the others go on."""

import contextlib
import os
import pickle
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from analysis.errors import InputError
from analysis.workers import cores

from .engine import memory, warmth
from .engine.children import Warm
from .engine.wire import Receiver, Sender
from .jobs import Done, Interrupted, Job, OnDone, Progress, Tally, publish, stopped

__all__ = [
    "LOADED",
    "Done",
    "Interrupted",
    "Job",
    "OnDone",
    "Progress",
    "Tally",
    "Worker",
    "execute_all",
    "stopped",
]

LOADED = ("papermill", "nbconvert", "analysis.publishing.workers")
_JOB = b"j"
_MEASURED = 25  # of so many jobs, one has its memory looked at, and so have the first
_JOBS_EACH = (
    500  # then a worker makes way for a new one, so that what its libraries keep does not add up
)


def execute_all(
    jobs: Iterable[Job],
    workers: int | None = None,
    on_done: OnDone | None = None,
    timeout: float | None = 600,
    data: Path | None = None,
    like: Path | None = None,
) -> list[Done]:
    """Execute notebooks and write their pages; each file is renamed into place when it is whole.

    Parameters
    ----------
    jobs : iterable of Job
    workers : int, optional
        How many at a time; by default as many as there are cores. Never more than memory has room for.
    on_done : callable, optional
        Called in this process after every job with what became of it and how far the run is.
    timeout : float, optional
        Seconds after which a notebook is given up and killed; ``None`` waits for ever.
    data : Path, optional
        Folder of processed tables that the notebooks open; it is read once for all of them.
    like : Path, optional
        Where each opens a folder of its own, one like theirs. What all of them will need is learnt from it, such as the
        outlines of the characters on a page.

    Returns
    -------
    list of Done
        In the order of ``jobs``.

    Raises
    ------
    Interrupted
        On Ctrl-C. What is finished stays finished.
    InputError
        If ``data`` cannot be opened.
    """
    given = list(jobs)
    run = _Run(given, on_done, timeout)
    try:
        if not warmth.can_fork():
            run.one_by_one()
        elif given:
            run.fork(min(workers or cores(), len(given)), data, like)
    except KeyboardInterrupt:
        raise Interrupted(run.finished, run.left) from None
    return run.finished


class Worker:
    """A process forked from the warm one that does one job after another."""

    def __init__(self, warm: Warm) -> None:
        self.child = warm.fork(
            "analysis.publishing.workers:work", os.getcwd(), asks=True, names=warm.names
        )
        self._sender, self._receiver = Sender(self.child.wire), Receiver(self.child.wire)
        self.number: int | None = None
        self.began, self.jobs = 0.0, 0

    def give(self, number: int, job: Job, measure: bool) -> None:
        """Have it do a job."""
        self.number, self.began, self.jobs = number, time.monotonic(), self.jobs + 1
        with contextlib.suppress(OSError):  # where it has just died, ``take`` will tell
            self._sender.send(_JOB, [pickle.dumps((job, measure))])

    def take(self) -> Done | None:
        """What became of the job, if it is done.

        Raises
        ------
        EOFError
            If the process has ended over it.
        """
        self._receiver.pull()
        done = next((pickle.loads(frames[0]) for _, frames in self._receiver.messages()), None)
        if done is None and self._receiver.closed:
            raise EOFError
        return done


class _Run(Tally):
    """Jobs that are executed by workers of this machine."""

    def __init__(self, jobs: list[Job], on_done: OnDone | None, timeout: float | None) -> None:
        super().__init__(jobs, on_done)
        self.timeout = timeout
        self.workers: list[Worker] = []

    def fork(self, most: int, data: Path | None, like: Path | None) -> None:
        """Keep as many workers busy as are wanted and memory allows."""
        warm = Warm.start(LOADED)
        try:
            if warm.names and warmth.threaded(warm):
                self.one_by_one()
                return
            if problem := warm.do(
                "analysis.publishing.workers:ready", held=str(data or ""), like=str(like or "")
            ):
                raise InputError(problem)
            room = memory.Room()
            waiting = deque(range(len(self.jobs)))
            while waiting or self.busy:
                while waiting and (worker := self.idle(warm, most, room)):
                    number = waiting.popleft()
                    worker.give(
                        number,
                        self.jobs[number],
                        measure=number < _MEASURED or number % _MEASURED == 0,
                    )
                self.wait(room)
        finally:
            for worker in self.workers:
                worker.child.end(grace=0.0)
            warm.close()

    @property
    def busy(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.number is not None]

    def idle(self, warm: Warm, most: int, room: memory.Room) -> Worker | None:
        """A worker that has nothing to do, if one more may work."""
        busy = len(self.busy)
        if busy >= most or (busy and not room.for_one_more(busy)):
            return None
        for worker in self.workers:
            if worker.number is None:
                return worker
        self.workers.append(Worker(warm))
        return self.workers[-1]

    def wait(self, room: memory.Room) -> None:
        """Until a worker has something to tell, or a job has had its time."""
        ready, _, _ = select.select([worker.child.wire for worker in self.busy], [], [], 0.5)
        for worker in self.busy:
            assert worker.number is not None
            job, seconds = self.jobs[worker.number], time.monotonic() - worker.began
            done, lost = None, False
            if worker.child.wire in ready:
                try:
                    done = worker.take()
                except EOFError:
                    lost = True
                    done = Done(
                        job,
                        seconds,
                        stopped(job, f"its process ended (exit code {worker.child.wait(2.0)})"),
                    )
            elif self.timeout is not None and seconds > self.timeout:
                lost = True
                done = Done(
                    job,
                    seconds,
                    stopped(job, f"it was not done after {self.timeout:.0f} s, and was killed"),
                )
            if done is not None:
                number, worker.number = worker.number, None
                if lost or worker.jobs >= _JOBS_EACH:
                    self.workers.remove(worker)
                    worker.child.end(grace=0.0 if lost else 5.0)
                room.took(done.memory)
                self.note(number, done)


def ready(held: str = "", like: str = "") -> None:
    """In the warm process: what every job needs is loaded once, the tables of the folder ``held`` too."""
    from analysis.assessing.dataset import hold

    from .rehearsal import rehearse

    if held:
        hold(held)
    rehearse(held or (like if like and Path(like).is_dir() else None))


def work(wire: socket.socket, control: socket.socket, names: frozenset[str]) -> None:
    """In a worker: one job after another until the wire closes. Each has a kernel of its own, forked from the warm process."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):  # what compiled code prints besides is in the notebook already
        os.dup2(nowhere, number)
    warmth.adopt(control, names)
    receiver, sender = Receiver(wire), Sender(wire)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while not receiver.closed:
        receiver.pull()
        for _, frames in receiver.messages():
            job, memory.measuring = pickle.loads(frames[0])
            done = publish(job)
            warmth.settle()
            sender.send(_JOB, [pickle.dumps(replace(done, memory=memory.taken()))])
