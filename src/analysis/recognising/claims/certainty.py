"""Which claims are made: all that agree, and of those that contradict only the certain ones."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from .corroborated import FEW, corroborated, hinted
from .grammar import grammar
from .model import Claim, LeftAlone, Memory
from .period import sentence_before
from .plainness import is_plain, is_plain_around
from .totals import settle_totals
from .verdicts import AGREES, CANNOT, CONTRADICTS, ELSEWHERE, judge

_OTHER_MATTER = grammar().sets["all"]["of_other_matter"]
_MARKS = re.compile("[,;。:()#]")
_TAIL = 20  # characters looked at behind what is said of all
Judged = tuple[Claim, str, str]  # a claim, its target by the codes of the form, and the verdict


def form_of(stated: Mapping[str, float | None]) -> str | None:
    """Format of the form whose cells these are; None where there are none.

    Parameters
    ----------
    stated : mapping
        Code of each cell to its value.
    """
    return "2019" if "requests/other/total" in stated else "2021" if stated else None


def certain_claims(
    memory: Memory, stated: Mapping[str, float | None], own: re.Pattern[str]
) -> Iterator[Judged]:
    """The claims of a report that may be made, each with its verdict.

    One that contradicts is of another cell where its words hint at one that states the figure. It
    is left out where its words are not all understood, or where it goes on about a figure that was
    left out. Of several figures that a paragraph gives one cell, only that of the table is claimed.

    Parameters
    ----------
    memory : Memory
        What was read of the prose.
    stated : mapping
        Code of each cell to its value, None where it states none; empty without a table.
    own : Pattern
        Names of whoever reports, as ``own_names`` gives them.
    """
    form, settled = form_of(stated), settle_totals(memory.claims)
    judged = list(_named_anew([_judged(c, form, stated) for c in settled], form, stated))
    several = _of_several(judged, stated)
    uncertain: set[tuple[int, int]] = set()
    for claim, target, verdict in judged:
        if claim.doubtful and (verdict == CONTRADICTS or (verdict == CANNOT and stated)):
            continue  # nor is it judged by what the rules imply for open cells
        if verdict != AGREES and id(claim) in several:
            continue  # one is of something else, or each of a part
        if verdict != AGREES and claim.concept.startswith("all_") and not _is_of_all(claim, own):
            continue
        if verdict == CONTRADICTS and (
            uncertain & _sentences_of(claim) or not _is_certain(claim, target, own)
        ):
            uncertain.add(claim.sentence)
            continue
        yield claim, target, verdict
    kept = {id(claim) for claim in settled}
    dropped = [left for c in memory.claims if id(c) not in kept and (left := _as_left_alone(c))]
    known = {(target, claim.value) for claim, target, verdict in judged if verdict == AGREES}
    beside = {claim.sentence for claim, _, verdict in judged if verdict == AGREES}
    for claim in corroborated([*memory.left_alone, *dropped], known, beside, stated):
        yield claim, claim.target, AGREES


def _of_several(judged: Iterable[Judged], stated: Mapping[str, float | None]) -> set[int]:
    """Claims of a cell that a paragraph gives several figures, and what its sentences say more.

    政府新收2件,公开2件;部门新收4件,无法提供2件: none is of both. 不掌握2件,不存在2件: parts.
    """
    figures: dict[tuple[int, str, bool], list[Claim]] = {}
    for claim, target, _ in judged:
        figures.setdefault((claim.sentence[0], target, claim.elsewhere), []).append(claim)
    unlike: list[Claim] = []
    for (_, target, _), same in figures.items():
        values = [claim.value for claim in same]
        parts = len(values) > 1 and judge(target, sum(values), "", 1.0, stated)[0] == AGREES
        unlike += same if parts or len(set(values)) > 1 else []
    apart = {claim.sentence for claim in unlike if claim.is_total}
    return {id(c) for c in unlike} | {
        id(c) for c, target, _ in judged if c.sentence in apart and target.startswith("requests/")
    }


def _named_anew(
    judged: Sequence[Judged], form: str | None, stated: Mapping[str, float | None]
) -> Iterator[Judged]:
    """The claims, those that contradict given the cell of their words that states the figure.

    So are the percentages that rest on them.
    """
    agreeing = {(claim.sentence, target) for claim, target, verdict in judged if verdict == AGREES}
    part = whole = named = None
    for claim, target, verdict in judged:
        if verdict == CONTRADICTS:
            part, percent, base = target.partition(" % ")
            if percent and part == whole:
                claim = replace(claim, target=f"{named} % {base}")
                yield _judged(claim, form, stated)
                continue
            left = _as_left_alone(claim)
            instead = left and hinted(left, stated, fewest=FEW)
            if instead and (claim.sentence, instead) not in agreeing:
                whole, named, target, verdict = target, instead, instead, AGREES
        yield claim, target, verdict


def _as_left_alone(claim: Claim) -> LeftAlone | None:
    """The number of a claim as one that is yet to be bound; None where it has no number."""
    if claim.frame is None or " & " in claim.target:
        return None
    table, kind = claim.target.split("/")[:2]
    topic = ("suit" if kind.startswith("suit") else "review") if table == "remedies" else table
    remedy = {"suit": "suit_*", "review": "review"}.get(topic)
    return LeftAlone(claim.frame, claim.passage, claim.sentence, "part", topic, remedy)


def _judged(claim: Claim, form: str | None, stated: Mapping[str, float | None]) -> Judged:
    target = claim.target
    if form == "2019":
        target = target.replace("requests/other.*", "requests/other")
    words = claim.passage.text[claim.start : claim.end]
    step = claim.frame.mention.step if claim.frame else 1.0
    verdict = judge(target, claim.value, words, step, stated)[0]
    return claim, target, ELSEWHERE if claim.elsewhere and verdict != AGREES else verdict


def _sentences_of(claim: Claim) -> set[tuple[int, int]]:
    """The sentence of a claim; with 其中 the one before it too, whose parts it tells."""
    line, sentence = claim.sentence
    among = sentence_before(claim.passage.text, claim.end).startswith("其中")
    return {claim.sentence, (line, sentence - 1)} if among else {claim.sentence}


def _is_of_all(claim: Claim, own: re.Pattern[str]) -> bool:
    """Whether the clause of what is said of all names no others: 商业秘密类申请均不予公开."""
    text = claim.passage.text
    before = _MARKS.split(sentence_before(text, claim.start))[-1]
    after = _MARKS.split(text[claim.end : claim.end + _TAIL])[0]
    if claim.target.startswith("requests/") and _OTHER_MATTER.search(before):
        return False
    return is_plain_around(before, after, own)


def _is_certain(claim: Claim, target: str, own: re.Pattern[str]) -> bool:
    """Whether all words about a figure are understood: only then may it contradict a table."""
    text, frame = claim.passage.text, claim.frame
    if frame is None:
        return is_plain_around(sentence_before(text, claim.start), "", own)
    opening = sentence_before(text, frame.clause[0])
    return is_plain(target, frame.left, own) and is_plain_around(opening, frame.right, own)
