"""The tables of a run, made again only for agencies of which something has changed.

The rows of a report depend on the reports of its agency and, of a territory, on those that add up
to it (``tabulating.partitions``). All other rows are those that the last run published.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.indicators.definitions import load_definitions
from analysis.assessing.opening import parsed_parquet
from analysis.assessing.tabular import SCHEMA, Table, table_bytes
from analysis.checking import check_reports
from analysis.checking.findings.corrections import Correction
from analysis.checking.findings.decisions import decide
from analysis.checking.rules.load import are_all_quick, load_rules
from analysis.files import digest_of
from analysis.recognising import Report
from analysis.recognising.report import column
from analysis.recognising.rows import Rows

from .inputs import Options
from .kept.slices import Slices
from .tables import build_dataset, of_corpus
from .tabulating.partitions import partitions

# Of these tables rows do not follow from their own report alone; they are made anew.
_OF_ALL = ("groups", "composite", "corrections", "findings")
_PIECES = 100  # of a table, so many are put together at most


@dataclass(frozen=True)
class Published:
    """The tables that the last run published.

    Attributes
    ----------
    opened : callable
        Opens them: as a dataset, and as CSV by file name.
    digests : mapping
        ``digests_of`` its reports.
    """

    opened: Callable[[], tuple[Dataset, dict[str, bytes]]]
    digests: Mapping[str, str]


def opened(contents: Mapping[str, bytes]) -> Dataset:
    """Tables from the contents of their files.

    Parameters
    ----------
    contents : mapping
        File name to content, among them the Parquet of each table.
    """
    return Dataset(**{n: parsed_parquet(n, contents[f"{n}.parquet"]) for n in SCHEMA})


def digests_of(reports: Sequence[Report], keys: Sequence[str]) -> dict[str, str]:
    """Digests of all reports that the rows of each report depend on.

    Parameters
    ----------
    reports : sequence of Report
        A corpus, in the order of agency and year.
    keys : sequence of str
        The key of each report's reading.

    Returns
    -------
    dict
        Report id to digest.
    """
    # What a corpus adds to a reading: names that agree, and findings about copies.
    own = {
        r.id: digest_of(key, r.id, r.territory, r.agencies, column(r, "findings", "zh"))
        for r, key in zip(reports, keys, strict=True)
    }
    found: dict[str, str] = {}
    for part in partitions(reports, 1):
        years = [own[r.id] for r in part.own]
        for r in part.own:
            guests = [own[g.id] for g in part.guests if g.year == r.year]
            found[r.id] = digest_of(r.id, years, guests)[:32]
    return {report.id: found[report.id] for report in reports}


def renewed(
    reports: Sequence[Report],
    digests: Mapping[str, str],
    last: Published | None,
    corrections: Sequence[Correction],
    options: Options,
) -> tuple[Dataset, dict[str, bytes]]:
    """The processed tables, the same as if all were made anew.

    Parameters
    ----------
    reports : sequence of Report
        A corpus, in the order of agency and year.
    digests : mapping
        ``digests_of`` them.
    last : Published or None
        Tables made by the same code, suites, corrections and files of the user's.
    corrections : sequence of Correction
        What people decided about findings.
    options : Options
        Suites and files of the user's.

    Returns
    -------
    data : Dataset
        The tables.
    contents : dict
        ``<table>.csv`` to its bytes.

    Raises
    ------
    InputError
        As ``build_dataset``.
    """
    expectations = options.expectations
    held = last.digests if last else {}
    stale = {r.id for r in reports if held.get(r.id) != digests[r.id]}
    if last is None or 2 * len(stale) > len(reports) or not are_all_quick(expectations):
        checks = check_reports(reports, expectations)
        data = build_dataset(list(reports), checks, expectations, corrections, **options.files)
        return data, data.to_csv()
    own = _with_all_years(stale, reports)
    added = load_definitions(options.indicators) if options.indicators else ()
    before, csv = last.opened()
    new = before
    theirs = mine = Slices(before, {n: csv[f"{n}.csv"] for n in SCHEMA})
    if own:
        needed, ids = _needed_for(stale, reports), {report.id for report in own}
        checks = check_reports(needed, expectations, only=ids)
        new = build_dataset(own, checks, expectations, corrections, added)
        frames = {name: getattr(new, name) for name in SCHEMA if name not in _OF_ALL}
        mine = Slices(new, {name: table_bytes(name, frame) for name, frame in frames.items()})
    order = [report.id for report in reports]
    tables = {
        name: _rows_of(order, stale, getattr(before, name), getattr(new, name)) for name in SCHEMA
    }
    rules = load_rules(expectations)
    decided = decide(Rows.of(tables["findings"]).dicts(), corrections, reports, rules)
    for name, rows in zip(("findings", "corrections"), decided, strict=True):
        tables[name] = Table(name, rows).frame()
    data = Dataset(**tables)
    data = of_corpus(data, added, options.groups, options.index)
    contents = {
        f"{name}.csv": table_bytes(name, getattr(data, name))
        if name in _OF_ALL
        else mine.spliced(name, order, stale, theirs)
        for name in SCHEMA
    }
    return data, contents


def _with_all_years(stale: Collection[str], reports: Sequence[Report]) -> list[Report]:
    """All reports of the agencies of some."""
    agencies = {report.agency for report in reports if report.id in stale}
    return [report for report in reports if report.agency in agencies]


def _needed_for(stale: Collection[str], reports: Sequence[Report]) -> list[Report]:
    """The reports that some depend on, in the order of the corpus."""
    needed = set()
    for part in partitions(reports, 1):
        years = {r.year for r in part.own if r.id in stale}
        if years:
            needed |= {r.id for r in part.own} | {r.id for r in part.guests if r.year in years}
    return [r for r in reports if r.id in needed]


def _rows_of(
    order: Sequence[str], stale: Collection[str], before: pd.DataFrame, new: pd.DataFrame
) -> pd.DataFrame:
    """The rows of each report, of the stale ones those that were made, in the order of reports."""
    if "report" not in before:
        return before
    place = {report: at for at, report in enumerate(order)}
    of_new = {report: at for report, at in place.items() if report in stale}
    of_old = {report: at for report, at in place.items() if report not in stale}
    both = pd.concat([before, new], ignore_index=True)
    at = np.concatenate([_places(before, of_old), _places(new, of_new)])
    rows = np.argsort(at, kind="stable")[np.count_nonzero(at < 0) :]
    edges = [0, *(np.flatnonzero(np.diff(rows) != 1) + 1), len(rows)]
    if len(edges) > _PIECES:
        return both.iloc[rows].reset_index(drop=True)
    # Little is new: long pieces put together take a tenth of the time of texts moved one by one.
    runs = [(rows[a], rows[b - 1] + 1) for a, b in pairwise(edges) if a < b] or [(0, 0)]
    return pd.concat([both.iloc[first:last] for first, last in runs], ignore_index=True)


def _places(frame: pd.DataFrame, place: Mapping[str, int]) -> np.ndarray:
    """The place of the report of each row; -1 for a row that is not taken."""
    codes, names = pd.factorize(frame["report"])
    own = np.array([place.get(name, -1) for name in names.tolist()], dtype=np.int64)
    return own[codes] if len(codes) else own
