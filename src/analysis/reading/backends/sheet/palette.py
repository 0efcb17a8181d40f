"""The colours of a new workbook, those of its theme among them."""

from collections.abc import Sequence
from typing import Any

from analysis.reading.colours import BLACK, WHITE, Colour, colour, theme_colours, tinted
from analysis.reading.visibility import is_of_pictures

from .grids import Font


class Palette:
    """The colours of a workbook.

    Parameters
    ----------
    theme : bytes or None
        Its theme as XML; None where it has none, and that of older programs holds.
    numbered : sequence of str
        The colours that cells name by a number, which a workbook may set anew.
    """

    def __init__(self, theme: bytes | None, numbered: Sequence[str]) -> None:
        self._theme = [*theme_colours(theme).values()]
        self._numbered = numbered

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
            own = colour(f"#{found.rgb[-6:].lower()}")
            return own and tinted(own, found.tint)
        if found.type == "theme" and found.theme < len(self._theme):
            return tinted(self._theme[found.theme], found.tint)
        if found.type == "indexed":
            if found.indexed < len(self._numbered):
                return colour(f"#{self._numbered[found.indexed][-6:].lower()}")
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
            is_of_pictures(font.rFont if hasattr(font, "rFont") else font.name),
        )
