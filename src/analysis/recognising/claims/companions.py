"""Figures whose names are settled by the claims beside them."""

import re
from itertools import pairwise

from .binding import APPLICANTS
from .model import CARRIED_BARE, CARRIED_IN, CARRIED_OUT, CONCLUDED, RECEIVED, Claim

_CITIZENS = re.compile("^(?!.*法人).*(?:公民|自然人|个人)")


def settle_enterprises(claims: list[Claim]) -> set[int]:
    """企业9件 is business beside other groups, or all legal persons where it completes the total.

    Returns the claims to leave out, by index: those where the words leave that open.

    Parameters
    ----------
    claims : list of Claim
        The claims of a report, in the order of its prose; targets are settled in place.
    """
    left_out = set()
    for i, claim in enumerate(claims):
        if claim.concept != "enterprise":
            continue
        here = [c for c in claims[:i] if c.is_before(claim.sentence, 1)]
        groups = {c.concept for c in claims if c.sentence == claim.sentence} & set(APPLICANTS)
        persons = next((c.value for c in reversed(here) if c.concept == "natural"), 0.0)
        whole = next((c.value for c in reversed(here) if c.is_total), None)
        if groups - {"natural", "enterprise"}:
            claim.target = "requests/received/business"
        elif whole != persons + claim.value:
            left_out.add(i)
        elif claim.frame is not None and "企业等" in claim.frame.left:
            claim.target = "requests/received/legal_persons"
    return left_out


def settle_citizens(claims: list[Claim]) -> None:
    """收到公民申请9件、法人申请3件: citizens alone, where persons of another kind come next.

    Parameters
    ----------
    claims : list of Claim
        The claims of a report, in the order of its prose; targets are settled in place.
    """
    for claim, after in pairwise(claims):
        beside = after.concept in APPLICANTS[1:] and after.sentence == claim.sentence
        left = claim.frame.left if claim.frame else ""
        if claim.target == RECEIVED and beside and _CITIZENS.search(left):
            claim.target, claim.concept = "requests/received/natural_person", "natural"


def settle_carried(claims: list[Claim]) -> set[int]:
    """新收31件,结转3件,已办结30件: what is carried over was told of in the order of time.

    Where it is what the answers leave over, it goes to the next year. Returns the claims to leave
    out, by index: those that neither answers nor what goes to the next year follow.

    Parameters
    ----------
    claims : list of Claim
        The claims of a report, in the order of its prose; targets are settled in place.
    """
    left_out = set()
    for i, claim in enumerate(claims):
        if claim.concept != CARRIED_BARE:
            continue
        after = claims[i + 1] if i + 1 < len(claims) else None
        later = [c for c in claims[i + 1 : i + 4] if c.sentence[0] == claim.sentence[0]]
        if any(c.target == CARRIED_OUT for c in later):
            claim.target = CARRIED_IN  # 新收30件、结转3件;结转下年4件
        elif after is None or after.target != CONCLUDED or after.sentence != claim.sentence:
            left_out.add(i)
        elif after.value + claim.value == claims[i - 1].value:
            claim.target = CARRIED_OUT
        else:
            claim.target = CARRIED_IN
    return left_out
