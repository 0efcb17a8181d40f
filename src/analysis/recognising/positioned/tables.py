"""Unruled tables to cells, by where words stand.

Rows by their labels, columns by their headers, blanks by being empty there.

A word belongs to the row whose label is at its height and to the column it is in. A number
broken over lines is put together only where a total confirms it. What cannot be placed is
``unreadable``, or left to the reading by lines.
"""

from collections.abc import Sequence

from analysis.form import get_form
from analysis.reading.layout import PositionedLine
from analysis.recognising.characters import fold
from analysis.recognising.gridded.shapes import COUNTED, ROW_NUMBERS
from analysis.recognising.rows import Found

from .disclosure import read_disclosure
from .labels import Label, Piece, find_labels, pieces_of
from .remedies import read_remedies
from .requests import read_requests

_ROW_HEIGHTS = 8  # from one row to the next at the most


def read_positioned(lines: Sequence[PositionedLine], fmt: str) -> tuple[Found, list[str], bool]:
    """Cells of tables that nothing rules.

    Parameters
    ----------
    lines : sequence of PositionedLine
        Lines with the position of each word.
    fmt : {"2019", "2021"}
        Format of the form.

    Returns
    -------
    found : dict
        ``code -> (status, printed, value, where)``.
    notes : list of str
    beside : bool
        Whether tables stand beside each other, so that a line of text may hold rows of two.
    """
    form = get_form(fmt)
    pieces = _without_row_numbers(pieces_of(lines))
    labels = find_labels(pieces, fmt)
    found: Found = {}
    notes: list[str] = []
    spans = {t: [x for x in labels if x.table == t] for t in ("disclosure", "requests")}
    beside = _beside(spans["disclosure"], spans["requests"])
    if spans["requests"]:
        read_requests(spans["requests"], pieces, form, found, notes)
    if spans["disclosure"]:
        limit = (
            min((x.parts[0].left for x in spans["requests"]), default=0.0)
            if beside
            else float("inf")
        )
        read_disclosure(spans["disclosure"], [p for p in pieces if p.left < limit], form, found)
    after = max((x.bottom for x in spans["requests"]), default=0.0)
    read_remedies(lines, after, form, found, notes)
    return found, notes, beside


def _without_row_numbers(pieces: list[Piece]) -> list[Piece]:
    """Words without numbers that count on below a header that says that they count the rows."""
    counting: set[int] = set()
    last = 0
    for head in sorted((p for p in pieces if fold(p.text) in ROW_NUMBERS), key=lambda p: p.top):
        begins, low = True, head.bottom
        under = [
            p for p in pieces if p.top > head.top and p.left < head.right and p.right > head.left
        ]
        for piece in sorted(under, key=lambda p: p.top):
            match = COUNTED.fullmatch(fold(piece.text))
            if match is None:
                continue
            goes_on = int(match[1]) == last + 1 or (begins and match[1] == "1")
            if not goes_on or piece.top - low > _ROW_HEIGHTS * piece.height:
                break
            counting.add(id(piece))
            begins, low, last = False, piece.bottom, int(match[1])
    return [p for p in pieces if id(p) not in counting]


def _beside(first: Sequence[Label], second: Sequence[Label]) -> bool:
    return any(a.top < b.bottom and b.top < a.bottom for a in first for b in second)
