"""Flattened text to cells: the tables as they survive when a page is saved as text, one cell or one row a line.

A row is recognised by its label and holds what stands between it and the next label. Values are never shifted: a row whose
values cannot be put in columns for certain is ``unreadable``, with what was printed.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from analysis.form import APPLICANTS, Form, get_form
from analysis.reading.blocks import Line

from .aligned import align
from .confirm import remedies_hold, row_holds
from .labels import is_label, label_key, row_item, section_heading
from .numbers import MARKS, read_cell, read_number
from .report import Found
from .tokens import NUMBER, Token, tokens_of

REMEDY_COUNT = 15


def detect_format(texts: Iterable[str]) -> str | None:
    """The format by its column labels (the year does not tell), or None where the text holds no table 二."""
    keys = "".join(label_key(text) for text in texts)
    old = len(re.findall("本年新制作|本年新公开|对外公开总|上一年项目|采购项目数量", keys))
    new = len(re.findall("制发件数|废止件数|现行有效件|逾期不补正|未按收费通知", keys))
    if not old and not new:
        return None
    return "2019" if old > new else "2021"


def _is_value(token: Token, fmt: str) -> bool:
    """Whether a token can be the content of a cell: empty, a mark, or short text with a digit that is no label."""
    if not token.text or token.text in MARKS:
        return True
    return bool(re.search(r"\d", token.text)) and len(token.text) <= 40 and not is_label(token.text, fmt)


def _run(tokens: list[Token], start: int, fmt: str) -> list[Token]:
    """The cell contents that follow position ``start``; only those on the label's own line where the row is a line."""
    end = start
    while end < len(tokens) and _is_value(tokens[end], fmt):
        end += 1
    run = tokens[start:end]
    same = [t for t in run if start and t.line == tokens[start - 1].line]
    return same if (same and any(t.text for t in same)) or len(same) > 1 else run


Leads = dict[tuple[int, int], set[int]]


def leads_of(runs: Iterable[tuple[list[Token], int]]) -> Leads:
    """Where values begin in rows of one shape, by number of fields and of values: it tells padding from empty cells.

    Rows of one shape are padded alike. What is filled in any of them is no padding, so each narrows down where values can begin.
    """
    leads: Leads = {}
    for run, count in runs:
        fields = _fields(run)
        filled = [i for i, t in enumerate(fields) if t.text]
        if filled and len(fields) >= count:
            fit = {s for s in range(len(fields) - count + 1) if s <= filled[0] and filled[-1] < s + count}
            leads[len(fields), count] = leads.get((len(fields), count), fit) & fit
    return leads


def _fields(run: list[Token]) -> list[Token]:
    """The tokens that can be cells: all of one line, or those of lines that are no padding."""
    return run if len({t.line for t in run}) == 1 else [t for t in run if not t.padding]


def place(run: list[Token], count: int, leads: Leads) -> list[Token] | None:
    """The ``count`` tokens of a row in order, or None where the columns cannot be told.

    All filled: whatever else is there is padding. Some empty: only where there are no more fields than columns, or where
    full rows with as many fields show where the values begin. None filled: an empty row.
    """
    filled = [t for t in run if t.text]
    if len(filled) == count:
        return filled
    fields = _fields(run)
    if len(filled) > count:
        return None
    starts = {0} if len(fields) == count else leads.get((len(fields), count), set())
    if len(starts) == 1:
        start = next(iter(starts))
        if not any(t.text for t in (*fields[:start], *fields[start + count :])):
            return fields[start : start + count]
    if not filled and run:
        return [Token("", run[0].line, run[0].where)] * count
    return None


def read_tables(lines: Sequence[Line], fmt: str) -> Found:
    """Every cell found, by code.

    Returns
    -------
    dict
        ``code -> (status, printed, value, where)``; cells of rows that are not in the text are missing.
    """
    form, tokens = get_form(fmt), tokens_of(lines, fmt)
    rows: list[tuple[list[str], list[Token], str]] = []
    for index, token in enumerate(tokens):
        for table in ("disclosure", "requests"):
            item = row_item(token.text, table, fmt) if token.text else None
            if item is None:
                continue
            run = _run(tokens, index + 1, fmt)
            if run:  # without values: the words of a label in prose, or a heading
                rows.append(([f"{table}/{item}/{column}" for column in form.columns(table, item)], run, token.where))
    leads = leads_of((run, len(codes)) for codes, run, _ in rows)
    found: Found = {}
    broken = _broken_lines(tokens)
    for codes, run, where in rows:
        placed = place(run, len(codes), leads)
        if placed and _doubtful(placed, broken) and not (codes[0].startswith("requests/") and _holds(placed, row_holds)):
            placed = None
        _store(found, form, codes, placed, run, where)
    missing = [c for c in form.by_code if c.startswith("requests/") and c not in found]
    if missing:
        labelled = {run[0].line: codes[0].split("/")[1] for codes, run, _ in rows if codes[0].startswith("requests/")}
        aligned = align(_rows_of(tokens, len(APPLICANTS)), labelled, form)
        found |= {code: entry for code, entry in aligned.items() if code in missing}
    _remedies(found, form, lines, tokens, broken)
    return found


def _rows_of(tokens: list[Token], count: int) -> list[list[Token]]:
    """Lines that end in so many numbers set apart by blanks."""
    by_line: dict[int, list[Token]] = {}
    for token in tokens:
        if token.spaced and (token.text in MARKS or NUMBER.fullmatch(token.text)):
            by_line.setdefault(token.line, []).append(token)
    return [row for row in by_line.values() if len(row) == count]


def _broken_lines(tokens: list[Token]) -> set[int]:
    """Lines next to one of digits alone: where cells are set apart by blanks, those may be the end of a number that broke."""
    by_line: dict[int, list[str]] = {}
    for token in tokens:
        by_line.setdefault(token.line, []).append(token.text)
    numbers = sorted(by_line)
    alone = {line for line in numbers if all(re.fullmatch(r"[\d.,\s]{1,20}", text) for text in by_line[line])}
    return {near for i, line in enumerate(numbers) if line in alone for near in numbers[max(0, i - 1) : i + 2]}


def _doubtful(placed: list[Token], broken: set[int]) -> bool:
    return any(token.spaced and token.line in broken for token in placed)


def _holds(placed: list[Token], rule: Callable[[list[float | None]], bool]) -> bool:
    return rule([read_number(token.text).value for token in placed])


def _store(found: Found, form: Form, codes: list[str], placed: list[Token] | None, run: list[Token], where: str) -> None:
    printed_row = " | ".join(t.text for t in run if not t.padding)
    for position, code in enumerate(codes):
        if code in found or placed is None:
            # A second row of the same label, or too few or too many values: nobody can tell which cell is which.
            before = f"{found[code][1]} || " if code in found else ""
            found[code] = ("unreadable", before + printed_row, None, where)
            continue
        cell, token = form.by_code[code], placed[position]
        status, value = read_cell(cell, token.text)
        found[code] = (status, token.text, value, token.where)


def _remedies(found: Found, form: Form, lines: Sequence[Line], tokens: list[Token], broken: set[int]) -> None:
    """Table 四 has one row of values and no row label: what follows its last header, before section five."""
    ends = {number: section_heading(line.text, form.code) for number, line in enumerate(lines, start=1)}
    start_line = next((n for n, heading in ends.items() if heading and heading[0] == "四"), None)
    headers = [
        i for i, t in enumerate(tokens)
        if label_key(t.text) in ("尚未审结", "总计") and (start_line is None or t.line > start_line)
    ]  # fmt: skip
    codes = [cell.code for cell in form.cells if cell.table == "remedies"]
    if not headers or not any(label_key(t.text) == "尚未审结" for t in tokens):
        # Its header broke to pieces: the one row of fifteen numbers in section four, if its totals confirm it.
        alone = [row for row in _rows_of(tokens, REMEDY_COUNT) if start_line is not None and row[0].line > start_line]
        if len(alone) == 1 and _holds(alone[0], remedies_hold):
            _store(found, form, codes, alone[0], alone[0], alone[0][0].where)
        return
    start = headers[-1] + 1
    run = tokens[start : next((i for i in range(start, len(tokens)) if not _is_value(tokens[i], form.code)), len(tokens))]
    row = next((mine for t in run if t.text and len(mine := [u for u in run if u.line == t.line]) > 1), None)
    if row:  # the row is a line: padding of the header's last line is none of it
        bars = [line.text.lstrip().startswith("|") for line in lines if line.text.count("|") > 2]
        run = row[1:] if len(row) == len(codes) + 1 and sum(bars) > 0.8 * len(bars) else row
    if run:
        placed = place(run, len(codes), {})
        if placed and _doubtful(placed, broken) and not _holds(placed, remedies_hold):
            placed = None
        _store(found, form, codes, placed, run, run[0].where)
