"""Which cells are disputed: those of a check between figures that fails, until it is explained.

An equation that fails does not say which of its cells is wrong, so none of them can be relied on.
A value that was implied with the help of a disputed cell cannot be relied on either. An explanation
alone lets the figures stand. Who rejects the finding says that the original differs from what was
read, and who states another figure says that the print is wrong: what was read still contradicts
itself, and no sentence may rest on it.
"""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from analysis.recognising import Report

from .findings.corrections import Key, keys_of
from .rules.equations import instances
from .rules.frame import Wide
from .rules.load import Rule

_KEY = ["report", "table", "item", "column"]
_Cell = tuple[str, str]  # report and code


def disputed_cells(
    outcomes: pd.DataFrame,
    findings: pd.DataFrame,
    rules: Sequence[Rule],
    reports: Sequence[Report],
) -> pd.DataFrame:
    """Disputed cells of reports, ``report, table, item, column``, one row each.

    Parameters
    ----------
    outcomes : DataFrame
        ``report, rule, where, outcome``, of all checks.
    findings : DataFrame
        With what people decided, as ``decide`` gives them. A check that a valid correction explains
        without another figure disputes nothing.
    rules : sequence of Rule
        Those that were applied. Equations alone dispute figures, of whatever severity: a claim of
        the prose or the sum of a territory's agencies may count other things.
    reports : sequence of Report
        Those that were checked, or at least those with a failing check and the years before them.
    """
    equations = {r.id: r for r in rules if r.is_equation}
    between = outcomes[outcomes["rule"].isin(list(equations)) & (outcomes["outcome"] != "pass")]
    failed = between[between["outcome"] == "fail"]
    explained = _explained(findings)
    disputed: dict[_Cell, None] = {}
    if len(failed):
        cells_of = _Terms(equations, reports)
        for check in keys_of(failed):
            if check not in explained:
                disputed |= dict.fromkeys(cells_of(*check))
        used = between[[bool(own) for own in between["implied"]]]
        _spread(disputed, cells_of, used)
    rows = [(report, *code.split("/")) for report, code in disputed]
    return pd.DataFrame(rows, columns=_KEY)


def _explained(findings: pd.DataFrame) -> set[Key]:
    """Report, rule and place of findings of which a person says why the figures are right."""
    if "decision" not in findings:
        return set()
    own = findings[(findings["decision"] == "explain") & ~findings["corrected"].astype(bool)]
    return set(keys_of(own))


def _spread(disputed: dict[_Cell, None], cells_of: "_Terms", used: pd.DataFrame) -> None:
    """Add the values that equations implied from disputed cells, and what those implied in turn."""
    columns = used[["report", "rule", "where", "implied"]]
    waiting = list(columns.itertuples(index=False, name=None))
    moved = bool(disputed)
    while moved:
        moved, left = False, []
        for report, rule, where, implied in waiting:
            if any(cell in disputed for cell in cells_of(report, rule, where)):
                terms = (part.rpartition("=")[0] for part in implied)
                disputed |= dict.fromkeys(cells_of.located(report, terms))
                moved = True
            else:
                left.append((report, rule, where, implied))
        waiting = left


class _Terms:
    """The cells of a check, those of the year before among them.

    Parameters
    ----------
    equations : dict
        Rule id to rule.
    reports : sequence of Report
        Those whose checks are asked for, and the years before them.
    """

    def __init__(self, equations: dict[str, Rule], reports: Sequence[Report]) -> None:
        self._equations = equations
        self._format = {r.id: r.format for r in reports}
        prior = Wide.of_reports(reports)["prior"].tolist()
        self._before = {r.id: reports[p].id for r, p in zip(reports, prior, strict=True) if p >= 0}

    def __call__(self, report: str, rule: str, where: str) -> Iterator[_Cell]:
        fmt = self._format.get(report)
        if fmt is None:
            return iter(())
        return self.located(report, instances(self._equations[rule].kwargs, fmt)[where])

    def located(self, report: str, terms: Iterable[str]) -> Iterator[_Cell]:
        """Each term's report and code."""
        for term in terms:
            code = term.removesuffix("@prior")
            if code == term:
                yield report, code
            elif report in self._before:
                yield self._before[report], code
