"""Give each row of flattened text the columns and units that the header above it names."""

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.form import APPLICANTS, Form
from analysis.reading.blocks import Line
from analysis.recognising.characters import fold
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.gridded.headers import (
    column_code,
    column_of,
    is_foreign,
)
from analysis.recognising.numbers import read_number
from analysis.recognising.orders.applicants import applicant_orders
from analysis.recognising.orders.disclosure import disclosure_order
from analysis.recognising.orders.order import Order
from analysis.recognising.units import (
    NOTED,
    SEVERAL_UNITS,
    is_unit_caption,
    put_together,
    unit_stated,
)

from .applicant_header import (
    BESIDE,
    FEWEST_NAMES,
    LONGEST,
    ApplicantHeader,
    applicant_header,
    counted,
)
from .rows import Row
from .tokens import Token

_BEGINS = re.compile("第二十条|信息内容")
_CAPTION = re.compile(r"\(?(?:计量|金额|货币|数量|数据)?单位[:：为].{1,10}\)?")
_REACH = 60  # cells before a row among which its header is looked for
_FEWEST_AGAINST = 3  # rows that do not add up, against an order that no header states


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
    asked: dict[ApplicantHeader, list[Row]] = {}
    current = ApplicantHeader()
    end = 0
    notes = _notes_on_units(rows, tokens)
    last = {column_code(t.text): i for i, t in enumerate(tokens) if len(t.text) <= LONGEST}
    for row in sorted(rows, key=lambda r: r.index):
        first = row.table == "requests" and not asked  # rows between it and its header may be lost
        start = end if first else max(end, row.index - _REACH)
        before = [t for t in tokens[start : row.index] if t.text]
        span = put_together([t.text for t in before])
        end = row.index + 1 + len(row.run)
        if row.table == "requests":
            few = bool(asked) and len(before) < FEWEST_NAMES
            header = None if few else applicant_header(before, printed)
            current = header or current
            asked.setdefault(current, []).append(row)
            continue
        mine = _disclosure_header(span)
        if mine is not None:
            head = mine
        caption = next((t for t in reversed(span[:6]) if _CAPTION.fullmatch(fold(t))), caption)
        wanted = form.columns("disclosure", row.item)
        inherits = mine is not None or any(column_of(c, year) in wanted for c in head)
        # Headers that come after the row alone: columns were written down one after another.
        below = not inherits and any(last.get(code, 0) >= end for code in wanted)
        order = None if below else disclosure_order(head if inherits else [], wanted, year)
        _set(row, order, wanted)
        stated = [caption, *notes]
        row.units = _units(row, head if inherits else [], span, stated, form, year)
        extra += [("disclosure", name, row.where) for name in (order.extra if order else ())]
    for header, part in asked.items():
        orders = applicant_orders(header.words) if header.is_ordered else []
        order = _borne_out(_with_moved(orders), part)
        rounded = {counted(cell) for cell in header.with_units}
        for row in part:
            _set(row, order, APPLICANTS)
            names = [code and code.rsplit("/", 1)[1] for code in row.codes]
            row.units = [SEVERAL_UNITS if rounded & {n, None} else "" for n in names]
        if order and part:
            extra += [("requests", name, part[0].where) for name in order.extra]
    return list(dict.fromkeys(extra))


def is_usual_above(first: Token, tokens: Sequence[Token], printed: Sequence[Line]) -> bool:
    """Whether the header above a row of table 三 gives the form's columns, in plain counts.

    Parameters
    ----------
    first : Token
        The first cell of the row.
    tokens : sequence of Token
        All cells of the text.
    printed : sequence of Line
        The lines as they are printed.
    """
    before = [t for t in tokens[: tokens.index(first)] if t.text]
    header = applicant_header(before, printed) or ApplicantHeader()
    orders = applicant_orders(header.words) if header.is_ordered else []
    return any(o.names == APPLICANTS for o in orders) and not header.with_units


def _set(row: Row, order: Order | None, wanted: Sequence[str]) -> None:
    names = order.names if order else tuple(wanted)
    row.codes = [f"{row.table}/{row.item}/{n}" if n else None for n in names]
    row.order_known = order is not None


def _disclosure_header(span: Sequence[str]) -> list[str] | None:
    """The header's cells between one row and the next; None where there are none."""
    begins = [i for i, text in enumerate(span) if _BEGINS.search(fold(text))]
    cells = span[begins[-1] :] if begins else span[-8:]
    lines = [text.split() for text in cells]
    short = [words for words in lines if sum(map(len, words)) <= 4 * LONGEST]
    words = [w for words in short for w in words if len(w) <= LONGEST]
    first = next((i for i, w in enumerate(words) if column_code(w)), None)
    return None if first is None else words[first:]


def _with_moved(orders: Sequence[Order]) -> list[Order]:
    """Orders, and the same with a column of comments (备注) at either end.

    Its header may be on another line than the names, so that the text does not tell its place.
    """
    out = list(orders)
    for order in orders:
        names = [n for n in order.names if n]
        if len(order.extra) == 1 and BESIDE.fullmatch(order.extra[0]):
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
    texts = (t.text for t in tokens[:end] if len(t.text) <= LONGEST)
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
            sources += [t for t in span if len(t) <= LONGEST and is_unit_caption(t)]
        out.append(unit_stated(sources, kind))
    return out
