"""Files of users: settings in YAML and UTF-8, tables, and what to say where one is wrong."""

import codecs
import math
import re
import unicodedata
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

import yaml

from .errors import InputError, printable
from .files import parse_yaml

NO_DIGEST = "sha256 must be the 64 hexadecimal digits of the report's file (`sha256sum FILE`)."
_YEAR = re.compile(r"(\d{4})(?:\.0+)?\s*(?:年度?)?", re.ASCII)
# A day with no other number beside it than a time.
_DAY = re.compile(
    r"\D*(\d{4})(?:\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})|(\d\d)(\d\d))"
    r"(?:日?[T\s]*\d{1,2}:\d\d\S*)?\D*",
    re.ASCII,
)
_DIGEST = re.compile(r"(?:sha-?256\W*|0x)?((?:[0-9a-f]{2}[\s:]?){32})(?![0-9a-f])")


def year_in(text: object) -> str:
    """A year as people and programs write it: ``2023``, ``2023年度``, ``2023.0``.

    Parameters
    ----------
    text : object
        What a file holds.

    Returns
    -------
    str
        Its four digits; the text itself where it is no year.
    """
    plain = unicodedata.normalize("NFKC", str(text)).strip()
    found = _YEAR.fullmatch(plain)
    return found[1] if found else plain


def is_year(digits: str) -> bool:
    """Whether a report can be of a year: the regulation is in force since 2008.

    Parameters
    ----------
    digits : str
        As ``year_in`` gives it.
    """
    return digits.isdecimal() and 2008 <= int(digits[:5]) <= 2100


def day_in(value: object) -> str:
    """A day as people and programs write it: ``2024/2/1``, ``2024年2月1日``, ``1 February 2024``.

    Parameters
    ----------
    value : object
        What a file or a command line holds.

    Returns
    -------
    str
        The ISO date; empty where it is no day, or more than one.
    """
    text = unicodedata.normalize("NFKC", str(value)).strip()
    with suppress(ValueError):
        if found := _DAY.fullmatch(text):
            return date(*(int(part) for part in found.groups() if part)).isoformat()
    for pattern in ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y"):
        with suppress(ValueError):
            return datetime.strptime(text, pattern).date().isoformat()
    return ""


def digest_in(text: object) -> str:
    """A SHA-256 as programs print it: in capitals, in pairs, with its name or that of the file.

    Parameters
    ----------
    text : object
        What a file holds.

    Returns
    -------
    str
        Its 64 digits, in small letters; empty where there is none.
    """
    found = _DIGEST.match(str(text).strip().lower())
    return re.sub(r"[\s:]", "", found[1]) if found else ""


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
        return _decoded(Path(path).read_bytes(), path)
    except OSError as error:
        raise InputError(
            f"{printable(path)}: cannot be read ({error.strerror}). Check its name and permissions."
        ) from None


def _decoded(data: bytes, path: str | Path) -> str:
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{printable(path)}: cannot be read ({error}). Save it as UTF-8."
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


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
        return parse_yaml(text if isinstance(text, str) else _decoded(text, path))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # 2024-13-01
        mark = getattr(error, "problem_mark", None)
        at = f", line {mark.line + 1}" if mark else ""
        deep = isinstance(error, RecursionError)
        reason = "nested too deep" if deep else str(error).splitlines()[0]
        raise InputError(
            f"{printable(path)}{at}: not valid YAML ({reason}). Correct it; a text with a colon "
            "needs quotation marks, and a day is written as 2024-02-01."
        ) from None


class Place:
    """A place in a file of a user's, which messages about it begin with.

    Parameters
    ----------
    name : object
        File and entry, as messages name them.
    """

    def __init__(self, name: object) -> None:
        self.name = printable(name)

    def at(self, what: str) -> Self:
        """A place inside this one.

        Parameters
        ----------
        what : str
            Such as ``, entry 3``.
        """
        return type(self)(self.name + what)

    def wrong(self, what: str) -> InputError:
        """The error that something is wrong here.

        Parameters
        ----------
        what : str
            What is wrong, and what to do.
        """
        return InputError(f"{self.name}: {what}")

    def need(self, fine: object, what: str) -> None:
        """Raise ``wrong`` unless all is as it should be.

        Parameters
        ----------
        fine : object
            Whether it is.
        what : str
            What is wrong otherwise, and what to do.
        """
        if not fine:
            raise self.wrong(what)

    def number(self, value: Any, name: str) -> float:
        """A finite number; text, a truth value and infinity are refused.

        Parameters
        ----------
        value : object
            What is written here.
        name : str
            What it is, as the message names it.
        """
        number = isinstance(value, int | float) and not isinstance(value, bool)
        self.need(number and math.isfinite(value), f"{name} is {value!r}. Give a number.")
        return float(value)

    def keys(self, entry: Any, needed: Collection[str], more: Iterable[str] = ()) -> None:
        """Refuse what is no mapping, lacks a key, or has one that would be without effect.

        Parameters
        ----------
        entry : object
            What is written here.
        needed : collection of str
            Keys that must be there, and not be empty.
        more : iterable of str
            Keys that may be there.
        """
        self.need(isinstance(entry, dict), f"a mapping with {', '.join(needed)} is expected.")
        known = dict.fromkeys((*needed, *more))
        for key in map(str, entry):
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"Did you mean {near[0]!r}?" if near else f"Keys: {', '.join(known)}."
                raise self.wrong(f"there is no key {key[:40]!r}. {hint}")
        values = {key: entry.get(key) for key in needed}
        lacking = [k for k, v in values.items() if v in (None, [], {}) or not str(v).strip()]
        self.need(not lacking, f"lacks {', '.join(lacking)}.")


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
