"""Rows that are short of numbers, placed by the whole of table 三.

What was found, and what the identities leave possible.
"""

from analysis.form import APPLICANTS, Form
from analysis.recognising.numbers import read_cell, read_number
from analysis.recognising.rows import Found

from .arrangements import Placement, certain, placements, settle
from .rows import Row, leads_of, place, starts_of
from .tokens import Token


def place_short_rows(
    rows: list[Row], left: list[Row], found: Found, notes: list[str], form: Form
) -> None:
    """Place the short rows of table 三 by the identities of the whole table.

    A cell is stored only where every arrangement that satisfies them agrees on it.

    Parameters
    ----------
    rows : list of Row
        All rows of table 三.
    left : list of Row
        Those that have fewer numbers than columns and are not placed yet.
    found : Found
        The cells found so far; what is certain is added.
    notes : list of str
        Where evidence other than columns settled where numbers stand; more is added.
    form : Form
        Format of the form.
    """
    if not left:
        return
    options: dict[str, list[Placement]] = {}
    numbers: dict[str, list[float]] = {}
    printed: dict[str, list[Token]] = {}
    mine = [row for row in rows if row.table == "requests"]
    twice = {row.item for row in mine if sum(r.item == row.item for r in mine) > 1}
    for row in mine:
        values = [read_number(t.text) for t in row.filled]
        if (
            row.item in twice
            or any(v.status == "unreadable" for v in values)
            or len(values) > len(APPLICANTS)
        ):
            continue
        settled = _as_spaced(row, found)
        if settled is None and row not in left:
            continue
        numbers[row.item] = [v.value or 0.0 for v in values]
        printed[row.item] = row.filled
        options[row.item] = [settled] if settled else _options(row, rows, numbers[row.item])
    alive = settle(options, numbers, form.items("requests"))
    if alive is None:
        return
    for row in left:
        texts = [t.text for t in printed.get(row.item, [])]
        certain_at = certain(alive[row.item], texts, numbers[row.item]) if row.item in alive else []
        for code, indices in zip(row.codes, certain_at, strict=False):
            if indices is None or code is None:
                continue
            where = (
                " or ".join(dict.fromkeys(printed[row.item][i].where for i in indices)) or row.where
            )
            text = texts[indices[0]] if indices else ""
            status, value = read_cell(form.by_code[code], text)
            found[code] = (status, text, value, where)
        if any(indices is not None for indices in certain_at):
            notes.append(
                f"columns settled by the identities of the whole table: requests/{row.item} "
                f"({row.where})"
            )


def _as_spaced(row: Row, found: Found) -> Placement | None:
    """Where the numbers of a row stand that is already placed."""
    entries = [found.get(code) for code in row.codes if code]
    if any(entry is None or entry[0] == "unreadable" for entry in entries):
        return None
    out: list[int | None] = []
    at = 0
    for entry in entries:
        filled = entry is not None and entry[0] != "blank"
        out.append(at if filled else None)
        at += filled
    return tuple(out) if at == len(row.filled) else None


def _options(row: Row, rows: list[Row], numbers: list[float]) -> list[Placement]:
    """The placements that the row's print allows.

    Where padding or empty cells are printed too, those they leave.
    """
    every = placements(numbers)
    leads = leads_of(rows)
    starts = starts_of(row, leads)
    known = leads.get(row.shape, set())
    if starts is None or place(row.run, len(row.codes), known) is not None:
        return every  # no empty cells are printed, or they were doubted
    fields = row.fields
    allowed = set()
    for start in starts:
        at, shape = 0, []
        for token in fields[start : start + len(row.codes)]:
            shape.append(at if token.text else None)
            at += bool(token.text)
        allowed.add(tuple(shape))
    return [p for p in every if p in allowed]
