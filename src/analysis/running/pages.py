"""Notebooks executed into pages, each on its slice of the tables.

A run executes many, and keeps each as soon as it is finished; a person asks for a single one.
"""

import os
import re
import shutil
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from html import unescape
from pathlib import Path

from analysis.assessing.folder import find_processed
from analysis.assessing.opening import hold
from analysis.files import write, writing
from analysis.publishing import jobs as pool
from analysis.publishing.execute import execute as execute_notebook
from analysis.publishing.page import notebook_page
from analysis.publishing.shared import is_shared
from analysis.wording import check_language

from .asked import remember
from .kept.folder import Folder, Product
from .kept.output import check_free
from .kept.slices import Needs, Slices
from .plan import Job
from .progress import Progress

_TITLE = re.compile(r"<title>(.*?)</title>", re.S)
Execute = Callable[..., list[pool.Done]]  # as publishing.jobs.execute_all


def make_pages(
    wanted: Sequence[tuple[Job, str]],
    slices: Slices,
    folder: Folder,
    workers: int | None,
    engine: str,
    progress: Progress,
    execute: Execute | None = None,
    shared: bool = False,
) -> tuple[list[Product], list[str]]:
    """Execute notebooks and keep what they come to.

    Parameters
    ----------
    wanted : sequence of (Job, str)
        What to execute, each with the key of its product.
    slices : Slices
        The tables.
    folder : Folder
        Where finished pages are kept.
    workers : int, optional
        How many are executed at a time; default one for each core.
    engine : str
        Of papermill.
    progress : callable
        Called after each with its name, its number, and how many there are.
    execute : callable, optional
        Executes them elsewhere than in processes of this machine.
    shared : bool
        Whether the pages share typeface, style sheet and script, instead of holding them.

    Returns
    -------
    products : list of Product
        Page and notebook of each that ended well.
    problems : list of str
        One for each notebook that stopped.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, with a message that says how much is finished.
    """
    work = folder.work()
    # As many slices lie ready as can be at work, and few more.
    ahead = max(4 * max(workers or 1, os.cpu_count() or 1), getattr(execute, "ahead", 0))
    desk = _Desk(wanted, slices, work, engine, ahead, shared)
    products: list[Product] = []
    problems: list[str] = []

    def on_done(done: pool.Done, number: int, total: int) -> None:
        job, key = desk.jobs[done.job.target]
        if done.error:
            problems.append(f"{job.name}: {done.error}")
        else:
            products.append(_keep(job, key, done.job, work, folder))
        desk.clear(done.job)
        progress(job.name, number, total)

    try:
        (execute or partial(pool.execute_all, like=desk.like))(desk.orders, workers, on_done)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return products, sorted(problems)


class _Desk:
    """Orders for the workers, each with its slice ready when its turn comes.

    A slice is removed when the last order that needs it is done. Workers take orders in their
    sequence, so that a few slices ahead are enough, however many orders there are.
    """

    def __init__(
        self,
        wanted: Sequence[tuple[Job, str]],
        slices: Slices,
        work: Path,
        engine: str,
        ahead: int,
        shared: bool,
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
            target, links = place / f"{job.name}.ipynb", tuple(job.links())
            how = links, engine, job.up("") if shared else None, job.note
            order = pool.Job(job.notebook, target, job.parameters, job.lang, *how)
            self.orders.append(order)
            self.jobs[order.target] = job, key
        assessments = (o for o in self.orders if o.notebook == "agency_assessment")
        self.like = next((order.target.parents[1] / "data" for order in assessments), None)
        for _ in range(ahead):
            self._make_ready()

    def _make_ready(self) -> None:
        if self._waiting:
            needs, place = self._waiting.popleft()
            self._slices.write(needs, place / "data")

    def clear(self, order: pool.Job) -> None:
        """An order is done: another slice can be made ready."""
        place = self._work / order.target.relative_to(self._work).parts[0]
        self._users[place] -= 1
        if not self._users[place]:
            shutil.rmtree(place, ignore_errors=True)
            self._make_ready()


def _keep(job: Job, key: str, order: pool.Job, work: Path, folder: Folder) -> Product:
    place = work / f"made-{key}"
    for path, name in zip((order.page, order.target), job.files, strict=False):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        path.replace(place / name)
    title = _TITLE.search((place / job.files[0]).read_text(encoding="utf-8"))
    about = {"title": unescape(title[1]).strip() if title else job.name}
    return folder.finish(key, place, job.files, about)


def make_page(job: Job, out: Path, data: Path | None) -> list[Path]:
    """Page and notebook made for a person: ``gouji assess`` and ``gouji compare``.

    Parameters
    ----------
    job : Job
        The notebook and its parameters.
    out : Path
        Output folder; the page goes where a run would put it, and the next run keeps it up to
        date.
    data : Path or None
        Folder of the processed tables; the nearest ``data/processed`` where it is None.

    Raises
    ------
    InputError
        If a parameter does not fit the data, or ``out`` cannot be written or is being written.
    """
    from analysis.telling.comparison import Comparison

    folder = Path(data).resolve() if data else find_processed()
    # Also for the notebook, whose process is a copy of this one.
    loaded, parameters = hold(folder), job.parameters
    # What cannot be told is refused at once, before a kernel is started.
    check_language(job.lang)
    if job.notebook == "comparison":
        Comparison(loaded, parameters["reports"], job.lang)
    else:
        loaded.select(parameters["agency"], parameters["year"])
    own = Folder(out)
    own.prepare()
    with own.locked(), writing(out, "Choose another folder with --out."):
        try:
            check_free(job.files, out)
            work = own.work()
            target = work / f"{job.name}.ipynb"
            target.parent.mkdir(parents=True)
            parameters = {**parameters, "lang": job.lang, "data": str(folder)}
            notebook = execute_notebook(job.notebook, parameters, target)
            # Until a run has made them, there is no index and no page in the other language.
            beside = target.parent.relative_to(work)
            links = [link for link in job.links() if (out / beside / link[0]).exists()]
            links += job.links()[-1:] if job.links()[-1] not in links else []
            place = job.up("") if is_shared(out) else None
            write(target.with_suffix(".html"), notebook_page(notebook, job.lang, links, place))
            remember(own, job)
            return [_move(work / name, out / name) for name in job.files]
        finally:
            own.leave()


def _move(path: Path, to: Path) -> Path:
    to.parent.mkdir(parents=True, exist_ok=True)
    return path.replace(to)
