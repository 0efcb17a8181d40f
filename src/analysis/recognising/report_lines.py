"""Which lines of a text are this report's, where another report stands below it."""

import re
from collections.abc import Sequence

from analysis.reading.blocks import Line

from .about.titles import Title, read_title
from .characters import fold
from .labels import is_label

_LONGEST = 45  # characters of a title
# A title that other words stand before on its line.
_LAST_WORDS = re.compile(rf"(?<=[\s。])[^\s。]{{6,{_LONGEST}}}报告$")
# A year right before a table, on a line that runs on, and what the table ends with.
_CAPTION = re.compile(
    r"(20[0-4]\d)年度?(?:的?(?:数据|情况|统计|报表|附?表)){0,2}[:：]?[\s|]*"
    r"(?=第二十条|信息内容[\s|]*本年|[(（]本列|申请人情况|类别[\s|]*结果"
    r"|(?:类别|结果)?[\s|]*行政复议[\s|]*(?:行政诉讼[\s|]*)?(?:结果|未经复议))"
)
_SECTION = re.compile("[二三四五六]、\\s*(?:主动公开|收到|政府信息公开行政|存在|其[他它]需)")
_GLUED = re.compile(r"上年结转.{0,20}\d.*结转下年度")  # rows of table 三 on one line


def lines_of_report(
    lines: Sequence[Line], fmt: str, year: int | None, agency: str = ""
) -> Sequence[Line]:
    """The lines of a text below the titles of this report, up to another report's title.

    All of them where no title names another year or agency, or no row of a table stands below this
    report's.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the text.
    fmt : {"2019", "2021"}
        The format of the form.
    year : int or None
        The year reported on.
    agency : str
        Who reports; empty where that is not known.
    """
    if year is None:
        return lines
    mine, own = True, []
    for line in lines:
        was_mine, ending = mine, last_words(line.text)
        title = _title_of(ending or line.text) if "20" in line.text else None
        if title and title.agency and title.year:
            mine = title.year == year and are_one(title.agency, agency)
        if was_mine if ending else mine:  # a title at a line's end is of the lines below it
            own.append(line)
    if len(own) == len(lines):
        return lines
    rows = any(
        _GLUED.search(fold(x.text))
        or any(is_label(part.strip(), fmt) for part in re.split(r"[|\t ]", x.text))
        for x in own
    )
    return own if rows else lines


def without_other_years(lines: Sequence[Line], year: int | None) -> list[Line]:
    """The lines; those that run on, without tables that a caption in them gives another year.

    Such a table ends with the next caption or section.

    Parameters
    ----------
    lines : sequence of Line
        Lines of the text.
    year : int or None
        The year reported on; None keeps all tables.
    """
    return [
        Line(_of_year(x.text, year), x.where) if year and len(x.text) > 2 * _LONGEST else x
        for x in lines
    ]


def _of_year(text: str, year: int) -> str:
    captions = list(_CAPTION.finditer(text))
    ends = sorted(
        {*(m.start() for m in captions), *(m.start() for m in _SECTION.finditer(text)), len(text)}
    )
    kept, at = "", 0
    for caption in captions:
        if int(caption[1]) != year:
            kept += text[at : caption.start()]
            at = next(end for end in ends if end > caption.start())
    return kept + text[at:]


def last_words(text: str) -> str:
    """What may be a title at the end of a line that runs on; empty where nothing may be.

    Parameters
    ----------
    text : str
        A line.
    """
    tail = text[-_LONGEST - 1 :].rstrip() if len(text) > _LONGEST else ""
    found = _LAST_WORDS.search(tail)
    return found[0] if found else ""


def _title_of(text: str) -> Title | None:
    """The title that a line is, or that rows of table three follow on the same line."""
    if len(text) <= _LONGEST:
        return read_title(text)
    head = text[:_LONGEST]
    end = head.find("报告") + 2
    return read_title(head[:end]) if end > 1 and _GLUED.search(fold(text)) else None


def are_one(name: str, agency: str) -> bool:
    """Whether two names may be of one agency: in full, and without the place before it.

    Parameters
    ----------
    name, agency : str
        The two names.
    """
    name, agency = fold(name), fold(agency)
    return name.endswith(agency) or agency.endswith(name)
