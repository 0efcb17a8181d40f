"""Whose figures follow a label: its own, unless labels stand behind theirs or over two rows."""

import re
from collections.abc import Sequence
from itertools import takewhile

from analysis.reading.blocks import Line
from analysis.recognising.labels import is_label, row_item
from analysis.recognising.numbers import counts_columns

from .rows import Row
from .tokens import Token, is_value

_WORDS = re.compile("[\u4e00-\u9fff]{2}")  # a row that the form does not have begins with some
_FEWEST = 2  # figures that are a row's; a single one may be the number of a page or of the row


def _may_be_figure(token: Token, fmt: str) -> bool:
    return is_value(token, fmt) and not _WORDS.search(token.text)


def _figures(tokens: Sequence[Token]) -> list[str]:
    """The figures among cells, none where they count columns: 1, 2, 3, …"""
    texts = [t.text for t in tokens if any(map(str.isdecimal, t.text))]
    return [] if counts_columns(texts) else texts


def are_before_labels(rows: Sequence[Row], tokens: Sequence[Token], fmt: str) -> bool:
    """Whether labels stand behind their figures, so that those of the next row follow each.

    Then figures stand before the first label, and none behind the last.

    Parameters
    ----------
    rows : sequence of Row
        The rows of one table that cells follow.
    tokens : sequence of Token
        The cells of the text.
    fmt : str
        Code of the form.
    """
    filled = [row.index for row in rows if _figures(row.run)]
    if not filled:
        return False
    before = takewhile(lambda t: _may_be_figure(t, fmt), reversed(tokens[: min(filled)]))
    if len(_figures([*before][::-1])) < _FEWEST:
        return False
    last = tokens[max(filled) + 1 :]
    return any(row_item(t.text, rows[0].table, fmt) for t in last if t.text)


def may_be_of_another(row: Row, tokens: Sequence[Token], lines: Sequence[Line], fmt: str) -> bool:
    """Whether figures stand before their label on its line, or a second row of them below its own.

    Under a label that is over two rows nobody can tell which of them is meant.

    Parameters
    ----------
    row : Row
        A row with figures.
    tokens : sequence of Token
        The cells of the text.
    lines : sequence of Line
        Its lines.
    fmt : str
        Code of the form.
    """
    after = row.index + 1 + len(row.run)
    if not row.one_line:
        on_line = tokens[row.index - row.lead : row.index]
        next_to = tokens[after : after + 1]  # on the line of the last figure, the next row's label
        is_next = bool(next_to) and next_to[0].line == row.run[-1].line
        is_next = is_next and is_label(next_to[0].text, fmt)
        return is_next or len(_figures(on_line)) >= _FEWEST
    below = [
        t for t in tokens[after : after + 2 * len(row.run) + row.lead + 2] if t.line == row.then
    ]
    if not all(_may_be_figure(t, fmt) for t in below):
        return False
    count, size, full = len(_figures(below)), len(row.filled), len(row.codes)
    barred = row.then is not None and "|" in lines[row.then - 1].text
    if not barred and "|" in lines[row.label.line - 1].text:
        return False  # written otherwise, as the foot of a page is: 3 / 5
    if not barred and size == full and not size <= len(below) <= size + row.lead:
        return False
    return count >= _FEWEST or (barred and count == size == 1)
