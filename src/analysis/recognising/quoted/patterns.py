"""The patterns of ``patterns.yml``, compiled once."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis.files import yaml_of


@dataclass(frozen=True)
class Pattern:
    """One wording of a kind, with what it demands of sentence, number and unit."""

    words: re.Pattern[str]
    needs: re.Pattern[str] | None = None
    value: str | None = None
    unit: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of statement.

    Attributes
    ----------
    id : str
        Its key in the file of patterns.
    label : dict
        ``zh`` and ``en``.
    trigger : Pattern
        A sentence without it is not looked at.
    says : tuple of Pattern
        Each finds one way of saying it in a clause.
    goes_on, unless : Pattern or None
        How a clause begins that goes on with it; what keeps a clause from being of the kind.
    beside_claims : bool
        Whether the words of a claim may be of the kind too.
    """

    id: str
    label: dict[str, str]
    trigger: re.Pattern[str]
    says: tuple[Pattern, ...]
    goes_on: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    beside_claims: bool


@dataclass(frozen=True)
class Patterns:
    """All kinds in their order; any word that one of them begins with.

    And the patterns of the other sections.
    """

    kinds: tuple[Kind, ...]
    trigger: re.Pattern[str]
    leave: dict[str, re.Pattern[str]]
    passages: dict[str, re.Pattern[str]]


@cache
def patterns() -> Patterns:
    """The patterns of statements."""
    source: dict[str, Any] = yaml_of(__package__, "patterns.yml")
    words = source["words"]

    def filled(pattern: str) -> str:
        for _ in range(3):  # a word list may hold another
            for name, value in words.items():
                pattern = pattern.replace("{" + name + "}", value)
        return pattern

    def compiled(pattern: str | None) -> re.Pattern[str] | None:
        return re.compile(filled(pattern)) if pattern else None

    def one(entry: Any) -> Pattern:
        entry = {"re": entry} if isinstance(entry, str) else entry
        return Pattern(
            re.compile(filled(entry["re"])),
            compiled(entry.get("needs")),
            entry.get("value"),
            compiled(entry.get("unit")),
        )

    found = tuple(
        Kind(
            id=name,
            label={"zh": k["zh"], "en": k["en"]},
            trigger=re.compile(k["if"]),
            says=tuple(map(one, [*k.get("none", []), *k["says"]])),
            goes_on=compiled(k.get("goes_on")),
            unless=compiled(k.get("unless")),
            beside_claims=k.get("beside_claims", False),
        )
        for name, k in source["kinds"].items()
    )
    return Patterns(
        kinds=found,
        trigger=re.compile("|".join(f"(?:{k['if']})" for k in source["kinds"].values())),
        **{
            s: {name: re.compile(filled(p)) for name, p in source[s].items()}
            for s in ("leave", "passages")
        },
    )


def kinds() -> dict[str, dict[str, str]]:
    """The kinds of statement in their order, and what each is called.

    ``{id: {"zh": …, "en": …}}``.
    """
    return {k.id: k.label for k in patterns().kinds}
