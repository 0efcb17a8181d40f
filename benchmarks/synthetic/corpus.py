"""A corpus in memory: who reports, what, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.checking import check_reports
from analysis.recognising import Report, Section
from analysis.recognising.claims.reader import claim_rows
from analysis.recognising.report import CELL_COLUMNS, Rows
from analysis.running.tables import build_dataset

from .agencies import PER_COUNTY, agencies_of
from .figures import FORM, draw, rates_of
from .prose import prose_of

_SECTIONS = (
    ("一", "总体情况"),
    ("二", "主动公开政府信息情况"),
    ("三", "收到和处理政府信息公开申请情况"),
    ("四", "政府信息公开行政复议、行政诉讼情况"),
    ("五", "存在的主要问题及改进情况"),
    ("六", "其他需要报告的事项"),
)


@dataclass
class Corpus:
    """Agencies, years and figures.

    Attributes
    ----------
    agencies : DataFrame
        As ``agencies_of`` gives it.
    years : tuple of int
    values : ndarray (agencies, years, cells)
        In the order of ``CODES``; not a number where nothing is printed.
    published : ndarray of date (agencies, years)
    seed : int
        Of the prose.
    copied : dict of (int, int) to str
        Agency and year whose prose is that of the year before: ``verbatim``, or ``renewed`` with the figures of the tables of
        this year put in.
    """

    agencies: pd.DataFrame
    years: tuple[int, ...]
    values: np.ndarray
    published: np.ndarray
    seed: int = 1
    copied: dict[tuple[int, int], str] = field(default_factory=dict)

    def prose(self, agency: int, year: int) -> list[str]:
        """The lines of a report's prose, headings among them; ``year`` counts from 0."""
        how = self.copied.get((agency, year))
        told = year - 1 if how else year  # whose words
        of = told if how == "verbatim" else year  # whose figures
        names = self.agencies.iloc[agency]
        return prose_of(
            names["agency"],
            names["scope"],
            self.years[of],
            self.values[agency, of],
            (self.seed, agency, told),
        )

    def report(self, agency: int, year: int, prose: bool = True) -> Report:
        """One report as if it had been read; ``year`` counts from 0."""
        names, at = self.agencies.iloc[agency], self.years[year]
        cells = Rows(CELL_COLUMNS, _cells(self.values[agency, year]), floats=("value",))
        lines = (
            [(line, f"line {i}") for i, line in enumerate(self.prose(agency, year), 2)]
            if prose
            else []
        )
        government = names["kind"] == "government"
        return Report(
            agency=names["agency"],
            agency_printed=names["agency"],
            year=at,
            format="2021",
            title=f"{names['agency']}{at}年政府信息公开工作年度报告",
            published=self.published[agency, year].isoformat(),
            source_url=None,
            source_host="www.example.gov.cn",
            scope=names["scope"],
            sections=tuple(Section(n, h, "") for n, h in _SECTIONS),
            sections_known=True,
            file=f"{agency:05d}-{at}.html",
            sha256=f"{agency:060x}{at}",
            transcription=False,
            cells=cells,
            claims=claim_rows(lines, cells, year=at, scope=names["scope"]),
            territory=None if government else names["territory"],
            complete=government,
            prose=lines,
        )

    def reports(self, prose: bool = True) -> list[Report]:
        """All reports, agency by agency."""
        return [
            self.report(a, y, prose)
            for a in range(len(self.agencies))
            for y in range(len(self.years))
        ]

    def dataset(self, prose: bool = True) -> Dataset:
        """The processed tables, made by the pipeline itself."""
        reports = self.reports(prose)
        return build_dataset(reports, check_reports(reports))


def corpus(
    reports: int,
    years: Sequence[int] = (2022, 2023, 2024),
    seed: int = 1,
    late: float = 0.02,
    blank: float = 0.0,
) -> Corpus:
    """A corpus of at least so many reports, whole counties of them.

    Parameters
    ----------
    late, blank : float
        Share of reports published after the legal day, and of agencies that print nothing for zero.
    """
    rng = np.random.default_rng([seed, 11])
    agencies = agencies_of(-(-reports // (PER_COUNTY * len(years))), seed)
    values = draw(rates_of(agencies, len(years), rng), agencies, rng)
    empty = rng.random(len(agencies)) < blank
    values[empty] = np.where(values[empty] == 0, np.nan, values[empty])
    return Corpus(agencies, tuple(years), values, published_in(agencies, years, rng, late), seed)


def published_in(
    agencies: pd.DataFrame, years: Sequence[int], rng: np.random.Generator, late: float
) -> np.ndarray:
    """Dates of publication: mostly in the last weeks before the legal day, 31 January, of governments 31 March."""
    days = np.where((agencies["kind"] == "government").to_numpy(), 90, 31)[:, None]
    before = rng.integers(0, 25, (len(agencies), len(years)))
    after = np.where(rng.random(before.shape) < late, before + rng.integers(1, 40, before.shape), 0)
    at = days - before + after
    return np.array(
        [
            [date(y, 12, 31) + timedelta(days=int(d)) for y, d in zip(years, row, strict=True)]
            for row in at
        ],
        dtype=object,
    )


_KEYS = [(c.table, c.item, c.column, c.unit) for c in FORM.cells]


def _cells(values: np.ndarray) -> list[tuple]:
    rows = []
    for n, ((table, item, column, _), value) in enumerate(zip(_KEYS, values.tolist(), strict=True)):
        if value != value:
            rows.append((table, item, column, None, "blank", "", f"table 1, row {n}"))
        else:
            rows.append(
                (table, item, column, value, "stated", f"{value:.10g}", f"table 1, row {n}")
            )
    return rows
