"""Checking reports: outcomes of every rule, findings, implied values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from analysis.glance import SEVERITIES, counted, glance
from analysis.recognising import Report
from analysis.recognising.rows import Frame, Rows

from .findings.make import FINDING_COLUMNS, finding_rows
from .findings.reuse import Reuse, reuse_of
from .rules.equations import instances
from .rules.evaluate import outcome_columns
from .rules.frame import Wide, all_codes, is_empty
from .rules.implied import IMPLIED_COLUMNS, Implied, renumbered, solve
from .rules.load import Rule, are_all_quick, load_rules
from .rules.outcomes import REASONS, UNDECIDED, Columns, Outcome, OutcomeTable


@dataclass(frozen=True)
class CheckResult:
    """What checking yields.

    Attributes
    ----------
    outcomes : DataFrame
        ``report, rule, where, outcome, implied, undecided``: one row for each rule and row, column
        or cell it is applied to. ``outcome`` is ``pass``, ``fail`` or ``undecided``; ``implied``
        holds ``code=value`` for cells without a number; ``undecided`` says why an outcome is that:
        ``implied`` where all that the equation lacks is implied, so that it was used to imply it
        and cannot confirm it, else ``missing``.
    findings : DataFrame
        ``FINDING_COLUMNS``: what a person should know, with cells, places and sentences.
    implied : DataFrame
        ``report, table, item, column, implied``: what cells without a number must be.
    reused : dict
        Report id to how much of its prose is in the report of the year before. A report is left
        out where nobody can tell.
    """

    outcomes: Frame = Frame(Outcome._fields, required=True)  # noqa: RUF009
    findings: Frame = Frame(FINDING_COLUMNS, required=True)  # noqa: RUF009
    implied: Frame = Frame(IMPLIED_COLUMNS, required=True)  # noqa: RUF009
    reused: dict[str, Reuse] = field(default_factory=dict, kw_only=True)

    def _repr_html_(self) -> str:
        outcomes = counted(self.outcomes["outcome"], ("pass", "fail", "undecided"))
        facts = (
            ("核对 checks", outcomes),
            ("发现 findings", counted(self.findings["severity"], SEVERITIES)),
            ("推算 implied", len(self.implied)),
        )
        return glance("核对结果 Result of the check", facts)


def check_reports(
    reports: Sequence[Report],
    expectations: Path | None = None,
    through_gx: bool = False,
    *,
    only: Collection[str] | None = None,
) -> CheckResult:
    """Check reports by every rule, without Great Expectations where the suites allow it.

    With rules of our own types only, checking takes milliseconds; where a user added a type that
    only Great Expectations knows, its checkpoint runs. A test holds both ways to the same outcomes.

    Parameters
    ----------
    reports : sequence of Report
        Reports of different agencies or years; consecutive years are checked against each other.
    expectations : Path, optional
        Folder of the suites; those that come with Gouji if not given.
    through_gx : bool
        Run the checkpoint in any case.
    only : collection of str, optional
        Ids of the reports that results are wanted of, with all years of each agency. The others
        are there because a territory is held against their sum.

    Raises
    ------
    InputError
        If a suite is broken, or GX does not know or cannot evaluate one of its expectations.
    """
    rules, frame = load_rules(expectations), Wide.of_reports(reports)
    if through_gx or not are_all_quick(expectations):
        from .checkpoint import checkpoint_columns

        parts = checkpoint_columns(frame.frame, rules)
    else:
        parts = quick_columns(rules, frame)
    rows = np.flatnonzero([only is None or report.id in only for report in reports])
    wanted = [reports[row] for row in rows.tolist()]
    if len(wanted) < len(reports):
        parts = {id: {at: codes[rows] for at, codes in own.items()} for id, own in parts.items()}
        frame = frame.part(rows, renumbered(frame["prior"], rows))
    outcomes, implied = tabulate(parts, rules, frame)
    reused = reuse_of(wanted)
    found = finding_rows(outcomes.outcomes(), rules, wanted, reused, beside=reports)
    findings = Rows(FINDING_COLUMNS, [tuple(f[c] for c in FINDING_COLUMNS) for f in found])
    return CheckResult(outcomes, findings, implied, reused=reused)


def findings_of(report: Report) -> list[dict[str, Any]]:
    """Findings of every rule that needs no other report, by Gouji's own suites, without pandas.

    Parameters
    ----------
    report : Report
        The report, its claims settled.
    """
    rules, wide = load_rules(), Wide.of_reports([report])
    table = OutcomeTable.of(quick_columns(rules, wide), [report.id])
    return finding_rows(table.outcomes(), rules, [report])


def quick_columns(rules: Sequence[Rule], frame: Wide) -> dict[str, Columns]:
    """Outcome codes of the rules that need no Great Expectations, by id.

    Parameters
    ----------
    rules : sequence of Rule
        All rules; the others are left out.
    frame : Wide
        The reports.
    """
    return {r.id: outcome_columns(r.type, r.kwargs, frame) for r in rules if r.quick}


def tabulate(
    parts: dict[str, Columns], rules: Sequence[Rule], frame: Wide
) -> tuple[OutcomeTable, Implied]:
    """Join the outcomes of all rules, with why they are undecided, and find the implied values.

    Parameters
    ----------
    parts : dict
        Rule id to its outcome codes.
    rules : sequence of Rule
        Those that were applied.
    frame : Wide
        The reports.

    Returns
    -------
    outcomes : OutcomeTable
        Codes, since there may be millions.
    implied : Implied
        As in ``CheckResult``.
    """
    table, implied = OutcomeTable.of(parts, frame["report"].tolist()), solve(frame, rules)
    why, reason = _why_undecided(table, implied, rules, frame)
    return replace(table, implied=why, undecided=reason), implied


def _why_undecided(
    table: OutcomeTable, implied: Implied, rules: Sequence[Rule], frame: Wide
) -> tuple[tuple[list[tuple[str, ...]], np.ndarray], tuple[tuple[str, ...], np.ndarray]]:
    """For each outcome the implied values of its cells, ``code=value``, zeros last; and the reason.

    The reason is ``implied``, ``missing``, or empty where the outcome is not undecided.
    """
    label, report = table.places()
    undecided = table.codes[label, report] == UNDECIDED
    values: dict[tuple[str, ...], int] = {(): 0}
    value_at = np.zeros(len(label), dtype=np.int32)
    reason_at = np.where(undecided, REASONS.index("missing"), 0).astype(np.int8)
    codes, known = all_codes(), {}
    for row, cell, value in zip(
        implied.row.tolist(), implied.cell.tolist(), implied.value.tolist(), strict=True
    ):
        known[row, codes[cell]] = value
    balances = {r.id: r for r in rules if r.is_equation}
    is_balance = np.array([rule in balances for rule, _ in table.labels], dtype=bool)
    # A gap in the year before is a gap of this year's equation too.
    prior = frame["prior"]
    some = np.zeros(len(frame) + 1, dtype=bool)
    some[implied.row] = True
    some[:-1] |= some[prior] & (prior >= 0)
    open_ones = np.flatnonzero(is_balance[label] & some[report] & undecided)
    formats = frame["format"].tolist()
    terms = {
        (rule, fmt): instances(balances[rule].kwargs, fmt)
        for rule in balances
        for fmt in dict.fromkeys(formats)
    }
    empty = {code: is_empty(frame[f"{code}#"]) for code in codes}
    for place in open_ones.tolist():
        (rule, where), row = table.labels[label[place]], int(report[place])
        found, all_implied = [], True
        for term in terms[rule, formats[row]][where]:
            code = term.removesuffix("@prior")
            source = int(prior[row]) if code != term else row
            value = known.get((source, code))
            if value is not None:
                found.append((term, value))
            elif empty[code][source]:
                all_implied = False
        found.sort(key=lambda f: f[1] == 0)
        own = tuple(f"{term}={value:.15g}" for term, value in found)
        value_at[place] = values.setdefault(own, len(values))
        if found and all_implied:
            reason_at[place] = REASONS.index("implied")
    return (list(values), value_at), (REASONS, reason_at)
