"""One printed cell to a status and a value. A cell that is not clearly one number is ``unreadable``, never a guess."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from analysis.form import Cell

MARKS = frozenset(["-", "--", "—", "——", "–", "−", "/", "//", "\\", "无", "無", "*", "N/A"])
_NUMBER = re.compile(
    r"""(?P<sign>[+\-−]|增加?|减少?|減少?)?
        (?P<number>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
        (?P<unit>万元|萬元|亿元|億元|元|[件条條个個次起宗项項份部])?
        (?P<remark>\(.*\))?""",
    re.VERBOSE,
)
# A bare unit before 元 would be a count; amounts are kept in 万元 (10,000 yuan).
_TO_10K_YUAN = {"元": Decimal("0.0001"), "万元": Decimal(1), "萬元": Decimal(1), "亿元": Decimal(10000), "億元": Decimal(10000)}


class Reading(NamedTuple):
    """Status and value of one printed cell."""

    status: str
    value: float | None


@lru_cache(maxsize=16384)
def read_number(printed: str, unit: str = "count", signed: bool = False) -> Reading:
    """Read one cell.

    Parameters
    ----------
    printed : str
        What the cell holds.
    unit : {"count", "10k_yuan"}
        What the cell is measured in; an amount printed in 元 or 亿元 is converted to 万元.
    signed : bool
        Whether the cell may hold a change (本年增/减): ``+3``, ``-2``, ``增3``, ``减2``.

    Returns
    -------
    Reading
        ``stated`` with a value; ``blank``, ``mark`` or ``unreadable`` with none.
    """
    text = unicodedata.normalize("NFKC", printed).replace("，", ",").strip(" \t\r\n\u200b\ufeff")
    if not text:
        return Reading("blank", None)
    if text in MARKS:
        return Reading("mark", None)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return Reading("unreadable", None)
    sign, money = match["sign"], match["unit"] in _TO_10K_YUAN
    if (sign and not signed) or (money and unit != "10k_yuan") or (match["unit"] and not money and unit == "10k_yuan"):
        return Reading("unreadable", None)
    number = Decimal(re.sub("[, ]", "", match["number"]))
    if unit == "count" and number != int(number):
        return Reading("unreadable", None)
    if money:
        number *= _TO_10K_YUAN[match["unit"]]
    if sign and sign[0] in "-−减減":
        number = -number
    return Reading("stated", float(number))


def read_cell(cell: Cell, printed: str) -> Reading:
    """Read what is printed in a given cell of the form: its unit, and whether it may hold a change, are the form's."""
    return read_number(printed, cell.unit, signed=cell.column == "items_change")
