"""Many files read: what is a report, each read in a process of its own, what was read is kept.

A file that has not changed is not read again. A reading is kept as compressed JSON, never as
something that could run code. ``gouji run`` keeps one file for each reading; ``gouji tabulate``
keeps many in one file, because a country has a million.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from itertools import tee
from pathlib import Path

from analysis.errors import InputError, printable
from analysis.files import digest_of, write
from analysis.reading import SUFFIXES
from analysis.reading.card import card_path, reviewed_original
from analysis.reading.files import files_in
from analysis.reading.guard import guarded, guarded_all
from analysis.reading.web_records import ENDINGS, is_proof
from analysis.recognising import Report
from analysis.recognising.source import (
    ARCHIVE,
    Source,
    is_archive,
    is_member,
    report_of,
    sources_in,
)
from analysis.recognising.stored import dumps, loads
from analysis.recognising.warming import warm_up
from analysis.workers import cores

from .kept.digests import FileDigests

FILES = (*SUFFIXES, ARCHIVE)
FILES_A_WORKER = 8  # so many are read while another process would only start
_FAST = 1  # level of compression: ten times smaller, in a hundredth of the time that reading takes


def pack(report: Report) -> bytes:
    """A report as bytes to be kept.

    Parameters
    ----------
    report : Report
        The result of reading a file.
    """
    return zlib.compress(dumps(report).encode(), _FAST)


def unpack(content: bytes) -> Report:
    """The report of such bytes.

    Parameters
    ----------
    content : bytes
        As ``pack`` gives them.

    Raises
    ------
    ValueError
        If they are not whole, or not a report.
    """
    try:
        return loads(zlib.decompress(content).decode())
    except zlib.error as error:
        raise ValueError(str(error)) from None


class KeptReadings:
    """Readings in a folder, one file each; one that cannot be trusted is made again.

    Parameters
    ----------
    folder : Path
        Where they are kept.
    code : str
        Digest of what reading depends on besides the file: code, libraries, settings.
    digests : FileDigests
        Digests of the reports and of their source cards.
    fresh : bool
        Whether nothing that was kept is to be used.

    Attributes
    ----------
    used : dict
        Sources that were read well, to the key of their reading.
    asked : int
        How many sources there are.
    """

    def __init__(self, folder: Path, code: str, digests: FileDigests, fresh: bool = False) -> None:
        self._folder, self._code, self._digests, self._fresh = folder, code, digests, fresh
        self._keys: dict[Source, str] = {}
        self.used: dict[Source, str] = {}
        self.asked = 0

    def get(self, source: Source) -> Report | None:
        """The kept reading of a source, if file and card are as they were.

        Parameters
        ----------
        source : Source
            The file, or the member of an archive.
        """
        self.asked += 1
        key = self._keys[source] = self._key(source)
        if self._fresh:
            return None
        try:
            report = unpack(self._path(key).read_bytes())
        except (OSError, ValueError):  # none, torn by a loss of power, or changed by somebody
            return None
        self.used[source] = key
        return report

    def keep(self, source: Source, report: Report) -> None:
        """Keep a reading, unless the file changed since ``get`` looked at it.

        Parameters
        ----------
        source : Source
            The file, or the member of an archive; ``get`` has been asked for it.
        report : Report
            The result of reading it.
        """
        key = self.used[source] = self._keys[source]
        if all(map(self._digests.is_same, (source.path, card_path(source.path)))):
            write(self._path(key), pack(report))
        else:
            self.used[source] = digest_of(key, report.sha256, "changed while it was read")

    def clear(self) -> None:
        """Remove readings that this run had no use for."""
        wanted = {self._path(key) for key in self.used.values()}
        for path in self._folder.glob("*"):
            if path not in wanted:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.reading"

    def _key(self, source: Source) -> str:
        member = (source.member.index, source.member.name) if source.member else None
        files = [self._digests.digest(p) for p in (source.path, card_path(source.path))]
        return digest_of(self._code, source.path.name, source.folder, member, files)


def _entries(paths: Iterable[str | Path]) -> list[Path | InputError]:
    """Files that may hold reports, in a fixed order, and an error for each unreadable folder."""
    named = [Path(p) for p in paths]
    entries: list[Path | InputError] = []
    for path in named:
        if is_member(path):
            entries.append(path)
            continue
        try:
            os.lstat(path)  # a link that leads nowhere is there, and becomes a problem
            inside = files_in(path, (*FILES, *ENDINGS)) if path.is_dir() else [path]
            entries += [e for e in inside if isinstance(e, InputError) or not is_proof(e)]
        except (OSError, ValueError):
            raise InputError(
                f"{printable(path)}: there is no such file or folder. Check the name."
            ) from None
    if not entries:
        raise InputError(
            f"{', '.join(map(printable, named))}: no report found. Reports are web pages, "
            "Word files, workbooks, PDFs and texts."
        )
    return entries


def sources(paths: Iterable[str | Path]) -> tuple[list[Source], list[str]]:
    """The reports among files, folders and ZIP archives, in a fixed order.

    Where a person reviewed a report, the transcription is taken in place of the original, as long
    as the original is the file that was reviewed.

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
    reviewed = {reviewed_original(source.path) for source in found if source.member is None}
    return [s for s in found if s.member is not None or s.path not in reviewed], problems


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
        The result of reading it. A file on which Gouji itself fails gives an ``InputError`` that
        says so: the others go on.
    """
    ours, theirs = tee(found)
    tasks = ((s.name, (s,)) for s in theirs)
    outcomes = guarded_all(report_of, tasks, workers=workers, ready=warm_up)
    for source, outcome in zip(ours, outcomes, strict=True):
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
        Asked before a file is read, and given its report afterwards.

    Yields
    ------
    source : Source
        Where the report lies.
    outcome : Report or InputError
        The result of reading it.
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
