"""Prose that does not add up in itself: parts that miss their total.

It needs no table. A list of parts is taken for complete only where its words say so: its
last part is 其他 (the rest), or its parts are the three ways in which a document can be disclosed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from analysis.recognising import Report
from analysis.recognising.claims.clauses import Passage, paragraphs
from analysis.wording import LANGUAGES, place

from .prints import number
from .prose_items import APART, SENTENCE, Item, begin_of, items_of
from .prose_years import year_findings
from .wording import say

SUM_RULE = "prose.sum"
PLACE = re.compile(r"prose/[\d.e+]+(?:/\d+)?")  # of a finding: the figure that it is about
_OPENS = re.compile(r"^[^,;(:\d]{0,12}[,;:(]{0,2}[^,;(:\d]{0,8}(?:其中|包括|分别|涉及|按类别)")
_TOTAL = re.compile("公开(?:的)?(?:各类)?(?:政府|公安)?信息|总数|总量|信息")
# 信息公开申请办复率94%,其中予以公开9件: the first part of a list is not its head.
_OF_A_LIST = re.compile("其中|(?:不予|予以|部分)公开|无法提供")
_OF_A_PART = re.compile("其中|含|包括")  # 其中公告9条,含招聘类2条,其他7条: parts of the part
_REST = re.compile("其他|其它|其余")
# 其他 that is the name of one row of the form, and no rest.
_ROW = re.compile("其他(?:法律|结果|行政|组织|非营利)")
_CAME_IN, _OUTCOME = re.compile("收到|受理|新收|接收"), re.compile("公开|提供|处理|答复|办结")
# What goes out by several ways at once is counted once a way.
_WAY = re.compile(
    "网站|微信|公众号|微博|平台|门户|公开栏|公示栏|媒体|报刊|电视|广播|方式|渠道|途径"
)
_TRIO = ("主动公开", "依申请", "不[予子]公开")
_FARTHEST = 40  # the words of one part are not longer
_ANOTHER_MATTER = re.compile("另|此外")
# Figures that are no counts of this unit, 访谈4期 or 动态40余条: they may be parts all the same.
_UNCOUNTED = re.compile(r"(?<!\d)(?!20\d{2}年)[1-9]\d*(?=[\u3400-\u9fff])")
_IS_OF_ANOTHER = re.compile(r"\)?(?:均|都)?(?:系|为|是|属)")  # 其他2件系上年结转
# Parts may overlap: one application concerns several matters, or words say so of any list.
_OVERLAP = re.compile("涉及|重复|交叉|重叠|多[类项种个]|[两几]类|归入|同时|兼")


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
    return _apart([*found, *year_findings(passages, report.year)])


def _apart(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings about one figure by one rule numbered, so that a decision is about one of them."""
    seen: Counter[tuple[str, str]] = Counter()
    for each in found:
        seen[each["rule"], each["where"]] += 1
        if (nth := seen[each["rule"], each["where"]]) > 1:
            each["where"] += f"/{nth}"
    return found


def _sums(passage: Passage) -> Iterator[dict[str, Any]]:
    for sentence in SENTENCE.finditer(passage.text):
        if sum(map(str.isdigit, sentence[0])) < 3:
            continue
        items = items_of(passage.text, sentence.start(), sentence.end())
        end = 0
        for i, total in enumerate(items):
            if i < end and passage.text[total.end : total.end + 1] != "(":
                continue  # a part of the total before; what is in brackets is of the part
            parts = _parts(passage.text, items, i, sentence.span())
            if not parts:
                continue
            end = max(end, i + len(parts))
            come_to = sum(p.value for p in parts)
            excess = come_to > total.value and _OVERLAP.search(sentence[0])
            if come_to == total.value or excess:
                continue
            begin = max(
                begin_of(passage, *sentence.span()), passage.text.rfind(",", 0, total.start) + 1
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
                **say("prose_sum", values),
            }


def _parts(text: str, items: list[Item], at: int, sentence: tuple[int, int]) -> list[Item]:
    """The parts that follow a total and are said to be all of it; none where they are not."""
    total, (begin, end) = items[at], sentence
    if _depth(text, begin, total.start) > 0:  # what is in brackets has no parts behind them
        end = next((e for e in range(total.end, end) if _depth(text, total.end, e + 1) < 0), end)
    after = text[total.end : end]
    bracketed = after.startswith(("(", ",("))
    if bracketed:
        end = next((e for e in range(total.end + 2, end) if _depth(text, total.end, e) == 0), end)
    if not (_OPENS.match(after) or bracketed or _is_head(items, at)):
        return []
    parts: list[Item] = []
    outside = text.find("(", total.end) + 1 if bracketed else total.end
    for item in items[at + 1 :]:
        if item.start >= end:
            break
        if _depth(text, outside, item.start) > 0:
            continue  # a part of a part
        words = item.words
        another = _ANOTHER_MATTER.search(words) or item.unit not in ("", total.unit)
        if another and sum(p.value for p in parts) + item.value == total.value:
            return []  # 另有10件属性待定: what is left of the total
        if another or len(words) > _FARTHEST:
            break
        if APART.search(words) or _UNCOUNTED.search(words) or (parts and _OF_A_PART.search(words)):
            return []
        parts.append(item)
    if parts and not _says_rest(parts[-1]) and any(_says_rest(p) for p in parts):
        return []  # where the list ends cannot be told
    if len(parts) < 2 or not (_says_rest(parts[-1]) or _is_trio(parts)):
        return []
    if _IS_OF_ANOTHER.match(text, parts[-1].end):
        return []
    ways = sum(_WAY.search(p.words) is not None for p in parts)
    if ways > 1 and sum(p.value for p in parts) > total.value:
        return []
    outcomes = any(_OUTCOME.search(p.words) for p in parts)
    return [] if outcomes and _CAME_IN.search(total.words) else parts


def _is_head(items: list[Item], at: int) -> bool:
    """Whether a total without 其中 heads a list: the first figure, greater than any that follow."""
    total = items[at]
    following = [i.value for i in items[at + 1 :] if i.unit in ("", total.unit)]
    return (
        at == 0
        and len(following) > 1
        and _TOTAL.search(total.words) is not None
        and _OF_A_LIST.search(total.words) is None
        and total.value > max(following)
    )


def _depth(text: str, start: int, end: int) -> int:
    return text.count("(", start, end) - text.count(")", start, end)


def _says_rest(part: Item) -> bool:
    return _REST.search(part.words) is not None and _ROW.search(part.words) is None


def _is_trio(parts: list[Item]) -> bool:
    return len(parts) == len(_TRIO) and all(
        re.search(name, part.words) for name, part in zip(_TRIO, parts, strict=True)
    )
