"""What an agency is, from its name: its level, its kind, its sector and the division that it belongs to.

The name decides. What else is known, the territory that counts the agency in, the folders that its file lies in, the host of
its address, only tells apart places of one name. What none of them tells stays empty: unknown is no guess.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from analysis.reading.card import KINDS, LEVELS

from .divisions import Division, ancestors, division, places, shortly
from .offices import Office, office_of, words

__all__ = ["KINDS", "LEVELS", "Agency", "agency_of"]

_BRACKETS = re.compile(r"[(（\[［【〔][^)）\]］】〕]*[)）\]］】〕]|\s")


@dataclass(frozen=True)
class Agency:
    """What is known of an agency; an empty string is not known.

    Attributes
    ----------
    level : {"province", "prefecture", "county", "township", ""}
        Of a zone, the level of the government that its name puts it under.
    kind : {"government", "bureau", "town", "zone", "other", ""}
    sector : str
        Key of ``agencies.yml``; empty, too, where there is none.
    division : str
        Six digits of GB/T 2260; of a town or a zone, those of the county or city that its name puts it in.
    division_name : str
        湘乡市.
    """

    level: str = ""
    kind: str = ""
    sector: str = ""
    division: str = ""
    division_name: str = ""


def agency_of(
    name: str,
    scope: str | None = None,
    *,
    year: int | None = None,
    near: str = "",
    host: str | None = None,
    stated: Mapping[str, str] | None = None,
) -> Agency:
    """What an agency is.

    Parameters
    ----------
    name : str
        In Simplified characters, with or without the places above: 湘潭市湘乡市自然资源局, 湘乡市自然资源局.
    scope : {"agency", "territory"}, optional
    year : int, optional
        The year reported on: which counties there were.
    near : str
        Other words that name a place: the territory that counts the agency in, folders.
    host : str, optional
        Of the address: www.yueyang.gov.cn.
    stated : mapping, optional
        ``level``, ``kind``, ``sector``, ``division`` as the source card states them; they go before everything.
    """
    found = _agency(name, scope or "", year, near, host or "")
    own = {key: str(value) for key, value in (stated or {}).items() if key in ("level", "kind", "sector", "division") and value}
    if "division" in own:
        known = division(own["division"])
        own["division_name"] = known.name if known else ""
    return replace(found, **own)


@lru_cache(maxsize=65_536)
def _agency(name: str, scope: str, year: int | None, near: str, host: str) -> Agency:
    data = words()
    name = _BRACKETS.sub("", name)
    if not name:
        return Agency()
    vertical = next((head for head in data["vertical"] if name.startswith(head)), "")
    sector = data["vertical"].get(vertical, "")
    text = name.removeprefix(vertical)
    if not text:  # the ministry itself: of no level that there is here
        return Agency(kind="bureau", sector=sector)
    other = next((head for head in data["other_heads"] if text.startswith(head)), "")
    here, rest = places(text.removeprefix(other), year)
    if not here and (short := _short(text, year)):
        here, rest = short
    office = replace(Office("other"), sure=False) if other else office_of(rest)
    if vertical and sector and office.kind in ("bureau", "other", ""):
        office = replace(office, kind="bureau", sector=sector)
    if scope == "territory" and office == Office("bureau", "government_office"):
        office = Office("government")  # the office hands in the report of its government
    here, office = _branch(here, office, year)
    here = _told_apart(here, near, host)
    level = _level(here, office, other or vertical and not here)
    at = here[0] if len(here) == 1 and not _elsewhere(office) else None
    return Agency(level, office.kind, office.sector, at.code if at else "", at.name if at else "")


def _short(text: str, year: int | None) -> tuple[tuple[Division, ...], str] | None:
    """湘乡自然资源局: a place without its suffix, where what follows is a bureau whose sector is known."""
    for size in range(min(6, len(text) - 2), 1, -1):
        found, rest = shortly(text[:size], year), text[size:]
        office = office_of(rest) if found else Office()
        if found and office.sure and office.kind == "bureau" and office.sector and not office.place:
            return found, rest
    return None


def _branch(here: tuple[Division, ...], office: Office, year: int | None) -> tuple[tuple[Division, ...], Office]:
    """A branch is of the place that it is for: 十堰市生态环境局郧阳分局 of 郧阳区, one level below its bureau."""
    if not office.part:
        return here, office
    below, rest = places(office.part, year, here)
    if not below or rest:
        below = shortly(office.part, year, here) if here else ()
    return (below, replace(office, part="")) if below else (here, office)


def _elsewhere(office: Office) -> bool:
    """Whether the name goes on to a place that no table has."""
    return bool(office.part or office.place)


def _level(here: tuple[Division, ...], office: Office, apart: object) -> str:
    if office.kind == "town":
        return "township"
    if office.level and not (here and not _elsewhere(office)):
        return office.level
    levels = {d.level for d in here}
    if len(levels) != 1 or _elsewhere(office) or (apart and not here):
        return ""
    level = next(iter(levels))
    # A zone under a province is the province's by charter and a city's by rank: its name does not tell.
    return "" if office.kind == "zone" and level == "province" else level


def _told_apart(here: tuple[Division, ...], near: str, host: str) -> tuple[Division, ...]:
    """The one of several places of one name that the rest of the evidence speaks for."""
    if len(here) < 2:
        return here
    for speaks in (lambda d: _in_words(d, near), lambda d: _in_host(d, host)):
        fit = tuple(d for d in here if speaks(d))
        if len(fit) == 1:
            return fit
    return here


def _in_words(d: Division, near: str) -> bool:
    return any(a.name in near or (len(a.short) > 1 and a.short in near) for a in ancestors(d.code)) or d.code in near


def _in_host(d: Division, host: str) -> bool:
    """Whether a label of the host is the place, or one that it lies in, in pinyin; or the two in initials: njgl."""
    labels = set(host.lower().split(".")) - {"gov", "cn", "com", "org", "net"}
    own = ancestors(d.code)
    spelt = {"".join(a.pinyin) for a in own}
    initials = "".join(s[0] for s in d.pinyin)
    spelt |= {"".join(s[0] for s in a.pinyin) + initials for a in own}
    return bool(labels & spelt)
