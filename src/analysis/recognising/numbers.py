"""Read one printed cell as a status and a value.

A cell that is not clearly one number is ``unreadable``, never a guess.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from analysis.form import Cell
from analysis.reading.blocks import UNSEEN

MARKS = frozenset(
    ["-", "--", "—", "——", "–", "−", "―", "─", "ー", "/", "//", "\\", "无", "無", "*", "N/A"]
)
_COUNTERS = "件条條个個次起宗项項份部例户笔"
_MONEY = "千万元|百万元|亿元|億元|万元|萬元|千元|百元|元"
_NUMBER = re.compile(
    rf"""(?P<sign>(?:[+\-−]|增加?|减少?|減少?)[ ]?)?
        (?P<number>\d{{1,3}}(?:[, ]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
        (?P<unit>[ ]?(?:{_MONEY}|[百千万萬亿億]?[{_COUNTERS}]次?|[万萬亿億]))?
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
_SIMPLIFIED = str.maketrans("萬億條個項減單圓", "万亿条个项减单元")
_OF_OTHER_YEAR = re.compile(r"(?:20\d\d年?度?|上一?年度?|去年|(?:上年)?同期)(?:数据?|数量)?")
_CORRECTED = re.compile(r"(?:更正|改为|应为|应是|勘误|订正|调整为).*\d")
_LESS = re.compile(r"(?:较上年|比上年|同比)?(?:减少?|下降|降低?|调减)了?")
_UNIT_ALONE = re.compile(
    rf"(?:单位[:为]?)?(?:人民币)?({_MONEY}|[百千万亿](?=[{_COUNTERS}]|$))[{_COUNTERS}]*"
)
# What a header may say: any word for money that is no part of another word, or of a sum (3万元).
_NO_PART = r"(?<![\d.零一二三四五六七八九十百千万亿几数多余单美欧日港])"
_UNIT_STATED = re.compile(rf"{_NO_PART}({_MONEY})(?![旦月件素宵])")
# One whose first character is not legible: it is not 元.
_UNIT_SPOILT = re.compile(r"单位[:为]?(?![百千万亿元人])[\u4e00-\u9fff]元|[□■?�丶]元")
_OTHER_MONEY = re.compile(r"[美欧日港]元|英镑|[¥$]|单位[:为][角分](?![一-鿿])|\((?:单位)?[角分]\)")
_TIMES_STATED = re.compile(
    rf"{_NO_PART}([百千万亿])(?:[{_COUNTERS}人]|(?=[)\]】〕/]|为单位|计|$))|单位[:为]?([百千万亿])(?!万?元)"
)
_MAY_STATE = re.compile("[百千万萬亿億元圓￥¥$角分镑]")
_CAPTION = re.compile(r"单位|[(\[/](?:人民币)?[百千万亿]*元[)\]]?$|^(?:人民币)?[百千万亿]*元$")
NOTED = re.compile(r"\W*(?:注|备注|说明)")  # begins a note, which may give a unit
SEVERAL_UNITS = "?"
_LONGEST_HEADER = 40
_MOST_PIECES = 4  # of a header that lines have cut


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
    text = unicodedata.normalize("NFKC", bare).replace("，", ",").translate(_SIMPLIFIED).strip()
    if _SPELT.fullmatch(text):
        text = text.translate(_NUMERALS)
    if not text:
        return Reading("blank", None)
    if text in MARKS:
        return Reading("mark", None)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _UNREADABLE
    note = match["note"].strip().strip("()[]【】〔〕*※# ")
    if _OF_OTHER_YEAR.fullmatch(note) or _CORRECTED.match(note):
        return _UNREADABLE
    printed_number = Decimal(re.sub("[, ]", "", match["number"]))
    own, aside = (match["unit"] or "").strip(), _UNIT_ALONE.fullmatch(note)
    if own and aside:
        return _UNREADABLE  # two units
    stated = own or (aside[1] if aside else "")
    if unit == "10k_yuan":
        number = _amount(printed_number, stated, beside, must_state_unit)
    else:
        number = _count(printed_number, stated, beside)
    if number is None:
        return _UNREADABLE
    sign = match["sign"] or ""
    if sign and not signed:
        return _UNREADABLE
    if sign[:1] in tuple("-−减") or (signed and not sign and _LESS.fullmatch(note)):
        number = -number
    return Reading("stated", float(number))


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


def unit_stated(texts: Iterable[str], unit: str = "10k_yuan") -> str:
    """The unit that headers, a row's label and a caption state.

    Parameters
    ----------
    texts : iterable of str
        For example ``本年收费金额（单位：元）``, ``行政许可（万件）`` or ``单位：千元``.
    unit : {"count", "10k_yuan"}
        What the cells are measured in.

    Returns
    -------
    str
        元, 千元, 万元, 亿元 …, or 百, 千, 万, 亿 for counts; empty where the texts state none, and
        ``SEVERAL_UNITS`` where they state different ones, so that nobody can tell.
    """
    found = {u for text in texts if text for u in _units(text, unit)}
    return SEVERAL_UNITS if len(found) > 1 else next(iter(found), "")


@lru_cache(maxsize=16384)
def _units(text: str, unit: str) -> frozenset[str]:
    if not _MAY_STATE.search(text):
        return frozenset()
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED))
    if unit == "10k_yuan" and _UNIT_SPOILT.search(plain):
        return frozenset([SEVERAL_UNITS])
    pattern = _UNIT_STATED if unit == "10k_yuan" else _TIMES_STATED
    found = frozenset(next(filter(None, m.groups())) for m in pattern.finditer(plain))
    if unit == "10k_yuan" and not found and _OTHER_MONEY.search(plain):
        return frozenset([SEVERAL_UNITS])
    return found


def put_together(texts: Sequence[str]) -> list[str]:
    """Join headers that the end of a line has cut: ``（单位：万`` and ``元）`` is no unit of 元.

    Parameters
    ----------
    texts : sequence of str
        What is on the lines or in the pieces of a page, in reading order.
    """
    out: list[str] = []
    pieces = 1
    for text in texts:
        before = unicodedata.normalize("NFKC", out[-1]).rstrip() if out else ""
        is_open = before.count("(") > before.count(")")
        cut = is_open or (
            before[-1:] in tuple("百千万亿萬億") and text.lstrip()[:1] in tuple("元圆圓")
        )
        if cut and pieces < _MOST_PIECES and len(before) + len(text) <= _LONGEST_HEADER:
            out[-1] += text
            pieces += 1
        else:
            out.append(text)
            pieces = 1
    return out


def is_unit_caption(text: str) -> bool:
    """Whether a line above a table states the unit of its amounts.

    Parameters
    ----------
    text : str
        For example ``单位：千元`` or ``（元）``.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED).strip()
    return bool(_CAPTION.search(plain)) and bool(_units(text, "10k_yuan") or _units(text, "count"))


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
