"""Small graphics within a line: a share with its interval, and its peers. They hold no text."""

import math

from analysis.telling.html import Html

from .canvas import ALARM, BAND, INK, LINE, OWN, QUIET
from .caption import picture

_ACROSS, _HIGH = 132, 18
_BROKEN = ' stroke-dasharray="3 3"'
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {high}" '
    'width="{across}" height="{high}">{parts}</svg>'
)


def share_strip(
    estimate: float,
    low: float,
    high: float,
    alt: str,
    peers: tuple[float, float, float] | None = None,
    known: bool = True,
) -> Html:
    """A share between 0 and 1 with its interval.

    Parameters
    ----------
    estimate, low, high : float
        Fractions of one; without an interval (``nan``) the point stands alone.
    alt : str
        The same in words.
    peers : (low, median, high), optional
        Where the middle of the peers lies.
    known : bool
        A share that is unknown, or of few cases, is an empty scale with a broken line, and nowhere
        a zero.
    """
    scale, ends = f"M{_x(0):g} {_HIGH / 2:g}H{_x(1):g}", "".join(f"M{_x(v):g} 4V14" for v in (0, 1))
    if known:
        parts = [f'<path d="{scale}{ends}" stroke="{LINE}"/>']
    else:
        parts = [
            f'<path d="{d}" stroke="{LINE}"{how}/>' for d, how in ((scale, _BROKEN), (ends, ""))
        ]
    if peers:
        left, right = _x(peers[0]), _x(peers[2])
        parts.append(
            f'<rect x="{left:g}" y="3.5" width="{max(right - left, 1):g}" height="11" '
            f'fill="{BAND}"/>'
        )
        parts.append(f'<path d="M{_x(peers[1]):g} 2V16" stroke="{QUIET}" stroke-width="1.6"/>')
    if known and not math.isnan(low):
        path = f"M{_x(low):g} {_HIGH / 2:g}H{_x(high):g}"
        parts.append(f'<path d="{path}" stroke="{OWN}" stroke-width="2.2"/>')
    if known:
        parts.append(f'<circle cx="{_x(estimate):g}" cy="{_HIGH / 2:g}" r="4" fill="{OWN}"/>')
    return _done(parts, alt)


def tally_strip(counts: tuple[int, int, int], alt: str) -> Html:
    """How many checks pass, fail and are undecided, as lengths of one bar.

    Fill and height tell them apart as well as colour.

    Parameters
    ----------
    counts : (int, int, int)
        Checks that pass, fail and are undecided.
    alt : str
        The same in words.
    """
    total, x, parts = sum(counts), 4.0, []
    fills = ((OWN, 5, 8), (ALARM, 1, 16), ("none", 5, 8))
    for count, (fill, y, height) in zip(counts, fills, strict=True):
        wide = (_ACROSS - 8) * count / total if total else 0
        if count:
            edge = f' stroke="{INK}" stroke-dasharray="2 2"' if fill == "none" else ""
            parts.append(
                f'<rect x="{x:g}" y="{y}" width="{max(wide, 1.5):g}" height="{height}" '
                f'fill="{fill}"{edge}/>'
            )
        x += wide
    none = f'<path d="M{_x(0):g} {_HIGH / 2:g}H{_x(1):g}" stroke="{LINE}"{_BROKEN}/>'
    return _done(parts or [none], alt)


def _done(parts: list[str], alt: str) -> Html:
    svg = _SVG.format(across=_ACROSS, high=_HIGH, parts="".join(parts))
    return Html(picture(svg, alt, _ACROSS, _HIGH, "strip"))


def _x(fraction: float) -> float:
    return round(4 + (_ACROSS - 8) * fraction, 1)
