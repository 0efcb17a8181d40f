"""Which declarations hold for an element: those of style sheets, of its style and its attributes.

Follows CSS's own order of precedence (https://www.w3.org/TR/css-cascade-4/#cascade-sort).
"""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import unquote_to_bytes

from lxml import etree

from .media import is_for_screen
from .selectors import needed, select
from .styles import UNSURE, Declared, Reader, Rule, declarations, rules_in
from .variables import Variables

_MAX_RULES = 3000
_INLINE = (10**6,)  # goes before the specificity of any selector, also in layers
_HINTED = (-(10**6),)
_LAYERS = re.compile(r"@layer\s+([\w.,\s-]{1,500})[;{]", re.IGNORECASE)
_TAGS = {
    "sup": {"vertical-align": ("super", False)},
    "sub": {"vertical-align": ("sub", False)},
    "del": {"text-decoration": ("line-through", False)},
    "s": {"text-decoration": ("line-through", False)},
    "strike": {"text-decoration": ("line-through", False)},
    "small": {"font-size": ("smaller", False)},
    "big": {"font-size": ("larger", False)},
}
_SIZES = {"1": "10px", "2": "13px", "3": "16px", "4": "18px", "5": "24px", "6": "32px", "7": "48px"}
# Elements that may say something themselves.
_SPEAKING = (*_TAGS, "bdo", "input", "dialog", "font", "body")
_attributed = etree.XPath(
    "//*[@hidden or @popover or @bgcolor or @background]|//ol[@type]|//ul[@type]|//li[@type]"
)
_styles = etree.XPath("//@style", smart_strings=False)
_defining = etree.XPath("//*[contains(@style, '--')]")
_near_cells = etree.XPath("//*[descendant-or-self::td or descendant-or-self::th]|//td//*|//th//*")
_names = etree.XPath("//@class|//@id", smart_strings=False)
_REGISTERED = re.compile(r"@property\s+(--[\w-]+)\s*\{[^{}]*initial-value\s*:\s*([^;}]+)")
_IMPORT = re.compile(r"@import\s+(?:url\()?\s*[\"']?(data:[^\"')]*)[\"')]*[^;]*;")
_UNSURE: Declared = {UNSURE: ("", False)}

Entry = tuple[tuple[int, ...], int, Declared]  # specificity, order in the sheets, declarations


class Cascade:
    """All that a page declares.

    Parameters
    ----------
    root : element
        The page as it was parsed.

    Attributes
    ----------
    root : element
        The page.
    hints : dict of element to declarations
        What names and attributes of elements declare, such as ``<font color=…>``.
    inline : dict of str to declarations
        What each distinct ``style`` attribute declares.
    rules : list of Rule
        Those of the style sheets inside the page.
    generated : dict of (element, str) to list
        For content that sheets add before or after an element: what is declared for it.
    """

    def __init__(self, root: Any) -> None:
        self.root = root
        speaking = [*root.iter(*_SPEAKING), *_attributed(root)]
        if (body := root.find("body")) is not None and body.get("link"):
            speaking += root.iter("a")
        hints = ((element, _hint(element)) for element in speaking)
        self.hints: dict[Any, Declared] = {element: hint for element, hint in hints if hint}
        styles, sheets = set(_styles(root)), _sheets(root)
        self._words = {word for value in _names(root) for word in value.split()}
        self._variables = Variables()
        self._readings: dict[str, list[Declared]] = {}
        if any("var(" in text for text in (*styles, *(sheet for sheet, _ in sheets))):
            self._define(sheets)
        self.inline = {style: _surely(self._read(style)) for style in styles}
        groups = [group for sheet, _ in sheets for group in _LAYERS.findall(sheet)]
        layers = dict.fromkeys(name.strip().lower() for each in groups for name in each.split(","))
        # What is in no layer is stronger than what is in the last of them.
        self._layers = {None: 0} | {name: n - len(layers) for n, name in enumerate(layers)}
        self.rules = list(islice(_rules(sheets, self._read), _MAX_RULES))
        self.generated: dict[tuple[Any, str], list[Entry]] = {}
        self._matched: dict[Any, list[Entry]] = {}

    def _define(self, sheets: list[tuple[str, bool]]) -> None:
        """Find what the page names: its sheets, for elements that it has, and its styles."""
        for name, value in (found for sheet, _ in sheets for found in _REGISTERED.findall(sheet)):
            self._variables.add("", f"{name}:{value}", near=False)
        near = set(_near_cells(self.root))
        for rule in _rules(sheets, lambda body: [{"--": (body, False)}] if "--" in body else [{}]):
            if self._words.issuperset(needed(rule.selector)):
                place = f"{rule.selector} {rule.pseudo} {rule.sure}"
                elements = {e for _, found, _ in select(rule.selector, self.root) for e in found}
                if elements:
                    style = rule.declared["--"][0]
                    self._variables.add(place, style, not near.isdisjoint(elements))
        for element in _defining(self.root):
            self._variables.add(element.get("style"), element.get("style"), element in near)

    def _read(self, style: str) -> list[Declared]:
        """What a style may declare, first what is likely."""
        if "var(" not in style:
            return [declarations(style)]
        if style not in self._readings:
            first, *others = map(declarations, self._variables.alternatives(style))
            self._readings[style] = [first, *(other for other in others if other != first)]
        return self._readings[style]

    def all(self) -> Iterator[Declared]:
        """All that is declared anywhere on the page."""
        yield from self.inline.values()
        yield from self.hints.values()
        for rule in self.rules:
            yield rule.declared
            yield from rule.others

    def match(self, properties: set[str], matters: Callable[[Declared], bool]) -> None:
        """Find the elements that rules speak of.

        Parameters
        ----------
        properties : set of str
            Only rules that declare one of these are looked at.
        matters : callable
            Whether declarations bear on how a text is seen: of rules that may not hold, only such
            are kept.
        """
        for order, rule in enumerate(self.rules):
            possible = (rule.declared, *rule.others)
            if all(map(properties.isdisjoint, possible)):
                continue
            if not self._words.issuperset(needed(rule.selector)):
                continue
            layer = self._layers.get(rule.layer, 0)
            ranked = rule.layer in self._layers and "." not in (rule.layer or "")
            for specificity, elements, sure in select(rule.selector, self.root):
                declared = rule.declared
                sure = sure and rule.sure and ranked
                if rule.others or not sure:
                    if any(map(matters, possible)):
                        declared = _UNSURE
                    elif not sure:
                        continue
                entry = ((layer, *specificity), order, declared)
                for element in elements:
                    if rule.pseudo:
                        self.generated.setdefault((element, rule.pseudo), []).append(entry)
                    else:
                        self._matched.setdefault(element, []).append(entry)

    def matched(self) -> Iterator[tuple[Any, Declared]]:
        """The elements that rules speak of, each with what one rule declares."""
        for element, entries in self._matched.items():
            for *_, declared in entries:
                yield element, declared

    def declared(self, element: Any) -> dict[str, str]:
        """What holds for an element of all that is declared for it.

        Parameters
        ----------
        element : element
            Of the page.
        """
        entries = self._matched.get(element, [])
        style = element.get("style")
        inline = self.inline.get(style) if style else None
        if not entries and not inline:
            hints = self.hints.get(element)
            return {name: value for name, (value, _) in hints.items()} if hints else {}
        entries = [(_HINTED, 0, self.hints.get(element, {})), *entries]
        return winning([*entries, (_INLINE, 0, inline or {})])


def winning(entries: list[Entry]) -> dict[str, str]:
    """The value that wins for each property.

    Parameters
    ----------
    entries : list of (specificity, order, declarations)
        All that is declared for one element.
    """
    values = [
        # Of what is important, that in the first layer is the strongest.
        ((important, abs(layer) if important else layer, specificity, order), name, value)
        for (layer, *specificity), order, declared in entries
        for name, (value, important) in declared.items()
    ]
    found: dict[str, str] = {}
    for _, name, value in sorted(values, key=lambda entry: entry[0]):
        if name == "all":
            found.clear()
        found[name] = value
    return found


def _hint(element: Any) -> Declared:
    """What an element's name and attributes declare."""
    hints: dict[str, tuple[str, bool]] = dict(_TAGS.get(element.tag, {}))

    def hint(name: str, value: str | None) -> None:
        if value:
            hints[name] = value.strip().lower(), False

    closed = element.tag == "dialog" and element.get("open") is None
    hidden = element.get("hidden")
    if hidden == "until-found":
        hint("content-visibility", "hidden")
    closed = closed or element.get("popover") is not None or hidden not in (None, "until-found")
    hint("display", "none" if closed else "")
    if element.tag == "dialog":
        hint("position", "absolute")
        hint("background", "canvas")
    picture = "url()" if element.get("background") else None
    hint("background", picture or _hash(element.get("bgcolor")))
    if element.tag == "input" and element.get("size"):
        hint("width", f"{element.get('size')}ch")
    elif element.tag in ("ol", "ul", "li"):
        hint("list-style", element.get("type"))
    elif element.tag == "bdo":
        hint("direction", element.get("dir"))
        hint("unicode-bidi", "bidi-override")
    elif element.tag == "body":
        hint("color", _hash(element.get("text")))
    elif element.tag == "a":
        links = (body.get("link") for body in element.iterancestors("body"))
        hint("color", _hash(next(links, None)) if element.get("href") else None)
    elif element.tag == "font":
        size = (element.get("size") or "").strip()
        steps = {"+": "larger", "-": "smaller"}
        hint("color", _hash(element.get("color")))
        hint("font-size", steps.get(size[:1]) or _SIZES.get(size))
    return hints


def _hash(value: str | None) -> str | None:
    """A colour of an attribute, where ``ffffff`` stands for ``#ffffff``."""
    bare = value is not None and re.fullmatch("[0-9a-fA-F]{6}", value.strip())
    return f"#{value.strip()}" if value is not None and bare else value


def _surely(possible: list[Declared]) -> Declared:
    """What a style declares, marked where that is one of several things."""
    return possible[0] if len(possible) == 1 else {**possible[0], **_UNSURE}


def _rules(sheets: list[tuple[str, bool]], read: Reader) -> Iterator[Rule]:
    for sheet, sure in sheets:
        for rule in rules_in(sheet, read):
            yield rule if sure else rule._replace(sure=False)


def _sheets(root: Any) -> list[tuple[str, bool]]:
    """The style sheets, each with whether it holds for certain."""
    found: list[tuple[str, bool]] = []
    for node in root.iter("style", "link"):
        shown = is_for_screen((node.get("media") or "").lower())
        unread = next(node.iterancestors("template", "noscript"), None) is not None
        if unread or (node.get("type") or "text/css").lower() != "text/css":
            continue  # no browser follows it
        if shown is not False:
            found.append((_sheet(node), shown is True))
    return found


def _sheet(node: Any) -> str:
    """A style sheet, with those that it holds as addresses of their own content."""
    if node.tag == "style":
        return _IMPORT.sub(lambda match: _in_address(match[1]), node.text or "")
    return _in_address(node.get("href") or "") if node.get("rel") == "stylesheet" else ""


def _in_address(address: str) -> str:
    """The sheet that an address itself holds; empty for any other address."""
    kind, _, content = address.partition(",")
    if not kind.lower().startswith("data:text/css"):
        return ""
    data = unquote_to_bytes(content)
    try:
        return (b64decode(data) if kind.endswith("base64") else data).decode("utf-8", "replace")
    except ValueError:
        return ""
