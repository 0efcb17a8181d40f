"""Generated reports printed, scanned and read from the picture: right, open, wrong per condition.

Commands::

    python -m benchmarks scans --reports 4            # every condition, both forms
    python -m benchmarks scans --reports 2 --only "200 dpi, mild"

It needs Chromium and the extra ``gouji[ocr]``.
"""

import argparse
import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from analysis.errors import InputError
from analysis.form import get_form
from analysis.reading.document import read_bytes
from analysis.recognising.numbers import read_cell
from analysis.recognising.recognise import recognise
from benchmarks.exactness import STYLES
from benchmarks.rendering import forms, html, pdf
from benchmarks.rendering.scanning import SCANS, Scan, scanned

AGENCY = "湘乡县财政局"
COLUMNS = [
    "condition",
    "cells",
    "right",
    "open",
    "wrong",
    "tables 三 and 四 stated",
    "CPU s a page",
]


def pages_of(scan: Scan, fmt: str, number: int) -> tuple[bytes, dict[str, str], int]:
    """A scanned report as a PDF of pictures, what is printed in each cell, and how many pages."""
    rng = random.Random(f"{fmt} {number}")
    style = STYLES["plain" if number % 3 else "mixed zeros"]
    shown = forms.printed(forms.random_cells(fmt, rng), fmt, style, rng)
    year = 2020 if fmt == "2019" else 2023
    page = html.page(AGENCY, year, forms.tables(fmt, style, shown), rng, chatter=False)
    document = pypdfium2.PdfDocument(pdf.printed(page, pdf.SHEETS[scan.css]))
    seed = np.random.default_rng([number, int(fmt), sum(map(ord, scan.name))])
    pictures = [
        scanned(page.render(scale=scan.dots / 72).to_pil(), scan, seed) for page in document
    ]
    kept = io.BytesIO()
    first: Image.Image = pictures[0]
    first.save(kept, "PDF", save_all=True, append_images=pictures[1:], resolution=scan.dots)
    return kept.getvalue(), shown, len(pictures)


def score(scan: Scan, numbers: range, show: int) -> Counter[str]:
    """Count right, open and wrong cells of some reports of both forms."""
    total: Counter[str] = Counter()
    for number in numbers:
        for fmt in ("2019", "2021"):
            data, shown, pages = pages_of(scan, fmt, number)
            start = time.process_time()
            got = _read(data)
            total["seconds"] += time.process_time() - start  # type: ignore[assignment]
            total["pages"] += pages
            for code, status, value, want in _compared(got, shown, fmt):
                stated = want.status == "stated"
                result = "open"
                if status == "stated":
                    result = "right" if stated and value == want.value else "wrong"
                elif not stated and status == want.status:
                    result = "right"
                total[result] += 1
                if not code.startswith("disclosure"):
                    total["of 34"] += 1
                    total["stated of 34"] += result == "right"
                if result == "wrong" or (result == "open" and show > 0):
                    show -= 1
                    print(
                        "   ",
                        result,
                        fmt,
                        number,
                        code,
                        repr(shown[code]),
                        status,
                        value,
                        got.get(code, ("", None, "", ""))[2:],
                    )
    return total


def _read(data: bytes) -> dict[str, tuple[str, float | None, str, str]]:
    try:
        report = recognise(read_bytes(data, "scan.pdf"), {}, partial=True)
    except InputError:
        return {}
    return {
        f"{c.table}/{c.item}/{c.column}": (c.status, c.value, c.printed, c.where)
        for c in report.cells.itertuples()
    }


def _compared(got: dict, shown: dict[str, str], fmt: str) -> Iterator[tuple]:
    for code, text in shown.items():
        status, value, *_ = got.get(code, ("absent", None))
        yield code, status, value, read_cell(get_form(fmt).by_code[code], text)


def main() -> None:
    """Print the table and keep it; exit 1 on a wrong cell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=4, help="of each form, in each condition")
    parser.add_argument("--first", type=int, default=0, help="number of the first report")
    parser.add_argument("--only", default="", help="conditions whose name holds this")
    parser.add_argument("--show", type=int, default=0, help="open cells that are listed")
    given = parser.parse_args()
    whole: Counter[str] = Counter()
    rows = []
    print(" | ".join(COLUMNS))
    for scan in (s for s in SCANS if given.only in s.name):
        numbers = range(given.first, given.first + given.reports)
        found = score(scan, numbers, given.show)
        whole.update(found)
        rows.append(_row(scan.name, found))
        print(" | ".join(map(str, rows[-1])), flush=True)
    rows.append(_row("all", whole))
    print(" | ".join(map(str, rows[-1])))
    path = Path(__file__).parent / "results" / "scans.json"
    if path.exists() and not given.only:
        kept = json.loads(path.read_text(encoding="utf-8"))
        kept["tables"][0]["rows"] = rows
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(bool(whole["wrong"]))


def _row(name: str, found: Counter[str]) -> list[str]:
    cells = found["right"] + found["open"] + found["wrong"]
    share = 100 * found["stated of 34"] / max(found["of 34"], 1)
    return [
        name,
        f"{cells:,}",
        f"{found['right']:,}",
        f"{found['open']:,}",
        f"{found['wrong']:,}",
        f"{share:.2f} %",
        f"{found['seconds'] / max(found['pages'], 1):.1f}",
    ]


if __name__ == "__main__":
    main()
