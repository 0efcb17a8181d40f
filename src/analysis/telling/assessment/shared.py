"""Sentences of an assessment that its first page and its detail have in common."""

from collections.abc import Iterator
from datetime import date

from analysis.assessing.indicators.timeliness import days_to_limit, legal_limit
from analysis.telling.sentence import Ref, Sentence, say
from analysis.telling.view import ReportView
from analysis.telling.wording import word


def checks_sentence(view: ReportView, before: ReportView | None) -> Sentence:
    """How many checks pass; it rests on the cells of those that fail.

    Parameters
    ----------
    view : ReportView
        The report.
    before : ReportView or None
        The agency's report for the year before, where it is loaded.
    """
    passed, failed, undecided = view.check_counts
    key = "check.some_fail" if failed else "check.some_undecided" if undecided else "check.all_hold"
    return say(
        key,
        view.lang,
        _failing_cells(view),
        total=len(view.checks),
        held=passed,
        failed=failed,
        undecided=undecided,
        why=_why_undecided(view, before),
        between=bool(view.between_years),
    )


def _why_undecided(view: ReportView, before: ReportView | None) -> str:
    """Whose numbers the undecided checks lack, and whether they are unprinted or we read none."""
    reasons = set()
    for check in (o for o in view.checks if o.outcome == "undecided"):
        reports = [("own", view)]
        if before is not None and check in view.between_years:
            reports.append(("prior", before))
        lacking = {
            f"{whose}_{'unread' if code in report.unread else 'unprinted'}"
            for whose, report in reports
            for code in report.lacking(check.where)
        }
        implied = any(one.amount(check.where).basis == "implied" for _, one in reports)
        reasons |= lacking or ({"implied"} if implied else set())
    texts = []
    for kind in ("unprinted", "unread"):
        lacking_in = [who for who in ("own", "prior") if f"{who}_{kind}" in reasons]
        named = "both" if len(lacking_in) > 1 else "".join(lacking_in)
        texts += [word(f"why_{named}_{kind}", view.lang)] if named else []
    # A number that a check implied cannot be tested by it.
    texts += [word("why_implied", view.lang)] if "implied" in reasons else []
    return ("，" if view.lang == "zh" else "; ").join(texts) or word("why_unknown", view.lang)


def _failing_cells(view: ReportView) -> tuple[Ref, ...]:
    wheres = {o.where for o in view.checks if o.outcome == "fail"}
    concerned = (f for f in view.found if f.where in wheres and f.cells)
    codes = dict.fromkeys(c for f in concerned for c in f.cells)
    return tuple(Ref(view.id, c) for c in codes if c in view.form.by_code)


def disputed_later(view: ReportView, after: ReportView | None) -> list[tuple[str, ...]]:
    """The failing checks of the next year's report that dispute figures of this one.

    Parameters
    ----------
    view : ReportView
        The report.
    after : ReportView or None
        The agency's report for the year after, where it is loaded.

    Returns
    -------
    list of tuple
        Of each check the codes of the cells of this report.
    """
    if after is None:
        return []
    between = (f for f in after.found if f.rule.startswith("continuity."))
    doubted = (f for f in between if f.decision != "explain" or f.corrected)
    found = (
        tuple(c.removesuffix("@prior") for c in f.cells if c.endswith("@prior")) for f in doubted
    )
    return [codes for codes in found if not view.disputed.isdisjoint(codes)]


def deadline_sentence(view: ReportView) -> Sentence:
    """Whether the report was published by the legal date.

    Parameters
    ----------
    view : ReportView
        The report.
    """
    published, year, scope = view.meta.published, int(view.meta.year), view.meta.scope
    agency = view.meta.agency
    limit = legal_limit(year, scope, agency)
    if scope == "agency" and limit is None:
        return say("time.no_law", view.lang)
    if not published:
        return say("time.unknown", view.lang)
    day = date.fromisoformat(published[:10])
    days = days_to_limit(published, year, scope, agency)
    if limit is None or days is None:
        return say("time.no_limit", view.lang, published=day)
    key = "time.early" if days > 0 else "time.late" if days < 0 else "time.on_day"
    return say(key, view.lang, published=day, limit=limit, days=abs(days))


def zero_sentence(view: ReportView, label: str, *rows: str) -> Sentence:
    """A total of zero that does not say there was nothing: it or a part is disputed or unknown.

    Parameters
    ----------
    view : ReportView
        The report.
    label : str
        What is counted.
    *rows : str
        Patterns of the rows that are added up, ``table/item``.
    """
    total = view.amount(*(f"{row}/total" for row in rows))
    every = view.amount(*(f"{row}/*" for row in rows))
    parts = view.amount(*(code for code in every.cells if not code.endswith("/total")))
    return say(
        "zero.printed",
        view.lang,
        view.refs(every),
        label=label,
        amount=total,
        parts=parts,
        several=len(total.cells) > 1,
    )


def corrected_sentences(view: ReportView) -> Iterator[Sentence]:
    """How many of the agency's decisions were corrected in review and in court, where known.

    Parameters
    ----------
    view : ReportView
        The report.
    """
    for name in ("review_corrected", "suits_corrected"):
        share = view.shares[name]
        if share.known:
            yield say(f"remedy.{name}", view.lang, view.refs(share), share=share)
