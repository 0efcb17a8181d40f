"""What one figure tells about another.

Whether a total counts what was carried in, and percentages of what was bound.
"""

import re
from itertools import groupby, pairwise

from .clauses import Frame
from .companions import settle_carried, settle_citizens, settle_enterprises
from .corroborated import share_of
from .grammar import grammar
from .model import (
    CARRIED_IN,
    CARRIED_OUT,
    CONCLUDED,
    EITHER,
    RECEIVED,
    WITH_CARRIED_IN,
    Claim,
    Memory,
)
from .names import before_number
from .sums import sum_of_last

_SCOPE = grammar().sets["scope"]
_INCLUDING = re.compile(r"^(?:[,(])?(?:其中)?(?:含|包括|包含|内含|其中|其中有)")
_ADDED = re.compile(r"^(?:[,(])?(?:另)?(?:加上|加|连同)")
_SHARE = re.compile(r"^(?:约)?(?:占|比例|占比|比重|百分比)(?!地|用)")
_SHARE_OF_TWO = re.compile("^(?:以上)?(?:两者|二者|两项)(?:合计|共计|共|总计)?(?:占|比例|占比)")
_CLEAR = re.compile("已|完毕|全部|均|依法|按时|按期|办结|共答复|当年")
_NEW = re.compile("新|本年|收到|接收")
_NEW_ALONE = re.compile("新收|新增|新受理|新接")
_AMONG = re.compile("^(?:其中|含|包括)")
_AREA = _SCOPE["area"]
_SHARE_OF = grammar().sets["hints"]["share_of"]
_OF_ALL = ("all_concluded", "all_granted", "all_partly_granted", "all_refused", "all_unavailable")
_NEARLY_ALL = 0.9  # of what came in; fewer answers than that leave some unexplained
_FEW_OF_THEM = 0.5
_APPLICANT = re.compile(r"^requests/received/(natural_person|legal_persons)$")


def percentage(frame: Frame, memory: Memory) -> tuple[str, str] | None:
    """The target ``A % B`` of a percentage that follows a bound outcome or group of applicants.

    Parameters
    ----------
    frame : Frame
        The number and the words around it.
    memory : Memory
        What the passage has spoken of so far.
    """
    if own := _share_named(frame, memory):
        return own
    owner = memory.last
    if (
        owner is None
        or owner.frame is None
        or "&" in owner.target
        or frame.mention.vague
        or not owner.target.startswith("requests/")
    ):
        return None
    if _SHARE_OF_TWO.match(frame.left):
        summed = owner.target if " + " in owner.target else None  # …,合计34件,两项占58.6%
        both = summed or sum_of_last(2, memory, owner.sentence)
        return ("two_share", f"{both} % {CONCLUDED}") if both else None
    alone = frame.bracketed and not frame.left and not frame.right
    if (
        not (alone or _SHARE.match(frame.left))
        or frame.start - owner.end > 12
        or "|" in owner.target
        or owner.is_total
    ):
        return None
    target = share_of(owner.target)
    return (f"{owner.concept}_share", target) if target else None


def _share_named(frame: Frame, memory: Memory) -> tuple[str, str] | None:
    """A percentage that names what it is the share of: 予以公开件占比17.27%."""
    share = _SHARE_OF.search(frame.left)
    name = before_number(frame.left[: share.start()])[0] if share else None
    if name is None or memory.topic not in ("requests", None):
        return None
    concept = grammar().concepts[name]
    target = None if concept.needs else share_of(concept.target)
    return (f"{name}_share", target) if target else None


def settle_totals(claims: list[Claim]) -> list[Claim]:
    """Decide by their companions what totals mean.

    Leave out answers that their companions show to be a part only.

    Parameters
    ----------
    claims : list of Claim
        The claims of a report, in the order of its prose.
    """
    settle_citizens(claims)
    starts = [i for i, c in enumerate(claims) if c.is_total and c.frame is not None]
    left_out = settle_carried(claims) | settle_enterprises(claims)
    for n, at in enumerate(starts):
        stop = starts[n + 1] if n + 1 < len(starts) else len(claims)
        following = claims[starts[n + 1]] if n + 1 < len(starts) else None
        _settle_total(claims[at], claims[at + 1 : stop], following, claims[stop:])
    _settle_pairs(starts, claims)
    for n, at in enumerate(starts):
        stop = starts[n + 1] if n + 1 < len(starts) else len(claims)
        left_out |= _answers_in_part(claims, at, stop)
        if claims[at].target == WITH_CARRIED_IN:
            for claim in claims[at + 1 : stop]:
                if _APPLICANT.match(claim.target) and not claim.concept.startswith("all_"):
                    claim.target = (
                        f"{claim.target} + {claim.target.replace('received', 'carried_in')}"
                    )
    # 均已答复,剩余4件结转下年: not all of them.
    left_over = [c.sentence for c in claims if c.target == CARRIED_OUT and c.value]
    open_still = {(line, at) for line, here in left_over for at in (here - 1, here)}
    of_all = (i for i, c in enumerate(claims) if c.concept in _OF_ALL)
    left_out |= {i for i in of_all if claims[i].sentence in open_still}
    left_out |= _of_several(starts, claims)
    return [c for i, c in enumerate(claims) if i not in left_out]


def _of_several(starts: list[int], claims: list[Claim]) -> set[int]:
    """Find totals that are a part of another in their sentence; those of one office each stay."""
    found = _parts_added_up(starts, claims)
    for first, second in pairwise(starts):
        a, b = claims[first], claims[second]
        if (
            a.sentence != b.sentence
            or b.target != RECEIVED
            or b.concept != "received"
            or a.value == b.value
        ):
            continue
        if a.target == RECEIVED and a.concept == "received":
            found |= _parts_of_two(first, second, claims)
        elif a.target == WITH_CARRIED_IN and b.value < a.value and not _NEW.search(_before(b)):
            found.add(second)
    return found


def _parts_added_up(starts: list[int], claims: list[Claim]) -> set[int]:
    """What follows a total in its sentence whose parts add up to it, and is of one of these.

    收到130件,其中向区政府提出94件,向各街镇提出36件.
    """
    found: set[int] = set()
    ends = {claim.sentence: i for i, claim in enumerate(claims)}
    for sentence, group in groupby(starts, lambda i: claims[i].sentence):
        *ahead, part = group
        added, begin = claims[part].value, None
        for count, first in enumerate(reversed(ahead), start=1):
            if _NEW_ALONE.search(_before(claims[part])):
                break
            if count > 1 and claims[first].value == added:
                begin = part
            added, part = added + claims[first].value, first
        if begin is not None:
            found |= set(range(begin, ends[sentence] + 1))
    return found


def _parts_of_two(first: int, second: int, claims: list[Claim]) -> set[int]:
    """Which of two totals in one sentence is a part: 全市收到29件,其中市政府办收到24件."""
    a, b = claims[first], claims[second]
    if a.elsewhere != b.elsewhere:
        return {first if a.elsewhere else second}
    if b.value < a.value and _AMONG.search(_before(b)):
        return {second}
    if b.value > a.value and any(p.search(_before(b)) for p in (_AREA, _SCOPE["whole"])):
        return {first}
    return set()


def _settle_total(
    total: Claim, after: list[Claim], following: Claim | None, rest: list[Claim]
) -> None:
    following_carried = next(
        (c for c in rest if c.target == CARRIED_IN and c.sentence == total.sentence), None
    )
    carried = next((c for c in after if c.target == CARRIED_IN and c.frame is not None), None)
    done = next((c for c in after if c.target == CONCLUDED), None)
    out = next((c for c in after if c.target == CARRIED_OUT), None)
    if carried is not None and carried.frame is not None and _INCLUDING.match(carried.frame.left):
        owner = [total, *after][after.index(carried)]
        if owner is total or owner.target != CONCLUDED:
            total.target = WITH_CARRIED_IN
            return
    if carried is not None and carried.frame is not None and total.target == RECEIVED:
        summed = any(c.target == WITH_CARRIED_IN and c.frame is not None for c in rest)
        new = _NEW_ALONE.search(_before(total)) is not None
        if _ADDED.match(carried.frame.left) and not summed and not new:
            total.target = f"{RECEIVED} | {WITH_CARRIED_IN}"  # with it, or beside it
            return
    left_over = (
        out is not None
        and out.frame is not None
        and out.sentence == total.sentence
        and done is None
    )
    if total.target == EITHER and left_over and _AMONG.search(_before(out)):
        total.target = WITH_CARRIED_IN  # 办理1078件,其中结转下年36件
        return
    balances = done is not None and out is not None and total.value == done.value + out.value
    more = carried is not None and carried.value > 0 and not _NEW_ALONE.search(_before(total))
    if balances and (total.target == EITHER or more):
        total.target = WITH_CARRIED_IN
    elif (
        total.target == EITHER
        and following is not None
        and following.target == RECEIVED
        and (came := next((c for c in after if c.target == CARRIED_IN), None) or following_carried)
        is not None
        and total.value == following.value + came.value
    ):
        total.target = WITH_CARRIED_IN  # 处理92件,其中新接收91件,上年结转1件
    elif (
        following is not None
        and following.sentence == total.sentence
        and following.target == RECEIVED
        and following.frame is not None
        and "新收" in following.frame.left
        and following.value <= total.value
    ):
        total.target = WITH_CARRIED_IN


def _before(claim: Claim | None) -> str:
    return "" if claim is None or claim.frame is None else claim.frame.left


def _settle_pairs(starts: list[int], claims: list[Claim]) -> None:
    """收到6件、上年结转1件、处理7件: the last is the sum of the others, or of those not left over.

    A bare 收办 stays a sum.
    """
    for first, second in pairwise(starts):
        before, after = claims[first], claims[second]
        if before.target != RECEIVED or after.target not in (EITHER, WITH_CARRIED_IN):
            continue
        near = [c for c in claims[first : second + 3] if c.sentence == after.sentence]
        carried = next((c for c in claims[first:second] if c.target == CARRIED_IN), None)
        carried = carried or next((c for c in near if c.target == CARRIED_IN), None)
        out = next((c for c in near if c.target == CARRIED_OUT), None)
        if carried is None:
            continue
        if after.value == before.value + carried.value:
            after.target = WITH_CARRIED_IN
        elif out and after.value == before.value + carried.value - out.value:
            after.target = CONCLUDED  # 新收9件,办理10件(含上年结转3件,另有2件顺延)


def _answers_in_part(claims: list[Claim], at: int, stop: int) -> set[int]:
    """Find answers that are no total of the results.

    Such is a bare 答复7件 after 受理12件, with nothing said of the other five.

    A few that go unmentioned (受理267件, 答复263件) are those still open at the end of the year.
    """
    total = claims[at]
    here = claims[at + 1 : stop]
    out = sum(c.value for c in here if c.target == CARRIED_OUT)
    carried = sum(c.value for c in here if c.target == CARRIED_IN)
    whole = (total.value - out, total.value + carried - out)
    found = set()
    for i, claim in enumerate(here, at + 1):
        if claim.target != CONCLUDED or claim.frame is None or claim.value in whole:
            continue
        words, few = claim.frame.left + claim.frame.right, _NEARLY_ALL
        if _CLEAR.search(words):  # 受理10件,其中2件按规定办结,6件不掌握
            few = _FEW_OF_THEM if "其中" in claim.frame.left else 0.0
        if claim.value < few * total.value:
            found.add(i)
    return found
