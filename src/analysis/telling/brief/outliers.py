"""Agencies whose shares lie further from the others together than chance accounts for: within the county, and among their peers.

Every share of every agency that is looked at is one test, and all tests against one reference are adjusted together, so that of
the figures named no more than one in twenty is expected to be named wrongly. Nothing is ranked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.statistics.funnel import LEVELS, adjusted, funnel
from analysis.assessing.statistics.intervals import SMALL
from analysis.assessing.statistics.population import PEERS
from analysis.telling.wording import Share

from .county import Member

INDICATORS = ("granted", "refused", "unavailable", "unprocessed", "other", "carried_out")
NAMED = 0.05  # the false-discovery rate at which a figure is named


@dataclass(frozen=True)
class Trial:
    """One share of one agency against a reference.

    Attributes
    ----------
    report, indicator : str
    share : Share
    target : float
        The share of all of the reference together.
    low, high : float
        95 % funnel limits at the agency's size.
    p : float
    group : str
        Label of the reference.
    count : int
        Agencies in it.
    """

    report: str
    indicator: str
    share: Share
    target: float
    low: float
    high: float
    p: float
    group: str
    count: int


@dataclass(frozen=True)
class Looked:
    """What a look at all agencies came to.

    Attributes
    ----------
    named : list of (Trial, float)
        Those named, with their adjusted p-value; in the order of the agencies.
    tests, agencies : int
        How many shares of how many agencies were looked at.
    groups : tuple of str
        Labels of the references.
    """

    named: list[tuple[Trial, float]]
    tests: int
    agencies: int
    groups: tuple[str, ...] = ()


def within(members: Sequence[Member]) -> Looked:
    """Each agency against all loaded agencies of the county together."""
    tests: list[Trial] = []
    for indicator in INDICATORS:
        able = [m for m in members if _able(m.shares.get(indicator))]
        x = np.array([m.shares[indicator].part for m in able], dtype=float)
        n = np.array([m.shares[indicator].whole for m in able], dtype=float)
        if len(able) >= PEERS:
            tests += _placed(
                [(m, m.shares[indicator]) for m in able], indicator, x, n, np.arange(len(able)), ""
            )
    return _looked(members, tests)


class Fields:
    """The peer groups of a whole corpus: numerators and denominators by indicator, looked up once.

    Parameters
    ----------
    data : Dataset
        A whole corpus.
    lang : {"zh", "en"}
        Of the labels of groups.
    """

    def __init__(self, data: Dataset, lang: str) -> None:
        self.data, self.lang = data, lang
        self._cached: dict[tuple[str, str], tuple[np.ndarray, np.ndarray, dict[str, int]]] = {}

    @cached_property
    def _groups(self) -> pd.DataFrame:
        return self.data.groups

    @cached_property
    def _of(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, report in enumerate(self._groups["report"]):
            rows.setdefault(report, []).append(row)
        return rows

    @cached_property
    def _members(self) -> dict[str, list[str]]:
        return {
            group: list(own) for group, own in self._groups.groupby("group", sort=False)["report"]
        }

    @cached_property
    def _figures(self) -> dict[str, pd.DataFrame]:
        wanted = self.data.indicators[self.data.indicators["indicator"].isin(INDICATORS)]
        wanted = wanted[(wanted["basis"] != "none") & (wanted["denominator"] >= SMALL)]
        return {
            name: own.set_index("report")[["numerator", "denominator"]]
            for name, own in wanted.groupby("indicator")
        }

    def _field(self, group: str, indicator: str) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
        key = (group, indicator)
        if key not in self._cached:
            figures = self._figures.get(indicator)
            own = (
                figures.loc[figures.index.intersection(self._members[group])]
                if figures is not None
                else pd.DataFrame()
            )
            at = {report: i for i, report in enumerate(own.index)}
            pair = (
                (own["numerator"].to_numpy(float), own["denominator"].to_numpy(float))
                if len(own)
                else (np.array([]),) * 2
            )
            self._cached[key] = (*pair, at)
        return self._cached[key]

    def among_peers(self, members: Sequence[Member]) -> Looked:
        """Each agency against its peers of all counties; a group within the county alone says nothing new and is passed over."""
        mine, tests = {m.id: m for m in members}, []
        own: dict[str, list[Member]] = {}
        labels: dict[str, str] = {}
        for m in members:
            for row in self._of.get(m.id, []):
                group = self._groups.iloc[row]
                own.setdefault(group["group"], []).append(m)
                labels[group["group"]] = group[self.lang]
        for group, here in own.items():
            if all(report in mine for report in self._members[group]):
                continue
            for indicator in INDICATORS:
                x, n, at = self._field(group, indicator)
                able = [(m, m.shares[indicator]) for m in here if m.id in at]
                if len(x) >= PEERS and able:
                    places = np.array([at[m.id] for m, _ in able])
                    tests += _placed(able, indicator, x, n, places, labels[group])
        return _looked(members, tests)


def _able(share: Share | None) -> bool:
    return share is not None and share.known and share.whole >= SMALL


def _placed(
    able: list[tuple[Member, Share]],
    indicator: str,
    x: np.ndarray,
    n: np.ndarray,
    places: np.ndarray,
    group: str,
) -> list[Trial]:
    """Tests of the agencies at ``places`` of a reference; none where all its shares are 0, or all 1."""
    if not 0 < x.sum() < n.sum():
        return []
    placed = funnel(x, n)
    low, high = placed.limits(n[places], LEVELS[0])
    return [
        Trial(
            m.id,
            indicator,
            s,
            placed.target,
            float(lo),
            float(hi),
            float(placed.p[i]),
            group,
            len(x),
        )
        for (m, s), i, lo, hi in zip(able, places, low, high, strict=True)
    ]


def _looked(members: Sequence[Member], tests: list[Trial]) -> Looked:
    q = adjusted(np.array([t.p for t in tests]))
    order = {m.id: i for i, m in enumerate(members)}
    named = [(t, float(v)) for t, v in zip(tests, q, strict=True) if v <= NAMED]
    named.sort(
        key=lambda pair: (order[pair[0].report], INDICATORS.index(pair[0].indicator), pair[0].group)
    )
    groups = tuple(dict.fromkeys(t.group for t in tests))
    return Looked(named, len(tests), len({t.report for t in tests}), groups)
