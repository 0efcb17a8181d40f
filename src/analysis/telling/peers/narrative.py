"""An agency among its peers, and a group as a whole: who is compared, where figures lie."""

import math
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.groups.rules import Group, peers_of
from analysis.assessing.indicators.definitions import definitions
from analysis.assessing.indicators.table import digest_of_definition
from analysis.errors import InputError
from analysis.telling.narrative import Narrative
from analysis.telling.sentence import Sentence, say
from analysis.telling.view import report_name
from analysis.telling.views import Views
from analysis.telling.wording import word
from analysis.wording import check_language

from .indicator import GroupIndicator, by_indicator
from .sentences import (
    UNCOMPARED,
    far_sentences,
    group_sentences,
    own_sentences,
    shared_sentences,
    uncompared_sentence,
)


class Peers(Narrative):
    """Fixed narrative of a group of peers, and of one report in it.

    Parameters
    ----------
    data : Dataset
        The processed tables of all reports.
    group : str, optional
        Its id in ``Dataset.groups``; if not given, the one that ``report`` is compared in.
    report : str, optional
        The report that is placed among the others; without it, only the group is described.
    lang : {"zh", "en"}
        Language of the labels and sentences.

    Attributes
    ----------
    group : Group
        Who belongs to it, by which rule, and who was left out.
    members : DataFrame
        Rows of ``Dataset.reports``, in the order of agency and year.
    indicators : list of GroupIndicator
        The group by each indicator; none where it has one member.

    Raises
    ------
    InputError
        If there is no such group or report, the report is not in the group, or the language is
        unknown.
    """

    SECTIONS = ("who", "cautions", "own", "far", "method", "limitations", "group")

    def __init__(
        self, data: Dataset, group: str | None = None, report: str | None = None, lang: str = "zh"
    ) -> None:
        super().__init__(check_language(lang))
        self.data, self.report, self.views = data, report, Views(data, lang)
        self.group = _found(data, group, report)
        self._left: dict[str, list[str]] = {}
        for other, reason in self.group.left_out:
            self._left.setdefault(reason, []).append(other)
        self.members = data.rows("reports", *self.group.reports).sort_values(
            ["agency", "year"], kind="stable", ignore_index=True
        )
        ids = list(self.members["report"])
        every = data.rows("reports", *ids, *(r for r, _ in self.group.left_out))
        self.names = {
            r.report: report_name(r.agency, r.year, lang) for r in every.itertuples(index=False)
        }
        self._labels = {d.id: d.label[lang] for d in definitions()}
        self.indicators: list[GroupIndicator] = (
            by_indicator(data, tuple(ids))[0] if len(ids) > 1 else []
        )

    @property
    def title(self) -> str:
        if self.report is None:
            return say("title.peers", self.lang, group=self.group.label[self.lang]).text
        return say("title.own", self.lang, name=self.names[self.report]).text

    @property
    def table(self) -> pd.DataFrame:
        """Every report by every indicator: the columns of ``compare_peers``, and who is left out.

        ``left_out`` is ``unknown``, ``disputed`` or ``nothing`` (to divide by), else empty;
        ``definition`` is the digest of what is counted.
        """
        parts = [
            part.assign(indicator=f.definition.id, definition=digest_of_definition(f.definition))
            for f in self.indicators
            for part in (f.table.reset_index().assign(left_out=""), f.left_out)
            if len(part)
        ]
        if not parts:
            return pd.DataFrame(columns=["indicator", "report"])
        whole = pd.concat(parts, ignore_index=True)
        whole["comparable"] = whole["comparable"].astype(bool)
        first = ["indicator", "definition", "report"]
        return whole[[*first, *(c for c in whole if c not in first)]]

    def _named(self, reports: Iterable[str]) -> list[str]:
        chosen = set(reports)
        return [self.names[r] for r in self.members["report"] if r in chosen]

    def _who(self) -> Iterator[Sentence]:
        names = [self.names[r] for r in self.members["report"]]
        if len(names) == 1:
            yield self._say("peer.alone", group=self.group.label[self.lang], name=names[0])
        else:
            yield self._say(
                "peer.group", group=self.group.label[self.lang], count=len(names), names=names
            )
        yield self._say("peer.by_user" if self.group.by == "user" else "peer.by_rule")
        for reason, reports in self._left.items():
            yield self._say(
                "peer.left",
                count=len(reports),
                names=[self.names[r] for r in reports],
                reason=word(f"left_{reason}", self.lang),
            )
        if len(names) > 1:
            yield self._say("peer.order")

    def _cautions(self) -> Iterator[Sentence]:
        if not self.indicators:
            return
        members, ids = self.members, list(self.members["report"])
        yield self._say("mind.counts")
        yield self._say("mind.duties")
        years = sorted({int(y) for y in members["year"]})
        if len(years) > 1:
            yield self._say("mind.years", years=years)
        old = int((members["format"] == "2019").sum())
        if 0 < old < len(members):
            yield self._say("mind.forms", old=old, new=len(members) - old)
        scopes = {s: int((members["scope"] == s).sum()) for s in ("territory", "agency", "")}
        if max(scopes.values()) < len(members):
            yield self._say(
                "mind.scopes",
                territory=scopes["territory"],
                agency=scopes["agency"],
                unknown=scopes[""],
            )
        marked = self.indicators[0].marked
        implied, by_ocr = (
            [
                r.report
                for f in self.indicators
                for r in f.records
                if getattr(r, column) == which and not math.isnan(r.estimate)
            ]
            for column, which in (("basis", "implied"), ("read_by", "ocr"))
        )
        for key, chosen in (
            ("fail", [report for report in ids if marked[report]["disputed"]]),
            ("implied", implied),
            ("ocr", by_ocr),
            ("transcription", members.loc[members["transcription"], "report"]),
        ):
            if len(chosen):
                yield self._say(f"mind.{key}", names=self._named(chosen))

    def _own(self) -> Iterator[Sentence]:
        if self.report is not None:
            yield from own_sentences(self._say, self.indicators, self._labels, self.report)

    def _group(self) -> Iterator[Sentence]:
        labels = [self._labels[i.definition.id] for i in self.indicators]
        for indicator, label in zip(self.indicators, labels, strict=True):
            if indicator.shape not in UNCOMPARED:
                yield from group_sentences(self._say, indicator, label, self.names)
        yield from shared_sentences(self._say, self.indicators, labels)
        yield from uncompared_sentence(self._say, self.indicators, labels)

    def _far(self) -> Iterator[Sentence]:
        found = [
            s
            for f in self.indicators
            for s in far_sentences(self._say, f, self._labels[f.definition.id], self.names)
        ]
        every = tuple(r for f in self.indicators for r in f.refs())
        if not any(len(f.in_funnel) for f in self.indicators):
            yield self._say("place.no_limits", every)
        elif not found:
            yield self._say("place.nobody", every)
        yield from found

    def _method(self) -> Iterator[Sentence]:
        if any(len(f.in_funnel) for f in self.indicators):
            yield self._say("note.funnel")

    def _limitations(self) -> Iterator[Sentence]:
        for key in ("compare", "content", "lawful", "self"):
            yield self._say(f"cannot.{key}")


def _found(data: Dataset, group: str | None, report: str | None) -> Group:
    report = str(report or "")
    if report:
        mine = peers_of(data, report, group or "")
        if not mine.id:
            why = word(f"left_{mine.reason}", "en")
            raise InputError(
                f"{report} has no peers by rule: {why}. "
                "Define a group in a file, and give it with --groups."
            )
        return mine
    own = data.groups.loc[data.groups["group"] == str(group), "report"]
    if len(own):
        return peers_of(data, str(own.iloc[0]), str(group))
    known = list(dict.fromkeys(data.groups["group"]))
    near = get_close_matches(str(group), known, n=3, cutoff=0.4) or known[:10]
    if not group:
        raise InputError("Give a report, as reports.csv names it, or a group of groups.csv.")
    raise InputError(
        f"There is no group {group!r}. Nearest: {'; '.join(near) or 'none'}. "
        "groups.csv lists them all."
    )
