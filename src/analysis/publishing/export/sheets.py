"""The sheets of a workbook that people read: reports, points to verify, what columns are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

import analysis
from analysis.assessing.agencies.english import named_in
from analysis.assessing.agencies.offices import words
from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.compute import cell_codes
from analysis.assessing.wide import variable_label, variables
from analysis.checking.findings.decisions import settled
from analysis.form import FORMATS, cell_label, get_form, item_label, table_label, where_label
from analysis.telling.counts import count_checks
from analysis.telling.letters.questions import GRAVE, question_ids
from analysis.wording import in_row, number, place, read_wording

UNREAD = ("unreadable", "absent")
_COMMENT = 400  # characters of a comment; the list of points has the rest
_RAW_CODES = ("level", "kind", "sector")
_POINTS = (
    *("id", "agency", "year", "severity", "rule", "where", "finding", "resolve", "place", "file"),
    *("decision", "by", "on", "reason", "corrected"),
)


@dataclass
class Cell:
    """A cell of a sheet.

    Attributes
    ----------
    value : object
        A text, a number, or None.
    look : str
        ``head``, ``group``, ``plain``, ``text``, ``wrap``, ``implied``, ``disputed``, ``none``,
        ``year``, ``title`` or
        ``strong``.
    comment : str
        What is said beside it.
    """

    value: Any = None
    look: str = "plain"
    comment: str = ""


@dataclass
class Sheet:
    """A sheet.

    Attributes
    ----------
    name : str
        Its name.
    rows : iterator of list of Cell
        Its rows, those of the heads first.
    widths : list of float
        Widths of its columns, in characters.
    heads : int
        How many rows of heads it has; the last of them has the filters. 0 for a page of text.
    fixed : int
        How many columns stay in sight.
    merged : list of (int, int, int)
        Row, first and last column, from 1, of heads over several columns.
    length : int
        How many rows it has.
    """

    name: str
    rows: Iterator[list[Cell]]
    widths: list[float]
    heads: int = 1
    fixed: int = 0
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    length: int = 0


def _word(key: str, lang: str, **values: object) -> str:
    """A text of ``workbook.yml``."""
    text: str = read_wording(__package__, "workbook.yml")[key][lang]
    return text.format(**values) if values else text


def sheets(data: Dataset, lang: str) -> list[Sheet]:
    """The sheets for people, in order.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    lang : {"zh", "en"}
        Language.
    """
    columns = _columns(lang)
    return [
        _about(data, lang),
        _reports(data, lang, columns),
        _points(data, lang),
        _codebook(lang, columns),
    ]


@dataclass(frozen=True)
class _Column:
    """A column of the sheet of reports: its heads, and its cell or field."""

    group: str
    row: str
    label: str
    code: str = ""
    width: float = 10


def _columns(lang: str) -> list[_Column]:
    agency, checks = _word("group_agency", lang), _word("group_checks", lang)
    widths = {"agency": 30, "agency_zh": 26, "file": 24, "published": 12, "sector": 14}
    fields = [
        *("agency", *(["agency_zh"] if lang == "en" else []), "year", "form", "scope", "level"),
        *("kind", "sector", "division", "published", "file"),
    ]
    found = [_Column(agency, "", _word(f"head_{f}", lang), f, widths.get(f, 9)) for f in fields]
    found += [
        _Column(checks, "", _word(f"head_{f}", lang), f, 10)
        for f in ("passed", "failed", "undecided", "asked")
    ]
    newest = get_form(FORMATS[-1]).by_code
    for code in variables():
        table, item, _ = code.split("/")
        group = table_label(table, lang)
        fmt = FORMATS[-1] if code in newest else FORMATS[0]
        row, plain = item_label(table, item, lang, fmt), cell_label(code, lang, fmt)
        is_money = get_form(fmt).by_code[code].unit != "count"
        label = plain if "万元" in plain else variable_label(code, lang)
        if code not in newest:
            group, label = (_word("only_2019", lang, label=text) for text in (group, label))
        found.append(_Column(group, row, label, code, 16 if is_money else 11))
    return found


def _reports(data: Dataset, lang: str, columns: Sequence[_Column]) -> Sheet:
    merged = [
        *_runs([c.group for c in columns], 1),
        *_runs([f"{c.group}\n{c.row}" for c in columns], 2),
    ]
    return Sheet(
        _word("sheet_reports", lang),
        _report_rows(data, lang, columns),
        [c.width for c in columns],
        heads=3,
        fixed=3 if lang == "en" else 2,
        merged=merged,
        length=3 + len(data.reports),
    )


def _runs(keys: Sequence[str], row: int) -> Iterator[tuple[int, int, int]]:
    """Neighbours with the same key, where there are several."""
    start = 0
    for at in range(1, len(keys) + 1):
        if at == len(keys) or keys[at] != keys[start]:
            if at - start > 1:
                yield row, start + 1, at
            start = at


def _report_rows(data: Dataset, lang: str, columns: Sequence[_Column]) -> Iterator[list[Cell]]:
    for name, look in (("group", "group"), ("row", "group"), ("label", "head")):
        texts = [getattr(c, name) for c in columns]
        repeated = [
            n > 0 and name != "label" and texts[n] == texts[n - 1] for n in range(len(texts))
        ]
        yield [
            Cell(None if again else text, look) for text, again in zip(texts, repeated, strict=True)
        ]
    cells = dict(iter(data.cells.groupby("report", sort=False)))
    counts, points = count_checks(data), _Points(data, lang)
    on_form = {fmt: frozenset(get_form(fmt).by_code) for fmt in FORMATS}
    for r in data.reports.itertuples(index=False):
        passed, failed, undecided = counts[r.report]
        beside = _beside(r, lang) | {
            "passed": passed,
            "failed": failed,
            "undecided": undecided,
            "asked": points.asked.get(r.report, 0),
        }
        own = cells.get(r.report)
        held = (
            {} if own is None else dict(zip(cell_codes(own), own.to_dict("records"), strict=True))
        )
        yield [
            _figure(held.get(c.code), c.code in on_form[r.format], points, r.report, c.code, lang)
            if "/" in c.code
            else Cell(beside[c.code], _look(c.code, beside[c.code]))
            for c in columns
        ]


def _look(name: str, value: Any) -> str:
    return "year" if name == "year" else "text" if isinstance(value, str) else "plain"


def _beside(r: Any, lang: str) -> dict[str, Any]:
    """What is known of a report besides its cells."""
    names = words()
    labelled = {
        code: names[f"{code}s"].get(getattr(r, code), {}).get(lang, "") for code in _RAW_CODES
    }
    return {
        "agency": named_in(r.agency, lang) if lang == "en" else r.agency,
        "agency_zh": r.agency,
        "year": int(r.year),
        "form": str(r.format),
        "scope": _word(f"scope_{r.scope}", lang),
        **labelled,
        "division": r.division_name,
        "published": str(r.published)[:10],
        "file": r.file,
    }


def _figure(
    cell: dict[str, Any] | None, on_form: bool, points: "_Points", report: str, code: str, lang: str
) -> Cell:
    if cell is None:
        return Cell(None, "plain" if on_form else "none")
    if cell["status"] == "stated":
        if not cell["disputed"]:
            return Cell(cell["value"])
        return Cell(cell["value"], "disputed", points.comment(report, code))
    if not pd.isna(cell["implied"]):
        return Cell(cell["implied"], "implied")
    if cell["status"] in UNREAD:
        return Cell(_word("unread", lang), "text")
    return Cell(cell["printed"] if cell["status"] == "mark" else None, "text")


class _Points:
    """Findings and repairs by report and cell, for comments and counts."""

    def __init__(self, data: Dataset, lang: str) -> None:
        self._lang = lang
        done = settled(data.findings)
        self.asked: dict[str, int] = {}
        self._texts: dict[tuple[str, str], list[str]] = {}
        for f in data.findings.itertuples(index=False):
            if f.severity in GRAVE and (f.report, f.rule, f.where) not in done:
                self.asked[f.report] = self.asked.get(f.report, 0) + 1
            for code in str(f.cells).split("; "):
                self._texts.setdefault((f.report, code), []).append(getattr(f, lang))
        self._likely: dict[tuple[str, str], float] = {}
        several = set(data.repairs.loc[data.repairs["rank"] > 1, "report"])
        for repair in data.repairs.itertuples(index=False):
            if repair.report not in several:
                values = zip(repair.cells.split("; "), str(repair.implied).split("; "), strict=True)
                self._likely |= {(repair.report, code): float(v) for code, v in values}

    def comment(self, report: str, code: str) -> str:
        """Why a figure is disputed, and what it is likeliest to be."""
        texts = self._texts.get((report, code), [])
        parts = [_word("disputed", self._lang)]
        if (report, code) in self._likely:
            value = number(self._likely[report, code])
            parts.append(_word("likely", self._lang, value=value))
        shown = [text for text in texts[:1] if len(text) <= _COMMENT]
        parts += shown
        if len(texts) > len(shown):
            rest = len(texts) - len(shown)
            parts.append(_word("more_findings", self._lang, count=rest))
        return "\n".join(parts)


def _points(data: Dataset, lang: str) -> Sheet:
    widths = (12, 30, 7, 8, 30, 28, 70, 50, 18, 24, 9, 14, 12, 30, 16)
    return Sheet(
        _word("sheet_findings", lang),
        _point_rows(data, lang),
        list(widths),
        fixed=3,
        length=1 + len(data.findings),
    )


def _point_rows(data: Dataset, lang: str) -> Iterator[list[Cell]]:
    yield [Cell(_word(f"head_{name}", lang), "head") for name in _POINTS]
    reports = {r.report: r for r in data.reports.itertuples(index=False)}
    labels = {r.rule: getattr(r, lang) for r in data.rules.itertuples(index=False)}
    ids = question_ids(data.findings, data.rules)
    for f, id_ in zip(data.findings.itertuples(index=False), ids, strict=True):
        r = reports[f.report]
        yield [
            Cell(id_, "text"),
            Cell(named_in(r.agency, lang), "text"),
            Cell(int(r.year), "year"),
            Cell(_word(f"severity_{f.severity}", lang), "text"),
            Cell(labels.get(f.rule) or _rule(f.rule, lang), "wrap"),
            Cell(_where(f, lang, r.format), "wrap"),
            Cell(getattr(f, lang), "wrap"),
            Cell(getattr(f, f"resolve_{lang}"), "wrap"),
            Cell(place(f.at or str(f.places).split("; ")[0], lang), "wrap"),
            Cell(r.file, "text"),
            Cell(_word(f"decision_{f.decision}", lang), "text"),
            *(Cell(getattr(f, name), "wrap") for name in ("by", "on", "reason", "corrected")),
        ]


def _rule(rule: str, lang: str) -> str:
    """What a rule says that no suite states."""
    texts: dict[str, str] = read_wording(__package__, "workbook.yml").get(f"rule_{rule}", {})
    return texts.get(lang, rule)


def _where(f: Any, lang: str, fmt: str) -> str:
    """The row, column or cell of a finding; of a claim the cells that it speaks of."""
    if f.where == "report":
        return ""
    if f.where.endswith("/*/*"):
        return table_label(f.where.split("/")[0], lang)
    item = f.where.split("/")[1] if f.where.count("/") == 2 else ""
    if item == "*" or item in {code.split("/")[1] for code in get_form(fmt).by_code}:
        return where_label(f.where, lang, fmt)
    codes = (code.partition("@")[0] for code in str(f.cells).split("; ") if code)
    return in_row([cell_label(code, lang, fmt) for code in codes], lang)


def _codebook(lang: str, columns: Sequence[_Column]) -> Sheet:
    return Sheet(
        _word("sheet_columns", lang),
        _codebook_rows(lang, columns),
        [8, 60, 44, 34, 60, 14],
        length=1 + len(columns),
    )


def _codebook_rows(lang: str, columns: Sequence[_Column]) -> Iterator[list[Cell]]:
    from openpyxl.utils import get_column_letter

    heads = ("column", "heading", "code", "variable", "other", "forms")
    yield [Cell(_word(f"head_{name}", lang), "head") for name in heads]
    other = "en" if lang == "zh" else "zh"
    for position, c in enumerate(columns, start=1):
        is_cell = "/" in c.code
        forms = [f for f in FORMATS if is_cell and c.code in get_form(f).by_code]
        texts = (
            get_column_letter(position),
            c.label,
            c.code if is_cell else "",
            variables()[c.code] if is_cell else "",
            variable_label(c.code, other) if is_cell else _word(f"head_{c.code}", other),
            ", ".join(forms),
        )
        yield [Cell(text, "text") for text in texts]


def _about(data: Dataset, lang: str) -> Sheet:
    years = sorted({int(y) for y in data.reports["year"]})
    shown = f"{years[0]}–{years[-1]}" if len(years) > 1 else ", ".join(map(str, years))
    lead = _word(
        "lead",
        lang,
        reports=number(len(data.reports)),
        agencies=number(data.reports["agency"].nunique()),
        years=shown,
    )
    origin = _word("made", lang, version=analysis.__version__)
    marks = (
        (12, "plain", "mark_plain"),
        (12, "implied", "mark_implied"),
        (12, "disputed", "mark_disputed"),
        ("12?", "text", "mark_repair"),
        (None, "plain", "mark_blank"),
        ("—", "text", "mark_printed"),
        (_word("unread", lang), "text", "mark_unread"),
        (None, "none", "mark_none"),
    )
    rows = [
        [Cell(_word("title", lang), "title")],
        [Cell(lead, "text")],
        [Cell(origin, "text")],
        [],
        [Cell(_word("marks_head", lang), "strong")],
        *([Cell(value, look), Cell(_word(key, lang), "wrap")] for value, look, key in marks),
        [],
        [Cell(_word("sheets_head", lang), "strong")],
        *(
            [Cell(), Cell(_word(f"about_{name}", lang), "wrap")]
            for name in ("reports", "findings", "columns", "raw")
        ),
        [],
        [Cell(), Cell(_word("caution", lang), "wrap")],
    ]
    return Sheet(_word("sheet_about", lang), iter(rows), [12, 100], heads=0, length=len(rows))
