"""How the runs of a Word file look, by their styles and their own properties.

The properties of a run come from the defaults, the styles of its paragraph and its own style, each
with what it is based on, and its own properties (ECMA-376 part 1, 17.7.2 and 17.7.3).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.reading.colours import (
    BLACK,
    FAINT_CONTRAST,
    NO_CONTRAST,
    WHITE,
    Colour,
    contrast,
    theme_colours,
)
from analysis.reading.visibility import FAINT, ODD, RAISED, STRUCK

from .parts import Places, parts_at
from .properties import (
    DIAGONALS,
    TOGGLES,
    W,
    is_far,
    is_line,
    is_on,
    paper_in,
    place_in,
    properties_in,
    shade_in,
    style_of,
)

_SMALLEST = 6  # half points
_MOVED = 4  # half points
_SQUEEZED = -60  # twentieths of a point between signs
_TIGHT = 80  # twentieths of a point: no number of two digits is read in so little
_NARROWEST = 10  # per cent of a sign's width

Properties = Mapping[str, Any]


class Looks:
    """The styles of a document.

    Parameters
    ----------
    styles : element or None
        The root of its styles; None where it has none.
    theme : bytes or None
        Its theme as XML; None where it has none.
    background : element or None
        What colours its pages; None where nothing does.
    """

    def __init__(self, styles: Any, theme: bytes | None, background: Any = None) -> None:
        self._theme = theme_colours(theme)
        self._papers = [WHITE]  # on a screen it may be coloured, in print it is not
        if background is not None and (paper := paper_in(background, self._theme)):
            self._papers.append(paper)
        found = styles.findall(f"{W}style") if styles is not None else []
        self._styles = {style.get(f"{W}styleId"): style for style in found}
        self._own: dict[str | None, Properties] = {}
        self._tables: dict[str | None, bool] = {}
        usual = {  # the last of several holds (17.7.4.17)
            style.get(f"{W}type"): style.get(f"{W}styleId")
            for style in found
            if is_on(style.get(f"{W}default", "0"))
        }
        self._default, self._character = usual.get("paragraph"), usual.get("character")
        path = f"{W}docDefaults/{W}rPrDefault/{W}rPr"
        self._base = self._in(styles.find(path) if styles is not None else None)
        path = f"{W}docDefaults/{W}pPrDefault/{W}pPr"
        self._usual = place_in(styles.find(path) if styles is not None else None)
        self._styled: dict[tuple[str | None, ...], Mapping[str, int]] = {}
        self._places: Places = {}
        self._together: dict[tuple[str | None, ...], Properties] = {}
        tables = [style for style in found if style.get(f"{W}type") == "table"]
        self._setting_tables = any(
            next(style.iter(f"{W}rPr", f"{W}shd"), None) is not None for style in tables
        )
        self._crossing_tables = any(is_line(s) for style in tables for s in style.iter(*DIAGONALS))
        self._usual_table = usual.get("table")
        places = (place_in(style.find(f"{W}pPr")) for style in tables)
        self._placing_tables = any(any(place.values()) for place in places)

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
        table = self._table_style(paragraph) if self._setting_tables else None
        names = (
            *((table, *parts_at(paragraph, self._places)) if table else ()),
            None,  # the end of what its table says
            style_of(paragraph.find(f"{W}pPr/{W}pStyle")) or self._default,
            style_of(character) or self._character,
        )
        if names not in self._together:
            self._together[names] = self._combined(*names)
        styled = self._together[names]
        return {**styled, **self._in(own)} if own is not None and len(own) else styled

    def _table_style(self, paragraph: Any) -> str | None:
        table = next(paragraph.iterancestors(f"{W}tbl"), None)
        return None if table is None else style_of(table.find(f"{W}tblPr/{W}tblStyle"))

    def crosses(self, cell: Any) -> bool:
        """Whether a line goes across a cell, by its own properties or the style of its table.

        Parameters
        ----------
        cell : element
            A ``w:tc``.
        """
        looks = [cell.find(f"{W}tcPr")]
        paragraph = next(cell.iterchildren(f"{W}p"), None)
        if self._crossing_tables and paragraph is not None:
            chain = list(reversed(self._chain(self._table_style(cell) or self._usual_table)))
            parts = parts_at(paragraph, self._places)
            found = (s for part in parts for style in chain for s in _of_part(style, part))
            looks = [*(style.find(f"{W}tcPr") for style in chain), *found, *looks]
        lines: dict[str, bool] = {}
        for look in looks:
            borders = look.find(f"{W}tcBorders") if look is not None else None
            for line in borders if borders is not None else ():
                lines[line.tag] = line.tag in DIAGONALS and is_line(line)
        return any(lines.values())

    def _in(self, look: Any) -> dict[str, Any]:
        return properties_in(look, self._theme)

    def _shade(self, node: Any, name: str) -> dict[str, Any]:
        return shade_in(node, name, self._theme)

    def place(self, paragraph: Any) -> Mapping[str, int]:
        """Where a paragraph's lines are, as ``place_in`` has it.

        Parameters
        ----------
        paragraph : element
            A ``w:p``.
        """
        look = paragraph.find(f"{W}pPr")
        name = style_of(look.find(f"{W}pStyle")) if look is not None else None
        table = self._table_style(paragraph) if self._placing_tables else None
        names = (table, name or self._default)
        if names not in self._styled:
            found = dict(self._usual)
            for style in (s for each in names for s in reversed(self._chain(each))):
                found |= place_in(style.find(f"{W}pPr"))
            self._styled[names] = found
        own = place_in(look)
        return {**self._styled[names], **own} if own else self._styled[names]

    def is_out_of_sight(self, paragraph: Any, size: float) -> bool:
        """Whether a paragraph is off the page, or on a line that is too low for it.

        Parameters
        ----------
        paragraph : element
            A ``w:p``.
        size : float
            The size of its text in half points.
        """
        place = self.place(paragraph)
        return bool(place) and is_far(place, size)

    def is_numbered(self, paragraph: Any) -> bool:
        """Whether a number of a list, which is not in the text, stands before a paragraph.

        Parameters
        ----------
        paragraph : element
            A ``w:p``.
        """
        look = paragraph.find(f"{W}pPr")
        name = style_of(look.find(f"{W}pStyle")) if look is not None else None
        places = [look, *(style.find(f"{W}pPr") for style in self._chain(name))]
        for place in places:
            number = place.find(f"{W}numPr/{W}numId") if place is not None else None
            if number is not None:
                return style_of(number) != "0"
        return False

    def _combined(self, *names: str | None) -> Properties:
        *table, _, paragraph, character = names
        first, second = self._of_style(paragraph), self._of_style(character)
        combined = {**self._base, **self._of_table(table), **first, **second}
        for name in TOGGLES & {*first, *second}:
            on = bool(first.get(name)) != bool(second.get(name))
            combined[name] = on or bool(self._base.get(name))
        return combined

    def _of_table(self, names: Sequence[str | None]) -> Properties:
        """The properties that a table's style gives to a cell: its name, and the cell's parts."""
        found = dict(self._of_style(names[0])) if names else {}
        for part in names[1:]:
            for style in reversed(self._chain(names[0])):
                for look in style.findall(f"{W}tblStylePr"):
                    if look.get(f"{W}type") == part:
                        found.update(self._in(look.find(f"{W}rPr")))
                        found.update(self._shade(look.find(f"{W}tcPr/{W}shd"), "cell"))
        return found

    def _of_style(self, name: str | None) -> Properties:
        """The properties of a style and of those that it is based on."""
        found: dict[str, Any] = {}
        for style in reversed(self._chain(name)):
            found.update(self._in(style.find(f"{W}rPr")))
            found.update(self._shade(style.find(f"{W}pPr/{W}shd"), "under"))
            for around in ("tbl", "tc"):
                found.update(self._shade(style.find(f"{W}{around}Pr/{W}shd"), "cell"))
        return found

    def _chain(self, name: str | None) -> list[Any]:
        """A style and those that it is based on."""
        chain: list[Any] = []
        while name is not None and name in self._styles and self._styles[name] not in chain:
            chain.append(self._styles[name])
            name = style_of(chain[-1].find(f"{W}basedOn"))
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
        for around in run.iterancestors(f"{W}p", f"{W}tc", f"{W}tr", f"{W}tbl"):
            look = around.find(f"{W}tblPrEx" if around.tag == f"{W}tr" else f"{around.tag}Pr")
            if look is None:
                continue
            shade = self._shade(look.find(f"{W}shd"), "shade").get("shade")
            if shade is not None:
                return shade, False
            if around.tag == f"{W}p" and properties.get("under") is not None:
                return properties["under"], False
            if around.tag == f"{W}tbl":
                styled = styled or style_of(look.find(f"{W}tblStyle"))
        if properties.get("cell") is not None:
            return properties["cell"], False
        paper = min(self._papers, key=lambda each: contrast(properties["color"], each))
        return paper, len(self._papers) > 1 or (styled is not None and self._shades(styled))

    def _shades(self, name: str) -> bool:
        """Whether a table's style shades any of its cells."""
        if name not in self._tables:
            shades = (next(style.iter(f"{W}shd"), None) for style in self._chain(name))
            self._tables[name] = any(shade is not None for shade in shades)
        return self._tables[name]


def _of_part(style: Any, part: str) -> Iterator[Any]:
    """What a table's style says of the cells in one of its parts."""
    looks = (s for s in style.findall(f"{W}tblStylePr") if s.get(f"{W}type") == part)
    return (look.find(f"{W}tcPr") for look in looks)


def _mark(properties: Properties, clear: float) -> str:
    """The mark of a run that is seen."""
    get = properties.get
    if get("strike") or get("dstrike"):
        return STRUCK
    squeezed = get("spacing", 0) <= _SQUEEZED or get("w", 100) < _NARROWEST
    squeezed = squeezed or get("fitText", _TIGHT) < _TIGHT
    if clear < FAINT_CONTRAST or squeezed or get("rtl"):
        return FAINT
    moved = abs(get("position", 0))
    if moved >= _MOVED or get("vertAlign") in ("superscript", "subscript"):
        return RAISED
    return ODD if moved > 1 else ""
