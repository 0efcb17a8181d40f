"""What the style of a page declares, as far as it decides whether and how a text is seen.

Inline styles, style sheets in the page and attributes such as ``color`` are brought together by
CSS's own order (https://www.w3.org/TR/css-cascade-4/). Sheets in other files are not there to read.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .media import applies
from .selectors import is_known, parted
from .values import is_value, length

Declared = Mapping[str, tuple[str, bool]]  # property to its value, in lower case, and !important
Reader = Callable[[str], Sequence[Declared]]

# Other names of properties.
_SHORT = {
    "background-color": "background",
    "text-decoration-line": "text-decoration",
    "-webkit-background-clip": "background-clip",
    "-webkit-text-stroke-width": "-webkit-text-stroke",
    "offset-path": "offset",
    "list-style-type": "list-style",
    **dict.fromkeys(("animation-name", "-webkit-animation", "-webkit-animation-name"), "animation"),
    **dict.fromkeys(("-webkit-mask", "-webkit-mask-image", "mask-image"), "mask"),
    **{f"-webkit-{name}": name for name in ("transform", "filter", "clip-path")},
    **{f"{box}inline-size": f"{box}width" for box in ("", "max-")},
    **{f"{box}block-size": f"{box}height" for box in ("", "max-")},
    "inset-inline-start": "left",
    "inset-inline-end": "right",
    "inset-block-start": "top",
    "inset-block-end": "bottom",
    "margin-inline-start": "margin-left",
    "margin-block-start": "margin-top",
    "padding-inline-start": "padding-left",
    "padding-inline-end": "padding-right",
    "margin-inline-end": "margin-right",
}
_NAMES = """
    display visibility opacity font font-size color background text-decoration vertical-align
    position left top right bottom inset text-indent margin margin-left margin-right margin-top
    padding padding-left padding-right width height max-width max-height overflow overflow-x
    overflow-y clip clip-path transform filter direction unicode-bidi content content-visibility
    letter-spacing line-height font-variant font-variant-position font-size-adjust zoom scale rotate
    translate mask flex-direction -webkit-text-fill-color -webkit-text-security -webkit-text-stroke
    text-shadow background-clip mix-blend-mode offset all order animation z-index
    text-underline-offset text-decoration-thickness -webkit-line-clamp list-style
"""
_PROPERTIES = frozenset(_NAMES.split())
_DEEPEST = 40  # rules inside rules
OTHER = "?"  # stands for every property that is not known to leave the order of signs alone
UNSURE = "??"  # stands for declarations of which nobody can tell whether they hold
# Beginnings of the names of properties that leave it as it is.
_BEGINNINGS = """
    font mso- tab- line- border padding text- word- white- color background letter- layout-
    overflow outline cursor list- table- caption- empty- margin min- max- width height box- page
    orphans widows break- -ms- -moz- -o- -webkit- -aw- -qt- unicode- hyphens vertical- visibility
    display opacity lang size align valign panose punctuation- orient user- pointer- transition
    animation clear ruby- -- * _ quotes z- direction src content appearance will- all
"""
_HARMLESS = tuple(_BEGINNINGS.split())
_INITIAL = {"color": "canvastext", "visibility": "visible", "font-size": "medium"}
# What may write signs of its own: a quoted digit there is seen.
_WRITES = (
    "quotes",
    "list-style",
    "text-emphasis",
    "-webkit-text-emphasis",
    "hyphenate",
    "text-overflow",
)
_VARIES = frozenset(["display", "visibility", "opacity", "content"])
_SETS_SIGNS = ("font-feature-settings", "font-variant", "text-orientation", "text-combine")
_SPEAKS = re.compile(
    "display|visib|opacity|font|color|background|decoration|align|position|indent|margin|width"
    "|height|overflow|clip|transform|filter|bidi|content|security|spacing|variant|zoom|scale|all"
    "|rotate|translate|mask|flex|order|float|inset|offset|writing|mode|settings|grid|padding|size"
    "|shadow|stroke|animation|z-index|clamp|quotes|list-style|emphasis|hyphenate"
    r"|(?<![\w-])(?:top|left|right|bottom)\s*:",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"""(\"[^\"\n]*\"|'[^'\n]*')|/\*.*?(?:\*/|\Z)|<!--|-->""", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_BRACE = re.compile(r"([{}])")
_LINE = re.compile(r"/ ?([\d.]+[a-z%]*)")
_PSEUDO = re.compile(r"::?(before|after|marker)\s*$", re.IGNORECASE)
# A way to count, and one that shows the same signs again and again, none of them a digit.
_COUNTER = re.compile(r"@counter-style\s+([\w-]+)\s*\{([^{}]{0,500})")
_CYCLIC = re.compile(r"(?!.*[\"'][^\"']{0,50}[\d一二三四五六七八九十百千]).*cyclic", re.DOTALL)
_LISTED = re.compile(r"(list-style[\w-]{0,10}\s{0,9}:)([^;{}]*)")
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_IN_LINE = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_GROUPS = frozenset("([")


class Rule(NamedTuple):
    """A rule of a style sheet.

    Attributes
    ----------
    selector : str
        One selector, without those beside it.
    pseudo : str
        ``before``, ``after`` or ``marker``: content that is generated; else empty.
    declared : mapping
        What it declares.
    sure : bool
        Whether it holds for certain: what it stands in is known.
    layer : str or None
        The layer that it is in, inside others after a dot; empty for one without a name.
    others : tuple of mapping
        What it may declare instead, by other values of the names in it.
    """

    selector: str
    pseudo: str
    declared: Declared
    sure: bool = True
    layer: str | None = None
    others: tuple[Declared, ...] = ()


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
    style = _ESCAPE.sub(_escaped, _uncommented(style))
    for declaration in parted(style, ";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), " ".join(value.lower().split())
        if not value:
            continue
        if name == "background-image" and "(" in value:
            name = "background"  # where there is none, the colour stays
        name = _SHORT.get(name, name)
        if doubt := _doubt(name, value):
            found[doubt] = name, False
        if name not in _PROPERTIES:
            continue
        important = value.endswith("!important") or value.endswith("! important")
        if important:
            value = value.rpartition("!")[0].strip()
        if not is_value(name, value):
            continue  # no browser knows it
        if value == "initial":
            value = _INITIAL.get(name, value)
        if name == "all":
            found = {each: kept for each, kept in found.items() if kept[1]}
        if name == "font":
            size = _font_size_in(value)
            if not size:
                continue
            line = _LINE.search(value)
            found["line-height"] = (line[1] if line else "normal"), important
            name, value = "font-size", size
        if important or not found.get(name, ("", False))[1]:
            found[name] = value, important
    return found


def _doubt(name: str, value: str) -> str:
    """What a declaration stands for that nobody can tell from here; empty for any other."""
    if name in _VARIES and "var(" in value:
        return UNSURE
    if name == "font-size" and "(" in value and "var(" not in value:
        return UNSURE if length(value, 16.0, 16.0) is None else ""
    if name.startswith(_WRITES):
        signs = "".join(_STRING.findall(value))
        return UNSURE if any(map(str.isdigit, signs)) else ""
    known = name in _PROPERTIES or name.startswith(_HARMLESS)
    return "" if known and not name.startswith(_SETS_SIGNS) else OTHER


def _font_size_in(font: str) -> str:
    """The size in the shorthand ``font``; empty where it holds none."""
    for token in font.replace(" /", "/").split():
        size = token.partition("/")[0]
        if length(size, 16, 16) is not None:
            return size
    return ""


def _uncommented(style: str) -> str:
    return _COMMENT.sub(lambda match: match[1] or "", style)


def _escaped(match: re.Match[str]) -> str:
    """A sign for its code; a blank is no blank between words where a code stands for it."""
    code = int(match[1], 16)
    return chr(min(code, 0xFFFF)) if code > 0x20 else "\\"


def _unbraced(string: re.Match[str]) -> str:
    return string[0].replace("{", "\\7b ").replace("}", "\\7d ")


def _is_open(head: str) -> bool:
    """Whether a bracket is left open in what stands before a brace."""
    if _GROUPS.isdisjoint(head):
        return False
    bare = _STRING.sub("", head)
    return any(bare.count(left) > bare.count(right) for left, right in ("()", "[]"))


def generated_text(content: str) -> str:
    """The text that a value of ``content`` adds; ``?`` for what is only known when it is shown.

    Parameters
    ----------
    content : str
        The value, as declared.
    """
    if any(word in content for word in ("counter", "attr(", "var(")):
        return "?"
    return "".join(part[1:-1] for part in _STRING.findall(content))


def rules_in(sheet: str, read: Reader) -> Iterator[Rule]:
    """The rules of a style sheet that speak of what matters here.

    Parameters
    ----------
    sheet : str
        The content of a ``style`` element.
    read : callable
        What the declarations of a rule declare, first as is likely.
    """
    sheet = _IN_LINE.sub(_unbraced, _uncommented(sheet))
    if counters := dict(_COUNTER.findall(sheet)):
        signs = {name: '"·"' if _CYCLIC.match(body) else '"0"' for name, body in counters.items()}
        sheet = _LISTED.sub(
            lambda rule: rule[1] + " ".join(signs.get(word, word) for word in rule[2].split()),
            sheet,
        )
    for around, body, certain in _blocks(sheet):
        for rule in _rules(around, body, read):
            yield rule if certain else rule._replace(sure=False)


def _blocks(sheet: str) -> Iterator[tuple[list[str], str, bool]]:
    """Each block of declarations, with what stands before each brace around it.

    Last comes whether it is certain that it is one: a bracket that is left open holds all after it.
    """
    certain = True
    around: list[str] = []
    pieces = _BRACE.split(sheet)
    for head, brace in zip(pieces[::2], pieces[1::2], strict=False):
        own, _, last = head.rpartition(";")
        if brace == "{":
            if own and around:
                yield around, own, certain  # of the rule around a nested one
            around.append(last.strip())
            certain = certain and not _is_open(last)
            if len(around) > _DEEPEST:
                return  # made to break readers
            continue
        if around:
            yield around, head, certain
            around.pop()
    if around:
        yield around, pieces[-1], certain  # the end of a sheet closes all


def _rules(around: list[str], body: str, read: Reader) -> Iterator[Rule]:
    """The rules of one block of declarations.

    Parameters
    ----------
    around : list of str
        What stands before each brace that is open: selectors, and conditions such as ``@media``.
    body : str
        The declarations.
    read : callable
        As for ``rules_in``.
    """
    conditions = [head.lower() for head in around if head.startswith("@")]
    known = list(map(applies, conditions))
    if False in known:
        return
    layers = [head[6:].strip() for head in conditions if head.startswith("@layer")]
    layer = ".".join(layers) if layers else None
    declared, *others = read(body)
    if not declared and not others:
        return
    selectors = [""]
    for head in around:
        if head.startswith("@scope"):
            head = head[6:].partition(" to ")[0].strip().removeprefix("(").removesuffix(")")
        if not head.startswith("@"):
            inside = [part.strip() for part in parted(head, ",")]
            known += map(is_known, inside)
            selectors = [_nested(outer, inner) for outer in selectors for inner in inside]
    if False in known:
        return
    sure = None not in known
    for selector in selectors:
        pseudo = _PSEUDO.search(selector)
        name = pseudo[1].lower() if pseudo else ""
        if selector or name:
            bare = _PSEUDO.sub("", selector).strip() or "*"
            yield Rule(bare, name, declared, sure, layer, tuple(others))


def _nested(outer: str, inner: str) -> str:
    if not outer:
        return inner
    return inner.replace("&", outer) if "&" in inner else f"{outer} {inner}"
