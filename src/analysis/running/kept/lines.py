"""A table as it is published, by the reports that its rows are about: runs of lines of CSV."""

import hashlib
from collections.abc import Iterable, Mapping
from itertools import groupby, pairwise

import numpy as np
import pandas as pd

_BLOCK = 1 << 24
_QUOTE, _LINE = 34, 10


class Lines:
    """The bytes of a table, and where the rows of each report, or of each group, begin and end.

    Parameters
    ----------
    frame : DataFrame
        The table; of one by report, that column is enough.
    content : bytes
        The same as CSV.
    name : str
        Its name.

    Attributes
    ----------
    by : {"report", "group", ""}
        What its rows belong to; empty where to neither.
    whole : str
        Digest of all of it.
    """

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
        self._ends, self._head = ends, int(ends[0])
        codes, names = pd.factorize(frame[self.by])
        names = names.tolist()
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
        """The rows of one report or group.

        Parameters
        ----------
        key : str
            Its id.
        """
        return [self.content[start:stop] for start, stop in self._runs.get(key, ())]

    def only(self, frame: pd.DataFrame, kept: np.ndarray, name: str) -> "Lines":
        """The same with some rows alone.

        Parameters
        ----------
        frame : DataFrame
            The table.
        kept : array of bool
            Which rows.
        name : str
            Its name.
        """
        edges = np.flatnonzero(np.diff(kept, prepend=False, append=False))
        places = self._ends[edges].tolist()
        runs = zip(places[::2], places[1::2], strict=True)
        some = [self.content[: self._head], *(self.content[a:b] for a, b in runs)]
        return Lines(frame.loc[kept, [self.by]], b"".join(some), name)

    def follows(self, order: Mapping[str, int], keys: Iterable[str] | None = None) -> bool:
        """Whether rows lie together by report, and these in a given order.

        Parameters
        ----------
        order : mapping
            Place of each report.
        keys : iterable of str, optional
            Whose rows; by default all.
        """
        runs = groupby(key for _, _, key in self._of(self._runs if keys is None else keys))
        places = [order.get(key, -1) for key, _ in runs]
        return -1 not in places and all(a < b for a, b in pairwise(places))

    def _of(self, keys: Iterable[str]) -> list[tuple[int, int, str]]:
        return sorted(
            (start, stop, key)
            for key in dict.fromkeys(keys)
            for start, stop in self._runs.get(key, ())
        )

    def rows(self, keys: Iterable[str]) -> list[bytes]:
        """Head and rows, in the order of the table.

        Parameters
        ----------
        keys : iterable of str
            Whose rows.
        """
        view = memoryview(self.content)
        return [
            bytes(view[: self._head]),
            *(bytes(view[start:stop]) for start, stop, _ in self._of(keys)),
        ]

    def digest(self, keys: Iterable[str]) -> str:
        """Digest of what ``rows`` gives.

        The rows of each key are hashed once, their order among those of others anew.

        Parameters
        ----------
        keys : iterable of str
            Whose rows.
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


class View:
    """Some rows of several tables by report, with one digest of all that there is of a report.

    Parameters
    ----------
    tables : mapping
        Their lines, by name.
    order : iterable of str
        Ids of all reports, in the order of a corpus.
    """

    def __init__(self, tables: Mapping[str, Lines], order: Iterable[str]) -> None:
        self.tables = tables
        self._places = {report: at for at, report in enumerate(order)}
        self._loose = [t for t in tables.values() if not t.follows(self._places)]
        self._known: dict[str, bytes] = {}

    def digest(self, reports: Iterable[str]) -> str:
        """Digest of all rows of some reports, in their order.

        The rows of each report are hashed once, however many pages they are part of.

        Parameters
        ----------
        reports : iterable of str
            Their ids.
        """
        found = hashlib.sha256(b"".join(map(self._one, reports)))
        for table in self._loose:  # what it has of a report does not say where that stands
            if not table.follows(self._places, reports):
                found.update(table.digest(reports).encode())
        return found.hexdigest()

    def _one(self, report: str) -> bytes:
        if report not in self._known:
            found = hashlib.sha256()
            for table in self.tables.values():
                rows = b"".join(table.of(report))
                found.update(b"%d\n" % len(rows))
                found.update(rows)
            self._known[report] = found.digest()
        return self._known[report]


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
