"""Which elements of a page a selector speaks of (https://www.w3.org/TR/selectors-4/)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

_NAME = re.compile(r"[.#](-?[^\W\d][\w-]*)(?![\w\\-])")
_ELSEWHERE = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*(?:\]|\Z)")
_PSEUDO_CLASS = re.compile(r":[\w-]+(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?")
_ALONE = re.compile(rf"(^|[\s>+~])(?={_PSEUDO_CLASS.pattern})")
_FORGIVING = re.compile(r":(?:is|where|-webkit-any)\(((?:[^()]|\([^()]*\))*)\)", re.IGNORECASE)
_ASIDE = re.compile(r"\"[^\"]*\"|'[^']*'|\[[^\]]*\]|\\.")  # what holds no pseudo-class
_PSEUDO_NAME = re.compile(r"(?<![:\\])(::?)(-?[a-z][\w-]*)", re.IGNORECASE)
# States in which nothing on a page is before its reader does something, nor any page is itself.
_STATES = """
    hover focus focus-within focus-visible active visited target target-within fullscreen modal
    picture-in-picture popover-open user-valid user-invalid autofill playing seeking buffering
    stalled muted volume-locked current past future host host-context state active-view-transition
    active-view-transition-type -webkit-autofill -webkit-full-screen -webkit-drag
"""
_NEVER = frozenset(_STATES.split())
_LINKS = frozenset(["any-link", "-webkit-any-link", "-moz-any-link"])
# What a field of a form may be, which is not worked out.
_FIELD_STATES = """
    default indeterminate in-range out-of-range valid invalid required optional placeholder-shown
    read-write
"""
_FIELDS = frozenset(_FIELD_STATES.split())
_OTHERS = """
    root scope empty first-child last-child only-child first-of-type last-of-type only-of-type
    nth-child nth-last-child nth-of-type nth-last-of-type not is where has lang dir link defined
    checked enabled disabled open paused read-only -webkit-any before after first-line first-letter
    left right first blank
"""
_CLASSES = _NEVER | _LINKS | _FIELDS | frozenset(_OTHERS.split())
_PARTS = """
    before after first-line first-letter marker selection backdrop placeholder file-selector-button
    cue cue-region part slotted target-text spelling-error grammar-error highlight details-content
    view-transition view-transition-group view-transition-image-pair view-transition-new
    view-transition-old scroll-marker scroll-marker-group scroll-button column checkmark picker
    picker-icon search-text
"""
_ELEMENTS = frozenset(_PARTS.split())
_LOOSE = re.compile(rf":(?:{'|'.join(_FIELDS)}|defined)(?![\w-])", re.IGNORECASE)
_APART = re.compile(r"""\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|[(\[]|[)\]]|[,;]""")
_GROUPS = frozenset("([\"'")
_NONE = ":hover"  # answers to nothing on a page at rest

Found = tuple[tuple[int, ...], list[Any], bool]


def parted(text: str, sign: str) -> list[str]:
    """What stands between commas or semicolons, but for those in brackets and quotes.

    Parameters
    ----------
    text : str
        Declarations, or selectors.
    sign : str
        The comma or the semicolon.
    """
    if _GROUPS.isdisjoint(text):
        return text.split(sign)
    parts, depth, start = [], 0, 0
    for match in _APART.finditer(text):
        if match[0] in "([":
            depth += 1
        elif match[0] in ")]":
            depth = max(depth - 1, 0)
        elif match[0] == sign and depth == 0:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


@lru_cache(maxsize=8192)
def is_known(selector: str) -> bool | None:
    """Whether browsers know all that a selector asks for; None where some do and some do not.

    A browser passes over a whole rule of which it does not know one selector.

    Parameters
    ----------
    selector : str
        One selector, without those beside it.
    """
    if ":" not in selector:
        return True
    known: bool | None = True
    for colons, name in _PSEUDO_NAME.findall(_FORGIVING.sub("", _ASIDE.sub("", selector))):
        name = name.lower()
        if name.startswith("-moz-") and name not in _LINKS:
            known = None  # one browser has names of its own
        elif colons == "::":
            if name not in _ELEMENTS and not name.startswith("-webkit-"):
                return False
        elif name not in _CLASSES:
            return False
    return known


@lru_cache(maxsize=8192)
def needed(selector: str) -> frozenset[str]:
    """The classes and ids that a page must have for a selector to speak of anything on it.

    Parameters
    ----------
    selector : str
        One selector.
    """
    return frozenset(_NAME.findall(_ELSEWHERE.sub("", selector)))


def select(selector: str, root: Any) -> Iterator[Found]:
    """The elements that a selector speaks of, with its specificity.

    Last comes whether it speaks of all these for certain.

    Parameters
    ----------
    selector : str
        One selector.
    root : element
        The page.
    """
    for specificity, path, sure in _compiled(selector):
        yield specificity, [e for e in path(root) if isinstance(e.tag, str)], sure


def _forgiven(match: re.Match[str]) -> str:
    """A list in brackets without what no browser knows in it, which is passed over there."""
    parts = parted(_FORGIVING.sub(_forgiven, match[1]), ",")
    kept = [part for part in parts if is_known(part.strip())]
    if not kept:
        return _NONE
    name = "where" if match[0].lower().startswith(":where") else "is"
    return f":{name}({','.join(kept)})"


@lru_cache(maxsize=2048)
def _compiled(selector: str, sure: bool = True) -> tuple[tuple[tuple[int, ...], Any, bool], ...]:
    """A selector's specificity and path, and whether it speaks of all that the path finds.

    None where nothing on a page at rest answers to it. What stands in an element, as its scroll
    bar or a placeholder does, is not the element.
    """
    import cssselect

    if not is_known(selector):
        return ()
    asked = _FORGIVING.sub(_forgiven, selector)
    loose = _LOOSE.search(asked) is not None
    try:
        translator = _translator()
        return tuple(
            (
                one.specificity(),
                etree.XPath(translator.selector_to_xpath(one)),
                sure and not loose and one.pseudo_element is None,
            )
            for one in cssselect.parse(asked)
            if one.pseudo_element in (None, "first-letter", "first-line")
        )
    except (cssselect.SelectorError, etree.XPathError, ValueError, RecursionError):
        wider = _PSEUDO_CLASS.sub("", _ALONE.sub(r"\1*", selector))
        outside = _PSEUDO_NAME.findall(_ELSEWHERE.sub("", selector))
        if not sure or wider == selector or any(name.lower() in _NEVER for _, name in outside):
            return ()
        return _compiled(wider, sure=False)


@lru_cache(maxsize=1)
def _translator() -> Any:
    import cssselect

    class Translator(cssselect.HTMLTranslator):  # type: ignore[misc]
        """Knows the pseudo-classes of today beside those of CSS 3."""

        def xpath_pseudo(self, pseudo: Any) -> Any:
            name, path = pseudo.ident.lower(), self.xpath(pseudo.selector)
            if name in _NEVER:
                return path.add_condition("0")
            if name in _LINKS:
                return self.xpath_link_pseudo(path)
            if name == "open":
                return path.add_condition("@open")
            if name == "defined":
                return path.add_condition("not(contains(name(), '-'))")
            if name in _FIELDS:
                return path.add_condition("self::input or self::select or self::textarea")
            return super().xpath_pseudo(pseudo)

        def xpath_dir_function(self, path: Any, asked: Any) -> Any:
            around = "ancestor-or-self::*[@dir='rtl' or @dir='ltr'][1]/@dir='rtl'"
            right = asked.arguments[0].value.lower() == "rtl"
            return path.add_condition(around if right else f"not({around})")

    return Translator()
