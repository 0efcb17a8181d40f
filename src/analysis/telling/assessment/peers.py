"""One report among its peers: who they are, the middle of their figures, its place."""

from functools import cached_property

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.groups.peers import Peers, compare_peers, usable
from analysis.assessing.groups.rules import Group, peers_of
from analysis.assessing.indicators.definitions import Indicator, definitions
from analysis.assessing.statistics.intervals import SMALL
from analysis.assessing.statistics.population import PEERS
from analysis.form.agencies.english import named_in

MIDDLE = (0.1, 0.5, 0.9)  # of the peers: median, and the four fifths around it


class PeersOfReport:
    """A report and its group.

    Parameters
    ----------
    data : Dataset
        The processed tables of all reports.
    report : str
        Id of the report, ``agency-year``.
    """

    def __init__(self, data: Dataset, report: str) -> None:
        self._data, self.report = data, report
        self._peers: dict[str, Peers | None] = {}
        self.group: Group = peers_of(data, report)

    @property
    def count(self) -> int:
        """Members of the group, this report among them."""
        return len(self.group.reports)

    @property
    def shape(self) -> str:
        """``none``: no group; ``one``: alone there; ``few``: fewer than ``PEERS``; ``enough``."""
        if not self.group.id:
            return "none"
        return "one" if self.count == 1 else "few" if self.count < PEERS else "enough"

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """Rows of ``Dataset.indicators`` of all members."""
        return self._data.rows("indicators", *self.group.reports)

    @cached_property
    def _estimates(self) -> dict[str, np.ndarray]:
        known = self.indicators[usable(self.indicators) & (self.indicators["denominator"] >= SMALL)]
        return {
            str(name): own.to_numpy(float)
            for name, own in known.groupby("indicator", sort=False)["estimate"]
        }

    def middle(self, indicator: str) -> tuple[float, float, float] | None:
        """Tenth percentile, median and ninetieth percentile of the peers' figures.

        None where fewer than ``PEERS`` have a figure.

        Parameters
        ----------
        indicator : str
            Id of the indicator.
        """
        own = self._estimates.get(indicator, np.empty(0))
        if self.shape != "enough" or len(own) < PEERS:
            return None
        low, median, high = np.quantile(own, MIDDLE)
        return float(low), float(median), float(high)

    def middles(self, names: tuple[str, ...]) -> dict[str, tuple[float, float, float]]:
        """The same for several indicators, without those that have none.

        Parameters
        ----------
        names : tuple of str
            Ids of the indicators.
        """
        found = {name: self.middle(name) for name in names}
        return {name: middle for name, middle in found.items() if middle}

    def compared(self, indicator: str) -> Peers | None:
        """The group by one indicator; None where fewer than ``PEERS`` have a figure.

        Parameters
        ----------
        indicator : str
            Id of the indicator.
        """
        if indicator not in self._peers:
            few = self.shape != "enough" or len(self._estimates.get(indicator, ())) < PEERS
            self._peers[indicator] = None if few else compare_peers(self.indicators, indicator)
        return self._peers[indicator]

    def names(self, lang: str) -> dict[str, str]:
        """Report to the name of its agency, in the order of division codes.

        The year is added where an agency has several reports in the group.

        Parameters
        ----------
        lang : {"zh", "en"}
            Language of the names.
        """
        rows = self._data.rows("reports", *self.group.reports).sort_values(
            ["division", "agency", "year"], kind="stable"
        )
        twice = rows["agency"].duplicated(keep=False)
        return {
            r.report: f"{named_in(r.agency, lang)} {r.year}" if t else named_in(r.agency, lang)
            for r, t in zip(rows.itertuples(), twice, strict=True)
        }


def defined(indicator: str) -> Indicator:
    """The definition of one of our indicators.

    Parameters
    ----------
    indicator : str
        Its id.
    """
    return next(d for d in definitions() if d.id == indicator)
