"""Flattened text to cells: the tables as they survive when a page is saved as text, one cell or one row a line.

A row is recognised by its label and holds what stands between it and the next label. Values are never shifted: a row whose
values cannot be put in columns for certain is ``unreadable``, with what was printed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.form import Form, get_form
from analysis.reading.blocks import Line

from .labels import is_label, label_key, row_item, section_heading
from .numbers import MARKS, read_number

REMEDY_COUNT = 15


@dataclass(frozen=True)
class Token:
    """A cell's text and the line it stands on; ``padding`` where it comes from a run of separators and nothing else."""

    text: str
    line: int
    where: str
    padding: bool = False


def tokens_of(lines: Sequence[Line]) -> list[Token]:
    """The cells of a flattened text. A line without separators is one cell."""
    tokens = []
    for number, line in enumerate(lines, start=1):
        text = line.text.strip()
        if not text:
            continue
        parts = text.split("|")
        if len(parts) > 1 and parts[-1].strip() == "":
            parts.pop()
        lone = all(not part.strip() for part in parts) and len(parts) > 1
        tokens += [Token(part.strip(), number, line.where, lone) for part in parts]
    return tokens


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
    """The cell contents that follow position ``start``."""
    end = start
    while end < len(tokens) and _is_value(tokens[end], fmt):
        end += 1
    return tokens[start:end]


def place(run: list[Token], count: int) -> list[Token] | None:
    """The ``count`` tokens of a row in order, or None where the columns cannot be told.

    All filled: whatever else is there is padding. Some empty: only where each empty cell has a line of its own and
    the padding, being several separators on one line, is told apart from them. None filled: an empty row.
    """
    filled = [t for t in run if t.text]
    if len(filled) == count:
        return filled
    cells = [t for t in run if not t.padding]
    if len(cells) == count and len({t.line for t in cells}) == count:
        return cells
    if not filled and run:
        return [Token("", run[0].line, run[0].where)] * count
    return None


def read_tables(lines: Sequence[Line], fmt: str) -> dict[str, tuple[str, str, float | None, str]]:
    """Every cell found, by code.

    Returns
    -------
    dict
        ``code -> (status, printed, value, where)``; cells of rows that are not in the text are missing.
    """
    form, tokens = get_form(fmt), tokens_of(lines)
    found: dict[str, tuple[str, str, float | None, str]] = {}
    for index, token in enumerate(tokens):
        for table in ("disclosure", "requests"):
            item = row_item(token.text, table, fmt) if token.text else None
            if item is None:
                continue
            run = _run(tokens, index + 1, fmt)
            if not run:  # the words of a label in prose, or a heading
                continue
            codes = [f"{table}/{item}/{column}" for column in form.columns(table, item)]
            _store(found, form, codes, run, token.where)
    _remedies(found, form, lines, tokens)
    return found


def _store(found: dict, form: Form, codes: list[str], run: list[Token], where: str) -> None:
    placed = place(run, len(codes))
    printed_row = " | ".join(t.text for t in run if not t.padding)
    for position, code in enumerate(codes):
        if code in found or placed is None:
            # A second row of the same label, or too few or too many values: nobody can tell which cell is which.
            before = f"{found[code][1]} || " if code in found else ""
            found[code] = ("unreadable", before + printed_row, None, where)
            continue
        cell, token = form.by_code[code], placed[position]
        status, value = read_number(token.text, cell.unit, signed=cell.column == "items_change")
        found[code] = (status, token.text, value, token.where)


def _remedies(found: dict, form: Form, lines: Sequence[Line], tokens: list[Token]) -> None:
    """Table 四 has one row of values and no row label: what follows its last header, before section five."""
    ends = {number: section_heading(line.text, form.code) for number, line in enumerate(lines, start=1)}
    start_line = next((n for n, heading in ends.items() if heading and heading[0] == "四"), None)
    headers = [
        i for i, t in enumerate(tokens)
        if label_key(t.text) in ("尚未审结", "总计") and (start_line is None or t.line > start_line)
    ]  # fmt: skip
    if not headers or not any(label_key(t.text) == "尚未审结" for t in tokens):
        return
    run = _run(tokens, headers[-1] + 1, form.code)
    codes = [cell.code for cell in form.cells if cell.table == "remedies"]
    assert len(codes) == REMEDY_COUNT
    if run:
        _store(found, form, codes, run, run[0].where)
