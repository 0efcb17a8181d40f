"""Names of places and other words in pinyin, without tones, in ASCII."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from analysis.files import yaml_of

from .divisions import Division, shortly


@cache
def glossary() -> dict[str, Any]:
    """The content of ``english.yml``."""
    found: dict[str, Any] = yaml_of(__package__, "english.yml")
    return found


@cache
def reader() -> Callable[..., list[str]]:
    """``lazy_pinyin`` of the library, which has been taught the readings of ``english.yml``.

    It is slow to load, and names that the tables hold whole do without.
    """
    from pypinyin import lazy_pinyin, load_phrases_dict

    readings = glossary()["readings"].items()
    load_phrases_dict({word: [[s] for s in text.split()] for word, text in readings})
    found: Callable[..., list[str]] = lazy_pinyin
    return found


def romanised(here: tuple[Division, ...]) -> str:
    """What places of one name are called; if their readings differ, it is that of most.

    Parameters
    ----------
    here : tuple of Division
        The places.
    """
    known = glossary()["romanised"]
    names = [str(known.get(d.code[:2], {}).get(d.short) or _one_word(d.pinyin)) for d in here]
    return max(sorted(set(names)), key=names.count)


def _one_word(syllables: tuple[str, ...]) -> str:
    """Syllables in one word, with an apostrophe before a vowel: Lu'an, Dong'e, Xi'an."""
    if not syllables:
        return ""
    rest = ("'" + s if s[:1] in "aeo" else s for s in syllables[1:])
    word = (syllables[0] + "".join(rest)).replace("lv", "lu").replace("nv", "nu")  # ü is no ASCII
    return word[:1].upper() + word[1:]


def pinyin(text: str) -> str:
    """A name in pinyin as one word; a place in it is read as the table of divisions reads it.

    Parameters
    ----------
    text : str
        Chinese characters, of which others than Latin letters and digits are left out.
    """
    here = shortly(text)
    if here:
        return romanised(here)
    return _one_word(tuple(s.replace("ü", "v") for s in syllables(text)))


def syllables(text: str) -> list[str]:
    """The syllables of a text in pinyin.

    Parameters
    ----------
    text : str
        As for ``pinyin``.
    """
    found = reader()(text, errors=lambda rest: re.sub(r"[^0-9A-Za-z]+", "", rest))
    return [s for s in found if s]


def phrase(text: str) -> str:
    """A text in pinyin, two characters to a word, as most words of Chinese have.

    Parameters
    ----------
    text : str
        As for ``pinyin``.
    """
    return joined(*(pinyin(text[i : i + 2]) for i in range(0, len(text), 2)))


def joined(*words: str | None) -> str:
    """The words that there are, with a space between.

    Parameters
    ----------
    *words : str or None
        The words; what is empty or None is left out.
    """
    return " ".join(filter(None, words))
