"""How many checks pass, fail and are undecided, of one report and of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from analysis.assessing.dataset import Dataset
from analysis.checking.rules.outcomes import count_outcomes as count_by_report
from analysis.recognising.rows import Rows

if TYPE_CHECKING:
    import pandas as pd

Counts = tuple[int, int, int]  # of outcomes: pass, fail, undecided


def balance_rules(rules: pd.DataFrame | Rows) -> set[str]:
    """Ids of the rules that compare figures with each other.

    Parameters
    ----------
    rules : DataFrame or Rows
        ``Dataset.rules``.
    """
    kinds = zip(rules["rule"], rules["type"], strict=True)
    return {rule for rule, kind in kinds if kind == "expect_terms_to_balance"}


def count_outcomes(outcomes: Iterable[Any]) -> Counts:
    """How many outcomes are pass, fail and undecided.

    Parameters
    ----------
    outcomes : iterable of named tuples
        Rows of ``Dataset.outcomes``.
    """
    counts = Counter(o.outcome for o in outcomes)
    return counts["pass"], counts["fail"], counts["undecided"]


def count_checks(data: Dataset) -> dict[str, Counts]:
    """How many checks of every report pass, fail and are undecided.

    Parameters
    ----------
    data : Dataset
        A corpus, of which only the outcomes are looked at.
    """
    rules = balance_rules(data.unframed("rules"))
    found = count_by_report(data.unframed("outcomes"), rules)
    return {report: found.get(report, (0, 0, 0)) for report in data.unframed("reports")["report"]}
