"""Figures, dates and places as people read them, in Chinese and in English.

Nothing here knows a cell, a report or an indicator. Texts that hold such figures: `templates`.
"""

import math
import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from analysis.messages import LANGUAGES as LANGUAGES
from analysis.messages import check_language as check_language

OWN_NAMES = {"zh": "中文", "en": "English"}  # of the languages
# Not strftime("%B"), which follows the language of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_PLACE_ZH = {
    "line": "第{}行",
    "row": "第{}行",
    "column": "第{}列",
    "page": "第{}页",
    "paragraph": "第{}段",
    "table": "表{}",
    "sheet": "工作表“{}”",
    "file name": "文件名“{}”",
    "address parameter": "网址参数{}",
}
_PLACES_ZH = {
    "page head": "网页头部信息",
    "source card": "来源卡片",
    "published row": "发布日期行",
}
_PLACE = re.compile(rf"^({'|'.join(_PLACE_ZH)}) (.+)$")
_DECIMALS = range(1, 11)  # of a difference in points: what is smaller is of binary fractions
_DECIMALS_OF_SHARES = range(1, 14)  # of a percentage, likewise
_KNOWN = 4  # of that of a share
_ASIDE = re.compile(r"\([^()]*\)|“[^”]*”|(?<=\d),(?=\d)")  # commas in these part nothing
_BOX = re.compile(r" \[[-\d. ]+\]$")  # a position on a page, for programs


def number(value: float) -> str:
    """Write a figure with thousands separators and without a needless decimal point.

    In both languages commas part the whole number in threes, as GB/T 15835-2011 (千分撇) and
    English usage have it.

    Parameters
    ----------
    value : float
        The figure.

    Raises
    ------
    ValueError
        If the value is not a number or not finite: then a text must be used instead.
    """
    value = _finite(value)
    if value.is_integer():
        return f"{int(value):,}"
    # Sums of decimals lose what binary fractions add to them (0.1 + 0.2); amounts are in
    # 10,000 yuan, and six decimals of that are a cent.
    near = round(value, 6)
    return f"{Decimal(repr(near if math.isclose(near, value, rel_tol=1e-12) else value)):,f}"


def plural(count: float | str, one: str, many: str) -> str:
    """Write a count before the words that agree with it: ``1 check fails``, ``2 checks fail``.

    Parameters
    ----------
    count : float or str
        The count, perhaps as it is written.
    one, many : str
        The words after 1, and after any other count.
    """
    figure = count if isinstance(count, str) else number(count)
    return f"{figure} {either(count, one, many)}"


def either(count: float | str, one: str, many: str) -> str:
    """The words that agree with a count elsewhere in the sentence.

    Parameters
    ----------
    count, one, many
        As of ``plural``.
    """
    return one if count in (1, "1") else many


def every(count: float | str, one: str, many: str) -> str:
    """The whole of what is counted, in English: ``the one check``, ``both checks``, ``all 3``.

    Parameters
    ----------
    count : float or str
        How many there are, perhaps as it is written.
    one, many : str
        The noun of one, and of several.
    """
    figure = count if isinstance(count, str) else number(count)
    return {"1": f"the one {one}", "2": f"both {many}"}.get(figure, f"all {figure} {many}")


def rounded(value: float, places: int) -> str:
    """Write a figure with a number of decimals, halves away from zero.

    A spreadsheet and a reader's own sum round so. Binary fractions do not: 23/80 is 28.75 % and
    came out as 28.7. So the shortest decimal that stands for the float is rounded.

    Parameters
    ----------
    value : float
        The figure.
    places : int
        Decimals to keep.

    Raises
    ------
    ValueError
        If the value is not a number or not finite.
    """
    return _rounded(Decimal(repr(_finite(value))), places)


def percent(fraction: float) -> str:
    """Write a fraction of one in percent; the sign follows the figure.

    One decimal, or as many more, up to four, as it takes to write neither some as none nor a part
    as the whole: 1 of 11,149 is not 0.0 %. Of a share that needs more it is said that it is less,
    or greater: estimates are not known to more places.

    Parameters
    ----------
    fraction : float
        The figure; 1 is the whole.
    """
    exact = Decimal(repr(_finite(fraction))).scaleb(2)
    texts = [_rounded(exact, decimals) for decimals in _DECIMALS_OF_SHARES]
    shown = (t for t in texts if abs(float(t.replace(",", ""))) not in (0, 100))
    found = next(shown, texts[0])
    if 0 < fraction < 1 and len(found.partition(".")[2]) > _KNOWN:
        return "<0.0001%" if fraction < 0.5 else ">99.9999%"
    return found + "%"


def points(difference: float) -> str:
    """Write a difference of two fractions of one in percentage points, with its sign.

    One decimal, or as many more as it takes not to write a difference as none.

    Parameters
    ----------
    difference : float
        The figure; 0.01 is one percentage point.
    """
    exact = Decimal(repr(_finite(difference))).scaleb(2)
    texts = (signed(_rounded(exact, decimals)) for decimals in _DECIMALS)
    return next((t for t in texts if any(c in "123456789" for c in t)), signed(_rounded(exact, 1)))


def measure(value: float, kind: str) -> str:
    """Write a share (kind ``proportion``) in percent, or a rate per 100 with two decimals.

    Parameters
    ----------
    value : float
        The figure; a share is a fraction of one.
    kind : {"proportion", "rate"}
        Which of the two it is.
    """
    return percent(value) if kind == "proportion" else rounded(value, 2)


def probability(value: float) -> str:
    """Write a p- or q-value as a relation: ``=0.012``, ``<0.001``.

    Parameters
    ----------
    value : float
        The figure, between 0 and 1.
    """
    return "<0.001" if _finite(value) < 0.001 else f"={rounded(value, 3)}"


def signed(text: str) -> str:
    """Put a plus or a true minus before a figure that is already a text; zero gets neither.

    Parameters
    ----------
    text : str
        A figure as it is written.
    """
    if not any(c in "123456789" for c in text):
        return text
    return text.replace("-", "−") if text.startswith("-") else f"+{text}"


def between(low: str, high: str, lang: str) -> str:
    """Join the ends of a range: a wave dash in Chinese (GB/T 15835-2011), an en dash in English.

    Both ends keep their unit. An end that is only bounded, ``<0.0001%`` or ``>99.9999%``, bounds
    the other, and is then all that is known.

    Parameters
    ----------
    low : str
        The lower end as it is written.
    high : str
        The upper end as it is written.
    lang : {"zh", "en"}
        Language.
    """
    if high.startswith("<") or low.startswith(">"):
        return high if high.startswith("<") else low
    return f"{low}～{high}" if lang == "zh" else f"{low}–{high}"


def day(value: date, lang: str) -> str:
    """Write a date: 2024年2月1日, 1 February 2024.

    Parameters
    ----------
    value : date
        The day.
    lang : {"zh", "en"}
        Language.
    """
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def place(where: str, lang: str) -> str:
    """Write where something is printed: ``line 97``, in Chinese 第97行.

    Parameters
    ----------
    where : str
        As a cell or a claim has it, such as ``page 2, table 1, row 3, column 4``. A text in none
        of the known forms comes back as it is.
    lang : {"zh", "en"}
        Language.
    """
    where = _BOX.sub("", where)
    if lang == "en" or not where:
        return where
    parts = [_PLACE.match(part) for part in where.split(", ")]
    if not all(parts):
        return _PLACES_ZH.get(where, where)
    return "".join(_PLACE_ZH[m[1]].format(m[2]) for m in parts if m)


def in_row(texts: Sequence[str], lang: str, more: int = 0) -> str:
    """Join texts in a sentence: ``A、B`` in Chinese, ``A, B and C`` in English.

    In English semicolons part texts that have a comma of their own outside brackets, and a comma
    is before the last ``and`` where a text has its own.

    Parameters
    ----------
    texts : sequence of str
        The texts, each without punctuation at its end.
    lang : {"zh", "en"}
        Language.
    more : int
        How many are not listed.
    """
    if lang == "zh":
        return "、".join(texts) + "等" * bool(more)
    shown = [*texts, *([f"{number(more)} more"] if more else [])]
    bare = " ".join(_ASIDE.sub("", text) for text in shown)
    sign, last = ("; ", "; and ") if "," in bare else (", ", " and ")
    if " and " in bare:
        last = f"{sign}and "
    return last.join(filter(None, [sign.join(shown[:-1]), *shown[-1:]]))


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"a sentence has no number to state: {value}")
    return float(value)


def _rounded(value: Decimal, places: int) -> str:
    shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{shown if shown else abs(shown):,f}"  # no −0.0
