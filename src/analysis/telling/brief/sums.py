"""Figures of several reports together. What nobody states is unknown."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.assessing.indicators.compute import Amount
from analysis.assessing.statistics.changes import pooled_share
from analysis.assessing.statistics.intervals import SMALL, wilson
from analysis.telling.sentence import Ref
from analysis.telling.share import Share, marks_together
from analysis.telling.view import ReportView
from analysis.telling.wording import fraction, marks, missing, no_share, word
from analysis.wording import between, number, percent


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
    """A share over several reports, the cases put together.

    Attributes
    ----------
    share : Share
        The share; not known where no report has one.
    known, of, refs, sound
        As of ``Sum``; ``sound`` is a share.
    """

    share: Share
    known: int
    of: int
    refs: tuple[Ref, ...]
    sound: Share | None = None


def total(members: Sequence[ReportView], *patterns: str) -> Sum:
    """A count added up over reports.

    Parameters
    ----------
    members : sequence of ReportView
        The reports to add up.
    *patterns : str
        Codes of cells, with ``*`` for any text.
    """
    return Sum(*_over(members, [(m, m.amount(*patterns)) for m in members], _added))


def _over(
    members: Sequence[ReportView],
    found: Sequence[tuple[ReportView, Any]],
    together: Callable[[Sequence[Any]], Any],
) -> tuple[Any, int, int, tuple[Ref, ...], Any]:
    """What ``Sum`` and ``Pooled`` hold, of the counts or the shares of reports."""
    known = [(m, f) for m, f in found if f.basis != "none"]
    figures = [f for _, f in known or found]
    sound = [f for f in figures if not f.disputed]
    refs = tuple(r for m, f in known or found for r in m.refs(f))
    without = together(sound) if 0 < len(sound) < len(known) else None
    return together(figures), len(known), len(members), refs, without


def _added(amounts: Sequence[Amount]) -> Amount:
    """Several known amounts added up; where none is known, why."""
    if all(a.basis == "none" for a in amounts):
        return Amount(math.nan, "none", (), unread=any(a.unread for a in amounts))
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
    return Pooled(*_over(members, found, _together))


def _unknown(shares: Sequence[Share]) -> Share:
    """What stands for shares of which none is known: the one there is, or why all are not."""
    if len(shares) == 1:
        return shares[0]
    nothing = (math.nan,) * 5
    cells = tuple(code for s in shares for code in s.cells if all(o.lacking for o in shares))
    return Share(*nothing, "none", cells, unread=any(s.unread for s in shares))


def _together(shares: Sequence[Share]) -> Share:
    """The cases of several shares put together; where none is known, why."""
    if all(s.basis == "none" for s in shares):
        return _unknown(shares)
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


def _of(value: Sum | Pooled) -> str:
    return f" [{value.known}/{value.of}]" if value.known < value.of else ""
