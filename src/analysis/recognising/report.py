"""What reading and recognising a report yields.

Its cells, each with a place, and what the document says of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.glance import SEVERITIES, counted, glance

from .rows import CELL_COLUMNS, CLAIM_COLUMNS, FINDING_COLUMNS, STATEMENT_COLUMNS, Frame, Rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CELL_COLUMNS",
    "CLAIM_COLUMNS",
    "FINDING_COLUMNS",
    "REPORT_TABLES",
    "STATEMENT_COLUMNS",
    "Report",
    "Section",
    "add_findings",
    "column",
    "gathered",
    "rows_of",
]


REPORT_TABLES = ("cells", "claims", "findings")  # those that a report holds as rows
UNKNOWN = "unknown"  # the agency or the year of a report that is known in part


@dataclass(frozen=True)
class Section:
    """A numbered section heading found in the document.

    Attributes
    ----------
    number : str
        一 … 六 as printed (Simplified).
    heading : str
        The heading without its number, as printed.
    where : str
        Its place, for example ``line 41``.
    """

    number: str
    heading: str
    where: str


@dataclass
class Report:
    """One annual report.

    Attributes
    ----------
    agency, agency_printed : str
        The reporting agency in Simplified characters, and as printed.
    year : int
        The year reported on.
    format : {"2019", "2021"}
        Recognised by the column labels of table 二, never by the year.
    title : str
        As printed; empty where there is none.
    published : str or None
        ISO date, or date and time, of publication.
    source_url, source_host : str or None
        The address as far as it is known, and its host.
    scope : {"agency", "territory"} or None
        One agency, or all agencies under a government.
    territory : str or None
        The government whose territory's report counts this one in, as the source card says.
    agencies : tuple of str
        Of a territory's report: the agencies that it adds up, as the source card says.
    complete : bool
        Of a territory's report: whether the agencies that name it are all there are, as the source
        card says.
    sections : tuple of Section
        Those found, in the order of the document. ``sections_known`` is False where a transcription
        did not record them.
    cells : DataFrame
        ``table, item, column, value, status, printed, where``: every cell of the form exactly once,
        in the form's order.
    claims : DataFrame
        ``target, value, phrase, where, verdict``: figures stated in prose.
    findings : DataFrame
        ``severity, rule, where, cells, zh, en``: what an evaluator should know before relying on
        the figures.
    notes : list of str
        What the reader decided on the way (encoding, script), for whoever wants to follow it.
    prose : list of (text, where)
        What the report says outside its tables, in the order of the document, as printed; what is
        compared between years.
    scope_evidence : str
        What the scope rests on, and where it was found.
    identity : dict
        ``level``, ``kind``, ``sector`` and ``division`` of the agency, as far as the source card
        states them.
    folder : str
        The folders that the file lies in; they may name the place that the agency is of.
    not_understood : tuple of str
        Rows and columns (``requests/received/*``, ``requests/*/total``) whose sums count something
        that the form does not have: a sum that fails there says nothing against the agency.
    """

    agency: str
    agency_printed: str
    year: int
    format: str
    cells: Frame = Frame(CELL_COLUMNS, required=True)  # noqa: RUF009
    title: str = ""
    published: str | None = None
    source_url: str | None = None
    source_host: str | None = None
    scope: str | None = None
    sections: tuple[Section, ...] = ()
    sections_known: bool = False
    file: str = ""
    sha256: str = ""
    transcription: bool = False
    claims: Frame = Frame(CLAIM_COLUMNS)  # noqa: RUF009
    findings: Frame = Frame(FINDING_COLUMNS)  # noqa: RUF009
    territory: str | None = None
    agencies: tuple[str, ...] = ()
    complete: bool = False
    notes: list[str] = field(default_factory=list)
    prose: list[tuple[str, str]] = field(default_factory=list)
    scope_evidence: str = ""
    identity: dict[str, str] = field(default_factory=dict)
    folder: str = ""
    not_understood: tuple[str, ...] = ()

    @property
    def statement_rows(self) -> Rows:
        """``kind, text, where, figure``.

        What the prose states and no table can verify, read when it is asked for.
        """
        # Its patterns are compiled for those who ask; reading does not wait for them.
        from .quoted import statement_rows

        claims = zip(column(self, "claims", "phrase"), column(self, "claims", "where"), strict=True)
        return statement_rows(self.prose, claims, year=self.year, agency=self.agency)

    @property
    def statements(self) -> pd.DataFrame:
        """``statement_rows`` as a DataFrame."""
        return self.statement_rows.frame()

    @property
    def id(self) -> str:
        """Name of the report in a corpus: agency and year."""
        return f"{self.agency or UNKNOWN}-{self.year or UNKNOWN}"

    def __repr__(self) -> str:
        counts = f"{len(self.cells)} cells, {len(self.findings)} findings"
        return f"<Report {self.id}, form {self.format}, {counts}>"

    def _repr_html_(self) -> str:
        statuses = ("stated", "blank", "mark", "absent", "unreadable")
        facts = (
            ("文件 file", self.file),
            ("格式 form", self.format),
            ("范围 scope", self.scope),
            ("发布 published", self.published),
            ("单元格 cells", counted(column(self, "cells", "status"), statuses)),
            ("文中数字 claims", len(self.claims)),
            ("发现 findings", counted(column(self, "findings", "severity"), SEVERITIES)),
        )
        return glance(f"{self.agency or UNKNOWN} {self.year or UNKNOWN}", facts)


def column(report: Report, table: str, name: str) -> list[Any]:
    """A column of a report's table as a list, without making a DataFrame of its rows.

    Parameters
    ----------
    report : Report
        The report.
    table : {"cells", "findings", "claims"}
        Name of the table.
    name : str
        Name of the column.
    """
    kept = vars(report)[table]
    return kept.column(name) if isinstance(kept, Rows) else kept[name].tolist()


def rows_of(report: Report, table: str) -> Rows:
    """A report's table as rows, without making a DataFrame of them.

    Parameters
    ----------
    report : Report
        The report.
    table : {"cells", "findings", "claims"}
        Name of the table.
    """
    return Rows.of(vars(report)[table])


def add_findings(report: Report, rows: Iterable[Sequence[Any]], first: bool = False) -> None:
    """Add findings to those of a report.

    Parameters
    ----------
    report : Report
        The report.
    rows : iterable of sequence
        A value for each of ``FINDING_COLUMNS``.
    first : bool
        Whether they go before the others.
    """
    own, more = list(rows_of(report, "findings").rows), list(map(tuple, rows))
    report.findings = Rows(FINDING_COLUMNS, more + own if first else own + more)


def gathered(reports: Sequence[Report], table: str) -> pd.DataFrame:
    """A table of many reports as one DataFrame, with the column ``report``.

    Made at once, since a DataFrame for each costs time.

    Parameters
    ----------
    reports : sequence of Report
        The reports.
    table : {"cells", "findings", "claims"}
        Name of the table.

    Returns
    -------
    DataFrame
        Without rows, and with ``report`` alone, where no report has any.
    """
    import pandas as pd

    some = [r for r in reports if len(vars(r)[table])]
    tables = [rows_of(r, table) for r in some]
    names = list(dict.fromkeys(name for kept in tables for name in kept.columns))
    floats = {name for kept in tables for name in kept.floats}
    data: dict[str, list[Any]] = {name: [] for name in names}
    for kept in tables:
        for name in names:
            data[name] += kept.column(name) if name in kept.columns else [None] * len(kept)
    frame = pd.DataFrame(
        {n: pd.Series(data[n], dtype="float64" if n in floats else None) for n in names}
    )
    frame["report"] = [r.id for r in some for _ in range(len(vars(r)[table]))]
    return frame
