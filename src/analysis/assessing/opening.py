"""Processed tables opened: CSV that a person can read and git can compare."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.form import get_form
from analysis.messages import message
from analysis.reading.lists import separator

from .dataset import Dataset
from .folder import existing, file_states, find_processed, table_file
from .tabular import SCHEMA, typed, unguard

if TYPE_CHECKING:
    import pandas as pd

PAGE = "page.json"  # only in the folder of one page: ``Dataset.middles`` and ``counted``
_SEPARATOR_LINE = re.compile(rb'\A(?:\xef\xbb\xbf)?"?sep=.*\n', re.IGNORECASE)
_NONE = ("NA", "nan", "NaN", "None", "NULL", "<NA>")  # what programs write where there is nothing
_PRINTED = ("printed", "phrase")  # may hold such words themselves
_CODES = ("format", "division")
# Signs of a table that another program wrote: blank rows, numbers made of codes, words for nothing.
_OTHERS = (
    *(b"\n,", b"\n;", b"\n\t"),
    *(b".0,", b".0;", b".0\t", b'.0"', b".0\n", b".0\r"),
    *(word.encode() for word in _NONE),
)
_GUARDED = (b",'", b";'", b"\t'", b"\"'", b"\n'")  # a field that begins with an apostrophe
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
        path = existing(table_file(folder, name))
        content = path.read_bytes()
        if path.suffix == ".parquet":
            opened[name] = parsed_parquet(name, content)
            continue
        # In every slice of a corpus: rules, and tables without rows.
        same = "report" not in columns or content.count(b"\n") == 1
        try:
            opened[name] = _kept(name, content).copy(deep=False) if same else _parse(name, content)
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


def _parse(name: str, content: bytes) -> pd.DataFrame:
    """Open a table that ``table_bytes`` wrote, or that a spreadsheet saved since."""
    frame = _rows(content)
    missing = [c for c in SCHEMA[name] if c not in frame]
    if missing:
        raise InputError(
            f"lacks the columns {', '.join(missing)}. Run `gouji run` again to rewrite it."
        )
    try:
        if any(sign in content for sign in _OTHERS):
            frame = _put_right(frame)
        is_guarded = any(sign in content for sign in _GUARDED)
        return typed(name, unguard(frame) if is_guarded else frame)
    except ValueError as error:
        raise InputError(f"cannot be read: {error}. Run `gouji run` again to rewrite it.") from None


def parsed_parquet(name: str, content: bytes) -> pd.DataFrame:
    """A table from the bytes of its Parquet file, in a quarter of the time that CSV takes.

    Parameters
    ----------
    name : str
        Of the table.
    content : bytes
        The file.
    """
    import pandas as pd

    return typed(name, pd.read_parquet(io.BytesIO(content)))


_kept = lru_cache(maxsize=2 * len(SCHEMA))(_parse)


def _rows(content: bytes) -> pd.DataFrame:
    """The texts of a CSV file, also as spreadsheets save it: UTF-16, other separators."""
    import pandas as pd

    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            content = content.decode("utf-16").encode()
        content = _SEPARATOR_LINE.sub(b"", content).replace(b"\0", b"")
        mark = separator(content.split(b"\n", 1)[0].decode("utf-8-sig"))
        frame = pd.read_csv(
            io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig", sep=mark
        )
    except UnicodeDecodeError:
        raise InputError(
            "is not UTF-8: a spreadsheet may have saved it. Save it as CSV UTF-8, or run "
            "`gouji run` again to rewrite it."
        ) from None
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        raise InputError(f"cannot be read: {error}. Run `gouji run` again to rewrite it.") from None
    return frame.rename(columns=lambda column: column.strip().lower())


def _put_right(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows without blank ones, and codes as they were before a program made numbers of them."""
    frame = frame[(frame != "").any(axis=1)].reset_index(drop=True)
    for column in frame:
        texts = frame[column]
        if column in _CODES:
            frame[column] = texts.str.removesuffix(".0")
        elif column not in _PRINTED and (none := texts[texts.isin(_NONE)]).size:
            raise ValueError(
                f"{column} holds {none.iloc[0]!r}; write an empty cell where there is nothing "
                '(R: na = "")'
            )
    return frame
