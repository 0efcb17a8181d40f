"""What is said of a sentence whose figure contradicts the tables."""

import pandas as pd

from analysis.checking.rules.load import Rule
from analysis.form import cell_label
from analysis.wording import LANGUAGES, place

from .targets import codes_of
from .witness import Witness, number
from .wording import say


def contradictions(
    rule: Rule, target: str, witness: Witness, judged: pd.DataFrame
) -> list[dict[str, str]]:
    """A finding for each sentence that contradicts the cells of one target: the sentence, both figures, the places.

    Parameters
    ----------
    rule : Rule
    target : str
        Of the claims.
    witness : Witness
    judged : DataFrame
        How all claims of the report stand to its cells, as ``said.judged_claims`` gives it.
    """
    claims, fmt, findings = witness.report.claims, witness.report.format, []
    failing = [
        v
        for v, outcome in rule.kwargs.get("verdicts", {"contradicts": "fail"}).items()
        if outcome == "fail"
    ]
    codes = codes_of(target, fmt)
    named = [c for c in codes if witness.value(c) != 0] or list(
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
                f"{cell_label(c, lang, fmt)}{'' if lang == 'zh' else ' '}{witness.print_and_place(c, lang)}"
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
        findings.append({**told, **(witness.cells(named) if codes else {}), "at": str(claim.where)})
    return findings
