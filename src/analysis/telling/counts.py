"""How many checks pass, fail and are undecided, of one report and of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.assessing.dataset import Dataset
from analysis.checking.rules.outcomes import count_outcomes as count_by_report
from analysis.recognising.rows import Rows

from .share import UNREAD

if TYPE_CHECKING:
    import pandas as pd

Counts = tuple[int, int, int]  # of outcomes: pass, fail, undecided


class CorpusCounts(NamedTuple):
    """What a list of a corpus counts, as JSON can hold it.

    Attributes
    ----------
    cells : dict of list of int
        By report: its cells, those that state a number, those not read, those disputed.
    checks : dict of list of int
        By report: how many of its checks pass, fail and are undecided.
    outcomes : list of [str, str, int]
        How many outcomes of each rule there are of each kind.
    """

    cells: dict[str, list[int]]
    checks: dict[str, list[int]]
    outcomes: list[list[Any]]


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


def corpus_counts(data: Dataset) -> CorpusCounts:
    """What a list of a corpus counts of its cells, checks and outcomes.

    Parameters
    ----------
    data : Dataset
        A corpus, or the part of its tables that has the counts in place of the rows.
    """
    if data.counted is not None:
        return CorpusCounts(**data.counted)
    cells, status = data.cells["report"], data.cells["status"]
    # Of each report in C: iterating a long column is slow.
    of = [
        Counter(rows.value_counts().to_dict())
        for rows in (
            cells,
            cells[status == "stated"],
            cells[status.isin(UNREAD)],
            cells[data.cells["disputed"]],
        )
    ]
    found = data.outcomes.groupby(["rule", "outcome"], sort=True, observed=True).size()
    return CorpusCounts(
        {report: [count[report] for count in of] for report in data.reports["report"]},
        {report: list(counts) for report, counts in count_checks(data).items()},
        [[rule, outcome, int(count)] for (rule, outcome), count in found.items()],
    )
