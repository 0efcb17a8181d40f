"""County briefs for a person: which are wanted, made from the processed tables, written whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import analysis
from analysis.assessing.dataset import open_dataset
from analysis.errors import InputError
from analysis.publishing.brief import check_formats, render
from analysis.publishing.store import refresh
from analysis.telling.brief import county_brief
from analysis.telling.brief_county import Counties
from analysis.telling.brief_coverage import Expected
from analysis.telling.brief_outliers import Fields
from analysis.telling.wording import check_language

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wanted:
    """Which briefs to make.

    Attributes
    ----------
    county : str
        Name or code; empty for every county with a report of the year.
    year : int
    lang : {"zh", "en"}
    formats : str
        Some of ``html,pdf,docx``.
    agencies : Path, optional
        List of the agencies that have to report, one a line.
    """

    county: str
    year: int
    lang: str = "zh"
    formats: str = "html,pdf,docx"
    agencies: Path | None = None


@dataclass
class Made:
    """The files written, and what kept a county from its brief while the others went on."""

    files: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def write_briefs(wanted: Wanted, out: Path, data: Path | None = None, progress: Progress | None = None) -> Made:
    """Write the briefs wanted into ``out``, each in all its formats or in none.

    Parameters
    ----------
    wanted : Wanted
    out : Path
        A folder. A brief that is there already is replaced where it differs.
    data : Path, optional
        Folder of the processed tables.
    progress : callable, optional
        Called with what is done now, its number, and how many there are.

    Raises
    ------
    InputError
        If the county is not known or its name is that of several, the year is not loaded, a format or language is unknown, the
        list of agencies cannot be read, or ``out`` cannot be written.
    """
    lang, formats = check_language(wanted.lang), check_formats(wanted.formats)
    expected = read_expected(wanted.agencies) if wanted.agencies else None
    if expected and not wanted.county:
        raise InputError("A list of agencies (--agencies) is that of one county: name the county.")
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file. Name a folder for the output: --out FOLDER.")
    loaded = open_dataset(data)
    counties, fields = Counties(loaded), Fields(loaded, lang)
    codes = [counties.find(wanted.county)] if wanted.county else counties.codes(wanted.year)
    made = Made()
    for number, code in enumerate(codes, start=1):
        if progress:
            progress(counties.names[code], number, len(codes))
        try:
            told = county_brief(counties.county(code, wanted.year), fields, lang, analysis.__version__, expected)
            files = render(told, formats)
        except InputError:
            raise
        except Exception as error:
            if wanted.county:
                raise
            made.problems.append(f"{counties.title(code)} {code}: {type(error).__name__}: {error}")
            continue
        refresh(out, files)
        made.files += [out / name for name in files]
    return made


def read_expected(path: Path) -> Expected:
    """The list of the agencies that have to report: a text, one name a line; blank lines and lines with ``#`` are passed over.

    Raises
    ------
    InputError
        If it cannot be read, or names nobody.
    """
    try:
        lines: Sequence[str] = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: the list of agencies cannot be read ({error}). Give a text in UTF-8, one agency a line."
        ) from None
    names = tuple(dict.fromkeys(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")))
    if not names:
        raise InputError(f"{path} names no agency. Write the full name of one agency on each line.")
    return Expected(path.name, names)
