"""What one report prints, cell by cell, as a finding quotes it: value, print and place, with the year before at hand."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from analysis.form import get_form
from analysis.recognising import Report
from analysis.wording import place

from .wording import piece

_SHOWN = 60


@dataclass(frozen=True)
class Held:
    """What a cell holds: ``value`` is None where it states no number."""

    value: float | None
    status: str
    printed: str
    where: str


_ABSENT = Held(None, "absent", "", "")


class Witness:
    """A report's cells by code; terms that end in ``@prior`` are cells of the report of the year before.

    Parameters
    ----------
    report : Report
    before : Report or None
    """

    def __init__(self, report: Report, before: Report | None) -> None:
        self.report, self.before = report, before
        self._of: dict[str, Held] = {}

    @cached_property
    def held(self) -> dict[str, Held]:
        """Every cell by its code."""
        return held_by(self.report)

    @cached_property
    def _own(self) -> Callable[[str], Held]:
        return _finder(self.report)

    @cached_property
    def _prior(self) -> Callable[[str], Held]:
        return _finder(self.before) if self.before is not None else lambda code: _ABSENT

    def of(self, term: str) -> Held:
        """What a term's cell holds."""
        held = self._of.get(term)
        if held is None:
            held = self._of[term] = (
                self._prior(bare(term)) if term.endswith("@prior") else self._own(term)
            )
        return held

    def value(self, term: str) -> float | None:
        """The number stated, or None."""
        return self.of(term).value

    def where(self, term: str, lang: str) -> str:
        """Place of a term, with its file where that is not this report's."""
        told = place(self.of(term).where, lang)
        if told and term.endswith("@prior") and self.before is not None:
            return piece("of_file", lang, file=self.before.file, place=told)
        return told

    def print_and_place(self, term: str, lang: str) -> str:
        """``"18" (line 45)``; in Chinese ``“18”（第45行）``."""
        held, where = self.of(term), self.where(term, lang)
        said = (
            (f"“{held.printed}”" if lang == "zh" else f'"{held.printed}"')
            if held.printed
            else piece("empty", lang)
        )
        if not where:
            return said
        return f"{said}（{where}）" if lang == "zh" else f"{said} ({where})"

    def places(self, terms: list[str], lang: str) -> str:
        """The places of terms, each once, joined for a sentence."""
        found = list(dict.fromkeys(w for t in terms if (w := self.where(t, lang))))
        return ("、" if lang == "zh" else ", ").join(found) or piece("here", lang)

    def cells(self, terms: list[str]) -> dict[str, str]:
        """The columns ``cells``, ``places`` and ``at`` of a finding."""
        own = [self.of(t).where for t in terms if not t.endswith("@prior")]
        places = [self._full(t) or "–" for t in terms]
        return {
            "cells": "; ".join(terms),
            "places": "; ".join(places),
            "at": next((w for w in own if w), ""),
        }

    def _full(self, term: str) -> str:
        where = self.of(term).where
        if where and term.endswith("@prior") and self.before is not None:
            return piece("of_file", "en", file=self.before.file, place=where)
        return where

    def copy(self, lang: str) -> str:
        """A caution where what was read is itself a transcription."""
        return piece("transcription", lang) if self.report.transcription else ""


def held_by(report: Report) -> dict[str, Held]:
    """What each cell of a report holds, by its code."""
    find = _finder(report)
    return {code: find(code) for code in get_form(report.format).by_code}


@cache
def _positions(fmt: str) -> dict[str, int]:
    return {code: n for n, code in enumerate(get_form(fmt).by_code)}


def _finder(report: Report) -> Callable[[str], Held]:
    """Looks single cells up: a finding is about a few of two hundred, which stand in the order of the form."""
    cells, at = report.cells, _positions(report.format)
    value, status, printed, where = (
        cells[name].tolist() for name in ("value", "status", "printed", "where")
    )

    def find(code: str) -> Held:
        n = at.get(code)
        if n is None:
            return _ABSENT
        stated = status[n] == "stated"
        return Held(
            float(value[n]) if stated else None, status[n], _shown(printed[n]), str(where[n] or "")
        )

    return find


def _shown(printed: object) -> str:
    text = " ".join(str(printed or "").split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def bare(term: str) -> str:
    """The cell code of a term."""
    return term.removesuffix("@prior")


def number(value: float) -> str:
    """A figure without a needless decimal point."""
    return f"{value:.10g}" if abs(value) < 1e9 else f"{value:.15g}"
