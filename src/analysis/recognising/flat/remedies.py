"""Table 四 in flattened text.

One row of fifteen values without a label of its own, below its last header.
"""

from collections.abc import Sequence
from itertools import product

from analysis.form import Form
from analysis.reading.blocks import Line
from analysis.recognising.confirm import remedies_add_up
from analysis.recognising.labels import label_key, row_item, section_heading
from analysis.recognising.numbers import counts_columns, read_cell, read_number
from analysis.recognising.orders.remedies import GROUPS, OUTCOMES, is_sure, remedy_order
from analysis.recognising.rows import Found

from .arrangements import certain, placements
from .doubts import has_words
from .listed_remedies import listed_remedies
from .rows import place, rows_of
from .spacing import RowLines, Spacing
from .tokens import Token, is_value

COUNT = 15
_GROUP = 5
_MOST_CELLS = 40  # of a header, cut into pieces
_HEADS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def read_remedies(
    found: Found,
    notes: list[str],
    form: Form,
    lines: Sequence[Line],
    tokens: list[Token],
    broken: set[int],
    spacing: Spacing | None,
    ragged: bool,
) -> None:
    """Add the cells of table 四 to what was found.

    Parameters
    ----------
    found : Found
        The cells found so far; those of table 四 are added.
    notes : list of str
        Where evidence other than columns settled where numbers stand; more is added.
    form : Form
        Format of the form.
    lines : sequence of Line
        Lines of the text.
    tokens : list of Token
        The cells of the text.
    broken : set of int
        Lines whose numbers may have lost a part.
    spacing : Spacing or None
        The rhythm of the empty lines, where there is one.
    ragged : bool
        Whether rows whose cells are lines lack some of them: a full one may hold a page's number.
    """
    headings = {
        number: section_heading(line.text, form.code) for number, line in enumerate(lines, start=1)
    }
    start_line = next(
        (n for n, heading in headings.items() if heading and heading[0] == "四"), None
    )
    begin = start_line or _last_request(tokens, form)
    # What stands in later sections is of another year, or quoted.
    end_line = next(
        (n for n, h in headings.items() if h and h[0] in "五六" and n > begin), len(lines) + 1
    )
    listed = listed_remedies(lines[begin : end_line - 1]) if begin else None
    for code, (text, where) in (listed or {}).items():
        status, value = read_cell(form.by_code[code], text)
        found[code] = (status, text, value, where)
    if listed:
        return
    tokens = [t for t in tokens if t.line <= end_line]
    heads = [i for i, t in enumerate(tokens) if label_key(t.text) in _HEADS and t.line > begin]
    codes = [cell.code for cell in form.cells if cell.table == "remedies"]
    if not heads or not any(label_key(t.text) == "尚未审结" for t in tokens):
        # Its header broke to pieces: the one row of fifteen numbers in section four, if its totals
        # confirm it.
        alone = [
            row
            for row in (*rows_of(tokens, COUNT), *_barred_rows(tokens, form.code))
            if start_line is not None and row[0].line > start_line
        ]
        above = [
            t.text
            for t in tokens
            if alone and start_line and start_line < t.line < alone[0][0].line
        ]
        order = remedy_order(above)
        if order is not None and order.sure:
            codes = [f"remedies/{name}" for name in order.names]
        order_known = (order is not None and order.sure) or is_sure(above)
        if len(alone) == 1 and _hold(codes, alone[0]) and order_known:
            _store(found, form, codes, alone[0])
        return
    blocks = _blocks(tokens, heads, form.code)
    if len(blocks) > 1:
        _in_parts(found, form, codes, tokens, blocks)
        return
    start, end = blocks[0]
    above = [t.text for t in tokens[:start] if t.text and t.line > begin]
    order = remedy_order(above[-_MOST_CELLS:])
    if order is not None:
        codes = [f"remedies/{name}" for name in order.names]
    run = _without_numbering(tokens[start:end])
    lined = [mine for mine in _by_line(run) if sum(bool(t.text) for t in mine) > 1]
    row = lined[0] if lined else None
    if len(lined) > 1 or (order is None and len({t.text for t in run if t.text}) > 1):
        _leave_open(found, codes, run)
        return
    if row:  # the row is a line: padding of the header's last line is none of it
        bars = [line.text.lstrip().startswith("|") for line in lines if line.text.count("|") > 2]
        run = row[1:] if not row[0].text and sum(bars) > 0.8 * len(bars) else row
    if not run:
        return
    unsure = _has_gap(run) or any(has_words(t.text) for t in run)
    aligned = None if unsure else place(run, COUNT, set())
    may_be_broken = any((t.spaced or row) and t.line in broken for t in run)
    may_be_broken |= ragged and not row
    # On a line with words of its header or of the next section its ends are not sure.
    shared = {t.line for t in run} & {t.line for t in tokens[:start] + tokens[end:] if t.text}
    if aligned and (may_be_broken or shared) and not _hold(codes, aligned):
        aligned = None
    if aligned is None and spacing:
        aligned = _by_spacing(
            run, tokens[start - 1], tokens[end].line if end < len(tokens) else None, spacing
        )
    usual = codes == [cell.code for cell in form.cells if cell.table == "remedies"]
    if aligned is None and (not usual or may_be_broken):
        _leave_open(found, codes, run)
    elif aligned is None:
        _unsettled(found, notes, form, codes, run)
    else:
        _store(found, form, codes, aligned)


def _has_gap(run: Sequence[Token]) -> bool:
    """Whether a line of more fields than columns has an empty one among its figures.

    Padding is at its ends: the first figure, or the last one, may be none of the table's.
    """
    fields = [bool(t.text) for t in run]
    inside = "".join("x" if f else " " for f in fields).strip()
    return len(run) > COUNT == sum(fields) and " " in inside and len({t.line for t in run}) == 1


def _blocks(tokens: list[Token], heads: list[int], fmt: str) -> list[tuple[int, int]]:
    """Runs of values that stand below headers.

    One for each part where the table is printed in parts.
    """
    out = []
    for head in heads:
        end = head + 1
        while end < len(tokens) and is_value(tokens[end], fmt):
            end += 1
        if any(t.text for t in tokens[head + 1 : end]):
            out.append((head + 1, end))
    if not out:
        last = heads[-1] + 1
        end = next(
            (i for i in range(last, len(tokens)) if not is_value(tokens[i], fmt)), len(tokens)
        )
        return [(last, end)]
    return out


def _in_parts(
    found: Found, form: Form, codes: list[str], tokens: list[Token], blocks: list[tuple[int, int]]
) -> None:
    """Review and lawsuits in tables of their own.

    Together they must be fifteen values, each part whole groups with headers.
    """
    groups: list[str] = []
    for start, end in blocks:
        filled = [t for t in tokens[start:end] if t.text]
        groups += [t.text for t in filled] if len(filled) % _GROUP == 0 else []
        headed = 0
        while label_key(tokens[start - 1 - headed].text) in (*_HEADS, ""):
            headed += 1
        names = [label_key(t.text) for t in tokens[start - headed : start] if t.text]
        if names != list(_HEADS) * (len(filled) // _GROUP) or not filled or len(filled) % _GROUP:
            groups = []
            break
    aligned = [t for start, end in blocks for t in tokens[start:end] if t.text]
    if len(groups) == COUNT:
        _store(found, form, codes, aligned)
        return
    for code in codes:
        found[code] = ("unreadable", " | ".join(t.text for t in aligned), None, aligned[0].where)


def _barred_rows(tokens: Sequence[Token], fmt: str) -> list[list[Token]]:
    """Lines of fifteen figures that separators set apart."""
    lines = _by_line([t for t in tokens if t.text and not t.spaced])
    return [m for m in lines if len(m) == COUNT and all(is_value(t, fmt) for t in m)]


def _last_request(tokens: Sequence[Token], form: Form) -> int:
    """The line of the last row label of table 三; 0 where there is none."""
    lines = (t.line for t in reversed(tokens) if t.text and row_item(t.text, "requests", form.code))
    return next(lines, 0)


def _by_line(run: Sequence[Token]) -> list[list[Token]]:
    lines: dict[int, list[Token]] = {}
    for token in run:
        lines.setdefault(token.line, []).append(token)
    return list(lines.values())


def _without_numbering(run: list[Token]) -> list[Token]:
    """The run without a row that only numbers the columns: 1, 2, 3 … 15."""
    filled = [t for t in run if t.text]
    if len(filled) > COUNT and counts_columns([t.text for t in filled[:COUNT]]):
        return run[run.index(filled[COUNT - 1]) + 1 :]
    return run


def _leave_open(found: Found, codes: Sequence[str], run: Sequence[Token]) -> None:
    printed = " | ".join(t.text for t in run if t.text)
    for code in codes:
        found[code] = ("unreadable", printed, None, run[0].where)


def _hold(codes: Sequence[str], aligned: Sequence[Token]) -> bool:
    """Whether each group's total is the sum of its outcomes."""
    values = {c: read_number(t.text).value for c, t in zip(codes, aligned, strict=True)}
    return remedies_add_up([values[f"remedies/{g}/{o}"] for g in GROUPS for o in OUTCOMES])


def _by_spacing(
    run: list[Token], head: Token, then: int | None, spacing: Spacing
) -> list[Token] | None:
    filled = [t for t in run if t.text]
    if len(filled) != len(run) or len({t.line for t in run}) != len(run):
        return None
    columns = spacing.positions(RowLines(head.line, tuple(t.line for t in run), then, COUNT))
    if columns is None:
        return None
    at = dict(zip(columns, filled, strict=True))
    return [at.get(c, Token("", head.line, head.where)) for c in range(COUNT)]


def _unsettled(
    found: Found, notes: list[str], form: Form, codes: list[str], run: list[Token]
) -> None:
    """Fewer values than columns.

    Cells that are the same in every arrangement that the three totals allow.
    """
    filled = [t for t in run if t.text]
    readings = [read_number(t.text) for t in filled]
    order_known: list[tuple[int, ...] | None] = [None] * COUNT
    if len(filled) < COUNT and filled and all(r.status != "unreadable" for r in readings):
        numbers = [r.value or 0.0 for r in readings]
        arrangements, texts = _arrangements(numbers), [t.text for t in filled]
        order_known = [
            cell
            for g in range(0, COUNT, _GROUP)
            for cell in (
                certain([a[g : g + _GROUP] for a in arrangements], texts, numbers)
                if arrangements
                else [None] * _GROUP
            )
        ]
    printed = " | ".join(t.text for t in run if not t.padding)
    for code, indices in zip(codes, order_known, strict=True):
        if indices is None:
            found[code] = ("unreadable", printed, None, run[0].where)
            continue
        text = filled[indices[0]].text if indices else ""
        where = " or ".join(dict.fromkeys(filled[i].where for i in indices)) or run[0].where
        status, value = read_cell(form.by_code[code], text)
        found[code] = (status, text, value, where)
    if any(indices is not None for indices in order_known):
        notes.append(f"columns settled by the totals of table 四 ({run[0].where})")


def _arrangements(numbers: list[float]) -> list[tuple[int | None, ...]]:
    out: list[tuple[int | None, ...]] = []
    for sizes in product(range(_GROUP + 1), repeat=COUNT // _GROUP):
        if sum(sizes) != len(numbers):
            continue
        parts, at = [], 0
        for size in sizes:
            mine = placements(numbers[at : at + size], _GROUP)
            parts.append([tuple(None if i is None else i + at for i in p) for p in mine])
            at += size
        out += [(*a, *b, *c) for a, b, c in product(*parts)]
    return out


def _store(found: Found, form: Form, codes: list[str], aligned: Sequence[Token]) -> None:
    for code, token in zip(codes, aligned, strict=True):
        status, value = read_cell(form.by_code[code], token.text)
        found[code] = (status, token.text, value, token.where)
