"""Totals of applications: those that came in, were handled, or came in by one way of several."""

import re
from dataclasses import replace

from .clauses import Frame
from .grammar import grammar
from .model import CARRIED_IN, CONCLUDED, EITHER, RECEIVED, WITH_CARRIED_IN, Memory, Place

_G = grammar()
_LEAVE, _TOTALS, _HINTS = _G.sets["leave"], _G.sets["totals"], _G.sets["hints"]
# How cases ended, by their kind; how applications did, by group.
_RESULT = re.compile(
    r"remedies/([a-z_*]+)/(?:upheld|corrected|other|pending)"
    r"|requests/(?:granted|partly_granted|(?:refused|unavailable|unprocessed|other)\.\*)/total"
)
_APPLIED = (
    r"(?:申请|公开件|(?:受理|收件|办件)(?=总?量))(?:公开)?(?:件|事项)?的?总?(?:数量|数|量|件数)?"
)
_OF_YEAR = r"(?:上年|去年|上一年|20\d{2}年)度?(?:的|为|有)?\d{1,6}[件宗起份条]"
_ROW = re.compile(
    rf"{_APPLIED}[^\d;]{{0,14}}(?:{_OF_YEAR}[、,])+(?P<now>20\d{{2}})年度?(?:的|为|有|达)?$"
)
_ROSE = re.compile(
    rf"{_APPLIED}[^\d;]{{0,6}}[由从](?:(?:{_OF_YEAR}|\d{{1,6}}[件宗起份条])[、,]?)+(?:上升|增加|增长|下降|减少|降低|攀升|回落|[增升降减])"
    r"[到至为](?:今年|本年度?|(?P<now>20\d{2})年度?)?的?$"
)
_CHANGED = re.compile(
    rf"{_APPLIED}(?:同比|[比较](?:上年|去年|上一年)(?:同期)?)(?:增加|增长|减少|下降|上升)了?"
    r"\d{1,6}(?:\.\d+)?(?:[件宗起份条]|%|个百分点),?达到?$"
)
_MOST = 24  # parts of a sum, and their percentages
_ALL_OUTCOMES = 4  # a sum of fewer is of these alone
_COUNT_OF = {"two": 2, "three": 3, "four": 4}
_HANDLED_AFTER = re.compile("申请(?:的)?(?:办理|处理)")
Binding = tuple[str, str]  # concept and target


def about_requests(frame: Frame, memory: Memory) -> bool:
    """Whether the number speaks of applications.

    Parameters
    ----------
    frame : Frame
        The number and the words around it.
    memory : Memory
        What the passage has spoken of so far.
    """
    return memory.topic == "requests" or ("申请" in frame.right and "公开" in frame.right)


def by_channel(words: str) -> bool:
    """Whether words name the way some came in: one of several ways.

    网络、信函等渠道共收到 counts all of them.

    Parameters
    ----------
    words : str
        Folded words before the number.
    """
    if _LEAVE["channel"].search(words) is None:
        return False
    return "其中" in words or _LEAVE["every_channel"].search(words) is None


def of_this_year(words: str, year: int | None, topic: str | None) -> Binding | None:
    """Applications of the report's year after those of earlier ones.

    收到申请2021年9件、2022年12件、2023年31件; 申请数量由上年的12件增至31件; and
    新收申请同比增加3件,达到31件.

    Parameters
    ----------
    words : str
        The folded words of the sentence before the number.
    year : int or None
        The year reported on; None where it is unknown.
    topic : str or None
        What the passage is about: 受理量 counts applications only where they are its topic.
    """
    if topic != "requests" and "申请" not in words and "公开" not in words:
        return None
    found = _ROW.search(words) or _ROSE.search(words) or _CHANGED.search(words)
    if found is None or _LEAVE["other_object"].search(words):
        return None
    now = found.groupdict().get("now")
    return ("received", RECEIVED) if now is None or int(now) == year else None


def bind_total(frame: Frame, memory: Memory, place: Place) -> Binding | str:
    """Applications that came in or were handled.

    Which total that is, is settled with its companions later.

    Parameters
    ----------
    frame : Frame
        The number and the words around it.
    memory : Memory
        What the passage has spoken of so far.
    place : Place
        Where in the passage the number is.
    """
    before, about = frame.left + "#", about_requests(frame, memory)
    if (
        "书面" in before
        and _TOTALS["received"].search(before)
        and not _is_split(frame, memory, place)
    ):
        # Every application is a written one, by letter or by net, unless the others are told beside
        # them.
        frame = replace(frame, left=frame.left.replace("书面", ""))
        before = frame.left + "#"
    split = "申请" in frame.right and by_channel(frame.right[:12])
    if split or by_channel(frame.left):
        return "other" if _TOTALS["received"].search(before) else "channel"
    for kind in ("sum", "done", "received", "handled", "number_first", "bare", "verb_only"):
        match = _TOTALS[kind].search(before + frame.right if kind == "number_first" else before)
        if match is None or (kind == "number_first" and not frame.mention.unit):
            continue
        words = match[0]
        if _LEAVE["other_object"].search(words):
            return "other"
        # A report that has spoken of nothing yet speaks of applications under the regulation.
        opening = memory.topic is None and _HINTS["opening"].fullmatch(words)
        if not (about or opening or "公开" in words or "依申请" in words):
            continue
        if kind == "verb_only" and (
            memory.topic != "requests" or (frame.right and frame.right[0] != "(")
        ):
            continue
        if kind == "bare" and not _is_count(frame, memory, place, words):
            return "publicity"
        if kind == "handled" and "申请" not in words:
            continue
        named = "公开" in words or "依申请" in words or _HINTS["own_information"].search(words)
        if not named and not _plain(words):
            return "other"
        target = {"sum": WITH_CARRIED_IN, "done": CONCLUDED, "handled": EITHER}.get(kind, RECEIVED)
        if kind in ("number_first", "verb_only") and _HINTS["handling"].search(words):
            target, kind = EITHER, "handled"
        if kind == "bare" and _HANDLED_AFTER.search(words):
            target, kind = EITHER, "handled"  # 申请办理总数为9件
        if target in (RECEIVED, EITHER) and _HINTS["with_carried_in"].match(frame.right):
            target = WITH_CARRIED_IN
        return ("received" if target == RECEIVED else kind), target
    return _bind_sum(frame, memory, place, before, about)


def _bind_sum(
    frame: Frame, memory: Memory, place: Place, before: str, about: bool
) -> Binding | str:
    """Totals without a verb of their own: 共计9件 after its parts, and 9件申请中 before them."""
    here = memory.topic == "requests" and _TOTALS["of_these_here"].match(before + frame.right)
    if here or _TOTALS["of_these"].match(before + frame.right):
        if any(c.is_total and c.value == frame.mention.value for c in memory.claims[-8:]):
            return "told"  # those just counted, once more
        fresh = "收" in before or "受理" in before
        return ("received", RECEIVED) if fresh else ("handled", EITHER)
    if _HINTS["added_up"].fullmatch(frame.left) and (named := _of_share(frame, memory, place)):
        return named
    if _HINTS["added_up"].fullmatch(frame.left) and (whole := _of_results(frame, memory, place)):
        return whole
    if _HINTS["added_up"].fullmatch(frame.left) and _applicants_counted(frame, memory, place):
        return "received", RECEIVED
    if (counted := _HINTS["several_together"].fullmatch(frame.left)) and (
        added := sum_of_last(_COUNT_OF[str(counted.lastgroup)], memory, place.sentence)
    ):
        return "together", added
    if _HINTS["added_up"].fullmatch(frame.left) and _adds_up(frame, memory, place):
        return "sum", WITH_CARRIED_IN
    if about and _HINTS["added_up"].fullmatch(frame.left):
        ways = [v for sentence, v in memory.channels if sentence == place.sentence]
        if len(ways) > 1 and sum(ways) == frame.mention.value:
            return "received", RECEIVED
    return "unknown"


def _applicants_counted(frame: Frame, memory: Memory, place: Place) -> bool:
    """自然人20件、法人5件,合计25件: the sum of who applied."""
    parts = [
        c.value
        for c in memory.claims[-_MOST:]
        if c.sentence == place.sentence and c.target.startswith("requests/received/")
        if not c.is_total
    ]
    return len(parts) > 1 and sum(parts) == frame.mention.value


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


def _adds_up(frame: Frame, memory: Memory, place: Place) -> bool:
    """Whether 共计9件 adds what came in and what was carried in, told right before in any order."""
    last = memory.last
    if last is None or not last.is_before(place.sentence, 0):
        return False
    if last.target == CARRIED_IN:
        return True
    before = memory.claims[-2] if len(memory.claims) > 1 else None
    return (
        last.target == RECEIVED
        and before is not None
        and before.target == CARRIED_IN
        and before.is_before(place.sentence, 0)
        and last.value + before.value == frame.mention.value
    )


def _is_split(frame: Frame, memory: Memory, place: Place) -> bool:
    return "其中" in frame.left or any(
        c.is_total and c.is_before(place.sentence, 1) for c in memory.claims[-8:]
    )


def _plain(words: str) -> bool:
    """Whether a bare 申请 is not said to be for something else."""
    named = _HINTS["bare_request"].search(words)
    return named is None or _HINTS["of_anyone"].fullmatch(named["of"]) is not None


def _is_count(frame: Frame, memory: Memory, place: Place, words: str) -> bool:
    """Whether words count applications; 依申请公开3条 in a list of published items does not."""
    if "主动公开" in frame.left:
        return False
    if frame.mention.unit != "条":
        return True
    left_alone = memory.last is None and memory.last_left_alone in (
        "unknown",
        "publicity",
        "documents",
    )
    listed = left_alone and memory.last_sentence == place.sentence
    return not listed and "信息" not in words.replace("信息公开", "")
