"""What is said of a group by one indicator, and of one report in it: the rules that choose each sentence."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.assessing.groups.peers import DOMINATED
from analysis.assessing.statistics.intervals import SMALL
from analysis.assessing.statistics.population import PEERS
from analysis.telling.wording import Ref, Sentence

from .indicator import FAR, NOTABLE, Placed

LISTED = 10  # of those far out in one indicator; more are counted, and are in the table
Say = Callable[..., Sentence]


def told_field(say: Say, field: Placed, label: str, names: Mapping[str, str]) -> Iterator[Sentence]:
    """The group by one indicator.

    Parameters
    ----------
    say : callable
        ``say(key, refs, **values)``, in a language.
    field : Placed
    label : str
        Of the indicator.
    names : mapping
        Report to its name.
    """
    shape, known, refs = field.shape, len(field.known), field.refs()
    nothing = field.without - field.unknown
    common = {"label": label, "known": known, "kind": field.kind}
    if shape == "none":
        yield say(
            "field.none",
            refs,
            label=label,
            count=len(field.rows),
            unknown=field.unknown,
            nothing=nothing,
        )
        return
    if shape == "one":
        report = str(field.known["report"].iloc[0])
        yield say("field.one", refs, **common, name=names[report], share=field.share(report))
    elif shape == "few":
        low, high = field.range
        placed = int(field.table["comparable"].sum())
        yield say(
            "field.few",
            refs,
            **common,
            pooled=field.pooled,
            low=low,
            high=high,
            small=SMALL,
            minimum=PEERS,
            placed=placed,
        )
    elif shape == "spread" and field.kind == "proportion":
        assert field.peers is not None
        assert field.peers.prior is not None
        low, high = field.prior_range()
        prior = field.peers.prior
        yield say(
            "field.spread",
            refs,
            **common,
            pooled=field.pooled,
            mean=prior.mean,
            low=low,
            high=high,
            size=prior.size,
        )
    else:
        yield say(
            f"field.{shape}" + ("_rate" if shape == "spread" else ""),
            refs,
            **common,
            pooled=field.pooled,
        )
    if field.without:
        yield say(
            "field.without",
            refs,
            label=label,
            without=field.without,
            unknown=field.unknown,
            nothing=nothing,
        )
    if len(field.placed):
        yield _limits(say, field, label, refs)
        whole = field.known["denominator"]
        if whole.max() > DOMINATED * whole.sum():
            largest = field.known.loc[whole.idxmax()]
            yield say(
                "field.dominated",
                refs,
                label=label,
                name=names[largest["report"]],
                part=whole.max() / whole.sum(),
            )


def _limits(say: Say, field: Placed, label: str, refs: tuple[Ref, ...]) -> Sentence:
    assert field.peers is not None
    placed, outer = field.placed, field.placed[field.placed["outside"] != ""]
    far, rare = int((outer["outside"] == FAR).sum()), int((outer["q"] <= NOTABLE).sum())
    common = {
        "label": label,
        "small": SMALL,
        "placed": len(placed),
        "tau": field.peers.funnel.tau,
        "phi": field.peers.funnel.phi,
    }
    if outer.empty:
        return say("field.within", refs, **common)
    return say("field.outside", refs, **common, outer=len(outer), far=far, rare=rare)


def told_far(say: Say, field: Placed, label: str, names: Mapping[str, str]) -> Iterator[Sentence]:
    """Those that lie far out, the farthest ``LISTED`` in the order of the group, and how many more there are."""
    if field.notable.empty:
        return
    chosen = field.notable.nsmallest(LISTED, "p", keep="first").index
    for report, row in field.notable.iterrows():
        if report in chosen:
            above = row["estimate"] > row[f"high_{_column(row)}"]
            yield say(
                "place.above" if above else "place.below",
                field.refs(),
                label=label,
                name=names[str(report)],
                share=field.share(str(report)),
                **_placed(field, row),
            )
    if len(field.notable) > LISTED:
        yield say("place.more", field.refs(), label=label, rest=len(field.notable) - LISTED)


def told_own(say: Say, field: Placed, label: str, report: str) -> Sentence:
    """One report of the group by one indicator."""
    share, refs = field.share(report), field.refs()
    common: dict[str, Any] = {
        "label": label,
        "share": share,
        "kind": field.kind,
        "known": len(field.known),
    }
    if not share.known:
        return say(
            "own.unknown" if share.basis == "none" else "own.nothing",
            field.refs([report]),
            label=label,
        )
    if field.shape == "one":
        return say("own.only", field.refs([report]), **common)
    if field.shape in ("zero", "whole", "equal"):
        return say("own.equal", refs, **common)
    if share.whole < SMALL:
        return say("own.small", refs, **common, small=SMALL, pooled=field.pooled)
    if field.shape == "few":
        return say("own.few", refs, **common, minimum=PEERS, pooled=field.pooled)
    row = field.table.loc[report]
    values = {**common, **_placed(field, row), "pooled": field.pooled, "rare": row["q"] <= NOTABLE}
    if not row["outside"]:
        return say("own.inside", refs, **values)
    return say(
        "own.above" if row["estimate"] > row[f"high_{_column(row)}"] else "own.below",
        refs,
        **values,
    )


def _column(row: pd.Series) -> str:
    return "998" if row["outside"] == FAR else "95"


def _placed(field: Placed, row: pd.Series) -> dict[str, Any]:
    """What the sentences of one report's place have in common."""
    at = _column(row)
    ranked = 0 if math.isnan(row["rank"]) else int(field.table["rank"].notna().sum())
    return {
        "kind": field.kind,
        "level": FAR if at == "998" else "95",
        "low": row[f"low_{at}"],
        "high": row[f"high_{at}"],
        "q": row["q"],
        "ranked": ranked,
        "first": int(row["rank_low"]) if ranked else 0,
        "last": int(row["rank_high"]) if ranked else 0,
    }
