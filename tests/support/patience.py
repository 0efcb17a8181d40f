"""Limits of time that hold on a quiet machine and are not broken by a busy one."""

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

_LOAD = Path("/proc/loadavg")  # "0.52 0.58 0.59 3/812 4711": of it, 3 want a core at this moment


def patience(seconds: float) -> float:
    """So many seconds; on a busy machine as many more as a process waits there for a core."""
    return seconds * max(1.0, _busy() / (os.cpu_count() or 1))


def _busy() -> float:
    """How many want a core: now, or in the last minute, which tells nothing of one that began."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        last_minute, _, _, now, _ = _LOAD.read_text().split()
        return max(float(last_minute), float(now.split("/")[0]))
    with contextlib.suppress(AttributeError, OSError):
        return os.getloadavg()[0]
    return 0.0


def processor_seconds(work: Callable[[], object], enough: float = 0.0, tries: int = 3) -> float:
    """The least processor time of a few tries; no further try once it is at most ``enough``.

    Other work on the machine slows a process too, for a moment: by its caches and its half of a core.
    """
    least = float("inf")
    for _ in range(tries):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
        if least <= enough:
            break
    return least


def grows_in_proportion(work: Callable[[int], object], short: int, enough: float) -> bool:
    """Whether four times the length takes no sixteenfold time, or at most ``enough`` seconds."""
    longer = processor_seconds(lambda: work(4 * short), enough)
    return longer <= enough or longer < 10 * processor_seconds(lambda: work(short))
