"""The sentences of an assessment's detail: what its three tables say, row by row."""

import math
from collections.abc import Iterator

from analysis.assessing.indicators.compute import Amount
from analysis.assessing.indicators.definitions import SHARES
from analysis.telling.narrative import Narrative
from analysis.telling.sentence import Sentence
from analysis.telling.share import Share
from analysis.telling.view import ReportView
from analysis.telling.wording import peers_together, word

from . import shared
from .peers import PeersOfReport


class Detail(Narrative):
    """Sentences of the detail, by section.

    Parameters
    ----------
    view : ReportView
        The report.
    peers : PeersOfReport
        The report among its peers.
    """

    SECTIONS = (
        *("disclosure", "received", "results", "refused", "not_held"),
        *("remedies", "limitations"),
    )

    def __init__(self, view: ReportView, peers: PeersOfReport) -> None:
        super().__init__(view.lang)
        self._view, self._peers = view, peers

    def _disclosure(self) -> Iterator[Sentence]:
        view = self._view
        for item in ("regulations", "normative_documents"):
            cells = {
                c: view.amount(f"disclosure/{item}/{c}")
                for c in view.form.columns("disclosure", item)
            }
            yield self._say(
                f"disclosure.document_{view.form.code}",
                view.refs(*cells.values()),
                label=view.item_label("disclosure", item),
                **cells,
            )
        acts = [
            i
            for i in view.form.items("disclosure")
            if "decisions" in view.form.columns("disclosure", i)
        ]
        parts = [
            (view.item_label("disclosure", i), view.amount(f"disclosure/{i}/decisions"))
            for i in acts
        ]
        yield self._say("disclosure.decisions", view.refs(*(a for _, a in parts)), parts=parts)
        for cell in (c for c in view.form.cells if c.unit == "10k_yuan"):
            money = view.amount(cell.code)
            column = view.column_label("disclosure", cell.item, cell.column)
            yield self._say(
                "disclosure.amount",
                view.refs(money),
                label=view.item_label("disclosure", cell.item),
                column=column,
                amount=money,
            )

    def _received(self) -> Iterator[Sentence]:
        view = self._view
        received = view.amount("requests/received/total")
        carried = view.amount("requests/carried_in/total")
        yield self._say(
            "in.received", view.refs(received, carried), received=received, carried_in=carried
        )
        natural = view.shares["natural_persons"]
        if natural.known:
            peers = self._beside("natural_persons", natural)
            yield self._say("in.natural", view.refs(natural), share=natural, peers=peers)
        if view.nothing("requests/received/*"):
            yield self._say("in.none", view.refs(received), amount=received)
            return
        columns = [
            c
            for c in view.form.columns("requests", "received")
            if c not in ("natural_person", "total")
        ]
        parts = [
            (view.column_label("requests", "received", c), view.amount(f"requests/received/{c}"))
            for c in columns
        ]
        yield from self._parts("in.organisations", "in.no_organisations", parts)

    def _beside(self, indicator: str, own: Share) -> str:
        """In brackets the share of all cases of the peers; a share of few compares with none."""
        found = self._peers.together(indicator) if not own.few else None
        text = peers_together(found, self.lang) if found else ""
        return word("group_beside", self.lang).format(text=text) if text else ""

    def _parts(
        self, some: str, none: str, parts: list[tuple[str, Amount]], **values: object
    ) -> Iterator[Sentence]:
        """A list of the parts that may not be zero, or the sentence that says that all are."""
        cells = self._view.refs(*(a for _, a in parts))
        listed = [(label, a) for label, a in parts if a.value != 0 or a.disputed]
        together = self._view.amount(*(code for _, a in parts for code in a.cells))
        yield (
            self._say(some, cells, parts=listed, **values)
            if listed
            else self._say(none, cells, amount=together)
        )

    def _results(self) -> Iterator[Sentence]:
        yield from self._ended()
        every = (self._view.shares[name] for name in SHARES)
        if any(s.known and not s.few and not math.isnan(s.low) for s in every):
            yield self._say("end.interval")

    def _ended(self) -> Iterator[Sentence]:
        view = self._view
        concluded = view.amount("requests/concluded/total")
        if concluded.basis == "none":
            yield self._say("end.unknown", view.refs(concluded), amount=concluded)
            return
        yield self._say("end.concluded", view.refs(concluded), concluded=concluded)
        if not concluded.value > 0:
            if view.nothing("requests/concluded/*"):
                yield self._say("end.none", view.refs(concluded), amount=concluded)
            elif concluded.value == 0:
                label = word("flow_concluded", self._view.lang)
                yield shared.zero_sentence(view, label, "requests/concluded")
            return
        granted, partly = view.shares["granted"], view.amount("requests/partly_granted/total")
        if granted.known:
            yield self._say("end.granted", view.refs(granted), share=granted)
        else:
            yield self._uncomputed("granted", view.amount("requests/granted/total"), granted)
        if view.nothing("requests/partly_granted/*"):
            yield self._say("end.no_partly", view.refs(partly), amount=partly)
        else:
            both = view.shares["granted_any"]
            if both.known:
                yield self._say("end.partly", view.refs(partly, both), partly=partly, share=both)
            else:
                yield self._uncomputed("partly_granted", partly, both)
        yield from self._group("unprocessed", "end.unprocessed", "end.no_unprocessed", None)
        yield from self._group("other", "end.other", "end.no_other", None)

    def _group(self, group: str, some: str, none: str, unknown: str | None) -> Iterator[Sentence]:
        """A group of result rows: its share of the concluded and its rows."""
        view, share = self._view, self._view.shares[group]
        rows = (f"requests/{group}", f"requests/{group}.*")
        own = view.amount(*(f"{row}/total" for row in rows))
        if share.known and share.part > 0:
            parts = [(label, a) for label, a in view.items(group) if a.value != 0]
            yield self._say(some, view.refs(share), share=share, parts=parts)
        elif view.nothing(*(f"{row}/*" for row in rows)):
            yield self._say(none, view.refs(own), amount=own)
        elif own.value == 0:
            yield shared.zero_sentence(view, word(group, self._view.lang), *rows)
        elif own.basis != "none":
            yield self._uncomputed(group, own, share)
        elif unknown:
            yield self._say(unknown, view.refs(own), amount=own)

    def _uncomputed(self, group: str, count: Amount, share: Share) -> Sentence:
        """A count whose share cannot be computed."""
        label, refs = word(group, self._view.lang), self._view.refs(count, share)
        return self._say("part.uncomputed", refs, label=label, amount=count)

    def _refused(self) -> Iterator[Sentence]:
        yield from self._group("refused", "refuse.some", "refuse.none", "refuse.unknown")

    def _not_held(self) -> Iterator[Sentence]:
        yield from self._group("unavailable", "hold.some", "hold.none", "hold.unknown")

    def _remedies(self) -> Iterator[Sentence]:
        view = self._view
        for item in view.form.items("remedies"):
            total = view.amount(f"remedies/{item}/total")
            label = view.item_label("remedies", item)
            if total.basis == "none":
                yield self._say("remedy.unknown", view.refs(total), label=label, amount=total)
                continue
            if view.nothing(f"remedies/{item}/*"):
                yield self._say("remedy.none", view.refs(total), label=label, amount=total)
                continue
            columns = [c for c in view.form.columns("remedies", item) if c != "total"]
            parts = [
                (view.column_label("remedies", item, c), view.amount(f"remedies/{item}/{c}"))
                for c in columns
            ]
            if total.value == 0 and not any(a.value > 0 for _, a in parts):
                yield shared.zero_sentence(view, label, f"remedies/{item}")
                continue
            yield self._say(
                "remedy.some" if total.value else "remedy.printed",
                view.refs(total, *(a for _, a in parts)),
                label=label,
                total=total,
                parts=[(name, a) for name, a in parts if a.value != 0],
            )
        yield from shared.corrected_sentences(view)

    def _limitations(self) -> Iterator[Sentence]:
        for key in ("content", "lawful", "remedies", "carried", "self"):
            yield self._say(f"cannot.{key}")
        if self._view.meta.scope == "territory":
            yield self._say("cannot.territory")
        if any(c.status != "stated" for c in self._view.cells):
            yield self._say("cannot.blank")
