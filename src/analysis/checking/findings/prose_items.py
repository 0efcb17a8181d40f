"""The counts of a sentence of the prose, each with its words."""

import re
from dataclasses import dataclass

from analysis.recognising.claims.clauses import Passage
from analysis.recognising.claims.numbers import COUNT, Mention, mentions

SENTENCE = re.compile(r"[^。!?\n]+")
# A number that lost its unit, at the end of the words that it counts: 信息45,
_BARE = re.compile(r"(?<=[\u3400-\u9fff])(\d{1,6})(?=[,;、。)]|$)")
APART = re.compile(
    "同比|环比|相比|较|增|减|上升|下降|上年|去年|平均|率|累计|合计|总计|共计|至少|结转|全文电子化"
)
_COMPARED = re.compile(r"同比|环比|[较比](?:上|去|前|20)|增加|减少|增长|下降|上升")


@dataclass(frozen=True)
class Item:
    """A figure and the words before it, up to the figure before.

    Attributes
    ----------
    value : float
        The count.
    unit : str
        Its unit word; empty where none is printed.
    words : str
        The folded words before it.
    start, end : int
        Its span in the passage.
    """

    value: float
    unit: str
    words: str
    start: int
    end: int


def items_of(text: str, start: int, end: int) -> list[Item]:
    """The counts of a sentence, in order; what a comparison says of them is none.

    Parameters
    ----------
    text : str
        The folded passage.
    start, end : int
        The span of the sentence in it.
    """
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
        if _COMPARED.search(words):
            continue
        items.append(Item(m.value, m.unit, words, start + m.start, start + m.end))
    return items


def begin_of(passage: Passage, start: int, end: int) -> int:
    """Where a sentence begins behind the headings that run into it.

    Parameters
    ----------
    passage : Passage
        The passage.
    start, end : int
        The span of the sentence in it.
    """
    # Its patterns are compiled for the few reports that need them.
    from analysis.recognising.quoted import heading_length

    return start + heading_length(passage.quote(start, end))
