"""The sentences on a group by one indicator, and on one report in it."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.assessing.groups.peers import DOMINATED
from analysis.assessing.statistics.intervals import SMALL
from analysis.assessing.statistics.population import PEERS
from analysis.telling.wording import Ref, Sentence

from .indicator import FAR, NOTABLE, GroupIndicator

LISTED = 10  # of those far out in one indicator; more are counted, and are in the table
Say = Callable[..., Sentence]


def group_sentences(
    say: Say, indicator: GroupIndicator, label: str, names: Mapping[str, str]
) -> Iterator[Sentence]:
    """The group by one indicator.

    Parameters
    ----------
    say : callable
        ``say(key, refs, **values)``, in a language.
    indicator : GroupIndicator
        The group by the indicator.
    label : str
        Of the indicator.
    names : mapping
        Report to its name.
    """
    shape, known, refs = indicator.shape, len(indicator.known), indicator.refs()
    nothing = indicator.without - indicator.unknown - indicator.disputed
    common = {"label": label, "known": known, "kind": indicator.kind}
    if shape == "none":
        yield say(
            "field.none",
            refs,
            label=label,
            count=len(indicator.rows),
            unknown=indicator.unknown,
            disputed=indicator.disputed,
            nothing=nothing,
        )
        return
    if shape == "one":
        report = str(indicator.known["report"].iloc[0])
        yield say("field.one", refs, **common, name=names[report], share=indicator.share(report))
    elif shape == "few":
        low, high = indicator.range
        placed = int(indicator.table["comparable"].sum())
        yield say(
            "field.few",
            refs,
            **common,
            pooled=indicator.pooled,
            low=low,
            high=high,
            small=SMALL,
            minimum=PEERS,
            placed=placed,
        )
    elif shape == "spread" and indicator.kind == "proportion":
        low, high = indicator.population.range()
        yield say(
            "field.spread",
            refs,
            **common,
            pooled=indicator.pooled,
            middle=indicator.population.middle,
            low=low,
            high=high,
        )
    else:
        yield say(
            f"field.{shape}" + ("_rate" if shape == "spread" else ""),
            refs,
            **common,
            pooled=indicator.pooled,
        )
    if indicator.without:
        yield say(
            "field.without",
            refs,
            label=label,
            without=indicator.without,
            unknown=indicator.unknown,
            disputed=indicator.disputed,
            nothing=nothing,
        )
    if len(indicator.in_funnel):
        yield _limits(say, indicator, label, refs)
        whole = indicator.known["denominator"]
        if whole.max() > DOMINATED * whole.sum():
            largest = indicator.known.loc[whole.idxmax()]
            yield say(
                "field.dominated",
                refs,
                label=label,
                name=names[largest["report"]],
                part=whole.max() / whole.sum(),
            )


def _limits(say: Say, indicator: GroupIndicator, label: str, refs: tuple[Ref, ...]) -> Sentence:
    placed, outer = indicator.in_funnel, indicator.in_funnel[indicator.in_funnel["outside"] != ""]
    far, rare = int((outer["outside"] == FAR).sum()), int((outer["q"] <= NOTABLE).sum())
    common = {"label": label, "small": SMALL, "placed": len(placed)}
    if outer.empty:
        return say("field.within", refs, **common)
    return say("field.outside", refs, **common, outer=len(outer), far=far, rare=rare)


def far_sentences(
    say: Say, indicator: GroupIndicator, label: str, names: Mapping[str, str]
) -> Iterator[Sentence]:
    """The farthest ``LISTED`` agencies, in the order of the group, and how many more there are.

    Parameters
    ----------
    say : callable
        ``say(key, refs, **values)``, in a language.
    indicator : GroupIndicator
        The group by the indicator.
    label : str
        Name of the indicator.
    names : mapping
        Report to its name.
    """
    if indicator.notable.empty:
        return
    chosen = indicator.notable.nsmallest(LISTED, "p", keep="first").index
    for report, row in indicator.notable.iterrows():
        if report in chosen:
            above = row["estimate"] > row["middle"]
            yield say(
                "place.above" if above else "place.below",
                indicator.refs(),
                label=label,
                name=names[str(report)],
                share=indicator.share(str(report)),
                **_position(indicator, row),
            )
    if len(indicator.notable) > LISTED:
        yield say("place.more", indicator.refs(), label=label, rest=len(indicator.notable) - LISTED)


def own_sentence(say: Say, indicator: GroupIndicator, label: str, report: str) -> Sentence:
    """One report of the group by one indicator.

    Parameters
    ----------
    say : callable
        ``say(key, refs, **values)``, in a language.
    indicator : GroupIndicator
        The group by the indicator.
    label : str
        Name of the indicator.
    report : str
        Id of the report.
    """
    share, refs = indicator.share(report), indicator.refs()
    common: dict[str, Any] = {
        "label": label,
        "share": share,
        "kind": indicator.kind,
        "known": len(indicator.known),
    }
    if not share.known:
        return say(
            "own.unknown" if share.basis == "none" else "own.nothing",
            indicator.refs([report]),
            label=label,
        )
    if share.disputed:
        return say("own.disputed", indicator.refs([report]), **common)
    if indicator.shape == "one":
        return say("own.only", indicator.refs([report]), **common)
    if indicator.shape in ("zero", "whole", "equal"):
        return say("own.equal", refs, **common)
    if share.whole < SMALL:
        return say("own.small", refs, **common, small=SMALL, pooled=indicator.pooled)
    if indicator.shape == "few":
        return say("own.few", refs, **common, minimum=PEERS, pooled=indicator.pooled)
    row = indicator.table.loc[report]
    values = {
        **common,
        **_position(indicator, row),
        "pooled": indicator.pooled,
        "rare": row["q"] <= NOTABLE,
    }
    if not row["outside"]:
        return say("own.inside", refs, **values)
    return say(
        "own.above" if row["estimate"] > row["middle"] else "own.below",
        refs,
        **values,
    )


def _column(row: pd.Series) -> str:
    return "998" if row["outside"] == FAR else "95"


def _position(indicator: GroupIndicator, row: pd.Series) -> dict[str, Any]:
    """What the sentences of one report's place have in common."""
    at = _column(row)
    ranked = 0 if math.isnan(row["rank"]) else int(indicator.table["rank"].notna().sum())
    return {
        "kind": indicator.kind,
        "level": FAR if at == "998" else "95",
        "middle": row["middle"],
        "low": row[f"low_{at}"],
        "high": row[f"high_{at}"],
        "q": row["q"],
        "ranked": ranked,
        "first": int(row["rank_low"]) if ranked else 0,
        "last": int(row["rank_high"]) if ranked else 0,
    }
