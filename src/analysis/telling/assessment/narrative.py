"""The assessment of one report: its sentences in a fixed order, each with its cells."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from analysis.assessing.dataset import Dataset
from analysis.form.agencies.english import named_in
from analysis.recognising.about.scope import scope_of
from analysis.recognising.claims.verdicts import VERDICTS, codes_of
from analysis.telling.narrative import Narrative
from analysis.telling.sentence import Ref, Sentence, say
from analysis.telling.view import ReportView
from analysis.telling.views import Views, other_name
from analysis.wording import check_language

from . import shared
from .detail import Detail
from .lead import lead_sentences
from .peers import PeersOfReport
from .summary import Summary

_DOCUMENTS = {"2019": "国办公开办函〔2019〕60号", "2021": "国办公开办函〔2021〕30号"}


class Assessment(Narrative):
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
    later : list of tuple
        The failing checks of the next year's report that dispute figures of this one.

    Raises
    ------
    InputError
        If no such report is loaded, or there is no edition in that language.
    """

    SECTIONS = ("lead", "who", *Summary.SECTIONS, "form", "integrity", *Detail.SECTIONS)

    def __init__(self, data: Dataset, agency: str, year: int, lang: str = "zh") -> None:
        super().__init__(check_language(lang))
        self.data = data
        self._views = Views(data, lang)
        self.view = self._views[data.select(agency, year)]
        self.peers = PeersOfReport(data, self.view.id)
        before = self._views.year_before(self.view)
        self._before, self._prior = before, before.meta.year if before else None
        self.views = [self.view, *([before] if before else [])]
        after = self._views.year_before(self.view, -1)
        self.later = shared.disputed_later(self.view, after)
        summary = Summary(self.view, self.peers, len(self.later))
        self._parts = summary.sections | Detail(self.view, self.peers).sections

    @property
    def title(self) -> str:
        about = {"agency": self.view.agency, "year": self.view.meta.year}
        return say("title.assessment", self.lang, **about).text

    @cached_property
    def years(self) -> list[ReportView]:
        """All loaded reports of the same agency and scope, the oldest first."""
        return self._views.years_of(self.view)

    @cached_property
    def sections(self) -> dict[str, list[Sentence]]:
        """Section name to its sentences; what the first page says, the detail does not repeat."""
        found = super().sections
        own = {s.text for name in ("lead", *Summary.SECTIONS) for s in found[name]}
        for name in ("form", "integrity", *Detail.SECTIONS):
            found[name] = [s for s in found[name] if s.text not in own] or found[name]
        return found

    def _section(self, name: str) -> Iterator[Sentence]:
        yield from self._parts[name] if name in self._parts else super()._section(name)

    def _lead(self) -> Iterator[Sentence]:
        yield from lead_sentences(self.view, self._before, self.years, len(self.later))

    def _who(self) -> Iterator[Sentence]:
        meta, form = self.view.meta, self.view.form
        yield self._say("who.report", agency=self.view.agency, year=meta.year)
        if other := other_name(meta):
            yield self._say("who.printed", name=named_in(other, self.lang))
        yield self._say(f"who.scope_{self._scope_basis()}")
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

    def _scope_basis(self) -> str:
        """What tells the scope: the name, or else the text or the source record."""
        meta = self.view.meta
        if not meta.scope:
            return "unknown"
        if scope_of(meta.agency) != meta.scope:
            return f"told_{meta.scope}"
        return "committee" if meta.scope == "agency" and meta.kind == "zone" else str(meta.scope)

    def _form(self) -> Iterator[Sentence]:
        meta = self.view.meta
        yield shared.deadline_sentence(self.view)
        complete = self.view.outcome("form.sections")
        if complete == "pass":
            yield self._say("form.complete")
        elif complete == "fail":
            yield self._say("form.incomplete", found=meta.sections)
        else:
            yield self._say("form.unknown")
        counts = Counter(c.status for c in self.view.cells)
        total, stated = len(self.view.cells), counts["stated"]
        if stated == total:
            yield self._say("form.cells_all", cells=total)
        else:
            blank, mark, absent, unreadable = (
                counts[s] for s in ("blank", "mark", "absent", "unreadable")
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
        seen = [c for c in self.view.cells if c.read_by == "ocr"]
        refs = tuple(
            Ref(self.view.id, f"{c.table}/{c.item}/{c.column}")
            for c in seen
            if c.status == "stated"
        )
        left = sum(c.status == "unreadable" for c in seen)
        return self._say("check.read_by_ocr", refs, count=len(refs), open=left)

    def _integrity(self) -> Iterator[Sentence]:
        claims = self.view.claims
        yield shared.checks_sentence(self.view, self._before)
        implied = self.view.implied
        if implied:
            yield self._say(
                "check.implied", tuple(Ref(self.view.id, c) for c in implied), implied=len(implied)
            )
        if self.view.marked["ocr"]:
            yield self._by_ocr()
        if self._prior is None:
            yield self._say("check.prior_missing")
        else:
            yield self._say("check.prior_loaded", year=self._prior)
        yield from self._disputed_later()
        agree, contradict, elsewhere, cannot = (
            sum(c.verdict == v for c in claims) for v in VERDICTS
        )
        if not claims:  # said where they would be listed
            return
        yield self._say(
            "check.claims_agree" if agree == len(claims) else "check.claims_differ",
            self._claimed(),
            total=len(claims),
            agree=agree,
            contradict=contradict,
            elsewhere=elsewhere,
            cannot=cannot,
        )

    def _disputed_later(self) -> Iterator[Sentence]:
        """What the next year's report prints otherwise; its own page has the finding."""
        codes = tuple(dict.fromkeys(code for own in self.later for code in own))
        if codes:
            rows = (self.view.item_label(*code.split("/")[:2]) for code in codes)
            yield self._say(
                "check.later_fails",
                tuple(Ref(self.view.id, code) for code in codes),
                year=self.view.meta.year + 1,
                count=len(self.later),
                rows=list(dict.fromkeys(rows)),
            )

    def _claimed(self) -> tuple[Ref, ...]:
        codes = tuple(self.view.form.by_code)
        spoken_of = dict.fromkeys(
            c for claim in self.view.claims for c in codes_of(claim.target, codes)
        )
        return self.view.refs(*(self.view.amount(code) for code in spoken_of))
