"""Many reports: which files are reports, which were read, which clash."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import tee
from pathlib import Path
from typing import Protocol, TypeVar

import pandas as pd

from analysis.assessing.agencies.identity import unify
from analysis.assessing.agencies.renamings import load_renamings
from analysis.checking import check_reports
from analysis.checking.findings.claims import settle_claims
from analysis.checking.findings.corrections import Correction, load_corrections
from analysis.errors import InputError, printable
from analysis.reading import SUFFIXES
from analysis.reading.files import files_in
from analysis.reading.guard import guarded, guarded_all
from analysis.recognising import FINDING_COLUMNS, Report
from analysis.recognising.source import (
    ARCHIVE,
    Source,
    is_archive,
    is_member,
    report_in,
    report_of,
    sources_in,
)
from analysis.workers import cores

from .readings import KeptReadings

FILES = (*SUFFIXES, ARCHIVE)
FILES_A_WORKER = 8  # so many are read while another process would only start


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


@dataclass
class Corpus:
    """Reports that were read, and what kept others out.

    Attributes
    ----------
    reports : list of Report
        In the order of agency and year.
    problems : list of str
        One message for each file that could not be used.
    corrections : list of Correction
        What people decided about findings, from the ``corrections.yml`` that lie with the reports.
    files : list of Path
        The files that were looked into; an archive is one of them.
    """

    reports: list[Report] = field(default_factory=list)
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
    """
    stated = {"agency": agency, "year": year}
    report: Report = guarded(report_in, str(path), Path(path), stated, partial)
    settle_claims([report])
    own = check_reports([report]).findings.drop(columns="report")
    report.findings = pd.concat([report.findings, own], ignore_index=True)[FINDING_COLUMNS]
    return report


def _entries(paths: Iterable[str | Path]) -> list[Path | InputError]:
    """Files that may hold reports, in a fixed order, and an error for each unreadable folder."""
    given = [Path(p) for p in paths]
    entries: list[Path | InputError] = []
    for path in given:
        if is_member(path):
            entries.append(path)
            continue
        try:
            os.lstat(path)  # a link that leads nowhere is there, and becomes a problem
            entries += files_in(path, FILES) if path.is_dir() else [path]
        except (OSError, ValueError):
            raise InputError(
                f"{printable(path)}: there is no such file or folder. Check the name."
            ) from None
    if not entries:
        raise InputError(
            f"{', '.join(map(printable, given))}: no report found "
            f"(files ending in {', '.join(FILES)})."
        )
    return entries


def sources(paths: Iterable[str | Path]) -> tuple[list[Source], list[str]]:
    """The reports among files, folders and ZIP archives, in a fixed order.

    Parameters
    ----------
    paths : iterable of str or Path
        Files, folders and archives.

    Returns
    -------
    sources : list of Source
        Where each report lies.
    problems : list of str
        Folders that cannot be looked into, archives that cannot be opened or hold no report.

    Raises
    ------
    InputError
        If a path does not exist, or there is nothing to read at all.
    """
    found: list[Source] = []
    problems: list[str] = []
    for entry in _entries(paths):
        try:
            if isinstance(entry, InputError):
                raise entry
            found += (
                guarded(sources_in, str(entry), entry)
                if is_archive(entry) or is_member(entry)
                else [Source(entry)]
            )
        except InputError as error:
            problems.append(str(error))
    return found, problems


def each_report(
    found: Iterable[Source], workers: int | None = None
) -> Iterator[tuple[Source, Report | InputError]]:
    """Read reports one after another, in the order given, without holding them.

    Parameters
    ----------
    found : iterable of Source
        Where the reports lie.
    workers : int, optional
        How many processes read; default one for each core.

    Yields
    ------
    source : Source
        Where the report lies.
    outcome : Report or InputError
        What reading it came to. A file on which Gouji itself fails gives an ``InputError`` that
        says so: the others go on.
    """
    ours, theirs = tee(found)
    for source, outcome in zip(
        ours, guarded_all(report_of, ((s.name, (s,)) for s in theirs), workers=workers), strict=True
    ):
        if isinstance(outcome, Report | InputError):
            yield source, outcome
        else:
            defect = f"{type(outcome).__name__}: {' '.join(str(outcome).split())[:200]}"
            yield (
                source,
                InputError(
                    f"{printable(source.name)}: Gouji failed on it, a defect of Gouji ({defect}). "
                    "Please report it with the file."
                ),
            )


def read_all(
    found: list[Source], workers: int | None = None, readings: KeptReadings | None = None
) -> Iterator[tuple[Source, Report | InputError]]:
    """Read reports, in the order given; those that ``readings`` has are not read again.

    Parameters
    ----------
    found : list of Source
        Where the reports lie.
    workers : int, optional
        How many processes read; default one for each core, but no more than the files are worth.
    readings : KeptReadings, optional
        Asked before and told after a file is read.

    Yields
    ------
    source : Source
        Where the report lies.
    outcome : Report or InputError
        What reading it came to.
    """
    known = (
        {source: report for source in found if (report := readings.get(source)) is not None}
        if readings
        else {}
    )
    new = [source for source in found if source not in known]
    enough = -(-len(new) // FILES_A_WORKER)
    outcomes = each_report(new, min(workers or cores(), enough) or 1)
    for source in found:
        if source in known:
            yield source, known.pop(source)
            continue
        _, outcome = next(outcomes)
        if readings and isinstance(outcome, Report):
            readings.keep(source, outcome)
        yield source, outcome


def without_clashes(found: Iterable[tuple[str, V]]) -> tuple[list[V], list[str]]:
    """The reports to use, in the order of agency and year.

    The same file twice counts once, as its first. Different files for one agency and year are
    not used.

    Parameters
    ----------
    found : iterable of (str, V)
        Reports, or their entries, each with the name of its file for people.

    Returns
    -------
    kept : list of V
        One for each agency and year.
    problems : list of str
        A message for each agency and year of which there are different files.
    """
    versions: dict[tuple[str, int], list[tuple[str, V]]] = {}
    for name, report in found:
        versions.setdefault((report.agency, report.year), []).append((name, report))
    kept, problems = [], []
    for _, same in sorted(versions.items()):
        if len({report.sha256 for _, report in same}) > 1:
            names = " and ".join(name for name, _ in same)
            problems.append(
                f"{names}: these are different files for one agency and year ({same[0][1].id}), "
                "and nobody can tell which is right. Neither is used. Keep one in the folder."
            )
        else:
            kept.append(same[0][1])
    return kept, problems


def load_reports(
    *paths: str | Path,
    progress: Callable[[Path], None] | None = None,
    workers: int | None = None,
    readings: KeptReadings | None = None,
) -> Corpus:
    """Read many reports; a file that cannot be used becomes a problem and the others go on.

    Parameters
    ----------
    *paths : str or Path
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
    """
    found, problems = sources(paths)
    read: list[tuple[str, Report]] = []
    corrections = load_corrections(paths)
    for source, outcome in read_all(found, workers, readings):
        if progress:
            progress(Path(source.name))
        if isinstance(outcome, InputError):
            problems.append(str(outcome))
        else:
            read.append((printable(source.name), outcome))
    problems += unify([report for _, report in read], load_renamings(paths))
    reports, clashes = without_clashes(read)
    settle_claims(reports)
    files = [path for path in dict.fromkeys(source.path for source in found) if path.is_file()]
    return Corpus(reports, [*problems, *clashes], corrections, files)
