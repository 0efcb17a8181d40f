"""Reports and checks as text and JSON, for the terminal and for other programs."""

import json
import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.checking.findings.decisions import decision_text, settled
from analysis.checking.findings.versions import CHANGES, VersionDiff
from analysis.form import TABLES, cell_label, table_label
from analysis.recognising import Report

from .view import balance_rules, count_checks

_REPAIRS = 3
_META = (
    "agency",
    "agency_printed",
    "year",
    "format",
    "scope",
    "scope_evidence",
    "title",
    "published",
    "source_url",
    "source_host",
    "file",
    "sha256",
    "transcription",
    "sections_known",
    "notes",
)


def to_json(report: Report) -> str:
    """One JSON object with ``report``, ``cells``, ``claims``, ``statements`` and ``findings``.

    The rows have the columns of the DataFrames.
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
    return json.dumps(
        {"report": meta, **{name: _records(frame) for name, frame in frames.items()}},
        ensure_ascii=False,
        allow_nan=False,
        indent=1,
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    """A value that JSON has: no number is null, a whole number is without a point."""
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NA:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.item() if hasattr(value, "item") else value


def as_text(report: Report) -> str:
    """What was read of a report, in a screenful."""
    unknown = "not known"
    lines = [
        f"{report.agency} · {report.year}",
        f"  form         {report.format}"
        + (", transcribed by hand" if report.transcription else ""),
        f"  scope        {report.scope or unknown}"
        + (f" ({report.scope_evidence})" if report.scope_evidence else ""),
        f"  published    {report.published or unknown}",
        f"  source       {report.source_url or report.source_host or unknown}",
        "  sections     "
        + ("".join(s.number for s in report.sections) if report.sections_known else unknown),
    ]
    for table in TABLES:
        counts = report.cells.loc[report.cells["table"] == table, "status"].value_counts()
        lines.append(
            f"  {table:<12} "
            + ", ".join(f"{n} {status}" for status, n in counts.items())
            + f"  ({table_label(table, 'en')})"
        )
    lines += [
        f"  claim        {c.phrase} → {c.target}: {c.verdict} ({c.where})"
        for c in report.claims.itertuples(index=False)
    ]
    lines += [
        f"  {f.severity:<12} {f.rule}: {f.en}" for f in report.findings.itertuples(index=False)
    ]
    return "\n".join(lines)


def summary_lines(data: Dataset, lang: str) -> Iterator[str]:
    """How each report stands, and below it what is to be looked at: rule, row or column, what is wrong, what would resolve it.

    Parameters
    ----------
    data : Dataset
    lang : {"zh", "en"}
        Of the findings.
    """
    of_findings, of_repairs = _by_report(data.findings), _by_report(data.repairs)
    for report, (held, failed, undecided) in count_checks(data).items():
        yield f"{report}: {held} ties hold, {failed} fail, {undecided} undecided"
        for f in of_findings.get(report, []):
            place = "" if f["where"] in ("", "report") else f" [{f['where']}]"
            yield f"  {f['severity']:<8} {f['rule']}{place}: {f[lang]}"
            decision = decision_text(
                f["decision"], f["by"], f["on"], f["reason"], f["corrected"], lang
            )
            if decision:
                yield f"           {decision}"
            elif f[f"resolve_{lang}"]:
                yield f"           → {f[f'resolve_{lang}']}"
        mine = of_repairs.get(report, [])
        for r in mine[:_REPAIRS]:
            yield f"  repair {r['rank']} {r['cells']}: {r[lang]}"
        if len(mine) > _REPAIRS:
            yield f"  {len(mine) - _REPAIRS} more repairs: --format json lists them"


def _by_report(frame: pd.DataFrame) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in frame.to_dict("records"):
        found.setdefault(row["report"], []).append({str(k): v for k, v in row.items()})
    return found


def figures_fail(
    outcomes: pd.DataFrame, rules: pd.DataFrame, findings: pd.DataFrame | None = None
) -> bool:
    """Whether figures fail their checks or cannot be checked at all: exit code 1 under ``--strict``.

    They fail where a check between figures fails, or any rule of severity ``error``, unless a valid
    correction in ``findings`` explains or rejects it. They cannot be checked where every check
    between figures of a report is undecided: a form without numbers proves nothing.
    """
    grave = balance_rules(rules) | set(rules.loc[rules["severity"] == "error", "rule"])
    failed = outcomes[outcomes["rule"].isin(grave) & (outcomes["outcome"] == "fail")]
    keys = set(failed[["report", "rule", "where"]].itertuples(index=False, name=None))
    if keys - (settled(findings) if findings is not None else set()):
        return True
    between = outcomes[outcomes["rule"].isin(balance_rules(rules))]
    undecided = (between["outcome"] == "undecided").groupby(between["report"], observed=True)
    return bool(undecided.all().any())


_CHANGE = {"changed": "≠", "added": "+", "removed": "−", "print": "~"}


def diff_lines(diff: VersionDiff) -> Iterator[str]:
    """Two versions of a report, a line for each difference, and how many there are."""
    yield f"a: {diff.a.file}  {diff.a.id}"
    yield f"b: {diff.b.file}  {diff.b.id}"
    if diff.same:
        yield "The two say the same: every cell, what the documents say of themselves, the sections and the prose."
        return
    for f in diff.fields.itertuples(index=False):
        yield f"  {f.field}: {f.a or 'none'} → {f.b or 'none'}"
    for s in diff.sections.itertuples(index=False):
        yield f"  section {s.field}: {s.a or 'none'} → {s.b or 'none'}"
    for c in diff.cells.to_dict("records"):
        one = (
            f"{c['a']!r} ({c['a_where']})"
            if c["a"]
            else f"{c['a_status']}{' (' + c['a_where'] + ')' if c['a_where'] else ''}"
        )
        two = (
            f"{c['b']!r} ({c['b_where']})"
            if c["b"]
            else f"{c['b_status']}{' (' + c['b_where'] + ')' if c['b_where'] else ''}"
        )
        label = cell_label(c["cell"], "zh", diff.b.format)
        yield f"{_CHANGE[c['change']]} {c['cell']}: {one} → {two}  {label}"
    counts = diff.cells["change"].value_counts()
    told = ", ".join(f"{int(counts[kind])} {_SAID[kind]}" for kind in CHANGES if kind in counts)
    yield f"Cells: {told or 'none differ'}."
    p = diff.prose
    yield f"Prose: {p['only_a']} of {p['a']} characters stand only in a, {p['only_b']} of {p['b']} only in b."


_SAID = {
    "changed": "changed",
    "added": "added",
    "removed": "removed",
    "print": "printed differently",
}


def diff_json(diff: VersionDiff) -> str:
    """The same as one JSON object: ``a, b, same, fields, sections, cells, prose``."""
    sides = {
        side: {name: getattr(r, name) for name in ("id", "file", "sha256")}
        for side, r in (("a", diff.a), ("b", diff.b))
    }
    frames = {name: _records(getattr(diff, name)) for name in ("fields", "sections", "cells")}
    content = {**sides, "same": diff.same, **frames, "prose": diff.prose}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
