"""Checks that may each pass by itself, while no filling of the blanks satisfies all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.recognising.rows import Rows
from analysis.wording import LANGUAGES

from .findings.decisions import JOINT
from .findings.wording import say
from .rules.load import Rule
from .rules.outcomes import OutcomeTable, outcomes_of

if TYPE_CHECKING:
    import pandas as pd

_LISTED = 3  # sets of cells, in the sentence


def joint_findings(
    repairs: Rows, outcomes: pd.DataFrame | OutcomeTable, rules: Sequence[Rule]
) -> list[dict[str, Any]]:
    """Make a finding of each report in which no identity fails and yet a figure is wrong.

    Parameters
    ----------
    repairs : Rows
        As ``repairs_of`` gives them with ``joint``.
    outcomes : DataFrame or OutcomeTable
        Those of the same reports.
    rules : sequence of Rule
        Those that were applied.

    Returns
    -------
    list of dict
        A warning for each such report, with the smallest sets of cells.
    """
    identities = {r.id for r in rules if r.is_identity}
    failed = {o.report for o in outcomes_of(outcomes, "fail") if o.rule in identities}
    sets: dict[str, list[dict[str, Any]]] = {}
    for repair in repairs.dicts():
        if repair["report"] not in failed:
            sets.setdefault(repair["report"], []).append(repair)
    found = []
    for report, mine in sets.items():
        values = {
            lang: {"sets": [r[lang] for r in mine[:_LISTED]], "count": len(mine)}
            for lang in LANGUAGES
        }
        about = {"report": report, "severity": "warning", "rule": JOINT, "where": "report"}
        found.append({**about, "cells": mine[0]["cells"], **say("joint", values)})
    return found
