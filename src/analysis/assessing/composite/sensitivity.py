"""How the ranks of a composite index move when the shares behind it do, and when its weights do."""

from collections.abc import Iterator, Sequence

import numpy as np

from analysis.assessing.indicators.definitions import PER
from analysis.assessing.statistics.intervals import LEVEL
from analysis.files import sha256_of

from .scheme import Part

DRAWS = 2000
_ROOM = 4_000_000  # ranks held at a time: of a very large group fewer are drawn, but no fewer than
_FEWEST = 200
_STEP = 500_000  # ranks made at a time
_SEED = 20190515  # fixed, as that of ``ranks``: the same data and weights give the same ranks
_EQUAL = 9  # decimals of a score; what differs beyond them differs by rounding


def draws_for(reports: int) -> int:
    """How many draws a group gets.

    Parameters
    ----------
    reports : int
        Its size. A very large group gets fewer, so that its ranks fit into memory.
    """
    return min(DRAWS, max(_FEWEST, _ROOM // max(reports, 1)))


def drawn_figures(
    report: str,
    parts: Sequence[Part],
    part: np.ndarray,
    whole: np.ndarray,
    value: np.ndarray,
    draws: int,
) -> np.ndarray:
    """Draw figures of one report from what is known of each.

    A share is drawn from Beta(x + ½, n − x + ½), a rate from Gamma(x + ½). What has no interval
    does not move. The draws are the report's own: whichever others it is ranked with, they are the
    same.

    Parameters
    ----------
    report : str
        Its id, which seeds the draws.
    parts : sequence of Part
        The indicators to draw.
    part, whole, value : array, one a part
        Numerator, denominator and figure; a figure that is ``nan`` stays so.
    draws : int
        How many, as of ``draws_for``.

    Returns
    -------
    array, shape (parts, draws)
        Figures in the unit of each indicator.
    """
    rng = np.random.default_rng([_SEED, int(sha256_of(report)[:16], 16)])
    out = np.repeat(value[:, None], draws, axis=1)
    for n, p in enumerate(parts):
        if np.isnan(value[n]):
            continue
        if p.indicator.interval == "wilson":
            out[n] = rng.beta(part[n] + 0.5, whole[n] - part[n] + 0.5, size=draws)
        elif p.indicator.interval == "garwood":
            out[n] = PER * rng.gamma(part[n] + 0.5, size=draws) / whole[n]
    return out


def places(scores: np.ndarray) -> np.ndarray:
    """Ranks along the last axis, 1 the highest score; equals share the mean of theirs.

    Parameters
    ----------
    scores : array
        Any shape; differences beyond nine decimals do not count.
    """
    from scipy.stats import rankdata  # slow to import, and few runs ask for an index

    ranked: np.ndarray = rankdata(-np.round(scores, _EQUAL), axis=-1)
    return ranked


def ends(
    drawn: np.ndarray, figure: np.ndarray, whole: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the 95 % interval of draws, widened where it would not hold the figure itself.

    Draws of a share of 0 or 1 never come to it, as Jeffreys intervals do not unless they are made
    to.

    Parameters
    ----------
    drawn : array, shape (draws, reports)
        Scores or ranks.
    figure : array, one a report
        The score or rank itself.
    whole : bool
        Whether only values that were drawn can be ends, as of ranks.

    Returns
    -------
    (low, high) : tuple of array, one a report
        In the unit of ``figure``.
    """
    tail = (1 - LEVEL) / 2
    low = np.quantile(drawn, tail, axis=0, method="lower" if whole else "linear")
    high = np.quantile(drawn, 1 - tail, axis=0, method="higher" if whole else "linear")
    return np.fmin(low, figure), np.fmax(high, figure)


def moved_ranks(
    weights: np.ndarray, firmness: float, drawn: np.ndarray, fixed: np.ndarray
) -> Iterator[tuple[str, np.ndarray]]:
    """Ranks when shares move, when weights move, and when both do.

    Parameters
    ----------
    weights : array, one a dimension
        They sum to one.
    firmness : float
        Sum of the parameters of the Dirichlet distribution around them.
    drawn : array, shape (dimensions, draws, reports)
        Scores of the dimensions with drawn figures.
    fixed : array, shape (dimensions, reports)
        Scores of the dimensions with the figures themselves.

    Yields
    ------
    (what, ranks) : tuple of str and array, shape (draws, reports)
        ``what`` moves: ``shares``, ``weights`` or, of both, ``rank``.
    """
    _, draws, count = drawn.shape
    moved = np.random.default_rng(_SEED).dirichlet(firmness * weights, size=draws)
    step = max(1, _STEP // max(count, 1))
    for name, used, over in (
        ("shares", np.tile(weights, (draws, 1)), drawn),
        ("weights", moved, None),
        ("rank", moved, drawn),
    ):
        ranks = np.empty((draws, count), dtype=np.float32)
        for at in range(0, draws, step):
            some = used[at : at + step]
            scores = (
                some @ fixed
                if over is None
                else np.einsum("sd,dsr->sr", some, over[:, at : at + step].astype(float))
            )
            ranks[at : at + step] = places(scores)
        yield name, ranks
