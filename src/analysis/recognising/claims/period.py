"""Whether words speak of the whole year of the report, or of another time."""

import re

from .grammar import grammar

_STOPS = "。;!?\n"
_FARTHEST = 200
_YEAR = re.compile(
    r"(?:(?<=[,;。:(])|(?<=其中|情况|方面|许可|处罚|强制|收费)|^)(?:在|截至|截止|至)?"
    r"(20\d{2})年(?!\d{1,2}月(?!(?:至|到|-|—|~)\d{1,2}月))"
    r"(?!度?的?(?:结转|转结|转入|转办|接转|延续|遗留|未办结|办理(?=[的,;。)]|$)))"
)
_ASIDE = re.compile(r"\([^()]*\)")  # 办结30件(2021年为50件): of another time, and closed
_TIMES = re.compile("[年月季期来]")  # every pattern below has one of them; most sentences have none
_THIS_YEAR = re.compile("[今本]年")
_PERIOD = grammar().sets["period"]


def is_other_period(text: str, at: int, year: int | None) -> bool:
    """Whether the sentence up to a number speaks of another time than the report's year.

    Another year, several years together, or a part of the year (截至6月底). Words that name the
    whole year after those take it back.

    Parameters
    ----------
    text : str
        The folded passage.
    at : int
        Where the number begins in it.
    year : int or None
        The year reported on; None where it is unknown.
    """
    words = _ASIDE.sub("", sentence_before(text, at))
    if not _TIMES.search(words):
        return False
    parts = [m.end() for m in _PERIOD["several"].finditer(words) if not _is_year(m["of"], year)]
    parts += [
        m.end()
        for m in _PERIOD["part"].finditer(words)
        if not (m["of"] or m["until"]) or _is_year(m["of"] or m["until"], year)
    ]
    if parts:
        whole = [
            m.end()
            for m in _PERIOD["whole"].finditer(words)
            if not m["year"] or _is_year(m["year"], year)
        ]
        if max(parts) >= max(whole, default=-1):
            return True
    years = list(_YEAR.finditer(words))
    if year is None or not years or int(years[-1][1]) == year:
        return False
    return _THIS_YEAR.search(words, years[-1].end()) is None  # 2022年复议7件,本年度复议9件


def _is_year(printed: str | None, year: int | None) -> bool:
    return printed is not None and year is not None and int(printed) == year


def sentence_before(text: str, at: int, reach: int = _FARTHEST) -> str:
    """The words of a sentence before a place in it.

    Parameters
    ----------
    text : str
        The folded passage.
    at : int
        The place.
    reach : int
        How many characters back at the most.
    """
    begin = max(0, at - reach)
    return text[max(begin, *(text.rfind(mark, begin, at) + 1 for mark in _STOPS)) : at]
