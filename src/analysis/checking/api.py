"""``check`` and ``check_corpus``: outcomes, findings and smallest repairs, for use from Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import InputError
from analysis.recognising import Report

from .cells import from_cells
from .check import CheckResult, check_reports
from .repairing.repair import Repair, repairs
from .rules.load import load_rules


@dataclass(frozen=True, kw_only=True)
class Check(CheckResult):
    """What checking one report yields.

    Attributes
    ----------
    outcomes : DataFrame
        As in ``CheckResult``: ``report, rule, where, outcome, implied, undecided``.
    findings : DataFrame
        What a person should know before relying on figures: ``report, severity, rule, where,
        cells, zh, en, places, at, resolve_zh, resolve_en``.
    implied : DataFrame
        ``report, table, item, column, implied``: what cells without a number must be.
    repairs : list of dict
        Best first: ``{"requests/granted/total": implied value}``. Each makes all identities hold
        together; none is applied.
    explained : list of Repair
        In the same order: kind, what is printed, sentences in Chinese and English.
    """

    repairs: list[dict[str, float]]
    explained: list[Repair]


@dataclass(frozen=True, kw_only=True)
class CorpusCheck(CheckResult):
    """What checking many reports yields.

    Attributes
    ----------
    outcomes, findings, implied : DataFrame
        As in ``Check``.
    repairs : dict
        Report id to its repairs, as in ``Check``. A code with ``@prior`` is a cell of the same
        agency's report of the year before, with ``@next`` of the year after. Reports that need no
        repair are left out; an empty list says that none was found.
    explained : dict
        Report id to its repairs in words, in the same order.
    """

    repairs: dict[str, list[dict[str, float]]]
    explained: dict[str, list[Repair]]


def check(
    report: Report | pd.DataFrame, format: str = "2021", expectations: Path | None = None
) -> Check:
    """Check one report by itself: outcomes, findings, implied values and repairs.

    Parameters
    ----------
    report : Report or DataFrame
        A report, or its cells: ``table, item, column, value`` and perhaps ``status``, ``printed``,
        ``where``. Without a status, a number is stated and a missing value blank. Cells that are
        not listed are absent from the document.
    format : {"2021", "2019"}
        Format of the form, where cells are given.
    expectations : Path, optional
        Folder of the suites; those that come with Gouji if not given.

    Raises
    ------
    InputError
        If columns are missing, a code is not on the form, a cell is listed twice, a value is not a
        number; if a suite is broken.

    Examples
    --------
    >>> from analysis import check, read_report
    >>> report = read_report("data/raw/suqian-2024.csv")
    >>> check(report).repairs
    []

    With another total of requests received, two checks fail, and one change settles both:

    >>> cells = report.cells.copy()
    >>> total = (cells["item"] == "received") & (cells["column"] == "total")
    >>> cells.loc[total, "value"] = 3552
    >>> wrong = check(cells)
    >>> list(wrong.findings["rule"])
    ['requests.flow', 'requests.applicants']
    >>> wrong.repairs
    [{'requests/received/total': 3525.0}]
    """
    if isinstance(report, Report):
        one, document = report, True
    elif isinstance(report, pd.DataFrame):
        one, document = from_cells(report, format), False
    else:
        raise InputError(
            f"check: takes a Report or a DataFrame of cells, not {type(report).__name__}. "
            "Use read_report."
        )
    checked = check_corpus([one], expectations)
    outcomes: pd.DataFrame = checked.outcomes
    findings: pd.DataFrame = checked.findings
    if not document:  # nothing is known of its sections, its date or its source
        outcomes = outcomes[outcomes["where"] != "report"].reset_index(drop=True)
        findings = findings[findings["where"] != "report"].reset_index(drop=True)
    return Check(
        outcomes,
        findings,
        checked.implied,
        repairs=checked.repairs.get(one.id, []),
        explained=checked.explained.get(one.id, []),
    )


def check_corpus(reports: Sequence[Report], expectations: Path | None = None) -> CorpusCheck:
    """Check many reports together, the years of one agency against each other; as ``check``.

    Parameters
    ----------
    reports : sequence of Report
        Reports of different agencies or years.
    expectations : Path, optional
        Folder of the suites; those that come with Gouji if not given.

    Raises
    ------
    InputError
        If two reports are of one agency and year, or a suite is broken.

    Examples
    --------
    >>> from analysis import check_corpus, load_reports
    >>> files = ["suqian-2023", "suqian-2024", "shanghai-general-office-2019"]
    >>> corpus = load_reports(*(f"data/raw/{name}.csv" for name in files))
    >>> checked = check_corpus(corpus.reports)
    >>> checked.outcomes["outcome"].value_counts().to_dict()
    {'pass': 130, 'undecided': 49, 'fail': 5}
    >>> sorted(set(checked.outcomes.query("outcome == 'fail'")["rule"]))
    ['claims.agree']
    """
    reports = list(reports) if isinstance(reports, Iterable) else [reports]
    for report in reports:
        if not isinstance(report, Report):
            raise InputError(
                f"check_corpus: takes Reports, not {type(report).__name__}. "
                "Use load_reports(...).reports."
            )
    seen: dict[str, str] = {}
    for report in reports:
        if report.id in seen:
            raise InputError(
                f"{report.file}: {report.id} is also in {seen[report.id]}. "
                "Keep one report of each year."
            )
        seen[report.id] = report.file
    result = check_reports(reports, expectations)
    rules, outcomes = load_rules(expectations), vars(result)["outcomes"]
    found = repairs(reports, outcomes, rules)
    return CorpusCheck(
        result.outcomes,
        result.findings,
        result.implied,
        repairs={r: [e.values for e in mine] for r, mine in found.items()},
        explained={r: list(mine) for r, mine in found.items()},
        reused=result.reused,
    )
