"""Names of agencies: the one gate that every name passes, from a title, a field or a sentence.

A name is kept whole or not at all. What only stands beside it (a date, a bullet, a number, the
words of a notice, a site's name, a short form in brackets) is taken off; words that any agency
could say of itself (本机关, 县人民政府) name nobody.
"""

import re
from functools import cache
from typing import Any

from analysis.files import yaml_of
from analysis.form.agencies.divisions import places

from .compared import SHORTEST, begins_with_place, is_place, parts, speaks_for_government

# A year is four digits and no part of a longer run: 202020年, 20241月 hold none.
YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)年?(?:度)?")
BLANK = "\x1f"  # stands in a folded text where the print has a blank
MOST = 40  # characters of a name: what is longer is none
_SHORT_FORM = re.compile(r"\([\"“”']?(?:以下|下文|下)?(?:统?简?称)[^)]*(?:\)|$)|\(\)|\[\]")
_SEPARATORS = re.compile(r"[>»›|/:→·•~\-–—_,;!?。]+")
_HAN = "\u4e00-\u9fff"
# Signs, digits and brackets that lead: ★, 1., (一), 01-20; a closed bracket with words in it.
_SIGNS = re.compile(rf"^(?:[^{_HAN}(\[【〔<〈「『]+|\([^{_HAN}]*\)|\([一二三四五六七八九十]+\))")
_TWICE = re.compile(r"^(?P<place>[\u4e00-\u9fff]{1,8}[省市县区州盟旗镇乡])(?P=place)(?=.)")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.)]|第[一二三四五六七八九十\d]+[号篇章期条项])"
)
_BRACKETED = re.compile(
    r"^[(\[【〔<〈「『](?P<inside>(?:[^()\]】〕>〉」』]|\([^()]*\))*)[)\]】〕>〉」』](?P<rest>.*)$"
)
_PAIRS = (("(", ")"), ("[", "]"), ("【", "】"), ("〔", "〕"))
_RELATIVE = re.compile(
    r"^(?:本|我|各|该|贵|全|其|上级|相关|有关|所属|下属)?(?:省|市|县|区|州|盟|旗|镇|乡)?"
)
# 公开 is a word of notices and titles, but part of the name in 政务公开办公室.
# A rare character stands for it while a name passes the gate.
_BODY_OF_DISCLOSURE = re.compile(
    "(?<=政务|信息)公开(?=办|和|与|领导|服务|科|处|局|中心|工作(?:办|领导|局|处|科|中心))"
)
_PLACEHOLDER = "龘"


# What only says how much of an agency is meant, or that it set its seal.
_PLACE_BEHIND = re.compile(r"(([\u4e00-\u9fff]{2,8})[\u4e00-\u9fff]{0,20}20\d{2}年度?)\2$")
_QUALIFIED = re.compile(
    r"\((?:含[^)]*|不含[^)]*|盖章|公章|章)\)"
    r"|(?<=[局委厅院署会府办室处关心校学队所司团站镇乡道])(?:本级机关|机关本级|本级|机关|本部)$|(?<=海关)关区$"
)
# Their names need no 县 or 市: 临川海关.
_WITHOUT_PLACE = re.compile("(?:海关|银行|公司|集团|医院|中学|大学|学院|学校)$")


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
        "not first": re.compile(_any("not_first")),
        "before": re.compile(rf"^.*(?:{_any('before_names')})"),
        "leading": re.compile(rf"^(?:{_any('leading')})"),
        "trailing": re.compile(rf"(?:{_any('trailing')})$"),
        "generic": re.compile(rf"(?:{_any('generic')})*"),
        "of sentences": re.compile(f"{_any('of_sentences')}|{_any('of_itself')}"),
        "of itself": re.compile(_any("of_itself")),
    }


def looks_like_agency(text: str) -> bool:
    """Whether a folded text is the name of one organ or place, and nothing else.

    Parameters
    ----------
    text : str
        Simplified characters without white space.
    """
    name = _QUALIFIED.sub("", _shielded(text))
    return bool(_patterns()["agency"].fullmatch(name)) and _may_name(text)


def _shielded(text: str) -> str:
    return _BODY_OF_DISCLOSURE.sub(_PLACEHOLDER, text)


def _may_name(text: str) -> bool:
    """Whether no word of a report, a notice or a page is in a text, and not any agency is meant."""
    patterns = _patterns()
    if patterns["not in"].search(_shielded(text)) or is_generic(text):
        return False
    return not patterns["not first"].match(text) or begins_with_place(text)


def names_another(text: str) -> bool:
    """Whether words of a sentence are sure enough to be an agency's name to contradict a title.

    They must be a place and a body, and no words of the sentence may be among them.

    Parameters
    ----------
    text : str
        Folded words before a verb.
    """
    place, body = parts(text)
    return bool(place and body) and not _patterns()["of sentences"].search(text)


def is_generic(name: str) -> bool:
    """Whether a name is of words that any agency may use of itself: 政府, 县人民政府, 我局.

    Parameters
    ----------
    name : str
        Simplified characters without white space.
    """
    patterns, rest = _patterns(), _RELATIVE.sub("", name, count=1)
    general = patterns["generic"].fullmatch(rest) and not places(name)[0]
    return bool(general or patterns["of itself"].match(name))


def without_short_forms(text: str) -> str:
    """Take out what a bracket only says to shorten a name: （以下简称县林业局）.

    Parameters
    ----------
    text : str
        A folded text.
    """
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
    before = _PLACE_BEHIND.sub(r"\1", before)  # 清河县人民政府2023年清河县
    text = without_short_forms(YEAR.sub("", without_short_forms(before)).replace("()", ""))
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
    """Whether a name is of two agencies, each with its place: 清河县林业局和清河县水利局.

    Two bureaus of one place with 、 between report together, as 清河县林业局、水利局 do.
    """
    halves = [(name[: m.start()], name[m.end() :]) for m in re.finditer("[、和及与]", name)]
    return any(
        looks_like_agency(a)
        and not is_place(a)  # 清河县和平街道
        and looks_like_agency(b)
        and parts(b)[0]
        and not (
            name[len(a)] == "、" and parts(a)[0] == parts(b)[0] and parts(a)[1] and parts(b)[1]
        )
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
        whole = bool(parts(last)[0]) or bool(_WITHOUT_PLACE.search(last))
        if len(before) == 1 or not (whole and len(last) >= SHORTEST and _passes(_stripped(last))):
            words[-2:] = [before + last]
        elif _stripped(before) == _stripped(last):
            words[-2:] = [last]
        elif is_place(before) or before.endswith("总局"):
            words[-2:] = [before + last]
        elif looks_like_agency(before) and not speaks_for_government(before):
            return None
        else:
            return last
    return words[0] if words else ""


def _passes(name: str) -> bool:
    patterns = _patterns()
    return any(patterns[key].fullmatch(name) for key in ("agency", "place")) and _may_name(name)


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
        name = _TWICE.sub(r"\g<place>", name)
        for opening, closing in _PAIRS:
            if name.count(opening) != name.count(closing):
                name = name.strip(opening + closing)
        if name == before:
            return name
