"""Columns of an unruled table, from where its headers and numbers stand.

What is in one column never overlaps, seen from above, what is in another: so the intervals
that headers and numbers cover together are the columns, where they are as many as the form has and
their headers say so in the form's order. A number that stands beside its header (the one to the
right, the other centred) leaves an interval of its own; it joins its neighbour only where one side
alone is possible. Anything else is no reading: None.
"""

from collections.abc import Callable, Sequence

from analysis.recognising.gridded.headers import column_code, is_foreign

from .labels import Piece

Band = tuple[float, float]
Bands = tuple[list[Band], bool, list[Band]]  # the form's, whether each has its header, others
_NEAR, _ASTRAY = 1.5, 6.0  # points: as good as aligned, and off by a blank at the end of a cell
_STRAY_SHARE = 0.15
_TOUCHING = 0.5  # points between a number and what is set to it


def bands_of(
    headers: Sequence[Piece],
    values: Sequence[Piece],
    names: Sequence[str],
    name_of: Callable[[str], str | None],
) -> Bands | None:
    """Columns in the form's order, whatever theirs on the page.

    Parameters
    ----------
    headers : sequence of Piece
        Words above the values that can be part of a column's own header.
    values : sequence of Piece
        Numbers and marks of the rows.
    names : sequence of str
        The form's columns in order.
    name_of : callable
        The column that a header's text names, or None.

    Returns
    -------
    bands : list of (left, right)
    named : bool
        Whether every column has its header; else only the number of columns agrees, and the totals
        must confirm.
    others : list of (left, right)
        Columns that the form does not have.
    """
    cover = _cover([(p.left, p.right) for p in (*headers, *values)])
    above = [_header_of(band, headers) for band in cover]
    if len(cover) == len(names):
        seen = [name_of(text) if text else None for text in above]
        if seen == list(names):
            return cover, True, []
        if len(set(names)) < len(names):  # table 四 has its outcomes three times
            return cover, False, []
        if sorted(name or "" for name in seen) == sorted(names):
            return [cover[seen.index(name)] for name in names], True, []
        known = [names.index(name) for name in seen if name in names]
        if known != sorted(known):
            return None  # another order, half of it named
        return cover, False, []
    if len(cover) < len(names):
        return None
    filled = [bool(_in(band, values)) for band in cover]
    joined = _joined(cover, above, filled, names, name_of)
    return joined or _own(cover, above, filled, names, name_of)


def only_band(headers: Sequence[Piece], words: Sequence[Piece]) -> Band | None:
    """The column of rows that have one figure each: all to their right, unless a header there names
    a column that the form does not have, such as last year's.

    Parameters
    ----------
    headers : sequence of Piece
        Words above the rows that can be part of the column's header.
    words : sequence of Piece
        Words in the rows.
    """
    cover = _cover([(p.left, p.right) for p in (*headers, *words)])
    if not cover:
        return None
    above = [[_header_of(band, headers), *(p.text for p in _in(band, headers))] for band in cover]
    foreign = [any(is_foreign(text, None) for text in texts) for texts in above]
    named = [band for band, texts in zip(cover, above, strict=True) if any(map(column_code, texts))]
    if not any(foreign) and len(named) <= 1:
        return cover[0][0], max(right for _, right in cover)
    own = [band for band, no in zip(cover, foreign, strict=True) if band in named and not no]
    return own[0] if len(own) == 1 else None


def _joined(
    cover: list[Band],
    above: list[str],
    filled: list[bool],
    names: Sequence[str],
    name_of: Callable[[str], str | None],
) -> Bands | None:
    """Join intervals without a header to the header before, or to the one after.

    Only where exactly one way gives the columns. Numbers of one column lie above each other, so a
    header that has some below it takes no others where there is another way.
    """
    headed = [i for i, text in enumerate(above) if text]
    if len(headed) != len(names) or [name_of(above[i]) for i in headed] != list(names):
        return None
    lone = [i for i, text in enumerate(above) if not text]
    ways = []
    for step in (-1, 1):
        homes = {i: i + step for i in lone}
        if all(0 <= h < len(cover) and above[h] for h in homes.values()) and len(
            set(homes.values())
        ) == len(homes):
            mine = {h: i for i, h in homes.items()}
            bands = [_hull(cover[h], cover[mine.get(h, h)]) for h in headed]
            ways.append((bands, any(filled[h] for h in mine)))
    ways = ways if len(ways) == 1 else [way for way in ways if not way[1]]
    return (ways[0][0], True, []) if len(ways) == 1 else None


def _own(
    cover: list[Band],
    above: list[str],
    filled: list[bool],
    names: Sequence[str],
    name_of: Callable[[str], str | None],
) -> Bands | None:
    """The form's columns among others, where each of all has its header, and each of its own is
    named once and has numbers.
    """
    seen = [name_of(text) if text else None for text in above]
    if not all(above) or any(seen.count(name) != 1 for name in names):
        return None
    own = [seen.index(name) for name in names]
    others = [band for i, band in enumerate(cover) if i not in own]
    return ([cover[i] for i in own], True, others) if all(filled[i] for i in own) else None


def _hull(a: Band, b: Band) -> Band:
    return min(a[0], b[0]), max(a[1], b[1])


def _cover(spans: Sequence[Band]) -> list[Band]:
    """What a set of intervals covers."""
    out: list[Band] = []
    for left, right in sorted(spans):
        if out and left < out[-1][1] - 0.2:
            out[-1] = (out[-1][0], max(out[-1][1], right))
        else:
            out.append((left, right))
    return out


def _in(band: Band, pieces: Sequence[Piece]) -> list[Piece]:
    return [p for p in pieces if p.left < band[1] and p.right > band[0]]


def _header_of(band: Band, headers: Sequence[Piece]) -> str:
    return "".join(p.text for p in sorted(_in(band, headers), key=lambda p: (round(p.top), p.left)))


def column_in(bands: Sequence[Band], piece: Piece) -> int | None:
    """The one column that a word overlaps; None where there are several or none.

    Parameters
    ----------
    bands : sequence of Band
        Left and right edge of each column, in points.
    piece : Piece
        The word.
    """
    hits = [
        i
        for i, (left, right) in enumerate(bands)
        if piece.left < right - 0.2 and piece.right > left + 0.2
    ]
    return hits[0] if len(hits) == 1 else None


def aligned(bands: Sequence[Band], values: Sequence[Piece]) -> bool:
    """Whether the numbers of each column keep one edge or the middle, as those of one table do.

    Parts of a table that are laid out apart may overlap each other's columns: that shows here.

    Parameters
    ----------
    bands : sequence of Band
        Left and right edge of each column, in points.
    values : sequence of Piece
        The numbers.
    """
    columns: dict[int | None, list[Piece]] = {}
    for piece in values:
        columns.setdefault(column_in(bands, piece), []).append(piece)
    for i in range(len(bands)):
        mine = _side_by_side(columns.get(i, []))
        axes = ([a for a, _ in mine], [b for _, b in mine], [(a + b) / 2 for a, b in mine])
        if mine and not any(_straight(axis) for axis in axes):
            return False
    return True


def _side_by_side(pieces: Sequence[Piece]) -> list[Band]:
    """From where to where numbers reach, those that touch each other as one: a mark or a word's
    other half begins where no number of the column does.
    """
    out: list[Piece] = []
    for p in sorted(pieces, key=lambda p: (p.line.where, p.left)):
        if out and p.line is out[-1].line and p.left - out[-1].right < _TOUCHING:
            out[-1] = out[-1]._replace(right=max(p.right, out[-1].right))
        else:
            out.append(p)
    return [(p.left, p.right) for p in out]


def _straight(places: list[float]) -> bool:
    middle = sorted(places)[len(places) // 2]
    off = [abs(x - middle) for x in places]
    return max(off) < _ASTRAY and sum(x > _NEAR for x in off) <= _STRAY_SHARE * len(off)
