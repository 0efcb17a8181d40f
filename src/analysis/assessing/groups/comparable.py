"""What cannot be compared, or only with care, among reports: keys and reports, for a narrative."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.measures import BALANCE
from analysis.form.agencies.divisions import ancestors

# Their order. Of those with `differ`, `values` holds which report has what.
CAVEATS = (
    "forms_differ",
    "scopes_differ",
    "years_differ",
    "levels_differ",
    "kinds_differ",
    "sectors_differ",
    "scope_unknown",
    "level_unknown",
    "kind_unknown",
    "sector_unknown",
    "same_agency",
    "counted_twice",
    "checks_failed",
    "transcription",
    "other_source",
)
_DIFFER = {
    "forms_differ": "format",
    "scopes_differ": "scope",
    "years_differ": "year",
    "levels_differ": "level",
    "kinds_differ": "kind",
    "sectors_differ": "sector",
}


@dataclass(frozen=True)
class Caveat:
    """One thing to know before reports are compared.

    Attributes
    ----------
    key : str
        One of ``CAVEATS``.
    reports : tuple of str
        The reports concerned, in the order given.
    values : dict
        Of a difference: each value to its reports; else empty.
    """

    key: str
    reports: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def caveats(data: Dataset, reports: Iterable[str]) -> tuple[Caveat, ...]:
    """What stands against comparing these reports with each other.

    Parameters
    ----------
    data : Dataset
        A corpus, or the part of it with these reports.
    reports : iterable of str
        Two reports, or all of a group.

    Returns
    -------
    tuple of Caveat
        ``forms_differ``: the forms of 2019 and 2021 ask for different things in table 二,
        ``disclosure``. ``scopes_differ``: sums of a territory beside single agencies.
        ``same_agency``: two years of one agency are no peers of each other. ``counted_twice``: a
        territory's sum, and an agency of that territory that it counts in. ``checks_failed``: a
        report whose own figures contradict each other. ``transcription``: figures copied by hand.
        ``other_source``: not from a government's host. Unknown values are told as unknown and never
        as a difference.
    """
    ids = list(dict.fromkeys(reports))
    own = data.reports.set_index("report").loc[ids]
    found = {}
    for key, column in _DIFFER.items():
        known = own[own[column].astype(str) != ""]
        groups = known.groupby(known[column].astype(str), sort=True)
        values = {str(value): tuple(group.index) for value, group in groups}
        if column == "sector":  # a government has no sector: only bureaus differ by it
            values = {v: r for v, r in values.items() if v}
        if len(values) > 1:
            differing = {report for group in values.values() for report in group}
            found[key] = Caveat(key, tuple(r for r in ids if r in differing), values)
    balance = data.rules.loc[data.rules["type"] == BALANCE, "rule"]
    failing = (data.outcomes["outcome"] == "fail") & data.outcomes["rule"].isin(balance)
    host = own["source_host"]
    concerned = {
        **{f"{column}_unknown": own[column] == "" for column in ("scope", "level", "kind")},
        "sector_unknown": (own["kind"] == "bureau") & (own["sector"] == ""),
        "same_agency": own.duplicated(["agency", "scope"], keep=False),
        "counted_twice": own.index.isin(_counted_twice(own)),
        "checks_failed": own.index.isin(set(data.outcomes.loc[failing, "report"])),
        "transcription": own["transcription"],
        "other_source": (host != "") & ~host.str.endswith(".gov.cn"),
    }
    found |= {key: Caveat(key, tuple(own.index[mask])) for key, mask in concerned.items()}
    return tuple(found[key] for key in CAVEATS if key in found and found[key].reports)


def _counted_twice(own: pd.DataFrame) -> set[str]:
    """Territories' sums, and what lies in those territories in the same year."""
    sums = own[(own["scope"] == "territory") & (own["division"] != "")]
    by_place = {
        (code, year): report
        for report, code, year in zip(sums.index, sums["division"], sums["year"], strict=True)
    }
    found: set[str] = set()
    for report, code, year, scope in zip(
        own.index, own["division"], own["year"], own["scope"], strict=True
    ):
        if not code:
            continue
        above = [d.code for d in ancestors(code)] + ([code] if scope == "agency" else [])
        for place in above:
            total = by_place.get((place, year))
            if total and total != report:
                found |= {total, report}
    return found
