"""Reports and checks as text and JSON, for the terminal and for other programs."""

import json
import math
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import pandas as pd

from analysis.assessing.indicators import cell_codes, fits
from analysis.errors import InputError
from analysis.form import TABLES, cell_label, table_label
from analysis.recognising import Report
from analysis.telling.view import tally, ties_of

_META = ("agency", "agency_printed", "year", "format", "scope", "title", "published", "source_url", "source_host", "file",
         "sha256", "transcription", "sections_known", "notes")  # fmt: skip


def to_json(report: Report) -> str:
    """One JSON object with ``report``, ``cells``, ``claims`` and ``findings``; the rows have the columns of the DataFrames."""
    meta: dict[str, Any] = {"id": report.id, **{name: getattr(report, name) for name in _META}}
    meta["sections"] = [{"number": s.number, "heading": s.heading, "where": s.where} for s in report.sections]
    frames = {"cells": report.cells, "claims": report.claims, "findings": report.findings}
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
        f"  form         {report.format}" + (", transcribed by hand" if report.transcription else ""),
        f"  scope        {report.scope or unknown}",
        f"  published    {report.published or unknown}",
        f"  source       {report.source_url or report.source_host or unknown}",
        "  sections     " + ("".join(s.number for s in report.sections) if report.sections_known else unknown),
    ]
    for table in TABLES:
        counts = report.cells.loc[report.cells["table"] == table, "status"].value_counts()
        lines.append(
            f"  {table:<12} " + ", ".join(f"{n} {status}" for status, n in counts.items()) + f"  ({table_label(table, 'en')})"
        )
    lines += [f"  claim        {c.phrase} → {c.target}: {c.verdict} ({c.where})" for c in report.claims.itertuples(index=False)]
    lines += [f"  {f.severity:<12} {f.rule}: {f.en}" for f in report.findings.itertuples(index=False)]
    return "\n".join(lines)


def places(report: Report, pattern: str) -> Iterator[str]:
    """Where cells are printed: code, label, status, value, print and place.

    Raises
    ------
    InputError
        If the form has no such cell; the nearest codes are named.
    """
    codes = cell_codes(report.cells)
    hits = [code for code in codes if code.count("/") == pattern.count("/") and fits(code, pattern)]
    if not hits:
        near = get_close_matches(pattern, codes, n=3, cutoff=0.3)
        raise InputError(
            f"Form {report.format} has no cell {pattern!r}. Nearest: {', '.join(near)}. docs/glossary.md has all codes."
        )
    rows = report.cells.set_index(codes)
    for code in hits:
        row = rows.loc[code]
        value = f" = {_plain(row['value'])}" if row["status"] == "stated" else ""
        yield f"{code}{value}  [{row['status']}]  {cell_label(code, 'zh', report.format)}"
        yield f"    printed {row['printed']!r} at {row['where'] or 'no place'} of {report.file}"


def summary_lines(
    reports: pd.DataFrame, outcomes: pd.DataFrame, findings: pd.DataFrame, rules: pd.DataFrame, lang: str
) -> Iterator[str]:
    """How each report stands, and below it what is to be looked at: rule, row or column, what is wrong.

    Parameters
    ----------
    reports, outcomes, findings, rules : DataFrame
        Tables of a ``Dataset``.
    lang : {"zh", "en"}
        Of the findings.
    """
    ties = outcomes[outcomes["rule"].isin(ties_of(rules))]
    for report in reports["report"]:
        held, failed, undecided = tally(ties[ties["report"] == report])
        yield f"{report}: {held} ties hold, {failed} fail, {undecided} undecided"
        for f in findings[findings["report"] == report].itertuples(index=False):
            place = "" if f.where in ("", "report") else f" [{f.where}]"
            yield f"  {f.severity:<8} {f.rule}{place}: {getattr(f, lang)}"


def figures_fail(outcomes: pd.DataFrame, rules: pd.DataFrame) -> bool:
    """Whether a tie between figures fails, or any rule of severity ``error``; what ``--strict`` turns into exit code 1."""
    grave = ties_of(rules) | set(rules.loc[rules["severity"] == "error", "rule"])
    return bool((outcomes["rule"].isin(grave) & (outcomes["outcome"] == "fail")).any())
