"""Findings as JSON for programs and as CSV for spreadsheets."""

import csv
import io
import json
import math
from typing import Any

import pandas as pd

from analysis.assessing.spreadsheet import guarded

from .rows import COLUMNS, Checked, rows


def to_json(checked: Checked, lang: str | None = None) -> bytes:
    """One JSON object of lists.

    They are ``reports, outcomes, implied, findings, repairs, corrections, problems``.

    A finding's ``cells`` are objects ``cell, place``; a repair's ``cells`` and ``printed`` map cell
    codes to the implied value and to the print.

    Parameters
    ----------
    checked : Checked
        What was checked.
    lang : {"zh", "en"}, optional
        Language of the sentences; of no effect, both are in it.
    """
    data = checked.data
    cells = data.cells[data.cells["implied"].notna()]
    codes = cells["table"] + "/" + cells["item"] + "/" + cells["column"]
    implied = zip(cells["report"], codes, cells["implied"], strict=True)
    content = {
        "reports": [
            {**_plain(r), "path": checked.paths.get(r["report"], r["file"])}
            for r in data.reports.to_dict("records")
        ],
        "outcomes": _records(data.outcomes),
        "implied": [
            {"report": report, "cell": cell, "implied": _value(value)}
            for report, cell, value in implied
        ],
        "findings": [_finding(row) for row in rows(checked)],
        "repairs": [_repair(r) for r in data.repairs.to_dict("records")],
        "corrections": _records(data.corrections),
        "problems": list(checked.problems),
    }
    return (json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode(
        "utf-8"
    )


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    cells, places = row["cells"].split("; "), row["places"].split("; ")
    pairs = zip(cells, [*places, *[""] * len(cells)], strict=False) if row["cells"] else ()
    return {
        **row,
        "cells": [{"cell": c, "place": "" if p == "–" else p} for c, p in pairs],
        "places": None,
    } | {"places": [p for p in places if p and p != "–"]}


def _repair(row: dict[str, Any]) -> dict[str, Any]:
    codes = row["cells"].split("; ")
    implied = dict(zip(codes, map(_figure, row["implied"].split("; ")), strict=False))
    return {
        **_plain(row),
        "cells": implied,
        "printed": dict(zip(codes, row["printed"].split("; "), strict=False)),
        "implied": list(implied.values()),
    }


def _figure(text: str) -> Any:
    try:
        return _value(float(text))
    except ValueError:
        return text


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [_plain(row) for row in frame.to_dict("records")]


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): _value(value) for key, value in row.items()}


def _value(value: Any) -> Any:
    """A value that JSON has: no number is null, a whole number is without a point."""
    if isinstance(value, float):
        return None if math.isnan(value) else int(value) if value.is_integer() else value
    return value.item() if hasattr(value, "item") else value


def to_csv(checked: Checked, lang: str | None = None) -> bytes:
    """One row for each finding, with all ``COLUMNS``.

    UTF-8 with the mark that Excel needs; no cell that a spreadsheet would calculate.

    Parameters
    ----------
    checked : Checked
        What was checked.
    lang : {"zh", "en"}, optional
        Language of the sentences; of no effect, both are in it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows(checked):
        writer.writerow([guarded("" if row[c] is None else str(row[c])) for c in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
