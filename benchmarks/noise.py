"""Silent errors in damaged text: every family of flattened text, with what happens to texts on the way, read and compared.

Command: ``python -m benchmarks.noise [--documents 2000] [--seed 1]``. Each document is a random report in a random family with one to three
of the damages below. A damage may cost numbers; it must never yield a stated value that is not what was printed in that cell.
Exits 1 on a silent error, and prints how each can be made again.
"""

import argparse
import random
import re
import sys
from collections.abc import Callable

from analysis.errors import InputError
from analysis.form import get_form
from analysis.reading.document import read_bytes
from analysis.recognising.numbers import read_cell
from analysis.recognising.recognise import recognise

from .exactness import AGENCY, YEAR
from .rendering import text
from .rendering.forms import Style, printed, random_cells, tables

Lines = list[str]
Damage = Callable[[Lines, random.Random], Lines]


def _somewhere(lines: Lines, rng: random.Random, *new: str) -> Lines:
    at = rng.randint(min(2, len(lines)), len(lines))
    return [*lines[:at], *new, *lines[at:]]


def page_mark(lines: Lines, rng: random.Random) -> Lines:
    for number in range(2, rng.randint(3, 6)):
        mark = rng.choice(["- {} -", "—{}—", "第 {} 页", "第{}页 共6页", "Page {} of 6"]).format(
            number
        )
        lines = _somewhere(lines, rng, mark)
    return lines


def page_number(lines: Lines, rng: random.Random) -> Lines:
    """A bare page number, as PDF text has it; in text whose cells have marks between them there are none."""
    if any(mark in "".join(lines) for mark in "|｜\t│"):
        return lines
    return _somewhere(lines, rng, str(rng.randint(2, 9)))


def page_header(lines: Lines, rng: random.Random) -> Lines:
    return _somewhere(lines, rng, f"{AGENCY} {YEAR}年报", *([""] * rng.randint(0, 2)))


def prose_before(lines: Lines, rng: random.Random) -> Lines:
    items = [
        "行政许可 12 件",
        "行政许可 12件",
        "行政处罚 3",
        "规章 1 2 3",
        "予以公开 4 件",
        "本年新收政府信息公开申请数量 9",
        "其他 5 件",
    ]
    return [*lines[:3], *rng.sample(items, rng.randint(1, 5)), *lines[3:]]


def prose_after(lines: Lines, rng: random.Random) -> Lines:
    return [
        *lines,
        *rng.sample(["行政许可 12件", "行政处罚 3", "规章 1 2 3", "总计 4", "七、附件"], 2),
    ]


def form_feeds(lines: Lines, rng: random.Random) -> Lines:
    return _somewhere(lines, rng, "\f")


def blank_lines(lines: Lines, rng: random.Random) -> Lines:
    for _ in range(rng.randint(1, 8)):
        lines = _somewhere(lines, rng, *[""] * rng.randint(1, 3))
    return lines


def no_blank_lines(lines: Lines, rng: random.Random) -> Lines:
    return [line for line in lines if line.strip()]


def every_second_blank_lost(lines: Lines, rng: random.Random) -> Lines:
    return [line for line in lines if line.strip() or rng.random() < 0.5]


def line_lost(lines: Lines, rng: random.Random) -> Lines:
    at = rng.randint(2, len(lines) - 1)
    return lines[:at] + lines[at + 1 :]


def lines_lost(lines: Lines, rng: random.Random) -> Lines:
    at = rng.randint(2, len(lines) - 1)
    return lines[:at] + lines[at + rng.randint(2, 12) :]


def headings_lost(lines: Lines, rng: random.Random) -> Lines:
    return [
        line
        for line in lines
        if not re.match("[一二三四五六]、(?!本年|上年|结转)", line) or rng.random() < 0.4
    ]


def numbering_lost(lines: Lines, rng: random.Random) -> Lines:
    return [
        re.sub(r"(^|[|\t,│｜ ]\s*)(?:\d[.、．]|（[一二三四五六七]）)(?=[^\d\s])", r"\1", line)
        for line in lines
    ]


def label_damaged(lines: Lines, rng: random.Random) -> Lines:
    labelled = [
        i
        for i, line in enumerate(lines)
        if re.search("属于|重复申请|予以公开|规章|行政许可|结转|信访", line)
    ]
    for i in rng.sample(labelled, min(2, len(labelled))):
        lines = [
            *lines[:i],
            re.sub("属于|申请|公开|规章|许可|结转|信访", "□□", lines[i]),
            *lines[i + 1 :],
        ]
    return lines


def trailing_blanks_lost(lines: Lines, rng: random.Random) -> Lines:
    return [line.rstrip(" \t|") if rng.random() < 0.5 else line for line in lines]


def title_again(lines: Lines, rng: random.Random) -> Lines:
    return [*lines[:4], lines[0], "二、主动公开政府信息情况", "该部分以表格形式报告。", *lines[4:]]


def another_year(lines: Lines, rng: random.Random) -> Lines:
    """Last year's report in front of this one, its figures one higher."""
    old = [re.sub(r"\d+", lambda m: str(int(m[0]) + 1), line) for line in lines[3:]]
    return [lines[0].replace(str(YEAR), str(YEAR - 1)), *lines[1:3], *old, *lines]


def joined(lines: Lines, rng: random.Random) -> Lines:
    """Two neighbouring lines run together."""
    at = rng.randint(2, len(lines) - 2)
    return [*lines[:at], f"{lines[at]} {lines[at + 1]}", *lines[at + 2 :]]


def broken(lines: Lines, rng: random.Random) -> Lines:
    """A line broken in two, perhaps inside a number."""
    at = rng.randrange(2, len(lines))
    cut = rng.randint(0, len(lines[at]))
    return [*lines[:at], lines[at][:cut], lines[at][cut:], *lines[at + 1 :]]


DAMAGES: list[Damage] = [
    page_mark,
    page_number,
    page_header,
    prose_before,
    prose_after,
    form_feeds,
    blank_lines,
    no_blank_lines,
    every_second_blank_lost,
    line_lost,
    lines_lost,
    headings_lost,
    numbering_lost,
    label_damaged,
    trailing_blanks_lost,
    title_again,
    another_year,
    joined,
    broken,
]
STYLES = [
    Style(),
    Style(zero="mixed"),
    Style(zero=""),
    Style(thousands=True),
    Style(short=True, zero="mixed"),
    Style(spread=True),
    Style(cut=9, again=True),
    Style(cut=6, zero=""),
]


def wrong_figure(shown: dict[str, str], rng: random.Random) -> dict[str, str]:
    """A report whose own sums do not hold."""
    code = rng.choice([c for c in shown if c.startswith("re")])
    return shown | {code: str(rng.choice([1, 2, 10, 7]))}


def one(number: int, seed: int) -> tuple[str, int, int, int, list[str]]:
    """Make, damage, read; what it was, numbers printed, read, silently wrong, and what went wrong."""
    rng = random.Random(f"{seed} {number}")
    fmt, family, style = (
        rng.choice(["2019", "2021"]),
        rng.choice(list(text.FAMILIES)),
        rng.choice(STYLES),
    )
    shown = printed(random_cells(fmt, rng), fmt, style, rng)
    if style.thousands and rng.random() < 0.5:
        shown = {code: t.replace(",", " ") for code, t in shown.items()}
    if rng.random() < 0.3:
        shown = wrong_figure(shown, rng)
    lines = text.text(AGENCY, YEAR, tables(fmt, style, shown), family).splitlines()
    damages = rng.sample(DAMAGES, rng.randint(0, 3))
    for damage in damages if family != "H" else ():  # H is one line
        lines = damage(lines, rng)
    name = (
        f"#{number} {fmt} {family}, {', '.join(d.__name__ for d in damages)}, zero {style.zero!r}"
    )
    end = rng.choice(["\n", "\r\n"])
    try:
        report = recognise(
            read_bytes(end.join(lines).encode(), "report.txt"), {"agency": AGENCY, "year": YEAR}
        )
    except InputError:
        return name, sum(t != "" for t in shown.values()), 0, 0, []
    wrong, right = [], 0
    for cell in report.cells.itertuples():
        code = f"{cell.table}/{cell.item}/{cell.column}"
        if cell.status != "stated":
            continue
        want = read_cell(get_form(fmt).by_code[code], shown[code]) if code in shown else None
        if report.format == fmt and want and want.status == "stated" and want.value == cell.value:
            right += 1
        else:
            wrong.append(f"{code}: printed {shown.get(code)!r}, read {cell.value} at {cell.where}")
    return name, sum(t != "" for t in shown.values()), right, len(wrong), wrong


def main() -> None:
    """Print the tally; exit 1 on a silent error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="one document's number")
    given = parser.parse_args()
    numbers = right = silent = bad = 0
    for n in [given.only] if given.only is not None else range(given.documents):
        name, p, r, s, wrong = one(n, given.seed)
        numbers, right, silent, bad = numbers + p, right + r, silent + s, bad + bool(s)
        if s:
            print(f"{name}: {s} silent; {'; '.join(wrong[:2])}")
    print(
        f"{given.documents} documents, {numbers} filled cells, {right} read right ({100 * right / numbers:.1f} %), "
        f"{silent} silent errors in {bad} documents"
    )
    sys.exit(bool(silent))


if __name__ == "__main__":
    main()
