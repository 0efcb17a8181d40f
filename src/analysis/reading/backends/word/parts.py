"""Which parts of a table a cell belongs to, as styles set them apart (ECMA-376, 17.7.6)."""

from typing import Any

from .properties import W, is_on

# The parts that a table may set apart, with their bits in what older programs write (w:val).
_BITS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}


Places = dict[Any, dict[Any, int]]  # of rows in their tables, and of cells in their rows


def parts_at(paragraph: Any, places: Places) -> tuple[str, ...]:
    """The parts of its table that a paragraph stands in; what a later one says goes before.

    Parameters
    ----------
    paragraph : element
        A ``w:p`` in a table.
    places : dict
        Those that have been looked for; more are added.
    """
    cell = next(paragraph.iterancestors(f"{W}tc"), None)
    row = None if cell is None else next(cell.iterancestors(f"{W}tr"), None)
    table = None if row is None else next(row.iterancestors(f"{W}tbl"), None)
    if row is None or table is None:
        return ()
    asked = _asked(table.find(f"{W}tblPr/{W}tblLook"))
    down, high = _place(row, table, "tr", places)
    across, wide = _place(cell, row, "tc", places)
    top, bottom = "firstRow" in asked and not down, "lastRow" in asked and down == high - 1
    left = "firstColumn" in asked and not across
    right = "lastColumn" in asked and across == wide - 1
    bands = []
    if "noVBand" not in asked and not (left or right):
        bands.append(f"band{1 + (across - ('firstColumn' in asked)) % 2}Vert")
    if "noHBand" not in asked and not (top or bottom):
        bands.append(f"band{1 + (down - ('firstRow' in asked)) % 2}Horz")
    sides = [
        ("firstRow", top),
        ("lastRow", bottom),
        ("firstCol", left),
        ("lastCol", right),
        ("neCell", top and right),
        ("nwCell", top and left),
        ("seCell", bottom and right),
        ("swCell", bottom and left),
    ]
    return ("wholeTable", *bands, *(name for name, is_there in sides if is_there))


def _asked(look: Any) -> set[str]:
    """What a table's ``w:tblLook`` switches on."""
    if look is None:
        return {"noHBand", "noVBand"}
    bits = look.get(f"{W}val", "")
    number = int(bits, 16) if bits and not set(bits.lower()) - set("0123456789abcdef") else 0
    return {
        name
        for name, bit in _BITS.items()
        if is_on(look.get(f"{W}{name}", "1" if number & bit else "0"))
    }


def _place(node: Any, around: Any, name: str, places: Places) -> tuple[int, int]:
    """The place of a row or cell among those of its table or row, and how many these are."""
    if around not in places:
        own = f"{W}tbl" if name == "tr" else f"{W}tr"
        same = (n for n in around.iter(f"{W}{name}") if next(n.iterancestors(own)) is around)
        places[around] = {n: at for at, n in enumerate(same)}
    return places[around][node], len(places[around])
