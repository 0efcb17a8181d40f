"""Whether what a rule of a style sheet stands in holds on an ordinary screen.

Follows https://www.w3.org/TR/mediaqueries-5/ and https://www.w3.org/TR/css-conditional-3/.
"""

import operator
import re
from collections.abc import Iterable
from functools import lru_cache

from .values import is_value, length

WINDOW_WIDTH, _WINDOW_HEIGHT = 1280.0, 800.0
_WINDOW = {f"{of}width": WINDOW_WIDTH for of in ("", "device-")}
_WINDOW |= {f"{of}height": _WINDOW_HEIGHT for of in ("", "device-")}
_ASKED = re.compile(r"\([^()]*\)")
_SIGN = "<=|>=|<|>|="
_FEATURE = re.compile(
    rf"\(\s*(?:(?P<low>[^()<>=:]+?)\s*(?P<before>{_SIGN})\s*)?(?P<bound>min-|max-)?"
    rf"(?P<name>[a-z-]+)\s*(?:(?P<after>:|{_SIGN})\s*(?P<value>[^()<>=]+?)\s*)?\)"
)
_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    ":": operator.eq,
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
# What a browser answers at a desk where nobody has set anything.
_ANSWERS = {
    "orientation": "landscape",
    **dict.fromkeys(("hover", "any-hover"), "hover"),
    **dict.fromkeys(("pointer", "any-pointer"), "fine"),
    "prefers-color-scheme": "light",
    **dict.fromkeys(
        (f"prefers-{what}" for what in ("contrast", "reduced-motion", "reduced-transparency")),
        "no-preference",
    ),
    **dict.fromkeys(("forced-colors", "inverted-colors"), "none"),
    "-ms-high-contrast": "",  # asked only to speak to a browser that is no longer made
    "update": "fast",
    "display-mode": "browser",
    "color": "8",
    **dict.fromkeys(("monochrome", "grid"), "0"),
}
_NOTHING = ("none", "no-preference", "0", "")
_DECLARED = re.compile(r"([\w-]+)\s*:\s*([^()]*)")
_LEFT = re.compile(r"\(\s*-(?:ms|o|khtml)-[^()]*\)")  # of browsers that are no longer made
# Values that every browser of these years knows, as pages ask for them.
_SUPPORTED = re.compile(
    r"(?:\(\s*(?:-webkit-)?(?:display|position|object-fit|backdrop-filter|overflow|width|height|gap"
    r"|aspect-ratio|color|transform|flex|inset|padding(?:-\w+)?|margin(?:-\w+)?)\s*:"
    r"[^()]*(?:\([^()]*\))?\)|selector\([^()]*\)|and|or|\s)+"
)


def applies(head: str) -> bool | None:
    """Whether the rules inside a block of a style sheet hold; None where nobody can tell.

    Parameters
    ----------
    head : str
        What stands before its brace, such as ``@media screen and (max-width: 600px)``, in lower
        case.
    """
    if head.startswith("@media"):
        return is_for_screen(head[6:])
    if head.startswith("@supports"):
        asked = head[9:].strip()
        plain = asked.removeprefix("not").strip()
        if _LEFT.fullmatch(plain):
            return plain != asked
        known = all(is_value(name, value.strip()) for name, value in _DECLARED.findall(plain))
        return plain == asked if known and _SUPPORTED.fullmatch(plain) else None
    if head.startswith("@container"):
        return None
    return head.startswith(("@layer", "@scope"))


@lru_cache(maxsize=1024)
def is_for_screen(media: str) -> bool | None:
    """Whether a media query holds on a screen of an ordinary size, on which nothing is done.

    None where it asks what differs from one ordinary screen to the next.

    Parameters
    ----------
    media : str
        One query or several with commas between, in lower case; an empty one always holds.
    """
    return not media.strip() or _either(map(_query_matches, media.split(",")))


def _either(answers: Iterable[bool | None]) -> bool | None:
    """Whether one of several things holds; None where that hangs on one which nobody can tell."""
    known = list(answers)
    return True if True in known else None if None in known else False


def _query_matches(query: str) -> bool | None:
    words = _ASKED.sub(" ", query).split()
    kind = next((w for w in words if w not in ("only", "not", "and", "or")), "all")
    asked = [_feature_matches(feature) for feature in _ASKED.findall(query)]
    found = _either(asked)
    if "or" not in words:
        found = False if False in asked else None if None in asked else True
    if kind not in ("all", "screen"):
        found = False
    return found if found is None or "not" not in words else not found


def _feature_matches(asked: str) -> bool | None:
    parts = _FEATURE.fullmatch(asked)
    if parts is None:
        return None
    name, value = parts["name"], parts["value"]
    if name in _ANSWERS and not (parts["bound"] or parts["before"]):
        return _ANSWERS[name] not in _NOTHING if value is None else _ANSWERS[name] == value
    if name not in _WINDOW:
        return None
    sign = {"min-": ">=", "max-": "<="}.get(parts["bound"] or "", parts["after"])
    limits = [(sign, value), (_MIRRORED.get(parts["before"] or ""), parts["low"])]
    answers = [
        None
        if (pixels := length(limit, 16.0, 0.0)) is None
        else _COMPARE[sign](_WINDOW[name], pixels)
        for sign, limit in limits
        if sign and limit
    ]
    return None if None in answers else all(answers)
