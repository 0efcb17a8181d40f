"""Colours, and how well a text is told from its ground. For every kind of file."""

import colorsys
import re
from functools import lru_cache
from typing import NamedTuple

from tinycss2 import color3, color4, parse_one_component_value, serialize
from tinycss2.ast import Node


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

    @property
    def written(self) -> str:
        """The colour as a style sheet writes it."""
        parts = " ".join(f"{255 * part:.2f}" for part in self[:3])
        return f"rgb({parts} / {self.alpha:.4f})"

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
        return _of_several(value) if value.startswith(_OF_SEVERAL) else _modern(value)
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


_LONGEST = 300  # characters of a mixture: one of mixtures in mixtures may be without end
_OF_SEVERAL = ("color-mix(", "light-dark(")
# By what power of its light a space measures how light a colour is; 0 where it is measured by parts
# of red, green and blue. Spaces that turn hues are not worked out.
_POWERS = dict.fromkeys(["srgb", "display-p3", "a98-rgb", "prophoto-rgb", "rec2020"], 0.0)
_POWERS |= dict.fromkeys(["srgb-linear", "xyz", "xyz-d50", "xyz-d65"], 1.0)
_POWERS |= dict.fromkeys(["lab", "oklab", "lch", "oklch"], 1 / 3)


def _of_several(value: str) -> Colour | None:
    """A mixture of two colours, or that of two which is shown by day (CSS Color 5, 3 and 7)."""
    block = parse_one_component_value(value[:_LONGEST], skip_comments=True)
    if block.type != "function":
        return None
    parts: list[list[Node]] = [[]]
    for token in block.arguments:
        if token == ",":
            parts.append([])
        elif token.type != "whitespace":
            parts[-1].append(token)
    if block.lower_name == "light-dark":
        return colour(serialize(parts[0]).lower())
    space = parts[0][1].lower_value if len(parts[0]) > 1 and parts[0][1].type == "ident" else ""
    if len(parts) != 3 or space not in _POWERS:
        return None
    shares = [next((t.value / 100 for t in p if t.type == "percentage"), None) for p in parts[1:]]
    found = [
        colour(serialize([t for t in part if t.type != "percentage"]).lower()) for part in parts[1:]
    ]
    first, second = shares
    if first is None:
        first = 0.5 if second is None else 1 - second
    second = 1 - first if second is None else second
    if None in found or first < 0 or second < 0 or first + second <= 0:
        return None
    a, b = (each for each in found if each)
    return _mixture(a, b, first, second, _POWERS[space])


def _mixture(a: Colour, b: Colour, first: float, second: float, power: float) -> Colour:
    """Two colours in their shares; by their light alone, the grey that is as light."""
    weights = first * a.alpha / (first + second), second * b.alpha / (first + second)
    alpha = sum(weights)
    if alpha <= 0:
        return a._replace(alpha=0.0)
    share = weights[0] / alpha
    alpha *= min(first + second, 1.0)
    if not power:
        return a.mixed(b, share)._replace(alpha=alpha)
    light = share * a.luminance**power + (1 - share) * b.luminance**power
    light **= 1 / power
    grey = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return Colour(grey, grey, grey, alpha)


_WORD = re.compile(r"#[0-9a-f]+|(?:rgb|hsl)a?\([^()]*\)|[a-z]+")


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
        ``picture`` where a picture, a gradient or a mixture that is not worked out lies there; None
        where nothing does. A gradient from one colour to much the same is that colour.
    """
    if "url(" in value:
        return "picture"
    if "gradient" in value:
        several = [each for word in _WORD.findall(value) if (each := colour(word)) is not None]
        alike = (e.alpha >= 1 and contrast(several[0], e) < FAINT_CONTRAST for e in several)
        return several[0] if several and all(alike) else "picture"
    for token in [value, *value.split()]:
        found = colour(token)
        if found is not None:
            return found if found.alpha > 0.1 else None
    return "picture" if any(name in value for name in _OF_SEVERAL) else None


# The colours of a theme in the order in which cells number them (ECMA-376 part 1, 20.1.6.2), and
# those of older programs.
_NAMES = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
_OFFICE = "FFFFFF 000000 EEECE1 1F497D 4F81BD C0504D 9BBB59 8064A2 4BACC6 F79646 0000FF 800080"
_IN_THEME = re.compile(
    rf"<(?:\w+:)?({'|'.join(_NAMES)})>\s*"
    r'<(?:\w+:)?(?:srgbClr val|sysClr [^>]*?lastClr)="([0-9A-Fa-f]{6})"'
)


def theme_colours(theme: bytes | None) -> dict[str, Colour]:
    """The colours of an office file's theme by their names, paper and ink first.

    Parameters
    ----------
    theme : bytes or None
        The theme as XML; None where the file has none, and that of older programs holds.
    """
    written = dict(zip(_NAMES, _OFFICE.split(), strict=True))
    written |= _IN_THEME.findall(
        (theme or b"").partition(b"clrScheme>")[0].decode(errors="replace")
    )
    return {name: colour(f"#{value.lower()}") or BLACK for name, value in written.items()}


def tinted(plain: Colour, tint: float) -> Colour:
    """A colour made lighter (up to 1) or darker (down to -1); ECMA-376 part 1, 18.8.19.

    Parameters
    ----------
    plain : Colour
        The colour.
    tint : float
        How much.
    """
    if not tint:
        return plain
    hue, light, full = colorsys.rgb_to_hls(*plain[:3])
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return Colour(*colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), full))


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
