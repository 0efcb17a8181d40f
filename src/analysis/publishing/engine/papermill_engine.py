"""The papermill engine ``gouji``: nbclient as ever, on a kernel forked from a warm process."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

NAME = "gouji"


class GoujiEngine(Engine):
    """Executes a notebook in a fresh process that has its imports done; elsewhere papermill's own engine does it."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Execute; the arguments are those of papermill's own engine."""
        from . import warmth

        reason = warmth.why_not(nb_man.nb, kernel_name, Path.cwd())
        if reason:
            logger.warning(
                "Engine gouji: %s, so papermill's own engine executes this notebook.", reason
            )
            return NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **kwargs)
        return _execute(nb_man, kernel_name, **kwargs)


def _execute(
    nb_man: Any,
    kernel_name: str,
    log_output: bool = False,
    stdout_file: Any = None,
    stderr_file: Any = None,
    start_timeout: int = 60,
    execution_timeout: int | None = None,
    **kwargs: Any,
) -> Any:
    from . import memory, warmth
    from .client import KernelManager

    given = merge_kwargs(
        remove_args(["timeout", "startup_timeout"], **remove_args(["input_path"], **kwargs)),
        timeout=execution_timeout if execution_timeout else kwargs.get("timeout"),
        startup_timeout=start_timeout,
        kernel_name=kernel_name,
        log=logger,
        log_output=log_output,
        stdout_file=stdout_file,
        stderr_file=stderr_file,
    )
    child = warmth.fork_kernel(os.getcwd(), [*given.get("extra_arguments", [])])
    try:
        return _client()(nb_man, km=KernelManager(child), **given).execute()
    finally:
        memory.note_kernel(child.pid)
        warmth.let_go(child, interrupt=sys.exc_info()[0] is not None)


def _client() -> type:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from nbclient.util import run_hook, run_sync

    from .client import KernelClient

    class Client(PapermillNotebookClient):
        """papermill's client; it knows of a dead kernel at once, and which cell killed it."""

        _at: Any = None  # number and cell

        async def async_start_new_kernel_client(self) -> Any:
            self.kc = KernelClient(self.km)
            await run_hook(self.on_notebook_start, notebook=self.nb)
            return self.kc

        start_new_kernel_client = run_sync(async_start_new_kernel_client)

        async def async_execute_cell(
            self, cell: Any, cell_index: int, *args: Any, **kwargs: Any
        ) -> Any:
            self._at = cell_index, cell
            return await super().async_execute_cell(cell, cell_index, *args, **kwargs)

        execute_cell = run_sync(async_execute_cell)

        async def _async_poll_kernel_alive(self) -> None:
            await self.kc.gone()
            self.task_poll_for_reply.cancel()

        async def _stop_cell(self) -> None:
            """Interrupt a cell that takes too long, and take in the traceback that says where it was."""
            self.km.interrupt_kernel()
            for _ in range(40):
                await asyncio.sleep(0.025)
                if self._at and any(
                    output.output_type == "error" for output in self._at[1].outputs
                ):
                    return

        def execute(self, **kwargs: Any) -> Any:
            try:
                return super().execute(**kwargs)
            except CellTimeoutError:
                run_sync(self._stop_cell)()
                raise
            except DeadKernelError:
                where = ""
                if self._at:
                    first = next(
                        (line for line in self._at[1].source.splitlines() if line.strip()), ""
                    )
                    where = f" in cell {self._at[0] + 1} ({first.strip()[:60]})"
                raise DeadKernelError(f"Kernel died{where}: {self.km.how_it_ended()}.") from None
            finally:
                if self.kc is not None:
                    self.kc.deaf()  # or its number would be taken for that of the next kernel

    return Client
