"""The sentences of an assessment's first page: five dimensions, and what is not known.

There is no score: five dimensions that are added up hide which of them failed.
"""

import math
from collections import Counter
from collections.abc import Iterator

from analysis.assessing.statistics.intervals import NAMED, SMALL
from analysis.telling.figures.mix import SHARES
from analysis.telling.narrative import Narrative
from analysis.telling.sentence import Sentence, say
from analysis.telling.share import UNREAD
from analysis.telling.view import ReportView
from analysis.telling.wording import word

from . import shared
from .peers import COMPARED, PeersOfReport

DIMENSIONS = ("integrity", "disclosure", "requests", "remedies", "timeliness")
# The key figures of each dimension, in order. Those that a report lacks are named as not known.
KEYS = {
    "integrity": ("checks_passed", "claims_upheld"),
    "disclosure": ("cells_stated", "sections_present"),
    "requests": ("granted_any", "refused", "unavailable", "unprocessed"),
    "remedies": ("review_corrected", "suits_corrected"),
    "timeliness": ("carried_out",),
}
DRAWN = frozenset(
    ("natural_persons", *(name for names in KEYS.values() for name in names), *SHARES)
)


class Summary(Narrative):
    """Sentences of the first page, by section.

    Parameters
    ----------
    view : ReportView
        The report.
    peers : PeersOfReport
        The report among its peers.
    n_later : int
        How many failing checks of the next year's report dispute figures of this one.
    """

    SECTIONS = (*(f"sum_{d}" for d in DIMENSIONS), "sum_unknown")

    def __init__(self, view: ReportView, peers: PeersOfReport, n_later: int) -> None:
        super().__init__(view.lang)
        self._view, self._peers, self._n_later = view, peers, n_later

    def _sum_integrity(self) -> Iterator[Sentence]:
        """What to check before use; how the checks come out, the first lines have said."""
        view = self._view
        severities = Counter(f.severity for f in view.waiting)
        found = {f"{s}s": severities[s] for s in ("error", "warning", "note")}
        yield self._say(
            "sum.findings" if view.found else "sum.no_findings",
            (),
            **found,
            settled=len(view.found) - severities.total(),
            undecided=view.check_counts[2],
            later=self._n_later,
            next=view.meta.year + 1,
        )

    def _sum_disclosure(self) -> Iterator[Sentence]:
        view = self._view
        first, last = (
            ("issued", "in_force") if view.form.code == "2021" else ("made", "disclosed_total")
        )
        issued, held = (
            view.amount(f"disclosure/normative_documents/{column}") for column in (first, last)
        )
        yield self._say(
            f"sum.documents_{view.form.code}", view.refs(issued, held), made=issued, held=held
        )

    def _sum_requests(self) -> Iterator[Sentence]:
        view = self._view
        cells = {
            i: view.amount(f"requests/{i}/total")
            for i in ("received", "carried_in", "concluded", "carried_out")
        }
        yield self._say("sum.requests", view.refs(*cells.values()), **cells)
        granted = view.shares[COMPARED]  # the first lines have it where it is known
        if not granted.known and view.nothing("requests/concluded/*"):
            concluded = cells["concluded"]
            yield self._say("end.none", view.refs(concluded), amount=concluded)
        elif not granted.known and cells["concluded"].basis == "none":
            concluded = cells["concluded"]
            yield self._say("end.unknown", view.refs(concluded), amount=concluded)
        elif not granted.known:
            yield self._say("sum.no_share", view.refs(granted), share=granted)
        yield from self._place_among_peers()

    def _place_among_peers(self) -> Iterator[Sentence]:
        """The agency's place among its peers; nothing where there is none to tell."""
        compared, share = self._peers.compared, self._view.shares[COMPARED]
        if share.known and share.disputed and self._peers.shape == "enough":
            yield self._say("sum.peers_disputed", self._view.refs(share), share=share)
        if compared is None:
            return
        own = compared.table[compared.table["report"] == self._view.id]
        if own.empty or not own.iloc[0]["comparable"]:
            return
        row, estimates = own.iloc[0], compared.table["estimate"]
        refs, target = self._view.refs(share), row["middle"]
        if (estimates == estimates.iloc[0]).all():
            count = int(compared.table["comparable"].sum())
            yield self._say("sum.peers_equal", refs, share=share, count=count, small=SMALL)
            return
        side = "within" if not row["outside"] else "above" if row["estimate"] > target else "below"
        yield self._say(
            "sum.peers",
            refs,
            count=len(compared.table),
            share=share,
            target=target,
            side=side,
            level=row["outside"],
            q=float(row["q"]),
            rare=row["q"] <= NAMED,
        )

    def _sum_remedies(self) -> Iterator[Sentence]:
        view = self._view
        review, suits = view.amount("remedies/review/total"), view.amount("remedies/suit_*/total")
        key = "sum.no_remedies" if view.nothing("remedies/*/*") else "sum.remedies"
        both = view.amount("remedies/*/total")
        yield self._say(key, view.refs(review, suits), review=review, suits=suits, amount=both)
        yield from shared.corrected_sentences(view)

    def _sum_timeliness(self) -> Iterator[Sentence]:
        yield shared.deadline_sentence(self._view)
        yield _carried_sentence(self._view)

    def _sum_unknown(self) -> Iterator[Sentence]:
        view = self._view
        blank = [c for c in view.cells if c.status != "stated"]
        if blank:
            implied = sum(not math.isnan(c.implied) for c in blank)
            unread = sum(c.status in UNREAD for c in blank)
            yield self._say(
                "sum.blank",
                rest=len(blank) - unread,
                unread=unread,
                implied=implied,
                open=len(blank) - implied,
            )
        # What has a sentence of its own above is not counted again.
        in_sentences = ("checks_passed", "sections_present")
        shown = [n for names in KEYS.values() for n in names if n not in in_sentences]
        shares = [view.shares[n] for n in shown if n in view.shares]
        unknown = [share for share in shares if not share.known]
        if unknown:
            empty = sum(share.part == 0 and share.whole == 0 for share in unknown)
            yield self._say("sum.no_figure", empty=empty, lacking=len(unknown) - empty)
        if self._peers.shape == "enough" and 0 < view.shares[COMPARED].whole < SMALL:
            yield self._say("sum.peers_small", view.refs(view.shares[COMPARED]), small=SMALL)
        yield self._say("sum.always")


def _carried_sentence(view: ReportView) -> Sentence:
    """How many requests are carried forward into the next year."""
    share, own = view.shares["carried_out"], view.amount("requests/carried_out/total")
    label = word("flow_carried_out", view.lang)
    if view.nothing("requests/carried_out/*"):
        return say("carry.none", view.lang, view.refs(own), amount=own)
    if own.value == 0:
        return shared.zero_sentence(view, label, "requests/carried_out")
    if share.known:
        return say("carry.some", view.lang, view.refs(share), share=share)
    if own.basis != "none":
        return say("part.uncomputed", view.lang, view.refs(own, share), label=label, amount=own)
    return say("carry.unknown", view.lang, view.refs(own), amount=own)
