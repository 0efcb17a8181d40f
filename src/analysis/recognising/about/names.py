"""Names of agencies: the one gate that every name passes, from a title, a field or a sentence.

A name is kept whole or not at all. What only stands beside it (a date, a bullet, a number, the
words of a notice, a site's name, a short form in brackets) is taken off; words that any agency
could say of itself (本机关, 县人民政府) name nobody.
"""

import re
from functools import cache
from typing import Any

from analysis.files import yaml_of

# A year is four digits and no part of a longer run: 202020年, 20241月 hold none.
YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)年?(?:度)?")
BLANK = "\x1f"  # stands in a folded text where the print has a blank
MOST = 40  # characters of a name: what is longer is none
_SHORT_FORM = re.compile(r"\([\"“”']?(?:以下|下文|下)?(?:统?简?称)[^)]*(?:\)|$)|\(\)|\[\]")
_SEPARATORS = re.compile(r"[>»›|/:→·•~\-–—_,;!?。]+")
_HAN = "\u4e00-\u9fff"
# Signs, digits and brackets that lead: ★, 1., (一), 01-20; a closed bracket with words in it.
_SIGNS = re.compile(rf"^(?:[^{_HAN}(\[【〔<〈「『]+|\([^{_HAN}]*\)|\([一二三四五六七八九十]+\))")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.)]|第[一二三四五六七八九十\d]+[号篇章期条项])"
)
_BRACKETED = re.compile(
    r"^[(\[【〔<〈「『](?P<inside>(?:[^()\]】〕>〉」』]|\([^()]*\))*)[)\]】〕>〉」』](?P<rest>.*)$"
)
_PAIRS = (("(", ")"), ("[", "]"), ("【", "】"), ("〔", "〕"))
# Not the 市 of 市场监管局, nor the 乡 of 住房和城乡建设局.
_PLACE = r"(?:省|市(?!场|容|政(?!务|府))|县|(?<!社)区(?!域)|州|盟|旗|(?<!城)[镇乡]|街道)"
_RELATIVE = re.compile(
    r"^(?:本|我|各|该|贵|全|其|上级|相关|有关|所属|下属)?(?:省|市|县|区|州|盟|旗|镇|乡)?"
)
# 公开 is a word of notices and titles, but part of the name in 政务公开办公室.
# A rare character stands for it while a name passes the gate.
_BODY_OF_DISCLOSURE = re.compile(
    "(?<=政务|信息)公开(?=办|和|与|领导|服务|科|处|局|中心|工作(?:办|领导|局|处|科|中心))"
)
_PLACEHOLDER = "龘"
_SPEAKS_FOR_GOVERNMENT = re.compile(
    "(?:人民)?政府(?:办公[室厅]|办)?|(?:管理委员会|管委会)(?:办公室|办)?"
)


# What only says how much of an agency is meant, or that it set its seal.
_QUALIFIED = re.compile(
    r"\((?:含[^)]*|不含[^)]*|盖章|公章|章)\)"
    r"|(?<=[局委厅院署会府办室处关心校学队所司团站镇乡道])(?:本级机关|机关本级|本级|机关|本部)$"
)
_PLACE_ALONE = re.compile(r"[\u4e00-\u9fff]{1,12}(?:省|市|县|区|州|盟|旗|镇|乡|街道)")
# Their names need no 县 or 市: 临川海关.
_WITHOUT_PLACE = re.compile("(?:海关|银行|公司|集团|医院|中学|大学|学院|学校)$")
_SHORTEST = 4  # characters of a name with its place: 歙县水务局


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml_of(__package__, "names.yml")
    return found


def _any(key: str) -> str:
    return "|".join(sorted(map(str, _words()[key]), key=len, reverse=True))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "agency": re.compile(
            rf"[{_HAN}()、]{{1,{MOST}}}?(?:{_any('endings')})(?:\([^)]{{1,20}}\))?"
        ),
        "place": re.compile(rf"[{_HAN}]{{2,8}}?(?:省|市|县|区|州|盟|旗)[{_HAN}()]{{2,30}}"),
        "not in": re.compile(_any("not_in_names")),
        "before": re.compile(rf"^.*(?:{_any('before_names')})"),
        "leading": re.compile(rf"^(?:{_any('leading')})"),
        "trailing": re.compile(rf"(?:{_any('trailing')})$"),
        "generic": re.compile(rf"(?:{_any('generic')})*"),
        "of sentences": re.compile(_any("of_sentences")),
    }


def looks_like_agency(text: str) -> bool:
    """Whether a folded text is the name of one organ or place, and nothing else.

    Parameters
    ----------
    text : str
        Simplified characters without white space.
    """
    patterns, text = _patterns(), _shielded(text)
    return bool(
        patterns["agency"].fullmatch(text) and not patterns["not in"].search(text)
    ) and not is_generic(text)


def _shielded(text: str) -> str:
    return _BODY_OF_DISCLOSURE.sub(_PLACEHOLDER, text)


def names_another(text: str) -> bool:
    """Whether words of a sentence are sure enough to be an agency's name to contradict a title.

    They must be a place and a body, and no words of the sentence may be among them.

    Parameters
    ----------
    text : str
        Folded words before a verb.
    """
    place, body = _parts(text)
    return bool(place and body) and not _patterns()["of sentences"].search(text)


def is_generic(name: str) -> bool:
    """Whether a name is of words that any agency may use of itself: 政府, 县人民政府, 我局.

    Parameters
    ----------
    name : str
        Simplified characters without white space.
    """
    rest = _RELATIVE.sub("", name, count=1)
    return bool(_patterns()["generic"].fullmatch(rest)) or bool(re.match("[本我该贵各]", name))


def _without_short_forms(text: str) -> str:
    """Take out what a bracket only says to shorten a name: （以下简称县林业局）."""
    return _SHORT_FORM.sub("", text)


def clean_agency(before: str) -> str:
    """Take the agency's name out of the words before a title's kind.

    Parameters
    ----------
    before : str
        Folded words: ``关于公布清河县林业局2023年``.

    Returns
    -------
    str
        The name; empty where the words hold none that passes the gate.
    """
    before = re.sub(rf"(?<=[\d年度]){BLANK}|{BLANK}(?=[年度])", "", before)
    text = _without_short_forms(YEAR.sub("", _without_short_forms(before)).replace("()", ""))
    text = _QUALIFIED.sub("", _shielded(text.strip(BLANK)))
    text = re.sub("^.*《", "", text) if not text.endswith("《") else text
    for part in reversed(_SEPARATORS.split(text)):
        whole = _joined(part)
        if whole is None:
            return ""
        for name in _readings(whole):
            if _passes(name):
                return "" if _names_two(name) else name.replace(_PLACEHOLDER, "公开")
    return ""


def _names_two(name: str) -> bool:
    """Whether a name is of two agencies, each with its place: 清河县林业局和清河县水利局."""
    halves = [(name[: m.start()], name[m.end() :]) for m in re.finditer("[、和及与]", name)]
    return any(
        looks_like_agency(a)
        and not _PLACE_ALONE.fullmatch(a)  # 清河县和平街道
        and looks_like_agency(b)
        and _parts(b)[0]
        for a, b in halves
    )


def _joined(part: str) -> str | None:
    """Words with blanks between put together, as far back as they make one name.

    Before a name that begins with its own place may be the place that this lies in, and no more:
    what else stands there is a word of the page, or the name of a site. None where it is a second
    agency: nobody can tell which of the two is meant, or whether both are.
    """
    words = [word for word in part.split(BLANK) if word]
    while words[:1] and words[0] in "大中小":  # sizes of letters that a page offers
        del words[0]
    while len(words) > 1:
        last, before = words[-1], words[-2]
        whole = bool(_parts(last)[0]) or bool(_WITHOUT_PLACE.search(last))
        if len(before) == 1 or not (whole and len(last) >= _SHORTEST and _passes(_stripped(last))):
            words[-2:] = [before + last]
        elif _stripped(before) == _stripped(last):
            words[-2:] = [last]
        elif _PLACE_ALONE.fullmatch(before) or before.endswith("总局"):
            words[-2:] = [before + last]
        elif looks_like_agency(before) and not speaks_for_government(before):
            return None
        else:
            return last
    return words[0] if words else ""


def _passes(name: str) -> bool:
    patterns = _patterns()
    if looks_like_agency(name):
        return True
    return bool(patterns["place"].fullmatch(name)) and not (
        patterns["not in"].search(name) or is_generic(name)
    )


def _readings(part: str) -> list[str]:
    """What the name in one part may be, the likeliest first.

    Behind the words of a notice stands the agency whose report it is; where nothing does, the
    agency that gives the notice is before them.
    """
    part = _stripped(part)
    if found := _BRACKETED.match(part):
        return [*_readings(found["rest"]), _stripped(found["inside"])]
    behind = _stripped(_patterns()["before"].sub("", part))
    if behind == part:
        return [part]
    notice = re.split("关于|转发|公布|发布|印发|公开|报送", part)[0]
    return [behind, _stripped(notice)]


def _stripped(name: str) -> str:
    """A name without signs, numbering and words that lead or trail."""
    patterns = _patterns()
    while True:
        before = name
        name = name.strip("《》<>〈〉「」『』\"“”'‘’_-:,.*#=|…、 \u3000")
        name = _NUMBERED.sub("", _SIGNS.sub("", name))
        name = patterns["trailing"].sub("", patterns["leading"].sub("", name))
        for opening, closing in _PAIRS:
            if name.count(opening) != name.count(closing):
                name = name.strip(opening + closing)
        if name == before:
            return name


def is_short(agency: str) -> bool:
    """Whether a name has no place before it: 住建局, 区统计局.

    Parameters
    ----------
    agency : str
        A folded name.
    """
    return (
        bool(agency)
        and (bool(re.match("[市县区州镇乡旗](?![一-龥]?(?:市|县|区))", agency)) or len(agency) <= 4)
        and bool(re.search("[局委办厅院所]$", agency))
    )


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
    (here, body), (there, rest) = _parts(one), _parts(other)
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
    return _parts(one)[1] == _parts(other)[1]


def _abbreviates(short: str, long: str) -> bool:
    """Whether a name is made of characters of another, in their order: 住建局, 市场监管局."""
    rest = iter(long)
    return len(short) > 1 and all(sign in rest for sign in short)


def speaks_for_government(name: str) -> bool:
    """Whether a name is of a government, a zone's board, or an office of either.

    Parameters
    ----------
    name : str
        A folded name.
    """
    return not _parts(name)[1]


def _parts(name: str) -> tuple[str, str]:
    """The place of a name and what follows it; a government and its office follow with nothing."""
    name = re.sub(r"\([^)]*\)", "", name)
    found = re.match(rf"^(?P<place>.*{_PLACE})(?P<body>.*)$", name)
    place, body = (found["place"], found["body"]) if found else ("", name)
    place = place if len(place) > 1 else ""
    if _SPEAKS_FOR_GOVERNMENT.fullmatch(body):
        body = ""
    return place, body.replace("委员会", "委")
