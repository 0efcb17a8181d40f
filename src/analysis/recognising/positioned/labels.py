"""Words of unruled pages, and the row labels they make up.

A label may wrap over lines or over a page's end.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from analysis.form import get_form
from analysis.reading.layout import PositionedLine, with_box
from analysis.recognising.characters import fold
from analysis.recognising.flat.tokens import NUMBER
from analysis.recognising.labels import label_key, row_item
from analysis.recognising.numbers import MARKS, read_number

_PAGE = 10_000.0  # points: further than any page is high
_LONGEST = 40  # lines of one label, where a column holds a character a line
_LEADING = 1.2  # heights between two lines of a label at the most
_CROSSED = 0.9  # of the width of a sign: lines that close are printed over each other
_CJK = re.compile(r"[\u2e80-\u9fff]")
_LARGE = 2.2
_NUMBERING = re.compile(r"^(?:\(?[一二三四五六七八九]\)?、?|\d{1,2}[.、,．])")
_NOTE = re.compile(r"\((?:区分?|设区?|单位?)")  # how the note under a label begins
_OTHER = re.compile(r"[^\w]")


class Piece(NamedTuple):
    """A word, with ``top`` and ``bottom`` counted downwards through all pages."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    line: PositionedLine

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """In points."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Label:
    """A row's label: which row, and what it is printed in."""

    table: str
    item: str
    parts: tuple[Piece, ...]

    @property
    def top(self) -> float:
        return self.parts[0].top

    @property
    def bottom(self) -> float:
        return self.parts[-1].bottom

    @property
    def right(self) -> float:
        return max(p.right for p in self.parts)


def pieces_of(lines: Iterable[PositionedLine]) -> list[Piece]:
    """All words, in the order of the lines.

    Those much larger than the rest lie across a table and are left out.

    Parameters
    ----------
    lines : iterable of PositionedLine
        Lines with the position of each word.
    """
    out = [
        Piece(w.text, w.left, w.right, x.page * _PAGE - w.top, x.page * _PAGE - w.bottom, x)
        for x in lines
        for w in x.words
    ]
    if not out:
        return out
    usual = sorted(p.height for p in out)[len(out) // 2]
    return [p for p in out if p.height < _LARGE * usual]


def is_value(text: str) -> bool:
    """Whether a word can be all a cell holds: one number or a mark.

    Parameters
    ----------
    text : str
        The word.
    """
    return (
        text in MARKS
        or fold(text) == "一"  # a dash, often
        or bool(NUMBER.fullmatch(text))
        or read_number(text, "10k_yuan", signed=True).status == "stated"
    )


def place_of(pieces: Sequence[Piece]) -> str:
    """The place of a cell.

    Parameters
    ----------
    pieces : sequence of Piece
        The words in the cell; there is at least one.
    """
    first = pieces[0].line
    mine = [p for p in pieces if p.line.page == first.page]
    return _place(
        first,
        min(p.left for p in mine),
        max(p.right for p in mine),
        min(p.top for p in mine),
        max(p.bottom for p in mine),
    )


def empty_place(label: Label, band: tuple[float, float]) -> str:
    """The place of a cell in which nothing is printed.

    Parameters
    ----------
    label : Label
        The label of the row.
    band : tuple of float and float
        Left and right edge of the column, in points.
    """
    first = label.parts[0]
    mine = [p for p in label.parts if p.line.page == first.line.page]
    return _place(first.line, band[0], band[1], first.top, mine[-1].bottom)


def _place(line: PositionedLine, left: float, right: float, top: float, bottom: float) -> str:
    low = line.page * _PAGE
    return with_box(
        line.where.partition(" [")[0], (left, low - bottom, right, low - top), line.turn
    )


def find_labels(pieces: Sequence[Piece], fmt: str) -> list[Label]:
    """The row labels of tables 二 and 三, from top to bottom.

    Parameters
    ----------
    pieces : sequence of Piece
        All words.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    by_page: dict[int, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda p: p.top):
        if _CJK.search(piece.text) and len(piece.text) <= 40:
            by_page.setdefault(piece.line.page, []).append(piece)
    out = []
    for page, mine in by_page.items():
        following = by_page.get(page + 1, [])[:40]
        for at, piece in enumerate(mine):
            label = _grown(piece, mine[at + 1 :], following, fmt)
            if label and not any(_is_crossed(part, label.parts, mine) for part in label.parts):
                out.append(label)
    return out


def _is_crossed(piece: Piece, own: Sequence[Piece], words: Sequence[Piece]) -> bool:
    """Whether words that are not a label's own run into one of it: its row is another, maybe.

    Text that does not fit its cell is printed over the cells above and below.
    """
    return any(
        abs(word.middle - piece.middle) < _CROSSED * sign
        and min(word.right, piece.right) - max(word.left, piece.left) > 0.8 * sign
        and word not in own
        for word in words
        if word.left < piece.right and piece.left < word.right
        for sign in [max((p.right - p.left) / len(p.text) for p in (word, piece))]
    )


def _grown(
    start: Piece, below: Sequence[Piece], following: Sequence[Piece], fmt: str
) -> Label | None:
    """The label that begins with a word.

    It and the words under it whose text together names a row.
    """
    if not _begins(start.text, fmt):
        return None
    parts, text = [start], start.text
    best = _named(text, parts, fmt)
    while len(parts) < _LONGEST:
        further = _below(parts, below)
        more = (
            [further]
            if further
            else [p for p in following if _overlap(p, parts)][:12]
            if _lowest(parts, below)
            else []
        )
        hit = None
        for piece in more:
            whole = text + piece.text
            if piece in parts or (_letters(text) and _named(piece.text, [piece], fmt)):
                continue  # another row's
            if not (
                best is None
                or _open(text)
                or _NOTE.match(fold(piece.text))
                or _is_cut(whole, piece.text, fmt)
            ):
                continue
            grown = _named(whole, [*parts, piece], fmt)
            if grown or (_begins(whole, fmt) and not best) or (best and _open(whole)):
                hit, best = piece, grown or best
                break
        if hit is None:
            break
        parts.append(hit)
        text += hit.text
    return best


def _named(text: str, parts: list[Piece], fmt: str) -> Label | None:
    for table in ("requests", "disclosure"):
        item = row_item(text, table, fmt)
        if item:
            return Label(table, item, tuple(parts))
    return None


@lru_cache(maxsize=2)
def _keys(fmt: str) -> tuple[str, ...]:
    labels = {c.item_label for c in get_form(fmt).cells if c.table != "remedies"}
    return tuple(
        {label_key(x) for x in labels}
        | {_letters(x) for x in labels}
        | {"规范性文件", "逾期不补正", "逾期不缴费"}
    )


def _letters(text: str) -> str:
    """A label without numbering and punctuation, but with all its words.

    A line's end can cut it anywhere.
    """
    return _OTHER.sub("", _NUMBERING.sub("", fold(text)))


@lru_cache(maxsize=16384)
def _begins(text: str, fmt: str) -> bool:
    """Whether some label begins like that."""
    if row_item(text, "requests", fmt) or row_item(text, "disclosure", fmt):
        return True
    letters = _letters(text)
    if not letters:  # a number of its own, above its label
        return len(text) <= 5 and bool(_CJK.search(text) or re.match(r"[(（\d]", text))
    return any(k.startswith(letters) for k in _keys(fmt))


def _is_cut(whole: str, end: str, fmt: str) -> bool:
    """Whether a text goes on with words of its label, though it names the row without them."""
    letters = _letters(whole)
    return bool(_letters(end)) and any(k.startswith(letters) for k in _keys(fmt))


def _open(text: str) -> bool:
    folded = fold(text)
    return folded.count("(") > folded.count(")")


def _overlap(piece: Piece, parts: Sequence[Piece]) -> bool:
    return piece.left < max(p.right for p in parts) and piece.right > min(p.left for p in parts)


def _below(parts: Sequence[Piece], below: Sequence[Piece]) -> Piece | None:
    last = parts[-1]
    for piece in below:
        if piece.top > last.bottom + _LEADING * last.height:
            return None
        if (
            piece.middle > last.bottom - 0.3 * last.height
            and _overlap(piece, parts)
            and piece not in parts
        ):
            return piece
    return None


def _lowest(parts: Sequence[Piece], below: Sequence[Piece]) -> bool:
    """Whether nothing stands under a word on its page.

    Then its label may go on over the page.
    """
    return not any(p.top > parts[-1].bottom and _overlap(p, parts) for p in below)
