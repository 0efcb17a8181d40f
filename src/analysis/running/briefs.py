"""County briefs for a person, made from the processed tables, written whole or not at all."""

import contextlib
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from pathlib import Path

import analysis
from analysis.assessing.dataset import open_dataset
from analysis.assessing.spreadsheet import guard
from analysis.errors import InputError
from analysis.files import check_folder, file_stem, write_changed
from analysis.publishing.brief import check_formats, render
from analysis.telling.brief.county import Counties
from analysis.telling.brief.expected import Expected, coverage_table
from analysis.telling.brief.make import county_brief
from analysis.telling.brief.outliers import PeerGroups
from analysis.wording import check_language, day
from analysis.workers import Ended, Pool, cores

from .expected import read_expected
from .progress import Progress


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
    lang, formats = check_language(wanted.lang), check_formats(wanted.formats)
    head = Head(wanted.prepared_by, check_day(wanted.day, lang), check_template(wanted.template))
    expected = read_expected(wanted.agencies, wanted.year) if wanted.agencies else None
    if expected and not wanted.county:
        raise InputError("A list of agencies (--agencies) is that of one county: name the county.")
    check_folder(out)
    loaded = open_dataset(data)
    work = _Work(
        Counties(loaded, lang),
        PeerGroups(loaded, lang),
        wanted.year,
        lang,
        formats,
        expected,
        out,
        head,
    )
    if wanted.county:
        code = work.counties.find(wanted.county)
        return Written(work.write(code))
    codes = work.counties.codes(wanted.year)
    return _every(work, codes, data, workers or cores(), progress)


TEMPLATES = ("standard", "official")


@dataclass(frozen=True)
class Head:
    """What stands at the head of a brief, and how it looks.

    Attributes
    ----------
    prepared_by : str
        Who makes it.
    day : str
        Its day, as it is printed.
    template : {"standard", "official"}
        How PDF and DOCX look.
    """

    prepared_by: str = ""
    day: str = ""
    template: str = "standard"


def check_template(name: str) -> str:
    """Give back the name of a template if there is one.

    Parameters
    ----------
    name : str
        The name.

    Raises
    ------
    InputError
        If there is no such template.
    """
    if name not in TEMPLATES:
        raise InputError(f"There is no template {name!r}. Use one of {', '.join(TEMPLATES)}.")
    return name


def check_day(text: str, lang: str) -> str:
    """A day as people read it; empty where none is given.

    Parameters
    ----------
    text : str
        An ISO date.
    lang : {"zh", "en"}
        Language.

    Raises
    ------
    InputError
        If it is no day.
    """
    try:
        return day(date.fromisoformat(text), lang) if text else ""
    except ValueError:
        raise InputError(f"{text!r} is no day. Write it as 2024-02-01.") from None


@dataclass(frozen=True)
class _Work:
    """What making any of the briefs takes."""

    counties: Counties
    groups: PeerGroups
    year: int
    lang: str
    formats: tuple[str, ...]
    expected: Expected | None
    out: Path
    head: Head = field(default_factory=Head)

    def write(self, code: str) -> list[Path]:
        """The brief of one county, in all its formats or in none; a list's coverage beside it."""
        county = self.counties.county(code, self.year)
        head = self.head
        brief = county_brief(
            county,
            self.groups,
            analysis.__version__,
            self.expected,
            head.prepared_by,
            head.day,
        )
        files = render(replace(brief, template=head.template), self.formats)
        if self.expected:
            table = guard(coverage_table(county, self.expected))
            content = table.to_csv(index=False, lineterminator="\n")
            files[f"{file_stem(brief.stem)}-coverage.csv"] = content.encode("utf-8-sig")
        write_changed(self.out, files)
        return [self.out / name for name in files]

    def tried(self, code: str) -> tuple[list[Path], str]:
        """The same, and what went wrong."""
        try:
            return self.write(code), ""
        except InputError:
            raise
        except (
            Exception
        ) as error:  # whatever one county's reports bring about, the others get their briefs
            return [], f"{self.counties.title(code)} {code}: {type(error).__name__}: {error}"


_prepared: list[_Work] = []  # in a fork server: its processes have the tables without a copy


def prepare(data: str, year: int, lang: str, formats: list[str], out: str, head: list[str]) -> None:
    """In a fork server: open the tables, once for all briefs.

    Parameters
    ----------
    data : str
        Folder of the processed tables, or empty for the nearest.
    year, lang, formats, out
        As in ``Wanted``, and where briefs are written.
    head : list of str
        The fields of ``Head``.
    """
    loaded = open_dataset(data or None)
    counties = Counties(loaded, lang)
    counties.prepare()
    groups = PeerGroups(loaded, lang)
    _prepared[:] = [
        _Work(counties, groups, year, lang, tuple(formats), None, Path(out), Head(*head))
    ]


def _one(code: str) -> tuple[list[Path], str]:
    return _prepared[0].tried(code)


def _every(
    work: _Work, codes: list[str], data: Path | None, workers: int, progress: Progress | None
) -> Written:
    """All briefs. What goes wrong with one, or ends its process, keeps no other from being made."""
    written, workers = Written(), min(workers, len(codes))

    def note(number: int, code: str, done: tuple[list[Path], str]) -> None:
        written.files.extend(done[0])
        written.problems.extend([done[1]] if done[1] else [])
        if progress:
            progress(work.counties.names[code], number, len(codes))

    if workers < 2:
        for number, code in enumerate(codes, start=1):
            note(number, code, work.tried(code))
        return written
    arguments = {
        "data": str(data or ""),
        "year": work.year,
        "lang": work.lang,
        "formats": work.formats,
        "out": str(work.out),
        "head": list(astuple(work.head)),
    }
    with (
        Pool(workers, call=f"{__name__}:prepare", arguments=arguments) as pool,
        contextlib.closing(pool.run(_one, zip(codes, strict=True), ordered=True)) as outcomes,
    ):
        for number, (code, outcome) in enumerate(zip(codes, outcomes, strict=True), start=1):
            if isinstance(outcome.error, Ended):
                problem = f"{work.counties.title(code)} {code}: {outcome.error}"
                note(number, code, ([], problem))
            elif outcome.error is not None:
                raise outcome.error
            else:
                note(number, code, outcome.value)
    return written
