"""How many checks pass, fail and are undecided, of one report and of many."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.checking.rules.outcomes import count_outcomes as count_by_report

Counts = tuple[int, int, int]  # of outcomes: pass, fail, undecided


def balance_rules(rules: pd.DataFrame) -> set[str]:
    """Ids of the rules that compare figures with each other.

    Parameters
    ----------
    rules : DataFrame
        ``Dataset.rules``.
    """
    return set(rules.loc[rules["type"] == "expect_terms_to_balance", "rule"])


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
    counts = count_by_report(data.outcomes, sorted(balance_rules(data.rules)))
    columns = (counts[name] for name in ("pass", "fail", "undecided"))
    rows = ((int(p), int(f), int(u)) for p, f, u in zip(*columns, strict=True))
    found = dict(zip(counts["report"], rows, strict=True))
    return {report: found.get(report, (0, 0, 0)) for report in data.reports["report"]}
