"""The statistics of the narratives once more, by other formulas than the package's: plain loops, chi-square and beta functions."""

import math
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
from analysis.assessing.statistics.differing import null_of
from scipy.optimize import minimize
from scipy.special import betainc, betaincinv, betaln, expit, logit
from scipy.stats import binom, chi2, nbinom, poisson

_MANY = 2_000_000  # above it, the probabilities of all counts are not written out
Z95 = 1.959963984540054


def wilson(x: int, n: int) -> tuple[float, float]:
    """Roots of the quadratic (p̂ − p)² = z² p (1 − p) / n."""
    p, k = x / n, Z95 * Z95 / n
    a, b, c = 1 + k, -(2 * p + k), p * p
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    return (0.0 if x == 0 else 2 * c / (-b + root)), (1.0 if x == n else (-b + root) / (2 * a))


def poisson_per_100(x: int, n: int) -> tuple[float, float]:
    low = 0.0 if x == 0 else chi2.ppf(0.025, 2 * x) / 2
    return low / n * 100, chi2.ppf(0.975, 2 * x + 2) / 2 / n * 100


def difference(a: tuple[int, int], b: tuple[int, int]) -> tuple[float, float]:
    """Newcombe's interval of the second share less the first."""
    (la, ua), (lb, ub) = wilson(*a), wilson(*b)
    p, q = a[0] / a[1], b[0] / b[1]
    return q - p - math.sqrt((q - lb) ** 2 + (ua - p) ** 2), q - p + math.sqrt(
        (ub - q) ** 2 + (p - la) ** 2
    )


class Group:
    """A group of shares, or of rates per 100, against all together."""

    def __init__(self, xs: list[int], ns: list[int], rate: bool) -> None:
        self.xs, self.ns, self.rate = xs, ns, rate
        self.sizes = [n / 100 if rate else float(n) for n in ns]
        self.target = sum(xs) / sum(self.sizes)
        chance = [
            (self.target if rate else self.target * (1 - self.target)) / s for s in self.sizes
        ]
        self.z = [
            (x / s - self.target) / math.sqrt(c)
            for x, s, c in zip(xs, self.sizes, chance, strict=True)
        ]
        self.phi = self._phi()
        # How much peers differ is the package's own reckoning (tests/unit/assessing/test_intervals.py has it another way); all else is done again.
        null, _ = null_of(
            np.array(xs, dtype=float), np.array(self.sizes), "rate" if rate else "proportion"
        )
        self.parts = list(
            zip(null.mean.tolist(), null.size.tolist(), null.weight.tolist(), strict=True)
        )
        spreads = (
            w * (m * m / size if rate else m * (1 - m) / (size + 1)) for m, size, w in self.parts
        )
        self.tau = math.sqrt(math.fsum(spreads))
        self.edge = False

    def _phi(self) -> float:
        """Mean square of the scores, a tenth at each end drawn in, over what that leaves of a normal score's variance."""
        ordered = sorted(self.z)

        def at(q: float) -> float:
            place = q * (len(ordered) - 1)
            k = min(int(place), len(ordered) - 2) if len(ordered) > 1 else 0
            return ordered[k] + (place - k) * (ordered[min(k + 1, len(ordered) - 1)] - ordered[k])

        low, high = at(0.1), at(0.9)
        drawn = [min(max(v, low), high) ** 2 for v in self.z]
        return sum(drawn) / len(drawn) / _left()

    @lru_cache(maxsize=512)  # noqa: B019  # it holds groups, of which there are few
    def limits(self, i: int, level: float) -> tuple[float, float]:
        tail, size = (1 - level) / 2, self.sizes[i]
        cdf, pmf, most = self._spread(i)
        low = _least(lambda k: cdf(k) >= tail, most)
        high = _least(lambda k: 1 - cdf(k) <= tail, most)
        a = low - (cdf(low) - tail) / pmf(low)
        b = high + ((1 - cdf(high - 1)) - tail) / pmf(high)
        return max(a / size, 0.0), (b / size if self.rate else min(b / size, 1.0))

    def _spread(self, i: int):
        """Distribution function, probability and greatest count of what agency i would report."""
        if not self.rate and self.ns[i] > _MANY:
            n = self.ns[i]
            beta = [
                (m, n * (s + 1) / (s + n) - 1, w) for m, s, w in self.parts if not math.isinf(s)
            ]
            fixed = [(m, w) for m, s, w in self.parts if math.isinf(s)]

            def upto_many(k: int) -> float:
                """A count of so many is as good as continuous: a Beta distribution of the same mean and variance."""
                place = min(max((k + 0.5) / n, 0.0), 1.0)
                told = [w * float(betainc(m * s, (1 - m) * s, place)) for m, s, w in beta]
                return (
                    1.0
                    if k >= n
                    else math.fsum([*told, *(w * float(binom.cdf(k, n, m)) for m, w in fixed)])
                )

            return upto_many, (lambda k: upto_many(k) - upto_many(k - 1)), n
        if not self.rate:
            each = _chances(self.ns[i], tuple(self.parts))
            upto = np.cumsum(each)
            return (
                (lambda k: float(upto[min(k, len(upto) - 1)]) if k >= 0 else 0.0),
                (lambda k: float(each[k])),
                self.ns[i],
            )
        mean, shape, weight = (np.array(v) for v in zip(*self.parts, strict=True))
        mean, fixed = mean * self.sizes[i], np.isinf(shape)
        shape = np.where(fixed, 1.0, shape)
        chance = shape / (shape + mean)
        return (
            lambda k: math.fsum(
                weight * np.where(fixed, poisson.cdf(k, mean), nbinom.cdf(k, shape, chance))
            ),
            lambda k: math.fsum(
                weight * np.where(fixed, poisson.pmf(k, mean), nbinom.pmf(k, shape, chance))
            ),
            None,
        )

    def p_values(self) -> list[float]:
        out = []
        for i, x in enumerate(self.xs):
            cdf, _, _ = self._spread(i)
            out.append(max(0.0, min(1.0, 2 * min(cdf(x), 1 - cdf(x - 1)))))
        return out

    @cached_property
    def q_values(self) -> list[float]:
        """Step-up, from the largest p-value down."""
        p = self.p_values()
        order = sorted(range(len(p)), key=lambda i: -p[i])
        q, last = [1.0] * len(p), 1.0
        for passed, i in enumerate(order):
            last = min(last, p[i] * len(p) / (len(p) - passed))
            q[i] = last
        return q


@lru_cache(maxsize=64)
def group_of(xs: tuple[int, ...], ns: tuple[int, ...], rate: bool) -> Group:
    """The group; many sentences speak of one."""
    return Group(list(xs), list(ns), rate)


@lru_cache(maxsize=64)
def _chances(n: int, parts: tuple[tuple[float, float, float], ...]) -> np.ndarray:
    """Probability of every count of n under a mixture of beta-binomials, each term from the one before it by their ratio."""
    k, found = np.arange(n, dtype=float), np.zeros(n + 1)
    for mean, size, weight in parts:
        if math.isinf(size):
            found += weight * binom.pmf(np.arange(n + 1), n, mean)
            continue
        a, b = mean * size, (1 - mean) * size
        steps = np.log(n - k) + np.log(k + a) - np.log(k + 1) - np.log(n - k - 1 + b)
        found += weight * np.exp(
            betaln(a, n + b) - betaln(a, b) + np.concatenate([[0.0], np.cumsum(steps)])
        )
    return found


@lru_cache
def _left() -> float:
    """Variance of a normal score whose tenth at each end is drawn in, by adding up its density."""
    end, steps = _upper(0.1), 20000
    width = 2 * end / steps
    inner = (
        sum(v * v * math.exp(-v * v / 2) for v in (-end + (k + 0.5) * width for k in range(steps)))
        * width
        / math.sqrt(2 * math.pi)
    )
    return inner + 0.2 * end * end


@lru_cache
def _upper(tail: float) -> float:
    """The score that a normal one exceeds with this probability, by halving."""
    low, high = 0.0, 10.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if math.erfc(middle / math.sqrt(2)) / 2 > tail else (low, middle)
    return (low + high) / 2


def _least(enough, most: int | None) -> int:
    """The least whole number for which it is enough, by doubling and halving."""
    high = 1
    while not enough(high) and (most is None or high < most):
        high *= 2
    low, high = -1, high if most is None else min(high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


@lru_cache(maxsize=20000)
def prior(xs: tuple[int, ...], ns: tuple[int, ...]) -> tuple[float, float, float]:
    """Mean and size of the beta distribution that makes the counts likeliest, and how much likelier than one share for all."""
    x, n = np.array(xs, float), np.array(ns, float)
    pooled = x.sum() / n.sum()

    def cost(v) -> float:
        mean, size = expit(v[0]), math.exp(min(max(v[1], math.log(0.02)), math.log(1e6)))
        return -float(
            (
                betaln(x + mean * size, n - x + (1 - mean) * size)
                - betaln(mean * size, (1 - mean) * size)
            ).sum()
        )

    starts = [[logit(pooled), math.log(s)] for s in (0.5, 8.0, 120.0, 3000.0)]
    options = {"xatol": 1e-7, "fatol": 1e-10, "maxiter": 2000}
    best = min(
        (minimize(cost, s, method="Nelder-Mead", options=options) for s in starts),
        key=lambda r: r.fun,
    )
    same = -float((x * math.log(pooled) + (n - x) * math.log1p(-pooled)).sum())
    return (
        float(expit(best.x[0])),
        float(math.exp(min(max(best.x[1], math.log(0.02)), math.log(1e6)))),
        same - best.fun,
    )


def likelihood(xs, ns, mean: float, size: float) -> float:
    x, n = np.array(xs, float), np.array(ns, float)
    return float(
        (
            betaln(x + mean * size, n - x + (1 - mean) * size)
            - betaln(mean * size, (1 - mean) * size)
        ).sum()
    )


def middle(mean: float, size: float) -> tuple[float, float]:
    """Where 95 % of a beta distribution lies."""
    return float(betaincinv(mean * size, (1 - mean) * size, 0.025)), float(
        betaincinv(mean * size, (1 - mean) * size, 0.975)
    )


def rank_holds(xs, ns, i: int, mean: float, size: float, first: int, last: int) -> bool:
    """Whether an interval of a rank is that of its 2.5 and 97.5 per cent points, by drawing anew; whole ranks, outward."""
    x, n = np.array(xs, float), np.array(ns, float)
    draws = np.random.default_rng(20240229).beta(
        mean * size + x, (1 - mean) * size + n - x, size=(6000, len(x))
    )
    ranks = (draws > draws[:, [i]]).sum(axis=1) + 1
    off = 0.016  # both are drawn: some four standard deviations
    return bool(
        (ranks < first).mean() <= 0.025 + off
        and (ranks <= first).mean() >= 0.025 - off
        and (ranks > last).mean() <= 0.025 + off
        and (ranks >= last).mean() >= 0.025 - off
    )


def exact(value: Fraction, places: int) -> str:
    """A number at so many decimals, halves away from zero, by whole-number arithmetic."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(places + 1, "0")
    head, tail = (digits[:-places], "." + digits[-places:]) if places else (digits, "")
    return ("-" if value < 0 and whole else "") + grouped(head) + tail


def grouped(digits: str) -> str:
    """Digits in threes."""
    return digits if len(digits) <= 3 else grouped(digits[:-3]) + "," + digits[-3:]
