"""The sheet of points to verify, and what a figure that is disputed has beside it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from analysis.assessing.dataset import Dataset
from analysis.checking.findings.corrections import settled
from analysis.form import where_label
from analysis.form.agencies.english import named_in
from analysis.several import joined
from analysis.telling.letters.questions import GRAVE, question_ids
from analysis.templates import read_wording
from analysis.wording import number, place

from .xlsx import Cell, Sheet

_COMMENT = 400  # characters of a comment; the list of points has the rest
_POINTS = (
    *("id", "agency", "year", "severity", "rule", "where", "finding", "resolve", "place", "file"),
    *("decision", "by", "on", "reason", "corrected"),
)
_POINT_WIDTHS: list[float] = [12, 30, 7, 8, 30, 28, 70, 50, 18, 24, 9, 14, 12, 30, 16]


def word(key: str, lang: str, **values: object) -> str:
    """A text of ``workbook.yml``.

    Parameters
    ----------
    key : str
        Its key.
    lang : {"zh", "en"}
        Language.
    **values : object
        What it names.
    """
    text: str = read_wording(__package__, "workbook.yml")[key][lang]
    return text.format(**values) if values else text


def points(data: Dataset, lang: str) -> Sheet:
    """The sheet: a row a finding.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    lang : {"zh", "en"}
        Language.
    """
    return Sheet(word("sheet_findings", lang), _rows(data, lang), _POINT_WIDTHS, fixed=3)


def _rows(data: Dataset, lang: str) -> Iterator[list[Cell]]:
    """A row a finding."""
    yield [Cell(word(f"head_{name}", lang), "head") for name in _POINTS]
    reports = {r.report: r for r in data.reports.itertuples(index=False)}
    labels = {r.rule: getattr(r, lang) for r in data.rules.itertuples(index=False)}
    for key, text in read_wording(__package__, "workbook.yml").items():  # not in any suite
        labels.setdefault(key.removeprefix("rule_"), text[lang])
    ids = question_ids(data.findings, data.rules)
    for f, id_ in zip(data.findings.itertuples(index=False), ids, strict=True):
        r = reports[f.report]
        yield [
            Cell(id_, "text"),
            Cell(named_in(r.agency, lang), "text"),
            Cell(int(r.year), "year"),
            Cell(word(f"severity_{f.severity}", lang), "text"),
            Cell(labels.get(f.rule, f.rule), "wrap"),
            Cell(_where(f, lang, r.format), "wrap"),
            Cell(getattr(f, lang), "wrap"),
            Cell(getattr(f, f"resolve_{lang}"), "wrap"),
            Cell(place(f.at or next(iter(f.places), ""), lang), "wrap"),
            Cell(r.file, "text"),
            Cell(word(f"decision_{f.decision}", lang), "text"),
            *(Cell(text, "wrap") for text in (f.by, f.on, f.reason, joined(f.corrected))),
        ]


class Disputes:
    """Findings and repairs by report and cell, for comments and counts.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    lang : {"zh", "en"}
        Language.

    Attributes
    ----------
    asked : Counter
        How many points of each report are to be verified.
    """

    def __init__(self, data: Dataset, lang: str) -> None:
        self._lang = lang
        done = settled(data.findings)
        self.asked: Counter[str] = Counter()
        self._texts: dict[tuple[str, str], list[str]] = {}
        for f in data.findings.itertuples(index=False):
            self.asked[f.report] += f.severity in GRAVE and (f.report, f.rule, f.where) not in done
            for code in f.cells:
                self._texts.setdefault((f.report, code), []).append(getattr(f, lang))
        self._likely: dict[tuple[str, str], float] = {}
        several = set(data.repairs.loc[data.repairs["rank"] > 1, "report"])
        for repair in data.repairs.itertuples(index=False):
            if repair.report not in several:
                values = zip(repair.cells, repair.implied, strict=True)
                self._likely |= {(repair.report, code): float(v) for code, v in values}

    def comment(self, report: str, code: str) -> str:
        """Why a figure is disputed, and what it is likeliest to be.

        Parameters
        ----------
        report, code : str
            The cell.
        """
        texts = self._texts.get((report, code), [])
        parts = [word("disputed", self._lang)]
        if (report, code) in self._likely:
            value = number(self._likely[report, code])
            parts.append(word("likely", self._lang, value=value))
        shown = [text for text in texts[:1] if len(text) <= _COMMENT]
        parts += shown
        if rest := len(texts) - len(shown):
            parts.append(word("more_findings", self._lang, count=rest))
        return "\n".join(parts)


def _where(f: Any, lang: str, fmt: str) -> str:
    """What a finding is about; empty where that is its report, which is named beside it."""
    return "" if f.where == "report" else where_label(f.where, lang, fmt)
