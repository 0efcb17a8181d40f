"""What the words beyond a number's own clause say of it.

A name that the clause before gives (自然人为主,共25件), signs that the number is to be left alone,
and that it is of another scope than the report.
"""

import re
from itertools import pairwise

from .applications import by_channel
from .clauses import RIGHT, Frame
from .grammar import grammar
from .model import Memory, Place
from .names import before_number
from .numbers import PERCENT
from .period import sentence_before

_CONTEXT, _SCOPE, _TOTALS = (grammar().sets[name] for name in ("context", "scope", "totals"))
_COUNTED = re.compile(r"requests/received/|remedies/(?:review|suit_\*)/total")
_SIDE_BY_SIDE = re.compile(r"[、和及与]")
_OF_THEM = re.compile("其中(?:行政)?规范性文件")
# 网上收到6件,其余以信函提交
_THE_REST = re.compile("(?:其余|其他|剩余)(?!在|均|都|已|按|全部)|另[有计外]")
_WRITTEN = re.compile("书面(?:的)?(?:申请|形式申请|方式申请)")
_ON_APPEAL = re.compile("(?:其中|进入)?(?:二审|再审|上诉)")
_KINDS = ("主动公开", "依申请公开", r"不予?公开")
_KIND = rf"(?:{'|'.join(_KINDS)})(?:类|的|信息|文件|数|有|:)*"
_THREE_KINDS = re.compile(
    rf"{_KIND}(?P<first>\d+)(?P<unit>[件条份项个]?)[,、;]{_KIND}\d+(?P=unit)[,、;](?:和|及)?{_KIND}\d+"
)


# Documents disclosed in either way, counted alike: 主动公开1200件,依申请公开34件.
_TWO_KINDS = re.compile(
    r"主动公开[^\d,;。]{0,6}\d+(?P<unit>[件条份项个])[,、;]"
    r"依申请公开[^\d,;。申件]{0,6}\d+(?P=unit)"
)


def set_in_context(frames: list[Frame], text: str) -> None:
    """Give numbers the names that the words before their clause have, and mark those left alone.

    Parameters
    ----------
    frames : list of Frame
        The numbers of a passage, in order; changed in place.
    text : str
        The folded passage.
    """
    for frame in frames:
        _name(frame, text)
    for frame, after in pairwise(frames):
        between = text[frame.mention.end : after.mention.start]
        if not (after.left or after.right) and _SIDE_BY_SIDE.fullmatch(between):
            frame.apart = after.apart = "several"
        if "文件" in frame.left and "规范性" not in frame.left and _OF_THEM.match(after.left):
            frame.apart = "documents"  # 废止文件30份,其中规范性文件9件
        if _WRITTEN.search(frame.left) and _by_channel(after) and after.sentence == frame.sentence:
            frame.apart = "channel"  # 书面申请1件、网上申请2件: one way of two
        if "一审" in frame.left and "公开" not in frame.left and _ON_APPEAL.match(after.left):
            frame.apart = after.apart = "several"  # one case at two levels of trial
    _name_first_outcome(frames)
    came = [f for f in frames if f.mention.unit and _came(f)]
    for frame in came[:1]:
        rest = text[frame.mention.end :]
        frame.lone = len(came) == 1 and _by_channel(frame) and not _THE_REST.search(rest)
    for listed in _THREE_KINDS.finditer(text):
        if all(re.search(kind, listed[0]) for kind in _KINDS):
            _mark(frames, listed)
    for listed in _TWO_KINDS.finditer(text):
        _mark(frames, listed)


def _by_channel(frame: Frame) -> bool:
    return by_channel(frame.left + frame.right[:12])


def _came(frame: Frame) -> bool:
    """Whether a number may be of applications that came in, in all or by one way."""
    return _by_channel(frame) or any(
        _TOTALS[total].search(frame.left + "#") for total in ("received", "handled")
    )


def _mark(frames: list[Frame], listed: re.Match[str]) -> None:
    for frame in frames:
        if listed.start() < frame.mention.start < listed.end():
            frame.apart = "documents"


def _name(frame: Frame, text: str) -> None:
    """Put the name that the words before the clause give in front of the clause's own."""
    if not frame.mention.unit or frame.mention.kind == PERCENT:
        return
    words_before = sentence_before(text, max(0, frame.mention.start - len(frame.left)))
    for rule in grammar().implied:
        if not rule.own.fullmatch(frame.left):
            continue
        after = text[frame.mention.end : frame.mention.end + RIGHT] if rule.after else words_before
        if (found := rule.words.search(after)) is None:
            continue
        names = found.groupdict("")
        if "concept" not in names or before_number(names["concept"])[0]:
            frame.left = rule.becomes.format(own=frame.left, **names)
            return


def _name_first_outcome(frames: list[Frame]) -> None:
    """A bare 公开6件 is an outcome where one that only an application can have comes next."""
    counts = [f for f in frames if f.mention.kind != PERCENT]
    for frame, after in pairwise(counts):
        if (
            _CONTEXT["bare_outcome"].fullmatch(frame.left)
            and after.sentence - frame.sentence <= 1
            and _CONTEXT["next_outcome"].match(after.left)
        ):
            frame.left = "予以公开"


def of_another_scope(text: str, frame: Frame, target: str, memory: Memory, place: Place) -> bool:
    """Whether the words speak of another scope than the report has.

    An agency's report may speak of a wider area, a territory's of one level.

    What a total is said of holds for the figures after it too, until the words say otherwise.

    Parameters
    ----------
    text : str
        The folded passage.
    frame : Frame
        The number and the words around it.
    target : str
        What it counts.
    memory : Memory
        What the passage has spoken of so far; that it speaks of another scope is kept there.
    place : Place
        Where in the passage the number is.
    """
    words = text[max(frame.clause[0], frame.mention.start - 60) : frame.mention.end]
    area, part, own, capacity, below = (
        _SCOPE[name].search(words) is not None
        for name in ("area", "part", "own", "capacity", "below")
    )
    known = area and _SCOPE["told"].search(sentence_before(text, frame.mention.start))
    wider, narrower = area and place.scope != "territory", part and place.scope != "agency"
    if wider or narrower or capacity or below or known:
        memory.elsewhere, memory.elsewhere_sentence = True, place.sentence
    elif (
        own
        or area
        or (
            target.endswith("/total")
            and place.sentence != memory.elsewhere_sentence
            and _COUNTED.match(target)
        )
    ):
        memory.elsewhere = False
    return memory.elsewhere
