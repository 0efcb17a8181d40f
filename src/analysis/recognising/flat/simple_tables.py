"""Tables whose columns are told by rules alone (``====  ====``, reStructuredText).

Cells by where they are on the line.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

_RULE = re.compile(r"\s*(?:={2,}|-{2,})(?:\s+(?:={2,}|-{2,}))+\s*")
_RUN = re.compile(r"[=-]+")


def by_columns(texts: Sequence[str]) -> list[str]:
    """The lines between two equal rules, cut into cells below the rule's dashes.

    Others as they are.

    A line with anything between two columns is left alone: it has a cell over several columns, or
    was set in another width.

    Parameters
    ----------
    texts : sequence of str
        The lines.
    """
    out = list(texts)
    rules = [
        i for i, text in enumerate(texts) if "=" in text or "--" in text if _RULE.fullmatch(text)
    ]
    for a, b in pairwise(rules):
        if texts[a].strip() != texts[b].strip():
            continue
        spans = [m.span() for m in _RUN.finditer(texts[a])]
        for i in range(a + 1, b):
            cells = _cut(texts[i], spans)
            if cells is not None:
                out[i] = "| " + " | ".join(cells) + " |"
    return out


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> list[str] | None:
    if not text.strip() or "|" in text:
        return None
    cells = [""] * len(spans)
    column = 0
    for char in text:
        wide = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        need = 1 if char.isspace() else wide
        home = next((k for k, (a, b) in enumerate(spans) if a <= column <= b - need), None)
        if home is None and column >= spans[-1][0]:
            home = len(spans) - 1  # the last column has no end
        if home is not None and (cells[home] or not char.isspace()):
            cells[home] += char
        elif not char.isspace():
            return None
        column += wide
    return [cell.strip() for cell in cells]
