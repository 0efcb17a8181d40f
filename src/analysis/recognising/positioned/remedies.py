"""Table 四 where nothing rules it.

Headers over one row of numbers, in blocks of five for each kind of case.
"""

from collections.abc import Sequence
from itertools import pairwise

from analysis.form import Form
from analysis.reading.layout import PositionedLine
from analysis.recognising.characters import fold
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.gridded.headers import group_of, outcome_of
from analysis.recognising.labels import section_heading
from analysis.recognising.numbers import read_cell, read_number
from analysis.recognising.rows import Found

from .columns import Band, bands_of, column_in
from .labels import Piece, is_value, pieces_of, place_of
from .stacks import stacked, widths_in

_SIGNS = frozenset("结果维持纠正其他它尚未审总合计")
_OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
_GROUPS = (
    ("review", "suit_direct", "suit_after_review"),
    ("suit_direct", "suit_after_review"),
    ("review",),
)
_FAR = 12  # line heights between a header and its numbers, at most


def read_remedies(
    lines: Sequence[PositionedLine], after: float, form: Form, found: Found, notes: list[str]
) -> None:
    """Store the cells of table 四.

    Parameters
    ----------
    lines : sequence of PositionedLine
        Lines with the position of each word.
    after : float
        How far down table 三 reaches; table 四 stands below it where section four has no heading.
    form : Form
        Format of the form.
    found : Found
        The cells found so far; those of table 四 are added.
    notes : list of str
        What is to be known of how cells were read; more is added.
    """
    headings = [(n, h[0]) for n, x in enumerate(lines) if (h := section_heading(x.text, form.code))]
    start = next((n + 1 for n, number in reversed(headings) if number == "四"), None)
    if start is None:
        tops = [pieces_of([x])[0].top for x in lines if x.words]
        start = next((n for n, top in enumerate(tops) if after and top > after), None)
        if start is None:
            return
    end = next((n for n, number in headings if n >= start and number in "五六"), len(lines))
    heads: list[Piece] = []
    names: list[Piece] = []
    values: list[Piece] = []
    for line in lines[start:end]:
        pieces = pieces_of([line])
        if heads and pieces and all(is_value(p.text) for p in pieces):
            values += pieces
            continue
        if values:
            _block(heads, names, values, form, found, notes)
            heads, names, values = [], [], []
        for piece in pieces:
            folded = fold(piece.text)
            if set(folded) <= _SIGNS:
                heads.append(piece)
            elif group_of(folded) or "诉讼" in folded:
                names.append(piece)
    if heads:  # without numbers: a row that is empty altogether
        _block(heads, names, values, form, found, notes)


def _name_of(text: str) -> str | None:
    return outcome_of(fold(text))


def _block(
    heads: list[Piece],
    names: list[Piece],
    values: list[Piece],
    form: Form,
    found: Found,
    notes: list[str],
) -> None:
    """One row of numbers under its headers."""
    if (
        values
        and values[0].line.page == heads[-1].line.page
        and values[0].top - heads[-1].bottom > _FAR * heads[-1].height
    ):
        return
    for groups in _GROUPS:
        by_header = bands_of(heads, values, _OUTCOMES * len(groups), _name_of)
        if by_header is not None:
            outcomes, known = _outcomes(heads, by_header[0])
            order, agree = _order(groups, names, by_header[0])
            if outcomes and order:
                codes = [f"remedies/{order[c // 5]}/{o}" for c, o in enumerate(outcomes)]
                _store(codes, by_header[0], known and agree, heads, values, form, found, notes)
            return


def _outcomes(heads: Sequence[Piece], bands: Sequence[Band]) -> tuple[list[str], bool]:
    """The outcome of each column, and whether headers name all of them.

    Empty where headers contradict the form's order and do not name all columns.
    """
    seen = []
    for band in bands:
        above = [p for p in heads if p.left < band[1] and p.right > band[0]]
        text = "".join(p.text for p in sorted(above, key=lambda p: (round(p.top), p.left)))
        seen.append(_name_of(text) if text else None)
    blocks = [seen[i : i + 5] for i in range(0, len(seen), 5)]
    if all(sorted(map(str, block)) == sorted(_OUTCOMES) for block in blocks):
        return [str(name) for name in seen], True
    usual = list(_OUTCOMES) * len(blocks)
    if any(name not in (None, own) for name, own in zip(seen, usual, strict=True)):
        return [], False
    return usual, False


def _order(
    groups: Sequence[str], names: Sequence[Piece], bands: Sequence[Band]
) -> tuple[list[str], bool]:
    """The groups from left to right, and whether each is named above its own five columns.

    Empty where their names contradict the form's order and do not name all groups.
    """
    heads_of_groups = sorted((p for p in names if group_of(fold(p.text))), key=lambda p: p.left)
    named = [str(group_of(fold(p.text))) for p in heads_of_groups]
    if sorted(named) == sorted(groups):
        if _above_own(heads_of_groups, bands):
            return named, True
        return (list(groups), False) if named == list(groups) else ([], False)
    inside = [g for g in named if g in groups]
    return (list(groups), False) if inside == [g for g in groups if g in inside] else ([], False)


def _above_own(heads_of_groups: Sequence[Piece], bands: Sequence[Band]) -> bool:
    """Whether each name is above its own five columns."""
    for i, piece in enumerate(heads_of_groups):
        middle = (piece.left + piece.right) / 2
        left = bands[5 * i - 1][1] if i else float("-inf")
        right = bands[5 * i + 5][0] if 5 * i + 5 < len(bands) else float("inf")
        if not left < middle < right and not left <= piece.left < right:
            return False
    return all(a.right <= b.left for a, b in pairwise(heads_of_groups))


def _store(
    codes: Sequence[str],
    bands: list[Band],
    named: bool,
    heads: Sequence[Piece],
    values: Sequence[Piece],
    form: Form,
    found: Found,
    notes: list[str],
) -> None:
    cells: list[list[Piece]] = [[] for _ in bands]
    for piece in values:
        at = column_in(bands, piece)
        if at is None:
            return
        cells[at].append(piece)
    texts = [stacked(c, w) for c, w in zip(cells, widths_in(bands, [*heads, *values]), strict=True)]
    by_code = {code: read_number(text).value for code, text in zip(codes, texts, strict=True)}
    groups = list(dict.fromkeys(code.split("/")[1] for code in codes))
    sums = {g: row_adds_up([by_code[f"remedies/{g}/{o}"] for o in _OUTCOMES]) for g in groups}
    if not named and not (values and all(sums.values()) and len(groups) == 3):
        return
    if not named:
        notes.append("table 四: columns by position, confirmed by its totals")
    for i, group in enumerate(groups):
        mine = range(5 * i, 5 * i + 5)
        broken = any(len({round(p.top) for p in cells[c]}) > 1 for c in mine)
        if broken and sums[group]:
            notes.append(f"a number broken over lines, confirmed by the total: remedies/{group}")
        for c in mine:
            stays = broken and not sums[group]
            text = "\n".join(p.text for p in cells[c]) if stays else texts[c]
            status, value = read_cell(form.by_code[codes[c]], text)
            where = place_of(cells[c] or values or heads)
            found[codes[c]] = (
                ("unreadable", f"{found[codes[c]][1]} || {text}", None, where)
                if codes[c] in found
                else (status, text, value, where)
            )
