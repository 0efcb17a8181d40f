"""Table 四 written as a list (结果维持：3), or with a row for each group or each outcome."""

import re
from collections.abc import Sequence

from analysis.reading.blocks import Line
from analysis.recognising.characters import simplify
from analysis.recognising.orders.remedies import GROUPS, OUTCOMES, REMEDIES

_SIGN = re.compile(rf"{REMEDIES.pattern}|(?P<figure>[+-]?\d[\d,]*)")
# What may be beside names and figures: no other year or unit, and no words about them.
_BESIDE = re.compile(
    r"(?:[^\w%‰+−±~≈<>≥≤]|_|结果|尚|案?件|[宗起为有共计被因]|数量?|其中|类[别型]|项目|情况|申请)*"
)


def listed_remedies(lines: Sequence[Line]) -> dict[str, tuple[str, str]] | None:
    """What is printed in each cell, and where; None where the lines hold anything else.

    Every figure must follow its own outcome, or be in a row below a header of five outcomes or of
    three groups; every outcome must be of a group that is named, and every cell be there once.
    Where a figure is on another line than its outcome, or in a row, totals bear out that it is no
    other's.

    Parameters
    ----------
    lines : sequence of Line
        The lines of section four.
    """
    texts = [simplify(line.text) for line in lines]
    if not all(_BESIDE.fullmatch(_SIGN.sub(" ", text)) for text in texts):
        return None
    signs = [
        (str(m.lastgroup), m[0], number)
        for number, text in enumerate(texts)
        for m in _SIGN.finditer(text)
    ]
    head = _head(signs, OUTCOMES)
    groups = _head([sign for sign in signs if sign[0] != "suit"], GROUPS)
    if groups:
        head, signs = groups, [sign for sign in signs if sign[0] != "suit"]
    found: dict[str, tuple[str, str]] = {}
    lead, awaited, since = "", list[str](), 0  # the names whose figures come next
    beside = not head
    for name, text, number in signs[len(head) :]:
        if name == "figure":
            pair = [lead, awaited.pop(0)] if awaited and lead else []
            code = "/".join(["remedies", *(reversed(pair) if groups else pair)])
            if not pair or code in found:
                return None
            found[code] = text, lines[number].where
            beside = beside and number == since
        elif awaited not in ([], head) or (groups and name not in OUTCOMES):
            return None  # an outcome without a figure
        elif groups:
            lead, awaited = name, list(head)
        elif name in OUTCOMES:
            awaited, since = [name], number
        else:
            lead, awaited = name if name in GROUPS else "", list(head)
    whole = len(found) == len(GROUPS) * len(OUTCOMES)
    return found if whole and (beside or all(_adds_up(found, group) for group in GROUPS)) else None


def _head(signs: Sequence[tuple[str, str, int]], names: Sequence[str]) -> list[str]:
    """What the text begins with, if it is each of the names once and no figure follows; else none.

    In a list a figure follows the first of them.
    """
    first = [name for name, _, _ in signs[: len(names) + 1]]
    whole = sorted(first[:-1]) == sorted(names) and first[-1] != "figure"
    return first[:-1] if whole else []


def _adds_up(found: dict[str, tuple[str, str]], group: str) -> bool:
    """Whether a row's total bears it out: blanks may part a number where a cell is empty."""
    row = {o: int(found[f"remedies/{group}/{o}"][0].replace(",", "")) for o in OUTCOMES}
    return sum(row.values()) == 2 * row["total"]
