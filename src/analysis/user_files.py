"""Files of settings that users write: YAML in UTF-8, and what to say where it is none."""

from pathlib import Path
from typing import Any

import yaml

from .errors import InputError, printable
from .files import parse_yaml


def users_text(path: str | Path) -> str:
    """A text file that a user wrote.

    Parameters
    ----------
    path : str or Path
        The file, in UTF-8.

    Raises
    ------
    InputError
        If it cannot be read, or not as UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(
            f"{printable(path)}: cannot be read ({error.strerror}). Check its name and permissions."
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"{printable(path)}: cannot be read ({error}). Save it as UTF-8."
        ) from None


def users_yaml(text: str | bytes, path: str | Path) -> Any:
    """Mappings, lists and values of a YAML file that a user wrote.

    Parameters
    ----------
    text : str or bytes
        What it holds; bytes are UTF-8.
    path : str or Path
        The file, which an error names.

    Raises
    ------
    InputError
        If it is none; the message says where.
    """
    try:
        return parse_yaml(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # 2024-13-01, not UTF-8
        mark = getattr(error, "problem_mark", None)
        at = f", line {mark.line + 1}" if mark else ""
        deep = isinstance(error, RecursionError)
        reason = "nested too deep" if deep else str(error).splitlines()[0]
        raise InputError(
            f"{printable(path)}{at}: not valid YAML ({reason}). Correct it; a text with a colon "
            "needs quotation marks, and a day is written as 2024-02-01."
        ) from None


def table_in(folder: Path, name: str) -> Path | None:
    """A table in a folder: a Parquet file, a folder of Parquet files by year, or a CSV file.

    Parameters
    ----------
    folder : Path
        The folder.
    name : str
        The table.
    """
    ways = (folder / f"{name}.parquet", folder / name, folder / f"{name}.csv")
    return next((way for way in ways if way.is_file() or parts_of(way)), None)


def parts_of(table: Path) -> list[Path]:
    """The files of a table: itself, or those of its years.

    Parameters
    ----------
    table : Path
        A file, or a folder as ``gouji tabulate`` writes it.
    """
    return [table] if table.is_file() else sorted(table.glob("year=*/*.parquet"))
