"""Letters of a figure: how wide a text is, and how it is cut or broken to fit."""

import re
from bisect import bisect_right
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

from analysis.telling.fonts import face

_CHINESE = re.compile(r" [(][^()]*[㐀-鿿]([^()]|[(][^()]*[)])*[)]")  # after an English name
_EM = 1000  # units of the font to the height of a character
SIZE = 12.0  # units: height of characters where nothing else is asked for


@cache
def _font() -> Any:
    import uharfbuzz as hb

    return hb.Font(face())


def width(text: str, size: float = SIZE) -> float:
    """Width of a text in units: its characters side by side, without kerning.

    Parameters
    ----------
    text : str
        The text.
    size : float
        Height of the characters, in units.
    """
    return size * sum(map(_advance, text))


@lru_cache(maxsize=8192)
def _advance(character: str) -> float:
    """How far a character moves what follows it, of an em."""
    glyph = _font().get_nominal_glyph(ord(character)) or 0
    return float(_font().get_glyph_h_advance(glyph)) / _EM


def fitted(text: str, room: float, size: float = SIZE) -> str:
    """A text, cut with an ellipsis where it is wider than there is room.

    Parameters
    ----------
    text : str
        The text.
    room : float
        Width that there is, in units.
    size : float
        Height of the characters, in units.
    """
    if width(text, size) <= room:
        return text
    left = room - width("…", size)
    return text[: bisect_right(list(accumulate(width(c, size) for c in text)), left)].rstrip() + "…"


def fitted_name(name: str, room: float, size: float = SIZE) -> str:
    """A name as it fits: in both languages, else without the Chinese in brackets, else cut.

    Parameters
    ----------
    name : str
        Name of an agency, in English pages with the Chinese in brackets behind it.
    room : float
        Width that there is, in units.
    size : float
        Height of the characters, in units.
    """
    whole = width(name, size) <= room
    return fitted(name if whole else _CHINESE.sub("", name, count=1) or name, room, size)


def wrapped(text: str, room: float, size: float = SIZE) -> list[str]:
    """A text in lines: broken between words, and Chinese between characters.

    Parameters
    ----------
    text : str
        The text.
    room : float
        Width of a line, in units.
    size : float
        Height of the characters, in units.
    """
    lines = [""]
    for piece in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", text):
        if lines[-1] and width((lines[-1] + piece).rstrip(), size) > room:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]
