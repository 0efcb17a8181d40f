"""Unruled tables to cells, by where words stand: rows by their labels, columns by their headers, blanks by being empty there.

A word belongs to the row whose label stands at its height and to the column it stands in. A number broken over lines is put
together only where a total confirms it. What cannot be placed is ``unreadable``, or left to the reading by lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.form import APPLICANTS, Form, get_form
from analysis.reading.placed import PlacedLine

from .aligned import align
from .characters import fold
from .confirm import row_holds
from .headers import applicant_of, column_code
from .labels import HEADERS, label_key
from .numbers import read_cell, read_number
from .placed_columns import Band, aligned, bands_of, column_in
from .placed_labels import Label, Piece, empty_place, find_labels, is_value, pieces_of, place_of
from .placed_remedies import read_remedies
from .placed_stacks import shared_out, stacked, widths_in
from .report import Found

_HEAD_HEIGHTS = 14  # how many line heights above its first row a header can begin
_WITNESSES = 3  # rows
_APPLICANT_SIGNS = frozenset("自然人商业企科研机构社会公益组织法律服务其他它总合计")


@dataclass
class _Row:
    """A row on its way: the words in each of its columns."""

    label: Label
    cells: list[list[Piece]]
    doubtful: bool = False
    loose: list[Piece] = field(default_factory=list)


def read_placed(lines: Sequence[PlacedLine], fmt: str) -> tuple[Found, list[str], bool]:
    """Cells of tables that nothing rules.

    Parameters
    ----------
    lines : sequence of PlacedLine
    fmt : {"2019", "2021"}

    Returns
    -------
    found : dict
        ``code -> (status, printed, value, where)``.
    notes : list of str
    beside : bool
        Whether tables stand beside each other, so that a line of text may hold rows of two.
    """
    form = get_form(fmt)
    pieces = pieces_of(lines)
    labels = find_labels(pieces, fmt)
    found: Found = {}
    notes: list[str] = []
    spans = {t: [x for x in labels if x.table == t] for t in ("disclosure", "requests")}
    beside = _beside(spans["disclosure"], spans["requests"])
    taken = {id(p.line): p for x in labels for p in x.parts}
    if spans["requests"]:
        _requests(spans["requests"], pieces, form, found, notes)
    if spans["disclosure"]:
        limit = min((x.parts[0].left for x in spans["requests"]), default=0.0) if beside else float("inf")
        _disclosure(spans["disclosure"], [p for p in pieces if p.left < limit], form, found)
    after = max((x.bottom for x in spans["requests"]), default=0.0)
    read_remedies(lines, after, form, found, notes)
    return found, notes, beside and bool(taken)


def _beside(first: Sequence[Label], second: Sequence[Label]) -> bool:
    return any(a.top < b.bottom and b.top < a.bottom for a in first for b in second)


def _right_of(labels: Sequence[Label], pieces: Sequence[Piece]) -> list[Piece]:
    """Words to the right of all labels of a table."""
    edge = max(x.right for x in labels) - 1
    return [p for p in pieces if p.left >= edge]


def _claims(labels: Sequence[Label], pieces: Sequence[Piece]) -> tuple[list[list[Piece]], list[Piece]]:
    """The words at the height of each label, and numbers in between that are at no label's."""
    mine: list[list[Piece]] = [[] for _ in labels]
    loose = []
    for piece in pieces:
        if label_key(piece.text) in HEADERS or set(fold(piece.text)) <= _APPLICANT_SIGNS:
            continue  # a header repeated on the page over which a row is cut
        at = [i for i, x in enumerate(labels) if x.top <= piece.middle <= x.bottom]
        if len(at) == 1:
            mine[at[0]].append(piece)
        elif is_value(piece.text) and labels[0].top - piece.height < piece.middle < labels[-1].bottom + 2 * piece.height:
            loose.append(piece)
    return mine, loose


@dataclass
class _Measured:
    """Table 三, or a part of it that is laid out by itself: its labels, columns, and the words in its rows."""

    labels: list[Label]
    bands: list[Band]
    named: bool
    widths: list[float]
    mine: list[list[Piece]]
    loose: list[Piece]


def _requests(labels: list[Label], pieces: Sequence[Piece], form: Form, found: Found, notes: list[str]) -> None:
    for part in _parts(labels, pieces):
        rows = [_row(label, words, part.bands) for label, words in zip(part.labels, part.mine, strict=True)]
        loose = [p for p in part.loose if column_in(part.bands, p) is not None]
        heights = [(r.label.top, r.label.bottom) for r in rows]
        left_over = shared_out([r.cells for r in rows], heights, loose, part.bands, part.widths)
        for row, doubt in zip(rows, left_over.doubtful, strict=True):
            row.doubtful |= doubt
        sure = part.named or _by_totals(rows, part.widths)
        for row in rows:
            _store_requests(row, part.bands, part.widths, sure, form, found, notes)
        if not part.named:
            notes.append(f"columns by position, confirmed by the rows' totals: table 三 from {place_of(rows[0].label.parts)}")
        if left_over.lines:
            _unlabelled(rows, left_over.lines, part.bands, part.widths, form, found, notes)


def _parts(labels: list[Label], pieces: Sequence[Piece]) -> list[_Measured]:
    """The table whole, or the two tables it is cut into where each has columns of its own."""
    whole = _measured(labels, pieces)
    if whole and whole.named:
        return [whole]
    labels = sorted(labels, key=lambda x: x.top)
    gaps = sorted(range(1, len(labels)), key=lambda i: labels[i - 1].bottom - labels[i].top)[:4]
    for at in gaps:
        first, second = _measured(labels[:at], pieces), _measured(labels[at:], pieces)
        if first and second and first.named:
            return [first, second]
    return [whole] if whole else []


def _measured(labels: list[Label], pieces: Sequence[Piece]) -> _Measured | None:
    right = _right_of(labels, pieces)
    labels = _once(labels, right)
    mine, loose = _claims(labels, right)
    signs = [p for p in right if set(fold(p.text)) <= _APPLICANT_SIGNS]
    headers = [p for p in signs if _above_first(p, labels)] or _page_before(signs, right, labels)
    values = [p for row in mine for p in row if is_value(p.text)]

    def name_of(text: str) -> str | None:
        return applicant_of(fold(text))

    for more in (loose, []):
        made = bands_of(headers, [*values, *more], APPLICANTS, name_of)
        if made is not None and aligned(made[0], [*values, *more]):
            return _Measured(labels, *made, widths_in(made[0], [*headers, *values, *more]), mine, loose)
    return None


def _by_totals(rows: Sequence[_Row], widths: Sequence[float]) -> bool:
    """Whether the totals of enough rows that are not empty confirm columns without headers, and none speaks against them."""
    numbers = [[read_number(stacked(c, w)).value for c, w in zip(r.cells, widths, strict=True)] for r in rows]
    told = [row for row in numbers if row[-1] is not None]
    return all(row_holds(row) for row in told) and sum(bool(row[-1]) for row in told) >= _WITNESSES


def _store_requests(row: _Row, bands: list[Band], widths: list[float], named: bool, form: Form, found: Found, notes: list[str]) -> None:
    codes = [f"requests/{row.label.item}/{who}" for who in APPLICANTS]
    texts = [stacked(cell, w) for cell, w in zip(row.cells, widths, strict=True)]
    broken = any(len({round(p.top) for p in cell}) > 1 for cell in row.cells)
    holds = row_holds([read_number(t).value for t in texts])
    if row.loose or ((row.doubtful or not named) and not holds):
        _doubt(codes, row, found)
        return
    if broken and not holds:
        texts = ["\n".join(p.text for p in cell) for cell in row.cells]
    elif broken:
        notes.append(f"a number broken over lines, confirmed by the row's total: requests/{row.label.item} ({place_of(row.label.parts)})")
    for code, text, cell, band in zip(codes, texts, row.cells, bands, strict=True):
        _store(code, text, cell, row.label, band, form, found)


def _row(label: Label, words: Sequence[Piece], bands: Sequence[Band]) -> _Row:
    row = _Row(label, [[] for _ in bands])
    for piece in sorted(words, key=lambda p: (round(p.top), p.left)):
        at = column_in(bands, piece)
        if at is not None:
            row.cells[at].append(piece)
        elif bands[0][0] < piece.right and piece.left < bands[-1][1]:
            row.loose.append(piece)
    return row


def _store(code: str, text: str, cell: Sequence[Piece], label: Label, band: Band, form: Form, found: Found) -> None:
    status, value = read_cell(form.by_code[code], text)
    where = place_of(cell) if cell else empty_place(label, band)
    before = found.get(code)
    if before is not None and before[:3] != (status, text, value):
        # Two rows of one label that differ: nobody can tell which holds.
        found[code] = ("unreadable", f"{before[1]} || {text}", None, f"{before[3]}; {where}")
    elif before is None:
        found[code] = (status, text, value, where)


def _doubt(codes: Sequence[str], row: _Row, found: Found) -> None:
    words = [p for cell in row.cells for p in cell] + row.loose
    for code in codes:
        found.setdefault(code, ("unreadable", " | ".join(p.text for p in words), None, place_of(words or row.label.parts)))


def _once(labels: list[Label], pieces: Sequence[Piece]) -> list[Label]:
    """Labels without those that have no number beside them where another print of the same has."""
    full = {
        id(x) for x in labels if any(x.top <= p.middle <= x.bottom and is_value(p.text) for p in pieces)
    }
    rich = {x.item for x in labels if id(x) in full}
    return [x for x in labels if id(x) in full or x.item not in rich]


def _above_first(piece: Piece, labels: Sequence[Label]) -> bool:
    """Whether a word stands in the header: above the first row of its page, and not far."""
    below = [x.top for x in labels if x.parts[0].line.page == piece.line.page]
    return bool(below) and 0 < min(below) - piece.middle < _HEAD_HEIGHTS * piece.height


def _page_before(signs: Sequence[Piece], right: Sequence[Piece], labels: Sequence[Label]) -> list[Piece]:
    """Header words at the end of the page before the first row's."""
    page = labels[0].parts[0].line.page - 1
    lowest = max((p.bottom for p in right if p.line.page == page), default=0.0)
    return [p for p in signs if p.line.page == page and lowest - p.middle < _HEAD_HEIGHTS * p.height]


def _unlabelled(
    rows: Sequence[_Row],
    lines: Sequence[list[Piece]],
    bands: list[Band],
    widths: list[float],
    form: Form,
    found: Found,
    notes: list[str],
) -> None:
    """Rows whose label was not recognised: by the form's order, where every total of the table confirms it."""

    @dataclass(frozen=True)
    class _Cell:
        text: str
        line: int
        where: str

    whole = [(r.label.top, r.label.item, r.cells) for r in rows]
    for line in lines:
        whole.append((line[0].top, "", [[p for p in line if column_in(bands, p) == i] for i in range(len(bands))]))
    whole.sort(key=lambda x: x[0])
    cells = [
        [
            _Cell(stacked(c, w), n, place_of(c) if c else place_of(next(k for k in cs if k)) if any(cs) else "")
            for c, w in zip(cs, widths, strict=True)
        ]
        for n, (_, _, cs) in enumerate(whole)
    ]
    labelled = {n: item for n, (_, item, _) in enumerate(whole) if item}
    in_order = align(cells, labelled, form)
    fresh = {code: entry for code, entry in in_order.items() if code not in found}
    if fresh:
        notes.append("rows without a readable label: by the form's order, confirmed by every total of table 三")
        found |= fresh


def _disclosure(labels: list[Label], pieces: Sequence[Piece], form: Form, found: Found) -> None:
    right = _right_of(labels, pieces)
    labels = _once(labels, right)
    mine, loose = _claims(labels, right)
    blocks: list[list[int]] = []
    for i, label in enumerate(labels):
        columns = form.columns("disclosure", label.item)
        if blocks and form.columns("disclosure", labels[blocks[-1][0]].item) == columns:
            blocks[-1].append(i)
        else:
            blocks.append([i])
    for block in blocks:
        names = form.columns("disclosure", labels[block[0]].item)
        ceiling = labels[block[0] - 1].bottom if block[0] else labels[0].top - _HEAD_HEIGHTS * labels[0].parts[0].height
        headers = [p for p in right if ceiling < p.middle < labels[block[0]].top and not is_value(p.text) and _may_head(p.text)]
        values = [p for i in block for p in mine[i] if is_value(p.text)]
        made: tuple[list[Band], bool] | None
        if len(names) == 1:
            span = [*headers, *(p for i in block for p in mine[i])]
            made = ([(min(p.left for p in span), max(p.right for p in span))], True) if span else None
        else:
            made = bands_of(headers, values, names, column_code)
            if made is not None and not aligned(made[0], values):
                made = None
        if made is None or not made[1]:
            continue  # no identity can confirm these: left to the reading by lines
        for i in block:
            _store_disclosure(_row(labels[i], mine[i], made[0]), loose, names, made[0], form, found)


def _may_head(text: str) -> bool:
    folded = fold(text)
    return len(folded) <= 20 and "第二十条" not in folded and "信息内容" not in folded and not folded.startswith(("第(", "单位"))


def _store_disclosure(
    row: _Row, loose: Sequence[Piece], names: Sequence[str], bands: list[Band], form: Form, found: Found
) -> None:
    codes = [f"disclosure/{row.label.item}/{name}" for name in names]
    near = [
        p for p in loose if column_in(bands, p) is not None and row.label.top - 1.2 * p.height < p.middle < row.label.bottom + 1.2 * p.height
    ]  # the rest of a number that broke: no identity tells of which row
    if row.loose or near:
        row.loose += near
        _doubt(codes, row, found)
        return
    for code, cell, band in zip(codes, row.cells, bands, strict=True):
        _store(code, " ".join(p.text for p in cell) if _one_line(cell) else "\n".join(p.text for p in cell), cell, row.label, band, form, found)


def _one_line(cell: Sequence[Piece]) -> bool:
    return len({round(p.top) for p in cell}) <= 1
