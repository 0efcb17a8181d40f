"""Findings of a report under review, and what a person decides about them."""

from pathlib import Path
from typing import Any

from analysis.checking.findings.corrections import NAME, read_corrections
from analysis.checking.findings.recording import add_decisions
from analysis.errors import InputError
from analysis.recognising import Report


class Decisions:
    """Decisions in the ``corrections.yml`` beside a report.

    Parameters
    ----------
    path : Path
        The report's file.
    report : Report
        The report, with its findings.
    """

    def __init__(self, path: Path, report: Report) -> None:
        self.path, self._report = path, report
        self._file = path.with_name(NAME)

    def shown(self, lang: str) -> dict[str, Any]:
        """The findings, each with what was decided about it, as the page takes them.

        Parameters
        ----------
        lang : {"zh", "en"}
            Language of the findings.
        """
        known = read_corrections(self._file) if self._file.is_file() else []
        decided = {(c.rule, c.where): c for c in known if c.sha256 == self._report.sha256}
        rows = []
        for row in self._report.findings.itertuples(index=False):
            mine = decided.get((row.rule, row.where))
            rows.append(
                {
                    "severity": row.severity,
                    "rule": row.rule,
                    "where": row.where,
                    "text": getattr(row, lang),
                    "decision": mine and [mine.decision, mine.by, mine.on, mine.reason],
                }
            )
        return {"findings": rows, "of": self.path.name}

    def add(self, rule: str, where: str, decision: str, reason: str, by: str, on: str) -> None:
        """Add a decision; what is there stays as it is.

        Parameters
        ----------
        rule, where : str
            Of the finding.
        decision, reason : str
            What is decided, and why.
        by, on : str
            Who decides, and the day as an ISO date.

        Raises
        ------
        InputError
            If something is lacking or the finding is decided about a second time, or the file is
            broken or cannot be written.
        """
        about = {"report": self._report.id, "sha256": self._report.sha256}
        entry = {"rule": rule, "where": where, "decision": decision, "reason": reason}
        others = add_decisions(self._file, [{**about, **entry, "by": by, "on": on}]).others
        if others:
            other, number = others[0][1], len(read_corrections(self._file)) + 1
            raise InputError(
                f"{self._file}: entries {other.entry} and {number} decide about one "
                f"finding ({other.report}, {other.rule}, {other.where}). Keep one."
            )
