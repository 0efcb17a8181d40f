"""How far work is, on standard error: a bar on a terminal, else a line now and then.

Rate and time left are shown as soon as they can be judged.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from analysis.messages import message

SECONDS = 2.0  # between two lines, so that a thousand notebooks do not fill a log
_SETTLED = 3  # so many must be done before a rate is shown

# Called with what is being done, its number, and how many there are (0: not known).
Progress = Callable[[str, int, int], None]


def no_progress(text: str, number: int, total: int) -> None:
    """See ``Progress``: nothing is shown."""


class ShownProgress:
    """A context in which it can be called as ``Progress``, and shows it."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._total = self._first = 0
        self._began = self._shown = 0.0

    def __enter__(self) -> "ShownProgress":
        if sys.stderr.isatty():
            from rich import progress
            from rich.console import Console

            columns = (
                progress.TextColumn("{task.description}"),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TimeElapsedColumn(),
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
        now = time.monotonic()
        if not total or total != self._total or number <= 1:  # another stage begins
            self._total, self._first, self._began, self._shown = total, number, now, 0.0
        text = f"{message(text)}{self._pace(number, total, now)}"
        if self._bar is not None:
            self._bar.update(self._task, description=text, total=total or None, completed=number)
        elif now - self._shown >= SECONDS or number == total:
            self._shown = now
            print(f"[{number}/{total}] {text}" if total else text, file=sys.stderr, flush=True)

    def _pace(self, number: int, total: int, now: float) -> str:
        done = number - self._first
        if done < _SETTLED or now <= self._began:
            return ""
        rate = done / (now - self._began)
        return message(f" ({_rate(rate)}, {_duration((total - number) / rate)} left)")

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _rate(rate: float) -> str:
    return f"{rate:.1f} a second" if rate >= 1 else f"{rate * 60:.0f} a minute"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.5), 60)
    if not minutes:
        return f"{rest} s"
    return (
        f"{minutes} min {rest:02d} s"
        if minutes < 60
        else f"{minutes // 60} h {minutes % 60:02d} min"
    )
