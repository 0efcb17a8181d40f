"""The fixed sentences and words, and how figures are set in them. All wording is in ``sentences/`` and ``words/``."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import yaml
from jinja2 import Environment, StrictUndefined

from analysis.assessing.indicators.compute import Amount
from analysis.errors import InputError

LANGUAGES = ("zh", "en")
NAMED = 12  # names that a sentence lists; of more it says how many
# Not strftime("%B"), which speaks the language of the machine.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class Ref:
    """A cell of a report that a sentence rests on; ``report/table/item/column``."""

    report: str
    code: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of a narrative.

    Attributes
    ----------
    id : str
        Its key in ``sentences/``.
    text : str
    cells : tuple of Ref
        The cells that it rests on; empty where it rests on no cell.
    """

    id: str
    text: str
    cells: tuple[Ref, ...] = ()


class Narrative(Protocol):
    """What every narrative has: an assessment, a comparison, peers, territories."""

    lang: str
    sections: dict[str, list[Sentence]]

    @property
    def title(self) -> str: ...

    def sentences(self) -> list[Sentence]: ...


@dataclass(frozen=True)
class Share:
    """A part of a whole with its interval, as fractions of one."""

    part: float
    whole: float
    estimate: float
    low: float
    high: float
    basis: str
    cells: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return not math.isnan(self.estimate)


def check_language(lang: str) -> str:
    """The language code itself.

    Raises
    ------
    InputError
        If there is no such edition.
    """
    if lang not in LANGUAGES:
        raise InputError(
            f"There is no edition in {lang!r}. Use lang = {' or '.join(map(repr, LANGUAGES))}."
        )
    return lang


@cache
def _wording(folder: str) -> dict[str, dict[str, str]]:
    """All files of a folder of wording as one: a key stands in one file only."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(files(__package__).joinpath(folder).iterdir(), key=lambda p: p.name):
        # BaseLoader: a key such as `no` must stay a word and not become a truth value.
        added = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        if twice := found.keys() & added.keys():
            raise ValueError(
                f"{folder}/{path.name}: said in another file too: {', '.join(sorted(twice))}"
            )
        found |= added
    return found


def sentences_of(name: str) -> dict[str, dict[str, str]]:
    """The sentences of one file of ``sentences/``: ``zh``, ``en``, and perhaps ``when``, the rule by which it is said."""
    text = files(__package__).joinpath(f"sentences/{name}.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)


def word(key: str, lang: str) -> str:
    """A short word of a table or a figure."""
    return _wording("words")[key][lang]


def number(value: float) -> str:
    """A figure with thousands separators and without a needless decimal point.

    In both languages the whole part is parted in threes by commas, as GB/T 15835-2011 (千分撇) and English usage have it.

    Raises
    ------
    ValueError
        If there is no number: then words must be said instead.
    """
    value = _finite(value)
    if value.is_integer():
        return f"{int(value):,}"
    # A sum of decimals is rid of what binary fractions add to it (0.1 + 0.2); six decimals of 10,000 yuan are a cent.
    near = round(value, 6)
    return f"{Decimal(repr(near if math.isclose(near, value, rel_tol=1e-12) else value)):,f}"


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"a sentence has no number to say: {value}")
    return float(value)


def rounded(value: float, places: int) -> str:
    """A figure at so many decimals, halves away from zero, as a reader's own reckoning and a spreadsheet have it.

    Binary fractions would not: 23/80 is 28.75 % and came out as 28.7. The shortest decimal that stands for the float is rounded.

    Raises
    ------
    ValueError
        If there is no number.
    """
    return _rounded(Decimal(repr(_finite(value))), places)


def _rounded(value: Decimal, places: int) -> str:
    said = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{said if said else abs(said):,f}"  # no −0.0


def amount(value: Amount, lang: str) -> str:
    """A count: † when implied, words when unknown."""
    if value.basis == "none":
        return word("unknown", lang)
    return number(value.value) + (word("implied_mark", lang) if value.basis == "implied" else "")


def counted(value: Amount, lang: str) -> str:
    """A count with its measure word, which only a number takes."""
    return amount(value, lang) + ("件" if lang == "zh" and value.basis != "none" else "")


def percent(fraction: float) -> str:
    """A share in percent, one decimal; the sign follows the figure in both languages."""
    return _rounded(Decimal(repr(_finite(fraction))).scaleb(2), 1) + "%"


def between(low: str, high: str, lang: str) -> str:
    """A range: a wave dash in Chinese (GB/T 15835-2011), an en dash in English; both ends keep their unit."""
    return f"{low}～{high}" if lang == "zh" else f"{low}–{high}"


def signed(text: str) -> str:
    """A figure with a true minus, or a plus; zero with neither."""
    if not any(c in "123456789" for c in text):
        return text
    return text.replace("-", "−") if text.startswith("-") else f"+{text}"


def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return signed(_rounded(Decimal(repr(_finite(difference))).scaleb(2), 1))


def fraction(value: Share, lang: str) -> str:
    """Numerator over denominator: † when implied."""
    return f"{number(value.part)}/{number(value.whole)}" + (
        word("implied_mark", lang) if value.basis == "implied" else ""
    )


def share(value: Share, lang: str, interval: bool = True, kind: str = "proportion") -> str:
    """A share, or a rate per 100, with its fraction and, if wanted, its interval."""
    if not value.known:
        return word("no_share", lang)
    inside = fraction(value, lang)
    if interval:
        comma = "，" if lang == "zh" else ", "
        space = "" if lang == "zh" else " "
        ends = between(measure(value.low, kind), measure(value.high, kind), lang)
        inside += f"{comma}{word('interval', lang)}{space}{ends}"
    said = measure(value.estimate, kind)
    return f"{said}（{inside}）" if lang == "zh" else f"{said} ({inside})"


def measure(value: float, kind: str) -> str:
    """A share in percent with one decimal, or a rate per 100 with two."""
    return percent(value) if kind == "proportion" else rounded(value, 2)


def probability(value: float) -> str:
    """A p- or q-value as a relation: ``=0.012``, ``<0.001``."""
    return "<0.001" if _finite(value) < 0.001 else f"={rounded(value, 3)}"


def named(names: Sequence[str], lang: str) -> str:
    """Names in a row, the first ``NAMED`` of many, and how many more there are."""
    shown = ("；" if lang == "zh" else "; ").join(names[:NAMED])
    rest = len(names) - NAMED
    return shown if rest <= 0 else shown + word("and_more", lang).format(rest=number(rest))


def day(value: date, lang: str) -> str:
    """A date in words."""
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def place(where: str, lang: str) -> str:
    """Where a cell is printed: ``line 97``, ``row 9, column 3``; in Chinese 第97行, 第9行第3列."""
    if lang == "en":
        return where
    return re.sub(
        r"row (\d+), column (\d+)",
        r"第\1行第\2列",
        re.sub(r"(?:line|row) (\d+)$", r"第\1行", where),
    )


def _listed(pairs: Iterable[tuple[str, Amount]], lang: str) -> str:
    """Labelled counts in a row: in Chinese with the measure word, in English without."""
    if lang == "en":
        return "; ".join(f"{label} {amount(value, lang)}" for label, value in pairs)
    return "、".join(f"{label}{counted(value, lang)}" for label, value in pairs)


def _shares(pairs: Iterable[tuple[str, Share]], lang: str, kind: str) -> str:
    """Named shares, or rates, in a row."""
    space, between_them = ("", "；") if lang == "zh" else (" ", "; ")
    return between_them.join(
        f"{name}{space}{share(value, lang, kind=kind)}" for name, value in pairs
    )


@cache
def _environment(lang: str) -> Environment:
    env = Environment(undefined=StrictUndefined, autoescape=False)
    env.filters["n"] = lambda value: amount(value, lang)
    env.filters["cases"] = lambda value: counted(value, lang)
    env.filters["share"] = lambda value: share(value, lang)
    env.filters["plain"] = lambda value: share(value, lang, interval=False)
    env.filters["figure"] = lambda value, kind: share(value, lang, kind=kind)
    env.filters["bare"] = lambda value, kind: share(value, lang, interval=False, kind=kind)
    env.filters["measure"] = measure
    env.filters["rounded"] = rounded
    env.filters["number"] = number
    env.filters["probability"] = probability
    env.filters["named"] = lambda names: named(names, lang)
    env.filters["day"] = lambda value: day(value, lang)
    env.filters["parts"] = lambda pairs: _listed(pairs, lang)
    env.filters["shares"] = lambda pairs: _shares(pairs, lang, "proportion")
    env.filters["figures"] = lambda pairs, kind: _shares(pairs, lang, kind)
    return env


@cache
def _template(key: str, lang: str) -> Any:
    return _environment(lang).from_string(_wording("sentences")[key][lang])


def say(key: str, lang: str, rests_on: Sequence[Ref] = (), **values: Any) -> Sentence:
    """The sentence ``key`` in a language, with its figures set.

    Parameters
    ----------
    key : str
    lang : {"zh", "en"}
    rests_on : sequence of Ref
        Its cells.
    **values
        What its template names; a name that is missing is a defect and raises.
    """
    return Sentence(key, _template(key, lang).render(**values), tuple(dict.fromkeys(rests_on)))
