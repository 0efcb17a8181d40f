"""What the machine offers: cores and memory."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def cores() -> int:
    """Cores: the least of the machine, the affinity and the container's quota; at least 1."""
    count = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    try:
        quota, period, *_ = (_CGROUP / "cpu.max").read_text(encoding="ascii").split()
        count = min(count, round(int(quota) / int(period)))
    except (OSError, ValueError):  # no such group, or no limit in it
        pass
    return max(1, count)


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let libraries of linear algebra use one thread in each process that is started meanwhile.

    Our matrices are small, and threads of several processes that wait for each other cost more than
    all the rest. Dask's workers have the same setting.
    """
    with environment(dict.fromkeys(_THREADS, "1")):
        yield


@contextlib.contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Give environment variables these values for a while.

    Parameters
    ----------
    values : dict
        Name to value.
    """
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def available_bytes() -> int:
    """Bytes of memory that can still be taken, container limits included."""
    import psutil  # slow to load, and most commands start no processes

    inside = _container_bytes()
    free = int(psutil.virtual_memory().available)
    return free if inside is None else min(free, inside)


def private_bytes() -> int:
    """Bytes that this process shares with no other; 0 where the system does not say (not Linux)."""
    return sum(
        int(line.split()[1]) << 10
        for line in _text_of(Path("/proc/self/smaps_rollup")).splitlines()
        if line.startswith(("Private_", "Swap:"))
    )


def resident_bytes() -> int:
    """Bytes of memory that this process holds now; 0 where that is not known cheaply."""
    return _statm(1)


def address_bytes() -> int:
    """Bytes of address space that this process has now; 0 where that is not known cheaply."""
    return _statm(0)


def _statm(field: int) -> int:
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[field]) * os.sysconf("SC_PAGE_SIZE")


def _container_bytes() -> int | None:
    """What a control group leaves, its caches counted as free (version 2, then 1)."""
    for folder, limit, used, idle in (
        (_CGROUP, "memory.max", "memory.current", "inactive_file"),
        (
            _CGROUP / "memory",
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "total_inactive_file",
        ),
    ):
        top, now = _text_of(folder / limit).strip(), _text_of(folder / used).strip()
        if top.isdigit() and now:
            lines = _text_of(folder / "memory.stat").splitlines()
            stat = dict(line.split(maxsplit=1) for line in lines if " " in line)
            return max(0, int(top) - int(now) + int(stat.get(idle, 0)))
    return None


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def working_folder() -> str:
    """The current folder; the root where the current folder was deleted."""
    try:
        return os.getcwd()
    except OSError:
        return os.sep
