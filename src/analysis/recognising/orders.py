"""The order of a table's columns, as its header names them in text that has lost its columns.

The form fixes an order, and agencies print another at times: the total first, two groups swapped.
A header is read cell by cell, in the order of the text. Where it names two levels (法人或其他组织
above five kinds of organisations), the lower level stands in place of the upper one's cell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.form import APPLICANTS

from .characters import fold
from .gridded.headers import bare_name, column_of, is_foreign
from .numbers import MARKS

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
GROUPS = ("review", "suit_direct", "suit_after_review")
_KINDS = APPLICANTS[1:-1]
ORGANISATIONS = "organisations"  # 法人或其他组织
_NAMES = re.compile(
    "(?P<organisations>法人(?:[或和及、]?其[他它]组?织?)?|其[他它]组织?)|(?P<natural_person>自然人?)"
    "|(?P<business>商业)|(?P<research>科研)|(?P<public_interest>社会(?:公益)?|公益)"
    "|(?P<legal_services>法律(?:服务)?)|(?P<other>其[他它])|(?P<total>[总合]计)"
)
# What is left of a name when the rest is in another cell, and what is no column.
# A piece of 总计 or 合计 whose other half is on another line.
_PIECE = re.compile(r"(?:^|\s)[总合计](?:\s|$)")
_REST = re.compile(
    r"(?:企业?|业|机构?|构|组织?|织|人|公益|服务机?|申请人?|情况|项目|类别|内容|序号|[\W\d_])*"
)
_CORNER = re.compile("勾稽|本列数据|第一项|第二项|第三项|第四项|之和|申请人情况|单位[:：]")
REMEDIES = re.compile(
    "(?P<suit_direct>未经(?:行政)?复议(?:直接)?(?:起诉)?|直接起诉)|(?P<suit_after_review>复议后(?:起诉)?)"
    "|(?P<review>(?:行政)?复议)|(?P<suit>(?:行政)?诉讼)|(?P<upheld>维持)|(?P<corrected>纠正)"
    "|(?P<pending>未审?结)|(?P<total>[总合]计)|(?P<other>其[他它])"
)
_HEADING = re.compile(
    "(?:复议|诉讼)(?:[、,和及与].{0,6}(?:复议|诉讼)|(?!情况).{2,6}(?:复议|诉讼)情况)"
)
_GROUP_NAMES = re.compile("未经复议直接起诉|复议后起诉|行政(?:复议|诉讼)")
_PIECES = tuple(map(set, ("维持", "纠正", "其他它", "尚未审", "总合计")))  # of the outcomes' names
_NO_COLUMN = re.compile(r"第二十条|信息内容|^\(?单位[:：]|^序号$|^项目$")


@dataclass(frozen=True)
class Order:
    """Columns from left to right.

    Attributes
    ----------
    names : tuple of (str or None)
        Codes of the columns; None for a column that the form does not have.
    sure : bool
        Whether the header names all columns; else the form's order is taken, which nothing in the
        header contradicts.
    extra : tuple of str
        Headers of the columns that the form does not have, as folded text.
    """

    names: tuple[str | None, ...]
    sure: bool = True
    extra: tuple[str, ...] = ()


def applicant_orders(cells: Sequence[str]) -> list[Order]:
    """The orders of table 三's columns that a header allows.

    Parameters
    ----------
    cells : sequence of str
        Texts of the header's cells in the order of the text; or the header as one text.

    Returns
    -------
    list of Order
        Usually one. Two where the header can be read in two ways; none where it contradicts the
        form's order but does not name all columns.
    """
    names, extras = _applicants_in(cells)
    found = [n for n in names if n is not None and n != ORGANISATIONS]
    if set(found) != set(APPLICANTS):
        cut = "total" not in found and any(_PIECE.search(fold(cell)) for cell in cells)
        return [Order(APPLICANTS, False)] if _follows(names) and not cut else []
    if ORGANISATIONS in names:
        return [Order(_expanded(names), True, extras)]
    literal = tuple(names)
    if tuple(found[:2]) == ("natural_person", "total"):
        rest = [name for name in literal if name != "total"]
        end = rest.index(found[-1]) + 1
        usual = (*rest[:end], "total", *rest[end:])
        return [Order(usual, True, extras), Order(literal, True, extras)]
    return [Order(literal, True, extras)]


def names_in(text: str) -> list[str]:
    """The columns of table 三 that a text names, in its order; 法人或其他组织 too.

    Parameters
    ----------
    text : str
        Text of a header, or a part of one.
    """
    name = bare_name(text)
    return ["natural_person"] if name == "人" else [str(m.lastgroup) for m in _NAMES.finditer(name)]


def _applicants_in(cells: Sequence[str]) -> tuple[list[str | None], tuple[str, ...]]:
    """Names in the order of the text, each once; None for a cell that names no known column."""
    names: list[str | None] = []
    extras: list[str] = []
    for cell in cells:
        corner = _CORNER.split(bare_name(cell))
        text = corner[-1]
        hits = [str(m.lastgroup) for m in _NAMES.finditer(text)]
        names += [h for h in hits if h not in names]
        blank = text in MARKS or _REST.fullmatch(text) or len(corner) > 1
        if not hits and not blank and len(text) <= 12:
            names.append(None)
            extras.append(text)
    return names, tuple(extras)


def _expanded(names: Sequence[str | None]) -> tuple[str | None, ...]:
    """The order where 法人或其他组织 stands above the kinds of organisations."""
    first = next(i for i, n in enumerate(names) if n in _KINDS)
    below = [n for i, n in enumerate(names) if n in _KINDS or (n is None and i > first)]
    order: list[str | None] = []
    for i, name in enumerate(names):
        if name == ORGANISATIONS:
            order += below
        elif name in ("natural_person", "total") or (name is None and i < first):
            order.append(name)
    return tuple(order)


def _follows(names: Sequence[str | None]) -> bool:
    """Whether the names that were found stand as the form has them, in either way of writing."""
    at = {name: i for i, name in enumerate(names) if name}
    kinds = [n for n in names if n in _KINDS]
    if kinds != [n for n in _KINDS if n in kinds]:
        return False
    if at.get("natural_person", -1) > min(at.get(n, 99) for n in (*kinds, ORGANISATIONS)):
        return False
    return at.get("natural_person", -1) < at.get("total", 99) and (
        "total" not in at or at["total"] > 0 or len(at) == 1
    )


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
    found = [str(m.lastgroup) for m in REMEDIES.finditer("|".join(map(fold, cells)))]
    outcomes = [n for n in found if n in OUTCOMES]
    groups = list(dict.fromkeys(n for n in found if n not in OUTCOMES))
    order = _group_order(groups)
    if order == list(GROUPS) and _beside_reviews(cells) == GROUPS[2]:
        return None
    if len(outcomes) != 15:
        ordered = order == list(GROUPS) and _rising(outcomes) and _in_place(cells)
        return Order(_usual_remedies(), False) if ordered else None
    blocks = [tuple(outcomes[i : i + 5]) for i in (0, 5, 10)]
    if any(sorted(b) != sorted(OUTCOMES) for b in blocks):
        return None
    named = _blocks_by_name(found)
    if named is not None:
        if sorted(named) != sorted(GROUPS):
            return None
        order, by_group = named, dict(zip(named, blocks, strict=True))
    else:
        first, last = (found.index(g) if g in found else 0 for g in GROUPS[1:])
        if not order or any(n in OUTCOMES for n in found[last:first]):
            return None  # swapped, and what stands between is below either of them
        # 行政复议 heads its outcomes directly: they are written before those of the suits.
        suits = [g for g in order if g != "review"]
        by_group = dict(zip(["review", *suits], blocks, strict=True))
        if len(set(blocks)) > 1 and order[0] != "review":
            return None
    return Order(tuple(f"{g}/{o}" for g in order for o in by_group[g]))


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
        found = [[str(m.lastgroup) for m in REMEDIES.finditer(fold(word))] for word in words]
        heads += [names[0] if names else None for names in found]
        own = [next((n for n, x in enumerate(_PIECES) if x & set(fold(w))), None) for w in words]
        known = [n for n in own if n is not None]
        if len(known) > 1 and (
            own[0] == len(_PIECES) - 1 or not all(map(_follows_on, pairwise(own)))
        ):
            return False
    usual = list(OUTCOMES) * 3
    return len(heads) != len(usual) or all(
        name in (None, own) for name, own in zip(heads, usual, strict=True)
    )


def _follows_on(pair: tuple[int | None, int | None]) -> bool:
    """Whether an outcome may stand right of another, in the same group or the next one."""
    left, right = pair
    return left is None or right is None or right > left or left == 4 or (left == 3 and right < 2)


def _beside_reviews(cells: Sequence[str]) -> str | None:
    """The suits that a line names right of outcomes, which are those of reviews."""
    for cell in cells:
        found = [str(m.lastgroup) for m in REMEDIES.finditer(fold(cell))]
        suits = [name for name in found if name in GROUPS[1:]]
        own = _GROUP_NAMES.split(cell)[0]
        if suits and any(x & set(fold(own)) for x in _PIECES):
            return suits[0]
    return None


def _group_order(groups: Sequence[str]) -> list[str]:
    """The groups from left to right, by the order in which they are named.

    Empty where one kind of suit is named and the other is not: it may be on either side.
    """
    suits = [g for g in groups if g in GROUPS[1:]] or list(GROUPS[1:])
    if len(suits) == 1:
        return []
    top = [g for g in groups if g in ("review", "suit")]
    return [*suits, "review"] if top == ["suit", "review"] else ["review", *suits]


def is_sure(cells: Sequence[str]) -> bool:
    """Whether groups and outcomes that a header of table 四 names stand as the form has them.

    Parameters
    ----------
    cells : sequence of str
        Texts of the header's cells in the order of the text.
    """
    found = [str(m.lastgroup) for m in REMEDIES.finditer("|".join(map(fold, cells)))]
    outcomes = [n for n in found if n in OUTCOMES]
    groups = list(dict.fromkeys(n for n in found if n not in OUTCOMES))
    beside = _beside_reviews(cells)
    if len(outcomes) == len(OUTCOMES) * len(GROUPS):
        usual = beside == GROUPS[1] and outcomes == list(OUTCOMES) * len(GROUPS)
        return usual or remedy_order(cells) == Order(_usual_remedies())
    usual = beside == GROUPS[1] if beside else _group_order(groups) == list(GROUPS)
    return usual and _in_place(cells)


def _usual_remedies() -> tuple[str, ...]:
    return tuple(f"{g}/{o}" for g in GROUPS for o in OUTCOMES)


def _blocks_by_name(found: Sequence[str]) -> list[str] | None:
    """The groups, where each is followed by its own five outcomes; None for another build."""
    own: list[str] = []
    run = 5
    for name in found:
        if name in OUTCOMES:
            run += 1
        elif name in GROUPS:
            if run != 5:
                return None
            own.append(name)
            run = 0
    return own if len(own) == 3 and run == 5 else None


def _rising(outcomes: Sequence[str]) -> bool:
    """Whether outcomes are in the form's order, begun again for each group."""
    at = [OUTCOMES.index(o) for o in outcomes]
    return sum(b <= a for a, b in pairwise(at)) <= 2


def disclosure_order(cells: Sequence[str], wanted: Sequence[str], year: int | None) -> Order | None:
    """The order of a row's columns in table 二.

    Parameters
    ----------
    cells : sequence of str
        Texts of the header's cells in the order of the text.
    wanted : sequence of str
        Codes of the row's columns, in the form's order.
    year : int or None
        The year reported on: a column of another year is none of the form's.

    Returns
    -------
    Order or None
        None where the header contradicts the form's order and does not name all columns.
    """
    names: list[str | None] = []
    extras: list[str] = []
    rest = [c for c in cells if c.strip() and not _NO_COLUMN.search(fold(c))]
    for at, cell in enumerate(rest):
        whole = column_of(rest[at - 1] + cell, year) if names[-1:] == [""] else None
        name = whole or column_of(cell, year)
        if whole:
            names.pop()  # a header cut in two
        if name is None and is_foreign(cell, year):
            names.append(None)
            extras.append(fold(cell))
        else:
            names.append(name or "")
    known = [n for n in names if n]
    if sorted(known) == sorted(wanted):
        return Order(tuple(n for n in names if n != ""), True, tuple(extras))
    inside = [n for n in known if n in wanted]
    if extras or len(set(inside)) != len(inside):
        return None
    if len(names) == len(wanted):
        is_sure = all(n in ("", w) for n, w in zip(names, wanted, strict=True))
    else:
        is_sure = inside == [w for w in wanted if w in inside]
    return Order(tuple(wanted), False) if is_sure else None
