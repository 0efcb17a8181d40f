"""Notebooks executed on a Dask cluster: each is sent with its slice, and comes back with its page.

A worker needs nothing but Gouji: no folder is shared, and nothing that it writes is left there. On
each of them every notebook has a process of its own, as on one machine; so the bytes are the same.
"""

import atexit
import contextlib
import os
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.files import write
from analysis.publishing.jobs import (
    TIME_LIMIT_SECONDS,
    Done,
    Interrupted,
    Job,
    OnDone,
    Tally,
    done_of,
    notebook_pool,
    publish_in_own_process,
    stopped,
)
from analysis.workers import Pool

from .schedulers import Cluster


@dataclass(frozen=True)
class _Sent:
    """A notebook on its way to a worker."""

    job: Job
    data: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class _Returned:
    """What a worker made of it."""

    done: Done
    notebook: bytes = b""
    page: bytes = b""


class OnCluster:
    """Executes notebooks on a cluster; called as ``publishing.jobs.execute_all`` is.

    Parameters
    ----------
    cluster : Cluster
        Where they are executed.

    Attributes
    ----------
    ahead : int
        So many are on their way at a time, and so many slices must lie ready.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.ahead = 2 * cluster.workers + 1

    def __call__(
        self, jobs: Iterable[Job], workers: int | None = None, on_done: OnDone | None = None
    ) -> list[Done]:
        """Execute notebooks and write their pages here; list those that stop with their error.

        Parameters
        ----------
        jobs : iterable of Job
            Each with a parameter ``data``: the folder of its slice, seen from its target.
        workers : int, optional
            Of no effect: all of the cluster's.
        on_done : callable, optional
            Called here after every job with what became of it and how far the run is.

        Raises
        ------
        Interrupted
            On Ctrl-C. What is finished stays finished.
        InputError
            If a worker is not like this machine.
        """
        todo = list(jobs)
        tally = Tally(todo, on_done)
        try:
            for number, result in self._cluster.outcomes(_perform, _tasks(todo), self.ahead):
                tally.note(number, _received(todo[number], result))
        except KeyboardInterrupt:
            raise Interrupted(tally.finished, tally.left) from None
        return tally.finished


def _tasks(jobs: Sequence[Job]) -> Iterator[tuple[_Sent]]:
    """Read when its turn comes: only then is the slice sure to lie there."""
    for job in jobs:
        folder = Path(os.path.normpath(job.target.parent / job.parameters["data"]))
        place = folder.parent
        data = tuple(
            (p.relative_to(place).as_posix(), zlib.compress(p.read_bytes(), 1))
            for p in sorted(folder.iterdir())
        )
        yield (_Sent(replace(job, target=job.target.relative_to(place)), data),)


def _received(job: Job, result: _Returned | Exception) -> Done:
    if isinstance(result, Exception):
        return Done(
            job,
            0.0,
            stopped(job, "it ended several workers of the cluster, most likely for want of memory"),
        )
    if result.done.error:
        return replace(result.done, job=job)
    try:
        for path, content in ((job.target, result.notebook), (job.page, result.page)):
            write(path, zlib.decompress(content))
    except OSError as error:
        return Done(
            job, result.done.seconds, stopped(job, f"{path}: cannot be written ({error.strerror})")
        )
    return replace(result.done, job=job)


def _perform(sent: _Sent) -> _Returned:
    """On a worker: execute one notebook in a folder of its own."""
    with TemporaryDirectory(prefix="gouji-") as folder:
        for name, content in sent.data:
            path = Path(folder, *name.split("/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(zlib.decompress(content))
        job = replace(sent.job, target=Path(folder, sent.job.target))
        job.target.parent.mkdir(parents=True, exist_ok=True)
        done = _executed(job)
        if done.error:
            return _Returned(
                replace(done, job=sent.job, error=done.error.replace(f"{folder}/", ""))
            )
        notebook, page = (zlib.compress(path.read_bytes(), 1) for path in (job.target, job.page))
        return _Returned(replace(done, job=sent.job), notebook, page)


_starting = threading.Lock()
_pool: Pool | None = None


def _executed(job: Job) -> Done:
    """Execute in a process of its own, which a notebook may end and a limit of time may kill."""
    global _pool
    with _starting:
        if _pool is None:
            _pool = notebook_pool(1, TIME_LIMIT_SECONDS)
            atexit.register(_pool.close)
    with contextlib.closing(_pool.run(publish_in_own_process, [(job,)])) as outcomes:
        return done_of(job, next(outcomes))
