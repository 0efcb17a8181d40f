"""The agencies that have to report, by a list that names them, and which of them are loaded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.assessing.statistics.intervals import SMALL
from analysis.recognising.about.compared import differ_in_place, same_agency
from analysis.telling.view import ReportView
from analysis.wording import percent

from .county import County

# What a list may say of a report, that which proves most first. `found` and `late`: it was
# collected, `late` after the legal limit. `absent`: the site answered and did not have it.
STATES = ("found", "late", "absent", "unreachable", "expected")
PUBLISHED = ("found", "late")


@dataclass(frozen=True)
class Expected:
    """The agencies that have to report, as a list of the county's own names them.

    Attributes
    ----------
    file : str
        What the list is called.
    names : tuple of str
        Names of the agencies, as the list has them.
    states : mapping
        Name to one of ``STATES``; without an entry where the list does not say.
    before : tuple of str
        Names whose report for the year before was published, by the same list.
    """

    file: str
    names: tuple[str, ...]
    states: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """An agency of the list.

    Attributes
    ----------
    name : str
        As the list has it.
    state : str
        One of ``STATES``, or empty.
    report : ReportView or None
        Its report of the year; None where it is not loaded.
    reported_before : bool
        Whether its report for the year before is loaded, or was published by the list.
    """

    name: str
    state: str
    report: ReportView | None
    reported_before: bool


def against(county: County, expected: Expected) -> list[Listed]:
    """Hold a list against the reports loaded, in the order of the list.

    A report is that of a listed agency if the names are the same, or differ in the places before
    the body alone (教育局, 湘乡市教育局) and are of no other.

    Parameters
    ----------
    county : County
        The reports.
    expected : Expected
        The list.
    """
    views = {view.meta.agency: view for view in reversed(county.everyone())}
    now = _matched(expected.names, list(views))
    gone = {agency for agency, _ in county.before}
    earlier = _matched(expected.names, sorted(gone))
    return [
        Listed(
            name,
            expected.states.get(name, ""),
            views.get(now.get(name, "")),
            name in earlier or name in expected.before,
        )
        for name in expected.names
    ]


def _matched(names: Sequence[str], agencies: Sequence[str]) -> dict[str, str]:
    """Listed name to agency, for those that are one."""
    found = {name: name for name in names if name in set(agencies)}
    free = [agency for agency in agencies if agency not in found]
    left = [name for name in names if name not in found]
    pairs = [(n, a) for n in left for a in free if same_agency(n, a) and differ_in_place(n, a)]
    times = Counter(n for n, _ in pairs), Counter(a for _, a in pairs)
    return found | {n: a for n, a in pairs if times[0][n] == times[1][a] == 1}


def coverage_table(county: County, expected: Expected) -> pd.DataFrame:
    """The list as a table, each agency with what is loaded of it.

    Parameters
    ----------
    county : County
        The reports.
    expected : Expected
        The list.

    Returns
    -------
    DataFrame
        Columns ``agency`` (as the list has it), ``year``, ``state`` (by the list), ``loaded``
        (0 or 1), ``report`` (its id), ``file``, ``in_time`` (outcome of the rule on the legal
        limit), ``reported_before`` (0 or 1: the year before).
    """
    outcome = deadlines(county)
    rows = []
    for one in against(county, expected):
        view = one.report
        rows.append(
            {
                "agency": one.name,
                "year": county.year,
                "state": one.state,
                "loaded": int(view is not None),
                "report": view.id if view else "",
                "file": view.meta.file if view else "",
                "in_time": outcome.get(view.id, "") if view else "",
                "reported_before": int(one.reported_before),
            }
        )
    return pd.DataFrame(rows)


def deadlines(county: County) -> dict[str, str]:
    """Report id to the outcome of the rule on the legal limit.

    Parameters
    ----------
    county : County
        The reports.
    """
    rows = county.data.outcomes
    mine = rows[rows["rule"] == "form.deadline"]
    return dict(zip(mine["report"], mine["outcome"], strict=True))


def of_listed(count: int, listed: int) -> str:
    """How many of the agencies on the list, in percent; empty where the list is of few.

    Parameters
    ----------
    count : int
        How many.
    listed : int
        Of how many.
    """
    return percent(count / listed) if listed >= SMALL else ""
