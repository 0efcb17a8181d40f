"""The counties of a corpus: which there are, what they are called, and the reports of each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from itertools import takewhile

from analysis.assessing.dataset import Dataset
from analysis.errors import InputError
from analysis.form.agencies.divisions import ancestors, divisions
from analysis.form.agencies.english import PLACE_SUFFIXES, named_in
from analysis.telling.view import ReportView
from analysis.telling.views import Views

from .county import County, place_in_list

_TABLES = ("reports", "cells", "claims", "outcomes", "findings", "indicators", "statements")


class Counties:
    """The counties of a dataset.

    Parameters
    ----------
    data : Dataset
        A whole corpus. Its tables are sorted into reports once.
    lang : {"zh", "en"}
        Language of the views.

    Attributes
    ----------
    data, lang
        As given.
    names : dict
        Code of a county to its name.
    """

    def __init__(self, data: Dataset, lang: str) -> None:
        self.data, self.lang = data, lang
        reports = data.reports
        with_place = reports[reports["division"] != ""]
        self._order = {report: n for n, report in enumerate(reports["report"])}
        self._unplaced: dict[int, list[tuple[str, str]]] = {
            year: list(zip(own["agency"], own["report"], strict=True))
            for year, own in reports[reports["division"] == ""].groupby("year")
        }
        self._reports = {
            key: list(own["report"])
            for key, own in with_place.groupby(["division", "year"], sort=True)
        }
        self.names: dict[str, str] = dict(
            zip(with_place["division"], with_place["division_name"], strict=True)
        )
        self._called = {
            code: called(list(agencies), self.names[code])
            for code, agencies in with_place.groupby("division")["agency"]
        }

    def prepare(self) -> None:
        """Sort the tables into reports now, before workers are forked, and not in each of them."""
        for table in _TABLES:
            self.data.rows(table)

    def title(self, code: str) -> str:
        """The name of a county, with its prefecture or province where several places have it.

        Parameters
        ----------
        code : str
            Six digits; 福州市鼓楼区 is the title of 350102.
        """
        name = self.names[code]
        return next(iter(_longer(code, name)), name) if _name_counts().get(name, 0) > 1 else name

    def forms(self, code: str) -> list[str]:
        """The names by which a user may ask for a county, the shortest first.

        Parameters
        ----------
        code : str
            Six digits.
        """
        return [self.names[code], *_longer(code, self.names[code])]

    def codes(self, year: int) -> list[str]:
        """Codes of the counties with a report for a year.

        Parameters
        ----------
        year : int
            Year reported on.

        Raises
        ------
        InputError
            If there is none.
        """
        found = [code for code, y in self._reports if y == year]
        if not found:
            raise InputError(
                f"No report for {year} whose county is known is loaded. {self._years()}"
            )
        return found

    def _years(self) -> str:
        years = ", ".join(map(str, sorted({y for _, y in self._reports})))
        return f"Years loaded: {years}." if years else "Of no report the county is known."

    def find(self, name: str) -> str:
        """The code of a county.

        Parameters
        ----------
        name : str
            Its name, its name with what it belongs to, what its agencies call it, or its code.

        Raises
        ------
        InputError
            If no such county is loaded, or several have the name.
        """
        name = name.strip()
        if name in self.names:
            return name
        hits = [c for c in self.names if name in self.forms(c) or name == self._called[c]]
        if len(hits) == 1:
            return hits[0]
        if hits:
            which = "; ".join(f"{self.forms(c)[-1]} {c}" for c in sorted(hits))
            raise InputError(
                f"{name!r} is the name of several: {which}. "
                "Say which with --division CODE, or give the longer name."
            )
        known = sorted(set(self.names.values()))
        near = get_close_matches(name, known, n=3, cutoff=0.4) or known[:10]
        raise InputError(
            f"No report of a county {name!r} is loaded. Nearest names: {'; '.join(near) or 'none'}."
        )

    def county(self, code: str, year: int, listed: Sequence[str] = ()) -> County:
        """The loaded reports of a county for a year.

        Parameters
        ----------
        code : str
            Six digits.
        year : int
            Year reported on.
        listed : sequence of str
            Agencies that have to report. One of no known place, as a bureau of a zone, is of the
            county whose list names it.

        Raises
        ------
        InputError
            If none is loaded.
        """
        ids = self._reports.get((code, year))
        if not ids:
            years = ", ".join(str(y) for c, y in self._reports if c == code)
            raise InputError(
                f"No report of {self.names.get(code, code)} for {year} is loaded. "
                f"Years loaded: {years or 'none'}."
            )
        joined = self._by_list(code, year, listed)
        ids = [*ids, *joined]
        earlier = self._reports.get((code, year - 1), []) + self._by_list(code, year - 1, listed)
        data = self._part([*ids, *earlier])
        views = Views(data, self.lang)
        own = self.names[code]
        place = called([views[report].meta.agency for report in ids], own)
        _shorten_labels(views.load(), place)
        by_scope: dict[str, list[ReportView]] = {"agency": [], "territory": [], "": []}
        for view in sorted((views[report] for report in ids), key=place_in_list):
            by_scope[view.meta.scope].append(view)
        return County(
            code=code,
            name=own,
            title=self.title(code) if place == own else place,
            year=year,
            lang=self.lang,
            agencies=by_scope["agency"],
            territory=by_scope["territory"],
            unclear=by_scope[""],
            before={
                (view.meta.agency, view.meta.scope): view
                for view in (views[report] for report in earlier)
            },
            data=data,
            unplaced=len(self._unplaced.get(year, [])) - len(joined),
        )

    def _by_list(self, code: str, year: int, listed: Sequence[str]) -> list[str]:
        """Reports of no known place, of agencies that a county's list names with its own name."""
        own = (*self.forms(code), self._called[code])
        named = {name for name in listed if name.startswith(own)}
        return [report for agency, report in self._unplaced.get(year, []) if agency in named]

    def _part(self, reports: list[str]) -> Dataset:
        """The tables of some reports, in the order of the dataset."""
        ids = sorted(reports, key=self._order.__getitem__)
        return replace(self.data, **{table: self.data.rows(table, *ids) for table in _TABLES})


@cache
def _name_counts() -> Counter[str]:
    """How many places have a name."""
    return Counter(name for name, _ in {(d.name, d.parent) for d in divisions()})


def _longer(code: str, name: str) -> list[str]:
    """The name with its prefecture before it, with its province, and with both."""
    above = [d.name for d in ancestors(code)]
    in_full = ["".join(above[::-1]) + name] if len(above) > 1 else []
    return [up + name for up in above] + in_full


def called(agencies: list[str], county: str) -> str:
    """What the agencies call a county: 平潭综合实验区, of which none goes by the name of 平潭县.

    Parameters
    ----------
    agencies : list of str
        Names of its agencies, at least one.
    county : str
        Its name in GB/T 2260.
    """
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*agencies, strict=False))
    common = "".join(letters[0] for letters in same)
    place = common[: max(common.rfind(suffix) for suffix in PLACE_SUFFIXES) + 1]
    other = place.startswith(county[:-1]) and len(county) > 2
    return place if other and county not in place else county


def _shorten_labels(views: Iterable[ReportView], county: str) -> None:
    """Leave out the county's name before an agency's, where no two agencies become alike."""
    views = list(views)
    short = {v.id: v.meta.agency.removeprefix(county) or v.meta.agency for v in views}
    agencies: dict[str, set[str]] = {}
    for v in views:
        agencies.setdefault(short[v.id], set()).add(v.meta.agency)
    for v in views:
        if v.meta.scope == "agency" and len(agencies[short[v.id]]) == 1:
            v.printed, v.label = short[v.id], named_in(short[v.id], v.lang)
