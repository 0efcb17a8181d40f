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
