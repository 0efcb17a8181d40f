"""What the machine is: cores that this process may use, and whether another process is alive."""

import os
import sys
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")


def cores() -> int:
    """Cores that this process may use: those of the machine, of its affinity and of its container's quota, whichever is least."""
    count = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    try:
        quota, period, *_ = (_CGROUP / "cpu.max").read_text(encoding="ascii").split()
        count = min(count, round(int(quota) / int(period)))
    except (OSError, ValueError):  # no such group, or no limit in it
        pass
    return max(1, count)


def lives(pid: int, unknown: bool = True) -> bool:
    """Whether a process of this machine is alive; ``unknown`` on Windows, where to ask would be to end it."""
    if sys.platform == "win32":
        return unknown
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True
