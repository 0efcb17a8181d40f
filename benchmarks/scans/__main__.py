"""Generated reports printed, scanned and read from the picture: right, open, wrong per condition.

Commands::

    python -m benchmarks scans --reports 8               # every condition, both forms
    python -m benchmarks scans --reports 8 --pieces FILE # goes on where it was ended
    python -m benchmarks scans --reports 1 --beside      # other readers of the same scans as well
    python -m benchmarks scans --reports 2 --only "200 dpi, mild" --show 20

It needs Chromium and the extra ``gouji[ocr]``; Tesseract where it is installed.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from scipy.stats import beta

from analysis.form import get_form
from analysis.recognising.numbers import read_cell
from benchmarks.rendering.scanning import SCANS, Scan

from .pages import scanned_report
from .readers import READERS, can_read

RESULT = Path(__file__).parents[1] / "results" / "scans.json"
FORMS = ("2019", "2021")
OWN = "Gouji"
COLUMNS = [
    "condition",
    "reader",
    "reports",
    "cells",
    "right",
    "open",
    "wrong",
    "wrong of stated, at most (95 %)",
    "tables 三 and 四 right",
    "CPU s a page",
]
Piece = dict[str, Any]


def measured(scan: Scan, fmt: str, number: int, names: Iterable[str]) -> Iterator[Piece]:
    """What each reader makes of one report: a number that is not printed is wrong."""
    report = scanned_report(scan, fmt, number)
    for name in names:
        start = _cpu_seconds()
        got = READERS[name](report)
        seconds = _cpu_seconds() - start
        count: Counter[str] = Counter()
        missed = []
        for code, text in report.shown.items():
            want = read_cell(get_form(fmt).by_code[code], text)
            status, value = got.get(code, ("absent", None))
            if want.status != "stated" and status != "stated":
                continue
            result = "open" if status != "stated" else "right" if value == want.value else "wrong"
            count[result] += 1
            if not code.startswith("disclosure"):
                count["of tables 34"] += 1
                count["right of tables 34"] += result == "right"
            if result != "right":
                missed.append([result, code, text, status, value])
        yield {
            "scan": scan.name,
            "fmt": fmt,
            "number": number,
            "reader": name,
            "pages": len(report.pictures),
            "seconds": round(seconds, 2),
            **count,
            "missed": missed,
        }


def _cpu_seconds() -> float:
    """Of this process and of those that it waited for."""
    used = time.process_time()
    try:
        import resource
    except ImportError:
        return used
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used + others.ru_utime + others.ru_stime


def main() -> None:
    """Print the table and keep it; exit 1 on a wrong cell of ours."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=4, help="of each form, in each condition")
    parser.add_argument("--first", type=int, default=0, help="number of the first report")
    parser.add_argument("--only", action="append", help="a condition; may be given again")
    parser.add_argument("--show", type=int, default=0, help="cells not right that are listed")
    parser.add_argument("--beside", action="store_true", help="other readers as well")
    parser.add_argument("--pieces", type=Path, help="file of what is measured, one report a line")
    given = parser.parse_args()
    scans = [s for s in SCANS if not given.only or s.name in given.only]
    names = [n for n in READERS if n == OWN or (given.beside and can_read(n))]
    pieces = _kept(given.pieces)
    done = {(p["scan"], p["fmt"], p["number"], p["reader"]) for p in pieces}
    for number in range(given.first, given.first + given.reports):
        for scan in scans:
            for fmt in FORMS:
                left = [n for n in names if (scan.name, fmt, number, n) not in done]
                for piece in measured(scan, fmt, number, left) if left else ():
                    pieces.append(piece)
                    _keep(given.pieces, piece)
                    for missed in piece["missed"][: given.show]:
                        print("   ", piece["reader"], scan.name, fmt, number, *missed, flush=True)
    rows = _rows([p for p in pieces if p["scan"] in {s.name for s in scans}], names)
    for row in [COLUMNS, *rows]:
        print(" | ".join(row))
    if RESULT.exists() and not given.only:
        result = json.loads(RESULT.read_text(encoding="utf-8"))
        result["tables"][1 if given.beside else 0] |= {"columns": COLUMNS, "rows": rows}
        RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if any(p.get("wrong") for p in pieces if p["reader"] == OWN):
        sys.exit(1)


def _kept(path: Path | None) -> list[Piece]:
    if path is None or not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1]]  # the last may have been cut off


def _keep(path: Path | None, piece: Piece) -> None:
    if path is None:
        return
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(piece, ensure_ascii=False) + "\n")


def _rows(pieces: list[Piece], names: list[str]) -> list[list[str]]:
    """A row for each condition and reader, and one for all conditions of each reader."""
    scans = list(dict.fromkeys(s.name for s in SCANS))
    groups = [(scan, name) for scan in scans for name in names]
    groups += [("all", name) for name in names]
    out = []
    for scan, name in groups:
        mine = [p for p in pieces if p["reader"] == name and scan in ("all", p["scan"])]
        if mine:
            out.append([scan, name, *_figures(mine)])
    return out


def _figures(pieces: list[Piece]) -> list[str]:
    total: Counter[str] = Counter()
    for piece in pieces:
        total.update({k: v for k, v in piece.items() if isinstance(v, (int, float))})
    right, left, wrong = total["right"], total["open"], total["wrong"]
    most = f"{100 * float(beta.ppf(0.95, wrong + 1, right)):.2g} %" if right else "–"
    return [
        f"{len(pieces)}",
        f"{right + left + wrong:,}",
        f"{right:,}",
        f"{left:,}",
        f"{wrong:,}",
        most,
        f"{100 * total['right of tables 34'] / max(total['of tables 34'], 1):.2f} %",
        f"{total['seconds'] / max(total['pages'], 1):.1f}",
    ]


if __name__ == "__main__":
    main()
