"""Cells in bulk: one Parquet file a corpus, written county by county in flat memory."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from .agencies import PER_COUNTY, agencies_of
from .corpus import published_in
from .figures import FORM, draw, rates_of

_COUNTIES = 40  # drawn and written at a time
_IN_SUMS = np.flatnonzero([cell.table != "disclosure" for cell in FORM.cells])


def blocks(
    reports: int, years: Sequence[int], seed: int, late: float = 0.02
) -> Iterator[tuple[pd.DataFrame, np.ndarray]]:
    """Some counties at a time: their ``reports`` rows, and their figures (reports by cells); exactly ``reports`` in all.

    The same seed gives the same figures for a county however many there are.
    """
    agencies = agencies_of(-(-reports // (PER_COUNTY * len(years))), seed)
    size, left = _COUNTIES * PER_COUNTY, reports
    for start in range(0, len(agencies), size):
        some = agencies.iloc[start : start + size].reset_index(drop=True)
        rng = np.random.default_rng([seed, 13, start])
        values = draw(rates_of(some, len(years), rng), some, rng).reshape(
            len(some) * len(years), -1
        )
        dates = published_in(some, years, rng, late).ravel()
        rows = some.loc[
            some.index.repeat(len(years)), ["agency", "division", "territory", "scope", "kind"]
        ].reset_index(drop=True)
        rows["year"] = np.tile(np.array(years), len(some))
        rows.insert(0, "report", rows["agency"] + "-" + rows["year"].astype(str))
        rows["published"] = [d.isoformat() for d in dates]
        government = rows.pop("kind") == "government"
        rows = rows.assign(
            agency_printed=rows["agency"],
            format="2021",
            title=rows["agency"] + rows["year"].astype(str) + "年政府信息公开工作年度报告",
            territory=rows["territory"].where(~government, None),
            complete=government,
            source_url="",
            source_host="www.example.gov.cn",
            sections="一;二;三;四;五;六",
            sections_known=True,
            file="cells.parquet",
            sha256="",
            transcription=False,
        )
        yield rows.iloc[:left], values[:left]
        left -= min(left, len(rows))


def write_tables(
    folder: str | Path,
    reports: int,
    years: Sequence[int] = (2022, 2023, 2024),
    seed: int = 1,
    blank: float = 0.0,
    wrong: float = 0.0,
    gaps: float = 0.0,
) -> None:
    """Write ``cells.parquet`` (one row a cell, strings dictionary-encoded) and ``reports.parquet``.

    Parameters
    ----------
    blank : float
        Share of cells with zero for which nothing is printed.
    wrong : float
        Share of reports in which one cell of tables 三 and 四 is too large by 1 to 9.
    gaps : float
        Share of reports in which one to three of these cells are blank, whatever they were.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    keys = {
        k: pa.array([getattr(c, k) for c in FORM.cells]).dictionary_encode()
        for k in ("table", "item", "column")
    }
    rng, metas, writer, width = np.random.default_rng([seed, 17]), [], None, len(FORM.cells)
    for rows, values in blocks(reports, years, seed):
        metas.append(rows)
        empty = (values == 0) & (rng.random(values.shape) < blank)
        values = values.astype(float)
        for row in np.flatnonzero(rng.random(len(rows)) < wrong):
            values[row, rng.choice(_IN_SUMS)] += rng.integers(1, 10)
        for row in np.flatnonzero(rng.random(len(rows)) < gaps):
            empty[row, rng.choice(_IN_SUMS, size=rng.integers(1, 4), replace=False)] = True
        index = pa.array(np.tile(np.arange(width, dtype=np.int32), len(rows)))
        of = pa.array(np.repeat(np.arange(len(rows), dtype=np.int32), width))
        batch = pa.table(
            {
                "report": pa.DictionaryArray.from_arrays(of, pa.array(rows["report"].tolist())),
                **{k: keys[k].take(index) for k in keys},
                "value": pa.array(np.where(empty, np.nan, values).ravel(), from_pandas=True),
                "status": pa.DictionaryArray.from_arrays(
                    pa.array(empty.ravel().astype(np.int8)), pa.array(["stated", "blank"])
                ),
            }
        )
        writer = writer or pq.ParquetWriter(folder / "cells.parquet", batch.schema)
        writer.write_table(batch)
    if writer:
        writer.close()
    pd.concat(metas, ignore_index=True).to_parquet(folder / "reports.parquet", index=False)
