"""Findings as SARIF 2.1.0 (OASIS), which code scanning services and editors show."""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from analysis.assessing.flat import flat_row
from analysis.checking.findings.wording import line_of, resolution
from analysis.files import sha256_of
from analysis.telling.terminal import json_of, records
from analysis.version import __version__

from .rows import Checked, decided, is_settled, rows

_LEVELS = {"error": "error", "warning": "warning", "note": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(checked: Checked, lang: str | None = None) -> bytes:
    """See ``render``: rules, a result for each finding, a suppression where a person decided."""
    lang = lang or "en"
    found = rows(checked)
    rules = _rules(checked, found)
    index = {rule["id"]: i for i, rule in enumerate(rules)}
    left_out = [
        {"level": "error", "message": {"text": _plain(problem)}} for problem in checked.problems
    ]
    run = {
        "tool": {"driver": {"name": "gouji", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": not left_out, "toolExecutionNotifications": left_out}
        ],
        "results": [_result(row, index[row["rule"]], lang) for row in found],
    }
    content = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json_of(content)}\n".encode()


def _rules(checked: Checked, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rules of the suites, and those by which reading made findings."""
    rules = []
    for r in records(checked.data.unframed("rules")):
        rules.append(
            {
                "id": r["rule"],
                "shortDescription": {"text": r["en"] or r["rule"]},
                "fullDescription": {"text": r["why_en"] or r["rule"]},
                "help": {"text": resolution(r["rule"])["resolve_en"]},
                "defaultConfiguration": {"level": _LEVELS[r["severity"]]},
                "properties": {"zh": r["zh"], "why_zh": r["why_zh"], "source": r["source"]},
            }
        )
    known = {rule["id"] for rule in rules}
    for row in found:
        if row["rule"] not in known:
            known.add(row["rule"])
            rules.append(
                {
                    "id": row["rule"],
                    "shortDescription": {"text": row["rule"]},
                    "help": {"text": row["resolve_en"] or row["rule"]},
                    "defaultConfiguration": {"level": _LEVELS[row["severity"]]},
                }
            )
    return rules


def _result(row: dict[str, Any], rule: int, lang: str) -> dict[str, Any]:
    text = " ".join(t for t in (row[lang], row[f"resolve_{lang}"]) if t)
    flat = flat_row("findings", row)
    key = "\n".join(str(flat[c]) for c in ("report", "rule", "where", "cells"))
    result = {
        "ruleId": row["rule"],
        "ruleIndex": rule,
        "level": _LEVELS[row["severity"]],
        "message": {"text": _plain(f"{row['report']}: {text}")},
        "locations": [_location(row["file"], row["line"], _name(row), row["at"])],
        "partialFingerprints": {"gouji/v1": sha256_of(key)},
        "properties": {
            c: flat[c]
            for c in ("report", "where", "cells", "places", "zh", "en", "resolve_zh", "resolve_en")
        },
    }
    related = _related(row)
    if related:
        result["relatedLocations"] = related
    if row["decision"]:
        result["properties"] |= {
            c: flat[c] for c in ("decision", "by", "on", "reason", "corrected")
        }
    if is_settled(row):
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": decided(row, lang)}
        ]
    return result


def _plain(text: str) -> str:
    """A message that holds no link: SARIF takes ``[text](address)`` for one, in plain text too."""
    return text.replace("[", "\\[").replace("]", "\\]") if "](" in text else text


def _name(row: dict[str, Any]) -> str:
    return row["report"] if row["where"] in ("", "report") else f"{row['report']}/{row['where']}"


def _location(file: str, line: int | None, name: str, at: str) -> dict[str, Any]:
    """A line of the file where the place is one; else the file, and the cell, row or column."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(file)}} if file else {}
    logical: dict[str, Any] = {"fullyQualifiedName": name, "kind": "element"}
    if line is not None and physical:
        physical["region"] = {"startLine": line}
    elif at:
        logical["decoratedName"] = f"{name} ({at})"
    return {**({"physicalLocation": physical} if physical else {}), "logicalLocations": [logical]}


def _related(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Where the cells of a finding are printed in this file, each with its code."""
    found = []
    pairs = zip(row["cells"], row["places"], strict=False)
    for number, (cell, place) in enumerate(pairs, start=1):
        line = line_of(place)
        if line is not None and row["file"]:
            found.append(
                {
                    "id": number,
                    **_location(row["file"], line, f"{row['report']}/{cell}", ""),
                    "message": {"text": cell},
                }
            )
    return found


def _uri(file: str) -> str:
    path = PurePosixPath(file)
    return ("file://" if path.is_absolute() else "") + quote(path.as_posix())
