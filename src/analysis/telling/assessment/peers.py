"""One report among its peers: who they are, the middle of their figures, its place."""

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.groups.rules import Group, peers_of
from analysis.assessing.indicators.definitions import Indicator, definitions
from analysis.assessing.indicators.table import usable
from analysis.assessing.statistics.intervals import PEERS, SMALL
from analysis.assessing.tabular import plain
from analysis.form.agencies.english import named_in
from analysis.telling.share import Share
from analysis.wording import rounded

if TYPE_CHECKING:
    from analysis.assessing.groups.peers import Peers

MIDDLE = (0.5, 0.1, 0.9)  # of the peers: median, and the four fifths around it
# The share by which the page says where the agency lies among its peers. It is all that a page
# shows of each peer; of other figures it shows the middle and the sum alone.
COMPARED = "granted_any"
Figure = tuple[str, tuple[float, ...]]  # an indicator; estimate, part, whole, implied or not, ocr
_PLACES = {"proportion": 3, "rate": 2}  # decimals: of a share a tenth of a percent is printed


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
    figures : mapping, optional
        ``comparable_figures`` of all reports, likewise.
    """

    def __init__(
        self,
        data: Dataset,
        report: str,
        group: Group | None = None,
        figures: Mapping[str, Sequence[Figure]] | None = None,
    ) -> None:
        self._data, self.report, self._figures = data, report, figures
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
    def _comparable(self) -> dict[str, np.ndarray]:
        """By indicator the sound figures of enough cases; the part, whole and marks of each."""
        own = comparable_figures(self.indicators) if self._figures is None else self._figures
        found: dict[str, list[tuple[float, ...]]] = {}
        for report in self.group.reports:
            for indicator, figure in own.get(report, ()):
                found.setdefault(indicator, []).append(figure)
        return {name: np.array(list(zip(*own, strict=True))) for name, own in found.items()}

    @cached_property
    def _places(self) -> dict[str, int]:
        """By share and rate how many decimals of it are printed; counts are compared by none."""
        table = self._data.definitions
        # As lists: there is one of these for each report, and rows of a frame are slow.
        kinds = dict(zip(table["indicator"].tolist(), table["kind"].tolist(), strict=True))
        kinds = kinds or {d.id: d.kind for d in definitions()}
        return {name: _PLACES[kind] for name, kind in kinds.items() if kind in _PLACES}

    def _summary(self, indicator: str) -> Sequence[float] | None:
        """Median, 10th and 90th percentile of the figures; how many these are; their cases.

        Of the cases their share, and for each mark of it but × whether it has it. All to the digits
        that are printed: what changes by less makes no peer's page again. None where fewer than
        ``PEERS`` have a figure.
        """
        if self._data.middles is not None:
            return self._data.middles.get(indicator)
        figure, part, whole, *marked = self._comparable.get(indicator, [np.empty(0)] * 3)
        places = self._places.get(indicator)
        if self.shape != "enough" or len(figure) < PEERS or places is None:
            return None
        found = (*np.quantile(figure, MIDDLE), part.sum() / whole.sum())
        *middles, share = (float(rounded(float(v), places)) for v in found)
        return [*middles, len(figure), share, *(float(mark.any()) for mark in marked)]

    def middle(self, indicator: str) -> tuple[float, float, float] | None:
        """Tenth percentile, median and ninetieth percentile of the peers' figures.

        None where fewer than ``PEERS`` have a figure.

        Parameters
        ----------
        indicator : str
            Id of the indicator.
        """
        found = self._summary(indicator)
        return (found[1], found[0], found[2]) if found else None

    def together(self, indicator: str) -> tuple[int, Share] | None:
        """How many peers have a share, this report among them, and that of all their cases.

        Shares of fewer than ``SMALL`` cases and disputed ones are left out. None where fewer than
        ``PEERS`` are left.

        Parameters
        ----------
        indicator : str
            Id of the indicator.
        """
        if not (found := self._summary(indicator)):
            return None
        count, share, implied, ocr = found[3:]
        marked = frozenset({"ocr"} if ocr else ())
        basis = "implied" if implied else "stated"
        ends = counts = (math.nan, math.nan)
        return int(count), Share(*counts, share, *ends, basis, part_marks=marked)

    def median(self, indicator: str) -> float | None:
        """The median of the peers' figures; None where fewer than ``PEERS`` have a figure.

        Parameters
        ----------
        indicator : str
            Id of the indicator.
        """
        found = self._summary(indicator)
        return found[0] if found else None

    def shown(self, drawn: Collection[str]) -> dict[str, tuple[float, ...]]:
        """What a page shows of the peers' figures: ``Dataset.middles`` for it.

        Parameters
        ----------
        drawn : collection of str
            Ids of the indicators whose middle it draws, and whose cases it adds up; of others it
            prints the median alone.
        """
        if self.shape != "enough":
            return {}
        found = {name: self._summary(name) for name in self._comparable}
        return {n: tuple(f if n in drawn else f[:1]) for n, f in found.items() if f}

    @cached_property
    def compared(self) -> "Peers | None":
        """The group by ``COMPARED``; None where fewer than ``PEERS`` have a figure."""
        from analysis.assessing.groups.peers import compare_peers  # scipy, which a run does without

        few = self.shape != "enough" or len(self._comparable.get(COMPARED, [()])[0]) < PEERS
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


def comparable_figures(indicators: pd.DataFrame) -> dict[str, list[Figure]]:
    """By report the figures that have a part in the middle of peers: sound ones of enough cases.

    Parameters
    ----------
    indicators : DataFrame
        Rows of ``Dataset.indicators``.
    """
    known = indicators[usable(indicators) & (indicators["denominator"] >= SMALL)]
    implied, ocr = known["basis"] == "implied", known["read_by"] == "ocr"
    numbers = known[["estimate", "numerator", "denominator"]].assign(implied=implied, ocr=ocr)
    found: dict[str, list[Figure]] = {}
    # As lists: DataFrames of a few rows each, one for each group and indicator, are slow.
    rows = zip(*plain(known, "report", "indicator"), numbers.to_numpy(float).tolist(), strict=True)
    for report, indicator, figure in rows:
        found.setdefault(report, []).append((indicator, tuple(figure)))
    return found


def defined(indicator: str) -> Indicator:
    """The definition of one of our indicators.

    Parameters
    ----------
    indicator : str
        Its id.
    """
    return next(d for d in definitions() if d.id == indicator)
