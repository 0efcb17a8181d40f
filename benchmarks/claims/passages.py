"""Passages that others wrote and annotated, read as a report's prose: what is found, missed, false.

Command: ``python -m benchmarks.claims.passages [FILE …] [--show]``. Each file of ``passages/`` holds a hundred passages of invented
agencies, a JSON object a line: ``year``, ``agency``, ``text`` and ``claims``: ``code`` (a cell, or a sum as ``requests/refused.*/total``),
``value``, ``sure``. Its author had seen neither our code nor our wordings, and annotated before anything was run. A claim that is not sure
(a phrase with two readings) counts neither as missed nor as false; nor does 全部…答复 without a number.
"""

import argparse
import fnmatch
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.form import APPLICANTS, get_form
from analysis.recognising.claims.verdicts import ELSEWHERE
from analysis.recognising.source import report_in

FOLDER = Path(__file__).with_name("passages")
_LEGAL = APPLICANTS[1:-1]
Cells = frozenset[str]


@dataclass
class Found:
    """What became of the claims of passages; ``faults`` has a line for each that is not right."""

    sure: int = 0
    right: int = 0
    stated: int = 0
    wrong_agencies: int = 0
    faults: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        return (
            f"{name}: recall {self.right}/{self.sure} = {self.right / max(1, self.sure):.1%}, "
            f"precision {self.right}/{self.stated} = {self.right / max(1, self.stated):.1%}, "
            f"wrong agencies {self.wrong_agencies}"
        )


def cells_of(code: str, year: int) -> Cells:
    """The cells that a code, a pattern or a sum of them names."""
    known = [cell.code for cell in get_form("2021" if year >= 2021 else "2019").cells]
    found: list[str] = []
    for part in re.split(r"\s*\+\s*", code):
        if "*" in part:
            found += [cell for cell in known if fnmatch.fnmatchcase(cell, part)]
        elif part.endswith("/legal_persons"):
            found += [part.replace("legal_persons", kind) for kind in _LEGAL]
        else:
            found.append(part)
    return frozenset(found)


def claims_of(passage: dict[str, Any], folder: Path) -> tuple[tuple[str, int], list[Any]]:
    """Agency and year, and the claims, of a report that has nothing but the passage."""
    path = folder / "report.txt"
    title = f"{passage['agency']}{passage['year']}年政府信息公开工作年度报告"
    path.write_text(f"{title}\n一、总体情况\n{passage['text']}\n", encoding="utf-8")
    report = report_in(path, partial=True)
    stated = [c for c in report.claims.itertuples() if c.verdict != ELSEWHERE]
    return (report.agency, report.year), [c for c in stated if " % " not in c.target]


def wanted_of(passage: dict[str, Any]) -> Iterator[tuple[Cells, float, bool, str]]:
    """The annotated claims: cells, value, whether sure, and the code as it is written."""
    for claim in passage["claims"]:
        cells = frozenset(claim.get("cells") or cells_of(claim["code"], passage["year"]))
        yield cells, claim["value"], claim["sure"], claim["code"]


def score(passage: dict[str, Any], found: Found, folder: Path) -> None:
    """Read a passage and count."""
    name = f"{passage['id']} :: {passage['text']}"
    agency, stated = claims_of(passage, folder)
    if agency != (passage["agency"], passage["year"]):
        found.wrong_agencies += 1
        found.faults.append(f"AGENCY {agency} {name}")
    wanted = list(wanted_of(passage))
    sought = {cells for cells, *_ in wanted}
    left = {}
    each = ((claim, target) for claim in stated for target in claim.target.split(" & "))
    for n, (claim, target) in enumerate(each):
        either = [cells_of(code, passage["year"]) for code in target.split(" | ")]
        cells = next((cells for cells in either if cells in sought), either[0])
        left[n] = (cells, claim.value, claim)
    for cells, value, sure, code in wanted:
        same = [n for n, (own, is_, _) in left.items() if is_ == value and own == cells]
        if not same and value == 0:  # a sum of nought may be found cell by cell
            parts = [n for n, (own, is_, _) in left.items() if is_ == 0 and own <= cells]
            if frozenset().union(*(left[n][0] for n in parts)) == cells:
                same = parts
        for n in same:
            del left[n]
        if sure:
            found.sure += 1
            found.right += bool(same)
            found.stated += bool(same)
            if not same:
                found.faults.append(f"MISSED {code}={value:g} {name}")
    open_values = {value for _, value, sure, _ in wanted if not sure}
    none = frozenset().union(*(cells for cells, value, _, _ in wanted if value == 0))
    known = {(cells, value) for cells, value, _, _ in wanted}
    for own, value, claim in left.values():
        if (own, value) in known or (value == 0 and own <= none):
            continue  # said twice
        # One that gives no number of its own (全部…答复) rests on another claim.
        if value not in open_values and re.search(
            r"\d|[一二两三四五六七八九十零无未没]", claim.phrase
        ):
            found.stated += 1
            found.faults.append(f"FALSE {claim.target}={value:g} [{claim.phrase}] {name}")


def main() -> None:
    """Print a line for each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(FOLDER.glob("*.jsonl")))
    parser.add_argument("--show", action="store_true", help="each fault")
    asked = parser.parse_args()
    for file in asked.files:
        found = Found()
        with tempfile.TemporaryDirectory() as folder:
            for line in file.read_text(encoding="utf-8").splitlines():
                score(json.loads(line), found, Path(folder))
        print(found.line(file.stem))
        if asked.show:
            print("\n".join(found.faults))


if __name__ == "__main__":
    main()
