"""Checked reports to the processed tables of a run, with indicators, prose and groups."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.assessing.composite.index import composite
from analysis.assessing.composite.scheme import load_scheme
from analysis.assessing.dataset import Dataset
from analysis.assessing.groups.file import DefinedGroup, load_groups
from analysis.assessing.groups.rules import group_table
from analysis.assessing.indicators.bounds import with_bounds
from analysis.assessing.indicators.compute import compute
from analysis.assessing.indicators.definitions import Indicator, load_definitions
from analysis.assessing.indicators.measures import Checked
from analysis.assessing.indicators.table import definitions_table
from analysis.assessing.tabular import typed
from analysis.checking import CheckResult
from analysis.checking.findings.corrections import Correction
from analysis.checking.rules.frame import Wide
from analysis.checking.rules.load import load_rules
from analysis.recognising import Report
from analysis.recognising.report import STATEMENT_COLUMNS, gathered

from .checked import checked_dataset


def build_dataset(
    reports: list[Report],
    checks: CheckResult,
    expectations: Path | None = None,
    corrections: Sequence[Correction] = (),
    indicators: Path | Sequence[Indicator] | None = None,
    groups: Path | Sequence[DefinedGroup] | None = None,
    index: Path | None = None,
) -> Dataset:
    """The processed tables of checked reports.

    Parameters
    ----------
    reports : list of Report
        The reports.
    checks : CheckResult
        The result of checking them.
    expectations : Path, optional
        Folder of the suites that they were checked with.
    corrections : sequence of Correction
        What people decided about findings.
    indicators : Path or sequence of Indicator, optional
        Indicators that the user adds, or their file, as ``assessing.indicators.definitions`` reads
        it.
    groups : Path or sequence of DefinedGroup, optional
        Groups that the user defines, or their file, as ``assessing.groups.rules`` reads it.
    index : Path, optional
        File of weights of a composite index, as ``assessing.composite.scheme`` reads it; it may
        name indicators of that file.

    Raises
    ------
    InputError
        If one of these files is broken, or a group names an agency of which there is no report.
    """
    added = load_definitions(indicators) if isinstance(indicators, Path) else indicators or ()
    others = {
        "claims": gathered(reports, "claims"),
        "statements": _statements(reports),
        "definitions": definitions_table(added),
    }
    tables = {name: typed(name, frame) for name, frame in others.items()}
    data = replace(checked_dataset(reports, checks, expectations, corrections), **tables)
    reused = {report: (found.reused, found.total) for report, found in checks.reused.items()}
    needed = ("reports", "cells", "outcomes", "rules", "claims")
    checked = Checked(**{name: getattr(data, name) for name in needed}, reused=reused)
    found = compute(data.cells, added, checked)
    if (found["basis"] == "none").any():
        ids = [r.id for r in reports]
        frame, rules = Wide.of_reports(reports), load_rules(expectations)
        found = with_bounds(found, frame, rules, ids, added)
    return of_corpus(replace(data, indicators=typed("indicators", found)), added, groups, index)


def of_corpus(
    data: Dataset,
    indicators: Sequence[Indicator] = (),
    groups: Path | Sequence[DefinedGroup] | None = None,
    index: Path | None = None,
) -> Dataset:
    """Tables with those that follow from the others: groups of peers, and the composite index.

    Parameters
    ----------
    data : Dataset
        The other tables of a corpus.
    indicators, groups, index
        As ``build_dataset`` takes them; it also says what is raised.
    """
    defined = load_groups(groups) if isinstance(groups, Path) else groups or ()
    data = replace(data, groups=typed("groups", group_table(data.reports, defined)))
    scheme = load_scheme(index, indicators) if index else None
    return replace(data, composite=composite(data, scheme)) if scheme else data


def _statements(reports: Sequence[Report]) -> pd.DataFrame:
    # At once: a DataFrame for each is slow.
    rows = [(r.id, *row) for r in reports for row in r.statement_rows.rows]
    return pd.DataFrame(rows, columns=["report", *STATEMENT_COLUMNS])
