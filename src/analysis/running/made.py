"""Notebooks executed into pages, each on its slice of the tables; every one that is finished is kept at once."""

import os
import re
import shutil
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from html import unescape
from pathlib import Path

from analysis.publishing import jobs as pool

from .folder import Folder, Product
from .planning import Job
from .slices import Needs, Slices

_TITLE = re.compile(r"<title>(.*?)</title>", re.S)
Tell = Callable[[str, pool.Progress], None]
Execute = Callable[..., list[pool.Done]]  # as publishing.jobs.execute_all


def make_all(
    wanted: Sequence[tuple[Job, str]],
    slices: Slices,
    folder: Folder,
    workers: int | None,
    engine: str,
    tell: Tell,
    execute: Execute | None = None,
) -> tuple[list[Product], list[str]]:
    """Execute notebooks and keep what they come to.

    Parameters
    ----------
    wanted : sequence of (Job, key)
    slices : Slices
    folder : Folder
    workers : int, optional
    engine : str
        Of papermill.
    tell : callable
        Called after each with its name and how far the run is.
    execute : callable, optional
        Executes them elsewhere than in processes of this machine.

    Returns
    -------
    made : list of Product
    problems : list of str
        One for each notebook that stopped.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, saying how much is finished.
    """
    work = folder.work()
    # As many slices lie ready as can be at work, and few more.
    ahead = max(4 * max(workers or 1, os.cpu_count() or 1), getattr(execute, "ahead", 0))
    desk = _Desk(wanted, slices, work, engine, ahead)
    made: list[Product] = []
    problems: list[str] = []

    def done(one: pool.Done, progress: pool.Progress) -> None:
        job, key = desk.jobs[one.job.target]
        if one.error:
            problems.append(f"{job.name}: {one.error}")
        else:
            made.append(_keep(job, key, one.job, work, folder))
        desk.clear(one.job)
        tell(job.name, progress)

    try:
        (execute or partial(pool.execute_all, like=desk.like))(desk.orders, workers, done)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return made, sorted(problems)


class _Desk:
    """Orders for the workers, each with its slice ready when its turn comes, and gone when the last that needs it is done.

    Workers take orders in their sequence, so that a few slices ahead are enough, however many orders there are.
    """

    def __init__(
        self, wanted: Sequence[tuple[Job, str]], slices: Slices, work: Path, engine: str, ahead: int
    ) -> None:
        self._slices, self._work = slices, work
        self._users: dict[Path, int] = {}
        self._waiting: deque[tuple[Needs, Path]] = deque()
        self.orders: list[pool.Job] = []
        self.jobs: dict[Path, tuple[Job, str]] = {}
        place, before = work, None
        for job, key in wanted:
            if job.needs != before:  # the two languages of a page share a slice
                place, before = work / f"{len(self._users):06d}", job.needs
                self._waiting.append((job.needs, place))
            self._users[place] = self._users.get(place, 0) + 1
            order = pool.Job(
                job.notebook,
                place / f"{job.name}.ipynb",
                job.parameters,
                job.lang,
                tuple(job.links()),
                engine,
            )
            self.orders.append(order)
            self.jobs[order.target] = job, key
        places = (
            order.target.parents[1]
            for order in self.orders
            if order.notebook == "agency_assessment"
        )
        self.like = next((place / "data" for place in places), None)
        for _ in range(ahead):
            self._ready()

    def _ready(self) -> None:
        if self._waiting:
            needs, place = self._waiting.popleft()
            self._slices.write(needs, place / "data")

    def clear(self, order: pool.Job) -> None:
        """An order is done: another slice can be made ready."""
        place = self._work / order.target.relative_to(self._work).parts[0]
        self._users[place] -= 1
        if not self._users[place]:
            shutil.rmtree(place, ignore_errors=True)
            self._ready()


def _keep(job: Job, key: str, order: pool.Job, work: Path, folder: Folder) -> Product:
    place = work / f"made-{key}"
    for path, name in zip((order.page, order.target), job.files, strict=True):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        path.replace(place / name)
    title = _TITLE.search((place / job.files[0]).read_text(encoding="utf-8"))
    return folder.finish(
        key, place, job.files, {"title": unescape(title[1]).strip() if title else job.name}
    )
