"""Cells as the tables of a document give them.

Each with its place, two prints of one cell compared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from analysis.form import APPLICANTS, Form, get_form
from analysis.reading.blocks import Slot
from analysis.recognising.numbers import read_cell
from analysis.recognising.rows import Found

Entry = tuple[str, str, float | None, str]
_PRINTED = ("stated", "mark", "unreadable")
_STATES_UNIT = "disclosure/procurement/amount"  # the form states none, so the print must


@cache
def codes_of(fmt: str, table: str, item: str) -> tuple[str, ...]:
    """Codes of a row's cells, in the form's order.

    Parameters
    ----------
    fmt : {"2019", "2021"}
        Format of the form.
    table : {"disclosure", "requests", "remedies"}
        Code of the table.
    item : str
        Code of the row.
    """
    return tuple(f"{table}/{item}/{column}" for column in get_form(fmt).columns(table, item))


@dataclass
class State:
    """What has been found, and what earlier parts of a table cut over pages have told.

    Attributes
    ----------
    found : dict
        Of the table being read.
    before : list of dict
        Those of the tables before it.
    order : list of str
        Columns of table 三 in the order in which the last complete header named them; empty where
        none did. ``at``, ``width`` and ``end`` are that header's columns, its table's width, and
        the column after its last cell; ``head`` its cells above each column, and ``beside`` the
        columns that are none of the form's.
    following : tuple of str
        The order for rows that go on without a header: what the last header left says, or the
        form's; empty where it contradicts the form's and does not name all columns.
    """

    form: Form
    found: Found = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    before: list[Found] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)
    width: int = 0
    end: int = 0
    head: list[list[Slot]] = field(default_factory=list)
    beside: set[int] = field(default_factory=set)
    following: tuple[str, ...] = APPLICANTS
    year: int | None = None
    extra: list[tuple[str, str, str]] = field(default_factory=list)

    def known(self, code: str) -> bool:
        """Whether a cell has been found in any table so far.

        Parameters
        ----------
        code : str
            Code of the cell.
        """
        return code in self.found or any(code in found for found in self.before)

    def store(self, code: str, slot: Slot, unit: str = "") -> None:
        """Keep what a cell holds.

        Parameters
        ----------
        code : str
            ``table/item/column``.
        slot : Slot
            The cell of the table.
        unit : str
            What header, label or caption say that it is measured in; empty where they do not.
        """
        text = slot.text
        if text.isdecimal() and not unit and not code.startswith(_STATES_UNIT):
            entry: Entry = ("stated", text, float(text), slot.where)
        else:
            status, value = read_cell(self.form.by_code[code], text, unit)
            entry = (status, text, value, slot.where)
        if code in self.found:
            entry = both(self.found[code], entry)
        self.found[code] = entry

    def put(self, code: str, entry: Entry) -> None:
        """Keep an entry; two of one table that differ are unreadable.

        Parameters
        ----------
        code : str
            Code of the cell.
        entry : Entry
            Its status, print, value and place.
        """
        before = self.found.get(code)
        self.found[code] = entry if before is None else both(before, entry)

    def unreadable(self, codes: Iterable[str], slots: Sequence[Slot | None]) -> None:
        """Keep what is printed in a row whose values cannot be distinguished.

        Parameters
        ----------
        codes : iterable of str
            Codes of the row's cells.
        slots : sequence of Slot or None
            What is printed in the row; None where there is no cell.
        """
        filled = list(dict.fromkeys(s for s in slots if s is not None))
        printed, where = " | ".join(s.text for s in filled), filled[0].where if filled else ""
        for code in codes:
            self.put(code, ("unreadable", printed, None, where))


def both(a: Entry, b: Entry) -> Entry:
    """Two prints of one cell: one where they say the same, else nobody can tell which holds.

    Parameters
    ----------
    a : Entry
        One print.
    b : Entry
        The other.
    """
    if a[0] == b[0] and a[2] == b[2] and (a[0] != "unreadable" or a[1] == b[1]):
        return a
    return "unreadable", f"{a[1]} || {b[1]}", None, f"{a[3]}; {b[3]}"


def merge(tables: list[Found], notes: list[str]) -> Found:
    """Merge the cells of all tables.

    A table without a single figure beside a filled one of the same cells is a specimen, and left
    out.

    Parameters
    ----------
    tables : list of Found
        The cells of each table, by code.
    notes : list of str
        What is to be known of how cells were read; more is added.
    """
    filled = {code for found in tables for code, entry in found.items() if entry[0] in _PRINTED}
    whole: Found = {}
    differ = 0
    for found in tables:
        if all(entry[0] == "blank" for entry in found.values()) and filled.issuperset(found):
            notes.append(
                f"an empty copy of a table was passed over ({next(iter(found.values()))[3]})"
            )
            continue
        for code, entry in found.items():
            before = whole.get(code)
            if before is None:
                whole[code] = entry
            else:
                whole[code] = both(before, entry)
                differ += whole[code][0] == "unreadable" and before[0] != "unreadable"
    if differ:
        notes.append(
            f"{differ} cells are printed in two tables that differ; which of the two holds, the "
            "document does not say"
        )
    return whole
