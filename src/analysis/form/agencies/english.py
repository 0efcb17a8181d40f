"""The English name of an agency: the place in pinyin, its kind and sector by a glossary.

Nothing is translated by guess: a part that ``english.yml`` does not hold whole is written in
pinyin. The Chinese name is beside it in brackets, since it alone is official.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from .divisions import Division, places, shortly
from .pinyin import glossary, joined, phrase, pinyin, romanised, syllables

_BRACKETS = re.compile(r"[(（\[［【〔][^)）\]］】〕]*[)）\]］】〕]|\s")
PLACE_SUFFIXES = "市县区旗"  # what a place that stands in no table may end in
_LONGEST = 5  # characters of its name
_ORGAN = re.compile("[局委厅部国府院]")  # no name of a place holds these here
_HAN = re.compile(r"[㐀-鿿]")


def named_in(name: str, lang: str) -> str:
    """The name of an agency for a page in a language; in English the Chinese name follows it.

    Parameters
    ----------
    name : str
        湘乡市自然资源局.
    lang : {"zh", "en"}
        Language of the page.

    Returns
    -------
    str
        Xiangxiang Natural Resources Bureau (湘乡市自然资源局); in Chinese the name alone.
    """
    short = short_in(name, lang)
    return name if short == name else f"{short} ({name})"


def short_in(name: str, lang: str) -> str:
    """The same without the Chinese, for what comes after a first mention on the page.

    Parameters
    ----------
    name : str
        湘乡市自然资源局.
    lang : {"zh", "en"}
        Language of the page.
    """
    return name if lang == "zh" or not _HAN.search(name) else english_name(name) or name


@lru_cache(maxsize=65_536)
def english_name(name: str) -> str:
    """The English name of an agency, in ASCII.

    Parameters
    ----------
    name : str
        As the report prints it, such as 湘乡市自然资源局.

    Returns
    -------
    str
        Xiangxiang Natural Resources Bureau. A part that the glossary does not hold is in pinyin.
    """
    text = _BRACKETS.sub("", name) or name
    for pattern, template in glossary()["vertical"].items():
        fit = re.fullmatch(pattern, text)
        place, rest, _ = _place(fit["place"]) if fit else ("", "", "")
        if fit and place and not rest:
            return str(template.format(place=place))
    if corps := _corps(text):
        return corps
    place, rest, government = _place(text)
    if not place:
        place, rest = _short_place(text) or _relative(text) or _unlisted(text) or ("", text)
    found = _office(rest, place, government)
    return found if found is not None else joined(place, phrase(rest))


def _corps(text: str) -> str:
    """The Corps, or a division of it, with what follows; empty where it is neither."""
    data = glossary()
    fit = re.match(data["corps"], text)
    number = data["ordinals"].get(fit["number"]) if fit else None
    if not fit or not (fit["corps"] or number):
        return ""
    own = data["corps_en"] if fit["corps"] else ""
    own = joined(own, data["corps_division"].format(number=number) if number else "")
    rest = text[fit.end() :]
    if rest in data["offices"]:
        return joined(data["offices"][rest], "of the", own)
    return joined(own, english_name(rest) if rest else "")


def _short_place(text: str) -> tuple[str, str] | None:
    """湘乡自然资源局, 湖南大学: a place without its suffix, before what the glossary holds."""
    for size in range(min(6, len(text) - 2), 1, -1):
        here, rest = shortly(text[:size]), text[size:]
        if here and (rest in glossary()["bodies"] or _bureau(rest)):
            return romanised(here), rest
    return None


def _relative(text: str) -> tuple[str, str] | None:
    """县教育局: a place that everybody there knows."""
    english, rest = glossary()["relative"].get(text[:1]), text[1:]
    known = rest in glossary()["government"] or _bureau(rest)
    return (str(english), rest) if english and known else None


def _place(text: str) -> tuple[str, str, str]:
    """The place at the head of a name in English, what follows, and what its government is called.

    Where the name is of a place without its suffix (长沙海关), that is read only if nothing else is
    left of it.
    """
    here, rest = places(text)
    written = text[: len(text) - len(rest)]
    if not here and (here := shortly(text)):
        return romanised(here), "", ""
    if not here:
        return "", text, ""
    own = next((d.name for d in here if written.endswith(d.name)), written)
    before = written.removesuffix(own) if own != written else ""
    above = _place(before)[0] if before else ""
    governments = glossary()["government_of"]
    suffix = next((s for s in governments if own.endswith(s)), "")
    return joined(above, _division(here)), rest, governments.get(suffix, "")


def _unlisted(text: str) -> tuple[str, str] | None:
    """A place that no table has, before what the glossary holds: 某县财政局."""
    if _office(text, "", ""):
        return None
    for at in range(1, min(_LONGEST, len(text) - 1)):
        kind, rest = text[at], text[at + 1 :]
        zone = text[: at + 1].endswith(tuple(glossary()["zones"]))
        if kind not in PLACE_SUFFIXES or zone or _ORGAN.search(text[:at]):
            continue
        below = _unlisted(rest) or (("", rest) if _office(rest, "", "") else None)
        if below:
            stem = pinyin(text[:at]) + ("".join(syllables(kind)) if at == 1 else "")
            return joined(stem, glossary()["generics"][kind], below[0]), below[1]
    return None


def _division(here: tuple[Division, ...]) -> str:
    """Name and kind of a division: Hongze District, Zhijiang Dong Autonomous County."""
    d = here[0]
    stem = romanised(here)
    generics = glossary()["generics"]
    suffix = _ending(d.name, generics)
    if not suffix or len(suffix) == len(d.name):
        return stem
    if d.name == d.short + suffix[-1]:
        suffix = suffix[-1]  # 碑林区 is no 林区
    inner = d.name.removeprefix(d.short).removesuffix(suffix) if len(d.short) > 1 else ""
    if len(d.short) == 1 and suffix in ("市", "县", "区", "旗"):
        stem += "".join(syllables(suffix))  # 歙县 is Shexian County, for one syllable is no name
    if not generics[suffix]:
        return stem
    # 土家族苗族 is Tujia and Miao; what is no row of peoples is left out.
    return joined(stem, _row(inner, glossary()["peoples"]), generics[suffix])


def _office(rest: str, place: str, government: str) -> str | None:
    """The whole name, if the glossary holds all of what follows the place."""
    data = glossary()
    full = joined(place, government)
    if rest == "":
        return place or None
    for word, english in data["government"].items():
        if rest == word:
            return joined(full, english)
        after = rest.removeprefix(word) if rest.startswith(word) else ""
        if after in data["offices"]:
            return joined(data["offices"][after], "of the", full, english)
        if after and (bureau := _bureau(after)):
            return joined(place, bureau)
    found = data["zone_organs"].get(rest) or data["bodies"].get(rest)
    found = found or _branch(rest) or _bureau(rest) or _town(rest) or _zone(rest)
    if found is None and government:
        found = _institution(rest)
    return None if found is None else joined(place, found)


def _branch(rest: str) -> str | None:
    data = glossary()
    fit = re.fullmatch(data["branch"], rest)
    core = _bureau(fit["core"]) if fit else None
    if fit is None or core is None:
        return None
    place, left, _ = _place(fit["part"])
    part = place if place and not left else pinyin(fit["part"])
    return str(data["branch_en"].format(core=core, part=part))


def _bureau(rest: str) -> str | None:
    """Sectors and an ending: Culture, Tourism and Sports Bureau."""
    data = glossary()
    for ending in sorted(data["endings"], key=len):  # the shortest first: the sector keeps 管理
        if rest.endswith(ending):
            sectors = _row(rest.removesuffix(ending), data["sectors"], tuple(data["joined_by"]))
            if sectors:
                office = data["endings"][ending]
                # An administration is no bureau of one: Medical Products Administration.
                is_whole = office == data["endings"]["局"] and sectors.endswith("Administration")
                return sectors if is_whole else f"{sectors} {office}"
    return None


def _town(rest: str) -> str | None:
    data = glossary()
    for kind, english in data["towns"].items():
        name, found, organ = rest.partition(kind)
        if found and 1 <= len(name) <= 8 and (organ == "" or organ in data["town_organs"]):
            people = _ending(name, data["peoples"]) if kind == "乡" else ""
            people = "" if people == name else people
            own, of = pinyin(name.removesuffix(people)), data["peoples"].get(people)
            organ = data["town_organs"].get(organ)
            return joined(own, of, "Ethnic" if of else "", english, organ)
    return None


def _zone(rest: str) -> str | None:
    """A zone by its name in pinyin (a place before it apart), and its organ or a bureau of it."""
    data = glossary()
    for kind in sorted(data["zones"], key=len, reverse=True):
        name, found, organ = rest.partition(kind)
        of = data["zone_organs"].get(organ) or (_bureau(organ) if organ else None)
        if found and len(name) <= 8 and (of or organ in ("", *data["zone_organs"])):
            return joined(_zone_name(name), data["zones"][kind], of)
    return None


def _zone_name(name: str) -> str:
    """长春净月: Changchun Jingyue."""
    for size in range(len(name) - 2, 1, -1):
        if here := shortly(name[:size]):
            return f"{romanised(here)} {pinyin(name[size:])}"
    return pinyin(name)


def _institution(rest: str) -> str | None:
    """A company or a school after a city: its own name in pinyin, its trade by the glossary."""
    data = glossary()
    ending = _ending(rest[1:], data["institutions"])
    if not ending:
        return None
    name = rest.removesuffix(ending)
    trade = _ending(name, data["business"])
    own = phrase(name.removesuffix(trade))
    return joined(own, data["business"].get(trade), data["institutions"][ending])


def _ending(name: str, words: Iterable[str]) -> str:
    """The longest of some words that a name ends in."""
    return max((word for word in words if name.endswith(word)), key=len, default="")


def _cover(text: str, words: dict[str, str], joints: tuple[str, ...]) -> list[str] | None:
    """The fewest words that make up a whole text, joints between them left out; None if none do."""
    best: list[list[str] | None] = [[]] + [None] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            before, piece = best[start], text[start:end]
            if before is None:
                continue
            for joint in ("", *(joints if start else ())):
                word = piece.removeprefix(joint)
                if piece.startswith(joint) and word in words:
                    now = best[end]
                    if now is None or len(before) + 1 < len(now):
                        best[end] = [*before, word]
    return best[len(text)] or None


def _row(text: str, known: dict[str, str], joints: tuple[str, ...] = ()) -> str:
    """Known words that make up a text, in a row: A, B and C; empty where none do.

    Commas alone, or one more, where a word itself holds an `and`.
    """
    words = [known[word] for word in _cover(text, known, joints) or ()]
    if len(words) < 2 or " and " in words[-1]:
        return ", ".join(words)
    joint = ", and " if any(" and " in word for word in words[:-1]) else " and "
    return joint.join((", ".join(words[:-1]), words[-1]))
