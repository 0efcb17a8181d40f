"""Repairs in words: what is printed, where, what it would have to be and why, in Chinese and in English."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.form import cell_label
from analysis.recognising import Report

from .options import Change, Option
from .plausible import words
from .system import Cells, Key

LANGUAGES = ("zh", "en")


class Teller:
    """Names and tells cells of the reports of a frame."""

    def __init__(self, cells: Cells, reports: Mapping[str, Report]) -> None:
        self._cells, self._reports = cells, reports
        self._printed: dict[int, dict[str, tuple[str, str]]] = {}

    def name(self, key: Key, row: int) -> str:
        """The code of a cell as seen from a report: with ``@prior``, ``@next`` or the report's id where it is another's."""
        if key[0] == row:
            return key[1]
        if key[0] == self._cells.prior[row]:
            return f"{key[1]}@prior"
        return (
            f"{key[1]}@{'next' if self._cells.prior[key[0]] == row else self._cells.report[key[0]]}"
        )

    def printed(self, key: Key) -> str:
        """What is printed in a cell."""
        return self._place(key)[0]

    def tell(self, group: Sequence[Option], row: int, out: int, lang: str) -> str:
        """The sentence of a repair that makes ``out`` failing ties hold (0: undecided ties that contradict each other)."""
        w = words()["wording"]
        parts = []
        for option in group:
            grouped = len(option.changes) > 1 and option.kind != "several_cells"
            cells = w["join"][lang].join(
                self._cell(c, row, lang, not grouped) for c in option.changes
            )
            if grouped:
                cells = w["group"][lang].format(
                    why=words()["groups"][option.kind][lang], cells=cells
                )
            parts.append(cells)
        said = [
            w["evidence"][lang].format(text=words()["evidence"][kind][lang].format(phrase=phrase))
            for option in group
            for kind, phrase in option.evidence
        ]
        whole = w["whole" if out else "joint"][lang]
        return whole.format(
            cells=w["join"][lang].join(parts), n=out, evidence="".join(dict.fromkeys(said))
        )

    def _cell(self, change: Change, row: int, lang: str, why: bool) -> str:
        w = words()["wording"]
        text, where = self._place(change.key)
        span = ""
        if change.span is not None:
            low, high = (f"{v:.15g}" if np.isfinite(v) else w["no_end"][lang] for v in change.span)
            span = w["span"][lang].format(low=low, high=high)
        told = w["cell"][lang].format(
            cell=self._whose(change.key, row, lang)
            + cell_label(change.key[1], lang, self._cells.format[change.key[0]]),
            printed=text or w["nothing"][lang],
            place=w["place"][lang].format(where=where) if where else "",
            implied=f"{change.value:.15g}",
            span=span,
        )
        return told + (
            w["why"][lang].format(why=words()["cells"][change.kind][lang]) if why else ""
        )

    def _whose(self, key: Key, row: int, lang: str) -> str:
        name, w = self.name(key, row).partition("@")[2], words()["wording"]
        return (
            ""
            if not name
            else w[name][lang]
            if name in ("prior", "next")
            else w["other"][lang].format(report=name)
        )

    def _place(self, key: Key) -> tuple[str, str]:
        if key[0] not in self._printed:
            report: Any = self._reports[self._cells.report[key[0]]]
            self._printed[key[0]] = {
                f"{c.table}/{c.item}/{c.column}": (str(c.printed), str(c.where))
                for c in report.cells.itertuples(index=False)
            }
        return self._printed[key[0]].get(key[1], ("", ""))
