"""Figures of several reports together. What nobody states is unknown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.assessing.indicators.compute import Amount
from analysis.assessing.statistics.changes import (
    change_p,
    exact_difference,
    pooled_change,
    pooled_share,
)
from analysis.assessing.statistics.funnel import NAMED
from analysis.assessing.statistics.intervals import SMALL, newcombe, wilson
from analysis.telling.sentence import Ref
from analysis.telling.share import Share, marks_together
from analysis.telling.view import ReportView
from analysis.telling.wording import fraction, marks, missing, no_share, word
from analysis.wording import between, number, percent, points


@dataclass(frozen=True)
class Sum:
    """A count over several reports.

    Attributes
    ----------
    amount : Amount
        Over the reports that state it or let it be implied; unknown when none does.
    known, of : int
        How many do, and how many there are.
    refs : tuple of Ref
        The cells that it rests on.
    sound : Amount or None
        The same without the reports whose figure is disputed; None where none is, or all are.
    """

    amount: Amount
    known: int
    of: int
    refs: tuple[Ref, ...]
    sound: Amount | None = None


@dataclass(frozen=True)
class Pooled:
    """A share over several reports, the cases put together; ``known`` and ``of`` as of ``Sum``.

    Attributes
    ----------
    share : Share
        The share; not known where no report has one.
    known : int
        How many reports have the share.
    of : int
        How many reports there are.
    refs : tuple of Ref
        The cells that it rests on.
    sound : Share or None
        The same without the reports whose figures are disputed; None where none is, or all are.
    """

    share: Share
    known: int
    of: int
    refs: tuple[Ref, ...]
    sound: Share | None = None


@dataclass(frozen=True)
class Difference:
    """How a share changed, as fractions of one.

    Attributes
    ----------
    value : float
        Of one report, the later share less the earlier one. Of several, each agency's own change
        weighed by its cases (Mantel–Haenszel): what moved between agencies does not count.
    low, high : float
        The 95 % interval; ``nan`` with two to four agencies.
    p : float
        Two-sided p-value that agrees with the interval; ``nan`` where there is none.
    agencies : int
        How many have cases in both years.
    rose, fell : int
        Of those with ``SMALL`` cases or more in both years, how many agencies' shares rose, fell.
    """

    value: float
    low: float
    high: float
    p: float
    agencies: int = 1
    rose: int = 0
    fell: int = 0


def total(members: Sequence[ReportView], *patterns: str) -> Sum:
    """A count added up over reports.

    Parameters
    ----------
    members : sequence of ReportView
        The reports to add up.
    *patterns : str
        Codes of cells, with ``*`` for any text.
    """
    found = [(m, m.amount(*patterns)) for m in members]
    known = [(m, a) for m, a in found if a.basis != "none"]
    cells = tuple(r for m, a in known for r in m.refs(a))
    if not known:
        return Sum(
            Amount(math.nan, "none", (), unread=any(a.unread for _, a in found)),
            0,
            len(members),
            tuple(r for m, a in found for r in m.refs(a)),
        )
    sound = [a for _, a in known if not a.disputed]
    return Sum(
        _added([a for _, a in known]),
        len(known),
        len(members),
        cells,
        _added(sound) if 0 < len(sound) < len(known) else None,
    )


def _added(amounts: Sequence[Amount]) -> Amount:
    """Several known amounts added up."""
    basis = "implied" if any(a.basis == "implied" for a in amounts) else "stated"
    return Amount(
        math.fsum(a.value for a in amounts),
        basis,
        tuple(dict.fromkeys(code for a in amounts for code in a.cells)),
        any(a.disputed for a in amounts),
        by_ocr=any(a.by_ocr for a in amounts),
    )


def pooled(members: Sequence[ReportView], indicator: str) -> Pooled:
    """A share of the cases of several reports together: sum of parts over sum of wholes.

    A report without a single case takes part with nothing over nothing.

    Parameters
    ----------
    members : sequence of ReportView
        The reports whose cases are put together.
    indicator : str
        Id of the indicator.
    """
    found = [(m, m.shares[indicator]) for m in members if indicator in m.shares]
    known = [(m, s) for m, s in found if s.basis != "none"]
    if not known:
        refs = tuple(r for m, s in found for r in m.refs(s))
        return Pooled(_unknown([s for _, s in found]), 0, len(members), refs)
    cells = tuple(r for m, s in known for r in m.refs(s))
    sound = [s for _, s in known if not s.disputed]
    return Pooled(
        _together([s for _, s in known]),
        len(known),
        len(members),
        cells,
        _together(sound) if 0 < len(sound) < len(known) else None,
    )


def _unknown(shares: Sequence[Share]) -> Share:
    """What stands for shares of which none is known: the one there is, or why all are not."""
    if len(shares) == 1:
        return shares[0]
    nothing = (math.nan,) * 5
    cells = tuple(code for s in shares for code in s.cells if all(o.lacking for o in shares))
    return Share(*nothing, "none", cells, unread=any(s.unread for s in shares))


def _together(shares: Sequence[Share]) -> Share:
    """The cases of several shares put together."""
    part, whole = math.fsum(s.part for s in shares), math.fsum(s.whole for s in shares)
    several = sum(s.whole > 0 for s in shares) > 1
    implied = any(s.basis == "implied" for s in shares)
    basis = "implied" if implied else "stated"
    marked: dict[str, Any] = marks_together(shares)
    if whole <= 0:
        return Share(part, whole, math.nan, math.nan, math.nan, basis, **marked)
    low = high = math.nan
    if several:  # the cases of one agency are alike: they are not so many independent trials
        _, low, high = pooled_share(*np.array([(s.part, s.whole) for s in shares]).T)
    if not several or low == high:  # resampling nothing but zeros knows of no other share
        low, high = wilson(part, whole)
    return Share(part, whole, part / whole, low, high, basis, **marked)


def disputed_difference(shares: Sequence[tuple[Share, Share]]) -> Difference | None:
    """The same of shares that are disputed, for its figure alone: nothing may be judged by it.

    Parameters
    ----------
    shares : sequence of (Share, Share)
        The earlier and the later share of each report.
    """
    none: dict[str, Any] = dict.fromkeys(("part_marks", "whole_marks"), frozenset())
    return difference([(replace(b, **none), replace(a, **none)) for b, a in shares])


def difference(shares: Sequence[tuple[Share, Share]]) -> Difference | None:
    """How the share of one report changed, or that of several, each held against itself.

    None where a share is unknown or disputed, or all together are of fewer than ``SMALL`` in one
    of the years.

    Parameters
    ----------
    shares : sequence of (Share, Share)
        The earlier and the later share of each report.
    """
    if any(s.basis == "none" or s.disputed for both in shares for s in both):
        return None
    both = [(b, a) for b, a in shares if b.known and a.known]
    if min((sum(pair[k].whole for pair in both) for k in (0, 1)), default=0) < SMALL or not both:
        return None
    a, m, b, n = np.array([(x.part, x.whole, y.part, y.whole) for x, y in both]).astype(int).T
    if len(both) == 1:
        first, second = (int(a[0]), int(m[0])), (int(b[0]), int(n[0]))
        low, high = newcombe(first, second)
        apart = exact_difference(first, second)
        p = float(change_p(a, m, b, n)[0])
        return Difference(float(apart), low, high, p, 1, int(apart > 0), int(apart < 0))
    found = pooled_change(a, m, b, n, least=SMALL)
    return Difference(
        found.difference, found.low, found.high, found.p, found.agencies, found.rose, found.fell
    )


def sum_text(value: Sum, lang: str) -> str:
    """A sum as a table shows it: † when implied, with how many state it where not all do.

    Parameters
    ----------
    value : Sum
        The sum.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    if value.amount.basis == "none":
        return missing(value.amount, lang)
    sound = value.sound and word("brief_sound", lang).format(figure=number(value.sound.value))
    return number(value.amount.value) + marks(value.amount, lang) + _of(value) + (sound or "")


def share_text(value: Pooled, lang: str, gap: str = "\n") -> str:
    """A pooled share as a table shows it, interval and all.

    Parameters
    ----------
    value : Pooled
        The pooled share.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    gap : str
        What is between the share and its interval, such as a line break.
    """
    if not value.share.known:
        return one_share(value.share, lang, gap)
    text = one_share(value.share, lang, gap) + _of(value)
    if value.sound is None or not value.sound.known or value.sound.whole < SMALL:
        return text
    return text + word("brief_sound", lang).format(figure=percent(value.sound.estimate))


def one_share(share: Share, lang: str, gap: str = "\n") -> str:
    """A share: percentage with its fraction, a gap, then its interval.

    Parameters
    ----------
    share : Share
        The share, which must be known.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    gap : str
        What is between the share and its interval, such as a line break.
    """
    text = plain_share(share, lang)
    if math.isnan(share.low) or share.few:
        return text
    return f"{text}{gap}{between(percent(share.low), percent(share.high), lang)}"


def plain_share(share: Share, lang: str) -> str:
    """A share with its fraction alone; of fewer than ``SMALL`` the fraction only.

    Parameters
    ----------
    share : Share
        The share.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    if not share.known:
        return no_share(share, lang)
    counts = fraction(share, lang)
    return counts if share.few else f"{percent(share.estimate)} ({counts})"


def difference_text(change: Difference | None, q: float, lang: str, own: str = "") -> str:
    """A difference in percentage points with its interval; starred if it is established.

    Parameters
    ----------
    change : Difference or None
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


def _of(value: Sum | Pooled) -> str:
    return f" [{value.known}/{value.of}]" if value.known < value.of else ""
