"""Rows of table 三 whose labels broke over lines, in text that keeps a row's numbers on one line.

The form fixes the order of rows. Where as many rows of seven numbers stand between two labelled rows as the form has between
them, they are those rows; believed only if every row's total and every column's sum confirm the whole table.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from analysis.form import APPLICANTS, Form

from .confirm import row_holds
from .numbers import read_number
from .report import Found


class Cell(Protocol):
    """A token of the text: what it says and where."""

    @property
    def text(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def where(self) -> str: ...


def align(rows: Sequence[Sequence[Cell]], labelled: dict[int, str], form: Form) -> Found:
    """Cells of the rows that have no label of their own.

    Parameters
    ----------
    rows : sequence of sequence of Cell
        All rows of seven numbers, in the order of the text.
    labelled : dict
        Line number to row code, for rows whose label was read.
    form : Form

    Returns
    -------
    dict
        ``code -> (status, printed, value, where)``; empty where the table is not confirmed.
    """
    items = form.items("requests")
    order = {item: i for i, item in enumerate(items)}
    anchors = [(n, order[labelled[row[0].line]]) for n, row in enumerate(rows) if row[0].line in labelled]
    if len({i for _, i in anchors}) != len(anchors) or len(anchors) < 2:
        return {}
    placed = {i: rows[n] for n, i in anchors}
    for (n, i), (m, j) in pairwise(anchors):
        if m - n != j - i:
            return {}
        placed |= {i + step: rows[n + step] for step in range(1, m - n)}
    if set(placed) != set(range(len(items))):
        return {}
    numbers = {items[i]: [read_number(c.text).value for c in row] for i, row in placed.items()}
    if not all(row_holds(values) for values in numbers.values()) or not _columns_hold(numbers):
        return {}
    return {
        f"requests/{items[i]}/{who}": (*_read(cell.text), cell.where)
        for i, row in placed.items()
        if row[0].line not in labelled
        for who, cell in zip(APPLICANTS, row, strict=True)
    }


def _read(text: str) -> tuple[str, str, float | None]:
    status, value = read_number(text)
    return status, text, value


def _columns_hold(numbers: dict[str, list[float | None]]) -> bool:
    """The two identities of the columns: what came in went out, and results add up to their total."""
    for k in range(len(APPLICANTS)):
        column = {item: values[k] or 0 for item, values in numbers.items()}
        flow = column["received"] + column["carried_in"] - column["concluded"] - column["carried_out"]
        others = ("received", "carried_in", "concluded", "carried_out")
        results = sum(value for item, value in column.items() if item not in others) - column["concluded"]
        if abs(flow) > 1e-9 or abs(results) > 1e-9:
            return False
    return True
