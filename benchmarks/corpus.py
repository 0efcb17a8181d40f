"""A corpus from files to tables: reports a second, memory as the corpus grows, and a Dask cluster beside one machine.

Command: ``python -m benchmarks.corpus FOLDER --reports 10000 100000 [--as html|csv] [--repeat 1] [--dask 4000]``.

Report files are written into FOLDER once and used again. Every run is ``gouji tabulate`` in a fresh process, seen from outside:
wall-clock time from its start to its end, and the resident memory of it and of every process below it, looked at five times a
second. ``all`` is the greatest sum at one moment, and counts what processes share as often as they share it.
"""

import argparse
import hashlib
import itertools
import math
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from .synthetic import write_files

_EVERY = 0.2  # seconds between two looks
_GOUJI = [sys.executable, "-c", "from analysis.cli import main; main()"]


@dataclass
class Measured:
    """One run: seconds; megabytes at the peak of the process itself, of the largest below it, of all at one moment; seconds of CPU."""

    seconds: float
    parent: float
    child: float
    total: float
    cpu: float


def corpus(folder: Path, reports: int, kind: str, seed: int) -> Path:
    """Report files, written when they are not there yet."""
    place = folder / f"{kind}-{reports}"
    if not (place / "complete").exists():
        shutil.rmtree(place, ignore_errors=True)
        write_files(place / "raw", reports, seed=seed, kind=kind)
        (place / "complete").touch()
    return place / "raw"


def measured(arguments: list[str], meanwhile: Callable[[], None] = lambda: None) -> Measured:
    """Run ``gouji`` and look at it from outside."""
    began, busy = time.monotonic(), dict[int, float]()
    process = subprocess.Popen(
        [*_GOUJI, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    root, parent, child, total = psutil.Process(process.pid), 0, 0, 0
    while process.poll() is None:
        meanwhile()
        sizes = {}
        for one in [root, *_below(root)]:
            try:
                sizes[one.pid] = one.memory_info().rss
                spent = one.cpu_times()
                busy[one.pid] = spent.user + spent.system
            except psutil.Error:
                continue
        parent = max(parent, sizes.pop(root.pid, 0))
        child = max([child, *sizes.values()])
        total = max(total, sum(sizes.values()) + parent)
        time.sleep(_EVERY)
    seconds = time.monotonic() - began
    if process.returncode:
        raise SystemExit(
            f"gouji {' '.join(arguments)} ended with {process.returncode}:\n{process.stderr.read().decode()[-2000:]}"
        )
    return Measured(seconds, parent / 1e6, child / 1e6, total / 1e6, sum(busy.values()))


def _below(root: psutil.Process) -> list[psutil.Process]:
    try:
        return root.children(recursive=True)
    except psutil.Error:
        return []


def median(runs: list[Measured]) -> Measured:
    """Of the seconds the median, of memory the most."""
    return Measured(
        statistics.median(r.seconds for r in runs),
        *(max(getattr(r, n) for r in runs) for n in ("parent", "child", "total")),
        statistics.median(r.cpu for r in runs),
    )


def digests(folder: Path) -> dict[str, str]:
    """The files that a run wrote."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def growth(given: argparse.Namespace) -> None:
    """Time and memory as the corpus grows."""
    print(
        f"{'reports':>8} {'seconds':>8} {'a second':>8} {'CPU ms each':>11} | MB: {'parent':>7} {'largest below':>13} {'all':>6} | Parquet MB"
    )
    points = []
    for number in given.reports:
        raw, out, runs = (
            corpus(given.folder, number, given.kind, given.seed),
            given.folder / "tables",
            [],
        )
        for _ in range(given.repeat):
            shutil.rmtree(out, ignore_errors=True)
            runs.append(
                measured(["tabulate", str(raw), "--out", str(out), "--workers", str(given.workers)])
            )
        found = median(runs)
        points.append((number, found.seconds))
        size = sum(p.stat().st_size for p in out.rglob("*.parquet")) / 1e6
        print(
            f"{number:8,} {found.seconds:8.1f} {number / found.seconds:8.1f} {found.cpu / number * 1e3:11.1f} | "
            f"    {found.parent:7.0f} {found.child:13.0f} {found.total:6.0f} | {size:.1f}",
            flush=True,
        )
    for (n, t), (m, u) in itertools.pairwise(points):
        print(
            f"exponent of growth of time from {n:,} to {m:,}: {math.log(u / t) / math.log(m / n):.3f}"
        )


def cluster(given: argparse.Namespace) -> None:
    """One and two Dask workers on this machine, each a process with one thread; then a worker killed in mid-run."""
    from distributed import LocalCluster

    raw, local = corpus(given.folder, given.dask, given.kind, given.seed), given.folder / "local"
    shutil.rmtree(local, ignore_errors=True)
    here = measured(["tabulate", str(raw), "--out", str(local), "--workers", "2"])
    wanted = digests(local)
    print(f"{given.dask:,} reports; 2 processes without Dask: {here.seconds:.1f} s")
    times: dict[int, float] = {}
    out = given.folder / "dask"
    for workers in (1, 2):
        with LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as made:
            runs = []
            for _ in range(
                given.repeat + 1
            ):  # the first warms up: the workers' imports are no part of the work
                shutil.rmtree(out, ignore_errors=True)
                runs.append(
                    measured(
                        [
                            "tabulate",
                            str(raw),
                            "--out",
                            str(out),
                            "--scheduler",
                            made.scheduler_address,
                        ]
                    )
                )
            times[workers] = statistics.median(r.seconds for r in runs[1:])
        print(
            f"Dask, {workers} worker process{'es' * (workers > 1)}: {times[workers]:.1f} s; "
            f"the same bytes: {digests(out) == wanted}",
            flush=True,
        )
    print(f"two against one: {times[1] / times[2]:.2f} times")
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as made:
        shutil.rmtree(out, ignore_errors=True)
        killed: list[int] = []

        def kill() -> None:
            read = len(list(out.glob(".gouji-work/read/*.lines")))
            if not killed and read * 100 >= given.dask / 4:
                killed.append(next(iter(made.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        after = measured(
            ["tabulate", str(raw), "--out", str(out), "--scheduler", made.scheduler_address], kill
        )
    print(
        f"a worker killed in mid-run: {bool(killed)}; {after.seconds:.1f} s; the same bytes: {digests(out) == wanted}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--as", dest="kind", choices=("html", "csv"), default="html")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument(
        "--dask",
        type=int,
        default=0,
        help="reports for the comparison with a Dask cluster; 0: none",
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(
        f"python -m benchmarks.corpus {' '.join(sys.argv[1:])}\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"
    )
    if given.reports:
        growth(given)
    if given.dask:
        cluster(given)


if __name__ == "__main__":
    main()
