"""Every cell of the three statutory tables, by format, read from ``codes.csv``."""

import csv
from dataclasses import dataclass
from functools import cache, cached_property

from analysis.errors import InputError
from analysis.files import text_of

FORMATS = ("2019", "2021")
TABLES = ("disclosure", "requests", "remedies")
APPLICANTS = (
    "natural_person",
    "business",
    "research",
    "public_interest",
    "legal_services",
    "other",
    "total",
)
STATUSES = ("stated", "blank", "mark", "absent", "unreadable")


@dataclass(frozen=True)
class Cell:
    """One cell of the form.

    Attributes
    ----------
    table, item, column : str
        Its canonical code is ``table/item/column``.
    unit : str
        ``count``, or ``10k_yuan`` (万元).
    item_label, column_label : str
        As the form prints them.
    """

    table: str
    item: str
    column: str
    unit: str
    item_label: str
    column_label: str

    @property
    def code(self) -> str:
        return f"{self.table}/{self.item}/{self.column}"


@dataclass(frozen=True)
class Form:
    """One format of the form: its cells in the order in which they are printed."""

    code: str
    cells: tuple[Cell, ...]

    def items(self, table: str) -> tuple[str, ...]:
        """Row codes of a table, in printed order.

        Parameters
        ----------
        table : {"disclosure", "requests", "remedies"}
            Code of the table.
        """
        return tuple(item for of, item in self._columns if of == table)

    def columns(self, table: str, item: str) -> tuple[str, ...]:
        """Column codes of one row, in printed order.

        Parameters
        ----------
        table : {"disclosure", "requests", "remedies"}
            Code of the table.
        item : str
            Code of the row; one that the form does not have has no columns.
        """
        return self._columns.get((table, item), ())

    @cached_property
    def _columns(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Column codes by table and row: every reading asks for them, row by row."""
        out: dict[tuple[str, str], tuple[str, ...]] = {}
        for cell in self.cells:
            key = (cell.table, cell.item)
            out[key] = (*out.get(key, ()), cell.column)
        return out

    @cached_property
    def by_code(self) -> dict[str, Cell]:
        """Cells by ``table/item/column``."""
        return {cell.code: cell for cell in self.cells}


@cache
def get_form(code: str) -> Form:
    """The form with the given format code.

    Parameters
    ----------
    code : {"2019", "2021"}
        The year from which reports were to use it.

    Raises
    ------
    InputError
        For any other code.
    """
    if str(code) not in FORMATS:
        raise InputError(f"There is no report format {code!r}. Use one of: {', '.join(FORMATS)}.")
    text = text_of(__package__, "codes.csv")
    rows = [row for row in csv.DictReader(text.splitlines()) if row.pop("format") == str(code)]
    return Form(str(code), tuple(Cell(**row) for row in rows))
