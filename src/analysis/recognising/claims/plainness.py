"""Whether a figure is said in words that are all understood.

What is counted is searched for by its last words (…行政复议9件), and what is before or after
them may make it another's (作为第三人参加的行政复议9件). Such words cannot be listed; those that
change nothing can. A figure said in other words may agree with a table, but contradicts none.
"""

import re
from functools import cache, lru_cache

from .grammar import grammar

_G = grammar()
_PLAIN = _G.sets["plain"]
_REST = re.compile(r"[\u3400-\u9fff]")
_SHORTEST = 2  # characters of an agency's name by which it is known
# What is searched for so loosely. Outcomes and groups of applicants have names of their own.
_TOTALS = re.compile(r"requests/(?:received|concluded|carried_in)/total|remedies/|disclosure/")
# A clause as short as this before the number's own says of whom or when (十四五以来,).
_OPENING = 12
_OWN_SUBJECT = re.compile(
    "(?:收到|受理|办理|接收|新收|处理|答复|办结)[^#]*(?:申请|公开)|申请(?!人|公开)|信息公开"
    "|规范性文件|规章|行政(?:许可|处罚|强制)|收费"
)
_DATE = re.compile(r"20\d{2}年(?:度|\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月(?:\d{1,2}日)?")


@cache
def own_names(agency: str = "", scope: str | None = None) -> re.Pattern[str]:
    """The names of whoever reports: its own before a figure changes nothing.

    The agency's name, its beginning (the territory) or its end (the office); 县政府 where that is
    what reports, or the area is.

    Parameters
    ----------
    agency : str
        The name of the agency, folded, or nothing.
    scope : {"agency", "territory"}, optional
        What the report covers, if it is known.
    """
    lengths = range(len(agency), _SHORTEST - 1, -1)
    names = [re.escape(part) for n in lengths for part in (agency[:n], agency[-n:])]
    if scope == "territory" or "政府" in agency:
        names.append(_PLAIN["government"].pattern)
    return re.compile("|".join(names) or "(?!)")


def is_plain(target: str, words: str, own: re.Pattern[str]) -> bool:
    """Whether nothing stands before a figure that could make it another's.

    Parameters
    ----------
    target : str
        What the number was bound to.
    words : str
        The folded words before the number, in its clause.
    own : Pattern
        Names of whoever reports, as ``own_names`` gives them.
    """
    words = own.sub(" ", words)
    if _TOTALS.match(target) is None or " % " in target:
        words = _PLAIN["around"].sub(" ", _G.names.sub(" ", words))
    return _rest(words) == ""


def is_plain_around(opening: str, after: str, own: re.Pattern[str]) -> bool:
    """Whether the short clauses before a number's own, and the words after it, change nothing.

    Parameters
    ----------
    opening : str
        The folded words of the sentence before the number's clause.
    after : str
        The folded words after the number, in its clause.
    own : Pattern
        Names of whoever reports, as ``own_names`` gives them.
    """
    clauses = [_DATE.sub("", c) for c in re.split("[,:()]", opening)]
    # Of a clause with a figure of its own only who is spoken of: its first words in the sentence.
    bare = [c if i else re.split(r"\d", c)[0] for i, c in enumerate(clauses)]
    short = [c for c in bare if len(c) <= _OPENING and not any(d.isdigit() for d in c)]
    words = [_G.names.sub(" ", own.sub(" ", w)) for w in (*short, after)]
    return all(_rest(_PLAIN["around"].sub(" ", w)) == "" for w in words)


def goes_on(before: str, own: str) -> bool:
    """Whether a figure may go on about another number, that was told before it and left alone.

    抽查答复15件,其中不予公开4件: neither is a figure of the form.

    Parameters
    ----------
    before : str
        The folded words of the sentence before the number's own, none of whose numbers was bound.
    own : str
        The folded words about the number.
    """
    return _OWN_SUBJECT.search(own) is None and re.search(r"\d", _DATE.sub("", before)) is not None


@lru_cache(maxsize=16384)
def _rest(words: str) -> str:
    """The characters that no known word explains."""
    return "".join(_REST.findall(_PLAIN["words"].sub(" ", words)))
