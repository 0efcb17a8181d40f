"""Tables that lie otherwise than the form, put as the form lies.

Applicants down the side, columns that go on in a second table, columns that only count the rows,
and figures of another year beside this year's, which rows or columns headed by years tell apart.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from analysis.form import APPLICANTS
from analysis.reading.blocks import Grid, Slot, cells_of
from analysis.recognising.characters import fold

from .kinds import Kinds, kinds_of
from .outcomes import GROUPS, OUTCOMES

_HEADER_ROWS = 4
_WHOLE = 10  # columns of table 三
_FEWEST_ITEMS = 8  # so many rows of table 三 beside each other: it lies on its side
_FEWEST_NAMES = 5
_LEADING = 4  # columns that may stand before the values
_FEWEST_ROWS = 5  # that a column without a header counts
_FEWEST_FIGURES = 2  # in a row of values
_LONGEST_YEAR = 10  # characters
ROW_NUMBERS = ("行次", "行号", "序号", "编号", "项次")
_LONGEST_NAME = 5  # characters of such a header, blanks among them
COUNTED = re.compile(r"[(\[]?0*(\d{1,3})[)\].,、]?")
_YEAR = re.compile(r"(?:(20\d\d)年?|(?P<own>本|今)年|(?:上一?|去)年)度?(?:数据?|情况)?")


def as_the_form_lies(grids: Sequence[Grid], fmt: str, year: int | None) -> list[Grid]:
    """The tables, those that lie otherwise changed; the tables given are not.

    Parameters
    ----------
    grids : sequence of Grid
        In the order of the document; one that is made part of another leaves an empty one.
    fmt : {"2019", "2021"}
        Format of the form.
    year : int or None
        The year reported on.
    """
    kinds = kinds_of(fmt)
    whole = _without_row_numbers(grids, kinds)
    out = [_of_year(_turned(grid, kinds), kinds, year) for grid in whole]
    # One that has all applicants is wider.
    names = [_applicants(g, kinds) if g.width < _WHOLE else set() for g in out]
    for at in range(len(out) - 1):
        left, right = names[at], names[at + 1]
        if left and right and left.isdisjoint(right) and left | right == set(APPLICANTS):
            joined = _side_by_side(out[at], out[at + 1], kinds)
            out[at : at + 2] = (Grid(), joined) if joined else out[at : at + 2]
    return out


def _without_row_numbers(grids: Sequence[Grid], kinds: Kinds) -> list[Grid]:
    """The tables without columns that count the rows, and say so or hold nothing else.

    They count on from one table to the next, over the page also without a header.
    """
    out = []
    last = column = width = 0  # the last number, in which column of how wide a table
    for grid in grids:
        named = _row_numbers_at(grid)
        at = column if named is None and last and width == grid.width else named
        count = None if at is None else _counts_to(grid, at, kinds, last, named is not None)
        if at is None or count is None:
            out.append(grid)
        else:
            out.append(_without(grid, [], [at]))
            last, column, width = count, at, grid.width
    return out


def _row_numbers_at(grid: Grid) -> int | None:
    """The column whose header says that it counts the rows, or that holds nothing else."""
    for row in grid.rows[:_HEADER_ROWS]:
        for slot in row:
            if slot is None or slot.width > 1 or not 2 <= len(slot.text) <= _LONGEST_NAME:
                continue
            if fold(slot.text) in ROW_NUMBERS:
                return slot.column
    return next((c for c in range(min(_LEADING, grid.width)) if _only_counts(grid, c)), None)


def _only_counts(grid: Grid, column: int) -> bool:
    """Whether what a column holds, beside cells that reach out of it, may be the rows' numbers."""
    texts = [s.text for s in cells_of(r[column] for r in grid.rows) if s.width == 1 and s.text]
    return len(texts) >= _FEWEST_ROWS and all(COUNTED.fullmatch(fold(text)) for text in texts)


def _counts_to(grid: Grid, column: int, kinds: Kinds, last: int, begins: bool) -> int | None:
    """The last number of a column that counts the rows on, or from one; None where it does not."""
    first = last
    for slot in cells_of(row[column] for row in grid.rows):
        match = COUNTED.fullmatch(fold(slot.text)) if slot.width == 1 else None
        if match is None:
            if kinds[slot.text].digits:
                return None
        elif int(match[1]) == last + 1 or (begins and last == first and match[1] == "1"):
            last = int(match[1])
        else:
            return None
    return last if last != first else None


def _turned(grid: Grid, kinds: Kinds) -> Grid:
    """The table with its columns as rows, where those of the form go down its side."""
    if not (_has_applicants_down(grid, kinds) or _has_outcomes_down(grid, kinds)):
        return grid
    rows_of: dict[int, list[int]] = {}
    for n, row in enumerate(grid.rows):
        for slot in cells_of(row):
            rows_of.setdefault(id(slot), []).append(n)
    new = {
        id(s): Slot(s.text, s.where, rows_of[id(s)][0], len(rows_of[id(s)]))
        for row in grid.rows
        for s in cells_of(row)
    }
    columns = zip(*grid.rows, strict=True)
    return Grid([[None if s is None else new[id(s)] for s in row] for row in columns], grid.notes)


def _has_applicants_down(grid: Grid, kinds: Kinds) -> bool:
    if grid.width < _FEWEST_ITEMS or len(grid.rows) > 3 * len(APPLICANTS):
        return False
    items = (sum(s is not None and _is_request(s, kinds) for s in row) for row in grid.rows[:3])
    if max(items) < _FEWEST_ITEMS:
        return False
    names = {kinds[s.text].applicant for row in grid.rows for s in row[:2] if s is not None}
    return len(names - {None}) >= _FEWEST_NAMES


def _has_outcomes_down(grid: Grid, kinds: Kinds) -> bool:
    """Whether the outcomes of all groups of table 四 stand in a column, each in its own row."""
    whole = len(GROUPS) * len(OUTCOMES)
    if grid.width > _LEADING or not whole <= len(grid.rows) <= whole + _HEADER_ROWS:
        return False
    for cells in list(zip(*grid.rows, strict=True))[:_LEADING]:
        names = [kinds[s.text].outcome for s in cells_of(cells)]
        if [name for name in names if name] == [*OUTCOMES] * len(GROUPS):
            return True
    return False


def _is_request(slot: Slot, kinds: Kinds) -> bool:
    item = kinds[slot.text].item
    return item is not None and item[0] == "requests"


def _year_in(text: str) -> re.Match[str] | None:
    """The year that a text is; None for most texts at a glance."""
    if len(text) >= _LONGEST_YEAR or not ("年" in text or text[:2] in ("20", "２０")):
        return None
    return _YEAR.fullmatch(fold(text))


def _years(slots: Iterable[Slot | None], year: int) -> dict[int, bool] | None:
    """Positions of cells that name a year, and whether it is this one.

    None where not both are named, or a cell names none: what is only a figure is no year.
    """
    found: dict[int, bool] = {}
    for at, slot in enumerate(slots):
        if slot is None or not slot.text:
            continue
        match = _year_in(slot.text)
        if match is None:
            return None
        found[at] = int(match[1]) == year if match[1] else match["own"] is not None
    return found if len(set(found.values())) == 2 else None


def _of_year(grid: Grid, kinds: Kinds, year: int | None) -> Grid:
    """The table without the rows and columns that its headers give to another year."""
    texts = {s.text for row in grid.rows[: _HEADER_ROWS + 2] for s in row if s is not None}
    if year is None or not any(map(_year_in, texts)):
        return grid
    first = next((n for n, row in enumerate(grid.rows) if _has_figures(row, kinds)), 0)
    for column, top in enumerate(grid.rows[first][:_LEADING]):
        if top is not None and top.text and not _year_in(top.text):
            continue
        named = _years((row[column] for row in grid.rows[first:]), year)
        if named and len(named) == len(grid.rows) - first:
            other = [first + n for n, is_own in named.items() if not is_own]
            return _without(grid, other, [column])
    for n, row in enumerate(grid.rows[:first]):
        start = next((i for i, s in enumerate(row) if s and _year_in(s.text)), None)
        named = None if start is None else _years(row[start:], year)
        if named and start is not None:
            other = [start + at for at, is_own in named.items() if not is_own]
            return _without(grid, [n], other)
    return grid


def _has_figures(row: Sequence[Slot | None], kinds: Kinds) -> bool:
    figures = 0
    last = None
    for slot in row:
        if slot is not None and slot is not last and kinds[slot.text].digits:
            figures += _year_in(slot.text) is None
            if figures == _FEWEST_FIGURES:
                return True
        last = slot
    return False


def _without(grid: Grid, rows: Collection[int], columns: Collection[int]) -> Grid:
    """The table without some of its rows and columns."""
    kept = [c for c in range(grid.width) if c not in columns]
    new: dict[int, Slot] = {}
    out: list[list[Slot | None]] = []
    for n, row in enumerate(grid.rows):
        if n in rows:
            continue
        own = [row[c] for c in kept]
        for slot in cells_of(own):
            at = [i for i, s in enumerate(own) if s is slot]
            new.setdefault(id(slot), Slot(slot.text, slot.where, at[0], len(at)))
        out.append([None if s is None else new[id(s)] for s in own])
    return Grid(out, grid.notes)


def _side_by_side(left: Grid, right: Grid, kinds: Kinds) -> Grid | None:
    """One table of two that name different applicants, where they do so above the same rows."""
    (head, items), (other_head, other_items) = (_items(grid, kinds) for grid in (left, right))
    if items != other_items or len(items) < _FEWEST_ITEMS or None in items:
        return None
    after = min(
        s.column + s.width
        for row in right.rows[other_head:]
        for s in cells_of(row)
        if _is_request(s, kinds) or kinds[s.text].total
    )
    shift = left.width - after
    moved: dict[int, Slot] = {}
    for row in right.rows:
        for s in cells_of(row):
            start = max(s.column, after)
            width = s.column + s.width - start
            moved[id(s)] = Slot(s.text, s.where, start + shift, width)
    height = max(head, other_head)
    upper = [[None] * left.width] * (height - head) + left.rows
    beside = [[None] * right.width] * (height - other_head) + right.rows
    rows = [
        [*own, *(None if s is None else moved[id(s)] for s in more[after:])]
        for own, more in zip(upper, beside, strict=True)
    ]
    return Grid(rows, [*left.notes, *right.notes, "a table whose columns go on in a second one"])


def _applicants(grid: Grid, kinds: Kinds) -> set[str]:
    texts = {s.text for row in grid.rows[:_HEADER_ROWS] for s in row if s is not None}
    return {name for text in texts if (name := kinds[text].applicant)}


def _items(grid: Grid, kinds: Kinds) -> tuple[int, list[tuple[str, str] | None]]:
    """How many rows are the header, and what each row below it counts."""
    found: list[tuple[str, str] | None] = []
    for row in grid.rows:
        own = [kinds[s.text] for s in cells_of(row)]
        item = next((k.item for k in own if k.item), None)
        total = ("requests", "concluded") if any(k.total for k in own) else None
        other = ("requests", "other.other") if any(k.other for k in own) else None
        found.append(item or total or other)
    head = next((n for n, item in enumerate(found) if item and item[1] == "received"), 0)
    return head, found[head:]
