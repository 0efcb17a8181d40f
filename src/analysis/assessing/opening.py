"""Processed tables opened: CSV that a person can read and git can compare."""

import json
import os
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.form import get_form
from analysis.messages import message

from .dataset import Dataset, file_states, find_processed
from .tabular import SCHEMA, parse_table

PAGE = "page.json"  # only in the folder of one page: ``Dataset.middles`` and ``counted``
_kept = lru_cache(maxsize=2 * len(SCHEMA))(parse_table)
_held: tuple[str, tuple[tuple[int, int], ...], Dataset] | None = None


def hold(folder: str | Path) -> Dataset:
    """Open processed tables and keep them, so that forked children open them in no time.

    Parameters
    ----------
    folder : str or Path
        The folder that ``open_dataset`` will be asked for.

    Raises
    ------
    InputError
        As ``open_dataset``.
    """
    global _held
    _held = None
    states, opened = file_states(Path(folder)), open_dataset(folder)
    _held = (os.path.realpath(folder), states, opened)
    return opened


def open_dataset(folder: str | Path | None = None) -> Dataset:
    """Open processed tables, typed as ``schema.yml`` says.

    Parameters
    ----------
    folder : str or Path, optional
        Where they are; if not given, those that ``find_processed`` finds, which are then named.

    Raises
    ------
    InputError
        If a table is missing or its columns are not those of ``SCHEMA``.

    Examples
    --------
    >>> from analysis import open_dataset
    >>> data = open_dataset("data/processed")
    >>> len(data.cells) == len(data.rows("cells", *data.reports["report"]))
    True
    """
    if not folder:
        folder = find_processed()
        # Not silently, as the commands: which tables they are decides what the figures are.
        print(message(f"Processed tables: {folder}"), file=sys.stderr)
    elif not isinstance(folder, str | os.PathLike):
        raise InputError(f"{str(folder)!r} is no folder. Give one, as a text.")
    folder = Path(folder)
    if _held and _held[0] == os.path.realpath(folder) and _held[1] == file_states(folder):
        # Shallow copies: pandas copies on write, so what one caller changes no other sees.
        tables_held = {name: getattr(_held[2], name).copy(deep=False) for name in SCHEMA}
        return replace(_held[2], **tables_held)
    opened = {}
    for name, columns in SCHEMA.items():
        path = folder / f"{name}.csv"
        if not path.is_file():
            raise InputError(
                f"{path} is missing. `gouji run` writes the processed tables; "
                "or give the folder that holds them."
            )
        content = path.read_bytes()
        # In every slice of a corpus: rules, and tables without rows.
        same = "report" not in columns or content.count(b"\n") == 1
        try:
            opened[name] = (
                _kept(name, content).copy(deep=False) if same else parse_table(name, content)
            )
        except InputError as error:
            raise InputError(f"{path} {error}") from None
    path = folder / PAGE
    if path.is_file():  # what one page needs of the tables, and no more
        return Dataset(**opened, **json.loads(path.read_bytes()))
    _need_whole(folder, opened["reports"], opened["cells"])
    return Dataset(**opened)


def _need_whole(folder: Path, reports: Any, cells: Any) -> None:
    """Refuse tables of which rows were lost, or came twice, since they were written."""
    again = "Run `gouji run` again to rewrite it, or leave the same reports out of every table."
    twice = reports["report"][reports["report"].duplicated()]
    if len(twice):
        raise InputError(f"{folder / 'reports.csv'} lists {twice.iloc[0]} twice. {again}")
    sizes = cells.loc[cells["status"] != "", "report"].value_counts(sort=False)
    if strangers := set(sizes.index) - set(reports["report"]):
        lacking = f"lacks {min(strangers)}, of which cells.csv has cells"
        raise InputError(f"{folder / 'reports.csv'} {lacking}. {again}")
    for report, form in zip(reports["report"], reports["format"], strict=True):
        whole, here = len(get_form(form).cells), int(sizes.get(report, 0))
        if here != whole:
            count = f"has {here} cells of {report}, whose form has {whole}"
            raise InputError(f"{folder / 'cells.csv'} {count}. {again}")
