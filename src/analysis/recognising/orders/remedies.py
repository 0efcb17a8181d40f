"""The order of table 四's fifteen columns: three groups of proceedings, five outcomes in each."""

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.recognising.characters import fold

from .order import Order

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
GROUPS = ("review", "suit_direct", "suit_after_review")
_USUAL = tuple(f"{group}/{outcome}" for group in GROUPS for outcome in OUTCOMES)
REMEDIES = re.compile(
    "(?P<suit_direct>未经(?:行政)?复议(?:直接)?(?:起诉)?|直接起诉)|(?P<suit_after_review>复议后(?:起诉)?)"
    "|(?P<review>(?:行政)?复议)|(?P<suit>(?:行政)?诉讼)|(?P<upheld>维持)|(?P<corrected>纠正)"
    "|(?P<pending>未审?结)|(?P<total>[总合]计)|(?P<other>其[他它])"
)
_HEADING = re.compile(
    "(?:复议|诉讼)(?:[、,和及与].{0,6}(?:复议|诉讼)|(?!情况).{2,6}(?:复议|诉讼)情况)"
)
_GROUP_NAMES = re.compile("未经复议直接起诉|复议后起诉|行政(?:复议|诉讼)")
# Characters of each outcome's name, of which a broken line leaves one or two.
_PIECES = tuple(map(set, ("维持", "纠正", "其他它", "尚未审", "总合计")))
_TOTAL, _PENDING = OUTCOMES.index("total"), OUTCOMES.index("pending")


def remedy_order(cells: Sequence[str]) -> Order | None:
    """The order of table 四's fifteen columns as ``group/outcome``.

    Parameters
    ----------
    cells : sequence of str
        Texts of the header's cells in the order of the text; or the header as one text.

    Returns
    -------
    Order or None
        None where the header contradicts the form's order and does not name all columns.
    """
    cells = _below_heading(cells)
    names = _names_in("|".join(map(fold, cells)))
    groups, outcomes = _groups_in(names), [n for n in names if n in OUTCOMES]
    if groups == list(GROUPS) and _suits_beside_outcomes(cells) == "suit_after_review":
        return None
    if len(outcomes) != len(_USUAL):
        is_usual = groups == list(GROUPS) and _is_rising(outcomes) and _in_place(cells)
        return Order(_USUAL, False) if is_usual else None
    blocks = [tuple(outcomes[i : i + 5]) for i in (0, 5, 10)]
    if any(sorted(block) != sorted(OUTCOMES) for block in blocks):
        return None
    if named := _groups_above_outcomes(names):
        by_group = dict(zip(named, blocks, strict=True)) if set(named) == set(GROUPS) else {}
    else:
        by_group = _by_place(names, groups, blocks)
    order = tuple(f"{group}/{outcome}" for group, own in by_group.items() for outcome in own)
    return Order(order) if order else None


def is_sure(cells: Sequence[str]) -> bool:
    """Whether groups and outcomes that a header of table 四 names stand as the form has them.

    Parameters
    ----------
    cells : sequence of str
        Texts of the header's cells in the order of the text.
    """
    names = _names_in("|".join(map(fold, cells)))
    outcomes = [n for n in names if n in OUTCOMES]
    beside = _suits_beside_outcomes(cells)
    if len(outcomes) == len(_USUAL):
        is_usual = beside == "suit_direct" and outcomes == list(OUTCOMES) * len(GROUPS)
        return is_usual or remedy_order(cells) == Order(_USUAL)
    is_usual = beside == "suit_direct" if beside else _groups_in(names) == list(GROUPS)
    return is_usual and _in_place(cells)


def _names_in(folded: str) -> list[str]:
    """Groups and outcomes that a text names, in its order; ``suit`` for suits of either kind."""
    return [str(match.lastgroup) for match in REMEDIES.finditer(folded)]


def _below_heading(cells: Sequence[str]) -> Sequence[str]:
    """The cells without the section's heading, in which reviews and suits are no columns.

    Lines may cut it anywhere: of 行政复, 议、行政诉讼情况 only the suits would be seen.
    """
    folded = [fold(cell) for cell in cells]
    headings = [m.end() for m in _HEADING.finditer("".join(folded))]
    left = headings[-1] if headings else 0
    for number, text in enumerate(folded):
        if left <= len(text):
            return [text[left:], *cells[number + 1 :]]
        left -= len(text)
    return cells


def _groups_in(names: Sequence[str]) -> list[str]:
    """The groups from left to right, by the order in which they are named.

    Empty where one kind of suit is named and the other is not: it may be on either side.
    """
    groups = list(dict.fromkeys(n for n in names if n not in OUTCOMES))
    suits = [g for g in groups if g in GROUPS[1:]] or list(GROUPS[1:])
    if len(suits) == 1:
        return []
    top = [g for g in groups if g in ("review", "suit")]
    return [*suits, "review"] if top == ["suit", "review"] else ["review", *suits]


def _groups_above_outcomes(names: Sequence[str]) -> list[str]:
    """The groups, where each is followed by its own five outcomes; empty for another build."""
    named = [n for n in names if n in OUTCOMES or n in GROUPS]
    is_group = [n in GROUPS for n in named]
    return named[::6] if is_group == [True, *[False] * len(OUTCOMES)] * len(GROUPS) else []


def _by_place(
    names: Sequence[str], groups: Sequence[str], blocks: Sequence[tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Group to its outcomes, left to right, where a header writes groups above all outcomes.

    行政复议 heads its outcomes directly: they are written before those of the suits. Empty where
    it cannot be told whose they are.
    """
    first, last = (names.index(g) if g in names else 0 for g in GROUPS[1:])
    if any(n in OUTCOMES for n in names[last:first]):
        return {}  # suits swapped, and what stands between is below either of them
    written = ["review", *(g for g in groups if g != "review")]
    if not groups or (len(set(blocks)) > 1 and groups[0] != "review"):
        return {}
    own = dict(zip(written, blocks, strict=True))
    return {group: own[group] for group in groups}


def _suits_beside_outcomes(cells: Sequence[str]) -> str | None:
    """The suits that a line names right of outcomes, which are those of reviews."""
    for cell in cells:
        suits = [name for name in _names_in(fold(cell)) if name in GROUPS[1:]]
        if suits and _outcome_of(_GROUP_NAMES.split(cell)[0]) is not None:
            return suits[0]
    return None


def _in_place(cells: Sequence[str]) -> bool:
    """Whether nothing shows outcomes elsewhere than the form has them.

    Where there are fifteen cells for them each is named by its place. Where names broke over lines,
    two whose pieces stand side by side follow each other as in the form, and none begins with the
    total.
    """
    heads: list[str | None] = []
    for cell in cells:
        if re.search(r"\d", cell):
            continue
        words = _GROUP_NAMES.sub(" ", cell).split()
        heads += [next(iter(_names_in(fold(word))), None) for word in words]
        pieces = [_outcome_of(word) for word in words]
        if len(pieces) - pieces.count(None) > 1 and (
            pieces[0] == _TOTAL or not all(map(_follows_on, pairwise(pieces)))
        ):
            return False
    usual = list(OUTCOMES) * len(GROUPS)
    return len(heads) != len(usual) or all(
        name in (None, own) for name, own in zip(heads, usual, strict=True)
    )


def _outcome_of(piece: str) -> int | None:
    """The number of the first outcome of whose name a piece has a character."""
    characters = set(fold(piece))
    return next((n for n, own in enumerate(_PIECES) if own & characters), None)


def _follows_on(pair: tuple[int | None, int | None]) -> bool:
    """Whether an outcome may stand right of another, in the same group or the next one."""
    left, right = pair
    if left is None or right is None or right > left or left == _TOTAL:
        return True
    return left == _PENDING and right < 2


def _is_rising(outcomes: Sequence[str]) -> bool:
    """Whether outcomes are in the form's order, begun again for each group."""
    at = [OUTCOMES.index(o) for o in outcomes]
    return sum(b <= a for a, b in pairwise(at)) < len(GROUPS)
