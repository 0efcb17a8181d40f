"""The patterns of ``patterns.yml``, compiled once."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Concept:
    """What can be counted: the cell it stands for and when its name may be trusted."""

    id: str
    target: str
    needs: str | None
    weak: bool


@dataclass(frozen=True)
class Grammar:
    """Compiled patterns.

    Attributes
    ----------
    concepts : dict
        By id.
    before, after : Pattern
        A concept's name right before the number, or after it; the group that matched is the concept's id.
    topics : Pattern
        Words that set what a passage is about; the group that matched is the topic.
    spelt : tuple of (name, misspellings)
        Names of the form that are mended; None for misspellings that follow from the name.
    sets : dict of dict of Pattern
        The other sections of the file.
    """

    concepts: dict[str, Concept]
    before: re.Pattern[str]
    after: re.Pattern[str]
    topics: re.Pattern[str]
    spelt: tuple[tuple[str, str | None], ...]
    sets: dict[str, dict[str, re.Pattern[str]]]


@cache
def grammar() -> Grammar:
    """The grammar of claims."""
    source: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("patterns.yml").read_text(encoding="utf-8"))
    words = source["words"]

    def filled(pattern: str) -> str:
        for name, value in words.items():
            pattern = pattern.replace("{" + name + "}", value)
        return pattern

    concepts = {c["id"]: Concept(c["id"], c["target"], c.get("needs"), c.get("weak", False)) for c in source["concepts"]}
    names = "|".join(f"(?P<{c['id']}>{filled(c['core'])})" for c in source["concepts"])
    topics = "|".join(f"(?P<{name}>{pattern})" for name, pattern in source["topics"].items())
    # No topic begins with any but the characters written in the patterns: looking at one is quicker than trying them all.
    begin = "".join(sorted(set(re.findall(r"[\u3400-\u9fff0-9]", "".join(source["topics"].values())))))
    return Grammar(
        concepts=concepts,
        before=re.compile(f"(?:{names}){words['fill']}#"),
        after=re.compile(f"#[^#]{{0,16}}?(?:{names})"),
        topics=re.compile(f"(?=[{begin}])(?:{topics})"),
        spelt=tuple(source["spelt"].items()),
        sets={
            section: {name: re.compile(filled(pattern)) for name, pattern in source[section].items()}
            for section in ("totals", "remedies", "documents", "decisions", "money", "hints", "leave", "zero", "all", "scope")
        },
    )
