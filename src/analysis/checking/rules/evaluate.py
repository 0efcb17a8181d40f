"""Outcomes of one rule on the wide frame: pass, fail or undecided for each report and place.

Pure numpy; the Great Expectations classes in ``gx`` call this, and so does a quick check of one
report.
"""

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from .between import agencies_sum, claims_agree
from .equations import balance, equations
from .frame import ABSENT, STATED, UNREADABLE, Wide, all_codes, is_empty
from .outcomes import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, Columns
from .sums import TOLERANCE


def outcome_columns(rule_type: str, kwargs: dict[str, Any], frame: Wide) -> Columns:
    """Evaluate one rule as outcome codes.

    Parameters
    ----------
    rule_type : str
        A GX expectation type; ours, or the built-in regular-expression match of a metadata column.
    kwargs : dict
        What the suite states beside the type, such as ``of``, ``each`` and ``terms``.
    frame : Wide
        The reports.

    Returns
    -------
    dict
        Row, column or cell of the form to an array with one outcome code for each report.

    Raises
    ------
    KeyError
        For a type that only GX itself can evaluate.
    """
    return EVALUATORS[rule_type](kwargs, frame)


def _terms_to_balance(kwargs: dict[str, Any], frame: Wide) -> Columns:
    columns: Columns = {}
    others = any(frame["not_understood"])
    for equation in equations(kwargs, frame):
        if equation.applies.any():
            codes = balance(frame, equation.terms).codes()
            if others:
                # The print counts something there that the form does not have.
                unsure = np.array([equation.where in wheres for wheres in frame["not_understood"]])
                codes = np.where(unsure & (codes == FAIL), UNDECIDED, codes)
            columns[equation.where] = np.where(equation.applies, codes, NOT_APPLICABLE)
    return columns


def _not_below_zero(kwargs: dict[str, Any], frame: Wide) -> Columns:
    """With a cell that states no number a sum never passes, and fails only if none could help."""
    columns: Columns = {}
    for equation in equations(kwargs, frame):
        name = equation.where.split("/")[2 if "/*/" in equation.where else 1]
        if name in kwargs.get("only", [name]) and equation.applies.any():
            total = balance(frame, equation.terms)
            codes = np.where(total.residual < -TOLERANCE, FAIL, PASS)
            codes[total.empty & (codes == PASS)] = UNDECIDED
            codes[total.may_grow & (codes == FAIL)] = UNDECIDED
            columns[equation.where] = _where(equation.applies, codes)
    return columns


def _zero_for_agencies(kwargs: dict[str, Any], frame: Wide) -> Columns:
    """The patterns ``agencies``, and ``others`` among them, tell for whose names the rule is."""
    ours, others = re.compile(kwargs["agencies"]), re.compile(kwargs["others"])
    names = map(str, frame["agency"].tolist())
    mine = np.array([bool(ours.search(n)) and not others.search(n) for n in names], dtype=bool)
    columns: Columns = {}
    for item in kwargs["items"] if mine.any() else ():
        codes = np.full(len(frame), PASS, dtype=np.int8)
        for code in (c for c in all_codes() if c.startswith(f"{kwargs['of']}/{item}/")):
            values, status = frame[code], frame[f"{code}#"]
            codes[is_empty(status) & (codes == PASS)] = UNDECIDED
            codes[(status == STATED) & (values > 0)] = FAIL
        columns[f"{kwargs['of']}/{item}/*"] = _where(mine, codes)
    return columns


def _cells_legible(kwargs: dict[str, Any], frame: Wide) -> Columns:
    # An absent cell is as unusable as an unreadable one; the finding says which of the two it is.
    # One outcome a report where all is well, else the cells that are not: two hundred passes would
    # tell nobody anything. A table of which the document holds nothing at all (it was a picture, or
    # on another page) has no cell that could be judged.
    codes = [c for c in all_codes() if c.startswith(f"{kwargs['of']}/")]
    status = np.array([frame[f"{c}#"] for c in codes])
    missing = (status >= ABSENT).all(axis=0)  # absent, or not on this form
    bad = (status >= UNREADABLE) & (status <= ABSENT) & ~missing
    some = np.flatnonzero(bad.any(axis=1)).tolist()
    columns: Columns = {codes[at]: _where(bad[at], np.full(len(frame), FAIL)) for at in some}
    whole = np.where(missing, UNDECIDED, PASS)
    return {**columns, f"{kwargs['of']}/*/*": _where(np.logical_not(bad.any(axis=0)), whole)}


def _sections(kwargs: dict[str, Any], frame: Wide) -> Columns:
    # A heading that comes again, as in an annex, opens no other section.
    opened = [list(dict.fromkeys(text.split(";"))) for text in frame["sections"]]
    complete = np.array([own == kwargs["sections"] for own in opened], dtype=bool)
    return _of_report(frame["sections_known"].astype(bool), complete)


def _publication(kwargs: dict[str, Any], frame: Wide) -> Columns:
    limits, pattern = kwargs["limits"], kwargs.get("without_limit")
    known, in_time = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    columns = (frame[name].tolist() for name in ("agency", "year", "scope", "published"))
    for row, (agency, year, scope, published) in enumerate(zip(*columns, strict=True)):
        dated = isinstance(published, str) and published and year > 0  # 0: not known
        # A township or street office has no limit by the Regulations: nobody can tell.
        free = pattern and scope == "agency" and re.search(pattern, str(agency))
        if dated and scope in limits and not free:
            known[row] = True
            in_time[row] = published[:10] <= f"{int(year) + 1}-{limits[scope]}"
    return _of_report(known, in_time)


def _regex(kwargs: dict[str, Any], frame: Wide) -> Columns:
    printed = frame[kwargs["column"]].tolist()
    known = np.array([value is not None and value == value for value in printed], dtype=bool)
    matches = [re.search(kwargs["regex"], str(value)) is not None for value in printed]
    return _of_report(known, np.array(matches, dtype=bool))


def _of_report(known: np.ndarray, passes: np.ndarray) -> Columns:
    codes = np.where(~known, UNDECIDED, np.where(passes.astype(bool), PASS, FAIL))
    return {"report": codes.astype(np.int8)}


def _where(applies: np.ndarray, codes: np.ndarray) -> np.ndarray:
    return np.where(applies, codes, NOT_APPLICABLE).astype(np.int8)


EVALUATORS: dict[str, Callable[[dict[str, Any], Wide], Columns]] = {
    "expect_terms_to_balance": _terms_to_balance,
    "expect_terms_not_below_zero": _not_below_zero,
    "expect_zero_for_agencies": _zero_for_agencies,
    "expect_cells_to_be_legible": _cells_legible,
    "expect_sections_to_be_complete": _sections,
    "expect_publication_by": _publication,
    "expect_agencies_to_sum": agencies_sum,
    "expect_claims_to_agree": claims_agree,
    "expect_column_values_to_match_regex": _regex,
}
