"""Structural damage: tables that lost or gained cells and spans, and whether any figure is then told of the wrong cell.

Command: ``python -m benchmarks.damage [--pages 2000] [--seed 1] [--show 5]``. A random report is laid out, damaged as careless editing damages pages
(a cell dropped, doubled or inserted, a span lost or too long, a row doubled, a column added, header cells exchanged), and read. Every figure is printed
with a mark that tells its cell (so that no two are equal), hence a figure stated of another cell is seen. Prints, by kind of damage, figures right, left
open, and silent errors.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from analysis.errors import InputError
from analysis.form import get_form
from analysis.reading.document import read_bytes
from analysis.recognising.numbers import read_cell
from analysis.recognising.recognise import recognise

from .exactness import AGENCY, STYLES, YEAR
from .rendering import html
from .rendering.forms import Table, Td, printed, random_cells, tables

Damage = Callable[[Table, random.Random], None]


def _values(table: Table) -> list[tuple[int, int]]:
    """Places of cells that hold figures or nothing."""
    return [
        (r, c)
        for r, row in enumerate(table)
        for c, td in enumerate(row)
        if not td.text or any(x.isdigit() for x in td.text[:3])
    ]


def _any(table: Table) -> list[tuple[int, int]]:
    return [(r, c) for r, row in enumerate(table) for c in range(len(row))]


def drop_value(table: Table, rng: random.Random) -> None:
    """A cell of figures is missing."""
    if places := _values(table):
        r, c = rng.choice(places)
        del table[r][c]


def drop_any(table: Table, rng: random.Random) -> None:
    """Any cell is missing."""
    r, c = rng.choice(_any(table))
    del table[r][c]


def double(table: Table, rng: random.Random) -> None:
    """A cell stands twice."""
    r, c = rng.choice(_any(table))
    table[r].insert(c, table[r][c])


def insert_blank(table: Table, rng: random.Random) -> None:
    """An empty cell is put in."""
    r, c = rng.choice(_any(table))
    table[r].insert(c, Td(""))


def lose_rowspan(table: Table, rng: random.Random) -> None:
    """A cell that spans rows spans none."""
    if spans := [(r, c) for r, c in _any(table) if table[r][c].height > 1]:
        r, c = rng.choice(spans)
        table[r][c] = replace(table[r][c], height=1)


def lose_all_rowspans(table: Table, rng: random.Random) -> None:
    """No cell spans rows."""
    for r, c in _any(table):
        table[r][c] = replace(table[r][c], height=1)


def long_rowspan(table: Table, rng: random.Random) -> None:
    """A cell spans one row too many."""
    spans = [(r, c) for r, c in _any(table) if table[r][c].height > 1] or _any(table)
    r, c = rng.choice(spans)
    table[r][c] = replace(table[r][c], height=table[r][c].height + 1)


def lose_colspan(table: Table, rng: random.Random) -> None:
    """A cell that spans columns spans one."""
    if spans := [(r, c) for r, c in _any(table) if table[r][c].width > 1]:
        r, c = rng.choice(spans)
        table[r][c] = replace(table[r][c], width=1)


def other_colspan(table: Table, rng: random.Random) -> None:
    """A span of columns is one too many or too few."""
    spans = [(r, c) for r, c in _any(table) if table[r][c].width > 1] or _any(table)
    r, c = rng.choice(spans)
    table[r][c] = replace(table[r][c], width=max(1, table[r][c].width + rng.choice([-1, 1])))


def double_row(table: Table, rng: random.Random) -> None:
    """A row stands twice."""
    r = rng.randrange(len(table))
    table.insert(r, list(table[r]))


def drop_row(table: Table, rng: random.Random) -> None:
    """A row is missing."""
    del table[rng.randrange(len(table))]


def blank_column(table: Table, rng: random.Random) -> None:
    """Every row ends in an empty cell."""
    for row in table:
        row.append(Td(""))


def lose_header(table: Table, rng: random.Random) -> None:
    """The text of a header or label is lost."""
    if texts := [
        (r, c)
        for r, c in _any(table)
        if len(table[r][c].text) > 1 and not any(x.isdigit() for x in table[r][c].text[1:])
    ]:
        r, c = rng.choice(texts)
        table[r][c] = replace(table[r][c], text=rng.choice(["", "？？", table[r][c].text[:2]]))


KINDS: tuple[Damage, ...] = (
    drop_value,
    drop_any,
    double,
    insert_blank,
    lose_rowspan,
    lose_all_rowspans,
    long_rowspan,
    lose_colspan,
    other_colspan,
    double_row,
    drop_row,
    blank_column,
    lose_header,
)
# Those that change how many cells a row has: one of them to a table.
CELLS = (drop_value, drop_any, double, insert_blank, lose_colspan, other_colspan)
SHAPES = (
    "plain",
    "cut",
    "cut in group",
    "fifth column",
    "remedies apart",
    "apart",
    "one table",
    "mixed zeros",
    "blank zeros",
)


def case(number: int, seed: int, most: int) -> tuple[str, str, list[str], dict[str, str], bytes]:
    """A damaged page: shape, form, kinds of damage, what was printed, and the page."""
    rng = random.Random(f"damage {seed} {number}")
    fmt, shape = rng.choice(["2019", "2021"]), rng.choice(SHAPES)
    shown = printed(random_cells(fmt, rng), fmt, STYLES[shape], rng)
    parts = tables(fmt, STYLES[shape], shown)
    kinds = [rng.choice(KINDS) for _ in range(rng.randint(1, most))]
    physical = [t for _, made in parts for t in made]
    hit: set[int] = set()
    for kind in kinds:
        table = rng.choice(physical)
        if kind in CELLS and id(table) in hit:
            continue  # a cell dropped and another doubled make up for each other: that, nobody can see
        hit |= {id(table)} if kind in CELLS else set()
        kind(table, rng)
        table[:] = [row for row in table if row] or [[Td("")]]
    return (
        shape,
        fmt,
        [k.__name__ for k in kinds],
        shown,
        html.page(AGENCY, YEAR, parts, rng).encode(),
    )


def main() -> None:
    """Print the tally; exit 1 on a silent error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=2, help="kinds of damage on one page, at most")
    parser.add_argument("--show", type=int, default=0, help="silent errors to print")
    parser.add_argument("--open", default="", help="print what is left open under this kind")
    given = parser.parse_args()
    tally: dict[str, Counter[str]] = {}
    told = 0
    for number in range(given.pages):
        shape, fmt, kinds, shown, page = case(number, given.seed, given.most)
        mine = tally.setdefault(kinds[0] if len(kinds) == 1 else "several", Counter())
        mine["pages"] += 1
        try:
            report = recognise(read_bytes(page, "page.html"), {})
        except InputError:
            mine["refused"] += 1
            continue
        if report.format != fmt:
            mine["other form"] += 1
            continue
        wrong, left = [], []
        for c in report.cells.itertuples():
            code = f"{c.table}/{c.item}/{c.column}"
            want = read_cell(get_form(fmt).by_code[code], shown[code])
            mine["printed"] += want.status == "stated"
            mine["right"] += c.status == want.status == "stated" and c.value == want.value
            mine["open"] += want.status == "stated" != c.status
            if want.status == "stated" != c.status:
                left.append(f"{code} {shown[code]!r} {c.status}")
            if c.status == "stated" and c.value != want.value:
                wrong.append(f"{code}: printed {shown[code]!r}, told {c.printed!r} ({c.where})")
        mine["silent"] += len(wrong)
        if left and given.open in kinds and len(kinds) == 1:
            print(f"page {number} ({shape}, {fmt}): {left[:6]}")
        if wrong and told < given.show:
            told += 1
            print(f"page {number} ({shape}, {fmt}; {', '.join(kinds)}): {wrong[:6]}")
    names = ("pages", "printed", "right", "open", "silent", "refused", "other form")
    print(f"{'damage':<18}" + "".join(f"{n:>11}" for n in names))
    for kind in sorted(tally):
        print(f"{kind:<18}" + "".join(f"{tally[kind][n]:>11}" for n in names))
    total = sum(tally.values(), Counter())
    print(f"{'all':<18}" + "".join(f"{total[n]:>11}" for n in names))
    sys.exit(bool(total["silent"]))


if __name__ == "__main__":
    main()
