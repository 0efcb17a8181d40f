"""Territory beside territory: governments of one level, year and form; never counts."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import matching
from analysis.assessing.indicators.definitions import definitions
from analysis.errors import InputError
from analysis.telling.counts import count_outcomes
from analysis.telling.narrative import Narrative
from analysis.telling.sentence import Ref, Sentence, say
from analysis.telling.view import ReportView
from analysis.telling.views import Views
from analysis.telling.wording import word
from analysis.wording import check_language

from .indicator import GroupIndicator, by_indicator
from .sentences import UNCOMPARED, group_sentences, shared_sentences, uncompared_sentence


class Territories(Narrative):
    """Fixed narrative over the reports of territories.

    Parameters
    ----------
    data : Dataset
        The processed tables of all reports.
    reports : sequence of str, or str
        Report ids, in one text with commas between them. Those that are not on a whole
        territory are named and left out.
    lang : {"zh", "en"}
        Language of the labels and sentences.

    Attributes
    ----------
    sets : list of (DataFrame, list of GroupIndicator)
        Reports of one level, year and form, two or more, with what each indicator comes to in them.
        q-values are over all sets together, since one page names by them.

    Raises
    ------
    InputError
        If fewer than two are named or are a territory's, one is not loaded, or the language is
        unknown.
    """

    SECTIONS = ("what", "cautions", "checks", "shares", "continuity", "limitations")

    def __init__(
        self, data: Dataset, reports: Sequence[str] | str | None, lang: str = "zh"
    ) -> None:
        super().__init__(check_language(lang))
        self.data = data
        self.views = Views(data, lang)
        chosen = data.rows("reports", *(view.id for view in self.views.chosen(reports)))
        self.reports = chosen[chosen["scope"] == "territory"].reset_index(drop=True)
        self._others = chosen[chosen["scope"] != "territory"]
        if len(self.reports) < 2:
            raise InputError(
                "Fewer than two of these reports are the sum over a territory. "
                "Compare agencies with the comparison notebook."
            )
        self.names = {report: self.views[report].name for report in chosen["report"]}
        self._labels = {d.id: d.label[lang] for d in definitions()}
        strata = [own for _, own in self.reports.groupby(["level", "year", "format"], sort=True)]
        self.alone = [own.iloc[0] for own in strata if len(own) == 1]
        several = [own for own in strata if len(own) > 1]
        ids = [tuple(own["report"]) for own in several]
        self.sets: list[tuple[pd.DataFrame, list[GroupIndicator]]] = list(
            zip(several, by_indicator(data, *ids), strict=True)
        )

    @property
    def title(self) -> str:
        years = sorted({int(y) for y in self.reports["year"]})
        return say("title.territories", self.lang, count=len(self.reports), years=years).text

    def _named(self, frame: pd.DataFrame) -> list[str]:
        return [self.names[r] for r in frame["report"]]

    def _what(self) -> Iterator[Sentence]:
        for own, _ in self.sets:
            one = own.iloc[0]
            yield self._say(
                "terr.compared",
                count=len(own),
                year=one["year"],
                form=one["format"],
                names=self._named(own),
                level=word(f"level_{one['level']}", self.lang),
            )
        for one in self.alone:
            yield self._say(
                "terr.alone",
                name=self.names[one["report"]],
                form=one["format"],
                level=word(f"level_{one['level']}", self.lang),
            )
        for own, _ in self.sets:
            if not own["level"].iloc[0]:
                yield self._say("terr.level_unknown", names=self._named(own))
        if len(self._others):
            yield self._say("terr.no_sum", names=self._named(self._others))
        yield self._say("terr.order")

    def _cautions(self) -> Iterator[Sentence]:
        yield self._say("terr.counts")
        yield self._say("terr.sums")
        transcribed = self.reports[self.reports["transcription"]]
        if len(transcribed):
            yield self._say("terr.transcription", names=self._named(transcribed))

    def _checks(self) -> Iterator[Sentence]:
        within = [
            (view, [o for o in view.checks if o not in view.between_years])
            for view in self._territories()
        ]
        yield from self._check_sentences("terr.checks", within)

    def _territories(self) -> list[ReportView]:
        return [self.views[report] for report in self.reports["report"]]

    def _check_sentences(
        self, stem: str, checked: list[tuple[ReportView, list[Any]]]
    ) -> Iterator[Sentence]:
        """Checks of each report; reports in which as many checks all pass share a sentence.

        A sentence rests on the cells of the checks that do not pass, or else of all.
        """
        passing = [(view, own) for view, own in checked if all(o.outcome == "pass" for o in own)]
        for total in sorted({len(own) for _, own in passing if len(own)}):
            same = [(view, own) for view, own in passing if len(own) == total]
            refs = tuple(ref for view, own in same for ref in self._refs(view, own))
            # All of them are named above, in the first sentence.
            names = [] if len(same) == len(checked) > 1 else [view.name for view, _ in same]
            yield self._say(f"{stem}_hold", refs, names=names, total=total)
        for view, own in checked:
            passed, failed, undecided = count_outcomes(own)
            if failed or undecided:
                shown = [o for o in own if o.outcome == ("fail" if failed else "undecided")]
                yield self._say(
                    f"{stem}_{'fail' if failed else 'open'}",
                    self._refs(view, shown),
                    name=view.name,
                    total=len(own),
                    held=passed,
                    failed=failed,
                    undecided=undecided,
                )

    def _refs(self, view: ReportView, checks: list[Any]) -> tuple[Ref, ...]:
        return tuple(ref for o in checks for ref in self._terms(view, o.rule, o.where))

    def _terms(self, view: ReportView, rule: str, where: str) -> Iterator[Ref]:
        """Cells of a check's row or column; of one between years, also those of the year before."""
        between = rule.startswith("continuity.")
        for code in matching(view.form.by_code, [where]):
            table, item, _ = code.split("/")
            if not between or table != "requests" or item == "carried_in":
                yield Ref(view.id, code)
        before = self.views.year_before(view) if between else None
        if before is not None:
            for code in matching(before.form.by_code, [where]):
                if code.split("/")[1] == "carried_out" or code.endswith("/in_force"):
                    yield Ref(before.id, code)

    def _shares(self) -> Iterator[Sentence]:
        if not self.sets:
            yield self._say("terr.nothing")
        for own, indicators in self.sets:
            labels = [self._labelled(indicator, own.iloc[0]) for indicator in indicators]
            for indicator, label in zip(indicators, labels, strict=True):
                if indicator.shape not in UNCOMPARED:
                    yield from group_sentences(self._say, indicator, label, self.names)
            yield from shared_sentences(self._say, indicators, labels)
            yield from uncompared_sentence(self._say, indicators, labels)
        if any(len(f.in_funnel) for _, indicators in self.sets for f in indicators):
            yield self._say("note.funnel")

    def _labelled(self, indicator: GroupIndicator, one: pd.Series) -> str:
        """The label of an indicator, with its set where there are several."""
        label = self._labels[indicator.definition.id]
        if len(self.sets) == 1:
            return label
        level = word(f"level_{one['level']}", self.lang)
        return word("of_set", self.lang).format(
            label=label, level=level, year=one["year"], form=one["format"]
        )

    def _continuity(self) -> Iterator[Sentence]:
        between = [(view, view.between_years) for view in self._territories()]
        yield from self._check_sentences("terr.continue", between)
        without = [view.name for view, own in between if not own]
        if without:
            yield self._say("terr.continue_missing", names=without)

    def _limitations(self) -> Iterator[Sentence]:
        for key in ("population", "content", "lawful", "self"):
            yield self._say(f"cannot.{key}")
