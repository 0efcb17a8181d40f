"""What else in a new workbook may change the print of a cell: conditions, drawings over it, tables.

Whether a condition holds is not worked out: where it would hide or strike a number, the number is
in doubt. So is one on which something is drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from analysis.reading.colours import FAINT_CONTRAST, Colour

from .grids import Font, clearness
from .palette import Palette

_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_LATER = b"2009/9/main"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_USUAL_STYLE = "TableStyle"  # how the names begin that programs give to their own styles of tables
_SIDES = {"col": ("x", "cx"), "row": ("y", "cy")}  # how places and lengths along them are written
_MOST = 10_000  # columns or rows that a drawing is followed over
_SLIGHT = 0.3  # of a cell: a drawing that reaches so little into it leaves its number to be seen


@dataclass
class Condition:
    """What one condition does to the cells that it speaks of.

    Attributes
    ----------
    cells : openpyxl MultiCellRange
        The cells.
    hides : bool
        Whether it shows another text than the number, or none, or strikes it through.
    colour : Colour or None
        Of the text; None where it leaves that.
    grounds : list of Colour
        What it may fill the cell with.
    """

    cells: Any
    hides: bool = False
    colour: Colour | None = None
    grounds: list[Colour] = field(default_factory=list)

    def may_hide(self, font: Font, ground: Colour | None) -> bool:
        """Whether a cell's number may not be seen where the condition holds.

        Parameters
        ----------
        font : Font
            Of the cell.
        ground : Colour or None
            What fills it otherwise; None for a pattern or gradient.
        """
        if self.hides:
            return True
        if self.colour is not None:
            font = Font(self.colour)
        grounds = self.grounds or (ground,)
        return any(clearness(font, under) < FAINT_CONTRAST for under in grounds)


def conditions(sheet: Any, palette: Palette) -> list[Condition]:
    """The conditions of a sheet that change how cells look.

    Parameters
    ----------
    sheet : openpyxl Worksheet
        The sheet.
    palette : Palette
        The colours of its workbook.
    """
    found = [
        _condition(cells.cells, rule, palette)
        for cells in sheet.conditional_formatting
        for rule in cells.rules
    ]
    for table in sheet.tables.values():
        style = table.tableStyleInfo
        if style is not None and not (style.name or _USUAL_STYLE).startswith(_USUAL_STYLE):
            found.append(Condition(_cells(table.ref), hides=True))  # a look of the workbook's own
    return found


def later_conditions(content: bytes) -> list[Condition]:
    """The conditions that a sheet keeps where programs before 2010 do not look (``extLst``).

    Parameters
    ----------
    content : bytes
        The sheet as it is in the file.
    """
    if _LATER not in content:
        return []
    root = _tree(content)
    found = []
    for formatting in root.iter(f"{{{_X14}}}conditionalFormatting"):
        cells = " ".join("".join(node.itertext()) for node in formatting.iter(f"{{{_XM}}}sqref"))
        bars = [*formatting.iter(f"{{{_X14}}}dataBar"), *formatting.iter(f"{{{_X14}}}iconSet")]
        rules = list(formatting.iter(f"{{{_X14}}}cfRule"))
        shown = all(bar.get("showValue") not in ("0", "false") for bar in bars)
        found.append(Condition(_cells(cells), hides=not shown or len(bars) < len(rules)))
    return found


def drawn_over(content: bytes, size: Callable[[str, int], float], merged: Any) -> list[Condition]:
    """The cells on which a sheet's pictures, boxes and charts lie.

    Parameters
    ----------
    content : bytes
        The sheet's drawing as it is in the file.
    size : callable
        Tells of ``col`` or ``row`` and its number, from 0, how wide or high it is, in the units of
        drawings.
    merged : iterable of openpyxl CellRange
        The sheet's merged cells: a number may be anywhere in one.
    """
    from openpyxl.worksheet.cell_range import CellRange  # slow to import

    found = []
    for anchor in _tree(content):
        name = next(anchor.iter(f"{_XDR}cNvPr"), None)
        if name is None or name.get("hidden") in ("1", "true"):
            continue
        (left, right), (top, bottom) = (_reach(anchor, side, size) for side in _SIDES)
        over = CellRange(None, left, top, right, bottom)
        cells = [over, *(cells for cells in merged if not over.isdisjoint(cells))]
        found.append(Condition(_cells(" ".join(each.coord for each in cells)), hides=True))
    return found


def _reach(anchor: Any, side: str, size: Callable[[str, int], float]) -> tuple[int, int]:
    """The first and last column, or row, from 1, of which a drawing covers more than a little."""
    ends: list[tuple[int, float]] = []
    for corner, length in zip(("from", "to"), ("pos", "ext"), strict=True):
        place, step = anchor.find(f"{_XDR}{corner}"), anchor.find(f"{_XDR}{length}")
        number, beyond = ends[-1] if ends else (0, 0.0)
        if place is not None:
            number, beyond = (int(place.findtext(f"{_XDR}{n}", "0")) for n in (side, f"{side}Off"))
            beyond = min(beyond, size(side, number))
        elif step is not None:
            beyond += int(step.get(_SIDES[side][len(ends)], 0))
        while beyond > size(side, number) and number < _MOST:
            beyond -= size(side, number)
            number += 1
        ends.append((number, beyond))
    first, last = (number + beyond / (size(side, number) or 1) for number, beyond in ends)
    start = int(first + _SLIGHT) + 1
    return start, max(start, int(last + 1 - _SLIGHT))


def _tree(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=False))


def _cells(names: str) -> Any:
    from openpyxl.worksheet.cell_range import MultiCellRange  # slow to import

    return MultiCellRange(names)


def _condition(cells: Any, rule: Any, palette: Palette) -> Condition:
    found = Condition(cells)
    for kind in (rule.iconSet, rule.dataBar):
        found.hides = found.hides or (kind is not None and kind.showValue is False)
    if rule.colorScale is not None:
        ends = [palette.colour(c, None) for c in rule.colorScale.color]
        found.grounds = [c for c in ends if c is not None]
    look = rule.dxf
    if look is None:
        return found
    if look.font is not None:
        found.colour = palette.colour(look.font.color, None)
        found.hides = found.hides or bool(look.font.strike)
    if look.fill is not None:
        # Here, other than in a cell, the ground is what stands for the second colour.
        ground = palette.colour(getattr(look.fill, "bgColor", None), None)
        found.grounds += [ground] if ground is not None else []
    found.hides = found.hides or look.numFmt is not None
    return found
