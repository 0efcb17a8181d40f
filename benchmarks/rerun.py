"""What a run costs when nothing, or little, has changed: seconds, CPU, memory, disk, and the notebooks that were executed.

Of a fee no page of a peer shows anything; a review that was upheld changes shares of the peers by less than they print; what was granted
stands on all of them.

Command: ``python -m benchmarks.rerun FOLDER [--reports 1000] [--repeat 3] [--planned]``. FOLDER gets the reports (synthetic, CSV transcriptions of several
years of bureaus of several counties) and the output, and is used again; with no output there yet, the first run executes everything. Every run is
``gouji run`` in a fresh process. CPU seconds are those of all its processes. Peak: what it and its processes hold together (PSS), looked at
once a second. Disk: all of the output folder, with what is kept for the next run. With ``--planned`` notebooks are counted and not executed:
what all else costs.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .synthetic import write_files

_GOUJI = [
    sys.executable,
    "-c",
    "from analysis.cli import main; main()",
    "run",
    "raw",
    "--out",
    "out",
]
_PLANNED = [
    sys.executable,
    "-c",
    """
from pathlib import Path
from analysis.publishing.jobs import Done
from analysis.running.run import run
def planned(orders, workers, on_done):
    for number, order in enumerate(orders, start=1):
        order.target.parent.mkdir(parents=True, exist_ok=True)
        order.target.write_text("{}")
        order.page.write_text(f"<title>{order.target.stem}</title>")
        on_done(Done(order, 0.0), number, len(orders))
found = run([Path("raw")], Path("out"), execute=planned)
print(f"Published {len(found.files)} files, {len(found.executed)} notebooks")
""",
]


@dataclass(frozen=True)
class Run:
    """A run: what it cost, how many notebooks it executed, and how many files are published."""

    seconds: float
    cpu: float
    peak: float
    executed: int
    files: int


def gouji(folder: Path, command: Sequence[str] = _GOUJI) -> Run:
    """Run ``gouji run`` once."""
    began, peak = time.monotonic(), 0.0
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
        while True:
            done, status, used = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            peak = max(peak, _memory(process.pid))
            time.sleep(min(1.0, 0.05 + (time.monotonic() - began) / 20))
    seconds = time.monotonic() - began
    told = (folder / "log.txt").read_text(encoding="utf-8")
    assert os.waitstatus_to_exitcode(status) in (0, 1), told[-1000:]
    executed = re.search(r"Published (\d+) files, (\d+) notebooks", told)
    same = re.search(r"Nothing has changed: (\d+) files", told)
    found = (int(executed[2]), int(executed[1])) if executed else (0, int(same[1]) if same else -1)
    return Run(seconds, used.ru_utime + used.ru_stime, peak, *found)


def _memory(session: int) -> float:
    """MB that the processes of a session hold together; what several share counts once."""
    total = 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getsid(int(entry.name)) == session:
                held = (entry / "smaps_rollup").read_text(encoding="ascii")
                total += int(held.partition("\nPss:")[2].split()[0])
        except (OSError, IndexError):  # it has ended
            continue
    return total / 1024


def disk(folder: Path) -> float:
    """MB of the files below a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


def main() -> None:
    """Print a line for each case."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--planned", action="store_true", help="execute no notebook")
    given = parser.parse_args()
    command = _PLANNED if given.planned else _GOUJI
    raw = given.folder / "raw"
    if not raw.is_dir():
        write_files(raw, given.reports, kind="csv")
    reports = sorted(raw.rglob("*.csv"))

    def told(what: str, runs: list[Run]) -> None:
        seconds, cpu = (statistics.median(getattr(r, n) for r in runs) for n in ("seconds", "cpu"))
        last, held = runs[-1], disk(given.folder / "out")
        print(
            f"{what:<32}{seconds:8.2f} s {cpu:8.2f} CPU s {max(r.peak for r in runs):6.0f} MB "
            f"{last.executed:6} notebooks {last.files:6} files {1e3 * held / len(reports):8.1f} KB a report",
            flush=True,
        )

    told("everything, or what was missing", [gouji(given.folder, command)])
    told("nothing changed", [gouji(given.folder, command) for _ in range(given.repeat)])
    for path in reports:
        path.touch()
    told("all touched", [gouji(given.folder, command)])
    told("nothing changed", [gouji(given.folder, command) for _ in range(given.repeat)])
    rows = {
        "one fee changed": "disclosure/fees",
        "one review changed": "remedies/review",
        "one grant changed": "requests/granted",
    }
    figures = {
        what: re.compile(rf"^({row},[^,]*,)(\d+)".encode(), re.M) for what, row in rows.items()
    }
    later = reports[len(reports) // 2 :]
    victim = next(p for p in later if all(f.search(p.read_bytes()) for f in figures.values()))
    content = victim.read_bytes()
    for what, figure in figures.items():
        runs = []
        for number in range(given.repeat):
            changed = figure.sub(lambda m, n=number: m[1] + b"%d" % (int(m[2]) + 1 + n), content)
            assert changed != content
            victim.write_bytes(changed)
            runs.append(gouji(given.folder, command))
        told(what, runs)
        victim.write_bytes(content)
        told("and back", [gouji(given.folder, command)])
    told("nothing changed", [gouji(given.folder, command) for _ in range(given.repeat)])


if __name__ == "__main__":
    main()
