"""Outcomes as numbers while there are many, as words once somebody reads them.

A rule over many reports has one column of outcome codes for each row, column or cell that it speaks
of. A hundred thousand reports have millions of outcomes: as strings they would cost gigabytes, as
codes they are a few megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

PASS, UNDECIDED, FAIL, NOT_APPLICABLE = 0, 1, 2, 3
NAMES = ("pass", "undecided", "fail")

Columns = dict[str, np.ndarray]  # where -> a code for each report, int8


class Outcome(NamedTuple):
    """What one check came to.

    Attributes
    ----------
    report : str
        Id of the report.
    rule : str
        Id of the rule.
    where : str
        Row, column or cell of the form.
    outcome : str
        One of ``NAMES``.
    """

    report: str
    rule: str
    where: str
    outcome: str


@dataclass(frozen=True)
class OutcomeTable:
    """Outcome codes of all rules for all reports.

    Attributes
    ----------
    labels : list of (str, str)
        Rule and row, column or cell of each row of ``codes``.
    codes : ndarray of int8, shape (labels, reports)
        ``PASS``, ``UNDECIDED``, ``FAIL`` or ``NOT_APPLICABLE``.
    """

    labels: list[tuple[str, str]]
    codes: np.ndarray

    @classmethod
    def of(cls, parts: dict[str, Columns], reports: int) -> OutcomeTable:
        """Join the columns of several rules.

        Parameters
        ----------
        parts : dict
            Rule id to its columns; the order is kept.
        reports : int
            Number of reports.
        """
        labels = [(rule, where) for rule, columns in parts.items() for where in columns]
        codes = np.empty((len(labels), reports), dtype=np.int8)
        for i, column in enumerate(
            column for columns in parts.values() for column in columns.values()
        ):
            codes[i] = column
        return cls(labels, codes)

    def frame(self, names: Sequence[str], only: int | None = None) -> pd.DataFrame:
        """Lay the outcomes out as ``report, rule, where, outcome``, report by report.

        Parameters
        ----------
        names : sequence of str
            Ids of the reports.
        only : int, optional
            The one outcome code to keep; all if not given.

        Returns
        -------
        DataFrame
            Of categoricals. Its index is not the place in ``codes``; ``places`` gives that.
        """
        import pandas as pd

        label, report = self.places(only)
        names_index, unique = pd.factorize(np.asarray(names, dtype=object))
        rules = list(dict.fromkeys(rule for rule, _ in self.labels))
        wheres = list(dict.fromkeys(where for _, where in self.labels))
        rule_at = np.array([rules.index(rule) for rule, _ in self.labels], dtype=np.int16)
        at = {where: i for i, where in enumerate(wheres)}
        where_at = np.array([at[where] for _, where in self.labels], dtype=np.int32)
        return pd.DataFrame(
            {
                "report": pd.Categorical.from_codes(
                    names_index.astype(np.int32)[report], pd.Index(unique, dtype="str")
                ),
                "rule": pd.Categorical.from_codes(rule_at[label], pd.Index(rules, dtype="str")),
                "where": pd.Categorical.from_codes(where_at[label], pd.Index(wheres, dtype="str")),
                "outcome": pd.Categorical.from_codes(
                    self.codes[label, report], pd.Index(NAMES, dtype="str")
                ),
            }
        )

    def rows(self, names: Sequence[str]) -> list[Outcome]:
        """List the outcomes report by report, without pandas.

        Parameters
        ----------
        names : sequence of str
            Ids of the reports.
        """
        found = []
        for label, report in zip(*map(np.ndarray.tolist, self.places()), strict=True):
            rule, where = self.labels[label]
            found.append(Outcome(names[report], rule, where, NAMES[self.codes[label, report]]))
        return found

    def places(self, only: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Find the label number and the report number of each outcome, report by report.

        Parameters
        ----------
        only : int, optional
            As ``frame`` takes it.
        """
        by_report = np.ascontiguousarray(self.codes.T)
        flat = np.flatnonzero(by_report != NOT_APPLICABLE if only is None else by_report == only)
        report, label = np.divmod(flat, max(len(self.labels), 1))
        return label.astype(np.int32), report.astype(np.int32)


def as_words(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Turn the categoricals of a table of outcomes into plain strings.

    Parameters
    ----------
    outcomes : DataFrame
        The table; it is not changed.
    """
    words = {
        name: column.cat.categories.array.take(column.cat.codes.to_numpy())
        for name, column in outcomes.items()
        if column.dtype == "category"
    }
    return outcomes.assign(**words).astype(dict.fromkeys(words, "str"))


def count_outcomes(outcomes: pd.DataFrame, rules: Sequence[str]) -> pd.DataFrame:
    """Count the outcomes of each report.

    Parameters
    ----------
    outcomes : DataFrame
        With categoricals, as ``check_tables`` gives it, or with strings.
    rules : sequence of str
        Ids of the rules that count.

    Returns
    -------
    DataFrame
        ``report, pass, fail, undecided``, in the order of the reports.
    """
    import pandas as pd

    report, outcome = outcomes["report"].astype("category"), outcomes["outcome"].astype("category")
    counted = outcomes["rule"].isin(list(rules)).to_numpy()
    kinds = list(outcome.cat.categories)
    cells = (
        report.cat.codes.to_numpy()[counted].astype(np.int64) * len(kinds)
        + outcome.cat.codes.to_numpy()[counted]
    )
    counts = np.bincount(cells, minlength=len(report.cat.categories) * len(kinds)).reshape(
        len(report.cat.categories), len(kinds)
    )
    columns = {
        name: counts[:, kinds.index(name)] if name in kinds else 0
        for name in ("pass", "fail", "undecided")
    }
    return pd.DataFrame({"report": report.cat.categories, **columns})


_collected: ContextVar[dict[str, Columns] | None] = ContextVar("collected", default=None)


@contextmanager
def collected() -> Iterator[dict[str, Columns]]:
    """Carry outcomes past Great Expectations, which copies results and turns them into JSON.

    Yields
    ------
    dict
        Rule id to outcome codes, filled while a checkpoint runs inside the block.
    """
    found: dict[str, Columns] = {}
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)


def collect(rule: str, columns: Columns) -> None:
    """Leave the outcomes of a rule for the block of ``collected`` that is running, if any.

    Parameters
    ----------
    rule : str
        Its id.
    columns : dict
        Its outcome codes.
    """
    found = _collected.get()
    if found is not None:
        found[rule] = columns
