"""What the properties of a run, and of its paragraph, say of how it is seen (ECMA-376, 17.3)."""

import re
from functools import lru_cache
from typing import Any

from analysis.reading.colours import BLACK, WHITE, Colour, colour

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
# Switched off where two styles switch them on.
TOGGLES = frozenset(["vanish", "strike", "dstrike"])
_FLAGS = frozenset([*TOGGLES, "webHidden", "specVanish", "rtl"])
_PICTURE_FONTS = ("wingdings", "webdings", "marlett", "mt extra", "zapfdingbats")
_VALUES = frozenset(["vertAlign", "position", "sz", "color", "highlight", "spacing", "w"])
_FLAT = 60  # twentieths of a point: a line so low shows nothing
_FAR_LEFT, _FAR_RIGHT = -4000, 14_000  # twentieths of a point: beyond them lies no paper
_DARK_THEME = frozenset(["text1", "dark1", "dk1", "tx1"])
_LIGHT_THEME = frozenset(["background1", "light1", "lt1", "bg1"])


def style_of(node: Any) -> str | None:
    """What a property holds, such as the name of a style; None where it is not there.

    Parameters
    ----------
    node : element or None
        The property.
    """
    return None if node is None else node.get(f"{W}val")


def is_on(value: str) -> bool:
    """Whether a property that is on or off is on.

    Parameters
    ----------
    value : str
        What it holds.
    """
    return value not in ("0", "false", "off", "none")


def properties_in(look: Any) -> dict[str, Any]:
    """What a ``w:rPr`` says of how a run is seen.

    Parameters
    ----------
    look : element or None
        The ``w:rPr``.
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
            font = node.get(f"{W}ascii", node.get(f"{W}hAnsi", ""))
            found[name] = font.lower().startswith(_PICTURE_FONTS)
        elif name == "color":
            found[name] = _of_theme(node, "theme") or _colour(value)
        elif name == "textFill":
            found["color"] = _text_fill(node, found.get("color"))
        elif name == "highlight":
            found[name] = None if value == "none" else colour(value.lower())
        elif name == "shd":
            found.update(shade_in(node, "shade"))
        elif name in _VALUES and value.lstrip("-").isdecimal():
            found[name] = int(value)
    return found


def _of_theme(node: Any, name: str) -> Colour | None:
    """Paper or ink where a property names them; it goes before what is written beside it.

    A colour of the theme that is made lighter or darker is written out.
    """
    if any(node.get(f"{W}{name}{way}") is not None for way in ("Shade", "Tint")):
        return None
    named = node.get(f"{W}{name}", node.get(f"{W}{name}Color", ""))
    return WHITE if named in _LIGHT_THEME else BLACK if named in _DARK_THEME else None


def _text_fill(node: Any, default: Colour | None) -> Colour | None:
    """The colour that newer versions of Word fill a text with (``w14:textFill``)."""
    parts = {part.tag.rpartition("}")[2]: part for part in node.iter() if isinstance(part.tag, str)}
    if "noFill" in parts:
        return WHITE._replace(alpha=0.0)
    alpha = parts["alpha"].get(f"{W14}val", "0") if "alpha" in parts else "0"
    see_through = alpha.isdecimal() and int(alpha) > 90_000  # thousandths of a per cent
    written = parts["srgbClr"].get(f"{W14}val", "") if "srgbClr" in parts else ""
    if "schemeClr" in parts and parts["schemeClr"].get(f"{W14}val", "") in _LIGHT_THEME:
        default = WHITE
    found = _colour(written) or default
    return WHITE._replace(alpha=0.0) if see_through else found


def shade_in(node: Any, name: str) -> dict[str, Any]:
    """The colour of a ``w:shd``; empty where there is none.

    Parameters
    ----------
    node : element or None
        The ``w:shd``.
    name : str
        The name that it is to have.
    """
    if node is None:
        return {}
    pattern = node.get(f"{W}val", "clear")
    fill = _of_theme(node, "themeFill") or _colour(node.get(f"{W}fill", "auto"))
    if pattern in ("clear", "nil"):
        return {name: fill}
    per_cent = re.fullmatch(r"pct(\d+)", pattern)
    share = float(per_cent[1]) / 100 if per_cent else 0.25 if "thin" in pattern else 0.5
    ink = _of_theme(node, "theme") or _colour(node.get(f"{W}color", "auto")) or BLACK
    return {name: ink.mixed(fill or WHITE, 1 if pattern == "solid" else share)}


@lru_cache(maxsize=512)
def _colour(value: str) -> Colour | None:
    """A colour in hexadecimal; None for ``auto``, which Word sets off from its ground."""
    return colour(f"#{value}") if len(value) == 6 else None


def is_out_of_sight(paragraph: Any) -> bool:
    """Whether a paragraph stands off the page, or on a line without height.

    Parameters
    ----------
    paragraph : element
        A ``w:p``.
    """
    look = paragraph.find(f"{W}pPr")
    if look is None:
        return False
    line, indent = look.find(f"{W}spacing"), look.find(f"{W}ind")
    flat = (
        line is not None
        and line.get(f"{W}lineRule") == "exact"
        and abs(_twips(line, "line", _FLAT + 1)) <= _FLAT
    )
    left = 0 if indent is None else _twips(indent, "left", _twips(indent, "start", 0))
    return flat or not _FAR_LEFT < left < _FAR_RIGHT


def _twips(node: Any, name: str, default: int) -> int:
    text = node.get(f"{W}{name}", "")
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default
