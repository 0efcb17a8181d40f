"""What the identities imply for cells that state no number: bounds narrowed through all equations until nothing moves.

A cell is implied only where exactly one non-negative filling satisfies every identity together. What was published is not
touched; the implied value stands beside it.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from .evaluate import TOLERANCE, instances
from .frame import STATED
from .rules import Rule

IMPLIED_COLUMNS = ["report", "table", "item", "column", "implied"]


def implied_values(frame: pd.DataFrame, rules: Iterable[Rule], outcomes: pd.DataFrame) -> pd.DataFrame:
    """Implied values of the reports of a wide frame.

    Parameters
    ----------
    frame : DataFrame
    rules : iterable of Rule
        Those of type ``expect_terms_to_balance`` and severity ``error`` are used: an expected tie implies nothing.
    outcomes : DataFrame
        ``report, rule, where, outcome``: equations that fail are left out, since no filling can mend them.

    Returns
    -------
    DataFrame
        ``report, table, item, column, implied``.
    """
    ties = [r for r in rules if r.type == "expect_terms_to_balance" and r.meta["severity"] == "error"]
    undecided = set(outcomes.loc[outcomes["outcome"] == "undecided", "report"])
    failed = set(outcomes.loc[outcomes["outcome"] == "fail", ["report", "rule", "where"]].itertuples(index=False, name=None))
    records = []
    for row in frame.index[frame["report"].isin(undecided)]:
        report = str(frame["report"][row])
        equations = [
            terms
            for rule in ties
            for where, terms in instances(rule.kwargs, str(frame["format"][row]))
            if (report, rule.id, where) not in failed and not (frame["prior"][row] < 0 and any("@" in t for t in terms))
        ]
        for code, value in _narrow(frame, row, equations).items():
            records.append((report, *code.split("/"), value))
    return pd.DataFrame(records, columns=IMPLIED_COLUMNS)


def _narrow(frame: pd.DataFrame, row: int, equations: list[dict[str, int]]) -> dict[str, float]:
    """Cells without a number whose value is fixed, by code; none at all where the equations contradict each other."""
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for term in {t for terms in equations for t in terms}:
        at = frame["prior"][row] if term.endswith("@prior") else row
        code = term.removesuffix("@prior")
        stated = frame[f"{code}#"][at] == STATED
        low[term] = float(frame[code][at]) if stated else 0.0
        high[term] = float(frame[code][at]) if stated else np.inf
    free = {t for t in low if high[t] == np.inf and not t.endswith("@prior")}
    moved = True
    while moved:
        moved = False
        for terms in equations:
            for target, sign in terms.items():
                if low[target] == high[target]:
                    continue
                # sign * x = -(sum of the others): its least and greatest values bound x.
                others = [(t, -s * sign) for t, s in terms.items() if t != target]
                least = sum(low[t] if s > 0 else -high[t] for t, s in others)
                most = sum(high[t] if s > 0 else -low[t] for t, s in others)
                if least > low[target] + TOLERANCE:
                    low[target], moved = least, True
                if most < high[target] - TOLERANCE:
                    high[target], moved = most, True
                if low[target] > high[target] + TOLERANCE:
                    return {}
                if high[target] - low[target] < TOLERANCE:
                    low[target] = high[target] = round(low[target], 6)
    return {t: low[t] for t in sorted(free) if low[t] == high[t]}


def implied_text(outcomes: pd.DataFrame, implied: pd.DataFrame, rules: Iterable[Rule], formats: dict[str, str]) -> list[str]:
    """For each undecided outcome the implied values of its cells, ``code=value``, those that are not zero first; else ``""``."""
    known: dict[str, dict[str, float]] = {}
    for r in implied.itertuples(index=False):
        known.setdefault(r.report, {})[f"{r.table}/{r.item}/{r.column}"] = r.implied
    terms = {
        (rule.id, fmt): dict(instances(rule.kwargs, fmt))
        for rule in rules if rule.type == "expect_terms_to_balance" for fmt in set(formats.values())
    }  # fmt: skip
    texts = []
    for o in outcomes.itertuples(index=False):
        mine = known.get(o.report, {}) if o.outcome == "undecided" else {}
        codes = [c for c in terms.get((o.rule, formats[o.report]), {}).get(o.where, {}) if c in mine]
        texts.append("; ".join(f"{c}={mine[c]:.15g}" for c in sorted(codes, key=lambda c: mine[c] == 0)))
    return texts
