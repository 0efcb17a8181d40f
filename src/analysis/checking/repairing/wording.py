"""Repairs in sentences, Chinese and English: what is printed, what it would have to be and why."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from analysis.form import cell_label
from analysis.recognising import Report
from analysis.templates import Wording, read_wording
from analysis.wording import place as place_text

from .options import Change, Option
from .system import Cells, Key


@cache
def _texts(section: str) -> Wording:
    return Wording(read_wording(__package__, "repair.yml")[section])


class RepairWording:
    """Names cells of the reports of a frame and states repairs of them.

    Parameters
    ----------
    cells : Cells
        The wide frame.
    reports : mapping
        Report id to report.
    """

    def __init__(self, cells: Cells, reports: Mapping[str, Report]) -> None:
        self._cells, self._reports = cells, reports
        self._printed: dict[int, dict[str, tuple[str, str]]] = {}

    def name(self, key: Key, row: int) -> str:
        """The code of a cell, with ``@prior``, ``@next`` or a report id if it is another report's.

        Parameters
        ----------
        key : (int, str)
            Row of the cell's report in the wide frame, and cell code.
        row : int
            Row of the report from which it is named.
        """
        if key[0] == row:
            return key[1]
        if key[0] == self._cells.prior[row]:
            return f"{key[1]}@prior"
        return (
            f"{key[1]}@{'next' if self._cells.prior[key[0]] == row else self._cells.report[key[0]]}"
        )

    def printed(self, key: Key) -> str:
        """What is printed in a cell.

        Parameters
        ----------
        key : (int, str)
            The cell: its row of the wide frame, and its code.
        """
        return self._place(key)[0]

    def sentence(
        self, group: Sequence[Option], row: int, failing: int, only: bool, lang: str
    ) -> str:
        """State a repair in a sentence.

        Parameters
        ----------
        group : sequence of Option
            One option for each part of the figures.
        row : int
            The report's row of the wide frame.
        failing : int
            Failing checks that it settles; 0 where only undecided ones contradict each other.
        only : bool
            Whether it changes one printed figure and no other one does: that figure is what must be
            wrong, if one alone is. More cells that change together are never what must be.
        lang : {"zh", "en"}
            Language.
        """
        parts = []
        for option in group:
            grouped = len(option.changes) > 1 and option.kind != "several_cells"
            cells = self._join(
                (self._cell(c, row, lang, not grouped, only) for c in option.changes), lang
            )
            if grouped:
                why = _texts("groups").say(option.kind, lang)
                cells = _texts("wording").say("group", lang, why=why, cells=cells)
            parts.append(cells)
        evidence = dict.fromkeys(
            _texts("wording").say(
                "evidence", lang, text=_texts("evidence").say(kind, lang, phrase=phrase)
            )
            for option in group
            for kind, phrase in option.evidence
        )
        return _texts("wording").say(
            "whole" if failing else "joint",
            lang,
            cells=self._join(parts, lang),
            n=failing,
            only=only,
            evidence="".join(evidence),
        )

    def _join(self, texts: Iterable[str], lang: str) -> str:
        return _texts("wording").say("join", lang).join(texts)

    def _cell(self, change: Change, row: int, lang: str, with_reason: bool, only: bool) -> str:
        say = _texts("wording").say
        printed, where = self._place(change.key)
        span = ""
        if change.span is not None:
            low, high = (
                f"{v:.15g}" if np.isfinite(v) else say("no_end", lang) for v in change.span
            )
            span = say("span", lang, low=low, high=high)
        label = cell_label(change.key[1], lang, self._cells.format[change.key[0]])
        cell = say(
            "cell",
            lang,
            cell=self._whose(change.key, row, lang) + label,
            printed=printed,
            kind=change.kind,
            place=say("place", lang, where=place_text(where, lang)) if where else "",
            implied=f"{change.value:.15g}",
            span=span,
            only=only,
        )
        if not with_reason or not printed:  # what is not there needs no other reason
            return cell
        return cell + say("why", lang, why=_texts("cells").say(change.kind, lang))

    def _whose(self, key: Key, row: int, lang: str) -> str:
        """The report that a cell is in, where that is another one."""
        name = self.name(key, row).partition("@")[2]
        if not name:
            return ""
        if name in ("prior", "next"):
            return _texts("wording").say(name, lang)
        return _texts("wording").say("other", lang, report=name)

    def _place(self, key: Key) -> tuple[str, str]:
        if key[0] not in self._printed:
            report: Any = self._reports[self._cells.report[key[0]]]
            self._printed[key[0]] = {
                f"{c.table}/{c.item}/{c.column}": (str(c.printed), str(c.where))
                for c in report.cells.itertuples(index=False)
            }
        return self._printed[key[0]].get(key[1], ("", ""))
