"""Notebooks to execute and what became of them: a job, one done here, and how far many of them are."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .execute import execute
from .page import notebook_page, write_text


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


def publish(job: Job) -> Done:
    """Execute one notebook here, and write its page; an error is told, not raised."""
    began = time.monotonic()
    try:
        job.target.parent.mkdir(parents=True, exist_ok=True)
        engine = None if job.engine == "papermill" else job.engine  # its own has no name
        notebook = execute(job.notebook, {**job.parameters, "lang": job.lang}, job.target, engine)
        write_text(job.page, notebook_page(notebook, job.lang, list(job.links)))
    except Exception as error:  # whatever a notebook meets, the others go on
        return Done(
            job,
            time.monotonic() - began,
            stopped(job, (str(error).strip() or type(error).__name__).splitlines()[-1]),
        )
    return Done(job, time.monotonic() - began)


def stopped(job: Job, reason: str) -> str:
    """Why there is no page, for people."""
    return f"the notebook {job.notebook} stopped: {reason}"


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
