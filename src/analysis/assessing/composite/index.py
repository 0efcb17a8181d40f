"""The optional composite index: scores by dimension, the index, and how its ranks move.

One number for a report is opaque, and another weighting as defensible; so nothing is made here
unless the user gives weights, no dimension is imputed, and no rank stands without the ranks that
other weights give.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.statistics.intervals import SMALL
from analysis.assessing.tabular import typed

from .scheme import WHOLE, Scheme
from .sensitivity import drawn_figures, draws_for, ends, moved_ranks, places

_RANKS = (
    "rank",
    "rank_low",
    "rank_high",
    "shares_low",
    "shares_high",
    "weights_low",
    "weights_high",
    "rank_equal",
    "rank_without",
)


def composite(data: Dataset, scheme: Scheme, groups: pd.DataFrame | None = None) -> pd.DataFrame:
    """The composite index of every report, ranked within its group.

    A dimension is the weighted mean of its parts, each 0 at its worst and 100 at its best figure;
    the index is the weighted mean of the dimensions. A report lacks a score where an indicator that
    it needs is not known, has nothing to divide by, or is a share or rate of fewer than ``SMALL``;
    it has no index then, and is not ranked. Nor is the only one of a group that has one.

    Parameters
    ----------
    data : Dataset
        A corpus.
    scheme : Scheme
        The user's weights, as ``load_scheme`` reads them.
    groups : DataFrame, optional
        ``group, report``: who is ranked with whom; a report may be in several. Else ``data.groups``
        where the dataset has them, else reports of one year, scope and format.

    Returns
    -------
    DataFrame
        Table ``composite`` of ``schema.yml``: for each group and report a row for each dimension
        and, last, one for the whole (dimension ``index``). ``rank_low`` and ``rank_high`` hold the
        rank in 95 % of the draws of all shares and rates, of what is known of each (Beta(x + ½, n −
        x + ½), Gamma(x + ½)), and of the weights (Dirichlet around those given); ``shares_…`` and
        ``weights_…`` those of one of the two alone. What has no interval (checks, days) does not
        move.

    References
    ----------
    OECD, JRC, *Handbook on Constructing Composite Indicators* (2008), step 7: uncertainty and
    sensitivity. M. Saisana, A. Saltelli, S. Tarantola, *JRSS A* 168 (2005) 307–323.
    """
    figures = _figures(data, scheme)
    indices = [
        _ranked(group, sorted(own), figures, scheme)
        for group, own in _members(data, groups).items()
    ]
    return typed(
        "composite",
        pd.concat(indices, ignore_index=True) if indices else pd.DataFrame(columns=["report"]),
    )


def _members(data: Dataset, groups: pd.DataFrame | None) -> dict[str, list[str]]:
    """Group to its reports; a report of no group is in the group without a name, and not ranked."""
    reports = data.reports
    table = groups if groups is not None else getattr(data, "groups", None)
    if table is None or (groups is None and table.empty):
        named = (
            reports["year"].astype(str)
            + "-"
            + reports["scope"].replace("", "unknown")
            + "-"
            + reports["format"]
        )
        table = pd.DataFrame({"group": named, "report": reports["report"]})
    table = table[table["report"].isin(reports["report"])].drop_duplicates(["group", "report"])
    members = {str(name): own["report"].tolist() for name, own in table.groupby("group", sort=True)}
    alone = reports.loc[~reports["report"].isin(table["report"]), "report"].tolist()
    return {**({"": alone} if alone else {}), **members}


@dataclass(frozen=True)
class _Figures:
    """What is known of every part for every report; arrays of shape (parts, reports)."""

    at: dict[str, int]
    part: np.ndarray
    whole: np.ndarray
    value: np.ndarray
    small: np.ndarray


def _figures(data: Dataset, scheme: Scheme) -> _Figures:
    reports = pd.Index(data.reports["report"])
    columns = []
    for p in scheme.parts:
        own = (
            data.indicators[data.indicators["indicator"] == p.indicator.id]
            .drop_duplicates("report")
            .set_index("report")
        )
        x, n, value = (
            own[["numerator", "denominator", "estimate"]].reindex(reports).to_numpy(float).T
        )
        small = (
            (n < SMALL) & ~np.isnan(value) if p.indicator.interval else np.zeros(len(n), dtype=bool)
        )
        columns.append((x, n, np.where(small, np.nan, value), small))
    part, whole, value, small = (np.array(column) for column in zip(*columns, strict=True))
    return _Figures({r: n for n, r in enumerate(reports)}, part, whole, value, small)


def _scores(figures: np.ndarray, scheme: Scheme) -> np.ndarray:
    """Scores of the dimensions, 0 to 100, from figures of all parts (first axis)."""
    out, first = [], 0
    for d in scheme.dimensions:
        mine = figures[first : first + len(d.parts)]
        scaled = (
            np.clip((f - p.worst) / (p.best - p.worst), 0, 1)
            for f, p in zip(mine, d.parts, strict=True)
        )
        out.append(100 * sum(p.weight * s for p, s in zip(d.parts, scaled, strict=True)))
        first += len(d.parts)
    return np.array(out)


def _ranked(group: str, reports: list[str], figures: _Figures, scheme: Scheme) -> pd.DataFrame:
    """The rows of one group: for each report its dimensions, and last the whole."""
    at = [figures.at[r] for r in reports]
    weights = np.array([d.weight for d in scheme.dimensions])
    scores = _scores(figures.value[:, at], scheme)
    scores = np.vstack([scores, weights @ scores])  # the index is nan where a dimension is
    low, high, drawn = _spread(reports, scores, figures, scheme)
    ranks = {name: np.full(scores.shape, np.nan) for name in _RANKS}
    has_index = ~np.isnan(scores[-1])
    n_ranked = int(has_index.sum())
    if group and n_ranked > 1:
        own = _ranks(weights, scores[:, has_index], drawn[:, :, has_index], scheme.firmness)
        for name, values in own.items():
            ranks[name][:, has_index] = values
    return pd.DataFrame(
        {
            "index": scheme.id,
            "among": group,
            "report": np.repeat(np.array(reports, dtype=object), len(scores)),
            "dimension": [*(d.id for d in scheme.dimensions), WHOLE] * len(at),
            **{
                lang: [*(d.label[lang] for d in scheme.dimensions), scheme.label[lang]] * len(at)
                for lang in ("zh", "en")
            },
            "weight": np.tile([*weights, 1.0], len(at)),
            "score": scores.T.ravel(),
            "low": low.T.ravel(),
            "high": high.T.ravel(),
            **{name: column.T.ravel() for name, column in ranks.items()},
            "ranked": float(n_ranked) if group else math.nan,
            "missing": _named(scheme, np.isnan(figures.value[:, at])),
            "too_small": _named(scheme, figures.small[:, at]),
        }
    )


def _spread(
    reports: list[str], scores: np.ndarray, figures: _Figures, scheme: Scheme
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Between what scores lie in most draws of all figures, and the scores of each draw.

    The ends are of the shape of ``scores`` (dimensions and the whole, reports); the draws of shape
    (dimensions, draws, reports).
    """
    weights = np.array([d.weight for d in scheme.dimensions])
    draws = draws_for(len(reports))
    low, high = np.full_like(scores, np.nan), np.full_like(scores, np.nan)
    drawn = np.empty((len(weights), draws, len(reports)), dtype=np.float32)
    for n, report in enumerate(reports):
        at = figures.at[report]
        known = (figures.part[:, at], figures.whole[:, at], figures.value[:, at])
        own = _scores(drawn_figures(report, scheme.parts, *known, draws), scheme)
        drawn[:, :, n] = own
        low[:, n], high[:, n] = ends(np.vstack([own, weights @ own]).T, scores[:, n])
    return low, high, drawn


def _ranks(
    weights: np.ndarray, scores: np.ndarray, drawn: np.ndarray, firmness: float
) -> dict[str, np.ndarray]:
    """All of ``_RANKS`` of those that have an index; nan where a dimension has none of a kind."""
    ranks = {name: np.full(scores.shape, np.nan) for name in _RANKS}
    dimensions = scores[:-1]
    ranks["rank"] = np.array([places(row) for row in scores])
    ranks["rank_equal"][-1] = places(dimensions.mean(axis=0))
    for n in range(len(weights)) if len(weights) > 1 else ():
        others = np.delete(weights, n) @ np.delete(dimensions, n, axis=0)
        ranks["rank_without"][n] = places(others)
    for name, moved in moved_ranks(weights, firmness, drawn, dimensions):
        found = ends(moved, ranks["rank"][-1], whole=True)
        ranks[f"{name}_low"][-1], ranks[f"{name}_high"][-1] = found
    return ranks


def _named(scheme: Scheme, table: np.ndarray) -> list[tuple[str, ...]]:
    """For each report, for each dimension and for the whole, the indicators whose flag is set."""
    spans, first = [], 0
    for d in scheme.dimensions:
        spans.append(range(first, first + len(d.parts)))
        first += len(d.parts)
    ids = [p.indicator.id for p in scheme.parts]
    return [
        tuple(dict.fromkeys(ids[n] for n in span if flags[n]))
        for flags in table.T
        for span in (*spans, range(first))
    ]
