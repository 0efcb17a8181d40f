"""The order of the columns of one row of table 二."""

import re
from collections.abc import Sequence

from analysis.recognising.characters import fold
from analysis.recognising.gridded.headers import column_of, is_foreign

from .order import Order

_NO_COLUMN = re.compile(r"第二十条|信息内容|^\(?单位[:：]|^序号$|^项目$")


def disclosure_order(cells: Sequence[str], wanted: Sequence[str], year: int | None) -> Order | None:
    """The order of a row's columns in table 二.

    Parameters
    ----------
    cells : sequence of str
        Texts of the header's cells in the order of the text.
    wanted : sequence of str
        Codes of the row's columns, in the form's order.
    year : int or None
        The year reported on: a column of another year is none of the form's.

    Returns
    -------
    Order or None
        None where the header contradicts the form's order and does not name all columns.
    """
    names: list[str | None] = []
    extras: list[str] = []
    rest = [c for c in cells if c.strip() and not _NO_COLUMN.search(fold(c))]
    for at, cell in enumerate(rest):
        whole = column_of(rest[at - 1] + cell, year) if names[-1:] == [""] else None
        name = whole or column_of(cell, year)
        if whole:
            names.pop()  # a header cut in two
        if name is None and is_foreign(cell, year):
            names.append(None)
            extras.append(fold(cell))
        else:
            names.append(name or "")
    known = [n for n in names if n]
    if sorted(known) == sorted(wanted):
        return Order(tuple(n for n in names if n != ""), True, tuple(extras))
    inside = [n for n in known if n in wanted]
    if extras or len(set(inside)) != len(inside):
        return None
    if len(names) == len(wanted):
        is_sure = all(n in ("", w) for n, w in zip(names, wanted, strict=True))
    else:
        is_sure = inside == [w for w in wanted if w in inside]
    return Order(tuple(wanted), False) if is_sure else None
