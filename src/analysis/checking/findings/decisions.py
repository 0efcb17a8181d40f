"""Decisions joined to the findings they are about; messages about those without effect."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analysis.checking.rules.load import Rule
from analysis.form import FORMATS, TABLES, get_form
from analysis.recognising import Report
from analysis.recognising.about.findings import finding_rules
from analysis.recognising.claims.verdicts import codes_of
from analysis.recognising.rows import Rows

from . import address, prose, prose_years, reuse
from .corrections import Correction, Key
from .make import FINDING_COLUMNS
from .wording import resolution

if TYPE_CHECKING:
    import pandas as pd

DECIDED_COLUMNS = ["decision", "by", "on", "reason", "corrected"]
CORRECTION_COLUMNS = [
    *("report", "rule", "where", "decision", "by", "on", "reason", "corrected"),
    *("state", "file", "entry"),
]
JOINT = "figures.joint"  # rule of findings that the repairs of many checks together make
APPLIES = "applies"
CHANGED = "source changed"
IDLE = "no such finding"
NO_RULE = "no such rule"
NO_PLACE = "no such place"
NO_REPORT = "no such report"
# A decision about such a finding stays a known one after the finding is gone.
_OUTSIDE_SUITES = {
    prose.SUM_RULE,
    prose_years.YEAR_RULE,
    reuse.RULE,
    address.RULE,
    JOINT,
    *finding_rules(),
}


def decide(
    findings: Iterable[Mapping[str, Any]],
    corrections: Sequence[Correction],
    reports: Sequence[Report],
    rules: Sequence[Rule],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Join corrections to the findings they are about.

    Parameters
    ----------
    findings : iterable of mapping
        Findings of all kinds.
    corrections : sequence of Correction
        What people decided.
    reports : sequence of Report
        Those that were checked; an entry about another is left aside, unless its sha256 is that of
        one of these: then its name is misspelt.
    rules : sequence of Rule
        The rules that were applied.

    Returns
    -------
    findings : list of dict
        Complete, with ``DECIDED_COLUMNS``; empty where nobody decided.
    table : list of dict
        ``CORRECTION_COLUMNS``: every entry about these reports and its state.
    """
    out, about = _undecided(findings)
    by_report = {r.id: r for r in reports}
    by_file = {r.sha256: r for r in reports}
    known = {r.id for r in rules} | _OUTSIDE_SUITES | {found["rule"] for found in out}
    rows = []
    for c in corrections:
        if c.report in by_report:
            state = _state(c, by_report[c.report], about, known)
        elif c.sha256 in by_file:
            state = f"{NO_REPORT}: {by_file[c.sha256].id}"
        else:
            continue  # about a report that is not here
        own = {**vars(c), "corrected": c.values, "state": state}
        if state == APPLIES:
            for found in about[c.report, c.rule, c.where]:
                found |= {name: own[name] for name in DECIDED_COLUMNS}
        rows.append({name: own[name] for name in CORRECTION_COLUMNS})
    return out, rows


def decide_again(
    findings: Iterable[Mapping[str, Any]], decisions: Iterable[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Join the decisions of a table to findings made again of the same tables, as ``decide`` does.

    Parameters
    ----------
    findings : iterable of mapping
        Findings of all kinds.
    decisions : iterable of mapping
        ``CORRECTION_COLUMNS``, as ``decide`` gives them.
    """
    out, about = _undecided(findings)
    rows = []
    for decision in decisions:
        row = {name: decision[name] for name in CORRECTION_COLUMNS}
        if row["state"] == APPLIES:
            its = about.get((row["report"], row["rule"], row["where"]), [])
            for found in its:
                found |= {name: row[name] for name in DECIDED_COLUMNS}
            row["state"] = APPLIES if its else IDLE
        rows.append(row)
    return out, rows


def _undecided(
    findings: Iterable[Mapping[str, Any]],
) -> tuple[list[dict[str, Any]], dict[Key, list[dict[str, Any]]]]:
    """Complete findings, and the same by what a decision names them by."""
    out = [_completed(f) | dict.fromkeys(DECIDED_COLUMNS, "") for f in findings]
    about: dict[Key, list[dict[str, Any]]] = {}
    for found in out:
        about.setdefault((found["report"], found["rule"], found["where"]), []).append(found)
    return out, about


def _completed(finding: Mapping[str, Any]) -> dict[str, Any]:
    """A finding of any kind with all ``FINDING_COLUMNS``, and what would resolve it."""
    blank = {name: [] if name in ("cells", "places") else "" for name in FINDING_COLUMNS}
    known = {name: value for name, value in finding.items() if value is not None and value == value}
    found = {**blank, **known}
    if not (found["resolve_zh"] and found["resolve_en"]):  # as in one that reading made
        found |= resolution(str(found["rule"]))
    return found


def _state(c: Correction, report: Report, about: Collection[Key], known: set[str]) -> str:
    if c.rule not in known:
        return NO_RULE
    if not _is_place(c.where, report.format):
        return NO_PLACE
    if c.sha256 != report.sha256:
        return CHANGED
    return APPLIES if (c.report, c.rule, c.where) in about else IDLE


def _is_place(where: str, fmt: str) -> bool:
    """Whether a finding can have this place: a report, row, column, cell or figure of the prose."""
    if where == "report" or prose.PLACE.fullmatch(where):
        return True
    parts = where.split("/")
    if len(parts) == 3 and "*" in parts[1:] and parts[0] in TABLES:
        cells = [c for c in get_form(fmt).cells if c.table == parts[0]]
        return any((parts[1] in ("*", c.item)) and (parts[2] in ("*", c.column)) for c in cells)
    return any(codes_of(where, get_form(each).by_code) for each in (fmt, *FORMATS))


def correction_messages(table: pd.DataFrame | Rows) -> list[str]:
    """State, with file and entry, which corrections have no effect and what to do.

    Parameters
    ----------
    table : DataFrame or Rows
        ``CORRECTION_COLUMNS``, as ``decide`` gives it.
    """
    lines = []
    for c in table.itertuples():
        who = f"{c.file}, entry {c.entry} ({c.report}, {c.rule}, {c.where}; {c.by}, {c.on})"
        if c.state == CHANGED:
            lines.append(
                f"{who} no longer applies: the source changed. The finding stands; look at it "
                "again and renew sha256."
            )
        elif c.state == IDLE:
            lines.append(
                f"{who} has no effect: no such finding is made. Remove it, or copy `rule` and "
                "`where` from gouji check."
            )
        elif c.state.startswith(NO_REPORT):
            meant = c.state.removeprefix(f"{NO_REPORT}: ")
            lines.append(
                f"{who} has no effect: its sha256 is that of {meant}. "
                "Write this name as its `report`, or correct sha256."
            )
        elif c.state in (NO_RULE, NO_PLACE):
            what = (
                f"rule {c.rule!r}"
                if c.state == NO_RULE
                else f"row, column, cell or claim {c.where!r}"
            )
            lines.append(
                f"{who}: there is no {what}. Copy `rule` and `where` from the output of "
                "gouji check."
            )
    return lines


def misnamed(table: pd.DataFrame | Rows) -> bool:
    """Whether an entry names a report, rule or place that does not exist: bad input, exit code 2.

    Parameters
    ----------
    table : DataFrame or Rows
        ``CORRECTION_COLUMNS``, as ``decide`` gives it.
    """
    return any(state.startswith((NO_RULE, NO_PLACE, NO_REPORT)) for state in table["state"])
