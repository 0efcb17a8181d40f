"""Give each row of flattened text the columns and units that the header above it names."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from analysis.form import APPLICANTS, Form
from analysis.reading.blocks import Line
from analysis.reading.drawn import places
from analysis.recognising.characters import fold
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.gridded.headers import (
    applicant_of,
    bare_name,
    column_code,
    column_of,
    is_foreign,
)
from analysis.recognising.numbers import (
    NOTED,
    SEVERAL_UNITS,
    is_unit_caption,
    put_together,
    read_number,
    unit_stated,
)
from analysis.recognising.orders import Order, applicant_orders, disclosure_order

from .rows import Row
from .tokens import Token

_BEGINS = re.compile("第二十条|信息内容")
_BEGINS_REQUESTS = re.compile("勾稽|申请人情况|收到和处理|依申请公开")
_CAPTION = re.compile(r"\(?(?:计量|金额|货币|数量|数据)?单位[:：为].{1,10}\)?")
_NAME = re.compile(
    "自然人|法人[或和及、]?其[他它]组织|商业企业|科研机构|社会公益组织|法律服务机构|其[他它]|[总合]计"
)
_DRAWN = re.compile(r"[─-▟=+*?_~-]{4,}")  # a part of a rule; punctuation of a name is none
_WIDE = re.compile(r"\s{3,}")  # blanks
_ON_ITS_LINE = re.compile(rf"自\s*然\s*人|[总合]\s*计|{_DRAWN.pattern}")
_BESIDE = re.compile("备注|说明|小计")  # columns that the form does not have
_REACH = 60  # cells before a row among which its header is looked for
_MOST_PIECES = 4
_FEWEST_AGAINST = 3  # rows that do not add up, against an order that no header states
_MOST_CELLS = 24  # a header cut into pieces has no more
_LONGEST = 40
_FEWEST_NAMES = 4  # of applicants, in a header that is repeated on a new page


def apply_headers(
    rows: Sequence[Row],
    tokens: Sequence[Token],
    form: Form,
    year: int | None,
    printed: Sequence[Line],
) -> list[tuple[str, str, str]]:
    """Set ``codes``, ``units`` and ``order_known`` of each row.

    Parameters
    ----------
    rows : sequence of Row
        In the order of the text.
    tokens : sequence of Token
        All cells of the text.
    form : Form
        The form that the text is laid out by.
    year : int or None
        The year reported on: a column of another year is none of the form's.
    printed : sequence of Line
        The lines as they are printed, before bars took the place of what is drawn.

    Returns
    -------
    list of (table, header, where)
        Columns that the form does not have.
    """
    extra: list[tuple[str, str, str]] = []
    head: list[str] = []
    caption = ""
    asked: dict[tuple[str, ...], list[Row]] = {}
    end = 0
    notes = _notes_on_units(rows, tokens)
    for row in sorted(rows, key=lambda r: r.index):
        first = row.table == "requests" and not asked  # rows between it and its header may be lost
        start = end if first else max(end, row.index - _REACH)
        before = [t for t in tokens[start : row.index] if t.text]
        span = put_together([t.text for t in before])
        end = row.index + 1 + len(row.run)
        if row.table == "requests":
            few = bool(asked) and len(before) < _FEWEST_NAMES
            mine = None if few else _applicant_header(before, printed)
            if mine is not None or not asked:
                asked.setdefault(tuple(mine or ()), [])
            list(asked.values())[-1].append(row)
            continue
        mine = _disclosure_header(span)
        if mine is not None:
            head = mine
        caption = next((t for t in reversed(span[:6]) if _CAPTION.fullmatch(fold(t))), caption)
        wanted = form.columns("disclosure", row.item)
        inherits = mine is not None or any(column_of(c, year) in wanted for c in head)
        order = disclosure_order(head if inherits else [], wanted, year)
        _set(row, order, wanted)
        stated = [caption, *notes]
        row.units = _units(row, head if inherits else [], span, stated, form, year)
        extra += [("disclosure", name, row.where) for name in (order.extra if order else ())]
    for cells, part in asked.items():
        order = _borne_out(_with_moved(applicant_orders(cells)), part)
        rounded = {_counted(cell) for cell in cells if unit_stated([cell], "count")}
        for row in part:
            _set(row, order, APPLICANTS)
            names = [code and code.rsplit("/", 1)[1] for code in row.codes]
            row.units = [SEVERAL_UNITS if rounded & {n, None} else "" for n in names]
        if order and part:
            extra += [("requests", name, part[0].where) for name in order.extra]
    return list(dict.fromkeys(extra))


def _set(row: Row, order: Order | None, wanted: Sequence[str]) -> None:
    names = order.names if order else tuple(wanted)
    row.codes = [f"{row.table}/{row.item}/{n}" if n else None for n in names]
    row.order_known = order is not None


def _disclosure_header(span: Sequence[str]) -> list[str] | None:
    """The header's cells between one row and the next; None where there are none."""
    begins = [i for i, text in enumerate(span) if _BEGINS.search(fold(text))]
    cells = span[begins[-1] :] if begins else span[-8:]
    words = [w for text in cells if len(text) <= 4 * _LONGEST for w in text.split()]
    words = [w for w in words if len(w) <= _LONGEST]
    first = next((i for i, w in enumerate(words) if column_code(w)), None)
    return None if first is None else words[first:]


def _applicant_header(before: Sequence[Token], printed: Sequence[Line]) -> list[str] | None:
    """The header's cells: from the first name to the last, and what shares a line with one."""
    begins = [i for i, t in enumerate(before) if _BEGINS_REQUESTS.search(fold(t.text))]
    cells = before[begins[-1] :] if begins else before[-_MOST_CELLS:]
    figures = [i for i, (a, b) in enumerate(pairwise(cells)) if _are_figures(a.text, b.text)]
    cells = cells[: figures[0]] if begins and figures else cells
    found = [[bare_name(w) for w in _words(t)] for t in cells]
    named = [i for i, ws in enumerate(found) if any(applicant_of(w) or "法人" in w for w in ws)]
    names = {applicant_of(w) for ws in found for w in ws} - {None}
    if len(names) < (1 if begins else _FEWEST_NAMES):
        return None
    lines = {cells[i].line for i in named}
    centred = _centred([(cells[i].line, w) for i in named for w in found[i]])
    # Where names share lines, a line between them without any is a page's head.
    shared = 2 * len(lines) <= len(named)
    words = [
        word
        for i, token in enumerate(cells)
        if (
            token.line in lines
            or (named[0] <= i <= named[-1] and not shared)
            or _BESIDE.fullmatch(fold(token.text))
            or (begins and unit_stated([token.text], "count"))
        )
        and len(token.text) <= 4 * _LONGEST
        for word in _words(token)
        if centred is None or "法人" not in word
    ]
    grouped = words
    if centred is not None:
        grouped = _with_group(words, *(printed[number - 1].text for number in centred))
    whole = _whole(grouped)
    at = {applicant_of(word): i for i, word in reversed([*enumerate(whole)])}
    unclear = centred is not None and grouped is words
    if unclear and at.get("total", 99) < at.get("natural_person", 0):
        # The one on the left, or both; the totals bear out either.
        del whole[at["natural_person"]]
    return whole


def _counted(cell: str) -> str | None:
    """Whose column a cell with a unit heads; None where it is not one name alone."""
    name = bare_name(cell)
    return applicant_of(name) if _NAME.fullmatch(name) else None


def _centred(names: Sequence[tuple[int, str]]) -> tuple[int, int] | None:
    """The lines of 法人或其他组织 and, below it, of 自然人 and 总计; None where they lie otherwise.

    Cells of several lines were set into their middle: the lines do not tell which name is first.
    """
    at = {"group" if "法人" in name else applicant_of(name): line for line, name in names}
    if not at.keys() >= {"natural_person", "total", "group"}:
        return None
    line = at["natural_person"]
    return (at["group"], line) if at["group"] < line == at["total"] else None


def _with_group(words: list[str], above: str, line: str) -> list[str]:
    """The names, 法人 where the longest rule is drawn on their line, or wide blanks show it to be.

    That rule is above the names of its kinds.
    """
    parts = list(_ON_ITS_LINE.finditer(line))
    rules = [m for m in parts if _DRAWN.fullmatch(m[0])]
    names = [m.start() for m in parts if m not in rules]
    if rules:
        before = sum(at < max(rules, key=lambda m: len(m[0])).start() for at in names)
    elif names and _WIDE.search(line[: names[-1]]):
        left = _width(above.partition("法")[0])
        before = sum(_width(line[:at]) < left for at in names)
    else:
        return words
    first = next((i for i, w in enumerate(words) if applicant_of(w)), 0)
    return [*words[: first + before], "法人", *words[first + before :]]


def _width(text: str) -> int:
    return sum(1 for _ in places(text))


def _are_figures(*texts: str) -> bool:
    return all(text.isdecimal() for text in texts)


def _words(token: Token) -> list[str]:
    """The words of a header's cell; one, where white space is inside a name."""
    one = _NAME.fullmatch(bare_name(token.text))
    return [fold(token.text)] if one else [fold(w) for w in _DRAWN.sub(" ", token.text).split()]


def _whole(words: Sequence[str]) -> list[str]:
    """The words, names that were cut in pieces put together again, each with its unit."""
    out: list[str] = []
    at = 0
    while at < len(words):
        if out and words[at][0] in "([【/":
            out[-1] += words[at]
            at += 1
            continue
        ends = range(min(len(words), at + _MOST_PIECES), at, -1)
        whole = (e for e in ends if e == at + 1 or _NAME.fullmatch("".join(words[at:e])))
        end = at + 1 if _NAME.fullmatch(words[at]) else next(whole)
        out.append("".join(words[at:end]))
        at = end
    return out


def _with_moved(orders: Sequence[Order]) -> list[Order]:
    """Orders, and the same with a column of comments (备注) at either end.

    Its header may be on another line than the names, so that the text does not tell its place.
    """
    out = list(orders)
    for order in orders:
        names = [n for n in order.names if n]
        if len(order.extra) == 1 and _BESIDE.fullmatch(order.extra[0]):
            moved = [(None, *names), (*names, None)]
            out += [replace(order, names=tuple(m)) for m in moved if tuple(m) != order.names]
    return out


def _borne_out(orders: Sequence[Order], rows: Sequence[Row]) -> Order | None:
    """The order that the rows' totals bear out; None where none can be told.

    A header that names every column is followed unless only the form's own order agrees with the
    totals: then its text was jumbled, and nobody can tell how.
    """
    usual = Order(APPLICANTS, False)
    first = Order((APPLICANTS[-1], *APPLICANTS[:-1]), False)
    votes = [(o, *_evidence(o, rows)) for o in orders]
    votes.sort(key=lambda v: v[1] - v[2], reverse=True)
    if not votes:
        return None
    order, votes_for, against = votes[0]
    if len(votes) > 1 and votes[1][1:] == (votes_for, against):
        return order if order.names == APPLICANTS else None
    if order.extra and not votes_for + against:
        return None  # no row has so many cells
    if votes_for >= against:
        return order
    # An order that no row bears out is none, unless the form's own or one with more columns.
    settled = order.sure and (order.extra or order.names == APPLICANTS)
    if not settled and not votes_for and against >= _FEWEST_AGAINST:
        return None
    rival = first if order.names == APPLICANTS else usual
    return None if _evidence(rival, rows)[0] > votes_for else order


def _evidence(order: Order, rows: Sequence[Row]) -> tuple[int, int]:
    """Rows whose total bears an order out, and rows whose total speaks against it."""
    votes_for = against = 0
    for row in rows:
        filled = row.filled
        if len(filled) != len(order.names):
            continue
        values = {
            n: read_number(t.text).value for n, t in zip(order.names, filled, strict=True) if n
        }
        numbers = [values.get(a) for a in APPLICANTS]
        beside = [t for n, t in zip(order.names, filled, strict=True) if n is None]
        if beside and None not in numbers:  # words are in its column, and figures in all others
            votes_for += not any(t.text[:1].isdecimal() for t in beside)
        if numbers[-1] is None or not any(numbers):
            continue
        if row_adds_up(numbers):
            votes_for += 1
        else:
            against += 1
    return votes_for, against


def _notes_on_units(rows: Sequence[Row], tokens: Sequence[Token]) -> list[str]:
    """The notes on units before table 三: they are about table 二, wherever they stand in it."""
    end = min((r.index for r in rows if r.table == "requests"), default=len(tokens))
    texts = (t.text for t in tokens[:end] if len(t.text) <= _LONGEST)
    return [text for text in texts if NOTED.match(text) and is_unit_caption(text)]


def _units(
    row: Row,
    head: Sequence[str],
    span: Sequence[str],
    stated: Sequence[str],
    form: Form,
    year: int | None,
) -> list[str]:
    """The unit that header, label, caption or notes state for each of a row's columns."""
    named = {column_of(c, year): c for c in head if not is_foreign(c, year)}
    out = []
    for code in row.codes:
        if code is None:
            out.append("")
            continue
        kind = form.by_code[code].unit
        sources = [named.get(code.rsplit("/", 1)[1], ""), row.label.text, *stated]
        sources += [c for c in head if kind != "count" or not column_of(c, year)]
        if kind != "count":
            sources += [t for t in span if len(t) <= _LONGEST and is_unit_caption(t)]
        out.append(unit_stated(sources, kind))
    return out
