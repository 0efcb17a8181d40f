"""Names of agencies compared: their places and bodies, and which may be of one agency."""

import re
from functools import lru_cache
from itertools import takewhile

from analysis.form.agencies.divisions import places, shortly
from analysis.form.agencies.offices import office_of, words

# Not the 市 of 市场监管局, nor the 乡 of 住房和城乡建设局.
_PLACE = r"(?:省|市(?!场|容|政(?!务|府))|县|(?<!社)区(?!域)|州|盟|旗|(?<!城)[镇乡]|街道)"
_SPEAKS_FOR_GOVERNMENT = re.compile(
    "(?:人民)?政府(?:办公[室厅]|办)?|(?:管理委员会|管委会)(?:办公室|办)?"
)
_PLACE_ALONE = re.compile(r"[\u4e00-\u9fff]{1,12}(?:省|市|县|区|州|盟|旗|镇|乡|街道)")
SHORTEST = 4  # characters of a name with its place: 歙县水务局
# An office inside a bureau is the bureau's; a government's office is an agency.
_INNER_OFFICE = re.compile(
    r"(?:(?<=[局委厅院会署处学校司心])(?<!编纂委员会)|(?<=办公室))(?:信息公开)?(?:办公室|办)$"
    r"|(?:(?<=[乡镇]人民政府)|(?<=[乡镇]政府))[^局委厅院署]{0,8}(?:办公室|办)$|(?<=[^城][乡镇])办公室$|(?<=[农林牧渔殖]场)办公室$"
    r"|(?:(?:党政)?综合(?:办公室|办|科|股)|党政(?:办公室|办))$"
)


def begins_with_place(text: str) -> bool:
    """Whether a text begins with a division, in full or by its short name: 贵州省, 和平.

    Parameters
    ----------
    text : str
        Simplified characters without white space.
    """
    return bool(places(text)[0]) or any(shortly(text[:size]) for size in range(2, 6))


def is_place(text: str) -> bool:
    """Whether a text is a place and nothing else, by its ending: 清河县.

    Parameters
    ----------
    text : str
        Simplified characters without white space.
    """
    return len(text) > 1 and bool(_PLACE_ALONE.fullmatch(text))


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, str]:
    """The place of a name and what follows it; a government and its office follow with nothing.

    Parameters
    ----------
    name : str
        A folded name.
    """
    name = re.sub(r"\([^)]*\)", "", name)
    here, rest = places(name)
    office = office_of(rest, bool(here))
    if here and office.sure and office.kind == "bureau" and not office.place:
        body = "" if _SPEAKS_FOR_GOVERNMENT.fullmatch(rest) else rest
        return name.removesuffix(rest), body
    found = re.match(rf"^(?P<place>.*{_PLACE})(?P<body>.*)$", name)
    place, body = (found["place"], found["body"]) if found else ("", name)
    place = place if len(place) > 1 else ""
    if _SPEAKS_FOR_GOVERNMENT.fullmatch(body):
        body = ""
    return place, body.replace("委员会", "委")


def without_inner_office(name: str) -> str:
    """The agency that an office inside it belongs to: 清河县林业局办公室 is 清河县林业局.

    Parameters
    ----------
    name : str
        A folded name.
    """
    return _INNER_OFFICE.sub("", name)


def lacks_place(agency: str) -> bool:
    """Whether a name begins with what its place is, and not with its name: 区府办, 市水利局.

    镇远海关 begins with the name of a place, 旗山镇人民政府 is of one.

    Parameters
    ----------
    agency : str
        A folded name.
    """
    rank = re.match(
        "[市县区州镇乡旗](?![一-龥]?(?:市(?!场)|县|区)|[一-龥][镇乡](?:人民)?政府)", agency
    )
    return rank is not None and not begins_with_place(agency)


def is_short(agency: str) -> bool:
    """Whether a name has no place before it: 住建局, 区统计局.

    Parameters
    ----------
    agency : str
        A folded name.
    """
    if not re.search("(?:[局委办厅院所]|委员会)$", agency):
        return False
    if lacks_place(agency) or len(agency) <= 4:
        return True
    office = office_of(agency)
    named = office.place or office.part or begins_with_place(agency)
    central = agency.startswith(tuple(words()["central_heads"]))
    return office.sure and office.kind == "bureau" and not named and not central


def completes(full: str, agency: str) -> bool:
    """Whether a name is that of an agency with the place that a title leaves out, or cuts.

    住建局, 区卫健委 and 实验区财政金融局 lack one; 石河镇人民政府 is whole.

    Parameters
    ----------
    full, agency : str
        Folded names.
    """
    (here, body), (there, rest) = parts(agency), parts(full)
    if len(full) <= len(agency) or not there or begins_with_place(agency):
        return False
    office, short = office_of(agency), is_short(agency)
    if not short and (not begins_with_place(full) or (office.sure and not office.place)):
        return False
    relative = agency.replace("委员会", "委").removesuffix(body) if short else here
    ends = {part.removesuffix("员会")[-1:] for part in (body, rest)}
    shortens = len(ends) == 1 and _abbreviates(body, rest)
    return full.endswith(agency) or (there.endswith(relative) and shortens)


def same_agency(one: str, other: str) -> bool:
    """Whether two folded names may be of one agency, by the names alone.

    The office of a government speaks for it (清河县人民政府办公室, 清河县人民政府, 清河县). Of
    bureaus the part behind the place must agree, and the places where both name one: 清河县林业局
    and 县林业局 may be one, 清河县林业局 and 清河县水利局 are two.

    Parameters
    ----------
    one, other : str
        Folded names.
    """
    if one.endswith(other) or other.endswith(one):
        return True
    (here, body), (there, rest) = parts(one), parts(other)
    return (body == rest or _abbreviates(body, rest) or _abbreviates(rest, body)) and (
        not here or not there or here.endswith(there) or there.endswith(here)
    )


def differ_in_place(one: str, other: str) -> bool:
    """Whether two names of one agency differ, if at all, in the places before the body.

    Parameters
    ----------
    one, other : str
        Names that ``same_agency`` holds for one.
    """
    return parts(one)[1] == parts(other)[1]


def is_known(name: str) -> bool:
    """Whether a name is a place that the tables have, and an office whose words say its kind.

    Parameters
    ----------
    name : str
        A folded name.
    """
    zone = next((zone for zone in words()["zones"] if name.startswith(zone)), "")
    here, rest = places(name)
    rest = name.removeprefix(zone) if zone else rest
    return bool(zone or here) and office_of(rest, True).sure


def nearly_same(one: str, other: str) -> bool:
    """Whether two names differ in one character, or in two that one of them lacks.

    Parameters
    ----------
    one, other : str
        Folded names.
    """
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    apart = sorted(len(name) - start - end for name in (one, other))
    return start + end >= SHORTEST and apart in ([0, 1], [0, 2], [1, 1])


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _abbreviates(short: str, long: str) -> bool:
    """Whether a name is made of characters of another, in their order: 住建局, 市场监管局."""
    rest = iter(long)
    known = office_of(short).sure or not office_of(long).sure  # 务局 is no short form of 税务局
    return len(short) > 1 and known and all(sign in rest for sign in short)


def speaks_for_government(name: str) -> bool:
    """Whether a name is of a government, a zone's board, or an office of either.

    Parameters
    ----------
    name : str
        A folded name.
    """
    return not parts(name)[1]
