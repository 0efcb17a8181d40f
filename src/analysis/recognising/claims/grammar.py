"""The patterns of ``patterns.yml``, compiled once."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

from analysis.files import yaml_of

_PLAIN = ("who_and_when", "names", "verbs_and_nouns", "particles")  # lists that are one


@dataclass(frozen=True)
class Concept:
    """What can be counted: the cell it stands for and when its name may be trusted."""

    id: str
    target: str
    needs: str | None
    loose: bool


class Implied(NamedTuple):
    """What a number counts whose own words do not say it.

    Attributes
    ----------
    own : Pattern
        All words of the number.
    words : Pattern
        Those before them in the sentence, or behind the number.
    after : bool
        Whether they stand behind it.
    becomes : str
        What to read instead, with names of the groups in braces.
    """

    own: re.Pattern[str]
    words: re.Pattern[str]
    after: bool
    becomes: str


@dataclass(frozen=True)
class Grammar:
    """Patterns, the long ones compiled when they are first used: pages and briefs need none.

    Attributes
    ----------
    concepts : dict
        By id.
    written : dict
        The long patterns by name: ``before``, ``after``, ``names``, ``topics``.
    spelt : dict
        Names of the form that are corrected, to their misspellings; None where these follow from
        the name.
    implied : tuple of Implied
        What numbers count whose own words do not say it.
    sets : dict of Patterns
        The other sections of the file.
    """

    concepts: dict[str, Concept]
    written: dict[str, str]
    spelt: dict[str, str | None]
    implied: tuple[Implied, ...]
    sets: dict[str, "Patterns"]

    @cached_property
    def before(self) -> re.Pattern[str]:
        """A concept's name right before the number; the group that matched is the concept's id."""
        return re.compile(self.written["before"])

    @cached_property
    def after(self) -> re.Pattern[str]:
        """The same after the number."""
        return re.compile(self.written["after"])

    @cached_property
    def names(self) -> re.Pattern[str]:
        """The name of any concept, wherever it stands."""
        return re.compile(self.written["names"])

    @cached_property
    def topics(self) -> re.Pattern[str]:
        """Words that set what a passage is about; the group that matched is the topic."""
        return re.compile(self.written["topics"])


class Patterns(dict[str, re.Pattern[str]]):
    """Patterns by name, each compiled when it is first looked up: a report needs few of them.

    Parameters
    ----------
    written : dict
        Name to pattern, with words in braces, or to a list of which any fits, the longest first.
    filled : callable
        Puts the words in.
    """

    def __init__(self, written: dict[str, Any], filled: Callable[[str], str]) -> None:
        super().__init__()
        self._written, self._filled = written, filled

    def __missing__(self, name: str) -> re.Pattern[str]:
        written = self._written[name]
        if isinstance(written, list):
            written = f"(?:{'|'.join(sorted(written, key=len, reverse=True))})"
        self[name] = re.compile(self._filled(written))
        return self[name]

    def each(self) -> Iterator[tuple[str, re.Pattern[str]]]:
        """Every name and its pattern, in the order of the file."""
        return ((name, self[name]) for name in self._written)


@cache
def grammar() -> Grammar:
    """The grammar of claims."""
    source: dict[str, Any] = yaml_of(__package__, "patterns.yml")
    words = source["words"]

    def filled(pattern: str) -> str:
        for name, value in words.items():
            pattern = pattern.replace("{" + name + "}", value)
        return pattern

    concepts = {
        c["id"]: Concept(c["id"], c["target"], c.get("needs"), c.get("loose", False))
        for c in source["concepts"]
    }
    cores = {c["id"]: filled(c["core"]) for c in source["concepts"]}
    names = "|".join(f"(?P<{name}>{core})" for name, core in cores.items())
    plain = source["plain"]
    plain["words"] = [w for kind in _PLAIN for w in plain[kind]]
    topics = "|".join(f"(?P<{name}>{pattern})" for name, pattern in source["topics"].items())
    return Grammar(
        concepts=concepts,
        written={
            "before": f"{_beginning(cores.values())}(?:{names}){words['paper']}{words['fill']}#",
            "after": f"#[^#]{{0,16}}?(?:{names})",
            "names": "|".join(f"(?:{core})" for core in cores.values()),
            "topics": f"{_beginning(source['topics'].values())}(?:{topics})",
        },
        spelt=source["spelt"],
        implied=tuple(
            Implied(
                re.compile(rule["own"]),
                re.compile(rule.get("before") or rule["after"]),
                "after" in rule,
                rule["becomes"],
            )
            for rule in source["implied"]
        ),
        sets={
            name: Patterns(section, filled)
            for name, section in source.items()
            if name not in ("words", "concepts", "spelt", "topics", "implied")
        },
    )


def _beginning(patterns: Iterable[str]) -> str:
    """A look at the next character.

    None of the patterns begins with one that is not written in them.

    That is quicker than to try them all at every place.
    """
    written = "".join(sorted(set(re.findall(r"[\u3400-\u9fff]", "".join(patterns)))))
    return f"(?=[0-9{written}])"
