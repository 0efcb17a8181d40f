"""The second stage: all years of some agencies at a time, checked and measured, their tables written as Parquet by year."""

import hashlib
import io
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd

from analysis.assessing.dataset import Dataset
from analysis.checking.api import outcomes_of
from analysis.checking.findings.corrections import Correction
from analysis.checking.findings.decisions import correction_messages, misnamed

from .lines import Partition
from .packs import unpack
from .stores import Store
from .tables import build_dataset

YEAR = "year"
OF_ALL = ("composite",)  # takes a whole corpus to work out, and weights that only gouji run takes


@dataclass(frozen=True)
class Settings:
    """What a run is asked for besides its reports.

    Attributes
    ----------
    key : str
        Of the code and of everything below.
    expectations : Path or None
        Folder of the suites; on a cluster every worker must find it there.
    corrections : tuple of Correction
    """

    key: str
    expectations: Path | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class Settled:
    """A partition that was written.

    Attributes
    ----------
    files : tuple of str
    reports, failing : int
        How many there are, and how many of them fail a tie between figures.
    told : tuple of str
        Corrections that have no effect.
    misnamed : bool
        Whether one of them names a rule or a place that does not exist.
    """

    files: tuple[str, ...]
    reports: int
    failing: int
    told: tuple[str, ...] = ()
    misnamed: bool = False


def settle(
    number: int, partition: Partition, settings: Settings, work: Store, out: Store
) -> Settled:
    """Check the reports of a partition and write their rows.

    Parameters
    ----------
    number : int
        Of the partition; its files are named by it.
    partition : Partition
    settings : Settings
    work, out : Store

    Raises
    ------
    InputError
        If a suite is broken, or ``out`` cannot be written.
    """
    done, key = f"settled/{number:05}.json", _key(partition, settings)
    if work.has(done) and (known := json.loads(work.read(done)))["key"] == key:
        return Settled(
            tuple(known["files"]),
            known["reports"],
            known["failing"],
            tuple(known["told"]),
            known["misnamed"],
        )
    work.remove(done)  # what it tells of is written over from here on
    lines = sorted((*partition.own, *partition.guests), key=lambda line: (line.agency, line.year))
    reports = unpack(lines, work)
    data = build_dataset(
        reports,
        outcomes_of(reports, settings.expectations),
        settings.expectations,
        settings.corrections,
    )
    own = {line.report for line in partition.own}
    files = tuple(_write(data, own, number, out))
    failing = data.outcomes.loc[
        data.outcomes["report"].isin(own) & (data.outcomes["outcome"] == "fail"), "report"
    ].nunique()
    entries = data.corrections[data.corrections["report"].isin(own)]
    result = Settled(
        files, len(own), int(failing), tuple(correction_messages(entries)), misnamed(entries)
    )
    work.write(done, json.dumps({"key": key, **asdict(result)}).encode())
    return result


def _key(partition: Partition, settings: Settings) -> str:
    reports = "\n".join(
        f"{line.report} {line.pack} {line.start}" for line in (*partition.own, *partition.guests)
    )
    return hashlib.sha256(f"{settings.key}\n{len(partition.own)}\n{reports}".encode()).hexdigest()[
        :32
    ]


def _write(data: Dataset, own: set[str], number: int, out: Store) -> list[str]:
    years = dict(zip(data.reports["report"], data.reports["year"], strict=True))
    written = []
    for field in fields(data):
        frame: pd.DataFrame = getattr(data, field.name)
        if "report" not in frame or field.name in OF_ALL:
            continue
        mine = frame[frame["report"].isin(own)]
        of_year = mine["report"].map(years).astype("int64")
        # The year is the folder's name; a column of it beside that would be said twice, and readers differ on which counts.
        rows = mine.drop(columns=YEAR, errors="ignore")
        for year in sorted(
            {years[report] for report in own}
        ):  # also where there is no row: a query finds every table
            name = f"{field.name}/{YEAR}={year}/part-{number:05}.parquet"
            out.write(name, parquet(rows[of_year == year]))
            written.append(name)
    return written


def parquet(frame: pd.DataFrame) -> bytes:
    """A frame as Parquet; the same rows give the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    content = io.BytesIO()
    pq.write_table(table, content, compression="zstd")
    return content.getvalue()
