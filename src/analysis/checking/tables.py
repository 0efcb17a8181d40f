"""Checking processed tables without the documents: a folder of them, or a Parquet file."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.form import FORMATS, STATUSES
from analysis.recognising import Report
from analysis.user_files import parts_of, table_in

from .check import CheckResult, quick_columns, tabulate
from .findings.decisions import CORRECTION_COLUMNS
from .findings.make import FINDING_COLUMNS, build_findings
from .longform import Scatter, batches, coded
from .needed import LINKED, needed_reports
from .rules.frame import ABSENT, META, NOT_ON_FORM, STATUS_CODES, Wide, all_codes, positions
from .rules.load import Rule, load_rules
from .rules.outcomes import as_words

_NAME = re.compile(r"(?P<agency>.+)-(?P<year>\d{4})")
_TRUE = {"true", "1", "1.0"}


@dataclass(frozen=True, kw_only=True)
class TableCheck(CheckResult):
    """What checking tables yields.

    Attributes
    ----------
    reports : DataFrame
        One row for each report: the columns of ``META``, and ``file``.
    needed : list of Report
        The reports that findings need: those that fail, the year before each, and the agencies of
        a territory. No other report of the table is laid out as one.
    kept : DataFrame
        Findings of the table ``findings`` that reading the documents made, such as a sum of the
        prose: tables alone cannot make them again.
    corrections : DataFrame
        What people decided about findings, as the table ``corrections`` has it.
    lay_out : callable
        Lays out the reports of a table with ``report``, as in ``needed``. All reports of a large
        table are very many.
    """

    reports: pd.DataFrame
    needed: list[Report]
    kept: pd.DataFrame
    corrections: pd.DataFrame
    lay_out: Callable[[pd.DataFrame], list[Report]]


def check_tables(path: str | Path, expectations: Path | None = None) -> TableCheck:
    """Check processed tables, however many reports they hold.

    Parameters
    ----------
    path : str or Path
        A folder with ``cells.parquet``, ``cells.csv`` or Parquet files by year in ``cells``
        (``report, table, item, column, value``,
        and ``status``), and, if there are any, ``reports`` (``report, agency, year, format`` and
        what else is known) and ``claims``; or a Parquet file of cells. Without ``reports``, agency
        and year are taken from the report's name, agency-year, and the format from its cells.
    expectations : Path, optional
        Folder of the suites.

    Returns
    -------
    TableCheck
        As ``check_reports`` gives it; ``outcomes`` has categoricals, since it may have millions of
        rows.

    Raises
    ------
    InputError
        If there is no such table, or something in it cannot be a cell of the form; the message
        names it.
    """
    path = Path(path)
    folder = path if path.is_dir() else None
    cells = table_in(path, "cells") if folder else path
    if cells is None or not cells.exists():
        raise InputError(
            f"{path}: holds no cells.parquet or cells.csv. Name the folder of processed tables, or "
            "a Parquet file."
        )
    rules = load_rules(expectations)
    names = ("reports", "claims", "findings", "corrections")
    others = {name: _read(table_in(path, name)) if folder else None for name in names}
    if others["claims"] is not None and "value" in others["claims"]:  # CSV holds all as text
        others["claims"]["value"] = pd.to_numeric(others["claims"]["value"], errors="coerce")
    frame, raw = frame_from_tables(cells, others["reports"], others["claims"])
    wide = Wide.of(frame)
    table, implied = tabulate(quick_columns(rules, wide), rules, wide)
    outcomes = table.categories()
    failed = outcomes[outcomes["outcome"] == "fail"]
    lay_out = partial(needed_reports, cells, frame, raw, others["claims"])
    needed = lay_out(failed) if len(failed) else []
    findings = build_findings(as_words(failed), rules, needed)
    decisions = others["corrections"]
    if decisions is None or not set(CORRECTION_COLUMNS) <= set(decisions):
        decisions = pd.DataFrame(columns=CORRECTION_COLUMNS)
    about = {
        "reports": frame[[*META, "file"]],
        "needed": needed,
        "kept": _kept(others["findings"], rules, frame),
        "corrections": decisions.fillna(""),
        "lay_out": lay_out,
    }
    return TableCheck(outcomes, findings, implied, **about)


def _kept(
    findings: pd.DataFrame | None, rules: Sequence[Rule], frame: pd.DataFrame
) -> pd.DataFrame:
    """The findings that no rule makes, of the reports that are there."""
    if findings is None or not {"report", "rule", "zh", "en"} <= set(findings):
        return pd.DataFrame(columns=FINDING_COLUMNS)
    by_reading = ~findings["rule"].isin([r.id for r in rules])
    kept = findings[by_reading & findings["report"].isin(frame["report"])]
    kept = kept.reindex(columns=FINDING_COLUMNS).fillna("").astype("object")
    for name in ("cells", "places"):
        kept[name] = [list(_several(text)) for text in kept[name]]
    return kept.reset_index(drop=True)


def _read(path: Path | None) -> pd.DataFrame | None:
    if path is None:
        return None
    if path.suffix != ".csv":
        parts = [pd.read_parquet(part, partitioning=None) for part in parts_of(path)]
        return pd.concat(parts, ignore_index=True)
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(
            f"{path}: cannot be read as CSV in UTF-8 ({error}). Write it again."
        ) from None


def frame_from_tables(
    cells: Path, reports: pd.DataFrame | None = None, claims: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, np.ndarray]:
    """The wide frame, and for each cell and report the number of its status in ``STATUSES``.

    Parameters
    ----------
    cells : Path
        Parquet or CSV in long form; read in batches.
    reports, claims : DataFrame, optional
        The tables of the same names.
    """
    if reports is not None and "report" not in reports:
        raise InputError(f"{cells.parent}: the table `reports` lacks the column report.")
    ids = _report_ids(cells) if reports is None else reports["report"].astype(str).tolist()
    if len(set(ids)) != len(ids):
        twice = next(i for n, i in enumerate(ids) if i in ids[:n])
        raise InputError(
            f"{cells.parent}: the table `reports` lists {twice!r} twice. Keep one row."
        )
    filled = Scatter(cells, ids)
    filled.fill()
    meta = _meta(ids, reports, filled.status, cells)
    if claims is not None and len(claims):
        meta["claims"] = _claims(ids, claims)
    status = _status_codes(filled.status, meta, cells)
    return Wide(meta.reset_index(drop=True), filled.values, status).frame, filled.status


def _meta(
    ids: list[str], reports: pd.DataFrame | None, status: np.ndarray, cells: Path
) -> pd.DataFrame:
    """The columns of ``META``: as the table states them, or from the name and cells of a report."""
    meta = pd.DataFrame({"report": ids})
    for name in [*META[1:], *LINKED, "transcription", "file"]:
        if reports is not None and name in reports:
            column = reports[name].reset_index(drop=True).astype(object)
            meta[name] = column.where(column.notna() & (column != ""), None)
    named = [_NAME.fullmatch(i) for i in ids]
    if "agency" not in meta:
        meta["agency"] = [m["agency"] if m else i for m, i in zip(named, ids, strict=True)]
    if "year" not in meta:
        meta["year"] = [int(m["year"]) if m else -1 for m in named]
    meta["year"] = pd.to_numeric(meta["year"], errors="coerce").fillna(-1).astype("int64")
    if "format" not in meta:
        meta["format"] = _formats(status, meta["year"].to_numpy())
    meta["format"] = meta["format"].astype(str).str.removesuffix(".0")
    if not meta["format"].isin(FORMATS).all():
        bad = meta.loc[~meta["format"].isin(FORMATS)].iloc[0]
        raise InputError(
            f"{cells.parent}: report {bad['report']!r} has the format {bad['format']!r}; "
            f"use {' or '.join(FORMATS)}."
        )
    for name in ("scope", "published", "source_host", "sections"):
        if name not in meta:
            meta[name] = pd.Series([None] * len(meta), dtype=object)
    for name in ("sections_known", "complete", "transcription"):
        meta[name] = meta[name].map(lambda v: str(v).lower() in _TRUE) if name in meta else False
    meta["sections"] = meta["sections"].fillna("")
    meta["file"] = meta["file"].fillna(cells.name) if "file" in meta else cells.name
    for name in ("agencies", "not_understood"):
        if name in meta:
            meta[name] = [_several(v) for v in meta[name]]
    return meta


def _several(value: Any) -> tuple[str, ...]:
    """A list as a table has it: a text with ; between its parts, a list, or nothing."""
    if value is None:
        return ()
    parts = value.split(";") if isinstance(value, str) else value
    return tuple(text for part in parts if (text := str(part).strip()))


def _formats(status: np.ndarray, year: np.ndarray) -> np.ndarray:
    """The format of which each report has more cells; of equals, the one in force in its year."""
    has = status != Scatter.NO_ROW
    own = np.array([has[positions(f)].sum(axis=0) for f in FORMATS])
    in_force = np.where((year > 0) & (year < 2021), FORMATS.index("2019"), FORMATS.index("2021"))
    best = np.where(own[0] == own[1], in_force, own.argmax(axis=0))
    return np.array(FORMATS, dtype=object)[best]


def _status_codes(raw: np.ndarray, meta: pd.DataFrame, cells: Path) -> np.ndarray:
    """Status codes of the wide frame; a cell of the form without a row is absent.

    A cell of another form is an error.
    """
    look_up = np.full(256, NOT_ON_FORM, dtype=np.int8)
    for number, name in enumerate(STATUSES):
        look_up[number] = STATUS_CODES[name]
    status = look_up[raw]
    for fmt in FORMATS:
        reports = np.flatnonzero((meta["format"] == fmt).to_numpy())
        on_form = np.zeros(len(raw), dtype=bool)
        on_form[positions(fmt)] = True
        for cell in range(len(raw)):
            mine = raw[cell, reports] if len(reports) < len(meta) else raw[cell]
            if on_form[cell]:
                lacking = mine == Scatter.NO_ROW
                if lacking.any():
                    status[cell, reports[lacking]] = ABSENT
            elif (mine != Scatter.NO_ROW).any():
                report = meta["report"][reports[int(np.argmax(mine != Scatter.NO_ROW))]]
                raise InputError(
                    f"{cells}: report {report!r} is of format {fmt}, which has no cell "
                    f"{all_codes()[cell]}."
                )
    return np.asarray(status)


def _claims(ids: list[str], claims: pd.DataFrame) -> list[tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for report, target, verdict in zip(
        claims["report"], claims["target"], claims["verdict"], strict=True
    ):
        found.setdefault(str(report), []).append((str(target), str(verdict)))
    return [tuple(found.get(i, ())) for i in ids]


def _report_ids(path: Path) -> list[str]:
    """Ids of the reports of a file of cells, in the order in which they first occur."""
    found: dict[str, None] = {}
    for batch in batches(path, ["report"]):
        indices, words = coded(batch.column(0))
        used, first = np.unique(indices, return_index=True)
        for i in used[np.argsort(first)].tolist():
            found.setdefault(words[i] if i >= 0 else "")
    if "" in found:
        raise InputError(f"{path}: some rows name no report. Fill the column `report`.")
    return list(found)
