"""Colours, and how well a text is told from its ground. For every kind of file."""

from functools import lru_cache
from typing import NamedTuple

from tinycss2 import color3, color4


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

    def over(self, ground: "Colour") -> "Colour":
        """The colour that shows where this one lies on another.

        Parameters
        ----------
        ground : Colour
            What lies below; taken as opaque.
        """
        if self.alpha >= 1:
            return self
        mixed = (
            self.alpha * a + (1 - self.alpha) * b for a, b in zip(self[:3], ground[:3], strict=True)
        )
        return Colour(*mixed)

    def mixed(self, other: "Colour", share: float) -> "Colour":
        """The colour that a pattern of two has from afar.

        Parameters
        ----------
        other : Colour
            What shows between the signs of the pattern.
        share : float
            Of the surface that this colour covers.
        """
        return self._replace(alpha=share).over(other)


BLACK, WHITE = Colour(0, 0, 0), Colour(1, 1, 1)
# Colours of the system, as pages saved by office programs name them (CSS Color 4, 6.2 and A).
_SYSTEM = dict.fromkeys(["windowtext", "canvastext", "buttontext", "infotext", "menutext"], BLACK)
_SYSTEM |= dict.fromkeys(["window", "canvas", "field", "background"], WHITE)
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
    if value in _SYSTEM:
        return _SYSTEM[value]
    found = color3.parse_color(value)  # the older syntax, which nearly all pages use
    if found is None and value[:1] in _MODERN:
        return _modern(value)
    return Colour(*found) if found is not None and found != "currentColor" else None


_MODERN = frozenset("#rhloc")  # how colours of CSS Color 4 begin


def _modern(value: str) -> Colour | None:
    """A colour of CSS Color 4; of one given by its lightness, the grey that is as light."""
    found = color4.parse_color(value)
    if found is None or found == "currentcolor":
        return None
    if found.space in ("lab", "lch", "oklab", "oklch"):
        light = (found.coordinates[0] or 0) / (1 if found.space.startswith("ok") else 100)
        grey = min(max(light, 0.0), 1.0)
        return Colour(grey, grey, grey, found.alpha)
    # Of a wide gamut the parts are near enough to those of sRGB to tell text from its ground.
    plain = found.to("srgb") if found.space in ("srgb", "hsl", "hwb") else found
    red, green, blue = (min(max(part or 0.0, 0.0), 1.0) for part in plain.coordinates)
    return Colour(red, green, blue, found.alpha)


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
    """How well a person can distinguish two colours, from 1 (not at all) to 21 (WCAG 2.2).

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
