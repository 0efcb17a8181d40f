"""Table 四 written as a list (结果维持：3), or with a row for each of its three groups."""

import re
from collections.abc import Sequence

from analysis.reading.blocks import Line
from analysis.recognising.characters import simplify
from analysis.recognising.orders import GROUPS, OUTCOMES, REMEDIES

_SIGN = re.compile(rf"{REMEDIES.pattern}|(?P<figure>[+-]?\d[\d,]*)")
# What may be beside names and figures: no other year or unit, and no words about them.
_BESIDE = re.compile(
    r"(?:[^\w%‰+−±~≈<>≥≤]|_|结果|尚|案?件|[宗起为有共计被因]|数量?|其中|类[别型]|项目|情况|申请)*"
)


def listed_remedies(lines: Sequence[Line]) -> dict[str, tuple[str, str]] | None:
    """What is printed in each cell, and where; None where the lines hold anything else.

    Every figure must follow its own outcome, or be in a row below a header of five; every outcome
    must be of a group that is named, and every cell be there once. Where a figure is on another
    line than its outcome, or in a row, totals bear out that it is no other's.

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
    head = [name for name, _, _ in signs[: len(OUTCOMES)]]
    head = head if sorted(head) == sorted(OUTCOMES) else []
    found: dict[str, tuple[str, str]] = {}
    group, awaited, since = "", list[str](), 0  # outcomes whose figures come next
    beside = not head
    for name, text, number in signs[len(head) :]:
        if name == "figure":
            code = f"remedies/{group}/{awaited.pop(0)}" if awaited and group else ""
            if not code or code in found:
                return None
            found[code] = text, lines[number].where
            beside = beside and number == since
        elif awaited not in ([], head):
            return None  # an outcome without a figure
        elif name in OUTCOMES:
            awaited, since = [name], number
        else:
            group, awaited = name if name in GROUPS else "", list(head)
    whole = len(found) == len(GROUPS) * len(OUTCOMES)
    return found if whole and (beside or all(_adds_up(found, group) for group in GROUPS)) else None


def _adds_up(found: dict[str, tuple[str, str]], group: str) -> bool:
    """Whether a row's total bears it out: blanks may part a number where a cell is empty."""
    row = {o: int(found[f"remedies/{group}/{o}"][0].replace(",", "")) for o in OUTCOMES}
    return sum(row.values()) == 2 * row["total"]
