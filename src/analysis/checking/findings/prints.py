"""What a report prints, cell by cell, as findings quote it: value, print and place."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from analysis.form import table_label
from analysis.recognising import Report
from analysis.recognising.report import column
from analysis.wording import in_row, place

from .print import ABSENT, Print, look_up
from .wording import piece

_ROWS_OF_A_LINE = 4  # so many rows of the form in one line: its number alone leads nobody to a cell
_HAS_ROW = re.compile(r"\brow \d")
# A place that is a line, of a page or file: what is before its number, and what follows.
_LINE = {
    "zh": re.compile(r"(.*第)(\d+)(行)"),
    "en": re.compile(r"((?:.*, )?line)( \d+)((?: of .*)?)"),
}


class Prints:
    """The cells of a report by code; with ``@prior``, those of the report of the year before.

    Parameters
    ----------
    report : Report
        The report itself.
    before : Report or None
        That of the same agency a year earlier.
    """

    def __init__(self, report: Report, before: Report | None) -> None:
        self.report, self.before = report, before
        self._of: dict[str, Print] = {}
        self._where: dict[tuple[str, str], str] = {}

    @cached_property
    def _own(self) -> Callable[[str], Print]:
        return look_up(self.report)

    @cached_property
    def _prior(self) -> Callable[[str], Print]:
        return look_up(self.before) if self.before is not None else lambda code: ABSENT

    def of(self, term: str) -> Print:
        """What the cell of a term holds.

        Parameters
        ----------
        term : str
            Code of a cell; with ``@prior`` behind it, that of the year before.
        """
        if term not in self._of:
            find = self._prior if term.endswith("@prior") else self._own
            self._of[term] = find(term.removesuffix("@prior"))
        return self._of[term]

    def value(self, term: str) -> float | None:
        """The number stated, or None.

        Parameters
        ----------
        term : str
            As for ``of``.
        """
        return self.of(term).value

    @cached_property
    def _crowded(self) -> dict[int, set[str]]:
        """Places that hold many rows of the form, of the report and of the one before."""
        return {i: _crowded(r) for i, r in enumerate((self.report, self.before)) if r is not None}

    def where(self, term: str, lang: str) -> str:
        """Place of a term, with its file where that is not this report's.

        A line that holds many rows of the form is named together with the table's heading.

        Parameters
        ----------
        term : str
            As for ``of``.
        lang : {"zh", "en"}
            Language.
        """
        if (term, lang) not in self._where:
            self._where[term, lang] = self._find_where(term, lang)
        return self._where[term, lang]

    def _find_where(self, term: str, lang: str) -> str:
        printed_at, prior = self.of(term).where, term.endswith("@prior")
        where = place(printed_at, lang)
        if where and prior and self.before is not None:
            where = piece("of_file", lang, file=self.before.file, place=where)
        if where and printed_at in self._crowded.get(int(prior), ()):
            # The heading is Chinese in both editions: it is what is in the document.
            where = piece("under", lang, place=where, table=table_label(term.split("/")[0]))
        return where

    def _quoted(self, term: str, lang: str) -> str:
        printed = self.of(term).printed
        return f"“{printed}”" if printed else piece("empty", lang)

    def _labelled(self, term: str, label: str, where: str, lang: str) -> str:
        """A label, and what is printed for it and where."""
        between = "" if lang == "zh" else " "
        return _bracketed(f"{label}{between}{self._quoted(term, lang)}", where, lang)

    def in_own_file(self, term: str, label: str, lang: str) -> str:
        """A label, what is printed for it, and the file and line, for a list of several reports.

        Parameters
        ----------
        term : str
            As for ``of``.
        label : str
            What tells the report from the others.
        lang : {"zh", "en"}
            Language.
        """
        where = place(self.of(term).where, lang)
        where = piece("of_file", lang, file=self.report.file, place=where) if where else ""
        return self._labelled(term, label, where, lang)

    def listed(self, labels: Mapping[str, str], lang: str) -> str:
        """Cells in a row, each with label, print and place; a place that they share is named once.

        Parameters
        ----------
        labels : mapping
            Term, as for ``of``, to the label of its cell.
        lang : {"zh", "en"}
            Language.
        """
        own = [t for t in labels if not t.endswith("@prior") and self.of(t).where]
        shared = {self.where(t, lang) for t in own}
        if len(own) < 2 or len(shared) > 1:
            own = []
        listed = [
            self._labelled(t, label, "" if t in own else self.where(t, lang), lang)
            for t, label in labels.items()
        ]
        if not own:
            return in_row(listed, lang)
        kind = "all_at" if len(own) == len(labels) else "own_at"
        count = "two" if len(own) == 2 else "more"
        together = piece(kind, lang, place=shared.pop(), count=count)
        return _bracketed(in_row(listed, lang), together, lang)

    def places(self, terms: list[str], lang: str) -> str:
        """The places of terms, each once, joined for a sentence.

        Parameters
        ----------
        terms : list of str
            Each as for ``of``.
        lang : {"zh", "en"}
            Language.
        """
        found = list(dict.fromkeys(w for t in terms if (w := self.where(t, lang))))
        return _together(found, lang) or piece("here", lang)

    def cells(self, terms: list[str]) -> dict[str, Any]:
        """The columns ``cells``, ``places`` and ``at`` of a finding.

        Parameters
        ----------
        terms : list of str
            Each as for ``of``.
        """
        own = [self.of(t).where for t in terms if not t.endswith("@prior")]
        places = [self._full(t) or "–" for t in terms]
        return {"cells": terms, "places": places, "at": next(filter(None, own), "")}

    def _full(self, term: str) -> str:
        where = self.of(term).where
        if where and term.endswith("@prior") and self.before is not None:
            return piece("of_file", "en", file=self.before.file, place=where)
        return where


def _crowded(report: Report) -> set[str]:
    """The places of a report's cells that hold many rows of the form and name none of them."""
    rows: dict[str, set[tuple[str, str]]] = defaultdict(set)
    about = (column(report, "cells", name) for name in ("where", "table", "item"))
    for where, table, item in zip(*about, strict=True):
        if where:
            rows[str(where)].add((table, item))
    crowded = (where for where, found in rows.items() if len(found) >= _ROWS_OF_A_LINE)
    return {where for where in crowded if not _HAS_ROW.search(where)}


def _together(places: list[str], lang: str) -> str:
    """Places for a sentence; lines of one page or file together: lines 48, 57 and 60 to 63."""
    found: dict[tuple[str, str], list[int]] = {}
    for text in places:
        line = _LINE[lang].fullmatch(text)
        own = found.setdefault((line[1], line[3]) if line else (text, ""), [])
        own += [int(line[2])] if line else []
    return in_row([f"{b}{_lines(own, lang)}{a}" for (b, a), own in found.items()], lang)


def _lines(numbers: list[int], lang: str) -> str:
    """Numbers of lines in their order; three and more that follow each other as a range."""
    runs: list[list[int]] = []
    for n in sorted(numbers):
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    to = "至" if lang == "zh" else " to "
    texts = [
        text
        for run in runs
        for text in ([f"{run[0]}{to}{run[-1]}"] if len(run) > 2 else map(str, run))
    ]
    listed = in_row(texts, lang)
    if lang == "zh" or not texts:
        return listed
    return f"s {listed}" if len(numbers) > 1 else f" {listed}"


def _bracketed(text: str, where: str, lang: str) -> str:
    if not where:
        return text
    return f"{text}（{where}）" if lang == "zh" else f"{text} ({where})"


def number(value: float) -> str:
    """A figure without a needless decimal point.

    Parameters
    ----------
    value : float
        The figure.
    """
    return f"{value:.10g}" if abs(value) < 1e9 else f"{value:.15g}"
