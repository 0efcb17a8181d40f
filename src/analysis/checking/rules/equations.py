"""The equations of rules, over all reports and formats at once."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from typing import Any

import numpy as np

from analysis.form import FORMATS, get_form

from .frame import NOT_ON_FORM, Wide, signed_codes
from .load import Rule
from .outcomes import FAIL
from .sums import Balance


def instances(kwargs: dict[str, Any], fmt: str) -> Mapping[str, Mapping[str, int]]:
    """The equations of a rule in one format, by the row or column that each applies to.

    Parameters
    ----------
    kwargs : dict
        ``of``, ``each`` and ``terms`` of a rule of type ``expect_terms_to_balance``.
    fmt : {"2019", "2021"}
        Format of the form.

    Returns
    -------
    mapping
        Row or column to ``cell code (perhaps with @prior) -> sign``; terms that are not on the
        form are left out.
    """
    wanted = json.dumps([kwargs["of"], kwargs["each"], list(kwargs["terms"].items())])
    return _instances(wanted, fmt)


@cache
def _instances(identity: str, fmt: str) -> dict[str, dict[str, int]]:
    (table, each, wanted), form = json.loads(identity), get_form(fmt)
    cells = [c for c in form.cells if c.table == table]
    outer = [c.column if each == "column" else c.item for c in cells]
    found: dict[str, dict[str, int]] = {}
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
            found[f"{table}/*/{name}" if each == "column" else f"{table}/{name}/*"] = terms
    return found


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
    by_format = {f: instances(kwargs, f) for f in formats}
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


def open_equations(
    frame: Wide, rules: Iterable[Rule]
) -> Iterator[tuple[dict[str, int], np.ndarray, np.ndarray]]:
    """The identities that bind cells which state no number, where they do not fail.

    Parameters
    ----------
    frame : Wide
        The reports.
    rules : iterable of Rule
        Only identities bind: what is merely expected implies nothing.

    Yields
    ------
    terms, used, residual : dict, ndarray of bool, ndarray of float
        The terms as in ``Equation``; in which reports the equation binds such a cell; and what the
        cells with a number come to.
    """
    for rule in rules:
        for equation in equations(rule.kwargs, frame) if rule.is_identity else ():
            sums = balance(frame, equation.terms)
            used = equation.applies & sums.empty & (sums.codes() != FAIL)
            if used.any():
                yield equation.terms, used, sums.residual
