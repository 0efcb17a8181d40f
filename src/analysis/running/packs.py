"""The first stage: some files at a time, read and packed."""

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.checking.findings.claims import settle_claims
from analysis.errors import InputError
from analysis.recognising import Report

from .corpus import each_report, sources
from .lines import Line
from .stores import Store


@dataclass(frozen=True)
class Piece:
    """Files that are read in one go.

    Attributes
    ----------
    key : str
        Of their names, stamps and the code that reads them; what was read under the same key need not be read again.
    source : Store
    names : tuple of str
        Reports and archives.
    beside : tuple of str
        Their source cards.
    """

    key: str
    source: Store
    names: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def pack(self) -> str:
        """Name of the file with the packed reports."""
        return f"read/{self.key}.pack"


def read_piece(piece: Piece, work: Store, processes: int = 1) -> tuple[list[Line], list[str]]:
    """Read files, pack the reports into ``work``, and say what was read.

    Parameters
    ----------
    piece : Piece
    work : Store
        Work folder, which every worker can reach.
    processes : int
        That read at the same time.

    Returns
    -------
    lines : list of Line
    problems : list of str
        What kept files out.

    Raises
    ------
    InputError
        If the work folder cannot be written.
    """
    told = f"read/{piece.key}.lines"
    if work.has(told):
        return pickle.loads(work.read(told))
    lines: list[Line] = []
    problems: list[str] = []
    packed = bytearray()
    with piece.source.fetched((*piece.names, *piece.beside)) as folder:
        found, lost = sources(Path(folder, *name.split("/")) for name in piece.names)
        problems += lost
        for _, outcome in each_report(found, processes):
            if isinstance(outcome, InputError):
                problems.append(str(outcome))
                continue
            settle_claims([outcome])
            start = len(packed)
            packed += zlib.compress(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL), 1)
            lines.append(
                Line(
                    outcome.agency,
                    outcome.year,
                    outcome.scope,
                    outcome.territory,
                    outcome.agencies,
                    outcome.file,
                    outcome.sha256,
                    piece.pack,
                    start,
                    len(packed),
                )
            )
        if piece.source.local is None:  # a copy's own place means nothing to anyone
            problems = [
                p.replace(f"{folder}/", f"{piece.source.url.rstrip('/')}/") for p in problems
            ]
    work.write(piece.pack, bytes(packed))
    work.write(told, pickle.dumps((lines, problems)))  # last: where it is, the pack is whole
    return lines, problems


def unpack(lines: Sequence[Line], work: Store) -> list[Report]:
    """The reports of some lines, in their order; lines that lie side by side are fetched together."""
    reports: dict[Line, Report] = {}
    run: list[Line] = []
    for line in [*sorted(lines, key=lambda x: (x.pack, x.start)), None]:
        if run and (line is None or line.pack != run[-1].pack or line.start - run[-1].end > _GAP):
            stretch = work.read(run[0].pack, run[0].start, run[-1].end)
            for one in run:
                reports[one] = pickle.loads(
                    zlib.decompress(stretch[one.start - run[0].start : one.end - run[0].start])
                )
            run = []
        if line is not None:
            run.append(line)
    return [reports[line] for line in lines]


_GAP = 65536  # bytes that are cheaper to read than to leap over
