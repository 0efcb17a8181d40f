"""How far work is: a bar on a terminal, on standard error; nothing anywhere else."""

import sys
from collections.abc import Callable
from typing import Any

from analysis.messages import message

# Called with what is being done, its number, and how many there are (0: not known).
Progress = Callable[[str, int, int], None]


def no_progress(text: str, number: int, total: int) -> None:
    """See ``Progress``: nothing is shown."""


class ShownProgress:
    """A context in which it can be called as ``Progress``, and shows it."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._stage = -1

    def __enter__(self) -> "ShownProgress":
        if sys.stderr.isatty():
            from rich import progress
            from rich.console import Console

            columns = (
                progress.TextColumn("{task.description}"),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TimeElapsedColumn(),
                progress.TimeRemainingColumn(),
            )
            self._bar = progress.Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(message("starting"), total=None)
        return self

    def __call__(self, text: str, number: int, total: int) -> None:
        """Show what is being done.

        Parameters
        ----------
        text : str
            What is being done.
        number : int
            How many are done.
        total : int
            How many there are; 0 where that is not known.
        """
        if self._bar is None:
            return
        if total != self._stage:  # another stage begins: the time left is estimated again
            self._stage = total
            self._bar.reset(self._task, total=total or None)
        self._bar.update(
            self._task, description=message(text), total=total or None, completed=number
        )

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
