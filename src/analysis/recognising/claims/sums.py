"""Totals without a verb of their own: 共计9件 after its parts, and 9件申请中 before them."""

import re

from .clauses import Frame
from .grammar import grammar
from .model import CARRIED_IN, CONCLUDED, EITHER, RECEIVED, WITH_CARRIED_IN, Memory, Place

_G = grammar()
_TOTALS, _HINTS = _G.sets["totals"], _G.sets["hints"]
# How cases ended, by their kind; how applications did, by group.
_RESULT = re.compile(
    r"remedies/([a-z_*]+)/(?:upheld|corrected|other|pending)"
    r"|requests/(?:granted|partly_granted|(?:refused|unavailable|unprocessed|other)\.\*)/total"
)
_MOST = 24  # parts of a sum, and their percentages
_ALL_OUTCOMES = 4  # a sum of fewer is of these alone
_COUNT_OF = {"two": 2, "three": 3, "four": 4}
Binding = tuple[str, str]  # concept and target
REPEATED = "repeated"  # why a number is left alone that repeats a total


def bind_sum(frame: Frame, memory: Memory, place: Place, about: bool) -> Binding | str:
    """A total without a verb of its own, or why it is left alone.

    Parameters
    ----------
    frame : Frame
        The number and the words around it.
    memory : Memory
        What the passage has spoken of so far.
    place : Place
        Where in the passage the number is.
    about : bool
        Whether the words speak of applications.
    """
    around = frame.left + "#" + frame.right
    here = memory.topic == "requests" and _TOTALS["of_these_here"].match(around)
    if here or _TOTALS["of_these"].match(around):
        return _of_these(frame, memory)
    if _TOTALS["once_more"].fullmatch(around) and _repeats(frame, memory, place):
        return REPEATED
    for words, sum_of in _SUMS:
        if _HINTS[words].fullmatch(frame.left) and (found := sum_of(frame, memory, place)):
            return found
    ways = [value for sentence, value in memory.channels if sentence == place.sentence]
    added_up = about and _HINTS["added_up"].fullmatch(frame.left)
    if added_up and len(ways) > 1 and sum(ways) == frame.mention.value:
        return "received", RECEIVED
    return "unknown"


def _of_these(frame: Frame, memory: Memory) -> Binding | str:
    """9件申请中: those just counted, once more, or a total of its own."""
    if any(c.is_total and c.value == frame.mention.value for c in memory.claims[-8:]):
        return REPEATED
    fresh = "收" in frame.left or "受理" in frame.left
    return ("received", RECEIVED) if fresh else ("handled", EITHER)


def _repeats(frame: Frame, memory: Memory, place: Place) -> bool:
    """收到15件。15件中…: those counted last, as taken in or concluded, at most a sentence ago."""
    counted = (c for c in reversed(memory.claims) if c.is_total or c.target == CONCLUDED)
    last = next(counted, None)
    return (
        last is not None and last.is_before(place.sentence, 1) and last.value == frame.mention.value
    )


def _of_share(frame: Frame, memory: Memory, place: Place) -> Binding | None:
    """予以公开的占20%,共6件: the figure is of what the percentage right before is."""
    share = memory.claims[-1] if memory.claims else None
    if share is None or " % " not in share.target or share.sentence != place.sentence:
        return None
    near = 0 <= frame.mention.start - share.end <= len(frame.left) + 1
    return (share.concept.removesuffix("_share"), share.target.split(" % ")[0]) if near else None


def _of_results(frame: Frame, memory: Memory, place: Place) -> Binding | None:
    """维持2件、纠正1件、未审结1件,合计4件: the sum of how cases or applications ended."""
    last = memory.last
    prior = _RESULT.fullmatch(last.target) if last is not None else None
    if prior is None:
        return None
    parts = [
        c.value
        for c in memory.claims[-_MOST:]
        if c.sentence == place.sentence and (m := _RESULT.fullmatch(c.target)) and m[1] == prior[1]
    ]
    if len(parts) < 2 or sum(parts) != frame.mention.value:
        return None
    if prior[1]:
        return prior[1], f"remedies/{prior[1]}/total"
    if len(parts) >= _ALL_OUTCOMES:
        return "concluded", CONCLUDED
    added = sum_of_last(len(parts), memory, place.sentence)
    return ("together", added) if added else None  # 予以公开6件、部分公开2件,共8件


def _of_applicants(frame: Frame, memory: Memory, place: Place) -> Binding | None:
    """自然人20件、法人5件,合计25件: the sum of who applied."""
    parts = [
        c.value
        for c in memory.claims[-_MOST:]
        if c.sentence == place.sentence and c.target.startswith("requests/received/")
        if not c.is_total
    ]
    whole = len(parts) > 1 and sum(parts) == frame.mention.value
    return ("received", RECEIVED) if whole else None


def _of_several(frame: Frame, memory: Memory, place: Place) -> Binding | None:
    """予以公开3件、部分公开2件,二者共5件."""
    counted = _HINTS["several_together"].fullmatch(frame.left)
    added = counted and sum_of_last(_COUNT_OF[str(counted.lastgroup)], memory, place.sentence)
    return ("together", added) if added else None


def _of_carried_in(frame: Frame, memory: Memory, place: Place) -> Binding | None:
    """新收8件、上年结转1件,共计9件, in either order."""
    last, before = memory.last, next(iter(memory.claims[-2:-1]), None)
    if last is None or not last.is_before(place.sentence, 0):
        return None
    whole = last.target == CARRIED_IN
    if last.target == RECEIVED and before is not None and before.target == CARRIED_IN:
        added = last.value + before.value
        whole = before.is_before(place.sentence, 0) and added == frame.mention.value
    return ("sum", WITH_CARRIED_IN) if whole else None


def sum_of_last(n: int, memory: Memory, sentence: tuple[int, int]) -> str | None:
    """The sum of the outcomes told right before: 予以公开3件、部分公开2件,二者共5件.

    Parameters
    ----------
    n : int
        How many of them the words say there are.
    memory : Memory
        What the passage has spoken of so far.
    sentence : tuple of int and int
        Number of the line, and of the sentence in it.
    """
    counts = [c for c in memory.claims[-2 * n :] if " % " not in c.target]
    parts = [c for c in counts[-n:] if c.is_before(sentence, 1)]
    if len(parts) < n or parts[-1] is not memory.last:
        return None
    plain = all(c.target.startswith("requests/") and " " not in c.target for c in parts)
    return " + ".join(c.target for c in parts) if plain else None


# A sum's words, and what tells whether it is one of what was told right before.
_SUMS = (
    ("added_up", _of_share),
    ("added_up", _of_results),
    ("added_up", _of_applicants),
    ("several_together", _of_several),
    ("added_up", _of_carried_in),
)
