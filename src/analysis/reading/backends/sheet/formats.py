"""What a number format makes of a value: the text that a reader of the sheet sees.

Follows ECMA-376 part 1, 18.8.31 (``numFmts``), for what turns up in reports. A format that scales
the number or sets a point among its digits shows another number than the one that is kept: that is
the one that is read, where nothing is rounded away. Dates, fractions and powers of ten are put in
angle brackets, so that nobody takes them for a plain number.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|!(?P<forced>.)|_(?P<space>.)|\*(?P<fill>.)'
    r"|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)|(?P<slot>[0#?]+)"
    r"|(?P<exponent>[Ee][+\-])|(?P<clock>(?:AM/PM|[ymdhsYMDHSeg])+)|(?P<other>.)",
    re.DOTALL,
)
_POINT = ("other", ".")
_LITERALS = frozenset(["quoted", "escaped", "forced", "space"])
_PLACES = 2
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_WHITE = re.compile(r"white|白色?|colou?r\s*0*2|颜色\s*0*2", re.IGNORECASE)
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
        Whether it prints anything but the number and signs around and among its digits.
    thousands : int
        How many times the number is divided by 1,000.
    """

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None
    white: bool
    odd: bool
    thousands: int


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
        return _typed(value)
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


def _typed(value: float) -> str:
    """A number as a person typed it: 25 and not 25.0."""
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
    condition, white, odd, thousands = None, False, False, 0
    slots = [i for i, (kind, _) in enumerate(tokens) if kind in ("slot", "general")]
    point = next((i for i, token in enumerate(tokens) if token == _POINT), len(tokens))
    whole = [i for i in slots if i < point]
    groups = False
    for index, (kind, text) in enumerate(tokens):
        inside = bool(slots) and slots[0] < index < slots[-1]
        if kind == "bracket":
            found = _CONDITION.match(text)
            condition = (found[1], float(found[2])) if found else condition
            white = white or bool(_WHITE.fullmatch(text))
            odd = odd or text.lower().startswith(("dbnum", "natnum", "h", "m", "s"))
        elif kind in ("exponent", "clock") or (kind == "fill" and (inside or text.isdigit())):
            odd = True
        elif kind == "other" and slots:
            odd = odd or text in "%/" or (text == "." and index != point)
            if text == "," and whole and whole[0] < index < whole[-1]:
                groups = True
            elif text == "," and index > slots[0]:
                thousands += 1
    among = range(slots[0], slots[-1]) if slots else range(0)
    # Digits in groups of three with other signs among them: no program agrees with another.
    odd = odd or (groups and any(tokens[i][0] in _LITERALS for i in among))
    return _Section(tuple(t for t in tokens if t[0] != "fill"), condition, white, odd, thousands)


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
        return (text, section.odd) if plain else (f"{_typed(value)} as {_print(tokens)}", True)
    scaled = abs(Decimal(repr(value))).scaleb(-3 * section.thousands)
    number, exact = (
        (_typed(abs(value)), not section.thousands) if general else _digits(tokens, slots, scaled)
    )
    first, last = (slots[0], slots[-1]) if slots else (0, 0)
    if general:
        first = last = next(i for i, (kind, _) in enumerate(tokens) if kind == "general")
    before = "".join(filter(None, map(_literal, tokens[:first])))
    after = "".join(filter(None, map(_literal, tokens[last + 1 :]))).lstrip(",")
    zero = not re.search("[1-9]", number)
    sign = "-" if signed and value < 0 and not zero else ""
    text = f"{sign}{before.strip()}{number}{after.strip()}"
    # A negative number whose part prints no sign is told by its colour alone.
    unsigned = value < 0 and not signed and not zero and not re.search(r"[-−(（减負负]", text)
    other = bool(section.thousands) or any(kind in _LITERALS for kind, _ in tokens[first:last])
    return text, unsigned or (other and not exact)


def _digits(
    tokens: tuple[tuple[str, str], ...], slots: list[int], value: Decimal
) -> tuple[str, bool]:
    """The digits of a number in their places, and whether none was rounded away.

    Digits fill their places from the point on; the first place takes all that are left over.
    """
    inner = tokens[slots[0] : slots[-1] + 1]
    at = next((i for i, token in enumerate(inner) if token == _POINT), len(inner))
    part = "".join(text for kind, text in inner[at:] if kind == "slot")
    rounded = value.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    integer, _, fraction = f"{rounded:f}".partition(".")
    whole = _whole(inner[:at], integer.lstrip("0"))
    shortest = part.rfind("0") + 1
    while len(fraction) > shortest and fraction.endswith("0"):
        fraction = fraction[:-1]
    shown = f"{whole}.{fraction}" if fraction or (part and at < len(inner)) else whole
    # Amounts are kept to two places; more of them come from how a computer keeps a number.
    places = len(shown.partition(".")[2].rstrip("0")) if shown.count(".") == 1 else 0
    return shown, rounded == value and places <= _PLACES


def _whole(tokens: Sequence[tuple[str, str]], digits: str) -> str:
    """The digits before the point, with the signs that stand among their places."""
    last = max((i for i, (kind, _) in enumerate(tokens) if kind == "slot"), default=0)
    if ("other", ",") in tokens[:last]:
        places = "".join(text for kind, text in tokens if kind == "slot")
        least = len(places) - places.find("0") if "0" in places else 0
        grouped = digits.rjust(least, "0")
        return f"{int(grouped):,}".rjust(least, "0") if grouped else ""
    out, left = "", digits
    first = next((i for i, (kind, _) in enumerate(tokens) if kind == "slot"), 0)
    for index in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[index]
        if kind != "slot":
            out = (_literal(tokens[index]) or "").strip(",") + out
            continue
        for place in reversed(text):
            left, digit = left[:-1], left[-1:]
            out = (digit or ("0" if place == "0" else "")) + out
        if index == first:
            out = left + out
    return out


def _print(tokens: tuple[tuple[str, str], ...]) -> str:
    return "".join(text for _, text in tokens)
