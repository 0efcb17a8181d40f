"""Indicators that are no sums of cells: checks passed, claims upheld, days to the legal date.

Each measure counts a part and, where it has one, its whole, for all reports at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.checking.rules.load import load_rules

from .timeliness import legal_limit

BALANCE = "expect_terms_to_balance"  # the type of the rules by which figures must add up


@dataclass(frozen=True)
class Checked:
    """What measures count: tables of the same reports, before indicators are computed.

    Attributes
    ----------
    reports, cells, outcomes, rules, claims : DataFrame
        As ``schema.yml`` describes them.
    reused : mapping
        Report id to ``(reused, total)``, characters of prose; without those of which nobody can
        tell.
    """

    reports: pd.DataFrame
    cells: pd.DataFrame
    outcomes: pd.DataFrame
    rules: pd.DataFrame
    claims: pd.DataFrame
    reused: Mapping[str, tuple[int, int]] = field(default_factory=dict)


#: Part and whole, one a report in the order of ``Checked.reports``; ``nan`` where not known. An
#: amount has no whole.
Counted = tuple[np.ndarray, np.ndarray]


def checks_passed(of: Checked) -> Counted:
    """Checks that pass, and those that pass or fail.

    Counted are checks by which terms of one report, or of it and the one of the year before, must
    balance. That a territory's report is the sum of its agencies' is not among them: it fails for
    what others printed, and has one outcome a cell.

    Parameters
    ----------
    of : Checked
        Outcomes and rules are looked at.
    """
    rules = of.rules.loc[of.rules["type"] == BALANCE, "rule"]
    mine = of.outcomes[of.outcomes["rule"].isin(rules)]
    passed, failed = (
        _times(of, mine["report"][mine["outcome"] == outcome]) for outcome in ("pass", "fail")
    )
    return passed, passed + failed


def claims_upheld(of: Checked) -> Counted:
    """Claims that the cells agree with, and those that they agree with or contradict.

    Parameters
    ----------
    of : Checked
        Claims are looked at.
    """
    agreed, contradicted = (
        _times(of, of.claims["report"][of.claims["verdict"] == v])
        for v in ("agrees", "contradicts")
    )
    return agreed, agreed + contradicted


def cells_stated(of: Checked) -> Counted:
    """Cells in which a number is printed, and the cells that were read.

    What we did not read is not held against the agency: it is in neither count.

    Parameters
    ----------
    of : Checked
        Cells are looked at.
    """
    status = of.cells["status"]
    stated, read = (of.cells["report"][which] for which in (status == "stated", _read(status)))
    return _times(of, stated), _times(of, read)


def cells_read(of: Checked) -> Counted:
    """Cells that were read, whatever is printed in them, and all cells of the form.

    Parameters
    ----------
    of : Checked
        Cells are looked at.
    """
    read = of.cells["report"][_read(of.cells["status"])]
    return _times(of, read), _times(of, of.cells["report"])


def sections_present(of: Checked) -> Counted:
    """Sections of the form that were found, and how many the form requires.

    Parameters
    ----------
    of : Checked
        Reports are looked at.
    """
    required = {
        s
        for rule in load_rules()
        if rule.type == "expect_sections_to_be_complete"
        for s in rule.kwargs["sections"]
    }
    looked = of.reports["sections_known"].to_numpy(bool)
    found = np.array([len(required.intersection(own)) for own in of.reports["sections"]], float)
    return np.where(looked, found, np.nan), np.where(looked, float(len(required)), np.nan)


def days_to_limit(of: Checked) -> Counted:
    """Days from publication to the legal date of each report; there is no whole.

    Parameters
    ----------
    of : Checked
        Reports are looked at.
    """
    published = pd.to_datetime(of.reports["published"].str[:10], format="%Y-%m-%d", errors="coerce")
    about = (of.reports[name] for name in ("year", "scope", "agency"))
    left = _limits_of(*about) - published
    return left.dt.days.to_numpy(float), np.full(len(left), np.nan)


def text_reused(of: Checked) -> Counted:
    """Characters of prose that are in the report of the year before, and all of them.

    Parameters
    ----------
    of : Checked
        ``reused`` is looked at.
    """
    pairs = [of.reused.get(report, (np.nan, np.nan)) for report in of.reports["report"]]
    both = np.array(pairs, dtype=float).reshape(-1, 2)
    return both[:, 0], both[:, 1]


#: What ``measure:`` may name in a file of indicators.
MEASURES: dict[str, Callable[[Checked], Counted]] = {
    f.__name__: f
    for f in (
        checks_passed,
        claims_upheld,
        cells_stated,
        cells_read,
        sections_present,
        days_to_limit,
        text_reused,
    )
}


def _read(status: pd.Series) -> pd.Series:
    """Which cells were read; what is ``absent`` or ``unreadable`` is our limit, not the print."""
    return ~status.isin(["absent", "unreadable"])


def _times(of: Checked, reports: pd.Series) -> np.ndarray:
    """How often each report is named."""
    counts = (
        reports.astype("object").value_counts()
        if reports.dtype == "category"
        else reports.value_counts()
    )
    found: np.ndarray = counts.reindex(of.reports["report"], fill_value=0).to_numpy(float)
    return found


def _limits_of(years: pd.Series, scopes: pd.Series, agencies: pd.Series) -> pd.Series:
    """The legal limit of each of many reports."""
    cases = list(zip(years, scopes, agencies, strict=True))
    known = {
        case: legal_limit(int(case[0]), *case[1:]) if case[0] > 0 else None for case in set(cases)
    }
    return pd.to_datetime(
        pd.Series([known[case] for case in cases], index=years.index, dtype=object), errors="coerce"
    )
