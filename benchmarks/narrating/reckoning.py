"""The statistics of the narratives once more, by other formulas than the package's: plain loops, chi-square and beta functions."""

import math
from fractions import Fraction
from functools import lru_cache

import numpy as np
from scipy.special import expit, ndtr
from scipy.stats import binom, chi2, poisson

Z95 = 1.959963984540054
ODD = 0.05  # the chance that an agency is like none of the others, where there are any such
WIDE = 3.0  # spread of those, on the log-odds or log scale


def wilson(x: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Roots of the quadratic (p̂ − p)² = z² p (1 − p) / n."""
    p, k = x / n, z * z / n
    a, b, c = 1 + k, -(2 * p + k), p * p
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    return (0.0 if x == 0 else 2 * c / (-b + root)), (1.0 if x == n else (-b + root) / (2 * a))


def poisson_per_100(x: int, n: int) -> tuple[float, float]:
    low = 0.0 if x == 0 else chi2.ppf(0.025, 2 * x) / 2
    return low / n * 100, chi2.ppf(0.975, 2 * x + 2) / 2 / n * 100


def p_of_change(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Twice the normal tail at which Newcombe's interval just reaches zero, by halving."""
    if a[0] * b[1] == b[0] * a[1]:
        return 1.0
    near, far = 0.0, 40.0
    for _ in range(80):
        z = (near + far) / 2
        low, high = difference(a, b, z)
        near, far = (z, far) if low > 0 or high < 0 else (near, z)
    return math.erfc(near / math.sqrt(2))


def difference(a: tuple[int, int], b: tuple[int, int], z: float = Z95) -> tuple[float, float]:
    """Newcombe's interval of the second share less the first."""
    (la, ua), (lb, ub) = wilson(*a, z), wilson(*b, z)
    p, q = a[0] / a[1], b[0] / b[1]
    return q - p - math.sqrt((q - lb) ** 2 + (ua - p) ** 2), q - p + math.sqrt(
        (ub - q) ** 2 + (p - la) ** 2
    )


class Group:
    """A group of shares, or of rates per 100: each against the others alone, by adding up over a dense grid.

    The model is the one that docs/method.md states: log-odds (logarithms of rates) normal among peers, a Jeffreys prior of the middle, a
    half-normal one of the spread; p-values and limits by the most lenient of that shape and of a normal logarithm or square root of the
    share, or of the rest of it, as far as the others do not speak against these. None of the agencies is like none of the others, or each
    is so with a chance of one in twenty, which is believed one to nine beforehand. Nothing of the package is used. A figure's likelihood
    is integrated by the trapezoid rule over nodes that lie close both about the middle and about the figure itself.
    """

    edge = True  # both are sums over grids: where a limit falls, neither is exact

    def __init__(self, xs: list[int], ns: list[int], rate: bool) -> None:
        self.xs, self.ns, self.rate = xs, ns, rate
        self.sizes = [n / 100 if rate else float(n) for n in ns]
        ends = [self._place(x, n) for x, n in zip(xs, self.sizes, strict=True)]
        lowest, highest = min(ends), max(ends)
        self.middles = np.unique(
            np.concatenate(
                [
                    np.linspace(lowest - 5, highest + 2, 40),
                    np.linspace(lowest - 0.4, highest + 0.4, 50),
                ]
            )
        )
        self.spreads = np.geomspace(0.01, 10, 38)
        kinds = set(zip(xs, self.sizes, strict=True))
        # What is normal: log-odds (or the logarithm); a power of the share, or of the rest of it. Of no power the logarithm.
        sides = ((1, 0.5),) if rate else ((1, 0), (-1, 0), (1, 0.5), (-1, 0.5))
        self.leans: tuple[tuple[int, float] | None, ...] = (None, *sides)
        self._centre = math.log((sum(xs) + 0.5) / sum(self.sizes)) if rate else 0.0
        self._own = {
            (*kind, lean): self._fits(*kind, lean, self.spreads, self.middles)
            for kind in kinds
            for lean in self.leans
        }
        far, centre = np.array([WIDE]), np.array([self._centre])
        self._unlike = {kind: self._fits(*kind, None, far, centre)[0, 0] for kind in kinds}
        self.theta = np.unique(
            np.concatenate(
                [
                    np.linspace(lowest - 50, highest + 50, 500),
                    np.linspace(lowest - 2.5, highest + 2.5, 1200),
                ]
            )
        )
        edges = [-np.inf, *((self.theta[1:] + self.theta[:-1]) / 2), np.inf]
        self._edges, self._masses = np.array(edges), {}

    def _place(self, x: int, n: float) -> float:
        return math.log((x + 0.5) / n) if self.rate else math.log((x + 0.5) / (n - x + 0.5))

    def _log_chance(self, x: int, n: float, theta: np.ndarray) -> np.ndarray:
        if self.rate:
            return x * theta - n * np.exp(np.minimum(theta, 300))
        return -x * np.logaddexp(0, -theta) - (n - x) * np.logaddexp(0, theta)

    def _fits(self, x: int, n: float, lean, spreads: np.ndarray, middles: np.ndarray) -> np.ndarray:
        """Log-likelihood of a figure by one shape of the spread, shape (spreads, middles)."""
        own = self._place(x, n)
        wide = 1 / math.sqrt((x + 0.5) if self.rate else (x + 0.5) * (n - x + 0.5) / (n + 1))
        steps = np.linspace(-8, 8, 65)
        out = np.empty((len(spreads), len(middles)))
        for t, spread in enumerate(spreads):
            nodes = np.concatenate(
                [
                    middles[:, None] + spread * steps,
                    np.broadcast_to(own + wide * steps, (len(middles), 65)),
                ],
                axis=1,
            )
            nodes.sort(axis=1)
            log = self._log_chance(x, n, nodes) + _dense(
                nodes, middles[:, None], spread, lean, self.rate
            )
            top = log.max(axis=1, keepdims=True)
            whole = np.trapezoid(np.exp(log - top), nodes, axis=1)
            out[t] = top[:, 0] + np.log(whole + 1e-300)
        return out

    @lru_cache(maxsize=4096)  # noqa: B019  # it holds groups, of which there are few
    def _shape(self, left_out: int, lean) -> tuple[np.ndarray, float, float]:
        """Of all but one agency (-1: of all): how likely each theta is for one like them, how likely the shape makes their figures (log),
        and the chance that one is like none of them.
        """
        prior = self.middles / 2 - (0 if self.rate else np.logaddexp(0, self.middles))
        prior = (
            prior
            - (self.spreads[:, None] / 2) ** 2 / 2
            + np.log(np.gradient(self.spreads))[:, None]
            + np.log(np.gradient(self.middles))
        )
        every = np.array([prior + math.log(0.9), prior + math.log(0.1)])
        for i, kind in enumerate(zip(self.xs, self.sizes, strict=True)):
            if i != left_out:
                own = self._own[(*kind, lean)]
                every[0] += own
                every[1] += np.logaddexp(
                    math.log(1 - ODD) + own, math.log(ODD) + self._unlike[kind]
                )
        weight = np.exp(every - every.max())
        likely = float(every.max() + math.log(weight.sum()))
        weight /= weight.sum()
        odd, weight = ODD * float(weight[1].sum()), weight.sum(axis=0)
        found = np.zeros(len(self.theta))
        for t, m in zip(*np.nonzero(weight > 1e-8), strict=True):
            found += weight[t, m] * self._mass(t, m, lean)
        return found / found.sum(), likely, odd

    def _others(self, left_out: int) -> np.ndarray:
        return self._shape(left_out, None)[0]

    def _mass(self, t: int, m: int, lean) -> np.ndarray:
        """How much of one spread is at each theta; kept, as every agency's others need it."""
        if (t, m, lean) not in self._masses:
            below = _below(self._edges, self.middles[m], self.spreads[t], lean, self.rate)
            self._masses[t, m, lean] = np.diff(below)
        return self._masses[t, m, lean]

    def _tail(self, i: int, k: float, least: bool) -> float:
        """How often an agency like the others reports at least, or at most, so many."""
        n, k = self.sizes[i], float(k)
        with np.errstate(over="ignore"):
            if self.rate:
                mean = n * np.exp(np.minimum(self.theta, 300))
                each = poisson.sf(k - 1, mean) if least else poisson.cdf(k, mean)
            else:
                share = expit(self.theta)
                each = binom.sf(k - 1, n, share) if least else binom.cdf(k, n, share)
        shapes = [self._shape(i, lean) for lean in self.leans]
        best = max(likely for _, likely, _ in shapes)
        tails = [
            float(weight @ each) * (math.exp(min(likely - best + 2, 0)) if k else 1.0)
            for k, (weight, likely, _) in enumerate(shapes)
        ]
        return max(tails)

    def median(self, i: int) -> float:
        """The middle of the others (-1: of all)."""
        return self.quantile(i, 0.5)

    def quantile(self, i: int, part: float) -> float:
        return self._at(self._others(i), part)

    def end(self, part: float) -> float:
        """The same of an agency like all, the shapes averaged by how likely they make the figures."""
        shapes = [self._shape(-1, lean) for lean in self.leans]
        best = max(likely for _, likely, _ in shapes)
        each = np.array([math.exp(likely - best) for _, likely, _ in shapes])
        return self._at(each @ [weight for weight, _, _ in shapes] / each.sum(), part)

    def _at(self, weight: np.ndarray, part: float) -> float:
        theta = float(np.interp(part, np.cumsum(weight) - weight / 2, self.theta))
        return math.exp(theta) if self.rate else float(expit(theta))

    @lru_cache(maxsize=512)  # noqa: B019
    def limits(self, i: int, level: float) -> tuple[float, float]:
        tail, size = (1 - level) / 2, self.sizes[i]
        most = None if self.rate else self.ns[i]
        low = _least(lambda k: self._tail(i, k, False) >= tail, most)
        high = _least(lambda k: self._tail(i, k + 1, True) < tail, most)

        low_tail, beyond = self._tail(i, low, False), self._tail(i, low - 1, False) if low else 0.0
        a = low - (low_tail - tail) / max(low_tail - beyond, 1e-300)
        high_tail = self._tail(i, high, True)
        beyond = 0.0 if high == most else self._tail(i, high + 1, True)
        b = high + (high_tail - tail) / max(high_tail - beyond, 1e-300)
        return max(a / size, 0.0), (b / size if self.rate else min(b / size, 1.0))

    @lru_cache(maxsize=64)  # noqa: B019
    def _drawn(self, some: tuple[int, ...]) -> np.ndarray:
        """Shares drawn from what is known of each of some agencies, shape (draws, agencies)."""
        random, out = np.random.default_rng(20240229), []
        for i in some:
            like, _, odd = self._shape(i, None)
            anywhere = np.diff(ndtr((self._edges - self._centre) / WIDE))
            log = np.log((1 - odd) * like + odd * anywhere + 1e-300) + self._log_chance(
                self.xs[i], self.sizes[i], self.theta
            )
            weight = np.exp(log - log.max())
            out.append(
                random.choice(self.theta, 6000, p=weight / weight.sum())
                + random.uniform(-1e-6, 1e-6, 6000)
            )
        return np.array(out).T

    def rank_holds(self, some: list[int], own: int, first: int, last: int) -> bool:
        """Whether an interval of a rank is that of its 2.5 and 97.5 per cent points; whole ranks, outward."""
        draws = self._drawn(tuple(some))
        ranks = (draws > draws[:, [own]]).sum(axis=1) + 1
        off = 0.02  # both are drawn: some five standard deviations
        return bool(
            (ranks < first).mean() <= 0.025 + off
            and (ranks <= first).mean() >= 0.025 - off
            and (ranks > last).mean() <= 0.025 + off
            and (ranks >= last).mean() >= 0.025 - off
        )

    def p_values(self) -> list[float]:
        """Twice the tail away from the middle of the others; those of fewer than five are not compared."""
        out = []
        for i, (x, n) in enumerate(zip(self.xs, self.ns, strict=True)):
            if n >= 5:
                out.append(min(1.0, 2 * self._tail(i, x, x > self.sizes[i] * self.median(i))))
            else:
                out.append(math.nan)
        return out


def _dense(theta: np.ndarray, middle: np.ndarray, spread: float, lean, rate: bool) -> np.ndarray:
    """Logarithm of the density of a shape at each theta, but for a constant of all shapes."""
    if lean is None:
        return -(((theta - middle) / spread) ** 2) / 2 - math.log(spread)
    value, _, steep = _power(theta, lean, rate)
    place, ends, slope = _power(middle, lean, rate)
    wide = spread * np.exp(slope)
    inside = ndtr((ends[1] - place) / wide) - ndtr((ends[0] - place) / wide)
    return -(((value - place) / wide) ** 2) / 2 - np.log(wide * inside) + steep


def _power(theta, lean, rate: bool):
    """A power of the share or rate, or of the rest; its ends; and the logarithm of how fast it changes with theta."""
    side, power = lean
    log = theta if rate else -np.logaddexp(0, -side * theta)
    steep = (power * log if power else 0) - (0 if rate else np.logaddexp(0, side * theta))
    if not power:
        return log, (-np.inf, 0.0), steep
    return np.exp(power * log) / power, (0.0, np.inf if rate else 1 / power), steep


def _below(theta: np.ndarray, middle: float, spread: float, lean, rate: bool) -> np.ndarray:
    """How much of a shape lies below each theta."""
    if lean is None:
        return ndtr((theta - middle) / spread)
    value, _, _ = _power(theta, lean, rate)
    place, ends, slope = _power(middle, lean, rate)
    below, *cut = (ndtr((v - place) / (spread * math.exp(slope))) for v in (value, *ends))
    part = np.clip((below - cut[0]) / (cut[1] - cut[0]), 0, 1)
    return part if lean[0] > 0 else 1 - part


@lru_cache(maxsize=6)  # each holds some ten thousand curves
def group_of(xs: tuple[int, ...], ns: tuple[int, ...], rate: bool) -> Group:
    """The group; many sentences speak of one."""
    return Group(list(xs), list(ns), rate)


def forget() -> None:
    """Give back what is kept of groups."""
    for kept in (group_of, Group._shape, Group.limits, Group._drawn):
        kept.cache_clear()


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


def step_up(p: list[float]) -> list[float]:
    """q-values of Benjamini and Hochberg, from the largest p-value down; ``nan`` is not counted."""
    known = [i for i, v in enumerate(p) if not math.isnan(v)]
    order = sorted(known, key=lambda i: -p[i])
    q, last = [math.nan] * len(p), 1.0
    for passed, i in enumerate(order):
        last = min(last, p[i] * len(known) / (len(known) - passed))
        q[i] = last
    return q


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
