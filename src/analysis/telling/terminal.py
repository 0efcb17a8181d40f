"""Reports as text and JSON, for the terminal and for other programs; nothing here loads pandas."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.form import TABLES, cell_label, table_label
from analysis.messages import message
from analysis.recognising import Report
from analysis.recognising.report import REPORT_TABLES, rows_of
from analysis.recognising.rows import Rows, Unframed
from analysis.wording import place

if TYPE_CHECKING:
    import pandas as pd

    from analysis.checking.findings.versions import VersionDiff

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
    tables = {name: rows_of(report, name) for name in REPORT_TABLES}
    tables["statements"] = report.statement_rows
    names = ("cells", "claims", "statements", "findings")
    return json_of({"report": meta, **{name: records(tables[name]) for name in names}})


def records(table: pd.DataFrame | Unframed) -> list[dict[str, Any]]:
    """Rows of a table as JSON has them.

    Parameters
    ----------
    table : DataFrame or Unframed
        The table.
    """
    return [{str(k): plain(v) for k, v in row.items()} for row in Rows.of(table).dicts()]


def plain(value: Any) -> Any:
    """A value that JSON has: no number is null, a whole number is without a point.

    Parameters
    ----------
    value : object
        A cell of a table.
    """
    if value is None or type(value).__name__ == "NAType":  # that of pandas, without loading it
        return None
    if isinstance(value, float) and math.isnan(value):
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
    cells = list(rows_of(report, "cells").itertuples())
    for table in TABLES:
        found = Counter(c.status for c in cells if c.table == table).most_common()
        counts = ", ".join(f"{n} {message(status, lang)}" for status, n in found)
        lines.append(_row(table, f"{counts}  ({table_label(table, lang)})", lang))
    for c in rows_of(report, "claims").itertuples():
        says = f"{c.phrase} → {c.target}: {message(c.verdict, lang)} ({place(c.where, lang)})"
        lines.append(_row("claim", says, lang))
    for f in rows_of(report, "findings").itertuples():
        lines.append(_row(f.severity, f"{f.rule}: {getattr(f, lang)}", lang))
    return "\n".join(lines)


def _row(head: str, text: str, lang: str) -> str:
    return f"  {message(head, lang):<12} {text}"


_SIGNS = {"changed": "≠", "added": "+", "removed": "−", "print": "~"}
_CHANGED = {
    "changed": "changed",
    "added": "added",
    "removed": "removed",
    "print": "printed differently",
}


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
        yield (
            "The two say the same: every cell, what the documents say of themselves, the sections "
            "and the prose."
        )
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
    found = [f"{int(counts[kind])} {words}" for kind, words in _CHANGED.items() if kind in counts]
    yield f"Cells: {', '.join(found) or 'none differ'}."
    p = diff.prose
    yield (
        f"Prose: {p['only_a']} of {p['a']} characters stand only in a, "
        f"{p['only_b']} of {p['b']} only in b."
    )


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
