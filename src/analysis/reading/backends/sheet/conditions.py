"""What conditions of a new workbook may do to the print of a cell.

Whether a condition holds is not worked out: where it would hide or strike a number, the number is
in doubt.
"""

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from analysis.reading.colours import FAINT_CONTRAST, Colour

from .grids import Font, clearness
from .palette import Palette

_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_LATER = b"2009/9/main"


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
    return [
        _condition(cells.cells, rule, palette)
        for cells in sheet.conditional_formatting
        for rule in cells.rules
    ]


def later_conditions(content: bytes) -> list[Condition]:
    """The conditions that a sheet keeps where programs before 2010 do not look (``extLst``).

    Parameters
    ----------
    content : bytes
        The sheet as it is in the file.
    """
    if _LATER not in content:
        return []
    from openpyxl.worksheet.cell_range import MultiCellRange  # slow to import

    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=False))
    found = []
    for formatting in root.iter(f"{{{_X14}}}conditionalFormatting"):
        cells = " ".join("".join(node.itertext()) for node in formatting.iter(f"{{{_XM}}}sqref"))
        bars = [*formatting.iter(f"{{{_X14}}}dataBar"), *formatting.iter(f"{{{_X14}}}iconSet")]
        rules = list(formatting.iter(f"{{{_X14}}}cfRule"))
        shown = all(bar.get("showValue") not in ("0", "false") for bar in bars)
        found.append(Condition(MultiCellRange(cells), hides=not shown or len(bars) < len(rules)))
    return found


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
