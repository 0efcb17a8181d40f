"""What a run or a check says at its end, and whether figures fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from analysis.assessing.dataset import Dataset
from analysis.assessing.flat import flat_row
from analysis.checking.findings.corrections import settled
from analysis.checking.findings.wording import decision_text
from analysis.checking.rules.outcomes import OutcomeTable, count_outcomes, outcomes_of
from analysis.recognising.rows import Rows

from .counts import balance_rules, count_checks
from .sentence import say
from .terminal import records
from .wording import word

if TYPE_CHECKING:
    import pandas as pd

_REPAIRS = 3


class Summary:
    """What a run or a check says at its end; everything is counted once, for both languages.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    """

    def __init__(self, data: Dataset) -> None:
        figures, findings = balance_rules(data.unframed("rules")), data.unframed("findings")
        found = [
            {**f, "fails": f["severity"] == "error" or f["rule"] in figures}
            for f in records(findings)
        ]
        self._counts = count_checks(data)
        self._findings = _by_report(found)
        self._repairs = _by_report(records(data.unframed("repairs")))
        self._severities = Counter(f["severity"] for f in found)

    def lines(self, lang: str) -> Iterator[tuple[str, bool]]:
        """The outcomes of each report in a line, and below it what is to be looked at.

        A finding names the rule, the row or column, what is wrong, and what would resolve it.

        Parameters
        ----------
        lang : {"zh", "en"}
            Language of the findings.

        Yields
        ------
        line : str
            One line, without its end.
        fails : bool
            Whether it is about figures that fail, or about a finding of severity ``error``.
        """
        for report, (passed, failed, undecided) in self._counts.items():
            findings, repairs = self._findings.get(report, []), self._repairs.get(report, [])
            fails = failed > 0 or any(f["fails"] for f in findings)
            counts = {"passed": passed, "failed": failed, "undecided": undecided}
            yield say("terminal.counts", lang, (), report=report, **counts).text, fails
            for f in findings:
                yield from ((line, bool(f["fails"])) for line in _finding_lines(f, lang))
            for r in repairs[:_REPAIRS]:
                text = say("terminal.repair", lang, **flat_row("repairs", r), text=r[lang]).text
                yield f"  {text}", fails
            if (more := len(repairs) - _REPAIRS) > 0:
                yield "  " + say("terminal.more", lang, count=more).text, fails

    def total(self, left_out: int, lang: str) -> str:
        """All reports in one line: how many, failures, findings by severity, files left out.

        Parameters
        ----------
        left_out : int
            How many files could not be used.
        lang : {"zh", "en"}
            Language of the line.
        """
        failed = [count for _, count, _ in self._counts.values()]
        return say(
            "terminal.total",
            lang,
            (),
            reports=len(failed),
            failed=sum(failed),
            failing=sum(count > 0 for count in failed),
            left_out=left_out,
            **{f"{s}s": self._severities[s] for s in ("error", "warning", "note")},
        ).text


def _finding_lines(f: dict[str, Any], lang: str) -> Iterator[str]:
    where = "" if f["where"] in ("", "report") else f" [{f['where']}]"
    yield f"  {word(f['severity'], lang):<8} {f['rule']}{where}{word('colon', lang)}{f[lang]}"
    decision = decision_text(f["decision"], f["by"], f["on"], f["reason"], f["corrected"], lang)
    if decision:
        yield f"           {decision}"
    elif f[f"resolve_{lang}"]:
        yield f"           → {f[f'resolve_{lang}']}"


def _by_report(rows: Iterable[dict[str, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(row["report"], []).append(row)
    return found


def figures_fail(
    outcomes: pd.DataFrame | OutcomeTable,
    rules: pd.DataFrame | Rows,
    findings: pd.DataFrame | Rows | None = None,
) -> bool:
    """Whether figures fail or elude their checks; ``--strict`` turns it into exit code 1.

    They fail if a rule on figures fails, or any rule of severity ``error``. A failure that a valid
    correction explains or rejects is no longer one. They elude them if every check between the
    figures of a report is undecided: a form without numbers proves nothing.

    Parameters
    ----------
    outcomes : DataFrame or OutcomeTable
        The outcomes of all checks.
    rules : DataFrame or Rows
        The rules that were checked.
    findings : DataFrame or Rows, optional
        The findings with what people decided about them; without it, nothing is decided.
    """
    figures, severities = balance_rules(rules), zip(rules["rule"], rules["severity"], strict=True)
    grave = figures | {rule for rule, severity in severities if severity == "error"}
    failed = {o[:3] for o in outcomes_of(outcomes, "fail") if o.rule in grave}
    if failed - (settled(findings) if findings is not None else set()):
        return True
    counts = count_outcomes(outcomes, figures).values()
    return any(undecided and not passed and not failing for passed, failing, undecided in counts)
