"""One report as pages and briefs see it: its cells and what is known of each, checks, shares.

A page on a thousand reports asks for a few tables of each, so every table is looked into only when
it is asked for. `analysis.telling.views` opens the reports of a corpus.
"""

import math
import re
from functools import cached_property
from itertools import compress
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import Amount, known_value, matching
from analysis.assessing.indicators.definitions import Indicator
from analysis.assessing.indicators.known import BASES
from analysis.assessing.indicators.table import definitions_of
from analysis.checking.findings.corrections import waiting
from analysis.form import cell_label, column_label, get_form, item_label
from analysis.form.agencies.english import named_in, short_in
from analysis.form.labels import NUMBERING

from .counts import Counts, balance_rules, count_outcomes
from .sentence import Ref
from .share import Marked, Share, marked_cells, share_of


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
    agency : str
        Name of the agency in the language of the view; in English the Chinese name follows it.
    printed : str
        Its Chinese name, shortened as ``label`` is.
    label : str
        Short name for lists. The agency, unless a county brief shortens it.
    """

    def __init__(self, data: Dataset, report: str, lang: str, meta: Any = None) -> None:
        self.id, self.lang, self._data = report, lang, data
        self.meta = meta or next(data.rows("reports", report).itertuples(index=False))
        self.form = get_form(self.meta.format)
        self.agency: str = named_in(self.meta.agency, lang)
        self.label: str = self.agency
        self.printed: str = self.meta.agency

    @cached_property
    def cells(self) -> list[Any]:
        """Its rows of ``Dataset.cells``, as named tuples."""
        return self._data.records("cells", self.id)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Its rows of ``Dataset.outcomes``."""
        return self._data.rows("outcomes", self.id)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Its rows of ``Dataset.findings``."""
        return self._data.rows("findings", self.id)

    @cached_property
    def found(self) -> list[Any]:
        """The same as named tuples."""
        return self._data.records("findings", self.id)

    @property
    def waiting(self) -> list[Any]:
        """Those of its findings that nobody has explained or rejected."""
        return list(compress(self.found, waiting(self.findings)))

    @cached_property
    def claims(self) -> list[Any]:
        """Its rows of ``Dataset.claims``, as named tuples: figures of the prose on cells."""
        return self._data.records("claims", self.id)

    @cached_property
    def known(self) -> dict[str, tuple[float, str]]:
        """Cell code to value and basis."""
        return {code: known_value(c.value, c.implied, c.status) for code, c in self.by_code.items()}

    @cached_property
    def marked(self) -> Marked:
        """Its cells that carry a mark, and those that we did not read."""
        return marked_cells(self._data.rows("cells", self.id))[self.id]

    @property
    def disputed(self) -> frozenset[str]:
        """Codes of its disputed cells."""
        return self.marked["disputed"]

    @property
    def unread(self) -> frozenset[str]:
        """Codes of the cells that we did not read and for which no value is implied."""
        return self.marked["unread"]

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(self.known)

    @cached_property
    def by_code(self) -> dict[str, Any]:
        """The cells by ``table/item/column``."""
        return {f"{c.table}/{c.item}/{c.column}": c for c in self.cells}

    @cached_property
    def implied(self) -> tuple[str, ...]:
        """Codes of the cells for which the rules allow one figure only."""
        return tuple(code for code, c in self.by_code.items() if not math.isnan(c.implied))

    @cached_property
    def shares(self) -> dict[str, Share]:
        """Its indicators by id. One that was defined after the tables were written is not there."""
        rows = self._data.records("indicators", self.id)
        return {row.indicator: share_of(row, self.marked) for row in rows}

    @cached_property
    def definitions(self) -> tuple[Indicator, ...]:
        """Definitions of the dataset's indicators, those that a user added among them."""
        return definitions_of(self._data.definitions)

    @cached_property
    def _outcomes(self) -> list[Any]:
        return self._data.records("outcomes", self.id)

    @cached_property
    def checks(self) -> list[Any]:
        """Outcomes of the rules that compare figures with each other, as named tuples."""
        rules = balance_rules(self._data.rules)
        return [o for o in self._outcomes if o.rule in rules]

    @cached_property
    def between_years(self) -> list[Any]:
        """Those of its checks that compare it with the report for the year before."""
        return [o for o in self.checks if o.rule.startswith("continuity.")]

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
        return next((str(o.outcome) for o in self._outcomes if o.rule == rule), "")

    def amount(self, *patterns: str) -> Amount:
        """Add up the cells that fit the patterns.

        Parameters
        ----------
        *patterns : str
            Codes of cells, with ``*`` for any text.
        """
        cells = matching(self._codes, patterns)
        own = {name: not codes.isdisjoint(cells) for name, codes in self.marked.items()}
        basis = max((self.known[c][1] for c in cells), key=BASES.index, default="none")
        value = math.nan if basis == "none" else sum(self.known[c][0] for c in cells)
        return Amount(value, basis, cells, own["disputed"], own["unread"], own["ocr"])

    def nothing(self, *patterns: str) -> bool:
        """Whether every cell that fits the patterns is zero and none of them is disputed.

        Parameters
        ----------
        *patterns : str
            Codes of cells, with ``*`` for any text. Give the parts with the total: a total of zero
            beside parts that are not does not say that there was nothing.
        """
        found = self.amount(*patterns)
        return found.value == 0 and not found.disputed

    def lacking(self, pattern: str) -> tuple[str, ...]:
        """The cells that fit a pattern and have no number, neither stated nor implied.

        Parameters
        ----------
        pattern : str
            Code of a cell, with ``*`` for any text.
        """
        cells = matching(self._codes, (pattern,))
        return tuple(code for code in cells if self.known[code][1] == "none")

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
        """Label of a row, without the number and the note that the form prints with it.

        Parameters
        ----------
        table, item : str
            Codes of the table and of the row.
        """
        return _plain_label(item_label(table, item, self.lang, self.form.code))

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
    def short(self) -> str:
        """``label`` in one language, for where the other has been beside it before."""
        return short_in(self.printed, self.lang)

    @property
    def name(self) -> str:
        """Agency and year, for lists."""
        return report_name(self.meta.agency, self.meta.year, self.lang)


def report_name(agency: str, year: int | str, lang: str) -> str:
    """Agency and year, for lists.

    Parameters
    ----------
    agency : str
        Full name of the agency, in Chinese.
    year : int or str
        Year reported on, or several in a row.
    lang : {"zh", "en"}
        Language of the list.
    """
    return f"{agency}（{year}年）" if lang == "zh" else f"{named_in(agency, lang)} {year}"


def _plain_label(label: str) -> str:
    """A row label without its number, its note in brackets and its group before a colon."""
    label = re.sub(r"\s*[（(](?:区分处理|规章).*?[)）]", "", NUMBERING.sub("", label))
    label = label.removesuffix("、行政机关不再处理其政府信息公开申请")
    return re.sub(r"^(?:Refused|Unavailable|Not processed|Otherwise closed): ", "", label)
