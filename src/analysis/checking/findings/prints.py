"""What a report prints, cell by cell, as findings quote it: value, print and place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from analysis.form import get_form
from analysis.recognising import Report
from analysis.wording import in_row, place

from .wording import piece

_SHOWN = 60


@dataclass(frozen=True)
class Print:
    """What a cell holds.

    Attributes
    ----------
    value : float or None
        The number stated; None where there is none.
    status : str
        Its status, one of ``form.STATUSES`` or ``absent``.
    printed : str
        What is printed, in one line and cut if it is long.
    where : str
        Where, such as ``line 97``; empty if it is not known.
    """

    value: float | None
    status: str
    printed: str
    where: str


_ABSENT = Print(None, "absent", "", "")


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

    @cached_property
    def held(self) -> dict[str, Print]:
        """Every cell by its code."""
        return prints_of(self.report)

    @cached_property
    def _own(self) -> Callable[[str], Print]:
        return _finder(self.report)

    @cached_property
    def _prior(self) -> Callable[[str], Print]:
        return _finder(self.before) if self.before is not None else lambda code: _ABSENT

    def of(self, term: str) -> Print:
        """What the cell of a term holds.

        Parameters
        ----------
        term : str
            Code of a cell; with ``@prior`` behind it, that of the year before.
        """
        held = self._of.get(term)
        if held is None:
            held = self._of[term] = (
                self._prior(bare(term)) if term.endswith("@prior") else self._own(term)
            )
        return held

    def value(self, term: str) -> float | None:
        """The number stated, or None.

        Parameters
        ----------
        term : str
            As for ``of``.
        """
        return self.of(term).value

    def where(self, term: str, lang: str) -> str:
        """Place of a term, with its file where that is not this report's.

        Parameters
        ----------
        term : str
            As for ``of``.
        lang : {"zh", "en"}
            Language.
        """
        where = place(self.of(term).where, lang)
        if where and term.endswith("@prior") and self.before is not None:
            return piece("of_file", lang, file=self.before.file, place=where)
        return where

    def print_and_place(self, term: str, lang: str) -> str:
        """``"18" (line 45)``; in Chinese ``“18”（第45行）``.

        Parameters
        ----------
        term : str
            As for ``of``.
        lang : {"zh", "en"}
            Language.
        """
        held, where = self.of(term), self.where(term, lang)
        quoted = f"“{held.printed}”" if lang == "zh" else f'"{held.printed}"'
        printed = quoted if held.printed else piece("empty", lang)
        if not where:
            return printed
        return f"{printed}（{where}）" if lang == "zh" else f"{printed} ({where})"

    def labelled(self, term: str, label: str, lang: str) -> str:
        """A label, and what is printed for it and where.

        Parameters
        ----------
        term : str
            As for ``of``.
        label : str
            The label of its cell.
        lang : {"zh", "en"}
            Language.
        """
        return f"{label}{'' if lang == 'zh' else ' '}{self.print_and_place(term, lang)}"

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
        return in_row(found, lang) or piece("here", lang)

    def cells(self, terms: list[str]) -> dict[str, Any]:
        """The columns ``cells``, ``places`` and ``at`` of a finding.

        Parameters
        ----------
        terms : list of str
            Each as for ``of``.
        """
        own = [self.of(t).where for t in terms if not t.endswith("@prior")]
        places = [self._full(t) or "–" for t in terms]
        return {
            "cells": terms,
            "places": places,
            "at": next((w for w in own if w), ""),
        }

    def _full(self, term: str) -> str:
        where = self.of(term).where
        if where and term.endswith("@prior") and self.before is not None:
            return piece("of_file", "en", file=self.before.file, place=where)
        return where

    def copy(self, lang: str) -> str:
        """A caution where what was read is itself a transcription.

        Parameters
        ----------
        lang : {"zh", "en"}
            Language.
        """
        return piece("transcription", lang) if self.report.transcription else ""


def prints_of(report: Report) -> dict[str, Print]:
    """What each cell of a report holds, by its code.

    Parameters
    ----------
    report : Report
        The report.
    """
    find = _finder(report)
    return {code: find(code) for code in get_form(report.format).by_code}


@cache
def _positions(fmt: str) -> dict[str, int]:
    return {code: n for n, code in enumerate(get_form(fmt).by_code)}


def _finder(report: Report) -> Callable[[str], Print]:
    """Make a look-up of single cells: a finding is about a few of two hundred."""
    cells, at = report.cells, _positions(report.format)
    value, status, printed, where = (
        cells[name].tolist() for name in ("value", "status", "printed", "where")
    )

    def find(code: str) -> Print:
        n = at.get(code)
        if n is None:
            return _ABSENT
        stated = status[n] == "stated"
        return Print(
            float(value[n]) if stated else None, status[n], _shown(printed[n]), str(where[n] or "")
        )

    return find


def _shown(printed: object) -> str:
    text = " ".join(str(printed or "").split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def bare(term: str) -> str:
    """The cell code of a term.

    Parameters
    ----------
    term : str
        Code of a cell, with ``@prior`` behind it or without.
    """
    return term.removesuffix("@prior")


def number(value: float) -> str:
    """A figure without a needless decimal point.

    Parameters
    ----------
    value : float
        The figure.
    """
    return f"{value:.10g}" if abs(value) < 1e9 else f"{value:.15g}"
