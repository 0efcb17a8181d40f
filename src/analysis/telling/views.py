"""The reports of a dataset, each opened once: all of them, those of one agency, or those named."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import cell_codes, known_value
from analysis.errors import InputError
from analysis.recognising.about.compared import differ_in_place
from analysis.recognising.characters import fold

from .counts import balance_rules, count_checks
from .share import marked_cells, share_of
from .view import ReportView


class Views:
    """The reports of a dataset as views. Each is opened once, when it is first asked for.

    Parameters
    ----------
    data : Dataset
        Processed tables.
    lang : {"zh", "en"}
        Language of the labels.
    """

    def __init__(self, data: Dataset, lang: str) -> None:
        self.data, self.lang = data, lang
        self._opened: dict[str, ReportView] = {}

    def __getitem__(self, report: str) -> ReportView:
        if report not in self._opened:
            self._opened[report] = ReportView(self.data, report, self.lang, self._metas[report])
        return self._opened[report]

    @cached_property
    def _metas(self) -> dict[str, Any]:
        reports = self.data.reports["report"]
        return {row.report: row for row in self.data.records("reports", *reports)}

    def load(self) -> list[ReportView]:
        """Open all reports, with what is known of their cells, their shares and checks.

        Where all of them are needed, this is several times as fast as one by one.
        """
        cells = self.data.cells
        names = ("report", "value", "implied", "status")
        # As lists: to iterate a column of texts is ten times as slow.
        reports, *figures = (cells[name].tolist() for name in names)
        known: dict[str, dict[str, tuple[float, str]]] = {}
        for report, code, *figure in zip(reports, cell_codes(cells), *figures, strict=True):
            known.setdefault(report, {})[code] = known_value(*figure)
        counts, marked = count_checks(self.data), marked_cells(cells)
        views = [self[report] for report in self._metas]
        for view in views:
            view.known = known.get(view.id, {})
            view.marked = marked[view.id]
            view.shares, view.check_counts = {}, counts[view.id]
        for row in self.data.records("indicators", *self._metas):
            view = self[row.report]
            view.shares[row.indicator] = share_of(row, view.marked)
        return views

    @cached_property
    def _by_agency(self) -> dict[tuple[str, str], list[Any]]:
        """Rows of the reports of each agency and scope, the oldest first."""
        found: dict[tuple[str, str], list[Any]] = {}
        for meta in sorted(self._metas.values(), key=lambda meta: meta.year):
            found.setdefault((meta.agency, meta.scope), []).append(meta)
        return found

    def years_of(self, view: ReportView) -> list[ReportView]:
        """All loaded reports of the same agency and scope, the oldest first.

        Parameters
        ----------
        view : ReportView
            One of them.
        """
        return [self[meta.report] for meta in self._by_agency[view.meta.agency, view.meta.scope]]

    def year_before(self, view: ReportView, years: int = 1) -> ReportView | None:
        """The report of the same agency and scope for the year before, if it is loaded.

        Parameters
        ----------
        view : ReportView
            The later report.
        years : int
            How many years before; -1 is the year after.
        """
        same = self._by_agency[view.meta.agency, view.meta.scope]
        found = [meta.report for meta in same if meta.year == view.meta.year - years]
        return self[found[-1]] if found else None

    def with_open_checks(self) -> list[ReportView]:
        """Reports in which a check fails or is undecided, in the order of the dataset."""
        outcomes = self.data.outcomes
        is_open = outcomes["outcome"] != "pass"
        is_open &= outcomes["rule"].isin(balance_rules(self.data.rules))
        named = set(outcomes.loc[is_open, "report"])
        return [self[report] for report in self.data.reports["report"] if report in named]

    def _named(self, text: str) -> list[str]:
        return [text] if text in self._metas else list(filter(None, re.split("[,，、;；]", text)))

    def chosen(self, reports: Sequence[str] | str | None) -> list[ReportView]:
        """The reports that a comparison names, in the order of agency and year.

        Parameters
        ----------
        reports : sequence of str, or str
            Ids of reports, ``agency-year``. ``papermill -p reports "A-2023, A-2024"`` and people
            give several in one text with commas between, as a list is written or not.

        Raises
        ------
        InputError
            If fewer than two are named, or one is not loaded. The message names the nearest.
        """
        listed = reports if isinstance(reports, Iterable) and not isinstance(reports, str) else None
        texts = [reports or ""] if listed is None else list(listed)
        names = [n for text in texts for n in self._named(str(text).strip().strip("[]()"))]
        wanted = dict.fromkeys(str(name).strip().strip("\"'") for name in names)
        loaded = list(self._metas)
        for name in wanted:
            if name not in self._metas:
                near = get_close_matches(name, loaded, n=3, cutoff=0.4) or loaded[:10]
                raise InputError(
                    f"No report {name!r} is loaded. Nearest: {'; '.join(near)}. "
                    "A report is named agency-year."
                )
        if len(wanted) < 2:
            more = f" and {len(loaded) - 10} more" if len(loaded) > 10 else ""
            raise InputError(
                f"A comparison needs two or more reports; {len(wanted)} given. "
                f"Loaded are: {'; '.join(loaded[:10])}{more}."
            )
        views = [self[name] for name in loaded if name in wanted]
        return sorted(views, key=lambda view: (view.meta.agency, view.meta.year))


def other_name(meta: Any) -> str:
    """The name that a report prints where it differs by more than the places before the body.

    It may be a predecessor's or a short form, which the names alone do not tell apart: 农业局.

    Parameters
    ----------
    meta : named tuple
        Row of the report in ``Dataset.reports``.
    """
    printed, agency = meta.agency_printed, meta.agency
    return "" if differ_in_place(fold(printed), fold(agency)) else str(printed)


def of_one_agency(views: Sequence[ReportView]) -> bool:
    """Whether reports are of one agency and scope: they then differ by their years.

    Parameters
    ----------
    views : sequence of ReportView
        The reports.
    """
    return len({(v.meta.agency, v.meta.scope) for v in views}) == 1


def distinct_names(views: Sequence[ReportView]) -> list[str]:
    """What tells reports apart: their years alone where all are of one agency and scope.

    Parameters
    ----------
    views : sequence of ReportView
        The reports, in one language.
    """
    if not of_one_agency(views):
        return [v.name for v in views]
    return [f"{v.meta.year}年" if v.lang == "zh" else str(v.meta.year) for v in views]
