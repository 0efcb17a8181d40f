"""Claims of the prose, judged with what the rules imply; findings of those that contradict.

A figure of the prose may speak of a cell that states no number; the rules may imply it.
"""

from collections.abc import Sequence
from typing import Any

from analysis.checking.rules.frame import Wide, all_codes
from analysis.checking.rules.implied import solve
from analysis.checking.rules.load import Rule, load_rules
from analysis.form import cell_label, get_form
from analysis.recognising import Report
from analysis.recognising.claims import verdicts
from analysis.recognising.claims.verdicts import Judged
from analysis.recognising.report import column, rows_of
from analysis.recognising.rows import Rows
from analysis.wording import LANGUAGES, place

from .prints import Prints, number
from .wording import say

_OPEN = "cannot tell"


def settle_claims(reports: Sequence[Report]) -> None:
    """Judge the open claims of reports again, with implied values beside the stated ones.

    Parameters
    ----------
    reports : sequence of Report
        Their ``claims`` are replaced.
    """
    waiting = [r for r in reports if _OPEN in column(r, "claims", "verdict")]
    for report, judged in zip(waiting, judged_claims(waiting), strict=True):
        claims = rows_of(report, "claims")
        rows = [
            tuple(row._replace(verdict=new.verdict))
            for row, new in zip(claims.itertuples(), judged, strict=True)
        ]
        report.claims = Rows(claims.columns, rows, claims.floats)


def judged_claims(reports: Sequence[Report]) -> list[list[Judged]]:
    """Judge the claims of reports by their own cells, and by what Gouji's own suites imply.

    Parameters
    ----------
    reports : sequence of Report
        Reports of any agencies and years; each is judged alone.

    Returns
    -------
    list of list of Judged
        One list a report, in the order of its claims.
    """
    if not reports:
        return []
    # By its own cells alone, so that the verdict does not depend on which others are loaded.
    implied = solve(Wide.of_reports(reports), load_rules(), alone=True)
    codes, by_row = all_codes(), [dict[str, float]() for _ in reports]
    for row, cell, value in zip(
        implied.row.tolist(), implied.cell.tolist(), implied.value.tolist(), strict=True
    ):
        by_row[row][codes[cell]] = value
    return [_judged(report, mine) for report, mine in zip(reports, by_row, strict=True)]


def _judged(report: Report, implied: dict[str, float]) -> list[Judged]:
    stated: dict[str, float | None] = {}
    for cell in rows_of(report, "cells").itertuples():
        code = f"{cell.table}/{cell.item}/{cell.column}"
        stated[code] = float(cell.value) if cell.status == "stated" else None
    return verdicts.verdicts(rows_of(report, "claims").itertuples(), stated, implied)


def contradictions(
    rule: Rule, target: str, prints: Prints, judged: Sequence[Judged]
) -> list[dict[str, Any]]:
    """Make a finding for each sentence that contradicts the cells of one target.

    Parameters
    ----------
    rule : Rule
        Of type ``expect_claims_to_agree``.
    target : str
        The cells that the claims speak of.
    prints : Prints
        What the report prints.
    judged : sequence of Judged
        All claims of the report, as ``judged_claims`` judges them.

    Returns
    -------
    list of dict
        Sentence and resolution in both languages, cells and places.
    """
    fmt, findings = prints.report.format, []
    failing = [
        v
        for v, outcome in rule.kwargs.get("verdicts", {"contradicts": "fail"}).items()
        if outcome == "fail"
    ]
    codes = verdicts.codes_of(target, get_form(fmt).by_code)
    # Also cells that state no number: their value is None.
    named = [c for c in codes if prints.value(c) != 0] or list(codes[:1])
    claims = rows_of(prints.report, "claims").itertuples()
    for claim, (_, figure, basis) in zip(claims, judged, strict=True):
        if claim.target != target or claim.verdict not in failing:
            continue
        value, share = float(claim.value), " % " in target
        unit = "%" if share else ""
        known = figure if codes else None  # what the cells come to
        tabled = "" if known is None else f"{known:.2f}%" if share else number(known)
        values = {
            lang: {
                "phrase": claim.phrase,
                "place": place(claim.where, lang),
                "claimed": f"{number(value)}{unit}",
                "cells": prints.listed({c: cell_label(c, lang, fmt) for c in named}, lang),
                "tabled": tabled,
                "target": target,
                "gap": "" if known is None else number(abs(value - known)),
            }
            for lang in LANGUAGES
        }
        kind = f"claim_{_shape(target, codes)}{'_implied' if basis == 'implied' else ''}"
        texts = say("claim_plain" if known is None else kind, values, like="claim_sum")
        findings.append({**texts, **(prints.cells(named) if codes else {}), "at": str(claim.where)})
    return findings


def _shape(target: str, codes: tuple[str, ...]) -> str:
    """What a target is: a percentage, one of several readings, one cell or a sum."""
    if " % " in target:
        return "percent"
    if " | " in target:
        return "readings"
    return "one" if len(codes) == 1 else "sum"
