"""Shares of both years, of one report or of several together, and their q-values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.assessing.indicators.definitions import ENDED
from analysis.assessing.statistics.funnel import NAMED, adjusted
from analysis.telling.view import ReportView

from .context import Context
from .sums import Difference, Pooled, difference, pooled
from .tables import labels

Pair = tuple[ReportView, ReportView]


@dataclass(frozen=True)
class Change:
    """A share in both years, of one report or of several together.

    Attributes
    ----------
    name, label : str
        Id of the indicator, and its name.
    pairs : tuple of (ReportView, ReportView)
        The reports that have it in both years.
    before, after : Pooled
        The share of them together, in either year.
    difference : Difference or None
        How it changed; None where that cannot be told.
    q : float
        Its p-value, adjusted for all changes of the brief; ``nan`` where there is none.
    """

    name: str
    label: str
    pairs: tuple[Pair, ...]
    before: Pooled
    after: Pooled
    difference: Difference | None
    q: float = math.nan

    @property
    def established(self) -> bool:
        return self.q <= NAMED

    @property
    def turned(self) -> bool:
        """Whether the share of all cases moved the other way than the agencies did (Simpson)."""
        if self.difference is None or self.difference.agencies < 2:
            return False
        before, after = self.before.share, self.after.share
        moved = after.part * before.whole - before.part * after.whole
        return moved * self.difference.value < 0


class Changes:
    """All changes that a brief tells of: they are tests of one family.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.

    Attributes
    ----------
    pairs, over_all : list of (ReportView, ReportView)
        Single agencies in both years, and the government's report in both.
    together : list of (pairs, list of Change)
        The sets of reports that are compared, each with its changes: first the reports that the
        brief is about, all of them together.
    each : list of Change
        Those of each agency; empty where there is but one.
    """

    def __init__(self, context: Context) -> None:
        county = context.county
        self.pairs = pairs_of(context, county.agencies)
        self.over_all = pairs_of(context, county.territory)
        sets = [[pair] for pair in self.over_all]
        sets = [self.pairs, *sets] if self.pairs else sets
        changes = [[_changed(context, own, name) for name in ENDED] for own in sets]
        several = self.pairs if len(self.pairs) > 1 else []
        each = [_changed(context, [pair], name) for pair in several for name in ENDED]
        *changes, self.each = _judged([*changes, each])
        self.together = list(zip(sets, changes, strict=True))


def pairs_of(context: Context, members: Sequence[ReportView]) -> list[Pair]:
    """The reports whose report of the year before is loaded, each with it.

    Parameters
    ----------
    context : Context
        The county, its reports and the language of the brief.
    members : sequence of ReportView
        Reports of the year.
    """
    before = context.county.before
    found = [(before.get((m.meta.agency, m.meta.scope)), m) for m in members]
    return [(b, m) for b, m in found if b is not None]


def _changed(context: Context, pairs: Sequence[Pair], name: str) -> Change:
    """A share of both years over the agencies of which it is known in both."""
    both = tuple((b, a) for b, a in pairs if _has(b, name) and _has(a, name))
    # Of one report each year is shown as it is, whatever the other lacks.
    shown = both or (pairs if len(pairs) == 1 else ())
    before, after = (pooled([pair[k] for pair in shown], name) for k in (0, 1))
    apart = difference([(b.shares[name], a.shares[name]) for b, a in both])
    return Change(name, labels(context.lang)[name], both, before, after, apart)


def _judged(changes: list[list[Change]]) -> list[list[Change]]:
    """The same, each with its q-value over all of them (Benjamini–Hochberg)."""
    p = [math.nan if c.difference is None else c.difference.p for own in changes for c in own]
    q = iter(adjusted(np.array(p)).tolist())
    return [[replace(c, q=next(q)) for c in own] for own in changes]


def _has(member: ReportView, name: str) -> bool:
    return name in member.shares and member.shares[name].basis != "none"
