"""Read one printed cell as a status and a value.

A cell that is not clearly one number is ``unreadable``, never a guess.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from analysis.form import Cell
from analysis.reading.blocks import UNSEEN

from .units import COUNTERS, MONEY, plain

MARKS = frozenset(
    ["-", "--", "—", "——", "–", "−", "―", "─", "ー", "/", "//", "\\", "无", "無", "*", "N/A"]
)
_NUMBER = re.compile(
    rf"""(?P<sign>(?:[+\-−]|增加?|减少?)[ ]?)?
        (?P<number>\d{{1,3}}(?:[, ]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
        (?P<unit>[ ]?(?:{MONEY}|[百千万亿]?[{COUNTERS}]次?|[万亿]))?
        (?P<note>(?:[ ]?(?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕
                   |[*※\#]+|注\d{{0,2}})){{0,2}})""",
    re.VERBOSE | re.DOTALL,
)
_NUMERALS = str.maketrans("零〇二三四五六七八九", "0023456789")
# A lone 一 may be a dash that was typed with a Chinese input method: it is no number.
_SPELT = re.compile("[零〇]|[二三四五六七八九]")
# A bare 万 beside an amount means 万元 (10,000 yuan), the unit in which amounts are kept.
_TO_10K_YUAN = {
    "元": Decimal("0.0001"),
    "百元": Decimal("0.01"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿元": Decimal(10000),
    "亿": Decimal(10000),
}
_TIMES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
# What brackets after a number may hold: its year, a correction, a change, its unit.
_OF_OTHER_YEAR = re.compile(r"(?:20\d\d年?度?|上一?年度?|去年|(?:上年)?同期)(?:数据?|数量)?")
_CORRECTED = re.compile(r"(?:更正|改为|应为|应是|勘误|订正|调整为).*\d")
_LESS = re.compile(r"(?:较上年|比上年|同比)?(?:减少?|下降|降低?|调减)了?")
_UNIT_ALONE = re.compile(
    rf"(?:单位[:为]?)?(?:人民币)?({MONEY}|[百千万亿](?=[{COUNTERS}]|$))[{COUNTERS}]*"
)


class Reading(NamedTuple):
    """Status and value of one printed cell.

    Attributes
    ----------
    status : {"stated", "blank", "mark", "unreadable"}
        What the cell holds.
    value : float or None
        The number of a ``stated`` cell; amounts are in 万元 (10,000 yuan).
    """

    status: str
    value: float | None


_UNREADABLE = Reading("unreadable", None)


@lru_cache(maxsize=16384)
def read_number(
    printed: str,
    unit: str = "count",
    signed: bool = False,
    beside: str = "",
    must_state_unit: bool = False,
) -> Reading:
    """Read one cell.

    Parameters
    ----------
    printed : str
        What the cell holds.
    unit : {"count", "10k_yuan"}
        What the cell is measured in; an amount printed in another unit is converted to 万元.
    signed : bool
        Whether the cell may hold a change (本年增/减): ``+3``, ``-2``, ``增3``, ``减2``.
    beside : str
        The unit that headers, labels and captions state for the cell, as ``unit_stated`` gives it.
        The cell's own unit goes before it. A count in thousands or more is rounded, so that the
        cell is ``unreadable``.
    must_state_unit : bool
        Whether an amount without any unit is ``unreadable`` rather than in 万元.

    Returns
    -------
    Reading
        ``stated`` with a value; ``blank``, ``mark`` or ``unreadable`` with none.
    """
    bare = _without_note_marks(printed.translate(UNSEEN).strip())
    if bare is None:
        return _UNREADABLE
    text = plain(bare).strip()
    if _SPELT.fullmatch(text):
        text = text.translate(_NUMERALS)
    if not text:
        return Reading("blank", None)
    if text in MARKS:
        return Reading("mark", None)
    match = _NUMBER.fullmatch(text)
    value = _value(match, unit, signed, beside, must_state_unit) if match else None
    return _UNREADABLE if value is None else Reading("stated", float(value))


def _value(
    match: re.Match[str], unit: str, signed: bool, beside: str, must_state_unit: bool
) -> Decimal | None:
    """What a number with its sign, unit and note comes to; None where that cannot be told."""
    sign, note = match["sign"] or "", match["note"].strip().strip("()[]【】〔〕*※# ")
    if _OF_OTHER_YEAR.fullmatch(note) or _CORRECTED.match(note) or (sign and not signed):
        return None
    own, aside = (match["unit"] or "").strip(), _UNIT_ALONE.fullmatch(note)
    if own and aside:
        return None  # two units
    stated = own or (aside[1] if aside else "")
    number = Decimal(re.sub("[, ]", "", match["number"]))
    if unit == "10k_yuan":
        value = _amount(number, stated, beside, must_state_unit)
    else:
        value = _count(number, stated, beside)
    is_less = sign[:1] in tuple("-−减") or (signed and not sign and _LESS.fullmatch(note))
    return -value if is_less and value is not None else value


def _amount(number: Decimal, stated: str, beside: str, must_state_unit: bool) -> Decimal | None:
    if not number:
        return number
    unit = stated or beside
    if not unit and not must_state_unit:
        return number
    times = _TO_10K_YUAN.get(unit)
    return None if times is None else number * times


def _count(number: Decimal, stated: str, beside: str) -> Decimal | None:
    if "元" in stated or (beside and not stated):
        return None  # money; or thousands and more under a header: how many exactly is not printed
    number *= _TIMES.get(stated[:1], 1)
    return number if number == int(number) else None


def counts_columns(texts: Sequence[str]) -> bool:
    """Whether texts only number the columns of a table: 1, 2, 3, …

    Parameters
    ----------
    texts : sequence of str
        Texts of cells from left to right, without the empty ones.
    """
    return list(texts) == [str(number + 1) for number in range(len(texts))]


def is_mark(text: str) -> bool:
    """Whether a text is what is printed for nothing: a dash in any width, 无, or a nought in words.

    Parameters
    ----------
    text : str
        What a cell holds.
    """
    return unicodedata.normalize("NFKC", text) in MARKS or text in ("零", "〇")


def _without_note_marks(text: str) -> str | None:
    """The text without ring and raised digits after a number: they point to a note.

    NFKC would make them digits of the number. None where one is before or among digits, or is
    a fraction.
    """
    if text.isascii() or not any(unicodedata.category(c) == "No" for c in text):
        return text
    out = ""
    for at, char in enumerate(text):
        if unicodedata.category(char) != "No":
            out += char
            continue
        rest = text[at + 1 :].lstrip()
        if (
            not out.strip()
            or rest[:1].isdecimal()
            or "\u2044" in unicodedata.normalize("NFKC", char)
        ):
            return None
    return out


def read_cell(cell: Cell, printed: str, beside: str = "") -> Reading:
    """Read what is printed in a given cell of the form.

    Parameters
    ----------
    cell : Cell
        The form tells what it is measured in, and whether it may hold a change.
    printed : str
        What the cell holds.
    beside : str
        The unit that a header, label or caption states for it, as ``unit_stated`` gives it.

    Returns
    -------
    Reading
        A purchase (政府集中采购) without any unit is ``unreadable``: the form states none, and
        agencies print yuan and 万元 alike.
    """
    return read_number(
        printed,
        cell.unit,
        signed=cell.column == "items_change",
        beside=beside,
        must_state_unit=cell.item == "procurement",
    )
