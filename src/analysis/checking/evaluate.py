"""What a rule comes to on the wide frame: pass, fail or undecided for each report and each row or column it speaks of.

Pure numpy and pandas; the Great Expectations classes in ``gx`` call this, and so does a quick check of one report.
"""

from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from typing import Any

import numpy as np
import pandas as pd

from analysis.form import FORMATS, get_form

from .frame import BLANK, NOT_ON_FORM, STATED, UNKNOWN

OUTCOME_COLUMNS = ["report", "where", "outcome"]
TOLERANCE = 1e-6  # the amounts have at most a few decimals; counts are exact
PASS, UNDECIDED, FAIL, NOT_APPLICABLE = 0, 1, 2, 3
_NAMES = np.array(["pass", "undecided", "fail", ""])


def evaluate(rule_type: str, kwargs: dict[str, Any], frame: pd.DataFrame) -> pd.DataFrame:
    """Evaluate one rule.

    Parameters
    ----------
    rule_type : str
        A GX expectation type; ours, or the built-in regular-expression match of a metadata column.
    kwargs : dict
    frame : DataFrame
        From ``wide_frame``.

    Returns
    -------
    DataFrame
        ``report, where, outcome``; where the rule does not apply there is no row.

    Raises
    ------
    KeyError
        For a type that only GX itself can evaluate.
    """
    return _EVALUATORS[rule_type](kwargs, frame)


def instances(kwargs: dict[str, Any], fmt: str) -> Iterator[tuple[str, dict[str, int]]]:
    """The equations of an identity in one format.

    Yields
    ------
    where, terms : str, dict
        The row or column, and ``cell code (perhaps with @prior) -> sign``; terms that are not on the form are left out.
    """
    table, each, form = kwargs["of"], kwargs["each"], get_form(fmt)
    cells = [c for c in form.cells if c.table == table]
    outer = [c.column if each == "column" else c.item for c in cells]
    for name in dict.fromkeys(outer):
        if isinstance(each, list) and name not in each:
            continue
        terms: dict[str, int] = {}
        for pattern, sign in kwargs["terms"].items():
            bare, _, prior = pattern.partition("@")
            for cell, own in zip(cells, outer, strict=True):
                if own == name and fnmatch(cell.item if each == "column" else cell.column, bare):
                    terms.setdefault(cell.code + ("@prior" if prior else ""), sign)
        if terms:
            yield (f"{table}/*/{name}" if each == "column" else f"{table}/{name}/*"), terms


def _terms_to_balance(kwargs: dict[str, Any], frame: pd.DataFrame) -> pd.DataFrame:
    parts = []
    formats = kwargs.get("formats") or FORMATS
    with_prior = any(term.endswith("@prior") for term in kwargs["terms"])
    for fmt in formats:
        rows = frame.index[(frame["format"] == fmt).to_numpy()]
        if with_prior:
            prior_format = frame["format"].to_numpy()[frame["prior"].to_numpy()]
            rows = [i for i in rows if frame["prior"][i] >= 0 and prior_format[i] in formats]
        if not len(rows):
            continue
        for where, terms in instances(kwargs, fmt):
            codes = _balance(frame, np.asarray(rows), terms)
            parts.append(pd.DataFrame({"report": frame["report"].to_numpy()[rows], "where": where, "outcome": _NAMES[codes]}))
    return _joined(parts, frame)


def _balance(frame: pd.DataFrame, rows: np.ndarray, terms: dict[str, int]) -> np.ndarray:
    """Outcome codes of one equation.

    Blanks: pass if reading them as zero balances; otherwise undecided if some non-negative filling does, that is if an
    empty cell stands on the side that is short; otherwise fail. An absent or unreadable cell is never read as zero.
    """
    residual = np.zeros(len(rows))
    unknown, plus, minus = (np.zeros(len(rows), dtype=bool) for _ in range(3))
    for term, sign in terms.items():
        code, prior = term.removesuffix("@prior"), term.endswith("@prior")
        at = frame["prior"].to_numpy()[rows] if prior else rows
        status = frame[f"{code}#"].to_numpy()[at]
        value = frame[code].to_numpy()[at]
        residual += np.where(status == STATED, sign * np.nan_to_num(value), 0.0)
        unknown |= status == UNKNOWN
        empty = (status == BLANK) | (status == UNKNOWN)
        if sign > 0:
            plus |= empty
        else:
            minus |= empty
    zero = np.abs(residual) < TOLERANCE
    fillable = np.where(zero, True, np.where(residual > 0, minus, plus))
    return np.where(zero & ~unknown, PASS, np.where(fillable & (plus | minus), UNDECIDED, FAIL))


def _cells_legible(kwargs: dict[str, Any], frame: pd.DataFrame) -> pd.DataFrame:
    # An absent cell is as unusable as an unreadable one; the finding says which of the two it is.
    parts = []
    for code in (c for c in frame if c.endswith("#") and c.startswith(kwargs["of"] + "/")):
        status = frame[code].to_numpy()
        outcome = np.where(status == NOT_ON_FORM, NOT_APPLICABLE, np.where(status != UNKNOWN, PASS, FAIL))
        parts.append(pd.DataFrame({"report": frame["report"], "where": code[:-1], "outcome": _NAMES[outcome]}))
    cells = _joined(parts, frame)
    # One row a report where all is well, else the cells that are not: two hundred passes would tell nobody anything.
    bad = cells[cells["outcome"] == "fail"]
    good = frame.loc[~frame["report"].isin(bad["report"]), ["report"]].assign(where=f"{kwargs['of']}/*/*", outcome="pass")
    return _joined([bad, good], frame)


def _sections(kwargs: dict[str, Any], frame: pd.DataFrame) -> pd.DataFrame:
    wanted = ";".join(kwargs["sections"])
    outcome = np.where(~frame["sections_known"].astype(bool), UNDECIDED, np.where(frame["sections"] == wanted, PASS, FAIL))
    return pd.DataFrame({"report": frame["report"], "where": "report", "outcome": _NAMES[outcome]})


def _publication(kwargs: dict[str, Any], frame: pd.DataFrame) -> pd.DataFrame:
    limit = [f"{year + 1}-{kwargs['limits'].get(scope, '')}" for year, scope in zip(frame["year"], frame["scope"], strict=True)]
    unknown = frame["published"].isna() | ~frame["scope"].isin(list(kwargs["limits"]))
    on_time = frame["published"].fillna("").str[:10] <= pd.Series(limit, index=frame.index)
    outcome = np.where(unknown, UNDECIDED, np.where(on_time, PASS, FAIL))
    return pd.DataFrame({"report": frame["report"], "where": "report", "outcome": _NAMES[outcome]})


def _regex(kwargs: dict[str, Any], frame: pd.DataFrame) -> pd.DataFrame:
    column = frame[kwargs["column"]].astype("object")
    known = column.notna()
    matches = column[known].astype(str).str.contains(kwargs["regex"], regex=True, na=False).reindex(frame.index, fill_value=False)
    outcome = np.where(~known, UNDECIDED, np.where(matches, PASS, FAIL))
    return pd.DataFrame({"report": frame["report"], "where": "report", "outcome": _NAMES[outcome]})


def _joined(parts: list[pd.DataFrame], frame: pd.DataFrame) -> pd.DataFrame:
    """Parts as one frame in the order of the reports, without what does not apply."""
    parts = [p for p in parts if len(p)]
    if not parts:
        return pd.DataFrame(columns=OUTCOME_COLUMNS)
    out = pd.concat(parts, ignore_index=True)
    order = {report: i for i, report in enumerate(frame["report"])}
    out = out[out["outcome"] != ""]
    return out.sort_values("report", key=lambda s: s.map(order), kind="stable", ignore_index=True)


_EVALUATORS: dict[str, Callable[[dict[str, Any], pd.DataFrame], pd.DataFrame]] = {
    "expect_terms_to_balance": _terms_to_balance,
    "expect_cells_to_be_legible": _cells_legible,
    "expect_sections_to_be_complete": _sections,
    "expect_publication_by": _publication,
    "expect_column_values_to_match_regex": _regex,
}
