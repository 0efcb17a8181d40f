"""Rows of table 二 in text that has lost everything between its cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from analysis.form import Form, get_form
from analysis.recognising.characters import simplify
from analysis.recognising.gridded.headers import column_code
from analysis.recognising.units import unit_stated

from .glued_headers import loose, without_year

# The names of columns that are above the rows of table 二, in the forms of both years.
_COLUMNS = (
    "本年制发件数",
    "本年废止件数",
    "现行有效件数",
    "本年处理决定数量",
    "本年收费金额",
    "本年新制作数量",
    "本年新公开数量",
    "对外公开总数量",
    "上一年项目数量",
    "本年增/减",
    "处理决定数量",
    "采购项目数量",
    "采购总金额",
)
_UNIT = r"(?:\s*\(?\s*单\s*位\s*[:：]\s*[千万亿]*\s*元\s*\)?)?"

# Figures, with the marks, measure words and units that may be among them; and what a digit is
# misread as: a figure does not end there.
_SIGNS = r"(?:[\d\s.,，※/／\-—–−+减增]|(?<=[\d.])[A-Za-z|]+(?=[\d.A-Za-z|]))"
_BEHIND = rf"(?:\([^()]*\d[^()]*\){_SIGNS}*)*"  # another year's, in brackets
_FIGURES = re.compile(rf"{_SIGNS}*(?:[笔项个宗件条]{_SIGNS}*)*(?:[千万亿]*元{_SIGNS}*)?{_BEHIND}")
_NUMBER = r"[+\-−减增]?(?:[1-9]\d{0,2}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_MEASURED = re.compile(rf"({_NUMBER})\s*([笔项个宗件条]|[千万亿]*元)?\s*")

_OTHER_MONEY = re.compile(r"\s*(?:[美欧日港澳]元|英镑)")
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
_TOUCHING = re.compile(r"(?<![\d.,])0\d")
_MARK = re.compile(r"[\t|\n]")
_OTHER_YEAR = re.compile(r"(?:上\s*年\s*度?|去\s*年|同\s*期)\s*$")
_NEAR = 12  # characters before a header
_REACH = 300  # characters below a header, among which its rows are


@dataclass(frozen=True)
class GluedRow:
    """A row and the columns that the header above it names.

    Attributes
    ----------
    item : str
        The row of the form.
    columns : tuple of str
        Its columns from left to right.
    units : tuple of str
        For each the unit that the header states; empty where it states none.
    header : int
        Where the header begins.
    span : tuple of int
        Where the figures begin and end.
    once : bool
        Whether it has no other figures elsewhere: of two tables nobody can tell which is this
        report's.
    """

    item: str
    columns: tuple[str, ...]
    units: tuple[str, ...]
    header: int
    span: tuple[int, int]
    once: bool = True


@cache
def _header() -> re.Pattern[str]:
    # 废纸 and the like are misprints that are met.
    names = "|".join(loose(n) for n in _COLUMNS).replace("止", "[^件]")
    return re.compile(rf"(?:\s*(?:{names}){_UNIT})+")


@cache
def _label(fmt: str, item: str) -> re.Pattern[str]:
    names = {c.item: simplify(c.item_label) for c in get_form(fmt).cells if c.table == "disclosure"}
    # 规章 is what 规范性文件 is not; 行政 may be before either.
    return re.compile(rf"\s*(?:行\s*政)?\s*{loose(names[item].removeprefix('行政'))}")


def glued_rows(text: str, fmt: str, end: int) -> list[GluedRow]:
    """The rows of table 二 below a header which names their columns.

    Parameters
    ----------
    text : str
        The whole text, simplified.
    fmt : {"2019", "2021"}
        The format of the form.
    end : int
        Where table 三 begins.
    """
    form, rows, seen = get_form(fmt), list[GluedRow](), dict[str, list[str]]()
    headers: list[tuple[tuple[str, ...], int, int]] = []
    for match in _header().finditer(text, 0, end):
        names = re.findall("|".join(map(loose, _COLUMNS)).replace("止", "[^件]"), match[0])
        columns = [column_code(re.sub(r"\s", "", n).replace("废纸", "废止")) for n in names]
        other = _OTHER_YEAR.search(text[max(0, match.start() - _NEAR) : match.start()])
        if other or None in columns or len(set(columns)) != len(columns):
            continue
        known = tuple(c for c in columns if c)
        parts = re.split("|".join(map(loose, _COLUMNS)).replace("止", "[^件]"), match[0])[1:]
        at = match.end()
        headers.append((known, match.start(), at))
        while (found := _next_row(text, at, end, fmt, form, known)) is not None:
            item, span = found
            figures = text[slice(*span)].split()
            once = seen.setdefault(item, figures) == figures
            kinds = [form.by_code[f"disclosure/{item}/{c}"].unit for c in known]
            units = tuple(unit_stated([p], k) for p, k in zip(parts, kinds, strict=True))
            rows.append(GluedRow(item, known, units, match.start(), span, once))
            at = span[1]
    twice = {row.item for row in rows if not row.once}
    read = {(row.item, row.header) for row in rows}
    for row, (named, start, at) in product(rows, headers):
        if named == row.columns and (row.item, start) not in read:
            below = min((h[1] for h in headers if h[1] > start), default=end)
            if _label(fmt, row.item).search(text, at, min(below, at + _REACH)):
                twice.add(row.item)
    return [replace(row, once=row.item not in twice) for row in rows]


def _next_row(
    text: str,
    at: int,
    end: int,
    fmt: str,
    form: Form,
    columns: tuple[str, ...],
) -> tuple[str, tuple[int, int]] | None:
    """The row whose label is at ``at``, and where its figures stand."""
    for item in form.items("disclosure"):
        if sorted(form.columns("disclosure", item)) != sorted(columns):
            continue
        span: tuple[int, int] | None = None
        while label := _label(fmt, item).match(text, at, end):
            figures = _FIGURES.match(text, label.end(), end)
            assert figures is not None  # it may be of no length
            at = without_year(text, figures.end())
            span = (span or figures.span())[0], at  # of two such rows nobody can tell
            if money := _OTHER_MONEY.match(text, at, end):
                at = money.end()
                span = span[0], at
        if span:
            return item, span
    return None


def are_uneven(rows: Sequence[tuple[str, int]]) -> bool:
    """Whether a row has more numbers than cells, or fewer: blanks part numbers, or a cell is empty.

    Fewer tell so only where no two figures touch (``00``), for then blanks are lost as well.

    Parameters
    ----------
    rows : sequence of (str, int)
        What is printed after the label of each, and how many cells it has.
    """
    touching = any(_TOUCHING.search(chunk) for chunk, _ in rows)
    for chunk, count in rows:
        found = 0 if _WORDS.search(chunk) else sum(p[-1].isdigit() for p in chunk.split())
        if found > count or (1 < found < count and not touching):
            return True
    return False


def marked(chunk: str) -> bool:
    """Whether marks or line ends stand among figures: then blanks, or the line ends, bound no cell.

    Parameters
    ----------
    chunk : str
        What is printed after the label.
    """
    return _MARK.search(chunk) is not None


def apart(chunk: str, count: int) -> list[str] | None:
    """The prints of a row whose numbers are set apart; None where that is not certain.

    Blanks set them apart, or signs, measure words and units do: 35-14, 2笔984361元.

    Parameters
    ----------
    chunk : str
        What is printed after the label.
    count : int
        How many numbers the row has.
    """
    if marked(chunk):
        return None
    found = list(_MEASURED.finditer(chunk))
    if len(found) != count or "".join(m[0] for m in found) != chunk:
        return None
    signed = all(not m[0][0].isdigit() for m in found[1:])
    if len(chunk.split()) == count or signed or all(m[2] for m in found[:-1]):
        return [m[0].strip() for m in found]
    return None
