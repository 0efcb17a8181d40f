"""What checking came to, of documents that were read or of tables of cells; ``gouji check``.

Pandas is loaded only where a user's tables are read, or a DataFrame is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.assessing.agencies.identity import identified
from analysis.assessing.dataset import Dataset
from analysis.assessing.tabular import Table, typed
from analysis.checking import CheckResult, check_reports
from analysis.checking.findings.corrections import Correction
from analysis.checking.findings.decisions import decide, decide_again
from analysis.checking.joint import joint_findings
from analysis.checking.rules.load import load_rules
from analysis.checking.rules.outcomes import OutcomeTable, outcomes_of
from analysis.errors import InputError
from analysis.publishing.findings_formats import Checked, paths_of
from analysis.recognising import Report
from analysis.recognising.pictured import is_pictured
from analysis.recognising.report import gathered, rows_of
from analysis.recognising.rows import Rows, Unframed
from analysis.user_files import table_in
from analysis.wording import LANGUAGES

from .corpus import load_reports

if TYPE_CHECKING:
    import pandas as pd

REPAIRED = 100  # failing reports of a table: a repair takes up to a second each


class _Cells(Unframed):
    """The cells of a checked corpus: with implied values and what is disputed, once asked for."""

    def __init__(self, lay_out: Callable[[], Sequence[Report]], *parts: Any) -> None:
        self._lay_out, self._parts = lay_out, parts

    def frame(self) -> pd.DataFrame:
        from analysis.checking.disputed import disputed_cells

        reports, (checks, findings, expectations) = self._lay_out(), self._parts
        cells = gathered(reports, "cells").merge(
            checks.implied, how="left", on=["report", "table", "item", "column"]
        )
        cells["read_by"] = _read_by(cells)
        found = disputed_cells(checks.outcomes, findings.frame(), load_rules(expectations), reports)
        cells = cells.merge(found.assign(disputed=True), how="left", on=list(found.columns))
        return typed("cells", cells)


def checked_dataset(
    reports: Sequence[Report],
    checks: CheckResult,
    expectations: Path | None = None,
    corrections: Sequence[Correction] = (),
) -> Dataset:
    """The tables that say what checking came to: no indicators, no prose.

    Parameters
    ----------
    reports : sequence of Report
        The reports.
    checks : CheckResult
        The result of checking them.
    expectations : Path, optional
        Folder of the suites that they were checked with.
    corrections : sequence of Correction
        What people decided about findings.
    """
    rules, outcomes = load_rules(expectations), vars(checks)["outcomes"]
    repairs = _repairs(reports, outcomes, expectations)
    own = rule_ids(expectations)  # the checks of the corpus make the findings of these anew
    of_reading = (
        {"report": r.id, **row} for r in reports for row in rows_of(r, "findings").dicts()
    )
    found = chain(
        (finding for finding in of_reading if finding["rule"] not in own),
        Rows.of(vars(checks)["findings"]).dicts(),
        joint_findings(repairs, outcomes, rules),
    )
    # By report, as in every table, so that what is loaded beside a report does not move its rows.
    at = {r.id: n for n, r in enumerate(reports)}
    by_report = sorted(found, key=lambda finding: at[finding["report"]])
    decided, decisions = decide(by_report, corrections, reports, rules)
    findings = Table("findings", decided)
    return Dataset(
        reports=Table("reports", map(_about, reports)),
        outcomes=outcomes,
        rules=rules_table(expectations),
        findings=findings,
        corrections=Table("corrections", decisions),
        repairs=Table("repairs", repairs.dicts()),
        cells=_Cells(lambda: reports, checks, findings, expectations),
    )


def _about(report: Report) -> dict[str, Any]:
    """The row of a report: what it says of itself, and what is known of its agency."""
    own = {name: value for name, value in vars(report).items() if name != "sections"}
    sections = tuple(s.number for s in report.sections)
    return {**own, "report": report.id, "sections": sections, **asdict(identified(report))}


def _read_by(cells: pd.DataFrame) -> pd.Series:
    """``ocr`` for cells in a picture, and for what is implied in a report that has such cells."""
    seen = cells["where"].map(is_pictured)
    beside = cells["implied"].notna() & cells["report"].isin(cells.loc[seen, "report"].unique())
    return (seen | beside).map({True: "ocr", False: ""})


def rule_ids(expectations: Path | None) -> set[str]:
    """Ids of the rules of suites, those that come with Gouji among them.

    Parameters
    ----------
    expectations : Path or None
        Folder of the user's own suites.
    """
    return {rule.id for folder in {None, expectations} for rule in load_rules(folder)}


def is_tables(path: str | Path) -> bool:
    """Whether a path holds processed tables rather than reports to be read.

    Parameters
    ----------
    path : str or Path
        True for a Parquet file, and for a folder with a table ``cells``, whole or by year.
    """
    path = Path(path)
    return path.suffix == ".parquet" if path.is_file() else table_in(path, "cells") is not None


def _tables_dataset(path: Path, expectations: Path | None = None) -> Dataset:
    """The result of checking processed tables, however many reports they hold."""
    import pandas as pd

    from analysis.checking.tables import check_tables

    checks = check_tables(path, expectations)
    found = pd.concat([checks.kept, checks.findings], ignore_index=True)
    decided, decisions = decide_again(Rows.of(found).dicts(), checks.corrections.to_dict("records"))
    findings, repairs = Table("findings", decided), Rows(())
    if 0 < len(checks.needed) <= REPAIRED:
        # A repair must not contradict the other years of an agency, though they pass.
        agencies = {report.agency for report in checks.needed}
        near = checks.lay_out(checks.reports[checks.reports["agency"].isin(agencies)])
        outcomes: pd.DataFrame = checks.outcomes
        mine = outcomes[outcomes["report"].isin([report.id for report in near])]
        repairs = _repairs(near, mine, expectations)
    return Dataset(
        reports=typed("reports", checks.reports),
        cells=_Cells(lambda: checks.lay_out(checks.reports), checks, findings, expectations),
        outcomes=checks.outcomes,
        rules=rules_table(expectations),
        findings=findings,
        corrections=Table("corrections", decisions),
        repairs=Table("repairs", repairs.dicts()),
    )


def check_paths(
    paths: Sequence[Path], expectations: Path | None = None
) -> tuple[Checked, list[Path]]:
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
        return Checked(data, paths_of(data.reports, [])), []
    corpus = load_reports(*paths)
    data = Dataset(outcomes=OutcomeTable.of({}, []))
    if corpus.reports:
        checks = check_reports(corpus.reports, expectations)
        data = checked_dataset(corpus.reports, checks, expectations, corpus.corrections)
    located = paths_of(data.unframed("reports"), corpus.files)
    return Checked(data, located, corpus.problems), corpus.files


def rules_table(expectations: Path | None = None) -> Table:
    """The table of the rules, as the suites state them.

    Parameters
    ----------
    expectations : Path, optional
        Folder of the suites.
    """
    rows = []
    for r in load_rules(expectations):
        worded = {
            ("" if key == "label" else f"{key}_") + lang: r.meta[key][lang]
            for key in ("label", "why")
            for lang in LANGUAGES
        }
        about = {name: r.meta[name] for name in ("severity", "source")}
        rows.append({"rule": r.id, "suite": r.suite, "type": r.type, **about, **worded})
    return Table("rules", rows)


def _repairs(
    reports: Sequence[Report], outcomes: pd.DataFrame | OutcomeTable, expectations: Path | None
) -> Rows:
    """The smallest repairs of the reports whose figures contradict each other, one or together."""
    rules = load_rules(expectations)
    identities = {rule.id for rule in rules if rule.is_identity}
    if not any(o.rule in identities for o in outcomes_of(outcomes, "fail", "undecided")):
        return Table("repairs")
    from analysis.checking.repairing.repair import repairs_of

    return repairs_of(reports, outcomes, rules)
