"""Definitions of indicators: those of ``indicators.yml``, and those that a user adds.

A user's file has the same keys.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from analysis.files import text_of
from analysis.form import FORMATS, get_form
from analysis.user_files import Place, users_text, users_yaml

from .measures import MEASURES

KINDS = ("count", "amount", "proportion", "rate")
GROUPS = ("requests", "outcomes", "grounds", "remedies", "disclosure", "integrity", "report")
PER = 100  # a rate is given per so many of its denominator
# Shares of what became of requests, as pages show them; and all shares that pages compare.
ENDED = ("granted", "granted_any", "refused", "unavailable", "unprocessed", "other", "carried_out")
SHARES = ("natural_persons", *ENDED, "review_corrected", "suits_corrected")
# Compared between agencies: only shares and rates, for counts follow the size of an agency.
BETWEEN = (*SHARES, "reviews_per_100", "suits_per_100")


@dataclass(frozen=True)
class Indicator:
    """Definition of one indicator.

    Attributes
    ----------
    id : str
        Its name in tables and files.
    kind : {"count", "amount", "proportion", "rate"}
        A proportion has its numerator within its denominator; the events of a rate need be no part
        of it.
    label, caveat : dict
        ``zh`` and ``en``; the caveat is what the indicator must not be taken for.
    numerator, denominator : tuple of str
        Cell patterns, ``requests/refused.*/total``; each stands for the sum of the cells it fits.
        Empty for a measure.
    group : str
        One of ``GROUPS``: where it is listed.
    unit : dict
        ``zh`` and ``en``: what a count counts, or the events of a rate; empty for a proportion,
        which is a fraction of one.
    source : str
        Where its rows, or the way of counting, come from.
    detail : bool
        One of many parts of a mix, which a page leaves out where it is zero.
    measure : str
        Name in ``measures.MEASURES`` of what counts it, where it is no sum of cells; else empty.
    counted : dict
        Of a measure, ``numerator`` and ``denominator`` to what is counted, ``zh`` and ``en``.
    """

    id: str
    kind: str
    label: Mapping[str, str]
    caveat: Mapping[str, str]
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    group: str = "requests"
    unit: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    detail: bool = False
    measure: str = ""
    counted: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def interval(self) -> str:
        """Which interval it has: ``wilson``, ``garwood`` or, where it counts no trials, none."""
        if self.measure:  # checks, claims and days are no independent trials
            return ""
        return {"proportion": "wilson", "rate": "garwood"}.get(self.kind, "")


_KEYS = [f.name for f in fields(Indicator) if f.name != "counted"]
BAD_ID = "an id is made of letters, digits and _, and begins with a letter."


@cache
def fits(code: str, pattern: str) -> bool:
    """Whether a cell code fits a pattern, part by part: ``*`` never reaches over a slash.

    Parameters
    ----------
    code : str
        ``table/item/column``.
    pattern : str
        The same, with ``*`` for any text within a part.

    Examples
    --------
    >>> from analysis.assessing.indicators.definitions import fits
    >>> fits("requests/refused.state_secret/total", "requests/refused.*/total")
    True
    """
    return all(fnmatchcase(c, p) for c, p in zip(code.split("/"), pattern.split("/"), strict=True))


@cache
def definitions() -> tuple[Indicator, ...]:
    """The indicators of every report, in the order in which pages list them."""
    return _parse(text_of(__package__, "indicators.yml"), "indicators.yml", ())


def load_definitions(path: str | Path) -> tuple[Indicator, ...]:
    """Indicators that a user adds in a YAML file with the keys of ``indicators.yml``, in its order.

    Parameters
    ----------
    path : str or Path
        The file, in UTF-8.

    Raises
    ------
    InputError
        If the file cannot be read, or an entry lacks a key, has an id twice or one that is taken,
        or names cells that no format has; the message says which entry and what to do.
    """
    return _parse(users_text(path), str(path), tuple(d.id for d in definitions()))


def _parse(text: str, name: str, taken: tuple[str, ...]) -> tuple[Indicator, ...]:
    raw, file = users_yaml(text, name), Place(name)
    each = "a list of indicators is expected, each beginning with `- id: …`."
    file.need(isinstance(raw, list), each)
    found = tuple(_indicator(entry, file.at(f", entry {n}")) for n, entry in enumerate(raw, 1))
    for key, times in Counter([*taken, *(d.id for d in found)]).items():
        file.need(times < 2, f"the id {key!r} is taken. Give the indicator another.")
    return found


def _indicator(entry: Any, where: Place) -> Indicator:
    where.need(isinstance(entry, dict), "an indicator is a mapping of keys (id, kind, label, …).")
    where = where.at(f" ({entry.get('id')})")
    kind, measure = entry.get("kind"), entry.get("measure", "")
    where.need(kind in KINDS, f"kind is {kind!r}. Use one of: {', '.join(KINDS)}.")
    whole = kind in ("proportion", "rate")
    needed = ["id", "group", "label", "numerator", "caveat", "source"]
    needed += ["denominator"] * whole + ["unit"] * (kind != "proportion")
    where.keys(entry, needed, _KEYS)
    where.need(re.fullmatch(r"[A-Za-z]\w*", str(entry["id"]), re.ASCII), BAD_ID)
    known = f"Use one of: {', '.join(GROUPS)}."
    where.need(entry["group"] in GROUPS, f"group is {entry['group']!r}. {known}")
    instead = "Leave it out, or make the kind proportion or rate."
    where.need(whole or "denominator" not in entry, f"a {kind} has no denominator. {instead}")
    known = f"Use one of: {', '.join(MEASURES)}."
    where.need(
        not measure or (measure in tuple(MEASURES) and kind != "rate"),
        f"there is no measure {measure!r} that gives a {kind}. {known}",
    )
    parts = [k for k in ("numerator", "denominator") if k in entry]
    texts = ["label", "caveat"] + ["unit"] * ("unit" in entry) + parts * bool(measure)
    for key in texts:
        by_lang = entry[key] if isinstance(entry[key], dict) else {}
        both = all(isinstance(by_lang.get(lang), str) for lang in ("zh", "en"))
        where.need(both, f"{key} needs zh and en, both text.")
    patterns = {} if measure else {key: _patterns(entry[key], key, where) for key in parts}
    return Indicator(
        id=entry["id"],
        kind=kind,
        label=entry["label"],
        caveat=entry["caveat"],
        numerator=patterns.get("numerator", ()),
        denominator=patterns.get("denominator", ()),
        group=entry["group"],
        unit=entry.get("unit", {}),
        source=str(entry["source"]),
        detail=bool(entry.get("detail", False)),
        measure=measure,
        counted={key: entry[key] for key in parts} if measure else {},
    )


def _patterns(raw: Any, key: str, where: Place) -> tuple[str, ...]:
    """Cell patterns, each of which fits a cell of some format: one that never does is a slip."""
    where.need(
        isinstance(raw, list) and all(isinstance(p, str) for p in raw),
        f"{key} needs a list of cells, for example [requests/granted/total].",
    )
    codes = [code for f in FORMATS for code in get_form(f).by_code]
    for pattern in raw:
        where.need(
            pattern.count("/") == 2 and any(fits(code, pattern) for code in codes),
            f"{key}: no format has a cell {pattern!r}. The cells are named in docs/glossary.md.",
        )
    return tuple(raw)
