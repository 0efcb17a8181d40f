"""County briefs for a person, made from the processed tables, written whole or not at all."""

import contextlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from analysis.assessing.opening import open_dataset
from analysis.assessing.tabular import guard
from analysis.errors import InputError
from analysis.files import check_folder, file_stem, write_changed
from analysis.publishing.brief import check_formats, render
from analysis.telling.brief.counties import Counties
from analysis.telling.brief.expected import coverage_table
from analysis.telling.brief.make import county_brief
from analysis.telling.brief.outliers import PeerGroups
from analysis.user_files import day_in
from analysis.version import __version__
from analysis.wording import check_language, day
from analysis.workers import Ended, Pool, cores

from .expected import read_expected
from .progress import Progress

_TEMPLATES = ("standard", "official")


@dataclass(frozen=True)
class Wanted:
    """Which briefs to make.

    Attributes
    ----------
    county : str
        Name or code; empty for every county with a report of the year.
    year : int
        The year that they are about.
    lang : {"zh", "en"}
        Language of the briefs.
    formats : str
        Some of ``html,pdf,docx``.
    agencies : Path, optional
        List of the agencies that have to report: one a line, or a CSV of agency, year and state.
    prepared_by : str
        Who makes them, for the head; empty for nobody.
    day : str
        Their day as an ISO date; empty for none.
    template : {"standard", "official"}
        How PDF and DOCX look; ``official`` as an official paper.
    """

    county: str
    year: int
    lang: str = "zh"
    formats: str = "html,pdf,docx"
    agencies: Path | None = None
    prepared_by: str = ""
    day: str = ""
    template: str = "standard"


@dataclass
class Written:
    """The files written, and what kept a county from its brief while the others went on."""

    files: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def write_briefs(
    wanted: Wanted,
    out: Path,
    data: Path | None = None,
    progress: Progress | None = None,
    workers: int = 0,
) -> Written:
    """Write the briefs wanted into ``out``, each in all its formats or in none.

    Parameters
    ----------
    wanted : Wanted
        Which briefs, in which language and formats.
    out : Path
        A folder. A brief that is there already is replaced where it differs.
    data : Path, optional
        Folder of the processed tables.
    progress : callable, optional
        Called with what is done, its number, and how many there are.
    workers : int
        Processes for all counties at once; 0 for as many as there are processors.

    Raises
    ------
    InputError
        If the county is not known or its name is that of several, the year is not loaded, a format
        or language is unknown, the list of agencies cannot be read, or ``out`` cannot be written.
    """
    work = _Work(wanted, out, data)
    if wanted.county:
        return Written(work.write(work.counties.find(wanted.county)))
    return _every(work, work.counties.codes(wanted.year), data, workers or cores(), progress)


def check_day(text: str, lang: str) -> str:
    """A day as people read it; empty where none is given.

    Parameters
    ----------
    text : str
        As ``day_in`` takes it.
    lang : {"zh", "en"}
        Language.

    Raises
    ------
    InputError
        If it is no day.
    """
    found = day_in(text)
    if text and not found:
        raise InputError(f"{text!r} is no day. Write it as 2024-02-01.")
    return day(date.fromisoformat(found), lang) if found else ""


class _Work:
    """The tables, opened once, and the brief of any county of theirs."""

    def __init__(self, wanted: Wanted, out: Path, data: Path | None) -> None:
        self.wanted, self.out, lang = wanted, out, check_language(wanted.lang)
        self.formats, self.day = check_formats(wanted.formats), check_day(wanted.day, lang)
        if wanted.template not in _TEMPLATES:
            raise InputError(
                f"There is no template {wanted.template!r}. Use one of {', '.join(_TEMPLATES)}."
            )
        named = wanted.agencies
        self.expected = read_expected(named, wanted.year) if named else None
        if self.expected and not wanted.county:
            raise InputError(
                "A list of agencies (--agencies) is that of one county: name the county."
            )
        check_folder(out)
        loaded = open_dataset(data)
        self.counties, self.groups = Counties(loaded, lang), PeerGroups(loaded, lang)

    def write(self, code: str) -> list[Path]:
        """The brief of one county, in all its formats or in none; a list's coverage beside it."""
        listed = self.expected.names if self.expected else ()
        county = self.counties.county(code, self.wanted.year, listed)
        head = self.expected, self.wanted.prepared_by, self.day
        brief = county_brief(county, self.groups, __version__, *head)
        files = render(replace(brief, template=self.wanted.template), self.formats)
        if self.expected:
            table = guard(coverage_table(county, self.expected))
            content = table.to_csv(index=False, lineterminator="\n")
            files[f"{file_stem(brief.stem)}-coverage.csv"] = content.encode("utf-8-sig")
        write_changed(self.out, files)
        return [self.out / name for name in files]

    def tried(self, code: str) -> Written:
        """The same; what goes wrong with one county keeps no other from its brief."""
        try:
            return Written(self.write(code))
        except InputError:
            raise
        except Exception as error:
            return self.failed(code, f"{type(error).__name__}: {error}")

    def failed(self, code: str, reason: object) -> Written:
        """No brief, and why."""
        return Written(problems=[f"{self.counties.title(code)} {code}: {reason}"])


_prepared: list[_Work] = []  # in a fork server: its processes have the tables without a copy


def prepare(wanted: dict[str, Any], out: str, data: str) -> None:
    """In a fork server: open the tables, once for all briefs.

    Parameters
    ----------
    wanted : dict
        The fields of ``Wanted``.
    out : str
        Where briefs are written.
    data : str
        Folder of the processed tables, or empty for the nearest.
    """
    _prepared[:] = [_Work(Wanted(**wanted), Path(out), Path(data) if data else None)]
    _prepared[0].counties.prepare()


def _one(code: str) -> Written:
    return _prepared[0].tried(code)


def _every(
    work: _Work, codes: list[str], data: Path | None, workers: int, progress: Progress | None
) -> Written:
    """All briefs. What goes wrong with one, or ends its process, keeps no other from being made."""
    written, workers = Written(), min(workers, len(codes))
    results = map(work.tried, codes) if workers < 2 else _in_processes(work, codes, data, workers)
    for number, (code, done) in enumerate(zip(codes, results, strict=True), start=1):
        written.files += done.files
        written.problems += done.problems
        if progress:
            progress(work.counties.names[code], number, len(codes))
    return written


def _in_processes(
    work: _Work, codes: list[str], data: Path | None, workers: int
) -> Iterator[Written]:
    named = {"wanted": asdict(work.wanted), "out": str(work.out), "data": str(data or "")}
    with (
        Pool(workers, call=f"{__name__}:prepare", arguments=named) as pool,
        contextlib.closing(pool.run(_one, zip(codes, strict=True), ordered=True)) as outcomes,
    ):
        for code, outcome in zip(codes, outcomes, strict=True):
            if isinstance(outcome.error, Ended):
                yield work.failed(code, outcome.error)
            elif outcome.error is not None:
                raise outcome.error
            else:
                yield outcome.value
