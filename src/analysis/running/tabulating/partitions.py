"""The second stage of a tabulation: all years of some agencies, checked, measured and written.

Parquet files lie by table and year, one for each partition.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.assessing.groups.file import DefinedGroup
from analysis.assessing.indicators.definitions import Indicator
from analysis.assessing.tabular import SCHEMA
from analysis.checking import check_reports
from analysis.checking.findings.claims import settle_claims
from analysis.checking.findings.corrections import Correction
from analysis.checking.findings.decisions import correction_messages, misnamed
from analysis.checking.rules.between import place_of
from analysis.files import digest_of
from analysis.publishing.export.write import to_parquet
from analysis.telling.counts import count_checks

from ..corpus import Version
from ..elsewhere.store import Store
from ..tables import build_dataset
from .pieces import Entry, load_entries

YEAR = "year"
OF_ALL = ("composite",)  # takes a whole corpus to work out, and weights that only gouji run takes


class Situated(Version, Protocol):
    """What says with which others a report is settled: a report, or the entry of one."""

    @property
    def scope(self) -> str | None:
        """What the figures cover."""

    @property
    def territory(self) -> str | None:
        """The government that it belongs to."""

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies that it adds up."""


P = TypeVar("P", bound=Situated)


@dataclass(frozen=True)
class Partition(Generic[P]):
    """Reports that are settled together.

    Attributes
    ----------
    own : tuple of P
        All years of some agencies; the rows that are written are theirs.
    guests : tuple of P
        Reports that add up to one of them, and others on the same place.
    """

    own: tuple[P, ...]
    guests: tuple[P, ...] = ()


def partitions(entries: Sequence[P], most: int) -> list[Partition[P]]:
    """Reports in groups that can be settled by themselves.

    An agency's years stay together, and what adds up to it is a guest.

    Parameters
    ----------
    entries : sequence of P
        Reports or their entries, in the order of agency and year.
    most : int
        Reports of a group; an agency with more years than that is a group all the same.
    """
    groups: list[list[P]] = []
    for entry in entries:
        new = not groups or (len(groups[-1]) >= most and groups[-1][-1].agency != entry.agency)
        groups.append([entry]) if new else groups[-1].append(entry)
    by_territory: dict[str, list[P]] = {}
    by_agency: dict[str, list[P]] = {}
    for entry in entries:
        if entry.territory:
            by_territory.setdefault(place_of(entry.territory), []).append(entry)
        if entry.scope == "territory":  # of two on one place, only one is held against its parts
            by_territory.setdefault(place_of(entry.agency), []).append(entry)
        by_agency.setdefault(entry.agency, []).append(entry)
    found = []
    for group in groups:
        own = {entry.id for entry in group}
        guests = {
            part.id: part
            for whole in group
            if whole.scope == "territory"
            for part in (
                *by_territory.get(place_of(whole.agency), ()),
                *(part for agency in whole.agencies for part in by_agency.get(agency, ())),
            )
            if part.id not in own and part.year == whole.year
        }
        found.append(Partition(tuple(group), tuple(guests[id] for id in sorted(guests))))
    return found


@dataclass(frozen=True)
class Settings:
    """What a tabulation is asked for besides its reports.

    Attributes
    ----------
    key : str
        Digest of the code, the libraries and everything below.
    expectations : Path or None
        Folder of the suites; on a cluster every worker must find it there.
    corrections : tuple of Correction
        What people decided about findings.
    indicators : tuple of Indicator
        Those that the user adds.
    groups : tuple of DefinedGroup
        Those that the user defines; agencies that a partition lacks are in another one.
    """

    key: str
    expectations: Path | None = None
    corrections: tuple[Correction, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    groups: tuple[DefinedGroup, ...] = ()


@dataclass(frozen=True)
class Settled:
    """A partition that was written.

    Attributes
    ----------
    files : tuple of str
        The Parquet files, below the output folder.
    reports : int
        How many reports there are.
    failing : int
        How many of them have a check between figures that fails.
    messages : tuple of str
        Corrections that have no effect.
    misnamed : bool
        Whether one of them names a rule or a place that does not exist.
    """

    files: tuple[str, ...]
    reports: int
    failing: int
    messages: tuple[str, ...] = ()
    misnamed: bool = False


def settle(
    number: int, partition: Partition[Entry], settings: Settings, work: Store, out: Store
) -> Settled:
    """Check the reports of a partition and write their rows.

    Parameters
    ----------
    number : int
        Number of the partition; its files are named by it.
    partition : Partition
        The reports.
    settings : Settings
        Suites and corrections.
    work : Store
        Work folder that holds the readings.
    out : Store
        Output folder.

    Raises
    ------
    InputError
        If a suite is broken, or ``out`` cannot be written.
    """
    done = f"settled/{number:05}.json"
    places = [(e.id, e.pack, e.start) for e in (*partition.own, *partition.guests)]
    key = digest_of(settings.key, len(partition.own), places)
    if work.has(done) and (known := json.loads(work.read(done))).pop("key") == key:
        lists = {name: tuple(known[name]) for name in ("files", "messages")}
        return Settled(**{**known, **lists})
    work.remove(done)  # what it speaks of is written over from here on
    entries = sorted((*partition.own, *partition.guests), key=lambda e: (e.agency, e.year))
    reports = load_entries(entries, work)
    settle_claims(reports)
    checks = check_reports(reports, settings.expectations)
    here = {report.agency for report in reports}
    data = build_dataset(
        reports,
        checks,
        settings.expectations,
        settings.corrections,
        settings.indicators,
        [replace(g, agencies=tuple(a for a in g.agencies if a in here)) for g in settings.groups],
    )
    own = {entry.id for entry in partition.own}
    files = tuple(_write(data, own, number, out))
    counts = count_checks(data)
    failing = sum(counts[report][1] > 0 for report in own)
    decided = data.corrections[data.corrections["report"].isin(own)]
    result = Settled(
        files, len(own), failing, tuple(correction_messages(decided)), misnamed(decided)
    )
    work.write(done, json.dumps({"key": key, **asdict(result)}).encode())
    return result


def _write(data: Dataset, own: set[str], number: int, out: Store) -> list[str]:
    years = dict(zip(data.reports["report"], data.reports["year"], strict=True))
    written = []
    for table in SCHEMA:
        frame: pd.DataFrame = getattr(data, table)
        if "report" not in frame or table in OF_ALL:
            continue
        mine = frame[frame["report"].isin(own)]
        of_year = mine["report"].map(years).astype("int64")
        # The year is the folder's name. Readers differ on which counts if a column repeats it.
        rows = mine.drop(columns=YEAR, errors="ignore")
        # Also years without a row: a query finds every table.
        for year in sorted({years[report] for report in own}):
            name = f"{table}/{YEAR}={year}/part-{number:05}.parquet"
            out.write(name, to_parquet(table, rows[of_year == year]))
            written.append(name)
    return written
