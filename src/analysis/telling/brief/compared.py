"""Shares of both years, of one report or of several together, and their q-values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.assessing.indicators.definitions import ENDED
from analysis.assessing.statistics.changes import (
    PooledChange,
    change_p,
    exact_difference,
    pooled_change,
)
from analysis.assessing.statistics.funnel import NAMED, adjusted
from analysis.assessing.statistics.intervals import SMALL, newcombe
from analysis.telling.changes import repeated_share
from analysis.telling.share import Share
from analysis.telling.view import ReportView
from analysis.telling.wording import word
from analysis.wording import points

from .context import Context
from .sums import Pooled, pooled
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
    difference : PooledChange or None
        How it changed; None where that cannot be told.
    q : float
        Its p-value, adjusted for all changes of the brief; ``nan`` where there is none.
    """

    name: str
    label: str
    pairs: tuple[Pair, ...]
    before: Pooled
    after: Pooled
    difference: PooledChange | None
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
        Those of each agency, each told once; empty where there is but one agency.
    """

    def __init__(self, context: Context) -> None:
        county = context.county
        self.pairs = pairs_of(context, county.agencies)
        self.over_all = pairs_of(context, county.territory)
        sets = [[pair] for pair in self.over_all]
        sets = [self.pairs, *sets] if self.pairs else sets
        changes = [[_changed(context, own, name) for name in ENDED] for own in sets]
        several = self.pairs if len(self.pairs) > 1 else []
        each = [
            _changed(context, [pair], name)
            for pair in several
            for twice in [repeated_share(pair)]
            for name in ENDED
            if name != twice
        ]
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
    """The same, each with its q-value over all of them (Benjamini–Hochberg).

    The p-values of single reports are found all at once: one by one takes as long as all else.
    """
    every = [c for own in changes for c in own]
    p = np.array([math.nan if c.difference is None else c.difference.p for c in every])
    counts = [_counts(c.pairs, c.name) if c.difference is not None else () for c in every]
    if single := [n for n, own in enumerate(counts) if len(own) == 1]:
        p[single] = change_p(*np.concatenate([counts[n] for n in single]).T)
    q = iter(adjusted(p).tolist())
    return [[replace(c, q=next(q)) for c in own] for own in changes]


def _counts(pairs: Sequence[Pair], name: str) -> np.ndarray:
    """Cases and all cases of a share in either year, a row for each pair that has it in both."""
    return _known([(before.shares[name], after.shares[name]) for before, after in pairs])


def _known(shares: Sequence[tuple[Share, Share]]) -> np.ndarray:
    rows = [(b.part, b.whole, a.part, a.whole) for b, a in shares if b.known and a.known]
    return np.array(rows).reshape(-1, 4).astype(int)


def _has(member: ReportView, name: str) -> bool:
    return name in member.shares and member.shares[name].basis != "none"


def disputed_difference(shares: Sequence[tuple[Share, Share]]) -> PooledChange | None:
    """The same of shares that are disputed, for its figure alone: nothing may be judged by it.

    Parameters
    ----------
    shares : sequence of (Share, Share)
        The earlier and the later share of each report.
    """
    none: dict[str, Any] = dict.fromkeys(("part_marks", "whole_marks"), frozenset())
    return difference([(replace(b, **none), replace(a, **none)) for b, a in shares])


def difference(shares: Sequence[tuple[Share, Share]]) -> PooledChange | None:
    """How the share of one report changed, or that of several, each held against itself.

    None where a share is unknown or disputed, or all together are of fewer than ``SMALL`` in one
    of the years. The p-value of a single report is left to who looks at many of them at once.

    Parameters
    ----------
    shares : sequence of (Share, Share)
        The earlier and the later share of each report.
    """
    if any(s.basis == "none" or s.disputed for both in shares for s in both):
        return None
    a, m, b, n = _known(shares).T
    if min(m.sum(), n.sum()) < SMALL:
        return None
    if len(a) == 1:
        first, second = (int(a[0]), int(m[0])), (int(b[0]), int(n[0]))
        low, high = newcombe(first, second)
        apart = exact_difference(first, second)
        moved = (int(apart > 0), int(apart < 0), int(apart == 0))
        return PooledChange(float(apart), low, high, math.nan, 1, *moved)
    return pooled_change(a, m, b, n, least=SMALL)


def difference_text(change: PooledChange | None, q: float, lang: str, own: str = "") -> str:
    """A difference in percentage points with its interval; starred if it is established.

    Parameters
    ----------
    change : PooledChange or None
        The change; None is shown as not comparable.
    q : float
        Its p-value, adjusted for all changes of the brief; ``nan`` where there is none.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    own : str
        The marks that the two shares carry.
    """
    if change is None:
        return word("brief_no_change", lang)
    star = word("brief_star", lang) if q <= NAMED else ""
    ends = ""
    if change.low < change.high:  # agencies that all moved alike have none by resampling them
        ends = f" ({points(change.low)}{word('brief_to', lang)}{points(change.high)})"
    return f"{points(change.value)}{own}{star}{ends}"
