"""One indicator over a peer group, with everything that must be beside it before one compares."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import yaml

from analysis.assessing.indicators.definitions import PER, Indicator, definitions
from analysis.assessing.statistics.funnel import LEVELS, Funnel, funnel
from analysis.assessing.statistics.intervals import SMALL
from analysis.assessing.statistics.ranks import rank
from analysis.assessing.statistics.shrinkage import PEERS, Prior, estimate_prior, shrink
from analysis.errors import InputError
from analysis.files import text_of

COLUMNS = (
    "report",
    "numerator",
    "denominator",
    "estimate",
    "low",
    "high",
    "basis",
    "comparable",
    "shrunk",
    "shrunk_low",
    "shrunk_high",
    "z",
    "p",
    "q",
    "outside",
    "rank",
    "rank_low",
    "rank_high",
)
DOMINATED = 0.5  # of all cases; one agency with more is its own yardstick


@dataclass(frozen=True)
class Note:
    """What of a comparison could not be computed, or must be read with care.

    Attributes
    ----------
    reason : str
        Key of ``peers.yml``.
    text : dict
        Its words, ``zh`` and ``en``.
    """

    reason: str
    text: Mapping[str, str]


@dataclass(frozen=True)
class Peers:
    """A group of peers by one indicator.

    Attributes
    ----------
    table : DataFrame
        One row a report whose figure is known, with the columns ``COLUMNS``. ``comparable`` is
        false below ``SMALL``; ``outside`` is ``95`` or ``99.8`` where the figure lies outside that
        funnel limit, else empty. Shrunk shares and ranks are of proportions alone. With fewer than
        ``PEERS`` reports there is no ``z``, ``p``, ``q`` or ``outside``, since how much they
        usually differ cannot be told; with one there is no rank either.
    funnel : Funnel
        The peers against what they have in common: limits, p- and q-values.
    prior : Prior or None
        What the shares were shrunk by; None for a rate, and where it cannot be estimated: fewer
        than ``PEERS`` agencies, or all shares 0 or all 1.
    left_out : tuple of str
        Reports whose figure is not known, or has nothing to divide by.
    notes : tuple of Note
        What could not be computed, or must be read with care, and why.
    """

    table: pd.DataFrame
    funnel: Funnel
    prior: Prior | None
    left_out: tuple[str, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Spread:
    """How a figure is spread over a group: all that is told where nothing counts trials.

    Attributes
    ----------
    count : int
        Reports that have a figure.
    lowest, quarter, median, three_quarters, highest : float
        In the unit of the indicator; the quartiles between two figures are interpolated.
    left_out : tuple of str
        Reports whose figure is not known.
    """

    count: int
    lowest: float
    quarter: float
    median: float
    three_quarters: float
    highest: float
    left_out: tuple[str, ...]


def spread(
    indicators: pd.DataFrame, indicator: str | Indicator, defined: Iterable[Indicator] = ()
) -> Spread:
    """How an indicator of any kind is spread over a group.

    Parameters
    ----------
    indicators, indicator, defined
        As of ``compare_peers``; an indicator without a denominator will do.

    Returns
    -------
    Spread
        Its quartiles and ends.

    Raises
    ------
    InputError
        If there is no such indicator, or no report of the group has a figure for it.
    """
    d = _defined(indicator, defined)
    known, left_out = _known(indicators, d)
    low, quarter, median, three_quarters, high = np.quantile(
        known["estimate"].to_numpy(float), [0, 0.25, 0.5, 0.75, 1]
    ).tolist()
    return Spread(len(known), low, quarter, median, three_quarters, high, left_out)


def compare_peers(
    indicators: pd.DataFrame, indicator: str | Indicator, defined: Iterable[Indicator] = ()
) -> Peers:
    """Place every report of a group among the others.

    Parameters
    ----------
    indicators : DataFrame
        ``Dataset.indicators`` of the group, one report an agency: of two years of one agency
        neither is the other's peer.
    indicator : str or Indicator
        A proportion or a rate; the id of one of ours or of ``defined``, or a definition of the
        user's.
    defined : iterable of Indicator, optional
        More definitions, as ``definitions_of(data.definitions)`` gives them.

    Raises
    ------
    InputError
        If there is no such indicator, it has no denominator or counts what are no trials, or no
        report of the group has a figure for it.
    """
    d = _comparable(_defined(indicator, defined))
    known, left_out = _known(indicators, d)
    x, n = known["numerator"].to_numpy(float), known["denominator"].to_numpy(float)
    table = known[
        ["report", "numerator", "denominator", "estimate", "low", "high", "basis"]
    ].assign(comparable=n >= SMALL)
    size = n if d.kind == "proportion" else n / PER
    placed = funnel(x, size, d.kind)
    nothing, several = np.full(x.shape, np.nan), len(known) >= PEERS
    prior = _prior(x, n) if d.kind == "proportion" else None
    means, lows, highs = shrink(x, n, prior) if prior else (nothing, nothing, nothing)
    z, p, q = (placed.z, placed.p, placed.q) if several else (nothing, nothing, nothing)
    table = table.assign(
        shrunk=means,
        shrunk_low=lows,
        shrunk_high=highs,
        z=z,
        p=p,
        q=q,
        outside=_outside(placed) if several else "",
    )
    if d.kind == "proportion" and len(known) > 1:
        ranks = rank(x, n, prior)
        table = table.assign(rank=ranks.expected, rank_low=ranks.low, rank_high=ranks.high)
    else:
        table = table.assign(rank=nothing, rank_low=nothing, rank_high=nothing)
    notes = tuple(_notes(d, known["report"].tolist(), x, n, prior))
    return Peers(table[list(COLUMNS)], placed, prior, left_out, notes)


def _known(indicators: pd.DataFrame, d: Indicator) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The rows that have a figure, and the reports that have none."""
    own = indicators[indicators["indicator"] == d.id]
    known = own[own["estimate"].notna()].reset_index(drop=True)
    if known.empty:
        raise InputError(
            f"No report of the group has a figure for {d.id}: there is nothing to compare."
        )
    return known, tuple(own.loc[own["estimate"].isna(), "report"])


def _defined(indicator: str | Indicator, more: Iterable[Indicator]) -> Indicator:
    known = (d for d in (*definitions(), *more) if d.id == indicator)
    found = indicator if isinstance(indicator, Indicator) else next(known, None)
    if found is None:
        raise InputError(f"There is no indicator {indicator!r}. docs/method.md lists them all.")
    return found


def _comparable(d: Indicator) -> Indicator:
    if d.measure:
        raise InputError(
            f"{d.id} counts what are no independent trials, so that nothing tells chance from "
            "more. `spread` places it."
        )
    if d.kind not in ("proportion", "rate"):
        article = "an" if d.kind == "amount" else "a"
        raise InputError(
            f"{d.id} is {article} {d.kind}: it follows the size of an agency. "
            "Compare a share or a rate."
        )
    return d


def _notes(
    d: Indicator, reports: list[str], x: np.ndarray, n: np.ndarray, prior: Prior | None
) -> Iterator[Note]:
    """What could not be computed, or must be read with care."""
    count, small = len(n), int((n < SMALL).sum())
    if count == 1:
        yield _note("alone")
    elif count < PEERS:
        yield _note("few", count=count, peers=PEERS)
    elif d.kind == "proportion" and prior is None:
        yield _note("same")
    elif prior is not None and math.isinf(prior.size):
        yield _note("alike")
    if d.kind == "rate" and count > 1:
        yield _note("rate")
    elif small and count > 1:
        yield _note("small", count=small, small=SMALL)
    if count > 2 and n.max() > DOMINATED * n.sum():  # of two one always has half
        yield _note(
            "dominated", report=reports[int(n.argmax())], share=f"{100 * n.max() / n.sum():.0f}%"
        )


def _note(reason: str, **values: object) -> Note:
    return Note(reason, {lang: text.format(**values) for lang, text in _words()[reason].items()})


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(text_of(__package__, "peers.yml"))
    return words


def _prior(x: np.ndarray, n: np.ndarray) -> Prior | None:
    return estimate_prior(x, n) if len(n) >= PEERS and 0 < x.sum() < n.sum() else None


def _outside(placed: Funnel) -> list[str]:
    """The widest funnel limit that each figure lies outside of."""
    said = np.full(placed.p.shape, "", dtype=object)
    for level in LEVELS:
        said[placed.p < 1 - level] = f"{level * 100:g}"
    return list(said)
