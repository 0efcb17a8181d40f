"""The processed tables of a corpus, and their rows by report.

Notebooks, narrative and pages read only these tables; nothing after this module goes back to the
documents.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.glance import glance
from analysis.recognising.rows import Frame, Unframed
from analysis.user_files import year_in

from .flat import unflat
from .folder import find_processed as find_processed  # notebooks of users look for it here
from .tabular import SCHEMA, Table, table_bytes

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


class _Tabled(Frame):
    """A table of the schema, without rows where none is given.

    A text as files have it, in a column of several, is parted: to go through it would give letters.
    """

    def __init__(self) -> None:
        super().__init__(())

    def __set__(self, data: object, value: pd.DataFrame | Unframed | None) -> None:
        if value is None or isinstance(value, Unframed):
            super().__set__(data, Table(self.name) if value is None else value)
        else:
            super().__set__(data, unflat(self.name, value))


@dataclass(frozen=True, eq=False)  # what is made of a dataset is kept by it
class Dataset:
    """The processed tables of a corpus as DataFrames; ``schema.yml`` says what columns hold.

    Several texts in one cell, such as the cells of a finding, are a tuple; files have them joined.

    A table may come as rows, and becomes a DataFrame when it is asked for; without any it is empty.

    Attributes
    ----------
    reports : DataFrame
        One row a report: agency, year, form, source.
    cells : DataFrame
        One row a cell of a report: its value, status, what was printed and where.
    claims : DataFrame
        One row a figure that the prose states, and whether the cells agree.
    outcomes : DataFrame
        One row a check: a rule applied to one row or column of one report, and its outcome.
    rules : DataFrame
        One row a rule that reports were checked by.
    findings : DataFrame
        One row a thing that a person should know before relying on figures.
    indicators : DataFrame
        One row an indicator of a report: part, whole, estimate, interval, basis.
    repairs : DataFrame
        One row a smallest set of cells whose change would satisfy every rule; never applied.
    corrections : DataFrame
        One row a decision of a person about a finding.
    definitions : DataFrame
        One row an indicator: what it counts, its labels and its source.
    composite : DataFrame
        One row a dimension of the composite index of a report, where the user gave weights.
    statements : DataFrame
        One row a sentence of the prose that no table can verify.
    groups : DataFrame
        One row a report in a peer group.
    middles : dict or None
        Only where these are the tables of one page: by indicator what it shows of the
        middle of the peers (``PeersOfReport.shown``), whose own figures are left out.
    counted : dict or None
        Likewise what a list of a whole corpus counts (``telling.counts.corpus_counts``), whose
        rows are left out.

    Examples
    --------
    >>> from analysis import open_dataset
    >>> data = open_dataset("data/processed")
    >>> data.rows("findings", *data.reports["report"])["severity"].isin(
    ...     ["error", "warning", "note"]
    ... ).all()
    np.True_
    """

    reports: _Tabled = _Tabled()
    cells: _Tabled = _Tabled()
    claims: _Tabled = _Tabled()
    outcomes: _Tabled = _Tabled()
    rules: _Tabled = _Tabled()
    findings: _Tabled = _Tabled()
    indicators: _Tabled = _Tabled()
    repairs: _Tabled = _Tabled()
    corrections: _Tabled = _Tabled()
    definitions: _Tabled = _Tabled()
    composite: _Tabled = _Tabled()
    statements: _Tabled = _Tabled()
    groups: _Tabled = _Tabled()
    middles: dict[str, list[float]] | None = None
    counted: dict[str, Any] | None = None

    def _repr_html_(self) -> str:
        tables_of = ((name, getattr(self, name)) for name in SCHEMA)
        facts = ((name, f"{len(t):,} × {len(t.columns)}") for name, t in tables_of)
        return glance("数据集 Dataset", facts)

    @cached_property
    def _places(self) -> dict[str, dict[str, np.ndarray]]:
        return {}

    @cached_property
    def _arrays(self) -> dict[str, dict[str, Any]]:
        return {}

    def unframed(self, table: str) -> Any:
        """A table as it was given: as rows, where no DataFrame was made of it yet.

        Parameters
        ----------
        table : str
            Name of the table.
        """
        return vars(self)[table]

    def rows(self, table: str, *reports: str) -> pd.DataFrame:
        """The rows of a table on some reports, in the order of these; their index begins at 0.

        A mask over the whole table for each of many reports would take time with their square;
        this looks up an index made once.

        Parameters
        ----------
        table : str
            Name of a table with a column ``report``.
        *reports : str
            Ids of reports. A report without rows in the table adds none.
        """
        found = self._found(table, reports)
        return getattr(self, table).iloc[found].reset_index(drop=True)

    def _found(self, table: str, reports: Iterable[str]) -> np.ndarray:
        import numpy as np

        if table not in self._places:
            own = getattr(self, table).groupby("report", sort=False, observed=True)
            self._places[table] = own.indices
        found = [self._places[table][r] for r in reports if r in self._places[table]]
        return np.concatenate(found) if found else np.empty(0, dtype=np.intp)

    def records(self, table: str, *reports: str) -> list[Any]:
        """The same rows as named tuples: to look at one after the other, tables are slow.

        Parameters
        ----------
        table, *reports
            As of ``rows``.
        """
        found = self._found(table, reports)
        if not len(found):
            return []
        if table not in self._arrays:
            frame = getattr(self, table)
            self._arrays[table] = {name: frame[name].array for name in frame}
        arrays, first, last = self._arrays[table], int(found[0]), int(found[-1])
        # The rows of a report mostly follow each other: to cut them out is ten times as fast.
        if found.tolist() == list(range(first, last + 1)):
            cut = (array[first : last + 1] for array in arrays.values())
        else:
            cut = (array.take(found) for array in arrays.values())
        return list(map(_record(table, *arrays), *(c.to_numpy().tolist() for c in cut)))

    def select(self, agency: str, year: int) -> str:
        """Find the id of one report, a key of every table.

        Parameters
        ----------
        agency : str
            Name of the agency as the table ``reports`` has it.
        year : int
            The year reported on.

        Raises
        ------
        InputError
            If no report of that agency and year is loaded; the message names those that are.
        """
        if not agency or not year:
            raise InputError('Give both agency and year: agency = "湘乡市自然资源局", year = 2022.')
        if not isinstance(agency, str):
            raise InputError(f"{str(agency)!r} is no name of an agency. Give one, as a text.")
        known = self.reports
        mine = known[known["agency"].str.strip() == agency.strip()]
        if mine.empty:
            names = sorted(set(known["agency"]))
            near = get_close_matches(agency, names, n=3, cutoff=0.4) or names[:10]
            raise InputError(
                f"No report of agency {agency!r} is loaded. "
                f"Nearest names: {'; '.join(near) or 'none'}."
            )
        if not (digits := year_in(year)).isdecimal():
            raise InputError(
                f"{year!r} is no year. Give the year reported on, for example year = 2022."
            )
        hit = mine[mine["year"] == int(digits[:5])]  # Python refuses to read thousands
        if hit.empty:
            years = ", ".join(map(str, sorted(mine["year"])))
            raise InputError(f"No report of {agency} for {year} is loaded. Years loaded: {years}.")
        return str(hit["report"].iloc[0])

    def to_csv(self) -> dict[str, bytes]:
        """The tables as CSV by file name: UTF-8, ``\\n``, whole numbers without a decimal point.

        A text that a spreadsheet would calculate has an apostrophe before it, which
        ``open_dataset`` takes off.

        Returns
        -------
        dict
            ``<table>.csv`` to its bytes.
        """
        return {f"{name}.csv": table_bytes(name, getattr(self, name)) for name in SCHEMA}


@cache
def _record(table: str, *columns: str) -> type[Any]:
    return namedtuple(table, columns)
