"""How often peers without an outlier are called outliers, how often one that is planted is found, and how often intervals cover.

    python -m benchmarks.outlying [--runs 600] [--out FOLDER] [--only lognormal ...] [--peers 5 20 ...] [--keep]

Each cell of the tables is a way in which agencies truly differ and a number of peers. Shares, or rates, and sizes are drawn, then
counts; the package judges them. Nothing of the package makes the figures. What is printed, with Monte Carlo standard errors:

- *names anybody*: of groups without a plant, those in which any agency has q <= 0.05 over all cells of its page: a page with one
  indicator, and one with six;
- *found*: of agencies of 40 cases or more whose share was made 3, or 6, times the middle, or a sixth of it, those named, one a group;
  *several*: the same where a thirtieth of the group, at least two, were made 6 times (or a sixth) at once, which may hide each other;
- *differ*: groups of which it is said that they differ (5 % may be, where they do not);
- *covered*: 95 % intervals of shrunk shares that hold the true one, and true ones of another such agency in the 95 % range (of which
  nothing is said of a group that reports no case at all).

Runs are kept in ``--out`` cell by cell, so that a run that was stopped goes on; seeds follow from the cell and the run. Where more runs
of a cell are kept than ``--runs``, all count. ``--keep`` writes the table into results/outlying.json.
"""

import argparse
import itertools
import json
import math
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.assessing.statistics.population import fit

PEERS = (5, 10, 20, 60, 100, 300)
PAGE = 6
TIMES = (3, 6, 1 / 6)
LOW = 0.2  # of a middle below it a sixth is nothing out of the ordinary
CHUNK = 60  # runs kept at a time; a multiple of PAGE
SEVERAL = 30  # runs of a cell in which several are planted as well
COLUMNS = (
    *("truth", "peers", "runs", "names anybody: 1 indicator", f"{PAGE} indicators"),
    *("found × 3", "× 6", "÷ 6", "several", "differ", "shrunk covered", "range covers"),
)
Draw = Callable[[np.random.Generator, int], np.ndarray]


def _zero_heavy(none: float) -> Draw:
    def draw(rng: np.random.Generator, m: int) -> np.ndarray:
        return np.where(
            rng.random(m) < none, 0.0, np.minimum(rng.lognormal(math.log(0.05), 0.6, m), 0.95)
        )

    return draw


TRUTHS: dict[str, tuple[str, float, Draw]] = {  # kind, middle of the truth, and the truth
    "alike": ("proportion", 0.07, lambda rng, m: np.full(m, 0.07)),
    "beta(12, 8)": ("proportion", 0.606, lambda rng, m: rng.beta(12, 8, m)),
    "beta(1.75, 23)": ("proportion", 0.0592, lambda rng, m: rng.beta(1.75, 23, m)),
    "beta(0.8, 12)": ("proportion", 0.0413, lambda rng, m: rng.beta(0.8, 12, m)),
    "logit-normal 0.3": (
        "proportion",
        0.3,
        lambda rng, m: 1 / (1 + np.exp(-rng.normal(-0.847, 0.3, m))),
    ),
    "logit-normal 0.8": (
        "proportion",
        0.1,
        lambda rng, m: 1 / (1 + np.exp(-rng.normal(-2.197, 0.8, m))),
    ),
    "logit-normal 2": (
        "proportion",
        0.182,
        lambda rng, m: 1 / (1 + np.exp(-rng.normal(-1.5, 2, m))),
    ),
    "lognormal 0.5": (
        "proportion",
        0.05,
        lambda rng, m: np.minimum(rng.lognormal(math.log(0.05), 0.5, m), 0.95),
    ),
    "lognormal 0.8": (
        "proportion",
        0.05,
        lambda rng, m: np.minimum(rng.lognormal(math.log(0.05), 0.8, m), 0.95),
    ),
    "half zero": ("proportion", 0.02, _zero_heavy(0.5)),
    "most zero": ("proportion", 0.01, _zero_heavy(0.8)),
    "gamma rate": ("rate", 0.0164, lambda rng, m: rng.gamma(1.75, 0.02 / 1.75, m)),
    "lognormal rate 0.8": ("rate", 0.02, lambda rng, m: rng.lognormal(math.log(0.02), 0.8, m)),
}


def sizes(rng: np.random.Generator, peers: int) -> np.ndarray:
    """Requests concluded by agencies of a county or city: most some dozens, some thousands."""
    return np.clip(np.round(rng.lognormal(math.log(60), 1.1, peers)), 5, 3000)


def counted(rng: np.random.Generator, kind: str, share: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Counts of shares, or of rates."""
    return (
        rng.binomial(n.astype(int), share) if kind == "proportion" else rng.poisson(n * share)
    ).astype(float)


def named(p: np.ndarray) -> np.ndarray:
    """Which are named by Benjamini and Hochberg at 5 %, written anew."""
    order = np.sort(p)
    good = np.flatnonzero(order <= 0.05 * np.arange(1, len(p) + 1) / len(p))
    return p <= (order[good[-1]] if len(good) else -1.0)


def one(truth: str, peers: int, run: int) -> dict[str, object]:
    """One group without a plant, and the same with each plant."""
    kind, middle, draw = TRUTHS[truth]
    many = 6 if middle * 6 < 0.95 else 1 / 6
    rng = np.random.default_rng([zlib.crc32(truth.encode()), peers, run])
    share, n = draw(rng, peers), sizes(rng, peers)
    x = counted(rng, kind, share, n)
    fitted = fit(x, n, kind)
    p = fitted.p
    _, low, high = fitted.shrunk()
    inside = fitted.together.range()
    apart = x.any() and (kind == "rate" or (x < n).any())
    fresh = draw(rng, 200)
    found: list[float | None] = []
    large = np.flatnonzero(n >= 40)
    for times, count in (*((t, 1) for t in TIMES), (many, max(2, peers // 30))):
        if len(large) < count or middle * times > 0.95 or (times < 1 and middle < LOW):
            found.append(None)
            continue
        at, planted = rng.choice(large, count, replace=False), x.copy()
        planted[at] = counted(rng, kind, np.full(count, middle * times), n[at])
        if count == 1:  # held against the others alone, it needs no other fit
            mine = p.copy()
            mine[at] = replace(fitted, x=planted).p[at]
        else:
            mine = fit(planted, n, kind).p if run < SEVERAL else None
        found.append(None if mine is None else float(named(mine)[at].mean()))
    return {
        "p": [float(v) for v in np.sort(p)[:12]],
        "tests": peers,
        "found": found,
        "differ": fitted.p_alike < 0.05,
        "covered": float(((low <= share) & (share <= high)).mean()),
        # Of a group that reports no case, or nothing else, no range is given.
        "range": float(((inside[0] <= fresh) & (fresh <= inside[1])).mean()) if apart else None,
    }


def anybody(runs: list[dict]) -> bool:
    """Whether a page of these groups names anybody: only the smallest p-values matter for the first named."""
    p = np.sort(np.concatenate([r["p"] for r in runs]))
    return bool((p <= 0.05 * np.arange(1, len(p) + 1) / sum(r["tests"] for r in runs)).any())


def cell(truth: str, peers: int, runs: int, out: Path | None) -> tuple[list[dict], float]:
    """The runs of one cell, those kept before among them, and the seconds that new ones took."""
    path = out / f"{truth}-{peers}.jsonl".replace(" ", "_") if out else None
    kept = (
        [json.loads(line) for line in path.read_text().splitlines()]
        if path and path.exists()
        else []
    )
    start = time.process_time()
    while len(kept) < runs:
        more = [one(truth, peers, run) for run in range(len(kept), min(len(kept) + CHUNK, runs))]
        kept += more
        if path:
            with path.open("a") as file:
                file.writelines(json.dumps(r) + "\n" for r in more)
    return kept, time.process_time() - start


def row(truth: str, peers: int, runs: list[dict]) -> list[str]:
    """One row of the table."""

    def part(flags: list) -> str:
        flags = [f for f in flags if f is not None]
        if not flags:
            return "–"
        mean = float(np.mean(flags))
        return f"{100 * mean:.1f} ± {100 * max(np.std(flags), 0.5 / len(flags)) / math.sqrt(len(flags)):.1f}"

    pages = [runs[i : i + PAGE] for i in range(0, len(runs) - PAGE + 1, PAGE)]
    return [
        truth,
        str(peers),
        str(len(runs)),
        part([anybody([r]) for r in runs]),
        part([anybody(p) for p in pages]),
        *(part([r["found"][i] for r in runs]) for i in range(len(TIMES) + 1)),
        part([r["differ"] for r in runs]),
        part([r["covered"] for r in runs]),
        part([r["range"] for r in runs]),
    ]


def keep(rows: list[list[str]]) -> None:
    """Put the table into the file of results; what is said of it there stays."""
    path = Path(__file__).parent / "results" / "outlying.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    align = ["left", *["right"] * (len(COLUMNS) - 1)]
    found["tables"] = [{"columns": list(COLUMNS), "align": align, "rows": rows}]
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=600)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", nargs="*", default=list(TRUTHS), choices=list(TRUTHS))
    parser.add_argument("--peers", nargs="*", type=int, default=PEERS)
    parser.add_argument("--keep", action="store_true", help="write the table into results/")
    given = parser.parse_args()
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
    print(f"| {' | '.join(COLUMNS)} |\n|---{'|---:' * (len(COLUMNS) - 1)}|")
    seconds, rows = 0.0, []
    for truth, peers in itertools.product(given.only, given.peers):
        runs, took = cell(truth, peers, given.runs, given.out)
        seconds += took
        rows.append(row(truth, peers, runs))
        print(f"| {' | '.join(rows[-1])} |", flush=True)
    if given.keep:
        keep(rows)
    print(f"\n± one Monte Carlo standard error; {seconds:.0f} s of CPU for runs not kept before")


if __name__ == "__main__":
    main()
