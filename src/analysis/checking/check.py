"""Checking reports: outcomes of every rule, findings, implied values."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.recognising import Report

from .evaluate import evaluate
from .findings import build_findings
from .frame import wide_frame
from .implied import implied_text, implied_values
from .rules import Rule, load_rules


@dataclass(frozen=True)
class CheckResult:
    """What checking yields.

    Attributes
    ----------
    outcomes : DataFrame
        ``report, rule, where, outcome, implied``.
    findings : DataFrame
        ``report, severity, rule, where, cells, zh, en``, one for each failed outcome.
    implied : DataFrame
        ``report, table, item, column, implied``.
    """

    outcomes: pd.DataFrame
    findings: pd.DataFrame
    implied: pd.DataFrame


def check_reports(reports: Sequence[Report], expectations: Path | None = None) -> CheckResult:
    """Check reports without Great Expectations: the same rules, the same outcomes, in milliseconds.

    A rule of a type that only GX can evaluate, which a user may have added, is left to ``run_checkpoint``.

    Raises
    ------
    InputError
        If a suite is broken.
    """
    rules = load_rules(expectations)
    frame = wide_frame(reports)
    quick = [r for r in rules if r.quick]
    parts = [evaluate(r.type, r.kwargs, frame).assign(rule=r.id) for r in quick]
    return assemble(parts, rules, frame, reports)


def assemble(parts: list[pd.DataFrame], rules: Sequence[Rule], frame: pd.DataFrame, reports: Sequence[Report]) -> CheckResult:
    """Outcomes of single rules, with implied values and findings made from them."""
    outcomes = pd.concat(parts, ignore_index=True)
    order = {r.id: i for i, r in enumerate(reports)}
    outcomes = outcomes.sort_values("report", key=lambda s: s.map(order), kind="stable", ignore_index=True)
    implied = implied_values(frame, rules, outcomes)
    outcomes["implied"] = implied_text(outcomes, implied, rules, {r.id: r.format for r in reports})
    outcomes = outcomes[["report", "rule", "where", "outcome", "implied"]]
    return CheckResult(outcomes, build_findings(outcomes, rules, reports), implied)
