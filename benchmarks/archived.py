"""Silent errors in texts as archives hold them: tables in another order, without separators, two years, notes on figures.

Command: ``python -m benchmarks.archived [--documents 2000] [--seed 1] [--only N] [--show]``. Each document is a random
report (balanced, or with one to three wrong figures in a row or column) whose tables were changed as agencies change them
and written as programs write text. A value that is stated and is not what was printed in that cell is a silent error.
Exits 1 on one, and prints how it can be made again.
"""

import argparse
import random
import re
import sys
from collections.abc import Callable
from dataclasses import replace

from analysis.errors import InputError
from analysis.form import APPLICANTS, get_form
from analysis.reading.document import read_bytes
from analysis.recognising.numbers import read_cell
from analysis.recognising.recognise import recognise

from .exactness import AGENCY, YEAR
from .noise import STYLES
from .rendering import text
from .rendering.forms import Table, Td, printed, random_cells, tables

Parts = dict[str, list[Table]]
Change = Callable[[Parts, random.Random], None]


# ---------------------------------------------------------------- figures
def figures(fmt: str, rng: random.Random) -> tuple[str, dict[str, float]]:
    """What kind of report, and its figures."""
    cells = random_cells(fmt, rng)
    kind = rng.choice(["any", "any", "any", "zero", "sparse", "sparse", "tiny", "huge"])
    if kind == "zero":
        cells = dict.fromkeys(cells, 0)
    elif kind in ("sparse", "tiny", "huge"):
        cells |= dict.fromkeys((c for c in cells if not c.startswith("disclosure/")), 0)
        size = {"sparse": 30, "tiny": 2, "huge": 9_999_999}[kind]
        for who in rng.sample(APPLICANTS[:-1], rng.randint(1, 3)):
            for item in rng.sample(["granted", "partly_granted"], rng.randint(1, 2)):
                _add(cells, item, who, rng.randint(1, size))
        if rng.random() < 0.5:
            for name in ("upheld", "total"):
                cells[f"remedies/review/{name}"] = rng.randint(1, size)
            cells["remedies/review/total"] = cells["remedies/review/upheld"]
    return kind, cells


def _add(cells: dict[str, float], item: str, who: str, number: int) -> None:
    for row in (item, "received", "concluded"):
        cells[f"requests/{row}/{who}"] += number
        cells[f"requests/{row}/total"] += number


def errors(shown: dict[str, str], rng: random.Random) -> dict[str, str]:
    """One to three figures of a row or column of table 三, or of table 四, that are not what they should be."""
    codes = list(shown)
    first = rng.choice([c for c in codes if c.startswith("re")])
    table, item, column = first.split("/")
    mine = [c for c in codes if c.startswith(f"{table}/{item}/")]
    if rng.random() < 0.5:
        mine = [c for c in codes if c.startswith(f"{table}/") and c.endswith(f"/{column}")]
    out = dict(shown)
    for code in rng.sample(mine, min(len(mine), rng.randint(1, 3))):
        old = re.sub(r"\D", "", shown[code]) or "0"
        out[code] = str(max(0, int(old) + rng.choice([-10, -2, -1, 1, 2, 3, 7, 9, 10, 90, 100])))
    return out


# ---------------------------------------------------------------- tables
def _order_of_applicants(parts: Parts, rng: random.Random) -> None:
    """Columns of table 三 in another order, named in the header."""
    order = rng.choice(["total first", "kinds", "natural last", "total after natural"])
    kinds = list(range(1, 6))
    if order == "kinds":
        rng.shuffle(kinds)
    at = {
        "total first": [6, 0, *kinds],
        "kinds": [0, *kinds, 6],
        "natural last": [*kinds, 0, 6],
        "total after natural": [0, 6, *kinds],
    }[order]
    for table in parts["三"]:
        for n, row in enumerate(table):
            names = [td.text.replace(" ", "").replace("\n", "") for td in row]
            if "自然人" in names:
                natural, group, total = row[-3:]
                new = {
                    "total first": [total, natural, group],
                    "natural last": [group, natural, total],
                    "total after natural": [natural, total, group],
                }.get(order, [natural, group, total])
                table[n] = [*row[:-3], *new]
            elif "商业企业" in names:
                table[n] = [row[k - 1] for k in kinds]
            elif len(row) > 7:
                values = row[-7:]
                table[n] = [*row[:-7], *(values[k] for k in at)]


def _rows_swapped(parts: Parts, rng: random.Random) -> None:
    """Two rows of table 三 change places; what leads their groups stays."""
    for table in parts["三"]:
        rows = [n for n, row in enumerate(table) if len(row) > 7 and row[-8].text[:1].isdigit()]
        if len(rows) > 2:
            a, b = rng.sample(rows, 2)
            table[a], table[b] = [*table[a][:-8], *table[b][-8:]], [*table[b][:-8], *table[a][-8:]]


def _suits_swapped(parts: Parts, rng: random.Random) -> None:
    for table in parts["四"]:
        for n, row in enumerate(table):
            names = [td.text for td in row]
            if names[-2:] == ["未经复议直接起诉", "复议后起诉"]:
                table[n] = [*row[:-2], row[-1], row[-2]]
            elif len(row) in (10, 15) and n == len(table) - 1:
                table[n] = [*row[:-10], *row[-5:], *row[-10:-5]]


def _outcomes_ordered(parts: Parts, rng: random.Random) -> None:
    """Outcomes of table 四 in another order, alike in all groups."""
    order = rng.choice([[4, 0, 1, 2, 3], [1, 0, 2, 3, 4], [3, 0, 1, 2, 4], [0, 1, 3, 2, 4]])
    for table in parts["四"]:
        for n, row in enumerate(table):
            if sum("结果" in td.text or "总" in td.text for td in row) >= 4 or n == len(table) - 1:
                lead = row[: len(row) // 5 * 5]
                groups = [lead[i : i + 5] for i in range(0, len(lead), 5)]
                table[n] = [g[k] for g in groups for k in order] + list(row[len(lead) :])


def _columns_of_two(parts: Parts, rng: random.Random) -> None:
    """规章 and 规范性文件 with their three columns in another order."""
    order = rng.choice([[2, 0, 1], [1, 0, 2], [0, 2, 1], [2, 1, 0]])
    for table in parts["二"]:
        live = False
        for n, row in enumerate(table):
            if row[0].text == "信息内容":
                live = len(row) >= 4 and any(re.search("制发|新制作", td.text) for td in row)
            if live and len(row) >= 4:
                table[n] = [row[0], *(row[1 + k] for k in order), *row[4:]]


def _unit_in_head(parts: Parts, rng: random.Random) -> None:
    for table in parts["二"]:
        for n, row in enumerate(table):
            table[n] = [
                replace(td, text=td.text.replace("（单位：万元）", "（单位：元）")) for td in row
            ]


def _cells_changed(parts: Parts, rng: random.Random, change: Callable[[str], str]) -> None:
    """A few figures of every table with something else in their cell."""
    for made in parts.values():
        for table in made:
            for n, row in enumerate(table):
                table[n] = [
                    replace(td, text=change(td.text))
                    if td.text.isdecimal() and rng.random() < 0.08
                    else td
                    for td in row
                ]


def _two_years_in_a_cell(parts: Parts, rng: random.Random) -> None:
    way = rng.choice(["{}（上年{}）", "{}（2022年：{}）", "{}(去年为{}件)", "{} ({})"])
    _cells_changed(parts, rng, lambda t: way.format(t, int(t) + rng.randint(1, 9)))


def _notes_on_figures(parts: Parts, rng: random.Random) -> None:
    sign = rng.choice(["①", "*", "[1]", "注1", "（注）", "¹", "⑴"])
    _cells_changed(parts, rng, lambda t: t + sign)


def _measure_words(parts: Parts, rng: random.Random) -> None:
    _cells_changed(parts, rng, lambda t: t + rng.choice(["件", "条", " 件", "项", "宗"]))


def _full_width(parts: Parts, rng: random.Random) -> None:
    wide = {48 + n: chr(0xFF10 + n) for n in range(10)}
    for made in parts.values():
        for table in made:
            for n, row in enumerate(table):
                table[n] = [
                    replace(td, text=td.text.translate(wide)) if td.text.isdecimal() else td
                    for td in row
                ]


def _labels_short(parts: Parts, rng: random.Random) -> None:
    """Labels that lost a few of their characters, or all."""
    for table in parts["三"]:
        for n, row in enumerate(table):
            if len(row) > 7 and rng.random() < 0.2:
                label = row[-8].text
                lost = rng.choice([1, 2, 4, len(label)])
                at = rng.randint(0, max(0, len(label) - lost))
                cut = label[:at] + label[at + lost :]
                table[n] = [*row[:-8], replace(row[-8], text=cut), *row[-7:]]


def _row_lost(parts: Parts, rng: random.Random) -> None:
    for table in parts["三"]:
        rows = [n for n, row in enumerate(table) if len(row) == 8 and row[0].text[:1].isdigit()]
        if len(rows) > 5:
            _stretch(table, at := rng.choice(rows), -1)
            del table[at]


def _extra_row(parts: Parts, rng: random.Random) -> None:
    """A row that the form does not have."""
    for table in parts["三"]:
        rows = [n for n, row in enumerate(table) if len(row) == 8]
        if rows:
            values = [Td(str(rng.randint(0, 9))) for _ in range(7)]
            name = rng.choice(["9.其他依法不予公开", "其中：网上申请", "合计", "4.撤回申请"])
            _stretch(table, at := rng.choice(rows), 1)
            table.insert(at, [Td(name), *values])


def _stretch(table: Table, at: int, by: int) -> None:
    """Cells that span the row ``at`` from above are longer by so many rows."""
    for n, row in enumerate(table[:at]):
        table[n] = [
            replace(td, height=td.height + by) if td.height > 1 and n + td.height > at else td
            for td in row
        ]


def _total_blank(parts: Parts, rng: random.Random) -> None:
    for table in parts["三"]:
        for n, row in enumerate(table):
            if len(row) > 7 and rng.random() < 0.3:
                table[n] = [*row[:-1], replace(row[-1], text="")]


CHANGES: list[Change] = [
    _order_of_applicants,
    _rows_swapped,
    _suits_swapped,
    _outcomes_ordered,
    _columns_of_two,
    _unit_in_head,
    _two_years_in_a_cell,
    _notes_on_figures,
    _measure_words,
    _full_width,
    _labels_short,
    _row_lost,
    _extra_row,
    _total_blank,
]


# ---------------------------------------------------------------- text
def _glued(table: Table) -> list[str]:
    return ["".join(td.text for row in table for td in row)]


def _glued_rows(table: Table) -> list[str]:
    return ["".join(td.text for td in row) for row in table]


def _mixed(seed: int) -> Callable[[Table], list[str]]:
    rng = random.Random(seed)

    def write(table: Table) -> list[str]:
        return ["".join(td.text + rng.choice(["", " ", " "]) for row in table for td in row)]

    return write


def _scattered(seed: int) -> Callable[[Table], list[str]]:
    rng = random.Random(seed)

    def write(table: Table) -> list[str]:
        joined = "".join(td.text + rng.choice([" ", "\n", " ", "  "]) for r in table for td in r)
        return joined.split("\n")

    return write


def _last_year(lines: list[str], rng: random.Random) -> list[str]:
    """The report of the year before below this one."""
    old = [re.sub(r"\d+", lambda m: str(int(m[0]) + 1), line) for line in lines[2:]]
    return [*lines, lines[0].replace(str(YEAR), str(YEAR - 1)), *old]


def _last_years_tables(lines: list[str], rng: random.Random) -> list[str]:
    """Tables of the year before with a caption."""
    start = next((i for i, x in enumerate(lines) if x.startswith("三、收到")), 0)
    end = next((i for i, x in enumerate(lines) if x.startswith("四、政府")), 0)
    old = [re.sub(r"\d+", lambda m: str(int(m[0]) + 2), line) for line in lines[start + 1 : end]]
    caption = rng.choice(
        [f"附：{YEAR - 1}年政府信息公开申请情况", f"{YEAR - 1}年情况如下：", "上年情况表"]
    )
    return [*lines, caption, *old]


def _broken(lines: list[str], rng: random.Random) -> list[str]:
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(min(2, len(lines) - 1), len(lines))
        cut = rng.randint(0, len(lines[at]))
        lines = [*lines[:at], lines[at][:cut], lines[at][cut:], *lines[at + 1 :]]
    return lines


def _one_line(lines: list[str], rng: random.Random) -> list[str]:
    return [rng.choice(["", " "]).join(lines)]


LATER = [_last_year, _last_years_tables, _broken, _one_line]
GLUED: dict[str, Callable[[int], Callable[[Table], list[str]]]] = {
    "glued": lambda seed: _glued,
    "glued rows": lambda seed: _glued_rows,
    "mixed blanks": _mixed,
    "scattered": _scattered,
}


def make(number: int, seed: int) -> tuple[str, str, str, dict[str, str], bool]:
    """A document: what it is, its form, text, prints by code, and whether fees are in 元."""
    rng = random.Random(f"{seed} {number}")
    fmt, style = rng.choice(["2019", "2021"]), rng.choice(STYLES)
    kind, cells = figures(fmt, rng)
    shown = printed(cells, fmt, style, rng)
    wrong = rng.random() < 0.4
    if wrong:
        shown = errors(shown, rng)
    parts = {n: [list(t) for t in made] for n, made in tables(fmt, style, shown)}
    changes = rng.sample(CHANGES, rng.choice([0, 1, 1, 1, 2, 3]))
    for change in changes:
        change(parts, rng)
    family = rng.choice([*text.FAMILIES, *GLUED, *GLUED])
    writer = GLUED[family](number) if family in GLUED else None
    if writer:
        text.FAMILIES["archived"] = writer
    try:
        made = text.text(AGENCY, YEAR, list(parts.items()), "archived" if writer else family)
    finally:
        text.FAMILIES.pop("archived", None)
    lines = made.splitlines()
    later = rng.sample(LATER, rng.choice([0, 0, 1, 1, 2])) if family != "H" else []
    for change in later:
        lines = change(lines, rng)
    names = [f.__name__.strip("_") for f in (*changes, *later)]
    name = f"#{number} {fmt} {family}, {kind}{', wrong' if wrong else ''}, zero {style.zero!r}: {', '.join(names)}"
    return name, fmt, "\n".join(lines), shown, _unit_in_head in changes


def one(number: int, seed: int) -> tuple[str, int, int, list[str]]:
    """Make and read a document; what it was, figures printed, read right, and what was silently wrong."""
    name, fmt, written, shown, yuan = make(number, seed)
    filled = sum(t != "" for t in shown.values())
    try:
        report = recognise(
            read_bytes(written.encode(), "report.txt"), {"agency": AGENCY, "year": YEAR}
        )
    except InputError:
        return name, filled, 0, []
    wrong, right = [], 0
    for cell in report.cells.itertuples():
        code = f"{cell.table}/{cell.item}/{cell.column}"
        if cell.status != "stated":
            continue
        want = None
        if code in shown:
            unit = "元" if yuan and code == "disclosure/fees/amount" and fmt == "2021" else ""
            _, want = read_cell(get_form(fmt).by_code[code], shown[code], unit)
        if report.format == fmt and want is not None and abs(want - cell.value) < 1e-9:
            right += 1
        else:
            wrong.append(f"{code}: printed {shown.get(code)!r}, read {cell.value} at {cell.where}")
    return name, filled, right, wrong


def main() -> None:
    """Print the tally; exit 1 on a silent error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="one document's number")
    parser.add_argument("--show", action="store_true", help="print that document")
    given = parser.parse_args()
    numbers = right = silent = bad = 0
    for n in [given.only] if given.only is not None else range(given.documents):
        if given.show:
            print(make(n, given.seed)[2])
        name, p, r, wrong = one(n, given.seed)
        numbers, right, silent, bad = numbers + p, right + r, silent + len(wrong), bad + bool(wrong)
        if wrong:
            print(f"{name}: {len(wrong)} silent; {'; '.join(wrong[:3])}")
    print(
        f"{given.documents} documents, {numbers} filled cells, {right} read right "
        f"({100 * right / max(1, numbers):.1f} %), {silent} silent errors in {bad} documents"
    )
    sys.exit(bool(silent))


if __name__ == "__main__":
    main()
