"""What the style of a page declares, as far as it decides whether and how a text is seen.

Inline styles, style sheets in the page and attributes such as ``color`` are brought together by
CSS's own order (https://www.w3.org/TR/css-cascade-4/). Sheets in other files are not there to read.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

Declared = Mapping[str, tuple[str, bool]]  # property to its value, in lower case, and !important

_SHORT = {
    "background-color": "background",
    "text-decoration-line": "text-decoration",
    "-webkit-mask": "mask",
    "-webkit-mask-image": "mask",
    "mask-image": "mask",
    "inset-inline-start": "left",
    "inset-inline-end": "right",
    "inset-block-start": "top",
    "inset-block-end": "bottom",
    "margin-inline-start": "margin-left",
    "margin-block-start": "margin-top",
    "-webkit-transform": "transform",
    "-webkit-filter": "filter",
    "-webkit-clip-path": "clip-path",
}
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
        "inset",
        "inset-inline-start",
        "inset-inline-end",
        "inset-block-start",
        "inset-block-end",
        "margin-inline-start",
        "margin-block-start",
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
        "line-height",
        "-webkit-clip-path",
        "-webkit-filter",
        "-webkit-transform",
        "font-variant",
        "font-variant-position",
        "zoom",
        "scale",
        "rotate",
        "translate",
        "mask",
        "mask-image",
        "-webkit-mask",
        "-webkit-mask-image",
        "flex-direction",
        "-webkit-text-fill-color",
        "-webkit-text-security",
    ]
)
OTHER = "?"  # stands for every property that is not known to leave the order of signs alone
# Beginnings of the names of properties that leave it as it is.
_HARMLESS = (
    *("font", "mso-", "tab-", "line-", "border", "padding", "text-", "word-", "white-", "color"),
    *("background", "letter-", "layout-", "overflow", "outline", "cursor", "list-", "table-"),
    *("caption-", "empty-", "margin", "min-", "max-", "width", "height", "box-", "page", "orphans"),
    *(
        "widows",
        "break-",
        "-ms-",
        "-moz-",
        "-o-",
        "-webkit-",
        "-aw-",
        "-qt-",
        "unicode-",
        "hyphens",
    ),
    *("vertical-", "visibility", "display", "opacity", "lang", "size", "align", "valign", "panose"),
    *("punctuation-", "orient", "user-", "pointer-", "transition", "animation", "clear", "ruby-"),
    *("--", "*", "_", "quotes", "z-", "direction", "src", "content", "appearance", "will-", "all"),
)
_SETS_SIGNS = ("font-feature-settings", "font-variant", "text-orientation", "text-combine")
_SPEAKS = re.compile(
    "display|visib|opacity|font|color|background|decoration|align|position|indent|margin|width"
    "|height|overflow|clip|transform|filter|bidi|content|security|spacing|variant|zoom|scale"
    "|rotate|translate|mask|flex|order|float|inset|offset|writing|mode|settings|grid",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_BRACE = re.compile(r"([^{}]*)([{}])")
_NAMED = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+)")
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_LINE = re.compile(r"/ ?([\d.]+[a-z%]*)")
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
        if not value:
            continue
        if name not in _PROPERTIES or name.startswith(_SETS_SIGNS):
            if not name.startswith(_HARMLESS) or name.startswith(_SETS_SIGNS):
                found[OTHER] = name, False
            if name not in _PROPERTIES:
                continue
        important = value.endswith("!important") or value.endswith("! important")
        if important:
            value = value.rpartition("!")[0].strip()
        name = _SHORT.get(name, name)
        if name == "font":
            size = font_size_in(value)
            if not size:
                continue
            line = _LINE.search(value)
            found["line-height"] = (line[1] if line else "normal"), important
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
    sheet = _COMMENT.sub("", sheet)
    if "var(" in sheet:
        named = dict(_NAMED.findall(sheet))
        sheet = _VAR.sub(lambda match: str(named.get(match[1], match[2] or match[0])), sheet)
    around: list[str] = []
    for head, brace in _BRACE.findall(sheet):
        own, _, last = head.rpartition(";")
        if brace == "{":
            if own and around:
                yield from _rules(around, own)  # of the rule around a nested one
            around.append(last.strip())
            continue
        if around:
            yield from _rules(around, head)
            around.pop()


def _rules(around: list[str], body: str) -> Iterator[Rule]:
    """The rules of one block of declarations.

    Parameters
    ----------
    around : list of str
        What stands before each brace that is open: selectors, and conditions such as ``@media``.
    body : str
        The declarations.
    """
    if any(head.startswith("@") and not _applies(head.lower()) for head in around):
        return
    declared = declarations(body)
    if not declared:
        return
    selectors = [""]
    for head in around:
        if head.startswith("@scope"):
            head = head[6:].partition(" to ")[0].strip().removeprefix("(").removesuffix(")")
        if not head.startswith("@"):
            selectors = [_nested(outer, inner) for outer in selectors for inner in _parted(head)]
    for selector in selectors:
        pseudo = _PSEUDO.search(selector)
        name = pseudo[1].lower() if pseudo else ""
        if selector or name:
            yield Rule(_PSEUDO.sub("", selector).strip() or "*", name, declared)


def _nested(outer: str, inner: str) -> str:
    if not outer:
        return inner
    return inner.replace("&", outer) if "&" in inner else f"{outer} {inner}"


def _parted(selectors: str) -> list[str]:
    """Selectors between commas, but for commas in brackets and quotes."""
    if _BRACKET.isdisjoint(selectors):
        return [selector.strip() for selector in selectors.split(",")]
    return [part.strip() for part in _SELECTOR.findall(selectors)]


_BRACKET = frozenset("([\"'")
_SELECTOR = re.compile(
    r"""(?:[^,()\["']|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\[(?:[^\]"']|"[^"]*"|'[^']*')*\])+"""
)
_WINDOW = {"width": 1280.0, "height": 800.0, "device-width": 1280.0, "device-height": 800.0}
_ASKED = re.compile(r"\(\s*(min-|max-)?([\w-]+)\s*(?:(:|<=|>=|<|>|=)\s*([^()]+?)\s*)?\)")


def _applies(head: str) -> bool:
    """Whether what a rule stands in holds on an ordinary screen.

    Parameters
    ----------
    head : str
        Such as ``@media screen and (max-width: 600px)``, in lower case.
    """
    if head.startswith("@media"):
        return is_for_screen(head[6:])
    if head.startswith("@supports"):
        return not head[9:].lstrip().startswith("not")
    return head.startswith(("@layer", "@scope", "@container"))


@lru_cache(maxsize=1024)
def is_for_screen(media: str) -> bool:
    """Whether a media query holds on a screen of an ordinary size, on which nothing is done.

    Follows https://www.w3.org/TR/mediaqueries-4/; what it asks besides size does not hold.

    Parameters
    ----------
    media : str
        One query or several with commas between, in lower case; an empty one always holds.
    """
    return not media.strip() or any(map(_query_matches, media.split(",")))


def _query_matches(query: str) -> bool:
    words = re.sub(r"\([^()]*\)", " ", query).split()
    kind = next((w for w in words if w not in ("only", "not", "and", "or")), "all")
    asked = list(map(_feature_matches, _ASKED.finditer(query)))
    found = kind in ("all", "screen") and (any(asked) if "or" in words else all(asked))
    return found is not ("not" in words)


def _feature_matches(asked: re.Match[str]) -> bool:
    bound, name, sign, value = asked.groups()
    if name not in _WINDOW:
        return (name, value) in (("orientation", "landscape"), ("hover", "hover"))
    pixels = length(value or "", 16.0, 0.0)
    if pixels is None:
        return False
    if bound == "max-" or sign in ("<", "<="):
        return _WINDOW[name] <= pixels
    return _WINDOW[name] >= pixels


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
