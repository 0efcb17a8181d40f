"""Failed outcomes as findings: what is printed where, what follows, and what would resolve it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.checking.rules.between import membership
from analysis.checking.rules.equations import instances
from analysis.checking.rules.frame import Wide
from analysis.checking.rules.load import Rule
from analysis.checking.rules.outcomes import Outcome
from analysis.form import cell_label, get_form
from analysis.form.agencies.english import named_in
from analysis.recognising import Report
from analysis.recognising.claims.verdicts import Judged
from analysis.wording import LANGUAGES, in_row

from .address import address_finding, days_of
from .balance import balance_finding
from .claims import contradictions, judged_claims
from .prints import Prints, number
from .prose import prose_findings
from .reuse import Reuse, reuse_finding, reuse_of
from .unread import WHOLE_TABLES, group_unread, unread_finding
from .wording import say

if TYPE_CHECKING:
    import pandas as pd

FINDING_COLUMNS = [
    *("report", "severity", "rule", "where", "cells", "zh", "en", "places", "at"),
    *("resolve_zh", "resolve_en"),
]
_SUMS = {"expect_terms_to_balance": "balance", "expect_terms_not_below_zero": "bound"}
_SEVERITY_ORDER = {"error": 0, "warning": 1, "note": 2}


def build_findings(
    outcomes: pd.DataFrame,
    rules: Sequence[Rule],
    reports: Sequence[Report],
) -> pd.DataFrame:
    """A table of the findings of ``finding_rows``, with ``FINDING_COLUMNS``.

    Parameters
    ----------
    outcomes : DataFrame
        ``report, rule, where, outcome``.
    rules, reports
        As ``finding_rows`` takes them.
    """
    import pandas as pd

    # Millions may have passed: only those that findings are made of become rows.
    dated = outcomes["rule"].isin(_of_type(rules, "expect_publication_by"))
    lacking = (outcomes["outcome"] == "undecided") & outcomes["where"].isin(WHOLE_TABLES)
    some = outcomes[dated | lacking | (outcomes["outcome"] == "fail")]
    columns = (some[name].tolist() for name in Outcome._fields if name in some)
    rows = finding_rows(map(Outcome, *columns), rules, reports)
    return pd.DataFrame(rows, columns=FINDING_COLUMNS, dtype="object")


def finding_rows(
    outcomes: Iterable[Outcome],
    rules: Sequence[Rule],
    reports: Sequence[Report],
    reused: Mapping[str, Reuse] | None = None,
    beside: Sequence[Report] = (),
) -> list[dict[str, Any]]:
    """Make a finding of each failed outcome, and of what no rule states: prose, dates of addresses.

    Within a report the gravest come first.

    Parameters
    ----------
    outcomes : iterable of Outcome
        Report by report.
    rules : sequence of Rule
        Those that were applied.
    reports : sequence of Report
        Those that were checked.
    reused : mapping, optional
        What ``reuse_of`` gives for them, if it was computed already.
    beside : sequence of Report, optional
        All that these are held against where there are more, such as those of a territory's
        agencies.

    Returns
    -------
    list of dict
        ``FINDING_COLUMNS``. ``cells`` is a list of codes, ``places`` a list of where each of them
        is printed, in the same order; ``at`` is the place to look at first.
    """
    by_id, by_report = {r.id: r for r in rules}, {r.id: r for r in reports}
    prior = {(r.agency, r.scope, r.year): r for r in reports}
    rows: list[dict[str, Any]] = []
    seen: tuple[str, Prints] | None = None
    outcomes = list(outcomes)
    failed = [o for o in outcomes if o.outcome == "fail"]
    claims = _of_type(rules, "expect_claims_to_agree")
    case = _Case(beside or reports, {o.report for o in failed if o.rule in claims})
    # A table of which nothing was read is one undecided outcome, and must still be mentioned.
    legible = _of_type(rules, "expect_cells_to_be_legible")
    formats = {r.id: r.format for r in reports}
    unread = group_unread((o for o in failed if o.rule in legible), formats)
    for o in outcomes:
        lacking = o.outcome == "undecided" and o.rule in legible and o.where in WHOLE_TABLES
        if o.outcome != "fail" and not lacking:
            continue
        rule, report = by_id[o.rule], by_report[o.report]
        where, cells = o.where, [o.where]
        if rule.id in legible and not where.endswith("/*"):
            where, cells = unread[report.id, rule.id, where]
            if o.where != cells[0]:
                continue  # in the finding of the first cell of its row or table
        if seen is None or seen[0] != report.id:  # outcomes come report by report
            before = prior.get((report.agency, report.scope, report.year - 1))
            seen = report.id, Prints(report, before)
        about = {
            "report": report.id,
            "severity": rule.meta["severity"],
            "rule": rule.id,
            "where": where,
        }
        if rule.id in legible:
            rows.append({**about, **unread_finding(where, cells, seen[1])})
        else:
            rows += [{**about, **texts} for texts in _findings_of(rule, where, seen[1], case)]
    reused = reuse_of(reports) if reused is None else reused
    dated = _of_type(rules, "expect_publication_by")
    in_time = {o.report: by_id[o.rule] for o in outcomes if o.outcome == "pass" and o.rule in dated}
    for report in reports:
        if report.id in in_time and (late := address_finding(report, in_time[report.id])):
            rows.append({"report": report.id, **late})
        rows += [{"report": report.id, **found} for found in prose_findings(report)]
        before = prior.get((report.agency, report.scope, report.year - 1))
        if report.id in reused and (copied := reuse_finding(report, before, reused[report.id])):
            rows.append({"report": report.id, **copied})
    order = {r.id: i for i, r in enumerate(reports)}
    rows.sort(key=lambda r: (order[r["report"]], _SEVERITY_ORDER[r["severity"]]))
    blank = dict.fromkeys(FINDING_COLUMNS, "")
    return [{**blank, "cells": [], "places": [], **row} for row in rows]


class _Case:
    """What the findings of a corpus share, computed once."""

    def __init__(self, reports: Sequence[Report], contradicted: set[str]) -> None:
        self._reports = reports
        self._contradicted = contradicted

    @cached_property
    def judged(self) -> dict[str, list[Judged]]:
        """The claims of each report that they contradict, as ``judged_claims`` judges them."""
        # All at once: solving for one report costs nearly as much as for a thousand.
        mine = [r for r in self._reports if r.id in self._contradicted]
        return {r.id: judged for r, judged in zip(mine, judged_claims(mine), strict=True)}

    @cached_property
    def members(self) -> dict[str, list[Report]]:
        """The loaded reports of the agencies that make up each territory's."""
        whole, member, _ = membership(Wide.of_reports(self._reports))
        found: dict[str, list[Report]] = {}
        for w, m in zip(whole.tolist(), member.tolist(), strict=True):
            found.setdefault(self._reports[w].id, []).append(self._reports[m])
        return found


def _findings_of(rule: Rule, where: str, prints: Prints, case: _Case) -> list[dict[str, Any]]:
    """The findings of one failed outcome: one, or one for each claim on the same target."""
    report, meta, fmt = prints.report, rule.meta, prints.report.format
    if rule.type in _SUMS:
        terms = instances(rule.kwargs, fmt)[where]
        return [balance_finding(rule, where, terms, prints, _SUMS[rule.type])]
    if rule.type == "expect_zero_for_agencies":
        return [_not_theirs(rule, where, prints)]
    if rule.type == "expect_claims_to_agree":
        return contradictions(rule, where, prints, case.judged[report.id])
    if rule.type == "expect_agencies_to_sum":
        return [_hierarchy(where, prints, case)]
    if rule.type == "expect_sections_to_be_complete":
        found = [s.number for s in report.sections]
        missing = [n for n in rule.kwargs["sections"] if n not in found]
        at = report.sections[0].where if report.sections else ""
        kind, named = ("missing", missing) if missing else ("found", found)
        commas = {"zh": "、", "en": ", "}
        values = {lang: {kind: c.join(named), "count": len(named)} for lang, c in commas.items()}
        return [{**say(f"sections_{'missing' if missing else 'order'}", values), "at": at}]
    if rule.type == "expect_publication_by":
        days = days_of(report, rule)
        return [say("late", days)]
    texts = {f"{k}_{lang}": meta[k][lang] for k in ("label", "why") for lang in LANGUAGES}
    host = "host" if rule.id == "source.host" else "rule"
    return [say(host, {"host": report.source_host, **texts})]


def _not_theirs(rule: Rule, where: str, prints: Prints) -> dict[str, Any]:
    fmt = prints.report.format
    mine = [c.code for c in get_form(fmt).cells if c.code.startswith(where.removesuffix("*"))]
    named = [code for code in mine if prints.value(code)]
    values = {
        lang: {
            "agency": named_in(prints.report.agency, lang),
            "cells": prints.listed({c: cell_label(c, lang, fmt) for c in named}, lang),
            "why": rule.meta["why"][lang],
            "places": prints.places(named, lang),
        }
        for lang in LANGUAGES
    }
    return {**say("not_theirs", values), **prints.cells(named)}


def _of_type(rules: Sequence[Rule], kind: str) -> set[str]:
    """Ids of the rules of one type."""
    return {r.id for r in rules if r.type == kind}


def _hierarchy(where: str, prints: Prints, case: _Case) -> dict[str, Any]:
    """The territory's figure against those of its agencies, each with its file."""
    fmt, held = prints.report.format, prints.of(where)
    members = case.members.get(prints.report.id, [])
    figures = [(r, Prints(r, None)) for r in members]
    values = {}
    for lang in LANGUAGES:
        listed = [
            w.in_own_file(where, named_in(r.agency, lang), lang)
            for r, w in figures
            if where in get_form(r.format).by_code
        ]
        total = sum(w.value(where) or 0.0 for _, w in figures)
        values[lang] = {
            "cell": cell_label(where, lang, fmt),
            "printed": held.printed,
            "place": prints.places([where], lang),
            "count": str(len(members)),
            "sum": number(total),
            "gap": number(abs((held.value or 0.0) - total)),
            "members": in_row(listed, lang),
        }
    kind = "hierarchy" if members else "hierarchy_plain"
    return {**say(kind, values, like="hierarchy"), **prints.cells([where])}
