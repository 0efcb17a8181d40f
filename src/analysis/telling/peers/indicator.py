"""A group by one indicator: who has a figure, the figure of all together, the place of each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.groups.peers import COLUMNS, Peers, adjust_page, compare_peers
from analysis.assessing.indicators.definitions import BETWEEN, PER, Indicator, definitions
from analysis.assessing.indicators.table import usable
from analysis.assessing.statistics.funnel import LEVELS, NAMED
from analysis.assessing.statistics.intervals import PEERS, SMALL
from analysis.assessing.statistics.population import Population
from analysis.telling.sentence import Ref
from analysis.telling.share import Marked, Share, marked_cells, marks_together, share_of

_PLACES = (
    *("shrunk", "shrunk_low", "shrunk_high", "middle", "exceeds"),
    *("p", "q", "rank", "rank_low", "rank_high"),
)
_LIMITED = ("alike", "unclear", "spread")  # shapes in which limits are set
FAR = f"{LEVELS[1] * 100:g}"


@dataclass(frozen=True)
class GroupIndicator:
    """A group by one indicator.

    Attributes
    ----------
    definition : Indicator
        The indicator by which the group is compared.
    rows : DataFrame
        The group's rows of ``Dataset.indicators`` for it, in the order of the members.
    marked : mapping
        Report to its cells that carry a mark, as of ``marked_cells``.
    shape : str
        ``none``: nobody has a figure; ``one``: one has; ``few``: fewer than ``PEERS`` have
        ``SMALL`` cases; ``zero``, ``equal``: all have the same share (or rate); ``alike``: they
        differ no more than chance makes them; ``spread``: by more.
    judged : Peers or None
        Where limits are set, the comparison with q-values over the whole page.
    """

    definition: Indicator
    rows: pd.DataFrame
    marked: Mapping[str, Marked]
    shape: str = ""
    judged: Peers | None = None

    @property
    def kind(self) -> str:
        return self.definition.kind

    @cached_property
    def records(self) -> list[Any]:
        """The same as named tuples."""
        return list(self.rows.itertuples(index=False))

    @cached_property
    def peers(self) -> Peers | None:
        """The comparison; None where nobody has a figure."""
        if self.judged or self.shape == "none":
            return self.judged
        return compare_peers(self.rows, self.definition)

    @cached_property
    def known(self) -> list[Any]:
        """Those with a figure that is not disputed."""
        return [r for r in self.records if not (math.isnan(r.estimate) or r.disputed)]

    @property
    def without(self) -> int:
        """How many have none: unknown or disputed cells, impossible numbers, a whole of zero."""
        return len(self.records) - len(self.known)

    @property
    def unknown(self) -> int:
        """How many of them for want of cells, or because of figures that cannot be."""
        return sum(r.basis == "none" for r in self.records)

    @cached_property
    def table(self) -> pd.DataFrame:
        """``compare_peers`` by report, with funnel limits ``low_95``, ``high_95``, ``low_998``, …

        Where no limits are set there is no place and no rank either.
        """
        if self.peers is None:
            return _nobody()
        table = self.peers.table.set_index("report")
        if self.shape not in _LIMITED:
            table = table.assign(outside="", **dict.fromkeys(_PLACES, math.nan))
        else:
            for level, name in zip(LEVELS, ("95", "998"), strict=True):
                low, high = self.peers.funnel.own_limits(level)
                table[f"low_{name}"], table[f"high_{name}"] = low, high
        return table

    @cached_property
    def left_out(self) -> pd.DataFrame:
        """Reports without a figure to compare: what is known of it, its bounds, and why."""
        rows = self.rows[~usable(self.rows)]
        why = np.select(
            [rows["basis"] == "none", rows["estimate"].notna()], ["unknown", "disputed"], "nothing"
        )
        shown = ["report", "numerator", "denominator", "estimate", "least", "greatest"]
        shown += ["basis", "read_by"]
        return rows[[c for c in shown if c in rows]].assign(comparable=False, left_out=why)

    @cached_property
    def in_funnel(self) -> pd.DataFrame:
        """Rows of ``table`` with ``SMALL`` cases or more; none where there is no funnel."""
        return self.table[self.table["comparable"]] if self.shape in _LIMITED else _nobody()

    @cached_property
    def notable(self) -> pd.DataFrame:
        """Those that are still rare after looking at all figures of the page."""
        return self.in_funnel[self.in_funnel["q"] <= NAMED]

    @property
    def disputed(self) -> int:
        """How many of them have a figure that is disputed."""
        return sum(not math.isnan(r.estimate) for r in self.records) - len(self.known)

    @property
    def sized(self) -> list[Any]:
        """Those with ``SMALL`` cases or more, which alone are compared one with another."""
        return [r for r in self.known if r.denominator >= SMALL]

    @property
    def pooled(self) -> Share:
        """All who have a figure together; of those with the same one, the sized alone."""
        rows = self.known if self.shape in _LIMITED else self.sized
        x, n = sum(r.numerator for r in rows), sum(r.denominator for r in rows)
        basis = "implied" if any(r.basis == "implied" for r in rows) else "stated"
        estimate = x / n * (1 if self.kind == "proportion" else PER)
        marked: dict[str, Any] = marks_together(self.shares[r.report] for r in rows)
        return Share(x, n, estimate, math.nan, math.nan, basis, **marked)

    @property
    def population(self) -> Population:
        """How the underlying figures of such agencies are distributed."""
        assert self.peers is not None
        assert self.peers.funnel.fitted is not None
        return self.peers.funnel.fitted.together

    @cached_property
    def shares(self) -> dict[str, Share]:
        """Every report with its figure."""
        return {row.report: share_of(row, self.marked[row.report]) for row in self.records}

    def refs(self, reports: Sequence[str] | None = None) -> tuple[Ref, ...]:
        """The cells behind the figures of these reports, or of all.

        Parameters
        ----------
        reports : sequence of str, optional
            Ids of the reports; without it, all of the group.
        """
        return tuple(
            Ref(report, code)
            for report, share in self.shares.items()
            if reports is None or report in reports
            for code in share.cells
        )


@lru_cache(maxsize=4)  # both languages of a page tell the same
def by_indicator(data: Dataset, *groups: tuple[str, ...]) -> list[list[GroupIndicator]]:
    """Each group of a page by every indicator of ``BETWEEN``; q-values are over all of them.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    *groups : tuple of str
        Ids of the reports of each group, one report an agency.
    """
    by_id = {d.id: d for d in definitions()}
    found = []
    for ids in groups:
        rows = data.rows("indicators", *ids)
        marked = marked_cells(data.rows("cells", *ids))
        found.append(
            [
                _shaped(GroupIndicator(by_id[name], rows[rows["indicator"] == name], marked))
                for name in BETWEEN
            ]
        )
    limited = [i.judged for own in found for i in own if i.judged is not None]
    pages = iter(adjust_page(limited))
    return [[replace(i, judged=next(pages)) if i.judged else i for i in own] for own in found]


def _shaped(found: GroupIndicator) -> GroupIndicator:
    """The same with its shape, and the comparison where its figures have to be compared for it."""
    found = replace(found, shape=_shape(found.known))
    if found.shape or found.peers is None:
        return found
    verdict = found.peers.funnel.verdict
    return replace(found, shape={"differ": "spread"}.get(verdict, verdict), judged=found.peers)


def _shape(known: Sequence[Any]) -> str:
    """The shape of figures that need no comparison to tell it; else empty."""
    if len(known) < 2:
        return "one" if known else "none"
    if sum(r.denominator >= SMALL for r in known) < PEERS:
        return "few"
    if not any(r.numerator for r in known):
        return "zero"
    first = known[0]
    alike = (r.numerator * first.denominator == first.numerator * r.denominator for r in known)
    return "equal" if all(alike) else ""


@cache
def _nobody() -> pd.DataFrame:
    return pd.DataFrame(columns=[c for c in COLUMNS if c != "report"])
