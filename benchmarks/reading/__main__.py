"""Readers side by side over real reports and generated layouts: cells right, open and wrong.

Command: ``python -m benchmarks.reading [--reports 2] [--real] [--each] [--reader MODULE:FUNCTION]``.
Readers whose library is not installed are left out (``pip install -e '.[bench]'`` for pdfplumber). How
others' tables are made into cells is in ``matching.py``, and how to add a reader in ``readers.py``.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from analysis.form import TABLES

from .matching import cells_of
from .material import Material, generated, real_reports
from .readers import Reader, installed, own_reader

RESULT = Path(__file__).parents[1] / "results" / "reading.json"
KINDS = ("right", "open", "wrong")


def score(reader: Reader, material: Material) -> Counter:
    """Cells by table and kind: (requests, right).

    A number that is printed is right, open (not given) or wrong; a number given where none is
    printed is wrong too.
    """
    try:
        found = cells_of(reader.read(material.data, material.name), material.fmt)
    except Exception as error:  # a reader may fail on a file in any way: all of it stays open
        found = {}
        print(f"    {reader.name}, {material.layout}: {type(error).__name__}: {error}"[:160])
    out: Counter = Counter()
    for code, value in material.expected.items():
        table, got = code.split("/")[0], found.get(code)
        if value is None:
            out[table, "wrong"] += got is not None
        elif got is None:
            out[table, "open"] += 1
        else:
            out[table, "right" if abs(got - value) < 1e-9 * max(1, abs(value)) else "wrong"] += 1
    return out


def compare(material: Iterable[Material], readers: list[Reader], each: bool) -> dict:
    """The scores of each kind of file and reader; with ``each``, printed for each file."""
    whole: dict[tuple[str, str], Counter] = {}
    files: Counter = Counter()
    for one in material:
        files[one.kind] += 1
        for reader in readers:
            if not one.name.endswith(reader.suffixes):
                continue
            found = score(reader, one)
            whole.setdefault((one.kind, reader.name), Counter()).update(found)
            if each:
                by_table = [
                    f"{table} {'/'.join(str(found[table, kind]) for kind in KINDS)}"
                    for table in TABLES
                ]
                print(f"{one.layout:<40} {one.fmt} {reader.name:<32}", *by_table, sep="  ")
    return {"files": files, "scores": whole}


def table_of(found: dict) -> dict:
    """The table of the page: a row for each kind of file and reader."""
    rows, before = [], ""
    for (kind, name), counts in found["scores"].items():
        per = {one: sum(n for (_, k), n in counts.items() if k == one) for one in KINDS}
        numbers = sum(per.values())
        by_table = [" / ".join(f"{counts[table, one]:,}" for one in KINDS) for table in TABLES]
        shown = f"**{name}**" if name == "Gouji" else name
        label = "" if kind == before else f"{kind} ({found['files'][kind]})"
        share = f"{100 * per['right'] / numbers:.1f} %"
        rows.append([label, shown, *(f"{per[one]:,}" for one in KINDS), share, *by_table])
        before = kind
    columns = ["files", "reader", *KINDS, "right of all"]
    columns += [f"table {n}: right / open / wrong" for n in "二三四"]
    return {"columns": columns, "align": ["left"] * 2 + ["right"] * 7, "rows": rows}


def main() -> None:
    """Print the scores, and keep them as the table of the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2, help="in each generated layout and form")
    parser.add_argument("--pdf-every", type=int, default=4, help="take every n-th PDF layout")
    parser.add_argument("--real", action="store_true", help="the real reports alone")
    parser.add_argument("--each", action="store_true", help="print the scores of each file")
    parser.add_argument("--reader", default="", help="a reader of yours: MODULE:FUNCTION")
    parser.add_argument("--keep", action="store_true", help=f"keep the table in {RESULT.name}")
    given = parser.parse_args()
    readers = installed() + ([own_reader(given.reader)] if given.reader else [])
    material = list(real_reports())
    if not given.real:
        material += sorted(generated(given.reports, given.pdf_every), key=lambda m: m.kind)
    table = table_of(compare(material, readers, given.each))
    for row in [table["columns"], *table["rows"]]:
        print(
            f"{row[0]:<32} {row[1]:<32}", *(f"{cell:>10}" for cell in row[2:6]), *row[6:], sep="  "
        )
    if given.keep:
        kept = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
        RESULT.write_text(
            json.dumps(kept | {"tables": [table]}, ensure_ascii=False, indent=1) + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
