"""Sentences on what changed from one report of an agency to the next: a count, a share.

Each names the agency and both years, so that it can be quoted alone.
"""

from typing import Any

from analysis.assessing.indicators.compute import Amount
from analysis.assessing.statistics.intervals import SMALL, newcombe
from analysis.wording import number, percent, points, signed

from .view import ReportView
from .wording import Sentence, Share, say

_PERCENT_FROM = 100  # a percentage change of a smaller count says more than the count does


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
        same = before if before.basis == "implied" else after  # one figure is told: it has the †
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
        percent=signed(percent(change / before.value)) if before.value >= _PERCENT_FROM else "",
    )


def share_change(
    label: str, earlier: tuple[ReportView, Share], later: tuple[ReportView, Share]
) -> Sentence:
    """The change of a share, with Newcombe's interval; shares of fewer than five do not compare.

    Parameters
    ----------
    label : str
        Name of the share.
    earlier, later : (ReportView, Share)
        The two reports, each with its share.
    """
    (first, before), (second, after) = earlier, later
    refs = first.refs(before) + second.refs(after)
    values = _common(label, first, second) | {"before": before, "after": after}
    if not (before.known and after.known):
        return say("change.share_unknown", second.lang, refs, **values)
    if before.disputed or after.disputed:
        return say("change.share_disputed", second.lang, refs, **values)
    if min(before.whole, after.whole) < SMALL:
        return say("change.share_small", second.lang, refs, **values)
    if before.part * after.whole == after.part * before.whole:
        key = "change.share_zero" if after.part == 0 else "change.share_same"
        return say(key, second.lang, refs, **values)
    low, high = newcombe((int(before.part), int(before.whole)), (int(after.part), int(after.whole)))
    return say(
        "change.share_close" if low <= 0 <= high else "change.share_apart",
        second.lang,
        refs,
        **values,
        rises=after.estimate > before.estimate,
        points=points(after.estimate - before.estimate),
        low=points(low),
        high=points(high),
    )


def _common(label: str, first: ReportView, second: ReportView) -> dict[str, Any]:
    years = {"first": first.meta.year, "second": second.meta.year}
    return {"label": label, "agency": second.agency, **years}
