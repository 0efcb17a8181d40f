"""Whether every number of a sentence is supported: what stands in the text against what its cells come to.

A sentence is taken as a reader has it, its text and the cells that it refers to. Names, labels and dates are masked; what is left
are the numbers, which must be those that the rule of the sentence (``rules.py``) computes from the cells, in their order, as that
language writes them. The fixed numbers of the wording ("95%") may stand between. A sentence without a rule is a failure.
"""

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

import yaml

from .book import SMALL, Book, Count, Ratio
from .reckoning import exact, grouped, poisson_per_100, wilson

NUMBER = re.compile(r"(?:[+−-]|[<>](?=[\d.]+%))?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?†?×?")


# Bounds of a share whose cells are not all known; what they come to is for the tests of bounds, which try every filling.
BETWEEN = re.compile(
    r"(?:在|between )[<>]?([\d.]+)%(?:至| and )[<>]?([\d.]+)%(?:之间（缺数|, whatever)"
)
EXACTLY = re.compile(r"[\d.]+%(?=（缺数|, whatever)")  # the same, where both ends print alike


class Unsupported(AssertionError):
    """A number that its cells do not bear out, or a sentence that should not have been said."""


_LEAST = 0.5e-6  # of a share; nearer to none or all, more places would be needed than are told


@dataclass(frozen=True)
class Near:
    """A number that was reckoned another way, and is right within half of its last place."""

    value: float
    places: int
    unit: str = ""
    slack: float = 0.0

    def fits(self, text: str) -> bool:
        if text[0] in "<>":  # next to none or all by less than four places tell
            end, most = (0, "<0.0001%") if text[0] == "<" else (1, ">99.9999%")
            return text == most and abs(self.value - end) <= 0.5e-6 + self.slack / 100
        bare = text.replace(",", "").replace("−", "-").lstrip("+").removesuffix("%")
        places = len(bare.partition(".")[2])
        # Next to 0 and 100 % it takes more places to write neither some as none nor a part as all.
        # What is written may round again to another figure: 0.0048 % is 0.005, and that is 0.01.
        may = self.unit == "%" and self.places < places <= 4
        half = Fraction(499, 10 ** (places + 3))
        meant = (Fraction(bare) + by for by in (-half, 0, half)) if may else ()
        finer = any(_at_an_end(figure, places - 1) for figure in meant)
        if (text.endswith("%")) != (self.unit == "%") or not (places == self.places or finer):
            return False
        scale = 100 if self.unit == "%" else 1
        return abs(float(bare) - self.value * scale) <= 0.5 * 10**-places * (
            1 + 1e-6
        ) + self.slack + 1e-9 * abs(self.value)


Expected = str | Near


def _at_an_end(figure: Fraction, places: int) -> bool:
    """Whether a percentage, written with so many places, would be none or all."""
    return exact(abs(figure), places) in (exact(Fraction(end), places) for end in (0, 100))


def number(value: Fraction | int, implied: bool = False, disputed: bool = False) -> str:
    """A figure as both languages set it."""
    value = Fraction(value)
    near = round(value, 6)  # a cent, in 10,000 yuan: what lies closer is of binary fractions
    value = near if abs(value - near) <= abs(value) / 10**12 else value
    mark = ("†" if implied else "") + ("×" if disputed else "")
    sign = "-" if value < 0 else ""
    if value.denominator == 1:
        return sign + grouped(str(abs(value.numerator))) + mark
    places = next(k for k in range(1, 12) if (value * 10**k).denominator == 1)
    return exact(value, places) + mark


def amount(count: Count) -> list[Expected]:
    return [] if count.value is None else [number(count.value, count.implied, count.disputed)]


def percent(value: Fraction) -> str:
    few = next((k for k in range(1, 14) if not _at_an_end(value * 100, k)), 1)
    if 0 < value < 1 and (few > 4 or _at_an_end(value * 100, few)):
        return "<0.0001%" if value < Fraction(1, 2) else ">99.9999%"
    return exact(value * 100, few) + "%"


def bare(ratio: Ratio) -> list[Expected]:
    """A share or rate with its fraction, each count marked by its own cells."""
    if ratio.state != "known":
        return []
    assert ratio.top.value is not None
    assert ratio.bottom.value is not None
    said = exact(ratio.value, 2) if ratio.rate else percent(ratio.value)
    return [
        *([] if ratio.bottom.value < SMALL else [said]),  # of few cases the counts alone are said
        number(ratio.top.value, ratio.top.implied, ratio.top.disputed),
        number(ratio.bottom.value, ratio.bottom.implied, ratio.bottom.disputed),
    ]


def figure(ratio: Ratio) -> list[Expected]:
    """The same with its interval."""
    if ratio.state != "known":
        return []
    x, n = int(ratio.top.value or 0), int(ratio.bottom.value or 0)
    if n < SMALL:
        return bare(ratio)
    ends = poisson_per_100(x, n) if ratio.rate else wilson(x, n)
    if not ratio.rate and (ends[1] < _LEAST or ends[0] > 1 - _LEAST):
        # Less than the least that is told is one bound for both ends.
        ends = [ends[1] if ends[1] < _LEAST else ends[0]]
    return bare(ratio) + [measure(e, ratio.rate) for e in ends]


def counted(ratio: Ratio) -> list[Expected]:
    """A share told by its counts first: part, whole, percentage and interval."""
    said = figure(ratio)
    return [*said[1:3], said[0], *said[3:]] if len(said) > 2 else said


def measure(value: float, rate: bool, slack: float = 0.0) -> Near:
    return Near(value, 2, "", slack) if rate else Near(value, 1, "%", slack)


@lru_cache
def wording() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in files("analysis.telling").joinpath("sentences").iterdir():
        found |= yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return found


@lru_cache
def fixed_numbers(key: str, lang: str) -> Counter:
    """Numbers that the wording itself holds."""
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", wording()[key][lang])
    return Counter(NUMBER.findall(text))


class Reader:
    """Reads the sentences of one corpus.

    Parameters
    ----------
    book : Book
    masks : sequence of str
        Names and texts that a sentence may quote, digits and all.
    """

    def __init__(self, book: Book, masks: list[str]) -> None:
        self.book = book
        # A name that is part of another, or begins like a figure's, must not be cut out of it.
        every = sorted({m for m in masks if re.search(r"\d", m)}, key=len, reverse=True)
        more = r"(?!(?!20\d\d(?!\d)),?\d)"  # a figure goes on; a year may follow
        parts = (re.escape(m) + (more if m[-1].isdigit() else "") for m in every)
        self._masks = re.compile("|".join(parts)) if every else None

    def numbers(self, text: str) -> list[str]:
        if self._masks:
            text = self._masks.sub(" ", text)
        for low, high in BETWEEN.findall(text):
            if not 0 <= float(low) <= float(high) <= 100:
                raise Unsupported(f"between {low} and {high}")
        return NUMBER.findall(
            re.sub(r"95%区间|95% interval", " ", EXACTLY.sub(" ", BETWEEN.sub(" ", text)))
        )


def compare(found: list[str], wanted: list[Expected], fixed: Counter, ordered: bool = True) -> str:
    """What is wrong with the numbers of a sentence; empty where nothing is."""
    left, rest = list(wanted), Counter(fixed)
    for text in found:
        places = range(min(1, len(left))) if ordered else range(len(left))
        hit = next((k for k in places if _fits(text, left[k])), None)
        if hit is not None:
            left.pop(hit)
        elif rest[text] > 0:
            rest[text] -= 1
        else:
            return f"{text} is not supported; expected next: {left[:3]}"
    return f"not said: {left}" if left else ""


def _fits(text: str, wanted: Expected) -> bool:
    return wanted.fits(text) if isinstance(wanted, Near) else text.replace("−", "-") == wanted
