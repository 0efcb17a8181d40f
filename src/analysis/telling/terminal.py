"""Reports and checks as text and JSON, for the terminal and for other programs."""

import json
import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.checking.findings.corrections import settled
from analysis.checking.findings.versions import CHANGES, VersionDiff
from analysis.checking.findings.wording import decision_text
from analysis.form import TABLES, cell_label, table_label
from analysis.messages import message
from analysis.recognising import Report
from analysis.wording import place

from .counts import balance_rules, count_checks
from .wording import say, word

_REPAIRS = 3
_META = (
    *("agency", "agency_printed", "year", "format", "scope", "scope_evidence", "title"),
    *("published", "source_url", "source_host", "file", "sha256", "transcription"),
    *("sections_known", "notes"),
)


def report_json(report: Report) -> str:
    """What was read of a report, as one JSON object.

    It has ``report``, ``cells``, ``claims``, ``statements`` and ``findings``; rows have the columns
    of the DataFrames.

    Parameters
    ----------
    report : Report
        A report that was read.
    """
    meta: dict[str, Any] = {"id": report.id, **{name: getattr(report, name) for name in _META}}
    meta["sections"] = [
        {"number": s.number, "heading": s.heading, "where": s.where} for s in report.sections
    ]
    frames = {
        "cells": report.cells,
        "claims": report.claims,
        "statements": report.statements,
        "findings": report.findings,
    }
    return json_of({"report": meta, **{name: records(frame) for name, frame in frames.items()}})


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as JSON has them.

    Parameters
    ----------
    frame : DataFrame
        The table.
    """
    return [{str(k): plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def plain(value: Any) -> Any:
    """A value that JSON has: no number is null, a whole number is without a point.

    Parameters
    ----------
    value : object
        A cell of a table.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NA:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.item() if hasattr(value, "item") else value


def json_of(content: dict[str, Any]) -> str:
    """A JSON object as text, a value a line; what JSON does not hold is refused.

    Parameters
    ----------
    content : dict
        What to write.
    """
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)


def report_text(report: Report, lang: str = "en") -> str:
    """What was read of a report, in a screenful.

    Parameters
    ----------
    report : Report
        A report that was read.
    lang : {"zh", "en"}
        Language of the text.
    """
    unknown = message("not known", lang)
    scope = message(report.scope or "not known", lang)
    evidence = f" ({message(report.scope_evidence, lang)})" if report.scope_evidence else ""
    by_hand = ", " + message("transcribed by hand", lang) if report.transcription else ""
    sections = "".join(s.number for s in report.sections) if report.sections_known else unknown
    agency, year = message("agency", lang), message("year", lang)
    lines = [
        f"{agency}: {report.agency or unknown} · {year}: {report.year or unknown}"
        if not (report.agency and report.year)
        else f"{report.agency} · {report.year}",
        _row("form", f"{report.format}{by_hand}", lang),
        _row("scope", scope + evidence, lang),
        _row("published", report.published or unknown, lang),
        _row("source", report.source_url or report.source_host or unknown, lang),
        _row("sections", sections, lang),
    ]
    for table in TABLES:
        found = report.cells.loc[report.cells["table"] == table, "status"].value_counts()
        counts = ", ".join(f"{n} {message(status, lang)}" for status, n in found.items())
        lines.append(_row(table, f"{counts}  ({table_label(table, lang)})", lang))
    for c in report.claims.itertuples(index=False):
        says = f"{c.phrase} → {c.target}: {message(c.verdict, lang)} ({place(c.where, lang)})"
        lines.append(_row("claim", says, lang))
    for f in report.findings.to_dict("records"):
        lines.append(_row(f["severity"], f"{f['rule']}: {f[lang]}", lang))
    return "\n".join(lines)


def _row(head: str, text: str, lang: str) -> str:
    return f"  {message(head, lang):<12} {text}"


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
    keys = set(failed[["report", "rule", "where"]].itertuples(index=False, name=None))
    if keys - (settled(findings) if findings is not None else set()):
        return True
    between = outcomes[outcomes["rule"].isin(balance_rules(rules))]
    undecided = (between["outcome"] == "undecided").groupby(between["report"], observed=True)
    return bool(undecided.all().any())


_SIGNS = {"changed": "≠", "added": "+", "removed": "−", "print": "~"}


def diff_lines(diff: VersionDiff) -> Iterator[str]:
    """Two versions of a report, a line for each difference, and how many there are.

    Parameters
    ----------
    diff : VersionDiff
        What the two differ in.
    """
    yield f"a: {diff.a.file}  {diff.a.id}"
    yield f"b: {diff.b.file}  {diff.b.id}"
    if diff.same:
        same = "every cell, what the documents say of themselves, the sections and the prose"
        yield f"The two say the same: {same}."
        return
    for f in diff.fields.itertuples(index=False):
        yield f"  {f.field}: {f.a or 'none'} → {f.b or 'none'}"
    for s in diff.sections.itertuples(index=False):
        yield f"  section {s.field}: {s.a or 'none'} → {s.b or 'none'}"
    for c in diff.cells.to_dict("records"):
        one, two = (_side(c, side) for side in ("a", "b"))
        label = cell_label(c["cell"], "zh", diff.b.format)
        yield f"{_SIGNS[c['change']]} {c['cell']}: {one} → {two}  {label}"
    counts = diff.cells["change"].value_counts()
    words = {"print": "printed differently"}
    found = [f"{int(counts[k])} {words.get(k, k)}" for k in CHANGES if k in counts]
    yield f"Cells: {', '.join(found) or 'none differ'}."
    counts_of = "{only_a} of {a} characters stand only in a, {only_b} of {b} only in b"
    yield f"Prose: {counts_of.format(**diff.prose)}."


def _side(cell: dict[str, Any], side: str) -> str:
    """A cell in one version: what is printed, or its status, and where."""
    where = cell[f"{side}_where"]
    if cell[side]:
        return f"{cell[side]!r} ({where})"
    return f"{cell[f'{side}_status']}{f' ({where})' if where else ''}"


def diff_json(diff: VersionDiff) -> str:
    """The same as one JSON object: ``a, b, same, fields, sections, cells, prose``.

    Parameters
    ----------
    diff : VersionDiff
        What the two differ in.
    """
    sides = {
        side: {name: getattr(r, name) for name in ("id", "file", "sha256")}
        for side, r in (("a", diff.a), ("b", diff.b))
    }
    frames = {name: records(getattr(diff, name)) for name in ("fields", "sections", "cells")}
    return json_of({**sides, "same": diff.same, **frames, "prose": diff.prose})
