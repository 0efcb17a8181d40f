"""Outcomes as numbers while there are many, as words once somebody reads them.

A rule over many reports has one column of outcome codes for each row, column or cell that it speaks
of. A hundred thousand reports have millions of outcomes: as strings they would cost gigabytes, as
codes they are a few megabytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.recognising.rows import Rows, Unframed

if TYPE_CHECKING:
    import pandas as pd

PASS, UNDECIDED, FAIL, NOT_APPLICABLE = 0, 1, 2, 3
NAMES = ("pass", "undecided", "fail")
#: Why an outcome is undecided; empty for the others.
REASONS = ("", "missing", "implied")

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
    implied : tuple of str
        ``code=value`` for cells of an undecided check that the rules fix.
    undecided : str
        One of ``REASONS``.
    """

    report: str
    rule: str
    where: str
    outcome: str
    implied: tuple[str, ...] = ()
    undecided: str = ""


@dataclass(frozen=True)
class OutcomeTable(Unframed):
    """Outcome codes of all rules for all reports.

    Attributes
    ----------
    labels : list of (str, str)
        Rule and row, column or cell of each row of ``codes``.
    codes : ndarray of int8, shape (labels, reports)
        ``PASS``, ``UNDECIDED``, ``FAIL`` or ``NOT_APPLICABLE``.
    reports : sequence of str
        Ids of the reports.
    implied, undecided : (values, ndarray of int)
        What else an ``Outcome`` has: the values there are, and which of them each outcome has, in
        the order of ``places``.
    """

    labels: list[tuple[str, str]]
    codes: np.ndarray
    reports: Sequence[str]
    implied: tuple[Sequence[tuple[str, ...]], np.ndarray] | None = None
    undecided: tuple[Sequence[str], np.ndarray] | None = None

    @classmethod
    def of(cls, parts: dict[str, Columns], reports: Sequence[str]) -> OutcomeTable:
        """Join the columns of several rules.

        Parameters
        ----------
        parts : dict
            Rule id to its columns; the order is kept.
        reports : sequence of str
            Ids of the reports.
        """
        labels = [(rule, where) for rule, columns in parts.items() for where in columns]
        codes = np.empty((len(labels), len(reports)), dtype=np.int8)
        for i, column in enumerate(
            column for columns in parts.values() for column in columns.values()
        ):
            codes[i] = column
        return cls(labels, codes, reports)

    def categories(self) -> pd.DataFrame:
        """The outcomes report by report as a DataFrame of categoricals, with those of ``Outcome``.

        Its index is the place in ``places``.
        """
        import pandas as pd

        label, report = self.places()
        rules, rule_at = _numbered(rule for rule, _ in self.labels)
        wheres, where_at = _numbered(where for _, where in self.labels)
        names, name_at = _numbered(self.reports)
        columns = (
            (names, name_at[report]),
            (rules, rule_at[label]),
            (wheres, where_at[label]),
            (NAMES, self.codes[label, report]),
            *self._more(len(label)),
        )
        return pd.DataFrame(
            {
                field: pd.Categorical.from_codes(at, _index(values))
                for field, (values, at) in zip(Outcome._fields, columns, strict=True)
            }
        )

    def _more(self, size: int) -> list[tuple[Sequence[Any], np.ndarray]]:
        none = np.zeros(size, dtype=np.int8)
        return [self.implied or ([()], none), self.undecided or ([""], none)]

    def frame(self) -> pd.DataFrame:
        """The outcomes report by report as a DataFrame without categoricals."""
        return as_words(self.categories())

    def listed(self) -> Rows:
        """The outcomes report by report, without pandas."""
        return Rows(Outcome._fields, self.outcomes())

    def outcomes(self, *kinds: str) -> list[Outcome]:
        """List the outcomes report by report, without pandas.

        Parameters
        ----------
        *kinds : str
            Those of ``NAMES`` that are wanted; all if none is named.
        """
        label, report = self.places()
        code = self.codes[label, report]
        wanted = np.isin(code, [NAMES.index(kind) for kind in kinds or NAMES])
        more = [[values[i] for i in at[wanted].tolist()] for values, at in self._more(len(code))]
        numbers = (own[wanted].tolist() for own in (report, label, code))
        return [
            Outcome._make((self.reports[row], *self.labels[at], NAMES[kind], *others))
            for row, at, kind, *others in zip(*numbers, *more, strict=True)
        ]

    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """Find the label number and the report number of each outcome, report by report."""
        by_report = np.ascontiguousarray(self.codes.T)
        flat = np.flatnonzero(by_report != NOT_APPLICABLE)
        report, label = np.divmod(flat, max(len(self.labels), 1))
        return label.astype(np.int32), report.astype(np.int32)


def _index(values: Sequence[Any]) -> pd.Index:
    """Words, or several texts of a cell, as categories."""
    import pandas as pd

    if all(isinstance(value, str) for value in values):
        return pd.Index(list(values), dtype="str")
    return pd.Index(list(values), dtype=object, tupleize_cols=False)


def _numbered(words: Iterable[str]) -> tuple[list[str], np.ndarray]:
    """The different words, and the number of each."""
    words = list(words)
    at = {word: i for i, word in enumerate(dict.fromkeys(words))}
    return list(at), np.array([at[word] for word in words], dtype=np.int32)


def outcomes_of(outcomes: pd.DataFrame | OutcomeTable, *kinds: str) -> list[Outcome]:
    """List the outcomes of some kinds.

    Parameters
    ----------
    outcomes : DataFrame or OutcomeTable
        All of them.
    *kinds : str
        Those of ``NAMES`` that are wanted.
    """
    if isinstance(outcomes, OutcomeTable):
        return outcomes.outcomes(*kinds)
    some = outcomes[outcomes["outcome"].isin(kinds)]
    columns = (some[name].tolist() for name in Outcome._fields if name in some)
    return list(map(Outcome, *columns))


def as_words(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Turn the categoricals of a table of outcomes into plain columns.

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
    return outcomes.assign(**words)


def count_outcomes(
    outcomes: pd.DataFrame | OutcomeTable, rules: Collection[str]
) -> dict[str, tuple[int, int, int]]:
    """How many outcomes of each report pass, fail and are undecided; not of one without any.

    Parameters
    ----------
    outcomes : DataFrame or OutcomeTable
        Categoricals, strings or codes.
    rules : collection of str
        Ids of the rules that count.
    """
    if isinstance(outcomes, OutcomeTable):
        mine = outcomes.codes[[rule in rules for rule, _ in outcomes.labels]]
        counts = [(mine == kind).sum(axis=0) for kind in (PASS, FAIL, UNDECIDED)]
        reports = outcomes.reports
    else:
        report, outcome = (outcomes[name].astype("category").cat for name in ("report", "outcome"))
        counted = outcomes["rule"].isin(list(rules)).to_numpy()
        kinds, reports = list(outcome.categories), list(report.categories)
        size = len(reports)
        cells = outcome.codes.to_numpy()[counted].astype(np.int64) * size
        cells += report.codes.to_numpy()[counted]
        table = np.bincount(cells, minlength=len(kinds) * size).reshape(len(kinds), size)
        by_kind = dict(zip(kinds, table, strict=True))
        counts = [by_kind.get(k, np.zeros(size, int)) for k in ("pass", "fail", "undecided")]
    rows = zip(*(count.tolist() for count in counts), strict=True)
    return dict(zip(reports, rows, strict=True))


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
