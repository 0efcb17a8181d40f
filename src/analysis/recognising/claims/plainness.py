"""Whether a total is said in words that are all understood.

A total is searched for by its last words (…行政复议9件), and what stands before them may make it
another's (作为第三人参加的行政复议9件). Such words cannot be listed; those that change nothing can.
"""

import re
from functools import lru_cache

from .grammar import grammar

_NOTHING_CHANGED = grammar().sets["plain"]["words"]
_REST = re.compile(r"[\u3400-\u9fff]")
_SHORTEST = 2  # characters of an agency's name by which it is known
# What is searched for so loosely. Outcomes and groups of applicants have names of their own.
_TOTALS = re.compile(r"requests/(?:received|concluded|carried_in)/total|remedies/|disclosure/")


def is_plain(target: str, words: str, agency: str = "") -> bool:
    """Whether nothing stands before a total that could make it another's.

    Parameters
    ----------
    target : str
        What the number was bound to.
    words : str
        The folded words before the number, in its clause.
    agency : str
        The name of the agency that reports, or nothing.
    """
    if _TOTALS.match(target) is None:
        return True
    return _rest(_without_name(words, agency)) == ""


@lru_cache(maxsize=16384)
def _rest(words: str) -> str:
    """The characters that no known word explains."""
    return "".join(_REST.findall(_NOTHING_CHANGED.sub(" ", words)))


def _without_name(words: str, agency: str) -> str:
    """Words without the agency's name, its beginning (the territory) or its end (the office)."""
    for length in range(len(agency), _SHORTEST - 1, -1):
        for part in (agency[:length], agency[-length:]):
            if part in words:
                return words.replace(part, " ", 1)
    return words
