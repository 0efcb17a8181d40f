"""The sheets of a workbook that people read: reports, points to verify, what columns are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import cell_codes
from analysis.assessing.wide import variable_label, variables
from analysis.form import FORMATS, get_form, item_label, table_label
from analysis.form.agencies.english import named_in
from analysis.form.agencies.offices import words
from analysis.telling.counts import count_checks
from analysis.version import __version__
from analysis.wording import number

from .points import Disputes, points, word
from .xlsx import Cell, Sheet


def sheets(data: Dataset, lang: str) -> list[Sheet]:
    """The sheets for people, in order.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    lang : {"zh", "en"}
        Language.
    """
    book = _Workbook(data, lang)
    return [
        book.about(),
        book.reports(),
        points(data, lang),
        Sheet(book.word("sheet_columns"), book.codebook_rows(), [8, 60, 44, 34, 60, 14]),
    ]


@dataclass(frozen=True)
class _Column:
    """A column of the sheet of reports: its heads, and its cell or field."""

    group: str
    row: str
    label: str
    code: str
    width: float

    @property
    def is_cell(self) -> bool:
        return "/" in self.code


class _Workbook:
    """The sheets of one dataset in one language."""

    def __init__(self, data: Dataset, lang: str) -> None:
        self.data, self.lang = data, lang
        self.columns = [*self._field_columns(), *self._cell_columns()]
        self.on_form = {fmt: frozenset(get_form(fmt).by_code) for fmt in FORMATS}
        self.disputes = Disputes(data, lang)

    def word(self, key: str, **values: object) -> str:
        """A text of ``workbook.yml`` in the language of the sheets."""
        return word(key, self.lang, **values)

    def about(self) -> Sheet:
        """What the workbook holds, and what its marks mean."""
        data, word = self.data, self.word
        years = sorted({int(y) for y in data.reports["year"]})
        shown = f"{years[0]}–{years[-1]}" if len(years) > 1 else ", ".join(map(str, years))
        reports, agencies = number(len(data.reports)), number(data.reports["agency"].nunique())
        marks = (
            *((12, "plain"), (12, "implied"), (12, "disputed"), ("12?", "mark")),
            *((None, "plain"), ("—", "mark"), (word("unread"), "mark"), (None, "none")),
        )
        names = ("plain", "implied", "disputed", "repair", "blank", "printed", "unread", "none")
        parts = ("reports", "findings", "columns", "raw")
        rows = [
            [Cell(word("title"), "title")],
            [Cell(word("lead", years=shown, reports=reports, agencies=agencies), "text")],
            [Cell(word("made", version=__version__), "text")],
            [],
            [Cell(word("marks_head"), "strong")],
            *(
                [Cell(*mark), Cell(word(f"mark_{name}"), "wrap")]
                for mark, name in zip(marks, names, strict=True)
            ),
            [],
            [Cell(word("sheets_head"), "strong")],
            *([Cell(), Cell(word(f"about_{name}"), "wrap")] for name in parts),
            [],
            [Cell(), Cell(word("caution"), "wrap")],
        ]
        return Sheet(word("sheet_about"), iter(rows), [12, 100], heads=0)

    def reports(self) -> Sheet:
        """A row a report: the agency, its checks, every cell of both forms."""
        columns, fixed = self.columns, 3 if self.lang == "en" else 2
        merged = list(_runs([c.group for c in columns], 1))
        merged += _runs([(c.group, c.row) for c in columns], 2)
        name, widths = self.word("sheet_reports"), [c.width for c in columns]
        return Sheet(name, self._report_rows(), widths, heads=3, fixed=fixed, merged=merged)

    def _field_columns(self) -> Iterator[_Column]:
        widths = {"agency": 30, "agency_zh": 26, "file": 24, "published": 12, "sector": 14}
        fields = [
            *("agency", *(["agency_zh"] if self.lang == "en" else []), "year", "form", "scope"),
            *("level", "kind", "sector", "division", "published", "file"),
        ]
        checks = ("passed", "failed", "undecided", "asked")
        for group, names in (("group_agency", fields), ("group_checks", checks)):
            usual = 9 if names is fields else 10
            for name in names:
                label, width = self.word(f"head_{name}"), widths.get(name, usual)
                yield _Column(self.word(group), "", label, name, width)

    def _cell_columns(self) -> Iterator[_Column]:
        newest, lang = get_form(FORMATS[-1]).by_code, self.lang
        for code in variables():
            table, item, _ = code.split("/")
            group = table_label(table, lang)
            fmt = FORMATS[-1] if code in newest else FORMATS[0]
            row, label = item_label(table, item, lang, fmt), variable_label(code, lang)
            is_money = get_form(fmt).by_code[code].unit != "count"
            if code not in newest:
                group, label = (self.word("only_2019", label=text) for text in (group, label))
            yield _Column(group, row, label, code, 16 if is_money else 11)

    def _report_rows(self) -> Iterator[list[Cell]]:
        for name, look in (("group", "group"), ("row", "group"), ("label", "head")):
            texts = [getattr(c, name) for c in self.columns]
            again = [name != "label" and a == b for a, b in pairwise([None, *texts])]
            yield [Cell(None if a else t, look) for t, a in zip(texts, again, strict=True)]
        cells = dict(iter(self.data.cells.groupby("report", sort=False)))
        counts = count_checks(self.data)
        for r in self.data.reports.itertuples(index=False):
            checks = zip(("passed", "failed", "undecided"), counts[r.report], strict=True)
            beside = self._beside(r) | dict(checks) | {"asked": self.disputes.asked[r.report]}
            own = cells.get(r.report, self.data.cells[:0])
            held = dict(zip(cell_codes(own), own.to_dict("records"), strict=True))
            yield [
                self._figure(held.get(c.code), r, c.code)
                if c.is_cell
                else Cell(beside[c.code], _look(c.code, beside[c.code]))
                for c in self.columns
            ]

    def _beside(self, r: Any) -> dict[str, Any]:
        """What is known of a report besides its cells."""
        labelled = {
            code: words()[f"{code}s"].get(getattr(r, code), {}).get(self.lang, "")
            for code in ("level", "kind", "sector")
        }
        return {
            "agency": named_in(r.agency, self.lang),
            "agency_zh": r.agency,
            "year": int(r.year),
            "form": str(r.format),
            "scope": self.word(f"scope_{r.scope}"),
            **labelled,
            "division": named_in(r.division_name, self.lang),
            "published": str(r.published)[:10],
            "file": r.file,
        }

    def _figure(self, cell: dict[str, Any] | None, r: Any, code: str) -> Cell:
        if cell is None:
            return Cell(None, "plain" if code in self.on_form[r.format] else "none")
        if cell["status"] == "stated":
            if not cell["disputed"]:
                return Cell(cell["value"])
            return Cell(cell["value"], "disputed", self.disputes.comment(r.report, code))
        if not pd.isna(cell["implied"]):
            return Cell(cell["implied"], "implied")
        if cell["status"] in ("unreadable", "absent"):
            return Cell(self.word("unread"), "mark")
        return Cell(cell["printed"] if cell["status"] == "mark" else None, "mark")

    def codebook_rows(self) -> Iterator[list[Cell]]:
        """A row a column of the sheet of reports."""
        from openpyxl.utils import get_column_letter

        heads = ("column", "heading", "code", "variable", "other", "forms")
        yield [Cell(self.word(f"head_{name}"), "head") for name in heads]
        other = "en" if self.lang == "zh" else "zh"
        for position, c in enumerate(self.columns, start=1):
            forms = ", ".join(f for f in FORMATS if c.code in self.on_form[f])
            texts = (
                (c.code, variables()[c.code], variable_label(c.code, other), forms)
                if c.is_cell
                else ("", "", word(f"head_{c.code}", other), "")
            )
            yield [Cell(text, "text") for text in (get_column_letter(position), c.label, *texts)]


def _runs(keys: Sequence[object], row: int) -> Iterator[tuple[int, int, int]]:
    """Neighbours with the same key, where there are several."""
    start = 1
    for _, same in groupby(keys):
        end = start + len(list(same)) - 1
        if end > start:
            yield row, start, end
        start = end + 1


def _look(name: str, value: Any) -> str:
    return "year" if name == "year" else "text" if isinstance(value, str) else "plain"
