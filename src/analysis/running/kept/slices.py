"""The processed tables cut up by report: what one notebook may depend on.

A notebook is executed on a folder that holds its slice of the tables and nothing else. So its key,
the digest of that slice, is right by construction: what it cannot see it cannot depend on. Of
reports that its page is not about it sees what the page shows of them, so that nothing else about
them makes the page again. Slices are runs of bytes of the published files. Few are parsed or
formatted again, and a report's digests are computed once, however many notebooks it is part of.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import cell_codes, matching
from analysis.assessing.indicators.definitions import BETWEEN
from analysis.assessing.opening import PAGE
from analysis.assessing.tabular import table_bytes
from analysis.files import digest_of
from analysis.telling.assessment.peers import COMPARED
from analysis.telling.counts import balance_rules, corpus_counts

from .lines import Lines, View


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
            found = [table.whole for table in self._whole(needs).values()]
            if needs.reports is not None:
                found += [view.digest(keys) for view, keys in self._views(needs)]
                found.append(self._tables["groups"].digest(needs.groups))
            self._last = needs, digest_of(found, self._page(needs))
        return self._last[1]

    def _whole(self, needs: Needs) -> dict[str, Lines]:
        """The tables that are needed with all their rows."""
        every = needs.reports is None
        return {
            name: table
            for name, table in self._tables.items()
            if every or not table.by or (needs.listed and name in _LISTED)
        }

    def _views(self, needs: Needs) -> list[tuple[View, Collection[str]]]:
        """What is needed of the tables by report, and of which reports."""
        found: list[tuple[View, Collection[str]]] = [(self._own, needs.reports or ())]
        if needs.beside:
            found.append((self._beside, needs.beside))
        if needs.peers:
            found.append((self._compared, needs.peers))
        if needs.peers or needs.others:
            found.append((self._known, (*needs.peers, *needs.others)))
        if needs.listed:
            found.append((self._listed, self._order))
        return found

    @cached_property
    def _order(self) -> dict[str, int]:
        return {report: place for place, report in enumerate(self._data.reports["report"])}

    def _view(self, tables: Mapping[str, Lines]) -> View:
        return View(tables, self._order)

    @cached_property
    def _own(self) -> View:
        """Everything of a report."""
        return self._view({n: table for n, table in self._tables.items() if table.by == "report"})

    @cached_property
    def _known(self) -> View:
        """What tells a report from others."""
        return self._view({"reports": self._about(_WHO)})

    @cached_property
    def _compared(self) -> View:
        """The figure of each peer that others see."""
        indicators = self._data.indicators
        kept = (indicators["indicator"] == COMPARED).to_numpy()
        return self._view({"indicators": self._only("indicators", kept)})

    @cached_property
    def _beside(self) -> View:
        """What is seen of reports that are set beside each other, and of other years."""
        data = self._data
        return self._view(
            {
                "reports": self._about(c for c in data.reports if c not in ("file", "sha256")),
                "indicators": self._only("indicators", data.indicators["indicator"].isin(BETWEEN)),
                "findings": self._only(
                    "findings", data.findings["rule"].str.startswith("continuity.")
                ),
                "cells": self._only("cells", _compared(data)),
                "outcomes": self._tables["outcomes"],
            }
        )

    @cached_property
    def _listed(self) -> View:
        """What a list of a corpus shows of reports, besides counts: open checks, their tables."""
        cells, outcomes = self._data.cells, self._data.outcomes
        is_open = outcomes["outcome"] != "pass"
        is_open &= outcomes["rule"].isin(balance_rules(self._data.rules))
        own = outcomes[is_open]
        drawn = set(zip(own["report"], own["where"].str.split("/").str[0], strict=True))
        kept = pd.MultiIndex.from_frame(cells[["report", "table"]]).isin(drawn)
        return self._view(
            {
                **self._known.tables,
                "cells": self._only("cells", kept),
                "outcomes": self._only("outcomes", is_open),
            }
        )

    def _only(self, name: str, kept: pd.Series | np.ndarray) -> Lines:
        """A table with some rows alone."""
        return self._tables[name].only(getattr(self._data, name), np.asarray(kept), name)

    @cached_property
    def _counts(self) -> dict[str, Any]:
        return corpus_counts(self._data)._asdict()

    def _about(self, columns: Iterable[str]) -> Lines:
        """The table of reports with some columns; the others are there, and empty."""
        frame = self._data.reports
        seen = frame[list(columns)].reindex(columns=frame.columns)
        return Lines(seen, table_bytes("reports", seen), "reports")

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
        whole, views = self._whole(needs), self._views(needs)
        for name, table in self._tables.items():
            if name in whole:
                rows = [table.content]
            elif table.by == "group":
                rows = table.rows(needs.groups)
            else:
                rows = self._rows([(v.tables[name], own) for v, own in views if name in v.tables])
            with (folder / f"{name}.csv").open("wb") as file:
                file.writelines(rows)
        if needs.reports is not None:  # also where no middle is shown: it marks a part of tables
            (folder / PAGE).write_text(json.dumps(self._page(needs)), encoding="utf-8")

    def _page(self, needs: Needs) -> dict[str, Any]:
        """What is in the folder of a page in place of rows."""
        return {
            "middles": None if needs.middles is None else dict(needs.middles),
            "counted": self._counts if needs.listed else None,
        }

    def _rows(self, sources: list[tuple[Lines, Collection[str]]]) -> list[bytes]:
        """Head and rows, those of several sources in the order of the reports."""
        (table, keys), *others = sources
        if not others:
            return table.rows(keys)
        found = [(report, lines) for lines, some in sources for report in dict.fromkeys(some)]
        found.sort(key=lambda one: self._order[one[0]])
        return [*table.rows(()), *(row for report, lines in found for row in lines.of(report))]


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
