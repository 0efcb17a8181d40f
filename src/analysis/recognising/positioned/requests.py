"""Table 三 where nothing rules it: whole, or in two parts that are laid out apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.form import APPLICANTS, Form
from analysis.recognising.characters import fold
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.flat.lost_labels import align
from analysis.recognising.gridded.headers import applicant_of
from analysis.recognising.numbers import read_number
from analysis.recognising.rows import Found
from analysis.recognising.units import unit_stated

from .columns import Band, aligned, bands_of, column_in
from .labels import Label, Piece, is_value, place_of
from .rows import (
    APPLICANT_SIGNS,
    HEAD_HEIGHTS,
    Row,
    claims,
    once,
    right_of,
    row_of,
    store_cell,
    store_doubt,
)
from .stacks import shared_out, stacked, widths_in

_WITNESSES = 3  # rows
_CUTS = 40  # places where the table may be cut in two, at the most


@dataclass
class _Measured:
    """Table 三, or a part of it that is laid out by itself.

    Its labels, columns, and the words in its rows.
    """

    labels: list[Label]
    bands: list[Band]
    named: bool
    others: list[Band]
    widths: list[float]
    mine: list[list[Piece]]
    loose: list[Piece]
    rounded: bool = False  # a header says that it counts in ten thousands


def read_requests(
    labels: list[Label], pieces: Sequence[Piece], form: Form, found: Found, notes: list[str]
) -> None:
    """Store the cells of table 三.

    Parameters
    ----------
    labels : list of Label
        The row labels of the page.
    pieces : sequence of Piece
        All words.
    form : Form
        Format of the form.
    found : Found
        The cells found so far; those of table 三 are added.
    notes : list of str
        What is to be known of how cells were read; more is added.
    """
    for part in _parts(labels, pieces):
        rows = [
            row_of(label, words, part.bands, part.others)
            for label, words in zip(part.labels, part.mine, strict=True)
        ]
        loose = [p for p in part.loose if column_in(part.bands, p) is not None]
        heights = [(r.label.top, r.label.bottom) for r in rows]
        left_over = shared_out([r.cells for r in rows], heights, loose, part.bands, part.widths)
        for row, doubt, is_open in zip(rows, left_over.doubtful, left_over.open, strict=True):
            row.doubtful |= doubt
            row.unreadable = part.rounded or is_open
        sure = part.named or _by_totals(rows, part.widths)
        for row in rows:
            _store_requests(row, part.bands, part.widths, sure, form, found, notes)
        if not part.named:
            notes.append(
                "columns by position, confirmed by the rows' totals: table 三 from "
                f"{place_of(rows[0].label.parts)}"
            )
        if left_over.lines and not part.rounded:
            _unlabelled(rows, left_over.lines, part.bands, part.widths, form, found, notes)


def _parts(labels: list[Label], pieces: Sequence[Piece]) -> list[_Measured]:
    """The table whole, or the two tables it is cut into where each has columns of its own."""
    whole = _measured(labels, pieces)
    if whole and whole.named:
        return [whole]
    labels = sorted(labels, key=lambda x: x.top)
    gaps = sorted(range(1, len(labels)), key=lambda i: labels[i - 1].bottom - labels[i].top)[:_CUTS]
    for at in gaps:
        first = _measured(labels[:at], pieces)
        second = _measured(labels[at:], pieces) if first and first.named else None
        if first and second:
            return [first, second]
    return [whole] if whole else []


def _measured(labels: list[Label], pieces: Sequence[Piece]) -> _Measured | None:
    right = right_of(labels, pieces)
    labels = once(labels, right)
    mine, loose = claims(labels, right)
    signs = [p for p in right if set(fold(p.text)) <= APPLICANT_SIGNS]
    headers = [p for p in signs if _above_first(p, labels)] or _page_before(signs, right, labels)
    values = [p for row in mine for p in row if is_value(p.text)]

    def name_of(text: str) -> str | None:
        return applicant_of(fold(text))

    for more in (loose, []):
        by_header = bands_of(headers, [*values, *more], APPLICANTS, name_of)
        if by_header is not None and aligned(by_header[0], [*values, *more]):
            widths = widths_in(by_header[0], [*headers, *values, *more])
            above = [p.text for p in right if _above_first(p, labels)]
            rounded = bool(unit_stated(above, "count"))
            return _Measured(labels, *by_header, widths, mine, loose, rounded)
    return None


def _by_totals(rows: Sequence[Row], widths: Sequence[float]) -> bool:
    """Whether the rows' totals confirm columns without headers.

    Enough rows that are not empty must confirm them, and none may contradict them.
    """
    numbers = [
        [read_number(stacked(c, w)).value for c, w in zip(r.cells, widths, strict=True)]
        for r in rows
    ]
    stated = [row for row in numbers if row[-1] is not None]
    return (
        all(row_adds_up(row) for row in stated)
        and sum(bool(row[-1]) for row in stated) >= _WITNESSES
    )


def _store_requests(
    row: Row,
    bands: list[Band],
    widths: list[float],
    named: bool,
    form: Form,
    found: Found,
    notes: list[str],
) -> None:
    codes = [f"requests/{row.label.item}/{who}" for who in APPLICANTS]
    texts = [stacked(cell, w) for cell, w in zip(row.cells, widths, strict=True)]
    broken = any(len({round(p.top) for p in cell}) > 1 for cell in row.cells)
    adds_up = row_adds_up([read_number(t).value for t in texts])
    if row.unreadable or row.loose or row.is_glued or ((row.doubtful or not named) and not adds_up):
        store_doubt(codes, row, found)
        return
    if broken and not adds_up:
        texts = ["\n".join(p.text for p in cell) for cell in row.cells]
    elif broken:
        notes.append(
            "a number broken over lines, confirmed by the row's total: "
            f"requests/{row.label.item} ({place_of(row.label.parts)})"
        )
    for code, text, cell, band in zip(codes, texts, row.cells, bands, strict=True):
        store_cell(code, text, cell, row.label, band, form, found)


def _above_first(piece: Piece, labels: Sequence[Label]) -> bool:
    """Whether a word stands in the header: above the first row of its page, and not far."""
    below = [x.top for x in labels if x.parts[0].line.page == piece.line.page]
    return bool(below) and 0 < min(below) - piece.middle < HEAD_HEIGHTS * piece.height


def _page_before(
    signs: Sequence[Piece], right: Sequence[Piece], labels: Sequence[Label]
) -> list[Piece]:
    """Header words at the end of the page before the first row's."""
    page = labels[0].parts[0].line.page - 1
    lowest = max((p.bottom for p in right if p.line.page == page), default=0.0)
    return [p for p in signs if p.line.page == page and lowest - p.middle < HEAD_HEIGHTS * p.height]


def _unlabelled(
    rows: Sequence[Row],
    lines: Sequence[list[Piece]],
    bands: list[Band],
    widths: list[float],
    form: Form,
    found: Found,
    notes: list[str],
) -> None:
    """Rows whose label was not recognised.

    By the form's order, where every total of the table confirms it.
    """

    @dataclass(frozen=True)
    class _Cell:
        text: str
        line: int
        where: str

    whole = [(r.label.top, r.label.item, r.cells) for r in rows]
    for line in lines:
        whole.append(
            (
                line[0].top,
                "",
                [[p for p in line if column_in(bands, p) == i] for i in range(len(bands))],
            )
        )
    whole.sort(key=lambda x: x[0])
    cells = [
        [
            _Cell(
                stacked(c, w),
                n,
                place_of(c) if c else place_of(next(k for k in cs if k)) if any(cs) else "",
            )
            for c, w in zip(cs, widths, strict=True)
        ]
        for n, (_, _, cs) in enumerate(whole)
    ]
    labelled = {n: item for n, (_, item, _) in enumerate(whole) if item}
    in_order = align(cells, labelled, form)
    fresh = {code: entry for code, entry in in_order.items() if code not in found}
    if fresh:
        notes.append(
            "rows without a readable label: by the form's order, confirmed by every total of "
            "table 三"
        )
        found |= fresh
