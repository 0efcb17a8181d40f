"""Mutated documents: whatever the bytes, a report or the one documented error, and no hang.

Command: ``python -m benchmarks.fuzz [--documents 20000] [--seed 1]``. Takes rendered reports of every kind, mutates them (bytes flipped, cut, repeated,
spliced; tags and separators dropped or doubled), reads each, and prints how many were read, refused, or broke the promise.
"""

import argparse
import random
import sys
import time
import traceback
from collections import Counter

from analysis.errors import InputError
from analysis.reading.document import read_bytes
from analysis.recognising import recognise

from .exactness import STYLES, layouts
from .rendering.forms import printed, random_cells, tables

SLOW = 5.0


def seeds(rng: random.Random) -> list[tuple[bytes, str]]:
    """One rendered report for each layout that needs no browser."""
    out = []
    for layout in layouts():
        if not layout.name.startswith("pdf"):
            shown = printed(random_cells("2021", rng), "2021", STYLES["mixed zeros"], rng)
            out.append(layout.render("2021", tables("2021", layout.style, shown), rng))
    return out


def mutate(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A few changes, of bytes or of what stands between tags and separators."""
    for _ in range(rng.randint(1, 6)):
        at, to = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
        kind = rng.randrange(9)
        if kind == 0 and data:
            data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[min(to, at + rng.randint(1, 400)) :]
        elif kind == 2:
            data = data[:to] + data[at : min(to, at + 2000)] + data[to:]
        elif kind == 3:
            data = data[:at] + other[at : at + rng.randint(1, 3000)] + data[at:]
        elif kind == 4:
            data = data[:at]
        elif kind == 5:
            data = data.replace(
                rng.choice([b"</td>", b"</tr>", b"|", b"<td>", b"\n", b" rowspan=8", b"0"]), b"", rng.randint(1, 5)
            )
        elif kind == 6:
            data = data.replace(
                rng.choice([b"<tr>", b"|", b"<td>", b"\n", b"0", b"<table"]),
                rng.choice([b"<table><td>", b"||", b"\0", b"9" * 30]),
                rng.randint(1, 5),
            )
        elif kind == 7:
            data = (
                data[:at]
                + rng.choice(
                    [
                        b"\xff\xfe",
                        b"\x00",
                        b"&#x0;",
                        b"<!--",
                        b"]]>",
                        "自然人".encode(),
                        "（七）总计".encode(),
                        b"%PDF-",
                        b"PK\x03\x04",
                    ]
                )
                + data[at:]
            )
        else:
            data = data.replace(b"colspan=", rng.choice([b"colspan=-", b"colspan=9999999", b"rowspan="]), rng.randint(1, 3))
        data = data[:400_000]
    return data


def main() -> None:
    """Print the tally; exit 1 when the promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    corpus, tally, worst = seeds(rng), Counter[str](), 0.0
    start = time.perf_counter()
    for number in range(given.documents):
        data, name = rng.choice(corpus)
        data = mutate(data, rng.choice(corpus)[0], rng)
        began = time.perf_counter()
        try:
            recognise(read_bytes(data, name), {})
            tally["read"] += 1
        except InputError as error:
            tally["refused"] += 1
            if "\n" in str(error):
                tally["message of several lines"] += 1
        except Exception:
            tally["broken"] += 1
            print(f"document {number} ({name}):\n{traceback.format_exc(limit=-4)}", file=sys.stderr)
        took = time.perf_counter() - began
        worst = max(worst, took)
        tally["slow"] += took > SLOW
    print(
        f"{given.documents} documents, seed {given.seed}: {dict(tally)}; slowest {worst:.2f} s; {time.perf_counter() - start:.0f} s in all"
    )
    sys.exit(bool(tally["broken"] or tally["slow"] or tally["message of several lines"]))


if __name__ == "__main__":
    main()
