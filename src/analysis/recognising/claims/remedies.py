"""Counts of table 四: reviews and lawsuits over the agency's own disclosure, and how they ended."""

from .clauses import Frame
from .grammar import grammar
from .model import RECEIVED, Memory, Place
from .names import concept_of, joined_targets

_G = grammar()
_REMEDIES, _HINTS = _G.sets["remedies"], _G.sets["hints"]
REVIEWS, SUITS = "remedies/review/total", "remedies/suit_*/total"
_BOTH = f"{REVIEWS} + {SUITS}"
_GROUPS = ("remedies/suit_direct/total", "remedies/suit_after_review/total")
_COUNTED = (REVIEWS, SUITS)
_NEAR = 8  # claims looked back upon
Binding = tuple[str, str]


def bind_remedy(frame: Frame, memory: Memory, place: Place) -> Binding | str | None:
    """A count of reviews or lawsuits; a word why it is left alone.

    None where the frame speaks of neither.

    Parameters
    ----------
    frame : Frame
        The number and the words around it.
    memory : Memory
        What the passage has spoken of so far.
    place : Place
        Where in the passage the number is.
    """
    sentence = place.sentence
    before, whole = frame.left + "#", frame.left + "#" + frame.right
    named = "复议" in whole or "诉" in whole
    if named and _REMEDIES["other_kind"].search(before):
        return "other"
    last = memory.last
    beside_reviews = last is not None and last.target == REVIEWS and last.sentence == sentence
    if beside_reviews and _REMEDIES["answered"].match(frame.left):
        return "suit_*", SUITS  # 行政复议4件,行政应诉3件: beside its own reviews its own lawsuits
    if of_disclosure := _of_disclosure(whole, memory, place):
        return of_disclosure
    if named:
        memory.foreign = _is_foreign(whole, frame, memory, place, beside_reviews)
    found = _group(before, whole, frame) if named else None
    described = frame.right.startswith("(") or _HINTS["all_of_them"].match(frame.right)
    counted = beside_reviews or (last and last.target == SUITS and last.sentence == sentence)
    if not (found or counted) and (cases := _REMEDIES["cases"].match(frame.right)):
        if "公开" not in place.words_before:
            return "other"  # 2件行政诉讼案件已审结: over what?
        found = _total(cases[1] + "#", "", frame)  # 产生的2件行政诉讼案件也已审结
    if found is None and named and described:  # 行政复议2件(均维持): that is a claim of its own
        found = _total(before, before, frame)
    if found is None:
        concept = concept_of(frame)
        if concept is not None and concept.id == "concluded" and last and last.target in _COUNTED:
            concept = _G.concepts["decided"]  # 行政复议9件,已办结7件
        of_remedies = concept is not None and concept.needs == "remedies"
        kind = _kind(frame, memory, sentence) if of_remedies else None
        if concept is not None and concept.id == "lost" and not (counted or "诉讼" in whole):
            return "unknown"  # lost before whom?
        if concept is not None and kind is not None:
            if kind == "several":
                return "combined"
            target = joined_targets(concept, frame.left) or concept.target
            found = concept.id, target.replace("{kind}", kind)
        elif named:
            found = _total(before, whole, frame)
            if found and "其中" in frame.left and "公开" not in whole:
                near = (c.target for c in memory.claims[-_NEAR:] if c.sentence == sentence)
                found = "part" if found[1] in near else found  # 其中3件驳回复议请求
    return "foreign" if found is not None and memory.foreign else found


def _of_disclosure(whole: str, memory: Memory, place: Place) -> Binding | str | None:
    """行政复议25件,其中信息公开类3件: the 3 are the form's, the 25 of all acts."""
    near = [c for c in memory.claims[-_NEAR:] if c.is_before(place.sentence, 1)]
    counted = [c for c in near if c.target in _COUNTED]
    words = [c.frame.left + c.frame.right for c in counted if c.frame]
    words.append(place.words_before.split("其中")[0])
    if not (counted and _REMEDIES["of_disclosure"].search(whole)) or "公开" in "".join(words):
        return None
    memory.claims = [c for c in memory.claims if not any(c is one for one in counted)]
    memory.foreign = False
    kinds = {(c.concept, c.target) for c in counted}
    return kinds.pop() if len(kinds) == 1 else "combined"


def _is_foreign(
    whole: str, frame: Frame, memory: Memory, place: Place, beside_reviews: bool
) -> bool:
    """Whether the cases are over other acts, or others'; where the words do not say, as before."""
    words, last = place.words_before + frame.right, memory.last
    other = _REMEDIES["other_matter"].search(words) and "公开" not in words
    if other or _REMEDIES["reviewing"].search(place.words_before):
        return True  # 行政处罚案件被申请复议3件
    if _REMEDIES["own"].search(whole):
        return False
    enforced = last and last.concept == "decisions" and last.sentence == place.sentence
    of_court = not beside_reviews and _REMEDIES["court"].search(whole)
    handled = _REMEDIES["handled"].search(whole) or of_court or (frame.mention.value and enforced)
    return memory.foreign or bool(handled)


def _group(before: str, whole: str, frame: Frame) -> Binding | str | None:
    """One of the two groups of lawsuits; or reviews and lawsuits in one breath."""
    for item in ("suit_after_review", "suit_direct"):
        if _REMEDIES[item].search(whole):
            return item, f"remedies/{item}/total"
    if frame.mention.value == 0 and _REMEDIES["both_lost"].search(before):
        return "lost", "remedies/review/corrected & remedies/suit_*/corrected"
    both = _REMEDIES["both"].search(before)
    if both is None:
        return None
    if frame.mention.value == 0 and _REMEDIES["with_requests"].search(before[: both.start()]):
        return "remedies", f"{RECEIVED} & {REVIEWS} & {SUITS}"  # 依申请公开、行政复议、诉讼均为零
    if frame.mention.value == 0 or _HINTS["each"].search(both[0]):
        return "remedies", f"{REVIEWS} & {SUITS}"
    return ("remedies", _BOTH) if _HINTS["together"].search(both[0]) else "combined"


def _total(before: str, whole: str, frame: Frame) -> Binding | None:
    number_first = (
        frame.left.endswith(("、", "和", "及", "与"))
        or "被" in frame.left
        or _HINTS["light"].search(frame.left)
    )
    for kind in ("suit_*", "review"):
        if _REMEDIES[kind].search(before) or (number_first and _REMEDIES[kind].search(whole)):
            return kind, f"remedies/{kind}/total"
    return None


def group_named(memory: Memory, sentence: tuple[int, int]) -> str | None:
    """The group of lawsuits counted right before, whose results the words go on to tell.

    ``several`` where both groups were counted one after the other: what follows may tell of both.

    Parameters
    ----------
    memory : Memory
        What the passage has spoken of so far.
    sentence : tuple of int and int
        Number of the line, and of the sentence in it.
    """
    near = [
        c
        for c in memory.claims[-_NEAR:]
        if c.sentence == sentence and c.target.startswith("remedies/")
    ]
    groups = [c for c in near if c.target in _GROUPS]
    if not groups or any(c.target in (REVIEWS, SUITS) for c in near[near.index(groups[-1]) + 1 :]):
        return None
    last = near.index(groups[-1])
    if last and near[last - 1].target in _GROUPS and near[last - 1].target != near[last].target:
        return "several"
    return groups[-1].target.split("/")[1]


def _kind(frame: Frame, memory: Memory, sentence: tuple[int, int]) -> str | None:
    """The kind whose cases a result is of; ``several`` where it is more than that kind has.

    诉讼2件(1件未经复议直接起诉),2件维持; and 复议3件,诉讼0件,2件维持.
    """
    kind, line = _kind_named(frame, memory, sentence), sentence[0]
    of_kind = (c for c in reversed(memory.claims) if c.concept == kind and c.sentence[0] == line)
    counted = next(of_kind, None)
    return "several" if counted and frame.mention.value > counted.value else kind


def _kind_named(frame: Frame, memory: Memory, sentence: tuple[int, int]) -> str | None:
    """Review or lawsuits: by the frame's own words, else the nearest before."""
    group = group_named(memory, sentence)
    if group is not None and "复议" not in frame.left + frame.right:
        return group
    for words in (frame.left, frame.right):
        if _HINTS["of_court"].search(words):
            return "suit_*"
        if "复议" in words:
            return "review"
    last = memory.last
    if last is None and memory.last_left_alone == "combined":
        return "several"  # 复议、诉讼案件30件,结果维持21件: how both together ended
    if last is not None and last.target == _BOTH:
        return "several"  # 复议和诉讼共30件,其中维持21件
    if last is not None and last.is_total:
        return None  # 收到申请8件,申请人撤回2件: of the applications just counted
    return memory.remedy if memory.topic in ("review", "suit", "requests", None) else None
