"""The colours of a new workbook, those of its theme among them."""

import colorsys
import re
from typing import Any

from analysis.reading.colours import BLACK, WHITE, Colour, colour

from .grids import Font

# Paper and ink, then the rest in the order in which cells number them (ECMA-376 part 1, 20.1.6.2).
_NAMES = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
_OFFICE = "FFFFFF 000000 EEECE1 1F497D 4F81BD C0504D 9BBB59 8064A2 4BACC6 F79646 0000FF 800080"
_VALUE = r'<(?:\w+:)?{}>\s*<(?:\w+:)?(?:srgbClr val|sysClr [^>]*?lastClr)="([0-9A-Fa-f]{{6}})"'


class Palette:
    """The colours of a workbook.

    Parameters
    ----------
    theme : bytes or None
        Its theme as XML; None where it has none, and that of older programs holds.
    """

    def __init__(self, theme: bytes | None) -> None:
        text = (theme or b"").decode("utf-8", "replace")
        found = (re.search(_VALUE.format(name), text) for name in _NAMES)
        self._theme = [
            colour(f"#{(match[1] if match else usual).lower()}") or BLACK
            for match, usual in zip(found, _OFFICE.split(), strict=True)
        ]

    def colour(self, found: Any, default: Colour | None) -> Colour | None:
        """A colour as a cell names it.

        Parameters
        ----------
        found : openpyxl Color or None
            By its parts, its number in the theme or its number among the old ones.
        default : Colour or None
            What holds where it names none.
        """
        if found is None:
            return default
        if found.type == "rgb" and isinstance(found.rgb, str) and len(found.rgb) in (6, 8):
            return _tinted(colour(f"#{found.rgb[-6:].lower()}"), found.tint)
        if found.type == "theme" and found.theme < len(self._theme):
            return _tinted(self._theme[found.theme], found.tint)
        if found.type == "indexed":
            from openpyxl.styles.colors import COLOR_INDEX

            if found.indexed < len(COLOR_INDEX):
                return colour(f"#{COLOR_INDEX[found.indexed][-6:].lower()}")
            return WHITE if found.indexed == 65 else BLACK
        return default

    def ink(self, fill: Any) -> Colour | None:
        """The colour of a pattern so dense that a text of the same colour is hard to see on it.

        Parameters
        ----------
        fill : openpyxl Fill
            What fills a cell.
        """
        dense = str(getattr(fill, "patternType", None)).startswith(("dark", "medium"))
        return self.colour(fill.fgColor, BLACK) if dense else None

    def font(self, font: Any, base: Font) -> Font:
        """The font of a run, or of a cell, where it differs from another.

        Parameters
        ----------
        font : openpyxl Font, InlineFont or None
            As it is written.
        base : Font
            What holds where it says nothing.
        """
        if font is None:
            return base
        return Font(
            self.colour(font.color, base.colour),
            bool(font.strike),
            font.vertAlign in ("superscript", "subscript"),
            base.points if font.sz is None else float(font.sz),
        )


def _tinted(plain: Colour | None, tint: float) -> Colour | None:
    """A colour made lighter (up to 1) or darker (down to -1); ECMA-376 part 1, 18.8.19."""
    if plain is None or not tint:
        return plain
    hue, light, full = colorsys.rgb_to_hls(plain.red, plain.green, plain.blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return Colour(*colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), full))
