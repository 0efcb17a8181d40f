"""Lines that strike the text of a PDF page through."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from analysis.reading.layout import Word
from analysis.reading.visibility import END, FAINT, STRUCK, marked

from .ruled import Segment

_CENTRE = 0.22  # of the height of a character: a line so near to its middle strikes it through
_DASH = 4.0  # points: a line no longer may be a dash of one


def _undashed(rules: Iterable[Segment]) -> list[Segment]:
    """Level lines; the dashes of one are put together."""
    out: list[Segment] = []
    level = [rule for rule in rules if not rule.upright]
    short = [rule for rule in level if rule.end - rule.start < _DASH]
    if not short:
        return level
    for rule in sorted(short, key=lambda r: (round(r.at, 1), r.start)):
        last = out[-1] if out else None
        if last and abs(last.at - rule.at) < 0.2 and abs(rule.start - last.end) < _DASH:
            out[-1] = Segment(False, last.at, last.start, rule.end)
        else:
            out.append(rule)
    return [*(rule for rule in level if rule.end - rule.start >= _DASH), *out]


def struck(
    chars: list[Word], rules: Iterable[Segment], noted: Iterable[Segment] = ()
) -> list[Word]:
    """Characters, those marked through which a line is drawn.

    Parameters
    ----------
    chars : list of Word
        One character each, of an upright page.
    rules : iterable of Segment
        The straight lines drawn on it. One that goes on where no text is rules a table.
    noted : iterable of Segment
        Lines that do nothing but strike text through.
    """
    middles = [(char[2] + char[4]) / 2 for char in chars]
    order = sorted(range(len(chars)), key=middles.__getitem__)
    middles.sort()
    reach = _CENTRE * max((char[4] - char[2] for char in chars), default=0)
    gone: set[int] = set()
    strikes = list(noted)
    for rule in [*strikes, *_undashed(rules)]:
        low = bisect_left(middles, rule.at - reach)
        near = order[low : bisect_right(middles, rule.at + reach, low)]
        if not near:
            continue
        hit = []
        for i in near:
            char = chars[i]
            shared = min(char.right, rule.end) - max(char.left, rule.start)
            level = abs(char.middle - rule.at) < _CENTRE * char.height
            if level and shared > 0.5 * (char.right - char.left):
                hit.append(i)
        under = sum(chars[i].right - chars[i].left for i in hit)
        if under > 0.6 * (rule.end - rule.start) or rule in strikes:
            gone.update(hit)
    if not gone:
        return chars
    return [
        c._replace(text=marked(c.text.strip(FAINT + END), STRUCK)) if i in gone else c
        for i, c in enumerate(chars)
    ]
