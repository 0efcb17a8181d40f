"""The papermill engine ``gouji``: papermill's own client, and a kernel inside a new process."""

import asyncio
import atexit
import contextlib
import importlib.machinery
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import run_hook, run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from analysis.workers import Ended, Pool, can_copy, preparation, report

NAME = "gouji"
PREPARE = "analysis.publishing.engine.kernel:prepare"
_pool: Pool | None = None
_in_own_process = False  # whether this process was made for one notebook
_prepared_here = False  # whether a notebook's process may be a copy of this one


class GoujiEngine(Engine):  # type: ignore[misc]
    """Executes a notebook in a new process that has its imports done.

    Where that process would not be what papermill's own kernel is, papermill's own engine does it.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """See ``Engine.execute_managed_notebook`` of papermill."""
        reason = _foreign(kernel_name)
        if not reason:
            execute = _execute_here if _in_own_process else _execute_there
            reason = execute(nb_man, kernel_name, kwargs)
        if reason:
            logger.warning(
                "Engine gouji: %s, so papermill's own engine executes this notebook.", reason
            )
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **kwargs)
        return nb_man.nb


def use_this_process() -> None:
    """Have notebooks executed in this process, which was made for one of them."""
    global _in_own_process
    _in_own_process = True


def prepare_here() -> None:
    """Import here what a notebook needs, so that its process is a copy of this one.

    A command that makes one page calls it first of all. All is imported once then, not once here
    and once where the notebook is executed. Where a process cannot be copied, nothing happens.
    """
    global _prepared_here
    if can_copy():
        from .kernel import prepare

        hook = sys.excepthook
        prepare()
        sys.excepthook = hook
        _prepared_here = can_copy()  # no import has started a thread


def _execute_there(nb_man: Any, kernel_name: str, arguments: dict[str, Any]) -> str:
    """Execute in a new process, and take in each cell as it is done; why not, if it cannot be."""
    global _pool
    if _pool is None:
        _pool = Pool(1, call=PREPARE, task_limit=1, copy=_prepared_here)
        atexit.register(_pool.close)
    files = {name: arguments.pop(name, None) for name in ("stdout_file", "stderr_file")}
    client = PapermillNotebookClient(nb_man, log=logger, log_output=nb_man.log_output, **files)

    def take(number: int, content: Any) -> None:
        if isinstance(content, str):
            return
        index, cells, starts = content
        for place, cell in enumerate(cells, start=index):
            nb_man.nb.cells[place].update(cell)
        if starts and nb_man.log_output:
            logger.info(f"Executing Cell {index + 1:-<40}")
        elif not starts:
            for output in cells[0].get("outputs", []):
                client.log_output_message(output)
            if nb_man.pbar:
                nb_man.pbar.update(1)
        nb_man.save()

    task = (nb_man.nb, kernel_name, arguments)
    with contextlib.closing(_pool.run(_execute_for_others, [task], on_report=take)) as outcomes:
        outcome = next(outcomes)
    _pool.settle()  # the notebook's threads and what it does at its exit belong to it
    if isinstance(outcome.error, Ended):
        raise DeadKernelError(f"Kernel died in {outcome.at or 'no cell'}: {outcome.error}.")
    if outcome.error:
        raise outcome.error
    reason, metadata = outcome.value
    nb_man.nb.metadata.update(metadata)
    return str(reason)


class _Relay(NotebookExecutionManager):  # type: ignore[misc]
    """Reports each cell to the process that waits, in place of saving the notebook."""

    def cell_start(self, cell: Any, cell_index: int | None = None, **kwargs: Any) -> None:
        super().cell_start(cell, cell_index, **kwargs)
        report((cell_index, [cell], True))

    def cell_complete(self, cell: Any, cell_index: int | None = None, **kwargs: Any) -> None:
        super().cell_complete(cell, cell_index, **kwargs)
        report((cell_index, [cell], False))


def _execute_for_others(nb: Any, kernel_name: str, arguments: dict[str, Any]) -> tuple[str, Any]:
    """In the process of a notebook: why it cannot be executed here, or the notebook's metadata."""
    relay = _Relay(nb, progress_bar=False, autosave_cell_every=0)
    relay.set_timer()
    try:
        reason = _execute_here(relay, kernel_name, arguments)
    finally:
        report((0, nb.cells, True))  # a cell may have changed what an earlier one displays
    return reason, nb.metadata


def _execute_here(nb_man: Any, kernel_name: str, arguments: dict[str, Any]) -> str:
    if reason := _threaded() or _shadowed(Path.cwd()):
        return reason
    from .kernel import client

    options = merge_kwargs(
        remove_args(
            ["timeout", "startup_timeout", "input_path", "execution_timeout", "start_timeout"],
            **arguments,
        ),
        timeout=arguments.get("execution_timeout") or arguments.get("timeout"),
        kernel_name=kernel_name,
        log=logger,
    )
    with client(options.get("extra_arguments", [])) as ours:
        _Client(nb_man, km=ours, **options).execute()
    return ""


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client of a kernel in the same process."""

    async def async_start_new_kernel_client(self) -> Any:
        self.kc = self.km
        await run_hook(self.on_notebook_start, notebook=self.nb)
        return self.kc

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    async def _async_poll_kernel_alive(self) -> None:
        """It is alive while this runs."""
        await asyncio.get_running_loop().create_future()

    async def async_execute_cell(self, cell: Any, cell_index: int, *args: Any, **kw: Any) -> Any:
        first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "")
        report(f"cell {cell_index + 1} ({first[:60]})")
        seconds = self._get_timeout(cell)
        with _interrupt_after(seconds) as late:
            try:
                return await super().async_execute_cell(cell, cell_index, *args, **kw)
            except CellExecutionError:
                if late.is_set():
                    raise CellTimeoutError.error_from_timeout_and_cell(
                        "Cell execution timed out", seconds, cell
                    ) from None
                raise

    execute_cell = run_sync(async_execute_cell)


@contextlib.contextmanager
def _interrupt_after(seconds: float | None) -> Iterator[threading.Event]:
    """Interrupt the main thread, as Ctrl-C does, when the time is over; the event tells."""
    late = threading.Event()

    def interrupt() -> None:
        late.set()
        if hasattr(signal, "pthread_kill"):
            main = threading.main_thread().ident
            assert main is not None
            signal.pthread_kill(main, signal.SIGINT)
        else:
            signal.raise_signal(signal.SIGINT)

    timer = threading.Timer(seconds, interrupt) if seconds else None
    if timer is not None:
        timer.daemon = True
        timer.start()
    try:
        yield late
    finally:
        if timer is not None:
            timer.cancel()


def _foreign(kernel_name: str) -> str:
    """Why a kernel is not the one of this Python; empty where it is."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return f"there is no kernel {kernel_name!r}"
    if spec.language.lower() != "python" or spec.argv[1:3] != ["-m", "ipykernel_launcher"]:
        return f"the kernel {kernel_name!r} is not IPython's"
    if spec.env or (
        Path(spec.argv[0]).name != spec.argv[0] and Path(spec.argv[0]) != Path(sys.executable)
    ):
        return (
            f"the kernel {kernel_name!r} belongs to another Python "
            "or sets an environment of its own"
        )
    return ""


def _threaded() -> str:
    """Why the process that this one was forked from was not safe to fork; empty where it was."""
    names = ", ".join(preparation.threads)
    return f"imports have started threads ({names}), with which a fork is not safe" if names else ""


def _shadowed(folder: Path) -> str:
    """Whether a module in the working folder would be imported in place of one already loaded."""
    names = {name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)
    try:
        near = {entry.name.partition(".")[0] for entry in os.scandir(folder)} & names
    except OSError:
        return ""
    for name in sorted(near):
        spec = importlib.machinery.PathFinder.find_spec(name, [str(folder)])
        here = spec is not None and spec.origin
        loaded = getattr(sys.modules[name], "__spec__", None)
        if here and Path(str(here)) != Path(str(getattr(loaded, "origin", None))):
            return (
                f"{here} would be imported in place of the module {name!r} that is already loaded"
            )
    return ""
