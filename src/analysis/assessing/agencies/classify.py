"""What an agency is, from its name: its level, its kind, its sector and its division.

The name decides. What else is known, the territory that counts the agency in, the folders that its
file lies in, the host of its address, only tells apart places of one name. What none of them tells
stays empty: unknown is no guess.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from analysis.form.agencies.divisions import Division, ancestors, division, places, shortly
from analysis.form.agencies.offices import Office, lacks_name, office_of, words

_BRACKETS = re.compile(r"[(（\[［【〔][^)）\]］】〕]*[)）\]］】〕]|\s")


@dataclass(frozen=True)
class Agency:
    """What is known of an agency; an empty string is not known.

    Attributes
    ----------
    level : {"province", "prefecture", "county", "township", ""}
        Of a zone, the level of the government that its name puts it under.
    kind : {"government", "bureau", "town", "zone", "other", ""}
        ``other`` is an organ that is none of these.
    sector : str
        Key of ``agencies.yml``; empty, too, where there is none.
    division : str
        Six digits of GB/T 2260; of a town or a zone, those of the county or city that its name puts
        it in; of a bureau of a zone, those of the county.
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
    """Classify an agency: what is known of it.

    Parameters
    ----------
    name : str
        In Simplified characters, with or without the places above: 湘潭市湘乡市自然资源局,
        湘乡市自然资源局.
    scope : {"agency", "territory"}, optional
        What its report counts: the office of a government hands in that of the territory.
    year : int, optional
        The year reported on: which counties there were.
    near : str
        Other words that name a place: the territory that counts the agency in, folders.
    host : str, optional
        Of the address: www.yueyang.gov.cn.
    stated : mapping, optional
        ``level``, ``kind``, ``sector``, ``division`` as the source card states them; they go before
        everything.

    Examples
    --------
    >>> from analysis.assessing.agencies.classify import agency_of
    >>> agency = agency_of("湘潭市湘乡市自然资源局")
    >>> agency.level, agency.kind, agency.sector, agency.division_name
    ('county', 'bureau', 'natural_resources', '湘乡市')
    """
    found = _agency(name, scope or "", year, near, host or "")
    own = {
        key: str(value)
        for key, value in (stated or {}).items()
        if key in ("level", "kind", "sector", "division") and value
    }
    if "division" in own:
        known = division(own["division"])
        own["division_name"] = known.name if known else ""
    return replace(found, **own)


@lru_cache(maxsize=65_536)
def _agency(name: str, scope: str, year: int | None, near: str, host: str) -> Agency:
    data = words()
    name = _BRACKETS.sub("", name)
    vertical = next((head for head in data["vertical"] if name.startswith(head)), "")
    sector = data["vertical"].get(vertical, "")
    text = name.removeprefix(vertical)
    if not text:  # nothing, or the ministry itself: of no level that there is here
        return Agency(kind="bureau" if sector else "", sector=sector)
    party = next((head for head in data["other_heads"] if text.startswith(head)), "")
    if re.match(data["elsewhere"], text) and not party:
        return Agency(kind="other")
    if zone := _zone(text):
        return zone
    corps = re.match(data["corps"], text)
    if shortly(text):  # 湘乡, 景德镇: a place, or anything called after it
        return Agency()
    here, rest = _place(text.removeprefix(party or (corps[0] if corps else "")), year)
    office = Office("other", sure=False) if party else office_of(rest, bool(here))
    if vertical and sector and office.kind in ("bureau", "other", ""):
        office = replace(office, kind="bureau", sector=sector)
    if scope == "territory" and (office.kind, office.sector) == ("bureau", "government_office"):
        # The office hands in the report of its government.
        office = replace(office, kind="government", sector="")
    if corps or office.sector == "customs":  # a customs district is no division
        return Agency(kind=office.kind, sector=office.sector)
    # 两江新区管理委员会: it was a zone before it was a division.
    if here and rest in data["boards"]:
        return Agency(kind="zone")
    if not here and office.kind == "bureau" and text.startswith(tuple(data["central_heads"])):
        return Agency()
    here, office = _branch(here, office, year)
    here = _narrowed(here, near, host)
    goes_on = _goes_on(office, rest)
    level = _level(here, office, goes_on)
    at = here[0] if len(here) == 1 and not goes_on else None
    if len(here) == 1 and office.in_zone and not office.part and here[0].level == "county":
        at = here[0]  # a zone of a county is in it; one of a city may be a district (金普新区)
    return Agency(level, office.kind, office.sector, at.code if at else "", at.name if at else "")


def _zone(text: str) -> Agency | None:
    """An organ of a zone that is one with a county: the county is its division."""
    data = words()
    for zone, code in data["zones"].items():
        before, found, rest = text.partition(zone)
        at = division(code)
        if not found or at is None or (before and before not in [a.name for a in ancestors(code)]):
            continue
        office = office_of(rest, has_place=True)
        if rest in data["zone_organs"]:
            office = Office("zone")
        level = "" if office.kind == "zone" and rest not in data["zone_organs"] else at.level
        level = "township" if office.kind == "town" else "" if office.part else level
        return Agency(level, office.kind, office.sector, code, at.name)
    return None


def _place(text: str, year: int | None) -> tuple[tuple[Division, ...], str]:
    """The place at the head of a name, and the rest."""
    here, rest = places(text, year)
    if lacks_name(rest):  # 东区街道办事处: the street's own name, and not the district of that name
        return (), text
    market = re.fullmatch(words()["market"], text)
    if market and rest != market["rest"]:
        return shortly(market["place"], year), market["rest"]
    return (here, rest) if here else _short(text, year) or (here, rest)


def _short(text: str, year: int | None) -> tuple[tuple[Division, ...], str] | None:
    """湘乡自然资源局: a place without its suffix, before a bureau of a known sector."""
    for size in range(min(6, len(text) - 2), 1, -1):
        found, rest = shortly(text[:size], year), text[size:]
        office = office_of(rest) if found else Office()
        if found and office.sure and office.kind == "bureau" and office.sector and not office.place:
            return found, rest
    return None


def _branch(
    here: tuple[Division, ...], office: Office, year: int | None
) -> tuple[tuple[Division, ...], Office]:
    """A branch belongs to the place that it is for: 十堰市生态环境局郧阳分局 to 郧阳区."""
    if not office.part:
        return here, office
    below, rest = places(office.part, year, here)
    if not below or rest:
        below = shortly(office.part, year, here) if here else ()
    return (below, replace(office, part="")) if below else (here, office)


def _goes_on(office: Office, rest: str) -> bool:
    """Whether the name goes on, or may, to a place that no table has."""
    return bool(office.part or office.place) or (
        not office.sure and bool(re.fullmatch(words()["goes_on"], rest))
    )


def _level(here: tuple[Division, ...], office: Office, goes_on: bool) -> str:
    if office.kind == "town":
        return "township"
    if office.below:
        return ""
    if office.level and not (here and not goes_on):
        return office.level
    levels = {d.level for d in here}
    if len(levels) != 1 or goes_on:
        return ""
    level = next(iter(levels))
    # A zone under a province is the province's by charter and a city's by rank: its name does not
    # tell.
    return "" if office.kind == "zone" and level == "province" else level


def _narrowed(here: tuple[Division, ...], near: str, host: str) -> tuple[Division, ...]:
    """Of several places of one name, the one that the other evidence speaks for most closely."""
    if len(here) < 2:
        return here
    for closeness in ([_in_words(d, near) for d in here], [_in_host(d, host) for d in here]):
        best = max(closeness)
        if best and closeness.count(best) == 1:
            return (here[closeness.index(best)],)
    return here


def _in_words(d: Division, near: str) -> int:
    """How close to the place the words are: 3 its code, 2 its city, 1 its province, 0 nothing."""
    if d.code in near:
        return 3
    named = [
        a for a in ancestors(d.code) if a.name in near or (len(a.short) > 1 and a.short in near)
    ]
    return max((2 if a.level == "prefecture" else 1 for a in named), default=0)


def _in_host(d: Division, host: str) -> int:
    """What a label of the host names: 3 the place in initials, 2 its city, 1 its province."""
    labels = set(host.lower().split("."))
    own = "".join(s[0] for s in d.pinyin)
    found = 0
    for above in ancestors(d.code):
        if "".join(s[0] for s in above.pinyin) + own in labels:
            found = max(found, 3)
        if "".join(above.pinyin) in labels:
            found = max(found, 2 if above.level == "prefecture" else 1)
    return found
