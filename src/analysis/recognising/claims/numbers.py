"""Numbers as prose prints them.

Digits with or without separators, Chinese numerals, 万 and 亿, and the unit behind them.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
# 贰件: as on cheques. Folding to Simplified makes 贰 of 貳.
_FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_NUMERAL = "零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟"
_SCALE = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
COUNT, MONEY, PERCENT = "count", "money", "percent"
# After NFKC a full-width separator is an ASCII comma; digits may not touch further digits or
# letters on either side. A bare number, its unit lost, counts only before punctuation. 一件 in
# running text is seldom a count, hence (?!事).
_MENTION = re.compile(
    rf"""(?=[\d{_NUMERAL}])(?<![\d.A-Za-z〔\[第])
    (?:(?P<number>\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d{{1,6}})?|\d{{1,12}}(?:\.\d{{1,6}})?)
       (?P<after>[余多来几]?)(?P<scale>[万亿]?)(?P<more>[余多]?)
       (?:(?P<unit>元|%|件次|件\(次\)|条次|[件条起宗项个份次封部例笔桩](?!月|日|工作日|百分))(?P<late>[余多]|以上|左右|上下)?
         |(?!,\d{{3}}(?!\d))(?=[,;。、)(!?]|$))
      |(?:(?<=[为是])|(?<=[为是]["“]))(?P<nought>零)(?=["”]?(?:[,;。、)]|$))
      |(?<![{_NUMERAL}])(?P<chinese>[{_NUMERAL}]{{1,9}})(?P<cscale>万?)(?P<cmore>余|多)?(?P<cunit>[件条起宗份封])(?![一事])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Mention:
    """A number in a folded text.

    Attributes
    ----------
    value : float
        As printed, 万 and 亿 multiplied out; money in 万元 (10,000 yuan), a percentage in percent.
    kind : {"count", "money", "percent"}
        What its unit says that it is; a number that has lost its unit is a count.
    unit : str
        The unit word, empty where none is printed.
    step : float
        What one unit of the last printed digit is worth: 1 for 12件, 1000 for 88.6万件.
    vague : bool
        余, 多 or 以上 follows.
    start, end : int
        Where it stands in the folded text, the unit included.
    """

    value: float
    kind: str
    unit: str
    step: float
    vague: bool
    start: int
    end: int


# 没有发生一起行政复议: not one, and no number.
_NOT_ONE = re.compile("(?:没有|未|无)(?:曾|发生|出现|产生|收到|受理|接到|任何)*$")


def mentions(text: str) -> list[Mention]:
    """Every number of a folded text, in order.

    It has a unit of count, money or percent, or has lost its unit.

    Parameters
    ----------
    text : str
        Folded text.
    """
    found = []
    for m in _MENTION.finditer(text):
        if m["nought"]:
            scale, unit, vague, value, step = _SCALE[""], "", False, Decimal(0), Decimal(1)
        elif m["chinese"]:
            number = chinese_number(m["chinese"])
            if number is None or (
                number == 1 and _NOT_ONE.search(text[max(0, m.start() - 8) : m.start()])
            ):
                continue
            scale, unit, vague = _SCALE[m["cscale"]], m["cunit"], bool(m["cmore"])
            value, step = Decimal(number), Decimal(1)
        else:
            digits = m["number"].replace(",", "")
            scale, unit = _SCALE[m["scale"]], m["unit"] or ""
            vague = bool(m["after"] or m["more"] or m["late"])
            value, step = Decimal(digits), Decimal(1).scaleb(-len(digits.partition(".")[2]))
        kind = MONEY if unit == "元" else PERCENT if unit == "%" else COUNT
        if kind == MONEY:
            scale /= 10_000
        value, step = value * scale, step * scale
        if kind == COUNT and value != int(value):
            continue
        found.append(Mention(float(value), kind, unit, float(step), vague, m.start(), m.end()))
    return found


def chinese_number(numeral: str) -> int | None:
    """A Chinese numeral below 10,000, or one said digit by digit.

    None for what is no numeral (``百十``).

    Parameters
    ----------
    numeral : str
        Its characters, such as 二百五十八 or 二〇二二.
    """
    numeral = numeral.translate(_FINANCIAL)
    if not any(c in _TENS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral)) if numeral else None
    total, digit, least = 0, None, 10_000
    for c in numeral:
        if c in _TENS:
            if _TENS[c] >= least or (digit is None and (c != "十" or total % 100)):
                return None
            least = _TENS[c]
            total, digit = total + (1 if digit is None else digit) * least, None
        elif _DIGITS[c]:
            if digit is not None:
                return None
            digit = _DIGITS[c]
    return total + (digit or 0)
