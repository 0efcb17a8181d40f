"""Numbers whose digits are grouped by blanks (12 345), which may be two numbers side by side."""

import re

from analysis.form import get_form

from .confirm import row_adds_up
from .rows import Found

_GROUPED = re.compile(r"\d{1,3}(?:[^\S\n]\d{3})+")


def settle_grouped(found: Found, fmt: str) -> Found:
    """Leave such numbers open where no total of the report shows that it groups digits so.

    Last year's figure may be beside this year's: 17 262.

    Parameters
    ----------
    found : dict
        ``code -> (status, printed, value, where)``.
    fmt : {"2019", "2021"}
        The format of the form.
    """
    grouped = {code for code, entry in found.items() if _is_grouped(entry[0], entry[1])}
    if not grouped or any(_confirmed(row, grouped, found) for row in _rows(fmt)):
        return found
    return {
        code: ("unreadable", entry[1], None, entry[3]) if code in grouped else entry
        for code, entry in found.items()
    }


def _is_grouped(status: str, printed: str) -> bool:
    return status == "stated" and _GROUPED.search(printed) is not None


def _rows(fmt: str) -> list[list[str]]:
    """The rows of the form that end in their total."""
    form = get_form(fmt)
    return [
        [f"{table}/{item}/{column}" for column in form.columns(table, item)]
        for table in ("requests", "remedies")
        for item in form.items(table)
    ]


def _confirmed(row: list[str], grouped: set[str], found: Found) -> bool:
    values = [found[code][2] if code in found else None for code in row]
    return not grouped.isdisjoint(row) and values[-1] is not None and row_adds_up(values)
