"""The rows that every format is written from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.assessing.dataset import Dataset
from analysis.checking.findings.corrections import SETTLED
from analysis.checking.findings.wording import decision_text, line_of
from analysis.errors import printable
from analysis.files import sha256
from analysis.recognising.rows import Rows
from analysis.telling.terminal import records

if TYPE_CHECKING:
    import pandas as pd

# The order of columns is part of the formats: new ones come at the end.
COLUMNS = (
    *("report", "file", "line", "severity", "rule", "where", "cells", "places", "at"),
    *("zh", "en", "resolve_zh", "resolve_en", "decision", "by", "on", "reason", "corrected"),
)


@dataclass(frozen=True)
class Checked:
    """The result of a check.

    Attributes
    ----------
    data : Dataset
        The processed tables.
    paths : dict
        Report id to the path of its file, as a person would type it here.
    problems : sequence of str
        What could not be used, a sentence each.
    """

    data: Dataset
    paths: dict[str, str] = field(default_factory=dict)
    problems: Sequence[str] = ()


def rows(checked: Checked) -> list[dict[str, Any]]:
    """The findings as dicts with ``COLUMNS``.

    ``line`` is an int, or None where the place is no line of a text.

    Parameters
    ----------
    checked : Checked
        What was checked.
    """
    reports, found = checked.data.unframed("reports"), []
    by_name = dict(zip(reports["report"], reports["file"], strict=True))
    for row in records(checked.data.unframed("findings")):
        path = checked.paths.get(row["report"], by_name.get(row["report"], ""))
        full = {**row, "file": path, "line": line_of(row["at"])}
        found.append({c: full[c] for c in COLUMNS})
    return found


def decided(row: dict[str, Any], lang: str) -> str:
    """``[explained by NAME on DATE: reason]`` of a row; empty where nobody decided.

    Parameters
    ----------
    row : dict
        As ``rows`` gives it.
    lang : {"zh", "en"}
        Language of the text.
    """
    return decision_text(
        row["decision"], row["by"], row["on"], row["reason"], row["corrected"], lang
    )


def is_settled(row: dict[str, Any]) -> bool:
    """Whether a valid correction explains or rejects the finding.

    Parameters
    ----------
    row : dict
        As ``rows`` gives it.
    """
    return row["decision"] in SETTLED


def paths_of(reports: pd.DataFrame | Rows, files: Iterable[Path]) -> dict[str, str]:
    """Report id to the path of its file, as a person would type it here.

    Files of one name are distinguished by their digest. A report inside an archive is
    ``folder/archive.zip!member``.

    Parameters
    ----------
    reports : DataFrame or Rows
        The reports, with ``report``, ``file`` and ``sha256``.
    files : iterable of Path
        The files that were looked into.
    """
    by_name: dict[str, list[Path]] = {}
    for file in files:
        by_name.setdefault(printable(file.name), []).append(file)
    paths = {}
    for report, name, sha in zip(
        reports["report"], reports["file"], reports["sha256"], strict=True
    ):
        outer, mark, inner = ("", "", "") if name in by_name else str(name).partition("!")
        candidates = by_name.get(outer or name, [])
        if len(candidates) > 1:
            candidates = [p for p in candidates if sha256(p) == sha]
        if candidates:
            paths[report] = _typed(candidates[0]) + mark + inner
    return paths


def _typed(path: Path) -> str:
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()
