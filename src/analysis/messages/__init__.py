"""Messages in the language of the person: English templates with their Chinese beside them.

Code writes its messages in English. Here they are put into Chinese, where that is the language of
messages, by the catalogue in the YAML files of this package. So an error that comes from another
process, or from a library, is translated as any other, and the tables and formats for programs
stay free of language. What the catalogue does not hold stays English.
"""

import os
import re
from collections.abc import Iterator
from functools import cache, partial
from operator import itemgetter

from analysis.errors import InputError
from analysis.files import yaml_of

LANGUAGES = ("zh", "en")
_FILES = ("input.yml", "terminal.yml", "commands.yml")
_PLACE = re.compile(r"\{([a-z]+)\}")
_chosen: list[str] = []  # the language that a person asked for, if any


def check_language(lang: str) -> str:
    """Give back a language code if there is an edition in it.

    Parameters
    ----------
    lang : str
        ``zh`` for Chinese or ``en`` for English.

    Raises
    ------
    InputError
        If it is any other text.
    """
    if lang not in LANGUAGES:
        raise InputError(
            f"There is no edition in {lang!r}. Use lang = {' or '.join(map(repr, LANGUAGES))}."
        )
    return lang


def use_language(lang: str | None) -> None:
    """Choose the language of messages for this process.

    Parameters
    ----------
    lang : {"zh", "en"}, optional
        The language; without it, that of ``GOUJI_LANG`` or of the system.

    Raises
    ------
    InputError
        If there is no such language.
    """
    _chosen[:] = [check_language(lang)] if lang else []


def language() -> str:
    """The language of messages: as chosen, else by ``GOUJI_LANG``, else by the locale, else en."""
    if _chosen:
        return _chosen[0]
    if (named := os.environ.get("GOUJI_LANG", "")) in LANGUAGES:
        return named
    locale = next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def message(text: object, lang: str | None = None) -> str:
    """A message in a language; in English where the catalogue does not hold it.

    Parameters
    ----------
    text : object
        The message in English, with its values; of several lines, each is a message.
    lang : {"zh", "en"}, optional
        The language; without it, that of messages.
    """
    english = str(text)
    return english if (lang or language()) == "en" else _lines(english)


def _lines(text: str) -> str:
    return "\n".join(_labels().get(line) or _found(line) or line for line in text.split("\n"))


def _found(text: str, depth: int = 0) -> str | None:
    """The Chinese of a text, or None; around it blanks are kept."""
    bare = text.strip()
    if not bare or depth > 4:
        return None
    chinese = _exact().get(bare) or _filled(bare, depth)
    if chinese is None:  # 甲.yml, entry 2: lacks year.
        head, joint, rest = bare.partition(": ")
        after = _found(rest, depth + 1) if joint else None
        if after is None:
            return None
        chinese = f"{_found(head, depth + 1) or head}：{after}"
    start = text[: len(text) - len(text.lstrip())]
    return start + chinese + text[len(text.rstrip()) :]


def _filled(text: str, depth: int) -> str | None:
    """A template that fits, the one with most words first, filled with its values."""
    for longest, pattern, chinese in _templates():
        if longest in text and (fit := pattern.fullmatch(text)):
            values = {k: _found(v, depth + 1) or v for k, v in fit.groupdict().items()}
            return _PLACE.sub(partial(_value, values), chinese)
    return None


def _value(values: dict[str, str], place: re.Match[str]) -> str:
    return values.get(place[1], place[0])


@cache
def catalogue() -> dict[str, str]:
    """All messages: the English template and the Chinese one."""
    found: dict[str, str] = {}
    for name in _FILES:
        found |= yaml_of(__package__, name)
    return found


@cache
def _labels() -> dict[str, str]:
    found: dict[str, str] = yaml_of(__package__, "labels.yml")
    return found


@cache
def _exact() -> dict[str, str]:
    return {english: zh for english, zh in catalogue().items() if not _PLACE.search(english)}


@cache
def _templates() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Longest piece of fixed text, pattern and Chinese of each template with places.

    Those that begin with a word of their own come first: else the place at the beginning of
    another takes in the label of a message ("Left out").
    """
    by_length = []
    for english, chinese in catalogue().items():
        if _PLACE.search(english):
            pieces = _PLACE.split(english)
            fixed, names = pieces[::2], pieces[1::2]
            template = (max(fixed, key=len), _pattern(fixed, names), chinese)
            by_length.append((not fixed[0], -len("".join(fixed)), template))
    return tuple(template for *_, template in sorted(by_length, key=itemgetter(0, 1)))


def _pattern(fixed: list[str], names: list[str]) -> re.Pattern[str]:
    return re.compile("".join(_parts(fixed, names)), re.S)


def _parts(fixed: list[str], names: list[str]) -> Iterator[str]:
    yield re.escape(fixed[0])
    for name, text in zip(names, fixed[1:], strict=True):
        yield f"(?P<{name}>.+?){re.escape(text)}"
