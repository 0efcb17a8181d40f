"""The processed tables cut up by report: what one notebook may depend on.

A notebook is executed on a folder that holds its slice of the tables and nothing else. So its key,
the digest of that slice, is right by construction: what it cannot see it cannot depend on. Of
peers it sees who they are and what its page shows of them, so that nothing else about them makes
the page again. Slices are runs of bytes of the published files. Nothing is parsed or formatted
again, and a report's digests are computed once, however many notebooks it is part of.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.opening import MIDDLES
from analysis.assessing.tabular import table_bytes
from analysis.files import digest_of
from analysis.telling.assessment.peers import COMPARED

_BLOCK = 1 << 24
_QUOTE, _LINE = 34, 10


@dataclass(frozen=True)
class Needs:
    """The rows that a notebook depends on; without ``reports``, all.

    Attributes
    ----------
    reports : tuple of str, or None
        Reports of which it needs every table.
    peers : tuple of str
        Reports of which it needs to know who they are, and their indicator ``COMPARED``.
    others : tuple of str
        Reports of which it needs to know no more than who they are.
    groups : tuple of str
        Groups of peers whose rows it needs.
    middles : tuple of (str, tuple of float), or None
        By indicator what it shows of the middle of the peers, if it does.
    """

    reports: tuple[str, ...] | None = None
    peers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    middles: tuple[tuple[str, tuple[float, ...]], ...] | None = None


# What tells peers from each other, and groups them; all else of ``reports`` is left empty.
_WHO = ("report", "agency", "year", "format", "scope", "level", "kind", "sector", "division")


class Slices:
    """The tables of a dataset as they are published, to be cut.

    Parameters
    ----------
    data : Dataset
        The tables.
    contents : dict
        Name of each table to the bytes of its CSV file.
    """

    def __init__(self, data: Dataset, contents: dict[str, bytes]) -> None:
        self._tables = {
            name: _Table(getattr(data, name), content, name) for name, content in contents.items()
        }
        self._data = data
        self._last: tuple[Needs | None, str] = None, ""

    def digest(self, needs: Needs) -> str:
        """Digest of the rows that are needed, in their order.

        Parameters
        ----------
        needs : Needs
            What a notebook depends on.
        """
        if needs != self._last[0]:  # the two languages of a page need the same
            every = {name: self._digest(t, needs) for name, t in self._tables.items()}
            of_peers = {n: t.digest(keys) for n, t, keys in self._rows_of_peers(needs)}
            self._last = needs, digest_of(every, of_peers, needs.middles)
        return self._last[1]

    @cached_property
    def _seen(self) -> dict[str, "_Table"]:
        """What others see of each report."""
        reports, indicators = self._data.reports, self._data.indicators
        frames = {
            "reports": reports.assign(**{c: "" for c in reports if c not in _WHO}),
            "indicators": indicators[indicators["indicator"] == COMPARED],
        }
        return {name: _Table(frame, table_bytes(frame), name) for name, frame in frames.items()}

    def _rows_of_peers(self, needs: Needs) -> list[tuple[str, "_Table", tuple[str, ...]]]:
        """Of each table that has rows of peers for a notebook, these rows and whose they are."""
        wanted = {"reports": (*needs.peers, *needs.others), "indicators": needs.peers}
        return [(name, self._seen[name], keys) for name, keys in wanted.items() if keys]

    def everything(self) -> str:
        """Digest of all tables."""
        return self.digest(Needs())

    def spliced(
        self, name: str, order: Iterable[str], own: Collection[str], others: "Slices"
    ) -> bytes:
        """A table of rows of two: of some reports those that are here, of the others theirs.

        Parameters
        ----------
        name : str
            Name of the table.
        order : iterable of str
            Ids of all reports in the order that their rows are to have.
        own : collection of str
            Those whose rows are here.
        others : Slices
            Where the rows of the others are.
        """
        mine, theirs = self._tables[name], others._tables[name]
        if not mine.by:
            return theirs.content
        head, *_ = mine.rows(())
        return b"".join([head, *(r for k in order for r in (mine if k in own else theirs).of(k))])

    def _digest(self, table: "_Table", needs: Needs) -> str:
        keys = _keys(table, needs)
        return table.whole if keys is None else table.digest(keys)

    def write(self, needs: Needs, folder: Path) -> None:
        """Write the tables with the rows that are needed, and no others.

        Parameters
        ----------
        needs : Needs
            What a notebook depends on.
        folder : Path
            Where to write them.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self._tables.items():
            keys = _keys(table, needs)
            with (folder / f"{name}.csv").open("wb") as file:
                file.writelines([table.content] if keys is None else table.rows(keys))
        for name, table, keys in self._rows_of_peers(needs):
            with (folder / f"{name}.csv").open("ab") as file:
                file.writelines(table.rows(keys)[1:])
        if needs.middles is not None:
            (folder / MIDDLES).write_text(json.dumps(dict(needs.middles)), encoding="utf-8")


def _keys(table: "_Table", needs: Needs) -> Collection[str] | None:
    """Whose rows of a table are needed, and whole; None for all."""
    if needs.reports is None or not table.by:
        return None
    return needs.groups if table.by == "group" else needs.reports


class _Table:
    """The bytes of a table, and where the rows of each report, or of each group, begin and end."""

    def __init__(self, frame: pd.DataFrame, content: bytes, name: str) -> None:
        self.content = content
        self.by = "group" if name == "groups" else "report" if "report" in frame else ""
        self.whole = hashlib.sha256(content).hexdigest()
        self._runs: dict[str, list[tuple[int, int]]] = {}
        self._known: dict[str, bytes] = {}
        if not self.by:
            return
        ends = _record_ends(content)
        if len(ends) != len(frame) + 1:
            raise AssertionError(f"a table of {len(frame)} rows was written as {len(ends) - 1}")
        self._head = int(ends[0])
        codes, names = pd.factorize(frame[self.by])
        edges = (
            np.flatnonzero(np.diff(codes, prepend=-1))
            if len(codes)
            else np.array([], dtype=np.int64)
        )
        starts, stops = (
            ends[edges],
            ends[np.append(edges[1:], len(codes))] if len(codes) else ends[:0],
        )
        for code, start, stop in zip(
            codes[edges].tolist(), starts.tolist(), stops.tolist(), strict=True
        ):
            self._runs.setdefault(str(names[code]), []).append((start, stop))

    def of(self, key: str) -> list[bytes]:
        """The rows of one report or group."""
        return [self.content[start:stop] for start, stop in self._runs.get(key, ())]

    def _of(self, keys: Iterable[str]) -> list[tuple[int, int, str]]:
        return sorted(
            (start, stop, key)
            for key in dict.fromkeys(keys)
            for start, stop in self._runs.get(key, ())
        )

    def rows(self, keys: Iterable[str]) -> list[bytes]:
        """Head and rows, in the order of the table."""
        view = memoryview(self.content)
        return [
            bytes(view[: self._head]),
            *(bytes(view[start:stop]) for start, stop, _ in self._of(keys)),
        ]

    def digest(self, keys: Iterable[str]) -> str:
        """Digest of what ``rows`` gives.

        The rows of each key are hashed once, their order among those of others anew.
        """
        order: list[tuple[str, int]] = []
        for start, stop, key in self._of(keys):
            if order and order[-1][0] == key:  # only rows that are not wanted lie between
                order[-1] = key, order[-1][1] + stop - start
            else:
                order.append((key, stop - start))
        parts = [self.content[: self._head], repr(order).encode(), *map(self._one, dict(order))]
        return hashlib.sha256(b"\n".join(parts)).hexdigest()

    def _one(self, key: str) -> bytes:
        if key not in self._known:
            found = hashlib.sha256()
            for start, stop in self._runs[key]:
                found.update(memoryview(self.content)[start:stop])
            self._known[key] = found.digest()
        return self._known[key]


def _record_ends(content: bytes) -> np.ndarray:
    """Where each record of a CSV file ends: at a line break that is not inside quotation marks."""
    ends, marks = [], 0
    for at in range(0, len(content), _BLOCK):
        block = np.frombuffer(
            content, dtype=np.uint8, count=min(_BLOCK, len(content) - at), offset=at
        )
        quotes, lines = np.flatnonzero(block == _QUOTE), np.flatnonzero(block == _LINE)
        before = np.searchsorted(quotes, lines) + marks
        ends.append(lines[before % 2 == 0] + at + 1)
        marks += len(quotes)
    return np.concatenate(ends) if ends else np.array([], dtype=np.int64)
