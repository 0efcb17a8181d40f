"""How over-dispersion is best allowed for: 300 made-up agencies whose shares differ, without and with 10 planted outliers.

    python -m benchmarks.funnel

For each way: how many of the ordinary agencies lie outside the 95 % and 99.8 % limits (5 % and 0.2 % should), what share of
those named at a false-discovery rate of 5 % are named wrongly, and how many of the planted are named.
"""

from itertools import product

import numpy as np
from scipy.stats import false_discovery_control, norm

from analysis.assessing.statistics.funnel import LEFT, LEVELS, funnel

AGENCIES, PLANTED, RUNS = 300, 10, 200
WAYS = (
    "multiplied, as published",
    "multiplied, φ corrected",
    "added, as published",
    "added, φ corrected",
    "beta-binomial, oddest left out (ours)",
)
SHARES = {
    "Beta(12, 8)": ((12, 8), 0.03),
    "Beta(1.75, 23)": ((1.75, 23), 0.56),
}  # of the ordinary, and of the planted


def p_values(x: np.ndarray, n: np.ndarray) -> list[np.ndarray]:
    """Two-sided p-values in each of the ``WAYS``."""
    made = funnel(x, n)
    chance = made.target * (1 - made.target) / n
    found = []
    for phi in (made.phi * LEFT, made.phi):
        weight = 1 / chance
        among = max(0.0, len(n) * phi - (len(n) - 1)) / (
            weight.sum() - (weight**2).sum() / weight.sum()
        )
        found.append(
            (
                2 * norm.sf(np.abs(made.z) / np.sqrt(max(phi, 1))),
                2 * norm.sf(np.abs(x / n - made.target) / np.sqrt(chance + among)),
            )
        )
    return [found[0][0], found[1][0], found[0][1], found[1][1], made.p]


def main() -> None:
    """Print the table."""
    print(
        f"{'shares':15} {'planted':>7}  {'way':38} {'outside 95':>10} {'outside 99.8':>12} {'wrongly named':>13} {'found':>6}"
    )
    for (name, (shape, far_off)), planted in product(SHARES.items(), (0, PLANTED)):
        draw = np.random.default_rng(1)
        told: dict[str, list[tuple[float, ...]]] = {way: [] for way in WAYS}
        for _ in range(RUNS):
            n = draw.integers(5, 400, size=AGENCIES)
            p = draw.beta(*shape, size=AGENCIES)
            odd = np.zeros(AGENCIES, dtype=bool)
            odd[draw.choice(np.flatnonzero(n > 60), planted, replace=False)] = True
            p[odd] = far_off
            for way, values in zip(WAYS, p_values(draw.binomial(n, p), n), strict=True):
                named = false_discovery_control(values) <= 0.05
                outside = [(values[~odd] < 1 - level).mean() for level in LEVELS]
                told[way].append(
                    (*outside, named[~odd].sum() / max(1, named.sum()), named[odd].sum())
                )
        for way, rows in told.items():
            near, far, wrong, found = np.mean(rows, axis=0)
            print(
                f"{name:15} {planted:>7}  {way:38} {near:>10.1%} {far:>12.2%} {wrong:>13.1%} {found:>6.2f}"
            )


if __name__ == "__main__":
    main()
