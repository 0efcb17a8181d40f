"""Headers in text that has lost everything between its cells: which columns, in which order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analysis.form import APPLICANTS
from analysis.recognising.orders.applicants import ORGANISATIONS, applicant_orders, names_in
from analysis.recognising.orders.remedies import remedy_order

from .applicant_header import is_by_height, is_spread

PUNCTUATION = frozenset("“”\"'、,，。")  # which a label may have or lack
_LEAST = 7  # names in a header of table 三
_REACH = 400  # characters from the end of table 三 to the header of table 四
_CORNER = 60  # characters of 申请人情况 and the cell beside it
_FIGURES = re.compile(r"[\d\s件条,，.．%※/／\-—–−+减增]*(?<![\s.．])")
_YEAR = re.compile(r"20[0-4]\d\s*年")
_YEAR_DIGITS = 4
_APPLICANTS = (
    "申请人情况",
    "自然人",
    "法人或其他组织",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
    "总计",
)
_REMEDIES = (
    "行政复议",
    "行政诉讼",
    "未经复议直接起诉",
    "复议后起诉",
    "结果维持",
    "结果纠正",
    "其他结果",
    "尚未审结",
    "总计",
)


@dataclass(frozen=True)
class Header:
    """A header in a text.

    Attributes
    ----------
    start, end : int
        Where it begins and ends.
    names : tuple of str
        Its columns from left to right: of table 三 ``natural_person`` and the like, of table 四
        ``review/upheld`` and the like.
    """

    start: int
    end: int
    names: tuple[str, ...]


@cache
def loose(label: str) -> str:
    """A pattern for a label with any white space inside it and its punctuation left out or not.

    Parameters
    ----------
    label : str
        The label as the form prints it.
    """
    parts = []
    for character in label:
        if character in PUNCTUATION:
            parts.append("[“”\"'、,，。]?")
        else:
            parts.append(re.escape(character))
    return r"\s*".join(parts)


@cache
def _run(names: Sequence[str]) -> re.Pattern[str]:
    """A run of these names, in any order."""
    return re.compile(rf"(?:\s*(?:{'|'.join(map(loose, names))})){{{_LEAST},}}")


def request_header(text: str) -> Header | None:
    """The first header of table 三; None where none names every column.

    Parameters
    ----------
    text : str
        The text of the tables.
    """
    for match in _run(_APPLICANTS).finditer(text):
        above = text[max(0, match.start() - _CORNER) : match.start()]
        found = names_in(match[0])
        if is_by_height(above) and found[:2] == [ORGANISATIONS, "natural_person"]:
            return None
        orders = applicant_orders([match[0]])
        if len(orders) != 1 or not orders[0].sure:
            continue
        names = tuple(filter(None, orders[0].names))
        if names != APPLICANTS and is_spread(map(names_in, match[0].splitlines())):
            return None
        if len(names) == len(APPLICANTS) == len(orders[0].names):  # each once, and no other column
            return Header(*match.span(), names)
    return None


def remedy_header(text: str, start: int) -> Header | None:
    """The header of table 四 after ``start``; None where it does not name every column.

    Parameters
    ----------
    text : str
        The text of the tables.
    start : int
        Where to look from on.
    """
    match = _run(_REMEDIES).search(text, start, start + _REACH)
    order = remedy_order([match[0]]) if match else None
    if match is None or order is None or not order.sure:
        return None
    return Header(*match.span(), tuple(filter(None, order.names)))


def figures_at(text: str, start: int) -> tuple[int, int]:
    """Where the digits and blanks after ``start`` end.

    With signs that belong to the numbers: then the figures are no bare digits.

    Parameters
    ----------
    text : str
        The text of the tables.
    start : int
        Where the figures begin.
    """
    match = _FIGURES.match(text, start)
    return start, without_year(text, match.end()) if match else start


def without_year(text: str, end: int) -> int:
    """Where figures end: before the digits of a year that the next sentence begins with.

    Parameters
    ----------
    text : str
        The text of the tables.
    end : int
        Where their digits end.
    """
    return end - _YEAR_DIGITS if _YEAR.match(text, max(end - _YEAR_DIGITS, 0)) else end
