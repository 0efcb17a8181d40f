"""Which findings about a report its agency is asked about, and how they are put to it."""

from collections.abc import Iterator, Sequence
from typing import Any

from analysis.files import digest_of
from analysis.telling.brief.county import County
from analysis.telling.view import ReportView
from analysis.wording import number, place

from .letter import Asked, Letter, Question, say, texts

GRAVE = ("error", "warning")
# What our reading, our copy or our folder leaves open is no matter of the agency's.
_OURS = ("expect_cells_to_be_legible",)
_OUR_RULES = ("source.", "meta.", "reuse.")
_TOGETHER = "expect_agencies_to_sum"  # one matter, however many cells it shows in
_SIGNS = "①②③"  # ways to make the sums right that are named; of more the number is given
_SUMS = ("expect_terms_to_balance", "expect_terms_not_below_zero")


def _question_id(report: str, rule: str, wheres: Sequence[str]) -> str:
    """The id of a question; the same in every run, whatever the figures are."""
    return digest_of(report, rule, *wheres)[:10]


def question_ids(findings: Any, rules: Any) -> list[str]:
    """The id of the question that each finding is part of; empty where nobody is asked.

    Parameters
    ----------
    findings, rules : DataFrame
        As in a ``Dataset``.
    """
    known = {row.rule: row for row in rules.itertuples(index=False)}
    rows = [
        (f.report, f.rule, f.where, f.severity in GRAVE and not _is_ours(f.rule, known))
        for f in findings.itertuples(index=False)
    ]
    wheres: dict[tuple[str, str], dict[str, None]] = {}
    for report, rule, where, asked in rows:
        if asked and _type(rule, known) == _TOGETHER:
            wheres.setdefault((report, rule), {})[where] = None
    return [
        _question_id(report, rule, list(wheres.get((report, rule), (where,)))) if asked else ""
        for report, rule, where, asked in rows
    ]


def letters(county: County) -> list[Letter]:
    """The letters to the agencies of a county that have something to answer.

    Parameters
    ----------
    county : County
        Its reports, with views in the language of the letters.
    """
    found = []
    for view in county.everyone():
        before = county.before.get((view.meta.agency, view.meta.scope))
        if questions := ask(view, before, county.data.rules, county.data.repairs):
            found.append(Letter(view, tuple(questions), before))
    return found


def ask(
    view: ReportView, before: ReportView | None, rules: Any, repairs: Any, decided: bool = False
) -> list[Question]:
    """What the agency of a report is asked.

    Nobody is asked about notes, about what the program could not read, or about what somebody has
    decided already.

    Parameters
    ----------
    view : ReportView
        The report, in the language of the letter.
    before : ReportView or None
        The same agency's report for the year before.
    rules, repairs : DataFrame
        As in a ``Dataset``.
    decided : bool
        Whether to give what somebody has decided already as well, to find an answer's question.
    """
    known = {row.rule: row for row in rules.itertuples(index=False)}
    mine = [
        f
        for f in view.findings.itertuples(index=False)
        if f.severity in GRAVE and (decided or not f.decision) and not _is_ours(f.rule, known)
    ]
    matters: dict[tuple[str, str], list[Any]] = {}
    for f in mine:  # several claims on one target are one decision, and so are the cells of a sum
        where = "" if _type(f.rule, known) == _TOGETHER else f.where
        matters.setdefault((f.rule, where), []).append(f)
    own = repairs[repairs["report"] == view.id].sort_values("rank")
    likely = _Likely(view, list(own.itertuples(index=False)))
    return [
        _question(view, before, number_, found, known.get(found[0].rule), likely)
        for number_, found in enumerate(matters.values(), start=1)
    ]


def _type(rule: str, known: dict[str, Any]) -> str:
    return str(known[rule].type) if rule in known else ""


def _is_ours(rule: str, known: dict[str, Any]) -> bool:
    return rule.startswith(_OUR_RULES) or _type(rule, known) in _OURS


def _question(
    view: ReportView,
    before: ReportView | None,
    position: int,
    found: list[Any],
    rule: Any,
    likely: "_Likely",
) -> Question:
    kind = rule.type if rule else ""
    codes = list(dict.fromkeys(c for f in found for c in f.cells))
    about = _about(view, rule, found) + likely.sentence(codes, position, kind in _SUMS)
    rows = [*_other_rows(view, kind, found), *(_row(view, before, c, likely) for c in codes)]
    wheres = tuple(dict.fromkeys(str(f.where) for f in found))
    id_ = _question_id(view.id, found[0].rule, wheres)
    return Question(id_, found[0].rule, wheres, about, tuple(rows))


def _about(view: ReportView, rule: Any, found: list[Any]) -> str:
    """What is asked, in the words of the rule and of the finding; the rows have the figures."""
    lang = view.lang
    kind, sentences = rule.type if rule else "", [getattr(f, lang) for f in found]
    if kind in _SUMS:  # the letter's own rows have what is printed
        sentences = [text.partition(say("printed", lang))[0] for text in sentences]
    text = ("" if lang == "zh" else " ").join(dict.fromkeys(sentences))
    if kind in texts():
        return say(kind, lang, text=text.rstrip("。."), published=view.meta.published[:10])
    if rule is None:
        key = "prose_sum" if found[0].rule == "prose.sum" else "about_plain"
        return say(key, lang, text=text)
    if kind == "expect_claims_to_agree" or any(getattr(f, lang) not in sentences for f in found):
        return say("about_plain", lang, text=text)
    return say("about_rule", lang, rule=getattr(rule, lang), text=text)


def _other_rows(view: ReportView, kind: str, found: list[Any]) -> Iterator[Asked]:
    """Rows for what is no cell of the form: a sentence, a date, headings, whole tables."""
    lang, at = view.lang, place(found[0].at, view.lang)
    if kind == "expect_publication_by":
        yield Asked("", say("row_published", lang), view.meta.published[:10], "")
    elif kind == "expect_sections_to_be_complete":
        yield Asked("", say("row_sections", lang), "", at)
    elif kind == "expect_claims_to_agree":
        wheres = {f.where for f in found}
        for claim in view.claims:
            if claim.target in wheres and claim.verdict == "contradicts":
                printed = f"“{claim.phrase}”"
                yield Asked("", say("row_prose", lang), printed, place(claim.where, lang))
    elif not found[0].cells:
        about_all = found[0].where == "report"
        yield Asked("", say("row_tables" if about_all else "row_prose", lang), "", at)


def _row(view: ReportView, before: ReportView | None, code: str, likely: "_Likely") -> Asked:
    bare, mark, year = code.partition("@")
    held = view if not mark else before if year == "prior" else None
    cell = held.by_code.get(bare) if held else None
    printed = str(cell.printed) if cell else ""
    where = place(str(cell.where), view.lang) if cell else ""
    label, empty = _label_of(view, code), say("empty", view.lang)
    return Asked("" if mark else code, label, printed or empty, where, likely.value(code))


def _label_of(view: ReportView, code: str) -> str:
    """Label of a cell, which may be of the year before or after."""
    bare, mark, year = code.partition("@")
    label = view.cell_label(bare)
    return say(year, view.lang, label=label) if mark else label


class _Likely:
    """The ways to make the sums of a report right, told once and then referred to."""

    def __init__(self, view: ReportView, repairs: list[Any]) -> None:
        self._view, self._repairs = view, repairs
        self._first_at = 0
        self._values = [dict(zip(r.cells, r.implied, strict=True)) for r in repairs]

    def value(self, code: str) -> str:
        """What a cell would be; of several ways it is said where they are told."""
        if len(self._values) == 1:
            return _figure(self._values[0].get(code, ""))
        known = any(code in values for values in self._values)
        return say("see_left", self._view.lang) if known else ""

    def sentence(self, codes: list[str], position: int, is_sum: bool) -> str:
        """What would make the sums right that these cells are part of."""
        lang = self._view.lang
        if not any(set(values) & set(codes) for values in self._values):
            return ""
        if self._first_at:
            return say("likely_same", lang, number=self._first_at)
        if not is_sum:
            return ""
        self._first_at = position
        options = [self._cells(r, v) for r, v in zip(self._repairs, self._values, strict=True)]
        if len(options) == 1:
            return say("likely_one", lang, cells=options[0])
        pairs = zip(_SIGNS, options, strict=False)
        signed = [say("option", lang, sign=sign, cells=cells) for sign, cells in pairs]
        named = say("semicolon", lang).join(signed)
        return say("likely_several", lang, options=named, more=len(options) - len(signed))

    def _cells(self, repair: Any, values: dict[str, str]) -> str:
        lang = self._view.lang
        why = say(repair.kind, lang) if repair.kind in texts() else ""
        return say("between", lang).join(
            say("change", lang, cell=_label_of(self._view, code), value=_figure(value), why=why)
            for code, value in values.items()
        )


def _figure(text: str) -> str:
    try:
        return number(float(text))
    except ValueError:
        return text
