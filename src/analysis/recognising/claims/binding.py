"""A number in its frame, bound to what it counts.

Applications and their outcomes here, the rest in rooms of their own.
"""

import re

from .applications import about_requests, bind_total, by_channel
from .clauses import Frame
from .documents import bind_document
from .grammar import Concept, grammar
from .model import (
    CARRIED_BARE,
    CARRIED_IN,
    CARRIED_OUT,
    CONCLUDED,
    RECEIVED,
    Memory,
    Place,
)
from .names import concept_of, head_of, targets_of
from .numbers import MONEY
from .remedies import bind_remedy

_G = grammar()
_LEAVE, _TOTALS, _HINTS = _G.sets["leave"], _G.sets["totals"], _G.sets["hints"]
_TO_YEAR = re.compile(r"(?:结转|转结|转接|转入|转|顺延)(?:至|到)?(\d{4})年")
_FROM_YEAR = re.compile(r"(\d{4})年(?:度)?(?:的)?(?:结转|转结|转入|转)(?:至|到)?\d{4}年")
_BUSY = ("hotline", "proposals")
APPLICANTS = (
    "natural",
    "legal",
    "business",
    "enterprise",
    "research",
    "public_interest",
    "legal_services",
)
_LEFT_OVER = ("carried_in", "carried_out")
_ANOTHER = (
    *("other", "unknown", "publicity", "documents", "foreign", "hotline"),
    *("delegated", "cumulative", "plan", "prior", "channel"),
)
_NEAR = 8  # claims looked back upon
_GROUPS = ("refused", "unavailable", "unprocessed")
_DISCLOSED = ("granted", "partly_granted", "refused")
LEGAL_PERSONS = APPLICANTS[2:]
_OUTCOMES = tuple(
    f"requests/{o}"
    for o in ("granted", "partly_granted", "refused", "unavailable", "unprocessed", "other")
)
Binding = tuple[str, str]  # concept and target


def bind(frame: Frame, memory: Memory, place: Place) -> Binding | str:
    """What a number speaks of: concept and target, or in one word why it is left alone.

    Parameters
    ----------
    frame : Frame
        The number and the words around it.
    memory : Memory
        What the passage has spoken of so far.
    place : Place
        Where in the passage the number is.
    """
    before = frame.left + "#"
    # 约 before a fee goes with its rounding to 亿元 or 万元; it is judged at the precision printed.
    if frame.mention.vague or (frame.mention.kind != MONEY and _LEAVE["vague"].search(before)):
        return "vague"
    came = _HINTS["of_year"].search(frame.right)
    if came and place.year is not None and int(came[1]) < place.year:
        return "prior"
    for reason in ("plan", "compare", "cumulative", "delegated"):
        if _LEAVE[reason].search(before):
            return reason
    if _LEAVE["asked"].search(place.words_before):
        return "other"
    found = bind_remedy(frame, memory, place) or bind_document(frame, memory, place)
    if found is not None:
        return found
    if memory.attributes == place.sentence and "收到" not in before and "受理" not in before:
        return "documents"
    concept = None if _about_all(frame, memory) else concept_of(frame)
    answered = memory.last is not None and memory.last.target == CONCLUDED
    if concept is not None and concept.id == "pending" and answered:
        concept = _G.concepts["carried_out_bare"]  # 办结9件,未办结3件
    if concept is not None and concept.needs != "remedies" and not _is_anyone(concept, frame):
        return _bind_concept(concept, frame, memory, place)
    return bind_total(frame, memory, place)


def _about_all(frame: Frame, memory: Memory) -> bool:
    """收到申请3件全部予以公开, 收到3件申请当年办结: the number is the total's.

    What is said of all of them is a claim of its own. After another total 受理的3件申请 are those
    of it that something is said of.
    """
    before = frame.left + "#"
    totals = [c.value for c in memory.claims[-_NEAR:] if c.is_total]
    if frame.left.endswith("的") and totals and frame.mention.value not in totals:
        return False
    if _HINTS["all_of_them"].match(frame.right):
        return _TOTALS["received"].search(before) is not None
    return _TOTALS["taken_applications"].search(before + frame.right) is not None


def _is_anyone(concept: Concept, frame: Frame) -> bool:
    """公民提出的申请, 公民、法人和其他组织提出的申请: whoever may apply, hence all of them."""
    if _HINTS["anyone"].search(frame.left):
        return True
    total = _TOTALS["received"].search(frame.left + "#") if concept.id == "natural" else None
    return total is not None and not _HINTS["groups"].search(total[0])


def _bind_concept(concept: Concept, frame: Frame, memory: Memory, place: Place) -> Binding | str:
    """An outcome or a group of applicants, where the passage lets its name mean that."""
    if memory.topic in _BUSY:
        return "hotline"
    if concept.id in APPLICANTS:
        return _bind_applicants(concept, frame, memory, place)
    if _is_of_another_object(concept, frame, memory, place):
        return "other"
    about = about_requests(frame, memory)
    of_requests = about or "信息公开" in frame.left or "依申请" in frame.left
    if concept.needs == "requests" and not of_requests:
        return "unknown"
    if (instead := _in_its_company(concept, frame, memory, place)) is not None:
        return instead
    if concept.needs == "list" and not _follows_outcome(concept, frame, memory, place, about):
        return "unknown"
    if (concept.needs == "requests" or concept.id in _LEFT_OVER) and (
        why := _no_answer(concept, frame, memory, place)
    ):
        return why
    if _HINTS["screened"].search(place.words_before) and concept.id in _DISCLOSED:
        return "publicity"
    if not about and _is_published(concept, frame, memory, place):
        return "publicity"
    here = memory.topic_sentence == place.sentence
    if concept.id in _LEFT_OVER and memory.topic in ("review", "suit") and here:
        return "other"
    target = targets_of(concept, frame)
    if target is None:
        return "part"
    if target == CARRIED_OUT:
        return _carried_over(concept, frame, place)
    return concept.id, target


def _is_of_another_object(concept: Concept, frame: Frame, memory: Memory, place: Place) -> bool:
    """其他举报投诉3件: what is no application, unless it is why one was not processed."""
    named = concept.id == "complaint" and is_among_unprocessed(memory, place)
    if named or _HINTS["complaint_row"].search(frame.left + frame.right):
        return False
    return _LEAVE["other_object"].search(frame.left) is not None


def _is_published(concept: Concept, frame: Frame, memory: Memory, place: Place) -> bool:
    """Whether 公开3件 is what an agency published unasked."""
    if concept.id == "granted" and _HINTS["information"].search(frame.left):
        return True
    listed = any(c.is_before(place.sentence, 0) for c in memory.claims[-1:])
    outcome = concept.id in ("granted", "partly_granted") or (
        concept.id == "refused" and not listed
    )
    here = memory.topic == "publicity" and memory.topic_sentence == place.sentence
    return outcome and here and "同意" not in frame.left


def _carried_over(concept: Concept, frame: Frame, place: Place) -> Binding | str:
    """结转2025年3件: carried out of the year reported on, into it, or of an earlier year."""
    to = _TO_YEAR.search(frame.left[-16:] + "#" + frame.right[:16])
    if to is None or place.year is None or int(to[1]) > place.year:
        return concept.id, CARRIED_OUT
    since = _FROM_YEAR.search(frame.left)  # 2023年结转2024年办理, in the report of 2024
    into_it = since is not None and int(since[1]) < int(to[1]) == place.year
    return ("carried_in", CARRIED_IN) if into_it else "prior"


def _bind_applicants(concept: Concept, frame: Frame, memory: Memory, place: Place) -> Binding | str:
    """A group of applicants; of several groups together (企业、科研机构3件) none is counted."""
    if targets_of(concept, frame) != concept.target:
        return "part"
    known = concept.id != "enterprise" or _among_applicants(memory, place)
    return (concept.id, concept.target) if known else "unknown"


def is_among_unprocessed(memory: Memory, place: Place) -> bool:
    """Whether the sentence has just counted what was not processed, whose reasons may follow.

    Parameters
    ----------
    memory : Memory
        What the passage has spoken of so far.
    place : Place
        Where in the passage the words are.
    """
    last = memory.last
    among = last is not None and last.target.startswith("requests/unprocessed.")
    return among and last is not None and last.sentence == place.sentence


def _among_applicants(memory: Memory, place: Place) -> bool:
    """Whether the total of applications, or one group of applicants, was told right before."""
    last = memory.last
    return (
        last is not None
        and last.is_before(place.sentence, 1)
        and (last.is_total or last.concept in APPLICANTS)
    )


def _was_carried_in(frame: Frame, memory: Memory, place: Place) -> bool:
    """处理9件,其中新收8件、结转1件: what makes the total whole came from the year before."""
    if len(memory.claims) < 2 or memory.last is None or memory.last.target != RECEIVED:
        return False
    total, new = memory.claims[-2:]
    return new.is_before(place.sentence, 0) and total.value == new.value + frame.mention.value


def _no_answer(concept: Concept, frame: Frame, memory: Memory, place: Place) -> str | None:
    """Why an answer is none to an application, in one word; None where it is."""
    if concept.id == "concluded" and _HINTS["step"].search(frame.left + frame.right):
        return "step"
    if concept.id == "concluded" and by_channel(frame.left):
        return "channel"
    # What was taken in just before was something else: 立案60件,办结55件.
    other = memory.last_left_alone in _ANOTHER and memory.last_sentence == place.sentence
    prior = any(c.sentence == place.sentence for c in memory.claims[-_NEAR:])
    return (
        "other"
        if other and not prior and not _HINTS["of_requests"].search(frame.left + frame.right)
        else None
    )


def _in_its_company(
    concept: Concept, frame: Frame, memory: Memory, place: Place
) -> Binding | str | None:
    """What a name means by its company, where that is not what it says alone."""
    if concept.id == "other_bare":
        return _other_among_kin(memory, place)
    if concept.id == "other_outcome" and (kin := _other_among_kin(memory, place)) is not None:
        return kin if kin[0] == "other_result" else None
    if concept.id == "other_applicant":
        last = memory.last
        among = last and last.concept in LEGAL_PERSONS and last.is_before(place.sentence, 1)
        return (concept.id, concept.target) if among else "unknown"
    if concept.id == "other_outcome" and _follows_its_part(memory, place):
        return "part"  # the rest of them, or all
    if concept.id == "carried_out_bare" and _was_carried_in(frame, memory, place):
        return "carried_in", CARRIED_IN
    last = memory.last
    if (
        concept.id == "carried_out_bare"
        and last is not None
        and last.target == RECEIVED
        and last.sentence == place.sentence
    ):
        return CARRIED_BARE, f"{CARRIED_IN} | {CARRIED_OUT}"  # settled with what follows
    if concept.id in _GROUPS and _LEAVE["other_reason"].search(head_of(frame.left)):
        return "part"
    return None


def _other_among_kin(memory: Memory, place: Place) -> Binding | None:
    """What a bare 其他3件 is among its kin: the last applicants, or the last of other outcomes."""
    last = memory.last
    if last is None or not last.is_before(place.sentence, 1):
        return None
    if last.concept in LEGAL_PERSONS:
        return "other_applicant", "requests/received/other"
    if last.sentence != place.sentence:
        return None
    if last.concept in ("upheld", "corrected") and " " not in last.target:
        return "other_result", f"{last.target.rpartition('/')[0]}/other"
    if last.target.startswith("requests/other."):
        whole = last.target.startswith("requests/other.*")
        return None if whole else ("other_other", "requests/other.other/total")
    return None


def _follows_its_part(memory: Memory, place: Place) -> bool:
    """Whether one row of the outcomes called other was told right before."""
    last = memory.last
    row = last is not None and last.target.startswith("requests/other.")
    return row and last is not None and "*" not in last.target and last.is_before(place.sentence, 1)


def _follows_outcome(
    concept: Concept, frame: Frame, memory: Memory, place: Place, about: bool
) -> bool:
    """Plain words (其他3件, 公开3件): trusted only after another outcome or the total."""
    if memory.last is None:
        return False
    if memory.last.target.startswith(_OUTCOMES):
        return True
    if concept.id == "carried_out_bare":
        return memory.last.target == CONCLUDED
    prior = memory.last.target.startswith("requests/") and memory.last.is_before(place.sentence, 1)
    if frame.mention.unit == "条":  # items published, unless the total was counted in them as well
        total = memory.last.frame if memory.last.is_total and "其中" in frame.left else None
        whole = total.mention if total is not None else None
        same = whole is not None and whole.unit == "条" and frame.mention.value <= whole.value
        prior = prior and same
    return concept.id == "granted_bare" and about and prior
