"""A run: reports in; checked tables, assessments, comparisons and an index out.

Only what changed is made again. Nothing heavy is imported before it is known that there is
something to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .inputs import Inputs, Options
from .kept.digests import FileDigests
from .kept.folder import Folder
from .kept.state import Messages, State, load, save
from .progress import Progress, no_progress

if TYPE_CHECKING:
    from analysis.assessing.dataset import Dataset

    from .pages import Execute


@dataclass
class RunResult:
    """What a run did.

    Attributes
    ----------
    files : dict
        Published file to SHA-256.
    messages : Messages
        The messages for people: the outcomes of the checks, what could not be used.
    executed : list of str
        The notebooks that were executed, by published name; none where nothing had changed.
    changed : bool
        Whether there was anything to do.
    processed : Path or None
        The ``data/processed`` that is up to date now.
    """

    files: dict[str, str]
    messages: Messages
    executed: list[str]
    changed: bool
    processed: Path | None
    _data: "Dataset | Path"

    @property
    def problems(self) -> list[str]:
        """What could not be used; the rest was published."""
        return self.messages.problems

    @property
    def data(self) -> "Dataset":
        """The processed tables."""
        if isinstance(self._data, Path):
            from analysis.assessing.opening import open_dataset

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
    self_contained: bool = False,
    compact: str = "",
    execute: "Execute | None" = None,
) -> RunResult:
    """Read reports, check them, execute the notebooks, and publish everything that changed.

    Parameters
    ----------
    paths : sequence of Path
        Reports, or folders of reports. A folder ``raw`` has its sibling ``processed`` brought up
        to date.
    out : Path
        Output folder. What is published there changes only at the end, when all is made. What is
        finished before lies in ``.gouji`` there; the next run goes on with it if this one is
        interrupted or killed.
    expectations : Path, optional
        Folder of the suites.
    progress : callable, optional
        Called with what is done now, its number, and how many there are (0: not known).
    workers : int, optional
        How many processes read and execute; default one for each core.
    engine : str
        Of papermill: ``gouji``, or ``papermill`` for its own.
    force : bool
        Whether to make everything again.
    indicators : Path, optional
        File of indicators that the user adds.
    groups : Path, optional
        File of peer groups that the user defines.
    index : Path, optional
        File of weights of a composite index.
    self_contained : bool
        Whether every page has all that it needs inside, to be sent by itself.
    compact : {"", "zh", "en"}
        Language of pages where a tenth of the room is to do: in one language, without notebooks,
        with comparisons that nobody asked for left out, and tables as Parquet alone.
    execute : callable, optional
        Executes the notebooks, as ``publishing.jobs.execute_all`` does here;
        ``running.elsewhere.cluster.OnCluster`` does it on a cluster.

    Returns
    -------
    RunResult
        What was published, and the messages for people.

    Raises
    ------
    InputError
        If no report can be used, a suite is broken, ``out`` cannot be written, or another run is
        publishing there.
    """
    own = expectations, indicators, groups, index
    options = Options(tuple(map(Path, paths)), Path(out), *own, self_contained, compact)
    folder = Folder(options.out)
    folder.prepare()
    with folder.locked():
        try:
            before = load(folder)
            known = before.installed, before.libraries
            inputs = Inputs(options, FileDigests(before.notes), known)
            folder.sweep()
            if not force and before.is_current(folder, inputs):
                return _unchanged(folder, inputs, before)
            from .stages import Stages

            how = force, workers, engine, progress or no_progress, execute
            stages = Stages(folder, inputs, before, *how)
            data, state = stages.run()
            done = stages.executed
            return RunResult(state.files, state.messages, done, True, options.processed, data)
        finally:
            folder.leave()


def _unchanged(folder: Folder, inputs: Inputs, before: State) -> RunResult:
    folder.clear()  # a run may have been killed when all but this was done
    if inputs.digests.noted != before.notes:  # touched or copied: the next look is quick again
        before.notes = inputs.digests.noted
        save(folder, before)
    processed, data = inputs.options.processed, inputs.options.out / "data"
    return RunResult(before.files, before.messages, [], False, processed, data)
