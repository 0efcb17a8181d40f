"""Outliers planted in a corpus of 300 synthetic county agencies over three years: those found, those missed, false alarms.

Command: ``python -m benchmarks.outliers [--seeds 10] [--counties 60] [--sectors 5] [--by-size]``. Five bureaus of sixty counties; peers are
those that ``Dataset.groups`` names: sixty bureaus of one sector in one year. Everything goes through the pipeline itself: reports
are checked and tabulated, ``compare_peers`` places the last year's shares and rates in their funnels, ``newcombe`` compares
granted shares with the year before, findings tell the rest. Agencies differ among themselves and from year to year beyond chance,
so an outlier of twice the usual share may lie within what ordinary agencies differ: it is then missed, and should be.

Planted, each in agencies of its own, those of a share in agencies that expect at least ``--least`` requests a year:

- *refused*: the refused share times 2, 3, 5, every year;
- *carried over*: the share carried over times 4, 8, in the last year;
- *reviews*: reviews per request times 4, 8; *corrected*: 60 %, 90 % of reviews corrected (12 % is usual);
- *sudden*: in the last year 25, 50 points of the granted share become unavailable;
- *tie*: one cell of table 三 wrong by 1, by 10, or figures that tie within the year and not with the year before;
- *prose*: that of the year before, verbatim or with the tables' new figures; found where at least ``REUSED`` stands there already;
- *late*: published 1, 30 days after the legal day.

Prints for each the planted and the found by the 95 % and the 99.8 % limit (of change: interval) and at a false-discovery rate of 5 %;
then the false alarms among the agencies in which nothing was planted. A figure whose denominator is below five is not compared.
"""

import argparse
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from analysis.assessing.dataset import Dataset
from analysis.assessing.groups.peers import compare_peers
from analysis.assessing.statistics.intervals import SMALL, newcombe
from analysis.checking.findings.reuse import reused_prose

from .synthetic import Corpus, Rates, agencies_of, draw, rates_of
from .synthetic.agencies import BUREAUS
from .synthetic.corpus import published_in
from .synthetic.figures import AT

YEARS = (2022, 2023, 2024)
LAST = len(YEARS) - 1
REUSED = 0.8
LEVELS = ("95", "99.8", "q<0.05")
# Kind: strengths, and the indicator or the rules of findings by which it would be found.
SHARES: dict[str, tuple[tuple[float, ...], str]] = {
    "refused": ((2, 3, 5), "refused"),
    "carried over": ((4, 8), "carried_out"),
    "reviews": ((4, 8), "reviews_per_100"),
    "corrected": ((0.6, 0.9), "review_corrected"),
    "sudden": ((0.25, 0.5), "granted"),
}
FOUND_BY = {"tie": ("requests.", "continuity."), "late": ("form.deadline",)}
OTHERS: dict[str, tuple[str, ...]] = {
    "tie": ("by 1", "by 10", "between years"),
    "prose": ("verbatim", "renewed"),
    "late": ("1", "30"),
}
EACH = 2  # agencies of each kind and strength


@dataclass
class Tally:
    """What was planted, and what was found of it, over seeds.

    Attributes
    ----------
    planted : dict
        (kind, strength) to a list, one an agency: denominator, and whether it was found at each of ``LEVELS``.
    alarms : dict
        Indicator, or kind of finding, to comparisons made in agencies without a plant and those flagged at each level.
    """

    planted: dict[tuple[str, str], list[tuple[float, tuple[bool, ...]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    alarms: dict[str, np.ndarray] = field(
        default_factory=lambda: defaultdict(lambda: np.zeros(1 + len(LEVELS), dtype=int))
    )


def plant(
    counties: int, sectors: int, seed: int, least: float
) -> tuple[Corpus, dict[int, tuple[str, str]]]:
    """A corpus with outliers, and which agency has which: kind and strength."""
    rng = np.random.default_rng([seed, 29])
    agencies = agencies_of(counties, seed)
    agencies = agencies[agencies["sector"].isin([s for s, _, _ in BUREAUS[:sectors]])].reset_index(
        drop=True
    )
    rates = rates_of(agencies, len(YEARS), rng)
    large = (rates.requests.min(axis=1) >= least).nonzero()[0]
    wanted = [
        (k, s) for k, (strengths, _) in SHARES.items() for s in strengths for _ in range(EACH)
    ]
    if len(large) < len(wanted):
        raise SystemExit(
            f"only {len(large)} agencies expect {least:g} requests: take more counties, or a smaller --least"
        )
    odd = {int(a): (k, f"{s:g}") for a, (k, s) in zip(rng.permutation(large), wanted, strict=False)}
    for a, (kind, strength) in odd.items():
        _bend(rates, a, kind, float(strength))
    values = draw(rates, agencies, rng)
    made = Corpus(agencies, YEARS, values, published_in(agencies, YEARS, rng, late=0.0), seed)
    free = rng.permutation([a for a in range(len(agencies)) if a not in odd])
    others = [(k, s) for k, strengths in OTHERS.items() for s in strengths for _ in range(EACH)]
    for a, (kind, how) in zip(free, others, strict=False):
        odd[int(a)] = (kind, how)
        _spoil(made, int(a), kind, how)
    return made, odd


def _bend(rates: Rates, a: int, kind: str, strength: float) -> None:
    """Change what an agency reports on average."""
    if kind == "refused":
        mine = rates.group("refused")
        share = rates.mix[a][:, mine].sum(axis=1, keepdims=True)
        usual = 0.07 * strength
        rates.mix[a][:, mine] *= usual / share
        rates.mix[a][:, ~mine] *= (1 - usual) / (1 - share)
    elif kind == "carried over":
        rates.carried[a, LAST] = min(0.9, 0.0625 * strength)
    elif kind == "reviews":
        rates.remedies[a, :, 0] = 0.03 * strength
    elif kind == "corrected":
        rates.ended[a, :, 0] = [(0.95 - strength) * 0.8, strength, (0.95 - strength) * 0.2, 0.05]
    else:
        granted, other = rates.group("granted").argmax(), rates.group("unavailable").argmax()
        moved = min(strength, rates.mix[a, LAST, granted])
        rates.mix[a, LAST, granted] -= moved
        rates.mix[a, LAST, other] += moved


def _spoil(made: Corpus, a: int, kind: str, how: str) -> None:
    """Change what an agency prints in the last year."""
    if kind == "late":
        made.published[a, LAST] = made.published[a, LAST].replace(month=1, day=31) + timedelta(
            days=int(how)
        )
    elif kind == "prose":
        made.copied[a, LAST] = how
    elif how == "between years":
        for item, change in (("carried_in", 1), ("received", -1)):
            for who in ("natural_person", "total"):
                made.values[a, LAST, AT[f"requests/{item}/{who}"]] += change
        if (
            made.values[a, LAST, AT["requests/received/natural_person"]] < 0
        ):  # nobody applied: one more did, and is waiting
            for item in ("received", "carried_out"):
                for who in ("natural_person", "total"):
                    made.values[a, LAST, AT[f"requests/{item}/{who}"]] += 1
    else:
        made.values[a, LAST, AT["requests/granted/natural_person"]] += int(how.split()[1])


def look(made: Corpus, odd: dict[int, tuple[str, str]], tally: Tally) -> Dataset:
    """Run the pipeline over a corpus and note what it finds."""
    data = made.dataset()
    names = {f"{agency}-{YEARS[LAST]}": a for a, agency in enumerate(made.agencies["agency"])}
    for kind, (_, indicator) in SHARES.items():
        flags = (
            _changes(data, indicator, names)
            if kind == "sudden"
            else _among_peers(data, indicator, names)
        )
        _note(tally, odd, kind, flags)
    rules = data.findings[["report", "rule"]]
    for kind, told in FOUND_BY.items():
        hit = set(rules.loc[rules["rule"].str.startswith(told), "report"])
        _note(tally, odd, kind, {a: (np.nan, (r in hit,) * 3) for r, a in names.items()})
    shares = {
        a: reused_prose(made.report(a, LAST), made.report(a, LAST - 1)).share
        for a in names.values()
    }
    _note(tally, odd, "prose", {a: (np.nan, (share >= REUSED,) * 3) for a, share in shares.items()})
    return data


Flags = dict[int, tuple[float, tuple[bool, ...]]]


def _among_peers(data: Dataset, indicator: str, names: dict[str, int]) -> Flags:
    """By agency: its denominator, and whether it is flagged; of those alone that may be compared."""
    flags: Flags = {}
    last = data.groups[(data.groups["by"] == "rule") & data.groups["report"].isin(names)]
    of = data.indicators.set_index("report")
    for _, group in last.groupby("group"):
        table = compare_peers(of.loc[group["report"]].reset_index(), indicator).table
        for row in table[table["comparable"]].itertuples():
            flags[names[row.report]] = (
                row.denominator,
                (row.outside != "", row.outside == "99.8", bool(row.q < 0.05)),
            )
    return flags


def _changes(data: Dataset, indicator: str, names: dict[str, int]) -> Flags:
    """The same for the change on the year before: whether the interval of the difference leaves out zero."""
    own = data.indicators[
        (data.indicators["indicator"] == indicator) & (data.indicators["denominator"] >= SMALL)
    ]
    known = {
        r: (int(x), int(n))
        for r, x, n in own[["report", "numerator", "denominator"]].itertuples(index=False)
    }
    flags: Flags = {}
    for report, a in names.items():
        before = f"{report[:-4]}{YEARS[LAST - 1]}"
        if report in known and before in known:
            ends = [newcombe(known[before], known[report], level) for level in (0.95, 0.998)]
            near, far = (low > 0 or high < 0 for low, high in ends)
            flags[a] = (float(known[report][1]), (near, far, False))
    return flags


def _note(tally: Tally, odd: dict[int, tuple[str, str]], kind: str, flags: Flags) -> None:
    for a, (planted, strength) in odd.items():
        if planted == kind:
            tally.planted[kind, strength].append(flags.get(a, (0.0, (False,) * 3)))
    counted = [flag for a, (_, flag) in flags.items() if a not in odd]
    tally.alarms[kind] += (
        np.array([len(counted), *np.sum(counted, axis=0, dtype=int)]) if counted else 0
    )


def run(seeds: int, counties: int, sectors: int, least: float = 20) -> Tally:
    """Several corpora, one a seed."""
    tally = Tally()
    for seed in range(1, seeds + 1):
        look(*plant(counties, sectors, seed, least), tally)
    return tally


def printed(tally: Tally, by_size: bool = False) -> list[str]:
    """The tables, as lines."""
    lines = [
        f"{'planted':26}{'n':>5}{'median of':>11}{'95 %':>12}{'99.8 %':>12}{'q < 0.05':>12}{'missed by all':>15}"
    ]
    for (kind, strength), rows in tally.planted.items():
        for size, mine in _sizes(rows) if by_size and kind in SHARES else [("", rows)]:
            found = np.array([flag for _, flag in mine]).sum(axis=0)
            missed = sum(not any(flag) for _, flag in mine)
            middle = np.median([n for n, _ in mine])
            shown = [f"{f}" for f in found] if kind in SHARES else [f"{found[0]}", "", ""]
            shown[2] = "" if kind == "sudden" else shown[2]
            lines.append(
                f"{kind + ' ' + strength + size:26}{len(mine):5}{'' if np.isnan(middle) else f'{middle:.0f}':>11}"
                + "".join(f"{s:>12}" for s in shown)
                + f"{missed:>15}"
            )
    lines += ["", f"{'false alarms':26}{'compared':>10}{'95 %':>18}{'99.8 %':>18}{'q < 0.05':>18}"]
    for kind, (n, *flagged) in tally.alarms.items():
        shown = (
            [f"{f} ({f / n:.2%})" for f in flagged]
            if kind in SHARES
            else [f"{flagged[0]} ({flagged[0] / n:.2%})", "", ""]
        )
        shown[2] = "" if kind == "sudden" else shown[2]
        lines.append(f"{kind:26}{n:10}" + "".join(f"{s:>18}" for s in shown))
    true = sum(
        flag[2] for (kind, _), rows in tally.planted.items() if kind in SHARES for _, flag in rows
    )
    false = sum(int(a[3]) for kind, a in tally.alarms.items() if kind in SHARES)
    lines.append(
        f"of {true + false} named at q < 0.05, {false} without a plant: {false / max(1, true + false):.1%}"
    )
    return lines


def _sizes(
    rows: list[tuple[float, tuple[bool, ...]]],
) -> list[tuple[str, list[tuple[float, tuple[bool, ...]]]]]:
    """Rows of small and of large denominators apart."""
    parts = (
        (", n < 40", [r for r in rows if r[0] < 40]),
        (", n ≥ 40", [r for r in rows if r[0] >= 40]),
    )
    return [(name, mine) for name, mine in parts if mine]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--counties", type=int, default=60)
    parser.add_argument("--sectors", type=int, default=5)
    parser.add_argument(
        "--least",
        type=float,
        default=20,
        help="requests expected a year, of agencies with a planted share",
    )
    parser.add_argument("--by-size", action="store_true")
    given = parser.parse_args()
    print(
        f"{given.seeds} corpora of {given.counties * given.sectors} agencies over {len(YEARS)} years"
    )
    print(
        "\n".join(
            printed(run(given.seeds, given.counties, given.sectors, given.least), given.by_size)
        )
    )


if __name__ == "__main__":
    main()
