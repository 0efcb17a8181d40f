"""What is to be collected, and what came of it."""

from dataclasses import dataclass, field
from pathlib import Path

from .coverage import Row


@dataclass(frozen=True)
class Request:
    """What is to be collected.

    Attributes
    ----------
    source : str
        A list (CSV), a saved page of a column (HTML), a WARC file, or the address of a column.
    out : Path
        Folder for the reports.
    agency : str
        Name of the agency, where ``source`` is its column.
    years : tuple of int
        Years that are expected; empty for all that are found.
    lang : {"zh", "en"}
        Language of messages and reasons.
    """

    source: str
    out: Path
    agency: str = ""
    years: tuple[int, ...] = ()
    lang: str = "en"


@dataclass
class Collected:
    """What came of it.

    Attributes
    ----------
    rows : list of Row
        One for each expected report, in the order of the list.
    changes : dict
        How many files are ``new``, ``changed`` and ``unchanged``.
    lines : list of str
        What a person should know of single reports.
    summary : str
        One sentence on all of them.
    coverage : Path or None
        The table.
    """

    rows: list[Row] = field(default_factory=list)
    changes: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("new", "changed", "unchanged"), 0)
    )
    lines: list[str] = field(default_factory=list)
    summary: str = ""
    coverage: Path | None = None

    @property
    def complete(self) -> bool:
        """Whether every report that is expected was found."""
        return all(row.status in ("found", "late") for row in self.rows)
