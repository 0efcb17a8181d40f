"""The assessment of one report: its sentences in a fixed order, each with its cells."""

from collections.abc import Iterator
from functools import cached_property

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import Amount, cell_codes
from analysis.recognising.claims import VERDICTS, codes_of
from analysis.telling.view import ReportView
from analysis.telling.views import Views
from analysis.telling.wording import Ref, Sentence, Share, say, word
from analysis.wording import check_language

from . import summary
from .lead import lead_sentences
from .peers import PeersOfReport

SECTIONS = (
    "lead",
    "who",
    *summary.SECTIONS,
    "form",
    "integrity",
    "disclosure",
    "received",
    "results",
    "refused",
    "not_held",
    "carried",
    "remedies",
    "limitations",
)
_DOCUMENTS = {"2019": "国办公开办函〔2019〕60号", "2021": "国办公开办函〔2021〕30号"}


class Assessment:
    """Fixed narrative of one report.

    Parameters
    ----------
    data : Dataset
        The processed tables of all reports.
    agency : str
        Name of the agency as the tables have it.
    year : int
        Year reported on.
    lang : {"zh", "en"}
        Language of the labels and sentences.

    Attributes
    ----------
    data : Dataset
        As given.
    view : ReportView
        The report that is assessed.
    views : list of ReportView
        The reports on whose cells sentences rest: this one, and the year before if it is loaded.
    peers : PeersOfReport
        The report among its peers.
    sections : dict
        Section name to list of ``Sentence``; names are those of ``SECTIONS``.

    Raises
    ------
    InputError
        If no such report is loaded, or there is no edition in that language.
    """

    def __init__(self, data: Dataset, agency: str, year: int, lang: str = "zh") -> None:
        self.lang = check_language(lang)
        self.data = data
        self._views = Views(data, lang)
        self.view = self._views[data.select(agency, year)]
        self.peers = PeersOfReport(data, self.view.id)
        before = self._views.year_before(self.view)
        self._before, self._prior = before, before.meta.year if before else None
        self.views = [self.view, *([before] if before else [])]
        first = summary.Summary(self.view, before, self.peers).sections
        self.sections: dict[str, list[Sentence]] = {
            name: first[name] if name in first else list(getattr(self, f"_{name}")())
            for name in SECTIONS
        }

    @property
    def title(self) -> str:
        """Title of the assessment."""
        return say(
            "title.assessment",
            self.lang,
            agency=self.view.agency,
            year=self.view.meta.year,
        ).text

    @cached_property
    def years(self) -> list[ReportView]:
        """All loaded reports of the same agency and scope, the oldest first."""
        return self._views.years_of(self.view)

    def sentences(self) -> list[Sentence]:
        """All sentences, in order; those that rest on cells are numbered so, from 1."""
        return [s for name in SECTIONS for s in self.sections[name]]

    def _say(self, key: str, rests_on: tuple[Ref, ...] = (), **values: object) -> Sentence:
        return say(key, self.lang, rests_on, **values)

    def _lead(self) -> Iterator[Sentence]:
        yield from lead_sentences(self.view, self._before, self.years)

    def _who(self) -> Iterator[Sentence]:
        meta, form = self.view.meta, self.view.form
        yield self._say("who.report", agency=self.view.agency, year=meta.year)
        yield self._say(f"who.scope_{meta.scope or 'unknown'}")
        yield self._say(
            "who.format", document=_DOCUMENTS[form.code], form=form.code, cells=len(form.cells)
        )
        expected = "2019" if meta.year <= 2020 else "2021"
        if expected != form.code:
            yield self._say("who.format_other_year", expected=expected)
        if meta.transcription:
            yield self._say("who.transcription", file=meta.file)
        if meta.source_host:
            yield self._say("who.source", file=meta.file, host=meta.source_host)
        else:
            yield self._say("who.source_unknown")

    def _form(self) -> Iterator[Sentence]:
        meta = self.view.meta
        yield summary.deadline_sentence(self.view)
        complete = self.view.outcome("form.sections")
        if complete == "pass":
            yield self._say("form.complete")
        elif complete == "fail":
            yield self._say("form.incomplete", found=meta.sections.split(";"))
        else:
            yield self._say("form.unknown")
        counts = self.view.cells["status"].value_counts()
        total, stated = len(self.view.cells), int(counts.get("stated", 0))
        if stated == total:
            yield self._say("form.cells_all", cells=total)
        else:
            blank, mark, absent, unreadable = (
                int(counts.get(s, 0)) for s in ("blank", "mark", "absent", "unreadable")
            )
            yield self._say(
                "form.cells_some",
                cells=total,
                stated=stated,
                blank=blank,
                mark=mark,
                absent=absent,
                unreadable=unreadable,
            )

    def _by_ocr(self) -> Sentence:
        seen = self.view.cells[self.view.cells["read_by"] == "ocr"]
        stated = cell_codes(seen[seen["status"] == "stated"])
        left = int((seen["status"] == "unreadable").sum())
        refs = tuple(Ref(self.view.id, code) for code in stated)
        return self._say("check.read_by_ocr", refs, count=len(stated), open=left)

    def _integrity(self) -> Iterator[Sentence]:
        claims = self.view.claims
        yield summary.checks_sentence(self.view, self._before)
        implied = self.view.implied
        if implied:
            yield self._say(
                "check.implied", tuple(Ref(self.view.id, c) for c in implied), implied=len(implied)
            )
        if self.view.by_ocr:
            yield self._by_ocr()
        if self._prior is None:
            yield self._say("check.prior_missing")
        else:
            yield self._say("check.prior_loaded", year=self._prior)
        agree, contradict, elsewhere, cannot = (
            int((claims["verdict"] == v).sum()) for v in VERDICTS
        )
        key = (
            "check.claims_none"
            if claims.empty
            else "check.claims_agree"
            if agree == len(claims)
            else "check.claims_differ"
        )
        yield self._say(
            key,
            self._claimed(),
            total=len(claims),
            agree=agree,
            contradict=contradict,
            elsewhere=elsewhere,
            cannot=cannot,
        )

    def _claimed(self) -> tuple[Ref, ...]:
        codes = tuple(self.view.form.by_code)
        spoken_of = dict.fromkeys(
            c for target in self.view.claims["target"] for c in codes_of(target, codes)
        )
        return self.view.refs(*(self.view.amount(code) for code in spoken_of))

    def _disclosure(self) -> Iterator[Sentence]:
        view = self.view
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
        view = self.view
        received, carried = (
            view.amount("requests/received/total"),
            view.amount("requests/carried_in/total"),
        )
        yield self._say(
            "in.received", view.refs(received, carried), received=received, carried_in=carried
        )
        natural = view.shares["natural_persons"]
        if natural.known:
            yield self._say("in.natural", view.refs(natural), share=natural)
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

    def _parts(
        self, some: str, none: str, parts: list[tuple[str, Amount]], **values: object
    ) -> Iterator[Sentence]:
        """A list of the parts that may not be zero, or the sentence that says that all are."""
        cells = self.view.refs(*(a for _, a in parts))
        listed = [(label, a) for label, a in parts if a.value != 0 or a.disputed]
        together = self.view.amount(*(code for _, a in parts for code in a.cells))
        yield (
            self._say(some, cells, parts=listed, **values)
            if listed
            else self._say(none, cells, amount=together)
        )

    def _results(self) -> Iterator[Sentence]:
        view = self.view
        concluded = view.amount("requests/concluded/total")
        if concluded.basis == "none":
            yield self._say("end.unknown", view.refs(concluded), amount=concluded)
            return
        yield self._say("end.concluded", view.refs(concluded), concluded=concluded)
        if not concluded.value > 0:
            if view.nothing("requests/concluded/*"):
                yield self._say("end.none", view.refs(concluded), amount=concluded)
            elif concluded.value == 0:
                label = word("flow_concluded", self.lang)
                yield summary.zero_sentence(view, label, "requests/concluded")
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
        yield self._say("end.interval")

    def _group(self, group: str, some: str, none: str, unknown: str | None) -> Iterator[Sentence]:
        """A group of result rows: its share of the concluded and its rows."""
        view, share = self.view, self.view.shares[group]
        rows = (f"requests/{group}", f"requests/{group}.*")
        own = view.amount(*(f"{row}/total" for row in rows))
        if share.known and share.part > 0:
            parts = [(label, a) for label, a in view.items(group) if a.value != 0]
            yield self._say(some, view.refs(share), share=share, parts=parts)
        elif view.nothing(*(f"{row}/*" for row in rows)):
            yield self._say(none, view.refs(own), amount=own)
        elif own.value == 0:
            yield summary.zero_sentence(view, word(group, self.lang), *rows)
        elif own.basis != "none":
            yield self._uncomputed(group, own, share)
        elif unknown:
            yield self._say(unknown, view.refs(own), amount=own)

    def _uncomputed(self, group: str, count: Amount, share: Share) -> Sentence:
        """A count whose share cannot be computed."""
        label, refs = word(group, self.lang), self.view.refs(count, share)
        return self._say("part.uncomputed", refs, label=label, amount=count)

    def _refused(self) -> Iterator[Sentence]:
        yield from self._group("refused", "refuse.some", "refuse.none", "refuse.unknown")

    def _not_held(self) -> Iterator[Sentence]:
        yield from self._group("unavailable", "hold.some", "hold.none", "hold.unknown")

    def _carried(self) -> Iterator[Sentence]:
        yield summary.carried_sentence(self.view)

    def _remedies(self) -> Iterator[Sentence]:
        view = self.view
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
                yield summary.zero_sentence(view, label, f"remedies/{item}")
                continue
            yield self._say(
                "remedy.some" if total.value else "remedy.printed",
                view.refs(total, *(a for _, a in parts)),
                label=label,
                total=total,
                parts=[(name, a) for name, a in parts if a.value != 0],
            )
        yield from summary.corrected_sentences(view)

    def _limitations(self) -> Iterator[Sentence]:
        for key in ("content", "lawful", "remedies", "carried", "self"):
            yield self._say(f"cannot.{key}")
        if self.view.meta.scope == "territory":
            yield self._say("cannot.territory")
        if (self.view.cells["status"] != "stated").any():
            yield self._say("cannot.blank")
