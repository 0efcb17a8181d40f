"""What a run or a check says at its end, and whether figures fail."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.checking.findings.corrections import keys_of, settled
from analysis.checking.findings.wording import decision_text

from .counts import balance_rules, count_checks
from .sentence import say
from .wording import word

_REPAIRS = 3


class Summary:
    """What a run or a check says at its end; everything is counted once, for both languages.

    Parameters
    ----------
    data : Dataset
        The processed tables.
    """

    def __init__(self, data: Dataset) -> None:
        of_figures = data.findings["rule"].isin(balance_rules(data.rules))
        fails = of_figures | (data.findings["severity"] == "error")
        self._counts = count_checks(data)
        self._findings = _by_report(data.findings.assign(fails=fails))
        self._repairs = _by_report(data.repairs)
        self._severities = data.findings["severity"].value_counts()

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
                yield "  " + say("terminal.repair", lang, **r, text=r[lang]).text, fails
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
            **{f"{s}s": int(self._severities.get(s, 0)) for s in ("error", "warning", "note")},
        ).text


def _finding_lines(f: dict[str, Any], lang: str) -> Iterator[str]:
    where = "" if f["where"] in ("", "report") else f" [{f['where']}]"
    yield f"  {word(f['severity'], lang):<8} {f['rule']}{where}{word('colon', lang)}{f[lang]}"
    decision = decision_text(f["decision"], f["by"], f["on"], f["reason"], f["corrected"], lang)
    if decision:
        yield f"           {decision}"
    elif f[f"resolve_{lang}"]:
        yield f"           → {f[f'resolve_{lang}']}"


def _by_report(frame: pd.DataFrame) -> dict[Any, list[Any]]:
    return {own: rows.to_dict("records") for own, rows in frame.groupby("report", sort=False)}


def figures_fail(
    outcomes: pd.DataFrame, rules: pd.DataFrame, findings: pd.DataFrame | None = None
) -> bool:
    """Whether figures fail or elude their checks; ``--strict`` turns it into exit code 1.

    They fail if a rule on figures fails, or any rule of severity ``error``. A failure that a valid
    correction explains or rejects is no longer one. They elude them if every check between the
    figures of a report is undecided: a form without numbers proves nothing.

    Parameters
    ----------
    outcomes : DataFrame
        The outcomes of all checks.
    rules : DataFrame
        The rules that were checked.
    findings : DataFrame, optional
        The findings with what people decided about them; without it, nothing is decided.
    """
    grave = balance_rules(rules) | set(rules.loc[rules["severity"] == "error", "rule"])
    failed = outcomes[outcomes["rule"].isin(grave) & (outcomes["outcome"] == "fail")]
    if set(keys_of(failed)) - (settled(findings) if findings is not None else set()):
        return True
    between = outcomes[outcomes["rule"].isin(balance_rules(rules))]
    undecided = (between["outcome"] == "undecided").groupby(between["report"], observed=True)
    return bool(undecided.all().any())
