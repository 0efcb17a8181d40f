"""Where the files of processed tables are: which folder, and whether CSV or Parquet."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import InputError

from .tabular import SCHEMA


def existing(path: Path) -> Path:
    """The file of a processed table, where there is one.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    InputError
        If there is no such file.
    """
    if not path.is_file():
        raise InputError(
            f"{path} is missing. `gouji run` writes the processed tables; "
            "or give the folder that holds them."
        )
    return path


def table_file(folder: Path, name: str) -> Path:
    """The file of a processed table: CSV, or Parquet where that is all that a run has kept.

    Parameters
    ----------
    folder : Path
        The folder of the processed tables.
    name : str
        Of the table.
    """
    csv, parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
    return parquet if parquet.is_file() and not csv.is_file() else csv


def find_processed(folder: str | Path | None = None) -> Path:
    """The processed tables in a folder; by default the nearest at or above the working folder.

    Those of ``data/processed``, or those that a run left in ``reports/data``: where both are
    there, the ones written last.

    Parameters
    ----------
    folder : str or Path, optional
        Where they are.

    Raises
    ------
    InputError
        If there are none.
    """
    if folder:
        return existing(table_file(Path(folder), "cells")).parent
    here = Path.cwd()
    for folder in (here, *here.parents):
        both = (folder / "data" / "processed", folder / "reports" / "data")
        if found := [tables for tables in both if table_file(tables, "cells").is_file()]:
            return max(found, key=lambda tables: max(file_states(tables)))
    raise InputError(
        f"No data/processed or reports/data at or above {here}. "
        "Name the folder of the processed tables (--data, or data = ...)."
    )


def file_states(folder: Path) -> tuple[tuple[int, int], ...]:
    """When each table's file was written, and its size.

    Parameters
    ----------
    folder : Path
        The folder of the processed tables.
    """
    paths = (table_file(folder, name) for name in SCHEMA)
    found = (path.stat() for path in paths if path.is_file())
    return tuple((stat.st_mtime_ns, stat.st_size) for stat in found)
