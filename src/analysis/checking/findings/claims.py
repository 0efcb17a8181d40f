"""Claims of the prose: judged with what the rules imply, and stated where they contradict the tables.

A figure of the prose may speak of a cell that states no number; the rules may imply it.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.checking.rules.frame import all_codes, wide_frame
from analysis.checking.rules.implied import solve
from analysis.checking.rules.load import Rule, load_rules
from analysis.form import cell_label, get_form
from analysis.recognising import Report, claims
from analysis.recognising.report import column
from analysis.wording import LANGUAGES, place

from .prints import Prints, number
from .wording import say

_OPEN = "cannot tell"


def settle_claims(reports: Sequence[Report], expectations: Path | None = None) -> None:
    """Judge the open claims of reports again, with implied values beside the stated ones; ``Report.claims`` is replaced.

    Parameters
    ----------
    reports : sequence of Report
    expectations : Path, optional
        Folder of the suites whose identities imply the values.

    Raises
    ------
    InputError
        If a suite is broken.
    """
    waiting = [r for r in reports if _OPEN in column(r, "claims", "verdict")]
    for report, judged in zip(waiting, judged_claims(waiting, expectations), strict=True):
        report.claims = report.claims.assign(verdict=judged["verdict"])


def judged_claims(
    reports: Sequence[Report], expectations: Path | None = None
) -> list[pd.DataFrame]:
    """How the claims of reports stand to their cells.

    Returns
    -------
    list of DataFrame
        One a report, on the index of its claims: ``verdict``; ``figure``, what the cells come to;
        ``basis``, whether stated cells decided, implied ones (``implied``), or blanks read as zero
        (``blank as zero``).
    """
    if not reports:
        return []
    # By its own cells alone: what a report says is judged alike whichever others are loaded.
    implied = solve(wide_frame(reports).assign(prior=-1), load_rules(expectations))
    codes, by_row = all_codes(), [dict[str, float]() for _ in reports]
    for row, cell, value in zip(
        implied.row.tolist(), implied.cell.tolist(), implied.value.tolist(), strict=True
    ):
        by_row[row][codes[cell]] = value
    return [_judged(report, mine) for report, mine in zip(reports, by_row, strict=True)]


def _judged(report: Report, implied: dict[str, float]) -> pd.DataFrame:
    stated: dict[str, float | None] = {}
    blank = set()
    for cell in report.cells.itertuples(index=False):
        code = f"{cell.table}/{cell.item}/{cell.column}"
        stated[code] = float(cell.value) if cell.status == "stated" else None
        if cell.status == "blank":
            blank.add(code)
    return claims.verdicts(report.claims, stated, implied, blank)


@lru_cache(maxsize=4096)
def codes_of(target: str, fmt: str) -> tuple[str, ...]:
    """The cells that the target of a claim speaks of, whichever of its readings is right.

    Parameters
    ----------
    target : str
        As ``analysis.recognising.claims.codes_of`` takes it.
    fmt : {"2019", "2021"}
        Format of the form.

    Returns
    -------
    tuple of str
        Cell codes, each once; none if some part of the target is no cell of the form.
    """
    return claims.codes_of(target, get_form(fmt).by_code)


def contradictions(
    rule: Rule, target: str, prints: Prints, judged: pd.DataFrame
) -> list[dict[str, str]]:
    """A finding for each sentence that contradicts the cells of one target: the sentence, both figures, the places.

    Parameters
    ----------
    rule : Rule
    target : str
        Of the claims.
    prints : Prints
    judged : DataFrame
        How all claims of the report stand to its cells, as ``said.judged_claims`` gives it.
    """
    claims, fmt, findings = prints.report.claims, prints.report.format, []
    failing = [
        v
        for v, outcome in rule.kwargs.get("verdicts", {"contradicts": "fail"}).items()
        if outcome == "fail"
    ]
    codes = codes_of(target, fmt)
    named = [c for c in codes if prints.value(c) != 0] or list(
        codes[:1]
    )  # also those that state no number
    mine = claims[(claims["target"] == target) & claims["verdict"].isin(failing)]
    judged = judged.loc[mine.index]
    for claim, figure, basis in zip(
        mine.itertuples(index=False), judged["figure"], judged["basis"], strict=True
    ):
        value, share, told_by_tables = (
            float(claim.value),
            " % " in target,
            bool(codes) and figure == figure,
        )
        unit = "%" if share else ""
        values = {}
        for lang in LANGUAGES:
            cells = ("、" if lang == "zh" else ", ").join(
                f"{cell_label(c, lang, fmt)}{'' if lang == 'zh' else ' '}{prints.print_and_place(c, lang)}"
                for c in named
            )
            values[lang] = {
                "phrase": claim.phrase,
                "place": place(claim.where, lang),
                "claimed": f"{number(value)}{unit}",
                "cells": cells,
                "tabled": ""
                if not told_by_tables
                else f"{figure:.2f}%"
                if share
                else number(figure),
                "target": target,
                "gap": "" if not told_by_tables else number(abs(value - figure)),
            }
        shape = (
            "percent"
            if share
            else "readings"
            if " | " in target
            else "one"
            if len(codes) == 1
            else "sum"
        )
        kind = (
            f"claim_{shape}{'_implied' if basis == 'implied' else ''}"
            if told_by_tables
            else "claim_plain"
        )
        told = say(kind, values["zh"], values["en"], like="claim_sum")
        findings.append({**told, **(prints.cells(named) if codes else {}), "at": str(claim.where)})
    return findings
