"""What a cell's text can be in a table of the form.

Told once for each text, because sites print the same labels.
"""

import re
from dataclasses import dataclass
from functools import cache

from analysis.recognising.characters import fold
from analysis.recognising.labels import RESULT_GROUPS, is_label, label_key, row_item
from analysis.recognising.numbers import MARKS

from .headers import YEAR, applicant_of, column_code, group_of, outcome_of

LONGEST_VALUE = 60
_MOST = 20_000  # texts remembered


@dataclass(slots=True)
class Kind:
    """What a text can be.

    Attributes
    ----------
    blank, value : bool
        Nothing at all; or what can be the content of a cell: nothing, a mark, or short text with a
        digit that is no label.
    digits : bool
        A number, whatever is written beside it.
    label : bool
        A header, group or row label of the form.
    item : (str, str) or None
        Table and row that it names.
    group : str
        Group of result rows that it names or begins with; ``results`` for all of them.
    total, other : bool
        总计, or 其他: a row or a column, as its neighbours tell.
    applicant, column, outcome, remedy : str or None
        Columns that it heads, in tables 三, 二 and 四, and the group of table 四.
    """

    blank: bool = False
    value: bool = False
    digits: bool = False
    label: bool = False
    item: tuple[str, str] | None = None
    group: str = ""
    total: bool = False
    other: bool = False
    applicant: str | None = None
    column: str | None = None
    outcome: str | None = None
    remedy: str | None = None


_BLANK = Kind(blank=True, value=True)
_NUMBER = Kind(value=True, digits=True)
_MARK = Kind(value=True)


class Kinds(dict[str, Kind]):
    """Kinds by text, for one format of the form."""

    def __init__(self, fmt: str) -> None:
        self.fmt = fmt

    def __missing__(self, text: str) -> Kind:
        if text.isdecimal():
            return _NUMBER
        if len(self) > _MOST:
            self.clear()
        kind = self[text] = _kind(text, self.fmt)
        return kind


@cache
def kinds_of(fmt: str) -> Kinds:
    """The kinds of one format.

    Parameters
    ----------
    fmt : {"2019", "2021"}
        Format of the form.
    """
    return Kinds(fmt)


def _kind(text: str, fmt: str) -> Kind:
    bare = text.strip()
    if not bare:
        return _BLANK
    if bare in MARKS:
        return _MARK
    folded = fold(text)
    if not folded:
        return _BLANK
    item = next(
        ((t, found) for t in ("requests", "disclosure") if (found := row_item(text, t, fmt))), None
    )
    key = label_key(text)
    group = (
        next((code for name, code in RESULT_GROUPS if name in folded), "")
        if item is None and len(folded) < 40
        else ""
    )
    if fmt == "2019" and key == "其他处理":
        item, group = ("requests", "other"), ""
    digit = bool(
        re.search(r"\d", folded) or re.fullmatch("[零〇一二三四五六七八九十百千]+", folded)
    )
    column = column_code(text)
    # A header may begin with a year: 2022年处理决定数量.
    names = column or applicant_of(folded) or outcome_of(folded)
    headed = names is not None and re.match(r"20\d\d年", folded) is not None
    named = is_label(text, fmt) or item is not None or bool(group) or headed
    value = digit and len(text) <= LONGEST_VALUE and not named and not YEAR.fullmatch(folded)
    digits = value and bool(re.match(r"[^\w]*[增减少]*[+\-−]?\d", folded))
    short = len(folded) <= 30
    return Kind(
        value=value,
        digits=digits,
        label=named,
        item=item,
        group=group,
        total=key in ("总计", "合计"),
        other=key == "其他",
        applicant=applicant_of(folded) if short and not value else None,
        column=column if not value else None,
        outcome=outcome_of(folded) if short and not value else None,
        remedy=group_of(folded) if short and not value and "情况" not in folded else None,
    )
