"""Numbers that a blank or the end of a line parts in two.

What stands beside an empty cell may then look like two cells that are filled.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.reading.blocks import Line
from analysis.recognising.labels import row_item

from .rows import Row
from .tokens import Token

_GAP = re.compile(r"(?<=\d)\s+(?=\d)")


def broken_lines(tokens: Sequence[Token]) -> set[int]:
    """Lines next to one of digits alone: those may be a part of a number that broke.

    Where marks set cells apart, only in the line right above, or right below where that begins with
    a figure.

    Parameters
    ----------
    tokens : sequence of Token
        The cells of the text.
    """
    by_line: dict[int, list[str]] = {}
    for token in tokens:
        by_line.setdefault(token.line, []).extend([token.text] if token.text else [])
    numbers = sorted(by_line)
    alone = {
        line
        for line in numbers
        if by_line[line] and all(re.fullmatch(r"[\d.,\s]{1,20}", t) for t in by_line[line])
    }
    marked = {t.line for t in tokens if not t.spaced} - alone
    begun = {line for line in numbers if by_line[line] and by_line[line][0].isdecimal()}
    return {
        near
        for i, line in enumerate(numbers)
        if line in alone
        for near in numbers[max(0, i - 1) : i + 2]
        if near not in marked or near == line - 1 or (near == line + 1 and near in begun)
    }


def parted_lines(
    rows: Sequence[Row], tokens: Sequence[Token], lines: Sequence[Line], fmt: str
) -> set[int]:
    """Lines with blanks alone between cells, on which two numbers may be one that a blank parts.

    Where cells are mostly two or more blanks apart, those with a single blank between figures.
    Elsewhere all, where other rows have more or fewer numbers than cells, or none. In table 三 a
    total then decides. Table 二 has none: there, where no zero begins a number that one follows.

    Parameters
    ----------
    rows : sequence of Row
        All rows that were met in the text.
    tokens : sequence of Token
        The cells of the text.
    lines : sequence of Line
        Its lines.
    fmt : {"2019", "2021"}
        Format of the form.
    """
    spaced = {t.line for t in tokens if t.spaced}
    gaps = {n: [len(gap) for gap in _GAP.findall(lines[n - 1].text)] for n in spaced}
    near = {n for n, wide in gaps.items() if 1 in wide}
    apart = sum((1 if gap > 1 else -1) for wide in gaps.values() for gap in wide) > 0
    mine = [r for r in rows if r.one_line and all(t.spaced for t in r.run) and not r.ends_text]
    over = {r.label.line for r in mine if len(r.filled) > len(r.codes)}
    uneven = any(len(r.filled) != len(r.codes) for r in mine)
    if not (apart or uneven or (mine and _lacks(tokens, rows, fmt))):
        return set()
    whole = {
        r.label.line
        for r in mine
        if r.table == "disclosure" and not may_be_parts([t.text for t in r.filled])
    }
    return (near if apart and near.issuperset(over) else spaced) - whole


def _lacks(tokens: Sequence[Token], rows: Sequence[Row], fmt: str) -> bool:
    """Whether a row is empty: the labels of two rows follow each other, with nothing between."""
    filled = {row.index for row in rows}
    bare = [
        i not in filled
        and not t.spaced
        and any(row_item(t.text, table, fmt) for table in ("disclosure", "requests"))
        for i, t in enumerate(tokens)
    ]
    return any(a and b for a, b in pairwise(bare))


def may_be_parts(texts: Sequence[str]) -> bool:
    """Whether two cells of a row may be one number: no part but a whole one begins with a zero.

    Parameters
    ----------
    texts : sequence of str
        What is printed in its cells.
    """
    return any(a[:1] in "123456789" and a.isdecimal() and b.isdecimal() for a, b in pairwise(texts))
