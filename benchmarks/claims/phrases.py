"""How well the numbers of prose are bound to cells.

Command: ``python -m benchmarks.claims.phrases PHRASES.csv [--show]``. The file has ``agency, year, phrase, value, target, why_not``: phrases in the
order of each report, the figure, and the cell or sum of cells it speaks of, or why it speaks of none. Each report's phrases are joined as
prose in several ways and read without any table. Prints, for each way, the figures bound right, bound wrong, missed, and rows that should not
be there; recall = right / figures with a target, precision = right / rows; and, for one way, the confusion by kind.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pandas as pd

from analysis.recognising.claims.reader import read_claims
from analysis.recognising.report import CELL_COLUMNS

NO_CELLS = pd.DataFrame(columns=CELL_COLUMNS)
Join = Callable[[list[str]], list[tuple[str, str]]]
JOINS: dict[str, Join] = {
    "one paragraph, 。": lambda p: [("。".join(p) + "。", "line 1")],
    "one paragraph, ，": lambda p: [("，".join(p) + "。", "line 1")],
    "one paragraph, ；": lambda p: [("；".join(p) + "。", "line 1")],
    "a line each": lambda p: [(phrase, f"line {i}") for i, phrase in enumerate(p, 1)],
    "a line each, 。": lambda p: [(phrase + "。", f"line {i}") for i, phrase in enumerate(p, 1)],
}


@dataclass
class Score:
    """Figures of one way of joining."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    spurious: int = 0
    rows: int = 0
    cases: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.wrong + self.missed)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.rows)


def kind_of(target: str, why_not: str = "") -> str:
    """Rough kind of a figure, for the table."""
    if not target:
        return f"left alone: {why_not or '?'}"
    if " % " in target:
        return "percentage"
    if " | " in target or " & " in target or " + " in target:
        return f"{target.split('/')[0]}, combined"
    table, item, column = target.split("/")
    return f"{table}, {'applicants' if column in ('natural_person', 'legal_persons') else item.split('.')[0]}"


def number(printed: str) -> float:
    return float(printed.rstrip("%"))


def score(rows: list[dict[str, str]], join: Join) -> Score:
    """Match the claims of each report to the figures expected of it, each claim to one figure."""
    total = Score()
    for agency, group in groupby(rows, key=lambda r: (r["agency"], r["year"])):
        expected = list(group)
        phrases = [p for p, _ in groupby(r["phrase"] for r in expected)]
        claims = read_claims(join(phrases), NO_CELLS, year=int(agency[1]))
        left = [(c.target, float(c.value), c.phrase) for c in claims.itertuples()]
        total.rows += len(left)
        wanted = [r for r in expected if r["target"]]
        open_: list[dict[str, str]] = []
        for row in wanted:
            match = next(
                (
                    c
                    for c in left
                    if c[0] == row["target"] and abs(c[1] - number(row["value"])) < 1e-6
                ),
                None,
            )
            if match is None:
                open_.append(row)
            else:
                left.remove(match)
                total.right += 1
                total.cases.append(
                    ("right", kind_of(row["target"]), kind_of(match[0]), row["phrase"], match[2])
                )
        for row in open_:
            match = next((c for c in left if abs(c[1] - number(row["value"])) < 1e-6), None)
            if match is None:
                total.missed += 1
                total.cases.append(
                    ("missed", kind_of(row["target"]), "none", f"{agency[0]}: {row['phrase']}", "")
                )
            else:
                left.remove(match)
                total.wrong += 1
                total.cases.append(
                    (
                        "wrong",
                        kind_of(row["target"]),
                        match[0],
                        f"{agency[0]}: {row['phrase']}",
                        match[2],
                    )
                )
        for target, value, phrase in left:
            alone = next(
                (r for r in expected if not r["target"] and number(r["value"]) == value), None
            )
            total.spurious += 1
            why = kind_of("", alone["why_not"]) if alone else "no such figure, or said twice"
            total.cases.append(
                (
                    "spurious",
                    why,
                    f"{target}={value:g}",
                    f"{agency[0]}: {alone['phrase'] if alone else ''}",
                    phrase,
                )
            )
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("--show", action="store_true", help="print every figure that is not right")
    options = parser.parse_args()
    with options.phrases.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    print(
        f"{options.phrases.name}: {len(rows)} figures, {sum(bool(r['target']) for r in rows)} with a target"
    )
    print(
        f"{'joined as':<22}{'right':>7}{'wrong':>7}{'missed':>7}{'spurious':>9}{'recall':>9}{'precision':>10}"
    )
    scores = {name: score(rows, join) for name, join in JOINS.items()}
    for name, s in scores.items():
        print(
            f"{name:<22}{s.right:>7}{s.wrong:>7}{s.missed:>7}{s.spurious:>9}{s.recall:>9.1%}{s.precision:>10.1%}"
        )
    first = next(iter(scores.values()))
    print("\nby kind (first way of joining)")
    table: dict[str, Counter[str]] = {}
    for outcome, kind, *_ in first.cases:
        table.setdefault(kind, Counter())[outcome] += 1
    for row in rows:  # those left alone as they should be
        if not row["target"]:
            table.setdefault(kind_of("", row["why_not"]), Counter())["left alone"] += 1
    columns = ("right", "wrong", "missed", "spurious", "left alone")
    print(f"{'kind':<42}" + "".join(f"{c:>11}" for c in columns))
    for kind, counts in sorted(table.items()):
        counts["left alone"] -= counts["spurious"] if kind.startswith("left alone") else 0
        print(f"{kind:<42}" + "".join(f"{counts[c] or '':>11}" for c in columns))
    if options.show:
        for name, s in scores.items():
            print(f"\n{name}")
            for case in s.cases:
                if case[0] != "right":
                    print("  " + " | ".join(case))
    return 0


if __name__ == "__main__":
    sys.exit(main())
