"""What reading and recognising a report yields: its cells, each with a place, and what the document says of itself."""

from dataclasses import dataclass, field

import pandas as pd

CELL_COLUMNS = ["table", "item", "column", "value", "status", "printed", "where"]
CLAIM_COLUMNS = ["target", "value", "phrase", "where", "verdict"]
FINDING_COLUMNS = ["severity", "rule", "where", "cells", "zh", "en"]

# Cells as they are found: code to (status, printed, value, where).
Found = dict[str, tuple[str, str, float | None, str]]


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
    sections : tuple of Section
        Those found, in the order of the document. ``sections_known`` is False where a transcription did not record them.
    cells : DataFrame
        ``table, item, column, value, status, printed, where``: every cell of the form exactly once, in the form's order.
    claims : DataFrame
        ``target, value, phrase, where, verdict``: figures stated in prose.
    findings : DataFrame
        ``severity, rule, where, cells, zh, en``: what an evaluator should know before relying on the figures.
    notes : list of str
        What the reader decided on the way (encoding, script), for whoever wants to follow it.
    prose : list of (text, where)
        What the report says outside its tables, in the order of the document, as printed; what is compared between years.
    scope_evidence : str
        What the scope rests on, and where it was found.
    """

    agency: str
    agency_printed: str
    year: int
    format: str
    title: str
    published: str | None
    source_url: str | None
    source_host: str | None
    scope: str | None
    sections: tuple[Section, ...]
    sections_known: bool
    file: str
    sha256: str
    transcription: bool
    cells: pd.DataFrame
    claims: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CLAIM_COLUMNS))
    findings: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FINDING_COLUMNS))
    notes: list[str] = field(default_factory=list)
    prose: list[tuple[str, str]] = field(default_factory=list)
    scope_evidence: str = ""

    @property
    def id(self) -> str:
        """Name of the report in a corpus: agency and year."""
        return f"{self.agency}-{self.year}"

    def __repr__(self) -> str:
        return f"<Report {self.id}, form {self.format}, {len(self.cells)} cells, {len(self.findings)} findings>"
