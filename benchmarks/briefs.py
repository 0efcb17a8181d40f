"""How long the assessment of an agency takes, its page included, beside what users would pick.

Command: ``python -m benchmarks.briefs [--agencies 100] [--repeats 3] [--commands 3] [--data FOLDER] [--ways a,b]``. Executes the real
``notebooks/agency_assessment.ipynb`` and writes ``.ipynb`` and ``.html`` for each agency, each way in fresh processes, with one worker
and with two, the ways in turn so that a noisy machine is noisy to all:

- *papermill command*: ``papermill`` and ``jupyter nbconvert`` for every agency (measured on ``--commands`` agencies).
- *papermill loop*: ``papermill.execute_notebook`` and our page, in one Python process for each worker.
- *ploomber-engine*: the same loop with its in-process engine; nothing is isolated.
- *gouji*: ``execute_all``: kernels forked from one warm process.
- *function*: the cells run as plain Python in a process that stays, with the tables already open, and the page of what they return.

``--data`` names processed tables; without it the shipped reports are assessed over and over. Prints medians of seconds an agency
(starting included), CPU seconds, the ratio to gouji and the peak of memory (PSS of all processes, sampled).
"""

import argparse
import ast
import contextlib
import ctypes
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "agency_assessment.ipynb"
Given = dict[str, Any]


def agencies(data: Path, count: int) -> list[Given]:
    """Parameters of so many assessments; the reports of ``data`` in turn, in turn in Chinese and in English."""
    from analysis import open_dataset

    rows = list(open_dataset(data).reports.itertuples(index=False))
    picked = (rows[n % len(rows)] for n in range(count))
    return [
        {
            "agency": row.agency,
            "year": int(row.year),
            "lang": "zh" if n % 2 else "en",
            "data": str(data),
        }
        for n, row in enumerate(picked)
    ]


def command(given: list[Given], folder: Path, workers: int) -> None:
    """A process or two for each agency."""
    python = [sys.executable, "-m"]
    for n, parameters in enumerate(given):
        pairs = [word for name, value in parameters.items() for word in ("-p", name, str(value))]
        target = str(folder / f"{n}.ipynb")
        subprocess.run(
            [*python, "papermill", str(NOTEBOOK), target, *pairs], check=True, capture_output=True
        )
        page = [*python, "nbconvert", "--to", "html", "--template", "basic", "--no-input", target]
        subprocess.run(page, check=True, capture_output=True)


def loop(given: list[Given], folder: Path, workers: int) -> None:
    """papermill in a loop."""
    import papermill

    _each(
        given,
        folder,
        lambda source, target, p: papermill.execute_notebook(source, target, p, progress_bar=False),
    )


def ploomber(given: list[Given], folder: Path, workers: int) -> None:
    """ploomber-engine in a loop."""
    from ploomber_engine import execute_notebook

    _each(
        given,
        folder,
        lambda source, target, p: execute_notebook(
            source, target, parameters=p, progress_bar=False, verbose=False
        ),
    )


def _each(given: list[Given], folder: Path, execute: Callable[[str, str, Given], Any]) -> None:
    from analysis.files import write
    from analysis.publishing.page import notebook_page

    for n, parameters in enumerate(given):
        target = folder / f"{n}.ipynb"
        notebook = execute(str(NOTEBOOK), str(target), parameters)
        write(target.with_suffix(".html"), notebook_page(notebook, parameters["lang"]))


def gouji(given: list[Given], folder: Path, workers: int) -> None:
    """Our workers."""
    from analysis.publishing.jobs import Job, execute_all

    jobs = [
        Job(
            "agency_assessment",
            folder / f"{n}.ipynb",
            {k: v for k, v in p.items() if k != "lang"},
            p["lang"],
        )
        for n, p in enumerate(given)
    ]
    for done in execute_all(jobs, workers=workers, data=Path(given[0]["data"])):
        if done.error:
            raise RuntimeError(done.error)


def function(given: list[Given], folder: Path, workers: int) -> None:
    """The cells as plain Python."""
    import nbformat

    from analysis.assessing.opening import hold
    from analysis.files import write
    from analysis.publishing.page import notebook_page

    hold(given[0]["data"])
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    parts = [(cell, *_compiled(cell.source)) for cell in notebook.cells if cell.cell_type == "code"]
    for n, parameters in enumerate(given):
        names: Given = {"In": []}
        for cell, body, last in parts:
            exec(body, names)
            value = eval(last, names) if last else None
            if "parameters" in cell.metadata.get("tags", []):
                names.update(parameters)
            data = {
                "text/plain": repr(value),
                **({"text/html": value._repr_html_()} if hasattr(value, "_repr_html_") else {}),
            }
            cell.outputs = [] if value is None else [nbformat.v4.new_output("execute_result", data)]
        nbformat.write(notebook, folder / f"{n}.ipynb")
        write(folder / f"{n}.html", notebook_page(notebook, parameters["lang"]))


def _compiled(source: str) -> tuple[Any, Any]:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    end = (
        compile(ast.Expression(last.value), "cell", "eval") if isinstance(last, ast.Expr) else None
    )
    return compile(tree, "cell", "exec"), end


WAYS = {
    "papermill command": command,
    "papermill loop": loop,
    "ploomber-engine": ploomber,
    "gouji": gouji,
    "function": function,
}


def measure(way: str, given: list[Given], workers: int) -> dict[str, float]:
    """Seconds of wall clock and of CPU an agency, and peak memory in MB, of one way in fresh processes."""
    shares = (
        [given]
        if way == "gouji"
        else [share for n in range(workers) if (share := given[n::workers])]
    )
    with tempfile.TemporaryDirectory() as folder:
        peak, stop = [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(peak, stop))
        before, began = cpu_of_children(), time.monotonic()
        running = []
        for n, share in enumerate(shares):
            (Path(folder) / str(n)).mkdir()
            call = [
                sys.executable,
                "-m",
                "benchmarks.briefs",
                "--child",
                way,
                "--workers",
                str(workers),
            ]
            running.append(
                subprocess.Popen(
                    call,
                    cwd=Path(folder) / str(n),
                    stdin=subprocess.PIPE,
                    env=_environment(),
                    text=True,
                )
            )
            assert running[-1].stdin is not None
            running[-1].stdin.write(json.dumps(share))
            running[-1].stdin.close()
        watcher.start()
        codes = [process.wait() for process in running]
        seconds = time.monotonic() - began
        stop.set()
        watcher.join()
        made = len(list(Path(folder).glob("*/*.html")))
        if any(codes) or made != len(given):
            raise SystemExit(f"{way}: exit codes {codes}, {made} pages of {len(given)}")
    return {
        "seconds": seconds / len(given),
        "cpu": (cpu_of_children() - before) / len(given),
        "memory": peak[0],
    }


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(
            [str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
        ),
    }


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent ends first: a command does not wait for its fork server."""
    set_child_subreaper = 36  # linux/prctl.h
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def cpu_of_children() -> float:
    """CPU seconds of all processes that were started here and have ended; nobody else is left to wait for them."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(peak: list[float], stop: threading.Event) -> None:
    while not stop.wait(1.0):
        total = 0
        for process in psutil.Process().children(recursive=True):
            try:
                total += process.memory_full_info().pss
            except (psutil.Error, AttributeError):
                continue
        peak[0] = max(peak[0], total / 2**20)


def main() -> None:
    """Measure and print."""
    parse = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parse.add_argument("--agencies", type=int, default=100)
    parse.add_argument("--repeats", type=int, default=3)
    parse.add_argument("--commands", type=int, default=3)
    parse.add_argument("--data", type=Path, default=ROOT / "data" / "processed")
    parse.add_argument("--ways", default=",".join(WAYS))
    parse.add_argument(
        "--workers", type=int, default=0, help="only with so many; default: with one and with two"
    )
    parse.add_argument("--child", help=argparse.SUPPRESS)
    asked = parse.parse_args()
    if asked.child:
        WAYS[asked.child](json.load(sys.stdin), Path.cwd(), asked.workers)
        return
    adopt_orphans()
    ways = asked.ways.split(",")
    if unknown := set(ways) - set(WAYS):
        parse.error(f"no such way: {', '.join(sorted(unknown))}. Use some of {','.join(WAYS)}")
    if "ploomber-engine" in ways and importlib.util.find_spec("ploomber_engine") is None:
        ways.remove("ploomber-engine")
        print("ploomber-engine is left out: it is not installed (pip install -e '.[bench]')\n")
    given = agencies(asked.data.resolve(), asked.agencies)
    print("command: python -m benchmarks.briefs", *sys.argv[1:])
    print(f"{len(given)} agencies, medians of {asked.repeats}, {os.cpu_count()} cores\n")
    print(
        "| way | workers | s an agency | CPU s | of gouji's time | peak, MB |\n|---|---:|---:|---:|---:|---:|"
    )
    for workers in [asked.workers] if asked.workers else [1, 2]:
        found: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
        for _ in range(asked.repeats):
            for way, results in found.items():
                results.append(
                    measure(
                        way,
                        given[: asked.commands * workers] if way == "papermill command" else given,
                        workers,
                    )
                )
        middle = {
            way: {k: statistics.median(r[k] for r in results) for k in results[0]}
            for way, results in found.items()
        }
        ours = middle.get("gouji", {}).get("seconds", float("nan"))
        for way, m in middle.items():
            ratio = m["seconds"] / ours
            print(
                f"| {way} | {workers} | {m['seconds']:.3f} | {m['cpu']:.3f} | {ratio:.2f} | {m['memory']:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
