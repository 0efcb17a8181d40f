"""The order of table 三's columns: who asked, with or without 法人或其他组织 above its kinds."""

import re
from collections.abc import Sequence

from analysis.form import APPLICANTS
from analysis.recognising.characters import fold
from analysis.recognising.gridded.headers import bare_name
from analysis.recognising.numbers import MARKS

from .order import Order

_KINDS = APPLICANTS[1:-1]
ORGANISATIONS = "organisations"  # 法人或其他组织
_NAMES = re.compile(
    "(?P<organisations>法人(?:[或和及、]?其[他它]组?织?)?|其[他它]组织?)|(?P<natural_person>自然人?)"
    "|(?P<business>商业)|(?P<research>科研)|(?P<public_interest>社会(?:公益)?|公益)"
    "|(?P<legal_services>法律(?:服务)?)|(?P<other>其[他它])|(?P<total>[总合]计)"
)
# A piece of 总计 or 合计 whose other half is on another line.
_PIECE = re.compile(r"(?:^|\s)[总合计](?:\s|$)")
# What is left of a name when the rest is in another cell, and what is no column.
_REST = re.compile(
    r"(?:企业?|业|机构?|构|组织?|织|人|公益|服务机?|申请人?|情况|项目|类别|内容|序号|[\W\d_])*"
)
_CORNER = re.compile("勾稽|本列数据|第一项|第二项|第三项|第四项|之和|申请人情况|单位[:：]")


def applicant_orders(cells: Sequence[str]) -> list[Order]:
    """The orders of table 三's columns that a header allows.

    Parameters
    ----------
    cells : sequence of str
        Texts of the header's cells in the order of the text; or the header as one text.

    Returns
    -------
    list of Order
        Usually one. Two where the header can be read in two ways; none where it contradicts the
        form's order but does not name all columns.
    """
    names, extras = _applicants_in(cells)
    found = [n for n in names if n is not None and n != ORGANISATIONS]
    if set(found) != set(APPLICANTS):
        cut = "total" not in found and any(_PIECE.search(fold(cell)) for cell in cells)
        return [Order(APPLICANTS, False)] if _is_as_in_form(names) and not cut else []
    if ORGANISATIONS in names:
        return [Order(_expanded(names), True, extras)]
    as_written = Order(tuple(names), True, extras)
    if found[:2] == ["natural_person", "total"]:
        # Two rows of a header may be written one after the other: 总计 is in the first, and last.
        rest = [name for name in names if name != "total"]
        end = rest.index(found[-1]) + 1
        return [Order((*rest[:end], "total", *rest[end:]), True, extras), as_written]
    return [as_written]


def names_in(text: str) -> list[str]:
    """The columns of table 三 that a text names, in its order; 法人或其他组织 too.

    Parameters
    ----------
    text : str
        Text of a header, or a part of one.
    """
    name = bare_name(text)
    return ["natural_person"] if name == "人" else [str(m.lastgroup) for m in _NAMES.finditer(name)]


def _applicants_in(cells: Sequence[str]) -> tuple[list[str | None], tuple[str, ...]]:
    """Names in the order of the text, each once; None for a cell that names no known column."""
    names: list[str | None] = []
    extras: list[str] = []
    for cell in cells:
        corner = _CORNER.split(bare_name(cell))
        text = corner[-1]
        hits = [str(m.lastgroup) for m in _NAMES.finditer(text)]
        names += [h for h in hits if h not in names]
        blank = text in MARKS or _REST.fullmatch(text) or len(corner) > 1
        if not hits and not blank and len(text) <= 12:
            names.append(None)
            extras.append(text)
    return names, tuple(extras)


def _expanded(names: Sequence[str | None]) -> tuple[str | None, ...]:
    """The order where 法人或其他组织 stands above the kinds of organisations."""
    first = next(i for i, n in enumerate(names) if n in _KINDS)
    below = [n for i, n in enumerate(names) if n in _KINDS or (n is None and i > first)]
    order: list[str | None] = []
    for i, name in enumerate(names):
        if name == ORGANISATIONS:
            order += below
        elif name in ("natural_person", "total") or (name is None and i < first):
            order.append(name)
    return tuple(order)


def _is_as_in_form(names: Sequence[str | None]) -> bool:
    """Whether the names that were found stand as the form has them, in either way of writing."""
    at = {name: i for i, name in enumerate(names) if name}
    kinds = [n for n in names if n in _KINDS]
    if kinds != [n for n in _KINDS if n in kinds]:
        return False
    if at.get("natural_person", -1) > min(at.get(n, 99) for n in (*kinds, ORGANISATIONS)):
        return False
    return at.get("natural_person", -1) < at.get("total", 99) and (
        "total" not in at or at["total"] > 0 or len(at) == 1
    )
