"""Agencies whose shares are further from the reference than chance accounts for.

The reference is the county, or the agency's peers, without the agency itself. Every share of every
agency is one test against one reference, and all tests of a brief are adjusted together, so that of
the figures named no more than one in twenty is expected to be named wrongly. Nothing is ranked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.table import usable
from analysis.assessing.statistics.funnel import LEVELS, NAMED, adjusted, funnel
from analysis.assessing.statistics.intervals import PEERS, SMALL
from analysis.telling.share import Share
from analysis.telling.view import ReportView

INDICATORS = ("granted", "refused", "unavailable", "unprocessed", "other", "carried_out")


@dataclass(frozen=True)
class Test:
    """One share of one agency against a reference.

    Attributes
    ----------
    report, indicator : str
        Ids of the report and of the indicator.
    share : Share
        The agency's share.
    target : float
        The middle (median) of the others in the reference, a fraction of one.
    low, high : float
        95 % funnel limits of the others at the agency's size, fractions of one.
    p : float
        Two-sided p-value, before all tests are adjusted together.
    group : str
        Label of the peer group; empty for the county.
    count : int
        Agencies in the reference.
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
class Outliers:
    """The result of all tests against one kind of reference.

    Attributes
    ----------
    named : list of (Test, float)
        The shares to name, each with its adjusted p-value, in the order of the agencies.
    tests, agencies : int
        How many shares of how many agencies were tested.
    """

    named: list[tuple[Test, float]]
    tests: int
    agencies: int


def adjusted_together(views: Sequence[ReportView], *kinds: Sequence[Test]) -> tuple[Outliers, ...]:
    """Adjust the tests against each kind of reference for looking at all (Benjamini–Hochberg).

    Parameters
    ----------
    views : sequence of ReportView
        The reports of the county, in the order in which they are named.
    *kinds : sequence of Test
        The tests against each kind of reference.
    """
    q = iter(adjusted(np.array([test.p for tests in kinds for test in tests])).tolist())
    return tuple(_named(views, tests, [next(q) for _ in tests]) for tests in kinds)


def tests_in_county(views: Sequence[ReportView]) -> list[Test]:
    """Test each agency against all loaded agencies of the county together.

    Parameters
    ----------
    views : sequence of ReportView
        The agencies of the county.
    """
    tests: list[Test] = []
    for indicator in INDICATORS:
        able = [
            (view, share)
            for view in views
            if (share := view.shares.get(indicator))
            and share.known
            and share.whole >= SMALL
            and not share.disputed
        ]
        if len(able) >= PEERS:
            parts = np.array([share.part for _, share in able], dtype=float)
            wholes = np.array([share.whole for _, share in able], dtype=float)
            tests += _tests(able, indicator, parts, wholes, np.arange(len(able)), "")
    return tests


class PeerGroups:
    """The peer groups of a whole corpus: cases by group and indicator, looked up once.

    Parameters
    ----------
    data : Dataset
        A whole corpus.
    lang : {"zh", "en"}
        Language of the labels of groups.
    """

    def __init__(self, data: Dataset, lang: str) -> None:
        self.data, self.lang = data, lang
        self._cached: dict[tuple[str, str], tuple[np.ndarray, np.ndarray, dict[str, int]]] = {}

    @cached_property
    def _rows_of(self) -> dict[str, list[int]]:
        """Report to its rows of ``Dataset.groups``."""
        rows: dict[str, list[int]] = {}
        for row, report in enumerate(self.data.groups["report"]):
            rows.setdefault(report, []).append(row)
        return rows

    @cached_property
    def _members(self) -> dict[str, list[str]]:
        groups = self.data.groups
        return {group: list(own) for group, own in groups.groupby("group", sort=False)["report"]}

    @cached_property
    def _cases(self) -> dict[str, pd.DataFrame]:
        """Indicator to numerators and denominators by report, of those with enough cases."""
        rows = self.data.indicators[self.data.indicators["indicator"].isin(INDICATORS)]
        rows = rows[(rows["denominator"] >= SMALL) & usable(rows)]
        return {
            name: own.set_index("report")[["numerator", "denominator"]]
            for name, own in rows.groupby("indicator")
        }

    def _group(self, group: str, indicator: str) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
        """Parts and wholes of a group by an indicator, and the place of each report in them."""
        key = (group, indicator)
        if key not in self._cached:
            cases = self._cases.get(indicator)
            if cases is None:
                self._cached[key] = (np.array([]), np.array([]), {})
            else:
                own = cases.loc[cases.index.intersection(self._members[group])]
                parts, wholes = own["numerator"], own["denominator"]
                at = {report: n for n, report in enumerate(own.index)}
                self._cached[key] = (parts.to_numpy(float), wholes.to_numpy(float), at)
        return self._cached[key]

    def tests(self, views: Sequence[ReportView]) -> list[Test]:
        """Test each agency against its peers in all counties.

        A group within the county alone says nothing new and is left out.

        Parameters
        ----------
        views : sequence of ReportView
            The reports of the county.
        """
        here, tests = {view.id for view in views}, []
        own: dict[str, list[ReportView]] = {}
        labels: dict[str, str] = {}
        for view in views:
            for row in self._rows_of.get(view.id, []):
                group = self.data.groups.iloc[row]
                own.setdefault(group["group"], []).append(view)
                labels[group["group"]] = group[self.lang]
        for group, members in own.items():
            if here.issuperset(self._members[group]):
                continue
            for indicator in INDICATORS:
                parts, wholes, at = self._group(group, indicator)
                able = [(view, view.shares[indicator]) for view in members if view.id in at]
                if len(parts) >= PEERS and able:
                    places = np.array([at[view.id] for view, _ in able])
                    tests += _tests(able, indicator, parts, wholes, places, labels[group])
        return tests


def _tests(
    able: list[tuple[ReportView, Share]],
    indicator: str,
    parts: np.ndarray,
    wholes: np.ndarray,
    places: np.ndarray,
    group: str,
) -> list[Test]:
    """Tests of the agencies at ``places`` of a reference; none if all its shares are 0, or 1."""
    if not 0 < parts.sum() < wholes.sum():
        return []
    limits = funnel(parts, wholes)
    lows, highs = limits.own_limits(LEVELS[0])
    return [
        Test(
            report=view.id,
            indicator=indicator,
            share=share,
            target=float(limits.middles[place]),
            low=float(lows[place]),
            high=float(highs[place]),
            p=float(limits.p[place]),
            group=group,
            count=len(parts),
        )
        for (view, share), place in zip(able, places, strict=True)
    ]


def _named(views: Sequence[ReportView], tests: Sequence[Test], q: Sequence[float]) -> Outliers:
    order = {view.id: n for n, view in enumerate(views)}
    named = [(test, v) for test, v in zip(tests, q, strict=True) if v <= NAMED]
    named.sort(key=lambda n: (order[n[0].report], INDICATORS.index(n[0].indicator), n[0].group))
    return Outliers(named, len(tests), len({test.report for test in tests}))
