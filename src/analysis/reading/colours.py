"""Colours, and how well a text is told from its ground. For every kind of file."""

import re
from functools import lru_cache
from typing import NamedTuple

from tinycss2.color3 import parse_color


class Colour(NamedTuple):
    """A colour.

    Attributes
    ----------
    red, green, blue : float
        From 0 to 1.
    alpha : float
        From 0, not seen at all, to 1.
    """

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    @property
    def luminance(self) -> float:
        """Relative luminance, from 0 to 1 (WCAG 2.2, https://www.w3.org/TR/WCAG22/)."""
        parts = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (self.red, self.green, self.blue)
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


BLACK, WHITE = Colour(0, 0, 0), Colour(1, 1, 1)
FAINT_CONTRAST = 1.35  # below it a reader may miss a text
NO_CONTRAST = 1.12  # below it nobody sees a text


@lru_cache(maxsize=4096)
def colour(value: str) -> Colour | None:
    """A colour as it is written in a style, or None for what is none.

    Parameters
    ----------
    value : str
        Such as ``#fff``, ``rgb(1, 2, 3)``, ``white`` or ``transparent``; modern syntax too.
    """
    value = re.sub(r"(?<=[\d%])\s+(?=[\d.])", ",", value).replace("/", ",")
    if re.match(r"(?:rgb|hsl)\(", value) and value.count(",") == 3:
        value = value[:3] + "a" + value[3:]
    if re.fullmatch("#(?:[0-9a-f]{4}|[0-9a-f]{8})", value):
        step = len(value) // 4
        alpha = int((value[-step:] * 2)[:2], 16) / 255
        found = parse_color(value[:-step])
        return Colour(found.red, found.green, found.blue, alpha) if found else None
    found = parse_color(value)
    return Colour(*found) if found is not None and found != "currentColor" else None


@lru_cache(maxsize=4096)
def ground(value: str) -> Colour | str | None:
    """The colour that a ``background`` lays.

    Parameters
    ----------
    value : str
        The value of ``background`` or ``background-color``.

    Returns
    -------
    Colour, "picture" or None
        ``picture`` where a picture or gradient lies there; None where nothing does.
    """
    if "url(" in value or "gradient" in value:
        return "picture"
    for token in [value, *value.split()]:
        found = colour(token)
        if found is not None:
            return found if found.alpha > 0.1 else None
    return None


@lru_cache(maxsize=4096)
def contrast(first: Colour, second: Colour) -> float:
    """How well two colours are told apart, from 1 (not at all) to 21 (WCAG 2.2).

    Parameters
    ----------
    first, second : Colour
        The colours of a text and its ground.
    """
    # Where only the hue differs, a reader still tells them apart.
    hue = max(
        abs(first.red - second.red),
        abs(first.green - second.green),
        abs(first.blue - second.blue),
    )
    low, high = sorted((first.luminance, second.luminance))
    ratio = (high + 0.05) / (low + 0.05)
    return max(ratio, 3.0) if hue > 0.5 else ratio
