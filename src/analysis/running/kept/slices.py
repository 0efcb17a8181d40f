"""The processed tables cut up by report: what one notebook may depend on.

A notebook is executed on a folder that holds its slice of the tables and nothing else. So its key,
the digest of that slice, is right by construction: what it cannot see it cannot depend on. Of
reports that its page is not about it sees what the page shows of them, so that nothing else about
them makes the page again. Slices are runs of bytes of the published files. Few are parsed or
formatted again, and a report's digests are computed once, however many notebooks it is part of.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import cell_codes, matching
from analysis.assessing.indicators.definitions import BETWEEN
from analysis.assessing.opening import PAGE
from analysis.assessing.tabular import table_bytes
from analysis.files import digest_of
from analysis.telling.assessment.peers import COMPARED
from analysis.telling.counts import balance_rules, corpus_counts

from .lines import Lines


@dataclass(frozen=True)
class Needs:
    """The rows that a notebook depends on; without ``reports``, all.

    Attributes
    ----------
    reports : tuple of str, or None
        Reports of which it needs every table.
    beside : tuple of str
        Reports that it sets beside each other or beside those: of these it needs the figures that
        are compared, and the checks; no prose, and no findings but those between years.
    listed : bool
        Whether it lists all reports: what such a list counts, all findings, and the tables in
        which a check fails or is undecided.
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
    beside: tuple[str, ...] = ()
    listed: bool = False
    peers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    middles: tuple[tuple[str, tuple[float, ...]], ...] | None = None


_LISTED = ("findings", "repairs", "corrections")  # whole where all reports are listed
# What tells reports from each other, and groups them; all else of ``reports`` is left empty.
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
            name: Lines(getattr(data, name), content, name) for name, content in contents.items()
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
            rows = {
                name: [t.whole if keys is None else t.digest(keys) for t, keys in sources]
                for name, sources in self._sources(needs).items()
            }
            self._last = needs, digest_of(rows, self._page(needs))
        return self._last[1]

    def _sources(self, needs: Needs) -> dict[str, list[tuple[Lines, Collection[str] | None]]]:
        """Of each table: where the rows for a notebook are, and whose they are; None for all."""
        found: dict[str, list[tuple[Lines, Collection[str] | None]]] = {
            name: [(table, _keys(name, table, needs))] for name, table in self._tables.items()
        }
        wanted: list[tuple[dict[str, Lines], dict[str, Collection[str]]]] = []
        if needs.beside:
            wanted.append((self._beside, dict.fromkeys(self._beside, needs.beside)))
        if needs.peers or needs.others:
            every = (*needs.peers, *needs.others)
            wanted.append((self._of_peers, {"reports": every, "indicators": needs.peers}))
        if needs.listed:
            wanted.append((self._listed, dict.fromkeys(self._listed, self._order)))
        for tables, keys in wanted:
            for name, table in tables.items():
                found[name].append((table, keys[name]))
        return found

    @cached_property
    def _order(self) -> dict[str, int]:
        return {report: place for place, report in enumerate(self._data.reports["report"])}

    @cached_property
    def _of_peers(self) -> dict[str, Lines]:
        """What others see of each report."""
        indicators = self._data.indicators
        compared = (indicators["indicator"] == COMPARED).to_numpy()
        return {
            "reports": self._about(_WHO),
            "indicators": self._tables["indicators"].only(indicators, compared, "indicators"),
        }

    @cached_property
    def _beside(self) -> dict[str, Lines]:
        """What is seen of reports that are set beside each other, and of other years."""
        data, kept = self._data, {}
        kept["indicators"] = data.indicators["indicator"].isin(BETWEEN)
        kept["findings"] = data.findings["rule"].str.startswith("continuity.")
        kept["cells"] = _compared(data)
        kept["outcomes"] = pd.Series(True, index=data.outcomes.index)
        return {
            "reports": self._about(c for c in data.reports if c not in ("file", "sha256")),
            **{
                name: self._tables[name].only(getattr(data, name), rows.to_numpy(), name)
                for name, rows in kept.items()
            },
        }

    @cached_property
    def _listed(self) -> dict[str, Lines]:
        """What a list of a corpus shows of reports, besides counts: open checks, their tables."""
        cells, outcomes = self._data.cells, self._data.outcomes
        is_open = outcomes["outcome"] != "pass"
        is_open &= outcomes["rule"].isin(balance_rules(self._data.rules))
        own = outcomes[is_open]
        drawn = set(zip(own["report"], own["where"].str.split("/").str[0], strict=True))
        kept = pd.MultiIndex.from_frame(cells[["report", "table"]]).isin(drawn)
        return {
            "reports": self._about(_WHO),
            "cells": self._tables["cells"].only(cells, kept, "cells"),
            "outcomes": self._tables["outcomes"].only(outcomes, is_open.to_numpy(), "outcomes"),
        }

    @cached_property
    def _counts(self) -> dict[str, Any]:
        return corpus_counts(self._data)._asdict()

    def _about(self, columns: Iterable[str]) -> Lines:
        """The table of reports with some columns; the others are there, and empty."""
        frame = self._data.reports
        seen = frame[list(columns)].reindex(columns=frame.columns)
        return Lines(seen, table_bytes(seen), "reports")

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
        for name, sources in self._sources(needs).items():
            with (folder / f"{name}.csv").open("wb") as file:
                file.writelines(self._rows(sources))
        if needs.reports is not None:  # also where no middle is shown: it marks a part of tables
            (folder / PAGE).write_text(json.dumps(self._page(needs)), encoding="utf-8")

    def _page(self, needs: Needs) -> dict[str, Any]:
        """What is in the folder of a page in place of rows."""
        return {
            "middles": None if needs.middles is None else dict(needs.middles),
            "counted": self._counts if needs.listed else None,
        }

    def _rows(self, sources: list[tuple[Lines, Collection[str] | None]]) -> Iterable[bytes]:
        """Head and rows, those of several sources in the order of the reports."""
        (table, keys), *others = sources
        if keys is None:
            return [table.content]
        if not others:
            return table.rows(keys)
        found = [(report, lines) for lines, some in sources for report in dict.fromkeys(some or ())]
        found.sort(key=lambda one: self._order[one[0]])
        return [*table.rows(()), *(row for report, lines in found for row in lines.of(report))]


def _keys(name: str, table: Lines, needs: Needs) -> Collection[str] | None:
    """Whose rows of a table are needed, and whole; None for all."""
    if needs.reports is None or not table.by or (needs.listed and name in _LISTED):
        return None
    return needs.groups if table.by == "group" else needs.reports


def _compared(data: Dataset) -> pd.Series:
    """Which cells are compared, checked or marked: of 主动公开 few are, 收费 never."""
    cells, outcomes = data.cells, data.outcomes
    checked = outcomes.loc[outcomes["rule"].isin(balance_rules(data.rules)), "where"].unique()
    own = cells[cells["table"] == "disclosure"]
    codes = pd.Series(cell_codes(own), index=own.index, dtype="str")
    known = own["status"].isin(["stated"]) & own["read_by"].eq("") & ~own["disputed"]
    left = own.index[known & ~codes.isin(matching(codes.unique(), checked))]
    kept = pd.Series(True, index=cells.index)
    kept[left] = False
    return kept
