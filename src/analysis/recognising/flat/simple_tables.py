"""Tables whose columns are told by rules alone (``====  ====``, reStructuredText).

Cells by where they are on the line.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.reading.drawn import places

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
    row = list(places(text))
    starts, ends = zip(*spans, strict=True)
    bounds = [(0, starts[0]), *zip(ends, (*starts[1:], ends[-1]), strict=True)]
    if any("".join(row[a:b]).strip() or row[b : b + 1] == [""] for a, b in bounds if a < b):
        return None
    if any(row[end : end + 1] == [""] for end in ends[:-1]):
        return None
    # The last column has no end.
    return ["".join(row[a:b]).strip() for a, b in zip(starts, (*ends[:-1], None), strict=True)]
