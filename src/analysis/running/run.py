"""A run: reports in, checked tables, assessments, comparisons and an index out; only what changed is made again.

Nothing heavy is imported before it is known that there is something to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .folder import Folder
from .inputs import Inputs, Options
from .lock import Lock
from .stamps import Stamps
from .state import Said, load, save

if TYPE_CHECKING:
    from analysis.assessing.dataset import Dataset

    from .alone import single
    from .made import Execute
    from .planning import Job, plan

__all__ = ["Job", "RunResult", "plan", "run", "single"]
_WHERE = {"Job": "planning", "plan": "planning", "single": "alone"}
Progress = Callable[[str, int, int], None]


@dataclass
class RunResult:
    """What a run did.

    Attributes
    ----------
    files : dict
        Published file to SHA-256.
    said : Said
        What is to be told: how the reports stand, what could not be used.
    executed : list of str
        The notebooks that were executed, by published name; none where nothing had changed.
    changed : bool
        Whether there was anything to do.
    refreshed : Path or None
        The ``data/processed`` that is up to date now.
    """

    files: dict[str, str]
    said: Said
    executed: list[str]
    changed: bool
    refreshed: Path | None
    _data: "Dataset | Path"

    @property
    def problems(self) -> list[str]:
        """What could not be used; the rest was published."""
        return self.said.problems

    @property
    def data(self) -> "Dataset":
        """The processed tables."""
        if isinstance(self._data, Path):
            from analysis.assessing.dataset import open_dataset

            self._data = open_dataset(self._data)
        return self._data


def run(
    paths: Sequence[Path],
    out: Path,
    expectations: Path | None = None,
    progress: Progress | None = None,
    *,
    workers: int | None = None,
    engine: str = "gouji",
    force: bool = False,
    indicators: Path | None = None,
    groups: Path | None = None,
    index: Path | None = None,
    execute: "Execute | None" = None,
) -> RunResult:
    """Read reports, check them, execute the notebooks, and publish everything into ``out``, as far as something changed.

    Parameters
    ----------
    paths : sequence of Path
        Reports, or folders of reports. A folder ``raw`` has its sibling ``processed`` brought up to date.
    out : Path
        Output folder. What is published there changes only at the end, when all is made; what is finished before lies in
        ``.gouji`` there, and a run that was interrupted or killed is gone on with by the next.
    expectations : Path, optional
        Folder of the suites.
    progress : callable, optional
        Called with what is done now, its number, and how many steps there are (0: not yet known).
    workers : int, optional
        How many processes read and execute; default one for each core.
    engine : str
        Of papermill: ``gouji``, or ``papermill`` for its own.
    force : bool
        Make everything again.
    indicators, groups, index : Path, optional
        The user's own indicators and groups of peers, and the weights of a composite index.
    execute : callable, optional
        Executes the notebooks, as ``publishing.jobs.execute_all`` does here; ``run.cluster.OnCluster`` does on a cluster.

    Raises
    ------
    InputError
        If no report can be used, a suite is broken, ``out`` cannot be written, or another run is publishing there.
    """
    options = Options(tuple(map(Path, paths)), Path(out), expectations, indicators, groups, index)
    folder = Folder(options.out)
    folder.prepare()
    with Lock(folder.home / "lock", str(out)):
        try:
            return _run(
                options,
                folder,
                progress or (lambda text, number, total: None),
                workers,
                engine,
                force,
                execute,
            )
        finally:
            folder.leave()


def _run(
    options: Options,
    folder: Folder,
    tell: Progress,
    workers: int | None,
    engine: str,
    force: bool,
    execute: "Execute | None" = None,
) -> RunResult:
    before = load(folder)
    inputs = Inputs(options, Stamps(before.stamps), (before.installed, before.libraries))
    folder.sweep()
    if not force and before.nothing_to_do(folder, inputs):
        folder.clear()  # a run may have been killed when all but this was done
        if inputs.stamps.noted != before.stamps:  # touched, copied: the next look is quick again
            before.stamps = inputs.stamps.noted
            save(folder, before)
        return RunResult(
            before.files, before.said, [], False, options.processed, options.out / "data"
        )
    from .whole import Whole

    whole = Whole(folder, inputs, before, force, workers, engine, tell, execute)
    data, state = whole.run()
    return RunResult(state.files, state.said, whole.executed, True, options.processed, data)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __package__), name)
