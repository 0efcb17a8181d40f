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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import InputError

from .engine import memory, warmth
from .engine.children import Child, Warm
from .engine.wire import Receiver, Sender
from .execute import execute
from .page import notebook_page, write_text

_LOADED = ("papermill", "nbconvert", "analysis.publishing.workers")
_TOLD = b"t"


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
    """

    notebook: str
    target: Path
    parameters: dict[str, Any] = field(hash=False)
    lang: str
    links: tuple[tuple[str, str], ...] = ()

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
            for number, job in enumerate(given):
                run.note(number, publish(job))
        elif given:
            run.fork(min(workers or memory.cores(), len(given)), data)
    except KeyboardInterrupt:
        raise Interrupted(run.finished, [job for n, job in enumerate(given) if n not in run.done]) from None
    return run.finished


def publish(job: Job) -> Done:
    """Execute one notebook here, and write its page; an error is told, not raised."""
    began = time.monotonic()
    try:
        job.target.parent.mkdir(parents=True, exist_ok=True)
        notebook = execute(job.notebook, {**job.parameters, "lang": job.lang}, job.target)
        write_text(job.page, notebook_page(notebook, job.lang, list(job.links)))
    except Exception as error:  # whatever a notebook meets, the others go on
        return Done(job, time.monotonic() - began, _stopped(job, (str(error).strip() or type(error).__name__).splitlines()[-1]))
    return Done(job, time.monotonic() - began)


def _stopped(job: Job, reason: str) -> str:
    return f"the notebook {job.notebook} stopped: {reason}"


@dataclass
class _Running:
    number: int
    child: Child
    began: float
    receiver: Receiver


class _Run:
    """The jobs of one call: which are waiting, running and done."""

    def __init__(self, jobs: list[Job], on_done: OnDone | None, timeout: float | None) -> None:
        self.jobs, self.on_done, self.timeout = jobs, on_done, timeout
        self.done: dict[int, Done] = {}
        self.running: list[_Running] = []
        self.began = time.monotonic()

    @property
    def finished(self) -> list[Done]:
        return [self.done[n] for n in sorted(self.done)]

    def note(self, number: int, done: Done) -> None:
        """One more is done."""
        self.done[number] = done
        n, total = len(self.done), len(self.jobs)
        rate = n / max(time.monotonic() - self.began, 1e-9)
        if self.on_done:
            self.on_done(done, Progress(n, total, rate, (total - n) / rate))

    def fork(self, workers: int, data: Path | None) -> None:
        """Keep as many children at work as are wanted and memory allows."""
        warm = Warm(_LOADED)
        try:
            if problem := warm.do("analysis.publishing.workers:ready", folder=str(data) if data else ""):
                raise InputError(problem)
            room = memory.Room()
            waiting = deque(range(len(self.jobs)))
            while waiting or self.running:
                while waiting and len(self.running) < workers and (not self.running or room.for_one_more(len(self.running))):
                    self.start(warm, waiting.popleft())
                self.wait(room)
        finally:
            for one in self.running:
                one.child.end(grace=0.0)
            warm.close()

    def start(self, warm: Warm, number: int) -> None:
        """Fork a child for a job."""
        child = warm.fork("analysis.publishing.workers:work", os.getcwd(), job=self.jobs[number], names=warm.names)
        self.running.append(_Running(number, child, time.monotonic(), Receiver(child.wire)))

    def wait(self, room: memory.Room) -> None:
        """Until a child has something to tell, or has had its time."""
        ready, _, _ = select.select([one.child.wire for one in self.running], [], [], 0.5)
        for one in list(self.running):
            job, seconds = self.jobs[one.number], time.monotonic() - one.began
            done: Done | None = None
            if one.child.wire in ready:
                one.receiver.pull()
                done = next((pickle.loads(frames[0]) for _, frames in one.receiver.messages()), None)
                if done is None and one.receiver.closed:
                    done = Done(job, seconds, _stopped(job, f"its process ended (exit code {one.child.wait(2.0)})"))
            elif self.timeout is not None and seconds > self.timeout:
                one.child.signal(signal.SIGTERM)  # it takes its kernel with it
                one.child.wait(2.0)
                done = Done(job, seconds, _stopped(job, f"it was not done after {self.timeout:.0f} s, and was killed"))
            if done is not None:
                self.running.remove(one)
                one.child.end(grace=2.0)
                room.took(done.memory)
                self.note(one.number, done)


def ready(folder: str) -> None:
    """In the warm process: what every job needs is loaded once, the tables of ``folder`` too."""
    from analysis.assessing.dataset import hold
    from analysis.telling.wording import LANGUAGES

    from .page import warm_page

    for lang in LANGUAGES:
        warm_page(lang)
    if folder:
        hold(folder)


def work(wire: socket.socket, job: Job, names: frozenset[str]) -> None:
    """In a child of the warm process: one job. Its kernel is a child of its own."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):  # what compiled code prints besides is in the notebook already
        os.dup2(nowhere, number)
    warmth.forking_here(names, [wire])
    signal.signal(signal.SIGTERM, lambda *_: (warmth.end_kernels(), os._exit(1)))
    done = publish(job)
    with contextlib.suppress(OSError):
        Sender(wire).send(_TOLD, [pickle.dumps(Done(done.job, done.seconds, done.error, memory.peak_of_children()))])
