"""The first stage of a tabulation: some files at a time, read and packed.

A piece is read by one task on any machine. What comes back is an entry for each report: enough to
say where it belongs and where its reading lies, so that a country of reports fits into memory.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from analysis.errors import InputError
from analysis.recognising import Report

from ..elsewhere.store import Store
from ..readings import each_report, pack, sources, unpack

_GAP = 65536  # bytes that are cheaper to read than to leap over


@dataclass(frozen=True, slots=True)
class Entry:
    """One report that was read.

    Attributes
    ----------
    agency : str
        The agency that reports.
    year : int
        The year that it reports on.
    scope : str or None
        What the figures cover, as ``Report.scope``.
    territory : str or None
        The government that its source card says it belongs to.
    agencies : tuple of str
        The agencies that its source card says it adds up.
    file : str
        Name of its file.
    sha256 : str
        Digest of its file.
    pack : str
        The file of the work folder that holds its reading.
    start, end : int
        Where in that file its reading begins and ends, in bytes.
    """

    agency: str
    year: int
    scope: str | None
    territory: str | None
    agencies: tuple[str, ...]
    file: str
    sha256: str
    pack: str
    start: int
    end: int

    @property
    def id(self) -> str:
        """As ``Report.id``."""
        return f"{self.agency}-{self.year}"


def interned(entry: Entry) -> Entry:
    """The same entry, each of whose words is held once however many entries have it.

    In a country of entries that is half of the memory.

    Parameters
    ----------
    entry : Entry
        An entry, as it came from a worker or out of a file.
    """
    word = sys.intern
    return replace(
        entry,
        agency=word(entry.agency),
        scope=entry.scope and word(entry.scope),
        territory=entry.territory and word(entry.territory),
        pack=word(entry.pack),
    )


@dataclass(frozen=True)
class Piece:
    """Files that are read in one go.

    Attributes
    ----------
    key : str
        Digest of their names and versions and of what reading depends on; what was read under
        the same key need not be read again.
    source : Store
        Where they are.
    names : tuple of str
        Reports and archives.
    beside : tuple of str
        Their source cards.
    """

    key: str
    source: Store
    names: tuple[str, ...]
    beside: tuple[str, ...] = ()


def read_piece(piece: Piece, work: Store, processes: int = 1) -> tuple[list[Entry], list[str]]:
    """Read files, pack the readings into the work folder, and say what was read.

    Parameters
    ----------
    piece : Piece
        What to read.
    work : Store
        Work folder, which every worker can reach.
    processes : int
        How many read at the same time.

    Returns
    -------
    entries : list of Entry
        One for each report.
    problems : list of str
        What kept files out.

    Raises
    ------
    InputError
        If the work folder cannot be written.
    """
    packed, listed = f"read/{piece.key}.pack", f"read/{piece.key}.json"
    if work.has(listed):
        known, problems = json.loads(work.read(listed))
        return [Entry(**{**row, "agencies": tuple(row["agencies"])}) for row in known], problems
    entries: list[Entry] = []
    content = bytearray()
    with piece.source.fetched((*piece.names, *piece.beside)) as folder:
        found, problems = sources(Path(folder, *name.split("/")) for name in piece.names)
        for _, outcome in each_report(found, processes):
            if isinstance(outcome, InputError):
                problems.append(str(outcome))
                continue
            start = len(content)
            content += pack(outcome)
            entries.append(_entry(outcome, packed, start, len(content)))
        if piece.source.local is None:  # a copy's own place means nothing to anyone
            there = f"{piece.source.url.rstrip('/')}/"
            problems = [p.replace(f"{folder}/", there) for p in problems]
    work.write(packed, bytes(content))
    # Last: where the list is, the pack is whole.
    work.write(listed, json.dumps([[asdict(e) for e in entries], problems]).encode())
    return entries, problems


def _entry(report: Report, packed: str, start: int, end: int) -> Entry:
    about = report.agency, report.year, report.scope, report.territory, report.agencies
    return Entry(*about, report.file, report.sha256, packed, start, end)


def load_entries(entries: Sequence[Entry], work: Store) -> list[Report]:
    """The reports of some entries, in their order; what lies side by side is fetched together.

    Parameters
    ----------
    entries : sequence of Entry
        The reports wanted.
    work : Store
        Work folder that holds their readings.
    """
    reports: dict[Entry, Report] = {}
    together: list[Entry] = []
    for entry in sorted(entries, key=lambda e: (e.pack, e.start)):
        last = together[-1] if together else entry
        if entry.pack != last.pack or entry.start - last.end > _GAP:
            reports |= _fetched(together, work)
            together = []
        together.append(entry)
    reports |= _fetched(together, work)
    return [reports[entry] for entry in entries]


def _fetched(entries: Sequence[Entry], work: Store) -> dict[Entry, Report]:
    if not entries:
        return {}
    first = entries[0].start
    stretch = work.read(entries[0].pack, first, entries[-1].end)
    return {e: unpack(stretch[e.start - first : e.end - first]) for e in entries}
