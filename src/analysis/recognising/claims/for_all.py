"""Claims about all cases counted before: 均予以公开, 均维持."""

import re
from collections.abc import Iterator

from .grammar import grammar
from .model import CARRIED_IN, CONCLUDED, RECEIVED, WITH_CARRIED_IN, Claim, LeftAlone, Memory
from .names import before_number
from .numbers import COUNT
from .remedies import group_named
from .unnumbered import ANSWERED, Finding

_G = grammar()
_ZERO, _ALL = _G.sets["zero"], _G.sets["all"]
_CASES = re.compile(r"remedies/[a-z_*]+/total")
_RESULT = re.compile(r"remedies/([a-z_*]+)/(?:total|upheld|other|pending)")
_AMONG = re.compile("其中|含|包括")
_NO_PARTS = ("prior", "compare", "percent", "plan", "cumulative")
_OF_ALL = re.compile("(?:所有|上述|全部|以上)(?:的)?申请")
_NOT_SO = re.compile("未|不(?!予公开)|没|无(?!法提供)")
_REACH, _NEAR = 40, 8  # claims looked back upon


def find_for_all(clause: str, sentence: tuple[int, int], memory: Memory) -> Iterator[Finding]:
    """Claims of a clause about all applications, reviews or lawsuits counted before.

    Parameters
    ----------
    clause : str
        Folded words between two marks of punctuation.
    sentence : tuple of int and int
        Number of the line, and of the sentence in it.
    memory : Memory
        What the passage has spoken of so far.
    """
    if match := _ZERO["corrected"].match(clause):
        near = memory.claims[-_NEAR:] if match["all"] else [c for c in [memory.last] if c]
        for claim in near:
            counted = _RESULT.fullmatch(claim.target) if claim.sentence == sentence else None
            if counted and (claim is memory.last or claim.target.endswith("/total")):
                yield "zero", f"remedies/{counted[1]}/corrected", 0.0, 0, len(clause)
        return
    lead = _ALL["lead"].search(clause)
    last = memory.last
    if last and last.target == RECEIVED and _ALL["by_whom"].fullmatch(clause):
        yield "all_natural", "requests/received/natural_person", last.value, 0, len(clause)
        return
    if lead is None:
        yield from _result(clause, sentence, memory)
        return
    rest, at = clause[lead.start() :], lead.start()
    totals = [c for c in memory.claims[-_REACH:] if c.is_before(sentence, 2)]
    some = _ALL["of_some"].search(clause, 0, at) or _ALL["alternative"].match(rest)
    if some or _NOT_SO.search(clause, 0, lead.end()):
        return
    for concept in (
        "upheld",
        "corrected",
        "other_result",
        "pending",
        "suit_direct",
        "suit_after_review",
    ):
        if (match := _ALL[concept].search(rest)) and match.start() <= len(lead[0]) + 8:
            yield from _all_remedies(concept, totals, memory, sentence, at, at + match.end())
            return
    owner = next((c for c in reversed(totals) if c.is_total), None)
    if owner is None or memory.topic not in ("requests", None) or is_of_a_part(owner, memory):
        return
    value, both = owner.value, owner.target == WITH_CARRIED_IN
    came_in = _beside(owner, totals, sentence)
    alone = _is_alone(owner, clause, totals, sentence)
    for concept in (
        "natural",
        "partly_granted",
        "refused",
        "unavailable",
        "not_held",
        "granted",
        "concluded",
    ):
        match = _words_for_all(concept, rest, len(lead[0]), alone)
        if match is None:
            continue
        if _NOT_SO.search(rest, len(lead[0]), match.start()):
            return
        if concept == "concluded" and (
            _ALL["step"].search(rest, 0, match.end())
            or _is_answered_apart(totals, memory, sentence)
        ):
            return
        if concept == "natural":
            target = "requests/received/natural_person" + (
                " + requests/carried_in/natural_person" if both else ""
            )
        else:
            target = CONCLUDED if concept == "concluded" else _G.concepts[concept].target
            value += came_in
        yield f"all_{concept}", target, value, at, at + match.end()
        return


def _words_for_all(concept: str, rest: str, lead: int, alone: bool) -> re.Match[str] | None:
    """What is said of all, right behind the words for all; or how they were answered."""
    match = _ALL[concept].search(rest)
    if match and match.start() <= lead + 6:
        return match
    return _ALL["all_answered"].fullmatch(rest) if alone and concept == "concluded" else None


def _is_alone(total: Claim, clause: str, totals: list[Claim], sentence: tuple[int, int]) -> bool:
    """Whether those of a total are all that may be meant: near by, and none was carried in."""
    near = total.is_before(sentence, 2 if _OF_ALL.search(clause) else 0)
    return near and not any(c.target == CARRIED_IN and c.value for c in totals)


def _beside(new: Claim, totals: list[Claim], sentence: tuple[int, int]) -> float:
    """What was carried in beside what came in: 新收4件,上年结转1件,均按时办结 tells of both."""
    carried = [c for c in totals if c.target == CARRIED_IN and c.sentence == sentence]
    beside = (c.value for c in carried if c.frame and not _AMONG.search(c.frame.left))
    return sum(beside) if new.target == RECEIVED else 0.0


def _counted_since(first: Claim, memory: Memory) -> list[float]:
    """The counts told since a claim that may be of parts of it, in their order."""
    numbers: list[Claim | LeftAlone] = [c for c in memory.claims if c.target != CARRIED_IN]
    numbers += [n for n in memory.left_alone if n.why not in _NO_PARTS]
    places = {
        (n.sentence, n.frame.mention.start): n.frame.mention.value
        for n in numbers
        if n.frame and n.frame.mention.kind == COUNT
    }
    start = first.frame.mention.start if first.frame else first.start
    return [v for place, v in sorted(places.items()) if place > (first.sentence, start)]


def is_of_a_part(total: Claim, memory: Memory) -> bool:
    """Whether some cases were counted since the total, and not all of them.

    收到12件,其中企业3件,均不予公开: the three. 网络8件、信函4件,均按期办结: all.

    Parameters
    ----------
    total : Claim
        The total.
    memory : Memory
        What the passage has spoken of so far.
    """
    summed = 0.0
    for value in _counted_since(total, memory):
        summed = (summed + value) % total.value if total.value else 0.0
    return summed > 0


def _is_answered_apart(totals: list[Claim], memory: Memory, sentence: tuple[int, int]) -> bool:
    """收到11件,答复9件,均按期办结: "all" are the nine, and the sentence counts them by itself."""
    is_claimed = any(c.target == CONCLUDED and c.sentence == sentence for c in totals)
    left = (n for n in memory.left_alone if n.sentence == sentence)
    return is_claimed or any(re.search("答复|办结|办理", n.frame.left) for n in left)


def _result(clause: str, sentence: tuple[int, int], memory: Memory) -> Iterator[Finding]:
    """How what was counted right before ended, said in a clause of its own."""
    owner = memory.last
    if owner is None or not owner.is_before(sentence, 1) or not owner.value:
        return
    here = owner.sentence == sentence
    if owner.is_total:
        answered = _ALL["answered" if here else "answered_then"].fullmatch(clause)
        if answered and not is_of_a_part(owner, memory):
            value = owner.value + _beside(owner, memory.claims[-_REACH:], sentence)
            yield "all_concluded", CONCLUDED, value, 0, len(clause)
        elif here and owner.value == 1 and (name := _outcome_named(clause)):
            yield f"all_{name}", _G.concepts[name].target, 1.0, 0, len(clause)
    elif here and _CASES.fullmatch(owner.target) and (match := _ALL["result"].fullmatch(clause)):
        column = str(match.lastgroup).replace("withdrawn", "other")
        target = owner.target.replace("/total", f"/{column}")
        yield f"all_{column}", target, owner.value, 0, len(clause)


def _outcome_named(clause: str) -> str | None:
    """The outcome that is all a clause says: 收到1件,为本机关不掌握的信息."""
    name, start = before_number(clause)
    if name is None or name.endswith("_weak") or not _ALL["one"].fullmatch(clause, 0, start):
        return None
    concept = _G.concepts[name]
    return name if concept.needs is None and concept.target.startswith(ANSWERED) else None


def _all_remedies(
    concept: str,
    totals: list[Claim],
    memory: Memory,
    sentence: tuple[int, int],
    start: int,
    end: int,
) -> Iterator[Finding]:
    if memory.last is not None and memory.last.is_total:
        return  # 收到申请8件,申请人均撤回
    counted = {
        c.concept: c
        for c in totals
        if c.target in ("remedies/review/total", "remedies/suit_*/total")
    }
    group = group_named(memory, sentence)
    if group not in (None, "several") and not concept.startswith("suit_"):
        counted = {group: next(c for c in reversed(totals) if c.concept == group)}
    same = [c for c in counted.values() if c.sentence == sentence] or list(counted.values())[-1:]
    others = [c.value for c in same[1:]]
    if same and any(v for v in _counted_since(same[0], memory) if v not in others):
        return  # 行政复议5件,已审结3件,均维持
    for claim in same:
        if claim.value == 0:
            continue
        if concept in ("suit_direct", "suit_after_review"):
            if claim.concept == "suit_*":
                yield f"all_{concept}", f"remedies/{concept}/total", claim.value, start, end
            continue
        column = "other" if concept == "other_result" else concept
        yield f"all_{concept}", f"remedies/{claim.concept}/{column}", claim.value, start, end
