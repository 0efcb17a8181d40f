"""Table 二 where nothing rules it: each header with the rows under it."""

from collections.abc import Sequence

from analysis.form import Form
from analysis.recognising.characters import fold
from analysis.recognising.gridded.headers import column_code
from analysis.recognising.rows import Found
from analysis.recognising.units import is_unit_caption, put_together, unit_stated

from .columns import Band, Bands, aligned, bands_of, column_in, only_band
from .labels import Label, Piece, is_value
from .rows import HEAD_HEIGHTS, Row, claims, once, right_of, row_of, store_cell, store_doubt


def read_disclosure(labels: list[Label], pieces: Sequence[Piece], form: Form, found: Found) -> None:
    """Store the cells of table 二.

    Parameters
    ----------
    labels : list of Label
        The row labels of the page.
    pieces : sequence of Piece
        All words.
    form : Form
        Format of the form.
    found : Found
        The cells found so far; those of table 二 are added.
    """
    right = right_of(labels, pieces)
    labels = once(labels, right)
    mine, loose = claims(labels, right)
    captions = [p.text for p in pieces if p.top < labels[0].top and is_unit_caption(p.text)]
    blocks: list[list[int]] = []
    for i, label in enumerate(labels):
        columns = form.columns("disclosure", label.item)
        again = i and any(
            labels[i - 1].bottom < p.middle < label.top and fold(p.text) == "信息内容"
            for p in pieces
        )  # a header: its table may be laid out by itself
        if (
            blocks
            and not again
            and form.columns("disclosure", labels[blocks[-1][0]].item) == columns
        ):
            blocks[-1].append(i)
        else:
            blocks.append([i])
    for block in blocks:
        names = form.columns("disclosure", labels[block[0]].item)
        ceiling = (
            labels[block[0] - 1].bottom
            if block[0]
            else labels[0].top - HEAD_HEIGHTS * labels[0].parts[0].height
        )
        head = [
            p for p in right if ceiling < p.middle < labels[block[0]].top and not is_value(p.text)
        ]
        headers = [p for p in head if _may_head(p.text)]
        values = [p for i in block for p in mine[i] if is_value(p.text)]
        by_header: Bands | None
        if len(names) == 1:
            words = [p for i in block for p in mine[i]]
            band = only_band(headers, words)
            if words and band is None:
                _store_unnamed(names[0], [(labels[i], mine[i]) for i in block], found)
            by_header = ([band], True, []) if band else None
        else:
            by_header = bands_of(headers, values, names, column_code)
            if by_header is not None and not aligned(by_header[0], values):
                by_header = None
        if by_header is None or not by_header[1]:
            continue  # no identity can confirm these: left to the reading by lines
        for i in block:
            row = row_of(labels[i], mine[i], by_header[0], by_header[2])
            mark = "".join(p.text for p in labels[i].parts)
            units = [*put_together([p.text for p in head]), mark, *captions]
            _store_disclosure(row, loose, names, by_header[0], form, found, units)


def _may_head(text: str) -> bool:
    folded = fold(text)
    return (
        len(folded) <= 20
        and "第二十条" not in folded
        and "信息内容" not in folded
        and not folded.startswith(("第(", "单位"))
    )


def _store_disclosure(
    row: Row,
    loose: Sequence[Piece],
    names: Sequence[str],
    bands: list[Band],
    form: Form,
    found: Found,
    units: Sequence[str],
) -> None:
    codes = [f"disclosure/{row.label.item}/{name}" for name in names]
    near = [
        p
        for p in loose
        if column_in(bands, p) is not None
        and row.label.top - 1.2 * p.height < p.middle < row.label.bottom + 1.2 * p.height
    ]  # the rest of a number that broke: no identity tells of which row
    if row.loose or near or row.is_glued:
        row.loose += near
        store_doubt(codes, row, found)
        return
    for code, cell, band in zip(codes, row.cells, bands, strict=True):
        store_cell(
            code,
            " ".join(p.text for p in cell) if _one_line(cell) else "\n".join(p.text for p in cell),
            cell,
            row.label,
            band,
            form,
            found,
            unit_stated(units, form.by_code[code].unit),
        )


def _store_unnamed(name: str, rows: Sequence[tuple[Label, list[Piece]]], found: Found) -> None:
    """Rows of several columns of which no header says which is this year's."""
    for label, words in rows:
        store_doubt([f"disclosure/{label.item}/{name}"], Row(label, [words]), found)


def _one_line(cell: Sequence[Piece]) -> bool:
    return len({round(p.top) for p in cell}) <= 1
