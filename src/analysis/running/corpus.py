"""Many reports: which files are reports, which were read, which clash."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeVar

from analysis.assessing.agencies.identity import unify
from analysis.assessing.agencies.renamings import load_renamings
from analysis.checking.check import findings_of
from analysis.checking.findings.claims import settle_claims
from analysis.checking.findings.corrections import Correction, load_corrections
from analysis.errors import InputError, printable
from analysis.reading.guard import guarded
from analysis.recognising import FINDING_COLUMNS, Report
from analysis.recognising.about.findings import finding
from analysis.recognising.report import add_findings
from analysis.recognising.source import Source, report_in

from .readings import KeptReadings, read_all, sources
from .side_files import misnamed_side_files


class Version(Protocol):
    """What tells reports from each other: a report, or the entry of one that was read."""

    @property
    def id(self) -> str:
        """Agency and year."""

    @property
    def agency(self) -> str:
        """The agency that reports."""

    @property
    def year(self) -> int:
        """The year that it reports on."""

    @property
    def sha256(self) -> str:
        """Digest of the file."""


V = TypeVar("V", bound=Version)
Figures = tuple[tuple[str, str], ...]  # status and value of each cell of the form
_ABSENT = ("absent", "nan")


@dataclass
class Corpus:
    """Reports that were read, and what kept others out.

    Attributes
    ----------
    reports : list of Report
        In the order of agency and year.
    sources : list of Source
        Where each of them lies.
    problems : list of str
        One message for each file that could not be used.
    corrections : list of Correction
        What people decided about findings, from the ``corrections.yml`` that lie with the reports.
    files : list of Path
        The files that were looked into; an archive is one of them.
    """

    reports: list[Report] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


def read_report(
    path: str | Path, agency: str | None = None, year: int | None = None, partial: bool = False
) -> Report:
    """Read one report and check it by itself.

    Parameters
    ----------
    path : str or Path
        The report; its source card, if any, lies beside it. Also a ZIP archive that holds one
        report, or ``archive.zip!member``.
    agency : str, optional
        Overrides the agency that the document names; the report's ``notes`` say so.
    year : int, optional
        Overrides the year that the document names, likewise.
    partial : bool
        Whether a report is given that is known in part: without agency (empty) or year (0), or
        without tables (every cell is ``absent``). Its findings say so.

    Returns
    -------
    Report
        With ``findings`` of every rule that needs no other report.

    Raises
    ------
    InputError
        If the file cannot be read as an annual report, or not within 20 seconds and 1 GB of memory
        (it is read in a process of its own, which ends when it must).

    Examples
    --------
    >>> from analysis import read_report
    >>> report = read_report("data/raw/suqian-2024.csv")
    >>> total = report.cells.query("item == 'received' and column == 'total'").iloc[0]
    >>> report.agency, float(total["value"]), total["where"]
    ('宿迁市人民政府', 3525.0, 'row 25, column 9')
    """
    stated = {"agency": agency, "year": year}
    report: Report = guarded(report_in, str(path), Path(path), stated, partial)
    settle_claims([report])
    own = findings_of(report)
    add_findings(report, [[found[name] for name in FINDING_COLUMNS] for found in own])
    return report


def figures_of(report: Report) -> Figures:
    """What a report's cells state, to compare files of one report: status and value of each.

    Parameters
    ----------
    report : Report
        A report that was read.
    """
    cells = report.cells
    return tuple(zip(cells["status"], map(str, cells["value"]), strict=True))


def _fullest(figures: Sequence[Figures]) -> int | None:
    """The first of several files that states all that the others do, and alike; None if none."""
    if len(set(map(len, figures))) > 1:
        return None  # other forms
    for index, own in enumerate(figures):
        pairs = (pair for other in figures for pair in zip(own, other, strict=True))
        if all(theirs in (mine, _ABSENT) for mine, theirs in pairs):
            return index
    return None


def _are_parts(figures: Sequence[Figures]) -> bool:
    """Whether no cell is printed in more than one of several files of one report."""
    return len(set(map(len, figures))) == 1 and all(
        sum(cell != _ABSENT for cell in cells) < 2 for cells in zip(*figures, strict=True)
    )


def without_clashes(
    found: Iterable[tuple[str, V]], figures: Callable[[V], Figures]
) -> tuple[list[V], list[str], list[tuple[V, list[str]]]]:
    """The reports to use, in the order of agency and year.

    The same file twice counts once, as its first; so do files with the same figures, such as a page
    and its attachment, or with a part of them, as the first that has all. Files with different
    figures for one agency and year are not used.

    Parameters
    ----------
    found : iterable of (str, V)
        Reports, or their entries, each with the name of its file for people.
    figures : callable
        Gives what a report's cells state, as ``figures_of`` does; called for clashes only.

    Returns
    -------
    kept : list of V
        One for each agency and year.
    problems : list of str
        A message for each agency and year of which there are several files, and none is used.
    copies : list of (V, list of str)
        Reports of which there are more files with the same figures, and the names of these.
    """
    versions: dict[tuple[str, int], list[tuple[str, V]]] = {}
    for name, report in found:
        versions.setdefault((report.agency, report.year), []).append((name, report))
    kept, problems, copies = [], [], []
    for _, same in sorted(versions.items()):
        if len({report.sha256 for _, report in same}) > 1:
            names = " and ".join(name for name, _ in same)
            stated = [figures(report) for _, report in same]
            full = _fullest(stated)
            if full is not None:
                _, report = same.pop(full)
                kept.append(report)
                copies.append((report, [name for name, _ in same]))
                continue
            if _are_parts(stated):
                problems.append(
                    f"{names}: these are parts of one report ({same[0][1].id}), each with tables "
                    "that the others lack. None is used. Put them together into one file."
                )
                continue
            problems.append(
                f"{names}: these are different files for one agency and year ({same[0][1].id}), "
                "and nobody can tell which is right. Neither is used. Keep one in the folder."
            )
        else:
            kept.append(same[0][1])
    return kept, problems, copies


def load_reports(
    *paths: str | Path | Iterable[str | Path],
    progress: Callable[[Path], None] | None = None,
    workers: int | None = None,
    readings: KeptReadings | None = None,
) -> Corpus:
    """Read many reports; a file that cannot be used becomes a problem and the others go on.

    Parameters
    ----------
    *paths : str, Path or iterable of them
        Files, folders, and ZIP archives of reports.
    progress : callable, optional
        Called with each file when it is read; a member of an archive is ``archive.zip!member``.
    workers : int, optional
        How many processes read; default one for each core, but no more than the corpus is worth.
    readings : KeptReadings, optional
        Readings kept from before.

    Returns
    -------
    Corpus
        The reports in the order of agency and year, and what kept others out.

    Raises
    ------
    InputError
        If a path does not exist or holds no report file, or a corrections file or a list of
        renamings is broken.

    Examples
    --------
    >>> from analysis import load_reports
    >>> corpus = load_reports("data/raw/suqian-2023.csv", "data/raw/suqian-2024.csv")
    >>> [report.id for report in corpus.reports], corpus.problems
    (['宿迁市人民政府-2023', '宿迁市人民政府-2024'], [])
    """
    every = list(chain.from_iterable([p] if isinstance(p, str | Path) else p for p in paths))
    found, problems = sources(every)
    problems += map(str, misnamed_side_files(every))
    read: list[tuple[Source, Report]] = []
    corrections = load_corrections(every)
    for source, outcome in read_all(found, workers, readings):
        if progress:
            progress(Path(source.name))
        if isinstance(outcome, InputError):
            problems.append(str(outcome))
        else:
            read.append((source, outcome))
    problems += unify([report for _, report in read], load_renamings(every))
    named = ((printable(source.name), report) for source, report in read)
    reports, clashes, copies = without_clashes(named, figures_of)
    for report, names in copies:
        row = finding("copies", file=report.file, files=", ".join(Path(n).name for n in names))
        add_findings(report, [row])
    settle_claims(reports)
    files = [path for path in dict.fromkeys(source.path for source in found) if path.is_file()]
    source_of = {id(report): source for source, report in read}
    places = [source_of[id(report)] for report in reports]
    return Corpus(reports, places, [*problems, *clashes], corrections, files)
