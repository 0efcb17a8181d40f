"""What an organ is by the part of its name after the place: government, bureau, town, zone.

The words are data, ``agencies.yml``; here is how they may follow each other.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from analysis.files import yaml_of

MOST = 60  # characters of a name: what is longer is none


@dataclass(frozen=True)
class Office:
    """What the rest of a name says.

    Attributes
    ----------
    kind : str
        Key of ``agencies.yml``; empty where the name does not tell.
    sector : str
        Key of ``agencies.yml``, or empty.
    part : str
        Of a branch, the place that it is for: 郧阳 of 生态环境局郧阳分局.
    place : str
        A place that stands in no table, and goes before the rest: 南湖新区 of 南湖新区财政局.
    level : str
        What the words themselves tell of the level.
    sure : bool
        Whether the words say the kind; else only the ending does.
    below : bool
        Whether it is a body of a town, and so at none of the levels.
    in_zone : bool
        Whether that place is a zone: 经济开发区 of 经济开发区财政局.
    """

    kind: str = ""
    sector: str = ""
    part: str = ""
    place: str = ""
    level: str = ""
    sure: bool = True
    below: bool = False
    in_zone: bool = False


@cache
def words() -> dict[str, Any]:
    """The content of ``agencies.yml``: words of names, and labels of levels, kinds and sectors."""
    found: dict[str, Any] = yaml_of(__package__, "agencies.yml")
    return found


def _any(key: str) -> str:
    return "|".join(re.escape(w) for w in sorted(words()[key], key=len, reverse=True))


@cache
def _sectors() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that a bureau's name fits without its ending, and the sector of each word."""
    known = {word: key for key, sector in words()["sectors"].items() for word in sector["words"]}
    every = "|".join(re.escape(w) for w in sorted(known, key=len, reverse=True))
    return re.compile(
        rf"(?:{_any('leading')})?(?P<first>{every})(?:{every}|{_any('fillers')})*"
    ), known


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    zone = rf".*(?:{_any('zone')})"
    return {
        "town": re.compile(rf"[^局厅委处]{{1,12}}?(?:{_any('town')})(?:{_any('town_organs')})"),
        "below town": re.compile(
            rf"[^局厅委处]{{1,12}}?(?:{_any('town')}).{{0,8}}(?:{_any('below_town')})"
        ),
        "bare town": re.compile(rf"(?:{_any('town')})(?:{_any('town_organs')})"),
        "zone": re.compile(
            rf"(?:{zone}(?:{_any('zone_organs')})|.+[区园城港岛湾谷](?:管理委员会|管委会))"
        ),
        "in zone": re.compile(rf"(?P<place>{zone})(?P<rest>.+)"),
        "branch": re.compile(
            rf"(?P<core>.+?(?:局|委员会))(?P<part>.{{2,14}}?)(?:{_any('part_endings')})"
        ),
        "section": re.compile(rf"(?P<core>.+?局)(?P<part>.{{2,20}})(?:局|{_any('body_endings')})"),
        "unlisted": re.compile(r"(?P<place>.{1,7}?(?P<kind>[县旗区]|(?<!城)市))(?P<rest>.+)"),
        "relative": re.compile(rf"(?P<place>{_any('relative')})(?P<rest>.+)"),
    }


def _sector_of(body: str) -> str:
    """The sector of a bureau named without place and ending (自然资源); empty if not known."""
    pattern, known = _sectors()
    fit = pattern.fullmatch(body)
    return known[fit["first"]] if fit else ""


def lacks_name(rest: str) -> bool:
    """Whether the rest of a name is a town's organ without the town's own name.

    What was taken for a place is then the town's name: 东区街道办事处.

    Parameters
    ----------
    rest : str
        What follows the place.
    """
    return _patterns()["bare town"].fullmatch(rest) is not None


def office_of(rest: str, has_place: bool = False) -> Office:
    """What the part of a name after the place says.

    Parameters
    ----------
    rest : str
        In Simplified characters, without spaces and brackets; empty where the name is a place
        alone.
    has_place : bool
        Whether a place goes before it: then only a district can follow that stands in no table.
    """
    data, patterns = words(), _patterns()
    if len(rest) > MOST:
        return Office()
    if rest == "" or rest in data["government"]:
        return Office("government")
    if rest in data["government_office"]:
        return Office("bureau", "government_office")
    found = _bureau(rest) or _by_place(rest, has_place)
    if found:
        return found
    if patterns["below town"].fullmatch(rest):
        return Office("other", below=True)
    if rest.endswith(tuple(data["other_endings"])):
        return Office("other")
    for key in ("town", "zone"):
        if patterns[key].fullmatch(rest):
            return Office(key, level="township" if key == "town" else "")
    for key, sector in data["vertical_endings"].items():
        if rest.endswith(key):
            return Office("bureau", sector)
    inner = patterns["in zone"].fullmatch(rest)
    if inner and (found := _bureau(inner["rest"])):
        return replace(found, place=inner["place"], in_zone=True)
    if rest.endswith(tuple(data["not_bureaus"])):
        return Office("other", sure=False)
    if rest.endswith(tuple(data["bureau_endings"])):
        return Office("bureau", sure=False)
    return Office("other", sure=False) if rest.endswith(tuple(data["body_endings"])) else Office()


def _bureau(rest: str) -> Office | None:
    """A bureau whose sector is known, a branch of one, or a body of that sector."""
    data, patterns = words(), _patterns()
    for head in ("", *data["before_bureau"]):
        if rest.startswith(head):
            own = rest.removeprefix(head)
            if own in data["abbreviations"]:
                return Office("bureau", data["abbreviations"][own])
            for kind, endings in (
                ("bureau", data["bureau_endings"]),
                ("other", data["body_endings"]),
            ):
                for ending in sorted(endings, key=len, reverse=True):
                    if own.endswith(ending) and (sector := _sector_of(own.removesuffix(ending))):
                        return Office(
                            kind,
                            sector,
                            level="province" if ending in data["provincial_endings"] else "",
                        )
    branch = patterns["branch"].fullmatch(rest)
    if branch and (core := _bureau(branch["core"])):
        return replace(core, part=branch["part"])
    section = patterns["section"].fullmatch(rest)
    if section and (core := _bureau(section["core"])) and core.kind == "bureau":
        return replace(core, kind="other")
    return None


def _by_place(rest: str, has_place: bool) -> Office | None:
    """A bureau or government after a place that stands in no table, or after 市, 县 or 区 alone."""
    data, patterns = words(), _patterns()
    for key in ("relative", "unlisted"):
        fit = patterns[key].fullmatch(rest)
        if not fit or (has_place and not fit["place"].endswith("区")):
            continue
        own = fit["rest"]
        if own in data["government"]:
            found: Office | None = Office("government")
        elif own in data["government_office"]:
            found = Office("bureau", "government_office")
        else:
            found = _bureau(own)
            if found is None and patterns["town"].fullmatch(own):
                found = Office("town", level="township")
        if found and not patterns["zone"].fullmatch(fit["place"]):
            own_level = (
                data["relative"][fit["place"]]
                if key == "relative"
                else data["unlisted"].get(fit["kind"], "")
            )
            return replace(found, place=fit["place"], level=found.level or own_level)
    return None
