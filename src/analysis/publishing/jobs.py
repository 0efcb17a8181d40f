"""Notebooks to execute and their pages: one that fails is listed, and the others go on."""

import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.files import write
from analysis.workers import Ended, Outcome, Pool, TimeExceeded

from .execute import execute
from .page import notebook_page

TIME_LIMIT_SECONDS = 600.0  # for one notebook and its page


@dataclass(frozen=True)
class Job:
    """One notebook to execute, and the page of it.

    Attributes
    ----------
    notebook : str
        Name under ``notebooks/``.
    target : Path
        Where the executed ``.ipynb`` is written; its page is beside it, with the suffix ``.html``.
    parameters : dict
        Of the notebook, without ``lang``.
    lang : {"zh", "en"}
        Language of the page.
    links : tuple of (href, label)
        Shown at the top of the page.
    engine : str or None
        ``gouji``; ``papermill``, or None, for its own, which starts every kernel anew.
    shared : str or None
        Address of the folder with the files that pages share, from the page; None where all is
        inside.
    note : str
        As ``notebook_page`` takes it.
    """

    notebook: str
    target: Path
    parameters: dict[str, Any] = field(hash=False)
    lang: str
    links: tuple[tuple[str, str], ...] = ()
    engine: str | None = "gouji"
    shared: str | None = None
    note: str = ""

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
        The job.
    seconds : float
        Wall-clock time.
    error : str
        One line that says why it stopped; empty where the notebook and its page are written.
    memory : int
        Bytes that its process shared with no other; 0 where that was not measured.
    """

    job: Job
    seconds: float
    error: str = ""
    memory: int = 0


# Called with what became of a job, how many are done, and how many there are.
OnDone = Callable[[Done, int, int], None]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C was pressed. The message says how to go on.

    Attributes
    ----------
    done : list of Done
        What is finished, and stays.
    left : list of Job
        What is still to do.
    """

    def __init__(self, done: Sequence[Done], left: Sequence[Job]) -> None:
        self.done, self.left = list(done), list(left)
        super().__init__(
            f"Interrupted. {len(done)} of {len(done) + len(left)} notebooks are finished and kept. "
            f"Run the same command again for the other {len(left)}."
        )


def execute_all(
    jobs: Iterable[Job],
    workers: int | None = None,
    on_done: OnDone | None = None,
    timeout: float | None = TIME_LIMIT_SECONDS,
    data: Path | None = None,
    like: Path | None = None,
) -> list[Done]:
    """Execute notebooks and write their pages; each file is renamed into place when it is whole.

    Parameters
    ----------
    jobs : iterable of Job
        What to execute.
    workers : int, optional
        How many at a time; by default as many as there are cores. Never more than memory has room
        for.
    on_done : callable, optional
        Called in this process after every job with what became of it and how far the run is.
    timeout : float, optional
        Seconds after which a notebook is given up and killed; ``None`` waits for ever.
    data : Path, optional
        Folder of processed tables that the notebooks open; it is read once for all of them.
    like : Path, optional
        Where each opens a folder of its own, one like theirs. What all of them will need is learnt
        from it, such as the outlines of the characters on a page.

    Raises
    ------
    Interrupted
        On Ctrl-C. What is finished stays finished.
    InputError
        If ``data`` cannot be opened.
    """
    todo = list(jobs)
    tally = Tally(todo, on_done)
    if not todo:
        return []
    try:
        with (
            notebook_pool(workers, timeout, data, like) as pool,
            contextlib.closing(pool.run(publish_in_own_process, zip(todo))) as outcomes,
        ):
            for outcome in outcomes:
                tally.note(outcome.number, done_of(todo[outcome.number], outcome))
    except KeyboardInterrupt:
        raise Interrupted(tally.finished, tally.left) from None
    return tally.finished


def notebook_pool(
    workers: int | None,
    timeout: float | None,
    data: Path | None = None,
    like: Path | None = None,
) -> Pool:
    """A pool in which each notebook has a process of its own, with the imports done.

    Parameters
    ----------
    workers, timeout, data, like
        As for ``execute_all``.
    """
    arguments = {
        "then": f"{__package__}.rehearsal:prepare",
        "held": str(data or ""),
        "like": str(like or ""),
    }
    return Pool(
        workers,
        call=f"{__package__}.engine.kernel:prepare",
        arguments=arguments,
        seconds=timeout,
        task_limit=1,
        fit_memory=True,
    )


def done_of(job: Job, outcome: Outcome) -> Done:
    """What became of a job, from the result of its process.

    Parameters
    ----------
    job : Job
        The job.
    outcome : Outcome
        The result of its process.

    Raises
    ------
    Exception
        What kept the processes from being prepared, as tables that cannot be opened do.
    """
    if outcome.error is None:
        done: Done = outcome.value
        return replace(done, memory=outcome.memory)
    if not isinstance(outcome.error, Ended | TimeExceeded):
        raise outcome.error
    where = f"in {outcome.at}, " if outcome.at else ""
    return Done(job, outcome.seconds, stopped(job, f"{where}{outcome.error}"))


def publish_in_own_process(job: Job) -> Done:
    """In a process that was made for this job: execute the notebook here, and write its page.

    Parameters
    ----------
    job : Job
        The only job of this process.
    """
    from .engine.papermill_engine import use_this_process

    use_this_process()
    return _publish(job)


def _publish(job: Job) -> Done:
    """Execute one notebook and write its page. An error is part of the result, not raised."""
    began = time.monotonic()
    try:
        job.target.parent.mkdir(parents=True, exist_ok=True)
        engine = None if job.engine == "papermill" else job.engine  # its own has no name
        notebook = execute(job.notebook, {**job.parameters, "lang": job.lang}, job.target, engine)
        how = job.lang, list(job.links), job.shared, job.note
        write(job.page, notebook_page(notebook, *how))
    except Exception as error:  # whatever a notebook meets, the others go on
        message = (str(error).strip() or type(error).__name__).splitlines()[-1]
        return Done(job, time.monotonic() - began, stopped(job, message))
    return Done(job, time.monotonic() - began)


def stopped(job: Job, reason: str) -> str:
    """Why there is no page, as a message.

    Parameters
    ----------
    job : Job
        The job that stopped.
    reason : str
        Why, without a full stop.
    """
    return f"the notebook {job.notebook} stopped: {reason}"


class Tally:
    """The jobs of one call, and which are done.

    Parameters
    ----------
    jobs : list of Job
        All of them.
    on_done : callable, optional
        Called with each that is done, and how far the run is.
    """

    def __init__(self, jobs: list[Job], on_done: OnDone | None) -> None:
        self.jobs, self.on_done = jobs, on_done
        self.done: dict[int, Done] = {}

    @property
    def finished(self) -> list[Done]:
        """What became of those that are done, in the order of the jobs."""
        return [self.done[n] for n in sorted(self.done)]

    @property
    def left(self) -> list[Job]:
        """Those that are not."""
        return [job for n, job in enumerate(self.jobs) if n not in self.done]

    def note(self, number: int, done: Done) -> None:
        """One more is done.

        Parameters
        ----------
        number : int
            Its place among the jobs, from 0.
        done : Done
            What became of it.
        """
        self.done[number] = done
        if self.on_done:
            self.on_done(done, len(self.done), len(self.jobs))
