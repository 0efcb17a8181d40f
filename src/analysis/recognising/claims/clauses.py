"""A text cut into clauses, and every number set in the frame of words that speak of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from analysis.recognising.characters import fold

from .numbers import COUNT, Mention, mentions
from .spelling import with_names_corrected

# A colon between a name and its number (自然人:25件) ends no clause; one after 如下 does.
_NAMED = r"(?<!如下)(?<!以下)(?<!情况)(?<!结果)(?<!方面)(?<!其中)(?<!包括)(?<![\d)]):(?=\d)"
_HARD = re.compile(rf"(?!{_NAMED})[,;。:!?\n《》]")
_THE_ACT = re.compile(r"《[^《》,;。]{0,24}条例》")  # 属于《条例》所指…: its name ends no clause
_STOP = re.compile(r"[;。!?\n]")
_BRACKET = re.compile(r"\(([^()]{0,60})\)")
_LIST = re.compile(r"[、和及与]|以及|其中|另")
_THOUSAND = re.compile(r",\d{3}(?!\d)")
_AND = re.compile("以及|[、和与]|(?<!涉)及")
_RESPECTIVELY = re.compile(r"分别|各(?=[为有是])")
_JOINED = re.compile(r"[、和及与]$")
_LEAD = re.compile(r"^(?:[、和及与(]|以及)+")
_LONG, _MOST, _ENDS = 28, 40, "。；;：:！!？?|"
_BEGINS = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,2}[、.．]|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[、.．]|第[一二三四五六])"
)
_LIST_MARK = re.compile(r"(?:(?<=[。;\n])|(?<![\s\S]))\d{1,2}、")  # 3、我局…
_ELISION = "\ue000"
LEFT, RIGHT = 60, 48


@dataclass
class Frame:
    """A number and its words.

    Attributes
    ----------
    mention : Mention
        The number.
    left, right : str
        The words before and after it, up to the next punctuation mark or number.
    start, end : int
        The span of number and words in the folded text.
    clause : tuple of int
        The span of the clause it is in.
    sentence : int
        Which sentence of the passage it is in.
    bracketed : bool
        Whether it is in brackets.
    apart : str
        Why the words around it show that it is to be left alone; empty where they do not.
    lone : bool
        Whether it alone of its paragraph is said to have come in by one way: by net, by letter.
    """

    mention: Mention
    left: str
    right: str
    start: int
    end: int
    clause: tuple[int, int]
    sentence: int
    bracketed: bool
    apart: str = ""
    lone: bool = False


def paragraphs(lines: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Lines as they belong together.

    A long line that ends in mid-sentence goes on in the next, as pages of a PDF print it.

    Parameters
    ----------
    lines : list of tuple of str and str
        Text and place of each line.
    """
    whole: list[tuple[str, str]] = []
    for text, where in lines:
        if whole and _BEGINS.match(text):
            yield whole
            whole = []
        whole.append((text, where))
        bare = text.rstrip()
        if len(bare) < _LONG or bare[-1] in _ENDS or len(whole) == _MOST:
            yield whole
            whole = []
    if whole:
        yield whole


class Passage:
    """A paragraph of prose, folded, with its frames.

    It knows the way back to what was printed and to its lines.

    Parameters
    ----------
    lines : list of (text, where)
        One line, or several that a page has broken one paragraph into.
    """

    def __init__(self, lines: list[tuple[str, str]]) -> None:
        printed = self.printed = "\n".join(text for text, _ in lines)
        self._lines = lines
        # NFKC would make three dots of the mark for words left out, and a number of what follows
        # them.
        self._source = printed.replace("…", _ELISION)
        self.text = fold(self._source).replace(_ELISION, "…")
        self._places: list[int] | None = None

    def frames(self) -> list[Frame]:
        """The numbers of the line in their frames, in order."""
        text = self.text
        found = [m for m in mentions(text) if m.unit or not _LIST_MARK.match(text, m.start)]
        if not found:
            return []
        breaks = self._breaks([m.start for m in found])
        stops = [m.start() for m in _STOP.finditer(text)]
        frames, b, s, last = [], 0, 0, 0
        for i, m in enumerate(found):
            while breaks[b + 1] < m.end and b + 2 < len(breaks):
                b += 1
            while s < len(stops) and stops[s] < m.start:
                s += 1
            low, high = breaks[b] + 1, breaks[b + 1]
            start = max(low, last, m.start - LEFT)
            end, right = self._right(m, found[i + 1] if i + 1 < len(found) else None, high)
            words = text[start : m.start]
            if start == last and _JOINED.search(words):
                words = ""  # 3件为其他结果、2件在审: they are of the number before
            left = with_names_corrected(_LEAD.sub("", words))
            if not left and low and text[low - 1] == ")" and start == low:
                opened = text.rfind("(", 0, low)  # 收到申请(含上年结转2件)30件
                words = re.split(r"[,;。:!?\n()\d]", text[max(0, opened - LEFT) : opened])[-1]
                start, left = opened - len(words), with_names_corrected(_LEAD.sub("", words))
                right = right or text[opened:low]
            bracketed = low > 0 and text[low - 1] == "("
            if bracketed and not left and m.kind == COUNT and text[m.end : m.end + 1] == ")":
                start = max(breaks[b - 1] + 1 if b else 0, last, m.start - LEFT)  # 予以公开(3件)
                left = with_names_corrected(_LEAD.sub("", text[start : low - 1]))
            frames.append(
                Frame(m, left, with_names_corrected(right), start, end, (low, high), s, bracketed)
            )
            last = m.end
        for before, after in pairwise(frames):
            if before.end > after.mention.start:
                before.end, before.right = before.mention.end, ""
        self._deal(frames)
        return frames

    def _breaks(self, numbers: list[int]) -> list[int]:
        """Places where a clause ends; a bracket is such a place only where it holds a number."""
        acts = {at for m in _THE_ACT.finditer(self.text) for at in (m.start(), m.end() - 1)}
        breaks = [
            m.start()
            for m in _HARD.finditer(self.text)
            if m.start() not in acts and not self._within_number(m.start())
        ]
        n = 0
        for bracket in _BRACKET.finditer(self.text):
            while n < len(numbers) and numbers[n] < bracket.start():
                n += 1
            if n < len(numbers) and numbers[n] < bracket.end():
                breaks += [bracket.start(), bracket.end() - 1]
        # A bracket that never closes, or holds more than one clause.
        breaks += [
            m.start()
            for m in re.finditer(r"\((?=[^()]{0,60}(?:[,;。]|$))|\)(?=[,;。、]|$)", self.text)
        ]
        return [-1, *sorted(set(breaks)), len(self.text)]

    def _within_number(self, at: int) -> bool:
        return self.text[at - 1 : at].isdigit() and _THOUSAND.match(self.text, at) is not None

    def _right(self, m: Mention, following: Mention | None, high: int) -> tuple[int, str]:
        end = min(high, m.end + RIGHT)
        right = self.text[m.end : end]
        if following and following.start < high:
            # The next number has its own words: only what is before a joining word is this
            # one's.
            right = self.text[m.end : min(end, following.start)]
            joint = _LIST.search(right)
            right = right[: joint.start()] if joint else ""
            end = m.end + len(right)
        return end, right

    def _deal(self, frames: list[Frame]) -> None:
        """甲、乙分别为1件、2件: each number is given its own name."""
        for i, frame in enumerate(frames):
            at = _RESPECTIVELY.search(frame.left)
            if not at:
                continue
            names = [n for n in _AND.split(frame.left[: at.start()]) if n]
            group = [g for g in frames[i : i + len(names)] if g.clause == frame.clause]
            if len(names) < 2 or len(group) != len(names):
                continue
            decided = "决定" in names[-1] or "处理" in names[-1]
            for name, member in zip(names, group, strict=True):
                member.left = name + ("决定" if decided and "决定" not in name else "")
                member.start = frame.start

    def quote(self, start: int, end: int) -> str:
        """The printed words of a span of the folded text.

        Parameters
        ----------
        start : int
            Where the span begins in the folded text.
        end : int
            Where it ends; that character is no part of it.
        """
        if self._places is None:
            self._places = self._align()
        if not self._places:
            return self.text[start:end].strip()
        first, last = self._places[start], self._places[min(end, len(self._places)) - 1]
        return re.sub(r"\s*\n\s*", "", self.printed[first : last + 1].strip().strip("，,、。；;"))

    def is_parted(self, start: int, end: int) -> bool:
        """Whether blanks stand within a span of the folded text, as it is printed.

        Parameters
        ----------
        start, end : int
            The span; the last character is no part of it.
        """
        if self._places is None:
            self._places = self._align()
        if not self._places:
            return False
        printed = self.printed[self._places[start] : self._places[end - 1] + 1]
        return len(printed.split()) > 1

    def where(self, start: int) -> str:
        """The place of the line in which a span of the folded text begins.

        Parameters
        ----------
        start : int
            Where the span begins in the folded text.
        """
        if len(self._lines) > 1:
            if self._places is None:
                self._places = self._align()
            at = self._places[start] if self._places else 0
            for text, where in self._lines:
                at -= len(text) + 1
                if at < 0:
                    return where
        return self._lines[0][1]

    def _align(self) -> list[int]:
        """For each folded character the printed one it comes from.

        Empty where the two cannot be matched.
        """
        if len(self.text) == len(self.printed):
            return list(range(len(self.printed)))
        places: list[int] = []
        gloss = False
        for i, character in enumerate(self._source):
            for c in fold(character):
                if gloss:
                    gloss = c != ")"
                elif c == "(" and self.text[len(places) : len(places) + 1] != "(":
                    gloss = True  # the gloss of a mirror, 務(wù), which folding strips
                else:
                    places.append(i)
        return places if len(places) == len(self.text) else []
