"""One report of a dataset as the narrative sees it: its cells with what is known of each, its outcomes, its shares."""

import re
from collections import Counter
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import Amount, add_up, cell_codes, known_cells, matching
from analysis.assessing.indicators.definitions import Indicator
from analysis.assessing.indicators.table import definitions_of
from analysis.checking.rules.outcomes import count_outcomes
from analysis.form import cell_label, column_label, get_form, item_label

from .wording import Ref, Share


class ReportView:
    """Read-only view of one report.

    Parameters
    ----------
    data : Dataset
    report : str
        Its id, as ``Dataset.select`` gives it.
    lang : {"zh", "en"}
        Of its labels.
    """

    def __init__(self, data: Dataset, report: str, lang: str) -> None:
        self.id, self.lang, self._data = report, lang, data
        self.meta = data.rows("reports", report).iloc[0]
        self.form = get_form(self.meta["format"])

    # A page on a thousand reports asks for a few tables of each.
    @cached_property
    def cells(self) -> pd.DataFrame:
        """Its cells."""
        return self._data.rows("cells", self.id)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Its outcomes."""
        return self._data.rows("outcomes", self.id)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Its findings."""
        return self._data.rows("findings", self.id)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """What its prose says of cells."""
        return self._data.rows("claims", self.id)

    @cached_property
    def _indicators(self) -> dict[str, dict[str, Any]]:
        measured = self._data.rows("indicators", self.id)
        return dict(zip(measured["indicator"], measured.to_dict("records"), strict=True))

    @cached_property
    def known(self) -> dict[str, tuple[float, str]]:
        """Cell code to value and basis."""
        return known_cells(self.cells)

    @cached_property
    def definitions(self) -> tuple[Indicator, ...]:
        """What the dataset says its indicators are, those that a user added among them."""
        return definitions_of(self._data.definitions)

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(self.known)

    @cached_property
    def by_code(self) -> dict[str, dict[str, Any]]:
        """The cells, by ``table/item/column``; a page asks for each of them, which of a frame takes five times as long."""
        return dict(zip(cell_codes(self.cells), self.cells.to_dict("records"), strict=True))

    @cached_property
    def implied(self) -> tuple[str, ...]:
        """Codes of the cells that the identities imply a figure for."""
        return tuple(cell_codes(self.cells[self.cells["implied"].notna()]))

    def amount(self, *patterns: str) -> Amount:
        """Sum of the cells that fit the patterns."""
        return add_up(
            {code: self.known[code] for code in _matched(self._codes, patterns)}, ("*/*/*",)
        )

    def has(self, indicator: str) -> bool:
        """Whether the indicator was computed: tables that were written before it was defined have it not."""
        return indicator in self._indicators

    def share(self, indicator: str) -> Share:
        """A share that ``indicators.yml`` defines."""
        row = self._indicators[indicator]
        cells = tuple(
            c for c in f"{row['numerator_cells']}; {row['denominator_cells']}".split("; ") if c
        )
        return Share(
            row["numerator"],
            row["denominator"],
            row["estimate"],
            row["low"],
            row["high"],
            row["basis"],
            cells,
        )

    def items(self, pattern: str, column: str = "total") -> list[tuple[str, Amount]]:
        """Rows of table ``requests`` whose code begins with ``pattern``, with the amounts of a column."""
        rows = [i for i in self.form.items("requests") if i.startswith(pattern)]
        return [
            (self.item_label("requests", i), self.amount(f"requests/{i}/{column}")) for i in rows
        ]

    def item_label(self, table: str, item: str) -> str:
        """Label of a row, without the number and the remark that the form prints with it."""
        return plain_label(item_label(table, item, self.lang, self.form.code))

    def column_label(self, table: str, item: str, column: str) -> str:
        """Label of a column of a row."""
        return column_label(table, item, column, self.lang, self.form.code)

    def cell_label(self, code: str) -> str:
        """Labels of row and column of a cell."""
        return cell_label(code, self.lang, self.form.code)

    def refs(self, *amounts: Amount | Share) -> tuple[Ref, ...]:
        """References to the cells of amounts and shares."""
        return tuple(Ref(self.id, code) for a in amounts for code in a.cells)

    @cached_property
    def ties(self) -> pd.DataFrame:
        """Outcomes of the rules that tie figures to each other."""
        return self.outcomes[self.outcomes["rule"].isin(ties_of(self._data.rules))]

    def outcome(self, rule: str) -> str:
        """Outcome of a rule that has one for the report; empty where it was not checked."""
        hit = self.outcomes.loc[self.outcomes["rule"] == rule, "outcome"]
        return str(hit.iloc[0]) if len(hit) else ""

    @property
    def name(self) -> str:
        """Agency and year, for lists."""
        return report_name(self.meta["agency"], self.meta["year"], self.lang)


def open_views(data: Dataset, lang: str) -> list[ReportView]:
    """Views of the reports in which a tie fails or cannot be decided, in the order of the reports."""
    outcomes = data.outcomes
    named = set(
        outcomes.loc[
            (outcomes["outcome"] != "pass") & outcomes["rule"].isin(ties_of(data.rules)), "report"
        ]
    )
    return [ReportView(data, name, lang) for name in data.reports["report"] if name in named]


def report_name(agency: str, year: int, lang: str) -> str:
    """Agency and year, for lists."""
    return f"{agency}（{year}年）" if lang == "zh" else f"{agency} ({year})"


@lru_cache(maxsize=4096)
def _matched(codes: tuple[str, ...], patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The same for all reports of one format, and a narrative asks for some sixty sums."""
    return matching(codes, patterns)


def ties_of(rules: pd.DataFrame) -> set[str]:
    """Ids of the rules that tie figures to each other."""
    return set(rules.loc[rules["type"] == "expect_terms_to_balance", "rule"])


def stands(data: Dataset) -> dict[str, tuple[int, int, int]]:
    """How the ties of every report stand: how many pass, fail and are undecided."""
    counts = count_outcomes(data.outcomes, sorted(ties_of(data.rules)))
    found = {
        r.report: (r[2], r.fail, r.undecided) for r in counts.itertuples()
    }  # ``pass`` is a word of Python
    return {report: found.get(report, (0, 0, 0)) for report in data.reports["report"]}


def tally(outcomes: pd.DataFrame) -> tuple[int, int, int]:
    """How many outcomes are pass, fail and undecided."""
    counts = Counter(outcomes["outcome"])
    return counts["pass"], counts["fail"], counts["undecided"]


def plain_label(label: str) -> str:
    """A row label without its number (``（三）1.``, ``一、``), its remark in brackets and its group before a colon."""
    label = re.sub(
        r"^(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[.、．])\s*", "", label
    )
    label = re.sub(r"\s*[（(](?:区分处理|规章).*?[)）]", "", label)
    label = label.removesuffix("、行政机关不再处理其政府信息公开申请")
    return re.sub(r"^(?:Refused|Unavailable|Not processed|Otherwise closed): ", "", label)
