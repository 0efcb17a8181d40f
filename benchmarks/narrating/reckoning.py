"""The statistics of the narratives once more, by other formulas than the package's: plain loops, chi-square and beta functions."""

import math
from fractions import Fraction
from functools import cache, lru_cache

import numpy as np
from scipy.special import expit, ndtr
from scipy.stats import binom, chi2, poisson

Z95 = 1.959963984540054
ODD = 0.05  # the chance that an agency is like none of the others, where there are any such
RANGE = 0.8  # power of the prior of the spread by which the range of most agencies is told
# Those that are added up. The prior falls as a normal density does: where agencies of billions report none and all, nodes a third
# apart came to q a tenth to a quarter too high (seeds 20130 to 23149), which a third sum over everything does not bear out.
SPREADS = np.concatenate([np.geomspace(0.003, 2, 24), np.geomspace(2, 25, 24)[1:]])
WIDE = 3.0  # spread of those, on the log-odds or log scale


def wilson(x: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Roots of the quadratic (p̂ − p)² = z² p (1 − p) / n."""
    p, k = x / n, z * z / n
    a, b, c = 1 + k, -(2 * p + k), p * p
    root = math.sqrt(k * (k + 4 * x * (n - x) / n / n))  # of b² − 4ac, where b² and 4ac cancel
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
    half-normal one of the spread (for the range of most agencies a power of it, even up to the figures' own error times (agencies / 10)²); p-values and limits by the most lenient of that shape and of a normal logarithm or square root of the
    share, or of the rest of it, as far as the others do not speak against these. None of the agencies is like none of the others, or each
    is so with a chance of one in twenty, which is believed one to nine beforehand. Nothing of the package is used. A figure's likelihood
    is integrated by the trapezoid rule over nodes that lie close both about the middle and about the figure itself.
    """

    def __init__(self, xs: list[int], ns: list[int], rate: bool) -> None:
        self.xs, self.ns, self.rate = xs, ns, rate
        self.sizes = [n / 100 if rate else float(n) for n in ns]
        each = list(zip(xs, self.sizes, strict=True))
        self._kinds = sorted(set(each))
        self._count = np.array([each.count(kind) for kind in self._kinds])
        self._which = [self._kinds.index(kind) for kind in each]
        self._ends = [self._place(x, n) for x, n in self._kinds]
        # What is normal: log-odds (or the logarithm); a power of the share, or of the rest of it. Of no power the logarithm.
        sides = ((1, 0.5),) if rate else ((1, 0), (-1, 0), (1, 0.5), (-1, 0.5))
        self.leans: tuple[tuple[int, float] | None, ...] = (None, *sides)
        self._centre = math.log((sum(xs) + 0.5) / sum(self.sizes)) if rate else 0.0
        self._unlike = self._fits(None, np.array([WIDE]), np.array([self._centre]))[:, 0]
        grid = {lean: self._nodes(lean) for lean in self.leans}
        spread, middles, every = grid[None]
        weight = np.exp(every[:, -1] - every[:, -1].max()).sum(axis=0)
        weight /= weight.sum()
        middle = float(weight @ middles)
        scale = math.sqrt(float(weight @ (spread**2 + (middles - middle) ** 2)))
        self.theta = middle + scale * np.sinh(np.linspace(-6.5, 6.5, 700))
        self._edges = np.array([-np.inf, *((self.theta[1:] + self.theta[:-1]) / 2), np.inf])
        self._all = {lean: self._shapes(lean, *grid[lean]) for lean in self.leans}

    def _place(self, x: int, n: float) -> float:
        return math.log((x + 0.5) / n) if self.rate else math.log((x + 0.5) / (n - x + 0.5))

    def _wide(self, x: int, n: float) -> float:
        return 1 / math.sqrt((x + 0.5) if self.rate else (x + 0.5) * (n - x + 0.5) / (n + 1))

    def _log_chance(self, x: int, n: float, theta: np.ndarray) -> np.ndarray:
        if self.rate:
            return x * theta - n * np.exp(np.minimum(theta, 300))
        return x * theta - n * _soft(theta)

    def _fits(self, lean, spreads: np.ndarray, middles: np.ndarray) -> np.ndarray:
        """Log-likelihood of each figure by one shape, shape (figures, nodes)."""
        steps, out = np.linspace(-7, 7, 29), []
        at, wide = middles[:, None], spreads[:, None]
        for (x, n), own in zip(self._kinds, self._ends, strict=True):
            near = np.broadcast_to(own + self._wide(x, n) * steps, (len(at), len(steps)))
            nodes = np.sort(np.concatenate([at + wide * steps, near], axis=1), axis=1)
            log = self._log_chance(x, n, nodes) + _dense(nodes, at, wide, lean, self.rate)
            top = log.max(axis=1, keepdims=True)
            whole = np.trapezoid(np.exp(log - top), nodes, axis=1)
            out.append(top[:, 0] + np.log(whole + 1e-300))
        return np.array(out)

    def _believed(self, lean, spreads: np.ndarray, middles: np.ndarray) -> np.ndarray:
        """Logarithm of how likely each spread and middle is, without each figure and (last) with all; first without any that is like none
        of the others, then with: shape (2, figures + 1, nodes).
        """
        own = self._fits(lean, spreads, middles)
        above = middles - (max(self._ends) if self.rate else 0)
        prior = above / 2 - np.logaddexp(0, above)
        prior = prior - (spreads / 2) ** 2 / 2
        both = np.logaddexp(math.log(1 - ODD) + own, math.log(ODD) + self._unlike[:, None])
        found = []
        for believed, fits in ((0.9, own), (0.1, both)):
            every = self._count @ fits + prior + math.log(believed)
            found.append(np.vstack([every - fits, every]))
        return np.array(found)

    def _nodes(self, lean) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Spreads, middles and what is believed of each: middles lie closer together where that changes, until it does so hardly."""
        spreads = SPREADS
        low, high = min(self._ends) - 14, max(self._ends) + 14
        start = np.unique([*np.linspace(low, high, 19), *self._ends])
        new = np.repeat(np.arange(len(spreads)), len(start)), np.tile(start, len(spreads))
        t, middles, every = new[0][:0], new[1][:0], np.zeros((2, len(self._kinds) + 1, 0))
        for again in range(16):
            every = np.concatenate([every, self._believed(lean, spreads[new[0]], new[1])], axis=2)
            t, middles = np.concatenate([t, new[0]]), np.concatenate([middles, new[1]])
            order = np.lexsort((middles, t))
            t, middles, every = t[order], middles[order], every[..., order]
            top = np.maximum.reduceat(every, np.flatnonzero(np.diff(t, prepend=-1)), axis=2)
            near = every > top[..., t] - 11
            steep = np.abs(np.diff(every)) > 1
            if again > 4:  # by now it is known which spreads are out of the question
                near &= top[..., t] > top.max(axis=(0, 2), keepdims=True) - 25
            split = (steep & (near[..., 1:] | near[..., :-1])).any(axis=(0, 1)) & (t[1:] == t[:-1])
            if not split.any():
                break
            at = np.flatnonzero(split)
            new = t[at], (middles[at] + middles[at + 1]) / 2
        same = (
            np.diff(t, prepend=-1, append=len(spreads)) == 0
        )  # whether a node has a neighbour to its left
        gaps = np.where(same, np.diff(middles, prepend=0, append=0), 0.0)
        room = np.gradient(spreads)
        room[0] += spreads[0]  # down to none
        return spreads[t], middles, every + np.log((gaps[:-1] + gaps[1:]) / 2 * room[t])

    def _shapes(
        self, lean, spread: np.ndarray, middles: np.ndarray, every: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of all but one figure, of all, and (last) of all where spreads may be wider: how likely each theta is for one like them, how likely the shape makes their figures
        (log), and the chance that one is like none of them.
        """
        told = sum(
            c / self._wide(x, n) ** 2 for c, (x, n) in zip(self._count, self._kinds, strict=True)
        )
        error = max((len(self.xs) / 10) ** 2 * math.sqrt(len(self.xs) / told), 0.01)
        wide = every[:, -1:] + (spread / 2) ** 2 / 2 - RANGE * np.log(error + spread)
        every = np.concatenate([every, wide], axis=1)
        top = every.max(axis=(0, 2), keepdims=True)
        weight = np.exp(every - top)
        total = weight.sum(axis=(0, 2), keepdims=True)
        likely, weight = (top + np.log(total)).ravel(), weight / total
        odd, weight = ODD * weight[1].sum(axis=1), weight.sum(axis=0)
        found = np.zeros((len(weight), len(self.theta)))
        used = np.flatnonzero(weight.max(axis=0) > 1e-8)
        for some in np.array_split(used, len(used) // 100 + 1):
            at, wide = middles[some, None], spread[some, None]
            below = _below(self._edges, at, wide, lean, self.rate)
            found += weight[:, some] @ np.diff(below, axis=1)
        return found / found.sum(axis=1, keepdims=True), likely, odd

    def _shape(self, left_out: int, lean) -> tuple[np.ndarray, float, float]:
        """The same without one agency (-2: of all; -1: for their range)."""
        at = left_out if left_out < 0 else self._which[left_out]
        found, likely, odd = (each[at] for each in self._all[lean])
        return found, float(likely), float(odd)

    def _others(self, left_out: int) -> np.ndarray:
        return self._shape(left_out, None)[0]

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
        at = self._between_steps(k if least else k + 1, n)
        tails = []
        for shape, (weight, likely, _) in enumerate(shapes):
            tail = float(weight @ each)
            if at is not None:
                below = float(np.interp(at, self._edges[1:-1], np.cumsum(weight)[:-1]))
                tail = 1 - below if least else below
            tails.append(tail * (math.exp(min(likely - best + 2, 0)) if shape else 1.0))
        return max(tails)

    def _between_steps(self, least: float, n: float) -> float | None:
        """Where so many and more begin, if counts tell that more finely than the steps of theta lie: an agency of billions is below it or
        above, whatever step it is in.
        """
        if least < 1 or (least > n and not self.rate):
            return None
        at = self._place(least - 1, n if self.rate else n - 0.5)
        step = np.interp(at, self.theta, np.gradient(self.theta))
        return at if self._wide(least, n) < step / 2 else None

    def median(self, i: int) -> float:
        """The middle of the others (-1: of all)."""
        return self.quantile(-2 if i < 0 else i, 0.5)

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
        middles, widths = self.theta[1:-1], np.diff(self._edges[1:-1])
        for i in some:
            x, n = self.xs[i], self.sizes[i]
            like, _, odd = self._shape(i, None)
            anywhere = np.diff(ndtr((self._edges - self._centre) / WIDE))
            dense = np.log(((1 - odd) * like + odd * anywhere)[1:-1] / widths + 1e-300)
            # What is known of an agency of billions of cases is narrower than what is of its peers.
            near = self._place(x, n) + self._wide(x, n) * np.linspace(-9, 9, 600)
            near = near[(near > middles[0]) & (near < middles[-1])]
            at = np.unique(np.concatenate([middles, near]))
            ends = np.array([at[0], *((at[1:] + at[:-1]) / 2), at[-1]])
            log = np.interp(at, middles, dense) + self._log_chance(x, n, at)
            weight = np.exp(log - log.max()) * np.diff(ends)
            bins = random.choice(len(at), 6000, p=weight / weight.sum())
            out.append(random.uniform(ends[bins], ends[bins + 1]))
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

    @lru_cache(maxsize=64)  # noqa: B019
    def p_values(self) -> list[float]:
        """Twice the tail away from the middle of the others; those of fewer than five are not compared."""
        out = []
        for i, (x, n) in enumerate(zip(self.xs, self.ns, strict=True)):
            if n >= 5:
                out.append(min(1.0, 2 * self._tail(i, x, x > self.sizes[i] * self.median(i))))
            else:
                out.append(math.nan)
        return out


def _soft(theta: np.ndarray) -> np.ndarray:
    """The logarithm of one plus the exponential: ``np.logaddexp(0, theta)`` in a third of its time."""
    return np.maximum(theta, 0) + np.log1p(np.exp(-np.abs(theta)))


def _dense(
    theta: np.ndarray, middle: np.ndarray, spread: np.ndarray, lean, rate: bool
) -> np.ndarray:
    """Logarithm of the density of a shape at each theta, but for a constant of all shapes."""
    if lean is None:
        return -(((theta - middle) / spread) ** 2) / 2 - np.log(spread)
    (z, low, high), steep = _deviations(theta, middle, spread, lean, rate)
    return -(z**2) / 2 - np.log(ndtr(high) - ndtr(low)) + steep


def _deviations(theta, middle, spread, lean, rate: bool):
    """How many standard deviations theta, and either end, are from the middle on the scale on which the shape is normal; and the
    logarithm of how fast that changes with theta. Logarithms are subtracted before powers are taken: next to 0 and 1 nothing is lost.
    """
    side, power = lean
    start, log = (t if rate else -_soft(-side * t) for t in (middle, theta))
    wide = spread if rate else spread * np.exp(-_soft(side * middle))
    steep = (
        (power * (log - start) if power else 0)
        - np.log(wide)
        - (0 if rate else _soft(side * theta))
    )
    with np.errstate(over="ignore"):
        far = [log - start, np.inf if rate else -start]
        far = [np.expm1(power * d) / power if power else d for d in far]
    return (far[0] / wide, -1 / (power * wide) if power else -np.inf, far[1] / wide), steep


def _below(
    theta: np.ndarray, middle: np.ndarray, spread: np.ndarray, lean, rate: bool
) -> np.ndarray:
    """How much of a shape lies below each theta."""
    if lean is None:
        return ndtr((theta - middle) / spread)
    (z, *ends), _ = _deviations(theta, middle, spread, lean, rate)
    low, high = (ndtr(end) for end in ends)
    part = np.clip((ndtr(z) - low) / (high - low), 0, 1)
    return part if lean[0] > 0 else 1 - part


@cache
def group_of(xs: tuple[int, ...], ns: tuple[int, ...], rate: bool) -> Group:
    """The group; many sentences speak of one."""
    return Group(list(xs), list(ns), rate)


def forget() -> None:
    """Give back what is kept of groups."""
    for kept in (group_of, Group.limits, Group._drawn, Group.p_values):
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
