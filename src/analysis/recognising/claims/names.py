"""Which concept the words around a number name."""

import re
from functools import lru_cache

from .clauses import Frame
from .grammar import Concept, grammar

_G = grammar()
_HINTS = _G.sets["hints"]
_JOINT = re.compile("、|和|及|与|或者?|以及")
_BESIDE = 4  # where another name begins at the most, counted from the joining word
_GROUPS = ("refused", "unavailable", "unprocessed", "other_outcome")
_REASON = re.compile(r"\.\w")  # one row of a group: requests/refused.state_secret/total


def concept_of(frame: Frame) -> Concept | None:
    """The concept a frame names: before the number, or after it where nothing before it does.

    Parameters
    ----------
    frame : Frame
        The number and the words around it.
    """
    name = before_number(frame.left)[0]
    if name in _GROUPS:
        name = _reason_in_brackets(frame.right) or name
    turned = name is None or (frame.left.endswith("的") and _HINTS["says_of_it"].match(frame.right))
    named = frame.right and not frame.right.startswith("(")  # in brackets: what is among them
    if turned and frame.mention.unit and named and _HINTS["light"].search(frame.left):
        name = _after_number(frame.right) or name
    return None if name is None else _G.concepts[name]


def _reason_in_brackets(right: str) -> str | None:
    """不予公开3件(内部事务信息): the reason alone, in brackets, is what the number counts."""
    named = re.match(r"\(([^()\d,;]+)\)?$", right)
    name, start = before_number(named[1]) if named else (None, 0)
    return name if name and start == 0 and _REASON.search(_G.concepts[name].target) else None


# Reports say the same few things: the words around their numbers recur.
@lru_cache(maxsize=16384)
def before_number(left: str) -> tuple[str | None, int]:
    """The concept named right before a number, and where its name begins.

    Parameters
    ----------
    left : str
        Folded words before the number.
    """
    match = _G.before.search(left + "#")
    return (None, 0) if match is None else (match.lastgroup, match.start(str(match.lastgroup)))


@lru_cache(maxsize=16384)
def _after_number(right: str) -> str | None:
    """The concept named after a number."""
    match = _G.after.match("#" + right)
    return None if match is None else match.lastgroup


def head_of(left: str) -> str:
    """The words before the concept that is named right before a number.

    Parameters
    ----------
    left : str
        Folded words before the number.
    """
    return left[: before_number(left)[1]]


def joined_targets(concept: Concept, left: str) -> str | None:
    """The concept's target and those joined to it (予以公开和部分公开合计258件).

    The outcomes right before the joining words are added to the concept's own.

    Where each of them is said to be so many (均为0件), the target asks for all of them, one by one.
    None where a reason is joined to words that are none of the form's (信访、重复申请不予处理80件).

    Parameters
    ----------
    concept : Concept
        The concept named nearest to the number.
    left : str
        Folded words before its name.
    """
    name, start = before_number(left)
    if name is None:
        return concept.target
    targets, head = [concept.target], left[:start]
    each = _HINTS["each_one"].search(left) is not None
    while (at := _HINTS["listed"].search(head)) is not None:
        name, start = before_number(head[: at.start()])
        if (
            name in (None, "granted_bare")
            and concept.id == "partly_granted"
            and (bare := _HINTS["bare_granted"].search(head[: at.start()]))
        ):
            targets.insert(0, _G.concepts["granted"].target)  # 公开或部分公开
            head = head[: bare.start()]
            continue
        if name is None and _REASON.search(concept.target):
            return None
        if name is None or _G.concepts[name].needs not in (None, concept.needs):
            break
        if _G.concepts[name].target not in targets:
            targets.insert(0, _G.concepts[name].target)
        elif _REASON.search(concept.target):
            return None  # two reasons for which the form has one row
        head = head[:start]
    return (" & " if each else " + ").join(targets)


def _names_several(right: str) -> bool:
    """Whether a joining word and another name follow the name after a number."""
    first = _G.after.match("#" + right)
    joint = _JOINT.match(right, first.end() - 1) if first else None
    second = _G.after.match("#" + right[joint.end() :]) if joint else None
    return second is not None and second.start(str(second.lastgroup)) <= _BESIDE


def targets_of(concept: Concept, frame: Frame) -> str | None:
    """The concept's target and those joined to it, before the number or after it.

    3件不予公开和不予处理 is the sum of both. None where what is joined is no sum that the form has.

    Parameters
    ----------
    concept : Concept
        The concept that the frame names.
    frame : Frame
        The number and the words around it.
    """
    if before_number(frame.left)[0] is not None or not _names_several(frame.right):
        return joined_targets(concept, frame.left)
    last = before_number(frame.right)[0]
    target = None if last is None else joined_targets(_G.concepts[last], frame.right)
    return target if target and target.startswith(concept.target) and " + " in target else None
