"""What one cell of a report holds, as findings quote it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from analysis.form import get_form
from analysis.recognising import Report
from analysis.recognising.report import column

_SHOWN = 60


@dataclass(frozen=True)
class Print:
    """What a cell holds.

    Attributes
    ----------
    value : float or None
        The number stated; None where there is none.
    status : str
        Its status, one of ``form.STATUSES`` or ``absent``.
    printed : str
        What is printed, in one line and cut if it is long.
    where : str
        Where, such as ``line 97``; empty if it is not known.
    """

    value: float | None
    status: str
    printed: str
    where: str


ABSENT = Print(None, "absent", "", "")


@cache
def _positions(fmt: str) -> dict[str, int]:
    return {code: n for n, code in enumerate(get_form(fmt).by_code)}


def look_up(report: Report) -> Callable[[str], Print]:
    """Make a look-up of single cells by code: a finding is about a few of two hundred.

    Parameters
    ----------
    report : Report
        Whose cells they are.
    """
    at = _positions(report.format)
    value, status, printed, where = (
        column(report, "cells", name) for name in ("value", "status", "printed", "where")
    )

    def find(code: str) -> Print:
        n = at.get(code)
        if n is None:
            return ABSENT
        stated = status[n] == "stated"
        return Print(
            float(value[n]) if stated else None, status[n], _shown(printed[n]), str(where[n] or "")
        )

    return find


def _shown(printed: object) -> str:
    text = " ".join(str(printed or "").split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
