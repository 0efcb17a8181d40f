"""One Great Expectations checkpoint over all reports at once, and the outcomes it gives."""

import json
import logging
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.files import bundled
from analysis.recognising import Report
from analysis.schemas import load_schemas, put_off

from .rules.frame import META, Wide
from .rules.load import Rule, load_rules
from .rules.outcomes import FAIL, PASS, UNDECIDED, Columns, collected

# GX stamps every run; a run of the same reports must give the same bytes, and the manifest holds
# the true time.
_RUN_TIME = datetime(2000, 1, 1, tzinfo=UTC)
# GX imports them, in two fifths of its time, for expectations that hardly a suite has.
_UNUSED = ("scipy.stats", "altair")


def write_data_docs(reports: Sequence[Report], expectations: Path | None, docs: Path) -> None:
    """Write the Data Docs of a checkpoint over reports.

    Parameters
    ----------
    reports : sequence of Report
        Reports of different agencies or years.
    expectations : Path or None
        Folder of the suites; those that come with Gouji if None.
    docs : Path
        Folder that they are written to; it must not exist yet.

    Raises
    ------
    InputError
        As ``checkpoint_columns``, or if a suite is broken.
    """
    rules = load_rules(expectations)
    checkpoint_columns(Wide.of_reports(reports).frame, rules, docs, _suite_titles(expectations))


def checkpoint_columns(
    frame: pd.DataFrame,
    rules: Sequence[Rule],
    docs: Path | None = None,
    titles: Mapping[str, str] | None = None,
) -> dict[str, Columns]:
    """Outcome codes of every rule, by id: one checkpoint over a wide frame.

    Parameters
    ----------
    frame : DataFrame
        From ``Wide.frame``.
    rules : sequence of Rule
        All of them.
    docs : Path, optional
        Folder in which Data Docs are built.
    titles : mapping, optional
        Name of a suite to its title in Data Docs.

    Raises
    ------
    InputError
        If GX does not know or cannot evaluate one of the expectations.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    load_schemas()
    with put_off(*_UNUSED):
        import great_expectations as gx
        from great_expectations.core.run_identifier import RunIdentifier

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batch = (
        context.data_sources.add_pandas("reports")
        .add_dataframe_asset("cells")
        .add_batch_definition_whole_dataframe("all")
    )
    definitions = [
        context.validation_definitions.add(
            gx.ValidationDefinition(name=name, data=batch, suite=context.suites.add(suite))
        )
        for name, suite in _suites(gx, rules)
    ]
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name="reports",
            validation_definitions=definitions,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": ["report"],
            },
        )
    )
    with collected() as own:
        run_id = RunIdentifier(run_name="gouji", run_time=_RUN_TIME)
        result = checkpoint.run(batch_parameters={"dataframe": frame}, run_id=run_id)
    by_id = {rule.id: rule for rule in rules}
    parts: dict[str, Columns] = {}
    for validation in result.run_results.values():
        for item in validation.results:
            rule = by_id[item.expectation_config.meta["id"]]
            parts[rule.id] = _columns(rule, item, frame, own)
    if docs is not None:
        from .datadocs import build_data_docs

        build_data_docs(list(result.run_results.values()), docs, titles or {})
    return {rule.id: parts[rule.id] for rule in rules}


def _suites(gx: Any, rules: Sequence[Rule]) -> list[tuple[str, Any]]:
    from great_expectations.expectations.registry import get_expectation_impl

    from . import gx as _own  # noqa: F401 - registers our classes

    suites = []
    for name in dict.fromkeys(rule.suite for rule in rules):
        expectations = []
        for rule in (r for r in rules if r.suite == name):
            try:
                make = get_expectation_impl(rule.type)
                expectations.append(make(**rule.kwargs, meta=rule.meta))
            # GX raises its own and pydantic's, all of them about this entry.
            except Exception as error:
                reason = str(error).strip().splitlines()[-1]
                raise InputError(
                    f"{name}.json: rule {rule.id}: Great Expectations does not accept "
                    f"{rule.type}: {reason}."
                ) from None
        suites.append((name, gx.ExpectationSuite(name=name, expectations=expectations)))
    return suites


def _columns(rule: Rule, item: Any, frame: pd.DataFrame, own: dict[str, Columns]) -> Columns:
    """Outcomes of one expectation.

    Ours left them in ``own``. Of GX's own, unexpected rows fail and empty values are undecided.
    """
    if item.exception_info and item.exception_info.get("raised_exception"):
        raise InputError(
            f"{rule.suite}.json: rule {rule.id}: {item.exception_info['exception_message']}"
        )
    raised = [
        v
        for v in (item.exception_info or {}).values()
        if isinstance(v, dict) and v.get("raised_exception")
    ]
    if raised:
        raise InputError(
            f"{rule.suite}.json: rule {rule.id} cannot be evaluated: "
            f"{raised[0]['exception_message']}"
        )
    if rule.id in own:
        return own[rule.id]
    column = rule.kwargs.get("column")
    if column not in frame or (
        column not in META and not pd.api.types.is_numeric_dtype(frame[column])
    ):
        raise InputError(
            f"{rule.suite}.json: rule {rule.id}: only expectations on one column of the frame give "
            "outcomes for each report."
        )
    failed = frame["report"].isin(
        [row["report"] for row in item.result.get("unexpected_index_list") or []]
    )
    codes = np.where(frame[column].isna(), UNDECIDED, np.where(failed, FAIL, PASS)).astype(np.int8)
    return {"report" if column in META else str(column): codes}


def _suite_titles(folder: Path | None) -> dict[str, str]:
    """Title of each suite in both languages; its name where it has none."""
    titles = {}
    for path in sorted((folder or bundled("expectations")).glob("*.json")):
        title = json.loads(path.read_text(encoding="utf-8")).get("meta", {}).get("title", {})
        titles[path.stem] = (
            f"{title['zh']} {title['en']}" if {"zh", "en"} <= set(title) else path.stem
        )
    return titles
