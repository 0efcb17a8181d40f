"""Sentences on what changed from one report of an agency to the next: a count, a share.

Each names the agency and both years, so that it can be quoted alone. A change of a share is
established by its q-value, over all changes of shares of the page.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from analysis.assessing.indicators.compute import Amount
from analysis.assessing.indicators.definitions import SHARES, definitions
from analysis.assessing.statistics.changes import change_q, exact_difference
from analysis.assessing.statistics.funnel import NAMED
from analysis.assessing.statistics.intervals import SMALL, newcombe
from analysis.wording import number, percent, points, probability, signed

from .sentence import Sentence, say
from .share import Share
from .view import ReportView
from .wording import marks

Item = TypeVar("Item")
_GRANTED = ("granted", "granted_any")
PERCENT_FROM = 100  # a percentage change of a smaller count says more than the count does


def count_change(
    label: str, earlier: tuple[ReportView, Amount], later: tuple[ReportView, Amount]
) -> Sentence:
    """The change of a count.

    Parameters
    ----------
    label : str
        What is counted.
    earlier, later : (ReportView, Amount)
        The two reports, each with its count.
    """
    (first, before), (second, after) = earlier, later
    refs, common = first.refs(before) + second.refs(after), _common(label, first, second)
    if "none" in (before.basis, after.basis):
        return say("change.count_unknown", second.lang, refs, **common, before=before, after=after)
    if before.disputed or after.disputed:
        return say("change.count_disputed", second.lang, refs, **common, before=before, after=after)
    if before.value == after.value:
        key = "change.count_zero" if after.value == 0 else "change.count_same"
        # One figure is told of both: it has the marks.
        same = max(after, before, key=lambda count: len(marks(count, second.lang)))
        values = {"before": before, "after": after, "same": same}
        return say(key, second.lang, refs, **common, **values)
    change = after.value - before.value
    return say(
        "change.count",
        second.lang,
        refs,
        **common,
        before=before,
        after=after,
        rises=change > 0,
        difference=signed(number(change)),
        percent=signed(percent(change / before.value)) if before.value >= PERCENT_FROM else "",
    )


def steps(items: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Each item with the next; of three and more also the first with the last, at the end.

    Parameters
    ----------
    items : sequence
        What belongs to each report of an agency, the oldest first.
    """
    return [*pairwise(items), *([(items[0], items[-1])] if len(items) > 2 else [])]


def repeated_share(views: Sequence[ReportView]) -> str:
    """The share of these reports that repeats another one; empty where none does.

    Without cases granted in part, the two shares granted are one.

    Parameters
    ----------
    views : sequence of ReportView
        Reports of one agency.
    """
    first, second = ([v.shares[name].part for v in views] for name in _GRANTED)
    return _GRANTED[1] if first == second else ""


def yearly_changes(views: Sequence[ReportView]) -> dict[str, list[Sentence]]:
    """The changes of every share of ``SHARES`` from each report of an agency to the next.

    Of three reports and more also from the first to the last, since small steps of one direction
    may add up. All are one family: whether one is established is the same wherever it is told.

    Parameters
    ----------
    views : sequence of ReportView
        The reports of one agency, the oldest first.

    Returns
    -------
    dict
        Indicator to its sentences: one for each report but the first, and that on all years.
    """
    labels = {d.id: d.label[views[0].lang] for d in definitions()}
    pairs = steps(views)
    changes = [
        (labels[name], (first, first.shares[name]), (second, second.shares[name]))
        for name in SHARES
        for first, second in pairs
    ]
    sentences = iter(_share_changes(changes))
    return {name: [next(sentences) for _ in pairs] for name in SHARES}


Compared = tuple[str, tuple[ReportView, Share], tuple[ReportView, Share]]


def _share_changes(changes: Iterable[Compared]) -> list[Sentence]:
    """All changes of shares of a page, with Newcombe's intervals and q-values over all of them.

    Shares of fewer than five are not compared, nor are disputed ones; they count for no q-value.
    """
    found = list(changes)
    some = [_comparable(before, after) for _, (_, before), (_, after) in found]
    figures = [
        (b.part, b.whole, a.part, a.whole) if one else (0, 0, 0, 0)
        for one, (_, (_, b), (_, a)) in zip(some, found, strict=True)
    ]
    q = change_q(*np.array(figures).reshape(-1, 4).T)
    tests = sum(some)
    return [_share_change(*c, float(own), tests) for c, own in zip(found, q, strict=True)]


def _comparable(before: Share, after: Share) -> bool:
    known = before.known and after.known and not (before.disputed or after.disputed)
    return known and min(before.whole, after.whole) >= SMALL


def _share_change(
    label: str,
    earlier: tuple[ReportView, Share],
    later: tuple[ReportView, Share],
    q: float,
    tests: int,
) -> Sentence:
    """One of them, with its q-value over so many tests."""
    (first, before), (second, after) = earlier, later
    refs = first.refs(before) + second.refs(after)
    values = _common(label, first, second) | {"before": before, "after": after}
    if not (before.known and after.known):
        return say("change.share_unknown", second.lang, refs, **values)
    if before.disputed or after.disputed:
        return say("change.share_disputed", second.lang, refs, **values)
    if not _comparable(before, after):
        return say("change.share_small", second.lang, refs, **values)
    counts = (int(before.part), int(before.whole)), (int(after.part), int(after.whole))
    apart = exact_difference(*counts)
    if apart == 0:
        key = "change.share_zero" if after.part == 0 else "change.share_same"
        return say(key, second.lang, refs, **values)
    low, high = newcombe(*counts)
    return say(
        "change.share_apart" if q <= NAMED else "change.share_close",
        second.lang,
        refs,
        **values,
        rises=apart > 0,
        points=points(float(apart)),
        low=points(low),
        high=points(high),
        zero=low <= 0 <= high,
        q=probability(q),
        tests=tests,
    )


def _common(label: str, first: ReportView, second: ReportView) -> dict[str, Any]:
    years = {"first": first.meta.year, "second": second.meta.year}
    return {"label": label, "agency": second.short, **years}
