"""Outcomes of one rule on the wide frame: pass, fail or undecided for each report and place.

Pure numpy; the Great Expectations classes in ``gx`` call this, and so does a quick check of one
report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.form import FORMATS, get_form

from .between import agencies_sum, claims_agree
from .bounds import not_below_zero, zero_for_agencies
from .frame import ABSENT, NOT_ON_FORM, Wide, all_codes, is_unknown, signed_codes
from .outcomes import FAIL, NOT_APPLICABLE, OUTCOME_COLUMNS, PASS, UNDECIDED, Columns, OutcomeTable
from .sums import Balance

if TYPE_CHECKING:
    import pandas as pd


def evaluate(rule_type: str, kwargs: dict[str, Any], frame: pd.DataFrame) -> pd.DataFrame:
    """Evaluate one rule as a table.

    Parameters
    ----------
    rule_type : str
        A GX expectation type; ours, or the built-in regular-expression match of a metadata column.
    kwargs : dict
        What the suite states beside the type, such as ``of``, ``each`` and ``terms``.
    frame : DataFrame
        From ``wide_frame``.

    Returns
    -------
    DataFrame
        ``report, where, outcome`` as categoricals; where the rule does not apply there is no row.

    Raises
    ------
    KeyError
        For a type that only GX itself can evaluate.
    """
    table = OutcomeTable.of({"": outcome_columns(rule_type, kwargs, frame)}, len(frame))
    return table.frame(frame["report"].tolist())[OUTCOME_COLUMNS]


def outcome_columns(rule_type: str, kwargs: dict[str, Any], frame: pd.DataFrame | Wide) -> Columns:
    """Evaluate one rule as outcome codes.

    Parameters
    ----------
    rule_type, kwargs, frame
        As ``evaluate`` takes them.

    Returns
    -------
    dict
        Row, column or cell of the form to an array with one outcome code for each report.
    """
    return EVALUATORS[rule_type](kwargs, Wide.of(frame))


def instances(kwargs: dict[str, Any], fmt: str) -> Iterator[tuple[str, dict[str, int]]]:
    """List the equations of a rule in one format, one for each row or column it applies to.

    Parameters
    ----------
    kwargs : dict
        ``of``, ``each`` and ``terms`` of a rule of type ``expect_terms_to_balance``.
    fmt : {"2019", "2021"}
        Format of the form.

    Yields
    ------
    where, terms : str, dict
        The row or column, and ``cell code (perhaps with @prior) -> sign``; terms that are not on
        the form are left out.
    """
    for where, terms in _instances(
        json.dumps([kwargs["of"], kwargs["each"], list(kwargs["terms"].items())]), fmt
    ):
        yield where, dict(terms)


@cache
def _instances(identity: str, fmt: str) -> tuple[tuple[str, dict[str, int]], ...]:
    (table, each, wanted), form = json.loads(identity), get_form(fmt)
    cells = [c for c in form.cells if c.table == table]
    outer = [c.column if each == "column" else c.item for c in cells]
    found = []
    for name in dict.fromkeys(outer):
        if isinstance(each, list) and name not in each:
            continue
        terms: dict[str, int] = {}
        for pattern, sign in wanted:
            bare, _, prior = pattern.partition("@")
            for cell, own in zip(cells, outer, strict=True):
                if own == name and fnmatch(cell.item if each == "column" else cell.column, bare):
                    terms.setdefault(cell.code + ("@prior" if prior else ""), sign)
        if terms:
            found.append((f"{table}/*/{name}" if each == "column" else f"{table}/{name}/*", terms))
    return tuple(found)


@dataclass(frozen=True)
class Equation:
    """One equation over all reports of whatever format.

    A cell that is not on a form adds nothing there.

    Attributes
    ----------
    where : str
        Its row or column, such as ``requests/granted/*``.
    terms : dict
        Cell code, with ``@prior`` for the year before, to sign.
    applies : ndarray of bool, one for each report
        Where the rule applies.
    """

    where: str
    terms: dict[str, int]
    applies: np.ndarray


def equations(kwargs: dict[str, Any], frame: Wide) -> Iterator[Equation]:
    """List the equations of a rule in all formats at once.

    Parameters
    ----------
    kwargs : dict
        As ``instances`` takes it, and perhaps ``formats``, the only ones the rule is for.
    frame : Wide
        The reports.
    """
    formats = [f for f in FORMATS if f in (kwargs.get("formats") or FORMATS)]
    of_format = {f: frame.is_format(f) for f in formats}
    prior = frame["prior"]
    by_format = {f: dict(instances(kwargs, f)) for f in formats}
    for where in _in_order([list(found) for found in by_format.values()]):
        terms = {t: s for found in by_format.values() for t, s in found.get(where, {}).items()}
        applies = np.zeros(len(frame), dtype=bool)
        for fmt, found in by_format.items():
            if where in found:
                applies |= of_format[fmt]
        before = [t.removesuffix("@prior") for t in terms if t.endswith("@prior")]
        if before:
            # The form of the year before may be another one: it must have one of the cells.
            there = np.zeros(len(frame), dtype=bool)
            for code in before:
                there |= frame[f"{code}#"] != NOT_ON_FORM
            known = np.logical_or.reduce(list(of_format.values()))
            applies &= (prior >= 0) & (there & known)[prior]
        yield Equation(where, terms, applies)


def _in_order(lists: list[list[str]]) -> list[str]:
    """Merge lists without repetition, keeping the order of each.

    What only a later list has follows its neighbour there.
    """
    merged: list[str] = []
    for names in lists:
        at = 0
        for name in names:
            if name in merged:
                at = merged.index(name) + 1
            else:
                merged.insert(at, name)
                at += 1
    return merged


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
    found = ((equation, balance(frame, equation.terms)) for equation in equations(kwargs, frame))
    return not_below_zero(kwargs, found)


def balance(frame: Wide, terms: dict[str, int]) -> Balance:
    """Sum one equation for every report.

    Parameters
    ----------
    frame : Wide
        The reports.
    terms : dict
        Cell code, with ``@prior`` for the year before, to sign.
    """
    total, prior = Balance(len(frame)), frame["prior"]
    for term, sign in terms.items():
        code = term.removesuffix("@prior")
        values, status = frame[code], frame[f"{code}#"]
        if term.endswith("@prior"):
            values, status = values[prior], status[prior]
        total.add(values, status, sign, code in signed_codes())
    return total


def _cells_legible(kwargs: dict[str, Any], frame: Wide) -> Columns:
    # An absent cell is as unusable as an unreadable one; the finding says which of the two it is.
    # One outcome a report where all is well, else the cells that are not: two hundred passes would
    # tell nobody anything. A table of which the document holds nothing at all (it was a picture, or
    # on another page) has no cell that could be judged.
    codes = [c for c in all_codes() if c.startswith(f"{kwargs['of']}/")]
    status = np.array([frame[f"{c}#"] for c in codes])
    missing = (status >= ABSENT).all(axis=0)  # absent, or not on this form
    bad = is_unknown(status) & ~missing
    columns: Columns = {}
    for at in np.flatnonzero(bad.any(axis=1)).tolist():
        columns[codes[at]] = np.where(bad[at], FAIL, NOT_APPLICABLE).astype(np.int8)
    whole = np.where(missing, UNDECIDED, np.where(bad.any(axis=0), NOT_APPLICABLE, PASS))
    return {**columns, f"{kwargs['of']}/*/*": whole.astype(np.int8)}


def _sections(kwargs: dict[str, Any], frame: Wide) -> Columns:
    wanted = ";".join(kwargs["sections"])
    return _of_report(frame["sections_known"].astype(bool), frame["sections"] == wanted)


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
    return {
        "report": np.where(~known, UNDECIDED, np.where(passes.astype(bool), PASS, FAIL)).astype(
            np.int8
        )
    }


EVALUATORS: dict[str, Callable[[dict[str, Any], Wide], Columns]] = {
    "expect_terms_to_balance": _terms_to_balance,
    "expect_terms_not_below_zero": _not_below_zero,
    "expect_zero_for_agencies": zero_for_agencies,
    "expect_cells_to_be_legible": _cells_legible,
    "expect_sections_to_be_complete": _sections,
    "expect_publication_by": _publication,
    "expect_agencies_to_sum": agencies_sum,
    "expect_claims_to_agree": claims_agree,
    "expect_column_values_to_match_regex": _regex,
}
