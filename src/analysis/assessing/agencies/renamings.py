"""Renamings of agencies, read from ``agencies.yml`` beside the reports.

::

    - from: 清河县农业局
      to: 清河县农业农村局
      date: 2019-03-20                       # the day from which the new name holds
      source: https://www.example.gov.cn/1.htm   # who says so
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.user_files import Place, day_in, users_text, users_yaml

NAME = "agencies.yml"
_NEEDED = ("from", "to", "date", "source")


@dataclass(frozen=True)
class Renaming:
    """One entry of the list.

    Attributes
    ----------
    old, new : str
        The agency's name before and after.
    day : date
        From which the new name holds: a report on a year after that of the day is not the old
        agency's.
    source : str
        Address or document that says so.
    place : str
        File and number of the entry, for messages.
    """

    old: str
    new: str
    day: date
    source: str
    place: str


def load_renamings(paths: Iterable[str | Path]) -> list[Renaming]:
    """The renamings in every ``agencies.yml`` that lies with reports.

    Parameters
    ----------
    paths : iterable of str or Path
        Reports, beside which the file lies, and folders, which are searched through.

    Raises
    ------
    InputError
        Naming file and entry: YAML that does not parse, a key that is missing or misspelt, a date
        that is none.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        files = sorted(path.rglob(NAME)) if path.is_dir() else [path.with_name(NAME)]
        found.update(dict.fromkeys(file for file in files if file.is_file()))
    return [renaming for path in found for renaming in _read(path)]


def _read(path: Path) -> list[Renaming]:
    content, file = users_yaml(users_text(path), path) or [], Place(path)
    entries = f"must be a list of entries with {', '.join(_NEEDED)}."
    file.need(isinstance(content, list), entries)
    return [_entry(entry, file.at(f", entry {n}")) for n, entry in enumerate(content, start=1)]


def _entry(entry: Any, place: Place) -> Renaming:
    place.keys(entry, _NEEDED)
    old, new, day = str(entry["from"]).strip(), str(entry["to"]).strip(), day_in(entry["date"])
    place.need(old != new, "`from` and `to` are the same.")
    place.need(day, f"`date` is {str(entry['date'])[:40]!r}. Write it as 2019-03-20.")
    return Renaming(old, new, date.fromisoformat(day), str(entry["source"]), place.name)
