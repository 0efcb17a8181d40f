"""The English name of an agency: the place in pinyin, its kind and sector by a glossary.

Nothing is translated by guess: a part that ``english.yml`` does not hold whole is written in
pinyin. The Chinese name is beside it in brackets, since it alone is official.
"""

import re
from functools import cache, lru_cache
from typing import Any

from analysis.files import yaml_of

from .divisions import Division, divisions, places, shortly

_BRACKETS = re.compile(r"[(（\[［【〔][^)）\]］】〕]*[)）\]］】〕]|\s")
PLACE_SUFFIXES = "市县区旗"  # what a place that stands in no table may end in
_LONGEST = 5  # characters of its name
_ORGAN = re.compile("[局委厅部国府院]")  # no name of a place holds these here
_HAN = re.compile(r"[㐀-鿿]")


@cache
def _words() -> dict[str, Any]:
    from pypinyin import load_phrases_dict  # slow to import, and Chinese pages do without

    found: dict[str, Any] = yaml_of(__package__, "english.yml")
    readings = found["readings"].items()
    load_phrases_dict({word: [[s] for s in text.split()] for word, text in readings})
    return found


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
    if lang == "zh" or not _HAN.search(name):
        return name
    english = english_name(name)
    return f"{english} ({name})" if english else name


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
    for pattern, template in _words()["vertical"].items():
        fit = re.fullmatch(pattern, text)
        place, rest, _ = _place(fit["place"]) if fit else ("", "", "")
        if fit and place and not rest:
            return str(template.format(place=place))
    place, rest, government = _place(text)
    if not place:
        place, rest = _short_place(text) or _relative(text) or _unlisted(text) or ("", text)
    found = _office(rest, place, government)
    return found if found is not None else f"{place} {_phrase(rest)}".strip()


def _short_place(text: str) -> tuple[str, str] | None:
    """湘乡自然资源局, 湖南大学: a place without its suffix, before what the glossary holds."""
    for size in range(min(6, len(text) - 2), 1, -1):
        here, rest = shortly(text[:size]), text[size:]
        if here and (_bodies(rest) or _bureau(rest)):
            return _romanised(here), rest
    return None


def _relative(text: str) -> tuple[str, str] | None:
    """县教育局: a place that everybody there knows."""
    english, rest = _words()["relative"].get(text[:1]), text[1:]
    known = rest in _words()["government"] or _bureau(rest)
    return (str(english), rest) if english and known else None


def _place(text: str) -> tuple[str, str, str]:
    """The place at the head of a name in English, what follows, and what its government is called.

    Where the name is of a place without its suffix (长沙海关), that is read only if nothing else is
    left of it.
    """
    here, rest = places(text)
    written = text[: len(text) - len(rest)]
    if not here and (here := shortly(text)):
        return _romanised(here), "", ""
    if not here:
        return "", text, ""
    own = next((d.name for d in here if written.endswith(d.name)), written)
    before = written.removesuffix(own) if own != written else ""
    above = _place(before)[0] if before else ""
    place = f"{above} {_division(here)}".strip()
    suffix = next((s for s in _words()["government_of"] if own.endswith(s)), "")
    return place, rest, str(_words()["government_of"].get(suffix, ""))


def _unlisted(text: str) -> tuple[str, str] | None:
    """A place that no table has, before what the glossary holds: 某县财政局."""
    if _office(text, "", ""):
        return None
    for at in range(1, min(_LONGEST, len(text) - 1)):
        kind, rest = text[at], text[at + 1 :]
        zone = text[: at + 1].endswith(tuple(_words()["zones"]))
        if kind not in PLACE_SUFFIXES or zone or _ORGAN.search(text[:at]):
            continue
        below = _unlisted(rest) or (("", rest) if _office(rest, "", "") else None)
        if below:
            stem = _pinyin(text[:at]) + ("".join(_syllables(kind)) if at == 1 else "")
            place = " ".join(filter(None, (stem, str(_words()["generics"][kind]), below[0])))
            return place, below[1]
    return None


def _division(here: tuple[Division, ...]) -> str:
    """Name and kind of a division: Hongze District, Zhijiang Dong Autonomous County."""
    d = here[0]
    stem = _romanised(here)
    generics = _words()["generics"]
    suffix = max((s for s in generics if d.name.endswith(s)), key=len, default="")
    if not suffix or len(suffix) == len(d.name):
        return stem
    if d.name == d.short + suffix[-1]:
        suffix = suffix[-1]  # 碑林区 is no 林区
    inner = d.name.removeprefix(d.short).removesuffix(suffix) if len(d.short) > 1 else ""
    if len(d.short) == 1 and suffix in ("市", "县", "区", "旗"):
        stem += "".join(_syllables(suffix))  # 歙县 is Shexian County, for one syllable is no name
    if not generics[suffix]:
        return stem
    return " ".join(filter(None, (stem, _peoples(inner), str(generics[suffix]))))


def _peoples(text: str) -> str:
    """土家族苗族 is Tujia and Miao; what is no row of peoples is left out."""
    known = _words()["peoples"]
    found = _cover(text, known, ())
    return _row([str(known[word]) for word in found]) if found else ""


def _romanised(here: tuple[Division, ...]) -> str:
    """What places of one name are called; if their readings differ, it is that of most."""
    known = _words()["romanised"]
    names = [str(known.get(d.code[:2], {}).get(d.short) or _one_word(d.pinyin)) for d in here]
    return max(sorted(set(names)), key=names.count)


def _one_word(syllables: tuple[str, ...]) -> str:
    """Syllables in one word, with an apostrophe before a vowel: Lu'an, Dong'e, Xi'an."""
    if not syllables:
        return ""
    rest = ("'" + s if s[:1] in "aeo" else s for s in syllables[1:])
    word = (syllables[0] + "".join(rest)).replace("lv", "lu").replace("nv", "nu")  # ü is no ASCII
    return word[:1].upper() + word[1:]


def _pinyin(text: str) -> str:
    """A name in pinyin as one word; a place in it is read as the table of divisions reads it."""
    here = shortly(text)
    if here:
        return _romanised(here)
    return _one_word(tuple(s.replace("ü", "v") for s in _syllables(text)))


def _syllables(text: str) -> list[str]:
    from pypinyin import lazy_pinyin

    _words()  # which teaches the library some readings
    found: list[str] = lazy_pinyin(text, errors=lambda rest: re.sub(r"[^0-9A-Za-z]+", "", rest))
    return [s for s in found if s]


def _phrase(text: str) -> str:
    """A text in pinyin, two characters to a word, as most words of Chinese have."""
    return " ".join(filter(None, (_pinyin(text[i : i + 2]) for i in range(0, len(text), 2))))


def _office(rest: str, place: str, government: str) -> str | None:
    """The whole name, if the glossary holds all of what follows the place."""
    data = _words()
    full = f"{place} {government}".strip()
    if rest == "":
        return place or None
    for word, english in data["government"].items():
        if rest == word:
            return f"{full} {english}".strip()
        after = rest.removeprefix(word) if rest.startswith(word) else ""
        if after in data["offices"]:
            return f"{data['offices'][after]} of the {full} {english}".replace("  ", " ")
        if after and (bureau := _bureau(after)):
            return f"{place} {bureau}".strip()
    if rest in data["zone_organs"]:
        return f"{place} {data['zone_organs'][rest]}".strip()
    found = _bodies(rest) or _branch(rest) or _bureau(rest) or _town(rest) or _zone(rest)
    if found is None and government:
        found = _institution(rest)
    return None if found is None else f"{place} {found}".strip()


def _bodies(rest: str) -> str | None:
    found = _words()["bodies"].get(rest)
    return None if found is None else str(found)


def _branch(rest: str) -> str | None:
    data = _words()
    fit = re.fullmatch(data["branch"], rest)
    core = _bureau(fit["core"]) if fit else None
    if fit is None or core is None:
        return None
    place, left, _ = _place(fit["part"])
    part = place if place and not left else _pinyin(fit["part"])
    return str(data["branch_en"].format(core=core, part=part))


def _bureau(rest: str) -> str | None:
    """Sectors and an ending: Culture, Tourism and Sports Bureau."""
    data = _words()
    for ending in sorted(data["endings"], key=len):  # the shortest first: the sector keeps 管理
        if rest.endswith(ending):
            parts = _cover(rest.removesuffix(ending), data["sectors"], tuple(data["joined_by"]))
            if parts:
                return f"{_row([str(data['sectors'][p]) for p in parts])} {data['endings'][ending]}"
    return None


def _town(rest: str) -> str | None:
    data = _words()
    for kind, english in data["towns"].items():
        name, found, organ = rest.partition(kind)
        if found and 1 <= len(name) <= 8 and (organ == "" or organ in data["town_organs"]):
            people = next(
                (p for p in sorted(data["peoples"], key=len, reverse=True) if name.endswith(p)), ""
            )
            if kind != "乡" or not people or len(people) >= len(name):
                people = ""
            own = _pinyin(name.removesuffix(people))
            of = str(data["peoples"].get(people, ""))
            organ = str(data["town_organs"].get(organ, ""))
            return " ".join(filter(None, (own, of, "Ethnic" if of else "", str(english), organ)))
    return None


def _zone(rest: str) -> str | None:
    """A zone by its name in pinyin (a place before it apart), and its organ or a bureau of it."""
    data = _words()
    for kind in sorted(data["zones"], key=len, reverse=True):
        name, found, organ = rest.partition(kind)
        if not found or len(name) > 8:
            continue
        if organ == "" or organ in data["zone_organs"]:
            of = str(data["zone_organs"].get(organ, ""))
        else:
            of = _bureau(organ) or ""
            if not of:
                continue
        return " ".join(filter(None, (_zone_name(name), str(data["zones"][kind]), of)))
    return None


def _zone_name(name: str) -> str:
    """长春净月: Changchun Jingyue."""
    for size in range(len(name) - 2, 1, -1):
        if here := shortly(name[:size]):
            return f"{_romanised(here)} {_pinyin(name[size:])}"
    return _pinyin(name)


def _institution(rest: str) -> str | None:
    """A company or a school after a city: its own name in pinyin, its trade by the glossary."""
    data = _words()
    for ending in sorted(data["institutions"], key=len, reverse=True):
        if rest.endswith(ending) and (name := rest.removesuffix(ending)):
            trade = next(
                (b for b in sorted(data["business"], key=len, reverse=True) if name.endswith(b)), ""
            )
            own = _phrase(name.removesuffix(trade))
            words = (own, str(data["business"].get(trade, "")), str(data["institutions"][ending]))
            return " ".join(filter(None, words))
    return None


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


def _row(words: list[str]) -> str:
    """Words in a row: A, B and C; commas alone or one more where a word itself holds an `and`."""
    if len(words) > 1 and " and " in words[-1]:
        return ", ".join(words)
    joint = ", and " if any(" and " in word for word in words[:-1]) else " and "
    return joint.join(filter(None, (", ".join(words[:-1]), words[-1])))


def divisions_in_english() -> dict[str, str]:
    """English names of all divisions, by code, for tests and tables."""
    return {d.code: _division((d,)) for d in divisions()}
