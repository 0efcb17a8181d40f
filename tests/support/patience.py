"""Limits of time that hold on a quiet machine and are not broken by a busy one."""

import os


def patience(seconds: float) -> float:
    """So many seconds; on a busy machine as many more as a process waits there for a core."""
    try:
        busy = os.getloadavg()[0]
    except (AttributeError, OSError):
        return seconds
    return seconds * max(1.0, busy / (os.cpu_count() or 1))
