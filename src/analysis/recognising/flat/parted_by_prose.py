"""Digits without bounds, parted by what the report's own sentences say of their cells.

``规范性文件5416`` is 5, 4 and 16 where the prose says that 5 were issued and 16 are in force. A way
is accepted only when it agrees with every sentence about the row, and no other way does.
"""

from collections.abc import Iterable

from analysis.recognising.confirm import remedies_add_up, row_adds_up
from analysis.recognising.rows import Found

from .unseparated import OpenRow, Unseparated, entries


def settle_by_prose(result: Unseparated, claims: Iterable[tuple[str, float, str]]) -> None:
    """Add to what was found the open rows that the prose settles.

    Parameters
    ----------
    result : Unseparated
        What was read; ``found``, ``open`` and ``notes`` are changed.
    claims : iterable of (target, value, phrase)
        What the prose says: a cell's code, its value in the cell's own unit, and the words.
    """
    claimed: dict[str, list[tuple[float, str]]] = {}
    for target, value, phrase in claims:
        claimed.setdefault(target, []).append((value, phrase))
    for row in list(result.open):
        mine = {code: claimed[code] for code in row.codes if code in claimed}
        if not mine:
            continue  # before any of its ways is looked at: there may be thousands
        ways = [found for way in row.ways if (found := _agrees(result.fmt, row, way, mine))]
        if len(ways) != 1:
            continue
        result.open.remove(row)
        result.found |= ways[0]
        name = row.codes[0].rpartition("/")[0]
        words = "; ".join(dict.fromkeys(p for values in mine.values() for _, p in values))
        result.notes = [n for n in result.notes if not n.startswith(f"{name}: ")]
        result.notes.append(f"{name}: parted into its cells by the prose ({words})")


def _agrees(
    fmt: str, row: OpenRow, way: tuple[str, ...], claimed: dict[str, list[tuple[float, str]]]
) -> Found | None:
    """The cells of a way that agrees with all that is said; None for another way."""
    found = entries(fmt, row.codes, way, row.where, row.units)
    values = [entry[2] for entry in found.values()]
    table = row.codes[0].partition("/")[0]
    if (table == "requests" and not row_adds_up(values)) or (
        table == "remedies" and not remedies_add_up(values)
    ):
        return None
    agrees = all(found[c][2] == value for c, values in claimed.items() for value, _ in values)
    return found if agrees else None
