"""Many notebooks, executed and made into pages: one that fails is listed with its error, and the others go on."""

import time
from collections.abc import Callable, Iterable
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
    """

    job: Job
    seconds: float
    error: str = ""


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

    def __init__(self, done: list[Done], left: list[Job]) -> None:
        self.done, self.left = done, left
        super().__init__(
            f"Interrupted. {len(done)} of {len(done) + len(left)} notebooks are finished and kept. "
            f"Run the same command again for the other {len(left)}."
        )


def execute_all(
    jobs: Iterable[Job], workers: int | None = None, on_done: OnDone | None = None, timeout: float | None = 600
) -> list[Done]:
    """Execute notebooks and write their pages; each file is renamed into place when it is whole.

    Parameters
    ----------
    jobs : iterable of Job
    workers : int, optional
        How many at a time; by default as many as there are cores, and as memory has room for.
    on_done : callable, optional
        Called in this process after every job with what became of it and how far the run is.
    timeout : float, optional
        Seconds after which a notebook is given up and killed; ``None`` waits for ever.

    Returns
    -------
    list of Done
        In the order of ``jobs``.

    Raises
    ------
    Interrupted
        On Ctrl-C. What is finished stays finished.
    """
    waiting = list(jobs)
    done: list[Done] = []
    began = time.monotonic()
    for number, job in enumerate(waiting, start=1):
        try:
            done.append(publish(job))
        except KeyboardInterrupt:
            raise Interrupted(done, waiting[len(done) :]) from None
        rate = number / (time.monotonic() - began)
        if on_done:
            on_done(done[-1], Progress(number, len(waiting), rate, (len(waiting) - number) / rate))
    return done


def publish(job: Job) -> Done:
    """Execute one notebook here, and write its page; an error is told, not raised."""
    began = time.monotonic()
    try:
        job.target.parent.mkdir(parents=True, exist_ok=True)
        notebook = execute(job.notebook, {**job.parameters, "lang": job.lang}, job.target)
        write_text(job.page, notebook_page(notebook, job.lang, list(job.links)))
    except Exception as error:  # whatever a notebook meets, the others go on
        reason = (str(error).strip() or type(error).__name__).splitlines()[-1]
        return Done(job, time.monotonic() - began, f"the notebook {job.notebook} stopped: {reason}")
    return Done(job, time.monotonic() - began)
