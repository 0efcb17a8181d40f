"""Sentences that the first page and the chapters say alike."""

from datetime import date

from analysis.assessing.indicators.timeliness import days_to_limit, legal_limit
from analysis.telling.view import ReportView, tally
from analysis.telling.wording import Ref, Sentence, say


def ties_sentence(view: ReportView) -> Sentence:
    """How the ties stand; it rests on the cells of those that fail."""
    held, failed, undecided = tally(view.ties)
    key = "check.some_fail" if failed else "check.some_undecided" if undecided else "check.all_hold"
    return say(
        key,
        view.lang,
        failing(view),
        total=len(view.ties),
        held=held,
        failed=failed,
        undecided=undecided,
    )


def failing(view: ReportView) -> tuple[Ref, ...]:
    """The cells that the failing ties of a report are about."""
    wheres = dict.fromkeys(view.ties.loc[view.ties["outcome"] == "fail", "where"])
    concerned = view.findings[view.findings["where"].isin(wheres) & (view.findings["cells"] != "")]
    codes = dict.fromkeys(c for cells in concerned["cells"] for c in cells.split("; "))
    return tuple(Ref(view.id, c) for c in codes if c in view.form.by_code)


def in_time(view: ReportView) -> Sentence:
    """Whether the report was published by the legal date."""
    published, year, scope = view.meta["published"], int(view.meta["year"]), view.meta["scope"]
    if not published:
        return say("time.unknown", view.lang)
    day, limit, days = (
        date.fromisoformat(published[:10]),
        legal_limit(year, scope),
        days_to_limit(published, year, scope),
    )
    if limit is None or days is None:
        return say("time.no_limit", view.lang, published=day)
    key = "time.early" if days > 0 else "time.late" if days < 0 else "time.on_day"
    return say(key, view.lang, published=day, limit=limit, days=abs(days))
