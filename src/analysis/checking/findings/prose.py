"""Prose that does not add up in itself: parts that miss their total, and another year's name.

Neither needs the tables. A list of parts is taken for complete only where its words say so: its
last part is 其他 (the rest), or its parts are the three ways in which a document can be disclosed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.recognising import Report
from analysis.recognising.claims.clauses import Passage, paragraphs
from analysis.recognising.claims.numbers import COUNT, Mention, mentions
from analysis.wording import LANGUAGES, place

from .prints import number
from .wording import say

SUM_RULE, YEAR_RULE = "prose.sum", "prose.year"
_PLACE = re.compile(r"prose/[\d.e+]+(?:/\d+)?")
_SENTENCE = re.compile(r"[^。!?\n]+")
# A number that lost its unit, at the end of the words that it counts: 信息45,
_BARE = re.compile(r"(?<=[\u3400-\u9fff])(\d{1,6})(?=[,;、。)]|$)")
_OPENS = re.compile(r"^[^,;(:\d]{0,12}[,;:(]{0,2}[^,;(:\d]{0,8}(?:其中|包括|分别|涉及|按类别)")
_TOTAL = re.compile("公开(?:的)?(?:各类)?(?:政府|公安)?信息|总数|总量|信息")
_REST = re.compile("其他|其它|其余")
# 其他 that is the name of one row of the form, and no rest.
_ROW = re.compile("其他(?:法律|结果|行政|组织|非营利)")
_CAME_IN, _OUTCOME = re.compile("收到|受理|新收|接收"), re.compile("公开|提供|处理|答复|办结")
_APART = re.compile(
    "同比|环比|相比|较|增|减|上升|下降|上年|去年|平均|率|累计|合计|总计|共计|至少|结转|全文电子化"
)
_TRIO = ("主动公开", "依申请", "不[予子]公开")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_OWN_FIGURES = re.compile("主动公开|政府信息|信息公开申请|依申请公开|规范性文件|行政(?:许可|处罚)")
_FEWEST, _FARTHEST = 5, 40  # a smaller figure may agree by chance; words of one part are not longer


@dataclass(frozen=True)
class _Item:
    """A figure and the words before it, up to the figure before."""

    value: float
    unit: str
    words: str
    start: int
    end: int


def prose_findings(report: Report) -> list[dict[str, Any]]:
    """Make findings of parts that do not come to their total and of figures under another year.

    Parameters
    ----------
    report : Report
        Its prose alone is looked at.

    Returns
    -------
    list of dict
        Severity, rule, place and sentences in both languages, as ``build_findings`` takes them.
    """
    passages = [Passage(lines) for lines in paragraphs(list(report.prose))]
    found = [f for passage in passages for f in _sums(passage)]
    return _apart([*found, *_years(passages, report.year)])


def is_prose_place(where: str) -> bool:
    """Whether a text is the place of such a finding: ``prose/2599``, the figure that it is about.

    Parameters
    ----------
    where : str
        Place of a finding.
    """
    return _PLACE.fullmatch(where) is not None


def _apart(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings about one figure by one rule numbered, so that a decision is about one of them."""
    seen: Counter[tuple[str, str]] = Counter()
    for each in found:
        seen[each["rule"], each["where"]] += 1
        if (nth := seen[each["rule"], each["where"]]) > 1:
            each["where"] += f"/{nth}"
    return found


def _sums(passage: Passage) -> Iterator[dict[str, Any]]:
    for sentence in _SENTENCE.finditer(passage.text):
        if sum(c.isdigit() for c in sentence[0]) < 3:
            continue
        items = _items(passage.text, sentence.start(), sentence.end())
        end = 0
        for i, total in enumerate(items):
            if i < end:
                continue
            parts = _parts(passage.text, items, i, sentence.end())
            if not parts:
                continue
            end = i + len(parts)
            come_to = sum(p.value for p in parts)
            if come_to == total.value:
                continue
            begin = max(
                _begin(passage, *sentence.span()), passage.text.rfind(",", 0, total.start) + 1
            )
            values = {
                lang: {
                    "phrase": passage.quote(begin, parts[-1].end),
                    "place": place(passage.where(total.start), lang),
                    "total": number(total.value),
                    "parts": " + ".join(number(p.value) for p in parts),
                    "sum": number(come_to),
                    "gap": number(abs(come_to - total.value)),
                }
                for lang in LANGUAGES
            }
            yield {
                "severity": "warning",
                "rule": SUM_RULE,
                "where": f"prose/{number(total.value)}",
                "at": passage.where(total.start),
                **say("prose_sum", values["zh"], values["en"]),
            }


def _clause(passage: Passage, sentence: tuple[int, int], item: _Item) -> str:
    """A figure with the words before it, up to the figure before or the head of the sentence."""
    start = max(_begin(passage, *sentence), item.start - len(item.words))
    return passage.quote(start, item.end)


def _begin(passage: Passage, start: int, end: int) -> int:
    """Where a sentence begins behind the headings that run into it."""
    # Its patterns are compiled for the few reports that need them.
    from analysis.recognising.quoted import heading_length

    return start + heading_length(passage.quote(start, end))


def _items(text: str, start: int, end: int) -> list[_Item]:
    """The counts of a sentence outside brackets that hold a part of a part, in order."""
    found = [
        m for m in mentions(text[start:end]) if m.kind == COUNT and not m.vague and m.value > 0
    ]
    known = {m.start for m in found}
    found += [
        Mention(float(m[1]), COUNT, "", 1.0, False, m.start(), m.end())
        for m in _BARE.finditer(text[start:end])
        if m.start() not in known
    ]
    items, last = [], start
    for m in sorted(found, key=lambda m: m.start):
        words = text[last : start + m.start]
        last = start + m.end
        items.append(_Item(m.value, m.unit, words, start + m.start, start + m.end))
    return items


def _parts(text: str, items: list[_Item], at: int, end: int) -> list[_Item]:
    """The parts that follow a total and are said to be all of it; none where they are not."""
    total = items[at]
    after = text[total.end : end]
    bracketed = after.startswith(("(", ",("))
    if bracketed:
        end = next((e for e in range(total.end + 2, end) if _depth(text, total.end, e) == 0), end)
    if not (_OPENS.match(after) or bracketed or _is_head(items, at)):
        return []
    parts: list[_Item] = []
    outside = text.find("(", total.end) + 1 if bracketed else total.end
    for item in items[at + 1 :]:
        if item.start >= end:
            break
        if _depth(text, outside, item.start) > 0:
            continue  # a part of a part
        words = item.words
        if item.unit not in ("", total.unit) or len(words) > _FARTHEST:
            break
        if _APART.search(words) or (parts and "其中" in words):
            return []
        parts.append(item)
    if parts and not _says_rest(parts[-1]) and any(_says_rest(p) for p in parts):
        return []  # where the list ends cannot be told
    if len(parts) < 2 or not (_says_rest(parts[-1]) or _is_trio(parts)):
        return []
    outcomes = any(_OUTCOME.search(p.words) for p in parts)
    return [] if outcomes and _CAME_IN.search(total.words) else parts


def _is_head(items: list[_Item], at: int) -> bool:
    """Whether a total without 其中 heads a list: the first figure, greater than any that follow."""
    total = items[at]
    following = [i.value for i in items[at + 1 :] if i.unit in ("", total.unit)]
    return (
        at == 0
        and len(following) > 1
        and _TOTAL.search(total.words) is not None
        and total.value > max(following)
    )


def _depth(text: str, start: int, end: int) -> int:
    return text.count("(", start, end) - text.count(")", start, end)


def _says_rest(part: _Item) -> bool:
    return _REST.search(part.words) is not None and _ROW.search(part.words) is None


def _is_trio(parts: list[_Item]) -> bool:
    return len(parts) == len(_TRIO) and all(
        re.search(name, part.words) for name, part in zip(_TRIO, parts, strict=True)
    )


def _years(passages: Sequence[Passage], year: int) -> Iterator[dict[str, Any]]:
    """Figures that one sentence gives for another year and one for the report's own."""
    own: dict[tuple[float, str, str], tuple[Passage, tuple[int, int], _Item]] = {}
    other: list[tuple[int, tuple[float, str, str], Passage, int, int]] = []
    for passage in passages:
        for sentence in _SENTENCE.finditer(passage.text):
            named = [int(y) for y in _YEAR.findall(sentence[0])]
            if len(set(named)) != 1 or not _OWN_FIGURES.search(sentence[0]):
                continue
            start = sentence.start()
            for key, item in _keyed(passage.text, start, sentence.end()):
                if named[0] == year:
                    own.setdefault(key, (passage, sentence.span(), item))
                elif abs(named[0] - year) == 1 and _leads(sentence[0]):
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
                "other": _clause(*own[key]),
                "there": place(own[key][0].where(own[key][2].start), lang),
            }
            for lang in LANGUAGES
        }
        yield {
            "severity": "warning",
            "rule": YEAR_RULE,
            "where": f"prose/{number(key[0])}",
            "at": passage.where(begin),
            **say("prose_year", values["zh"], values["en"]),
        }


def _keyed(text: str, start: int, end: int) -> Iterator[tuple[tuple[float, str, str], _Item]]:
    """The figures of a sentence with what they count, so that the same is known elsewhere."""
    for item in _items(text, start, end):
        named = _OWN_FIGURES.findall(item.words)
        if named and item.value >= _FEWEST and item.unit:
            yield (item.value, item.unit, named[-1 if "主动公开" not in named else 0]), item


def _leads(sentence: str) -> bool:
    """Whether the year is what the figures are of, and no comparison is drawn."""
    at = _YEAR.search(sentence)
    return at is not None and not _APART.search(sentence) and "以来" not in sentence
