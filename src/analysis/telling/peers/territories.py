"""Territory beside territory: sums over governments of one level, year and form; shares, continuity, ties, never counts."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import matching
from analysis.assessing.indicators.definitions import definitions
from analysis.errors import InputError
from analysis.form import get_form
from analysis.telling.comparison import chosen_reports
from analysis.telling.view import report_name, tally, ties_of
from analysis.telling.wording import NAMED, Ref, Sentence, check_language, say, word

from .indicator import Placed, place
from .sentences import told_field

SECTIONS = ("what", "cautions", "ties", "shares", "continuity", "cannot_tell")


class Territories:
    """Fixed narrative over the reports of territories.

    Parameters
    ----------
    data : Dataset
    reports : sequence of str, or str
        Report ids (in one text: with commas between); those that are not sums over a territory are told and left out.
    lang : {"zh", "en"}

    Attributes
    ----------
    sets : list of (DataFrame, list of Placed)
        Reports of one level, year and form, two or more, with what each indicator comes to in them.
    sections : dict
        Section name to list of ``Sentence``; names are those of ``SECTIONS``.

    Raises
    ------
    InputError
        If fewer than two are named, one is not loaded, none is a territory's, or there is no edition in that language.
    """

    def __init__(
        self, data: Dataset, reports: Sequence[str] | str | None, lang: str = "zh"
    ) -> None:
        self.lang = check_language(lang)
        self.data = data
        chosen = data.rows("reports", *chosen_reports(data, reports)).sort_values(
            ["agency", "year"], kind="stable"
        )
        self.reports = chosen[chosen["scope"] == "territory"].reset_index(drop=True)
        self._others = chosen[chosen["scope"] != "territory"]
        if self.reports.empty:
            raise InputError(
                "None of these reports is the sum over a territory. Compare agencies with the comparison notebook."
            )
        self.names = {
            r.report: report_name(r.agency, r.year, lang) for r in chosen.itertuples(index=False)
        }
        self._labels = {d.id: d.label[lang] for d in definitions()}
        strata = [own for _, own in self.reports.groupby(["level", "year", "format"], sort=True)]
        self.alone = [own.iloc[0] for own in strata if len(own) == 1]
        self.sets: list[tuple[pd.DataFrame, list[Placed]]] = [
            (own, place(data.rows("indicators", *own["report"]))) for own in strata if len(own) > 1
        ]
        self.sections: dict[str, list[Sentence]] = {
            name: list(getattr(self, f"_{name}")()) for name in SECTIONS
        }

    @property
    def title(self) -> str:
        """Title of the narrative."""
        return say("title.territories", self.lang, count=len(self.reports)).text

    def sentences(self) -> list[Sentence]:
        """All sentences, in order; a sentence's number is its place here, from 1."""
        return [s for name in SECTIONS for s in self.sections[name]]

    def _say(self, key: str, rests_on: tuple[Ref, ...] = (), **values: object) -> Sentence:
        return say(key, self.lang, rests_on, **values)

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
        unknown = self.reports[self.reports["level"] == ""]
        if len(unknown):
            yield self._say("terr.level_unknown", names=self._named(unknown))
        if len(self._others):
            yield self._say("terr.no_sum", names=self._named(self._others))
        yield self._say("terr.order")

    def _cautions(self) -> Iterator[Sentence]:
        yield self._say("terr.counts")
        yield self._say("terr.sums")
        transcribed = self.reports[self.reports["transcription"]]
        if len(transcribed):
            yield self._say("terr.transcription", names=self._named(transcribed))

    @cached_property
    def _outcomes(self) -> dict[str, pd.DataFrame]:
        ties = ties_of(self.data.rules)
        every = {r: self.data.rows("outcomes", r) for r in self.reports["report"]}
        return {report: own[own["rule"].isin(ties)] for report, own in every.items()}

    def _ties(self) -> Iterator[Sentence]:
        rows = list(self.reports.itertuples(index=False))
        ties = {row.report: self._outcomes[row.report] for row in rows}
        within = {
            report: own[~own["rule"].str.startswith("continuity.")] for report, own in ties.items()
        }
        yield from self._tallied("terr.ties", [(row, within[row.report]) for row in rows])

    def _tallied(self, stem: str, checked: list[tuple[Any, pd.DataFrame]]) -> Iterator[Sentence]:
        """Ties of each report; those of which all hold are told together. They rest on the cells of the ties that do not hold."""
        for total in sorted(
            {len(ties) for _, ties in checked if len(ties) and (ties["outcome"] == "pass").all()}
        ):
            own = [
                (row, t) for row, t in checked if len(t) == total and (t["outcome"] == "pass").all()
            ]
            refs = tuple(r for row, ties in own for r in self._refs(row, ties))
            yield self._say(
                f"{stem}_hold", refs, names=[self.names[row.report] for row, _ in own], total=total
            )
        for row, ties in checked:
            held, failed, undecided = tally(ties)
            if failed or undecided:
                shown = ties[ties["outcome"] == ("fail" if failed else "undecided")]
                yield self._say(
                    f"{stem}_{'fail' if failed else 'open'}",
                    self._refs(row, shown),
                    name=self.names[row.report],
                    total=len(ties),
                    held=held,
                    failed=failed,
                    undecided=undecided,
                )

    def _refs(self, row: Any, ties: pd.DataFrame) -> tuple[Ref, ...]:
        return tuple(
            r
            for rule, where in zip(ties["rule"], ties["where"], strict=True)
            for r in self._terms(row, rule, where)
        )

    def _terms(self, row: Any, rule: str, where: str) -> Iterator[Ref]:
        """The cells of a tie's row or column; of one between years, also those of the report of the year before."""
        here = matching(get_form(row.format).by_code, [where])
        between = rule.startswith("continuity.")
        for code in here:
            if (
                not between
                or code.split("/")[0] != "requests"
                or code.split("/")[1] == "carried_in"
            ):
                yield Ref(row.report, code)
        prior = self._by_year.get((row.agency, row.scope, int(row.year) - 1))
        if between and prior is not None:
            for code in matching(get_form(prior[1]).by_code, [where]):
                if code.split("/")[1] == "carried_out" or code.endswith("/in_force"):
                    yield Ref(prior[0], code)

    @cached_property
    def _by_year(self) -> dict[tuple[str, str, int], tuple[str, str]]:
        every = self.data.reports
        columns = (every[c] for c in ("agency", "scope", "year", "report", "format"))
        return {
            (agency, scope, int(year)): (report, fmt)
            for agency, scope, year, report, fmt in zip(*columns, strict=True)
        }

    def _shares(self) -> Iterator[Sentence]:
        for own, fields in self.sets:
            for field in fields:
                label = self._labelled(field, own.iloc[0])
                yield from told_field(self._say, field, label, self.names)
                if len(own) <= NAMED and field.shape in ("few", "alike", "spread"):
                    values = [(self.names[r], s) for r, s in field.shares()]
                    yield self._say(
                        "terr.beside", field.refs(), label=label, values=values, kind=field.kind
                    )
        if any(len(f.placed) for _, fields in self.sets for f in fields):
            yield self._say("note.funnel")

    def _labelled(self, field: Placed, one: pd.Series) -> str:
        """The label of an indicator, with the set that it is told of where there are several."""
        label = self._labels[field.definition.id]
        if len(self.sets) == 1:
            return label
        level = word(f"level_{one['level']}", self.lang)
        return word("of_set", self.lang).format(
            label=label, level=level, year=one["year"], form=one["format"]
        )

    def _continuity(self) -> Iterator[Sentence]:
        rows = list(self.reports.itertuples(index=False))
        ties = [(row, self._outcomes[row.report]) for row in rows]
        between = [(row, own[own["rule"].str.startswith("continuity.")]) for row, own in ties]
        yield from self._tallied("terr.continue", between)
        without = [self.names[row.report] for row, own in between if own.empty]
        if without:
            yield self._say("terr.continue_missing", names=without)

    def _cannot_tell(self) -> Iterator[Sentence]:
        for key in ("population", "content", "lawful", "self"):
            yield self._say(f"cannot.{key}")
