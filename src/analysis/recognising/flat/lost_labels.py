"""Rows of table 三 whose labels broke over lines, in text that keeps a row's numbers on one line.

The form fixes the order of rows. Where as many rows of seven numbers are between two labelled
rows as the form has between them, they are those rows; so too where all rows are there and what
stands around each holds the words of its label. Either is believed only if every row's total and
every column's sum confirm the whole table.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from analysis.form import APPLICANTS, Form
from analysis.recognising.confirm import columns_hold, row_adds_up
from analysis.recognising.labels import label_key
from analysis.recognising.numbers import read_number
from analysis.recognising.rows import Found
from analysis.recognising.units import unit_stated

_DIGITS = re.compile(r"\d+[.,、]?")
_BELOW = 3  # lines above or below its numbers over which a label may run
_MOST_WORDS = 0.6


class Cell(Protocol):
    """A token of the text: what it says and where."""

    @property
    def text(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def where(self) -> str: ...


def align(
    rows: Sequence[Sequence[Cell]], labelled: dict[int, str], form: Form, texts: Sequence[str] = ()
) -> Found:
    """Cells of all rows, where some have no label of their own.

    Parameters
    ----------
    rows : sequence of sequence of Cell
        All rows of seven numbers, in the order of the text.
    labelled : dict
        Line number to row code, for rows whose label was read.
    form : Form
        Format of the form.
    texts : sequence of str
        All lines, the first has number 1.

    Returns
    -------
    dict
        ``code -> (status, printed, value, where)``; empty where the table is not confirmed.
    """
    items = form.items("requests")
    found = _between(rows, labelled, items) or _by_words(rows, labelled, form, texts)
    if found is None or set(found) != set(range(len(items))):
        return {}
    numbers = {items[i]: [read_number(c.text).value for c in row] for i, row in found.items()}
    if not all(row_adds_up(values) for values in numbers.values()) or not columns_hold(numbers):
        return {}
    return {
        f"requests/{items[i]}/{who}": (*_read(cell.text), cell.where)
        for i, row in found.items()
        for who, cell in zip(APPLICANTS, row, strict=True)
    }


def _between(
    rows: Sequence[Sequence[Cell]], labelled: dict[int, str], items: Sequence[str]
) -> dict[int, Sequence[Cell]] | None:
    """Rows by their position in the form, counted from the labelled ones."""
    order = {item: i for i, item in enumerate(items)}
    anchors = [
        (n, order[labelled[row[0].line]]) for n, row in enumerate(rows) if row[0].line in labelled
    ]
    if len({i for _, i in anchors}) != len(anchors) or len(anchors) < 2:
        return None
    found = {i: rows[n] for n, i in anchors}
    for (n, i), (m, j) in pairwise(anchors):
        if m - n != j - i:
            return None
        found |= {i + step: rows[n + step] for step in range(1, m - n)}
    return found if set(found) == set(range(len(items))) else None


def _by_words(
    rows: Sequence[Sequence[Cell]], labelled: dict[int, str], form: Form, texts: Sequence[str]
) -> dict[int, Sequence[Cell]] | None:
    """Rows by the words of their labels, where there are as many rows as the form has.

    The words are on the row's line or on the lines up to its neighbours.
    """
    items = form.items("requests")
    if len(rows) != len(items) or any(
        labelled.get(row[0].line, item) != item for row, item in zip(rows, items, strict=True)
    ):
        return None
    labels = {c.item: c.item_label for c in form.cells if c.table == "requests"}
    at = [0, *(row[0].line for row in rows), min(len(texts), rows[-1][0].line + _BELOW) + 1]
    for n, item in enumerate(items):
        start = max(at[n], at[n + 1] - 1 - _BELOW)
        if unit_stated(texts[start : at[n + 2] - 1], "count"):
            return None  # a label in thousands is not the form's
        around = label_key(_DIGITS.sub("", "".join(texts[start : at[n + 2] - 1])))
        label = label_key(labels[item])
        if _shared(label, around) < _MOST_WORDS and not _is_within(label, around):
            return None
    return dict(enumerate(rows))


def _shared(label: str, text: str) -> float:
    """The share of a label's pairs of characters that a text has; lines cut some of them."""
    pairs = [label[i : i + 2] for i in range(len(label) - 1)]
    return sum(pair in text for pair in pairs) / max(1, len(pairs))


def _is_within(label: str, text: str) -> bool:
    """Whether all characters of a label follow each other, those of another label among them.

    Labels of two columns that run over the same lines are written down so.
    """
    rest = iter(text)
    return all(character in rest for character in label)


def _read(text: str) -> tuple[str, str, float | None]:
    status, value = read_number(text)
    return status, text, value
