"""Table 三 under a header that lacks some of the form's columns: hidden, or left out."""

from collections import Counter
from collections.abc import Sequence

from analysis.form import APPLICANTS
from analysis.reading.blocks import Slot
from analysis.recognising.numbers import read_number

from .part import COUNT, Part, Row
from .state import State

_FEWEST = 5  # names of such a header


def read_lacking(part: Part, at: dict[str, int], order: list[str], state: State) -> bool:
    """Read rows under a header that lacks some of the form's columns; whether it is one.

    Parameters
    ----------
    part : Part
        Rows under one header.
    at : dict
        The columns of the headers, by name; those of the last page where it goes on.
    order : list of str
        The names from left to right.
    state : State
        What was found in this table so far; the cells are added.
    """
    found = _rows_of(part, at)
    unsure = "other" in at and _may_be_all_others(order, [slots for _, slots in found if slots])
    for row, slots in found:
        codes = [f"requests/{row.item}/{name}" for name in order]
        if slots is None:
            state.unreadable(codes, row.slots[row.after :])
            continue
        for code, slot in zip(codes, slots, strict=True):
            if unsure and code.endswith("/other") and read_number(slot.text).value:
                state.unreadable([code], [slot])
            else:
                state.store(code, slot)
    if found:
        state.order, state.at, state.width = order, at, len(part.head)
        state.head, state.beside = part.head, part.extra
    return bool(found)


def _rows_of(part: Part, at: dict[str, int]) -> list[tuple[Row, list[Slot] | None]]:
    """The cells of each row, None for one that does not bear the header out.

    Empty where a figure has no header, or the names are not those written, in the form's order.
    """
    order = sorted(at, key=at.__getitem__)
    in_order = order == [n for n in APPLICANTS if n in at] and {*part.written} <= {*at}
    if not (in_order and _FEWEST <= len(at) < COUNT):
        return []
    found: list[tuple[Row, list[Slot] | None]] = []
    end = Counter(row.end for row in part.rows).most_common(1)[0][0]
    for row in part.rows:
        slots = [s for c in at.values() for s in row.slots[c : c + 1] if s and s.column == c]
        beside = [s for s in row.cells(row.after) if s not in slots]
        whole = row.end == end and len(slots) == len(at) and not (row.foreign or row.reaching)
        if any(part.kinds[s.text].digits for s in beside):
            return []
        slots.sort(key=lambda s: s.column)
        found.append((row, slots if whole and _may_add_up(slots, "total" in at) else None))
    fitting = sum(slots is not None for _, slots in found)
    return found if fitting > 4 * (len(found) - fitting) else []


def _numbers(slots: Sequence[Slot]) -> list[float]:
    return [read_number(s.text).value or 0 for s in slots]


def _may_add_up(slots: Sequence[Slot], with_total: bool) -> bool:
    """Whether a row's total, its last number, is no less than the sum of the others.

    Without one, whether the row is filled to its end: an empty cell there may only fill it up.
    """
    *parts, total = _numbers(slots)
    filled = slots[-1].text or not any(s.text for s in slots)
    return sum(parts) <= total if with_total else bool(filled)


def _may_be_all_others(order: Sequence[str], rows: Sequence[Sequence[Slot]]) -> bool:
    """Whether 其他 may count organisations without a column: no total is more than the sum."""
    if {*APPLICANTS[1:-2]} <= {*order}:
        return False
    numbers = [_numbers(slots) for slots in rows]
    return order[-1] != "total" or all(sum(parts) == total for *parts, total in numbers)
