"""Many reports: which files are reports, which were read, which clash; and the processed tables made of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.assessing.dataset import SCHEMA, Dataset, typed
from analysis.assessing.indicators import compute
from analysis.checking import CheckResult, check_reports
from analysis.checking.corrections import Correction, load_corrections
from analysis.checking.decisions import decide
from analysis.checking.frame import wide_frame
from analysis.checking.rules import load_rules
from analysis.errors import InputError
from analysis.reading import SUFFIXES, read_document
from analysis.reading.card import card_path, read_card
from analysis.recognising import FINDING_COLUMNS, Report, recognise


@dataclass
class Corpus:
    """Reports that were read, and what kept others out.

    Attributes
    ----------
    reports : list of Report
        In the order of agency and year.
    problems : list of str
        One message for each file that could not be used.
    corrections : list of Correction
        What people decided about findings, from the ``corrections.yml`` that lie with the reports.
    """

    reports: list[Report] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)


def read_report(path: str | Path, agency: str | None = None, year: int | None = None) -> Report:
    """Read one report and check it by itself.

    Parameters
    ----------
    path : str or Path
        The report; its source card, if any, lies beside it.
    agency, year : optional
        Override what the document says of itself; the report's ``notes`` say so.

    Returns
    -------
    Report
        With ``findings`` of every rule that needs no other report.

    Raises
    ------
    InputError
        If the file cannot be read as an annual report.
    """
    report = _recognised(Path(path), {"agency": agency, "year": year})
    own = check_reports([report]).findings.drop(columns="report")
    report.findings = pd.concat([report.findings, own], ignore_index=True)[FINDING_COLUMNS]
    return report


def _recognised(path: Path, stated: dict | None = None) -> Report:
    document, card = read_document(path), read_card(path)
    card |= {key: value for key, value in (stated or {}).items() if value}
    report = recognise(document, card)
    if card.get("sha256") and card["sha256"] != document.sha256:
        changed = pd.DataFrame(
            [("error", "source.unchanged", "report", "",
              f"文件与来源卡片 {card_path(path).name} 所记的哈希值不符：原始文件已被改动。",
              f"The file is not the one that its source card {card_path(path).name} describes: the raw file was changed.")],
            columns=FINDING_COLUMNS,
        )  # fmt: skip
        report.findings = pd.concat([changed, report.findings], ignore_index=True)
    return report


def report_files(paths: Iterable[str | Path]) -> list[Path]:
    """The report files among files and folders (searched through), in a fixed order.

    Raises
    ------
    InputError
        If a path does not exist, or there is no report file at all.
    """
    given = [Path(p) for p in paths]
    files: list[Path] = []
    for path in given:
        if path.is_dir():
            files += sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES and p.name[0] not in ".~")
        elif path.exists():
            files.append(path)
        else:
            raise InputError(f"{path}: there is no such file or folder. Check the name.")
    if not files:
        raise InputError(f"{', '.join(map(str, given))}: no report found (files ending in {', '.join(SUFFIXES)}).")
    return files


def load_reports(*paths: str | Path, progress: Callable[[Path], None] | None = None) -> Corpus:
    """Read many reports; a file that cannot be used becomes a problem and the others go on.

    Parameters
    ----------
    *paths : str or Path
        Files and folders.
    progress : callable, optional
        Called with each file before it is read.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        If a path does not exist or holds no report file, or a corrections file is broken.
    """
    read: dict[str, list[tuple[Path, Report]]] = {}
    corpus = Corpus(corrections=load_corrections(paths))
    for path in report_files(paths):
        if progress:
            progress(path)
        try:
            report = _recognised(path)
            read.setdefault(report.id, []).append((path, report))
        except InputError as error:
            corpus.problems.append(str(error))
    for key, versions in sorted(read.items()):
        if len({report.sha256 for _, report in versions}) > 1:
            names = " and ".join(str(path) for path, _ in versions)
            corpus.problems.append(
                f"{names}: these are different files for one agency and year ({key}), and nobody can tell which holds. "
                "Neither is used. Keep one in the folder."
            )
        else:
            corpus.reports.append(versions[0][1])
    corpus.reports.sort(key=lambda r: (r.agency, r.year))
    return corpus


def build_dataset(
    reports: list[Report], checks: CheckResult, expectations: Path | None = None, corrections: Sequence[Correction] = ()
) -> Dataset:
    """The processed tables of checked reports.

    Parameters
    ----------
    reports : list of Report
    checks : CheckResult
    expectations : Path, optional
        Folder of the suites that they were checked with.
    corrections : sequence of Correction
        What people decided about findings.
    """
    rules = [
        {"rule": r.id, "suite": r.suite, "type": r.type, "severity": r.meta["severity"], "source": r.meta["source"],
         "zh": r.meta["label"]["zh"], "en": r.meta["label"]["en"], "why_zh": r.meta["why"]["zh"], "why_en": r.meta["why"]["en"]}
        for r in load_rules(expectations)
    ]  # fmt: skip
    meta = pd.DataFrame([
        {**{c: getattr(r, c) for c in SCHEMA["reports"] if c not in ("report", "sections")},
         "report": r.id, "sections": ";".join(s.number for s in r.sections)}
        for r in reports
    ])  # fmt: skip
    cells = pd.concat([r.cells.assign(report=r.id) for r in reports], ignore_index=True)
    cells = cells.merge(checks.implied, how="left", on=["report", "table", "item", "column"])
    claims = [r.claims.assign(report=r.id) for r in reports if len(r.claims)]
    findings = [r.findings.assign(report=r.id) for r in reports if len(r.findings)] + [checks.findings]
    tables = {
        "reports": meta,
        "cells": cells,
        "claims": pd.concat(claims, ignore_index=True) if claims else pd.DataFrame(columns=list(SCHEMA["claims"])),
        "outcomes": checks.outcomes,
        "rules": pd.DataFrame(rules),
    }
    tables["findings"], tables["corrections"] = decide(
        pd.concat(findings, ignore_index=True), corrections, reports, load_rules(expectations)
    )
    tables["repairs"] = _repairs(reports, checks.outcomes, expectations)
    tables = {name: typed(name, frame) for name, frame in tables.items()}
    return Dataset(**tables, indicators=typed("indicators", compute(tables["cells"])))


def _repairs(reports: list[Report], outcomes: pd.DataFrame, expectations: Path | None) -> pd.DataFrame:
    """The smallest repairs of the reports that fail a tie."""
    failing = set(outcomes.loc[outcomes["outcome"] == "fail", "report"])
    if not failing:
        return pd.DataFrame()
    try:
        from analysis.checking.repair import repairs_of  # type: ignore[import-untyped, unused-ignore]
    except ImportError:  # until the branch `repair` is merged
        return pd.DataFrame()
    return repairs_of(reports, outcomes, load_rules(expectations), wide_frame(reports))


def check_corpus(reports: list[Report], expectations: Path | None = None) -> CheckResult:
    """Outcomes of all rules: without GX where the suites hold our own rules only, through its checkpoint otherwise.

    Both ways come to the same outcomes (a test holds them to it); the first takes milliseconds.
    """
    rules = load_rules(expectations)
    if all(r.quick for r in rules):
        return check_reports(reports, expectations)
    from analysis.checking.checkpoint import run_checkpoint

    return run_checkpoint(reports, expectations)
