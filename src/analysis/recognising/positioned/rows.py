"""Rows of an unruled table: the words at the height of each label, by column."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.form import Form
from analysis.recognising.characters import fold
from analysis.recognising.labels import HEADERS, label_key
from analysis.recognising.numbers import read_cell
from analysis.recognising.rows import Found

from .columns import Band, column_in
from .labels import Label, Piece, empty_place, is_value, place_of

HEAD_HEIGHTS = 14  # how many line heights above its first row a header can begin
APPLICANT_SIGNS = frozenset("自然人商业企科研机构社会公益组织法律服务其他它总合计")


@dataclass
class Row:
    """A row on its way: the words in each of its columns."""

    label: Label
    cells: list[list[Piece]]
    doubtful: bool = False
    unreadable: bool = False  # whatever its total confirms
    loose: list[Piece] = field(default_factory=list)

    @property
    def is_glued(self) -> bool:
        """Whether what is no number, or the label, may hold the number of a cell that is empty."""
        words = [p for cell in self.cells for p in cell]
        return not all(self.cells) and (
            any(p.text[-1].isdigit() for p in self.label.parts)
            or not all(is_value(p.text) for p in words)
        )


def right_of(labels: Sequence[Label], pieces: Sequence[Piece]) -> list[Piece]:
    """Words to the right of all labels of a table.

    Parameters
    ----------
    labels : sequence of Label
        The row labels of the table.
    pieces : sequence of Piece
        All words.
    """
    edge = max(x.right for x in labels) - 1
    return [p for p in pieces if p.left >= edge]


def claims(
    labels: Sequence[Label], pieces: Sequence[Piece]
) -> tuple[list[list[Piece]], list[Piece]]:
    """The words at the height of each label, and numbers in between that are at no label's.

    Parameters
    ----------
    labels : sequence of Label
        The row labels of the table.
    pieces : sequence of Piece
        Words to the right of them.
    """
    mine: list[list[Piece]] = [[] for _ in labels]
    heights = [(x.top, x.bottom) for x in labels]
    loose = []
    for piece in pieces:
        if label_key(piece.text) in HEADERS or set(fold(piece.text)) <= APPLICANT_SIGNS:
            continue  # a header repeated on the page over which a row is cut
        middle = piece.middle
        at = [i for i, (top, bottom) in enumerate(heights) if top <= middle <= bottom]
        if len(at) == 1:
            mine[at[0]].append(piece)
        elif (
            is_value(piece.text)
            and abs(piece.middle - (labels[0].top + labels[-1].bottom) / 2)
            < (labels[-1].bottom - labels[0].top) / 2 + 2 * piece.height
        ):
            loose.append(piece)
    return mine, loose


def row_of(
    label: Label, words: Sequence[Piece], bands: Sequence[Band], others: Sequence[Band] = ()
) -> Row:
    """The words at the height of a label, shared out among the columns.

    Parameters
    ----------
    label : Label
        The label of the row.
    words : sequence of Piece
        The words at its height.
    bands : sequence of Band
        Left and right edge of each column, in points.
    others : sequence of Band
        The same of columns that the form does not have.
    """
    row = Row(label, [[] for _ in bands])
    for piece in sorted(words, key=lambda p: (round(p.top), p.left)):
        at = column_in(bands, piece)
        if at is not None:
            row.cells[at].append(piece)
        elif column_in([*bands, *others], piece) is not None:
            continue
        elif bands[0][0] < piece.right and piece.left < bands[-1][1]:
            row.loose.append(piece)
    return row


def store_cell(
    code: str,
    text: str,
    cell: Sequence[Piece],
    label: Label,
    band: Band,
    form: Form,
    found: Found,
    beside: str = "",
) -> None:
    """Store what one cell holds, or that nobody can read it.

    Parameters
    ----------
    code : str
        Code of the cell.
    text : str
        What is printed in it; empty where nothing is.
    cell : sequence of Piece
        The words in it.
    label : Label
        The label of its row.
    band : Band
        Left and right edge of its column, in points.
    form : Form
        Format of the form.
    found : Found
        The cells found so far; this one is added.
    beside : str
        The unit that its header, label or caption states, as ``unit_stated`` gives it.
    """
    status, value = read_cell(form.by_code[code], text, beside)
    where = place_of(cell) if cell else empty_place(label, band)
    before = found.get(code)
    if before is not None and before[:3] != (status, text, value):
        # Two rows of one label that differ: nobody can tell which holds.
        found[code] = ("unreadable", f"{before[1]} || {text}", None, f"{before[3]}; {where}")
    elif before is None:
        found[code] = (status, text, value, where)


def store_doubt(codes: Sequence[str], row: Row, found: Found) -> None:
    """Store a row as unreadable, with what is printed in it.

    Parameters
    ----------
    codes : sequence of str
        Codes of the row's cells.
    row : Row
        The row, whose values cannot be distinguished.
    found : Found
        The cells found so far; those of the row are added as unreadable.
    """
    words = [p for cell in row.cells for p in cell] + row.loose
    for code in codes:
        found.setdefault(
            code,
            (
                "unreadable",
                " | ".join(p.text for p in words),
                None,
                place_of(words or row.label.parts),
            ),
        )


def once(labels: list[Label], pieces: Sequence[Piece]) -> list[Label]:
    """Labels without those that have no number beside them where another print of the same has.

    Parameters
    ----------
    labels : list of Label
        The row labels of a table.
    pieces : sequence of Piece
        Words to the right of them.
    """
    full = {
        id(x)
        for x in labels
        if any(x.top <= p.middle <= x.bottom and is_value(p.text) for p in pieces)
    }
    rich = {x.item for x in labels if id(x) in full}
    return [x for x in labels if id(x) in full or x.item not in rich]
