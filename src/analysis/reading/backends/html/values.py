"""Numbers and lengths as style sheets write them (https://www.w3.org/TR/css-values-4/)."""

import ast
import re
from functools import lru_cache

from analysis.reading.colours import colour

_LENGTH = re.compile(
    r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(px|pt|pc|in|cm|mm|q|em|ex|ch|rem|%|vw|vh|)"
)
_TOKEN = re.compile(r"[+-]?[\d.]+[a-z%]*")
_UNITS = {"px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": 16}
_UNITS |= {"vw": 12.8, "vh": 8.0}  # a hundredth of a window of 1280 by 800 pixels
_WORDS = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18}
_WORDS |= {"x-large": 24, "xx-large": 32}
_MATH = ("calc(", "min(", "max(", "clamp(")
_EVERYWHERE = frozenset(["inherit", "initial", "unset", "revert", "revert-layer"])
_DISPLAYS = """
    none contents inline block inline-block flow flow-root run-in list-item flex inline-flex grid
    inline-grid ruby ruby-base ruby-text ruby-base-container ruby-text-container math table
    inline-table table-caption table-cell table-column table-column-group table-footer-group
    table-header-group table-row table-row-group -webkit-box -webkit-inline-box -webkit-flex
    -webkit-inline-flex
"""
# For properties that a few words answer: these words.
_ANSWERS = {
    "display": frozenset(_DISPLAYS.split()),
    "visibility": frozenset(["visible", "hidden", "collapse"]),
    "position": frozenset(["static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"]),
}
_IN_MATH = re.compile(r"[\d.+*/(),\s-]|calc|min|max|clamp")


@lru_cache(maxsize=4096)
def length(value: str, font_size: float, whole: float) -> float | None:
    """A length in pixels, or None for what is none.

    Parameters
    ----------
    value : str
        Such as ``12pt``, ``-1em``, ``50%``, ``x-small`` or ``calc(1em - 2px)``.
    font_size : float
        What one ``em`` is, in pixels.
    whole : float
        What 100 % is, in pixels.
    """
    if value in _WORDS:
        return _WORDS[value]
    if value in ("smaller", "larger"):
        return font_size * (0.83 if value == "smaller" else 1.2)
    if value.startswith(_MATH):
        return _worked_out(_LENGTH.sub(lambda m: repr(_pixels(m, font_size, whole)), value))
    match = _LENGTH.fullmatch(value)
    if match is None or (not match[2] and float(match[1])):
        return None  # a number without a unit is a length only where it is 0
    return _pixels(match, font_size, whole)


def _pixels(match: re.Match[str], font_size: float, whole: float) -> float:
    number, unit = float(match[1]), match[2]
    if unit in ("em", "ex", "ch"):
        return number * font_size * (1 if unit == "em" else 0.5)
    return number * (whole / 100 if unit == "%" else _UNITS.get(unit, 1))


def lengths(value: str) -> list[float]:
    """The lengths in a value, in pixels; shares of something else are left aside.

    Parameters
    ----------
    value : str
        Of any property.
    """
    if "calc" in value:
        return [length(value, 16.0, 0.0) or 0.0]
    return [length(token, 16.0, 0.0) or 0.0 for token in _TOKEN.findall(value)]


def is_value(name: str, value: str) -> bool:
    """Whether a property can have a value: a browser passes over a declaration of what it cannot.

    Parameters
    ----------
    name : str
        The property.
    value : str
        As declared.
    """
    if value.rstrip("/").endswith("\\"):
        return False  # for a browser of long ago
    if "(" in value or value in _EVERYWHERE:
        return True
    if name in _ANSWERS:
        return _ANSWERS[name].issuperset(value.split())
    if name == "opacity":
        return _LENGTH.fullmatch(value) is not None
    if name == "color":
        return value == "currentcolor" or value.endswith("text") or colour(value) is not None
    # Older pages may leave out the unit of a length.
    return (
        name != "font-size"
        or length(value.rstrip("."), 1.0, 1.0) is not None
        or any(map(str.isdigit, value))
    )


def is_at_most(value: str, limit: float) -> bool:
    """Whether a length is no more than a limit; what is no length is not.

    Parameters
    ----------
    value : str
        Of any property.
    limit : float
        In pixels.
    """
    found = length(value, 16.0, 1000.0)
    return found is not None and found <= limit


def is_set(value: str) -> bool:
    """Whether a value is other than what holds where nothing is declared.

    Parameters
    ----------
    value : str
        Of any property.
    """
    return value not in ("none", "auto", "normal", "inherit", "initial", "unset", "revert")


def number(value: str) -> float:
    """A number or a share; 1 for what is none.

    Parameters
    ----------
    value : str
        Such as ``.5``, ``50%`` or ``calc(1 / 2)``.
    """
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError:
        found = _worked_out(value) if value.startswith(_MATH) else None
        return 1.0 if found is None else found


def _worked_out(formula: str) -> float | None:
    """What a formula of plain numbers comes to; None where it is none."""
    if _IN_MATH.sub("", formula) or len(formula) > 200:
        return None
    try:
        return float(_value(ast.parse(formula.strip(), mode="eval").body))
    except (ValueError, SyntaxError, TypeError, ArithmeticError, RecursionError):
        return None


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as plain):
            return float(plain)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _value(inner)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _value(left), _value(right)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
        case ast.Call(func=ast.Name(id=name), args=arguments):
            values = [_value(each) for each in arguments]
            if name == "clamp" and len(values) == 3:
                return max(values[0], min(values[1], values[2]))
            if name in ("min", "max") and values:
                return min(values) if name == "min" else max(values)
            if name == "calc" and len(values) == 1:
                return values[0]
    raise ValueError("no formula of numbers")
