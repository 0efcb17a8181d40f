"""The administrative divisions of China from county level up, and the places that begin a name.

``divisions.csv`` says of which tables it was made and when. Years decide between rows: a county
abolished in 2020 is meant by no report on 2024, and one made then by none on 2019.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from analysis.files import text_of

from .offices import words

TABLES = (2019, 2022, 2026)  # years of the tables that `since` and `until` speak of


class Division(NamedTuple):
    """One division.

    Attributes
    ----------
    code : str
        Six digits of GB/T 2260.
    name, short : str
        In full, and without suffix and peoples: 芷江侗族自治县, 芷江.
    level : {"province", "prefecture", "county"}
        Of the division itself.
    parent : str
        Code of the division above; empty of a province.
    first, last : int
        First and last year of which a report may name it: the tables bound them, they do not date
        them.
    pinyin : tuple of str
        Syllables of ``short``.
    """

    code: str
    name: str
    short: str
    level: str
    parent: str
    first: int
    last: int
    pinyin: tuple[str, ...]


@cache
def divisions() -> tuple[Division, ...]:
    """All divisions, by code."""
    lines = text_of(__package__, "divisions.csv").splitlines()
    rows = [line.split(",") for line in lines if line[:1].isdigit()]
    return tuple(
        Division(
            code, name, short, level, parent, _first(since), _last(until), tuple(pinyin.split())
        )
        for code, name, short, level, parent, since, until, pinyin in rows
    )


def _first(since: str) -> int:
    return TABLES[TABLES.index(int(since)) - 1] if since else 0


def _last(until: str) -> int:
    return TABLES[TABLES.index(int(until)) + 1] if until else 9999


@cache
def _by_code() -> dict[str, Division]:
    # The row that holds today, where a code has two.
    return {d.code: d for d in sorted(divisions(), key=lambda d: d.last)}


def division(code: str) -> Division | None:
    """The division of a code, as it is called today; None where there is none.

    Parameters
    ----------
    code : str
        Six digits of GB/T 2260.
    """
    return _by_code().get(code)


@cache
def ancestors(code: str) -> tuple[Division, ...]:
    """The divisions that one lies in, the nearest first.

    Parameters
    ----------
    code : str
        Six digits of GB/T 2260.
    """
    own = division(code)
    above = division(own.parent) if own and own.parent else None
    return (above, *ancestors(above.code)) if above else ()


# What is left of a suffix without the peoples: 恩施州, 芷江县. The longer suffix goes first.
_SHORTENED = {"自治州": ("州",), "自治县": ("县", "自治县"), "自治旗": ("旗", "自治旗")}


@cache
def _names() -> tuple[dict[str, tuple[Division, ...]], int]:
    """Every name in full to the divisions that bear it, and the length of the longest."""
    found: dict[str, list[Division]] = {}
    for d in divisions():
        more = next((forms for suffix, forms in _SHORTENED.items() if d.name.endswith(suffix)), ())
        for name in dict.fromkeys((d.name, *(d.short + form for form in more))):
            found.setdefault(name, []).append(d)
    for name, code in words()["aliases"].items():
        found.setdefault(name, []).append(_by_code()[code])
    return {name: tuple(ds) for name, ds in found.items()}, max(map(len, found))


@cache
def _shorts() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for d in divisions():
        if len(d.short) > 1:
            found.setdefault(d.short, []).append(d)
    return {short: tuple(ds) for short, ds in found.items()}


def shortly(
    short: str, year: int | None = None, within: Iterable[Division] = ()
) -> tuple[Division, ...]:
    """The divisions that have a short name: 湘潭 is a city and a county.

    Parameters
    ----------
    short : str
        A name without suffix and peoples.
    year : int, optional
        The year reported on.
    within : iterable of Division
        Divisions one of which they must lie in.
    """
    return _fitting(_shorts().get(short, ()), year, tuple(within))


def places(
    text: str, year: int | None = None, within: Iterable[Division] = ()
) -> tuple[tuple[Division, ...], str]:
    """The places at the head of a name, from the largest to the smallest, and what follows them.

    Parameters
    ----------
    text : str
        湘潭市湘乡市自然资源局.
    year : int, optional
        The year reported on.
    within : iterable of Division
        Divisions one of which the first place must lie in.

    Returns
    -------
    candidates : tuple of Division
        What the last place may be; several where the name is one of several places, none where no
        place is named.
    rest : str
        自然资源局.
    """
    here, rest = _next(text, year, tuple(within))
    # 湖南湘乡市, 深圳龙岗区: a province or city without its suffix, where a place of it follows.
    if not here:
        for size in range(2, 5):
            above = [d for d in _shorts().get(text[:size], ()) if d.level != "county"]
            here, rest = _next(text[size:], year, tuple(above)) if above else ((), text)
            if here:
                break
        else:
            return (), text
    while True:
        below, after = _next(rest, year, here)
        if not below:
            return here, rest
        here, rest = below, after


def _next(
    text: str, year: int | None, within: tuple[Division, ...]
) -> tuple[tuple[Division, ...], str]:
    names, longest = _names()
    for size in range(min(longest, len(text)), 1, -1):
        fit = _fitting(names.get(text[:size], ()), year, within)
        if fit:
            return fit, text[size:]
    return (), text


def _fitting(
    found: tuple[Division, ...], year: int | None, within: tuple[Division, ...]
) -> tuple[Division, ...]:
    codes = {d.code for d in within}
    fit = [
        d
        for d in found
        if (year is None or d.first <= year <= d.last)
        and (not codes or any(a.code in codes for a in ancestors(d.code)))
    ]
    if year is None and any(d.last == 9999 for d in fit):
        fit = [d for d in fit if d.last == 9999]
    # What was merged or moved and kept its name is one place with two codes: that of today is
    # given.
    new = {(d.name, d.code[:2]) for d in fit if d.first}
    return tuple(d for d in fit if d.first or (d.name, d.code[:2]) not in new)
