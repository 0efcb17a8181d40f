"""Many notebooks, executed and made into pages: one that fails is listed with its error, and the others go on."""

import contextlib
import os
import pickle
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.errors import InputError

from .engine import memory, warmth
from .engine.children import Warm
from .engine.wire import Receiver, Sender
from .execute import execute
from .page import notebook_page, write_text

LOADED = ("papermill", "nbconvert", "analysis.publishing.workers")
_JOB = b"j"
_MEASURED = 25  # of so many jobs, one has its memory looked at, and so have the first
_JOBS_EACH = 500  # then a worker makes way for a new one, so that what its libraries keep does not add up


@dataclass(frozen=True)
class Job:
    """One notebook to execute, and the page of it.

    Attributes
    ----------
    notebook : str
        Name under ``notebooks/``.
    target : Path
        Where the executed ``.ipynb`` is written; its page stands beside it, with the suffix ``.html``.
    parameters : dict
        Without ``lang``.
    lang : str
        ``zh`` or ``en``.
    links : tuple of (href, label)
        Shown at the top of the page.
    engine : str or None
        ``gouji``; ``papermill``, or None, for its own, which starts every kernel anew.
    """

    notebook: str
    target: Path
    parameters: dict[str, Any] = field(hash=False)
    lang: str
    links: tuple[tuple[str, str], ...] = ()
    engine: str | None = "gouji"

    @property
    def page(self) -> Path:
        """The page's path."""
        return self.target.with_suffix(".html")


@dataclass(frozen=True)
class Done:
    """What became of a job.

    Attributes
    ----------
    job : Job
    seconds : float
        Wall-clock time.
    error : str
        One line that says why it stopped; empty where the notebook and its page are written.
    memory : int
        Bytes at the peak that it did not share with the warm process; 0 where that is not known.
    """

    job: Job
    seconds: float
    error: str = ""
    memory: int = 0


@dataclass(frozen=True)
class Progress:
    """How far a run is: ``number`` of ``total`` done, ``rate`` in jobs a second, ``left`` in seconds."""

    number: int
    total: int
    rate: float
    left: float


OnDone = Callable[[Done, Progress], None]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C: ``done`` holds what is finished and stays, ``left`` the jobs still to do; the message says how to go on."""

    def __init__(self, done: Sequence[Done], left: Sequence[Job]) -> None:
        self.done, self.left = list(done), list(left)
        super().__init__(
            f"Interrupted. {len(done)} of {len(done) + len(left)} notebooks are finished and kept. "
            f"Run the same command again for the other {len(left)}."
        )


def execute_all(
    jobs: Iterable[Job], workers: int | None = None, on_done: OnDone | None = None, timeout: float | None = 600,
    data: Path | None = None,
) -> list[Done]:  # fmt: skip
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
            run.fork(min(workers or memory.cores(), len(given)), data)
    except KeyboardInterrupt:
        raise Interrupted(run.finished, run.left) from None
    return run.finished


def publish(job: Job) -> Done:
    """Execute one notebook here, and write its page; an error is told, not raised."""
    began = time.monotonic()
    try:
        job.target.parent.mkdir(parents=True, exist_ok=True)
        engine = None if job.engine == "papermill" else job.engine  # its own has no name
        notebook = execute(job.notebook, {**job.parameters, "lang": job.lang}, job.target, engine)
        write_text(job.page, notebook_page(notebook, job.lang, list(job.links)))
    except Exception as error:  # whatever a notebook meets, the others go on
        return Done(job, time.monotonic() - began, stopped(job, (str(error).strip() or type(error).__name__).splitlines()[-1]))
    return Done(job, time.monotonic() - began)


def stopped(job: Job, reason: str) -> str:
    """Why there is no page, for people."""
    return f"the notebook {job.notebook} stopped: {reason}"


class Worker:
    """A process forked from the warm one that does one job after another."""

    def __init__(self, warm: Warm) -> None:
        self.child = warm.fork("analysis.publishing.workers:work", os.getcwd(), asks=True, names=warm.names)
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


class Tally:
    """The jobs of one call, and which are done.

    Parameters
    ----------
    jobs : list of Job
    on_done : callable, optional
        Told of each that is done.
    """

    def __init__(self, jobs: list[Job], on_done: OnDone | None) -> None:
        self.jobs, self.on_done = jobs, on_done
        self.done: dict[int, Done] = {}
        self.began = time.monotonic()

    @property
    def finished(self) -> list[Done]:
        """What became of those that are done, in the order of the jobs."""
        return [self.done[n] for n in sorted(self.done)]

    @property
    def left(self) -> list[Job]:
        """Those that are not."""
        return [job for n, job in enumerate(self.jobs) if n not in self.done]

    def note(self, number: int, done: Done) -> None:
        """One more is done."""
        self.done[number] = done
        n, total = len(self.done), len(self.jobs)
        rate = n / max(time.monotonic() - self.began, 1e-9)
        if self.on_done:
            self.on_done(done, Progress(n, total, rate, (total - n) / rate))

    def one_by_one(self) -> None:
        """Without forks."""
        for number, job in enumerate(self.jobs):
            self.note(number, publish(job))


class _Run(Tally):
    """Jobs that are executed by workers of this machine."""

    def __init__(self, jobs: list[Job], on_done: OnDone | None, timeout: float | None) -> None:
        super().__init__(jobs, on_done)
        self.timeout = timeout
        self.workers: list[Worker] = []

    def fork(self, most: int, data: Path | None) -> None:
        """Keep as many workers busy as are wanted and memory allows."""
        warm = Warm.start(LOADED)
        try:
            if warm.names and warmth.threaded(warm):
                self.one_by_one()
                return
            if problem := warm.do("analysis.publishing.workers:ready", folder=str(data) if data else ""):
                raise InputError(problem)
            room = memory.Room()
            waiting = deque(range(len(self.jobs)))
            while waiting or self.busy:
                while waiting and (worker := self.idle(warm, most, room)):
                    number = waiting.popleft()
                    worker.give(number, self.jobs[number], measure=number < _MEASURED or number % _MEASURED == 0)
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
                    done = Done(job, seconds, stopped(job, f"its process ended (exit code {worker.child.wait(2.0)})"))
            elif self.timeout is not None and seconds > self.timeout:
                lost = True
                done = Done(job, seconds, stopped(job, f"it was not done after {self.timeout:.0f} s, and was killed"))
            if done is not None:
                number, worker.number = worker.number, None
                if lost or worker.jobs >= _JOBS_EACH:
                    self.workers.remove(worker)
                    worker.child.end(grace=0.0 if lost else 5.0)
                room.took(done.memory)
                self.note(number, done)


def ready(folder: str) -> None:
    """In the warm process: what every job needs is loaded once, the tables of ``folder`` too."""
    from analysis.assessing.dataset import hold

    from .rehearsal import rehearse

    if folder:
        hold(folder)
    rehearse(folder or None)


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
