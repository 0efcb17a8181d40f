"""Totals of applications: those that came in, were handled, or came in by one way of several."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from .clauses import Frame
from .grammar import grammar
from .model import CONCLUDED, EITHER, RECEIVED, WITH_CARRIED_IN, Memory, Place
from .sums import bind_sum

_G = grammar()
_LEAVE, _TOTALS, _HINTS = _G.sets["leave"], _G.sets["totals"], _G.sets["hints"]
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
_ANOTHER = ("other", "publicity", "documents", "foreign", "hotline", "delegated")
Binding = tuple[str, str]  # concept and target


@dataclass(frozen=True)
class _Reading:
    """One way in which reports state a total, by the name of its pattern.

    Attributes
    ----------
    pattern : str
        Its name among the patterns of totals.
    target : str
        The cells that such a total is of.
    handled : Pattern, optional
        Words that say that those were handled, which came in this year or the year before.
    fits : callable
        Whether such words can state a total here; where they cannot, the next reading is tried.
    """

    pattern: str
    target: str
    handled: re.Pattern[str] | None = None
    fits: Callable[[str, Frame, Memory], bool] = lambda words, frame, memory: True

    def words_in(self, frame: Frame) -> str | None:
        """The words that state a total in this way; None where none do."""
        number_first = self.pattern == "number_first"
        if number_first and not frame.mention.unit:
            return None
        around = frame.left + "#" + (frame.right if number_first else "")
        match = _TOTALS[self.pattern].search(around)
        return match[0] if match else None

    def binding(self, words: str, frame: Frame) -> Binding:
        """What the total is of, by its words and those that follow it."""
        kind, target = self.pattern, self.target
        if self.handled and self.handled.search(words):
            kind, target = "handled", EITHER
        if target in (RECEIVED, EITHER) and _HINTS["with_carried_in"].match(frame.right):
            target = WITH_CARRIED_IN
        return ("received" if target == RECEIVED else kind), target


def _names_applications(words: str, _frame: Frame, _memory: Memory) -> bool:
    return "申请" in words


def _ends_a_clause_on_applications(_words: str, frame: Frame, memory: Memory) -> bool:
    return memory.topic == "requests" and frame.right[:1] in ("", "(")


# The first that fits is taken: what says more comes before what says less.
_READINGS = (
    _Reading("sum", WITH_CARRIED_IN),  # 共需办理申请9件
    _Reading("done", CONCLUDED),  # 办结申请9件
    # 收到申请9件, but 受理并答复申请9件
    _Reading("received", RECEIVED, handled=re.compile("^[收受接].[并和、]?答复")),
    _Reading("handled", EITHER, fits=_names_applications),  # 办理申请9件
    _Reading("number_first", RECEIVED, handled=_HINTS["handling"]),  # 收到9件申请
    # 依申请公开9件, but 申请办理总数为9件
    _Reading("bare", RECEIVED, handled=re.compile("申请(?:的)?(?:办理|处理)")),
    # 收到9件
    _Reading(
        "verb_only", RECEIVED, handled=_HINTS["handling"], fits=_ends_a_clause_on_applications
    ),
)


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
    frame = _without_written(frame, memory, place)
    named = "公开" in place.words_before + frame.left + frame.right
    none_yet = "其中" not in frame.left and not any(c.is_total for c in memory.claims)
    way = ("申请" in frame.right and by_channel(frame.right[:12])) or by_channel(frame.left)
    if way and not (frame.lone and named and none_yet):
        return "other" if _TOTALS["received"].search(frame.left + "#") else "channel"
    for reading in _READINGS:
        words = reading.words_in(frame)
        if words is None:
            continue
        if _LEAVE["other_object"].search(words):
            return "other"
        if _of_applications(words, frame, memory) and reading.fits(words, frame, memory):
            why = _why_none(reading, words, frame, memory, place)
            return why or reading.binding(words, frame)
    return bind_sum(frame, memory, place, about=about_requests(frame, memory))


def _without_written(frame: Frame, memory: Memory, place: Place) -> Frame:
    """The frame without 书面, which names one way of several only where the others are told too.

    Every application is a written one, by letter or by net.
    """
    if (
        "书面" in frame.left
        and _TOTALS["received"].search(frame.left + "#")
        and not _is_split(frame, memory, place)
    ):
        return replace(frame, left=frame.left.replace("书面", ""))
    return frame


def _is_split(frame: Frame, memory: Memory, place: Place) -> bool:
    return "其中" in frame.left or any(
        c.is_total and c.is_before(place.sentence, 1) for c in memory.claims[-8:]
    )


def _of_applications(words: str, frame: Frame, memory: Memory) -> bool:
    """Whether words speak of applications for information.

    A report that has spoken of nothing yet speaks of applications under the regulation.
    """
    if about_requests(frame, memory) or "公开" in words or "依申请" in words:
        return True
    return memory.topic is None and _HINTS["opening"].fullmatch(words) is not None


def _why_none(
    reading: _Reading, words: str, frame: Frame, memory: Memory, place: Place
) -> str | None:
    """In one word why words that could state a total state none; None where they do."""
    if reading.pattern == "bare" and not _is_count(frame, memory, place, words):
        return "publicity"
    if _HINTS["after_step"].search(frame.left):
        return "step"
    if reading.pattern == "verb_only" and _is_of_another_object(frame, memory, place):
        return "other"
    if _is_handed_in_within(words, frame.left):
        return "other"
    named = "公开" in words or "依申请" in words or _HINTS["own_information"].search(words)
    return None if named or _plain(words) else "other"


def _is_of_another_object(frame: Frame, memory: Memory, place: Place) -> bool:
    """Whether a bare verb tells of what was named before it, or counted right before.

    低保申请受理30件; 收到行政许可申请90件,受理80件.
    """
    named = _HINTS["bare_object"].match(frame.left)
    if named and not _plain_object(named["of"]):
        return True
    left_alone = memory.last_left_alone in _ANOTHER and memory.last_sentence == place.sentence
    return left_alone and not any(c.sentence == place.sentence for c in memory.claims[-8:])


def _plain_object(words: str) -> bool:
    return (
        re.search("公开|[政府务]信息", words) is not None
        or _HINTS["of_anyone"].fullmatch(words) is not None
    )


def _is_handed_in_within(words: str, left: str) -> bool:
    """Whether an office's own people hand in what is to be published, and nobody applies.

    What is handed in without the word 申请 is an application only if whoever applies is named.
    """
    act = _HINTS["handed_in"].match(words)
    if act is None:
        return False
    who = left[: left.find(words.removesuffix("#")) + act.end()].partition("向")[0]
    if _HINTS["applicants"].search(who):
        return False
    return "申请" not in words or _HINTS["staff"].search(who) is not None


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
