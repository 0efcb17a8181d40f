"""The rows above a table's values: what each column is said to be."""

import re
from collections import Counter
from collections.abc import Sequence

from analysis.form import APPLICANTS
from analysis.reading.blocks import Slot, end_of
from analysis.recognising.units import is_unit_caption

from .articles import FOREIGN
from .headers import column_code, is_foreign
from .kinds import LONGEST_VALUE, Kinds
from .state import State

GROUP = "organisations"  # the cell above all kinds of organisations
_GROUPS = re.compile("法人|其[他它]组织")
_BESIDE = re.compile("备注|说明|序号|小计")
MOST_ABOVE = 12  # rows of a header that are kept: a list of thousands of rows has none


class Head:
    """The header that rows of values stand under, as far as it has been read.

    Parameters
    ----------
    width : int
        How many columns the table has.
    kinds : Kinds
        What cells of this format can be.
    state : State
        What was found so far; columns that the form does not have are added.
    caption : str
        What stands above the table about units.

    Attributes
    ----------
    stacks : list of list of Slot
        What stands above each column.
    fresh : bool
        Whether it was added to since values were last read.
    outcomes : bool
        Whether it names columns or groups of table 四.
    applicants, remedies : list of str
        Names of columns as they are written, row by row; of applicants with ``GROUP``,
        as often as it is wide.
    end, widest : int
        The column after the last cell of its last row, and of its widest.
    columns : list of (str or None)
        Those of table 二, by position, up to ``columns_end``; ``texts`` are what names them.
    """

    def __init__(self, width: int, kinds: Kinds, state: State, caption: str) -> None:
        self.width, self.kinds, self.state, self.caption = width, kinds, state, caption
        self.columns: list[str | None] = []
        self.columns_end = 0
        self.texts: list[str] = []
        self.clear()

    def clear(self) -> None:
        """Forget it, but for the columns of table 二."""
        self.stacks: list[list[Slot]] = [[] for _ in range(self.width)]
        self.fresh = self.outcomes = False
        self.applicants: list[str] = []
        self.remedies: list[str] = []
        self.end = self.widest = 0

    def add(self, row: list[Slot | None], cells: Sequence[Slot]) -> None:
        """Add a row; rows of values and titles over the whole table are none of it.

        Parameters
        ----------
        row : list of Slot or None
            The row, a slot for each column.
        cells : sequence of Slot
            Its cells, each once.
        """
        kinds = self.kinds
        if (alone := lone_text(row)) and is_unit_caption(alone):
            self.caption = alone
        if len(cells) == 1 and (
            cells[0].text == "" or not (kinds[cells[0].text].remedy and len(cells[0].text) < 20)
        ):
            return
        own = [kinds[s.text] for s in cells]
        if any(k.digits for k in own):
            return
        if any(k.column for k in own):
            joined = (
                self.fresh
                and bool(self.columns)
                and not any(k.column == c for k in own for c in self.columns if c)
            )
            self._articles(row, joined)
        elif self.columns and self.columns_end:
            self._articles(row, True)
        if any(k.applicant or k.outcome or k.remedy for k in own):
            self.end = end_of(row)
            self.widest = max(self.widest, self.end)
        new = [s.text and s not in self.stacks[s.column] for s in cells]
        group = self._group([s for s, is_new in zip(cells, new, strict=True) if is_new])
        for slot, kind, is_new in zip(cells, own, new, strict=True):
            if is_new:
                self.fresh = True
                self.outcomes = self.outcomes or bool(kind.remedy or kind.outcome)
                if slot.text == group:
                    self.applicants += [GROUP] * slot.width
                if kind.applicant:
                    self.applicants.append(kind.applicant)
                self.remedies += filter(None, (kind.remedy, kind.outcome))
        for stack, under in zip(self.stacks, row, strict=True):
            if under is not None and under.text and under not in stack:
                stack.append(under)
                del stack[:-MOST_ABOVE]

    def _group(self, cells: Sequence[Slot]) -> str | None:
        """What is beside 自然人 and above all kinds of organisations, by name or by width."""
        names = [self.kinds[s.text].applicant for s in cells]
        if "natural_person" not in names or not set(names).isdisjoint(APPLICANTS[1:-1]):
            return None
        others = [
            s for s, n in zip(cells, names, strict=True) if not n and not _BESIDE.search(s.text)
        ]
        wide: Counter[str] = Counter()  # or cut into several that say the same
        for slot in [s for s in others if _GROUPS.search(s.text)] or others:
            wide[slot.text] += slot.width
        widest = [text for text, width in wide.items() if width == max(wide.values())]
        return widest[0] if len(widest) == 1 else None

    def _articles(self, row: list[Slot | None], joined: bool) -> None:
        """The columns of table 二 that a header names; a header may be cut into two rows."""
        before = self.columns if joined and len(self.columns) == len(row) else [None] * len(row)
        columns: list[str | None] = []
        above_texts = self.texts if joined and len(self.texts) == len(row) else [""] * len(row)
        self.texts = [
            text + ("" if slot is None else slot.text)
            for text, slot in zip(above_texts, row, strict=True)
        ]
        for column, slot in enumerate(row):
            if slot is not None and slot.text and is_foreign(slot.text, self.state.year):
                if slot.column == column:
                    self.state.extra.append(("disclosure", slot.text, slot.where))
                columns.append(FOREIGN)
                continue
            code = self.kinds[slot.text].column if slot is not None else None
            if (
                code is None
                and slot is not None
                and slot.text
                and (joined or self.fresh)
                and self.stacks[column]
            ):
                above = self.stacks[column][-1]
                code = column_code(above.text + slot.text) if above is not slot else None
            columns.append(
                code or (before[column] if slot is None or not slot.text or joined else None)
            )
        if any(columns):
            self.columns = columns
            self.columns_end = end_of(row)


def lone_text(row: Sequence[Slot | None]) -> str | None:
    """The only text of a row; empty where it holds none, None where it holds several.

    Parameters
    ----------
    row : sequence of Slot or None
        The row, a slot for each column.
    """
    texts = {slot.text for slot in row if slot is not None and slot.text}
    return None if len(texts) > 1 else next(iter(texts), "")[:LONGEST_VALUE]
