"""One printed cell to a status and a value.

A cell that is not clearly one number is ``unreadable``, never a guess.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from analysis.form import Cell

MARKS = frozenset(["-", "--", "—", "——", "–", "−", "/", "//", "\\", "无", "無", "*", "N/A"])
_NUMBER = re.compile(
    r"""(?P<sign>(?:[+\-−]|增加?|减少?|減少?)[ ]?)?
        (?P<number>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
        (?P<unit>[ ]?(?:万元|萬元|亿元|億元|万|萬|元|[件条條个個次起宗项項份部]))?
        (?P<remark>[ ]?(?:\(.*\)|\[.*\]|【.*】|〔.*〕|[*※]+|注\d{0,2}))?""",
    re.VERBOSE | re.DOTALL,
)
# Signs that set type and are not seen: joiners, marks of direction, soft hyphens, byte order marks.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
# A ring or raised digit after a number is a note's mark; NFKC would make it a digit of the number.
_MARKED = re.compile(r"[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u249b\u2776-\u2793]")
_NOTE = re.compile(
    r"(?<=[\d\s)）])[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u249b\u2776-\u2793]+$"
)
_NUMERALS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_SPELT = re.compile("[零〇]|[一二三四五六七八九]")
# A bare unit before 元 would be a count; amounts are kept in 万元 (10,000 yuan).
_TO_10K_YUAN = {
    "元": Decimal("0.0001"),
    "万元": Decimal(1),
    "萬元": Decimal(1),
    "万": Decimal(1),
    "萬": Decimal(1),
    "亿元": Decimal(10000),
    "億元": Decimal(10000),
}


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
    text = printed.translate(_UNSEEN).strip()
    text = unicodedata.normalize("NFKC", _NOTE.sub(_noted, text)).replace("，", ",").strip()
    if _MARKED.match(printed.strip()):
        return Reading("unreadable", None)  # a note's mark, and no number before it
    if _SPELT.fullmatch(text):
        return Reading("stated", float(text.translate(_NUMERALS)))
    if not text:
        return Reading("blank", None)
    if text in MARKS:
        return Reading("mark", None)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return Reading("unreadable", None)
    sign, measure = match["sign"], (match["unit"] or "").strip()
    money = measure in _TO_10K_YUAN
    if (
        (sign and not signed)
        or (money and unit != "10k_yuan")
        or (measure and not money and unit == "10k_yuan")
    ):
        return Reading("unreadable", None)
    number = Decimal(re.sub("[, ]", "", match["number"]))
    if unit == "count" and number != int(number):
        return Reading("unreadable", None)
    if money:
        number *= _TO_10K_YUAN[measure]
    if sign and sign[0] in "-−减減":
        number = -number
    return Reading("stated", float(number))


def _noted(match: re.Match[str]) -> str:
    return f"[{match[0]}]"


def read_cell(cell: Cell, printed: str) -> Reading:
    """Read what is printed in a given cell of the form.

    Its unit, and whether it may hold a change, are the form's.
    """
    return read_number(printed, cell.unit, signed=cell.column == "items_change")
