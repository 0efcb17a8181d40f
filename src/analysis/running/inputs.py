"""All that the result of a run depends on, each part with its digest.

Nothing here reads a report or loads a heavy library: that nothing has changed is to be known in a
moment.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis.files import bundled, digest_of

from . import identity
from .digests import FileDigests

CORRECTIONS = "corrections.yml"
_BESIDE = (".source.yml",)
_ARCHIVED = re.compile(r"(.+?\.zip)!", re.IGNORECASE | re.DOTALL)


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
        given = {"indicators": self.indicators, "groups": self.groups, "index": self.index}
        return {name: path for name, path in given.items() if path is not None}


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
        return identity.of_reading(self.libraries)

    @cached_property
    def tables(self) -> str:
        """Digest of what the tables depend on besides reports, corrections and the user's files."""
        return identity.of_tables(self.options.expectations, self.libraries)

    @cached_property
    def pages(self) -> str:
        """Digest of what every page depends on besides its notebook and what that is given."""
        return identity.of_pages(self.libraries)

    @cached_property
    def notebooks(self) -> dict[str, str]:
        """Digests of the notebooks, by name."""
        return {p.stem: self.digests.digest(p) for p in bundled("notebooks").glob("*.ipynb")}

    @cached_property
    def installed(self) -> str:
        """Digest of the names and versions of all that is installed."""
        return identity.installed()

    @cached_property
    def libraries(self) -> str:
        """Digest of Python and of the libraries that Gouji needs, with their versions."""
        if self.known[0] == self.installed and self.known[1]:
            return self.known[1]
        return digest_of(identity.libraries())

    def everything(self) -> str:
        """One digest of all of them."""
        asked = [str(p) for p in self.options.paths]
        return digest_of(
            asked, self.reports, self.added, self.reading, self.tables, self.pages, self.notebooks
        )

    def _digest(self, paths: set[str]) -> str:
        return digest_of(sorted((path, self.digests.digest(path)) for path in paths))


def _is_correction(path: str) -> bool:
    return Path(path).name == CORRECTIONS


def _watched(paths: Sequence[Path]) -> Iterator[str]:
    """Files that may be reports, source cards or corrections.

    One too many costs a look, one too few a wrong answer.
    """
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
