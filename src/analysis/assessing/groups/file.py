"""The user's groups: a YAML file of groups, by name or by division, level, kind and sector."""

import re
from collections.abc import Set
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError, printable
from analysis.form.agencies.divisions import divisions
from analysis.form.agencies.offices import words
from analysis.reading.card import KINDS, LEVELS
from analysis.user_files import Place, users_text, users_yaml

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_CONDITIONS = ("division", "level", "kind", "sector")
_KEYS = ("id", "zh", "en", "agencies", *_CONDITIONS)


@dataclass(frozen=True)
class DefinedGroup:
    """One group of the user's.

    Attributes
    ----------
    id : str
        Its name in table ``groups``, before form, year and scope.
    label : dict
        ``zh`` and ``en``.
    agencies : tuple of str
        Members by name.
    conditions : tuple of (str, tuple of str)
        Members by what is known of them: column of ``reports`` and values, all of which must fit; a
        division fits by its beginning. No conditions take in nobody.
    where : str
        File and entry, for messages.
    """

    id: str
    label: dict[str, str]
    agencies: tuple[str, ...]
    conditions: tuple[tuple[str, tuple[str, ...]], ...]
    where: str


def load_groups(path: str | Path) -> tuple[DefinedGroup, ...]:
    """Read a file of groups.

    Parameters
    ----------
    path : str or Path
        YAML: ``groups:``, a list of mappings with ``id``, ``zh`` and ``en`` (one of them is
        enough), and ``agencies`` (names) or any of ``division`` (2, 4 or 6 digits), ``level``,
        ``kind``, ``sector`` (one value or a list).

    Raises
    ------
    InputError
        If the file cannot be read or an entry is not what it must be; the message names the entry
        and what to do about it.
    """
    content, file = users_yaml(users_text(path), path), Place(path)
    entries: Any = content.get("groups") if isinstance(content, dict) else None
    example = "must hold `groups:` and a list of groups. docs/groups.md has an example."
    file.need(isinstance(entries, list) and entries, example)
    found = tuple(_group(entry, file.at(f", group {n}")) for n, entry in enumerate(entries, 1))
    for number, group in enumerate(found):
        new = group.id not in {g.id for g in found[:number]}
        Place(group.where).need(new, f"the id {group.id!r} is there twice. Give each its own.")
    return found


def _group(entry: Any, where: Place) -> DefinedGroup:
    lines = f"a group is a list of `key: value` lines ({', '.join(_KEYS)})."
    where.need(isinstance(entry, dict), lines)
    where.keys(entry, (), _KEYS)
    own = entry.get("id")
    where.need(
        isinstance(own, str) and _ID.fullmatch(own),
        "`id` must be 1 to 40 characters of a-z, 0-9, - and _, such as xiangtan-counties.",
    )
    where = where.at(f" ({own})")
    where.need(
        not own.startswith(tuple(f"{level}-" for level in LEVELS)),
        f"groups by rule have ids that begin so. Choose another id, such as my-{own}.",
    )
    texts = {lang: entry.get(lang) for lang in ("zh", "en") if entry.get(lang)}
    where.need(
        texts and all(isinstance(text, str) for text in texts.values()),
        "name the group: `zh: …` and `en: …` (one of them serves for both).",
    )
    label = {
        lang: printable(texts.get(lang) or next(iter(texts.values()))) for lang in ("zh", "en")
    }
    agencies = entry.get("agencies") or []
    where.need(
        isinstance(agencies, list) and all(isinstance(name, str) for name in agencies),
        "`agencies` is a list of names: `agencies: [湘乡市自然资源局, 韶山市自然资源局]`.",
    )
    conditions = tuple(
        (key, _values(key, entry[key], where))
        for key in _CONDITIONS
        if entry.get(key) not in (None, "")
    )
    members = "has no members. Give `agencies`, or division, level, kind or sector."
    where.need(agencies or conditions, members)
    return DefinedGroup(own, label, tuple(dict.fromkeys(agencies)), conditions, where.name)


def _values(key: str, value: Any, where: Place) -> tuple[str, ...]:
    values = tuple(str(v) for v in (value if isinstance(value, list) else [value]))
    if key == "division":
        codes = {d.code for d in divisions()}
        for digits in values:
            where.need(
                re.fullmatch(r"\d{2}|\d{4}|\d{6}", digits),
                f"division {digits[:40]!r} must be the first 2, first 4 or all 6 digits of a code, "
                "such as 4303.",
            )
            where.need(
                any(code.startswith(digits) for code in codes),
                f"no division has the code {digits}. Codes are those of GB/T 2260: 4303 is 湘潭市.",
            )
        return values
    known = {"level": LEVELS, "kind": KINDS, "sector": tuple(words()["sectors"])}[key]
    for word in values:
        near = get_close_matches(word, known, n=3, cutoff=0.5) or known
        where.need(word in known, f"there is no {key} {word[:40]!r}. Known: {', '.join(near)}.")
    return values


def check_agencies(group: DefinedGroup, known: Set[str]) -> None:
    """Refuse a group that names an agency of which there is no report.

    Parameters
    ----------
    group : DefinedGroup
        A group of the user's.
    known : set of str
        The agencies of which there are reports.

    Raises
    ------
    InputError
        Naming the agency, and the nearest names that there are.
    """
    for agency in group.agencies:
        if agency not in known:
            near = get_close_matches(agency, sorted(known), n=3, cutoff=0.4)
            hint = f"Nearest names: {'; '.join(near)}." if near else "No name loaded is like it."
            raise InputError(f"{group.where}: no report of {agency} is loaded. {hint}")


def members(group: DefinedGroup, reports: pd.DataFrame) -> list[str]:
    """The reports of a group, in the order of the table ``reports``.

    Parameters
    ----------
    group : DefinedGroup
        A group of the user's.
    reports : DataFrame
        The table ``reports``.

    Raises
    ------
    InputError
        If the group names an agency of which no report is loaded; the message gives the nearest
        names.
    """
    names = reports["agency"]
    check_agencies(group, set(names))
    chosen = names.isin(group.agencies)
    if group.conditions:
        fits = pd.Series(True, index=reports.index)
        for column, values in group.conditions:
            fits &= (
                reports[column].str.startswith(values)
                if column == "division"
                else reports[column].isin(values)
            )
        chosen |= fits
    return list(reports.loc[chosen, "report"])
