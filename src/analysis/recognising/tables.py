"""What reading a document's tables gives: cells, and what was seen beside the form."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.form import APPLICANTS, TABLES, get_form, table_label
from analysis.wording import either, place

from .about.findings import Finding, finding
from .rows import CELL_COLUMNS, ROWS, Found, Rows

PURCHASE = "disclosure/procurement/amount"
Extra = tuple[str, str, str]


@dataclass
class Tables:
    """What was read of a document's tables.

    Attributes
    ----------
    found : dict
        ``code -> (status, printed, value, where)``.
    extra : list of (table, words, where)
        Columns that the form does not have, by their headers; ``rows`` in place of the table
        for a row of table 三.
    left_out : list of (words, where)
        Captions of tables that are another year's or agency's, or specimens.
    foreign : set of str
        Places of lines that are none of this report's tables.
    beyond : set of str
        Places of what belongs to another report in the same file.
    """

    found: Found = field(default_factory=dict)
    extra: list[Extra] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    beyond: set[str] = field(default_factory=set)


def not_understood(tables: Tables, fmt: str) -> tuple[str, ...]:
    """Rows and columns of table 三 whose sums count something that the form does not have.

    Parameters
    ----------
    tables : Tables
        What was read.
    fmt : {"2019", "2021"}
        The format of the form.

    Returns
    -------
    tuple of str
        ``requests/received/*`` for a row, ``requests/*/total`` for a column.
    """
    kinds = {table for table, _, _ in tables.extra}
    items = get_form(fmt).items("requests")
    wheres = []
    if "requests" in kinds:
        wheres += [f"requests/{item}/*" for item in items] + ["requests/*/total"]
    if ROWS in kinds:
        wheres += [f"requests/*/{applicant}" for applicant in APPLICANTS]
    return tuple(dict.fromkeys(wheres))


def table_findings(tables: Tables, year: int | None) -> Iterator[Finding]:
    """Findings about tables left out, columns beside the form's, amounts without a unit.

    Parameters
    ----------
    tables : Tables
        What was read.
    year : int or None
        The year reported on.

    Yields
    ------
    tuple
        ``severity, rule, where, cells, zh, en``.
    """
    left_out = [(words, where) for words, where in dict.fromkeys(tables.left_out) if words]
    if left_out:
        yield finding("other_tables", **_listed(left_out), year=year)
    counted = [(words, where) for table, words, where in tables.extra if table != "disclosure"]
    if counted:
        yield finding("extra_columns", **_listed(counted))
    status, printed, _, where = tables.found.get(PURCHASE, ("absent", "", None, ""))
    if status == "unreadable" and printed.replace(".", "").replace(",", "").isdecimal():
        yield finding("purchase_unit", printed=printed, where=where)


def empty_findings(found: Found, fmt: str) -> Iterator[Finding]:
    """A finding that names the tables that hold no number, if there are any.

    Parameters
    ----------
    found : Found
        The cells found.
    fmt : {"2019", "2021"}
        The format of the form.

    Yields
    ------
    tuple
        As of ``table_findings``.
    """
    if empty := [table for table in TABLES if _is_without_numbers(table, found, fmt)]:
        zh, en = ([table_label(table, lang) for table in empty] for lang in ("zh", "en"))
        yield finding(
            "no_numbers",
            list_zh="、".join(f"“{name}”表" for name in zh),
            list_en=either(len(en), "table ", "tables ") + ", ".join(f"“{name}”" for name in en),
        )


def _is_without_numbers(table: str, found: Found, fmt: str) -> bool:
    """Whether a table was read from end to end, and holds no number."""
    codes = [code for code, cell in get_form(fmt).by_code.items() if cell.table == table]
    return all(code in found and found[code][0] in ("blank", "mark") for code in codes)


def _listed(seen: list[tuple[str, str]]) -> dict[str, str]:
    return {
        "list_zh": "、".join(f"{words}（{place(where, 'zh')}）" for words, where in seen),
        "list_en": ", ".join(f"{words} ({where})" for words, where in seen),
    }


def complete(fmt: str, found: Found) -> Rows:
    """Every cell of the form once, in its order; what the document lacks is ``absent``.

    Parameters
    ----------
    fmt : {"2019", "2021"}
        The format of the form.
    found : Found
        The cells found.
    """
    absent: tuple[str, str, float | None, str] = ("absent", "", None, "")
    rows = []
    for code, cell in get_form(fmt).by_code.items():
        status, printed, value, where = found.get(code, absent)
        rows.append((cell.table, cell.item, cell.column, value, status, printed, where))
    return Rows(CELL_COLUMNS, rows, floats=("value",))
