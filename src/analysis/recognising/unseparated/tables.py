"""Read the three tables from text in which nothing sets cells apart."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.form import APPLICANTS, Form, get_form
from analysis.reading.blocks import Line
from analysis.recognising.numbers import read_cell, unit_stated
from analysis.recognising.orders import applicant_orders, disclosure_order, remedy_order
from analysis.recognising.rows import Found

from .labels import Mark, find_marks, plain
from .solve import remedy_options, row_options, settle_columns, sum_of_results
from .splits import TooMany, Way, common, ways

_VALUES = re.compile(r"[\s\d/\\\-—－–*无]*")
_AMOUNTS = re.compile(r"[\s\d.,/\\\-—－–+*无增减笔项件个万亿千元]*")
_COLUMN_WORDS = re.compile(
    r"[本上]一?年度?\(?(?:20\d\d)?\)?(?:新?制[作发]件?数?量?|废[止纸]件?数?量?|新公开数量|处理决定数量|收费金额"
    r"(?:\(单位[:：][^)]*\))?|增/减|项目数量)|现行有效件?数?|对外公开总数量|处理决定数量|采购项目数量"
    r"|采购总金额(?:\([^)]*\))?|收费金额(?:\([^)]*\))?"
)
_REMEDY_HEAD = re.compile(r"(?:结\s*果\s*维\s*持|行\s*政\s*复\s*议\s*行\s*政\s*诉\s*讼)")
_LAST_HEAD = re.compile(r"总\s*计|审\s*结|复\s*议\s*后\s*起\s*诉|其\s*他\s*结\s*果|纠\s*正|维\s*持")
_FAR = 400  # characters from the end of table 三 to the header of table 四
RUNNING = 200  # characters of a line that may hold rows one after the other
_MOST_RUNNING = 0.8  # of the labels, at least, that stand in such lines
_SHOWN = 4  # candidates that a note gives


@dataclass
class Unseparated:
    """What was read.

    Attributes
    ----------
    found : dict
        ``code -> (status, printed, value, where)``.
    notes : list of str
        How many ways the open rows can be read in, with some of them.
    prose : list of Line
        The lines without the tables.
    """

    found: Found = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    prose: list[Line] = field(default_factory=list)


class _Text:
    """All lines as one text, and the way back to their places."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.text = plain("\n".join(line.text for line in lines))
        self._starts: list[int] = []
        at = 0
        for line in lines:
            self._starts.append(at)
            at += len(line.text) + 1

    def where(self, at: int) -> str:
        """The place of a character."""
        return self.lines[bisect_right(self._starts, at) - 1].where

    def length(self, at: int) -> int:
        """How long the line of a character is."""
        return len(self.lines[bisect_right(self._starts, at) - 1].text)

    def without(self, spans: Sequence[tuple[int, int]]) -> list[Line]:
        """The lines without some spans."""
        out = []
        for start, line in zip(self._starts, self.lines, strict=True):
            at, end = start, start + len(line.text)
            for a, b in [s for s in spans if s[0] < end and s[1] > start]:
                if a > at:
                    out.append(Line(line.text[at - start : a - start], line.where))
                at = max(at, min(b, end))
            if at < end:
                out.append(Line(line.text[at - start :], line.where))
        return [x for x in out if x.text.strip()]


def read_unseparated(lines: Sequence[Line], fmt: str, year: int | None) -> Unseparated:
    """Read tables whose cells nothing sets apart.

    Parameters
    ----------
    lines : sequence of Line
        The document's lines.
    fmt : {"2019", "2021"}
        The format of the form.
    year : int or None
        The year reported on.

    Returns
    -------
    Unseparated
        Cells are stated where one way alone to cut the digits satisfies the rules; others are
        ``unreadable`` with the digits.
    """
    text, form = _Text(lines), get_form(fmt)
    out = Unseparated(prose=list(lines))
    marks = find_marks(text.text, fmt)
    running = sum(text.length(mark.start) >= RUNNING for mark in marks)
    if not marks or running < _MOST_RUNNING * len(marks):
        return out  # cells or rows are lines: what is empty there cannot be told from here
    spans: list[tuple[int, int]] = []
    runs: dict[str, tuple[str, Mark]] = {}
    for n, mark in enumerate(marks):
        limit = marks[n + 1].start if n + 1 < len(marks) else len(text.text)
        pattern = _VALUES if mark.table == "requests" else _AMOUNTS
        match = pattern.match(text.text, mark.end, limit)
        end = match.end() if match else mark.end
        run = text.text[mark.end : end].strip()
        spans.append((mark.start, end))
        if mark.table == "requests":
            runs[mark.item] = (run, mark)
        else:
            head = text.text[marks[n - 1].end if n else max(0, mark.start - 120) : mark.start]
            _disclosure(out, form, mark, run, head, text.where(mark.end), year)
    _requests(out, form, runs, text, marks)
    end = _remedies(out, form, marks[-1].end, text)
    out.prose = text.without(_joined(spans, marks, end, text.text))
    return out


def _joined(
    spans: list[tuple[int, int]], marks: list[Mark], end: int, text: str
) -> list[tuple[int, int]]:
    """The tables: from header to last value, with the labels of groups between rows."""
    out: list[tuple[int, int]] = []
    for table in ("disclosure", "requests"):
        mine = [s for s, m in zip(spans, marks, strict=True) if m.table == table]
        if mine:
            out.append((mine[0][0], max(e for _, e in mine)))
    if end > marks[-1].end:
        out.append((spans[-1][1], end))
    begin = text.rfind("第二十条", 0, out[0][0]) if out else -1
    if out and 0 <= out[0][0] - begin < 80:
        out[0] = (begin, out[0][1])
    return out


def _store(
    out: Unseparated,
    form: Form,
    codes: Sequence[str],
    cells: Sequence[str | None],
    run: str,
    where: str,
    units: Sequence[str] = (),
) -> None:
    for n, (code, cell) in enumerate(zip(codes, cells, strict=True)):
        if cell is None:
            out.found[code] = ("unreadable", run, None, where)
            continue
        status, value = read_cell(form.by_code[code], cell, units[n] if units else "")
        out.found[code] = (status, cell, value, where)


def _candidates(out: Unseparated, row: str, options: Sequence[Way], where: str) -> None:
    shown = "; ".join(" ".join(way) for way in options[:_SHOWN])
    out.notes.append(f"{row} can be read in {len(options)} ways ({where}): {shown}")


def _disclosure(
    out: Unseparated, form: Form, mark: Mark, run: str, head: str, where: str, year: int | None
) -> None:
    wanted = form.columns("disclosure", mark.item)
    cells = _COLUMN_WORDS.findall(re.sub(r"\s", "", head))
    order = disclosure_order(cells, wanted, year)
    names = [n for n in order.names if n] if order else list(wanted)
    codes = [f"disclosure/{mark.item}/{n}" for n in names]
    units = [unit_stated(re.sub(r"\s", "", head)[-60:], form.by_code[c].unit) for c in codes]
    if not run:
        _store(out, form, codes, [""] * len(codes), "", where)
    elif len(codes) == 1 and " " not in run:
        _store(out, form, codes, [run], run, where, units)
    elif order is None or len(order.names) != len(codes):
        _store(out, form, codes, [None] * len(codes), run, where)
    else:
        try:
            options = _amount_ways(run, len(codes))
        except TooMany:
            options = []
        told = common(options) if options else [None] * len(codes)
        _store(out, form, codes, told, run, where, units)
        if len(options) > 1:
            _candidates(out, f"disclosure/{mark.item}", options, where)


def _amount_ways(run: str, count: int) -> list[Way]:
    """Ways to cut a row of table 二; blanks and units part numbers, and signs begin one."""
    words = run.split()
    if len(words) == count:
        return [tuple(words)]
    if re.fullmatch(r"[\d\s]+", run):
        return list(ways(run, count))
    return []


def _requests(
    out: Unseparated, form: Form, runs: dict[str, tuple[str, Mark]], text: _Text, marks: list[Mark]
) -> None:
    first = next((m for m in marks if m.table == "requests"), None)
    if first is None:
        return
    before = [m.end for m in marks if m.start < first.start]
    head = text.text[max(before[-1] if before else 0, first.start - 200) : first.start]
    orders = applicant_orders([re.sub(r"\s", "", head)])
    order = orders[0].names if len(orders) == 1 and not orders[0].extra else None
    items = form.items("requests")
    options: dict[str, list[Way]] = {}
    for item, (run, _) in runs.items():
        options[item] = row_options(run, order) if order and run else []
    if "concluded" in runs and not options["concluded"] and order:
        options["concluded"] = sum_of_results(runs["concluded"][0], options, items)
    options = settle_columns(options, items)
    for item, (run, mark) in runs.items():
        where = text.where(mark.end)
        codes = [f"requests/{item}/{name}" for name in (order or APPLICANTS)]
        if not run:
            _store(out, form, codes, [""] * len(codes), "", where)
            continue
        mine = options[item]
        _store(out, form, codes, common(mine) if mine else [None] * len(codes), run, where)
        if len(mine) > 1:
            _candidates(out, f"requests/{item}", mine, where)


def _remedies(out: Unseparated, form: Form, after: int, text: _Text) -> int:
    """Read table 四; where it ends, or ``after`` where it is not there."""
    begin = _REMEDY_HEAD.search(text.text, after, after + _FAR)
    if begin is None:
        return after
    last = begin.end()
    for match in _LAST_HEAD.finditer(text.text, begin.start(), begin.start() + _FAR):
        if re.search(r"[。；;]", text.text[last : match.start()]) or match.start() - last > 40:
            break
        last = match.end()
    values = _VALUES.match(text.text, last)
    run = values[0].strip() if values else ""
    head = re.sub(r"\s", "", text.text[begin.start() : last])
    order = remedy_order([head])
    if not re.search(r"\d", run) or order is None:
        return after
    codes = [f"remedies/{name}" for name in order.names]
    options = remedy_options(run, order.names)
    where = text.where(last)
    told = common(options) if options else [None] * len(codes)
    _store(out, form, codes, told, run, where)
    if len(options) > 1:
        _candidates(out, "table 四", options, where)
    return values.end() if values else after
