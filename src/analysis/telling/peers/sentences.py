"""The sentences on a group by one indicator, and on one report in it."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.assessing.groups.peers import DOMINATED
from analysis.assessing.statistics.funnel import NAMED
from analysis.assessing.statistics.intervals import PEERS, SMALL
from analysis.telling.sentence import Ref, Sentence
from analysis.telling.share import Share

from .indicator import FAR, GroupIndicator

LISTED = 10  # of those far out in one indicator; more are counted, and are in the table
UNCOMPARED = ("none", "one", "few")  # shapes of a group in which too few have a figure of a size
EQUAL = ("zero", "equal")  # shapes of a group in which all have the same figure
Say = Callable[..., Sentence]


def uncompared_sentence(
    say: Say, indicators: Sequence[GroupIndicator], labels: Sequence[str]
) -> Iterator[Sentence]:
    """One sentence for all indicators by which the group is not compared; none if there are none.

    Parameters
    ----------
    say : callable
        ``say(key, refs, **values)``, in a language.
    indicators : sequence of GroupIndicator
        The group by each indicator.
    labels : sequence of str
        Their names, in the same order.
    """
    pairs = zip(indicators, labels, strict=True)
    found = [(i, label) for i, label in pairs if i.shape in UNCOMPARED]
    if found:
        refs = tuple(r for i, _ in found for r in i.refs())
        names = [label for _, label in found]
        yield say("field.uncompared", refs, labels=names, small=SMALL, minimum=PEERS)


def shared_sentences(
    say: Say, indicators: Sequence[GroupIndicator], labels: Sequence[str]
) -> Iterator[Sentence]:
    """What several indicators have in common, said once: all equal, zero; so many without a figure.

    Parameters
    ----------
    say, indicators, labels
        As of ``uncompared_sentence``.
    """
    pairs = [p for p in zip(indicators, labels, strict=True) if p[0].shape not in UNCOMPARED]
    same = [(i, label, i.pooled) for i, label in pairs if i.shape == "equal"]
    yield from _equal(say, "field.equal", same)
    zero = [p for p in pairs if p[0].shape == "zero"]
    if zero:
        refs = tuple(r for i, _ in zero for r in i.refs())
        yield say("field.zero", refs, labels=[label for _, label in zero])
    alike: dict[tuple[int, int, int], list[tuple[GroupIndicator, str]]] = {}
    for i, label in pairs:
        if i.without:
            alike.setdefault((i.without, i.unknown, i.disputed), []).append((i, label))
    for (without, unknown, disputed), own in alike.items():
        yield say(
            "field.without",
            tuple(r for i, _ in own for r in i.refs()),
            labels=[label for _, label in own],
            without=without,
            unknown=unknown,
            disputed=disputed,
            nothing=without - unknown - disputed,
        )


def _equal(
    say: Say, key: str, found: Sequence[tuple[GroupIndicator, str, Share]]
) -> Iterator[Sentence]:
    """Indicators in which all have the same figure: one sentence for those of as many reports."""
    alike: dict[int, list[tuple[GroupIndicator, str, Share]]] = {}
    for one in found:
        alike.setdefault(len(one[0].sized), []).append(one)
    for known, own in alike.items():
        refs = tuple(r for i, _, _ in own for r in i.refs())
        items = [(label, share, i.kind) for i, label, share in own]
        yield say(key, refs, items=items, known=known, small=SMALL)


def group_sentences(
    say: Say, indicator: GroupIndicator, label: str, names: Mapping[str, str]
) -> Iterator[Sentence]:
    """The group by one indicator that can be compared.

    Parameters
    ----------
    say : callable
        ``say(key, refs, **values)``, in a language.
    indicator : GroupIndicator
        The group by the indicator, of a shape that is not in ``UNCOMPARED``.
    label : str
        Name of the indicator.
    names : mapping
        Report to its name.
    """
    shape, refs = indicator.shape, indicator.refs()
    if shape in EQUAL:  # said once for all of them
        return
    common = {"label": label, "kind": indicator.kind, "known": len(indicator.known)}
    if shape == "spread" and indicator.kind == "proportion":
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
    if len(indicator.in_funnel):
        yield _limits(say, indicator, label, refs)
        largest = max(indicator.known, key=lambda r: r.denominator)
        part = largest.denominator / sum(r.denominator for r in indicator.known)
        if part > DOMINATED:
            yield say(
                "field.dominated",
                refs,
                label=label,
                name=names[largest.report],
                part=part,
            )


def _limits(say: Say, indicator: GroupIndicator, label: str, refs: tuple[Ref, ...]) -> Sentence:
    inside, outer = indicator.in_funnel, indicator.in_funnel[indicator.in_funnel["outside"] != ""]
    far, rare = int((outer["outside"] == FAR).sum()), int((outer["q"] <= NAMED).sum())
    common = {"label": label, "small": SMALL, "placed": len(inside)}
    if outer.empty:
        return say("field.within", refs, **common)
    return say("field.outside", refs, **common, outer=len(outer), far=far, rare=rare)


def far_sentences(
    say: Say, indicator: GroupIndicator, label: str, names: Mapping[str, str]
) -> Iterator[Sentence]:
    """The farthest ``LISTED`` agencies, in the order of the group, and how many more there are.

    Parameters
    ----------
    say, indicator, label, names
        As of ``group_sentences``; the indicator may be of any shape.
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
                share=indicator.shares[str(report)],
                **_position(indicator, row),
            )
    if len(indicator.notable) > LISTED:
        yield say("place.more", indicator.refs(), label=label, rest=len(indicator.notable) - LISTED)


def own_sentences(
    say: Say, indicators: Sequence[GroupIndicator], labels: Mapping[str, str], report: str
) -> Iterator[Sentence]:
    """One report of the group by each indicator; those that do not compare are named together.

    Parameters
    ----------
    say, indicators
        As of ``uncompared_sentence``.
    labels : mapping
        Indicator to its name.
    report : str
        Id of the report.
    """
    left: list[GroupIndicator] = []
    equal: list[tuple[GroupIndicator, str, Share]] = []
    for indicator in indicators:
        share = indicator.shares[report]
        if share.known and share.disputed:
            label, refs = labels[indicator.definition.id], indicator.refs([report])
            yield say("own.disputed", refs, label=label, share=share, kind=indicator.kind)
        elif not share.known or share.whole < SMALL or indicator.shape in UNCOMPARED:
            left.append(indicator)
        elif indicator.shape in EQUAL:
            equal.append((indicator, labels[indicator.definition.id], share))
        else:
            yield _own(say, indicator, labels[indicator.definition.id], report)
    yield from _equal(say, "own.equal", equal)
    if left:
        refs = tuple(r for i in left for r in i.refs([report]))
        names = [labels[i.definition.id] for i in left]
        yield say("own.uncompared", refs, labels=names, small=SMALL, minimum=PEERS)


def _own(say: Say, indicator: GroupIndicator, label: str, report: str) -> Sentence:
    share, refs = indicator.shares[report], indicator.refs()
    common: dict[str, Any] = {
        "label": label,
        "share": share,
        "kind": indicator.kind,
    }
    row = indicator.table.loc[report]
    values = {
        **common,
        **_position(indicator, row),
        "pooled": indicator.pooled,
        "rare": row["q"] <= NAMED,
    }
    if not row["outside"]:
        return say("own.inside", refs, **values)
    return say("own.above" if row["estimate"] > row["middle"] else "own.below", refs, **values)


def _position(indicator: GroupIndicator, row: pd.Series) -> dict[str, Any]:
    """What the sentences of one report's place have in common."""
    level = FAR if row["outside"] == FAR else "95"
    at = level.replace(".", "")
    ranked = 0 if math.isnan(row["rank"]) else int(indicator.table["rank"].notna().sum())
    return {
        "kind": indicator.kind,
        "level": level,
        "middle": row["middle"],
        "low": row[f"low_{at}"],
        "high": row[f"high_{at}"],
        "q": row["q"],
        "ranked": ranked,
        "first": int(row["rank_low"]) if ranked else 0,
        "last": int(row["rank_high"]) if ranked else 0,
    }
