"""Sentence forms filled with figures of an imagined report, and what is to be read of them."""

import hashlib
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

from .facts import CONCLUDED, RECEIVED, TARGETS, Facts, make_facts

FORMS = Path(__file__).with_name("wordings.txt")
BLIND = Path(__file__).with_name("wordings_blind.txt")
_SLOT = re.compile(r"\{(%|0:)?([\w&]+)\}|~([^~]*)~")
_APPLICANT_SHARES = ("nat", "legal", "biz")


@dataclass
class Sentence:
    """A filled form.

    Attributes
    ----------
    form, text : str
        As written in ``wordings.txt``, and filled.
    expected : list of (targets, value)
        A figure and the targets of which any is right.
    zeros : set of str
        Targets said to be nought without a number.
    noise : set of float
        Figures that speak of no cell.
    year : int
        The year reported on.
    """

    form: str
    text: str
    facts: Facts
    scope: str | None
    year: int = 2023
    expected: list[tuple[tuple[str, ...], float]] = field(default_factory=list)
    zeros: set[str] = field(default_factory=set)
    noise: set[float] = field(default_factory=set)


def is_held_out(name: str) -> bool:
    """Whether a form or a report belongs to the half that is looked at only at the end."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


def forms(path: Path = FORMS) -> list[tuple[set[str], str]]:
    """Flags and text of every form of a file."""
    return _forms(path.read_text(encoding="utf-8"))


def blind_sets() -> dict[str, list[tuple[set[str], str]]]:
    """The forms of each set that was scored before it was looked at, by the set's name."""
    _, *found = re.split(r"^\[(\w+)\]\n", BLIND.read_text(encoding="utf-8"), flags=re.M)
    return {name: _forms(text) for name, text in zip(found[::2], found[1::2], strict=True)}


def _forms(text: str) -> list[tuple[set[str], str]]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    split = [line.partition("|") for line in lines]
    return [(set(flags.split()), form.strip()) for flags, _, form in split]


def fill(flags: set[str], form: str, seed: int) -> Sentence:
    """Fill a form with figures.

    Parameters
    ----------
    flags : set of str
        Those of the form.
    form : str
        Its text.
    seed : int
        Which figures, and which of the ways of printing them.
    """
    rng = random.Random(f"{seed} {form}")
    facts = make_facts(flags, rng)
    named = dict(f.split("=") for f in flags if "=" in f)
    found = Sentence(form, "", facts, named.get("scope"), int(named.get("year", 2023)))
    style = rng.choice(("plain", "plain", "comma", "wide"))
    text = _SLOT.sub(lambda m: _fill_slot(m, found, style), form)
    found.text = text.replace("，", ",") if rng.random() < 0.3 and style != "comma" else text
    return found


def _fill_slot(m: re.Match[str], sentence: Sentence, style: str) -> str:
    sign, name, noise = m.groups()
    values = sentence.facts.values
    if noise is not None:
        sentence.noise |= {float(n) for n in re.findall(r"\d+(?:\.\d+)?", noise)}
        return str(noise)
    if sign == "0:":
        sentence.zeros |= {TARGETS[part] for part in name.split("&")}
        return ""
    if sign == "%":
        base = "recv" if name in _APPLICANT_SHARES else "done"
        share = round(100 * values[name] / values[base], 2)
        base_code = RECEIVED if base == "recv" else CONCLUDED
        sentence.expected.append(((f"{TARGETS[name]} % {base_code}",), share))
        return f"{share:g}%"
    chinese, yuan = name.endswith("zh"), name.endswith("yuan")
    name = name.removesuffix("zh").removesuffix("yuan")
    value = values[name]
    sentence.expected.append((_targets(name), value))
    if yuan:
        value = round(10_000 * value)
    if chinese:
        return numeral(int(value))
    printed = f"{value:,.10g}" if style == "comma" else f"{value:.10g}"
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return printed.translate(wide) if style == "wide" else printed


def _targets(name: str) -> tuple[str, ...]:
    """All targets that read a figure of this name rightly."""
    if name == "hand":
        return TARGETS["hand"], CONCLUDED, TARGETS["sum"]  # 处理30件(含上年结转2件)
    if name == "either":
        return TARGETS["either"], RECEIVED
    return (TARGETS[name],)


def numeral(number: int) -> str:
    """A number below 10,000 in Chinese: 1203 is 一千二百零三."""
    digits, text, gap = "零一二三四五六七八九", "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + word
        gap = digit == 0
    return text.removeprefix("一") if 10 <= number < 20 else text or "零"
