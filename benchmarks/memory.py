"""Memory over a corpus of many documents: whether it stays flat.

Command: ``python -m benchmarks.memory [--documents 10000] [--folder FOLDER] [--keep]``. Writes that many distinct reports (of 100: 55 HTML, 25
text, 10 Word, 6 XLSX, 4 PDF), reads them all through ``each_report`` in worker processes, and prints every tenth of the way the
resident memory of this process and of its workers. ``--keep`` holds all reports, as ``load_reports`` does.
"""

import argparse
import os
import random
import tempfile
import time
from pathlib import Path

from analysis.errors import InputError
from analysis.reading import guard
from analysis.running.corpus import each_report, sources

from .exactness import STYLES
from .rendering import html, office, text
from .rendering.forms import printed, random_cells, tables
from .rendering.rawpdf import rawpdf

KINDS = ["html"] * 55 + ["txt"] * 25 + ["docx"] * 10 + ["xlsx"] * 6 + ["pdf"] * 4


def write(folder: Path, documents: int, seed: int = 1) -> None:
    """Distinct reports, each of its own agency and year."""
    rng = random.Random(seed)
    for number in range(documents):
        fmt, style = rng.choice(["2019", "2021"]), STYLES[rng.choice(list(STYLES))]
        parts = tables(fmt, style, printed(random_cells(fmt, rng), fmt, style, rng))
        agency, year, kind = (
            f"某市第{number // 8 + 1}区自然资源局",
            2019 + number % 8,
            rng.choice(KINDS),
        )
        if kind == "html":
            data = html.page(agency, year, parts, rng).encode()
        elif kind == "txt":
            data = text.text(agency, year, parts, rng.choice("ABCDE")).encode()
        elif kind == "docx":
            data = office.docx(agency, year, parts)
        elif kind == "xlsx":
            data = office.xlsx(agency, year, parts, True, False)
        else:
            data = rawpdf(agency, year, parts)
        own = folder / f"{number // 1000:03d}"
        own.mkdir(parents=True, exist_ok=True)
        (own / f"{number:06d}.{kind}").write_bytes(data)


def resident(pid: int | str = "self") -> float:
    """Resident memory of a process in MB; 0 where it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0


def workers() -> list[float]:
    """Resident memory of the workers in MB; what a fork shares with this process is counted in each."""
    pids = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [round(resident(pid), 0) for pid in pids]


def main() -> None:
    """Print a line for each tenth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        if not folder.exists() or not any(folder.iterdir()):
            write(folder, given.documents)
        found, problems = sources([folder])
        kept, refused, start, step = (
            [],
            len(problems),
            time.perf_counter(),
            max(len(found) // 10, 1),
        )
        print(f"{len(found)} documents\n   read  refused  parent MB  workers MB  seconds")
        for number, (_, outcome) in enumerate(each_report(found), start=1):
            refused += isinstance(outcome, InputError)
            if given.keep:
                kept.append(outcome)
            if number % step == 0 or number == 1:
                took = time.perf_counter() - start
                print(
                    f"{number:7d}  {refused:7d}  {resident():9.0f}  {workers()}  {took:7.1f}",
                    flush=True,
                )
        guard.close()


if __name__ == "__main__":
    main()
