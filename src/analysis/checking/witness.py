"""What one report prints, cell by cell, as a finding quotes it: value, print and place, with the year before at hand."""

from dataclasses import dataclass

from analysis.recognising import Report

from .places import place
from .saying import piece

_SHOWN = 60


@dataclass(frozen=True)
class Held:
    """What a cell holds: ``value`` is None where it states no number."""

    value: float | None
    status: str
    printed: str
    where: str


class Witness:
    """A report's cells by code; terms that end in ``@prior`` are cells of the report of the year before.

    Parameters
    ----------
    report : Report
    before : Report or None
    """

    def __init__(self, report: Report, before: Report | None) -> None:
        self.report, self.before = report, before
        self.held = held_by(report)
        self._prior = held_by(before) if before is not None else {}

    def of(self, term: str) -> Held:
        """What a term's cell holds."""
        if term.endswith("@prior"):
            return self._prior.get(bare(term), Held(None, "absent", "", ""))
        return self.held.get(term, Held(None, "absent", "", ""))

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
        said = (f"“{held.printed}”" if lang == "zh" else f'"{held.printed}"') if held.printed else piece("empty", lang)
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
        places = [self.where(t, "en") or "–" for t in terms]
        return {"cells": "; ".join(terms), "places": "; ".join(places), "at": next((w for w in own if w), "")}

    def copy(self, lang: str) -> str:
        """A caution where what was read is itself a transcription."""
        return piece("transcription", lang) if self.report.transcription else ""


def held_by(report: Report) -> dict[str, Held]:
    """What each cell of a report holds, by its code."""
    cells = report.cells
    return {
        f"{table}/{item}/{column}": Held(float(value) if status == "stated" else None, status, _shown(printed), str(where or ""))
        for table, item, column, value, status, printed, where in zip(
            *(cells[c].tolist() for c in ("table", "item", "column", "value", "status", "printed", "where")), strict=True
        )
    }


def _shown(printed: object) -> str:
    text = " ".join(str(printed or "").split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def bare(term: str) -> str:
    """The cell code of a term."""
    return term.removesuffix("@prior")


def number(value: float) -> str:
    """A figure without a needless decimal point."""
    return f"{value:.10g}" if abs(value) < 1e9 else f"{value:.15g}"
