"""Corrections laid to the findings they speak of; those that do not apply are told, with file and entry."""

from collections.abc import Sequence

import pandas as pd

from analysis.checking.rules.load import Rule
from analysis.form import FORMATS, TABLES, get_form
from analysis.recognising import Report

from .claims import codes_of
from .corrections import Correction
from .make import completed
from .wording import piece

DECIDED_COLUMNS = ["decision", "by", "on", "reason", "corrected"]
CORRECTION_COLUMNS = [
    "report",
    "rule",
    "where",
    "decision",
    "by",
    "on",
    "reason",
    "corrected",
    "state",
    "file",
    "entry",
]
APPLIES, CHANGED, IDLE, NO_RULE, NO_PLACE = (
    "applies",
    "source changed",
    "no such finding",
    "no such rule",
    "no such place",
)
SETTLED = ("explain", "reject")


def decide(
    findings: pd.DataFrame,
    corrections: Sequence[Correction],
    reports: Sequence[Report],
    rules: Sequence[Rule],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay corrections to findings.

    Parameters
    ----------
    findings : DataFrame
        Of all kinds.
    corrections : sequence of Correction
    reports : sequence of Report
        Those that were checked; an entry about another is left aside.
    rules : sequence of Rule

    Returns
    -------
    findings : DataFrame
        Complete, with ``DECIDED_COLUMNS``; empty where nobody decided.
    table : DataFrame
        ``CORRECTION_COLUMNS``: every entry about these reports and its state.
    """
    out = completed(findings).reset_index(drop=True)
    for column in DECIDED_COLUMNS:
        out[column] = ""
    by_report = {r.id: r for r in reports}
    at = {
        key: i
        for i, key in enumerate(out[["report", "rule", "where"]].itertuples(index=False, name=None))
    }
    known = {r.id for r in rules} | set(out["rule"])
    rows = []
    for c in corrections:
        if c.report not in by_report:
            continue
        state = _state(c, by_report[c.report], at, known)
        if state == APPLIES:
            for i in out.index[
                (out["report"] == c.report) & (out["rule"] == c.rule) & (out["where"] == c.where)
            ]:
                out.loc[i, DECIDED_COLUMNS] = [c.decision, c.by, c.on, c.reason, c.values]
        rows.append(
            (
                c.report,
                c.rule,
                c.where,
                c.decision,
                c.by,
                c.on,
                c.reason,
                c.values,
                state,
                c.file,
                c.entry,
            )
        )
    return out, pd.DataFrame(rows, columns=CORRECTION_COLUMNS)


def _state(c: Correction, report: Report, at: dict, known: set[str]) -> str:
    if c.rule not in known:
        return NO_RULE
    if not _is_place(c.where, report.format):
        return NO_PLACE
    if c.sha256 != report.sha256:
        return CHANGED
    return APPLIES if (c.report, c.rule, c.where) in at else IDLE


def _is_place(where: str, fmt: str) -> bool:
    """Whether a finding can stand there: a report, a row, a column, a cell, or the target of a claim."""
    if where == "report":
        return True
    parts = where.split("/")
    if len(parts) == 3 and "*" in parts[1:] and parts[0] in TABLES:
        cells = [c for c in get_form(fmt).cells if c.table == parts[0]]
        return any((parts[1] in ("*", c.item)) and (parts[2] in ("*", c.column)) for c in cells)
    return any(codes_of(where, each) for each in dict.fromkeys((fmt, *FORMATS)))


def correction_messages(table: pd.DataFrame) -> list[str]:
    """The entries that have no effect, in a sentence each, with file and entry."""
    lines = []
    for c in table.itertuples(index=False):
        who = f"{c.file}: entry {c.entry} ({c.report}, {c.rule}, {c.where}; {c.by}, {c.on})"
        if c.state == CHANGED:
            lines.append(
                f"{who} no longer applies: the source changed. The finding stands; look at it again and renew sha256."
            )
        elif c.state == IDLE:
            lines.append(
                f"{who} has no effect: no such finding is made. Remove it, or copy `rule` and `where` from gouji check."
            )
        elif c.state in (NO_RULE, NO_PLACE):
            what = (
                f"rule {c.rule!r}"
                if c.state == NO_RULE
                else f"row, column, cell or claim {c.where!r}"
            )
            lines.append(
                f"{who}: there is no {what}. Copy `rule` and `where` from the output of gouji check."
            )
    return lines


def misnamed(table: pd.DataFrame) -> bool:
    """Whether an entry names a rule or a place that does not exist: bad input, which ends with exit code 2."""
    return bool(table["state"].isin([NO_RULE, NO_PLACE]).any())


def decision_text(decision: str, by: str, on: str, reason: str, corrected: str, lang: str) -> str:
    """``[explained by NAME on DATE: reason]``; empty where nobody decided."""
    if not decision:
        return ""
    said = piece(decision, lang, by=by, on=on)
    value = piece("value", lang, values=corrected) if corrected else ""
    return f"［{said}：{reason}{value}］" if lang == "zh" else f"[{said}: {reason}{value}]"


def settled(findings: pd.DataFrame) -> set[tuple[str, str, str]]:
    """``report, rule, where`` of the findings that a valid correction explains or rejects: they no longer fail a build."""
    if "decision" not in findings:
        return set()
    mine = findings[findings["decision"].isin(SETTLED)]
    return set(mine[["report", "rule", "where"]].itertuples(index=False, name=None))
