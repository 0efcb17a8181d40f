"""Table 四 in grids: group and outcome stand above a value or before it.

The table may lie either way.
"""

from collections.abc import Sequence

from analysis.reading.blocks import Slot, end_of
from analysis.recognising.characters import fold
from analysis.recognising.confirm import remedies_add_up
from analysis.recognising.numbers import read_number

from .headers import group_of, outcome_of
from .kinds import Kinds
from .state import State

GROUPS = ("review", "suit_direct", "suit_after_review")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
_FEWEST = 5


class Header:
    """What is above each column.

    Attributes
    ----------
    outcome, group : list of (str or None)
        The outcome and the group that each column is of; None where its header names none.
    known : bool
        Whether it is a header of table 四, of either lie.
    written : tuple of str
        The groups in the order in which they are written, each once.
    names : list of str
        The outcomes as they are written, row by row.
    """

    def __init__(
        self, head: Sequence[Sequence[Slot]], kinds: Kinds, written: Sequence[str], end: int
    ) -> None:
        own = [kinds[s.text] for stack in head for s in stack]
        self.known = any(k.outcome in ("upheld", "pending", "corrected") or k.remedy for k in own)
        if not self.known:
            return
        texts = ["".join(fold(s.text) for s in stack) for stack in head]
        self.outcome = [outcome_of(t) if t else None for t in texts]
        self.group = [group_of(t) if t else None for t in texts]
        pairs = list(zip(self.group, self.outcome, strict=True))
        if set(_all_codes()) <= {f"remedies/{group}/{name}" for group, name in pairs}:
            # What stands under no group, such as a sum of all, is none of the form's.
            self.outcome = [name if group else None for group, name in pairs]
        self.texts = texts
        self.end = end
        self.written = tuple(dict.fromkeys(name for name in written if name in GROUPS))
        self.names = [name for name in written if name in OUTCOMES]


def outcome_row(
    row: list[Slot | None],
    cells: Sequence[Slot],
    header: Header,
    kinds: Kinds,
    state: State,
    doubtful: bool = False,
    empty: bool = False,
) -> bool:
    """Read a row of values, or one with ``empty`` places for them; False where it is none.

    Parameters
    ----------
    row : list of Slot or None
        The row, a slot for each column of the grid.
    cells : sequence of Slot
        The cells that can be values, each once.
    header : Header
        The header above it.
    kinds : Kinds
        What cells of this format can be.
    state : State
        What was found in this table so far; the cells are added.
    doubtful : bool
        Whether its columns are not certain, so that its sums must confirm it.
    empty : bool
        Whether places without a print are values too.
    """
    lead = [s for s in cells if kinds[s.text].outcome or kinds[s.text].remedy]
    values = [s for s in cells if s not in lead and kinds[s.text].value]
    if any(s.text for s in values) == empty or any(
        s.text and kinds[s.text].label and s not in lead for s in cells
    ):
        return False
    columns = [
        c
        for c, name in enumerate(header.outcome)
        if name and c < len(row) and (s := row[c]) is not None and s.column == c
    ]
    if doubtful and any(header.outcome):
        state.unreadable(_all_codes(), values)
        return True
    across = len([n for n in header.outcome if n]) >= _FEWEST and {"upheld", "pending"} <= set(
        header.outcome
    )
    if across and lead:
        return _one_group(row, lead, columns, header, state)
    if across:
        return _whole(row, values, columns, header, state)
    return bool(lead) and _one_outcome(row, lead[-1], values, header, kinds, state)


def _one_group(
    row: list[Slot | None], lead: Sequence[Slot], columns: list[int], header: Header, state: State
) -> bool:
    """A row for each group, outcomes above."""
    group = group_of(fold("".join(s.text for s in lead)))
    names = [header.outcome[c] for c in columns]
    if group is None or sorted(map(str, names)) != sorted(OUTCOMES):
        return False
    codes = [f"remedies/{group}/{n}" for n in names]
    slots = [row[c] for c in columns]
    end = end_of(row)
    if end == header.end:
        for code, slot in zip(codes, slots, strict=True):
            if slot is not None:
                state.store(code, slot)
    else:
        state.unreadable(codes, slots)
    return True


def _one_outcome(
    row: list[Slot | None],
    lead: Slot,
    values: Sequence[Slot],
    header: Header,
    kinds: Kinds,
    state: State,
) -> bool:
    """A row for each outcome, groups above."""
    name = kinds[lead.text].outcome
    groups = {c: g for c, g in enumerate(header.group) if g and c >= lead.column + lead.width}
    if name is None or not groups:
        return False
    by_group: dict[str, list[Slot]] = {}
    for column, group in groups.items():
        slot = row[column] if column < len(row) else None
        if slot is not None and slot not in by_group.setdefault(group, []):
            by_group[group].append(slot)
    end = end_of(row)
    fits = (
        end == header.end
        and all(len(s) == 1 for s in by_group.values())
        and len(values) == len(by_group)
    )
    for group, slots in by_group.items():
        code = f"remedies/{group}/{name}"
        if fits:
            state.store(code, slots[0])
        else:
            state.unreadable([code], slots)
    return True


def _whole(
    row: list[Slot | None],
    values: list[Slot],
    columns: list[int],
    header: Header,
    state: State,
) -> bool:
    """All groups in one row."""
    end = end_of(row)
    slots = [s for c in columns if (s := row[c]) is not None]
    beside = [s for s in values if s.text and s not in slots]
    # A row that has a cell more than a header with fewer names than the form: one was lost.
    short = len(columns) < len(_all_codes()) and any(s not in slots for s in values)
    expected = len([c for c, n in enumerate(header.outcome) if n])
    groups = [header.group[c] for c in columns]
    codes = [f"remedies/{g}/{header.outcome[c]}" for g, c in zip(groups, columns, strict=True)]
    names = [header.outcome[c] for c in columns]
    upright = _upright(header, names)
    if (
        end == header.end
        and not beside
        and not short
        and len(slots) == expected
        and all(s.width == 1 for s in slots)
    ):
        if None not in groups and len(set(codes)) == len(codes):
            for code, slot in zip(codes, slots, strict=True):
                state.store(code, slot)
            return True
        if upright:
            for code, slot in zip(upright, slots, strict=True):
                state.store(code, slot)
            return True
    if beside and end == header.end and len(slots) == expected:
        seen = [(header.texts[s.column] or s.text, s.where) for s in beside]
        state.extra += [("remedies", words, where) for words, where in seen]
        if _hold_beside(codes, slots, beside):
            for code, slot in zip(codes, slots, strict=True):
                state.store(code, slot)
            return True
    own = set(groups)
    form_codes = (
        list(dict.fromkeys(codes))
        if len(own) == 1 and None not in own and len(values) <= _FEWEST
        else _all_codes()
    )
    while len(values) > len(form_codes) and not values[-1].text:
        values = values[:-1]
    if (
        len(values) == len(form_codes)
        and len(form_codes) in (5, 15)
        and _in_order(header.names, len(form_codes) // len(OUTCOMES))
        and _add_up(values)
    ):
        for code, slot in zip(form_codes, values, strict=True):
            state.store(code, slot)
        state.notes.append("table 四: columns by position, confirmed by its totals")
    elif values and not any(v.text for v in values):
        return False
    else:
        state.unreadable(form_codes, values)
    return True


def _hold_beside(codes: list[str], slots: list[Slot], beside: list[Slot]) -> bool:
    """Whether cells beside which the row has others are the form's: each once, and they add up."""
    by_code = dict(zip(codes, slots, strict=True))
    if len(by_code) < len(codes) or set(by_code) != set(_all_codes()):
        return False
    return _add_up([by_code[code] for code in _all_codes()], beside)


def _add_up(slots: Sequence[Slot], beside: Sequence[Slot] = ()) -> bool:
    """Whether the sums of a row bear out its order.

    Sums of nothing do only where no cell of the row holds anything else.
    """
    numbers = [read_number(s.text).value for s in slots]
    alike = len({s.text for s in (*slots, *beside)}) == 1
    return remedies_add_up(numbers) and (any(numbers) or alike)


def _all_codes() -> list[str]:
    return [f"remedies/{g}/{o}" for g in GROUPS for o in OUTCOMES]


def _upright(header: Header, names: Sequence[str | None]) -> list[str]:
    """Codes of the columns where only the spans of the groups' headers are damaged; else none.

    Five outcomes for each group, and the groups written in order.
    """
    each = len(OUTCOMES)
    blocks = [names[i : i + each] for i in range(0, len(names), each)]
    if len(blocks) != len(GROUPS) or header.written != GROUPS:
        return []
    if any(set(block) != set(OUTCOMES) for block in blocks):
        return []
    return [f"remedies/{g}/{n}" for g, block in zip(GROUPS, blocks, strict=True) for n in block]


def _in_order(names: Sequence[str], groups: int) -> bool:
    """Whether a header's outcomes are those of the form, group by group, but for a few.

    Fewer are lost, or twice the same, than there are groups, so that one is whole: its order is
    that of the others.
    """
    usual = OUTCOMES * groups
    if len(names) == len(usual):
        each = len(OUTCOMES)
        other = [n // each for n, name in enumerate(names) if name != usual[n]]
        return len(other) == len(set(other)) < groups
    rest = iter(usual)
    return len(names) > groups * (len(OUTCOMES) - 1) and all(name in rest for name in names)
