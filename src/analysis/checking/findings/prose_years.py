"""Years in the prose that are not the report's: another's name for its figures, or a slip."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.recognising.claims.clauses import Passage
from analysis.wording import LANGUAGES, place

from .prints import number
from .prose_items import APART, SENTENCE, Item, begin_of, items_of
from .wording import say

YEAR_RULE = "prose.year"
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
# 20223年, 202年: a digit too many, or one too few.
_NO_YEAR = re.compile(r"(?<![\d.,])(20[12]\d{2}|202)年")
_TO_COME = re.compile("(?<![收接])到|至|规划|目标|计划|力争|远景|预计|前")
_OWN_FIGURES = re.compile("主动公开|政府信息|信息公开申请|依申请公开|规范性文件|行政(?:许可|处罚)")
# 按照2022年工作要点: the year of what was followed, and not of the figures.
_FOLLOWED = re.compile(
    r"(?:按照|依照|根据|依据|对照|参照|落实|贯彻|围绕|执行)[^,;:]*20\d\d年"
    r"|20\d\d年[^,;:\d]{0,12}(?:要点|方案|计划|要求|部署|考核|评估)"
)
_FEWEST = 5  # a smaller figure may agree by chance


def year_findings(passages: Sequence[Passage], year: int) -> Iterator[dict[str, Any]]:
    """Make findings of figures under another year, and of years that cannot be one.

    Parameters
    ----------
    passages : sequence of Passage
        The prose.
    year : int
        The year reported on.
    """
    yield from _other_years(passages, year)
    yield from _misprinted(passages, year)


def _other_years(passages: Sequence[Passage], year: int) -> Iterator[dict[str, Any]]:
    """Figures that one sentence gives for another year and one for the report's own."""
    own: dict[tuple[float, str, str], tuple[Passage, tuple[int, int], Item]] = {}
    other: list[tuple[int, tuple[float, str, str], Passage, int, int]] = []
    for passage in passages:
        for sentence in SENTENCE.finditer(passage.text):
            named = [int(y) for y in _YEAR.findall(sentence[0])]
            if len(set(named)) != 1 or not _OWN_FIGURES.search(sentence[0]):
                continue
            start = sentence.start()
            for key, item in _keyed(passage.text, start, sentence.end()):
                if named[0] == year:
                    own.setdefault(key, (passage, sentence.span(), item))
                elif abs(named[0] - year) == 1 and _leads(sentence[0], named[0] > year):
                    other.append((named[0], key, passage, start, item.end))
    named_already: set[tuple[int, int]] = set()
    for named_year, key, passage, start, end in other:
        if key not in own or (id(passage), start) in named_already:
            continue
        named_already.add((id(passage), start))
        year_at = _YEAR.search(passage.text, start)
        begin = year_at.start() if year_at else start
        values = {
            lang: {
                "phrase": passage.quote(begin, end),
                "place": place(passage.where(begin), lang),
                "year": str(year),
                "named": str(named_year),
                "value": number(key[0]) + key[1],
                "other": _clause_of(*own[key]),
                "there": place(own[key][0].where(own[key][2].start), lang),
            }
            for lang in LANGUAGES
        }
        yield {
            "severity": "warning",
            "rule": YEAR_RULE,
            "where": f"prose/{number(key[0])}",
            "at": passage.where(begin),
            **say("prose_year", values),
        }


def _misprinted(passages: Sequence[Passage], year: int) -> Iterator[dict[str, Any]]:
    """Years before the report's own figures that cannot be years: 20223年, or 2032年 for 2023年."""
    for passage in passages:
        for sentence in SENTENCE.finditer(passage.text):
            named = _NO_YEAR.search(sentence[0]) or _YEAR.search(sentence[0])
            if named is None or not _OWN_FIGURES.search(sentence[0]):
                continue
            start, end = sentence.start() + named.start(), sentence.end()
            items = [i for i in items_of(passage.text, start, end) if i.start > start]
            if not items or not _is_misprint(named[1], year) or _TO_COME.search(sentence[0]):
                continue
            values = {
                lang: {
                    "phrase": passage.quote(start, items[0].end),
                    "place": place(passage.where(start), lang),
                    "year": str(year),
                    "named": named[1],
                }
                for lang in LANGUAGES
            }
            yield {
                "severity": "warning",
                "rule": YEAR_RULE,
                "where": f"prose/{number(items[0].value)}",
                "at": passage.where(start),
                **say("prose_year_misprinted", values),
            }


def _is_misprint(printed: str, year: int) -> bool:
    """Whether digits are no year, or a year to come made of the report's by one slip."""
    if len(printed) != 4:
        return True
    alike = sum(a == b for a, b in zip(printed, str(year), strict=False)) == 3
    return int(printed) > year + 1 and (alike or sorted(printed) == sorted(str(year)))


def _keyed(text: str, start: int, end: int) -> Iterator[tuple[tuple[float, str, str], Item]]:
    """The figures of a sentence with what they count, so that the same is known elsewhere."""
    for item in items_of(text, start, end):
        named = _OWN_FIGURES.findall(item.words)
        if named and item.value >= _FEWEST and item.unit:
            yield (item.value, item.unit, named[-1 if "主动公开" not in named else 0]), item


def _leads(sentence: str, ahead: bool) -> bool:
    """Whether the year is what the figures are of: no comparison, and no plan for a year ahead."""
    apart = APART.search(sentence) or "以来" in sentence or (ahead and _TO_COME.search(sentence))
    return not apart and _YEAR.search(sentence) is not None and not _FOLLOWED.search(sentence)


def _clause_of(passage: Passage, sentence: tuple[int, int], item: Item) -> str:
    """A figure with the words before it, up to the figure before or the head of the sentence."""
    start = max(begin_of(passage, *sentence), item.start - len(item.words))
    return passage.quote(start, item.end)
