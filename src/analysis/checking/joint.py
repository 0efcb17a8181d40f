"""Checks that may each pass by itself, while no filling of the blanks satisfies all of them."""

from collections.abc import Sequence

import pandas as pd

from analysis.wording import LANGUAGES

from .findings.decisions import JOINT
from .findings.wording import PARTS, say
from .rules.load import Rule

_LISTED = 3  # sets of cells, in the sentence


def joint_findings(
    repairs: pd.DataFrame, outcomes: pd.DataFrame, rules: Sequence[Rule]
) -> pd.DataFrame:
    """Make a finding of each report in which no identity fails and yet a figure is wrong.

    Parameters
    ----------
    repairs : DataFrame
        As ``repairs_of`` gives them with ``joint``.
    outcomes : DataFrame
        ``report, rule, where, outcome``.
    rules : sequence of Rule
        Those that were applied.

    Returns
    -------
    DataFrame
        Findings: a warning for each such report, with the smallest sets of cells.
    """
    identities = [r.id for r in rules if r.is_identity]
    failed = outcomes["rule"].isin(identities) & (outcomes["outcome"] == "fail")
    mine = repairs[~repairs["report"].isin(outcomes.loc[failed, "report"])]
    rows = []
    for report, sets in mine.groupby("report", sort=False):
        values = {
            lang: {"sets": sets[lang].head(_LISTED).tolist(), "count": len(sets)}
            for lang in LANGUAGES
        }
        texts = say("joint", values)
        about = {"report": report, "severity": "warning", "rule": JOINT, "where": "report"}
        rows.append({**about, "cells": sets["cells"].iloc[0], **texts})
    columns = ["report", "severity", "rule", "where", "cells", *PARTS]
    return pd.DataFrame(rows, columns=columns, dtype="object")
