"""Findings as JSON for programs and as CSV for spreadsheets."""

import csv
import io
from itertools import zip_longest
from typing import Any

from analysis.assessing.dataset import Dataset
from analysis.assessing.flat import flat_row
from analysis.assessing.tabular import guarded
from analysis.telling.terminal import json_of, plain, records

from .rows import COLUMNS, Checked, rows


def to_json(checked: Checked, lang: str | None = None) -> bytes:
    """See ``render``: one JSON object of lists.

    They are ``reports, outcomes, implied, findings, repairs, corrections, problems``.
    A finding's ``cells`` are objects ``cell, place``; a repair's ``cells`` and ``printed`` map cell
    codes to the implied value and to the print.
    """
    data = checked.data
    cells = data.cells[data.cells["implied"].notna()]
    codes = cells["table"] + "/" + cells["item"] + "/" + cells["column"]
    implied = zip(cells["report"], codes, cells["implied"], strict=True)
    content = {
        "reports": [
            {**r, "path": checked.paths.get(r["report"], r["file"])} for r in _flat(data, "reports")
        ],
        "outcomes": _flat(data, "outcomes"),
        "implied": [
            {"report": report, "cell": cell, "implied": plain(value)}
            for report, cell, value in implied
        ],
        "findings": [_finding(row) for row in rows(checked)],
        "repairs": [_repair(row) for row in records(data.unframed("repairs"))],
        "corrections": _flat(data, "corrections"),
        "problems": list(checked.problems),
    }
    return f"{json_of(content)}\n".encode()


def _flat(data: Dataset, table: str) -> list[dict[str, Any]]:
    return [flat_row(table, row) for row in records(data.unframed(table))]


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    pairs = zip_longest(row["cells"], row["places"][: len(row["cells"])], fillvalue="")
    return {
        **flat_row("findings", row),
        "cells": [{"cell": c, "place": "" if p == "–" else p} for c, p in pairs],
        "places": [p for p in row["places"] if p and p != "–"],
    }


def _repair(row: dict[str, Any]) -> dict[str, Any]:
    implied = dict(zip(row["cells"], map(_figure, row["implied"]), strict=False))
    return {
        **row,
        "cells": implied,
        "printed": dict(zip(row["cells"], row["printed"], strict=False)),
        "implied": list(implied.values()),
    }


def _figure(text: str) -> Any:
    try:
        return plain(float(text))
    except ValueError:
        return text


def to_csv(checked: Checked, lang: str | None = None) -> bytes:
    """See ``render``: one row for each finding, with all ``COLUMNS``.

    UTF-8 with the mark that Excel needs; no cell that a spreadsheet would calculate.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in (flat_row("findings", row) for row in rows(checked)):
        writer.writerow([guarded("" if row[c] is None else str(row[c])) for c in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
