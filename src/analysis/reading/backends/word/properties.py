"""What the properties of a run, and of its paragraph, say of how it is seen (ECMA-376, 17.3)."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from analysis.reading.colours import BLACK, WHITE, Colour, colour
from analysis.reading.visibility import is_of_pictures

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIAGONALS = (f"{W}tl2br", f"{W}tr2bl")  # lines across a cell
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
# Switched off where two styles switch them on.
TOGGLES = frozenset(["vanish", "strike", "dstrike"])
_FLAGS = frozenset([*TOGGLES, "webHidden", "specVanish", "rtl"])
_VALUES = frozenset(["position", "sz", "spacing", "w", "fitText"])
_FLAT = 60  # twentieths of a point: a line so low shows nothing
_FAR_LEFT, _FAR_RIGHT = -4000, 14_000  # twentieths of a point: beyond them lies no paper
_HALF = 5  # twentieths of a point a half point: a line so low shows half a digit
# What indents and frames say, as it is kept; of signs (hundredths) the least width that they have.
_PLACES = {
    "start": ("left", 1),
    "left": ("left", 1),
    "leftChars": ("left", 1),
    "startChars": ("left", 1),
    "end": ("right", 1),
    "right": ("right", 1),
    "rightChars": ("right", 1),
    "endChars": ("right", 1),
    "firstLine": ("first", 1),
    "firstLineChars": ("first", 1),
    "hanging": ("first", -1),
    "hangingChars": ("first", -1),
    "x": ("x", 1),
}
_SPACING, _MOVING = f"{W}spacing", (f"{W}ind", f"{W}framePr")
_POINTS = {"pt": 1.0, "pc": 12.0, "pi": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}
_MEASURE = re.compile(r"(-?\d+(?:\.\d+)?)(pt|pc|pi|in|cm|mm|%)?")
_A_POINT = {"sz": 2, "position": 2}  # parts of a point in which a number counts; 20 of others
# How properties name the colours of the theme, where that has other names.
_NAMED = {"text": "dk", "tx": "dk", "dark": "dk", "background": "lt", "bg": "lt", "light": "lt"}
_NAMED |= {"hyperlink": "hlink", "followedHyperlink": "folHlink"}


def style_of(node: Any) -> str | None:
    """What a property holds, such as the name of a style; None where it is not there.

    Parameters
    ----------
    node : element or None
        The property.
    """
    return None if node is None else node.get(f"{W}val")


def is_line(border: Any) -> bool:
    """Whether a border of a cell is drawn.

    Parameters
    ----------
    border : element
        Such as a ``w:tl2br``.
    """
    return border.get(f"{W}val") not in ("nil", "none")


def is_on(value: str) -> bool:
    """Whether a property that is on or off is on.

    Parameters
    ----------
    value : str
        What it holds.
    """
    return value not in ("0", "false", "off", "none")


def properties_in(look: Any, theme: Mapping[str, Colour]) -> dict[str, Any]:
    """What a ``w:rPr`` says of how a run is seen.

    Parameters
    ----------
    look : element or None
        The ``w:rPr``.
    theme : mapping
        The colours of the document's theme by their names.
    """
    found: dict[str, Any] = {}
    for node in look if look is not None else ():
        if not isinstance(node.tag, str):
            continue
        name = node.tag.rpartition("}")[2]
        value = node.get(f"{W}val", "")
        if name in _FLAGS:
            found[name] = is_on(value or "true")
        elif name == "vertAlign":
            found[name] = value
        elif name == "rFonts":
            found[name] = is_of_pictures(node.get(f"{W}ascii", node.get(f"{W}hAnsi")))
        elif name == "color":
            found[name] = _of_theme(node, "theme", theme) or _colour(value)
        elif name == "textFill":
            found["color"] = _text_fill(node, found.get("color"), theme)
        elif name == "highlight":
            found[name] = None if value == "none" else colour(value.lower())
        elif name == "shd":
            found.update(shade_in(node, "shade", theme))
        elif name in _VALUES and (measure := _MEASURE.fullmatch(value)):
            points = _POINTS.get(measure[2] or "")
            found[name] = float(measure[1]) * (points * _A_POINT.get(name, 20) if points else 1)
    return found


def _of_theme(node: Any, name: str, theme: Mapping[str, Colour]) -> Colour | None:
    """The colour of the theme that a property names; it goes before what is written beside it."""
    found = _named(node.get(f"{W}{name}", node.get(f"{W}{name}Color", "")), theme)
    for way, paper in (("Tint", WHITE), ("Shade", BLACK)):
        share = node.get(f"{W}{name}{way}", "")
        if found is not None and re.fullmatch("[0-9A-Fa-f]{1,2}", share):
            found = found.mixed(paper, int(share, 16) / 255)
    return found


def _named(name: str, theme: Mapping[str, Colour]) -> Colour | None:
    bare = name.rstrip("12")
    return theme.get(_NAMED.get(bare, bare) + name[len(bare) :])


def _text_fill(node: Any, default: Colour | None, theme: Mapping[str, Colour]) -> Colour | None:
    """The colour that newer versions of Word fill a text with (``w14:textFill``)."""
    parts = {part.tag.rpartition("}")[2]: part for part in node.iter() if isinstance(part.tag, str)}
    if "noFill" in parts:
        return WHITE._replace(alpha=0.0)

    def thousandths(name: str, usual: float) -> float:
        value = parts[name].get(f"{W14}val", "") if name in parts else ""
        return int(value) / 100_000 if value.isdecimal() else usual

    written = parts["srgbClr"].get(f"{W14}val", "") if "srgbClr" in parts else ""
    named = parts["schemeClr"].get(f"{W14}val", "") if "schemeClr" in parts else ""
    found = _colour(written) or _named(named, theme) or default
    if found is not None:
        found = found.mixed(BLACK, min(thousandths("lumMod", 1), 1))
        found = WHITE.mixed(found, min(thousandths("lumOff", 0), 1)) if "lumOff" in parts else found
    return WHITE._replace(alpha=0.0) if thousandths("alpha", 0) > 0.9 else found


def paper_in(background: Any, theme: Mapping[str, Colour]) -> Colour | None:
    """The colour that a ``w:background`` gives to pages; None where it gives none.

    Parameters
    ----------
    background : element
        The ``w:background``.
    theme : mapping
        The colours of the document's theme by their names.
    """
    return _of_theme(background, "theme", theme) or _colour(background.get(f"{W}color", ""))


def shade_in(node: Any, name: str, theme: Mapping[str, Colour]) -> dict[str, Any]:
    """The colour of a ``w:shd``; empty where there is none.

    Parameters
    ----------
    node : element or None
        The ``w:shd``.
    name : str
        The name that it is to have.
    theme : mapping
        The colours of the document's theme by their names.
    """
    if node is None:
        return {}
    pattern = node.get(f"{W}val", "clear")
    fill = _of_theme(node, "themeFill", theme) or _colour(node.get(f"{W}fill", "auto"))
    if pattern in ("clear", "nil"):
        return {name: fill}
    per_cent = re.fullmatch(r"pct(\d+)", pattern)
    share = float(per_cent[1]) / 100 if per_cent else 0.25 if "thin" in pattern else 0.5
    ink = _of_theme(node, "theme", theme) or _colour(node.get(f"{W}color", "auto")) or BLACK
    return {name: ink.mixed(fill or WHITE, 1 if pattern == "solid" else share)}


@lru_cache(maxsize=512)
def _colour(value: str) -> Colour | None:
    """A colour in hexadecimal; None for ``auto``, which Word sets off from its ground."""
    return colour(f"#{value}") if len(value) == 6 else None


def place_in(look: Any) -> dict[str, int]:
    """What a ``w:pPr`` says of where its lines are, in twentieths of a point.

    Parameters
    ----------
    look : element or None
        The ``w:pPr``.

    Returns
    -------
    dict of str to int
        ``line`` (where it is an exact height, else 0), ``before`` (the space above), ``left``,
        ``right``, ``first`` (of the first line, beside ``left``), and ``x`` of a frame.
    """
    found: dict[str, int] = {}
    for node in look if look is not None else ():
        if node.tag == _SPACING:
            if node.get(f"{W}line") is not None:
                exact = node.get(f"{W}lineRule") == "exact"
                found["line"] = abs(_twips(node, "line", 0)) if exact else 0
            if node.get(f"{W}before") is not None:
                found["before"] = _twips(node, "before", 0)
        elif node.tag in _MOVING:
            for name, (key, sign) in _PLACES.items():
                value = _twips(node, name, None)
                if value or (value is not None and not name.endswith("Chars")):
                    found[key] = sign * value
    return found


def is_far(place: Mapping[str, int], size: float) -> bool:
    """Whether lines are off the page, or too low for their text.

    Parameters
    ----------
    place : mapping
        As ``place_in`` gives it.
    size : float
        Of the text, in half points.
    """
    get = place.get
    left = get("left", 0)
    return (
        0 < get("line", 0) <= max(_FLAT, _HALF * size)
        or not _FAR_LEFT < left < _FAR_RIGHT
        or not _FAR_LEFT < left + get("first", 0) < _FAR_RIGHT
        or not _FAR_LEFT < get("x", 0) < _FAR_RIGHT
        or get("right", 0) > _FAR_RIGHT
    )


def _twips(node: Any, name: str, default: Any) -> Any:
    text = node.get(f"{W}{name}", "")
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default
