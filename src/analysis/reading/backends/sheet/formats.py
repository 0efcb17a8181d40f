"""What a number format makes of a value: the text that a reader of the sheet sees.

Follows ECMA-376 part 1, 18.8.31 (``numFmts``), for what turns up in reports. A format that scales
the number, writes digits of its own, or sets signs between its digits shows another number than the
one that is kept: its text is put in angle brackets, so that nobody takes it for a plain number.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|!(?P<forced>.)|_(?P<space>.)|\*(?P<fill>.)'
    r"|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)|(?P<slot>[0#?]+)"
    r"|(?P<exponent>[Ee][+\-])|(?P<clock>(?:AM/PM|[ymdhsYMDHSeg])+)|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_WHITE = re.compile(r"white|白色?|colou?r\s*2|颜色\s*2", re.IGNORECASE)
_TESTS = {
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
}


class _Section(NamedTuple):
    """One part of a format.

    Attributes
    ----------
    tokens : tuple of (str, str)
        Kind and text of each token.
    condition : (str, float) or None
        When it holds, where it says so.
    white : bool
        Whether it prints in white.
    odd : bool
        Whether it prints anything but the number and signs around it.
    """

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None
    white: bool
    odd: bool


def shown_number(value: float, number_format: str) -> str:
    """A number as a format shows it.

    Parameters
    ----------
    value : float
        What the cell holds.
    number_format : str
        The format, such as ``0.00;-0.00;"-"``.
    """
    if number_format in ("General", "@", ""):
        return typed(value)
    sections = _sections(number_format)
    section, alone = _chosen(sections, value)
    if section is None:
        return "⟨#⟩"  # no part holds: the cell is filled with number signs
    text, doubtful = _rendered(section, value, alone)
    if text.strip() and (doubtful or section.white):
        return f"⟨{text.strip()}⟩"
    return text.strip()


def shown_text(value: str, number_format: str) -> str:
    """A text as a format shows it.

    Parameters
    ----------
    value : str
        What the cell holds.
    number_format : str
        The format; its fourth part, or one with ``@``, is for texts.
    """
    if number_format in ("General", "@", ""):
        return value
    sections = _sections(number_format)
    with_text = [s for s in sections if any(token == ("other", "@") for token in s.tokens)]
    section = sections[3] if len(sections) > 3 else next(iter(with_text), None)
    if section is None:
        return value
    literals = [(token, _literal(token) or "") for token in section.tokens]
    text = "".join(value if token == ("other", "@") else own for token, own in literals)
    digits = any(re.search(r"\d", own) for token, own in literals if token[0] != "bracket")
    return f"⟨{text}⟩" if digits else text


def typed(value: float) -> str:
    """A number as a person typed it: 25 and not 25.0.

    Parameters
    ----------
    value : float
        What the cell holds.
    """
    if float(value).is_integer():
        return str(int(value))
    # Eleven figures, as a cell shows: what comes after them is how computers keep fractions.
    text = f"{value:.11g}"
    return repr(value) if "e" in text else text


@lru_cache(maxsize=512)
def _sections(number_format: str) -> tuple[_Section, ...]:
    """The parts of a format, between semicolons."""
    parts: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(number_format):
        kind = match.lastgroup or "other"
        if (kind, match[0]) == ("other", ";"):
            parts.append([])
        else:
            parts[-1].append((kind, match[kind]))
    return tuple(map(_section, parts))


def _section(tokens: list[tuple[str, str]]) -> _Section:
    condition, white, odd = None, False, False
    slots = [i for i, (kind, _) in enumerate(tokens) if kind in ("slot", "general")]
    point = False
    for index, (kind, text) in enumerate(tokens):
        if kind == "bracket":
            found = _CONDITION.match(text)
            condition = (found[1], float(found[2])) if found else condition
            white = white or bool(_WHITE.fullmatch(text))
            odd = odd or text.lower().startswith(("dbnum", "h", "m", "s"))
            continue
        literal = kind in ("quoted", "escaped", "forced") and text
        inside = slots and slots[0] < index < slots[-1]
        if literal and (inside or re.search(r"\d", text)):
            odd = True
        if kind in ("exponent", "clock") or (kind == "other" and text in "%/" and slots):
            odd = True
        if kind == "other" and text == "." and point:
            odd = True
        point = point or (kind, text) == ("other", ".")
        if kind == "other" and text == "," and slots and not inside:
            odd = odd or index > slots[-1]  # thousands are left out
    return _Section(tuple(tokens), condition, white, odd)


def _chosen(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, bool]:
    """The part that holds for a number, and whether it must print the sign itself."""
    if any(section.condition for section in sections):
        for section in sections[:3]:
            if section.condition is None or _TESTS[section.condition[0]](
                value, section.condition[1]
            ):
                return section, True
        return None, True
    numeric = sections[:3]
    if len(numeric) == 1:
        return numeric[0], True
    if value < 0:
        return numeric[1], False
    return (numeric[2], True) if value == 0 and len(numeric) == 3 else (numeric[0], True)


def _literal(token: tuple[str, str]) -> str | None:
    """What a token prints by itself; None for what prints nothing."""
    kind, text = token
    if kind in ("quoted", "escaped", "forced"):
        return text
    if kind == "space":
        return " "
    if kind == "bracket":
        return text[1:].partition("-")[0] if text.startswith("$") else None
    return None if kind == "fill" else text


def _rendered(section: _Section, value: float, signed: bool) -> tuple[str, bool]:
    """The text of a number, and whether it is in doubt."""
    tokens = section.tokens
    slots = [i for i, (kind, _) in enumerate(tokens) if kind == "slot"]
    general = any(kind == "general" for kind, _ in tokens)
    if section.odd or not (slots or general):
        plain = not slots and not general
        text = "".join(filter(None, map(_literal, tokens)))
        return (text, section.odd) if plain else (f"{typed(value)} as {_print(tokens)}", True)
    number = typed(abs(value)) if general else _digits(tokens, slots, abs(value))
    first, last = (slots[0], slots[-1]) if slots else (0, 0)
    if general:
        first = last = next(i for i, (kind, _) in enumerate(tokens) if kind == "general")
    before = "".join(filter(None, map(_literal, tokens[:first])))
    after = "".join(filter(None, map(_literal, tokens[last + 1 :])))
    zero = not re.search("[1-9]", number)
    sign = "-" if signed and value < 0 and not zero else ""
    text = f"{sign}{before.strip()}{number}{after.strip()}"
    # A negative number whose part prints no sign is told by its colour alone.
    return text, value < 0 and not signed and not zero and not re.search(r"[-−(（减負负]", text)


def _digits(tokens: tuple[tuple[str, str], ...], slots: list[int], value: float) -> str:
    """The digits of a number in their places."""
    inner = tokens[slots[0] : slots[-1] + 1]
    at = next((i for i, token in enumerate(inner) if token == ("other", ".")), len(inner))
    whole = "".join(text for kind, text in inner[:at] if kind == "slot")
    part = "".join(text for kind, text in inner[at:] if kind == "slot")
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    integer, _, fraction = f"{rounded:f}".partition(".")
    least = len(whole) - min(whole.find("0"), len(whole)) if "0" in whole else 0
    integer = integer.lstrip("0").rjust(least, "0")
    if ("other", ",") in inner[:at] and integer:
        integer = f"{int(integer):,}".rjust(least, "0")
    shortest = part.rfind("0") + 1
    while len(fraction) > shortest and fraction.endswith("0"):
        fraction = fraction[:-1]
    return f"{integer}.{fraction}" if fraction or (part and at < len(inner)) else integer


def _print(tokens: tuple[tuple[str, str], ...]) -> str:
    return "".join(text for _, text in tokens)
