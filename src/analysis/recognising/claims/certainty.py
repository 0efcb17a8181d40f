"""Which claims are made: all that agree, and of those that contradict only the certain ones."""

import re
from collections.abc import Iterator, Mapping, Sequence

from .model import Claim
from .period import sentence_before
from .plainness import is_plain, is_plain_around
from .verdicts import AGREES, CANNOT, CONTRADICTS, ELSEWHERE, judge

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
    claims: Sequence[Claim], stated: Mapping[str, float | None], own: re.Pattern[str]
) -> Iterator[Judged]:
    """The claims of a report that may be made, each with its verdict.

    One that contradicts is left out where its words are not all understood, where the sentence
    gives the cell's own figure as well, or where it goes on about a figure that was left out.

    Parameters
    ----------
    claims : sequence of Claim
        The claims of a report, in the order of its prose.
    stated : mapping
        Code of each cell to its value, None where it states none; empty without a table.
    own : Pattern
        Names of whoever reports, as ``own_names`` gives them.
    """
    form = form_of(stated)
    judged = [_judged(claim, form, stated) for claim in claims]
    agreeing = {(claim.sentence, target) for claim, target, verdict in judged if verdict == AGREES}
    uncertain: set[tuple[int, int]] = set()
    for claim, target, verdict in judged:
        if claim.doubtful and (verdict == CONTRADICTS or (verdict == CANNOT and stated)):
            continue  # nor is it judged by what the rules imply for open cells
        if verdict == CONTRADICTS and (claim.sentence, target) in agreeing:
            continue  # one of the two is of something else
        if verdict == CONTRADICTS and (
            uncertain & _sentences_of(claim) or not _is_certain(claim, target, own)
        ):
            uncertain.add(claim.sentence)
            continue
        yield claim, target, verdict


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


def _is_certain(claim: Claim, target: str, own: re.Pattern[str]) -> bool:
    """Whether all words about a figure are understood: only then may it contradict a table."""
    text, frame = claim.passage.text, claim.frame
    if frame is None:
        return is_plain_around(sentence_before(text, claim.start), "", own)
    opening = sentence_before(text, frame.clause[0])
    return is_plain(target, frame.left, own) and is_plain_around(opening, frame.right, own)
