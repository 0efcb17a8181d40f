"""Who is compared with whom: groups of peers, by rule and as the user defines them.

By rule, peers are reports of one year and one form, of agencies of one level, one kind and, where
the kind is a bureau, one sector, that count the same: single agencies, or whole territories. Of
what is not known of an agency nothing is assumed: it has no peers by rule, and the reason is told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.tabular import plain
from analysis.errors import InputError
from analysis.form.agencies.offices import words

from .file import DefinedGroup, members
from .keys import SECTORAL, Key, keys_of

COLUMNS = ["group", "report", "by", "zh", "en"]
# What keeps a report out of a group, in the order in which it is told.
REASONS = (
    "other_year",
    "other_form",
    "other_scope",
    "scope_unknown",
    "level_unknown",
    "kind_unknown",
    "sector_unknown",
)


@dataclass(frozen=True)
class Group:
    """Reports that may be compared.

    Attributes
    ----------
    id : str
        Stable: county-bureau-natural_resources-2021-2022-agency. Empty for a report that has no
        group.
    label : dict
        ``zh`` and ``en``.
    reports : tuple of str
        All members in order; of a report without a group, itself alone.
    by : {"rule", "user"}
        Who defined it.
    left_out : tuple of (str, str)
        Reports that come near and are not compared, each with its reason: one of ``REASONS``.
    reason : str
        Why a report has no group by rule; empty where it has one.
    """

    id: str
    label: Mapping[str, str]
    reports: tuple[str, ...]
    by: str
    left_out: tuple[tuple[str, str], ...] = ()
    reason: str = ""


def group_table(reports: pd.DataFrame, defined: Iterable[DefinedGroup] = ()) -> pd.DataFrame:
    """The table ``groups``.

    Parameters
    ----------
    reports : DataFrame
        The table ``reports``.
    defined : iterable of DefinedGroup
        The user's groups, as ``load_groups`` reads them. Each falls into one group a year, a form
        and a scope.

    Raises
    ------
    InputError
        If a group names an agency of which no report is loaded.
    """
    keys = keys_of(reports)
    rows = []
    for report, key in keys.items():
        if not key.reason:
            rows.append((key.id, report, "rule", *key.label.values()))
    for group in defined:
        for report in members(group, reports):
            key = keys[report]
            label = {lang: text + key.circumstances[lang] for lang, text in group.label.items()}
            rows.append((key.user_id(group.id), report, "user", label["zh"], label["en"]))
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(
        ["by", "group", "report"], kind="stable", ignore_index=True
    )


def peers_of(data: Dataset, report: str, group: str = "") -> Group:
    """The group that a report is compared in.

    Parameters
    ----------
    data : Dataset
        A whole corpus, or the slice of it that holds the report and its peers.
    report : str
        Its id.
    group : str, optional
        Id of one of its groups; if not given, the first that the user defined, or else that of the
        rule.

    Raises
    ------
    InputError
        If there is no such report, or it is not in that group.
    """
    return _grouping(data).peers(report, group)


@lru_cache(maxsize=4)
def _grouping(data: Dataset) -> "Grouping":
    return Grouping(data)


class Grouping:
    """The groups of a corpus, looked up fast: one pass over the reports, however many are asked.

    Parameters
    ----------
    data : Dataset
        A corpus.
    """

    def __init__(self, data: Dataset) -> None:
        reports = data.reports
        self._keys = keys_of(reports)
        self._near: dict[tuple[str, ...], list[str]] = {}
        for report, key in self._keys.items():
            self._near.setdefault(key.nearby, []).append(report)
        table = data.groups
        self._members: dict[str, list[str]] = {}
        self._of: dict[str, list[str]] = {}
        self._about: dict[str, tuple[str, dict[str, str]]] = {}
        for name, member, by, zh, en in zip(*plain(table, *COLUMNS), strict=True):
            self._members.setdefault(name, []).append(member)
            self._of.setdefault(member, []).append(name)
            self._about[name] = by, {"zh": zh, "en": en}
        self._left: dict[str, tuple[tuple[str, str], ...]] = {}

    def ids(self, report: str) -> tuple[str, ...]:
        """The groups of a report, those of the user first.

        Parameters
        ----------
        report : str
            Its id.
        """
        return tuple(
            sorted(self._of.get(report, ()), key=lambda g: (self._about[g][0] != "user", g))
        )

    def peers(self, report: str, group: str = "") -> Group:
        """The group that a report is compared in, as of ``peers_of``.

        Parameters
        ----------
        report, group : str
            As of ``peers_of``.
        """
        if report not in self._keys:
            raise InputError(f"No report {report!r} is loaded. Reports are named agency-year.")
        ids = self.ids(report)
        if group and group not in ids:
            raise InputError(
                f"{report} is in no group {group!r}. Its groups: {', '.join(ids) or 'none'}."
            )
        key = self._keys[report]
        if not ids:
            return Group("", words()["no_group"], (report,), "rule", (), key.reason)
        chosen = group or ids[0]
        by, label = self._about[chosen]
        own = tuple(self._members[chosen])
        if chosen not in self._left:
            rule = by == "rule"
            found = self._near_by_rule(key, own) if rule else self._of_the_user(chosen)
            self._left[chosen] = tuple(sorted(found, key=lambda p: (REASONS.index(p[1]), p[0])))
        return Group(chosen, label, own, by, self._left[chosen], key.reason)

    def _near_by_rule(self, key: Key, own: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Reports of the same level, kind and sector, or that might be if more were known."""
        kind, sector, year = key.kind, key.sector, str(key.year)
        places = [(key.level, kind, sector), ("level", kind, sector, year), ("kind", year)]
        places += [("sector", key.level, kind, year)] if kind in SECTORAL else []
        inside = set(own)
        for report in chain.from_iterable(self._near.get(place, ()) for place in places):
            if report not in inside and (why := _reason(key, self._keys[report])):
                yield report, why

    def listed_with(self, group: str) -> tuple[str, ...]:
        """The groups by one list of the user's: those of another year, form or scope too.

        Of a group by rule, itself alone.

        Parameters
        ----------
        group : str
            Its id; empty for none.
        """
        if not group or self._about[group][0] == "rule":
            return (group,) if group else ()
        stem = group.removesuffix(self._keys[self._members[group][0]].user_id(""))
        return tuple(
            other
            for other, reports in self._members.items()
            if self._about[other][0] == "user" and other == self._keys[reports[0]].user_id(stem)
        )

    def _of_the_user(self, chosen: str) -> Iterator[tuple[str, str]]:
        """The members of the user's list that are of another year, form or scope."""
        whole = self._keys[self._members[chosen][0]]._replace(level="", kind="", sector="")
        for group in self.listed_with(chosen):
            found = ((r, _reason(whole, self._keys[r], alike=False)) for r in self._members[group])
            yield from ((report, why) for report, why in found if why and group != chosen)


def _reason(key: Key, other: Key, alike: bool = True) -> str:
    if alike and other.reason and other.reason != "scope_unknown":
        return other.reason
    if other.year != key.year:
        return "other_year"
    if other.format != key.format:
        return "other_form"
    if other.scope != key.scope:
        return "other_scope" if other.scope else "scope_unknown"
    return ""
