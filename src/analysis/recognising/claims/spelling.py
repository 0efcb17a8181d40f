"""The form's names as they are meant.

Quotation marks taken off, a doubled or a mistyped character put right.

Only names long enough to be known by the rest of their characters are corrected, and only for
reading: a claim's phrase is what was printed.
"""

import re
from functools import cache, lru_cache

from .grammar import grammar

_QUOTES = re.compile('["“”‘’「」『』]')
_SIDE_BY_SIDE = re.compile('["”’」』]["“‘「『](?=[\u3400-\u9fff])')  # “予以公开”“部分公开”
_HAN = "[\u3400-\u9fff]"


def _near(label: str) -> str:
    """What a name looks like with one character doubled or another in its place.

    Never the name itself.
    """
    ways = [label[: i + 1] + label[i] + label[i + 1 :] for i in range(len(label))]
    ways += [f"{label[:i]}(?!{label[i]}){_HAN}{label[i + 1 :]}" for i in range(1, len(label))]
    return "|".join(ways)


@cache
def _misspelt(*names: str) -> re.Pattern[str]:
    """Any misspelling of some names; the number of the group that matched is that of the name."""
    spelt = grammar().spelt
    return re.compile("|".join(f"({spelt[n] or _near(n)})" for n in names))


def _may_be_near(name: str, words: str) -> bool:
    """Whether words may hold a name with one character wrong, half of which is as it should be."""
    half = len(name) // 2
    return name[:half] in words or name[half:] in words


@lru_cache(maxsize=16384)
def with_names_corrected(words: str) -> str:
    """Words around a number with quotation marks off and misspelt names of the form put right.

    Parameters
    ----------
    words : str
        Folded words.
    """
    plain = _QUOTES.sub("", _SIDE_BY_SIDE.sub("、", words))
    # The patterns of names that no list of misspellings has take long to compile: few are needed.
    names = [
        name
        for name, listed in grammar().spelt.items()
        if listed or (_may_be_near(name, plain) and _misspelt(name).search(plain))
    ]
    return _misspelt(*names).sub(lambda m: names[int(m.lastindex or 1) - 1], plain)
