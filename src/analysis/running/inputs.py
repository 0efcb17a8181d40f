"""All that results depend on, each part with its digest: reports, code, libraries, settings.

Whatever is kept from an earlier run is used by no other code and no other libraries. This module is
the only place that says what these are; runs, tabulations and clusters all ask it. Nothing here
reads a report or loads a heavy library: that nothing has changed is to be known in a moment.
"""

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from analysis.files import bundled, digest_of, digest_of_code, sha256
from analysis.reading import SUFFIXES
from analysis.reading.files import DOCUMENTS, WORK, published_in
from analysis.reading.kinds import has_ending
from analysis.version import __version__

from .kept.digests import FileDigests

CORRECTIONS, RENAMINGS = "corrections.yml", "agencies.yml"
_ARCHIVED = re.compile(r"(.+?\.(?:zip|warc|warc\.gz))!", re.IGNORECASE | re.DOTALL)
# What a program prints may hang on these: language, time zone, the configuration of Matplotlib.
_SETTINGS = (
    *("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE"),
    *("TZ", "MATPLOTLIBRC", "MPLBACKEND"),
)
# Reading a report needs nothing above `recognising`; import-linter holds it to that.
_ABOVE_READING = (
    *("checking", "assessing", "telling", "publishing", "running", "reviewing", "cli"),
)
# A page is made by the rooms up to `publishing`. What `running` gives it (notebook, parameters,
# links, slice of the tables) is part of the page's key, so its code need not be.
_ABOVE_PUBLISHING = ("running", "reviewing", "cli")


@dataclass(frozen=True)
class Options:
    """What a run was asked for, as far as the result depends on it.

    Attributes
    ----------
    paths : tuple of Path
        Reports and folders of reports, as they were given: messages repeat them.
    out : Path
        Output folder.
    expectations : Path or None
        Folder of the suites; the default one where it is None.
    indicators : Path or None
        File of indicators that the user adds.
    groups : Path or None
        File of peer groups that the user defines.
    index : Path or None
        File of weights of a composite index.
    self_contained : bool
        Whether every page has all that it needs inside, and shares nothing.
    compact : str
        Language of the pages of a compact run; empty where everything is published.
    """

    paths: tuple[Path, ...]
    out: Path
    expectations: Path | None = None
    indicators: Path | None = None
    groups: Path | None = None
    index: Path | None = None
    self_contained: bool = False
    compact: str = ""

    @property
    def processed(self) -> Path | None:
        """The ``processed`` beside a single folder ``raw``; a run brings it up to date."""
        raw = [p for p in self.paths if p.name == "raw" and (p.parent / "processed").is_dir()]
        return raw[0].parent / "processed" if len(self.paths) == 1 and raw else None

    @property
    def files(self) -> dict[str, Path]:
        """The user's own files, by option."""
        named = {"indicators": self.indicators, "groups": self.groups, "index": self.index}
        return {name: path for name, path in named.items() if path is not None}


@dataclass
class Inputs:
    """Digests of everything that a run depends on; each is taken when it is first asked for.

    Attributes
    ----------
    options : Options
        What the run was asked for.
    digests : FileDigests
        Digests of files, with what the last run knew of them.
    known : tuple of (str, str)
        ``installed`` and ``libraries`` of the last run: where the first is the same, so is the
        second, and the libraries need not be listed again.
    """

    options: Options
    digests: FileDigests
    known: tuple[str, str] = ("", "")

    @cached_property
    def reports(self) -> str:
        """Digest of the reports, their source cards and the corrections: names and contents."""
        return self._digest(set(_watched(self.options.paths)))

    @cached_property
    def corrections(self) -> str:
        """Digest of the corrections alone."""
        return self._digest({p for p in _watched(self.options.paths) if _is_correction(p)})

    @cached_property
    def added(self) -> dict[str, str]:
        """Digests of the user's own files, by option."""
        return {name: self.digests.digest(path) for name, path in self.options.files.items()}

    @cached_property
    def reading(self) -> str:
        """Digest of what reading a report depends on besides the report."""
        return of_reading(self.libraries)

    @cached_property
    def tables(self) -> str:
        """Digest of what the tables depend on besides reports, corrections and the user's files."""
        return of_tables(self.options.expectations, self.libraries)

    @cached_property
    def pages(self) -> str:
        """Digest of what every page depends on besides its notebook and what that is given."""
        return _of_pages(self.libraries)

    @cached_property
    def notebooks(self) -> dict[str, str]:
        """Digests of the notebooks, by name."""
        return {p.stem: self.digests.digest(p) for p in bundled("notebooks").glob("*.ipynb")}

    @cached_property
    def documents(self) -> dict[str, list[str]]:
        """Names of the briefs and letters in the output folder, which the index lists."""
        folders = {name: self.options.out / name for name in DOCUMENTS}
        return {
            name: sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
            for name, folder in folders.items()
            if folder.is_dir()
        }

    @cached_property
    def installed(self) -> str:
        """Digest of the names and versions of all that is installed, which is quick to know."""
        found = (n for folder in sys.path if folder for n in _distributions(folder))
        return digest_of(sys.version, sorted(set(found)))

    @cached_property
    def libraries(self) -> str:
        """Digest of Python and of the libraries that Gouji needs, with their versions."""
        if self.known[0] == self.installed and self.known[1]:
            return self.known[1]
        return digest_of(libraries())

    def everything(self) -> str:
        """One digest of all of them."""
        own = self.options
        asked = [str(p) for p in own.paths], own.self_contained, own.compact
        pages = self.pages, self.notebooks, self.documents
        return digest_of(asked, self.reports, self.added, self.reading, self.tables, *pages)

    def _digest(self, paths: set[str]) -> str:
        return digest_of(sorted((path, self.digests.digest(path)) for path in paths))


def _is_correction(path: str) -> bool:
    return Path(path).name == CORRECTIONS


def _watched(paths: Sequence[Path]) -> Iterator[str]:
    """Files that may be reports, source cards, corrections or renamings, or are misnamed as such.

    One too many costs a look, one too few a wrong answer.
    """
    endings = (*SUFFIXES, ".zip", ".yml", ".yaml")
    for path in paths:
        within = _ARCHIVED.match(str(path))
        place = Path(within[1]) if within and not path.exists() else path
        if place.is_dir():
            troubles: list[OSError] = []
            published: set[Path] = set()
            for root, folders, names in os.walk(place, onerror=troubles.append):
                published |= published_in(root, names)
                folders[:] = [f for f in folders if f != WORK]
                files = (
                    os.path.join(root, n)
                    for n in names
                    if n.lower().endswith(endings) or not has_ending(n)
                )
                yield from (file for file in files if Path(file) not in published)
            yield from (str(trouble.filename) for trouble in troubles)
        else:
            beside = f"{place.stem}.source.yml", CORRECTIONS, RENAMINGS
            yield from (str(place), *(str(place.with_name(name)) for name in beside))


def _suites(expectations: Path | None = None) -> str:
    """Digest of the suites, those that come with Gouji among them: claims are judged by them."""
    folders = [bundled("expectations"), *([Path(expectations)] if expectations else [])]
    return digest_of([_files(folder, "*.json") for folder in folders])


@cache
def libraries() -> dict[str, str]:
    """Gouji, Python, and every library that Gouji needs, or that those need, with its version."""
    return {
        "gouji": __version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        **dict(sorted(_needed("gouji", {}).items())),
    }


def _environment(known: str) -> str:
    """Digest of the libraries and of the settings of language and time."""
    settings = [os.environ.get(name, "") for name in _SETTINGS]
    return digest_of(known or digest_of(libraries()), settings)


def of_reading(known: str = "") -> str:
    """Digest of all that reading a report depends on besides its file and source card.

    Parameters
    ----------
    known : str, optional
        Digest of ``libraries()``, where it is known.
    """
    from analysis.reading.backends.scan import missing

    office = shutil.which("soffice") or ""  # it converts old Office files
    # With the extra for pictures installed, a page whose tables are pictures is read again.
    others = (office, missing())
    return digest_of(digest_of_code(without=_ABOVE_READING), _environment(known), *others)


def of_tables(expectations: Path | None = None, known: str = "") -> str:
    """Digest of all that tables depend on besides reports, corrections and the user's indicators.

    Parameters
    ----------
    expectations : Path, optional
        Folder of the user's own suites.
    known : str, optional
        Digest of ``libraries()``, where it is known.
    """
    # All code but the command, which only parses and prints.
    return digest_of(digest_of_code(without=("cli",)), _environment(known), _suites(expectations))


def _of_pages(known: str = "") -> str:
    """Digest of all that pages depend on besides their notebook and what it is given."""
    return digest_of(digest_of_code(without=_ABOVE_PUBLISHING), _environment(known))


@cache
def identity() -> dict[str, str]:
    """What machines must share for their results to be the same, by name; a process keeps it."""
    code = digest_of(digest_of_code(), _suites(), _files(bundled("notebooks"), "*.ipynb"))
    found = {**libraries(), "gouji": f"{__version__} {code[:12]}"}
    del found["machine"]
    return found


def _files(folder: Path, pattern: str) -> list[tuple[str, str]]:
    """Names and digests of files; one that cannot be read is told of when it is read."""
    return sorted((p.name, sha256(p) if p.is_file() else "") for p in folder.glob(pattern))


def _distributions(folder: str) -> list[str]:
    try:
        return [n for n in os.listdir(folder) if n.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return []


def _needed(name: str, found: dict[str, str]) -> dict[str, str]:
    """A distribution and all that it needs, extras left out, with their versions."""
    from importlib import metadata  # slow to load, for those who read a single report

    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in found:
        return found
    try:
        held = metadata.distribution(name)
    except metadata.PackageNotFoundError:  # for another system, or run from a folder
        return found
    found[key] = held.version
    for line in held.requires or []:
        needed, _, condition = line.partition(";")
        if "extra" not in condition and (match := re.match(r"\s*([\w.-]+)", needed)):
            _needed(match[1], found)
    return found
