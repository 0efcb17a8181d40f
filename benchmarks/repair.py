"""How well wrong figures are found: random consistent reports of both forms, tiny to huge, with one or two cells corrupted.

Command: ``python -m benchmarks.repair [--reports 10000] [--sample 300] [--seed 1] [--only WORDS]``. Prints, for each kind of corruption, how many
were detected, located (the true cells are the best repair), listed (among the ties), and given their true value; and the
processor time of a failing report, its repairs found, ranked and told.
"""

import argparse
import dataclasses
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from analysis import check
from analysis.checking.cells import from_cells
from analysis.checking.check import quick_columns
from analysis.checking.repairing.repair import repairs
from analysis.checking.rules.frame import Wide
from analysis.checking.rules.load import load_rules
from analysis.checking.rules.outcomes import OutcomeTable
from analysis.form import APPLICANTS, FORMATS, get_form
from analysis.recognising import Report

Cells = dict[str, float | None]
SIZES = (1, 3, 10, 100, 3000, 10**5, 10**8)
BATCH = 500


def consistent(fmt: str, rng: random.Random, blanks: bool = False) -> Cells:
    """Figures whose identities hold: mostly zero, or mostly not; small, or up to a hundred million. Zeros blank if asked."""
    form, size, full = get_form(fmt), rng.choice(SIZES), rng.choice((0.03, 0.15, 0.5, 1.0))
    cells: Cells = dict.fromkeys(form.by_code, 0)

    def draw() -> int:
        return rng.randint(0, rng.choice((size, max(1, size // 10)))) if rng.random() < full else 0

    results = [
        i
        for i in form.items("requests")
        if i not in ("received", "carried_in", "concluded", "carried_out")
    ]
    for who in APPLICANTS[:-1]:
        column = {item: draw() for item in results}
        done, later = sum(column.values()), draw()
        earlier = rng.randint(0, done + later) if rng.random() < full else 0
        column |= {
            "concluded": done,
            "carried_out": later,
            "carried_in": earlier,
            "received": done + later - earlier,
        }
        cells |= {f"requests/{item}/{who}": value for item, value in column.items()}
    for item in form.items("requests"):
        cells[f"requests/{item}/total"] = sum(
            cells[f"requests/{item}/{who}"] or 0 for who in APPLICANTS[:-1]
        )
    for item in form.items("remedies"):
        parts = {c: draw() for c in form.columns("remedies", item) if c != "total"}
        cells |= {f"remedies/{item}/{c}": v for c, v in parts.items()} | {
            f"remedies/{item}/total": sum(parts.values())
        }
    return {c: None if blanks and v == 0 and rng.random() < 0.9 else v for c, v in cells.items()}


def corrupted(value: float, rng: random.Random) -> float:
    """Another figure, as a typist or anybody makes it: a digit mistyped, dropped or added, two swapped, or any figure."""
    text = str(int(value))
    spot = rng.randrange(len(text))
    made = rng.choice(
        (
            lambda: text[:spot] + rng.choice("0123456789") + text[spot + 1 :],
            lambda: text[:spot] + text[spot + 1 :] or "0",
            lambda: text[:spot] + rng.choice("0123456789") + text[spot:],
            lambda: text[:spot] + text[spot + 1 : spot + 2] + text[spot] + text[spot + 2 :],
            lambda: str(rng.randint(0, 10 ** rng.randint(1, 8))),
        )
    )()
    return float(made) if float(made) != value else value + rng.choice((1, 10))


@cache
def _empty(fmt: str) -> Report:
    return from_cells(pd.DataFrame(columns=["table", "item", "column", "value"]), fmt)


def report_of(
    cells: Cells, fmt: str, name: str, claims: list[tuple[str, float]] | None = None
) -> Report:
    """A report that holds these figures."""
    values = [cells[c.code] for c in get_form(fmt).cells]
    made = _empty(fmt).cells.assign(
        value=np.array([np.nan if v is None else v for v in values], dtype=float),
        status=["blank" if v is None else "stated" for v in values],
        printed=["" if v is None else f"{v:.15g}" for v in values],
    )
    said = pd.DataFrame(
        [(t, v, f"{v:.0f}", "", "") for t, v in claims or []],
        columns=["target", "value", "phrase", "where", "verdict"],
    )
    return dataclasses.replace(_empty(fmt), agency=name, cells=made, claims=said)


@dataclass
class Score:
    """Counts of one kind of corruption."""

    reports: int = 0
    detected: int = 0
    located: int = 0
    listed: int = 0
    valued: int = 0
    smaller: int = 0
    ties: Counter = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


def score(
    table: str, wrong: int, reports: int, seed: int, blanks: bool = False, prose: bool = False
) -> Score:
    """Corrupt ``wrong`` stated cells of a table in each of so many random reports."""
    total, rules = Score(), load_rules()
    ties = [
        r for r in rules if r.type == "expect_terms_to_balance" and r.meta["severity"] == "error"
    ]
    for start in range(0, reports, BATCH):
        cases = []
        for number in range(start, min(start + BATCH, reports)):
            rng = random.Random(f"{seed} {table} {wrong} {blanks} {number}")
            fmt = rng.choice(FORMATS)
            true = consistent(fmt, rng, blanks)
            stated = [c for c, v in true.items() if c.startswith(f"{table}/") and v is not None]
            if len(stated) < wrong:
                continue
            bad = rng.sample(stated, wrong)
            claims = [(bad[0], float(true[bad[0]] or 0))] if prose else None
            printed = true | {c: corrupted(float(true[c] or 0), rng) for c in bad}
            cases.append((true, bad, report_of(printed, fmt, f"r{number}", claims)))
        told = [r for _, _, r in cases]
        frame = Wide.of_reports(told)
        outcomes = OutcomeTable.of(quick_columns(ties, frame), frame["report"].tolist()).frame()
        by_report = dict(tuple(outcomes.groupby("report", sort=False)))
        for true, bad, report in cases:
            own = by_report[report.id]
            begin = time.process_time()
            found = repairs([report], own, rules).get(report.id, ())
            spent = time.process_time() - begin
            _count(total, true, bad, own["outcome"] == "fail", found, spent)
    return total


def _count(
    total: Score, true: Cells, bad: list[str], fails: pd.Series, found: tuple, spent: float
) -> None:
    total.reports += 1
    total.detected += bool(fails.any() or found)
    if not found:
        return
    total.seconds.append(spent)
    smallest = [r for r in found if r.smallest]
    total.ties[len(smallest)] += 1
    right = {c: float(true[c] or 0) for c in bad}
    total.located += set(found[0].values) == set(bad)
    total.valued += found[0].values == right
    total.listed += any(r.values == right for r in smallest)
    # What was done can be explained by fewer cells: nobody could tell from the figures.
    total.smaller += min(sum(true[c] is not None for c in r.values) for r in smallest) < len(bad)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument(
        "--sample", type=int, default=300, help="reports for the whole of check(), timed"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="kinds whose name holds this")
    given = parser.parse_args()
    kinds = [
        ("requests, one cell", "requests", 1, False, False),
        ("requests, one, zeros blank", "requests", 1, True, False),
        ("remedies, one cell", "remedies", 1, False, False),
        ("remedies, one, prose tells", "remedies", 1, False, True),
        ("requests, two cells", "requests", 2, False, False),
        ("requests, two, zeros blank", "requests", 2, True, False),
        ("requests, three cells", "requests", 3, False, False),
    ]
    print(
        f"{'corruption':<28}{'reports':>8}{'detected':>9}{'located':>9}{'valued':>9}{'listed':>9}{'fewer do':>9}"
        f"{'1 tie':>9}{'median ms':>10}{'p99 ms':>8}{'max ms':>8}"
    )
    for name, table, wrong, blanks, prose in (k for k in kinds if given.only in k[0]):
        s = score(table, wrong, given.reports, given.seed, blanks, prose)
        ms = 1000 * np.array(s.seconds)
        print(
            f"{name:<28}{s.reports:>8}{s.detected:>9}{s.located:>9}{s.valued:>9}{s.listed:>9}{s.smaller:>9}{s.ties[1]:>9}"
            f"{np.median(ms):>10.1f}{np.quantile(ms, 0.99):>8.1f}{ms.max():>8.1f}",
            flush=True,
        )
    if not given.sample:
        return
    spent = []
    for number in range(given.sample):
        rng = random.Random(f"{given.seed} {number}")
        cells = consistent("2021", rng)
        code = rng.choice([c for c in cells if c.startswith("requests/")])
        report = report_of(cells | {code: corrupted(float(cells[code] or 0), rng)}, "2021", "one")
        begin = time.process_time()
        check(report)
        spent.append(1000 * (time.process_time() - begin))
    print(
        f"check(report), all of it, {given.sample} reports: median {np.median(spent):.1f} ms, p99 {np.quantile(spent, 0.99):.1f} ms"
    )


if __name__ == "__main__":
    main()
