"""How the runs of a Word file look, by their styles and their own properties.

The properties of a run come from the defaults, the styles of its paragraph and its own style, each
with what it is based on, and its own properties (ECMA-376 part 1, 17.7.2 and 17.7.3).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from analysis.reading.colours import (
    BLACK,
    FAINT_CONTRAST,
    NO_CONTRAST,
    WHITE,
    Colour,
    colour,
    contrast,
)
from analysis.reading.visibility import FAINT, ODD, RAISED, STRUCK

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TOGGLES = frozenset(
    ["vanish", "strike", "dstrike"]
)  # switched off where two styles switch them on
_FLAGS = frozenset([*_TOGGLES, "webHidden", "specVanish", "rtl"])
_PICTURE_FONTS = ("wingdings", "webdings", "marlett", "mt extra", "zapfdingbats")
_VALUES = frozenset(["vertAlign", "position", "sz", "color", "highlight", "spacing", "w"])
_SMALLEST = 6  # half points
_MOVED = 4  # half points
_SQUEEZED = -60  # twentieths of a point between signs
_NARROWEST = 10  # per cent of a sign's width
_FLAT = 60  # twentieths of a point: a line so low shows nothing
_FAR_LEFT, _FAR_RIGHT = -4000, 14_000  # twentieths of a point: beyond them lies no paper

Properties = Mapping[str, Any]
_LIGHT_THEME = frozenset(["background1", "light1", "lt1", "bg1"])


class Looks:
    """The styles of a document.

    Parameters
    ----------
    styles : element or None
        The root of its styles; None where it has none.
    """

    def __init__(self, styles: Any) -> None:
        found = styles.findall(f"{W}style") if styles is not None else []
        self._styles = {style.get(f"{W}styleId"): style for style in found}
        self._own: dict[str | None, Properties] = {}
        self._tables: dict[str | None, bool] = {}
        self._default = next(
            (
                style.get(f"{W}styleId")
                for style in found
                if style.get(f"{W}type") == "paragraph" and _is_on(style.get(f"{W}default", "0"))
            ),
            None,
        )
        path = f"{W}docDefaults/{W}rPrDefault/{W}rPr"
        self._base = _properties(styles.find(path) if styles is not None else None)
        self._together: dict[tuple[str | None, ...], Properties] = {}
        self._setting_tables = any(
            style.get(f"{W}type") == "table" and style.find(f"{W}rPr") is not None
            for style in found
        )

    def of(self, run: Any, paragraph: Any) -> Properties:
        """The properties of a run that bear on how it is seen.

        Parameters
        ----------
        run : element
            A ``w:r``.
        paragraph : element
            The ``w:p`` that it is in.
        """
        own = run.find(f"{W}rPr")
        character = own.find(f"{W}rStyle") if own is not None else None
        names = (
            self._table_style(paragraph) if self._setting_tables else None,
            _style_of(paragraph.find(f"{W}pPr/{W}pStyle")) or self._default,
            _style_of(character),
        )
        if names not in self._together:
            self._together[names] = self._combined(*names)
        styled = self._together[names]
        return {**styled, **_properties(own)} if own is not None and len(own) else styled

    def _table_style(self, paragraph: Any) -> str | None:
        table = next(paragraph.iterancestors(f"{W}tbl"), None)
        return None if table is None else _style_of(table.find(f"{W}tblPr/{W}tblStyle"))

    def is_numbered(self, paragraph: Any) -> bool:
        """Whether a number of a list, which is not in the text, stands before a paragraph.

        Parameters
        ----------
        paragraph : element
            A ``w:p``.
        """
        look = paragraph.find(f"{W}pPr")
        name = _style_of(look.find(f"{W}pStyle")) if look is not None else None
        places = [look, *(style.find(f"{W}pPr") for style in self._chain(name))]
        for place in places:
            number = place.find(f"{W}numPr/{W}numId") if place is not None else None
            if number is not None:
                return _style_of(number) != "0"
        return False

    def _combined(
        self, table: str | None, paragraph: str | None, character: str | None
    ) -> Properties:
        first, second = self._of_style(paragraph), self._of_style(character)
        combined = {**self._base, **self._of_style(table), **first, **second}
        for name in _TOGGLES & {*first, *second}:
            on = bool(first.get(name)) != bool(second.get(name))
            combined[name] = on or bool(self._base.get(name))
        return combined

    def _of_style(self, name: str | None) -> Properties:
        """The properties of a style and of those that it is based on."""
        found: dict[str, Any] = {}
        for style in reversed(self._chain(name)):
            found.update(_properties(style.find(f"{W}rPr")))
            found.update(_shade(style.find(f"{W}pPr/{W}shd"), "under"))
        return found

    def _chain(self, name: str | None) -> list[Any]:
        """A style and those that it is based on."""
        chain: list[Any] = []
        while name is not None and name in self._styles and self._styles[name] not in chain:
            chain.append(self._styles[name])
            name = _style_of(chain[-1].find(f"{W}basedOn"))
        return chain

    def mark(self, properties: Properties, run: Any) -> tuple[str | None, float]:
        """The mark of a run (``analysis.reading.visibility``), and how clear it is.

        Parameters
        ----------
        properties : mapping
            As ``of`` gives them.
        run : element
            The run, for the ground that it is on.

        Returns
        -------
        mark : str or None
            None where it is not seen.
        clear : float
            How well it is told from its ground, from 1 to 21.
        """
        get = properties.get
        if not properties:
            return "", 21.0
        if get("vanish") or get("webHidden") or get("specVanish"):
            return None, 1.0
        if get("sz", 99) <= _SMALLEST or get("w", 100) < 2:
            return None, 1.0
        clear, assumed = 21.0, False
        own = get("highlight") or get("shade")
        if get("color") is None and own is not None:
            clear = max(contrast(BLACK, own), FAINT_CONTRAST - 0.01)  # Word may set it off
        elif get("color") is not None:
            ground, assumed = self._ground(properties, run)
            clear = contrast(properties["color"], ground)
            if properties["color"].alpha < 0.1:
                return None, 1.0
        if clear < NO_CONTRAST and not assumed:
            return None, 1.0
        return _mark(properties, clear), clear

    def _ground(self, properties: Properties, run: Any) -> tuple[Colour, bool]:
        """What a run stands on, and whether that is only assumed, since a style may shade it."""
        for name in ("highlight", "shade"):
            if properties.get(name) is not None:
                return properties[name], False
        styled = None
        for around in run.iterancestors(f"{W}p", f"{W}tc", f"{W}tbl"):
            look = around.find(f"{around.tag}Pr")
            if look is None:
                continue
            shade = _shade(look.find(f"{W}shd"), "shade").get("shade")
            if shade is not None:
                return shade, False
            if around.tag == f"{W}p" and properties.get("under") is not None:
                return properties["under"], False
            if around.tag == f"{W}tbl":
                styled = styled or _style_of(look.find(f"{W}tblStyle"))
        return WHITE, styled is not None and self._shades(styled)

    def _shades(self, name: str) -> bool:
        """Whether a table's style shades any of its cells."""
        if name not in self._tables:
            style, seen, shades = self._styles.get(name), 0, False
            while style is not None and seen < 20 and not shades:
                shades = next(style.iter(f"{W}shd"), None) is not None
                style = self._styles.get(_style_of(style.find(f"{W}basedOn")))
                seen += 1
            self._tables[name] = shades
        return self._tables[name]


def _mark(properties: Properties, clear: float) -> str:
    """The mark of a run that is seen."""
    get = properties.get
    if get("strike") or get("dstrike"):
        return STRUCK
    squeezed = get("spacing", 0) <= _SQUEEZED or get("w", 100) < _NARROWEST
    if clear < FAINT_CONTRAST or squeezed or get("rtl"):
        return FAINT
    moved = abs(get("position", 0))
    if moved >= _MOVED or get("vertAlign") in ("superscript", "subscript"):
        return RAISED
    return ODD if moved > 1 else ""


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


def _style_of(node: Any) -> str | None:
    return None if node is None else node.get(f"{W}val")


def _is_on(value: str) -> bool:
    return value not in ("0", "false", "off", "none")


def _properties(look: Any) -> dict[str, Any]:
    """What a ``w:rPr`` says of how a run is seen."""
    found: dict[str, Any] = {}
    for node in look if look is not None else ():
        if not isinstance(node.tag, str):
            continue
        name = node.tag.rpartition("}")[2]
        value = node.get(f"{W}val", "")
        if name in _FLAGS:
            found[name] = _is_on(value or "true")
        elif name == "vertAlign":
            found[name] = value
        elif name == "rFonts":
            font = node.get(f"{W}ascii", node.get(f"{W}hAnsi", ""))
            found[name] = font.lower().startswith(_PICTURE_FONTS)
        elif name == "color":
            theme = node.get(f"{W}themeColor", "") in _LIGHT_THEME
            found[name] = _colour(value) or (WHITE if theme else None)
        elif name == "textFill":
            found["color"] = _text_fill(node, found.get("color"))
        elif name == "highlight":
            found[name] = None if value == "none" else colour(value.lower())
        elif name == "shd":
            found.update(_shade(node, "shade"))
        elif name in _VALUES and value.lstrip("-").isdecimal():
            found[name] = int(value)
    return found


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


def _shade(node: Any, name: str) -> dict[str, Any]:
    if node is None:
        return {}
    solid = node.get(f"{W}val") == "solid"
    return {name: _colour(node.get(f"{W}{'color' if solid else 'fill'}", "auto"))}


@lru_cache(maxsize=512)
def _colour(value: str) -> Colour | None:
    """A colour in hexadecimal; None for ``auto``, which Word sets off from its ground."""
    return colour(f"#{value}") if len(value) == 6 else None
