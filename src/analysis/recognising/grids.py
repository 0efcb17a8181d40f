"""Tables with columns (HTML, Word, spreadsheets, PDF) to cells: rows by their labels, columns by their headers.

A value belongs to the column under whose header it stands. Where headers are damaged or lost, position stands in, but only where
the table's own identities confirm it, and a note says so; else the row is ``unreadable``. Nothing is ever shifted.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis.form import APPLICANTS, Form, get_form
from analysis.reading.blocks import Grid, Slot, cells_of

from .characters import fold
from .confirm import remedies_hold, row_holds
from .headers import APPLICANT_HEADERS, OUTCOME_HEADERS, column_code, group_of, headed
from .labels import cut_row_item, is_label, label_key, row_item
from .numbers import MARKS, read_cell, read_number
from .report import Found


@dataclass
class _State:
    """What earlier rows, and earlier parts of a table cut over pages, have told."""

    fmt: str
    form: Form
    found: Found = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    applicants: dict[str, int] = field(default_factory=dict)
    applicants_width: int = 0


def read_grids(grids: Iterable[Grid], fmt: str) -> tuple[Found, list[str]]:
    """Every cell of the form found in tables, by code.

    Parameters
    ----------
    grids : iterable of Grid
        All tables of the document; those that are none of the form's are passed over.
    fmt : {"2019", "2021"}

    Returns
    -------
    found : dict
        ``code -> (status, printed, value, where)``.
    notes : list of str
        Where position stood in for damaged headers.
    """
    state = _State(fmt, get_form(fmt))
    for grid in grids:
        _read(grid, state)
    return state.found, state.notes


def _read(grid: Grid, state: _State) -> None:
    head: list[list[Slot]] = [[] for _ in range(grid.width)]
    for row in grid.rows:
        cells = cells_of(row)
        label = _row_label(cells, state.fmt) or _cut_label(cells, row, state)
        if label is not None:
            table, item, slot = label
            after = slot.column + slot.width
            values = list(row[after:])
            if any(v is not None and not _is_value(v.text, state.fmt) for v in values) or not values:
                label = None  # words of a label in a header or in prose
            elif table == "requests":
                _requests_row(item, row, after, head, grid.width, state)
                head = [[] for _ in range(grid.width)]
            else:
                _disclosure_row(item, row, after, head, state)
        if label is None:
            if _remedies_row(row, head, state):
                head = [[] for _ in range(grid.width)]
                continue
            if any(column_code(c.text) for c in cells) and not any(_is_number(c.text) for c in cells):
                # A new header of table 二 replaces the one before it.
                for column in range(grid.width):
                    head[column] = [s for s in head[column] if not column_code(s.text)]
            for column, slot_ in enumerate(row):
                if slot_ is not None and all(slot_ is not s for s in head[column]):
                    head[column].append(slot_)


def _row_label(cells: Sequence[Slot], fmt: str) -> tuple[str, str, Slot] | None:
    """The first cell of a row that names a row of the form."""
    group = ""
    for slot in cells:
        if not slot.text:
            continue
        for table in ("requests", "disclosure"):
            item = row_item(slot.text, table, fmt)
            if item:
                return table, item, slot
        key = label_key(slot.text)
        if fmt == "2021" and key == "其他" and "其他处理" in group:
            return "requests", "other.other", slot
        if (key in ("总计", "合计") and slot is cells[0]) or (re.search("办理结果", group) and key in ("总计", "合计")):
            return "requests", "concluded", slot
        if fmt == "2019" and key == "其他处理":
            return "requests", "other", slot
        if _is_number(slot.text):
            return None
        group += fold(slot.text)
    return None


def _cut_label(cells: Sequence[Slot], row: list[Slot | None], state: _State) -> tuple[str, str, Slot] | None:
    """A label cut off by a page's end: believed only where the row's own total confirms its numbers and it is not read yet."""
    for slot in cells:
        item = cut_row_item(slot.text, state.fmt) if slot.text else None
        if item is None or f"requests/{item}/total" in state.found:
            continue
        numbers = [read_number(s.text).value for s in cells_of(row[slot.column + slot.width :])]
        if len(numbers) == len(APPLICANTS) and any(n is not None for n in numbers) and row_holds(numbers):
            state.notes.append(f"label cut off, row confirmed by its total: requests/{item} ({slot.where})")
            return "requests", item, slot
    return None


def _is_number(text: str) -> bool:
    return bool(re.search(r"\d", text)) and read_number(text, "10k_yuan", signed=True).status == "stated"


def _is_value(text: str, fmt: str) -> bool:
    if not text.strip() or text.strip() in MARKS:
        return True
    return bool(re.search(r"\d", fold(text))) and len(text) <= 60 and not is_label(text, fmt)


def _store(state: _State, code: str, slot: Slot | None) -> None:
    if slot is None:
        return  # the table has no such cell: absent
    cell = state.form.by_code[code]
    status, value = read_cell(cell, slot.text)
    entry = (status, slot.text, value, slot.where)
    before = state.found.get(code)
    if before is not None and before[:3] != entry[:3]:
        # Two rows of one label that differ: nobody can tell which holds.
        entry = ("unreadable", f"{before[1]} || {slot.text}", None, f"{before[3]}; {slot.where}")
    elif before is not None:
        return
    state.found[code] = entry


def _store_all(state: _State, codes: Iterable[str], slots: Iterable[Slot | None]) -> None:
    for code, slot in zip(codes, slots, strict=True):
        _store(state, code, slot)


def _without_padding(values: list[Slot], count: int) -> list[Slot]:
    """Values without the empty cells beyond the columns of the form."""
    while len(values) > count and not values[-1].text.strip():
        values.pop()
    return values


def _unreadable(state: _State, codes: Iterable[str], slots: Sequence[Slot | None]) -> None:
    filled = [s for s in slots if s is not None]
    printed, where = " | ".join(s.text for s in dict.fromkeys(filled)), filled[0].where if filled else ""
    for code in codes:
        if code not in state.found:
            state.found[code] = ("unreadable", printed, None, where)


def _requests_row(item: str, row: list[Slot | None], after: int, head: list[list[Slot]], width: int, state: _State) -> None:
    codes = [f"requests/{item}/{a}" for a in APPLICANTS]
    columns = headed(head, APPLICANT_HEADERS, row, after)
    if len(columns) == len(APPLICANTS):
        state.applicants, state.applicants_width = columns, width
    elif columns and len(columns) >= 3:
        state.applicants = {}  # a header, but a damaged one: what an earlier one said no longer holds
    if state.applicants and state.applicants_width == width and min(state.applicants.values()) >= after:
        slots = [row[state.applicants[a]] for a in APPLICANTS]
        single = {id(s) for s in slots if s is not None}
        merged = [s for s in slots if s is not None and sum(row[c] is s for c in state.applicants.values()) > 1]
        if len(single) == len([s for s in slots if s is not None]) and not any(s.text.strip() for s in merged):
            _store_all(state, codes, slots)
            return
    values = _without_padding(cells_of(row[after:]), len(codes))
    if len(values) == len(codes) and row_holds([read_number(v.text).value for v in values]):
        _store_all(state, codes, values)
        state.notes.append(f"columns by position, confirmed by the row's total: {codes[0].rsplit('/', 1)[0]} ({values[0].where})")
    else:
        _unreadable(state, codes, row[after:])


def _disclosure_row(item: str, row: list[Slot | None], after: int, head: list[list[Slot]], state: _State) -> None:
    wanted = state.form.columns("disclosure", item)
    codes = [f"disclosure/{item}/{c}" for c in wanted]
    headers = [next((s for s in reversed(h) if s.text.strip()), None) for h in head]
    named: dict[str, list[int]] = {}
    for column in range(after, len(row)):
        header = headers[column]
        name = column_code(header.text) if header else None
        if name in wanted:
            named.setdefault(str(name), []).append(column)
    slots = {name: {id(s): s for c in columns if (s := row[c]) is not None} for name, columns in named.items()}
    if (
        set(slots) == set(wanted)
        and all(len(s) == 1 for s in slots.values())
        and len({k for s in slots.values() for k in s}) == len(wanted)
    ):
        _store_all(state, codes, (next(iter(slots[name].values())) for name in wanted))
        return
    values = _without_padding(cells_of(row[after:]), len(codes))
    # Some headers are lost: those that are left must stand where the form has them.
    at = {name: columns[0] for name, columns in named.items()}
    agrees = bool(at) and len(values) == len(codes) and all(values[wanted.index(n)].column == c for n, c in at.items())
    if agrees:
        _store_all(state, codes, values)
        state.notes.append(f"columns by position, with part of the header: disclosure/{item} ({values[0].where})")
    else:
        _unreadable(state, codes, row[after:])


def _remedies_row(row: list[Slot | None], head: list[list[Slot]], state: _State) -> bool:
    """Whether the row is a row of values of table 四; if so it is stored."""
    above = [re.sub(r"[|/]", "", "".join(fold(s.text) for s in h)) for h in head]
    outcome = [next((n for n, p in OUTCOME_HEADERS if p.search(text)), None) if text else None for text in above]
    columns = [c for c, name in enumerate(outcome) if name and (c == 0 or row[c] is None or row[c] is not row[c - 1])]
    if len(columns) < 5 or not any(n == "pending" for n in outcome) or not any(n == "upheld" for n in outcome):
        return False
    values = [row[c] for c in columns]
    if any(v is None or not _is_value(v.text, state.fmt) for v in values) or len({id(v) for v in values}) != len(values):
        return False
    if not any(v is not None and v.text.strip() for v in values):
        return False
    groups = [group_of(above[c]) for c in columns]
    codes = [f"remedies/{g}/{outcome[c]}" for g, c in zip(groups, columns, strict=True)]
    if None not in groups and len(set(codes)) == len(codes):
        _store_all(state, codes, values)
        return True
    form_codes = [c.code for c in state.form.cells if c.table == "remedies"]
    numbers = [read_number(v.text).value for v in values if v is not None]
    if len(values) == len(form_codes) and remedies_hold(numbers):
        _store_all(state, form_codes, values)
        state.notes.append("table 四: columns by position, confirmed by its totals")
    else:
        _unreadable(state, form_codes, values)
    return True
