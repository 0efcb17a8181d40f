"""Table 二: a row's one, two or three values under the header that was printed last above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.reading.blocks import Slot, end_of
from analysis.recognising.units import unit_stated

from .kinds import Kinds
from .state import State, codes_of

FOREIGN = ""  # a column that the form does not have: another year's


@dataclass
class Stated:
    """What is written about units above and beside a row.

    Attributes
    ----------
    headers : sequence of str
        Text of the header above each column.
    label : str
        The row's own label.
    around : sequence of str
        What is above the table or below the row, such as 单位：元, or in a cell beside its figure.
    """

    headers: Sequence[str] = ()
    label: str = ""
    around: Sequence[str] = ()

    def unit(self, slot: Slot, kind: str) -> str:
        """The unit of a cell; empty where none is stated.

        Parameters
        ----------
        slot : Slot
            The cell.
        kind : str
            What is counted in it.
        """
        header = self.headers[slot.column] if slot.column < len(self.headers) else ""
        return unit_stated((header, self.label, *self.around), kind)


def disclosure_row(
    item: str,
    row: list[Slot | None],
    after: int,
    columns: Sequence[str | None],
    end: int,
    kinds: Kinds,
    state: State,
    stated: Stated,
) -> None:
    """Read one row.

    Parameters
    ----------
    item : str
        Code of the row.
    row : list of Slot or None
        The row, a slot for each column of the grid.
    after : int
        The column after its label.
    columns : sequence of (str or None)
        What the header names each column.
    end : int
        The column after the header's last cell.
    kinds : Kinds
        What texts can be.
    state : State
        Where the cells are kept.
    stated : Stated
        What header, label and caption say of units.
    """
    codes = codes_of(state.form.code, "disclosure", item)
    if FOREIGN in columns[after:]:  # it may stand where one of the form's is wanted
        codes = tuple(code for code in codes if code.rsplit("/", 1)[1] in columns)
    wanted = [code.rsplit("/", 1)[1] for code in codes]
    if len(wanted) > 1 and _may_have_one_twice(row, after, end):
        state.unreadable(codes, row[after:])
        return
    hits = _under_header(row, after, wanted, columns, end, kinds)
    note = False
    if hits is None:
        hits = _in_order(row, after, wanted, columns, end)
        note = hits is not None
    if hits is None:
        state.unreadable(codes, row[after:])
        return
    if note:
        state.notes.append(
            f"columns by position, with part of the header: disclosure/{item} ({hits[0].where})"
        )
    for code, slot in zip(codes, hits, strict=True):
        state.store(code, slot, stated.unit(slot, state.form.by_code[code].unit))


def _may_have_one_twice(row: Sequence[Slot | None], after: int, end: int) -> bool:
    """Whether a row is longer than its header and two neighbours are alike: one may be too many,
    and all after it stand a column to the right.
    """
    values = _distinct(row[after:])
    return end_of(row) > end and any(a.text and a.text == b.text for a, b in pairwise(values))


def _distinct(row: Sequence[Slot | None]) -> list[Slot]:
    out: list[Slot] = []
    for slot in row:
        if slot is not None and (not out or out[-1] is not slot):
            out.append(slot)
    return out


def _one(slots: list[Slot]) -> Slot | None:
    """The cell of a column that stands over several.

    The only one, the only one filled, or any of the same content.
    """
    filled = [s for s in slots if s.text]
    if not filled:
        return slots[0] if slots else None
    is_one = len({s.text for s in filled}) == 1 and len(filled) in (1, len(slots))
    return filled[0] if is_one else None


def _under_header(
    row: list[Slot | None],
    after: int,
    wanted: list[str],
    columns: Sequence[str | None],
    end: int,
    kinds: Kinds,
) -> list[Slot] | None:
    """The cells under the headers.

    None where one is missing, or a figure stands where no header is.
    """
    named: dict[str, list[Slot]] = {}
    last = after
    for column in range(after, len(row)):
        slot = row[column]
        if slot is None:
            continue
        name = columns[column] if column < len(columns) else None
        if name == FOREIGN:
            last = max(last, column + 1)
            continue
        if name in wanted:
            mine = named.setdefault(str(name), [])
            if not mine or mine[-1] is not slot:
                mine.append(slot)
            last = column + 1
        elif (
            slot.text
            and kinds[slot.text].value
            and slot.column >= after
            and not (name is None and column < end and last > after)
        ):
            return None  # a figure beside the columns of the header
    cells = [s for name in wanted if (s := _one(named.get(name, []))) is not None]
    if len(cells) < len(wanted):
        return None
    if len({id(s) for s in cells}) < len(cells) and any(
        s.text and kinds[s.text].digits for s in cells
    ):
        return None  # one number over two columns
    return None if _may_have_moved(cells, end_of(row), end) else cells


def _may_have_moved(cells: Sequence[Slot], built: int, end: int) -> bool:
    """Whether the cells of a row may stand beside their columns.

    A row longer or shorter than its header has a cell too many or too few: where one is empty,
    nobody can tell which.
    """
    return built != end and len({bool(s.text) for s in cells}) > 1


def _in_order(
    row: list[Slot | None], after: int, wanted: list[str], columns: Sequence[str | None], end: int
) -> list[Slot] | None:
    """The cells in the form's order, where part of the header is lost.

    What is left of the header must stand where the form has it. An empty last cell that it names is
    none too many: another is, and may hold what counts the rows.
    """
    if FOREIGN in columns[after:]:
        return None
    values = _distinct(row[after:])
    names = dict(enumerate(columns))
    while len(values) > len(wanted) and not values[-1].text and not names.get(values[-1].column):
        values.pop()
    if len(values) != len(wanted) or _may_have_moved(values, end_of(row), end):
        return None
    if tuple(dict.fromkeys(c for c in columns if c)) == tuple(wanted):
        return values if all(v.text for v in values) or len(values) == 1 else None
    at: dict[str, int] = {}
    for column in range(after, min(len(row), len(columns))):
        name = columns[column]
        if name in wanted:
            at.setdefault(str(name), column)
    if at and all(values[wanted.index(name)].column == column for name, column in at.items()):
        return values
    return None
