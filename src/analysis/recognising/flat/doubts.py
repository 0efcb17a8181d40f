"""What makes a row of flattened text doubtful.

Then its columns are believed only where its own total confirms them.
"""

import re
from collections import Counter
from collections.abc import Sequence

from analysis.form import APPLICANTS, Form
from analysis.recognising.characters import fold
from analysis.recognising.labels import row_item
from analysis.recognising.numbers import read_number

from .rows import Row, merged
from .tokens import Token

# The rows that stand first below the header of an article.
_ARTICLE = re.compile(r"第二十条第\((.)\)项")
FIRST_OF = {"五": ("licences",), "六": ("penalties",), "八": ("fees",), "九": ("procurement",)}
_NOTE = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")
_WORDS = re.compile("[\u4e00-\u9fff]{4}")
_ENOUGH = 3  # rows that show that no cell of a table is empty
_TOUCHING = re.compile(r"0\d")
_TWO_NUMBERS = re.compile(r"\d\s+\d")


class Doubts:
    """What a document's rows tell of how its text came about.

    Parameters
    ----------
    rows : sequence of Row
        All rows that were met in the text.
    regular : bool
        Whether empty lines tell the empty cells.
    broken : set of int
        Lines that may hold the end of a number of a neighbouring line.
    form : Form
        Format of the form.
    """

    def __init__(self, rows: Sequence[Row], regular: bool, broken: set[int], form: Form) -> None:
        self._broken, self._form = broken, form
        self._labelled = {(row.table, row.item) for row in rows}
        self._regular = regular
        self._on_line = Counter(row.label.line for row in rows)
        self._most_fields: dict[tuple[str, int], int] = {}
        for row in rows:
            if not row.one_line:
                key = (row.table, len(row.codes))
                self._most_fields[key] = max(self._most_fields.get(key, 0), len(row.fields))
        self._full = {
            table: sum(not r.ends_text for r in rows if r.table == table) >= _ENOUGH
            and all(
                len(r.filled) == len(r.codes) for r in rows if r.table == table and not r.ends_text
            )
            for table in ("disclosure", "requests")
        }
        self._grouped = any(merged(row) for row in rows)
        # Cells are gone from some rows, so a row of the right length may have lost one and caught
        # something else.
        self._ragged = not regular and any(
            not r.one_line and r.filled and len(r.fields) < len(r.codes) for r in rows
        )
        # Where most labels have nothing below them, a column may be below the last one.
        bare = [
            not r.filled and len(r.fields) < len(r.codes) for r in rows if r.table == "requests"
        ]
        self._apart = sum(bare) > len(bare) / 2
        # Rows that share a line have no ends of their own: only where every one of them has as
        # many fields as the form has columns do the fields bound them.
        self._even = all(
            len(r.fields) == len(r.codes) == len(APPLICANTS)
            for r in rows
            if r.table == "requests" and self._on_line[r.label.line] > 1
        )
        # Where rows are lines, what is on the line below a label may be a page's number or
        # head.
        self._lines = sum(r.one_line for r in rows) > len(rows) / 2
        self._longest = {
            table: max((len(r.fields) for r in rows if r.table == table and r.one_line), default=0)
            for table in ("disclosure", "requests")
        }
        self._widest = {
            table: max(
                (r.lead + len(r.fields) for r in rows if r.table == table and r.one_line), default=0
            )
            for table in ("disclosure", "requests")
        }

    def numbers(self, row: Row) -> bool:
        """Whether the numbers themselves may be more or less than was printed.

        Parameters
        ----------
        row : Row
            A row of table 二 or 三.
        """
        if not row.one_line and (
            self._lines or (self._ragged and any(_is_text(t.text) for t in row.filled))
        ):
            return True
        # Rows run together on a line: what is between two labels may be of both.
        shared = self._on_line[row.label.line] > 1 and not self._even
        return (
            row.runs_on
            or (row.table == "requests" and row.one_line and shared)
            or any((t.spaced or row.one_line) and t.line in self._broken for t in row.run)
            or (self._grouped and bool(row.joinable()))
        )

    def of(self, row: Row, aligned: Sequence[Token] | None, by_spacing: bool = False) -> bool:
        """Whether a placed row needs its total to confirm it.

        ``by_spacing`` where empty lines told its columns.

        Parameters
        ----------
        row : Row
            A row of table 三.
        aligned : sequence of Token or None
            Its values by column; None where nothing is certain.
        by_spacing : bool
            Whether empty lines told its columns.
        """
        if aligned is None:
            return False
        full = all(t.text for t in aligned)
        # A bar may be lost between two numbers in a cell: then what follows stands one off.
        if self.numbers(row) or (not full and any(_TWO_NUMBERS.search(t.text) for t in aligned)):
            return True
        if row.one_line:
            return False
        if not full and not by_spacing and self._may_lack_a_line(row, aligned):
            return True
        row_lines = row.row_lines(set())
        irregular = row_lines is not None and len(set(row_lines.gaps[: len(row_lines.values)])) > 1
        # A number that broke is two of them, in a row of table 二 no sum tells it.
        return self._ragged and (
            row.table == "requests" or len(row.codes) > 1 or not full or irregular
        )

    def may_be_shifted(self, row: Row, aligned: Sequence[Token]) -> bool:
        """Whether a row with empty cells may have lost a bound, so that its figures stand one off.

        A sum does not tell: it is the same wherever its parts stand.

        Parameters
        ----------
        row : Row
            A row.
        aligned : sequence of Token
            Its values by column.
        """
        if not any(t.text for t in aligned) or len({t.text for t in aligned}) == 1:
            return False
        lines = [t.line for t in row.run if not t.padding]
        if not row.one_line and len(set(lines)) < len(lines):
            return True  # a line's end within a cell looks like a bound
        if all(t.text for t in aligned) or not row.one_line:
            return False
        if row.table == "requests" and _ends_in_total(row, aligned):
            return True
        # Where other rows have padding before their values, and this line may have lost its end,
        # so may this one.
        longest = self._longest[row.table]
        whole = row.lead + len(row.fields) == self._widest[row.table]
        ends = aligned[0].text and (aligned[-1].text or row.table == "disclosure")
        return not whole and not ends and longest > len(row.codes)

    def _may_lack_a_line(self, row: Row, aligned: Sequence[Token]) -> bool:
        """Whether an empty field may be padding, and a line with a figure may be gone."""
        if not any(t.text for t in aligned):
            return False
        if row.table == "disclosure":
            return len(row.fields) < self._most_fields[row.table, len(row.codes)]
        if len(row.fields) == len(row.codes) == self._most_fields[row.table, len(row.codes)]:
            return self._regular  # no row has padding, so no field of this one is padding
        by_code = dict(zip(row.codes, aligned, strict=True))
        total = by_code.get(f"requests/{row.item}/total")
        parts = any(read_number(t.text).value for t in aligned if t is not total)
        return self._regular or (parts and (total is None or not total.text))

    def may_be_of_a_column(self, row: Row, aligned: Sequence[Token]) -> bool:
        """Whether the values below a label may be those of a column.

        They are a row's where its total, of more than nothing, confirms them.

        Parameters
        ----------
        row : Row
            A row.
        aligned : sequence of Token
            Its values by column.
        """
        if row.table != "requests" or row.one_line or not self._apart:
            return False
        values = [read_number(t.text).value for t in aligned]
        return not (any(values) and row.adds_up(values))

    def shares_a_line(self, row: Row) -> bool:
        """Whether a row of table 三 stands on a line with others, and its fields do not bound it.

        Parameters
        ----------
        row : Row
            A row.
        """
        return row.table == "requests" and self._on_line[row.label.line] > 1 and not self._even

    def words_within(self, row: Row) -> bool:
        """Whether a field of a row holds another row's words, or numbers that touch.

        Then bounds between cells are gone in this row, and no other field of it is sure.

        Parameters
        ----------
        row : Row
            A row.
        """
        return any(
            has_words(t.text) or (t.spaced and _TOUCHING.match(fold(t.text))) for t in row.run
        )

    def runs_into_remedies(self, row: Row) -> bool:
        """Whether a last row of table 三 may have taken the figures of table 四 for its own.

        Parameters
        ----------
        row : Row
            A row of table 三.
        """
        return self._lines and not row.one_line and row.item == self._form.items("requests")[-1]

    def is_cut(self, row: Row) -> bool:
        """Whether a text that has no empty cells ends within a row or right after it.

        Then what is printed of the row stands in its first columns.

        Parameters
        ----------
        row : Row
            A row.
        """
        whole = self._full[row.table] and len(row.filled) == len(row.fields) <= len(row.codes)
        return row.ends_text and row.order_known and whole

    def next_label_lost(self, row: Row) -> bool:
        """Whether the values may belong to the next row of the form.

        They may where that row's label is not in the text.

        Parameters
        ----------
        row : Row
            A row of table 三.
        """
        items = self._form.items(row.table)
        at = items.index(row.item) + 1
        if at < len(items) and row.table == "disclosure":
            below = fold(row.below)
            begins = _ARTICLE.match(below)
            if row_item(below, row.table, self._form.code) == items[at]:
                return False
            if begins and items[at] in FIRST_OF.get(begins[1], ()):
                return False
        if row.one_line or self.is_cut(row):
            return False
        return at < len(items) and (row.table, items[at]) not in self._labelled


def has_words(text: str) -> bool:
    """Whether what looks like a cell's content has words beside its notes: a head of a page has.

    Parameters
    ----------
    text : str
        What is printed.
    """
    return bool(_WORDS.search(_NOTE.sub("", fold(text))))


def _ends_in_total(row: Row, aligned: Sequence[Token]) -> bool:
    """Whether the last figure before an empty total is no less than the sum of those before it.

    Then it may be the total, and its line be short of a cell: one figure that spans columns.
    """
    by_code = dict(zip(row.codes, aligned, strict=True))
    numbers = [by_code[f"requests/{row.item}/{name}"] for name in APPLICANTS]
    *parts, total = [read_number(t.text).value or 0 for t in numbers if t.text] or [0]
    return not numbers[-1].text and any(parts) and sum(parts) <= total


def _is_text(text: str) -> bool:
    return read_number(text, "10k_yuan", signed=True).status == "unreadable"
