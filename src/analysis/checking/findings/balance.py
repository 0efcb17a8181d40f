"""The finding of an equation or a bound that does not hold: its two sides as they are printed."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from analysis.checking.rules.load import Rule
from analysis.form import column_label, item_label, where_label
from analysis.form.labels import NUMBERING
from analysis.wording import LANGUAGES

from .prints import Prints, number
from .wording import piece, say


def balance_finding(
    rule: Rule, where: str, terms: Mapping[str, int], prints: Prints, kind: str
) -> dict[str, Any]:
    """Say what is expected, what is printed, what the sides come to, and what would settle it.

    Parameters
    ----------
    rule : Rule
        The rule that fails.
    where : str
        Pattern of the row or column that it fails in.
    terms : mapping
        Code of each cell of the equation, perhaps with ``@prior``, to its sign.
    prints : Prints
        The cells of the report.
    kind : {"balance", "bound"}
        Whether it is an equation or an inequality.
    """
    fmt = prints.report.format
    sides: dict[int, float] = {1: 0.0, -1: 0.0}
    for term, sign in terms.items():
        sides[sign] += prints.value(term) or 0.0
    figures = [t for t in terms if prints.value(t)]
    # A short row is named in full, zeros and blanks too; of a long column only what carries a
    # figure, and how many zeros.
    named = list(terms) if len(terms) <= 5 else figures
    zeros = sum(prints.value(t) == 0 for t in terms if t not in named)
    unknown = sum(prints.value(t) is None for t in terms)
    left, right = _as_written(terms, rule)
    values: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        label = {t: _term_label(t, where, lang, fmt) for t in terms}
        implied = _implied(terms, sides, prints, label, lang)
        if unknown:
            count = {"count": unknown}
            implied += say("balance_unknown", count)[lang]
        values[lang] = {
            "where": where_label(where, lang, fmt),
            "rule": rule.meta["label"][lang],
            "implied": implied,
            "cells": prints.listed({t: label[t] for t in named}, lang)
            or piece("none_printed", lang),
            "rest": piece("rest_zero", lang, count=zeros) if zeros and named else "",
            "left": _computed(left, named, prints),
            "right": _computed(right, named, prints),
            "gap": number(abs(sides[1] - sides[-1])),
            "places": prints.places(named or list(terms), lang),
            f"copy_{lang}": piece("transcription", lang) if prints.report.transcription else "",
        }
    return {**say(kind, values), **prints.cells(named or list(terms))}


def _as_written(terms: Mapping[str, int], rule: Rule) -> tuple[dict[str, int], dict[str, int]]:
    """The two sides of a rule as its label has them, each term with its sign on that side.

    The terms of a suite stand in the order of the label, all on one side: those of one sign at the
    head are the label's left, the others its right. A label with ≤ has them the other way round.
    """
    sign = next(iter(terms.values()))
    head = dict(takewhile(lambda term: term[1] == sign, terms.items()))
    left = {t: s * sign for t, s in head.items()}
    right = {t: -s * sign for t, s in terms.items() if t not in head}
    return (right, left) if "≤" in rule.meta["label"]["zh"] else (left, right)


def _computed(side: dict[str, int], named: Sequence[str], prints: Prints) -> str:
    """A side with the figures as printed and what they come to: ``698 + 77 − 132 = 643``."""
    figures = [(v, s) for t, s in side.items() if t in named and (v := prints.value(t)) is not None]
    if not figures:
        return "0"
    written = "".join(f" {'+' if s > 0 else '−'} {number(v)}" for v, s in figures)
    total = number(sum(v * s for v, s in figures)).replace("-", "−")
    return total if len(figures) == 1 else f"{written.removeprefix(' + ').strip()} = {total}"


def _term_label(term: str, where: str, lang: str, fmt: str) -> str:
    """Of a row's cells the column's label, of a column's cells the row's."""
    table, item, column = term.removesuffix("@prior").split("/")
    label = (
        column_label(table, item, column, lang, fmt)
        if where.endswith("/*")
        else item_label(table, item, lang, fmt)
    )
    label = NUMBERING.sub("", label)
    return piece("prior", lang, label=label) if term.endswith("@prior") else label


def _implied(
    terms: Mapping[str, int],
    sides: dict[int, float],
    prints: Prints,
    label: dict[str, str],
    lang: str,
) -> str:
    """What the one cell alone on its side would be if the others are right; "" if that is open."""
    for sign in (1, -1):
        alone = [t for t, s in terms.items() if s == sign]
        others = [t for t, s in terms.items() if s != sign]
        if len(alone) != 1 or len(others) < 2 or prints.value(alone[0]) is None:
            continue
        if all(prints.value(t) is not None for t in others) and sides[-sign] >= 0:
            target = alone[0]
            values = {
                "target": label[target],
                "value": number(sides[-sign]),
                "print": prints.of(target).printed,
            }
            return say("balance_implied", values)[lang]
    return ""
