"""The fields of one entry of a corrections file, and what to say where one is wrong."""

import re
from datetime import date, datetime
from typing import Any

from analysis.errors import InputError, printable
from analysis.form import FORMATS, get_form

DECISIONS = ("accept", "reject", "explain")
_NEEDED = ("report", "sha256", "rule", "where", "decision", "reason", "by", "on")
_KNOWN = (*_NEEDED, "value")


def fields_of(entry: Any, place: str) -> dict[str, Any]:
    """The fields of an entry, each what it should be.

    Parameters
    ----------
    entry : object
        One of the list, as YAML has it.
    place : str
        File and number of the entry, which an error names.

    Returns
    -------
    dict
        Those of ``Correction`` that a person writes.

    Raises
    ------
    InputError
        If one is missing, misspelt or not what it should be.
    """
    if not isinstance(entry, dict):
        raise InputError(
            f"{place}: an entry is a list of `key: value` lines ({', '.join(_NEEDED)})."
        )
    unknown = [str(key) for key in entry if key not in _KNOWN]
    if True in entry and "on" not in entry:  # YAML 1.1 takes a bare `on` for a truth value
        entry = {("on" if key is True else key): value for key, value in entry.items()}
        unknown = [key for key in unknown if key != "True"]
    if unknown:
        raise InputError(
            f"{place}: there is no field {', '.join(unknown)}. Fields: {', '.join(_KNOWN)}."
        )
    missing = [key for key in _NEEDED if entry.get(key) is None or not str(entry[key]).strip()]
    if missing:
        raise InputError(
            f"{place}: lacks {', '.join(missing)}. A decision names its finding, reason, person "
            "and day."
        )
    nested = [key for key in _NEEDED if isinstance(entry[key], dict | list | tuple | set)]
    if nested:
        raise InputError(
            f"{place}: {', '.join(nested)} must be a plain text. Put it in quotation marks."
        )
    texts = {key: printable(" ".join(str(entry[key]).split())) for key in _NEEDED if key != "on"}
    if texts["decision"] not in DECISIONS:
        raise InputError(
            f"{place}: the decision {texts['decision']!r}; use one of {', '.join(DECISIONS)}."
        )
    texts["sha256"] = texts["sha256"].lower()
    if not re.fullmatch(r"[0-9a-f]{64}", texts["sha256"]):
        raise InputError(
            f"{place}: sha256 must be the 64 hexadecimal digits of the report's file "
            "(`sha256sum FILE`)."
        )
    value = _value(place, entry.get("value"), texts["where"])
    return {**texts, "on": _day(place, entry["on"]), "value": value}


def _day(place: str, entry: Any) -> str:
    try:
        day = entry.date() if isinstance(entry, datetime) else entry
        return (day if isinstance(day, date) else date.fromisoformat(str(day).strip())).isoformat()
    except ValueError:
        raise InputError(f"{place}: {entry!r} is no day. Write it as 2024-02-01.") from None


def _value(place: str, entry: Any, where: str) -> dict[str, float]:
    if entry is None:
        return {}
    if not isinstance(entry, dict):
        entry = {where: entry}
    codes = {code for fmt in FORMATS for code in get_form(fmt).by_code}
    figures = {}
    for code, figure in entry.items():
        if str(code) not in codes:
            raise InputError(
                f"{place}: value: the form has no cell {str(code)!r}. "
                "Write `value: {table/item/column: 19}`; docs/glossary.md has all codes."
            )
        if (
            isinstance(figure, bool)
            or not isinstance(figure, int | float)
            or figure != figure
            or abs(figure) == float("inf")
        ):
            raise InputError(f"{place}: value: {figure!r} is no number.")
        figures[str(code)] = float(figure)
    return figures
