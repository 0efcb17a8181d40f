"""Whether what a rule of a style sheet stands in holds on an ordinary screen.

Follows https://www.w3.org/TR/mediaqueries-4/ and https://www.w3.org/TR/css-conditional-3/.
"""

import re
from functools import lru_cache

from .values import length

_WINDOW = {"width": 1280.0, "height": 800.0, "device-width": 1280.0, "device-height": 800.0}
_ASKED = re.compile(r"\(\s*(min-|max-)?([\w-]+)\s*(?:(:|<=|>=|<|>|=)\s*([^()]+?)\s*)?\)")
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
        return plain == asked if _SUPPORTED.fullmatch(plain) else None
    if head.startswith("@container"):
        return None
    return head.startswith(("@layer", "@scope"))


@lru_cache(maxsize=1024)
def is_for_screen(media: str) -> bool:
    """Whether a media query holds on a screen of an ordinary size, on which nothing is done.

    What it asks besides size does not hold.

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
