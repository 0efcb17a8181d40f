"""What a run is doing, on standard error: a bar on a terminal, a line now and then elsewhere, with rate and time left."""

import sys
import time
from typing import Any

SECONDS = 2.0  # between two lines, so that a thousand notebooks do not fill a log
_SETTLED = 3  # so many must be done before a rate is told


class Shown:
    """A context that gives the function to tell progress with: text, number done, and total (0: not known)."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._total = self._first = 0
        self._began = self._told = 0.0

    def __enter__(self) -> "Shown":
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeElapsedColumn,
            )

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("starting", total=None)
        return self

    def __call__(self, text: str, number: int, total: int) -> None:
        """Tell what is being done."""
        now = time.monotonic()
        if not total or total != self._total or number <= 1:  # another stage begins
            self._total, self._first, self._began, self._told = total, number, now, 0.0
        pace = self._pace(number, total, now)
        if self._bar is not None:
            self._bar.update(
                self._task, description=f"{text}{pace}", total=total or None, completed=number
            )
        elif now - self._told >= SECONDS or number == total:
            self._told = now
            print(
                f"[{number}/{total}] {text}{pace}" if total else text, file=sys.stderr, flush=True
            )

    def _pace(self, number: int, total: int, now: float) -> str:
        done = number - self._first
        if done < _SETTLED or now <= self._began:
            return ""
        rate = done / (now - self._began)
        return f" ({_rate(rate)}, {_duration((total - number) / rate)} left)"

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _rate(rate: float) -> str:
    return f"{rate:.1f} a second" if rate >= 1 else f"{rate * 60:.0f} a minute"


def _duration(seconds: float) -> str:
    whole = int(seconds + 0.5)
    if whole < 60:
        return f"{whole} s"
    return (
        f"{whole // 60} min {whole % 60:02d} s"
        if whole < 3600
        else f"{whole // 3600} h {whole // 60 % 60:02d} min"
    )
