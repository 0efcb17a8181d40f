"""Tables with columns (HTML, Word, spreadsheets, PDF) to cells.

Rows by their labels, columns by their headers.

A value belongs to the column under whose header it stands. Where a row is not built as its table is
(a cell too many or too few, a span lost), or headers are damaged, position stands in only where the
table's own identities confirm it, and a note says so; else the row is ``unreadable``. Nothing is
ever shifted.
"""

import re
from collections.abc import Iterable, Sequence

from analysis.form import APPLICANTS, get_form
from analysis.reading.blocks import Grid, Slot, end_of
from analysis.recognising.confirm import row_adds_up
from analysis.recognising.labels import cut_row_item
from analysis.recognising.numbers import counts_columns, read_number
from analysis.recognising.rows import ROWS, Found
from analysis.recognising.units import NOTED, is_unit_caption

from .applicants import resolve
from .articles import Stated, disclosure_row
from .head import Head, lone_text
from .headers import is_of_other_year
from .kinds import LONGEST_VALUE, Kinds, kinds_of
from .outcomes import Header, outcome_row
from .part import Part, Row
from .state import State, codes_of, merge
from .unlabelled import goes_on

Label = tuple[str, str, Slot]
_CARRIED = ("carried_in", "carried_out")  # from last year, to the next
_WORDS = re.compile("[\u4e00-\u9fff]{3}")
_FEWEST_COUNTED = 10  # so many numbers in a row are no outcomes: their totals do not add up


def read_grids(
    grids: Iterable[Grid],
    fmt: str,
    year: int | None = None,
    captions: Sequence[str] = (),
) -> tuple[Found, list[str], list[tuple[str, str, str]]]:
    """Every cell of the form found in tables, by code.

    Parameters
    ----------
    grids : iterable of Grid
        All tables of the document; those that are none of the form's are passed over.
    fmt : {"2019", "2021"}
        The format of the form.
    year : int, optional
        The year reported on: a column of another year is none of the form's.
    captions : sequence of str
        For each table what stands above it about units; may be shorter.

    Returns
    -------
    found : dict
        ``code -> (status, printed, value, where)``.
    notes : list of str
        Where position stood in for damaged headers.
    extra : list of (table, header, where)
        Columns that the form does not have.
    """
    state = State(get_form(fmt), year=year)
    kinds = kinds_of(fmt)
    for number, grid in enumerate(grids):
        state.found = {}
        state.notes += grid.notes
        caption = captions[number] if number < len(captions) else ""
        _Reader(grid, kinds, state, caption).read()
        if state.found:
            state.before.append(state.found)
    return merge(state.before, state.notes), state.notes, list(dict.fromkeys(state.extra))


def _counts_columns(cells: Sequence[Slot]) -> bool:
    """Whether a row below a header only counts its columns: 1, 2, 3, …"""
    numbers = [s.text for s in cells if s.text]
    return len(numbers) >= _FEWEST_COUNTED and counts_columns(numbers)


class _Reader:
    """Reads one table.

    What it learns of table 三's columns is kept in ``state`` for a part that goes on over the page.
    """

    def __init__(self, grid: Grid, kinds: Kinds, state: State, caption: str) -> None:
        self.grid, self.kinds, self.state = grid, kinds, state
        self.fmt = state.form.code
        self.group = ""
        self.head = Head(grid.width, kinds, state, caption)
        self.part: Part | None = None
        self.empty: list[
            tuple[list[Slot | None], Sequence[Slot], Header]
        ] = []  # rows of table 四 without a value

    def read(self) -> None:
        """Read row by row."""
        above: list[Slot | None] = []
        last: Label | None = None
        for number, row in enumerate(self.grid.rows):
            cells = [s for i, s in enumerate(row) if s is not None and s.column == i]
            if not cells:
                continue
            foreign = self._from_above(row, above)
            label = self._label(cells)
            if last and not label and goes_on(above, row, last[2], self.kinds, self.state.year):
                self._leave(last, above)
            above, last = row, label
            if label is not None:
                table, item, slot = label
                if item not in _CARRIED and is_of_other_year(slot.text, self.state.year):
                    continue
                after = slot.column + slot.width
                if not self._has_values(row, after):
                    label = None
                elif table == "disclosure":
                    if foreign:
                        self.state.unreadable(codes_of(self.fmt, "disclosure", item), row[after:])
                    else:
                        units = [s.text for s in cells if s.column >= after]
                        units = [text for text in units if is_unit_caption(text)]
                        around = (self.head.caption, self._below(number), *units)
                        disclosure_row(
                            item,
                            row,
                            after,
                            self.head.columns,
                            self.head.columns_end,
                            self.kinds,
                            self.state,
                            Stated(self.head.texts, slot.text, around),
                        )
                else:
                    if self.part is None or self.head.fresh:
                        self._finish()
                        head = self.head
                        names = tuple(head.applicants)
                        self.part = Part(head.stacks, self.kinds, names, head.end, self.state.year)
                        self.head.clear()
                    if foreign and self.part.rows:
                        self.part.rows[-1].reaching = foreign
                    self.part.rows.append(Row(item, row, after, end_of(row), foreign))
            if label is None and not self._outcomes(row, cells, bool(foreign)):
                self._extra_row(cells)
                self.head.add(row, cells)
        self._finish()
        self._blanks()

    def _leave(self, label: Label, row: Sequence[Slot | None]) -> None:
        """Leave a row open that was read: its label is that of another row of figures too."""
        table, item, slot = label
        if self.part is not None and table == "requests":
            self.part.rows = [r for r in self.part.rows if r.slots is not row]
        self.state.unreadable(codes_of(self.fmt, table, item), row[slot.column + slot.width :])

    def _from_above(self, row: list[Slot | None], above: list[Slot | None]) -> tuple[Slot, ...]:
        """Figures that reach into a row from the one above.

        Which row they are of, nobody can tell.
        """
        if len(above) != len(row):
            return ()
        kinds = self.kinds
        return tuple(
            s
            for s, t in zip(row, above, strict=True)
            if s is t and s is not None and s.text and kinds[s.text].digits
        )

    def _below(self, number: int) -> str:
        """The unit that a row of its own gives below another, not above what comes next."""
        alone = [lone_text(row) for row in self.grid.rows[number + 1 : number + 4]]
        texts = [text for text in alone if text != ""]
        if not texts or texts[0] is None or not is_unit_caption(texts[0]):
            return ""
        following = texts[1] if len(texts) > 1 else None
        noted = NOTED.match(texts[0]) or len(self.grid.rows) == number + 2
        return texts[0] if noted or (following and following[0] in "三四") else ""

    def _finish(self) -> None:
        if self.part is not None:
            resolve(self.part, self.state)
            self.part = None

    def _label(self, cells: Sequence[Slot]) -> Label | None:
        """The first cell of a row that names a row of the form."""
        kinds, seen = self.kinds, False
        for number, slot in enumerate(cells):
            text = slot.text
            if not text:
                continue
            kind = kinds[text]
            if kind.item is not None:
                self.group = (
                    ""
                    if kind.item[1] in ("received", "carried_in", "carried_out", "granted")
                    else self.group
                )
                return self._widest(cells, number, kind.item)
            if kind.group:
                self.group, seen = kind.group, True
            elif kind.other and self.fmt == "2021" and self.group == "other":
                return "requests", "other.other", slot
            elif kind.total and (number == 0 or seen) and self._goes_on():
                return "requests", "concluded", slot
            elif kind.digits and number > 0:
                break  # a number in the first column may count the rows
        return self._cut(cells)

    def _goes_on(self) -> bool:
        """Whether rows of table 三 came before: a row called 总计 and no more is theirs."""
        return self.part is not None and bool(self.part.rows) and not self.head.fresh

    def _widest(self, cells: Sequence[Slot], number: int, item: tuple[str, str]) -> Label:
        """The last of neighbouring cells that repeat one label.

        Merged cells that were taken apart look so.
        """
        slot = cells[number]
        for after in cells[number + 1 :]:
            if after.text != slot.text:
                break
            slot = after
        return (*item, slot)

    def _cut(self, cells: Sequence[Slot]) -> Label | None:
        """A label cut off by a page's end.

        Believed only where the row's total confirms its numbers and it is not read yet.
        """
        for slot in cells:
            item = cut_row_item(slot.text, self.fmt) if slot.text else None
            if item is None or self.state.known(f"requests/{item}/total"):
                continue
            after = [s for s in cells if s.column >= slot.column + slot.width]
            numbers = [read_number(s.text).value for s in after]
            if len(numbers) == 7 and any(n is not None for n in numbers) and row_adds_up(numbers):
                self.state.notes.append(
                    f"label cut off, row confirmed by its total: requests/{item} ({slot.where})"
                )
                return "requests", item, slot
        return None

    def _has_values(self, row: Sequence[Slot | None], after: int) -> bool:
        """Whether what follows a label can be its values.

        Else it was a word in a header or in prose.
        """
        some = False
        for slot in row[after:]:
            if slot is None:
                continue
            kind = self.kinds[slot.text]
            if kind.label or kind.column or len(slot.text) > 4 * LONGEST_VALUE:
                return False
            some = some or kind.value or len(slot.text) <= LONGEST_VALUE
        return some

    def _outcomes(self, row: list[Slot | None], cells: Sequence[Slot], doubtful: bool) -> bool:
        """Read a row of values of table 四, if it is one."""
        if not self.head.outcomes or (self.part is not None and not self.head.fresh):
            return False
        header = Header(self.head.stacks, self.kinds, self.head.remedies, self.head.widest)
        if not header.known or _counts_columns(cells):
            return False
        if outcome_row(row, cells, header, self.kinds, self.state, doubtful):
            return True
        self.empty.append((row, cells, header))
        return False

    def _extra_row(self, cells: Sequence[Slot]) -> None:
        """Note a row of figures among those of table 三 that the form does not have."""
        if not self._goes_on():
            return
        label = next((s for s in reversed(cells) if _WORDS.search(s.text)), None)
        figures = sum(s is not label and self.kinds[s.text].digits for s in cells)
        if label and figures >= len(APPLICANTS):
            self.state.extra.append((ROWS, label.text, label.where))

    def _blanks(self) -> None:
        """Rows of table 四 that were left empty.

        One between a header and its values is only space, hence at the end.
        """
        known = self.state.found
        for row, cells, header in self.empty:
            self.state.found = {}
            outcome_row(row, cells, header, self.kinds, self.state, empty=True)
            if known.keys().isdisjoint(self.state.found) and all(
                entry[0] == "blank" for entry in self.state.found.values()
            ):
                known |= self.state.found
        self.state.found = known
