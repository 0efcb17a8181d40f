"""The reports of a dataset as pages and briefs see them.

`Views` gives access to the reports of a corpus and opens each of them once. A `ReportView` is one
report: its cells with what is known of each, its checks, its shares. A page on a thousand reports
asks for a few tables of each, so every table is looked into only when it is asked for.
"""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import (
    Amount,
    add_up,
    cell_codes,
    known_cells,
    known_value,
    matching,
)
from analysis.assessing.indicators.definitions import Indicator
from analysis.assessing.indicators.table import definitions_of
from analysis.checking.rules.outcomes import count_outcomes as count_by_report
from analysis.errors import InputError
from analysis.form import cell_label, column_label, get_form, item_label

from .wording import Ref, Share

Counts = tuple[int, int, int]  # of outcomes: pass, fail, undecided


class ReportView:
    """Read-only view of one report.

    Parameters
    ----------
    data : Dataset
        Tables that hold the report, perhaps among others.
    report : str
        Its id, as ``Dataset.select`` gives it.
    lang : {"zh", "en"}
        Language of its labels.
    meta : named tuple, optional
        Its row of ``Dataset.reports``, if the caller has it already.

    Attributes
    ----------
    id, lang : str
        As given.
    meta : named tuple
        Its row of ``Dataset.reports``: ``meta.agency``, ``meta.year``, ...
    form : Form
        The statutory form that it fills in.
    label : str
        Short name for lists. The agency, unless a county brief shortens it.
    """

    def __init__(self, data: Dataset, report: str, lang: str, meta: Any = None) -> None:
        self.id, self.lang, self._data = report, lang, data
        self.meta = meta or next(data.rows("reports", report).itertuples(index=False))
        self.form = get_form(self.meta.format)
        self.label: str = self.meta.agency

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Its rows of ``Dataset.cells``."""
        return self._data.rows("cells", self.id)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Its rows of ``Dataset.outcomes``."""
        return self._data.rows("outcomes", self.id)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Its rows of ``Dataset.findings``."""
        return self._data.rows("findings", self.id)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Its rows of ``Dataset.claims``: figures of the prose that speak of cells."""
        return self._data.rows("claims", self.id)

    @cached_property
    def known(self) -> dict[str, tuple[float, str]]:
        """Cell code to value and basis."""
        return known_cells(self.cells)

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(self.known)

    @cached_property
    def by_code(self) -> dict[str, dict[str, Any]]:
        """The cells by ``table/item/column``. A page asks for each of them, and a dict is fast."""
        return dict(zip(cell_codes(self.cells), self.cells.to_dict("records"), strict=True))

    @cached_property
    def implied(self) -> tuple[str, ...]:
        """Codes of the cells for which the rules allow one figure only."""
        return tuple(cell_codes(self.cells[self.cells["implied"].notna()]))

    @cached_property
    def shares(self) -> dict[str, Share]:
        """Its indicators by id. One that was defined after the tables were written is not there."""
        rows = self._data.rows("indicators", self.id).itertuples(index=False)
        return {row.indicator: share_of(row) for row in rows}

    @cached_property
    def definitions(self) -> tuple[Indicator, ...]:
        """Definitions of the dataset's indicators, those that a user added among them."""
        return definitions_of(self._data.definitions)

    @cached_property
    def checks(self) -> pd.DataFrame:
        """Outcomes of the rules that compare figures with each other."""
        return self.outcomes[self.outcomes["rule"].isin(balance_rules(self._data.rules))]

    @cached_property
    def check_counts(self) -> Counts:
        """How many of its checks pass, fail and are undecided."""
        return count_outcomes(self.checks)

    def outcome(self, rule: str) -> str:
        """Outcome of a rule that has one for the whole report; empty if it was not checked.

        Parameters
        ----------
        rule : str
            Id of the rule.
        """
        found = self.outcomes.loc[self.outcomes["rule"] == rule, "outcome"]
        return str(found.iloc[0]) if len(found) else ""

    def amount(self, *patterns: str) -> Amount:
        """Add up the cells that fit the patterns.

        Parameters
        ----------
        *patterns : str
            Codes of cells, with ``*`` for any text.
        """
        # A page asks for about sixty sums, and the codes are the same for all reports of a form.
        cells = _matching(self._codes, patterns)
        return add_up({code: self.known[code] for code in cells}, ("*/*/*",))

    def items(self, pattern: str) -> list[tuple[str, Amount]]:
        """Labels and totals of rows of table ``requests``.

        Parameters
        ----------
        pattern : str
            What the codes of the rows begin with.
        """
        rows = [item for item in self.form.items("requests") if item.startswith(pattern)]
        return [
            (self.item_label("requests", item), self.amount(f"requests/{item}/total"))
            for item in rows
        ]

    def item_label(self, table: str, item: str) -> str:
        """Label of a row, without the number and the remark that the form prints with it.

        Parameters
        ----------
        table, item : str
            Codes of the table and of the row.
        """
        return plain_label(item_label(table, item, self.lang, self.form.code))

    def column_label(self, table: str, item: str, column: str) -> str:
        """Label of a column of a row.

        Parameters
        ----------
        table, item, column : str
            Codes of the table, the row and the column.
        """
        return column_label(table, item, column, self.lang, self.form.code)

    def cell_label(self, code: str) -> str:
        """Labels of the row and the column of a cell.

        Parameters
        ----------
        code : str
            ``table/item/column``.
        """
        return cell_label(code, self.lang, self.form.code)

    def refs(self, *figures: Amount | Share) -> tuple[Ref, ...]:
        """References to the cells behind figures of this report.

        Parameters
        ----------
        *figures : Amount or Share
            As ``amount`` and ``shares`` give them.
        """
        return tuple(Ref(self.id, code) for figure in figures for code in figure.cells)

    @property
    def name(self) -> str:
        """Agency and year, for lists."""
        return report_name(self.meta.agency, self.meta.year, self.lang)


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
        return {row.report: row for row in self.data.reports.itertuples(index=False)}

    def load(self) -> list[ReportView]:
        """Open all reports, with what is known of their cells, their shares and checks.

        Where all of them are needed, this is several times as fast as one by one.
        """
        cells = self.data.cells
        figures = zip(cells["value"], cells["implied"], cells["status"], strict=True)
        known: dict[str, dict[str, tuple[float, str]]] = {}
        for report, code, figure in zip(cells["report"], cell_codes(cells), figures, strict=True):
            known.setdefault(report, {})[code] = known_value(*figure)
        shares: dict[str, dict[str, Share]] = {}
        for row in self.data.indicators.itertuples(index=False):
            shares.setdefault(row.report, {})[row.indicator] = share_of(row)
        counts = count_checks(self.data)
        views = [self[report] for report in self._metas]
        for view in views:
            view.known = known.get(view.id, {})
            view.shares = shares.get(view.id, {})
            view.check_counts = counts[view.id]
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

    def year_before(self, view: ReportView) -> ReportView | None:
        """The report of the same agency and scope for the year before, if it is loaded.

        Parameters
        ----------
        view : ReportView
            The later report.
        """
        same = self._by_agency[view.meta.agency, view.meta.scope]
        found = [meta.report for meta in same if meta.year == view.meta.year - 1]
        return self[found[-1]] if found else None

    def with_open_checks(self) -> list[ReportView]:
        """Reports in which a check fails or is undecided, in the order of the dataset."""
        outcomes = self.data.outcomes
        is_open = outcomes["outcome"] != "pass"
        is_open &= outcomes["rule"].isin(balance_rules(self.data.rules))
        named = set(outcomes.loc[is_open, "report"])
        return [self[report] for report in self.data.reports["report"] if report in named]

    def chosen(self, reports: Sequence[str] | str | None) -> list[ReportView]:
        """The reports that a comparison names, in the order of agency and year.

        Parameters
        ----------
        reports : sequence of str, or str
            Ids of reports, ``agency-year``. ``papermill -p reports "A-2023, A-2024"`` gives one
            text with commas between.

        Raises
        ------
        InputError
            If fewer than two are named, or one is not loaded. The message names the nearest.
        """
        given = reports.split(",") if isinstance(reports, str) else list(reports or [])
        wanted = dict.fromkeys(str(name).strip() for name in given)
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


def share_of(row: Any) -> Share:
    """Read one row of ``Dataset.indicators`` as a share.

    Parameters
    ----------
    row : named tuple or Series
        The row, with its columns as attributes.
    """
    codes = f"{row.numerator_cells}; {row.denominator_cells}".split("; ")
    return Share(
        *(row.numerator, row.denominator, row.estimate, row.low, row.high, row.basis),
        tuple(code for code in codes if code),
    )


def report_name(agency: str, year: int, lang: str) -> str:
    """Agency and year, for lists.

    Parameters
    ----------
    agency : str
        Full name of the agency.
    year : int
        Year reported on.
    lang : {"zh", "en"}
        Language of the list.
    """
    return f"{agency}（{year}年）" if lang == "zh" else f"{agency} ({year})"


@lru_cache(maxsize=4096)
def _matching(codes: tuple[str, ...], patterns: tuple[str, ...]) -> tuple[str, ...]:
    return matching(codes, patterns)


def balance_rules(rules: pd.DataFrame) -> set[str]:
    """Ids of the rules that compare figures with each other.

    Parameters
    ----------
    rules : DataFrame
        ``Dataset.rules``.
    """
    return set(rules.loc[rules["type"] == "expect_terms_to_balance", "rule"])


def count_outcomes(outcomes: pd.DataFrame) -> Counts:
    """How many outcomes are pass, fail and undecided.

    Parameters
    ----------
    outcomes : DataFrame
        ``Dataset.outcomes`` or a part of it.
    """
    counts = Counter(outcomes["outcome"])
    return counts["pass"], counts["fail"], counts["undecided"]


def count_checks(data: Dataset) -> dict[str, Counts]:
    """How many checks of every report pass, fail and are undecided.

    Parameters
    ----------
    data : Dataset
        A corpus, of which only the outcomes are looked at.
    """
    counts = count_by_report(data.outcomes, sorted(balance_rules(data.rules)))
    columns = (counts[name] for name in ("pass", "fail", "undecided"))
    rows = ((int(p), int(f), int(u)) for p, f, u in zip(*columns, strict=True))
    found = dict(zip(counts["report"], rows, strict=True))
    return {report: found.get(report, (0, 0, 0)) for report in data.reports["report"]}


def plain_label(label: str) -> str:
    """A row label without its number, its remark in brackets and its group before a colon.

    Parameters
    ----------
    label : str
        As the form prints it, with a number such as ``（三）1.`` or ``一、``.
    """
    label = re.sub(
        r"^(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[.、．])\s*", "", label
    )
    label = re.sub(r"\s*[（(](?:区分处理|规章).*?[)）]", "", label)
    label = label.removesuffix("、行政机关不再处理其政府信息公开申请")
    return re.sub(r"^(?:Refused|Unavailable|Not processed|Otherwise closed): ", "", label)
