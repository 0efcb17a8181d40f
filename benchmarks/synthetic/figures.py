"""What agencies report: means and shares that differ between them, and figures drawn from these so that every tie holds."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.form import APPLICANTS, get_form

FORM = get_form("2021")
CODES = tuple(FORM.by_code)
AT = {code: i for i, code in enumerate(CODES)}
WHO = APPLICANTS[:-1]
RESULTS = tuple(
    i
    for i in FORM.items("requests")
    if i not in ("received", "carried_in", "concluded", "carried_out")
)
REMEDIES, ENDINGS = FORM.items("remedies"), ("upheld", "corrected", "other", "pending")
_SHARES = np.array([0.88, 0.085, 0.002, 0.005, 0.018, 0.01])  # of applicants
_MIX = {
    "granted": 0.45,
    "partly_granted": 0.12,
    "refused": 0.07,
    "unavailable": 0.21,
    "unprocessed": 0.06,
    "other": 0.09,
}
_ENDED = np.array([0.62, 0.12, 0.18, 0.08])
# How much agencies differ (smaller: more), and one agency from year to year.
BETWEEN, WITHIN, ENDED_BETWEEN = 25.0, 250.0, 20.0


@dataclass
class Rates:
    """What agencies would report on average; n agencies, y years.

    Attributes
    ----------
    requests : ndarray (n, y)
        Mean of those received.
    mix : ndarray (n, y, results)
        Share of each result, in the order of ``RESULTS``; sums to one.
    carried : ndarray (n, y)
        Share of what is at hand that is carried over.
    remedies : ndarray (n, y, remedies)
        Cases per request concluded.
    ended : ndarray (n, y, remedies, endings)
        How cases end; sums to one.
    decisions : ndarray (n, y, 3)
        Mean of licences, penalties, coercion.
    fees : ndarray (n, y)
        10,000 yuan.
    """

    requests: np.ndarray
    mix: np.ndarray
    carried: np.ndarray
    remedies: np.ndarray
    ended: np.ndarray
    decisions: np.ndarray
    fees: np.ndarray

    def group(self, name: str) -> np.ndarray:
        """Which results belong to a group: ``refused`` or ``granted``."""
        return np.array([r == name or r.startswith(f"{name}.") for r in RESULTS])


def rates_of(agencies: pd.DataFrame, years: int, rng: np.random.Generator) -> Rates:
    """Rates of agencies over years, drawn at random around those of their kind."""
    n = len(agencies)
    county = rng.lognormal(0, 0.5, agencies["county"].nunique())[
        pd.factorize(agencies["county"])[0]
    ]
    size = agencies["size"].to_numpy(float) * county * rng.lognormal(0, 0.7, n)
    requests = size[:, None] * rng.gamma(10, 1 / 10, (n, years))
    mix = _dirichlet(rng, BETWEEN * _expected_mix(), (n,))
    mix = _dirichlet(rng, WITHIN * mix[:, None, :], (n, years))
    carried = np.clip(rng.beta(2, 30, n)[:, None] * rng.gamma(20, 1 / 20, (n, years)), 0, 0.5)
    per = np.array([0.03, 0.008, 0.008]) * rng.gamma(1.5, 1 / 1.5, (n, 1, 1))
    ended = _dirichlet(rng, ENDED_BETWEEN * _ENDED, (n, 1, len(REMEDIES)))
    busy = (
        rng.lognormal(0, 1.2, (n, 1, 3))
        * np.where(agencies["kind"].to_numpy() == "bureau", 1.0, 0.1)[:, None, None]
    )
    fees = np.where(rng.random(n) < 0.15, rng.lognormal(3, 1.5, n), 0.0) * (
        agencies["kind"].to_numpy() == "bureau"
    )
    return Rates(
        requests,
        mix,
        carried,
        np.broadcast_to(per, (n, years, 3)).copy(),
        np.broadcast_to(ended, (n, years, len(REMEDIES), len(ENDINGS))).copy(),
        busy * np.array([60.0, 20.0, 1.0]) * rng.gamma(20, 1 / 20, (n, years, 3)),
        fees[:, None] * rng.gamma(20, 1 / 20, (n, years)),
    )


def draw(rates: Rates, agencies: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Figures of all cells, shape (agencies, years, cells), in the order of ``CODES``; a government's are the sum of its county's."""
    n, years = rates.requests.shape
    values = np.zeros((n, years, len(CODES)))
    carried = rng.poisson(rates.requests[:, :1] * rates.carried[:, :1] * _SHARES)
    in_force = rng.poisson(rng.gamma(1.0, 4.0, n))
    for t in range(years):
        _requests(values[:, t], rates, t, carried, rng)
        carried = values[:, t][:, [AT[f"requests/carried_out/{w}"] for w in WHO]].astype(int)
        _remedies(values, rates, t, rng)
        in_force = _disclosure(values[:, t], rates, t, in_force, rng)
    county, _ = pd.factorize(agencies["territory"])
    government = (agencies["kind"] == "government").to_numpy()
    values[government] = 0.0
    sums = np.zeros((county.max() + 1, *values.shape[1:]))
    np.add.at(sums, county, values)
    values[government] = np.round(sums[county[government]], 2)
    return values


def _requests(
    values: np.ndarray, rates: Rates, t: int, carried: np.ndarray, rng: np.random.Generator
) -> None:
    received = rng.poisson(rates.requests[:, t, None] * _SHARES)
    at_hand = received + carried
    # What is open at the end of a year was received in it: an answer is due within 40 working days.
    out = np.minimum(rng.binomial(at_hand, rates.carried[:, t, None]), received)
    results = rng.multinomial(at_hand - out, rates.mix[:, t, None, :])
    rows = {
        "received": received,
        "carried_in": carried,
        "concluded": at_hand - out,
        "carried_out": out,
    }
    rows |= {item: results[:, :, i] for i, item in enumerate(RESULTS)}
    for item, by_who in rows.items():
        for k, who in enumerate(WHO):
            values[:, AT[f"requests/{item}/{who}"]] = by_who[:, k]
        values[:, AT[f"requests/{item}/total"]] = by_who.sum(axis=1)


def _remedies(values: np.ndarray, rates: Rates, t: int, rng: np.random.Generator) -> None:
    """Fill table 四 of a year; a suit after review follows a review of this year or the last."""
    year, total = values[:, t], AT["remedies/review/total"]
    for k, item in enumerate(REMEDIES):
        cases = rng.poisson(year[:, AT["requests/concluded/total"]] * rates.remedies[:, t, k])
        if item == "suit_after_review" and t > 0:
            cases = np.minimum(cases, (year[:, total] + values[:, t - 1, total]).astype(int))
        ended = rng.multinomial(cases, rates.ended[:, t, k])
        for j, column in enumerate(ENDINGS):
            year[:, AT[f"remedies/{item}/{column}"]] = ended[:, j]
        year[:, AT[f"remedies/{item}/total"]] = cases


def _disclosure(
    values: np.ndarray, rates: Rates, t: int, in_force: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Fill table 二; documents in force at the year's end."""
    made = rng.poisson(0.4, len(values))
    repealed = np.minimum(rng.poisson(0.3, len(values)), in_force)
    in_force = in_force + made - repealed
    columns = FORM.columns("disclosure", "normative_documents")
    for column, figures in zip(columns, (made, repealed, in_force), strict=True):
        values[:, AT[f"disclosure/normative_documents/{column}"]] = figures
    for k, item in enumerate(("licences", "penalties", "coercion")):
        (column,) = FORM.columns("disclosure", item)
        values[:, AT[f"disclosure/{item}/{column}"]] = rng.poisson(rates.decisions[:, t, k])
    (column,) = FORM.columns("disclosure", "fees")
    values[:, AT[f"disclosure/fees/{column}"]] = np.round(rates.fees[:, t], 2)
    return in_force


def _expected_mix() -> np.ndarray:
    """Of a group of results the first takes half, the second a quarter and so on."""
    shares = np.zeros(len(RESULTS))
    for name, share in _MIX.items():
        mine = [i for i, r in enumerate(RESULTS) if r == name or r.startswith(f"{name}.")]
        parts = 0.5 ** np.arange(1, len(mine) + 1)
        shares[mine] = share * parts / parts.sum()
    return shares / shares.sum()


def _dirichlet(rng: np.random.Generator, alpha: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Shares that sum to one; ``alpha`` may differ from agency to agency."""
    drawn = (
        rng.standard_gamma(np.broadcast_to(np.maximum(alpha, 1e-3), (*shape, alpha.shape[-1])))
        + 1e-12
    )
    return drawn / drawn.sum(axis=-1, keepdims=True)
