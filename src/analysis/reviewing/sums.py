"""The rules on what is typed: outcomes of every sum, and what the rules say about open cells."""

import re
from dataclasses import replace
from typing import NamedTuple

from analysis.checking.check import quick_columns
from analysis.checking.rules.frame import Wide, all_codes
from analysis.checking.rules.implied import solve
from analysis.checking.rules.load import load_rules
from analysis.checking.rules.outcomes import OutcomeTable
from analysis.recognising import CELL_COLUMNS, Report
from analysis.recognising.numbers import read_cell
from analysis.recognising.rows import Rows

from .session import Session


class Sum(NamedTuple):
    """One equation on the form as it stands.

    Attributes
    ----------
    where : str
        Row or column: ``requests/granted/*``, ``requests/*/total``.
    rule : str
        Id of the rule.
    label : str
        What it says.
    outcome : str
        ``pass``, ``fail`` or ``undecided``.
    """

    where: str
    rule: str
    label: str
    outcome: str


def filled_report(report: Report, session: Session) -> Report:
    """The report with what a person typed in place of what was printed.

    Parameters
    ----------
    report : Report
        As the original was read.
    session : Session
        What the person did.
    """
    rows = []
    for code in session.form.by_code:
        status, value = session.reading(code)
        rows.append((*code.split("/"), value, status, session.text(code), ""))
    return replace(report, cells=Rows(CELL_COLUMNS, rows, floats=("value",)))


def check_sums(report: Report, lang: str) -> tuple[list[Sum], dict[str, float]]:
    """Check every equation within one report.

    Parameters
    ----------
    report : Report
        With what was typed.
    lang : {"zh", "en"}
        Language of the labels.

    Returns
    -------
    sums : list of Sum
        In the order of the rules.
    implied : dict
        Cells without a number whose value the rules fix, by code.
    """
    rules = [rule for rule in load_rules() if rule.is_equation]
    labels = {rule.id: str(rule.meta["label"][lang]) for rule in rules}
    wide = Wide.of_reports([report])
    outcomes = OutcomeTable.of(quick_columns(rules, wide), [report.id]).outcomes()
    sums = [Sum(o.where, o.rule, labels[o.rule], o.outcome) for o in outcomes]
    found = solve(wide, rules)
    names = all_codes()
    implied = {
        names[cell]: float(value) for cell, value in zip(found.cell, found.value, strict=True)
    }
    return sums, implied


def candidates(session: Session, implied: dict[str, float]) -> dict[str, list[tuple[str, str]]]:
    """What may be in the cells that are open, the likeliest first; nothing is filled in by itself.

    Parameters
    ----------
    session : Session
        What the person did.
    implied : dict
        As ``check_sums`` gives it.

    Returns
    -------
    dict
        Cell code to figures, each with why: the ``rules`` leave no other, or it is one of several
        readings of the ``print``.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for code, cell in session.form.by_code.items():
        if not session.is_open(code):
            continue
        texts: dict[str, str] = {}
        if session.original(code).status == "unreadable":
            for part in re.split(r"[|｜;；]|或", session.original(code).printed):
                if (text := part.strip()) and read_cell(cell, text).status == "stated":
                    texts.setdefault(text, "print")
        if code in implied:
            texts.setdefault(f"{implied[code]:.15g}", "rules")
        if texts:
            found[code] = list(texts.items())
    return found
