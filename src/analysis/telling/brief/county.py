"""The reports of one county and year, found without looking through the whole corpus for each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.assessing.agencies.divisions import ancestors, division, divisions
from analysis.assessing.agencies.offices import words
from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import Amount, add_up, known_cells, matching
from analysis.errors import InputError
from analysis.telling.view import tally, ties_of
from analysis.telling.wording import Ref, Share

_TABLES = ("cells", "claims", "outcomes", "findings", "indicators", "statements")


@dataclass
class Member:
    """One report of a county.

    Attributes
    ----------
    id : str
    meta : row of ``Dataset.reports``
    known : dict
        Cell code to value and basis.
    shares : dict
        Indicator to ``Share``.
    ties : (int, int, int)
        Ties that hold, fail and are undecided.
    """

    id: str
    meta: Any
    known: dict[str, tuple[float, str]]
    shares: dict[str, Share]
    ties: tuple[int, int, int] = (0, 0, 0)
    label: str = ""

    def amount(self, *patterns: str) -> Amount:
        """Sum of the cells that fit the patterns."""
        cells = _matching(self.codes, patterns)
        return add_up({code: self.known[code] for code in cells}, cells)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Its cells."""
        return tuple(self.known)


@dataclass
class County:
    """What is loaded of a county for a year.

    Attributes
    ----------
    code, name, title : str
        Six digits, the name, and the name as a title needs it: with what it belongs to where several places bear it.
    year : int
    agencies, territory, unclear : list of Member
        Single agencies, the governments' reports over all, and reports whose scope is not known.
    before : dict
        ``(agency, scope)`` to last year's report.
    data : Dataset
        The tables of these reports alone.
    unplaced : int
        Reports of the year in the corpus of which no county is known.
    """

    code: str
    name: str
    title: str
    year: int
    agencies: list[Member]
    territory: list[Member]
    unclear: list[Member]
    before: dict[tuple[str, str], Member]
    data: Dataset
    unplaced: int = 0

    @property
    def whole(self) -> bool:
        """Whether it is a county, and no prefecture or province with agencies of its own and counties below it."""
        own = division(self.code)
        return own is None or own.level == "county"

    def everyone(self) -> list[Member]:
        """All reports of the year."""
        return [*self.agencies, *self.territory, *self.unclear]


class Counties:
    """The counties of a dataset; its tables are sorted into reports once.

    Parameters
    ----------
    data : Dataset
    """

    def __init__(self, data: Dataset) -> None:
        self.data = data
        reports = data.reports
        placed = reports[reports["division"] != ""]
        self._unplaced = reports.loc[reports["division"] == "", "year"].value_counts().to_dict()
        self._rows = {
            key: list(own["report"]) for key, own in placed.groupby(["division", "year"], sort=True)
        }
        self.names: dict[str, str] = dict(
            zip(placed["division"], placed["division_name"], strict=True)
        )

    @cached_property
    def _at(self) -> dict[str, Mapping[Any, np.ndarray]]:
        return {
            name: getattr(self.data, name).groupby("report", sort=False).indices for name in _TABLES
        }

    def prepare(self) -> None:
        """Sort the tables into reports now, before workers are forked, and not in each of them."""
        _ = self._at

    def title(self, code: str) -> str:
        """The name, with that of the prefecture or province before it where several places bear it: 福州市鼓楼区."""
        name = self.names[code]
        return next(iter(_longer(code, name)), name) if _bearers().get(name, 0) > 1 else name

    def forms(self, code: str) -> list[str]:
        """The names by which a county may be asked for, the shortest first."""
        return [self.names[code], *_longer(code, self.names[code])]

    def codes(self, year: int) -> list[str]:
        """Codes of the counties with a report of the year.

        Raises
        ------
        InputError
            If there is none.
        """
        found = [code for code, y in self._rows if y == year]
        if not found:
            raise InputError(
                f"No report for {year} whose county is known is loaded. {self._years()}"
            )
        return found

    def _years(self) -> str:
        years = ", ".join(map(str, sorted({y for _, y in self._rows})))
        return f"Years loaded: {years}." if years else "Of no report the county is known."

    def find(self, name: str) -> str:
        """The code of a county by its name, its name with what it belongs to, or its code.

        Raises
        ------
        InputError
            If no such county is loaded, or the name fits several.
        """
        name = name.strip()
        if name in self.names:
            return name
        hits = [code for code in self.names if name in self.forms(code)]
        if len(hits) == 1:
            return hits[0]
        if hits:
            which = "; ".join(f"{self.forms(c)[-1]} {c}" for c in sorted(hits))
            raise InputError(
                f"{name!r} is the name of several: {which}. Say which with --division CODE, or give the longer name."
            )
        near = (
            get_close_matches(name, sorted(set(self.names.values())), n=3, cutoff=0.4)
            or sorted(set(self.names.values()))[:10]
        )
        raise InputError(
            f"No report of a county {name!r} is loaded. Nearest names: {'; '.join(near) or 'none'}."
        )

    def county(self, code: str, year: int) -> County:
        """What is loaded of a county for a year.

        Raises
        ------
        InputError
            If nothing is.
        """
        ids = self._rows.get((code, year))
        if not ids:
            years = ", ".join(str(y) for c, y in self._rows if c == code)
            raise InputError(
                f"No report of {self.names.get(code, code)} for {year} is loaded. Years loaded: {years or 'none'}."
            )
        earlier = self._rows.get((code, year - 1), [])
        data = self._slice([*ids, *earlier])
        members = {m.id: m for m in _members(data)}
        now = [members[i] for i in ids]
        by_scope: dict[str, list[Member]] = {"agency": [], "territory": [], "": []}
        for member in sorted(now, key=_rank):
            by_scope[member.meta.scope].append(member)
        _label(members.values(), self.names[code])
        before = {(members[i].meta.agency, members[i].meta.scope): members[i] for i in earlier}
        return County(
            code,
            self.names[code],
            self.title(code),
            year,
            by_scope["agency"],
            by_scope["territory"],
            by_scope[""],
            before,
            data,
            int(self._unplaced.get(year, 0)),
        )

    def _slice(self, ids: Iterable[str]) -> Dataset:
        ids = list(ids)
        reports = self.data.reports
        parts: dict[str, pd.DataFrame] = {"reports": reports[reports["report"].isin(ids)]}
        for name, at in self._at.items():
            rows = [at[i] for i in ids if i in at]
            picked = np.sort(np.concatenate(rows)) if rows else np.array([], dtype=int)
            parts[name] = getattr(self.data, name).iloc[picked]
        return replace(self.data, **parts)


@cache
def _matching(codes: tuple[str, ...], patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The same for all reports of one form, and matching takes long."""
    return matching(codes, patterns)


@cache
def _bearers() -> Counter[str]:
    """How many places bear a name."""
    return Counter(name for name, _ in {(d.name, d.parent) for d in divisions()})


def _longer(code: str, name: str) -> list[str]:
    """The name with its prefecture before it, with its province, and with both."""
    above = [d.name for d in ancestors(code)]
    return [
        *(up + name for up in above),
        *(["".join(above[::-1]) + name] if len(above) > 1 else []),
    ]


def _members(data: Dataset) -> Iterator[Member]:
    """The reports of a small dataset, each with what is known of it."""
    cells = dict(iter(data.cells.groupby("report", sort=False)))
    ties = data.outcomes[data.outcomes["rule"].isin(ties_of(data.rules))]
    tallies = {report: tally(own) for report, own in ties.groupby("report", sort=False)}
    shares: dict[str, dict[str, Share]] = {}
    for row in data.indicators.itertuples(index=False):
        codes = tuple(c for c in f"{row.numerator_cells}; {row.denominator_cells}".split("; ") if c)
        own = Share(
            row.numerator, row.denominator, row.estimate, row.low, row.high, row.basis, codes
        )
        shares.setdefault(row.report, {})[row.indicator] = own
    for meta in data.reports.itertuples(index=False):
        known = known_cells(cells[meta.report]) if meta.report in cells else {}
        yield Member(
            meta.report,
            meta,
            known,
            shares.get(meta.report, {}),
            tallies.get(meta.report, (0, 0, 0)),
        )


def _rank(member: Member) -> tuple[int, int, str]:
    """Where an agency stands in a list: by kind, then by sector as governments list their bureaus, then by name."""
    at = _order()
    return (
        at["kinds"].get(member.meta.kind, 99),
        at["sectors"].get(member.meta.sector, 99),
        member.meta.agency,
    )


@cache
def _order() -> dict[str, dict[str, int]]:
    return {
        table: {key: n for n, key in enumerate(words()[table])} for table in ("kinds", "sectors")
    }


def _label(members: Iterable[Member], county: str) -> None:
    """Short names: without the county's before them, where that leaves no two alike."""
    members = list(members)
    short = {m.id: m.meta.agency.removeprefix(county) or m.meta.agency for m in members}
    whose: dict[str, set[str]] = {}
    for m in members:
        whose.setdefault(short[m.id], set()).add(m.meta.agency)
    for m in members:
        plain = m.meta.scope == "agency" and len(whose[short[m.id]]) == 1
        m.label = short[m.id] if plain else m.meta.agency


def refs(member: Member, *things: Amount | Share) -> tuple[Ref, ...]:
    """References to the cells of amounts and shares of a report."""
    return tuple(Ref(member.id, code) for thing in things for code in thing.cells)
