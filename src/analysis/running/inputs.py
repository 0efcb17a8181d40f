"""All that the result of a run depends on, each with its digest: reports and what lies beside them, suites, code, settings.

Nothing here reads a report or loads a heavy library: that nothing has changed is to be known in a moment.
"""

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

import analysis

from .stamps import Stamps, digest_of

# What a program prints may hang on these: language, time zone, and the configuration of Matplotlib.
_SETTINGS = (
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_NUMERIC",
    "LC_TIME",
    "LC_COLLATE",
    "TZ",
    "MATPLOTLIBRC",
    "MPLBACKEND",
)
_PACKAGE = Path(__file__).parents[1]
_READING = (
    "form",
    "reading",
    "recognising",
    "errors.py",
    "__init__.py",
)  # import-linter holds that these need nothing above
_ARRANGE = (
    "cli.py",
    "__pycache__",
)  # what they give a notebook, its parameters and rows, is in its key
_BESIDE = (".source.yml",)
CORRECTIONS = "corrections.yml"
_ARCHIVED = re.compile(r"(.+?\.zip)!", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Options:
    """What a run was asked for, as far as the result depends on it.

    Attributes
    ----------
    paths : tuple of Path
    out : Path
    expectations, indicators, groups, index : Path or None
        Folder of the suites; files of the user's indicators, groups of peers and composite index.
    """

    paths: tuple[Path, ...]
    out: Path
    expectations: Path | None = None
    indicators: Path | None = None
    groups: Path | None = None
    index: Path | None = None

    @property
    def processed(self) -> Path | None:
        """The ``processed`` beside a single folder ``raw``; a run brings it up to date."""
        raw = [p for p in self.paths if p.name == "raw" and (p.parent / "processed").is_dir()]
        return raw[0].parent / "processed" if len(self.paths) == 1 and raw else None

    @property
    def files(self) -> dict[str, Path]:
        """The user's own files, by option."""
        return {
            name: path
            for name in ("indicators", "groups", "index")
            if (path := getattr(self, name)) is not None
        }


@dataclass
class Inputs:
    """Digests of everything that a run depends on; each is taken when it is first asked for.

    Parameters
    ----------
    options : Options
    stamps : Stamps
    known : tuple of str, optional
        ``installed`` and ``libraries`` of the last run.
    """

    options: Options
    stamps: Stamps
    known: tuple[str, str] = ("", "")

    @cached_property
    def asked(self) -> str:
        """Digest of the options: paths as they were given, because messages repeat them."""
        return digest_of([str(p) for p in self.options.paths])

    @cached_property
    def reports(self) -> str:
        """Digest of the reports, their source cards and the corrections: names and contents."""
        return digest_of(
            sorted((str(p), self.stamps.digest(p)) for p in set(_watched(self.options.paths)))
        )

    @cached_property
    def corrections(self) -> str:
        """Digest of the corrections alone."""
        found = {p for p in _watched(self.options.paths) if Path(p).name == CORRECTIONS}
        return digest_of(sorted((str(p), self.stamps.digest(p)) for p in found))

    @cached_property
    def suites(self) -> str:
        """Digest of the suites."""
        folder = self.options.expectations or resource("expectations")
        return digest_of(
            sorted((p.name, self.stamps.digest(p)) for p in folder.glob("*.json"))
            if folder.is_dir()
            else ""
        )

    @cached_property
    def added(self) -> dict[str, str]:
        """Digests of the user's own files, by option."""
        return {name: self.stamps.digest(path) for name, path in self.options.files.items()}

    @cached_property
    def code(self) -> str:
        """Digest of what tables and pages depend on: the package without the command and the run itself, which only arrange."""
        return digest_of(
            [
                (name, self._source(_PACKAGE / name))
                for name in sorted(os.listdir(_PACKAGE))
                if name not in _ARRANGE
            ]
        )

    @cached_property
    def arranging(self) -> str:
        """Digest of the run itself: another may plan other pages."""
        return self._source(_PACKAGE / "run")

    @cached_property
    def reading(self) -> str:
        """Digest of what reading a report depends on."""
        return digest_of(
            [self._source(_PACKAGE / name) for name in _READING],
            self.environment,
            shutil.which("soffice") or "",
        )

    @cached_property
    def notebooks(self) -> dict[str, str]:
        """Digests of the notebooks, by name."""
        return {
            p.stem: self.stamps.digest(p) for p in sorted(resource("notebooks").glob("*.ipynb"))
        }

    @cached_property
    def installed(self) -> str:
        """Digest of the names and versions of all that is installed: enough to see that nothing has changed."""
        return digest_of(sys.version, sorted({n for p in sys.path if p for n in _distributions(p)}))

    @cached_property
    def environment(self) -> str:
        """Digest of Python, of Gouji's libraries, and of the settings of language and time."""
        return digest_of(self.libraries, [os.environ.get(name, "") for name in _SETTINGS])

    @cached_property
    def libraries(self) -> str:
        """Digest of Python and of the libraries that Gouji needs, and that they need, with their versions."""
        if self.known[0] == self.installed and self.known[1]:
            return self.known[1]
        return digest_of(
            analysis.__version__, sys.version, platform.machine(), sorted(_needed("gouji").items())
        )

    def everything(self) -> str:
        """One digest of all of them."""
        return digest_of(
            self.asked,
            self.reports,
            self.suites,
            self.added,
            self.code,
            self.arranging,
            self.notebooks,
            self.environment,
        )

    def _source(self, path: Path) -> str:
        if path.is_file():
            return self.stamps.digest(path)
        found = []
        for root, folders, names in os.walk(path):
            folders[:] = sorted(f for f in folders if f != "__pycache__")
            found += [
                (
                    os.path.relpath(os.path.join(root, n), path),
                    self.stamps.digest(os.path.join(root, n)),
                )
                for n in sorted(names)
                if not n.endswith((".pyc", ".pyo", "~")) and n[0] != "."
            ]
        return digest_of(found)


def resource(name: str) -> Path:
    """``expectations/`` or ``notebooks/`` of the checkout, or the copy inside the installed package."""
    checkout = _PACKAGE.parents[1] / name
    return checkout if checkout.is_dir() else _PACKAGE / "bundled" / name


def _watched(paths: Sequence[Path]) -> Iterator[str]:
    """Files that may be reports, source cards or corrections. One too many costs a look, one too few a wrong answer."""
    from analysis.reading import SUFFIXES  # pulls in no library

    endings = (*SUFFIXES, ".zip", *_BESIDE)
    for path in paths:
        within = _ARCHIVED.match(str(path))
        place = Path(within[1]) if within and not path.exists() else path
        if place.is_dir():
            troubles: list[OSError] = []
            for root, _, names in os.walk(place, onerror=troubles.append):
                yield from (
                    os.path.join(root, n)
                    for n in names
                    if n.lower().endswith(endings) or n == CORRECTIONS
                )
            yield from (str(trouble.filename) for trouble in troubles)
        else:
            yield from (
                str(place),
                str(place.with_name(f"{place.stem}{_BESIDE[0]}")),
                str(place.with_name(CORRECTIONS)),
            )


def _distributions(folder: str) -> list[str]:
    try:
        return [n for n in os.listdir(folder) if n.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return []


def _needed(name: str, found: dict[str, str] | None = None) -> dict[str, str]:
    """A distribution and all that it needs, extras left out, with their versions."""
    found = {} if found is None else found
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
