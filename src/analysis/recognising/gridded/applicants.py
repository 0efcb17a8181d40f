"""Table 三 in grids: which of a row's cells belongs to which applicant.

Evidence is the header, the way the row is built, and the row's own total.
"""

import re
from collections import Counter
from collections.abc import Sequence

from analysis.form import APPLICANTS
from analysis.reading.blocks import Slot
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.numbers import read_number
from analysis.recognising.units import unit_stated

from .lacking import read_lacking
from .part import COUNT, Part, Row
from .state import State, codes_of

_NOTES = re.compile("备注|说明|序号|单位")


def _numbers(slots: Sequence[Slot]) -> list[float | None]:
    return [read_number(s.text).value for s in slots]


def _evidence(rows: list[list[Slot]]) -> tuple[int, int]:
    """Count rows whose total confirms them, and rows whose total contradicts them.

    A total of nothing confirms nothing.
    """
    votes = against = 0
    for row in rows:
        numbers = _numbers(row)
        if numbers[-1] is None:
            continue
        if row_adds_up(numbers):
            votes += numbers[-1] > 0
        else:
            against += 1
    return votes, against


def resolve(part: Part, state: State) -> None:
    """Give every row's values to their columns, or say that they cannot be told.

    Rows built alike (label's end and row's end in the same columns) are judged together. The
    commonest build is read under the header; any other only where exactly seven cells follow the
    label and the totals of that build's rows confirm it.

    Parameters
    ----------
    part : Part
        Rows under one header.
    state : State
        What was found in this table so far; the cells are added.
    """
    at, order = part.at, part.order
    texts = {s.text for stack in part.head for s in stack}
    # In a sheet the headers of table 二 stand above the same columns.
    if unit_stated((text for text in texts if not part.kinds[text].column), "count"):
        for row in part.rows:  # in ten thousands: how many exactly, nobody can tell
            state.unreadable(_codes(row.item), row.slots[row.after :])
        return
    if part.complete:
        state.order, state.at, state.width, state.end = order, at, len(part.head), part.end
        state.head, state.beside = part.head, part.extra
    elif part.at and part.at.items() <= state.at.items() and state.width == len(part.head):
        at, order = state.at, state.order  # a part of the header again, over the page
    elif part.at or part.doubled:
        if len(part.at) >= 3 or part.doubled:
            state.order, state.at = [], {}
    elif state.at and state.width == len(part.head):
        at, order = state.at, state.order  # goes on over the page without its header
        part.head, part.extra = state.head, state.beside
    if not part.rows or read_lacking(part, at, order, state):
        return
    state.extra += _extra_columns(part)
    builds: dict[tuple[int, int], list[Row]] = {}
    for row in part.rows:
        builds.setdefault((row.after, row.end), []).append(row)
    common = Counter((r.after, r.end) for r in part.rows).most_common(1)[0][0]
    end = part.end if part.complete else state.end
    settled = tuple(order) == APPLICANTS or (
        part.complete and not part.jumbled and _order_is_sure(part, at, order, common[0])
    )
    if part.at or part.doubled:
        state.following = tuple(order) if settled else _left_of(part)
    moved = part.has_moved(at)
    for build, rows in builds.items():
        # Rows that end where the header does, as most do; or begin where it does and are built as
        # most are.
        as_header = build[1] == end == common[1]
        trusted = (
            settled
            and len(at) == COUNT
            and (as_header or (build == common and build[0] == min(at.values())))
        )
        left = [
            row
            for row in rows
            if not trusted
            or (moved and part.may_be_padded(row, at))
            or _adds_up_to_the_left(row, at)
            or not _under_header(row, at, order, part, state)
        ]
        if left and len(left) < len(rows):
            for row in left:
                _alone(row, order, state)
        elif left:
            _by_position(left, part, order if settled else [], state)


def _extra_columns(part: Part) -> list[tuple[str, str, str]]:
    """Columns of figures under headers that name no applicant of the form."""
    if not part.complete:
        return []
    out = []
    for column in sorted(part.extra):
        head = part.head[column][-1] if column > min(part.at.values()) else None
        if head is None or head.column != column or _NOTES.search(head.text):
            continue
        under = [r.slots[column] for r in part.rows if column < len(r.slots)]
        if any(s is not None and part.kinds[s.text].digits for s in under):
            out.append(("requests", head.text, head.where))
    return out


def _codes(item: str) -> list[str]:
    return [f"requests/{item}/{a}" for a in APPLICANTS]


def _give(row: Row, order: Sequence[str], slots: Sequence[Slot], state: State) -> None:
    reaches = bool(row.reaching) and not _own_total(order, slots)
    shared = row.foreign or (row.reaching if reaches else ())
    if shared:
        for name, slot in zip(order, slots, strict=True):
            code = f"requests/{row.item}/{name}"
            if slot in shared:
                state.unreadable([code], [slot])
            else:
                state.store(code, slot)
        return
    if order is APPLICANTS or tuple(order) == APPLICANTS:
        for code, slot in zip(codes_of(state.form.code, "requests", row.item), slots, strict=True):
            state.store(code, slot)
        return
    for name, slot in zip(order, slots, strict=True):
        state.store(f"requests/{row.item}/{name}", slot)


def _own_total(order: Sequence[str], slots: Sequence[Slot]) -> bool:
    """Whether a figure that reaches into the next row is borne out as the row's own."""
    return row_adds_up(_numbers(_in_order(list(slots), order)))


def _under_header(
    row: Row, at: dict[str, int], order: Sequence[str], part: Part, state: State
) -> bool:
    slots = part.under(row, at)
    if slots is None:
        return False
    _give(row, order, slots, state)
    return True


def _adds_up_to_the_left(row: Row, at: dict[str, int]) -> bool:
    """Whether a row adds up only where its cells are taken to stand right of their headers: its
    label has lost a span, and its last cell is one too many.
    """
    first = min(at.values())
    further = (row.slots[c : c + COUNT] for c in range(row.after, first))
    return any(map(_adds_up, further)) and not _adds_up(row.slots[first : first + COUNT])


def _adds_up(slots: Sequence[Slot | None]) -> bool:
    numbers = _numbers([s for s in slots if s is not None])
    return len(numbers) == COUNT and bool(numbers[-1]) and row_adds_up(numbers)


def _order_is_sure(part: Part, at: dict[str, int], order: list[str], after: int) -> bool:
    """Whether an unusual order of headers is borne out.

    Not where only the usual one agrees with the totals.
    """
    if min(at.values()) < after:
        return False
    fitting = [s for r in part.rows if (s := part.under(r, at)) is not None]
    total = order.index("total")
    here = _evidence(
        [[s for i, s in enumerate(slots) if i != total] + [slots[total]] for slots in fitting]
    )
    usual = _evidence(fitting)
    return here[0] >= here[1] and not (usual[0] > here[0] and usual[1] <= here[1])


def _by_position(rows: list[Row], part: Part, order: list[str], state: State) -> None:
    """Read rows that fit no header: seven cells after the label, in order.

    Only where totals confirm it for rows of this build.
    """
    seven = _seven(rows)
    named = _named(part, seven)
    if named is None:
        order = []
    elif named is False and not part.at:
        order = list(state.following)
    elif set(order) != set(APPLICANTS) and (not part.complete or part.is_usual):
        order = list(APPLICANTS)  # the header says so, or says nothing else
    votes, against = (
        _evidence([_in_order(values, order) for _, values in seven]) if order else (0, 0)
    )
    whole = part.is_usual or (not part.at and not part.doubled and bool(state.order))
    sure = bool(order) and (
        (votes >= 4 * against and votes >= 3) or (whole and votes >= 1 and votes >= 3 * against)
    )
    for row in rows:
        mine = [v for r, v in seven if r is row]
        values = mine[0] if mine else []
        if values and sure and row.slots[row.end - 1] is row.cells(row.after)[-1]:
            _give(row, order, values, state)
            state.notes.append(
                f"columns by position, confirmed by the row's total: requests/{row.item} "
                f"({values[0].where})"
            )
        else:
            _alone(row, order, state, against > votes)


def _seven(rows: list[Row]) -> list[tuple[Row, list[Slot]]]:
    """The rows in which as many single cells follow the label as the form has columns."""
    found = [(row, row.values()) for row in rows]
    return [(row, values) for row, values in found if len(values) == COUNT and _single(values)]


def _left_of(part: Part) -> tuple[str, ...]:
    """The order that a header which is not borne out leaves for the rows on the next page."""
    unusual = part.complete and not part.is_usual
    return () if unusual or _named(part, _seven(part.rows)) is None else APPLICANTS


def _in_order(values: list[Slot], order: Sequence[str]) -> list[Slot]:
    total = list(order).index("total")
    return [s for i, s in enumerate(values) if i != total] + [values[total]]


def _single(values: list[Slot]) -> bool:
    return all(v.width == 1 for v in values)


def _named(part: Part, rows: list[tuple[Row, list[Slot]]]) -> bool | None:
    """None where headers that are left contradict the usual order; else whether there are any."""
    if part.doubled:
        return None
    if part.is_usual or not part.at:
        return False
    for _, values in rows[:1]:
        for name, column in part.at.items():
            place = next((i for i, v in enumerate(values) if v.column == column), None)
            if place is not None and APPLICANTS[place] != name and not part.complete:
                return None
    return True


def _confirmed(
    numbers: Sequence[float | None], values: Sequence[Slot], doubted: bool = False
) -> bool:
    """Whether a row's total bears out its order.

    A total of nothing, or in an order that is ``doubted``, does only where all cells are the same.
    """
    return (
        numbers[-1] is not None
        and row_adds_up(numbers)
        and ((numbers[-1] > 0 and not doubted) or len({v.text for v in values}) == 1)
    )


def _alone(row: Row, order: Sequence[str], state: State, doubted: bool = False) -> None:
    """A row on its own: empty throughout, or confirmed by its own total, or unreadable.

    Where rows like it contradict the order, its own total may bear it out by chance.
    """
    values = row.values()
    if values and not any(v.text for v in values):
        for code in _codes(row.item):
            state.store(code, values[0])
        return
    if order and len(values) == COUNT:
        numbers = _numbers(_in_order(values, order))
        if _confirmed(numbers, values, doubted):
            _give(row, order, values, state)
            state.notes.append(
                f"columns by position, confirmed by the row's total: requests/{row.item} "
                f"({values[0].where})"
            )
            return
    state.unreadable(_codes(row.item), row.slots[row.after :])
