"""One report among its peers: who they are, the middle of their figures, its place."""

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.groups.rules import Group, peers_of
from analysis.assessing.indicators.definitions import Indicator, definitions
from analysis.assessing.indicators.table import usable
from analysis.assessing.statistics.intervals import PEERS, SMALL
from analysis.form.agencies.english import named_in

if TYPE_CHECKING:
    from analysis.assessing.groups.peers import Peers

MIDDLE = (0.1, 0.5, 0.9)  # of the peers: median, and the four fifths around it
# The share by which the page says where the agency lies among its peers. It is all that a page
# shows of each peer; of other figures it shows the middle alone.
COMPARED = "granted_any"


class PeersOfReport:
    """A report and its group.

    Parameters
    ----------
    data : Dataset
        The processed tables of all reports.
    report : str
        Id of the report, ``agency-year``.
    group : Group, optional
        Its peers, where the caller has them already.
    """

    def __init__(self, data: Dataset, report: str, group: Group | None = None) -> None:
        self._data, self.report = data, report
        self.group: Group = group or peers_of(data, report)

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
        if self._data.middles is not None:
            found = self._data.middles.get(indicator)
            if found and len(found) < len(MIDDLE):
                raise KeyError(f"{indicator}: a page has its median alone")
            return (found[0], found[1], found[2]) if found else None
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

    def median(self, indicator: str) -> float | None:
        """The median of the peers' figures; None where fewer than ``PEERS`` have a figure.

        Parameters
        ----------
        indicator : str
            Id of the indicator.
        """
        known = self._data.middles
        found = self.middle(indicator) if known is None else known.get(indicator)
        return found[len(found) // 2] if found else None

    def shown(self, drawn: Collection[str]) -> dict[str, tuple[float, ...]]:
        """What a page shows of the middles: ``Dataset.middles`` for it.

        Parameters
        ----------
        drawn : collection of str
            Ids of the indicators whose middle it draws; of others it prints the median alone.
        """
        found = self.middles(tuple(self._estimates))
        return {n: middle if n in drawn else middle[1:2] for n, middle in found.items()}

    @cached_property
    def compared(self) -> "Peers | None":
        """The group by ``COMPARED``; None where fewer than ``PEERS`` have a figure."""
        from analysis.assessing.groups.peers import compare_peers  # scipy, which a run does without

        few = self.shape != "enough" or len(self._estimates.get(COMPARED, ())) < PEERS
        return None if few else compare_peers(self.indicators, COMPARED)

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
