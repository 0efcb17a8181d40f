"""The composite index of a report on a page: its dimensions, gaps, and how its rank moves."""

import math
from html import escape
from typing import Any

import pandas as pd

from analysis.assessing.composite.scheme import WHOLE
from analysis.assessing.dataset import Dataset
from analysis.assessing.statistics.intervals import SMALL
from analysis.several import joined
from analysis.telling.html import Html, num, table, tag
from analysis.telling.wording import word
from analysis.wording import percent


def composite(data: Dataset, report: str, lang: str) -> Html:
    """The composite index of one report, once for each group in which it is ranked.

    It is empty where the data hold none, that is where the user gave no weights.

    Parameters
    ----------
    data : Dataset
        The processed tables; only the composite index is looked at.
    report : str
        Id of the report, ``agency-year``.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    """
    own = data.composite[data.composite["report"] == report]
    return Html("".join(_group(rows, lang) for _, rows in own.groupby("among", sort=False)))


def _group(rows: pd.DataFrame, lang: str) -> str:
    whole = rows[rows["dimension"] == WHOLE].iloc[0]
    head = [
        word(f"composite_{name}", lang)
        for name in ("dimension", "weight", "score", "rank", "without")
    ]
    head = [head[0], *(tag("th", escape(h), scope="col", cls="num") for h in head[1:])]
    listed = [
        _row(row, str(row[lang]), lang)
        for row in rows[rows["dimension"] != WHOLE].to_dict("records")
    ]
    listed.append(_row(whole.to_dict(), word("composite_whole", lang), lang))
    notes = [word("composite_opaque", lang), *_notes(whole, lang)]
    title = tag("p", escape(word("composite_title", lang).format(label=whole[lang])), cls="caption")
    return (
        title
        + table(head, listed, cls="measured")
        + "".join(tag("p", escape(text), cls="legend") for text in notes)
    )


def _row(row: dict[str, Any], label: str, lang: str) -> list[str]:
    if math.isnan(row["score"]):
        score = num(escape(word("no_share", lang)), "unknown")
    else:
        score = num(f"{row['score']:.1f}<br>" + tag("small", f"{row['low']:.1f}–{row['high']:.1f}"))
    ranks = (
        num("" if math.isnan(row[name]) else f"{row[name]:g}") for name in ("rank", "rank_without")
    )
    return [tag("th", escape(label), scope="row"), num(percent(row["weight"])), score, *ranks]


def _notes(whole: pd.Series, lang: str) -> list[str]:
    """What must stand beside the index: what is lacking, or how its rank moves."""
    if math.isnan(whole["score"]):
        missing = word("composite_missing", lang).format(missing=joined(whole["missing"]))
        small = (
            word("composite_small", lang).format(small=joined(whole["too_small"]), limit=SMALL)
            if whole["too_small"]
            else ""
        )
        return [missing + ("" if lang == "zh" or not small else " ") + small]
    if math.isnan(whole["rank"]):
        return [word("composite_alone", lang)]
    spans = {
        name: f"{whole[f'{column}_low']:g}–{whole[f'{column}_high']:g}"
        for name, column in (("both", "rank"), ("shares", "shares"), ("weights", "weights"))
    }
    moves = word("composite_moves", lang).format(**spans, equal=f"{whole['rank_equal']:g}")
    return [word("composite_ranked", lang).format(ranked=f"{whole['ranked']:g}"), moves]
