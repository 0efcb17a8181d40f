"""How fast a large corpus is checked, beside plain pandas doing the same sums.

Command: ``python -m benchmarks.scale [--reports 100000] [--folder DIR] [--gx] [--function]``. Writes synthetic reports as Parquet
(``cells``: one row a cell; ``reports``), whose identities hold but for a few per cent with one cell changed or left blank, then times, each
in a fresh process:

- *pandas, sums only*: the cells already in memory, one column a cell; the sums of every identity, and where they differ.
- *pandas, with reading*: the same, from the same Parquet files.
- *outcomes only*: our rules on the cells already in memory: the table of all outcomes (three kinds, blanks, marks, what is absent) and
  the implied values; to be set beside *sums only*.
- *gouji check FOLDER*: everything the command does: three outcomes for every rule, implied values, findings in two languages.
- *GX checkpoint* (``--gx``): the same suites through Great Expectations in one batch.

Prints seconds, microseconds a report, the ratio to plain pandas and the peak of resident memory.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis.form import APPLICANTS, get_form

from .synthetic import write_tables

_GOUJI = [
    sys.executable,
    "-c",
    "from analysis.cli import main; main()",
]  # the command, in any environment
_WHO = APPLICANTS[:-1]


def plain(frame: pd.DataFrame, prior: pd.Series) -> int:
    """The sums of the identities as one would write them in pandas, blanks as zero; how many differ."""
    form, differ = get_form("2021"), 0
    items = form.items("requests")
    results = [i for i in items if i not in ("received", "carried_in", "concluded", "carried_out")]
    for who in APPLICANTS:
        left = frame[[f"requests/received/{who}", f"requests/carried_in/{who}"]].sum(axis=1)
        right = frame[[f"requests/concluded/{who}", f"requests/carried_out/{who}"]].sum(axis=1)
        differ += int((left != right).sum())
        total = frame[[f"requests/{i}/{who}" for i in results]].sum(axis=1)
        differ += int((total != frame[f"requests/concluded/{who}"]).sum())
        before = frame[f"requests/carried_out/{who}"].reindex(prior)
        differ += int(
            (before.to_numpy() != frame[f"requests/carried_in/{who}"].to_numpy())[
                prior.notna()
            ].sum()
        )
    for item in items:
        total = frame[[f"requests/{item}/{who}" for who in _WHO]].sum(axis=1)
        differ += int((total != frame[f"requests/{item}/total"]).sum())
    for item in form.items("remedies"):
        total = frame[
            [f"remedies/{item}/{c}" for c in ("upheld", "corrected", "other", "pending")]
        ].sum(axis=1)
        differ += int((total != frame[f"remedies/{item}/total"]).sum())
    for item in ("regulations", "normative_documents"):
        issued = next(c for c in form.columns("disclosure", item) if c != "in_force")
        before = frame[f"disclosure/{item}/in_force"].reindex(prior).to_numpy()
        now = (
            before
            + (
                frame[f"disclosure/{item}/{issued}"] - frame[f"disclosure/{item}/repealed"]
            ).to_numpy()
        )
        differ += int((now != frame[f"disclosure/{item}/in_force"].to_numpy())[prior.notna()].sum())
    return differ


def read_plain(folder: Path) -> tuple[pd.DataFrame, pd.Series]:
    """The cells as one column each, as one would read them in pandas, and the report of the year before."""
    cells = pd.read_parquet(
        folder / "cells.parquet", columns=["report", "table", "item", "column", "value"]
    )
    cells["code"] = (
        cells["table"].astype(str)
        + "/"
        + cells["item"].astype(str)
        + "/"
        + cells["column"].astype(str)
    )
    frame = cells.pivot(index="report", columns="code", values="value")
    meta = pd.read_parquet(folder / "reports.parquet").set_index("report").loc[frame.index]
    name = {(a, y): r for r, a, y in zip(meta.index, meta["agency"], meta["year"], strict=True)}
    return frame, pd.Series(
        [name.get((a, y - 1)) for a, y in zip(meta["agency"], meta["year"], strict=True)]
    )


def _measure(job: str, folder: Path) -> dict[str, float]:
    """Run one job in this process; seconds (wall clock and CPU) of the part that counts, and peak memory."""
    if job == "pandas, sums only":
        given = read_plain(folder)
        given[0].sum(axis=1)  # the first sum pays for imports
        run: Callable[[], object] = lambda: plain(*given)  # noqa: E731
    elif job == "pandas, with reading":
        run = lambda: plain(*read_plain(folder))  # noqa: E731
    elif job == "outcomes only":
        from analysis.checking.check import quick_columns, tabulate
        from analysis.checking.rules.frame import Wide
        from analysis.checking.rules.load import load_rules
        from analysis.checking.tables import frame_from_tables

        frame, _ = frame_from_tables(
            folder / "cells.parquet", pd.read_parquet(folder / "reports.parquet")
        )
        wide, rules = Wide.of(frame), load_rules()
        run = lambda: len(tabulate(quick_columns(rules, wide), rules, wide)[0].categories())  # noqa: E731
    elif job == "check_tables":
        from analysis.checking.tables import check_tables

        run = lambda: len(check_tables(folder).outcomes)  # noqa: E731
    else:
        from analysis.checking.checkpoint import checkpoint_columns
        from analysis.checking.rules.load import load_rules
        from analysis.checking.tables import frame_from_tables

        frame, _ = frame_from_tables(
            folder / "cells.parquet", pd.read_parquet(folder / "reports.parquet")
        )
        run = lambda: len(checkpoint_columns(frame, load_rules()))  # noqa: E731
    wall, cpu = time.perf_counter(), time.process_time()
    told = run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": peak,
        "told": told,
    }  # type: ignore[dict-item]


def _command(folder: Path) -> dict[str, float]:
    """The command itself, start of Python and imports included."""
    wall = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [*_GOUJI, "check", str(folder)], stdout=subprocess.DEVNULL, stderr=told
        )
        _, status, used = os.wait4(process.pid, 0)  # of this child alone
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            told.seek(0)
            raise SystemExit(f"gouji check: {told.read().decode()[-400:]}")
    return {
        "wall": time.perf_counter() - wall,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss / 1024,
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument(
        "--folder", type=Path, help="keep the tables here, and use those that are there"
    )
    parser.add_argument("--gx", action="store_true", help="also through Great Expectations")
    parser.add_argument(
        "--function",
        action="store_true",
        help="check_tables in a fresh process instead of the command",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--job", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.job:
        print(json.dumps(_measure(given.job, given.folder)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "cells.parquet").is_file():
            write_tables(folder, given.reports, (2022, 2023), given.seed, wrong=0.02, gaps=0.03)
        ours = "check_tables" if given.function else "gouji check"
        jobs = [
            "pandas, sums only",
            "outcomes only",
            "pandas, with reading",
            ours,
            *(["GX checkpoint"] if given.gx else []),
        ]
        results: dict[str, dict[str, float]] = {}
        for job in jobs:
            if job == "gouji check":
                results[job] = _command(folder)
                continue
            out = subprocess.run(
                [sys.executable, "-m", "benchmarks.scale", "--job", job, "--folder", str(folder)],
                capture_output=True,
                text=True,
                check=False,
            )
            if out.returncode:
                raise SystemExit(f"{job}: {out.stderr[-2000:]}")
            results[job] = json.loads(out.stdout.splitlines()[-1])
        bases = {
            job: "pandas, sums only" if "only" in job else "pandas, with reading" for job in jobs
        }
        print(f"{given.reports:,} reports, {given.reports * 200:,} cells")
        print(f"{'':24}{'wall s':>9}{'CPU s':>9}{'µs/report':>11}{'ratio':>8}{'peak MB':>9}")
        for job, r in results.items():
            print(
                f"{job:24}{r['wall']:9.2f}{r['cpu']:9.2f}{1e6 * r['cpu'] / given.reports:11.1f}{r['cpu'] / results[bases[job]]['cpu']:8.2f}{r['peak']:9.0f}"
            )
        print(
            "ratio: of CPU time; of what is in memory to pandas' sums only, of the rest to pandas with reading"
        )


if __name__ == "__main__":
    main()
