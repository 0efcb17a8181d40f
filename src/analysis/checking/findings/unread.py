"""Findings of cells that were not read: one for a row or a table, and never one for each cell."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.checking.rules.outcomes import Outcome
from analysis.form import TABLES, cell_label, get_form, table_label, where_label
from analysis.wording import LANGUAGES, in_row

from .prints import Prints
from .wording import say

WHOLE_TABLES = tuple(f"{table}/*/*" for table in TABLES)
_QUOTED = 3  # prints that could not be read, of one row or table
_ROWS = 3  # with cells that were not read; of more, one finding for the table


def group_unread(
    failed: Iterable[Outcome], formats: Mapping[str, str]
) -> dict[tuple[str, str, str], tuple[str, list[str]]]:
    """Give each cell that was not read the place of its finding and all cells of that finding.

    Cells of one row are one finding, and so are cells of more than ``_ROWS`` rows, or of every row,
    of a table: what is wrong with them is one thing, our reading, and is looked up in one place.

    Parameters
    ----------
    failed : iterable of Outcome
        The failed ones; ``where`` is the code of a cell.
    formats : mapping
        Id of a report to its form.
    """
    found: dict[tuple[str, str, str], tuple[str, list[str]]] = {}
    cells: dict[tuple[str, str], list[str]] = {}
    for o in failed:
        if not o.where.endswith("/*"):
            cells.setdefault((o.report, o.rule), []).append(o.where)
    for (report, rule), codes in cells.items():
        rows: dict[str, list[str]] = {}
        for code in codes:
            rows.setdefault(code.rpartition("/")[0], []).append(code)
        table = codes[0].split("/")[0]
        if len(rows) > _ROWS or len(rows) == len(get_form(formats[report]).items(table)):
            rows = {f"{table}/*": codes}
        for row, mine in rows.items():
            place = mine[0] if len(mine) == 1 else f"{row}/*"
            found |= {(report, rule, code): (place, mine) for code in mine}
    return found


def _cell(where: str, prints: Prints) -> dict[str, Any]:
    fmt, held = prints.report.format, prints.of(where)
    values = {
        lang: {
            "cell": cell_label(where, lang, fmt),
            "printed": held.printed,
            "place": prints.places([where], lang),
        }
        for lang in LANGUAGES
    }
    kind = "absent" if held.status == "absent" else "illegible"
    return {**say(kind, values), **prints.cells([where])}


def unread_finding(where: str, cells: list[str], prints: Prints) -> dict[str, Any]:
    """Say which cells of a row or table were not read, as one finding.

    Parameters
    ----------
    where : str
        Code of the cell, or pattern of the row or table.
    cells : list of str
        Codes of the cells; the pattern itself for a table of which nothing was found.
    prints : Prints
        The cells of the report.
    """
    table, whole = where.split("/")[0], where in WHOLE_TABLES
    if whole and cells == [where]:
        return say(
            "table_absent", {lang: {"table": table_label(table, lang)} for lang in LANGUAGES}
        )
    if len(cells) == 1:
        return _cell(cells[0], prints)
    fmt = prints.report.format
    unreadable = [c for c in cells if prints.of(c).status == "unreadable"]
    absent = [c for c in cells if prints.of(c).status == "absent"]
    quoted = list(dict.fromkeys(prints.of(c).printed for c in unreadable))
    values = {}
    for lang in LANGUAGES:
        values[lang] = {
            "where": table_label(table, lang) if whole else where_label(where, lang, fmt),
            "count": len(cells),
            "unreadable": len(unreadable),
            "absent": len(absent),
            "printed": in_row([f"“{text}”" for text in quoted[:_QUOTED] if text], lang),
            "place": prints.places(cells[:1], lang),
        }
    row = where.removesuffix("*")
    is_row = set(cells) == {c for c in get_form(fmt).by_code if c.startswith(row)}
    # Numbers that could be read, and that several cells share: only their places were not told.
    shared = len(quoted) == 1 < len(unreadable) and len(re.findall(r"\d+", quoted[0])) > 1
    kind = "unread" if unreadable else "row_not_found" if is_row else "not_found"
    kind = "unread_row" if shared else kind
    like = "unread" if shared else "not_found"
    return {**say(kind, values, like=like), **prints.cells(cells)}
