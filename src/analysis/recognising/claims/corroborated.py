"""Figures whose words are not understood, believed where the cell that they hint at states them.

Wordings cannot all be listed. Where words name a cell only somehow, equality decides: a figure
that the cell states speaks of it. So no figure contradicts, either, that another cell of its words
states.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from .grammar import grammar
from .model import CARRIED_IN, CARRIED_OUT, CONCLUDED, RECEIVED, Claim, LeftAlone
from .numbers import COUNT, MONEY, PERCENT
from .period import sentence_before
from .verdicts import AGREES, judge

FEW = 10  # a smaller number may be that of a cell by chance
_HINTED = grammar().sets["hinted"]
_ABOUT = re.compile("申请|公开")
_OWN = ("requests", None)  # topics of a passage in which answers are those to applications
_COUNTERS = re.compile(r"[件宗起例份笔桩部元%]?|件次|件\(次\)")
_AFTER_NUMBER = re.compile(r"\d[万亿]?[件条起宗项个份次封部例笔桩元%](?:\([^()]*\))?")
_SENTENCE = re.compile(r"[^;。!?\n]{0,40}")
_SURE = ("unknown", "part")
_WHY = (*_SURE, "other", "combined", "publicity", "money", "percent", "hotline")
_CASE = re.compile("复议|(?<!投)诉(?!求)|判|法院|审[理结]")
_CASES = ("review", "suit_*", "suit_direct", "suit_after_review")
_REACH = 60


def corroborated(
    left_alone: Iterable[LeftAlone],
    known: set[tuple[str, float]],
    beside: Iterable[tuple[int, int]],
    stated: Mapping[str, float | None],
) -> Iterator[Claim]:
    """Claims of numbers left alone that the one cell of their words states.

    Parameters
    ----------
    left_alone : iterable of LeftAlone
        The numbers that are bound to no cell.
    known : set of (target, value)
        The claims that agree already.
    beside : iterable of tuple of int
        Sentences in which a figure agrees: in these and the next a small one is none by chance.
    stated : mapping
        Code of each cell to its value, None where it states none.
    """
    beside = set(beside)
    for left in left_alone:
        frame, (line, sentence) = left.frame, left.sentence
        m = frame.mention
        if left.why not in _WHY or not _COUNTERS.fullmatch(m.unit) or not m.value:
            continue
        listed = left.why in _SURE and beside & {(line, sentence), (line, sentence - 1)}
        target = hinted(left, stated, fewest=1 if listed else FEW)
        if target is not None and (target, m.value) not in known:
            beside.add(left.sentence)
            yield Claim(
                *("hinted", target, m.value, left.passage, frame.start, frame.end),
                *(left.sentence, frame),
            )


def hinted(left: LeftAlone, stated: Mapping[str, float | None], *, fewest: int) -> str | None:
    """The cell that the words around a number hint at and that states it; None where none does.

    Parameters
    ----------
    left : LeftAlone
        The number, its words and what the passage was about.
    stated : mapping
        Code of each cell to its value, None where it states none.
    fewest : int
        The least count that is believed; of a total or a sum ten, in any case.
    """
    m = left.frame.mention
    if not stated or (m.kind == COUNT and m.value < fewest):
        return None
    words, before = _words(left), _before(left)
    share = m.kind == PERCENT
    if share and (m.value in (0, 100) or not re.search("[占比率]", before)):
        return None
    for named in _named(words, before, left):
        target = share_of(named) if share else named
        if target is None or (m.kind == MONEY) != named.endswith("/amount"):
            continue
        if m.kind == COUNT and m.value < FEW and _is_whole(named):
            continue
        if judge(target, m.value, words, m.step, stated)[0] == AGREES:
            return target
    return None


def _named(words: str, before: str, left: LeftAlone) -> Iterator[str]:
    """The cells that words hint at, in the order of the grammar."""
    cases = left.topic in ("review", "suit") or _CASE.search(before + words)
    about = left.topic in _OWN or _ABOUT.search(words)
    for hint, pattern in _HINTED.each():
        applies = cases if "{kind}" in hint else about or not hint.startswith("requests/")
        if applies and pattern.search(words):
            kinds = _kinds(words, left) if "{kind}" in hint else ("",)
            yield from (hint.replace("{kind}", kind) for kind in kinds)


def _is_whole(target: str) -> bool:
    """Whether a cell is a total, or a sum, of which many words might speak."""
    return target in (RECEIVED, CONCLUDED) or " " in target or target.endswith("/decisions")


def _words(left: LeftAlone) -> str:
    """The words of the sentence from the number before to the one in question, and those after.

    After its last number the rest of the sentence is about it.
    """
    text, m = left.passage.text, left.frame.mention
    rest = _SENTENCE.match(text, m.end)
    after = rest[0] if rest and not re.search(r"\d(?!\d*年)", rest[0]) else left.frame.right
    return f"{_AFTER_NUMBER.split(_before(left))[-1]}#{after}"


def _before(left: LeftAlone) -> str:
    return sentence_before(left.passage.text, left.frame.mention.start, _REACH)


def share_of(target: str) -> str | None:
    """The target of a percentage: of all who applied, or of all answers; None of anything else.

    Parameters
    ----------
    target : str
        What the percentage is a share of the whole of.
    """
    if target.startswith("requests/received/"):
        return f"{target} % {RECEIVED}" if target != RECEIVED else None
    left_over = target in (CARRIED_IN, CARRIED_OUT, CONCLUDED)
    return f"{target} % {CONCLUDED}" if target.startswith("requests/") and not left_over else None


def _kinds(words: str, left: LeftAlone) -> tuple[str, ...]:
    """Reviews, lawsuits or their groups: those that the words name, else what was told before."""
    named_before = {"review": "复议", "suit_*": "诉"}.get(left.remedy or "", _before(left))
    for named in (words, named_before):
        review, suit = "复议" in named, re.search("(?<!投)诉|法院|判", named) is not None
        if review or suit:
            break
    return tuple(k for k in _CASES if (review if k == "review" else suit))
