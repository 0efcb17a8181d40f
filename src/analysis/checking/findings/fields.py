"""The fields of one entry of a corrections file, and what to say where one is wrong."""

from typing import Any

from analysis.errors import printable
from analysis.form import FORMATS, get_form
from analysis.user_files import NO_DIGEST, Place, day_in, digest_in

DECISIONS = ("accept", "reject", "explain")
_NEEDED = ("report", "sha256", "rule", "where", "decision", "reason", "by", "on")


def fields_of(entry: Any, place: Place) -> dict[str, Any]:
    """The fields of an entry that a person writes of a ``Correction``, each what it should be.

    Parameters
    ----------
    entry : object
        One of the list, as YAML has it.
    place : Place
        File and number of the entry.

    Raises
    ------
    InputError
        If one is missing, misspelt or not what it should be.
    """
    if isinstance(entry, dict):  # YAML 1.1 takes a bare `on` for a truth value
        entry = {("on" if key is True and "on" not in entry else key): entry[key] for key in entry}
    place.keys(entry, _NEEDED, ("value",))
    nested = [key for key in _NEEDED if isinstance(entry[key], dict | list | tuple | set)]
    place.need(not nested, f"{', '.join(nested)} must be a plain text. Put it in quotation marks.")
    texts = {key: printable(" ".join(str(entry[key]).split())) for key in _NEEDED if key != "on"}
    known = f"use one of {', '.join(DECISIONS)}."
    place.need(texts["decision"] in DECISIONS, f"the decision {texts['decision']!r}; {known}")
    texts["sha256"] = digest_in(texts["sha256"])
    place.need(texts["sha256"], NO_DIGEST)
    value = _value(place, entry.get("value"), texts["where"])
    return {**texts, "on": _day(place, entry["on"]), "value": value}


def _day(place: Place, entry: Any) -> str:
    day = day_in(entry)
    place.need(day, f"{entry!r} is no day. Write it as 2024-02-01.")
    return day


def _value(place: Place, entry: Any, where: str) -> dict[str, float]:
    if entry is None:
        return {}
    if not isinstance(entry, dict):
        entry = {where: entry}
    codes = {code for fmt in FORMATS for code in get_form(fmt).by_code}
    figures = {}
    for code, figure in entry.items():
        place.need(
            str(code) in codes,
            f"value: the form has no cell {str(code)!r}. "
            "Write `value: {table/item/column: 19}`; docs/glossary.md has all codes.",
        )
        figures[str(code)] = place.number(figure, "value")
    return figures
