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

import numpy as np
import pandas as pd

from analysis.form import APPLICANTS, get_form

_GOUJI = [
    sys.executable,
    "-c",
    "from analysis.cli import main; main()",
]  # the command, in any environment
_CHUNK = 5000  # reports written at a time
_WHO = APPLICANTS[:-1]


def table_of(
    rng: np.random.Generator, agencies: np.ndarray, first: int
) -> tuple[np.ndarray, list[str]]:
    """Cells of the 2021 form for two consecutive years of each agency, consistent: shape (reports, cells)."""
    form, n = get_form("2021"), len(agencies)
    items = form.items("requests")
    results = [i for i in items if i not in ("received", "carried_in", "concluded", "carried_out")]
    size = 10 ** rng.uniform(0, 3, n)
    years = []
    carried = {w: rng.poisson(size / 20) for w in _WHO}
    for _ in range(2):
        v: dict[str, np.ndarray] = {
            c.code: rng.poisson(2, n) for c in form.cells if c.table == "disclosure"
        }
        for who in _WHO:
            for item in results:
                v[f"requests/{item}/{who}"] = rng.poisson(size / 50)
            concluded = sum(v[f"requests/{item}/{who}"] for item in results)
            came_in = np.minimum(carried[who], concluded)
            out = rng.poisson(size / 20)
            v[f"requests/carried_in/{who}"], v[f"requests/concluded/{who}"] = came_in, concluded
            v[f"requests/carried_out/{who}"], v[f"requests/received/{who}"] = (
                out,
                concluded + out - came_in,
            )
            if len(years):
                v[f"requests/carried_in/{who}"] = carried[who]
                v[f"requests/received/{who}"] = np.maximum(concluded + out - carried[who], 0)
                v[f"requests/carried_out/{who}"] = (
                    v[f"requests/received/{who}"] + carried[who] - concluded
                )
            carried[who] = v[f"requests/carried_out/{who}"]
        for item in items:
            v[f"requests/{item}/total"] = sum(v[f"requests/{item}/{who}"] for who in _WHO)
        for item in form.items("remedies"):
            for column in ("upheld", "corrected", "other", "pending"):
                v[f"remedies/{item}/{column}"] = rng.poisson(1, n)
            v[f"remedies/{item}/total"] = sum(
                v[f"remedies/{item}/{c}"] for c in ("upheld", "corrected", "other", "pending")
            )
        if years:
            for item in ("regulations", "normative_documents"):
                issued, repealed = (
                    next(c for c in form.columns("disclosure", item) if c != "in_force"),
                    "repealed",
                )
                before = years[0][f"disclosure/{item}/in_force"]
                v[f"disclosure/{item}/repealed"] = np.minimum(
                    v[f"disclosure/{item}/{repealed}"], before
                )
                v[f"disclosure/{item}/in_force"] = (
                    before + v[f"disclosure/{item}/{issued}"] - v[f"disclosure/{item}/repealed"]
                )
        years.append(v)
    codes = [c.code for c in form.cells]
    both = np.stack([np.stack([y[c] for c in codes], axis=1) for y in years], axis=1).reshape(
        2 * n, len(codes)
    )
    return both.astype(float), codes


def write(folder: Path, reports: int, seed: int, wrong: float = 0.02, blank: float = 0.03) -> None:
    """Write ``cells.parquet`` and ``reports.parquet``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng, writer, metas = np.random.default_rng(seed), None, []
    form = get_form("2021")
    keys = {
        k: pa.array([getattr(c, k) for c in form.cells]).dictionary_encode()
        for k in ("table", "item", "column")
    }
    tied = np.array([c.table != "disclosure" for c in form.cells])
    for start in range(0, reports, _CHUNK):
        n = min(_CHUNK, reports - start)
        agencies = np.arange(start // 2, start // 2 + (n + 1) // 2)
        values = table_of(rng, agencies, start)[0][:n]
        status = np.zeros(values.shape, dtype=np.int8)
        for row in np.flatnonzero(rng.random(n) < wrong):
            values[row, rng.choice(np.flatnonzero(tied))] += rng.integers(1, 10)
        for row in np.flatnonzero(rng.random(n) < blank):
            status[
                row, rng.choice(np.flatnonzero(tied), size=rng.integers(1, 4), replace=False)
            ] = 1
        values[status == 1] = np.nan
        names = [f"第{i // 2:06d}号县林业局-{2022 + i % 2}" for i in range(start, start + n)]
        metas.append(
            pd.DataFrame(
                {
                    "report": names,
                    "agency": [x[:-5] for x in names],
                    "year": [int(x[-4:]) for x in names],
                    "format": "2021",
                    "scope": "agency",
                    "published": [f"{int(x[-4:]) + 1}-01-20" for x in names],
                    "source_host": "www.example.gov.cn",
                    "sections": "一;二;三;四;五;六",
                    "sections_known": True,
                }
            )
        )
        width = len(form.cells)
        index = pa.array(np.tile(np.arange(width, dtype=np.int32), n))
        batch = pa.table(
            {
                "report": pa.DictionaryArray.from_arrays(
                    pa.array(np.repeat(np.arange(n, dtype=np.int32), width)), pa.array(names)
                ),
                **{k: keys[k].take(index) for k in keys},
                "value": pa.array(values.ravel(), from_pandas=True),
                "status": pa.DictionaryArray.from_arrays(
                    pa.array(status.ravel()), pa.array(["stated", "blank"])
                ),
            }
        )
        writer = writer or pq.ParquetWriter(folder / "cells.parquet", batch.schema)
        writer.write_table(batch)
    if writer:
        writer.close()
    pd.concat(metas, ignore_index=True).to_parquet(folder / "reports.parquet")


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
        from analysis.checking.rules.load import load_rules
        from analysis.checking.tables import frame_from_tables

        wide, rules = (
            frame_from_tables(
                folder / "cells.parquet", pd.read_parquet(folder / "reports.parquet")
            ),
            load_rules(),
        )
        run = lambda: len(tabulate(quick_columns(rules, wide), rules, wide)[0])  # noqa: E731
    elif job == "check_tables":
        from analysis.checking.tables import check_tables

        run = lambda: len(check_tables(folder).outcomes)  # noqa: E731
    else:
        from analysis.checking.checkpoint import checkpoint_columns
        from analysis.checking.rules.load import load_rules
        from analysis.checking.tables import frame_from_tables

        frame = frame_from_tables(
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
            write(folder, given.reports, given.seed)
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
