"""What a run costs when nothing, or little, has changed: wall-clock seconds, and the notebooks that were executed.

Of a fee no page of a peer shows anything; what was granted stands on all of them.

Command: ``python -m benchmarks.rerun FOLDER [--reports 1000] [--repeat 3]``. FOLDER gets the reports (synthetic, CSV transcriptions of several
years of bureaus of several counties) and the output, and is used again; with no output there yet, the first run executes everything. Every run is
``gouji run`` in a fresh process.
"""

import argparse
import re
import statistics
import subprocess
import sys
import time
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


def gouji(folder: Path) -> tuple[float, int, int]:
    """A run: its seconds, how many notebooks it executed, and how many files are published."""
    began = time.monotonic()
    with (folder / "log.txt").open("wb") as log:
        code = subprocess.run(_GOUJI, cwd=folder, stdout=log, stderr=log, check=False).returncode
    seconds = time.monotonic() - began
    told = (folder / "log.txt").read_text(encoding="utf-8")
    assert code in (0, 1), told[-1000:]
    executed = re.search(r"Published (\d+) files, (\d+) notebooks", told)
    same = re.search(r"Nothing has changed: (\d+) files", told)
    found = (int(executed[2]), int(executed[1])) if executed else (0, int(same[1]) if same else -1)
    return seconds, *found


def main() -> None:
    """Print a line for each case."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    raw = given.folder / "raw"
    if not raw.is_dir():
        write_files(raw, given.reports, kind="csv")
    reports = sorted(raw.rglob("*.csv"))

    def told(what: str, runs: list[tuple[float, int, int]]) -> None:
        seconds = statistics.median(run[0] for run in runs)
        print(
            f"{what:<32}{seconds:8.2f} s {runs[-1][1]:6} notebooks {runs[-1][2]:6} files",
            flush=True,
        )

    told("everything, or what was missing", [gouji(given.folder)])
    told("nothing changed", [gouji(given.folder) for _ in range(given.repeat)])
    for path in reports:
        path.touch()
    told("all touched", [gouji(given.folder)])
    told("nothing changed", [gouji(given.folder) for _ in range(given.repeat)])
    rows = {"one fee changed": "disclosure/fees", "one grant changed": "requests/granted"}
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
            runs.append(gouji(given.folder))
        told(what, runs)
        victim.write_bytes(content)
        told("and back", [gouji(given.folder)])
    told("nothing changed", [gouji(given.folder) for _ in range(given.repeat)])


if __name__ == "__main__":
    main()
