"""The comparison of reports: years of one agency, or agencies, with the cautions that they need."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import Amount
from analysis.assessing.indicators.definitions import SHARES, definitions
from analysis.assessing.statistics.intervals import SMALL as FEW
from analysis.form import FORMATS
from analysis.form.agencies.english import named_in
from analysis.wording import check_language, in_row

from .changes import count_change, repeated_share, steps, yearly_changes
from .continuity import continuity_sentences
from .narrative import Narrative
from .sentence import Sentence, say
from .share import Share
from .view import ReportView, report_name
from .views import Views, of_one_agency, other_name
from .wording import word

_LEADING = 3  # established changes, or reports, that the first lines name
SMALL = 30  # below, one case moves a share by more than three points
_COUNTS = ("received", "at_hand", "concluded")


class Comparison(Narrative):
    """Fixed narrative over several reports.

    Parameters
    ----------
    data : Dataset
        The processed tables of all reports.
    reports : sequence of str, or str
        Report ids, ``agency-year``, in one text with commas between them. The narrative orders
        them by agency and year.
    lang : {"zh", "en"}
        Language of the labels and sentences.

    Attributes
    ----------
    views : list of ReportView
        The reports that are compared, in the order of agency and year.
    one_agency : bool
        Whether these are years of one agency.

    Raises
    ------
    InputError
        If fewer than two reports are named, one is not loaded, or the language is unknown.
    """

    SECTIONS = ("what", "cautions", "counts", "shares", "continuity", "limitations")

    def __init__(
        self, data: Dataset, reports: Sequence[str] | str | None, lang: str = "zh"
    ) -> None:
        super().__init__(check_language(lang))
        self.views = Views(data, lang).chosen(reports)
        self.one_agency = of_one_agency(self.views)
        self.n_side_by_side = 0 if self.one_agency else len(self.views)
        self.subject = self.views[0].short if self.one_agency else ""
        years = {v.meta.year for v in self.views}
        # The year of all agencies, which a sentence on them names once.
        self._year = years.pop() if len(years) == 1 else None

    @property
    def title(self) -> str:
        years = sorted({int(v.meta.year) for v in self.views})
        if self.one_agency:
            return say("title.years", self.lang, agency=self.views[0].agency, years=years).text
        return say("title.agencies", self.lang, count=len(self.views), years=years).text

    @cached_property
    def sections(self) -> dict[str, list[Sentence]]:
        found = super().sections  # kept from here on: the first lines look into the others
        found["what"] += self._lead()
        return found

    def _lead(self) -> list[Sentence]:
        """What is established, again at the top: requests received, and the shares that changed.

        Over all years first, as far as there are several. Between agencies it is the share granted,
        in full or in part. What is in doubt or missing follows at once, as the cautions.
        """
        counts, shares = self.sections["counts"], self.sections["shares"]
        if self.one_agency:
            is_folded = counts[0].id in ("change.counts_zero", "change.counts_unknown")
            received = counts[0 if is_folded else len(steps(self.views)) - 1]
            twice = repeated_share(self.views)
            changes = [own for name, own in self._changes.items() if name != twice]
            ordered = [s for found in changes for s in found[-1:]]
            ordered += [s for found in changes for s in found[:-1]]
            changed = [s for s in ordered if s.id == "change.share_apart"][:_LEADING]
        elif len(self.views) <= _LEADING:
            received, changed = counts[0], [shares[SHARES.index("granted_any")]]
        else:
            return []
        return [replace(s) for s in (received, *changed)]

    @cached_property
    def _changes(self) -> dict[str, list[Sentence]]:
        return yearly_changes(self.views)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {d.id: d.label[self.lang] for d in definitions()}

    def _what(self) -> Iterator[Sentence]:
        if self.one_agency:
            years = [v.meta.year for v in self.views]
            yield self._say("compare.years", agency=self.views[0].agency, years=years)
        else:
            names = [v.name for v in self.views]
            yield self._say("compare.agencies", count=len(names), names=names)
            yield self._say("compare.order")

    def _cautions(self) -> Iterator[Sentence]:
        by_scope = {
            s: self._names(v for v in self.views if v.meta.scope == s)
            for s in ("territory", "agency", "")
        }
        by_form = {f: self._names(v for v in self.views if v.form.code == f) for f in FORMATS}
        years = sorted({int(v.meta.year) for v in self.views})
        if by_scope["territory"] and by_scope["agency"]:
            yield self._say(
                "caution.scope", territory=by_scope["territory"], agency=by_scope["agency"]
            )
        if by_scope[""]:
            yield self._say("caution.scope_unknown", names=by_scope[""])
        if all(by_form.values()):
            yield self._say("caution.form", old=by_form["2019"], new=by_form["2021"])
        if (
            not by_scope[""]
            and sum(map(bool, by_scope.values())) == 1
            and not all(by_form.values())
        ):
            yield self._say("caution.none")
        if not self.one_agency and len(years) > 1:
            yield self._say("caution.year", years=years)
        named = ((v, other_name(v.meta)) for v in self.views)
        others = [(self._name(v), named_in(name, self.lang)) for v, name in named if name]
        if others:
            yield self._say("caution.printed", prints=others)
        missing = [y for y in range(years[0], years[-1]) if y not in years]
        if self.one_agency and missing:
            yield self._say("caution.gap", missing=missing)
        concluded = {v.id: v.amount("requests/concluded/total") for v in self.views}
        small = [v for v in self.views if 0 < concluded[v.id].value < SMALL]
        if small:
            refs = tuple(r for v in small for r in v.refs(concluded[v.id]))
            yield self._say("caution.small", refs, names=self._names(small), limit=SMALL)
        for key, chosen in (
            ("implied", [v for v in self.views if v.implied]),
            ("ocr", [v for v in self.views if v.marked["ocr"]]),
            ("fail", [v for v in self.views if v.disputed]),
            ("transcription", [v for v in self.views if v.meta.transcription]),
        ):
            if chosen:
                yield self._say(f"caution.{key}", names=self._names(chosen))

    def _counts(self) -> Iterator[Sentence]:
        patterns = {d.id: d.numerator for d in definitions()}
        named = [
            (self._labels[name], [(v, v.amount(*patterns[name])) for v in self.views])
            for name in _COUNTS
        ]
        first = self.views[0]
        if self.one_agency:
            named += [
                (
                    first.item_label("remedies", item),
                    [(v, v.amount(f"remedies/{item}/total")) for v in self.views],
                )
                for item in first.form.items("remedies")
            ]
        counted = [(label, list(self._counted(label, values))) for label, values in named]
        folds = {"change.count_zero": "counts_zero", "change.count_unknown": "counts_unknown"}
        yield from self._folded(counted, folds)

    def _folded(
        self, counted: Sequence[tuple[str, list[Sentence]]], folds: Mapping[str, str]
    ) -> Iterator[Sentence]:
        """The sentences by name; several that have nothing else to say become one."""
        kinds = [{folds.get(s.id, "") for s in sentences} for _, sentences in counted]
        keys = [kind.pop() if len(kind) == 1 else "" for kind in kinds]
        for key, (_, sentences) in zip(keys, counted, strict=True):
            alike = [own for other, own in zip(keys, counted, strict=True) if other == key]
            if not key or len(alike) == 1 == len(sentences):
                yield from sentences
            elif sentences is alike[0][1]:
                yield self._say(
                    f"change.{key}",
                    tuple(ref for _, own in alike for s in own for ref in s.cells),
                    agency=self.views[0].short,
                    years=[v.meta.year for v in self.views],
                    small=FEW,
                    labels=[name + self._marks(own) for name, own in alike],
                )

    def _marks(self, sentences: Sequence[Sentence]) -> str:
        """The marks that figures of these sentences carry."""
        text = "".join(s.text for s in sentences).replace(self.views[0].short, "")
        every = (word(f"{name}_mark", self.lang) for name in ("implied", "ocr", "disputed"))
        return "".join(mark for mark in every if mark in text)

    def _counted(self, label: str, values: list[tuple[ReportView, Amount]]) -> Iterator[Sentence]:
        if not self.one_agency:
            refs = tuple(r for v, a in values for r in v.refs(a))
            named = [(self._beside_others(v), a) for v, a in values]
            yield self._say("beside.count", refs, label=self._of_year(label), values=named)
            return
        for before, after in steps(values):
            yield count_change(label, before, after)

    def _shares(self) -> Iterator[Sentence]:
        labels = self._labels
        if not self.one_agency:
            for name in SHARES:
                yield self._beside(labels[name], [(v, v.shares[name]) for v in self.views])
            yield self._say("beside.share_note")
            return
        changes = [(labels[name], self._equal(name, own)) for name, own in self._changes.items()]
        folds = dict.fromkeys(("change.share_unknown", "change.share_small"), "shares_uncompared")
        folds["change.share_zero"] = "shares_zero"
        yield from self._folded(changes, folds)
        ids_used = {s.id for _, found in changes for s in found}
        if ids_used & {"change.share_apart", "change.share_close"}:
            yield self._say("change.share_note")

    def _equal(self, name: str, changes: list[Sentence]) -> list[Sentence]:
        """The changes of a share; where it is one and the same in three years or more, one."""
        if len(changes) == 1 or {s.id for s in changes} != {"change.share_same"}:
            return changes
        values = [(v.meta.year, v.shares[name]) for v in self.views]
        refs = tuple(ref for v in self.views for ref in v.refs(v.shares[name]))
        label, agency = self._labels[name], self.views[0].short
        return [self._say("change.share_equal", refs, label=label, agency=agency, values=values)]

    def _beside(self, label: str, values: list[tuple[ReportView, Share]]) -> Sentence:
        """Shares side by side; those of fewer than five cases apart, as nothing compares them."""
        refs = tuple(r for v, s in values for r in v.refs(s))
        named = [(self._beside_others(v), s) for v, s in values]
        small = [(name, s) for name, s in named if s.known and s.whole < FEW]
        rest = [(name, s) for name, s in named if not (s.known and s.whole < FEW)]
        key = "beside.share" if sum(s.known for _, s in rest) > 1 else "beside.share_few"
        return self._say(key, refs, label=self._of_year(label), values=rest, small=small)

    def _of_year(self, label: str) -> str:
        if self._year is None:
            return label
        return f"{label}（{self._year}年）" if self.lang == "zh" else f"{label}, {self._year}"

    def _continuity(self) -> Iterator[Sentence]:
        if self.one_agency:
            yield from continuity_sentences(self.views)

    def _names(self, views: Iterable[ReportView]) -> list[str]:
        """What a caution is about: all reports, or their names, or one agency with its years."""
        chosen = list(views)
        if len(chosen) == len(self.views) > 1:
            return [word("every_report", self.lang)]
        if not (self.one_agency and chosen):
            return [self._name(v) for v in chosen]
        years = in_row([str(v.meta.year) for v in chosen], self.lang)
        full = report_name(chosen[0].meta.agency, years, self.lang)
        return [full.replace(chosen[0].agency, chosen[0].short)]

    def _name(self, view: ReportView) -> str:
        """A report after its first mention: without the Chinese name, where no other is alike."""
        return view.name.replace(view.agency, self._agency(view))

    def _beside_others(self, view: ReportView) -> str:
        """A report in a sentence that names the year of all, if they have one."""
        return self._name(view) if self._year is None else self._agency(view)

    def _agency(self, view: ReportView) -> str:
        others = {v.short for v in self.views if v.meta.agency != view.meta.agency}
        return view.agency if view.short in others else view.short

    def _limitations(self) -> Iterator[Sentence]:
        for key in ("compare", "content", "lawful", "self"):
            yield self._say(f"cannot.{key}")
