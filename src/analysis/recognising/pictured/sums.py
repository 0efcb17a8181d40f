"""The sums that the form itself prints, as witnesses for what was read from a picture.

What they say of a report, ``checking`` tells; not this.
"""

from functools import cache
from typing import NamedTuple

from analysis.form import APPLICANTS, get_form


class Sum(NamedTuple):
    """Cells whose sum is that of other cells.

    Attributes
    ----------
    parts, whole : tuple of str
        Codes of cells; both sides come to the same.
    """

    parts: tuple[str, ...]
    whole: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """All its cells."""
        return self.parts + self.whole


_FLOW = ("received", "carried_in", "concluded", "carried_out")


@cache
def sums_of(fmt: str) -> tuple[Sum, ...]:
    """The sums of tables 三 and 四, which the form prints or calls 总计 (total).

    Parameters
    ----------
    fmt : {"2019", "2021"}
        Format of the form.
    """
    form = get_form(fmt)
    items = form.items("requests")
    results = [item for item in items if item not in _FLOW]
    found = []
    for who in APPLICANTS:
        code = {item: f"requests/{item}/{who}" for item in items}
        received, carried_in, concluded, carried_out = (code[item] for item in _FLOW)
        found.append(Sum((received, carried_in), (concluded, carried_out)))
        found.append(Sum(tuple(code[item] for item in results), (concluded,)))
    for item in items:
        row = [f"requests/{item}/{who}" for who in APPLICANTS]
        found.append(Sum(tuple(row[:-1]), (row[-1],)))
    for item in form.items("remedies"):
        row = [f"remedies/{item}/{column}" for column in form.columns("remedies", item)]
        whole = f"remedies/{item}/total"
        found.append(Sum(tuple(c for c in row if c != whole), (whole,)))
    return tuple(found)
