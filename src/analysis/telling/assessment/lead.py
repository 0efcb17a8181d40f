"""The first lines of an assessment: what is established, changed, in doubt and missing.

Each line names the agency and the year, so that it can be quoted alone; the first has the Chinese
name beside the English one.
"""

import math
from collections.abc import Iterator, Sequence

from analysis.assessing.statistics.intervals import SMALL
from analysis.recognising.claims.verdicts import VERDICTS
from analysis.telling.changes import count_change, yearly_changes
from analysis.telling.sentence import Sentence, say
from analysis.telling.view import ReportView

from .peers import defined

GRANTED = "granted_any"
_NO_LEAD = ("change.share_unknown", "change.share_small", "change.share_disputed")


def lead_sentences(
    view: ReportView, before: ReportView | None, years: Sequence[ReportView], n_later: int
) -> Iterator[Sentence]:
    """Three to five lines, in this order.

    Parameters
    ----------
    view : ReportView
        The report.
    before : ReportView or None
        The report of the year before, if it is loaded.
    years : sequence of ReportView
        All loaded reports of the agency, the oldest first. A change is judged among all of theirs,
        as on the page that compares the years.
    n_later : int
        How many failing checks of the next year's report dispute figures of this one.
    """
    received = view.amount("requests/received/total")
    concluded, share = view.amount("requests/concluded/total"), view.shares[GRANTED]
    whose = {"agency": view.short, "year": view.meta.year}
    refs = view.refs(received, concluded, share)
    yield say(
        "lead.requests",
        view.lang,
        refs,
        **whose | {"agency": view.agency},
        received=received,
        concluded=concluded,
        share=share,
        small=SMALL,
    )
    if before is not None:
        counted = before.amount("requests/received/total")
        label = defined("received").label[view.lang]
        yield count_change(label, (before, counted), (view, received))
        later = [v.id for v in years[1:]].index(view.id)
        changed = yearly_changes(years)[GRANTED][later]
        if changed.id not in _NO_LEAD:
            yield changed
    passed, failed, undecided = view.check_counts
    agree, contradict, *_ = (sum(c.verdict == v for c in view.claims) for v in VERDICTS)
    doubt = failed or contradict or n_later
    key = "lead.doubt" if doubt else "lead.sound" if passed else "lead.unchecked"
    yield say(
        key,
        view.lang,
        **whose,
        total=len(view.checks),
        passed=passed,
        failed=failed,
        undecided=undecided,
        agree=agree,
        contradict=contradict,
        later=n_later,
        next=view.meta.year + 1,
        issues=sum(f.severity in ("error", "warning") for f in view.waiting),
    )
    unknown = sum(c.status != "stated" and math.isnan(c.implied) for c in view.cells)
    unread = len(view.unread)
    if unknown or before is None:
        yield say(
            "lead.missing",
            view.lang,
            **whose,
            blank=unknown - unread,
            unread=unread,
            prior=before is not None,
        )
