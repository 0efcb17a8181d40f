"""How many notebooks fit: memory that this process may use, container limits included."""

from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")
_FIRST = 300 << 20  # what a notebook is taken to need until one has been measured


def available() -> int | None:
    """Bytes that can still be taken; None where the system does not tell."""
    known = [n for n in (_system(), _container()) if n is not None]
    return min(known, default=None)


def _system() -> int | None:
    for line in _lines(Path("/proc/meminfo")):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) << 10
    return None


def _container() -> int | None:
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
        top, now = _words(folder / limit), _words(folder / used)
        if top and now and top[0].isdigit():
            stat = dict(
                line.split(maxsplit=1) for line in _lines(folder / "memory.stat") if " " in line
            )
            return max(0, int(top[0]) - int(now[0]) + int(stat.get(idle, 0)))
    return None


def private(pid: int | str = "self") -> int:
    """Bytes that a process shares with no other; 0 where the system does not tell."""
    return sum(
        int(line.split()[1]) << 10
        for line in _lines(Path(f"/proc/{pid}/smaps_rollup"))
        if line.startswith(("Private_", "Swap:"))
    )


class Room:
    """Whether memory has room for one more notebook, judged by what the largest so far took."""

    def __init__(self) -> None:
        self._largest = 0

    def took(self, size: int) -> None:
        """A notebook took so many bytes."""
        self._largest = max(self._largest, size)

    def for_one_more(self, running: int) -> bool:
        """Whether one more fits beside those running, which may not have grown to their full size yet."""
        free = available()
        each = self._largest * 5 // 4 or _FIRST
        return free is None or free > each * (running + 1)


measuring = False  # set in a worker, now and then: to look takes as long as a cell
_kernel = 0


def note_kernel(pid: int) -> None:
    """Remember what a kernel has taken, before it ends."""
    global _kernel
    _kernel = private(pid) if measuring else 0


def taken() -> int:
    """What this process and its last kernel took; 0 where that was not measured."""
    return private() + _kernel if _kernel else 0


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _words(path: Path) -> list[str]:
    lines = _lines(path)
    return lines[0].split() if lines else []
