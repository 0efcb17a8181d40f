"""Tables that a text writes in the signs of a wiki: ``{|``, ``|-``, ``| a || b``, ``|}``."""

import re
from collections.abc import Iterator, Sequence

from .blocks import Grid, GridBuilder, Line

_OPENS, _CLOSES, _ROW, _TITLE = "{|", "|}", "|-", "|+"
# What a cell says of itself before its text: colspan="2" | …
_ATTRIBUTES = re.compile(r"\s*((?:[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s|\"']+)\s*)+)\|(?!\|)")
_SPAN = re.compile(r"(col|row)span\s*=\s*[\"']?(\d{1,3})")
_STRONG = re.compile("'{2,5}")
_FEWEST_ROWS = 2


def with_wiki_tables(lines: Sequence[Line]) -> list[Line | Grid]:
    """The lines of a text, with a grid in the place of every table that a wiki's signs enclose.

    Parameters
    ----------
    lines : sequence of Line
        The text, line by line.
    """
    out: list[Line | Grid] = []
    at = 0
    while at < len(lines):
        end = _end_of(lines, at)
        out += _blocks_of(lines[at + 1 : end]) if end else [lines[at]]
        at = end + 1 if end else at + 1
    return out


def _end_of(lines: Sequence[Line], at: int) -> int:
    """Where a table ends that begins at a line; 0 where none does, or another begins in it."""
    if not lines[at].text.strip().startswith(_OPENS):
        return 0
    rows = 0
    for end in range(at + 1, len(lines)):
        text = lines[end].text.strip()
        if text.startswith(_OPENS):
            return 0
        rows += text.startswith(_ROW)
        if text.startswith(_CLOSES):
            return end if rows + 1 >= _FEWEST_ROWS else 0
    return 0


def _blocks_of(lines: Sequence[Line]) -> list[Line | Grid]:
    titles = [x for x in lines if x.text.strip().startswith(_TITLE)]
    builder = GridBuilder()
    for row in _rows(x for x in lines if x not in titles):
        builder.next_row()
        for cell, where in row:
            spans = dict.fromkeys(("col", "row"), 1)
            if attributes := _ATTRIBUTES.match(cell):
                spans |= {kind: int(size) for kind, size in _SPAN.findall(attributes[1])}
                cell = cell[attributes.end() :]
            text = _STRONG.sub("", re.sub(r"<br\s*/?>", "\n", cell)).strip()
            builder.add(text, where, spans["col"], spans["row"])
    return [*(Line(x.text.strip()[2:], x.where) for x in titles), builder.grid()]


def _rows(lines: Iterator[Line]) -> Iterator[list[tuple[str, str]]]:
    """The cells of each row with their places; a line without a sign goes on with the last one."""
    row: list[tuple[str, str]] = []
    for line in lines:
        text = line.text.strip()
        if text.startswith(_ROW):
            if row:
                yield row
            row = []
        elif text[:1] in ("|", "!"):
            parts = re.split(r"\|\||!!" if text[0] == "!" else r"\|\|", text[1:])
            row += [(part, line.where) for part in parts]
        elif row and text:
            row[-1] = (f"{row[-1][0]}\n{text}", row[-1][1])
    if row:
        yield row
