"""How many agencies' names are understood: right, left open, said where nothing may be said, wrong; by list and by column.

Command: ``python -m benchmarks.agencies [LIST.csv ...]``. The lists lie in ``tests/fixtures/agencies``: ``composed`` is what the rules
were made with; the two others were held out, and scored before a rule was changed for them (docs/groups.md has those figures).
"""

import csv
import sys
import time
from pathlib import Path

from analysis.assessing.agencies.classify import agency_of

LISTS = Path(__file__).parents[1] / "tests" / "fixtures" / "agencies"
COLUMNS = ("level", "kind", "sector", "division")
YEAR = 2022


def score(path: Path) -> dict[str, list[str]]:
    """For each column and for the whole, the verdict on each name of a list: right, open, overclaimed or wrong."""
    out: dict[str, list[str]] = {column: [] for column in (*COLUMNS, "whole")}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found = agency_of(row["name"], year=YEAR)
            verdicts = [_verdict(getattr(found, column), row[column]) for column in COLUMNS]
            for column, verdict in zip(COLUMNS, verdicts, strict=True):
                out[column].append(verdict)
            worst = next((v for v in ("wrong", "overclaimed", "open") if v in verdicts), "right")
            out["whole"].append(worst)
            if worst != "right":
                print(f"  {worst}: {row['name']}: {found}")
    return out


def _verdict(found: str, wanted: str) -> str:
    if found == wanted:
        return "right"
    return "open" if not found else "wrong" if wanted else "overclaimed"


def main() -> None:
    """Score the lists and print a table."""
    for path in [Path(p) for p in sys.argv[1:]] or sorted(LISTS.glob("*.csv")):
        start = time.process_time()
        verdicts = score(path)
        names = len(verdicts["whole"])
        print(
            f"{path.stem}: {names} names, {(time.process_time() - start) / names * 1e6:.0f} µs a name"
        )
        for column, own in verdicts.items():
            print(
                f"  {column:<9}"
                + "".join(
                    f"{own.count(v):>6} {v}" for v in ("right", "open", "overclaimed", "wrong")
                )
            )


if __name__ == "__main__":
    main()
