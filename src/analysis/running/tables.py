"""Checked reports to the processed tables: of documents that were read, or of tables of cells."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd

from analysis.assessing.agencies.identity import identified
from analysis.assessing.composite.index import composite
from analysis.assessing.composite.scheme import load_scheme
from analysis.assessing.dataset import Dataset, empty_dataset
from analysis.assessing.groups.file import DefinedGroup
from analysis.assessing.groups.rules import group_table, load_groups
from analysis.assessing.indicators.bounds import with_bounds
from analysis.assessing.indicators.compute import compute
from analysis.assessing.indicators.definitions import Indicator, load_definitions
from analysis.assessing.indicators.measures import Checked
from analysis.assessing.indicators.table import definitions_table
from analysis.assessing.tabular import SCHEMA, empty, typed
from analysis.checking import CheckResult, check_reports
from analysis.checking.disputed import disputed_cells
from analysis.checking.findings.corrections import Correction
from analysis.checking.findings.decisions import decide
from analysis.checking.rules.frame import wide_frame
from analysis.checking.rules.load import load_rules
from analysis.checking.rules.outcomes import as_words
from analysis.checking.tables import check_tables, is_tables
from analysis.errors import InputError
from analysis.publishing.findings_formats import Checked as FormattedChecks
from analysis.publishing.findings_formats import paths_of
from analysis.recognising import Report
from analysis.recognising.pictured import is_pictured
from analysis.recognising.report import STATEMENT_COLUMNS, gathered
from analysis.wording import LANGUAGES

from .corpus import load_reports

REPAIRED = 100  # failing reports of a table: a repair takes up to a second each


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
    tables = _checked_tables(reports, checks, expectations, corrections)
    others = {
        "claims": gathered(reports, "claims"),
        "statements": _statements(reports),
        "definitions": definitions_table(added),
    }
    tables |= {name: typed(name, frame) for name, frame in others.items()}
    reused = {report: (found.reused, found.total) for report, found in checks.reused.items()}
    checked = Checked(
        **{name: tables[name] for name in ("reports", "cells", "outcomes", "rules", "claims")},
        reused=reused,
    )
    found = compute(tables["cells"], added, checked)
    if (found["basis"] == "none").any():
        ids = [r.id for r in reports]
        found = with_bounds(found, wide_frame(reports), load_rules(expectations), ids, added)
    data = Dataset(**tables, indicators=typed("indicators", found))
    return of_corpus(data, added, groups, index)


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


def _checked_tables(
    reports: list[Report],
    checks: CheckResult,
    expectations: Path | None,
    corrections: Sequence[Correction],
) -> dict[str, pd.DataFrame]:
    """The tables that say what checking came to, by name: no indicators, no prose."""
    meta = pd.DataFrame(
        [
            {
                **{
                    c: getattr(r, c) for c in SCHEMA["reports"] if hasattr(r, c) and c != "sections"
                },
                "report": r.id,
                "sections": ";".join(s.number for s in r.sections),
                **asdict(identified(r)),
            }
            for r in reports
        ]
    )
    cells = gathered(reports, "cells").merge(
        checks.implied, how="left", on=["report", "table", "item", "column"]
    )
    cells["read_by"] = _read_by(cells)
    repairs = _repairs(reports, checks.outcomes, expectations)
    findings = (_by_reading(reports, expectations), checks.findings)
    tables = {"reports": meta, "outcomes": checks.outcomes, "rules": rules_table(expectations)}
    tables["findings"], tables["corrections"] = decide(
        _with_joint(findings, repairs, checks.outcomes, expectations),
        corrections,
        reports,
        load_rules(expectations),
    )
    tables["cells"] = _with_disputed(cells, checks, tables["findings"], reports, expectations)
    tables["repairs"] = repairs
    return {name: typed(name, frame) for name, frame in tables.items()}


def _read_by(cells: pd.DataFrame) -> pd.Series:
    """``ocr`` for cells in a picture, and for what is implied in a report that has such cells."""
    seen = cells["where"].map(is_pictured)
    beside = cells["implied"].notna() & cells["report"].isin(cells.loc[seen, "report"].unique())
    return (seen | beside).map({True: "ocr", False: ""})


def _by_reading(reports: list[Report], expectations: Path | None) -> pd.DataFrame:
    """Findings of reading alone: the checks of the corpus make those of the rules anew."""
    found = gathered(reports, "findings")
    return found if found.empty else found[~found["rule"].isin(rule_ids(expectations))]


def rule_ids(expectations: Path | None) -> set[str]:
    """Ids of the rules of suites, those that come with Gouji among them.

    Parameters
    ----------
    expectations : Path or None
        Folder of the user's own suites.
    """
    return {rule.id for folder in {None, expectations} for rule in load_rules(folder)}


def _tables_dataset(path: Path, expectations: Path | None = None) -> Dataset:
    """The result of checking processed tables, however many reports they hold."""
    checks = check_tables(path, expectations)
    tables = {name: empty(name) for name in SCHEMA}
    tables["reports"] = typed("reports", checks.reports)
    tables["rules"] = typed("rules", rules_table(expectations))
    found = pd.concat([checks.kept, checks.findings], ignore_index=True)
    findings, _ = decide(found, (), checks.needed, load_rules(expectations))
    cells = _with_disputed(checks.implied, checks, findings, checks.needed, expectations)
    tables["cells"] = typed("cells", cells)
    tables |= {"findings": typed("findings", findings), "outcomes": checks.outcomes}
    if 0 < len(checks.needed) <= REPAIRED:
        mine = checks.outcomes[checks.outcomes["report"].isin([r.id for r in checks.needed])]
        tables["repairs"] = typed("repairs", _repairs(checks.needed, as_words(mine), expectations))
    return Dataset(**tables)


def check_paths(
    paths: Sequence[Path], expectations: Path | None = None
) -> tuple[FormattedChecks, list[Path]]:
    """Check reports, or processed tables, without publishing anything: ``gouji check``.

    Parameters
    ----------
    paths : sequence of Path
        Reports and folders of reports, or one folder or file of processed tables.
    expectations : Path, optional
        Folder of the suites.

    Returns
    -------
    checked : Checked
        The result of the checks, ready to be written in any format.
    files : list of Path
        The reports that were looked into; none of them may be overwritten.

    Raises
    ------
    InputError
        If a suite is broken, or there is nothing to check.
    """
    load_rules(expectations)  # a broken suite is refused before any report is read
    tables = [path for path in paths if is_tables(path)]
    if tables and len(paths) > 1:
        raise InputError(
            f"{tables[0]}: processed tables are checked by themselves. "
            "Name nothing else beside them."
        )
    if tables:
        data = _tables_dataset(tables[0], expectations)
        return FormattedChecks(data, paths_of(data.reports, [])), []
    corpus = load_reports(*paths)
    data = empty_dataset()
    if corpus.reports:
        checks = check_reports(corpus.reports, expectations)
        found = _checked_tables(corpus.reports, checks, expectations, corpus.corrections)
        data = replace(data, **found)
    located = paths_of(data.reports, corpus.files)
    return FormattedChecks(data, located, corpus.problems), corpus.files


def _with_disputed(
    cells: pd.DataFrame,
    checks: CheckResult,
    findings: pd.DataFrame,
    reports: Sequence[Report],
    expectations: Path | None,
) -> pd.DataFrame:
    """Cells with the column ``disputed``."""
    found = disputed_cells(checks.outcomes, findings, load_rules(expectations), reports)
    return cells.merge(found.assign(disputed=True), how="left", on=list(found.columns))


def _statements(reports: Sequence[Report]) -> pd.DataFrame:
    # At once: a DataFrame for each is slow.
    rows = [(r.id, *row) for r in reports for row in r.statement_rows.rows]
    return pd.DataFrame(rows, columns=["report", *STATEMENT_COLUMNS])


def rules_table(expectations: Path | None = None) -> pd.DataFrame:
    """The table of the rules, as the suites state them.

    Parameters
    ----------
    expectations : Path, optional
        Folder of the suites.
    """
    worded = [(key, lang) for key in ("label", "why") for lang in LANGUAGES]
    rows = [
        (r.id, r.suite, r.type, r.meta["severity"], r.meta["source"])
        + tuple(r.meta[key][lang] for key, lang in worded)
        for r in load_rules(expectations)
    ]
    columns = ["rule", "suite", "type", "severity", "source", "zh", "en", "why_zh", "why_en"]
    return pd.DataFrame(rows, columns=columns)


def _repairs(
    reports: list[Report], outcomes: pd.DataFrame, expectations: Path | None
) -> pd.DataFrame:
    """The smallest repairs of the reports whose figures contradict each other, one or together."""
    if not outcomes["outcome"].isin(["fail", "undecided"]).any():
        return pd.DataFrame(columns=list(SCHEMA["repairs"]))
    from analysis.checking.repairing.repair import repairs_of

    return repairs_of(reports, outcomes, load_rules(expectations), wide_frame(reports), joint=True)


def _with_joint(
    findings: Sequence[pd.DataFrame],
    repairs: pd.DataFrame,
    outcomes: pd.DataFrame,
    expectations: Path | None,
) -> pd.DataFrame:
    """Findings of several kinds in one table, with those of checks that contradict together."""
    from analysis.checking.joint import joint_findings

    joint = joint_findings(repairs, outcomes, load_rules(expectations)) if len(repairs) else None
    some = [f for f in (*findings, joint) if f is not None and len(f)]
    return pd.concat(some, ignore_index=True) if some else findings[-1]
