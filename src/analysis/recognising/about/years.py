"""The years that a document and its name speak of, each with its place.

A run of digits that lost some is read as none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from analysis.reading.blocks import Line
from analysis.recognising.characters import fold

from .names import YEAR
from .titles import arabic_years

_PERIOD = re.compile(
    r"(?<!\d)(?P<a>20\d{2})年(?:度)?1月1日(?:起)?,?[至到—–\-~]+(?P<b>20\d{2}年)?12月31日"
)
_MAY_BE_PERIOD = re.compile(r"1\s*月\s*1\s*日|１月１日|一月一日")
_COLUMN = re.compile(
    r"本年\(?(20\d{2})\)?(?:年)?(?:制发|废止|处理决定|新制作)|单位:.{2,30}?(20\d{2})年度$"
)
_FILE = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)(?![-_.年]\d{1,2}(?!\d))")
_PARAMETERS = ("nbyear", "reportyear", "ndyear", "niandu", "nd", "year", "bgnd")


@dataclass(frozen=True)
class Source:
    """A year that something says.

    ``title``, ``period``, ``text``, ``columns``, ``file`` or ``address``; and its place.
    """

    kind: str
    year: int
    where: str


def period_of(lines: Sequence[Line]) -> Source | None:
    """The statistical period, the first that is a whole calendar year.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the document.
    """
    for index, line in enumerate(lines):
        if not _MAY_BE_PERIOD.search(line.text):
            continue
        text = fold(line.text)
        if "31日" not in text and index + 1 < len(lines):
            text += fold(lines[index + 1].text)
        for match in _PERIOD.finditer(text):
            if match["b"] is None or match["b"][:4] == match["a"]:
                return Source("period", int(match["a"]), line.where)
    return None


def columns_year(lines: Sequence[Line]) -> Source | None:
    """The year that a table's headers or its 单位 line carry.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the document.
    """
    for line in lines:
        if (
            "20" in line.text
            and ("本年" in line.text or "单位" in line.text or "單位" in line.text)
            and len(line.text) < 200
        ):
            match = _COLUMN.search(fold(line.text))
            if match:
                return Source("columns", int(match[1] or match[2]), line.where)
    return None


def year_of_file(name: str) -> Source | None:
    """The one year in a file's name; a day (2024-01-18, 20240118) is none.

    Parameters
    ----------
    name : str
        Name of the file, without its folder.
    """
    years = {int(m[1]) for m in _FILE.finditer(arabic_years(fold(name.rsplit(".", 1)[0])))}
    return Source("file", years.pop(), f"file name {name}") if len(years) == 1 else None


def year_of_address(url: str | None) -> Source | None:
    """The reported year in an address's parameters (``nbYear=2019``).

    Its path and other parameters tell when it was put up.

    Parameters
    ----------
    url : str or None
        Address that the page is published at, if it is known.
    """
    if not url or "?" not in url:
        return None
    for name, values in parse_qs(urlsplit(url).query).items():
        if name.lower() in _PARAMETERS and (match := YEAR.fullmatch(values[0])):
            return Source("address", int(match[1]), f"address parameter {name}={values[0]}")
    return None
