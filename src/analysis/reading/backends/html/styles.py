"""What the style of a page declares, as far as it decides whether and how a text is seen.

Inline styles, style sheets in the page and attributes such as ``color`` are brought together by
CSS's own order (https://www.w3.org/TR/css-cascade-4/). Sheets in other files are not there to read.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

Declared = Mapping[str, tuple[str, bool]]  # property to its value, in lower case, and !important

_SHORT = {"background-color": "background", "text-decoration-line": "text-decoration"}
_PROPERTIES = frozenset(
    [
        "display",
        "visibility",
        "opacity",
        "font",
        "font-size",
        "color",
        "background",
        "background-color",
        "background-image",
        "text-decoration",
        "text-decoration-line",
        "vertical-align",
        "position",
        "left",
        "top",
        "right",
        "bottom",
        "text-indent",
        "margin",
        "margin-left",
        "margin-top",
        "width",
        "height",
        "max-width",
        "max-height",
        "overflow",
        "overflow-x",
        "overflow-y",
        "clip",
        "clip-path",
        "transform",
        "filter",
        "direction",
        "unicode-bidi",
        "content",
        "content-visibility",
        "letter-spacing",
        "font-variant-position",
        "-webkit-text-fill-color",
        "-webkit-text-security",
    ]
)
_SPEAKS = re.compile(
    "display|visib|opacity|font|color|background|decoration|align|position|indent|margin|width"
    "|height|overflow|clip|transform|filter|bidi|content|security|spacing|variant",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_BRACE = re.compile(r"([^{}]*)([{}])")
_OTHER_MEDIA = re.compile(r"\bprint\b|\bspeech\b|max-(?:device-)?width|prefers-|\bnot\b")
_NAMED = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+)")
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_PSEUDO = re.compile(r"::?(before|after)\s*$", re.IGNORECASE)
MAX_RULES = 3000


class Rule(NamedTuple):
    """A rule of a style sheet.

    Attributes
    ----------
    selector : str
        One selector, without those beside it.
    pseudo : str
        ``before`` or ``after`` where it speaks of content that is generated; else empty.
    declared : mapping
        What it declares.
    """

    selector: str
    pseudo: str
    declared: Declared


@lru_cache(maxsize=8192)
def declarations(style: str) -> Declared:
    """What an inline style or the body of a rule declares, of the properties that matter here.

    Parameters
    ----------
    style : str
        Declarations with ``;`` between.
    """
    found: dict[str, tuple[str, bool]] = {}
    if not _SPEAKS.search(style) and "\\" not in style:
        return found
    style = _ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0xFFFF)), _COMMENT.sub("", style))
    for declaration in re.split(r";(?![^(]*\))", style):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), " ".join(value.lower().split())
        if name not in _PROPERTIES or not value:
            continue
        important = value.endswith("!important") or value.endswith("! important")
        if important:
            value = value.rpartition("!")[0].strip()
        name = _SHORT.get(name, name)
        if name == "font":
            size = font_size_in(value)
            if not size:
                continue
            name, value = "font-size", size
        if important or not found.get(name, ("", False))[1]:
            found[name] = value, important
    return found


def font_size_in(font: str) -> str:
    """The size in the shorthand ``font``; empty where it holds none.

    Parameters
    ----------
    font : str
        Its value, such as ``bold 12px/1.5 serif``.
    """
    for token in font.replace(" /", "/").split():
        size = token.partition("/")[0]
        if length(size, 16, 16) is not None:
            return size
    return ""


def rules_in(sheet: str) -> Iterator[Rule]:
    """The rules of a style sheet that speak of what matters here.

    Parameters
    ----------
    sheet : str
        The content of a ``style`` element.
    """
    around: list[str] = []
    sheet = _COMMENT.sub("", sheet)
    if "var(" in sheet:
        named = dict(_NAMED.findall(sheet))
        sheet = _VAR.sub(lambda match: str(named.get(match[1], match[2] or "")), sheet)
    for head, brace in _BRACE.findall(sheet):
        if brace == "{":
            around.append(head.rpartition(";")[2].strip())
            continue
        selectors = around.pop() if around else ""
        if not selectors or selectors[0] == "@" or any(map(_elsewhere, around)):
            continue
        declared = declarations(head)
        if not declared:
            continue
        for selector in selectors.split(","):
            pseudo = _PSEUDO.search(selector)
            name = pseudo[1].lower() if pseudo else ""
            yield Rule(_PSEUDO.sub("", selector).strip() or "*", name, declared)


def _elsewhere(head: str) -> bool:
    """Whether what surrounds a rule keeps it from an ordinary screen."""
    lower = head.lower()
    if not lower.startswith("@"):
        return True
    return not lower.startswith(("@media", "@supports", "@layer")) or bool(
        _OTHER_MEDIA.search(lower)
    )


_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(px|pt|pc|in|cm|mm|q|em|ex|ch|rem|%|vw|vh|)")
_UNITS = {"px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": 16}
_WORDS = {
    "xx-small": 9,
    "x-small": 10,
    "small": 13,
    "medium": 16,
    "large": 18,
    "x-large": 24,
    "xx-large": 32,
}


@lru_cache(maxsize=4096)
def length(value: str, font_size: float, whole: float) -> float | None:
    """A length in pixels, or None for what is none.

    Parameters
    ----------
    value : str
        Such as ``12pt``, ``-1em``, ``50%`` or ``x-small``.
    font_size : float
        What one ``em`` is, in pixels.
    whole : float
        What 100 % is, in pixels.
    """
    if value in _WORDS:
        return _WORDS[value]
    if value in ("smaller", "larger"):
        return font_size * (0.83 if value == "smaller" else 1.2)
    match = _LENGTH.fullmatch(value)
    if match is None or (not match[2] and float(match[1])):
        return None  # a number without a unit is a length only where it is 0
    number, unit = float(match[1]), match[2]
    if unit in ("em", "ex", "ch"):
        return number * font_size * (1 if unit == "em" else 0.5)
    if unit == "%":
        return number / 100 * whole
    return number * _UNITS.get(unit, 10)  # a hundredth of the window is about ten pixels
